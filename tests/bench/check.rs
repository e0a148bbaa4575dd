//! A look at whether a service answers rightly about a generated register: statuses beside what the facts
//! that were generated say, worked out here in the plainest way.

use std::collections::BTreeSet;

use registry::values::{CompletionResult, Day, Hours};
use serde_json::{Value, json};

use crate::client::{Clients, parsed};
use crate::generate::people::{Award, Closing, GROUP, Person, Scale};
use crate::generate::{Kind, Register, day, id, worker};
use crate::load::Load;

/// Codes of the sample ladder, from the lowest.
const LADDER: [&str; 3] = ["grade-2", "grade-1", "grade-superior"];

/// Asks about so many workers in one call, and compares.
pub async fn statuses(clients: &Clients, register: &Register, count: usize, on: &str) {
    let scale = &register.scale;
    let numbers: Vec<_> = (0..count).map(|n| n * 7_919 % scale.workers).collect();
    let asked: Vec<_> = numbers.iter().map(|number| json!({ "workerId": worker(*number) })).collect();
    let query = json!({ "workers": asked, "validAt": on });
    let request = clients.payroll.post("/api/v1/qualification-status-queries", &query);
    let answer = parsed(&Load::new(&clients.server, 1).once(request).await);
    let on = Day::parse(on).expect("a day");
    for (number, result) in numbers.iter().zip(answer["results"].as_array().expect("results")) {
        let (told, expected) = (told(result), expected(scale, *number, on));
        assert!(told == expected, "worker {number} is told as {told:#}\nand should be {expected:#}");
    }
}

/// The part of a result that is compared.
fn told(result: &Value) -> Value {
    let employments = result["employments"].as_array().map_or(&[][..], Vec::as_slice);
    let employments: BTreeSet<_> =
        employments.iter().filter_map(|one| one["employmentId"].as_str()).collect();
    json!({
        "worker": result["worker"]["workerId"],
        "outcome": result["outcome"],
        "grade": result["grade"]["code"],
        "award": result["grade"]["awardId"],
        "employments": employments,
        "hours": result["training"]["lastFiveYears"]["hours"],
        "completions": result["training"]["lastTwelveMonths"]["completions"],
        "minutes": result["supervision"]["lastTwelveMonths"]["minutes"],
        "sessions": result["supervision"]["lastTwelveMonths"]["sessions"],
    })
}

/// The same by the facts of the person.
fn expected(scale: &Scale, number: usize, on: Day) -> Value {
    let group = scale.group(number / GROUP);
    let of = |number: usize| &group.people[number % GROUP];
    let person = match of(number).closing {
        Some(Closing::Into(survivor)) => of(survivor),
        _ => of(number),
    };
    if matches!(person.closing, Some(Closing::From(first)) if day(first) <= on) {
        let mut closed = told(&json!({ "outcome": "deactivated" }));
        closed["worker"] = json!(worker(person.number));
        return closed;
    }
    let goes_on = |one: &&Person| matches!(one.closing, Some(Closing::Into(it)) if it == person.number);
    let records: Vec<_> = group.people.iter().filter(goes_on).chain([person]).collect();
    let employments: BTreeSet<_> = records
        .iter()
        .flat_map(|record| record.employments.believed())
        .filter(|kept| day(kept.fact.from) <= on && kept.fact.until.is_none_or(|last| on <= day(last)))
        .map(|kept| id(Kind::Employment, kept.number).to_string())
        .collect();
    let held = held(&records, on);
    let year = group
        .sessions
        .believed()
        .filter(|kept| kept.fact.attendees.contains(&person.number) && within(12, day(kept.fact.on), on));
    let minutes: Vec<_> = year.map(|kept| kept.fact.minutes).collect();
    json!({
        "worker": worker(person.number),
        "outcome": "found",
        "grade": held.map(|award| LADDER[award.grade]),
        "award": held.map(|award| id(Kind::Award, award.number).to_string()),
        "employments": employments,
        "hours": Hours::from_hundredths(trained(&records, 60, on).iter().sum()),
        "completions": trained(&records, 12, on).len(),
        "minutes": minutes.iter().sum::<i32>(),
        "sessions": minutes.len(),
    })
}

fn held<'p>(records: &[&'p Person], on: Day) -> Option<&'p Award> {
    let holding = records.iter().flat_map(|record| &record.awards).filter(|award| award.holds(on));
    holding.max_by_key(|award| (award.grade, award.from, award.number))
}

/// Hundredths of an hour of each completion that was not failed.
fn trained(records: &[&Person], months: i32, on: Day) -> Vec<i32> {
    let facts = records.iter().flat_map(|record| record.completions.believed()).map(|kept| &kept.fact);
    facts
        .filter(|fact| fact.result != CompletionResult::Failed && within(months, day(fact.on), on))
        .map(|fact| fact.quarters * 25)
        .collect()
}

fn within(months: i32, day: Day, on: Day) -> bool {
    on.window_start(months) <= day && day <= on
}

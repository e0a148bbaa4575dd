//! The reference's answer to each kind of requirement that is no group.

use std::collections::BTreeSet;
use std::rc::Rc;

use registry::rules::Reason;
use registry::rules::language::{
    CreditSum, Demand, HoldsGrade, LeastResult, Programmes, SupervisionHours, SupervisionSessions, Tenure,
    TrainingHours,
};
use registry::rules::record::Standing;
use registry::values::{AbsenceKind, Code, CompletionResult, SessionKind};

use crate::calendar::{months_and_days, window_start};
use crate::case::{Case, Completed, DOMAINS, LADDER, POSTS, Sat, Span, absence_kind, code, programme_code};
use crate::reference::BOUND;

/// Whether a requirement is met on a day, the one asked about or a later one, if nothing more happens.
pub type OnDay<'c> = Box<dyn Fn(i32) -> bool + 'c>;

/// The clock of a requirement: the days on which it runs.
#[derive(Clone)]
pub struct Clock {
    /// Every day on which it runs, as far as we look; none where it always does.
    running: Option<Rc<Vec<i32>>>,
}

impl Clock {
    /// A clock that absences of these kinds stop.
    pub fn of(case: &Case, kinds: &[AbsenceKind]) -> Self {
        let pausing: Vec<_> = pausing(case, kinds).collect();
        let running = pausing.first().map(|_| {
            let days = case.day - 6_000..=case.day + BOUND;
            Rc::new(days.filter(|day| !pausing.iter().any(|absence| covers(absence, *day))).collect())
        });
        Self { running }
    }

    /// First day of a window that ends with a day: it has as many running days as the window without absences
    /// that ends with the last running day.
    fn begins(&self, day: i32, months: Option<i32>) -> i32 {
        let Some(months) = months else { return i32::MIN };
        let Some(running) = &self.running else { return window_start(day, months) };
        let until = running.partition_point(|one| *one <= day);
        let last = running[until - 1];
        let days = usize::try_from(last - window_start(last, months) + 1).expect("some days");
        running[until - days]
    }
}

/// Absences of these kinds that are believed.
pub fn pausing<'c>(case: &'c Case, kinds: &[AbsenceKind]) -> impl Iterator<Item = &'c Span> {
    case.absences.iter().filter(|one| counts(one) && kinds.contains(&absence_kind(one)))
}

/// An absence, and the first and last of its days on which the clock stood.
pub type Pause = (u128, i32, i32);

/// Absences that stopped the clock on days from the one to the other, and why others did not; the latest
/// first.
pub fn absent(
    case: &Case,
    kinds: &[AbsenceKind],
    (first, last): (i32, i32),
) -> (Vec<Pause>, Vec<(u128, Reason)>) {
    let (mut paused, mut not) = (Vec::new(), Vec::new());
    for absence in case.absences.iter().rev().filter(|_| !kinds.is_empty()) {
        let (from, to) = (absence.from.max(first), absence.until.min(last));
        let judged = believed(absence.standing)
            .and_then(|()| refuse_unless(kinds.contains(&absence_kind(absence)), Reason::WrongAbsenceKind))
            .and_then(|()| refuse_unless(from <= to, Reason::OutsideWindow));
        match judged {
            Ok(()) => paused.push((absence.id, from, to)),
            Err(reason) => not.push((absence.id, reason)),
        }
    }
    (paused, not)
}

/// The result of one leaf on the day.
pub struct Leaf<'c> {
    pub required: i64,
    pub actual: i64,
    pub window: Option<(i32, i32)>,
    pub missed: Vec<(i32, i32)>,
    pub counted: Vec<(u128, Option<i64>)>,
    pub not_counted: Vec<(u128, Reason)>,
    pub is_met: OnDay<'c>,
}

/// The result of a requirement that is no group.
pub fn leaf<'c>(case: &'c Case, demand: &'c Demand, clock: &Clock) -> Leaf<'c> {
    match demand {
        Demand::TrainingHours(asked) => training(case, clock, asked),
        Demand::Credits(asked) => credits(case, clock, asked),
        Demand::Programmes(asked) => programmes(case, clock, asked),
        Demand::SupervisionHours(asked) => supervision_hours(case, clock, asked),
        Demand::SupervisionSessions(asked) => supervision_sessions(case, clock, asked),
        Demand::Tenure(asked) => tenure(case, asked),
        Demand::HoldsGrade(asked) => holds_grade(case, asked),
        Demand::NoActiveSuspension(_) => no_active_suspension(case),
        Demand::AllOf(_) | Demand::AnyOf(_) | Demand::AtLeast(_) => unreachable!("groups are opened before"),
    }
}

fn training<'c>(case: &'c Case, clock: &Clock, asked: &'c TrainingHours) -> Leaf<'c> {
    let first = clock.begins(case.day, asked.within_months);
    let judge = |fact: &Completed, first: i32| {
        in_window(case, fact.standing, fact.on, first)?;
        good(fact, asked.minimum_result)?;
        of_domain(case, fact, &asked.domains)?;
        let is_taught_by = asked.provider_kinds.is_empty() || asked.provider_kinds.contains(&fact.provider);
        refuse_unless(is_taught_by, Reason::WrongProviderKind)
    };
    let (_, mut not_counted) = judged(&case.completions, |fact| fact.id, |fact| judge(fact, first));
    // Those before the window as well: after a pause it may begin a little earlier than on the day before.
    let (mut fits, _) = judged(&case.completions, |fact| fact.id, |fact| judge(fact, i32::MIN));
    // The same programme on the same day once: the last that is listed.
    let all = fits.clone();
    for (at, fact) in all.iter().enumerate() {
        if all[at + 1..]
            .iter()
            .any(|other| (other.on, other.programme, other.part) == (fact.on, fact.programme, fact.part))
        {
            if first <= fact.on {
                not_counted.push((fact.id, Reason::DuplicateProgramme));
            }
            fits.retain(|other| other.id != fact.id);
        }
    }
    // The seconds that count of a programme at the most.
    let cap = |programme: usize| {
        let of_each = asked.cap_per_programme.map(|cap| i64::from(cap.hundredths()) * 36);
        let own = i64::from(case.catalogue[programme].hours) * 36;
        of_each.into_iter().chain(asked.cap_at_programme_hours.then_some(own)).min()
    };
    // The seconds taken of each fact of a window, the latest first.
    let clock = clock.clone();
    let taken = move |fits: &[Completed], day: i32| {
        let (mut taken, first): (Vec<(u128, usize, i64)>, _) =
            (Vec::new(), clock.begins(day, asked.within_months));
        for fact in fits.iter().rev().filter(|fact| first <= fact.on) {
            let used: i64 = taken
                .iter()
                .filter(|(_, programme, _)| *programme == fact.programme)
                .map(|(_, _, seconds)| seconds)
                .sum();
            let seconds = i64::from(fact.seconds());
            let left = cap(fact.programme).map(|cap| cap - used);
            taken.push((fact.id, fact.programme, left.map_or(seconds, |left| seconds.min(left))));
        }
        taken
    };
    let mut counted = Vec::new();
    for (id, _, seconds) in taken(&fits, case.day) {
        if seconds > 0 {
            counted.push((id, Some(seconds / 36)));
        } else {
            not_counted.push((id, Reason::CapReached));
        }
    }
    let required = i64::from(asked.hours.hundredths());
    // Hundredths of an hour, what is left of one cut off.
    let sum = move |day: i32| taken(&fits, day).iter().map(|(_, _, seconds)| seconds).sum::<i64>() / 36;
    Leaf {
        required,
        actual: sum(case.day),
        window: asked.within_months.map(|_| (first, case.day)),
        missed: Vec::new(),
        counted: in_order(&case.completions, |fact| fact.id, counted),
        not_counted: in_order(&case.completions, |fact| fact.id, not_counted),
        is_met: Box::new(move |day| sum(day) >= required),
    }
}

fn credits<'c>(case: &'c Case, clock: &Clock, asked: &'c CreditSum) -> Leaf<'c> {
    let credits_of = |fact: &Completed| i64::from(case.catalogue[fact.programme].credits.unwrap_or(0));
    let first = clock.begins(case.day, asked.within_months);
    let judge = |fact: &Completed, first: i32| {
        in_window(case, fact.standing, fact.on, first)?;
        good(fact, LeastResult::Attended)?;
        of_domain(case, fact, &asked.domains)?;
        refuse_unless(credits_of(fact) > 0, Reason::NoCredits)
    };
    let (_, mut not_counted) = judged(&case.completions, |fact| fact.id, |fact| judge(fact, first));
    // Those before the window as well: after a pause it may begin a little earlier than on the day before.
    let (fits, _) = judged(&case.completions, |fact| fact.id, |fact| judge(fact, i32::MIN));
    // Each programme once, by its latest completion.
    let mut counted: Vec<Completed> = Vec::new();
    for fact in fits.iter().rev() {
        if !counted.iter().any(|other| other.programme == fact.programme) {
            counted.push(*fact);
        } else if first <= fact.on {
            not_counted.push((fact.id, Reason::DuplicateProgramme));
        }
    }
    let required = i64::from(asked.credits.hundredths());
    let in_it = counted.iter().filter(|fact| first <= fact.on);
    let told = in_it.map(|fact| (fact.id, Some(credits_of(fact)))).collect();
    let clock = clock.clone();
    let sum = move |day: i32| {
        let first = clock.begins(day, asked.within_months);
        let counting = counted.iter().filter(|fact| first <= fact.on);
        counting.map(credits_of).sum::<i64>()
    };
    Leaf {
        required,
        actual: sum(case.day),
        window: asked.within_months.map(|_| (first, case.day)),
        missed: Vec::new(),
        counted: in_order(&case.completions, |fact| fact.id, told),
        not_counted: in_order(&case.completions, |fact| fact.id, not_counted),
        is_met: Box::new(move |day| sum(day) >= required),
    }
}

fn programmes<'c>(case: &'c Case, clock: &Clock, asked: &'c Programmes) -> Leaf<'c> {
    // The codes asked for that a completion is good for.
    let good_for = move |fact: &Completed| {
        let (mut codes, mut next) = (BTreeSet::new(), Some(fact.programme));
        while let Some(programme) = next {
            codes.insert(programme_code(programme));
            next = case.catalogue[programme].stands_for;
        }
        codes.retain(|code| asked.codes.contains(code));
        codes
    };
    let first = clock.begins(case.day, asked.within_months);
    let judge = |fact: &Completed, first: i32| {
        in_window(case, fact.standing, fact.on, first)?;
        good(fact, asked.minimum_result)?;
        refuse_unless(!good_for(fact).is_empty(), Reason::WrongProgramme)
    };
    let (fits, mut not_counted) = judged(&case.completions, |fact| fact.id, |fact| judge(fact, first));
    let (mut counted, mut done) = (Vec::new(), BTreeSet::new());
    for fact in fits.iter().rev() {
        let before = done.len();
        done.extend(good_for(fact));
        if done.len() > before {
            counted.push((fact.id, None));
        } else {
            not_counted.push((fact.id, Reason::DuplicateProgramme));
        }
    }
    let required = asked.count.map_or(whole(asked.codes.len()), |count| i64::from(count) * 100);
    // Those before the window as well: after a pause it may begin a little earlier than on the day before.
    let (fits, _) = judged(&case.completions, |fact| fact.id, |fact| judge(fact, i32::MIN));
    let fits: Vec<_> = fits.iter().map(|fact| (fact.on, good_for(fact))).collect();
    let clock = clock.clone();
    let sum = move |day: i32| {
        let first = clock.begins(day, asked.within_months);
        let counting = fits.iter().filter(|(on, _)| first <= *on);
        whole(counting.flat_map(|(_, codes)| codes).collect::<BTreeSet<_>>().len())
    };
    Leaf {
        required,
        actual: sum(case.day),
        window: asked.within_months.map(|_| (first, case.day)),
        missed: Vec::new(),
        counted: in_order(&case.completions, |fact| fact.id, counted),
        not_counted: in_order(&case.completions, |fact| fact.id, not_counted),
        is_met: Box::new(move |day| sum(day) >= required),
    }
}

fn supervision_hours<'c>(case: &'c Case, clock: &Clock, asked: &'c SupervisionHours) -> Leaf<'c> {
    let first = clock.begins(case.day, asked.within_months);
    let (fits, not_counted) = sessions(case, first, asked.session_kind);
    let counted = fits.iter().map(|fact| (fact.id, Some(i64::from(fact.minutes)))).collect();
    // Those before the window as well: after a pause it may begin a little earlier than on the day before.
    let (fits, _) = sessions(case, i32::MIN, asked.session_kind);
    let clock = clock.clone();
    let required = i64::from(asked.hours.hundredths());
    let sum = move |day: i32| {
        let first = clock.begins(day, asked.within_months);
        let counting = fits.iter().filter(|fact| first <= fact.on);
        let minutes: i64 = counting.map(|fact| i64::from(fact.minutes)).sum();
        // Hundredths of an hour, what is left of one cut off.
        minutes * 100 / 60
    };
    Leaf {
        required,
        actual: sum(case.day),
        window: asked.within_months.map(|_| (first, case.day)),
        missed: Vec::new(),
        counted,
        not_counted,
        is_met: Box::new(move |day| sum(day) >= required),
    }
}

fn supervision_sessions<'c>(case: &'c Case, clock: &Clock, asked: &'c SupervisionSessions) -> Leaf<'c> {
    let first = clock.begins(case.day, asked.within_months);
    let (fits, not_counted) = sessions(case, first, asked.session_kind);
    let counted = fits.iter().map(|fact| (fact.id, Some(i64::from(fact.minutes)))).collect();
    // Those before the window as well: after a pause it may begin a little earlier than on the day before.
    let (fits, _) = sessions(case, i32::MIN, asked.session_kind);
    let clock = clock.clone();
    let required = i64::from(asked.sessions) * 100;
    let days: Vec<i32> = fits.iter().map(|fact| fact.on).collect();
    let parts_days = days.clone();
    let parts_clock = clock.clone();
    let sum = move |day: i32| {
        let first = clock.begins(day, asked.within_months);
        whole(days.iter().filter(|on| first <= **on).count())
    };
    // The parts of the window, counted back from its last day, that have no session.
    let missed = move |day: i32| {
        let mut missed = Vec::new();
        if let (Some(period), Some(months)) = (asked.one_in_each, asked.within_months) {
            let (length, mut last, mut back) = (period.months(), day, 0);
            while back < months {
                back += length;
                let first = parts_clock.begins(day, Some(back));
                if !parts_days.iter().any(|on| first <= *on && *on <= last) {
                    missed.push((first, last));
                }
                last = first - 1;
            }
        }
        missed
    };
    Leaf {
        required,
        actual: sum(case.day),
        window: asked.within_months.map(|_| (first, case.day)),
        missed: missed(case.day),
        counted,
        not_counted,
        is_met: Box::new(move |day| sum(day) >= required && missed(day).is_empty()),
    }
}

fn tenure<'c>(case: &'c Case, asked: &'c Tenure) -> Leaf<'c> {
    let jobs = jobs(case, &asked.posts);
    let worked = stretches(&jobs, case.day, |day| jobs.iter().any(|job| covers(job, day)));
    // Back from the day, through stretches of work, until a break is too long.
    let chain = move |worked: &[(i32, i32)], day: i32| {
        let (mut chain, mut reached) = (Vec::new(), day + 1);
        for (from, to) in worked.iter().rev().filter(|(from, _)| *from <= day) {
            let to = (*to).min(day);
            let (first, last) = (to + 1, reached - 1);
            if first <= last && months_and_days(first, last) > (asked.gap_months, 0) {
                break;
            }
            chain.push((*from, to));
            reached = *from;
        }
        chain
    };
    let now = chain(&worked, case.day);
    let judge = |job: &Span| {
        believed(job.standing)?;
        refuse_unless(is_of(job, &asked.posts), Reason::WrongPost)?;
        refuse_unless(job.from <= case.day, Reason::OutsideWindow)?;
        refuse_unless(now.iter().any(|(from, to)| *from <= job.until && job.from <= *to), Reason::BrokenOff)
    };
    let (fits, not_counted) = judged(&case.employments, |job| job.id, judge);
    let months = move |day: i32| {
        let each: Vec<_> = chain(&worked, day).iter().map(|(from, to)| months_and_days(*from, *to)).collect();
        each.iter().map(|(months, _)| months).sum::<i32>()
            + each.iter().map(|(_, days)| days).sum::<i32>() / 30
    };
    Leaf {
        required: i64::from(asked.months) * 100,
        actual: i64::from(months(case.day)) * 100,
        window: None,
        missed: Vec::new(),
        counted: fits.iter().map(|job| (job.id, None)).collect(),
        not_counted,
        is_met: Box::new(move |day| months(day) >= asked.months),
    }
}

fn holds_grade<'c>(case: &'c Case, asked: &'c HoldsGrade) -> Leaf<'c> {
    let rank =
        LADDER.iter().find(|(grade, _)| *grade == asked.grade.as_str()).map_or(i32::MAX, |(_, rank)| *rank);
    let is_held =
        |day: i32| case.awards.iter().any(|award| counts(award) && award.what >= rank && covers(award, day));
    // The days without a break on which it was held, and will be, around the day.
    let held = stretches(&case.awards, case.day, is_held);
    let around = move |held: &[(i32, i32)], day: i32| {
        held.iter().find(|(from, to)| *from <= day && day <= *to).copied()
    };
    let now = around(&held, case.day);
    let judge = |award: &Span| {
        believed(award.standing)?;
        refuse_unless(award.what >= rank, Reason::LowerGrade)?;
        refuse_unless(award.from <= award.until, Reason::Voided)?;
        let is_part = now.is_some_and(|(from, _)| from <= award.until && award.from <= case.day);
        refuse_unless(is_part, Reason::OutsideWindow)
    };
    let (fits, not_counted) = judged(&case.awards, |award| award.id, judge);
    let months = move |day: i32| around(&held, day).map(|(from, _)| months_and_days(from, day).0);
    Leaf {
        required: i64::from(asked.for_months) * 100,
        actual: i64::from(months(case.day).unwrap_or(0)) * 100,
        window: None,
        missed: Vec::new(),
        counted: fits.iter().map(|award| (award.id, None)).collect(),
        not_counted,
        is_met: Box::new(move |day| months(day).is_some_and(|months| months >= asked.for_months)),
    }
}

fn no_active_suspension(case: &Case) -> Leaf<'_> {
    let active = |day: i32| case.suspensions.iter().filter(|one| counts(one) && covers(one, day)).count();
    let judge = |one: &Span| {
        believed(one.standing)?;
        refuse_unless(!covers(one, case.day), Reason::ActiveSuspension)?;
        Err(Reason::OutsideWindow)
    };
    let (_, not_counted) = judged(&case.suspensions, |one| one.id, judge);
    Leaf {
        required: 0,
        actual: whole(active(case.day)),
        window: None,
        missed: Vec::new(),
        counted: Vec::new(),
        not_counted,
        is_met: Box::new(move |day| active(day) == 0),
    }
}

fn sessions(case: &Case, first: i32, kind: Option<SessionKind>) -> (Vec<Sat>, Vec<(u128, Reason)>) {
    judged(
        &case.sessions,
        |fact| fact.id,
        |fact| {
            in_window(case, fact.standing, fact.on, first)?;
            refuse_unless(kind.is_none_or(|kind| kind == fact.kind), Reason::WrongSessionKind)
        },
    )
}

/// The facts that pass, and the others with why not.
fn judged<F: Copy>(
    facts: &[F],
    id: impl Fn(&F) -> u128,
    judge: impl Fn(&F) -> Result<(), Reason>,
) -> (Vec<F>, Vec<(u128, Reason)>) {
    let (mut fits, mut not) = (Vec::new(), Vec::new());
    for fact in facts {
        match judge(fact) {
            Ok(()) => fits.push(*fact),
            Err(reason) => not.push((id(fact), reason)),
        }
    }
    (fits, not)
}

/// In the order in which the record lists the facts.
fn in_order<F, T>(facts: &[F], id: impl Fn(&F) -> u128, mut said: Vec<(u128, T)>) -> Vec<(u128, T)> {
    said.sort_by_key(|(said, _)| facts.iter().position(|fact| id(fact) == *said));
    said
}

/// The longest stretches of days, up to where we look, on which something holds that only spans bring about.
fn stretches(spans: &[Span], day: i32, holds: impl Fn(i32) -> bool) -> Vec<(i32, i32)> {
    let mut all: Vec<(i32, i32)> = Vec::new();
    let first = spans.iter().map(|span| span.from).min().unwrap_or(day);
    for day in (first..=day + BOUND).filter(|day| holds(*day)) {
        match all.last_mut() {
            Some((_, to)) if *to == day - 1 => *to = day,
            _ => all.push((day, day)),
        }
    }
    all
}

fn believed(standing: Standing) -> Result<(), Reason> {
    match standing {
        Standing::Believed => Ok(()),
        Standing::Voided => Err(Reason::Voided),
        Standing::Superseded => Err(Reason::Superseded),
        Standing::NotYetKnown => Err(Reason::NotYetKnown),
    }
}

fn in_window(case: &Case, standing: Standing, on: i32, first: i32) -> Result<(), Reason> {
    believed(standing)?;
    refuse_unless(first <= on && on <= case.day, Reason::OutsideWindow)
}

fn good(fact: &Completed, least: LeastResult) -> Result<(), Reason> {
    refuse_unless(fact.result != CompletionResult::Failed, Reason::FailedResult)?;
    refuse_unless(
        least == LeastResult::Attended || fact.result == CompletionResult::Passed,
        Reason::ResultTooLow,
    )
}

fn of_domain(case: &Case, fact: &Completed, domains: &[Code]) -> Result<(), Reason> {
    let domain = code(DOMAINS[case.catalogue[fact.programme].domain]);
    refuse_unless(domains.is_empty() || domains.contains(&domain), Reason::WrongDomain)
}

fn refuse_unless(holds: bool, reason: Reason) -> Result<(), Reason> {
    if holds { Ok(()) } else { Err(reason) }
}

fn counts(span: &Span) -> bool {
    span.standing == Standing::Believed
}

pub fn covers(span: &Span, day: i32) -> bool {
    span.from <= day && day <= span.until
}

/// The employments that are believed, in the posts asked for.
pub fn jobs(case: &Case, posts: &[Code]) -> Vec<Span> {
    case.employments.iter().filter(|job| counts(job) && is_of(job, posts)).copied().collect()
}

fn is_of(job: &Span, posts: &[Code]) -> bool {
    let post = usize::try_from(job.what).expect("a post");
    posts.is_empty() || posts.contains(&code(POSTS[post]))
}

pub fn whole(count: usize) -> i64 {
    i64::try_from(count).expect("few") * 100
}

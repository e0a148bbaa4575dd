//! DOES: finds the programmes that would bring a worker to a grade.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::actions::{QueryMeans, RuleSetInUse};
use super::faults;
use super::model::{RuleSetUsed, held};
use crate::db::View;
use crate::error::{Error, Result};
use crate::programmes::{self, ProgrammeStatus};
use crate::record::{LaterFacts, RecordReader};
use crate::rules::record::{Standing, Training};
use crate::rules::{self, Course, Explained};
use crate::values::{
    Code, CompletionResult, Day, Hours, LegalBasis, Name, ProgrammeCode, ProgrammeId, WorkerId,
};
use crate::workers;

/// The grade that is asked about.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PathwayQuestion {
    /// The grade to reach; when left out the one above that which is held.
    #[param(inline)]
    pub target_grade: Option<Code>,
}

/// Programmes by which a worker could reach a grade.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "workerId": "01990000-0000-7000-8000-000000000001", "validAt": "2026-11-23", "targetGrade": "grade-1",
    "eligible": false,
    "legalBasis": { "act": "valoare de exemplu", "article": "cap. III" },
    "ruleSet": {
        "id": "01990000-0000-7000-8000-0000000000c9", "code": "sample-rules", "version": 1,
        "legalBasis": "valoare de exemplu",
        "sample": true
    },
    "programmes": [{
        "programmeId": "01990000-0000-7000-8000-0000000000b1", "code": "CFP-050",
        "titleRo": "Tehnici de prevenire a epuizării profesionale", "hours": "16"
    }],
    "hours": "16", "proven": true, "remaining": []
}))]
pub struct PathwayAnswer {
    /// The worker.
    pub worker_id: WorkerId,
    /// The day it is about: today.
    pub valid_at: Day,
    /// The grade.
    pub target_grade: Code,
    /// Whether all that the grade asks for is met as it is.
    pub eligible: bool,
    /// The act that the grade stands on, its own or the rule set's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<LegalBasis>,
    /// The rule set that asks.
    pub rule_set: RuleSetUsed,
    /// Approved programmes, not completed before, that close what training can close of the gap, with the
    /// fewest hours.
    #[schema(max_items = 100)]
    pub programmes: Vec<PathwayStep>,
    /// Their hours together.
    pub hours: Hours,
    /// Whether the search came to its end; else there may be a choice with fewer hours.
    pub proven: bool,
    /// Requirements that are then still not met: supervision, time, or what no programme of the catalogue
    /// gives.
    #[schema(max_items = 100)]
    pub remaining: Vec<Explained>,
}

/// One programme of a pathway.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Step)]
pub struct PathwayStep {
    /// The programme.
    pub programme_id: ProgrammeId,
    /// Its code.
    pub code: ProgrammeCode,
    /// Its title in Romanian.
    pub title_ro: Name,
    /// Its hours.
    pub hours: Hours,
}

/// The way to a grade, as of today.
///
/// # Errors
/// The worker is out of sight or its record closed, no rule set is in force, or it has no such grade.
pub fn find(
    view: &mut View<'_>,
    means: &QueryMeans,
    id: WorkerId,
    asked: Option<&Code>,
) -> Result<PathwayAnswer> {
    let sight = workers::caller_sight(view, &means.call)?.workers;
    let worker = workers::look_at(view, id, &sight)?;
    let now = view.now;
    let (set, _) = means.in_force(view, means.call.today, now)?;
    let set = set.ok_or_else(|| Error::conflict(faults::no_rules()))?;
    // A programme approved since the catalogue was read belongs in the choice as well.
    means.rule_cache.reload(view)?;
    let rules = RuleSetInUse::open(view, &means.rule_cache, set, means.call.today)?;
    let catalogue = rules.day_rules.catalogue();
    let mut reader = RecordReader::new(now, LaterFacts::LeftOut);
    let facts = reader.facts_in(view, &worker)?;
    let all = programmes::rated(view)?;
    let held = held(&facts.awards, means.call.today, now).map(|award| &award.grade.code);
    let place = rules
        .target(asked, held)
        .ok_or_else(|| Error::fault("targetGrade", rules.without(faults::grade_without_rules())))?;
    let record = reader.record(&facts, catalogue);
    let record = record.record();
    let counts =
        |fact: &Training| fact.standing == Standing::Believed && fact.result != CompletionResult::Failed;
    let done =
        |programme: u32| record.trainings.iter().any(|fact| fact.programme == programme && counts(fact));
    let open = all.iter().filter(|programme| programme.status == ProgrammeStatus::Approved);
    let courses: Vec<Course> = open
        .filter_map(|rated| Some(Course { programme: catalogue.place(rated.id)?, hours: rated.hours }))
        .filter(|course| !done(course.programme))
        .collect();
    let way = rules::pathway(&rules.day_rules, &record, place, &courses);
    let mut steps = Vec::new();
    for course in &way.courses {
        let programme = catalogue.programmes().get(course.programme as usize).map(|programme| programme.id);
        let programme = programme
            .map(|id| programmes::find(view, id))
            .transpose()?
            .flatten()
            .ok_or_else(Error::not_found)?;
        steps.push(PathwayStep {
            programme_id: programme.id,
            code: programme.code,
            title_ro: programme.title_ro,
            hours: programme.hours,
        });
    }
    let eligible = rules.day_rules.is_met(&record, place);
    let mut remaining = rules::remaining(&rules.day_rules, &record, place, &way.courses);
    for one in &mut remaining {
        one.say(means.language);
    }
    Ok(PathwayAnswer {
        worker_id: worker.id,
        valid_at: means.call.today,
        target_grade: rules.day_rules.rules().grades[place].grade.clone(),
        eligible,
        legal_basis: rules.day_rules.grade_basis(place).cloned(),
        rule_set: rules.used,
        programmes: steps,
        hours: way.hours,
        proven: way.proven,
        remaining,
    })
}

//! KNOWS: what is asked of a rule set: to be drafted or replaced, and to be published.

use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::error::Faults;
use crate::rules::terms::{PayableWhile, UnderWayRule};
use crate::rules::{self, Example, Rules, RulesDocument, language};
use crate::values::{Code, Day, Name, Note};

/// Faults of the rules named in one answer; whoever has more will mend these first.
const MOST_FAULTS: usize = 200;

/// A rule set to draft, or to put in the place of a draft.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "code": "qualification-rules", "nameRo": "Regulile de calificare", "nameEn": "Qualification rules",
    "nameRu": "Правила аттестации",
    "effectiveFrom": "2027-01-01", "legalBasis": "Ordinul ministrului nr. 44 din 2026-11-20", "sample": false,
    "grades": [{
        "grade": "grade-2", "validityMonths": 60, "supplement": { "percent": "10.00" },
        "requirement": { "id": "all", "kind": "allOf", "of": [
            { "id": "hours", "kind": "trainingHours", "hours": "60", "withinMonths": 60 },
            {
                "id": "supervision", "kind": "supervisionSessions", "sessions": 4, "withinMonths": 12,
                "oneInEach": "quarter"
            },
            { "id": "not-suspended", "kind": "noActiveSuspension" }
        ] }
    }],
    "obligations": [
        { "requirement": { "id": "yearly", "kind": "trainingHours", "hours": "20", "withinMonths": 12 } }
    ],
    "payableWhile": { "employed": true, "notSuspended": false },
    "applicationsUnderWay": "firstSubmission",
    "examples": [
        {
            "name": "o oră lipsă", "day": "2027-06-30",
            "history": {
                "completions": [
                    { "programme": "CFP-016", "completedOn": "2027-03-01", "hours": "59", "result": "passed" }
                ]
            },
            "expected": {
                "grades": [
                    { "grade": "grade-2", "eligible": false, "unmet": ["hours"], "met": ["not-suspended"] }
                ],
                "supplement": { "due": false, "reason": "noGrade" }
            }
        },
        {
            "name": "nimic înscris", "day": "2027-06-30",
            "expected": { "grades": [{ "grade": "grade-2", "eligible": false, "unmet": ["hours"] }] }
        }
    ]
}))]
pub struct NewRuleSet {
    /// Its code; the versions of one document share it.
    pub code: Code,
    /// Its name in Romanian.
    pub name_ro: Name,
    /// Its name in English.
    pub name_en: Option<Name>,
    /// Its name in Russian.
    pub name_ru: Option<Name>,
    /// The first day on which it is in force, once it is published; after that of every published one.
    pub effective_from: Day,
    /// The act that it stands on.
    pub legal_basis: Note,
    /// Whether it is sample data.
    #[serde(default)]
    pub sample: bool,
    /// The rule of each grade, the lowest rank first.
    #[schema(value_type = Vec<language::GradeRule>, min_items = 1, max_items = 20)]
    grades: Value,
    /// Obligations of posts, whatever the grade.
    #[serde(default)]
    #[schema(value_type = Option<Vec<language::Obligation>>, max_items = 100)]
    obligations: Value,
    /// The conditions that hold while supplements are paid; when left out, that the worker is employed.
    #[serde(default)]
    #[schema(value_type = Option<PayableWhile>)]
    payable_while: Value,
    /// The rules for applications under way when it comes into force: an application that is put forward
    /// again, after an appeal, is judged by those of its first submission, by those in force on the day, or
    /// by the better ones. When left out, what the rules of its first submission say of it holds on, and
    /// else those in force judge.
    #[serde(default)]
    #[schema(value_type = Option<UnderWayRule>)]
    applications_under_way: Value,
    /// Cases that it carries itself: a small history, a day, and what must come out. They are run with every
    /// draft, and one that comes out otherwise is told; none may when it is published.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Example>>, max_items = 50)]
    examples: Value,
}

impl NewRuleSet {
    /// Its examples, read; nothing if there is any fault in them.
    pub fn examples(&self, faults: &mut Faults) -> Option<Vec<Example>> {
        rules::read_examples(&self.examples, faults)
    }

    /// Its content, read; nothing if there is any fault.
    pub fn rules(&self, faults: &mut Faults) -> Option<Rules> {
        let Self { grades, obligations, payable_while, applications_under_way, .. } = self;
        let document = RulesDocument { grades, obligations, payable_while, applications_under_way };
        rules::read(document, faults)
    }
}

/// The rules are part of the form, so that their faults are named together with those of the other fields.
impl Validate for NewRuleSet {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let (mut faults, mut found) = (Faults::default(), ValidationErrors::new());
        self.rules(&mut faults);
        self.examples(&mut faults);
        for (place, expected) in faults.0.into_iter().take(MOST_FAULTS) {
            for expected in expected {
                found.add("__all__", expected.broken(&place));
            }
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }
}

/// The publication of a draft.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[schema(as = NewRuleSetPublication)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reason": "aprobat prin Ordinul ministrului nr. 44 din 2026-11-20" }))]
pub struct Publication {
    /// Why it is published now; the journal keeps it.
    pub reason: Note,
}

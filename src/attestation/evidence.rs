//! KNOWS: what an evaluation was a function of, in a form that is kept for ever, and how to evaluate it
//! again.
//!
//! Evidence names no person: facts by their ids, and of programmes and grades no more than rules see.
//!
//! Every later version of the program evaluates it again to the same bytes. `schema` says by which form it is
//! read *and by which arithmetic it is evaluated*. Whoever changes either, be it to mend a mistake, gives the
//! next number to what is written from then on, and keeps the former form and arithmetic for what was decided
//! by them; a decision that was wrong is decided anew, its evidence stays. The files under `tests/golden/`
//! hold this: decisions of each `schema`, which are added to and never changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::{Error, Faults, Result};
use crate::keys::sha256;
use crate::record::FrozenRecord;
use crate::rules::explanation::Counted;
use crate::rules::record::KnownProgramme;
use crate::rules::terms::UnderWayRule;
use crate::rules::{self, Catalogue, CompiledRules, Explained, MonthLaw, Record, Rules};
use crate::values::{
    Code, Credits, Day, Hours, LegalBasis, Moment, Note, ProgrammeCode, ProgrammeId, RuleSetId,
};

/// The form that is written, and the arithmetic that goes with it.
pub const SCHEMA: u8 = 4;

/// The law by which evidence of a form counts months; none where there is no such form.
const fn month_law(schema: u8) -> Option<MonthLaw> {
    match schema {
        1 => Some(MonthLaw::Former),
        2 | 3 | SCHEMA => Some(MonthLaw::OneForAll),
        _ => None,
    }
}

/// The first form whose explanations name shortfalls by codes.
const WITH_SHORTFALLS: u8 = 3;
/// The first form whose explanations say no amount of what is missing and is no quantity.
const WITHOUT_NOTHING: u8 = 4;

/// Everything that an evaluation was a function of.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    schema: u8,
    rule_set: FrozenRules,
    day: Day,
    known_at: Moment,
    grade: Code,
    catalogue: FrozenCatalogue,
    record: FrozenRecord,
    /// The choice of the rule set, where the application was under way before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    under_way: Option<RulesChoice>,
}

/// The choice between the rules of an application's first submission and those in force when it is put
/// forward again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "rule": "firstSubmission", "judgedBy": "01990000-0000-7000-8000-0000000000b1",
    "firstSubmission": "01990000-0000-7000-8000-0000000000b1",
    "inForce": "01990000-0000-7000-8000-0000000000b2"
}))]
pub struct RulesChoice {
    /// The rule by which it was chosen.
    pub rule: UnderWayRule,
    /// The rule set that judges.
    pub judged_by: RuleSetId,
    /// The rule set of the first submission.
    pub first_submission: RuleSetId,
    /// The rule set in force when it was put forward again.
    pub in_force: RuleSetId,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FrozenRules {
    id: RuleSetId,
    code: Code,
    version: i32,
    rules: Value,
    /// The act that the rule set stands on; none in what was frozen before explanations named acts.
    #[serde(rename = "legalBasis", default, skip_serializing_if = "Option::is_none")]
    legal_basis: Option<Note>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FrozenCatalogue {
    programmes: Vec<FrozenProgramme>,
    ladder: BTreeMap<Code, i32>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FrozenProgramme {
    id: ProgrammeId,
    code: ProgrammeCode,
    domain: Code,
    /// Kept where the rules cap what counts at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hours: Option<Hours>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credits: Option<Credits>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stands_for: Option<ProgrammeId>,
}

/// A text in canonical form (RFC 8785), and its SHA-256 in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical {
    /// The text.
    pub text: String,
    /// Its SHA-256.
    pub sha256: String,
}

impl Canonical {
    /// A value in canonical form.
    ///
    /// # Errors
    /// The value cannot be written as JSON.
    pub fn of(value: &impl Serialize) -> Result<Self> {
        let text = serde_json_canonicalizer::to_string(value)
            .map_err(|_| Error::internal("evidence cannot be written as JSON"))?;
        let sha256 = data_encoding::HEXLOWER.encode(&sha256(text.as_bytes()));
        Ok(Self { text, sha256 })
    }
}

/// The terms on which a record is evaluated.
pub struct EvaluationTerms<'a> {
    /// The rule set.
    pub rule_set: RuleSetId,
    /// Its code.
    pub code: &'a Code,
    /// Its version under that code.
    pub version: i32,
    /// Its rules.
    pub rules: &'a Rules,
    /// The act that it stands on, where explanations name it.
    pub legal_basis: Option<&'a Note>,
    /// The grade.
    pub grade: &'a Code,
    /// The day evaluated.
    pub day: Day,
    /// The moment up to which facts are known.
    pub known_at: Moment,
    /// The choice of the rule set, where there was one.
    pub under_way: Option<RulesChoice>,
}

impl Evidence {
    /// Freezes what an evaluation is a function of: of the catalogue what the record names, of the ladder
    /// what the rules name.
    ///
    /// # Errors
    /// A fact of the record names what the catalogue does not have.
    pub fn freeze(asked: &EvaluationTerms<'_>, catalogue: &Catalogue, record: &Record<'_>) -> Result<Self> {
        let rules = serde_json::to_value(asked.rules)
            .map_err(|_| Error::internal("a rule set cannot be written as JSON"))?;
        Ok(Self {
            schema: SCHEMA,
            rule_set: FrozenRules {
                id: asked.rule_set,
                code: asked.code.clone(),
                version: asked.version,
                rules,
                legal_basis: asked.legal_basis.cloned(),
            },
            day: asked.day,
            known_at: asked.known_at,
            grade: asked.grade.clone(),
            catalogue: FrozenCatalogue {
                programmes: programmes(catalogue, record, asked.rules.ask_for_lengths()),
                ladder: ladder(catalogue, asked.rules),
            },
            record: FrozenRecord::of(catalogue, record)
                .ok_or_else(|| Error::internal("a record names what the catalogue does not have"))?,
            under_way: asked.under_way.clone(),
        })
    }

    /// Evidence as it was kept.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(kept: &str) -> Result<Self> {
        let evidence: Self = serde_json::from_str(kept).map_err(|_| unreadable())?;
        if month_law(evidence.schema).is_some() { Ok(evidence) } else { Err(unreadable()) }
    }

    /// The choice of the rule set, where the application was under way before.
    #[must_use]
    pub const fn under_way(&self) -> Option<&RulesChoice> {
        self.under_way.as_ref()
    }

    /// Evaluates it again: what follows from it and from nothing else.
    ///
    /// # Errors
    /// It does not hold together.
    pub fn explain(&self) -> Result<Explained> {
        let rules = self.rules()?;
        let place = rules.grades.iter().position(|rule| rule.grade == self.grade).ok_or_else(unreadable)?;
        let programmes = self.catalogue.programmes.iter().map(|programme| KnownProgramme {
            id: programme.id,
            code: programme.code.clone(),
            domain: programme.domain.clone(),
            hours: programme.hours,
            credits: programme.credits,
            stands_for: programme.stands_for,
        });
        let catalogue = Arc::new(Catalogue::new(programmes.collect(), self.catalogue.ladder.clone()));
        let record = self.record.thawed(&catalogue).ok_or_else(unreadable)?;
        let law = month_law(self.schema).ok_or_else(unreadable)?;
        let basis = self.rule_set.legal_basis.clone().map(LegalBasis::from);
        let compiled = Arc::new(CompiledRules::on_basis(rules, basis, &catalogue).by(law));
        let explained = compiled.on(self.day).explain(&record.record(), place).ok_or_else(unreadable)?;
        Ok(match self.schema {
            ..WITH_SHORTFALLS => explained.with_nothing_missing().of_former_form(),
            WITH_SHORTFALLS..WITHOUT_NOTHING => explained.with_nothing_missing(),
            WITHOUT_NOTHING.. => explained,
        })
    }

    /// Evaluates evidence again as it was kept: the explanation in canonical form.
    ///
    /// # Errors
    /// It cannot be read, or does not hold together.
    pub fn replay(kept: &str) -> Result<Canonical> {
        Canonical::of(&Self::read(kept)?.explain()?)
    }

    /// Months for which the rule set gives the grade, where it says so.
    ///
    /// # Errors
    /// It does not hold together.
    pub fn validity_months(&self) -> Result<Option<i32>> {
        let rules = self.rules()?;
        let rule = rules.grades.into_iter().find(|rule| rule.grade == self.grade).ok_or_else(unreadable)?;
        Ok(rule.validity_months)
    }

    /// The act that the grade stands on, its own or the rule set's.
    ///
    /// # Errors
    /// It does not hold together.
    pub fn legal_basis(&self) -> Result<Option<LegalBasis>> {
        let rule = self.rules()?.grades.into_iter().find(|rule| rule.grade == self.grade);
        let own = rule.ok_or_else(unreadable)?.legal_basis;
        Ok(own.or_else(|| self.rule_set.legal_basis.clone().map(LegalBasis::from)))
    }

    /// Whether the rules ask for the kinds of those who taught.
    ///
    /// # Errors
    /// It does not hold together.
    pub fn asks_for_provider_kinds(&self) -> Result<bool> {
        Ok(self.rules()?.ask_for_provider_kinds())
    }

    fn rules(&self) -> Result<Rules> {
        rules::read(&self.rule_set.rules, &mut Faults::default()).ok_or_else(unreadable)
    }
}

fn unreadable() -> Error {
    Error::internal("the evidence of a decision cannot be read")
}

/// The facts that an explanation counted, whichever requirement did.
pub(super) fn counted(explained: &Explained) -> BTreeSet<Uuid> {
    let mut facts = BTreeSet::new();
    explained.walk(&mut |requirement| {
        facts.extend(requirement.counted.iter().map(Counted::fact));
        // An absence counted too: for its days the window is longer.
        facts.extend(requirement.paused.iter().map(|absence| absence.absence_id.0));
    });
    facts
}

/// The programmes that the record names and those that they stand for, in the order of the catalogue, with
/// their length where rules ask about it.
fn programmes(catalogue: &Catalogue, record: &Record<'_>, with_hours: bool) -> Vec<FrozenProgramme> {
    let mut places = BTreeSet::new();
    for training in record.trainings {
        let mut next = Some(training.programme);
        // One that is known already has brought those that it stands for.
        while let Some(place) = next.filter(|place| places.insert(*place)) {
            next = catalogue
                .programmes()
                .get(place as usize)
                .and_then(|programme| catalogue.place(programme.stands_for?));
        }
    }
    let frozen = |programme: &KnownProgramme| FrozenProgramme {
        id: programme.id,
        code: programme.code.clone(),
        domain: programme.domain.clone(),
        hours: programme.hours.filter(|_| with_hours),
        credits: programme.credits,
        stands_for: programme.stands_for,
    };
    places.into_iter().filter_map(|place| catalogue.programmes().get(place as usize).map(frozen)).collect()
}

/// The ranks of the grades that the rules name.
fn ladder(catalogue: &Catalogue, rules: &Rules) -> BTreeMap<Code, i32> {
    let named = rules.grades_named().into_iter();
    named.filter_map(|grade| Some((grade.clone(), catalogue.rank(grade)?))).collect()
}

//! KNOWS: what an evaluation was a function of, in a form that is kept for ever, and how to evaluate it
//! again.
//!
//! Evidence names no person: facts by their ids, and of programmes and grades no more than rules see. What is
//! written here is read again by every later version of the program, so a new form gets a new `schema` and
//! this one goes on being read.

mod frozen;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use self::frozen::{Facts, FrozenRecord};
use crate::error::{Error, Faults, Result};
use crate::keys::sha256;
use crate::rule_sets::RuleSet;
use crate::rules::explanation::Counted;
use crate::rules::language::Demand;
use crate::rules::record::Programme;
use crate::rules::{self, Book, Catalogue, Explained, Record, Rules};
use crate::values::{Code, Credits, Day, Moment, ProgrammeCode, ProgrammeId, RuleSetId};

/// The form that is written.
const SCHEMA: u8 = 1;

/// What an evaluation was a function of.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Evidence {
    schema: u8,
    rule_set: FrozenRules,
    day: Day,
    known_at: Moment,
    grade: Code,
    catalogue: FrozenCatalogue,
    record: FrozenRecord,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FrozenRules {
    id: RuleSetId,
    code: Code,
    version: i32,
    rules: Value,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    credits: Option<Credits>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stands_for: Option<ProgrammeId>,
}

/// A text in canonical form (RFC 8785), and its SHA-256 in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Canonical {
    pub text: String,
    pub sha256: String,
}

impl Canonical {
    /// # Errors
    /// The value cannot be written as JSON.
    pub fn of(value: &impl Serialize) -> Result<Self> {
        let text = serde_json_canonicalizer::to_string(value)
            .map_err(|_| Error::internal("evidence cannot be written as JSON"))?;
        let sha256 = data_encoding::HEXLOWER.encode(&sha256(text.as_bytes()));
        Ok(Self { text, sha256 })
    }
}

/// What is asked of the record.
pub(super) struct Question<'a> {
    pub rule_set: &'a RuleSet,
    pub rules: &'a Rules,
    pub grade: &'a Code,
    pub day: Day,
    pub known_at: Moment,
}

impl Evidence {
    /// Freezes what an evaluation is a function of: of the catalogue what the record names, of the ladder
    /// what the rules name.
    ///
    /// # Errors
    /// A fact of the record names what the catalogue does not have.
    pub fn freeze(asked: &Question<'_>, catalogue: &Catalogue, record: &Record<'_>) -> Result<Self> {
        let rules = serde_json::to_value(asked.rules)
            .map_err(|_| Error::internal("a rule set cannot be written as JSON"))?;
        let (id, code, version) = (asked.rule_set.id, asked.rule_set.code.clone(), asked.rule_set.version);
        Ok(Self {
            schema: SCHEMA,
            rule_set: FrozenRules { id, code, version, rules },
            day: asked.day,
            known_at: asked.known_at,
            grade: asked.grade.clone(),
            catalogue: FrozenCatalogue {
                programmes: programmes(catalogue, record),
                ladder: ladder(catalogue, asked.rules),
            },
            record: FrozenRecord::of(catalogue, record)
                .ok_or_else(|| Error::internal("a record names what the catalogue does not have"))?,
        })
    }

    /// Evidence as it was kept.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(kept: &str) -> Result<Self> {
        let evidence: Self = serde_json::from_str(kept).map_err(|_| unreadable())?;
        if evidence.schema == SCHEMA { Ok(evidence) } else { Err(unreadable()) }
    }

    /// Evaluates it again: what follows from it and from nothing else.
    ///
    /// # Errors
    /// It does not hold together.
    pub fn explain(&self) -> Result<Explained> {
        let rules = self.rules()?;
        let place = rules.grades.iter().position(|rule| rule.grade == self.grade).ok_or_else(unreadable)?;
        let programmes = self.catalogue.programmes.iter().map(|programme| Programme {
            id: programme.id,
            code: programme.code.clone(),
            domain: programme.domain.clone(),
            credits: programme.credits,
            stands_for: programme.stands_for,
        });
        let catalogue = Catalogue::new(programmes.collect(), self.catalogue.ladder.clone());
        let facts = Facts::of(&self.record, &catalogue).ok_or_else(unreadable)?;
        let explained = Arc::new(Book::new(rules, &catalogue)).on(self.day).explain(&facts.record(), place);
        explained.ok_or_else(unreadable)
    }

    /// For how many months the rule set gives the grade, where it says so.
    ///
    /// # Errors
    /// It does not hold together.
    pub fn validity_months(&self) -> Result<Option<i32>> {
        let rules = self.rules()?;
        let rule = rules.grades.into_iter().find(|rule| rule.grade == self.grade).ok_or_else(unreadable)?;
        Ok(rule.validity_months)
    }

    fn rules(&self) -> Result<Rules> {
        let rules = &self.rule_set.rules;
        rules::read(&rules["grades"], &rules["obligations"], &mut Faults::default()).ok_or_else(unreadable)
    }
}

fn unreadable() -> Error {
    Error::internal("the evidence of a decision cannot be read")
}

/// The facts that an explanation counted, whichever requirement did.
pub(super) fn counted(explained: &Explained) -> BTreeSet<Uuid> {
    let mut facts = BTreeSet::new();
    explained.walk(&mut |requirement| {
        facts.extend(requirement.counted.iter().map(|fact| match fact {
            Counted::Completion { completion_id, .. } => completion_id.0,
            Counted::Session { session_id, .. } => session_id.0,
            Counted::Employment { employment_id } => employment_id.0,
            Counted::Award { award_id } => award_id.0,
        }));
    });
    facts
}

/// The programmes that the record names and those that they stand for, in the order of the catalogue.
fn programmes(catalogue: &Catalogue, record: &Record<'_>) -> Vec<FrozenProgramme> {
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
    let frozen = |programme: &Programme| FrozenProgramme {
        id: programme.id,
        code: programme.code.clone(),
        domain: programme.domain.clone(),
        credits: programme.credits,
        stands_for: programme.stands_for,
    };
    places.into_iter().filter_map(|place| catalogue.programmes().get(place as usize).map(frozen)).collect()
}

/// The ranks of the grades that the rules name.
fn ladder(catalogue: &Catalogue, rules: &Rules) -> BTreeMap<Code, i32> {
    let mut grades: BTreeSet<&Code> = rules.grades.iter().map(|rule| &rule.grade).collect();
    rules.walk(&mut |_, requirement| {
        if let Demand::HoldsGrade(leaf) = &requirement.demand {
            grades.insert(&leaf.grade);
        }
    });
    grades.into_iter().filter_map(|grade| Some((grade.clone(), catalogue.rank(grade)?))).collect()
}

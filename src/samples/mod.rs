//! Sample data: what a new register holds so that it can be tried. None of it is official, and all of it says
//! so.

mod grades;

pub use grades::load_grades;

use serde::Deserialize;

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::programmes::{self, Approval, HoursBasis, NewProgramme};
use crate::rule_sets::{self, NewRuleSet};
use crate::values::{Code, Day, Hours, Link, Name, Note, OrganisationId, ProgrammeCode};

/// Programmes in child and family protection, most of them from published sources; see its `provenance`.
const CATALOGUE: &str = include_str!("catalogue.csv");

/// Rules of grades and obligations of posts: every kind of requirement at least once.
const RULE_SET: &str = include_str!("rule_set.json");

/// The day from which all samples hold.
const FROM: &str = "2020-01-01";

/// Puts all samples on the register, in the keeping of an organisation, and says how many programmes there
/// are.
///
/// # Errors
/// Something with the code of a sample is on the register, or the owner is not.
pub fn load(tx: &mut Tx<'_>, owner: OrganisationId) -> Result<usize> {
    load_grades(tx)?;
    let loaded = programmes(tx, owner)?;
    rule_set(tx)?;
    Ok(loaded)
}

/// Publishes the sample rule set, which speaks of the sample grades and programmes.
fn rule_set(tx: &mut Tx<'_>) -> Result<()> {
    let unreadable = |error| Error::internal(format!("the sample rule set cannot be read: {error}"));
    let new: NewRuleSet = serde_json::from_str(RULE_SET).map_err(unreadable)?;
    rule_sets::insert_sample(tx, &new)?;
    Ok(())
}

/// A line of the catalogue.
#[derive(Deserialize)]
struct Line {
    code: ProgrammeCode,
    title_ro: Name,
    title_en: Option<Name>,
    domain: Code,
    hours: Hours,
    hours_basis: HoursBasis,
    provenance: Name,
    source: Option<Name>,
    /// Not always a web address: some sources are documents.
    source_url: String,
}

impl From<Line> for NewProgramme {
    fn from(line: Line) -> Self {
        Self {
            code: line.code,
            title_ro: line.title_ro,
            title_en: line.title_en,
            title_ru: None,
            domain: line.domain,
            hours: line.hours,
            hours_basis: line.hours_basis,
            credits: None,
            delivery_mode: None,
            language: None,
            supersedes_id: None,
            equivalent: false,
            owner_id: None,
            provenance: line.provenance,
            source: line.source,
            source_url: Link::parse(&line.source_url).ok(),
            sample: true,
        }
    }
}

fn programmes(tx: &mut Tx<'_>, owner: OrganisationId) -> Result<usize> {
    let approved_from = Day::parse(FROM).map_err(Error::internal)?;
    let approval =
        Approval { approved_from, legal_basis: Note::ours("sample data, not an official approval") };
    let mut loaded = 0;
    for line in csv::Reader::from_reader(CATALOGUE.as_bytes()).deserialize::<Line>() {
        let line =
            line.map_err(|error| Error::internal(format!("the sample catalogue cannot be read: {error}")))?;
        programmes::insert_sample(tx, owner, &line.into(), &approval)?;
        loaded += 1;
    }
    Ok(loaded)
}

//! KEEPS: programmes.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use super::faults;
use super::model::{Drafts, Programme, ProgrammeStatus};
use crate::db::conflict::{Unique, is_dangling};
use crate::db::schema::programmes;
use crate::db::{Conn, Tx, each};
use crate::error::{Error, Result};
use crate::values;
use crate::values::{
    Code, Credits, Day, Hours, Language, Name, OrganisationId, ProgrammeCode, ProgrammeId, Words, fold,
};

const CODE: Unique = Unique { name: "programmes_code_key", columns: "programmes.code" };

/// # Errors
/// The database cannot be read.
pub fn find(conn: &mut Conn, id: ProgrammeId) -> Result<Option<Programme>> {
    Ok(each!(conn, c => programmes::table.find(id).select(Programme::as_select()).get_result(c).optional()?))
}

/// A programme, if it is in sight of one who may see these drafts.
pub(super) fn find_in_sight(conn: &mut Conn, id: ProgrammeId, drafts: Drafts) -> Result<Programme> {
    find(conn, id)?.filter(|programme| drafts.show(programme)).ok_or_else(Error::not_found)
}

/// The programme with this code, drafts as well: for rules, never for an answer.
///
/// # Errors
/// The database cannot be read.
pub fn find_by_code(conn: &mut Conn, code: &ProgrammeCode) -> Result<Option<Programme>> {
    Ok(programmes::table
        .filter(programmes::code.eq(code))
        .select(Programme::as_select())
        .get_result(conn)
        .optional()?)
}

/// The codes of these programmes.
///
/// # Errors
/// The database cannot be read.
pub fn codes(conn: &mut Conn, ids: &[ProgrammeId]) -> Result<HashMap<ProgrammeId, ProgrammeCode>> {
    let named = programmes::table.filter(programmes::id.eq_any(ids));
    let named: Vec<(ProgrammeId, ProgrammeCode)> =
        named.select((programmes::id, programmes::code)).load(conn)?;
    Ok(named.into_iter().collect())
}

/// As much of a programme as rules ask about.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = programmes)]
pub struct RatedProgramme {
    /// Its id.
    pub id: ProgrammeId,
    /// Its code in the catalogue.
    pub code: ProgrammeCode,
    /// Its subject, as a code.
    pub domain: Code,
    /// Its study credits, where it gives any.
    pub credits: Option<Credits>,
    /// The programme that it takes the place of.
    pub supersedes_id: Option<ProgrammeId>,
    /// Whether who completes this one counts as having completed the one that it supersedes.
    pub equivalent: bool,
    /// The stage that it has reached.
    pub status: ProgrammeStatus,
    /// Its length.
    pub hours: Hours,
}

/// Every programme that is not a draft, in the order of their ids.
///
/// # Errors
/// The database cannot be read.
pub fn rated(conn: &mut Conn) -> Result<Vec<RatedProgramme>> {
    let told = programmes::table.filter(programmes::status.ne(ProgrammeStatus::Draft)).order(programmes::id);
    Ok(each!(conn, c => told.select(RatedProgramme::as_select()).load(c)?))
}

/// A programme as a list shows it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = programmes)]
pub struct ProgrammeTitles {
    /// Its code in the catalogue.
    pub code: ProgrammeCode,
    /// Its title in Romanian.
    pub title_ro: Name,
    /// Its title in English.
    pub title_en: Option<Name>,
    /// Its title in Russian.
    pub title_ru: Option<Name>,
}

impl ProgrammeTitles {
    /// Its title in a language; in Romanian where it has none.
    #[must_use]
    pub fn title(&self, language: Language) -> &Name {
        let own = match language {
            Language::Ro => None,
            Language::En => self.title_en.as_ref(),
            Language::Ru => self.title_ru.as_ref(),
        };
        own.unwrap_or(&self.title_ro)
    }
}

/// The approved programmes, by code.
///
/// # Errors
/// The database cannot be read.
pub fn approved(conn: &mut Conn, limit: i64) -> Result<Vec<ProgrammeTitles>> {
    let approved =
        programmes::table.filter(programmes::status.eq(ProgrammeStatus::Approved)).order(programmes::code);
    Ok(approved.select(ProgrammeTitles::as_select()).limit(limit).load(conn)?)
}

/// A programme as it is found by its title.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = programmes)]
pub struct TitledProgramme {
    /// Its id.
    pub id: ProgrammeId,
    /// Its code in the catalogue.
    pub code: ProgrammeCode,
    /// Its title in Romanian.
    pub title_ro: Name,
    /// Its title in English.
    pub title_en: Option<Name>,
    /// Its title in Russian.
    pub title_ru: Option<Name>,
    /// The first day on which it can be completed.
    pub approved_from: Option<Day>,
    /// The first day on which it can no longer be completed.
    pub retired_from: Option<Day>,
}

impl TitledProgramme {
    /// Its titles, in all languages.
    pub fn titles(&self) -> impl Iterator<Item = &Name> {
        [Some(&self.title_ro), self.title_en.as_ref(), self.title_ru.as_ref()].into_iter().flatten()
    }

    /// Whether it can be completed on a day.
    #[must_use]
    pub fn is_taught_on(&self, day: Day) -> bool {
        self.approved_from.is_some_and(|first| first <= day) && self.retired_from.is_none_or(|end| day < end)
    }
}

/// Every programme that is not a draft, by its titles, in the order of codes.
///
/// # Errors
/// The database cannot be read.
pub fn titled(conn: &mut Conn) -> Result<Vec<TitledProgramme>> {
    let told = programmes::table.filter(programmes::status.ne(ProgrammeStatus::Draft));
    Ok(told.order(programmes::code).select(TitledProgramme::as_select()).load(conn)?)
}

/// The codes of the programmes that can be completed on a day.
///
/// # Errors
/// The database cannot be read.
pub fn taught(conn: &mut Conn, on: Day) -> Result<BTreeSet<ProgrammeCode>> {
    let begun = programmes::table
        .filter(programmes::status.ne(ProgrammeStatus::Draft))
        .filter(programmes::approved_from.le(on));
    let going_on = begun.filter(programmes::retired_from.is_null().or(programmes::retired_from.gt(on)));
    Ok(going_on.select(programmes::code).load(conn)?.into_iter().collect())
}

/// The programmes that are asked for.
pub(super) struct Filter {
    pub words: Option<Words>,
    pub domain: Option<Code>,
    pub language: Option<Language>,
    pub status: ProgrammeStatus,
    pub owner: Option<OrganisationId>,
    pub drafts: Drafts,
}

pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    after: Option<&ProgrammeCode>,
    limit: i64,
) -> Result<Vec<Programme>> {
    let mut query =
        programmes::table.select(Programme::as_select()).order(programmes::code).limit(limit).into_boxed();
    query = query.filter(programmes::status.eq(filter.status));
    match filter.drafts {
        Drafts::Nobodys => query = query.filter(programmes::status.ne(ProgrammeStatus::Draft)),
        Drafts::Of(owner) => {
            query = query
                .filter(programmes::status.ne(ProgrammeStatus::Draft).or(programmes::owner_id.eq(owner)));
        }
        Drafts::Everybodys => {}
    }
    for word in filter.words.as_ref().map(|words| fold(words.as_str())).unwrap_or_default().split_whitespace()
    {
        query = query.filter(programmes::search_text.like(containing(word)).escape('\\'));
    }
    if let Some(domain) = &filter.domain {
        query = query.filter(programmes::domain.eq(domain));
    }
    if let Some(language) = filter.language {
        query = query.filter(programmes::language.eq(language));
    }
    if let Some(owner) = filter.owner {
        query = query.filter(programmes::owner_id.eq(owner));
    }
    if let Some(after) = after {
        query = query.filter(programmes::code.gt(after));
    }
    Ok(query.load(conn)?)
}

/// The pattern of a text with a word in it; what means something in a pattern stands for itself.
fn containing(word: &str) -> String {
    let mut pattern = String::from("%");
    for letter in word.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

pub(super) fn insert(tx: &mut Tx<'_>, programme: &Programme) -> Result<()> {
    let values = (programme, programmes::search_text.eq(programme.search_text()));
    let inserted = diesel::insert_into(programmes::table).values(values).execute(tx.conn());
    match inserted {
        Ok(_) => Ok(()),
        Err(error) if CODE.is_broken_by(&error) => Err(known_code().raced()),
        Err(error) if is_dangling(&error) => Err(unknown_owner()),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn update(tx: &mut Tx<'_>, programme: &Programme) -> Result<()> {
    let changes = (programme, programmes::search_text.eq(programme.search_text()));
    let updated = diesel::update(programmes::table.find(programme.id)).set(changes).execute(tx.conn());
    match updated {
        Ok(_) => Ok(()),
        Err(error) if CODE.is_broken_by(&error) => Err(known_code().raced()),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn known_code() -> Error {
    Error::conflict(faults::code_taken())
}

fn unknown_owner() -> Error {
    Error::fault("/ownerId", values::faults::organisation_absent())
}

//! Programmes as rows name them: by code, by id or by title.

use std::collections::HashMap;
use std::sync::Arc;

use super::columns::{is_hyphen, programme_code};
use crate::db::Conn;
use crate::error::Result;
use crate::imports::kinds::cells::Cells;
use crate::imports::kinds::lookups::LookupCache;
use crate::programmes::{self, Programme, TitleIndex, TitleMatch, plain_title};
use crate::tables::{Cell, Code, Finding};
use crate::values::{Day, Fault, Name, OrganisationId, ProgrammeCode, ProgrammeId};

/// A programme as a row names it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum ProgrammeName {
    Code(ProgrammeCode),
    Id(ProgrammeId),
    Title(Name),
}

/// Programme of a row, in its cells.
#[derive(Clone, Hash)]
pub struct ProgrammeCells {
    pub name: ProgrammeName,
    /// The column of the name.
    pub column: &'static str,
    /// A title beside it.
    pub title: Option<Name>,
}

/// The column of titles.
const TITLE: &str = "programmeTitle";

impl ProgrammeCells {
    /// Reads the programme: by its code where that is there, else by its title.
    pub fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let columns = ["programme", TITLE];
        let Some(column) = columns.into_iter().find(|column| !cells.cell(column).is_empty()) else {
            cells.fault(Code::Required, columns[0]);
            return None;
        };
        let title = || cells.cell(TITLE).written().parse().ok();
        let title = if column == TITLE { None } else { title() };
        let name = cells.optional(column, programme)?;
        Some(Self { name, column, title })
    }
}

fn programme(cell: &Cell) -> Result<ProgrammeName, Fault> {
    let given = cell.written();
    // Without a hyphen it may be a title as well: `Legea 140`.
    let code = programme_code(&given).parse().ok().filter(|_| given.contains(is_hyphen));
    given
        .parse()
        .map(ProgrammeName::Id)
        .or_else(|_| code.map(ProgrammeName::Code).ok_or(()))
        .or_else(|()| given.parse().map(ProgrammeName::Title))
        .map_err(|_| programmes::faults::unknown())
}

/// Programme of the catalogue that a row names, and what is told about how it does.
#[derive(Default)]
pub struct NamedProgramme {
    pub programme: Option<Arc<Programme>>,
    /// The code of one that was found by its title, or those that there are to choose from.
    pub told: Option<Finding>,
    /// The title that stands beside a code, where it is not that programme's.
    pub titled: Option<Finding>,
}

/// Programmes of the catalogue that rows name, looked up once for a file.
#[derive(Default)]
pub struct ProgrammeLookups {
    known: LookupCache<ProgrammeName, Option<Arc<Programme>>>,
    titles: Option<TitleIndex>,
    /// Titles that providers have confirmed, as they are compared.
    aliases: HashMap<OrganisationId, HashMap<String, ProgrammeId>>,
}

impl ProgrammeLookups {
    /// Finds the programme that a row names.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn named(
        &mut self,
        conn: &mut Conn,
        cells: &ProgrammeCells,
        provider: Option<OrganisationId>,
        day: Day,
    ) -> Result<NamedProgramme> {
        let ProgrammeCells { name, column, title } = cells;
        let (programme, told) = self.find(conn, name, provider, day)?;
        let titled = match (&programme, title) {
            (Some(programme), Some(title)) => {
                let fault = self.contradiction(conn, programme, title, provider)?;
                fault.map(|fault| Finding::at(fault, TITLE).with_value(title.as_str()))
            }
            _ => None,
        };
        Ok(NamedProgramme { programme, told: told.map(|fault| Finding::at(fault, column)), titled })
    }

    /// Finds a programme as a row names it, and the fault that tells of it: the code of one that was found by
    /// its title, or those that there are to choose from.
    fn find(
        &mut self,
        conn: &mut Conn,
        name: &ProgrammeName,
        provider: Option<OrganisationId>,
        day: Day,
    ) -> Result<(Option<Arc<Programme>>, Option<Fault>)> {
        let ProgrammeName::Title(title) = name else { return Ok((self.known(conn, name)?, None)) };
        if let Ok(code) = programme_code(title.as_str()).parse()
            && let Some(programme) = self.known(conn, &ProgrammeName::Code(code))?
        {
            return Ok((Some(programme), None));
        }
        match self.titled(conn, title, provider, day)? {
            (Some(id), told) => Ok((self.known(conn, &ProgrammeName::Id(id))?, told)),
            (None, told) => Ok((None, told)),
        }
    }

    /// The programme of a code or an id.
    fn known(&mut self, conn: &mut Conn, name: &ProgrammeName) -> Result<Option<Arc<Programme>>> {
        self.known.get(name, || {
            let found = match name {
                ProgrammeName::Code(code) => programmes::find_by_code(conn, code)?,
                ProgrammeName::Id(id) => programmes::find(conn, *id)?,
                ProgrammeName::Title(_) => None,
            };
            Ok(found.map(Arc::new))
        })
    }

    /// The fault of a title that stands beside the code of a programme, where it is not one of that.
    fn contradiction(
        &mut self,
        conn: &mut Conn,
        programme: &Programme,
        title: &Name,
        provider: Option<OrganisationId>,
    ) -> Result<Option<Fault>> {
        let Programme { id, code, title_ro, title_en, title_ru, .. } = programme;
        let own = [Some(title_ro), title_en.as_ref(), title_ru.as_ref()];
        if own.into_iter().flatten().any(|own| plain_title(own) == plain_title(title)) {
            return Ok(None);
        }
        let confirmed = match provider {
            Some(provider) => self.confirmed(conn, provider, title)?,
            None => None,
        };
        let other = match confirmed {
            Some(confirmed) if confirmed == *id => return Ok(None),
            Some(confirmed) => programmes::find(conn, confirmed)?.map(|other| other.code),
            None => self.titles(conn)?.having(title).next().map(|other| other.code.clone()),
        };
        Ok(Some(match other {
            Some(other) => programmes::faults::title_of_another(code.as_str(), other.as_str()),
            None => programmes::faults::title_differs(code.as_str(), title_ro.as_str()),
        }))
    }

    /// The programme that a provider confirmed for a title.
    fn confirmed(
        &mut self,
        conn: &mut Conn,
        provider: OrganisationId,
        title: &Name,
    ) -> Result<Option<ProgrammeId>> {
        let aliases = match self.aliases.get(&provider) {
            Some(aliases) => aliases,
            None => {
                let own = programmes::aliases_of(conn, provider)?;
                self.aliases.entry(provider).or_insert(own)
            }
        };
        Ok(aliases.get(&plain_title(title)).copied())
    }

    /// The titles of the catalogue.
    fn titles(&mut self, conn: &mut Conn) -> Result<&mut TitleIndex> {
        Ok(match &mut self.titles {
            Some(titles) => titles,
            none => none.insert(TitleIndex::new(programmes::titled(conn)?)),
        })
    }

    /// Finds a programme by a title: as its provider confirmed it, or as the catalogue has it. A title that
    /// only others of the catalogue have since is theirs: the confirmation is older.
    fn titled(
        &mut self,
        conn: &mut Conn,
        title: &Name,
        provider: Option<OrganisationId>,
        day: Day,
    ) -> Result<(Option<ProgrammeId>, Option<Fault>)> {
        if let Some(provider) = provider
            && let Some(id) = self.confirmed(conn, provider, title)?
        {
            let mut having = self.titles(conn)?.having(title).peekable();
            if having.peek().is_none() || having.any(|one| one.id == id) {
                return Ok((Some(id), None));
            }
        }
        Ok(match self.titles(conn)?.find(title, day) {
            TitleMatch::One(id, code) => (Some(id), Some(programmes::faults::by_title(code.as_str()))),
            TitleMatch::Several(codes) => (None, Some(programmes::faults::title_of_several(&listed(&codes)))),
            TitleMatch::Near(codes) if codes.is_empty() => (None, None),
            TitleMatch::Near(codes) => (None, Some(programmes::faults::title_near(&listed(&codes)))),
        })
    }
}

fn listed(codes: &[ProgrammeCode]) -> String {
    codes.iter().map(ProgrammeCode::as_str).collect::<Vec<_>>().join(", ")
}

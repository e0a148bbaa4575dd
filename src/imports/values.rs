//! What the cells of a row say, in the register's own values; every fault is found.

use std::collections::HashMap;
use std::hash::Hash;
use std::str::FromStr;

use super::kind::Desk;
use crate::auth::Reach;
use crate::db::Conn;
use crate::error::Result;
use crate::organisations;
use crate::tables::{Cell, Code, Finding, Layout, Row};
use crate::values::{Expected, Idno, Idnp, Note, OrganisationId, Reference, WorkerId, vocabulary};
use crate::workers::{self, Named};

vocabulary! {
    /// What a row asks for, where it says so.
    pub enum Action {
        /// That it be put on the register.
        Create = "create",
        /// That it take the place of what is there.
        Correct = "correct",
        /// That what is there never was.
        Void = "void",
    }
}

/// The titles by which an action is known besides.
pub const ACTIONS: [(&str, Action); 6] = [
    ("adauga", Action::Create),
    ("corecteaza", Action::Correct),
    ("anuleaza", Action::Void),
    ("добавить", Action::Create),
    ("исправить", Action::Correct),
    ("аннулировать", Action::Void),
];

/// A row's cells by their fields, and what is wrong with them.
pub struct Cells<'r> {
    layout: &'static Layout,
    row: &'r Row,
    findings: &'r mut Vec<Finding>,
}

impl<'r> Cells<'r> {
    /// The cells of a row.
    pub fn of(layout: &'static Layout, row: &'r Row, findings: &'r mut Vec<Finding>) -> Self {
        Self { layout, row, findings }
    }

    /// What stands in a column.
    pub fn cell(&self, field: &str) -> &'r Cell {
        self.layout.place(field).and_then(|place| self.row.cells.get(place)).unwrap_or(&Cell::Empty)
    }

    /// What is wrong with a column.
    pub fn fault(&mut self, code: Code, field: &str) {
        let shown = self.cell(field).written();
        let words = self.layout.place(field).map(|place| self.layout.columns[place].words.join(", ")).filter(|words| !words.is_empty());
        let finding = Finding { about: words, ..Finding::at(code, field) };
        self.findings.push(if shown.is_empty() { finding } else { finding.with_value(&shown) });
    }

    /// Something else that was found.
    pub fn found(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// A value that may be left out.
    pub fn optional<T>(&mut self, field: &str, read: impl FnOnce(&Cell) -> Result<T, Code>) -> Option<T> {
        match self.cell(field) {
            Cell::Empty => None,
            Cell::Broken(_) => {
                self.fault(Code::CellBroken, field);
                None
            }
            cell => read(cell).map_err(|code| self.fault(code, field)).ok(),
        }
    }

    /// A value that must be there.
    pub fn required<T>(&mut self, field: &str, read: impl FnOnce(&Cell) -> Result<T, Code>) -> Option<T> {
        if self.cell(field).is_empty() {
            self.fault(Code::Required, field);
        }
        self.optional(field, read)
    }

    /// Whom the row is about: by IDNP, by id, or by both.
    pub fn worker(&mut self, by_idnp: &str, by_id: &str) -> Option<Whom> {
        let idnp = self.optional(by_idnp, crate::tables::value::idnp);
        let id = self.optional(by_id, text::<WorkerId>(Code::IdInvalid));
        if self.cell(by_idnp).is_empty() && self.cell(by_id).is_empty() {
            self.fault(Code::Required, by_idnp);
        }
        (idnp.is_some() || id.is_some()).then_some(Whom { idnp, id })
    }
}

/// Reads a text as one of the register's values.
pub fn text<T: FromStr<Err = Expected>>(code: Code) -> impl FnOnce(&Cell) -> Result<T, Code> {
    move |cell| cell.written().parse().map_err(|_| code)
}

/// Numbers from here on may have lost their last digits: a workbook keeps fifteen.
const TOO_LONG: f64 = 1e15;

/// A text that the register keeps and tells. What reads as an IDNP is not one, and no more is what a spreadsheet made a day
/// of, or a number with a fraction: who knows what stood there?
pub fn plain<T: FromStr<Err = Expected>>(cell: &Cell) -> Result<T, Code> {
    let given = match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) if number.fract() == 0.0 && (0.0..TOO_LONG).contains(number) => cell.written(),
        _ => return Err(Code::TextInvalid),
    };
    if Idnp::is_within(&given) { Err(Code::TextInvalid) } else { given.parse().map_err(|_| Code::TextInvalid) }
}

/// A person as a row names them.
#[derive(Debug, Clone)]
pub struct Whom {
    /// By IDNP.
    pub idnp: Option<Idnp>,
    /// By id.
    pub id: Option<WorkerId>,
}

/// An organisation as a row names it: by id or IDNO.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Body {
    /// By id.
    Id(OrganisationId),
    /// By IDNO.
    Idno(Idno),
}

/// Reads an organisation.
///
/// # Errors
/// Neither an id nor an IDNO.
pub fn body(cell: &Cell) -> Result<Body, Code> {
    let given = cell.written();
    given.parse().map(Body::Id).or_else(|_| Idno::parse(&given).map(Body::Idno)).map_err(|_| Code::IdnoInvalid)
}

/// A reference and whose it is, as a row names them.
pub fn key(body: Option<&Body>, reference: &Reference) -> String {
    match body {
        None => format!("/{reference}"),
        Some(Body::Id(id)) => format!("{id}/{reference}"),
        Some(Body::Idno(idno)) => format!("{idno}/{reference}"),
    }
}

/// What is looked up once for a file.
pub struct Once<K, V>(HashMap<K, V>);

impl<K, V> Default for Once<K, V> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash + Clone, V: Clone> Once<K, V> {
    /// Looks up what was not looked up before.
    ///
    /// # Errors
    /// Those of `look`.
    pub fn get(&mut self, key: &K, look: impl FnOnce() -> Result<V>) -> Result<V> {
        if let Some(known) = self.0.get(key) {
            return Ok(known.clone());
        }
        let found = look()?;
        self.0.insert(key.clone(), found.clone());
        Ok(found)
    }
}

/// Whom rows that are planned together name, looked up together.
#[derive(Default)]
pub struct People {
    by_idnp: HashMap<[u8; 13], Option<Named>>,
    by_id: HashMap<WorkerId, Option<Named>>,
}

impl People {
    /// Looks up, all together, whom these rows name.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn meet<'w>(&mut self, conn: &mut Conn, desk: &Desk, named: impl Iterator<Item = &'w Whom>) -> Result<()> {
        // Not remembered from the rows before: a record may be closed or merged while a long file is worked on.
        self.by_idnp.clear();
        self.by_id.clear();
        let (mut digits, mut hashes, mut ids) = (Vec::new(), Vec::new(), Vec::new());
        for whom in named {
            if let Some(idnp) = &whom.idnp
                && !self.by_idnp.contains_key(idnp.digits())
            {
                self.by_idnp.insert(*idnp.digits(), None);
                digits.push(*idnp.digits());
                hashes.push(desk.keys.idnp_hash(idnp));
            }
            if let Some(id) = whom.id
                && !self.by_id.contains_key(&id)
            {
                self.by_id.insert(id, None);
                ids.push(id);
            }
        }
        let found = workers::by_hashes(conn, &hashes)?;
        for (digits, hash) in digits.into_iter().zip(&hashes) {
            self.by_idnp.insert(digits, found.get(hash).copied());
        }
        self.by_id.extend(workers::by_ids(conn, &ids)?.into_iter().map(|(id, named)| (id, Some(named))));
        Ok(())
    }

    /// Whom a row finds, even where it says something wrong of them: that they are on the register is learnt all the same.
    pub fn met(&self, whom: &Whom) -> impl Iterator<Item = WorkerId> {
        let by_idnp = whom.idnp.as_ref().and_then(|idnp| self.by_idnp.get(idnp.digits()).copied().flatten());
        let by_id = whom.id.and_then(|id| self.by_id.get(&id).copied().flatten());
        [by_idnp, by_id].into_iter().flatten().map(|named| named.id)
    }

    /// Who it is; the fields are the columns that name the person by IDNP and by id.
    ///
    /// # Errors
    /// Nobody, or two people.
    pub fn who(&self, whom: &Whom, fields: (&str, &str)) -> Result<Named, Finding> {
        let by_idnp = whom.idnp.as_ref().map(|idnp| self.by_idnp.get(idnp.digits()).copied().flatten());
        let by_id = whom.id.map(|id| self.by_id.get(&id).copied().flatten());
        match (by_idnp, by_id) {
            (Some(None), _) => Err(Finding::at(Code::WorkerUnknown, fields.0)),
            (_, Some(None)) | (None, None) => Err(Finding::at(Code::WorkerUnknown, fields.1)),
            (Some(Some(one)), Some(Some(other))) if one.person != other.person => Err(Finding::at(Code::WorkerContradicts, fields.1)),
            (Some(Some(named)), _) | (None, Some(Some(named))) => Ok(named),
        }
    }
}

/// The rows that first had a reference of an organisation, by whatever name the organisation went.
#[derive(Default)]
pub struct References(HashMap<(OrganisationId, Reference), u32>);

impl References {
    /// What is wrong with the reference of a row, if another row has it.
    pub fn meet(&mut self, organisation: OrganisationId, reference: &Reference, number: u32) -> Option<Finding> {
        let first = *self.0.entry((organisation, reference.clone())).or_insert(number);
        (first != number).then(|| Finding::of(Code::ReferenceTwice).about(first))
    }
}

/// For which organisations the caller may record.
#[derive(Default)]
pub struct Bodies {
    named: Once<Body, Option<OrganisationId>>,
    below: Option<Vec<OrganisationId>>,
}

impl Bodies {
    /// The organisation that a row names, or the caller's own; none where the caller may not record for it.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn find(&mut self, conn: &mut Conn, desk: &Desk, named: Option<&Body>) -> Result<Option<OrganisationId>> {
        let Some(named) = named else { return Ok(Some(desk.actor.organisation)) };
        let found = self.named.get(named, || match named {
            Body::Id(id) => Ok(organisations::find(conn, *id)?.map(|organisation| organisation.id)),
            Body::Idno(idno) => Ok(organisations::find_by_idno(conn, idno)?.map(|organisation| organisation.id)),
        })?;
        let Some(found) = found else { return Ok(None) };
        let may = match desk.actor.reach() {
            Reach::Everyone => true,
            Reach::RecordedBy(own) => found == own,
            Reach::EmployedBy(own) => {
                if self.below.is_none() {
                    self.below = Some(organisations::below(conn, own)?);
                }
                self.below.as_ref().is_some_and(|below| below.contains(&found))
            }
        };
        Ok(Some(found).filter(|_| may))
    }
}

/// The reason of a correction or a void: the row's own, or what the call says.
pub fn reason(desk: &Desk, given: Option<&Note>) -> Note {
    given.unwrap_or(&desk.caller.reason).clone()
}

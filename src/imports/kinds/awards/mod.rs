//! Files of awards: who holds which grade, by decisions that commissions keep elsewhere.

mod columns;

use std::collections::{HashMap, HashSet};

use columns::{LAYOUT, LAYOUT_OF_OTHERS, example};

use super::cells::{self, Cells, Given, OrganisationRef, PersonRef};
use super::kind::{Descriptor, FileKind, Operations};
use super::lookups::{Organisations, People};
use super::names::SaidNames;
use super::{ImportContext, PlannedRow, facts, or_none};
use crate::auth::permission::RecordAwards;
use crate::call::{Actor, Role};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::imports::faults;
use crate::imports::words::RowOutcome;
use crate::organisations;
use crate::programmes::plain_title;
use crate::qualifications::{self, Award, AwardRelation, Grade, NewAward, StatedAward};
use crate::tables::{Cell, Code as FormCode, Finding, Layout, Row, Severity, value};
use crate::values::{self, AwardId, Day, Fault, GradeId, Name, Note, OrganisationId, Reference, WorkerId};
use crate::workers;

/// Row of a file of awards as it was read; it says nothing of cells that cannot be.
#[derive(Clone, Hash)]
pub struct ParsedRow {
    person: Option<PersonRef>,
    names: SaidNames,
    grade: Option<GradeName>,
    decision_number: Option<Reference>,
    decided_on: Option<Day>,
    valid_from: Option<Day>,
    valid_until: Option<Day>,
    commission: Given<OrganisationRef>,
    legal_basis: Option<Note>,
}

/// Reads a grade: its code or its name, in whichever letters.
fn grade(cell: &Cell) -> Result<GradeName, Fault> {
    let written = cell.written().parse::<Name>();
    written
        .map(|name| GradeName(plain_title(&name)))
        .map_err(|_| qualifications::faults::grade_code_unknown())
}

/// Code or name of a grade, as it is compared.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
struct GradeName(String);

/// Grades that a refusal lists, at the most.
const MOST_GRADES: usize = 6;

/// The grades of the ladder, by their codes and names.
struct Grades {
    /// Each with its code and its names, as they are compared.
    known: Vec<(GradeId, Vec<String>)>,
    /// Some of them, to choose from.
    listed: Option<String>,
}

impl Grades {
    fn of(grades: &[Grade]) -> Self {
        let shown =
            grades.iter().take(MOST_GRADES).map(|grade| format!("{} ({})", grade.code, grade.name_ro));
        let mut shown: Vec<_> = shown.collect();
        if grades.len() > MOST_GRADES {
            shown.push("…".to_owned());
        }
        let known = grades.iter().map(|grade| {
            let code = grade.code.as_str().parse::<Name>().ok();
            let names = [code.as_ref(), Some(&grade.name_ro), grade.name_en.as_ref(), grade.name_ru.as_ref()];
            (grade.id, names.into_iter().flatten().map(plain_title).collect())
        });
        Self { known: known.collect(), listed: (!shown.is_empty()).then(|| shown.join(", ")) }
    }

    /// The grade of a code, or the only one of a name or of the last word of a name: `II`.
    fn find(&self, GradeName(said): &GradeName) -> Option<GradeId> {
        let only = |is_it: fn(&str, &str) -> bool| {
            let mut of =
                self.known.iter().filter(|(_, names)| names.iter().skip(1).any(|name| is_it(name, said)));
            of.next().filter(|_| of.next().is_none())
        };
        let mut codes = self.known.iter().filter(|(_, names)| names.first() == Some(said));
        let found = codes.next().or_else(|| only(|name, said| name == said));
        let found = found.or_else(|| only(|name, said| name.rsplit(' ').next() == Some(said)));
        found.map(|(id, _)| *id)
    }
}

/// Look-ups for a file of awards, and what its rows state.
#[derive(Default)]
pub struct AwardFile {
    people: People,
    organisations: Organisations,
    grades: Option<Grades>,
    stated: HashMap<WorkerId, Vec<(u32, StatedAward)>>,
    /// Awards on the register, by person: of those whom the rows of this plan name.
    held: HashMap<WorkerId, Vec<Award>>,
    /// Rows are planned again that met with another change of the register.
    is_again: bool,
}

impl FileKind for AwardFile {
    type Permission = RecordAwards;
    const DESCRIPTOR: Descriptor = Descriptor {
        title: "Awards",
        command: "awards",
        path: "/award-batches",
        operations: Operations {
            create: "create_award_batch",
            list: "list_award_batches",
            get: "get_award_batch",
            list_rows: "list_award_batch_rows",
            get_annotated: "get_award_batch_annotated",
        },
        layout: &LAYOUT,
        lists: &[],
        example,
    };
    type ParsedRow = ParsedRow;
    type Change = StatedAward;

    fn layout_for(actor: &Actor) -> &'static Layout {
        // The registrar decides nothing, so that no award is its own organisation's.
        if actor.role == Role::Registrar { &LAYOUT_OF_OTHERS } else { &LAYOUT }
    }

    fn read(row: &Row, findings: &mut Vec<Finding>) -> ParsedRow {
        let mut cells = Cells::of(&LAYOUT, row, findings);
        let idnp = cells.required("idnp", value::idnp);
        let names = SaidNames::read(&mut cells);
        let grade = cells.required("grade", grade);
        let decision_number = cells.required("decisionNumber", cells::plain);
        let decided_on = cells.required("decidedOn", value::day);
        let valid_from = cells.required("validFrom", value::day);
        let valid_until = cells.optional("validUntil", cells::last_day).flatten();
        if valid_from.zip(valid_until).is_some_and(|(from, until)| until < from) {
            cells.fault(faults::award_ends_early(), "validUntil");
        }
        ParsedRow {
            person: idnp.map(|idnp| PersonRef { idnp: Some(idnp), id: None }),
            names,
            grade,
            decision_number,
            decided_on,
            valid_from,
            valid_until,
            commission: cells.given("commission", cells::organisation),
            legal_basis: cells.optional("legalBasis", cells::plain),
        }
    }

    /// All of the row: those of one person and grade are judged together.
    fn key(_: &ImportContext, parsed: &ParsedRow) -> String {
        let ParsedRow { decision_number, decided_on, valid_from, valid_until, .. } = parsed;
        let GradeName(grade) = parsed.grade.clone().unwrap_or_default();
        let idnp = parsed.person.as_ref().and_then(|person| person.idnp.as_ref());
        let idnp: String =
            idnp.map_or_else(String::new, |idnp| idnp.digits().iter().map(|one| char::from(*one)).collect());
        let commission = match parsed.commission.said() {
            None => String::new(),
            Some(OrganisationRef::Id(id)) => id.to_string(),
            Some(OrganisationRef::Idno(idno)) => idno.to_string(),
        };
        let basis = parsed.legal_basis.as_ref().map_or("", Note::as_str);
        let [decided_on, valid_from, valid_until] =
            [decided_on, valid_from, valid_until].map(|day| or_none(day.as_ref()));
        let number = or_none(decision_number.as_ref());
        format!("{idnp}/{grade}/{decided_on}/{valid_from}/{valid_until}/{commission}/{number}/{basis}")
    }

    fn said_names(parsed: &ParsedRow) -> String {
        parsed.names.written()
    }

    fn plan(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &[(u32, ParsedRow)],
    ) -> Result<Vec<PlannedRow<StatedAward>>> {
        if std::mem::take(&mut self.is_again) {
            let again: HashSet<u32> = rows.iter().map(|(number, _)| *number).collect();
            self.stated.values_mut().for_each(|rows| rows.retain(|(number, _)| !again.contains(number)));
        }
        self.look(conn, context, rows)?;
        self.held = qualifications::awards_of_people(conn, &self.people.persons(named(rows)))?;
        rows.iter().map(|(number, parsed)| self.row(conn, context, *number, parsed)).collect()
    }

    fn judge(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &[(u32, ParsedRow)],
    ) -> Result<Vec<PlannedRow<StatedAward>>> {
        self.look(conn, context, rows)?;
        let judged = rows.iter().map(|(number, parsed)| {
            let findings = match self.state(conn, context, parsed)? {
                Ok(_) => Vec::new(),
                Err(findings) => findings,
            };
            Ok(self.rejected(*number, parsed, findings))
        });
        judged.collect()
    }

    fn invalidate(&mut self) {
        self.people = People::default();
        self.organisations = Organisations::default();
        self.grades = None;
        self.is_again = true;
    }

    fn keep(tx: &mut Tx<'_>, context: &ImportContext, changes: &[&StatedAward]) -> Result<()> {
        facts::require_active(tx, changes.iter().map(|stated| stated.award.worker_id))?;
        qualifications::keep(tx, context.call.actor.client, changes)
    }
}

/// The people whom rows name.
fn named(rows: &[(u32, ParsedRow)]) -> impl Iterator<Item = &PersonRef> {
    rows.iter().filter_map(|(_, parsed)| parsed.person.as_ref())
}

/// Award that a row states, with the person whose it is, and a doubt about the name.
struct FoundAward {
    stated: StatedAward,
    whose: WorkerId,
    doubt: Option<Finding>,
}

impl AwardFile {
    /// Looks up, all together, whom rows name.
    fn look(&mut self, conn: &mut Conn, context: &ImportContext, rows: &[(u32, ParsedRow)]) -> Result<()> {
        self.people.resolve(conn, context, named(rows))?;
        let compared = rows.iter().filter(|(_, row)| !row.names.is_empty());
        self.people.learn_names(conn, compared.filter_map(|(_, row)| row.person.as_ref()))
    }

    /// A row that is rejected.
    fn rejected(&self, number: u32, parsed: &ParsedRow, findings: Vec<Finding>) -> PlannedRow<StatedAward> {
        let reference = parsed.decision_number.as_ref().map(Reference::to_string);
        let worker = parsed.person.as_ref().and_then(|person| self.people.found(person).next());
        PlannedRow { worker, ..PlannedRow::rejected(number, reference, findings) }
    }

    /// Plans a row.
    fn row(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        number: u32,
        parsed: &ParsedRow,
    ) -> Result<PlannedRow<StatedAward>> {
        let FoundAward { stated, whose, doubt } = match self.state(conn, context, parsed)? {
            Ok(found) => found,
            Err(findings) => return Ok(self.rejected(number, parsed, findings)),
        };
        let reference = Some(stated.award.decision_number.to_string());
        let to = |outcome, object: Option<AwardId>| {
            let planned = PlannedRow::to(number, outcome, reference.clone())
                .about(object.map(|award| award.0), stated.award.worker_id);
            PlannedRow { findings: doubt.iter().cloned().collect(), ..planned }
        };
        match stated.relation(self.held.get(&whose).map_or(&[], Vec::as_slice)) {
            AwardRelation::New => {}
            AwardRelation::Equal(award)
                if parsed.legal_basis.is_some()
                    && award.migration_basis.is_some()
                    && parsed.legal_basis != award.migration_basis =>
            {
                let differs = qualifications::faults::decision_differs();
                return Ok(to(RowOutcome::Rejected, Some(award.id)).found_in(&differs, &["legalBasis"]));
            }
            AwardRelation::Equal(award) => {
                let known = Finding::of(qualifications::faults::award_known());
                return Ok(to(RowOutcome::Duplicate, Some(award.id)).found(known));
            }
            AwardRelation::Revoked(award) => {
                let revoked = Finding::at(qualifications::faults::decision_revoked(), "decisionNumber");
                return Ok(to(RowOutcome::Rejected, Some(award.id)).found(revoked));
            }
            AwardRelation::Differs(award, fields) => {
                let differs = qualifications::faults::decision_differs();
                return Ok(to(RowOutcome::Rejected, Some(award.id)).found_in(&differs, &fields));
            }
            AwardRelation::Overlaps(award) => {
                let since = award.valid_from.to_string();
                let held = qualifications::faults::held_by(award.decision_number.as_str(), &since);
                return Ok(to(RowOutcome::Rejected, Some(award.id)).found(Finding::at(held, "grade")));
            }
        }
        let rows = self.stated.entry(whose).or_default();
        let before = rows.iter().find(|(other, before)| *other != number && before.collides(&stated));
        if let Some((first, before)) = before {
            if before.is_same(&stated) {
                let again = Finding::of(faults::row_twice()).about(first);
                return Ok(to(RowOutcome::Duplicate, None).found(again));
            }
            let twice = Finding::at(qualifications::faults::held_in_row(), "grade").about(first);
            return Ok(to(RowOutcome::Rejected, None).found(twice));
        }
        rows.push((number, stated.clone()));
        Ok(to(RowOutcome::Created, Some(stated.id)).changing(stated))
    }

    /// Award that a row states; or every fault that only the register shows.
    fn state(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        parsed: &ParsedRow,
    ) -> Result<Result<FoundAward, Vec<Finding>>> {
        let mut findings = Vec::new();
        let worker = parsed.person.as_ref().map(|person| self.people.identify(person, ("idnp", "idnp")));
        let worker = worker.transpose().map_err(|finding| findings.push(finding)).ok().flatten();
        if worker.is_some_and(|worker| !worker.is_active) {
            findings.push(Finding::at(workers::faults::closed(), "idnp"));
        }
        let named = worker.and_then(|worker| self.people.names(worker));
        let compared = parsed.names.compare(named.into_iter());
        let is_doubt = compared.as_ref().is_some_and(|found| found.severity() == Severity::Warning);
        let (doubt, differs) = if is_doubt { (compared, None) } else { (None, compared) };
        findings.extend(differs);
        let grades = match &mut self.grades {
            Some(grades) => grades,
            none => none.insert(Grades::of(&qualifications::grades(conn)?)),
        };
        let grade = parsed.grade.as_ref().and_then(|said| grades.find(said));
        if let (Some(GradeName(said)), None) = (&parsed.grade, grade) {
            let unknown = Finding::at(qualifications::faults::grade_code_unknown(), "grade").with_value(said);
            findings.push(match &grades.listed {
                Some(listed) => unknown.about(listed),
                None => unknown,
            });
        }
        let today = context.call.today;
        if let Some(day) = parsed.decided_on.filter(|day| *day > today) {
            let future = Finding::at(values::faults::day_in_future(today), "decidedOn");
            findings.push(future.with_value(&day.to_string()));
        }
        let commission = self.commission(conn, context, parsed)?;
        // The registrar decides nothing, so that no award is its own organisation's.
        let is_left_out = parsed.commission.said().is_none() && context.call.actor.role == Role::Registrar;
        if parsed.commission.is_unread() {
            // It is told already that it cannot be read.
        } else if is_left_out {
            findings.push(Finding::at(FormCode::Required, "commission"));
        } else if commission.is_none() {
            findings.push(Finding::at(organisations::faults::unknown(), "commission"));
        }
        if !findings.is_empty() {
            return Ok(Err(findings));
        }
        let stated = || {
            let worker = worker?;
            let award = NewAward {
                worker_id: worker.id,
                grade_id: grade?,
                decision_number: parsed.decision_number.clone()?,
                decided_on: parsed.decided_on?,
                valid_from: parsed.valid_from?,
                valid_until: parsed.valid_until,
            };
            let migration_basis = basis(context, parsed);
            let stated =
                StatedAward { id: AwardId::new(), award, commission_id: commission?, migration_basis };
            Some(FoundAward { stated, whose: worker.person, doubt })
        };
        Ok(stated().ok_or(findings))
    }

    /// The commission that a row names; one that brings its own awards names no other.
    fn commission(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        parsed: &ParsedRow,
    ) -> Result<Option<OrganisationId>> {
        let actor = &context.call.actor;
        let named = self.organisations.find(conn, context, parsed.commission.said())?;
        Ok(named.filter(|named| actor.role == Role::Registrar || *named == actor.organisation))
    }
}

/// The act on which an award is brought in: the registrar, who decided nothing, always has one.
fn basis(context: &ImportContext, parsed: &ParsedRow) -> Option<Note> {
    let call = &context.call;
    parsed.legal_basis.clone().or_else(|| (call.actor.role == Role::Registrar).then(|| call.basis.clone()))
}

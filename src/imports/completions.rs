//! Files of completions.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::kind::{Desk, Judged, Kind};
use super::model::{OnChange, RowOutcome};
use super::values::{self, ACTIONS, Action, Bodies, Body, Cells, Once, People, References, Whom};
use crate::completions::{self, Change, Completion, Fact, StatedCompletion};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::programmes::{self, Programme, ProgrammeStatus};
use crate::tables::{Cell, Code, Column, Finding, Layout, Row, value};
use crate::values::{CompletionId, CompletionResult, Day, Hours, Note, OrganisationId, ProgrammeCode, ProgrammeId, Reference};
use crate::workers::{self, Named};

/// The columns of a file of completions.
pub static LAYOUT: Layout = Layout {
    name: "completions",
    needs: &[
        &["reference"],
        &["idnp", "workerId", "action"],
        &["programme", "action"],
        &["completedOn", "action"],
        &["hours", "action"],
        &["result", "action"],
    ],
    columns: &[
        Column {
            field: "idnp",
            titles: ["IDNP", "IDNP", "IDNP"],
            also: &["cod personal", "personal code", "личный код", "идентификационный номер"],
            about: [
                "Codul personal al lucrătorului, 13 cifre, ca text",
                "The worker's personal code, 13 digits, as text",
                "Личный код работника, 13 цифр, как текст",
            ],
            example: "2000000000004",
            words: &[],
        },
        Column {
            field: "workerId",
            titles: ["ID lucrător", "Worker id", "ID работника"],
            also: &[],
            about: [
                "ID-ul lucrătorului în registru, în loc de IDNP",
                "The worker's id on the register, instead of the IDNP",
                "ID работника в реестре вместо IDNP",
            ],
            example: "",
            words: &[],
        },
        Column {
            field: "programme",
            titles: ["Cod program", "Programme code", "Код программы"],
            also: &["program", "programul", "programme id", "программа", "cod"],
            about: ["Codul programului din catalog", "The programme's code in the catalogue", "Код программы в каталоге"],
            example: "CFP-001",
            words: &[],
        },
        Column {
            field: "completedOn",
            titles: ["Data absolvirii", "Completed on", "Дата окончания"],
            also: &["data", "data finalizarii", "completion date", "date", "дата", "дата завершения"],
            about: [
                "Ziua absolvirii: 2026-03-01 sau 01.03.2026",
                "The day of completion: 2026-03-01 or 01.03.2026",
                "День окончания: 2026-03-01 или 01.03.2026",
            ],
            example: "2026-10-30",
            words: &[],
        },
        Column {
            field: "hours",
            titles: ["Ore", "Hours", "Часы"],
            also: &["nr ore", "numar de ore", "количество часов", "часов"],
            about: [
                "Orele la care a participat, cel mult două zecimale",
                "The hours taken part in, at most two decimals",
                "Часы участия, не более двух знаков после запятой",
            ],
            example: "24",
            words: &[],
        },
        Column {
            field: "result",
            titles: ["Rezultat", "Result", "Результат"],
            also: &["calificativ", "итог"],
            about: [
                "Cum a absolvit: passed, failed sau attended",
                "How it was completed: passed, failed or attended",
                "Как окончено: passed, failed или attended",
            ],
            example: "passed",
            words: &["passed", "failed", "attended"],
        },
        Column {
            field: "reference",
            titles: ["Referință", "Reference", "Номер"],
            also: &["nr certificat", "numar certificat", "nr", "certificate number", "certificate", "номер сертификата", "ссылка"],
            about: [
                "Numărul propriu al prestatorului, altul pentru fiecare rând",
                "The provider's own reference, another one for each row",
                "Собственный номер поставщика, свой для каждой строки",
            ],
            example: "2026/118-04",
            words: &[],
        },
        Column {
            field: "provider",
            titles: ["IDNO prestator", "Provider IDNO", "IDNO поставщика"],
            also: &["prestator", "provider id", "idno", "поставщик"],
            about: [
                "IDNO sau ID-ul prestatorului; fără el, al dumneavoastră",
                "The provider's IDNO or id; your own where it is left out",
                "IDNO или ID поставщика; без него — ваш",
            ],
            example: "",
            words: &[],
        },
        Column {
            field: "action",
            titles: ["Acțiune", "Action", "Действие"],
            also: &["actiunea", "operatie"],
            about: ["create (sau gol), correct ori void", "create (or empty), correct or void", "create (или пусто), correct или void"],
            example: "",
            words: &["create", "correct", "void"],
        },
        Column {
            field: "reason",
            titles: ["Motiv", "Reason", "Причина"],
            also: &["motivul", "основание"],
            about: ["De ce se corectează sau se anulează", "Why it is corrected or voided", "Почему исправляется или аннулируется"],
            example: "",
            words: &[],
        },
    ],
};

/// What a result is called besides.
const RESULTS: [(&str, CompletionResult); 8] = [
    ("admis", CompletionResult::Passed),
    ("promovat", CompletionResult::Passed),
    ("respins", CompletionResult::Failed),
    ("nepromovat", CompletionResult::Failed),
    ("participat", CompletionResult::Attended),
    ("сдал", CompletionResult::Passed),
    ("не сдал", CompletionResult::Failed),
    ("участвовал", CompletionResult::Attended),
];

/// What a row says.
#[derive(Clone)]
pub struct Said {
    action: Action,
    reference: Reference,
    provider: Option<Body>,
    reason: Option<Note>,
    /// Nothing of a row that voids.
    stated: Option<Stated>,
}

#[derive(Clone)]
struct Stated {
    whom: Whom,
    programme: ProgrammeName,
    completed_on: Day,
    hours: Hours,
    result: CompletionResult,
}

/// A programme as a row names it.
#[derive(Clone, PartialEq, Eq, Hash)]
enum ProgrammeName {
    Code(ProgrammeCode),
    Id(ProgrammeId),
}

fn programme(cell: &Cell) -> Result<ProgrammeName, Code> {
    let given = cell.written();
    given.parse().map(ProgrammeName::Id).or_else(|_| given.parse().map(ProgrammeName::Code)).map_err(|_| Code::ProgrammeUnknown)
}

/// What a file of completions has been looked up for, and says.
#[derive(Default)]
pub struct Completions {
    people: People,
    bodies: Bodies,
    programmes: Once<ProgrammeName, Option<Programme>>,
    references: References,
    /// The row that first said that a worker completed a programme on a day, and may.
    facts: HashMap<Fact, u32>,
    /// What rows of the file void, or correct away from its fact, by their numbers: it makes room for others.
    gone: HashMap<CompletionId, u32>,
    /// Whether rows are planned that met with another change of the register.
    is_again: bool,
}

/// A row of which everything that it names is known.
struct Resolved {
    number: u32,
    action: Action,
    provider: OrganisationId,
    worker: Named,
    stated: StatedCompletion,
    reason: Option<Note>,
    /// What has its reference.
    before: Option<Completion>,
    /// The fields in which the row differs from that.
    fields: Vec<&'static str>,
}

impl Resolved {
    /// The fact as it would be kept: a correction stays under the record that it corrects, though that was merged since.
    fn fact(&self) -> Fact {
        let worker = self.before.as_ref().map_or(self.worker.id, |before| before.worker_id);
        (worker, self.stated.programme_id, self.stated.completed_on)
    }

    /// What the row would correct away from its fact.
    fn leaves(&self) -> Option<CompletionId> {
        let before = self.before.as_ref()?;
        (self.fact() != (before.worker_id, before.programme_id, before.completed_on)).then_some(before.id)
    }

    /// Something found in the fields that differ.
    fn found(&self, code: Code) -> Finding {
        Finding::at(code, &self.fields.join(", "))
    }

    /// A row whose fact is there already: a new one is nothing to do, a correction cannot be made.
    fn meets(&self, known: Finding, object: Option<Uuid>) -> Judged<Change> {
        if self.before.is_none() {
            return self.to(RowOutcome::Duplicate).about(object, self.worker.id).found(known);
        }
        let of_fact: Vec<_> = self.fields.iter().copied().filter(|field| matches!(*field, "programme" | "completedOn")).collect();
        self.to(RowOutcome::Rejected).found(Finding::at(Code::CannotCorrect, &of_fact.join(", "))).found(known)
    }

    fn to(&self, outcome: RowOutcome) -> Judged<Change> {
        let reference = Some(self.stated.reference.to_string());
        Judged::to(self.number, outcome, reference).about(self.before.as_ref().map(|before| before.id.0), self.worker.id)
    }
}

impl Kind for Completions {
    const LAYOUT: &'static Layout = &LAYOUT;
    const OPERATION: &'static str = "create_completion_batch";
    type Said = Said;
    type Change = Change;

    fn read(row: &Row, findings: &mut Vec<Finding>) -> Option<Said> {
        let mut cells = Cells::of(&LAYOUT, row, findings);
        let action = cells.optional("action", |cell| value::word(cell, &ACTIONS));
        let is_plain = cells.cell("action").is_empty();
        let (reference, provider) = (cells.required("reference", values::plain), cells.optional("provider", values::body));
        let reason = cells.optional("reason", values::plain);
        let action = action.or(is_plain.then_some(Action::Create));
        if action == Some(Action::Void) {
            return Some(Said { action: Action::Void, reference: reference?, provider, reason, stated: None });
        }
        let whom = cells.worker("idnp", "workerId");
        let programme = cells.required("programme", programme);
        let completed_on = cells.required("completedOn", value::day);
        let hours = cells.required("hours", value::hours);
        let result = cells.required("result", |cell| value::word(cell, &RESULTS));
        let stated = Stated { whom: whom?, programme: programme?, completed_on: completed_on?, hours: hours?, result: result? };
        Some(Said { action: action?, reference: reference?, provider, reason, stated: Some(stated) })
    }

    fn key(_: &Desk, said: &Said) -> String {
        values::key(said.provider.as_ref(), &said.reference)
    }

    fn reference(said: &Said) -> Option<String> {
        Some(said.reference.to_string())
    }

    fn plan(&mut self, conn: &mut Conn, desk: &Desk, rows: &[(u32, Said)]) -> Result<Vec<Judged<Change>>> {
        self.people.meet(conn, desk, rows.iter().filter_map(|(_, said)| said.stated.as_ref()).map(|stated| &stated.whom))?;
        let providers: Vec<_> = rows.iter().map(|(_, said)| self.bodies.find(conn, desk, said.provider.as_ref())).collect::<Result<_>>()?;
        let mut known = known(conn, rows, &providers)?;
        let elsewhere = self.forget(rows);
        let (mut judged, mut resolved) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for ((number, said), provider) in rows.iter().zip(providers) {
            if let Some(twice) = provider.and_then(|own| self.references.meet(own, &said.reference, *number)) {
                judged.push(Judged::rejected(*number, Self::reference(said), vec![twice]));
                continue;
            }
            let before = provider.and_then(|provider| known.get_mut(&provider)?.remove(&said.reference));
            match (provider, &said.stated) {
                (Some(provider), None) => judged.push(self.void(conn, desk, *number, said, provider, before)?),
                (_, stated) => match self.resolve(conn, desk, *number, said, stated.as_ref(), provider, before)? {
                    Ok(row) => match settled(desk, &row) {
                        Some(done) => judged.push(done),
                        None => resolved.push(row),
                    },
                    Err(rejected) => judged.push(rejected),
                },
            }
        }
        // In the order in which they are written, so that the ids of what is new follow it.
        resolved.sort_by_key(|row| row.worker.id);
        let facts: Vec<_> = resolved.iter().map(Resolved::fact).collect();
        let same = completions::by_facts(conn, &facts)?;
        self.make_room(&resolved, &same);
        for row in resolved {
            judged.push(self.judge(desk, &row, &same));
        }
        self.gone.extend(elsewhere);
        judged.sort_unstable_by_key(|row| row.number);
        Ok(judged)
    }

    fn look_anew(&mut self) {
        self.people = People::default();
        self.bodies = Bodies::default();
        self.programmes = Once::default();
        self.is_again = true;
    }

    fn keep(tx: &mut Tx<'_>, desk: &Desk, changes: &[&Change]) -> Result<()> {
        let mut named: Vec<_> = changes.iter().filter_map(|change| change.records_of()).collect();
        named.sort_unstable();
        named.dedup();
        if !workers::all_active(tx, &named)? {
            return Err(Error::conflict("a worker's record was closed meanwhile"));
        }
        completions::keep(tx, &desk.actor, changes)
    }
}

/// What has the references of these rows, by provider.
fn known(
    conn: &mut Conn,
    rows: &[(u32, Said)],
    providers: &[Option<OrganisationId>],
) -> Result<HashMap<OrganisationId, HashMap<Reference, Completion>>> {
    let mut references: HashMap<OrganisationId, Vec<&Reference>> = HashMap::new();
    for ((_, said), provider) in rows.iter().zip(providers) {
        if let Some(provider) = provider {
            references.entry(*provider).or_default().push(&said.reference);
        }
    }
    references.into_iter().map(|(provider, own)| Ok((provider, completions::by_references(conn, provider, &own)?))).collect()
}

impl Completions {
    /// What a row names, by what the register knows of it; or every fault that only the register shows.
    #[expect(clippy::too_many_arguments, reason = "what a row says, and what has been looked up for it")]
    fn resolve(
        &mut self,
        conn: &mut Conn,
        desk: &Desk,
        number: u32,
        said: &Said,
        stated: Option<&Stated>,
        provider: Option<OrganisationId>,
        before: Option<Completion>,
    ) -> Result<Result<Resolved, Judged<Change>>> {
        let mut findings = Vec::new();
        if provider.is_none() {
            findings.push(Finding::at(Code::OrganisationUnknown, "provider"));
        }
        let reference = said.reference.clone();
        let Some(stated) = stated else { return Ok(Err(Judged::rejected(number, Some(reference.to_string()), findings))) };
        let worker = self.people.who(&stated.whom, ("idnp", "workerId")).map_err(|finding| findings.push(finding)).ok();
        let programme = self.programmes.get(&stated.programme, || match &stated.programme {
            ProgrammeName::Code(code) => programmes::find_by_code(conn, code),
            ProgrammeName::Id(id) => programmes::find(conn, *id),
        })?;
        let (day, is_new) = (stated.completed_on, before.is_none());
        let is_closed = worker.is_some_and(|worker| !worker.is_active);
        let resolved = match (provider, worker, &programme) {
            (Some(provider), Some(worker), Some(programme)) => {
                let (programme_id, hours, result) = (programme.id, stated.hours, stated.result);
                let stated = StatedCompletion { programme_id, completed_on: day, hours, result, reference: reference.clone() };
                let fields = before.as_ref().map_or(Ok(Vec::new()), |before| differences(conn, before, worker, &stated))?;
                Some(Resolved { number, action: said.action, provider, worker, stated, reason: said.reason.clone(), before, fields })
            }
            _ => None,
        };
        let resolved = match resolved {
            // What was taken before stays, whatever became of the catalogue since.
            Some(row) if row.before.is_some() && row.fields.is_empty() => return Ok(Ok(row)),
            resolved => resolved,
        };
        // What is wrong about a closed record is corrected as well.
        if is_new && is_closed {
            findings.push(Finding::at(Code::WorkerClosed, if stated.whom.idnp.is_some() { "idnp" } else { "workerId" }));
        }
        if day > desk.today {
            findings.push(Finding::at(Code::DayInFuture, "completedOn").with_value(&day.to_string()).about(desk.today));
        }
        // A draft and a programme that is not there look the same.
        match programme.filter(|programme| programme.status != ProgrammeStatus::Draft) {
            None => findings.push(Finding::at(Code::ProgrammeUnknown, "programme")),
            Some(programme) if programme.taught_on(day).is_err() => {
                findings.push(Finding::at(Code::ProgrammeNotTaught, "completedOn").with_value(&day.to_string()).about(taught(&programme)));
            }
            Some(_) => {}
        }
        if said.action == Action::Correct && is_new {
            findings.push(Finding::at(Code::ReferenceUnknown, "reference").with_value(reference.as_str()));
        }
        Ok(match resolved {
            Some(row) if findings.is_empty() => Ok(row),
            _ => {
                let (worker, others) = (worker.map(|worker| worker.id), self.people.met(&stated.whom).collect());
                Err(Judged { worker, others, ..Judged::rejected(number, Some(reference.to_string()), findings) })
            }
        })
    }

    /// Forgets what was thought of rows that are planned anew. What others make room for does not count among them, and is
    /// given back: who knows which of them come first?
    fn forget(&mut self, rows: &[(u32, Said)]) -> HashMap<CompletionId, u32> {
        if !std::mem::take(&mut self.is_again) {
            return HashMap::new();
        }
        let again: HashSet<u32> = rows.iter().map(|(number, _)| *number).collect();
        self.facts.retain(|_, number| !again.contains(number));
        let mut elsewhere = std::mem::take(&mut self.gone);
        elsewhere.retain(|_, number| !again.contains(number));
        elsewhere
    }

    /// Finds which corrections leave their facts to others: those that do not meet with a fact that stays.
    fn make_room(&mut self, rows: &[Resolved], same: &HashMap<Fact, (CompletionId, OrganisationId)>) {
        let mut first: HashMap<Fact, u32> = HashMap::with_capacity(rows.len());
        for row in rows {
            first.entry(row.fact()).or_insert(row.number);
        }
        let mut leaving: Vec<_> = rows.iter().filter_map(|row| Some((row, row.leaves()?))).collect();
        self.gone.extend(leaving.iter().map(|(row, id)| (*id, row.number)));
        loop {
            let before = leaving.len();
            leaving.retain(|(row, id)| {
                let fact = row.fact();
                let is_first = [first.get(&fact), self.facts.get(&fact)].into_iter().flatten().all(|number| *number == row.number);
                let is_free = is_first && same.get(&fact).is_none_or(|(known, _)| self.gone.contains_key(known));
                if !is_free {
                    self.gone.remove(id);
                }
                is_free
            });
            // What stays may be in the way of another one.
            if leaving.len() == before {
                return;
            }
        }
    }

    /// What a row comes to, when these of the facts that rows state are on the register.
    fn judge(&mut self, desk: &Desk, row: &Resolved, same: &HashMap<Fact, (CompletionId, OrganisationId)>) -> Judged<Change> {
        let own = row.before.as_ref().map(|before| before.id);
        let known = same.get(&row.fact()).filter(|(known, _)| Some(*known) != own && !self.gone.contains_key(known));
        if let Some((known, provider)) = known {
            // Another provider's completion is not the caller's to see.
            let object = Some(known.0).filter(|_| *provider == row.provider);
            return row.meets(Finding::of(Code::FactKnown), object);
        }
        let first = *self.facts.entry(row.fact()).or_insert(row.number);
        if first != row.number {
            return row.meets(Finding::of(Code::RowTwice).about(first), None);
        }
        let Some(before) = row.before.clone() else {
            let (id, change) = Change::record(row.worker.id, row.provider, &row.stated, &desk.actor);
            return row.to(RowOutcome::Created).about(Some(id.0), row.worker.id).changing(change);
        };
        let (id, change) = Change::correct(before, &row.stated, values::reason(desk, row.reason.as_ref()), &desk.actor);
        row.to(RowOutcome::Corrected).about(Some(id.0), row.worker.id).found(row.found(Code::Corrects)).changing(change)
    }

    /// A row that voids what has its reference.
    fn void(
        &mut self,
        conn: &mut Conn,
        desk: &Desk,
        number: u32,
        said: &Said,
        provider: OrganisationId,
        before: Option<Completion>,
    ) -> Result<Judged<Change>> {
        let reference = Self::reference(said);
        Ok(match before {
            Some(before) => {
                self.gone.insert(before.id, number);
                let (id, worker) = (before.id.0, before.worker_id);
                let change = Change::Void(Box::new(before), values::reason(desk, said.reason.as_ref()));
                Judged::to(number, RowOutcome::Voided, reference).about(Some(id), worker).changing(change)
            }
            // The same file once more.
            None if completions::was_voided(conn, provider, &said.reference)? => Judged::to(number, RowOutcome::Unchanged, reference),
            None => {
                let finding = Finding::at(Code::ReferenceUnknown, "reference").with_value(said.reference.as_str());
                Judged::rejected(number, reference, vec![finding])
            }
        })
    }
}

/// What becomes of a row that asks for no change, or for one that is not made.
fn settled(desk: &Desk, row: &Resolved) -> Option<Judged<Change>> {
    row.before.as_ref()?;
    if row.fields.is_empty() {
        return Some(row.to(RowOutcome::Unchanged));
    }
    if row.fields.contains(&"idnp") {
        // Whose completion it is, is not corrected: it is voided, and recorded for the right person.
        return Some(row.to(RowOutcome::Rejected).found(row.found(Code::CannotCorrect)));
    }
    let may = row.action == Action::Correct || desk.on_change != OnChange::Reject;
    (!may).then(|| row.to(RowOutcome::Rejected).found(row.found(Code::Differs)))
}

/// The fields in which a row differs from what has its reference.
fn differences(conn: &mut Conn, before: &Completion, worker: Named, after: &StatedCompletion) -> Result<Vec<&'static str>> {
    // Two records of one person may have been merged since.
    let is_same = before.worker_id == worker.id || workers::records_of_person(conn, worker.id)?.contains(&before.worker_id);
    let compared = [
        (is_same, "idnp"),
        (before.programme_id == after.programme_id, "programme"),
        (before.completed_on == after.completed_on, "completedOn"),
        (before.hours == after.hours, "hours"),
        (before.result == after.result, "result"),
    ];
    Ok(compared.into_iter().filter(|(is_same, _)| !is_same).map(|(_, field)| field).collect())
}

/// When a programme is taught, for a message.
fn taught(programme: &Programme) -> String {
    let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    format!("{}…{}", day(programme.approved_from), day(programme.retired_from))
}

//! Rows of files of completions, as they were read.

use super::columns::RESULTS;
use super::programmes::ProgrammeCells;
use crate::completions::{self, Completion, StatedCompletion};
use crate::imports::kinds::cells::{self, Cells, Given, PersonRef};
use crate::imports::kinds::facts::FactRow;
use crate::imports::kinds::lookups::People;
use crate::imports::kinds::names::SaidNames;
use crate::tables::{Cell, Code, Finding, Severity, value};
use crate::values::{
    self, CompletionResult, Day, Fault, Part, ProgrammeId, ProgrammePart, Reference, TrainingTime,
};
use crate::workers::NamedWorker;

/// Row of a file of completions as it was read.
pub type ParsedRow = FactRow<CompletionDetails>;

/// Columns that name the person: by IDNP, and by id.
const PERSON: (&str, &str) = ("idnp", "workerId");

/// Details of a completion, as a row states them; none of what cannot be read.
#[derive(Clone, Hash)]
pub struct CompletionDetails {
    pub person: Option<PersonRef>,
    pub names: SaidNames,
    pub programme: Option<ProgrammeCells>,
    pub started_on: Given<Day>,
    pub completed_on: Option<Day>,
    pub part: Given<Part>,
    pub time: Option<TrainingTime>,
    pub result: Option<CompletionResult>,
}

impl CompletionDetails {
    /// Reads them; every fault is found.
    pub fn read(cells: &mut Cells<'_>) -> Self {
        Self {
            person: cells.worker(PERSON.0, PERSON.1),
            names: SaidNames::read(cells),
            programme: ProgrammeCells::read(cells),
            started_on: cells.given("startedOn", value::day),
            completed_on: cells.required("completedOn", value::day),
            part: cells.given("part", part),
            time: time(cells),
            result: cells.required("result", |cell| value::word(cell, &RESULTS)),
        }
    }

    /// The same, where what it does not say is as the completion that it voids has it.
    pub fn completed_by(mut self, before: &Completion) -> Self {
        self.person.get_or_insert(PersonRef { idnp: None, id: Some(before.worker_id) });
        if matches!(self.part, Given::Empty) {
            self.part = Given::Absent;
        }
        self
    }

    /// The column by which the row names the person.
    pub fn person_column(&self) -> &'static str {
        self.person.as_ref().map_or(PERSON.0, |person| person.column(PERSON))
    }

    /// Identifies the person, where one could be read.
    ///
    /// # Errors
    /// Nobody, or two people.
    pub fn identify(&self, people: &People) -> Result<Option<NamedWorker>, Finding> {
        self.person.as_ref().map(|person| people.identify(person, PERSON)).transpose()
    }

    /// Whether the names of the row are another person's.
    pub fn is_of_another(&self, people: &People) -> bool {
        if self.names.is_empty() {
            return false;
        }
        let known = self.identify(people).ok().flatten();
        let known = known.and_then(|worker| people.names(worker));
        let differs = self.names.compare(known.into_iter());
        differs.is_some_and(|found| found.severity() == Severity::Error)
    }

    /// The completion of a programme that the row states, if it states one. What it does not say of one that
    /// is on the register is as that has it.
    pub fn stated(
        &self,
        programme_id: Option<ProgrammeId>,
        reference: &Reference,
        before: Option<&Completion>,
        is_correction: bool,
    ) -> Option<StatedCompletion> {
        Some(StatedCompletion {
            programme_id: programme_id.or(before.map(|before| before.programme_id))?,
            started_on: self.started_on(before.and_then(|before| before.started_on), is_correction),
            completed_on: self.completed_on.or(before.map(|before| before.completed_on))?,
            part: match &self.part {
                Given::Said(part) => ProgrammePart(Some(part.clone())),
                Given::Empty => ProgrammePart(None),
                Given::Absent | Given::Unread => before.map(|before| before.part.clone()).unwrap_or_default(),
            },
            time: self.time.or(before.map(Completion::time))?,
            result: self.result.or(before.map(|before| before.result))?,
            reference: reference.clone(),
        })
    }

    /// The day of beginning by the row, where so much is known of it: an empty cell says that there is none
    /// only where corrections are asked for, and otherwise nothing.
    pub fn started_on(&self, known: Option<Day>, is_correction: bool) -> Option<Day> {
        match self.started_on {
            Given::Said(day) => Some(day),
            Given::Empty if is_correction => None,
            Given::Empty | Given::Absent | Given::Unread => known,
        }
    }
}

/// Characters of a part, at the most.
const LONGEST_PART: usize = 16;

/// Reads a part.
fn part(cell: &Cell) -> Result<Part, Fault> {
    let is_long = || cell.written().chars().count() > LONGEST_PART;
    cells::plain(cell).map_err(|code| if is_long() { values::faults::not_a_part() } else { code.into() })
}

/// Reads the time: hours, minutes in all, or both where they say the same.
fn time(cells: &mut Cells<'_>) -> Option<TrainingTime> {
    if cells.cell("hours").is_empty() && cells.cell("minutes").is_empty() {
        cells.fault(Code::Required, "hours");
    }
    let hours = cells.optional("hours", value::hours);
    let minutes = cells.optional("minutes", |cell| {
        let time = value::minutes(cell).and_then(TrainingTime::of_minutes);
        time.ok_or_else(|| values::faults::not_a_whole_number(1, TrainingTime::MOST_MINUTES))
    });
    if let (Some(hours), Some(minutes)) = (hours, minutes)
        && !hours.agrees(minutes)
    {
        cells.fault(completions::faults::time_contradicts(), "minutes");
    }
    minutes.or(hours)
}

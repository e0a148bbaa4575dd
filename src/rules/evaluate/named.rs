//! Outcomes of single requirements, by their ids: an example asks for them.

use super::super::compiled::{Check, DayRules, Duty, Node};
use super::super::explanation::Explained;
use super::super::pause::Pauses;
use super::super::record::Record;
use super::nameless;
use crate::values::{Code, Day, LegalBasis};

/// The outcome of an obligation, or of a requirement inside one.
pub struct DutyFinding {
    /// Whether it is met; none where the worker holds none of its posts on the day.
    pub asked: Option<bool>,
    /// The day by which it is to be met, where it is not yet due.
    pub due: Option<Day>,
    /// The act that it stands on.
    pub basis: Option<LegalBasis>,
}

impl Node {
    /// This requirement or the one inside it that has an id.
    fn named(&self, id: &Code) -> Option<&Self> {
        if self.id == *id {
            return Some(self);
        }
        match &self.check {
            Check::Group(group) => group.of.iter().find_map(|inner| inner.named(id)),
            Check::Leaf(_) => None,
        }
    }
}

impl DayRules {
    /// Explains a requirement of a grade, without its facts, where it does not come out so: only then is more
    /// than whether it is met looked for. None where the grade does not have it.
    pub(in super::super) fn differing(
        &self,
        record: &Record<'_>,
        (grade, id): (usize, &Code),
        expected: bool,
    ) -> Option<Explained> {
        let node = self.compiled.grades.get(grade)?.named(id)?;
        (self.holds(node, record) != expected).then(|| self.explained(node, &nameless(record)))
    }

    /// The outcome of an obligation, or of a requirement inside one; none where no obligation has it.
    pub(in super::super) fn duty(&self, record: &Record<'_>, id: &Code) -> Option<DutyFinding> {
        let (duty, node) =
            self.compiled.obligations.iter().find_map(|duty| Some((duty, duty.node.named(id)?)))?;
        let hired = self.hired(record, &duty.posts);
        let met = hired.map(|_| self.holds(node, record));
        let is_whole = node.id == duty.node.id;
        let due =
            hired.filter(|_| is_whole && met == Some(false)).and_then(|hired| self.due(duty, record, hired));
        Some(DutyFinding { asked: met, due, basis: node.basis.clone() })
    }

    /// The day by which an obligation that is not met is to be, where that is still to come.
    pub(super) fn due(&self, duty: &Duty, record: &Record<'_>, hired: Day) -> Option<Day> {
        let law = self.compiled.month_law;
        let due = duty.months_after_hire.map(|months| law.last_of(months, hired).next().min(Day::LAST))?;
        let due = Pauses::of(record, duty.node.paused_by).due(hired, due);
        (self.day < due).then_some(due)
    }
}

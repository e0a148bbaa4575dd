//! Rows about people who are on the register, compared with that.

use super::members::{StaffMember, twice};
use super::parsed::SaidPerson;
use crate::auth::permission::{ChangeWorkers, Permission};
use crate::imports::faults;
use crate::imports::kinds::{FieldChange, ImportContext, PlannedRow, cells, facts};
use crate::imports::words::{OnChange, RowOutcome};
use crate::tables::{Code, Finding};
use crate::values::{Fault, Name, NameMatch, compare_names};
use crate::version;
use crate::workers::{
    self, Amendment, Change, Correcting, EmploymentPeriod, ListedEmployment, Renaming, Staffing, Worker,
    WorkerSnapshot, staffing,
};

/// A row about somebody who is on the register, and whose employments the caller knows.
pub struct ComparedRow<'r> {
    pub context: &'r ImportContext,
    pub number: u32,
    pub parsed: SaidPerson<'r>,
    pub employment: Option<&'r ListedEmployment>,
    pub kept: &'r WorkerSnapshot,
    /// Whether the caller sees the worker today; otherwise it changes no names.
    pub is_seen: bool,
}

/// Finding of an employment that was voided, and that a file says once more without asking for changes.
pub fn voided(context: &ImportContext, kept: &WorkerSnapshot, row: &ListedEmployment) -> Option<Finding> {
    let reason = kept.voided_for(row).filter(|_| context.on_change == OnChange::Reject)?;
    Some(Finding::at(faults::voided(reason.as_str()), "validFrom"))
}

impl ComparedRow<'_> {
    fn to(&self, outcome: RowOutcome) -> PlannedRow<Change> {
        let id = self.kept.worker.id;
        PlannedRow::to(self.number, outcome, None).about(Some(id.0), id)
    }

    /// The employment that the row says, and what that means beside those that are on the register.
    fn said(&self, member: &StaffMember) -> Option<(&ListedEmployment, Staffing<'_>)> {
        let may_correct = self.context.on_change == OnChange::Correct;
        self.employment.map(|row| {
            let meaning = staffing(&self.kept.employments, &member.listed(), row, may_correct);
            (row, meaning)
        })
    }

    /// Everything that is wrong about the row.
    pub fn faults(&self, member: &StaffMember) -> Vec<Finding> {
        let said = self.said(member);
        let fields = renamed(&self.kept.worker, self.parsed);
        if self.kept.worker.takes_facts().is_err() && !self.says_what_was(said.as_ref(), &fields) {
            let column = if self.parsed.person.id.is_some() { "workerId" } else { "idnp" };
            return vec![Finding::at(workers::faults::closed(), column)];
        }
        let mut findings = said.as_ref().map_or_else(Vec::new, |(row, said)| self.refused(row, said, member));
        findings.extend(self.said_before(said.as_ref()));
        findings.extend(self.not_renamed(&fields));
        findings.extend(self.not_named(said.as_ref().map(|(_, said)| said)));
        findings
    }

    /// Whether the row says of the person what the register has, about an employment that has ended: a list
    /// may go on to name who worked there before the record was closed.
    fn says_what_was(&self, said: Option<&(&ListedEmployment, Staffing<'_>)>, fields: &[&str]) -> bool {
        let Some((row, Staffing::Held)) = said else { return false };
        let mut held = self.kept.employments.iter().filter(|one| one.is_named_by(row));
        let has_ended =
            |one: &EmploymentPeriod| one.valid_until.is_some_and(|last| last < self.context.call.today);
        held.any(has_ended) && fields.is_empty() && self.respelt().is_empty()
    }

    /// Decides what the row comes to, and tells what it leaves as it is.
    pub fn decide(&self, member: &mut StaffMember) -> PlannedRow<Change> {
        let stays = self.stays(self.said(member).as_ref());
        let planned = self.outcome(member);
        match stays.filter(|_| matches!(planned.outcome, RowOutcome::Unchanged | RowOutcome::Corrected)) {
            Some(stays) => planned.found(stays),
            None => planned,
        }
    }

    fn outcome(&self, member: &mut StaffMember) -> PlannedRow<Change> {
        let findings = self.faults(member);
        if !findings.is_empty() {
            return PlannedRow { findings, ..self.to(RowOutcome::Rejected) };
        }
        if let Some(twice) = member.contradicted(self.number, self.parsed) {
            return self.to(RowOutcome::Rejected).found(twice);
        }
        let (fields, said) = (self.respelt(), self.said(member));
        let first = member.first(self.number);
        let is_another = said
            .as_ref()
            .is_some_and(|(row, said)| *said == Staffing::Held && member.repeated(row).is_none());
        let changed = said.filter(|(_, said)| *said != Staffing::Held);
        let repeated = changed.as_ref().and_then(|(row, _)| member.repeated(row));
        if let Some((outcome, twice)) = repeated {
            return self.to(outcome).found(twice);
        }
        member.take(self.number, self.parsed);
        // One row renames the person, for all of them.
        let is_to_rename = !fields.is_empty() && member.respell(self.number);
        match (changed, first) {
            (None, Some(first)) if !is_to_rename && !fields.is_empty() && !is_another => {
                self.to(RowOutcome::Duplicate).found(Finding::of(faults::row_twice()).about(first))
            }
            (None, _) if !is_to_rename => self.to(RowOutcome::Unchanged),
            (changed, _) => self.change(changed, if is_to_rename { &fields } else { &[] }, member),
        }
    }

    /// Finding of a row that brings again an employment that was voided, where the caller did not ask for
    /// changes.
    fn said_before(&self, said: Option<&(&ListedEmployment, Staffing<'_>)>) -> Option<Finding> {
        let (row, Staffing::Begins { .. } | Staffing::Follows(_)) = said? else { return None };
        voided(self.context, self.kept, row)
    }

    /// Faults of the employment that the row says.
    fn refused(&self, listed: &ListedEmployment, said: &Staffing<'_>, member: &StaffMember) -> Vec<Finding> {
        let row = &listed.employment;
        let ended = match said {
            Staffing::Corrects(one, _) | Staffing::Follows(one) => {
                let followed = workers::faults::employment_followed();
                member.is_ended(self.number, followed, |ended| ended.id == one.id)
            }
            _ => {
                let ended = workers::faults::employment_ended();
                member.is_ended(self.number, ended, |ended| ended.is_named_by(listed))
            }
        };
        if let Some(ended) = ended {
            return vec![ended];
        }
        match said {
            Staffing::Differs(_, fields) => found(&faults::differs(), fields, "IDNP"),
            Staffing::TooEarly(one) => {
                let since = one.valid_from.to_string();
                let later = workers::faults::employment_later(one.post.as_str(), &since);
                vec![Finding::at(later, "validFrom").with_value(&row.valid_from.to_string())]
            }
            Staffing::Twice(since) => vec![twice(row, *since)],
            Staffing::Unclear => vec![Finding::at(workers::faults::employment_unclear(), "post")],
            Staffing::Held | Staffing::Corrects(..) | Staffing::Begins { .. } | Staffing::Follows(_) => {
                Vec::new()
            }
        }
    }

    /// The names that change by the row: also by a better spelling, where corrections are asked.
    fn respelt(&self) -> Vec<FieldChange> {
        let worker = &self.kept.worker;
        let may_rename = ChangeWorkers::ROLES.contains(&self.context.call.actor.role);
        if self.context.on_change == OnChange::Reject || !may_rename || !self.is_seen {
            return Vec::new();
        }
        let [family_name, given_name] = spelt(worker, self.parsed);
        let changes = [
            FieldChange::of("familyName", [&worker.family_name, &family_name], ToString::to_string),
            FieldChange::of("givenName", [&worker.given_name, &given_name], ToString::to_string),
        ];
        changes.into_iter().flatten().collect()
    }

    /// Faults of names that the row says otherwise.
    fn not_renamed(&self, fields: &[&str]) -> Vec<Finding> {
        let (worker, said) = (&self.kept.worker, self.parsed);
        if let Some(stale) = self.stale(fields) {
            return vec![stale];
        }
        let is_bare = said.family_name.is_short_for(&worker.family_name)
            && said.given_name.is_short_for(&worker.given_name);
        if is_bare {
            return vec![Finding::at(faults::name_differs(), "familyName")];
        }
        if let Some(other) = of_another(worker, said, fields) {
            return vec![Finding::at(other, "familyName").with_value(said.family_name.as_str())];
        }
        if self.context.on_change == OnChange::Reject {
            found(&faults::differs(), fields, "IDNP")
        } else if ChangeWorkers::ROLES.contains(&self.context.call.actor.role) {
            Vec::new()
        } else {
            fields.iter().map(|field| Finding::at(faults::name_kept(), field)).collect()
        }
    }

    /// Finding of a row whose names are those of an older version of the record: who corrected it since
    /// knows better. A row that changes no name loses nothing by its age.
    fn stale(&self, fields: &[&str]) -> Option<Finding> {
        // Who does not see the person any more changes no name, and learns of no change.
        let said = self.parsed.version.filter(|_| self.is_seen)?;
        let is_other = !fields.is_empty() || !self.respelt().is_empty();
        let is_stale = is_other && version::in_cell(&self.kept.worker).is_ok_and(|current| current != said);
        is_stale.then(|| Finding::at(workers::faults::list_outdated(), "recordVersion").with_value(said))
    }

    /// Doubt about an empty cell that leaves the last day as it is, where corrections are asked for.
    fn stays(&self, said: Option<&(&ListedEmployment, Staffing<'_>)>) -> Option<Finding> {
        let may_correct = self.context.on_change == OnChange::Correct;
        let (row, _) = said.filter(|_| may_correct && self.parsed.is_last_day_empty)?;
        let one = self.kept.employments.iter().find(|one| one.is_named_by(row))?;
        let stays = workers::faults::last_day_stays(&one.valid_until?.to_string());
        Some(Finding::at(stays, "validUntil"))
    }

    /// Faults of a row that names the person by the id: letters of another name than the register has, and,
    /// where the caller does not see the person any more, another name; without the IDNP also another
    /// employment.
    fn not_named(&self, said: Option<&Staffing<'_>>) -> Vec<Finding> {
        let (worker, row) = (&self.kept.worker, self.parsed);
        if row.person.id.is_none() {
            return Vec::new();
        }
        let names = [
            ("familyName", row.family_name, &worker.family_name),
            ("givenName", row.given_name, &worker.given_name),
        ];
        let foreign =
            names.into_iter().filter(|(_, said, known)| said != known).filter_map(|(field, said, _)| {
                let fault = cells::is_of_person(said).err()?;
                Some(Finding::at(fault, field).with_value(said.as_str()))
            });
        let mut findings: Vec<_> = foreign.collect();
        if !self.is_seen {
            let other = names.into_iter().filter(|(_, said, known)| !said.is_alike(known));
            findings.extend(other.map(|(field, ..)| Finding::at(faults::name_differs(), field)));
            let is_new = matches!(said, Some(Staffing::Begins { .. } | Staffing::Follows(_)));
            if is_new && row.person.idnp.is_none() {
                findings.push(Finding::at(Code::Required, "idnp"));
            }
        }
        findings
    }

    /// The row that changes something: these names, and the employment.
    fn change(
        &self,
        said: Option<(&ListedEmployment, Staffing<'_>)>,
        names: &[FieldChange],
        member: &mut StaffMember,
    ) -> PlannedRow<Change> {
        let worker = self.kept.worker.id;
        let mut amendment = Amendment { worker, names: None, corrects: None, begins: None };
        let mut planned = self.to(RowOutcome::Created);
        if !names.is_empty() {
            let [family_name, given_name] = spelt(&self.kept.worker, self.parsed);
            amendment.names = Some(Renaming::of(self.kept.worker.clone(), family_name, given_name));
            planned = planned.correcting(names);
            planned.outcome = RowOutcome::Corrected;
        }
        if let Some((row, said)) = said {
            planned = self.employ(row, &said, &mut amendment, planned);
            if let Staffing::Follows(former) = said {
                member.end(self.number, former);
            }
        }
        if planned.outcome == RowOutcome::Created {
            planned.object = amendment.begins.as_ref().map(|begun| begun.id.0);
        }
        planned.changing(Change::Amend(Box::new(amendment)))
    }

    /// Adds what becomes of employments.
    fn employ(
        &self,
        row: &ListedEmployment,
        said: &Staffing<'_>,
        amendment: &mut Amendment,
        planned: PlannedRow<Change>,
    ) -> PlannedRow<Change> {
        let (by, reason) = (self.context.call.actor.client, facts::reason(self.context, None));
        let valid_from = row.employment.valid_from;
        if let Staffing::Corrects(one, _) = said {
            let after = one.corrected_by(row);
            let mut planned = planned.correcting(&changes(one, &after));
            amendment.corrects = Some(Correcting { after, reason, by });
            let is_moved = one.post == row.employment.post && one.valid_from < valid_from;
            if is_moved && row.id.is_none() {
                let since = one.valid_from.to_string();
                let moved = workers::faults::employment_moved(one.post.as_str(), &since);
                planned = planned.found(Finding::at(moved, "validFrom"));
            }
            return PlannedRow { outcome: RowOutcome::Corrected, ..planned };
        }
        amendment.begins = Some(workers::beginning(amendment.worker, &row.employment, by));
        match said {
            Staffing::Begins { beside: Some(one) } => {
                let since = one.valid_from.to_string();
                let beside = workers::faults::employment_beside(one.post.as_str(), &since);
                planned.found(Finding::at(beside, "post"))
            }
            Staffing::Follows(former) => {
                let (last, since) = (valid_from.previous(), former.valid_from.to_string());
                let ends = workers::faults::employment_ends(former.post.as_str(), &since, &last.to_string());
                let after = EmploymentPeriod { valid_until: Some(last), ..EmploymentPeriod::clone(former) };
                amendment.corrects = Some(Correcting { after, reason, by });
                planned.found(Finding::at(ends, "validFrom"))
            }
            _ => planned,
        }
    }
}

/// A fault in each of these columns, and what to use instead.
fn found(fault: &Fault, fields: &[&str], instead: &str) -> Vec<Finding> {
    fields.iter().map(|field| Finding::at(fault.clone(), field).about(instead)).collect()
}

/// The columns of the names that are others in a row, and not only written otherwise. A field that a row of
/// workers gains is asked for here by the compiler.
fn renamed(worker: &Worker, parsed: SaidPerson<'_>) -> Vec<&'static str> {
    // The person was found; the employment is compared with the employments.
    let SaidPerson { person: _, family_name, given_name, version: _, is_last_day_empty: _ } = parsed;
    let [is_family, is_given] =
        [worker.family_name.is_alike(family_name), worker.given_name.is_alike(given_name)];
    // Short beside a whole name; of initials alone anybody's name may be made.
    let compared = [
        (is_family || (is_given && family_name.is_short_for(&worker.family_name)), "familyName"),
        (is_given || (is_family && given_name.is_short_for(&worker.given_name)), "givenName"),
    ];
    compared.into_iter().filter(|(is_same, _)| !is_same).map(|(_, field)| field).collect()
}

/// The changes of an employment.
fn changes(before: &EmploymentPeriod, after: &EmploymentPeriod) -> Vec<FieldChange> {
    // Both are of one id: by it, or by what it says, it was found.
    let EmploymentPeriod { id: _, organisation_id, post, valid_from, valid_until } = after;
    let organisations = [before.organisation_id.to_string(), organisation_id.to_string()];
    let changes = [
        (before.organisation_id != *organisation_id)
            .then(|| FieldChange::telling_ids("organisation", organisations)),
        FieldChange::of("post", [&before.post, post], ToString::to_string),
        FieldChange::of("validFrom", [&before.valid_from, valid_from], ToString::to_string),
        FieldChange::of_optional("validUntil", [before.valid_until.as_ref(), valid_until.as_ref()]),
    ];
    changes.into_iter().flatten().collect()
}

/// The fault of a row both of whose names are others than the person's: no file makes one person of another.
/// By marriage the given name stays.
fn of_another(worker: &Worker, said: SaidPerson<'_>, differing: &[&str]) -> Option<Fault> {
    let shares =
        |known: [&Name; 2]| [known[0].shares_word(said.family_name), known[1].shares_word(said.given_name)];
    if differing.len() < 2 || shares([&worker.family_name, &worker.given_name]).contains(&true) {
        return None;
    }
    let (said, known) = ([said.family_name, said.given_name], [&worker.family_name, &worker.given_name]);
    if compare_names(&said, &known) == NameMatch::OtherLetters {
        return Some(faults::names_in_other_letters());
    }
    let is_swapped = shares([&worker.given_name, &worker.family_name]) == [true; 2];
    Some(if is_swapped { faults::names_swapped() } else { faults::names_of_another() })
}

/// The names that a worker would have by a row: capitals, lost diacritics or an initial take no better
/// spelling's place.
fn spelt(worker: &Worker, parsed: SaidPerson<'_>) -> [Name; 2] {
    let pairs = [(&worker.family_name, parsed.family_name), (&worker.given_name, parsed.given_name)];
    pairs.map(|(known, given)| {
        let is_other = !given.is_alike(known) && !given.is_short_for(known);
        let is_taken = is_other || (given.is_alike(known) && given.is_as_well_spelt(known));
        if is_taken { given.clone() } else { known.clone() }
    })
}

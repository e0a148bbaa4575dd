//! Memory of what the rows of one file say of a person: who has a second job has a second row.

use std::borrow::Cow;
use std::collections::HashSet;

use super::parsed::SaidPerson;
use crate::imports::faults;
use crate::imports::words::RowOutcome;
use crate::tables::Finding;
use crate::values::{Day, Fault, Name};
use crate::workers::{self, EmploymentPeriod, ListedEmployment, NewEmployment, listed_twice};

/// Rows of one person that are looked at together, at the most.
const MOST_NAMED: usize = 500;

/// Person of whom a file has rows.
#[derive(Default, Clone)]
pub struct StaffMember {
    /// The row that first was taken, and the names that it says: two records of one person may have been
    /// merged, and a file may name both.
    names: Option<(u32, Name, Name)>,
    /// Employments that rows name, of so many as a person may have.
    named: Vec<ListedEmployment>,
    /// Employments on the register that refused rows name: whatever is wrong about the row, they go on.
    standing: Vec<ListedEmployment>,
    /// Employments that end the day before what rows bring.
    ended: Vec<(u32, EmploymentPeriod)>,
    /// The row by which the person is spelt otherwise.
    respelt: Option<u32>,
}

impl StaffMember {
    /// Forgets what rows said that are planned again.
    pub fn forget(&mut self, again: &HashSet<u32>) {
        self.names.take_if(|(number, ..)| again.contains(number));
        self.respelt.take_if(|number| again.contains(number));
        self.named.retain(|row| !again.contains(&row.number));
        self.ended.retain(|(number, _)| !again.contains(number));
    }

    /// A row names an employment.
    pub fn name(&mut self, row: &ListedEmployment) {
        if self.named.len() < MOST_NAMED {
            self.named.push(row.clone());
        }
    }

    /// A refused row names an employment that is on the register.
    pub fn stand(&mut self, row: ListedEmployment) {
        if self.standing.len() < MOST_NAMED {
            self.standing.push(row);
        }
    }

    /// The employments that rows name.
    pub fn listed(&self) -> Cow<'_, [ListedEmployment]> {
        if self.standing.is_empty() {
            return Cow::Borrowed(&self.named);
        }
        Cow::Owned(self.named.iter().chain(&self.standing).cloned().collect())
    }

    /// A row is taken.
    pub fn take(&mut self, number: u32, row: SaidPerson<'_>) {
        self.names.get_or_insert_with(|| (number, row.family_name.clone(), row.given_name.clone()));
    }

    /// Whether a row is the first by which the person is spelt otherwise.
    pub fn respell(&mut self, number: u32) -> bool {
        *self.respelt.get_or_insert(number) == number
    }

    /// A row ends an employment.
    pub fn end(&mut self, number: u32, employment: &EmploymentPeriod) {
        self.ended.push((number, employment.clone()));
    }

    /// The other row that was taken first.
    pub fn first(&self, number: u32) -> Option<u32> {
        self.names.as_ref().map(|(first, ..)| *first).filter(|first| *first != number)
    }

    /// A finding where the row that was taken first says other names: whichever is right, it is not for the
    /// order of rows to say.
    pub fn contradicted(&self, number: u32, row: SaidPerson<'_>) -> Option<Finding> {
        let (first, family_name, given_name) = self.names.as_ref()?;
        let pairs = [(family_name, row.family_name), (given_name, row.given_name)];
        let is_short = |(one, other): &(&Name, &Name)| one.is_short_for(other) || other.is_short_for(one);
        let is_alike = pairs.map(|(one, other)| one.is_alike(other));
        let fits = |at: usize| is_alike[at] || (is_alike[1 - at] && is_short(&pairs[at]));
        (*first != number && !(fits(0) && fits(1))).then(|| Finding::of(faults::names_twice()).about(first))
    }

    /// Outcome of a row whose employment an earlier row names: by another name of the organisation, or of the
    /// person.
    pub fn repeated(&self, row: &ListedEmployment) -> Option<(RowOutcome, Finding)> {
        let key = |row: &ListedEmployment| {
            let NewEmployment { organisation_id, post, valid_from, .. } = &row.employment;
            (*organisation_id, post.clone(), *valid_from)
        };
        // Two that the register has are two, however alike.
        let are_known = |one: &ListedEmployment| one.id.is_some() && row.id.is_some();
        let names =
            |one: &&ListedEmployment| one.number < row.number && !are_known(one) && key(one) == key(row);
        let one = self.named.iter().find(names)?;
        let (first, last) =
            (one.number, |row: &ListedEmployment| (row.employment.valid_until, row.is_open_ended));
        Some(if last(one) == last(row) {
            (RowOutcome::Duplicate, Finding::of(faults::row_twice()).about(first))
        } else {
            (RowOutcome::Rejected, Finding::of(faults::last_day_twice()).about(first))
        })
    }

    /// Outcome of a row whose post an earlier row says on common days, of somebody whose employments the
    /// register does not have or does not tell.
    pub fn held_twice(&self, row: &ListedEmployment) -> Option<(RowOutcome, Finding)> {
        let since = listed_twice(&self.named, row)?;
        Some((RowOutcome::Rejected, twice(&row.employment, since)))
    }

    /// A finding where another row ends an employment, which this one would follow or change, or names.
    pub fn is_ended(
        &self,
        number: u32,
        fault: Fault,
        is_it: impl Fn(&EmploymentPeriod) -> bool,
    ) -> Option<Finding> {
        let (by, _) = self.ended.iter().find(|(other, ended)| *other != number && is_it(ended))?;
        Some(Finding::at(fault, "post").about(by))
    }
}

/// The finding of a post that is held twice at once.
pub fn twice(row: &NewEmployment, since: Day) -> Finding {
    let twice = workers::faults::employment_twice(row.post.as_str(), &since.to_string());
    Finding::at(twice, "validFrom").with_value(&row.valid_from.to_string())
}

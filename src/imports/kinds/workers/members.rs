//! Memory of what the rows of one file say of a person: who has a second job has a second row.

use std::collections::HashSet;

use super::parsed::ParsedRow;
use crate::imports::faults;
use crate::imports::words::RowOutcome;
use crate::tables::Finding;
use crate::values::Name;
use crate::workers::{self, EmploymentPeriod, NewEmployment};

/// Person of whom a file has rows.
#[derive(Default)]
pub struct StaffMember {
    /// The row that first was taken, and the names that it says: two records of one person may have been
    /// merged, and a file may name both.
    names: Option<(u32, Name, Name)>,
    /// Employments that rows name.
    named: Vec<(u32, NewEmployment)>,
    /// Employments that end the day before what rows bring.
    ended: Vec<(u32, EmploymentPeriod)>,
}

impl StaffMember {
    /// Forgets what rows said that are planned again.
    pub fn forget(&mut self, again: &HashSet<u32>) {
        self.names.take_if(|(number, ..)| again.contains(number));
        self.named.retain(|(number, _)| !again.contains(number));
        self.ended.retain(|(number, _)| !again.contains(number));
    }

    /// A row names an employment.
    pub fn name(&mut self, number: u32, employment: &NewEmployment) {
        self.named.push((number, employment.clone()));
    }

    /// A row is taken.
    pub fn take(&mut self, number: u32, row: &ParsedRow) {
        self.names.get_or_insert_with(|| (number, row.family_name.clone(), row.given_name.clone()));
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
    pub fn contradicted(&self, number: u32, row: &ParsedRow) -> Option<Finding> {
        let (first, family_name, given_name) = self.names.as_ref()?;
        let is_same = family_name.is_alike(&row.family_name) && given_name.is_alike(&row.given_name);
        (*first != number && !is_same).then(|| Finding::of(faults::names_twice()).about(first))
    }

    /// Outcome of a row whose employment an earlier row names: by another name of the organisation, or of the
    /// person.
    pub fn repeated(&self, number: u32, row: &NewEmployment) -> Option<(RowOutcome, Finding)> {
        let names = |(earlier, one): &&(u32, NewEmployment)| {
            *earlier < number
                && (one.organisation_id, &one.post, one.valid_from)
                    == (row.organisation_id, &row.post, row.valid_from)
        };
        let (first, one) = self.named.iter().find(names)?;
        Some(if one.valid_until == row.valid_until {
            (RowOutcome::Duplicate, Finding::of(faults::row_twice()).about(first))
        } else {
            (RowOutcome::Rejected, Finding::of(faults::last_day_twice()).about(first))
        })
    }

    /// Whether another row names an employment, which therefore goes on.
    pub fn goes_on(&self, number: u32, employment: &EmploymentPeriod) -> bool {
        self.named.iter().any(|(other, row)| *other != number && employment.is_named_by(row))
    }

    /// A finding where another row ends an employment, which this one names or would change.
    pub fn is_ended(&self, number: u32, is_it: impl Fn(&EmploymentPeriod) -> bool) -> Option<Finding> {
        let (by, _) = self.ended.iter().find(|(other, ended)| *other != number && is_it(ended))?;
        Some(Finding::at(workers::faults::employment_ended(), "post").about(by))
    }
}

//! KNOWS: what a row of a staff list says beside the employments that are on the register. A list says where
//! people work at present, so that what it says may follow what is there, or stand beside it.

use diesel::prelude::*;

use super::model::NewEmployment;
use crate::values::{Code, Day, EmploymentId, OrganisationId};

/// As much of an employment as a file says.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct EmploymentPeriod {
    /// Its id.
    pub id: EmploymentId,
    /// The employer.
    pub organisation_id: OrganisationId,
    /// The post, by its code.
    pub post: Code,
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    pub valid_until: Option<Day>,
}

/// Meaning of a row beside the employments that are believed of its person. Those at other organisations
/// have no part in it: nobody's job elsewhere ends because of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Staffing<'h> {
    /// It is on the register.
    Held,
    /// It is on the register with other days or another post, in these columns, and no correction is asked.
    Differs(&'h EmploymentPeriod, Vec<&'static str>),
    /// The same, and the row corrects it.
    Corrects(&'h EmploymentPeriod, Vec<&'static str>),
    /// Another employment; it may stand beside one that goes on at the same organisation.
    Begins {
        /// The one that goes on.
        beside: Option<&'h EmploymentPeriod>,
    },
    /// Another employment, with which the former one at the same organisation ends the day before.
    Follows(&'h EmploymentPeriod),
    /// It would follow an employment that began later.
    TooEarly(&'h EmploymentPeriod),
    /// Several go on at the organisation, and nothing says which of them it follows.
    Unclear,
}

impl EmploymentPeriod {
    /// Whether a row names this employment: where, as what and since when.
    #[must_use]
    pub fn is_named_by(&self, row: &NewEmployment) -> bool {
        let NewEmployment { organisation_id, post, valid_from, valid_until: _, base_pay: _ } = row;
        (self.organisation_id, &self.post, self.valid_from) == (*organisation_id, post, *valid_from)
    }

    /// Whether a row is about days of this employment as well.
    fn overlaps(&self, row: &NewEmployment) -> bool {
        self.valid_until.is_none_or(|until| until >= row.valid_from)
            && row.valid_until.is_none_or(|until| until >= self.valid_from)
    }

    /// Whether a row ends before this employment does.
    fn outlasts(&self, row: &NewEmployment) -> bool {
        row.valid_until.is_some_and(|last| self.valid_until.is_none_or(|until| until > last))
    }

    /// The columns of its days in which a row says something else. No last day in a row says nothing of it.
    fn days_differing(&self, row: &NewEmployment) -> Vec<&'static str> {
        let is_same_end = row.valid_until.is_none() || row.valid_until == self.valid_until;
        let compared = [(self.valid_from == row.valid_from, "validFrom"), (is_same_end, "validUntil")];
        compared.into_iter().filter(|(is_same, _)| !is_same).map(|(_, field)| field).collect()
    }
}

/// Finds what a row says beside what is held. `is_listed` tells which of that other rows of the list name as
/// well: these go on. `may_correct` is whether the caller asked that what is on the register be changed.
#[must_use]
pub fn staffing<'h>(
    held: &'h [EmploymentPeriod],
    is_listed: impl Fn(&EmploymentPeriod) -> bool,
    row: &NewEmployment,
    may_correct: bool,
) -> Staffing<'h> {
    let change = |one: &'h EmploymentPeriod, fields: Vec<&'static str>| match (fields.is_empty(), may_correct)
    {
        (true, _) => Staffing::Held,
        (false, true) => Staffing::Corrects(one, fields),
        (false, false) => Staffing::Differs(one, fields),
    };
    if let Some(same) = held.iter().find(|one| one.is_named_by(row)) {
        return change(same, same.days_differing(row));
    }
    let here = |one: &&EmploymentPeriod| one.organisation_id == row.organisation_id && one.overlaps(row);
    let going_on: Vec<_> = held.iter().filter(here).filter(|one| !is_listed(one)).collect();
    // Nobody holds one post twice at once.
    if let Some(same) = going_on.iter().find(|one| one.post == row.post) {
        let is_renewed = may_correct && same.valid_from < row.valid_from && !same.outlasts(row);
        return if is_renewed { Staffing::Follows(same) } else { change(same, same.days_differing(row)) };
    }
    match *going_on.as_slice() {
        [] => Staffing::Begins { beside: None },
        [one, ..] if !may_correct => Staffing::Begins { beside: Some(one) },
        [_, _, ..] => Staffing::Unclear,
        [one] if one.valid_from > row.valid_from => Staffing::TooEarly(one),
        // A post for a while, beside the one to which its holder returns.
        [one] if one.outlasts(row) => Staffing::Begins { beside: Some(one) },
        [one] if one.valid_from < row.valid_from => Staffing::Follows(one),
        [one] => {
            let mut fields = vec!["post"];
            fields.extend(one.days_differing(row));
            Staffing::Corrects(one, fields)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(organisation: OrganisationId, said: &str) -> NewEmployment {
        let mut words = said.split(' ');
        let post = words.next().expect("a post").parse::<Code>().expect("a code");
        let mut day = || words.next().map(|day| Day::parse(day).expect("a day"));
        NewEmployment {
            organisation_id: organisation,
            post,
            valid_from: day().expect("a first day"),
            valid_until: day(),
            base_pay: None,
        }
    }

    fn held(organisation: OrganisationId, said: &str) -> EmploymentPeriod {
        let NewEmployment { organisation_id, post, valid_from, valid_until, .. } = period(organisation, said);
        EmploymentPeriod { id: EmploymentId::new(), organisation_id, post, valid_from, valid_until }
    }

    /// Meaning of a row in a word, and about which employment: unless corrections are asked, and asked.
    fn both(is: &[&str], listed: &[&str], row: &str) -> [String; 2] {
        let here = OrganisationId::new();
        let is: Vec<_> = is.iter().map(|said| held(here, said)).collect();
        let listed: Vec<_> = listed.iter().map(|said| period(here, said)).collect();
        let told = |one: &EmploymentPeriod| format!("{} {}", one.post, one.valid_from);
        [false, true].map(|may_correct| {
            let is_listed = |one: &EmploymentPeriod| listed.iter().any(|row| one.is_named_by(row));
            match staffing(&is, is_listed, &period(here, row), may_correct) {
                Staffing::Held => "held".to_owned(),
                Staffing::Differs(one, fields) => format!("differs {} {}", told(one), fields.join(" ")),
                Staffing::Corrects(one, fields) => format!("corrects {} {}", told(one), fields.join(" ")),
                Staffing::Begins { beside: None } => "begins".to_owned(),
                Staffing::Begins { beside: Some(one) } => format!("beside {}", told(one)),
                Staffing::Follows(one) => format!("follows {}", told(one)),
                Staffing::TooEarly(one) => format!("too early for {}", told(one)),
                Staffing::Unclear => "unclear".to_owned(),
            }
        })
    }

    #[test]
    fn a_row_is_held_new_a_promotion_a_correction_or_unclear() {
        let (a, b) = ("a-post 2025-03-01", "b-post 2025-06-01");
        let until = "a-post 2025-03-01 2026-06-30";
        for (is, listed, row, [unless_asked, asked]) in [
            // Nobody yet, and the same again, also once it has ended.
            (&[][..], &[][..], a, ["begins", "begins"]),
            (&[a], &[], a, ["held", "held"]),
            (&[until], &[], a, ["held", "held"]),
            (&[until], &[], until, ["held", "held"]),
            (&[a, b], &[], b, ["held", "held"]),
            // The last day, said or said otherwise.
            (
                &[a],
                &[],
                until,
                ["differs a-post 2025-03-01 validUntil", "corrects a-post 2025-03-01 validUntil"],
            ),
            (
                &[until],
                &[],
                "a-post 2025-03-01 2026-07-01",
                ["differs a-post 2025-03-01 validUntil", "corrects a-post 2025-03-01 validUntil"],
            ),
            // Another post from a later day follows; the boundary is the day after the first, and the last.
            (&[a], &[], "b-post 2026-07-01", ["beside a-post 2025-03-01", "follows a-post 2025-03-01"]),
            (&[a], &[], "b-post 2025-03-02", ["beside a-post 2025-03-01", "follows a-post 2025-03-01"]),
            (&[until], &[], "b-post 2026-06-30", ["beside a-post 2025-03-01", "follows a-post 2025-03-01"]),
            (&[until], &[], "b-post 2026-07-01", ["begins", "begins"]),
            // From its own first day it was another post; from an earlier day it follows nothing.
            (&[a], &[], "b-post 2025-03-01", ["beside a-post 2025-03-01", "corrects a-post 2025-03-01 post"]),
            (&[a], &[], "b-post 2025-02-28", ["beside a-post 2025-03-01", "too early for a-post 2025-03-01"]),
            (&[a], &[], "b-post 2024-01-01 2025-02-28", ["begins", "begins"]),
            (
                &[a],
                &[],
                "b-post 2024-01-01 2025-03-01",
                ["beside a-post 2025-03-01", "too early for a-post 2025-03-01"],
            ),
            // For a while, beside the post that goes on.
            (
                &[a],
                &[],
                "b-post 2026-01-01 2026-03-31",
                ["beside a-post 2025-03-01", "beside a-post 2025-03-01"],
            ),
            (
                &[until],
                &[],
                "b-post 2026-01-01 2026-06-29",
                ["beside a-post 2025-03-01", "beside a-post 2025-03-01"],
            ),
            (
                &[until],
                &[],
                "b-post 2026-01-01 2026-06-30",
                ["beside a-post 2025-03-01", "follows a-post 2025-03-01"],
            ),
            // The list names both: two jobs.
            (&[a], &[a], "b-post 2026-07-01", ["begins", "begins"]),
            (&[a, b], &[a], "c-post 2026-07-01", ["beside b-post 2025-06-01", "follows b-post 2025-06-01"]),
            (&[a, b], &[], "c-post 2026-07-01", ["beside a-post 2025-03-01", "unclear"]),
            // The same post from another day: it began earlier, or was renewed later; after its end it is
            // taken up again.
            (
                &[a],
                &[],
                "a-post 2025-02-28",
                ["differs a-post 2025-03-01 validFrom", "corrects a-post 2025-03-01 validFrom"],
            ),
            (
                &[a],
                &[],
                "a-post 2025-03-02",
                ["differs a-post 2025-03-01 validFrom", "follows a-post 2025-03-01"],
            ),
            (
                &[a],
                &[],
                "a-post 2025-03-02 2025-12-31",
                [
                    "differs a-post 2025-03-01 validFrom validUntil",
                    "corrects a-post 2025-03-01 validFrom validUntil",
                ],
            ),
            (&[until], &[], "a-post 2026-07-01", ["begins", "begins"]),
            (&[until], &[], "a-post 2024-01-01 2024-12-31", ["begins", "begins"]),
        ] {
            assert_eq!(both(is, listed, row), [unless_asked, asked], "{is:?} {listed:?} {row}");
        }
    }

    #[test]
    fn a_job_at_another_organisation_has_no_part_in_it() {
        let (here, elsewhere) = (OrganisationId::new(), OrganisationId::new());
        let is = [held(elsewhere, "a-post 2025-03-01")];
        for row in ["a-post 2025-03-01", "a-post 2026-01-01", "b-post 2026-01-01", "b-post 2024-01-01"] {
            for may_correct in [false, true] {
                let found = staffing(&is, |_| false, &period(here, row), may_correct);
                assert_eq!(found, Staffing::Begins { beside: None }, "{row}");
            }
        }
    }
}

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

/// Employment as a row of a list says it.
#[derive(Debug, Clone)]
pub struct ListedEmployment {
    /// Number of the row.
    pub number: u32,
    /// The employment on the register of which it says all, where it names one.
    pub id: Option<EmploymentId>,
    /// The employment; no last day says nothing of it, unless it is said to have none.
    pub employment: NewEmployment,
    /// Whether it is said to have no last day.
    pub is_open_ended: bool,
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
    /// Another row has the same post at the same organisation on common days; since this day.
    Twice(Day),
    /// Several go on at the organisation, and nothing says which of them it follows.
    Unclear,
}

/// Days from the first of one employment to that of another of the same post below which the first day is
/// likelier to be a mistake than the employment a new one: fewer than any month has.
const FEWEST_OF_A_CONTRACT: i32 = 28;
/// Days between the end of one employment and the beginning of the one that follows it, at the most.
const MOST_BETWEEN: i32 = 31;
/// Rows that are followed from one to the next, at the most.
const MOST_IN_TURN: usize = 12;

impl EmploymentPeriod {
    /// Whether a row names this employment: by its id, or where, as what and since when.
    #[must_use]
    pub fn is_named_by(&self, row: &ListedEmployment) -> bool {
        let NewEmployment { organisation_id, post, valid_from, valid_until: _, base_pay: _ } =
            &row.employment;
        row.id.map_or_else(
            || (self.organisation_id, &self.post, self.valid_from) == (*organisation_id, post, *valid_from),
            |id| self.id == id,
        )
    }

    /// The employment as a row says that it is.
    #[must_use]
    pub fn corrected_by(&self, row: &ListedEmployment) -> Self {
        let NewEmployment { organisation_id, post, valid_from, .. } = row.employment.clone();
        let valid_until = row.last_day(self.valid_until);
        Self { id: self.id, organisation_id, post, valid_from, valid_until }
    }

    /// Whether both are of one post on common days.
    fn is_beside(&self, other: &Self) -> bool {
        let place = |one: &Self| (one.organisation_id, one.post.clone());
        let ends_before = |one: &Self, from| one.valid_until.is_some_and(|until| until < from);
        place(self) == place(other)
            && !ends_before(self, other.valid_from)
            && !ends_before(other, self.valid_from)
    }

    /// Whether both say the same of where, as what and when.
    fn says_same_as(&self, other: &Self) -> bool {
        *self == Self { id: self.id, ..other.clone() }
    }

    /// Whether a row ends before this employment does.
    fn outlasts(&self, last: Option<Day>) -> bool {
        last.is_some_and(|last| self.valid_until.is_none_or(|until| until > last))
    }

    /// The columns in which a row says something else. No last day in a row may say nothing of it.
    #[must_use]
    pub fn differing(&self, row: &ListedEmployment) -> Vec<&'static str> {
        let NewEmployment { organisation_id, post, valid_from, .. } = &row.employment;
        let compared = [
            (self.organisation_id == *organisation_id, "organisation"),
            (self.post == *post, "post"),
            (self.valid_from == *valid_from, "validFrom"),
            (row.last_day(self.valid_until) == self.valid_until, "validUntil"),
        ];
        compared.into_iter().filter(|(is_same, _)| !is_same).map(|(_, field)| field).collect()
    }
}

impl ListedEmployment {
    /// The row that names an employment and says nothing else of it.
    #[must_use]
    pub fn going_on(number: u32, one: &EmploymentPeriod) -> Self {
        let EmploymentPeriod { id, organisation_id, post, valid_from, valid_until } = one.clone();
        let employment = NewEmployment { organisation_id, post, valid_from, valid_until, base_pay: None };
        Self { number, id: Some(id), employment, is_open_ended: false }
    }

    /// The last day by what the row says, where so much is known of it.
    #[must_use]
    pub fn last_day(&self, known: Option<Day>) -> Option<Day> {
        if self.is_open_ended { None } else { self.employment.valid_until.or(known) }
    }

    /// Whether it shares a day with another one that lasts from one day until another.
    fn meets(&self, (from, until): (Day, Option<Day>)) -> bool {
        until.is_none_or(|until| until >= self.employment.valid_from)
            && self.employment.valid_until.is_none_or(|last| last >= from)
    }
}

/// A row beside the employments of its person, and among the rows of the list.
struct PlacedRow<'h, 'l> {
    held: &'h [EmploymentPeriod],
    listed: &'l [ListedEmployment],
    row: &'l ListedEmployment,
    may_correct: bool,
}

impl<'h, 'l> PlacedRow<'h, 'l> {
    fn others(&self) -> impl Iterator<Item = &'l ListedEmployment> {
        let own = self.row.number;
        self.listed.iter().filter(move |other| other.number != own)
    }

    /// The other row that names an employment, which therefore goes on or ends as that says.
    fn named(&self, one: &EmploymentPeriod) -> Option<&'l ListedEmployment> {
        self.others().find(|other| one.is_named_by(other))
    }

    /// The last day of an employment once the list is taken.
    fn last_day(&self, one: &EmploymentPeriod) -> Option<Day> {
        match self.named(one) {
            Some(other) if self.may_correct => other.last_day(one.valid_until),
            _ => one.valid_until,
        }
    }

    /// The employment on the register that a row names. One of which another row says by its id that it was
    /// otherwise is none that goes by what the register has.
    fn known(&self, row: &ListedEmployment) -> Option<&'h EmploymentPeriod> {
        let is_edited = |one: &EmploymentPeriod| {
            let by_id = |other: &&ListedEmployment| other.id == Some(one.id);
            self.listed.iter().find(by_id).is_some_and(|other| !one.differing(other).is_empty())
        };
        self.held.iter().find(|one| one.is_named_by(row) && (row.id.is_some() || !is_edited(one)))
    }

    /// Other rows about the same organisation, each with its last day.
    fn others_here(&self) -> impl Iterator<Item = (&'l ListedEmployment, Option<Day>)> {
        let here = self.row.employment.organisation_id;
        let others = self.others().filter(move |other| other.employment.organisation_id == here);
        others.map(|other| {
            let is_said = other.is_open_ended || other.employment.valid_until.is_some();
            let known = if is_said { None } else { self.known(other).and_then(|one| one.valid_until) };
            (other, other.last_day(known))
        })
    }

    /// The employments that go on at the organisation on days of the row, and that no other row names; the
    /// earliest first.
    fn going_on(&self) -> Vec<&'h EmploymentPeriod> {
        let is_here = |one: &&EmploymentPeriod| {
            one.organisation_id == self.row.employment.organisation_id
                && self.row.meets((one.valid_from, one.valid_until))
        };
        let going_on = self.held.iter().filter(is_here).filter(|one| self.named(one).is_none());
        let mut going_on: Vec<_> = going_on.collect();
        going_on.sort_by_key(|one| one.valid_from);
        going_on
    }

    /// The first day of the same post in another row on days of this one: nobody holds one post twice at
    /// once. Of two rows that bring it, the second is the one that is refused.
    fn twice(&self) -> Option<Day> {
        let of_post =
            self.others_here().filter(|(other, _)| other.employment.post == self.row.employment.post);
        let mut others = of_post.filter_map(|(other, last)| {
            let known = self.known(other);
            let last = known.map_or(last, |one| self.last_day(one));
            let is_before = known.is_some() || other.number < self.row.number;
            let first = other.employment.valid_from;
            (is_before && self.row.meets((first, last))).then_some(first)
        });
        others.next()
    }

    /// The row of the list that ends shortly before this one begins.
    fn predecessor(&self) -> Option<&'l ListedEmployment> {
        let from = self.row.employment.valid_from;
        let mut others = self.others_here();
        others.find(|(_, last)| last.is_some_and(|last| follows(last, from))).map(|(other, _)| other)
    }

    /// The last day of those that follow the row one after the other, and of itself.
    fn end_of_turn(&self) -> Option<Day> {
        let mut last = self.row.employment.valid_until?;
        for _ in 0..MOST_IN_TURN {
            let mut others = self.others_here();
            match others.find(|(other, _)| follows(last, other.employment.valid_from)) {
                None => break,
                Some((_, next)) => last = next?,
            }
        }
        Some(last)
    }

    /// An employment once the list is taken, where corrections are asked.
    fn once_taken(&self, one: &EmploymentPeriod) -> EmploymentPeriod {
        let row = self.named(one).or_else(|| self.moved(one));
        row.map_or_else(|| one.clone(), |other| one.corrected_by(other))
    }

    /// The other row that only moves the first day of an employment.
    fn moved(&self, one: &EmploymentPeriod) -> Option<&'l ListedEmployment> {
        self.others().find(|other| {
            let NewEmployment { organisation_id, post, valid_from, .. } = &other.employment;
            let days = valid_from.since_epoch() - one.valid_from.since_epoch();
            (one.organisation_id, &one.post) == (*organisation_id, post)
                && days.abs() < FEWEST_OF_A_CONTRACT
                && self.known(other).is_none()
        })
    }

    /// The first day of another employment that would be the same as the one that the row names once that is
    /// corrected, or of the same post on common days that the two did not have before.
    fn made_twice(&self, named: &EmploymentPeriod) -> Option<Day> {
        let corrected = named.corrected_by(self.row);
        let others = self.held.iter().filter(|one| one.id != named.id);
        let mut twice = others.filter_map(|one| {
            let other = self.once_taken(one);
            let is_new = corrected.is_beside(&other) && !named.is_beside(one);
            // Rows are written one after the other: in between, the register would say the same twice.
            let is_twice = is_new || corrected.says_same_as(&other) || corrected.says_same_as(one);
            is_twice.then_some(other.valid_from)
        });
        twice.next()
    }

    /// Finds what the row means: whatever it corrects, nobody holds one post twice at once by it.
    fn meaning(&self) -> Staffing<'h> {
        let meaning = self.meaning_of_its_own();
        let twice = match &meaning {
            Staffing::Corrects(one, _) => self.made_twice(one),
            _ => None,
        };
        twice.map_or(meaning, Staffing::Twice)
    }

    /// Finds what the row means, whether or not the correction that it would be can be made.
    fn meaning_of_its_own(&self) -> Staffing<'h> {
        let row = &self.row.employment;
        let change = |one: &'h EmploymentPeriod| match (one.differing(self.row), self.may_correct) {
            (fields, _) if fields.is_empty() => Staffing::Held,
            (fields, true) => Staffing::Corrects(one, fields),
            (fields, false) => Staffing::Differs(one, fields),
        };
        if let Some(same) = self.known(self.row) {
            return change(same);
        }
        if let Some(since) = self.twice() {
            return Staffing::Twice(since);
        }
        let mut going_on = self.going_on();
        let predecessor = self.predecessor().filter(|_| self.may_correct);
        // A post that a new row before this one follows, or stands beside, is taken.
        if let Some(before) = predecessor.filter(|before| self.known(before).is_none()) {
            let NewEmployment { valid_from, .. } = &before.employment;
            let last = self.end_of_turn();
            let is_taken = |one: &EmploymentPeriod| {
                one.valid_from < *valid_from && before.meets((one.valid_from, one.valid_until))
            };
            // Beside the whole turn it goes on, and nobody returns to it in between.
            if let Some(one) =
                going_on.iter().find(|one| one.post == row.post && one.outlasts(last) && is_taken(one))
            {
                return Staffing::Twice(one.valid_from);
            }
            going_on.retain(|one| !is_taken(one));
        }
        let mut of_post = going_on.iter().filter(|one| one.post == row.post);
        if let Some(same) = of_post.next() {
            let days = row.valid_from.since_epoch() - same.valid_from.since_epoch();
            let is_mistake = days.abs() < FEWEST_OF_A_CONTRACT || !self.may_correct;
            return if is_mistake {
                change(same)
            } else if same.outlasts(row.valid_until) {
                // Another contract for a while: nothing says what became of the one on the register.
                Staffing::Unclear
            } else if let (true, Some(other)) = (days > 0, of_post.next()) {
                // The one that it follows would end; the other goes on, on days of the row.
                Staffing::Twice(other.valid_from)
            } else if days > 0 {
                Staffing::Follows(same)
            } else {
                change(same)
            };
        }
        match *going_on.as_slice() {
            [] => Staffing::Begins { beside: None },
            [one, ..] if !self.may_correct || predecessor.is_some() => Staffing::Begins { beside: Some(one) },
            [_, _, ..] => Staffing::Unclear,
            [one] if one.valid_from > row.valid_from => Staffing::TooEarly(one),
            // A post for a while, beside the one to which its holder returns.
            [one] if one.outlasts(self.end_of_turn()) => Staffing::Begins { beside: Some(one) },
            [one] if one.valid_from < row.valid_from => Staffing::Follows(one),
            [one] => Staffing::Corrects(one, one.differing(self.row)),
        }
    }
}

/// Whether what begins on a day comes shortly after what had its last.
fn follows(last: Day, from: Day) -> bool {
    (1..=MOST_BETWEEN).contains(&(from.since_epoch() - last.since_epoch()))
}

/// Finds what a row says beside what is held. `listed` are the rows of the list about the person: what others
/// of them name goes on, or ends as they say. `may_correct` is whether the caller asked that what is on the
/// register be changed.
#[must_use]
pub fn staffing<'h>(
    held: &'h [EmploymentPeriod],
    listed: &[ListedEmployment],
    row: &ListedEmployment,
    may_correct: bool,
) -> Staffing<'h> {
    PlacedRow { held, listed, row, may_correct }.meaning()
}

/// The first day of the same post at the same organisation in an earlier row of a list, on days of this one;
/// of a person whom the register does not have.
#[must_use]
pub fn listed_twice(listed: &[ListedEmployment], row: &ListedEmployment) -> Option<Day> {
    PlacedRow { held: &[], listed, row, may_correct: true }.twice()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of a list: the post, its days, and whether it is said to have no last one.
    fn period(organisation: OrganisationId, (number, said): (u32, &str)) -> ListedEmployment {
        let mut words = said.split(' ');
        let post = words.next().expect("a post").parse::<Code>().expect("a code");
        let mut day = || words.next().map(|day| Day::parse(day).ok());
        let (valid_from, last) = (day().flatten().expect("a first day"), day());
        let employment = NewEmployment {
            organisation_id: organisation,
            post,
            valid_from,
            valid_until: last.flatten(),
            base_pay: None,
        };
        ListedEmployment { number, id: None, employment, is_open_ended: last == Some(None) }
    }

    fn held(organisation: OrganisationId, said: &str) -> EmploymentPeriod {
        let NewEmployment { organisation_id, post, valid_from, valid_until, .. } =
            period(organisation, (0, said)).employment;
        EmploymentPeriod { id: EmploymentId::new(), organisation_id, post, valid_from, valid_until }
    }

    /// Meaning of a row in a word, and about which employment: unless corrections are asked, and asked.
    fn both(is: &[&str], listed: &[&str], row: &str) -> [String; 2] {
        let here = OrganisationId::new();
        let is: Vec<_> = is.iter().map(|said| held(here, said)).collect();
        // The row is the last one of the list, and in it itself.
        let rows = (1..).zip(listed.iter().copied()).chain([(100, row)]);
        let listed: Vec<_> = rows.map(|row| period(here, row)).collect();
        let told = |one: &EmploymentPeriod| format!("{} {}", one.post, one.valid_from);
        [false, true].map(|may_correct| {
            match staffing(&is, &listed, &period(here, (100, row)), may_correct) {
                Staffing::Held => "held".to_owned(),
                Staffing::Differs(one, fields) => format!("differs {} {}", told(one), fields.join(" ")),
                Staffing::Corrects(one, fields) => format!("corrects {} {}", told(one), fields.join(" ")),
                Staffing::Begins { beside: None } => "begins".to_owned(),
                Staffing::Begins { beside: Some(one) } => format!("beside {}", told(one)),
                Staffing::Follows(one) => format!("follows {}", told(one)),
                Staffing::TooEarly(one) => format!("too early for {}", told(one)),
                Staffing::Twice(since) => format!("twice {since}"),
                Staffing::Unclear => "unclear".to_owned(),
            }
        })
    }

    #[test]
    fn a_contract_for_a_while_takes_no_other_ones_place() {
        let a = "a-post 2025-03-01";
        let differs = "differs a-post 2025-03-01 validFrom validUntil";
        for (is, listed, row, expected) in [
            // A later one and an earlier one, which end while the one on the register goes on.
            (a, &[][..], "a-post 2026-01-01 2026-12-31", [differs, "unclear"]),
            (a, &[], "a-post 2020-09-01 2025-03-31", [differs, "unclear"]),
            // Said to have ended before, the one on the register is followed.
            (
                a,
                &["a-post 2025-03-01 2025-12-31"],
                "a-post 2026-01-01 2026-12-31",
                ["twice 2025-03-01", "begins"],
            ),
            // A day that is only a little off is a mistake; an earlier one without an end is one as well.
            (
                a,
                &[],
                "a-post 2025-03-02 2025-12-31",
                [differs, "corrects a-post 2025-03-01 validFrom validUntil"],
            ),
            (
                a,
                &[],
                "a-post 2020-09-01",
                ["differs a-post 2025-03-01 validFrom", "corrects a-post 2025-03-01 validFrom"],
            ),
        ] {
            assert_eq!(both(&[is], listed, row), expected, "{row}");
        }
    }

    #[test]
    fn a_row_is_held_new_a_promotion_a_correction_or_unclear() {
        let (a, b) = ("a-post 2025-03-01", "b-post 2025-06-01");
        let until = "a-post 2025-03-01 2026-06-30";
        let ends = ["differs a-post 2025-03-01 validUntil", "corrects a-post 2025-03-01 validUntil"];
        for (is, listed, row, [unless_asked, asked]) in [
            // Nobody yet, and the same again, also once it has ended.
            (&[][..], &[][..], a, ["begins", "begins"]),
            (&[a], &[], a, ["held", "held"]),
            (&[until], &[], a, ["held", "held"]),
            (&[until], &[], until, ["held", "held"]),
            (&[a, b], &[], b, ["held", "held"]),
            // The last day, said or said otherwise.
            (&[a], &[], until, ends),
            (&[until], &[], "a-post 2025-03-01 2026-07-01", ends),
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
                "a-post 2025-03-29",
                ["differs a-post 2025-03-01 validFrom", "follows a-post 2025-03-01"],
            ),
            // In fewer days than any month has it is likelier that the first day was wrong.
            (
                &[a],
                &[],
                "a-post 2025-03-28",
                ["differs a-post 2025-03-01 validFrom", "corrects a-post 2025-03-01 validFrom"],
            ),
            (
                &[a],
                &[],
                "a-post 2025-03-02",
                ["differs a-post 2025-03-01 validFrom", "corrects a-post 2025-03-01 validFrom"],
            ),
            // Unless the list says that the former one ended.
            (&[a], &["a-post 2025-03-01 2025-03-01"], "a-post 2025-03-02", ["twice 2025-03-01", "begins"]),
            // No last day, said: it takes one away.
            (&[until], &[], "a-post 2025-03-01 open", ends),
            (&[a], &[], "a-post 2025-03-01 open", ["held", "held"]),
            (&[until], &["a-post 2025-03-01 open"], "b-post 2026-07-01", ["begins", "begins"]),
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
    fn no_row_has_one_post_held_twice_at_once_beside_what_the_register_has() {
        let (first, second) = ("a-post 2025-02-01 2026-01-31", "a-post 2026-03-01");
        let twice = "twice 2026-03-01";
        let [from, until, days] = ["validFrom", "validUntil", "validFrom validUntil"]
            .map(|columns| format!("differs a-post 2025-02-01 {columns}"));
        let corrects = |columns: &str| format!("corrects a-post 2025-02-01 {columns}");
        let (moves, extends) = (corrects("validFrom"), corrects("validUntil"));
        for (listed, row, [unless_asked, asked]) in [
            // A new one from a day of the first until days of the second.
            (&[][..], "a-post 2026-01-15", [from.as_str(), twice]),
            (&[], "a-post 2026-01-15 2026-06-30", [&days, twice]),
            (&[], "a-post 2026-01-15 2026-03-01", [&days, twice]),
            // On days of the first alone it follows that, or corrects its first day.
            (&[], "a-post 2026-01-15 2026-01-31", [&from, "follows a-post 2025-02-01"]),
            (&[], "a-post 2025-02-10", [&from, &moves]),
            // A last day of the first on a day of the second, or none.
            (&[], "a-post 2025-02-01 2026-06-30", [&until, twice]),
            (&[], "a-post 2025-02-01 2026-03-01", [&until, twice]),
            (&[], "a-post 2025-02-01 open", [&until, twice]),
            (&[], "a-post 2025-02-10 2026-06-30", [&days, twice]),
            (&[], "a-post 2025-02-01 2026-02-28", [&until, &extends]),
            // Unless the list has the second begin after it.
            (&["a-post 2026-03-11"], "a-post 2025-02-01 2026-03-10", [&until, &extends]),
            (&["a-post 2026-03-11"], "a-post 2025-02-01 2026-03-11", [&until, "twice 2026-03-11"]),
        ] {
            for held in [[first, second], [second, first]] {
                assert_eq!(both(&held, listed, row), [unless_asked, asked], "{held:?} {listed:?} {row}");
            }
        }
        // Nobody returns for a while to a post that goes on beside the whole turn.
        let turn =
            both(&["a-post 2025-03-01"], &["b-post 2026-04-01 2026-06-30"], "a-post 2026-07-01 2026-09-30");
        assert_eq!(turn, ["differs a-post 2025-03-01 validFrom validUntil", "twice 2025-03-01"]);
    }

    #[test]
    fn a_row_is_judged_with_the_other_rows_of_the_list() {
        let (a, b) = ("a-post 2025-03-01", "b-post 2025-06-01");
        for (is, listed, row, [unless_asked, asked]) in [
            // Of two jobs, the one whose last day the list says is the one that is followed.
            (
                &[a, b][..],
                &["a-post 2025-03-01 2026-06-30"][..],
                "c-post 2026-07-01",
                ["beside b-post 2025-06-01", "beside b-post 2025-06-01"],
            ),
            (
                &[a, b],
                &["a-post 2025-03-01 2026-05-31"],
                "c-post 2026-07-01",
                ["beside b-post 2025-06-01", "beside b-post 2025-06-01"],
            ),
            // One that ended long before is not.
            (
                &[a, b],
                &["a-post 2025-03-01 2026-05-30"],
                "c-post 2026-07-01",
                ["beside b-post 2025-06-01", "follows b-post 2025-06-01"],
            ),
            // Two promotions: the first follows what is held, the second the first.
            (
                &[a],
                &["c-post 2026-07-01"],
                "b-post 2026-04-01 2026-06-30",
                ["beside a-post 2025-03-01", "follows a-post 2025-03-01"],
            ),
            (
                &[a],
                &["b-post 2026-04-01 2026-06-30"],
                "c-post 2026-07-01",
                ["beside a-post 2025-03-01", "begins"],
            ),
            // Two posts for a while, after which its holder returns to the first.
            (
                &[a],
                &["c-post 2026-07-01 2026-09-30"],
                "b-post 2026-04-01 2026-06-30",
                ["beside a-post 2025-03-01", "beside a-post 2025-03-01"],
            ),
            // A promotion and back.
            (
                &[a],
                &["b-post 2026-04-01 2026-06-30"],
                "a-post 2026-07-01",
                ["differs a-post 2025-03-01 validFrom", "begins"],
            ),
            // Without the last day nothing tells which follows which.
            (
                &[a],
                &["b-post 2026-04-01"],
                "c-post 2026-07-01",
                ["beside a-post 2025-03-01", "follows a-post 2025-03-01"],
            ),
            // One post is not held twice at once, whether the register or the list has it.
            (&[], &["a-post 2026-01-01"], "a-post 2026-01-02", ["twice 2026-01-01", "twice 2026-01-01"]),
            (&[], &["a-post 2026-01-02"], "a-post 2026-01-01", ["twice 2026-01-02", "twice 2026-01-02"]),
            (&[], &["a-post 2026-01-01 2026-01-31"], "a-post 2026-02-01", ["begins", "begins"]),
            (&[], &["a-post 2026-02-01"], "a-post 2026-01-01 2026-01-31", ["begins", "begins"]),
            (&[a], &[a], "a-post 2026-03-01", ["twice 2025-03-01", "twice 2025-03-01"]),
            (&[a], &["a-post 2025-03-01 2026-02-28"], "a-post 2026-03-01", ["twice 2025-03-01", "begins"]),
            (&["a-post 2025-03-01 2026-02-28"], &[a], "a-post 2026-03-01", ["begins", "begins"]),
        ] {
            assert_eq!(both(is, listed, row), [unless_asked, asked], "{is:?} {listed:?} {row}");
        }
        let here = OrganisationId::new();
        let rows = ["a-post 2026-01-01", "a-post 2026-01-02", "b-post 2026-01-02"];
        let rows: Vec<_> = (1..).zip(rows).map(|row| period(here, row)).collect();
        let twice = rows.iter().map(|row| listed_twice(&rows, row).map(|day| day.to_string()));
        assert_eq!(twice.collect::<Vec<_>>(), [None, Some("2026-01-01".to_owned()), None]);
    }

    /// Meaning of a row that names the first employment by its id, beside rows that name others.
    fn by_id(is: &[&str], listed: &[(usize, &str)], row: &str) -> [String; 2] {
        let here = OrganisationId::new();
        let is: Vec<_> = is.iter().map(|said| held(here, said)).collect();
        let named = |number: u32, at: usize, said: &str| {
            let row = period(here, (number, said));
            // By its id, an empty last day says that there is none.
            let is_open_ended = row.employment.valid_until.is_none();
            ListedEmployment { id: Some(is[at].id), is_open_ended, ..row }
        };
        let row = named(100, 0, row);
        let mut rows: Vec<_> =
            (1..).zip(listed).map(|(number, (at, said))| named(number, *at, said)).collect();
        rows.push(row.clone());
        [false, true].map(|may_correct| match staffing(&is, &rows, &row, may_correct) {
            Staffing::Held => "held".to_owned(),
            Staffing::Differs(one, fields) if *one == is[0] => format!("differs {}", fields.join(" ")),
            Staffing::Corrects(one, fields) if *one == is[0] => format!("corrects {}", fields.join(" ")),
            other => format!("{other:?}").split(['(', ' ']).next().unwrap_or_default().to_owned(),
        })
    }

    #[test]
    fn a_row_that_names_an_employment_by_its_id_says_all_of_it() {
        let (a, b) = ("a-post 2025-03-01", "b-post 2026-06-01");
        let until = "a-post 2025-03-01 2026-05-31";
        let second = "a-post 2026-06-01";
        for (is, listed, row, [unless_asked, asked]) in [
            (&[a][..], &[][..], a, ["held", "held"]),
            (&[a], &[], until, ["differs validUntil", "corrects validUntil"]),
            (&[until], &[], a, ["differs validUntil", "corrects validUntil"]),
            (&[a], &[], "b-post 2025-03-01", ["differs post", "corrects post"]),
            // Later by a month or a year, or earlier: the same one, and no other contract.
            (&[a], &[], "a-post 2026-03-01", ["differs validFrom", "corrects validFrom"]),
            (&[a], &[], "c-post 2020-03-01", ["differs post validFrom", "corrects post validFrom"]),
            // Beside one that goes on, or that follows.
            (&[a, b], &[(1, b)], "c-post 2025-03-01", ["differs post", "corrects post"]),
            (
                &[until, b],
                &[(1, b)],
                "a-post 2025-03-02 2026-05-31",
                ["differs validFrom", "corrects validFrom"],
            ),
            // One post twice at once, unless it was so.
            (&[until, second], &[(1, second)], a, ["differs validUntil", "Twice"]),
            (&[until, second], &[(1, "b-post 2026-06-01")], a, ["differs validUntil", "corrects validUntil"]),
            (&[b, a], &[(1, a)], second, ["differs post", "Twice"]),
            (&[a, second], &[(1, second)], a, ["held", "held"]),
            (&[a, second], &[(1, second)], "a-post 2025-04-01", ["differs validFrom", "corrects validFrom"]),
            // Two that would be one; what another has is not taken before that has changed.
            (&[a, second], &[(1, second)], second, ["differs validFrom", "Twice"]),
            (&[a, b], &[(1, "c-post 2026-06-01")], b, ["differs post validFrom", "Twice"]),
            (&[a, b], &[(1, "c-post 2026-06-01")], "c-post 2026-06-01", ["differs post validFrom", "Twice"]),
        ] {
            assert_eq!(by_id(is, listed, row), [unless_asked, asked], "{is:?} {listed:?} {row}");
        }
    }

    #[test]
    fn a_job_at_another_organisation_has_no_part_in_it() {
        let (here, elsewhere) = (OrganisationId::new(), OrganisationId::new());
        let is = [held(elsewhere, "a-post 2025-03-01")];
        for row in ["a-post 2025-03-01", "a-post 2026-01-01", "b-post 2026-01-01", "b-post 2024-01-01"] {
            for may_correct in [false, true] {
                let found = staffing(&is, &[], &period(here, (1, row)), may_correct);
                assert_eq!(found, Staffing::Begins { beside: None }, "{row}");
            }
        }
    }
}

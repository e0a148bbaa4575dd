//! KNOWS: what a simulation found, as it is kept: exact, with nothing left out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::evaluate::GradePair;
use super::sums::{ChangeTally, PayTotal, Shortage, Sums};
use crate::record::Columns;
use crate::values::{Code, District, LegalBasis, Moment, Name, OrganisationId};

/// Groups of one kind that are told by themselves, the largest first; the others are summed.
pub const MOST_GROUPS: usize = 500;

/// The findings of a simulation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Findings {
    /// The moment of the last change of the rule set on trial before it was tried.
    pub rule_set_updated_at: Moment,
    /// Over all.
    pub total: ChangeTally,
    /// Of each grade: who gains it, who loses it, who is eligible under both, who under neither.
    pub grades: Vec<(Code, [i64; 4])>,
    /// The act that each grade stands on, where it is known; none in what was found before acts were named.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bases: BTreeMap<Code, LegalBasis>,
    /// By district.
    pub districts: Vec<WorkerGroup>,
    /// By employer.
    pub employers: Vec<WorkerGroup>,
    /// By post.
    pub posts: Vec<WorkerGroup>,
    /// The cost of supplements before, and the number of workers that it is of.
    pub before: PayTotal,
    /// The same after.
    pub after: PayTotal,
    /// By how much supplements become other ones, and of how many workers.
    pub repaid: PayTotal,
    /// Workers for whom base pay was assumed.
    pub assumed: i64,
    /// Workers who were not employed on the day.
    pub not_employed: i64,
    /// Training that is missing, by the domains that it may be of.
    pub training: Vec<(Vec<Code>, Shortage)>,
    /// Supervision that is missing, in hours.
    pub hours: Shortage,
    /// Supervision that is missing, in sessions.
    pub sessions: Shortage,
}

/// Some workers and what changes for them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WorkerGroup {
    /// The key of the group.
    pub key: GroupKey,
    /// The changes for them.
    pub tally: ChangeTally,
}

/// The workers that a group has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum GroupKey {
    /// Workers in a district.
    District(District),
    /// Workers of an organisation.
    Employer(OrganisationId, Name),
    /// Workers in a post.
    Post(Code),
    /// Workers who are not employed, or whose employer has no district.
    None,
    /// Everyone who is in none of the other groups.
    Other,
}

impl Findings {
    /// The sums by the names of what they are summed by.
    #[must_use]
    pub fn of(columns: &Columns, steps: &[GradePair], sums: Sums, rule_set_updated_at: Moment) -> Self {
        let mut districts: BTreeMap<Option<&District>, ChangeTally> = BTreeMap::new();
        let employers = columns.employers.iter().map(Some).chain([None]).zip(&sums.employers);
        for (employer, tally) in employers.clone() {
            *districts.entry(employer.and_then(|one| one.district.as_ref())).or_default() += *tally;
        }
        let districts = districts.into_iter().map(|(district, tally)| {
            (district.map_or(GroupKey::None, |one| GroupKey::District(one.clone())), tally)
        });
        let employers = employers.map(|(one, tally)| {
            (one.map_or(GroupKey::None, |one| GroupKey::Employer(one.id, one.name.clone())), *tally)
        });
        let posts = columns
            .posts
            .iter()
            .map(|post| GroupKey::Post(post.clone()))
            .chain([GroupKey::None])
            .zip(sums.posts.iter().copied());
        let mut training = sums.training;
        training.sort();
        Self {
            rule_set_updated_at,
            total: sums.total,
            grades: steps.iter().map(|step| step.code.clone()).zip(sums.grades).collect(),
            bases: steps.iter().filter_map(|step| Some((step.code.clone(), step.basis.clone()?))).collect(),
            districts: groups(districts),
            employers: groups(employers),
            posts: groups(posts),
            before: sums.before,
            after: sums.after,
            repaid: sums.repaid,
            assumed: sums.assumed,
            not_employed: sums.posts.last().map_or(0, |tally| tally.evaluated),
            training,
            hours: sums.hours,
            sessions: sums.sessions,
        }
    }
}

/// Groups that have anyone, the largest first, at most so many and the sum of the others.
fn groups(all: impl Iterator<Item = (GroupKey, ChangeTally)>) -> Vec<WorkerGroup> {
    let mut groups: Vec<_> =
        all.filter(|(_, tally)| tally.evaluated > 0).map(|(key, tally)| WorkerGroup { key, tally }).collect();
    groups.sort_by(|a, b| b.tally.evaluated.cmp(&a.tally.evaluated).then_with(|| a.key.cmp(&b.key)));
    if groups.len() > MOST_GROUPS {
        let mut others = ChangeTally::default();
        for group in groups.drain(MOST_GROUPS - 1..) {
            others += group.tally;
        }
        groups.push(WorkerGroup { key: GroupKey::Other, tally: others });
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_of_too_many_groups_are_one() {
        let post = |number: i64| {
            let tally = ChangeTally { evaluated: number, gains: 1, ..ChangeTally::default() };
            (GroupKey::Post(Code::parse(&format!("post-{number}")).expect("a code")), tally)
        };
        let all = groups((0..=502).map(post));
        assert_eq!((all.len(), all[0].tally.evaluated, &all[499].key), (500, 502, &GroupKey::Other));
        // Of 502 that have anyone 499 stand alone: 1, 2 and 3 do not.
        assert_eq!((all[499].tally.evaluated, all[499].tally.gains), (6, 3));
        assert_eq!(groups((0..=500).map(post)).len(), 500);
    }
}

//! Courses that would close the gap to a grade with the fewest hours.
//!
//! Nothing here knows what requirements mean: a course is added to the record as if it were completed on the
//! day, and the evaluator says what is still missing. A quick choice comes first; then branches that cannot
//! beat it are cut off.

use super::evaluate::Shortfall;
use super::language::RequirementKind;
use super::record::{Names, Record, Standing, Training};
use super::{DayRules, Explained};
use crate::values::{CompletionResult, Day, Hours, OrganisationKind};

/// Evaluations that the search may take: some milliseconds.
const MOST_EVALUATIONS: usize = 4_000;

/// A course that can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// Its programme, by its place in the catalogue.
    pub programme: u32,
    /// Its hours.
    pub hours: Hours,
}

/// Courses that close what training can close of a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pathway {
    /// The courses.
    pub courses: Vec<Course>,
    /// Their hours together.
    pub hours: Hours,
    /// Whether no other choice is known to need fewer hours: the search came to its end.
    pub proven: bool,
}

/// The courses with the fewest hours that close what training can close of the gap to a grade.
#[must_use]
pub fn pathway(day_rules: &DayRules, record: &Record<'_>, grade: usize, courses: &[Course]) -> Pathway {
    let mut search = CourseSearch {
        day_rules,
        record,
        grade,
        provider: day_rules.accepted_provider(grade),
        evaluations: 0,
        best: None,
        goal: 0,
    };
    search.goal = search.gap(courses).total;
    let now = search.gap(&[]).total;
    // Only what brings the goal nearer by itself or with all others is looked at: the others' hours would be
    // lost.
    let mut useful: Vec<(i64, Course)> = courses
        .iter()
        .map(|course| (now - search.gap(&[*course]).total, *course))
        .filter(|(gain, _)| *gain > 0)
        .collect();
    // The most gain for an hour first.
    useful.sort_by_key(|(gain, course)| {
        (std::cmp::Reverse(gain * 1_000 / i64::from(course.hours.hundredths().max(1))), course.hours)
    });
    let useful: Vec<Course> = useful.into_iter().map(|(_, course)| course).collect();
    search.choose_quickly(&useful);
    search.evaluations = 0;
    search.branch(&useful, &mut Vec::new());
    let courses = search.best.clone().unwrap_or_default();
    Pathway {
        hours: courses.iter().map(|course| course.hours).sum(),
        courses,
        proven: search.evaluations < MOST_EVALUATIONS,
    }
}

/// Requirements of a grade beyond courses: those that are not met when the courses are taken.
#[must_use]
pub fn remaining(
    day_rules: &DayRules,
    record: &Record<'_>,
    grade: usize,
    taken: &[Course],
) -> Vec<Explained> {
    let trainings = with(record, taken, day_rules.day, day_rules.accepted_provider(grade));
    let after = Record { trainings: &trainings, names: Names::default(), ..*record };
    let Some(root) = day_rules.explain(&after, grade) else { return Vec::new() };
    let open = |all: Vec<Explained>| all.into_iter().filter(|one| !one.met).collect();
    if root.kind == RequirementKind::AllOf { open(root.of) } else { open(vec![root]) }
}

/// The worker's completions, and these courses as if they were completed on the day.
fn with(record: &Record<'_>, taken: &[Course], day: Day, provider: OrganisationKind) -> Vec<Training> {
    let before = record.trainings.partition_point(|fact| fact.on <= day);
    let (past, future) = record.trainings.split_at(before);
    let (result, standing) = (CompletionResult::Passed, Standing::Believed);
    let fact = |course: &Course| Training {
        on: day,
        seconds: course.hours.seconds(),
        programme: course.programme,
        part: 0,
        provider,
        result,
        standing,
    };
    past.iter().copied().chain(taken.iter().map(fact)).chain(future.iter().copied()).collect()
}

struct CourseSearch<'s> {
    day_rules: &'s DayRules,
    record: &'s Record<'s>,
    grade: usize,
    provider: OrganisationKind,
    evaluations: usize,
    best: Option<Vec<Course>>,
    /// The gap that is left when every course is taken.
    goal: i64,
}

/// A shortfall. The total adds unlike things up, and is only compared with itself.
struct Gap {
    total: i64,
    /// Hundredths of an hour that one requirement alone still needs.
    hours: i64,
}

impl CourseSearch<'_> {
    fn gap(&mut self, taken: &[Course]) -> Gap {
        self.evaluations += 1;
        let trainings = with(self.record, taken, self.day_rules.day, self.provider);
        let record = Record { trainings: &trainings, names: Names::default(), ..*self.record };
        let mut gap = Gap { total: 0, hours: 0 };
        self.day_rules.shortfalls(&record, self.grade, &mut |shortfall| match shortfall {
            Shortfall::Training(_, hundredths) => {
                gap.total += hundredths;
                gap.hours = gap.hours.max(hundredths);
            }
            Shortfall::Credits(hundredths) => gap.total += hundredths * 30,
            Shortfall::Programmes(count) => gap.total += count * 10_000,
            Shortfall::SupervisionHours(_) | Shortfall::SupervisionSessions(_) => {}
        });
        gap
    }

    /// The best course next, until the goal is reached; then what turned out not to be needed is left out
    /// again.
    fn choose_quickly(&mut self, courses: &[Course]) {
        let (mut taken, mut left): (Vec<Course>, Vec<Course>) = (Vec::new(), courses.to_vec());
        while self.gap(&taken).total > self.goal {
            let with =
                |search: &mut Self, course: Course| search.gap(&[taken.as_slice(), &[course]].concat()).total;
            let now = self.gap(&taken).total;
            let rated: Vec<_> = left
                .iter()
                .map(|course| {
                    (
                        (now - with(self, *course)) * 1_000 / i64::from(course.hours.hundredths().max(1)),
                        *course,
                    )
                })
                .collect();
            let Some((_, next)) = rated
                .into_iter()
                .filter(|(gain, _)| *gain > 0)
                .max_by_key(|(gain, course)| (*gain, std::cmp::Reverse(course.hours)))
            else {
                return;
            };
            taken.push(next);
            left.retain(|course| *course != next);
        }
        let mut longest_first = taken.clone();
        longest_first.sort_by_key(|course| std::cmp::Reverse(course.hours));
        for course in longest_first {
            let without: Vec<_> = taken.iter().copied().filter(|other| *other != course).collect();
            if self.gap(&without).total <= self.goal {
                taken = without;
            }
        }
        self.best = Some(taken);
    }

    fn branch(&mut self, courses: &[Course], taken: &mut Vec<Course>) {
        let hundredths = |courses: &[Course]| {
            courses.iter().map(|course| i64::from(course.hours.hundredths())).sum::<i64>()
        };
        let spent = hundredths(taken);
        let most = self.best.as_ref().map_or(i64::MAX, |best| hundredths(best));
        if self.evaluations >= MOST_EVALUATIONS || spent >= most {
            return;
        }
        let gap = self.gap(taken);
        if gap.total <= self.goal {
            self.best = Some(taken.clone());
            return;
        }
        // An hour of a course is at the most an hour of what is missing.
        if self.goal == 0 && spent + gap.hours >= most {
            return;
        }
        for (at, course) in courses.iter().enumerate() {
            taken.push(*course);
            self.branch(&courses[at + 1..], taken);
            taken.pop();
        }
    }
}

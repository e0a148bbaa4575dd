//! The people of a register as a function of a seed: who they are, and all facts about them.
//!
//! Ten whose numbers follow each other make a group: they meet in the same sessions.

use registry::values::{AbsenceKind, CompletionResult, Day, Moment, SessionKind};

use super::days::{APPROVAL, BEGINNING, LAST, LATE, day, last_of_months, noon};
use super::dice::Dice;
use super::history::History;

/// Workers of a group.
pub const GROUP: usize = 10;
/// Numbers that one worker, or one group for its sessions, has of each kind of fact; more than are used.
const NUMBERS: u64 = 128;
/// Months for which an award is valid.
const VALIDITY: i32 = 60;

/// Measures of the register that the facts depend on.
#[derive(Clone, Copy)]
pub struct Scale {
    pub seed: u64,
    pub workers: usize,
    pub employers: usize,
    pub providers: usize,
    pub programmes: usize,
}

/// A worker.
pub struct Person {
    pub number: usize,
    /// The day on which the worker came onto the register.
    pub since: i32,
    pub closing: Option<Closing>,
    /// Whether another record was merged into this one.
    pub is_absorbing: bool,
    pub employments: History<Employment>,
    pub completions: History<Completion>,
    pub awards: Vec<Award>,
    pub suspensions: History<Suspension>,
    pub absences: History<Absence>,
}

/// The end of a record.
#[derive(Clone, Copy)]
pub enum Closing {
    /// It goes on under the one of this number.
    Into(usize),
    /// It is closed from this day on.
    From(i32),
}

#[derive(Clone)]
pub struct Employment {
    pub from: i32,
    pub until: Option<i32>,
    pub employer: usize,
    pub post: &'static str,
    /// Bani a month, where it is known.
    pub base_pay: Option<i32>,
}

#[derive(Clone)]
pub struct Completion {
    pub on: i32,
    pub programme: usize,
    pub provider: usize,
    /// The part of the programme, 0 for all of it.
    pub part: usize,
    /// Quarters of an hour.
    pub quarters: i32,
    pub result: CompletionResult,
    /// The number of the reference: that of the fact, also where it is corrected.
    pub reference: u64,
}

pub struct Award {
    pub number: u64,
    /// Place on the ladder, from the lowest.
    pub grade: usize,
    pub from: i32,
    pub until: i32,
    pub recorded_at: Moment,
    pub revocation: Option<Revocation>,
}

#[derive(Clone, Copy)]
pub struct Revocation {
    /// The first day on which the award no longer holds.
    pub from: i32,
    pub at: Moment,
    /// When it turned out to have been an error.
    pub withdrawn_at: Option<Moment>,
}

#[derive(Clone)]
pub struct Suspension {
    pub from: i32,
    pub until: Option<i32>,
}

#[derive(Clone)]
pub struct Absence {
    pub from: i32,
    pub until: i32,
    pub kind: AbsenceKind,
}

#[derive(Clone)]
pub struct Session {
    pub on: i32,
    pub minutes: i32,
    pub kind: SessionKind,
    pub employer: usize,
    pub supervisor: usize,
    pub attendees: Vec<usize>,
}

/// Workers of a group and their sessions.
pub struct Group {
    pub people: Vec<Person>,
    pub sessions: History<Session>,
}

impl Scale {
    /// The group of this number.
    pub fn group(&self, number: usize) -> Group {
        let first = number * GROUP;
        let mut people: Vec<_> =
            (first..self.workers.min(first + GROUP)).map(|number| self.person(number)).collect();
        let mut dice = Dice::new(self.seed, (1 << 40) + number as u64);
        close(&mut dice, &mut people);
        let sessions = self.sessions(&mut dice, number, &people);
        Group { people, sessions }
    }

    fn person(&self, number: usize) -> Person {
        let dice = &mut Dice::new(self.seed, number as u64);
        let numbers = number as u64 * NUMBERS;
        let begun = dice.between(BEGINNING, LAST - 120);
        // The register took over whoever was there when it began.
        let since = begun.max(APPROVAL) + dice.between(0, 20);
        let mut person = Person {
            number,
            since,
            closing: None,
            is_absorbing: false,
            employments: self.employments(dice, numbers, begun, since),
            completions: self.completions(dice, numbers, since),
            awards: awards(dice, numbers, begun),
            suspensions: History::from(numbers),
            absences: History::from(numbers),
        };
        if dice.happens(20) {
            let from = dice.between(since, LAST - 10);
            let until = dice.happens(800).then(|| from + dice.between(10, 180));
            let longer = |right: &Suspension| Suspension { until: None, ..right.clone() };
            person.suspensions.record(dice, from, Suspension { from, until }, longer);
        }
        if dice.happens(120) {
            let from = dice.between(since, LAST - 10);
            let kinds = [AbsenceKind::ChildcareLeave, AbsenceKind::MaternityLeave, AbsenceKind::MedicalLeave];
            let absence = Absence { from, until: from + dice.between(14, 800), kind: dice.pick(&kinds) };
            let shorter = |right: &Absence| Absence { until: right.until - 7, ..right.clone() };
            person.absences.record(dice, from, absence, shorter);
        }
        person
    }

    /// One job after the other until today or until the worker leaves.
    fn employments(&self, dice: &mut Dice, numbers: u64, begun: i32, since: i32) -> History<Employment> {
        let mut history = History::from(numbers);
        let mut from = begun;
        loop {
            let last = from + dice.between(300, 2_400);
            let until = (last < LAST).then_some(last);
            let employment = Employment {
                from,
                until,
                employer: dice.below(self.employers),
                post: dice.pick(&[
                    "asistent-social",
                    "asistent-social",
                    "asistent-social-comunitar",
                    "manager",
                ]),
                base_pay: dice.happens(800).then(|| dice.between(700_000, 1_400_000)),
            };
            let unpaid = |right: &Employment| Employment { base_pay: None, ..right.clone() };
            history.record(dice, from.max(since), employment, unpaid);
            from = last + dice.between(1, 90);
            if from > LAST - LATE || dice.happens(150) {
                return history;
            }
        }
    }

    /// Ten on average. The first programme of the catalogue is left to those who measure.
    fn completions(&self, dice: &mut Dice, numbers: u64, since: i32) -> History<Completion> {
        let results = [CompletionResult::Failed, CompletionResult::Attended, CompletionResult::Attended];
        let mut drawn: Vec<_> = (0..dice.below(21))
            .map(|_| Completion {
                on: dice.between(since.min(LAST - 60), LAST),
                programme: 1 + dice.below(self.programmes - 1),
                provider: dice.below(self.providers),
                part: if dice.happens(150) { 1 + dice.below(3) } else { 0 },
                quarters: 4 * dice.between(4, 40) + dice.between(0, 3),
                result: if dice.happens(850) { CompletionResult::Passed } else { dice.pick(&results) },
                reference: 0,
            })
            .collect();
        let key = |one: &Completion| (one.on, one.programme, one.part);
        drawn.sort_by_key(key);
        drawn.dedup_by_key(|one| key(one));
        let mut history = History::from(numbers);
        for (at, one) in (0..).zip(drawn) {
            let right = Completion { reference: numbers + at, ..one };
            let longer = |right: &Completion| Completion { quarters: right.quarters + 4, ..right.clone() };
            history.record(dice, right.on, right, longer);
        }
        history
    }

    /// A dozen sessions of the group, to most of which each comes, and some of single workers.
    fn sessions(&self, dice: &mut Dice, group: usize, people: &[Person]) -> History<Session> {
        let mut history = History::from(group as u64 * NUMBERS);
        let employer = dice.below(self.employers);
        // Of the next group: nobody attends who supervises.
        let supervisor = (group * GROUP + GROUP + dice.below(GROUP)) % self.workers;
        let mut hold = |dice: &mut Dice, on, kind, attendees: Vec<usize>| {
            let minutes = 45 + 15 * dice.between(0, 5);
            let session = Session { on, minutes, kind, employer, supervisor, attendees };
            let shorter = |right: &Session| Session { minutes: right.minutes - 15, ..right.clone() };
            history.record(dice, on, session, shorter);
        };
        for _ in 0..12 {
            let on = dice.between(LAST - 1_100, LAST);
            let there = people.iter().filter(|one| one.attends(on) && dice.happens(850));
            let attendees: Vec<_> = there.map(|one| one.number).collect();
            if attendees.len() > 1 {
                hold(dice, on, SessionKind::Group, attendees);
            }
        }
        for worker in people {
            for _ in 0..dice.below(4) {
                let on = dice.between(LAST - 1_100, LAST);
                if worker.attends(on) {
                    hold(dice, on, SessionKind::Individual, vec![worker.number]);
                }
            }
        }
        history
    }
}

impl Person {
    /// Whether the worker may be at a session: on the register, under no other record.
    fn attends(&self, on: i32) -> bool {
        self.since <= on && !matches!(self.closing, Some(Closing::Into(_)))
    }
}

/// Three of four who have been there long enough hold the lowest grade, or held it; fewer the next ones.
fn awards(dice: &mut Dice, numbers: u64, begun: i32) -> Vec<Award> {
    let mut awards = Vec::new();
    let mut from = begun + dice.between(300, 1_500);
    for (number, grade) in (numbers..).zip([0, 0, 1, 2]) {
        if from > LAST - LATE || !dice.happens(750) {
            break;
        }
        let until = last_of_months(from, VALIDITY);
        let recorded = from.max(APPROVAL) + dice.between(0, LATE);
        let revocation = dice.happens(30).then(|| {
            let revoked = dice.between(from, (LAST - LATE).min(until));
            let at = revoked.max(recorded) + 1;
            Revocation { from: revoked, at: noon(at), withdrawn_at: dice.happens(150).then(|| noon(at + 1)) }
        });
        awards.push(Award { number, grade, from, until, recorded_at: noon(recorded), revocation });
        // The same grade once more when it ends; a higher one before.
        from = if number == numbers { until + 1 } else { from + dice.between(750, 1_400) };
    }
    awards
}

/// Of a thousand records five go on under the one before, and fifteen are closed.
fn close(dice: &mut Dice, people: &mut [Person]) {
    for at in 0..people.len() {
        let before = at.checked_sub(1).filter(|before| people[*before].closing.is_none());
        if let Some(before) = before.filter(|_| dice.happens(5)) {
            people[at].closing = Some(Closing::Into(people[before].number));
            people[before].is_absorbing = true;
        } else if dice.happens(15) {
            people[at].closing = Some(Closing::From(dice.between(people[at].since, LAST)));
        }
    }
}

impl Award {
    /// Whether the worker holds the grade by it on a day, as all is known now.
    pub fn holds(&self, on: Day) -> bool {
        let believed = self.revocation.filter(|revocation| revocation.withdrawn_at.is_none());
        let is_revoked = believed.is_some_and(|revocation| day(revocation.from) <= on);
        day(self.from) <= on && on <= day(self.until) && !is_revoked
    }
}

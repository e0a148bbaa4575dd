//! Checks over spans of days: employments, grades held and suspensions.

use super::{CheckFinding, standing};
use crate::rules::compiled::DayRules;
use crate::rules::explanation::{Counted, NotCounted, Reason, ShortfallCode};
use crate::rules::leaf::{HoldsGradeCheck, TenureCheck};
use crate::rules::record::{Holding, Record, Service, Standing};
use crate::values::{Code, Day};

impl DayRules {
    /// Since when the worker holds one of these posts (or any) without a break up to the day; none if it does
    /// not.
    pub(super) fn hired(&self, record: &Record<'_>, posts: &[Code]) -> Option<Day> {
        let mut since: Option<Day> = None;
        // Backwards through time: whoever reaches the day before what is known so far goes on.
        for service in record.services.iter().rev().filter(|service| service.standing == Standing::Believed) {
            let reached = since.map_or(self.day, Day::previous);
            let is_taken = service.from <= self.day && service.until >= reached;
            if is_taken && record.is_in_post(service, posts) {
                since = Some(since.map_or(service.from, |day| day.min(service.from)));
            }
        }
        since
    }
}

impl TenureCheck {
    pub(super) fn finding<const EXPLAIN: bool>(
        &self,
        day_rules: &DayRules,
        record: &Record<'_>,
    ) -> CheckFinding {
        let mut found = CheckFinding { required: i64::from(self.months) * 100, ..CheckFinding::default() };
        let fits = |service: &Service| {
            standing(service.standing)?;
            if record.is_in_post(service, &self.posts) { Ok(()) } else { Err(Reason::WrongPost) }
        };
        // The last day to which a break after a last day of work may go: with none allowed, that day itself.
        let law = day_rules.compiled.month_law;
        let bridged = |last: Day| law.last_of(self.gap, last.next());
        // Back from the day, whatever reaches what is known so far. What is left out on the way lies within
        // what is taken later.
        let (mut spans, mut reach): (Vec<(Day, Day)>, Option<Day>) = (Vec::new(), None);
        for service in record
            .services
            .iter()
            .rev()
            .filter(|service| service.from <= day_rules.day && fits(service).is_ok())
        {
            let mut last = service.until.min(day_rules.day);
            if bridged(last) < spans.last().map_or(day_rules.day, |(from, _)| from.previous()) {
                continue;
            }
            reach = reach.max(Some(service.until));
            while let Some((_, to)) = spans.pop_if(|(from, _)| *from <= last.next()) {
                last = last.max(to);
            }
            spans.push((service.from, last));
        }
        let (whole, days) = spans
            .iter()
            .map(|(from, last)| law.through(*from, *last))
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        found.actual = i64::from(whole + days / 30) * 100;
        found.met = found.actual >= found.required;
        if EXPLAIN {
            // Work that is known to begin after the day goes on with it.
            let later = record
                .services
                .iter()
                .filter(|service| service.from > day_rules.day && fits(service).is_ok());
            let reach = reach.map(|reach| {
                later.fold(reach, |reach, next| {
                    if next.from.previous() <= bridged(reach) { reach.max(next.until) } else { reach }
                })
            });
            found.until = reach.filter(|reach| *reach < Day::LAST).map(bridged);
            let begins = spans.last().map(|(from, _)| *from);
            for (at, service) in record.services.iter().enumerate().rev() {
                let Some(id) = record.names.services.get(at).copied() else { break };
                let reason = match fits(service) {
                    Err(reason) => reason,
                    Ok(()) if service.from > day_rules.day => Reason::OutsideWindow,
                    Ok(()) if begins.is_some_and(|begins| begins <= service.from) => {
                        found.counted.push(Counted::Employment { employment_id: id });
                        continue;
                    }
                    Ok(()) => Reason::BrokenOff,
                };
                found.refuse(|| NotCounted::Employment { employment_id: id, reason });
            }
        }
        found
    }
}

impl HoldsGradeCheck {
    pub(super) fn finding<const EXPLAIN: bool>(
        &self,
        day_rules: &DayRules,
        record: &Record<'_>,
    ) -> CheckFinding {
        let mut found = CheckFinding { required: i64::from(self.months) * 100, ..CheckFinding::default() };
        let fits = |holding: &Holding| match standing(holding.standing) {
            Err(reason) => Err(reason),
            Ok(()) if holding.rank < self.rank => Err(Reason::LowerGrade),
            // Revoked from its first day on it never held.
            Ok(()) if holding.until < holding.from => Err(Reason::Voided),
            Ok(()) => Ok(()),
        };
        let mut chain = EmploymentChain::of(day_rules.day);
        // Awards may overlap and follow each other in any order; each round adds what touches the chain,
        // until nothing does.
        let mut taken = vec![false; record.holdings.len()];
        while let Some(at) = (0..record.holdings.len()).find(|at| {
            !taken[*at] && fits(&record.holdings[*at]).is_ok() && chain.joins(&record.holdings[*at])
        }) {
            taken[at] = true;
            chain.join(&record.holdings[at]);
        }
        for (at, holding) in record.holdings.iter().enumerate().rev() {
            let Some(id) = record.names.holdings.get(at).filter(|_| EXPLAIN) else { break };
            match fits(holding) {
                // One that begins later says how long the grade will be held, not that it is.
                Ok(()) if taken[at] && holding.from <= day_rules.day => {
                    found.counted.push(Counted::Award { award_id: *id });
                }
                Ok(()) => found.refuse(|| NotCounted::Award { award_id: *id, reason: Reason::OutsideWindow }),
                Err(reason) => found.refuse(|| NotCounted::Award { award_id: *id, reason }),
            }
        }
        if let Some((from, until)) = chain.held {
            found.actual = i64::from(day_rules.compiled.month_law.through(from, day_rules.day).0) * 100;
            found.met = found.actual >= found.required;
            found.until = Some(until).filter(|until| *until < Day::LAST);
        } else {
            found.shortfall = Some(ShortfallCode::GradeNotHeld);
        }
        found
    }
}

impl DayRules {
    pub(super) fn active_suspensions<const EXPLAIN: bool>(&self, record: &Record<'_>) -> CheckFinding {
        let mut found = CheckFinding { met: true, ..CheckFinding::default() };
        for (at, suspension) in record.suspensions.iter().enumerate().rev() {
            let is_active = suspension.from <= self.day && self.day <= suspension.until;
            let reason = match standing(suspension.standing) {
                Err(reason) => reason,
                Ok(()) if is_active => {
                    found.met = false;
                    found.shortfall = Some(ShortfallCode::ActiveSuspension);
                    found.actual += 100;
                    Reason::ActiveSuspension
                }
                Ok(()) => {
                    if suspension.from > self.day {
                        found.until =
                            [found.until, Some(suspension.from.previous())].into_iter().flatten().min();
                    }
                    Reason::OutsideWindow
                }
            };
            if let Some(id) = record.names.suspensions.get(at).filter(|_| EXPLAIN) {
                found.refuse(|| NotCounted::Suspension { suspension_id: *id, reason });
            }
        }
        found
    }
}

/// Days without a break around one day.
struct EmploymentChain {
    day: Day,
    held: Option<(Day, Day)>,
}

impl EmploymentChain {
    const fn of(day: Day) -> Self {
        Self { day, held: None }
    }

    fn joins(&self, holding: &Holding) -> bool {
        match self.held {
            None => holding.from <= self.day && self.day <= holding.until,
            Some((from, until)) => holding.from <= until.next() && from.previous() <= holding.until,
        }
    }

    fn join(&mut self, holding: &Holding) {
        let (from, until) = self.held.unwrap_or((holding.from, holding.until));
        self.held = Some((from.min(holding.from), until.max(holding.until)));
    }
}

//! KNOWS: what an organisation is from day to day, and what a change of it makes of that. Pure.

use super::model::{OrganisationChange, OrganisationState, Span, Terms};
use crate::values::{Day, Moment, OrganisationKind};

/// The spans of an organisation once it is otherwise from a day on, of those that were believed, which join
/// without a gap. What is left out stays; what is said holds until the day on which the same field changes
/// next, so that a change that is told late undoes none that came after it.
pub(super) fn changed(before: &[Span], from: Day, change: &OrganisationChange) -> Vec<Span> {
    let mut spans = split(before, from);
    if let Some(kind) = &change.kind {
        set(&mut spans, from, kind, |terms| &mut terms.kind);
    }
    if let Some(parent) = &change.parent_id {
        set(&mut spans, from, parent, |terms| &mut terms.parent_id);
    }
    if let Some(district) = &change.district {
        set(&mut spans, from, district, |terms| &mut terms.district);
    }
    joined(spans)
}

/// The same spans, of which one begins on the day.
fn split(before: &[Span], from: Day) -> Vec<Span> {
    let mut spans = Vec::with_capacity(before.len() + 1);
    for span in before {
        if span.from < from && span.until.is_none_or(|until| from <= until) {
            spans.push(Span { until: Some(from.previous()), ..span.clone() });
            spans.push(Span { from, ..span.clone() });
        } else {
            spans.push(span.clone());
        }
    }
    spans
}

/// Sets a field from a day on, until it changes next.
fn set<T: Clone + PartialEq>(spans: &mut [Span], from: Day, value: &T, field: impl Fn(&mut Terms) -> &mut T) {
    let mut former: Option<T> = None;
    for span in spans.iter_mut().filter(|span| span.from >= from) {
        let held = field(&mut span.terms);
        if former.as_ref().is_some_and(|former| former != held) {
            return;
        }
        former = Some(std::mem::replace(held, value.clone()));
    }
}

/// The same days, where neighbours that say the same are one.
fn joined(spans: Vec<Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut().filter(|last| last.terms == span.terms) {
            Some(last) => last.until = span.until,
            None => joined.push(span),
        }
    }
    joined
}

/// Days on which two timelines have other kinds, each with the state that had the former. Before its first
/// day each is as on that.
pub(super) fn other_kinds<'s>(
    before: &'s [OrganisationState],
    after: &'s [Span],
) -> impl Iterator<Item = (Day, Day, &'s OrganisationState)> {
    let begins = |at: usize, from: Day| if at == 0 { Day::FIRST } else { from };
    before.iter().enumerate().flat_map(move |(at, state)| {
        let (first, last) = (begins(at, state.valid_from), state.valid_until.unwrap_or(Day::LAST));
        after.iter().enumerate().filter_map(move |(at, span)| {
            let from = first.max(begins(at, span.from));
            let until = last.min(span.until.unwrap_or(Day::LAST));
            (from <= until && span.terms.kind != state.kind).then_some((from, until, state))
        })
    })
}

/// All that was ever recorded of what an organisation is.
#[derive(Debug, Clone, Default)]
pub struct StateHistory(pub(super) Vec<OrganisationState>);

impl StateHistory {
    /// The states that were believed at a moment, in the order of the days; of one that was registered later,
    /// what was said then.
    fn known_at(&self, known_at: Moment) -> Vec<&OrganisationState> {
        let first = self.0.iter().map(|state| state.recorded_at).min();
        let moment = first.map_or(known_at, |first| first.max(known_at));
        let mut known: Vec<_> = self.0.iter().filter(|state| state.is_believed(moment)).collect();
        known.sort_unstable_by_key(|state| state.valid_from);
        known
    }

    /// The state of a day, as known at a moment; before the first day that of the first.
    #[must_use]
    pub fn on(&self, day: Day, known_at: Moment) -> Option<&OrganisationState> {
        let known = self.known_at(known_at);
        known.iter().rev().find(|state| state.valid_from <= day).or(known.first()).copied()
    }

    /// Its kinds by day, as known at a moment.
    #[must_use]
    pub fn kinds(&self, known_at: Moment) -> KindsByDay {
        KindsByDay(self.known_at(known_at).into_iter().map(|state| (state.valid_from, state.kind)).collect())
    }
}

/// Kinds of an organisation, each from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindsByDay(Vec<(Day, OrganisationKind)>);

impl KindsByDay {
    /// The one kind that it always had.
    #[must_use]
    pub fn always(kind: OrganisationKind) -> Self {
        Self(vec![(Day::FIRST, kind)])
    }

    /// Its kind on a day; before the first day the kind that it had on that.
    #[must_use]
    pub fn on(&self, day: Day) -> Option<OrganisationKind> {
        let begun = self.0.iter().rev().find(|(from, _)| *from <= day);
        begun.or(self.0.first()).map(|(_, kind)| *kind)
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::OrganisationStateId;
    use super::*;
    use crate::values::{District, OrganisationId};

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn told(spans: &[Span]) -> Vec<String> {
        let parent = |terms: &Terms| if terms.parent_id.is_some() { " below" } else { "" };
        let district = |terms: &Terms| terms.district.as_ref().map_or("-", District::as_str).to_owned();
        let told = |span: &Span| {
            let until = span.until.map_or(String::new(), |until| until.to_string());
            let terms = &span.terms;
            format!("{}..{until} {} {}{}", span.from, terms.kind, district(terms), parent(terms))
        };
        spans.iter().map(told).collect()
    }

    /// Changes of a field, told as `from field=value`.
    fn after(changes: &[&str]) -> Vec<String> {
        let terms = Terms { kind: OrganisationKind::Employer, parent_id: None, district: None };
        let mut spans = vec![Span { from: Day::FIRST, until: None, terms }];
        for told in changes {
            let (from, said) = told.split_once(' ').expect("a day");
            let (field, value) = said.split_once('=').expect("a field");
            let mut change = OrganisationChange::default();
            match field {
                "kind" => change.kind = Some(OrganisationKind::named(value).expect("a kind")),
                "district" => change.district = Some(District::parse(value).ok()),
                _ => change.parent_id = Some((value == "above").then(OrganisationId::new)),
            }
            spans = changed(&spans, day(from), &change);
            let joins = spans.windows(2).all(|two| two[0].until.map(Day::next) == Some(two[1].from));
            assert!(joins && spans.last().is_some_and(|last| last.until.is_none()), "{spans:?}");
            assert_eq!(changed(&spans, day(from), &change), spans, "the same once more");
        }
        told(&spans)
    }

    #[test]
    fn a_change_holds_from_its_day_until_the_same_field_changes_next() {
        let table: [(&[&str], &[&str]); 11] = [
            (&[], &["1900-01-01.. employer -"]),
            (
                &["2024-05-01 kind=provider"],
                &["1900-01-01..2024-04-30 employer -", "2024-05-01.. provider -"],
            ),
            // Said once more, or back again.
            (&["2024-05-01 kind=employer"], &["1900-01-01.. employer -"]),
            (&["2024-05-01 kind=provider", "2024-05-01 kind=employer"], &["1900-01-01.. employer -"]),
            // Of two on one day the later is believed.
            (
                &["2024-05-01 kind=provider", "2024-05-01 kind=ngo"],
                &["1900-01-01..2024-04-30 employer -", "2024-05-01.. ngo -"],
            ),
            // Told late, it undoes none that came after it.
            (
                &["2024-05-01 kind=provider", "2023-01-01 kind=ngo"],
                &[
                    "1900-01-01..2022-12-31 employer -",
                    "2023-01-01..2024-04-30 ngo -",
                    "2024-05-01.. provider -",
                ],
            ),
            // It began sooner.
            (
                &["2024-05-01 kind=provider", "2024-03-01 kind=provider"],
                &["1900-01-01..2024-02-29 employer -", "2024-03-01.. provider -"],
            ),
            // Fields change apart from one another.
            (
                &["2024-05-01 district=MD-CU", "2023-01-01 kind=provider"],
                &[
                    "1900-01-01..2022-12-31 employer -",
                    "2023-01-01..2024-04-30 provider -",
                    "2024-05-01.. provider MD-CU",
                ],
            ),
            (
                &["2024-05-01 parent=above", "2025-01-01 parent=none"],
                &[
                    "1900-01-01..2024-04-30 employer -",
                    "2024-05-01..2024-12-31 employer - below",
                    "2025-01-01.. employer -",
                ],
            ),
            (
                &["2024-05-01 district=MD-CU", "2024-05-01 kind=ngo"],
                &["1900-01-01..2024-04-30 employer -", "2024-05-01.. ngo MD-CU"],
            ),
            (&["1900-01-01 kind=ngo"], &["1900-01-01.. ngo -"]),
        ];
        for (changes, expected) in table {
            assert_eq!(after(changes), expected, "{changes:?}");
        }
    }

    #[test]
    fn days_before_the_first_are_of_the_kind_of_that() {
        let state = |from: &str, until: Option<&str>, kind| OrganisationState {
            id: OrganisationStateId(uuid::Uuid::nil()),
            organisation_id: OrganisationId::new(),
            valid_from: day(from),
            valid_until: until.map(day),
            kind,
            parent_id: None,
            district: None,
            reason: None,
            recorded_at: Moment::from_microsecond(0),
            recorded_by: None,
            withdrawn_at: None,
        };
        let span = |from: &str, kind| Span {
            from: day(from),
            until: None,
            terms: Terms { kind, parent_id: None, district: None },
        };
        let days = |before: &[OrganisationState], after: &[Span]| {
            other_kinds(before, after).map(|(from, until, _)| format!("{from}..{until}")).collect::<Vec<_>>()
        };
        let (university, ngo) = (OrganisationKind::University, OrganisationKind::Ngo);
        let one = [state("2020-03-01", None, university)];
        assert_eq!(days(&one, &[span("2020-03-01", ngo)]), [format!("{}..{}", Day::FIRST, Day::LAST)]);
        assert_eq!(days(&one, &[span("2020-03-01", university)]), Vec::<String>::new());
        let two = [state("2020-03-01", Some("2023-12-31"), university), state("2024-01-01", None, ngo)];
        assert_eq!(days(&two, &[span("2020-03-01", university)]), [format!("2024-01-01..{}", Day::LAST)]);
    }

    /// The same law, day by day: a field that is said takes the place of what it was on that day, as far as
    /// the days on which it is the same go.
    #[test]
    fn spans_say_on_each_day_what_a_list_of_days_says() {
        const DAYS: usize = 40;
        let begin = day("2024-01-01");
        let days: Vec<_> = std::iter::successors(Some(begin), |day| Some(day.next())).take(DAYS).collect();
        let kinds = [OrganisationKind::Employer, OrganisationKind::Provider, OrganisationKind::Ngo];
        let districts = [None, District::parse("MD-CU").ok()];
        let mut seed = 7_u64;
        let mut draw = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).expect("small") % below
        };
        for _ in 0..500 {
            let mut list = vec![(kinds[0], None::<District>); DAYS];
            let terms = Terms { kind: kinds[0], parent_id: None, district: None };
            let mut spans = vec![Span { from: begin, until: None, terms }];
            for _ in 0..6 {
                let from = draw(DAYS);
                let kind = Some(kinds[draw(3)]).filter(|_| draw(3) > 0);
                let district = Some(districts[draw(2)].clone()).filter(|_| draw(3) > 0);
                let before = list[from].clone();
                if let Some(kind) = kind {
                    list[from..].iter_mut().take_while(|day| day.0 == before.0).for_each(|day| day.0 = kind);
                }
                if let Some(district) = &district {
                    let same = list[from..].iter_mut().take_while(|day| day.1 == before.1);
                    same.for_each(|day| day.1.clone_from(district));
                }
                let change = OrganisationChange { kind, district, ..OrganisationChange::default() };
                spans = changed(&spans, days[from], &change);
                for (day, expected) in days.iter().zip(&list) {
                    let on = |span: &&Span| span.from <= *day && span.until.is_none_or(|until| *day <= until);
                    let [span] = spans.iter().filter(on).collect::<Vec<_>>()[..] else {
                        panic!("{day} in {spans:?}")
                    };
                    assert_eq!((&span.terms.kind, &span.terms.district), (&expected.0, &expected.1), "{day}");
                }
            }
        }
    }
}

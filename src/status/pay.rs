//! KNOWS: what a status tells of pay: the employments of the day, and the supplement with its reason.

use serde::Serialize;
use utoipa::ToSchema;

use crate::qualifications::GradedAward;
use crate::rule_sets::RuleSet;
use crate::rules::language::GradeSupplement;
use crate::rules::record::Record;
use crate::rules::terms::PayableWhile;
use crate::rules::{DayRules, Pay, PayReason, PayTerms};
use crate::values::{
    AwardId, Code, Day, EmploymentId, Language, LegalBasis, Lei, Note, OrganisationId, Percent, SuspensionId,
};
use crate::workers::{BasePay, EmploymentFact, PaySight};

/// An employment on the day asked about.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "employmentId": "01990000-0000-7000-8000-0000000000a7",
    "organisationId": "01990000-0000-7000-8000-0000000000a1", "post": "asistent-social",
    "validFrom": "2025-03-01", "validUntil": null, "basePay": "8500.00"
}))]
pub struct StatusEmployment {
    /// The employment.
    pub employment_id: EmploymentId,
    /// The employer.
    pub organisation_id: OrganisationId,
    /// The post, by its code.
    pub post: Code,
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    pub valid_until: Option<Day>,
    /// The base pay a month, or null where it is not known; left out for those who may not know it.
    #[serde(skip_serializing_if = "BasePay::is_withheld")]
    #[schema(value_type = Option<Lei>, required = false)]
    pub base_pay: BasePay,
}

impl StatusEmployment {
    /// An employment as it is told to one who knows the pay of these.
    #[must_use]
    pub fn told(fact: &EmploymentFact, pay: &PaySight) -> Self {
        let is_told = pay.shows(fact.organisation_id);
        Self {
            employment_id: fact.id,
            organisation_id: fact.organisation_id,
            post: fact.post.clone(),
            valid_from: fact.valid_from,
            valid_until: fact.valid_until,
            base_pay: if is_told { fact.base_pay.into() } else { BasePay::Withheld },
        }
    }
}

/// The supplement of the day: due or not, why, by which award, since and until when.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "due": true, "reason": "awarded", "text": "spor datorat pentru gradul deținut", "percent": "10.00",
    "awardId": "01990000-0000-7000-8000-0000000000b1", "since": "2025-03-01", "until": "2030-02-28",
    "legalBasis": "valoare de exemplu", "sample": true
}))]
pub struct Supplement {
    /// Whether a supplement is due.
    pub due: bool,
    /// Why it is due, or why not.
    pub reason: PayReason,
    /// The same in words, in the language of the answer.
    #[schema(max_length = 500)]
    pub text: &'static str,
    /// The supplement in percent of base pay; null where none is due, or a fixed sum.
    pub percent: Option<Percent>,
    /// The supplement in lei a month, where it is a fixed sum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lei: Option<Lei>,
    /// The award that it rests on, or rested on until it was lost.
    pub award_id: Option<AwardId>,
    /// The first of the days around the one asked about on which this is so, by the same award and rules;
    /// null where it ever was.
    pub since: Option<Day>,
    /// The last of those days if nothing more happens; null where it lasts.
    pub until: Option<Day>,
    /// The suspension in force on the day, whether it stops pay or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspension_id: Option<SuspensionId>,
    /// The law it stands on; null where neither a rule set holds nor a grade is held.
    pub legal_basis: Option<Note>,
    /// The act that the grade stands on which brings or brought it, where the rule set names one for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade_legal_basis: Option<LegalBasis>,
    /// Whether that is sample data, not an official value.
    pub sample: bool,
}

/// Days on which the same rules are in force; none where they have no end.
#[derive(Debug, Clone, Copy, Default)]
pub struct RulesTerm {
    /// The first.
    pub from: Option<Day>,
    /// The last.
    pub until: Option<Day>,
}

impl Supplement {
    /// The same, no longer than the record is open, and than the rules are in force where it is so by them.
    #[must_use]
    pub fn within(self, term: RulesTerm, last: Option<Day>) -> Self {
        let term = if self.reason.is_by_rules() { term } else { RulesTerm::default() };
        let until = [self.until, term.until, last].into_iter().flatten().min();
        Self { since: self.since.max(term.from), until, ..self }
    }

    /// The supplement by a rule set.
    #[must_use]
    pub fn by_rules(set: &RuleSet, rules: &DayRules, record: &Record<'_>, language: Language) -> Self {
        let (basis, pay) = ((Some(set.legal_basis.clone()), set.sample), rules.pay(record));
        let grade_legal_basis = pay.award.and_then(|at| record.holdings.get(at));
        let grade_legal_basis = grade_legal_basis.and_then(|held| rules.own_basis(held.rank)).cloned();
        Self { grade_legal_basis, ..Self::told(&pay, record, basis, language) }
    }

    /// The supplement before there is a rule set: the percentage of the grade itself, for who is employed.
    #[must_use]
    pub fn by_ladder(
        graded: &[GradedAward],
        held: Option<&GradedAward>,
        record: &Record<'_>,
        (day, language): (Day, Language),
    ) -> Self {
        let of_grade = |rank: i32| {
            let award = graded.iter().find(|award| award.fact.rank == rank)?;
            award.grade.supplement_percent.map(GradeSupplement::Percent)
        };
        let terms = PayTerms { payable_while: &PayableWhile::default(), supplement: &of_grade };
        let basis = held.map(|award| (award.grade.legal_basis.clone(), award.grade.sample));
        let basis = basis.map_or((None, false), |(basis, sample)| (Some(basis), sample));
        Self::told(&terms.on(record, day), record, basis, language)
    }

    /// No supplement, for the record is closed from a day on.
    #[must_use]
    pub const fn of_closed(from: Option<Day>, language: Language) -> Self {
        let reason = PayReason::Deactivated;
        Self {
            due: false,
            reason,
            text: reason.words(language),
            percent: None,
            lei: None,
            award_id: None,
            since: from,
            until: None,
            suspension_id: None,
            legal_basis: None,
            grade_legal_basis: None,
            sample: false,
        }
    }

    fn told(
        pay: &Pay,
        record: &Record<'_>,
        (legal_basis, sample): (Option<Note>, bool),
        language: Language,
    ) -> Self {
        let (percent, lei) = match pay.amount {
            None => (None, None),
            Some(GradeSupplement::Percent(percent)) => (Some(percent), None),
            Some(GradeSupplement::Lei(lei)) => (None, Some(lei)),
        };
        Self {
            due: pay.is_due(),
            reason: pay.reason,
            text: pay.reason.words(language),
            percent,
            lei,
            award_id: pay.award.and_then(|at| record.names.holdings.get(at)).copied(),
            since: pay.since,
            until: pay.until,
            suspension_id: pay.suspension.and_then(|at| record.names.suspensions.get(at)).copied(),
            legal_basis,
            grade_legal_basis: None,
            sample,
        }
    }
}

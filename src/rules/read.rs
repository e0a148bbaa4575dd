//! Reads the language: JSON in, rules out, every fault named by its JSON pointer.
//!
//! serde stops at the first fault, and inside a tagged requirement loses the place of it; who writes rules by
//! hand is owed all faults and their places. So the few forms of the language are read here, field by field.

mod examples;

use std::str::FromStr;

use serde_json::{Map, Value};

use super::faults;
use super::language::{
    AllOf, AnyOf, AtLeast, CreditSum, Demand, GradeRule, GradeSupplement, HoldsGrade, NoActiveSuspension,
    Obligation, Programmes, Requirement, RequirementKind, Rules, SupervisionHours, SupervisionSessions,
    Tenure, TrainingHours,
};
use super::terms::PayableWhile;
use crate::error::Faults;
pub use examples::read_examples;

use crate::values::{self, AbsenceKind, Citation, Fault, Idnp, LegalBasis};

/// Requirements of one rule set at the most.
pub const MOST_REQUIREMENTS: usize = 500;
/// The greatest depth of requirements within each other.
pub const DEEPEST: usize = 12;
/// The longest span, in months.
const MOST_MONTHS: i32 = 600;
/// Items of a list of the language at the most.
const MOST_ITEMS: usize = 100;
/// Grades of a rule set at the most.
const MOST_GRADES: usize = 20;

/// The parts of a document in which rules are written.
#[derive(Debug, Clone, Copy)]
pub struct RulesDocument<'d> {
    /// The rule of each grade.
    pub grades: &'d Value,
    /// Obligations of posts.
    pub obligations: &'d Value,
    /// The conditions that hold while supplements are paid.
    pub payable_while: &'d Value,
    /// The rules for applications under way.
    pub applications_under_way: &'d Value,
}

impl<'d> From<&'d Value> for RulesDocument<'d> {
    fn from(whole: &'d Value) -> Self {
        Self {
            grades: &whole["grades"],
            obligations: &whole["obligations"],
            payable_while: &whole["payableWhile"],
            applications_under_way: &whole["applicationsUnderWay"],
        }
    }
}

/// Reads the content of a rule set; nothing if there is any fault.
pub fn read<'d>(document: impl Into<RulesDocument<'d>>, faults: &mut Faults) -> Option<Rules> {
    let RulesDocument { grades, obligations, payable_while, applications_under_way } = document.into();
    let mut reader = RuleReader { faults, requirements: 0 };
    let grades = reader.items(grades, "/grades", 1..=MOST_GRADES, RuleReader::grade);
    let obligations = match obligations {
        Value::Null => Some(Vec::new()),
        given => reader.items(given, "/obligations", 0..=MOST_ITEMS, RuleReader::obligation),
    };
    let payable_while = match payable_while {
        Value::Null => Some(PayableWhile::default()),
        given => reader.payable_while(given, "/payableWhile"),
    };
    let applications_under_way = match applications_under_way {
        Value::Null => Some(None),
        given => match text(given) {
            Ok(rule) => Some(Some(rule)),
            Err(expected) => reader.fault("/applicationsUnderWay", expected),
        },
    };
    let (grades, obligations, payable_while) = (grades?, obligations?, payable_while?);
    let (applications_under_way, sound) = (applications_under_way?, reader.faults.0.is_empty());
    sound.then_some(Rules { grades, obligations, payable_while, applications_under_way })
}

struct RuleReader<'f> {
    faults: &'f mut Faults,
    /// Requirements read so far.
    requirements: usize,
}

/// The fields of an object. What nobody asked for is a fault when it is closed.
struct RequirementFields<'v> {
    of: &'v Map<String, Value>,
    at: String,
    known: Vec<&'static str>,
}

impl RuleReader<'_> {
    fn grade(&mut self, value: &Value, at: &str) -> Option<GradeRule> {
        let mut fields = self.open(value, at)?;
        let grade = self.required(&mut fields, "grade", text);
        let legal_basis = self.legal_basis(&mut fields);
        let validity_months = self.optional(&mut fields, "validityMonths", whole(1, MOST_MONTHS));
        let supplement = match fields.take("supplement") {
            None => Some(None),
            Some(given) => self.supplement(given, &format!("{at}/supplement")).map(Some),
        };
        let requirement = self.requirement_in(&mut fields);
        self.close(&fields);
        Some(GradeRule {
            grade: grade?,
            legal_basis: legal_basis?,
            validity_months: validity_months?,
            supplement: supplement?,
            requirement: requirement?,
        })
    }

    /// Reads the act that something stands on. A version is of the day of its act or of a later one.
    #[expect(clippy::option_option, reason = "no value where it is faulty, none where it was not given")]
    fn legal_basis(&mut self, fields: &mut RequirementFields<'_>) -> Option<Option<LegalBasis>> {
        let at = fields.place("legalBasis");
        let Some(given) = fields.take("legalBasis") else { return Some(None) };
        let mut inner = self.open(given, &at)?;
        let act = self.required(&mut inner, "act", text);
        let article = self.optional(&mut inner, "article", text);
        let day = self.optional(&mut inner, "day", text);
        let version_of = self.optional(&mut inner, "versionOf", text);
        self.close(&inner);
        if let (Some(Some(day)), Some(Some(version))) = (day, version_of)
            && version < day
        {
            return self.fault(&inner.place("versionOf"), faults::version_before_act(day));
        }
        let (act, article, day, version_of) = (act?, article?, day?, version_of?);
        Some(Some(Citation { act, article, day, version_of }.into()))
    }

    fn supplement(&mut self, value: &Value, at: &str) -> Option<GradeSupplement> {
        let mut fields = self.open(value, at)?;
        let percent = self.optional(&mut fields, "percent", text);
        let lei = self.optional(&mut fields, "lei", text);
        self.close(&fields);
        match (percent?, lei?) {
            (Some(percent), None) => Some(GradeSupplement::Percent(percent)),
            (None, Some(lei)) => Some(GradeSupplement::Lei(lei)),
            _ => self.fault(at, faults::either_percent_or_lei()),
        }
    }

    /// Reads while what supplements are paid. Who names posts asks for an employment in one of them.
    fn payable_while(&mut self, value: &Value, at: &str) -> Option<PayableWhile> {
        let mut fields = self.open(value, at)?;
        let employed = self.optional(&mut fields, "employed", truth);
        let not_suspended = self.optional(&mut fields, "notSuspended", truth);
        let posts = self.list(&mut fields, "posts", MOST_ITEMS, text);
        self.close(&fields);
        let (employed, not_suspended, posts) =
            (employed?.unwrap_or(true), not_suspended?.unwrap_or_default(), posts?);
        if !employed && !posts.is_empty() {
            return self.fault(&fields.place("employed"), faults::posts_without_employment());
        }
        Some(PayableWhile { employed, not_suspended, posts })
    }

    fn obligation(&mut self, value: &Value, at: &str) -> Option<Obligation> {
        let mut fields = self.open(value, at)?;
        let posts = self.list(&mut fields, "posts", MOST_ITEMS, text);
        let legal_basis = self.legal_basis(&mut fields);
        let months_after_hire = self.optional(&mut fields, "monthsAfterHire", whole(1, MOST_MONTHS));
        let requirement = self.requirement_in(&mut fields);
        self.close(&fields);
        Some(Obligation {
            posts: posts?,
            legal_basis: legal_basis?,
            months_after_hire: months_after_hire?,
            requirement: requirement?,
        })
    }

    fn requirement_in(&mut self, fields: &mut RequirementFields<'_>) -> Option<Requirement> {
        let at = fields.place("requirement");
        match fields.take("requirement") {
            Some(given) => self.requirement(given, &at, 1),
            None => self.fault(&at, values::faults::required()),
        }
    }

    fn requirement(&mut self, value: &Value, at: &str, depth: usize) -> Option<Requirement> {
        self.requirements += 1;
        if self.requirements > MOST_REQUIREMENTS {
            // Said once, and nothing more is read.
            return self.fault("/grades", faults::too_many_requirements(MOST_REQUIREMENTS));
        }
        if depth > DEEPEST {
            return self.fault(at, faults::too_deep(DEEPEST));
        }
        let mut fields = self.open(value, at)?;
        let id = self.required(&mut fields, "id", text);
        let legal_basis = self.legal_basis(&mut fields);
        let demand = self.demand(&mut fields, depth);
        let paused_by = self.list(&mut fields, "pausedBy", AbsenceKind::ALL.len(), text);
        if demand.is_some() {
            self.close(&fields);
        }
        Some(Requirement { id: id?, legal_basis: legal_basis?, paused_by: paused_by?, demand: demand? })
    }

    /// Reads a demand by its kind. A kind that is not known says nothing of its fields.
    fn demand(&mut self, fields: &mut RequirementFields<'_>, depth: usize) -> Option<Demand> {
        let kind = self.required(fields, "kind", kind)?;
        Some(match kind {
            RequirementKind::AllOf => Demand::AllOf(AllOf { of: self.inner(fields, depth)? }),
            RequirementKind::AnyOf => Demand::AnyOf(AnyOf { of: self.inner(fields, depth)? }),
            RequirementKind::AtLeast => {
                let count = self.required(fields, "count", whole(1, 100));
                let of = self.inner(fields, depth);
                Demand::AtLeast(AtLeast { count: count?, of: of? })
            }
            RequirementKind::TrainingHours => Demand::TrainingHours(self.training_hours(fields)?),
            RequirementKind::Credits => {
                let credits = self.required(fields, "credits", text);
                let within_months = self.within_months(fields);
                let domains = self.list(fields, "domains", MOST_ITEMS, text);
                Demand::Credits(CreditSum {
                    credits: credits?,
                    within_months: within_months?,
                    domains: domains?,
                })
            }
            RequirementKind::Programmes => Demand::Programmes(self.programmes(fields)?),
            RequirementKind::SupervisionHours => {
                let hours = self.required(fields, "hours", text);
                let within_months = self.within_months(fields);
                let session_kind = self.optional(fields, "sessionKind", text);
                let (hours, within_months, session_kind) = (hours?, within_months?, session_kind?);
                Demand::SupervisionHours(SupervisionHours { hours, within_months, session_kind })
            }
            RequirementKind::SupervisionSessions => {
                let sessions = self.required(fields, "sessions", whole(1, 1000));
                let within_months = self.within_months(fields);
                let session_kind = self.optional(fields, "sessionKind", text);
                let one_in_each = self.optional(fields, "oneInEach", text);
                let (sessions, within_months) = (sessions?, within_months?);
                let (session_kind, one_in_each) = (session_kind?, one_in_each?);
                Demand::SupervisionSessions(SupervisionSessions {
                    sessions,
                    within_months,
                    session_kind,
                    one_in_each,
                })
            }
            RequirementKind::Tenure => {
                let months = self.required(fields, "months", whole(1, MOST_MONTHS));
                let posts = self.list(fields, "posts", MOST_ITEMS, text);
                let gap_months = self.optional(fields, "gapMonths", whole(0, 120));
                Demand::Tenure(Tenure {
                    months: months?,
                    posts: posts?,
                    gap_months: gap_months?.unwrap_or_default(),
                })
            }
            RequirementKind::HoldsGrade => {
                let grade = self.required(fields, "grade", text);
                let for_months = self.optional(fields, "forMonths", whole(0, MOST_MONTHS));
                Demand::HoldsGrade(HoldsGrade { grade: grade?, for_months: for_months?.unwrap_or_default() })
            }
            RequirementKind::NoActiveSuspension => Demand::NoActiveSuspension(NoActiveSuspension {}),
        })
    }

    fn training_hours(&mut self, fields: &mut RequirementFields<'_>) -> Option<TrainingHours> {
        let hours = self.required(fields, "hours", text);
        let within_months = self.within_months(fields);
        let domains = self.list(fields, "domains", MOST_ITEMS, text);
        let provider_kinds = self.list(fields, "providerKinds", 6, text);
        let cap_per_programme = self.optional(fields, "capPerProgramme", text);
        let cap_at_programme_hours = self.optional(fields, "capAtProgrammeHours", truth);
        let minimum_result = self.optional(fields, "minimumResult", text);
        Some(TrainingHours {
            hours: hours?,
            within_months: within_months?,
            domains: domains?,
            provider_kinds: provider_kinds?,
            cap_per_programme: cap_per_programme?,
            cap_at_programme_hours: cap_at_programme_hours?.unwrap_or_default(),
            minimum_result: minimum_result?.unwrap_or_default(),
        })
    }

    fn programmes(&mut self, fields: &mut RequirementFields<'_>) -> Option<Programmes> {
        let codes = self.list(fields, "codes", 64, text);
        let place = fields.place("codes");
        if codes.as_ref().is_some_and(Vec::is_empty) {
            self.faults.add(place, faults::codes_out_of_bounds());
        }
        let count = self.optional(fields, "count", whole(1, 64));
        let within_months = self.within_months(fields);
        let minimum_result = self.optional(fields, "minimumResult", text);
        let (codes, count, within_months) = (codes?, count?, within_months?);
        Some(Programmes { codes, count, within_months, minimum_result: minimum_result?.unwrap_or_default() })
    }

    #[expect(clippy::option_option, reason = "no value where it is faulty, none where it was not given")]
    fn within_months(&mut self, fields: &mut RequirementFields<'_>) -> Option<Option<i32>> {
        self.optional(fields, "withinMonths", whole(1, MOST_MONTHS))
    }

    fn inner(&mut self, fields: &mut RequirementFields<'_>, depth: usize) -> Option<Vec<Requirement>> {
        let at = fields.place("of");
        match fields.take("of") {
            Some(given) => self.items(given, &at, 1..=MOST_ITEMS, |reader, value, at| {
                reader.requirement(value, at, depth + 1)
            }),
            None => self.fault(&at, values::faults::required()),
        }
    }

    /// Reads a list; each item names its own faults.
    fn items<T>(
        &mut self,
        value: &Value,
        at: &str,
        length: std::ops::RangeInclusive<usize>,
        mut read: impl FnMut(&mut Self, &Value, &str) -> Option<T>,
    ) -> Option<Vec<T>> {
        let given = value.as_array().filter(|given| length.contains(&given.len()));
        let Some(given) = given else {
            return self.fault(at, faults::list_out_of_bounds(*length.start(), *length.end()));
        };
        // Every item is read, so that every fault is named.
        let read: Vec<_> = given
            .iter()
            .enumerate()
            .map(|(index, value)| read(self, value, &format!("{at}/{index}")))
            .collect();
        read.into_iter().collect()
    }

    fn open<'v>(&mut self, value: &'v Value, at: &str) -> Option<RequirementFields<'v>> {
        match value.as_object() {
            Some(of) => Some(RequirementFields { of, at: at.to_owned(), known: Vec::new() }),
            None => self.fault(at, values::faults::not_an_object()),
        }
    }

    fn close(&mut self, fields: &RequirementFields<'_>) {
        for unknown in fields.of.keys().filter(|name| !fields.known.contains(&name.as_str())) {
            let known = fields.known.join(", ");
            self.faults.add(fields.place(&shown(unknown)), faults::field_unknown(known));
        }
    }

    fn required<'v, T>(
        &mut self,
        fields: &mut RequirementFields<'v>,
        name: &'static str,
        read: impl Fn(&'v Value) -> Result<T, Fault>,
    ) -> Option<T> {
        match self.optional(fields, name, read)? {
            Some(value) => Some(value),
            None => self.fault(&fields.place(name), values::faults::required()),
        }
    }

    #[expect(clippy::option_option, reason = "no value where it is faulty, none where it was not given")]
    fn optional<'v, T>(
        &mut self,
        fields: &mut RequirementFields<'v>,
        name: &'static str,
        read: impl Fn(&'v Value) -> Result<T, Fault>,
    ) -> Option<Option<T>> {
        match fields.take(name).map(read) {
            None => Some(None),
            Some(Ok(value)) => Some(Some(value)),
            Some(Err(expected)) => self.fault(&fields.place(name), expected),
        }
    }

    /// A list of values, empty where it is not given; the same value twice is a fault.
    fn list<'v, T: PartialEq>(
        &mut self,
        fields: &mut RequirementFields<'v>,
        name: &'static str,
        most: usize,
        read: impl Fn(&'v Value) -> Result<T, Fault>,
    ) -> Option<Vec<T>> {
        let at = fields.place(name);
        let Some(given) = fields.take(name) else { return Some(Vec::new()) };
        let Some(given) = given.as_array().filter(|given| given.len() <= most) else {
            return self.fault(&at, faults::list_too_long(most));
        };
        let (mut values, mut sound) = (Vec::with_capacity(given.len()), true);
        for (index, value) in given.iter().enumerate() {
            let read = read(value).and_then(|value| {
                if values.contains(&value) { Err(faults::item_twice()) } else { Ok(value) }
            });
            match read {
                Ok(value) => values.push(value),
                Err(expected) => {
                    self.faults.add(format!("{at}/{index}"), expected);
                    sound = false;
                }
            }
        }
        sound.then_some(values)
    }

    fn fault<T>(&mut self, at: &str, fault: Fault) -> Option<T> {
        self.faults.add(at, fault);
        None
    }
}

impl<'v> RequirementFields<'v> {
    fn take(&mut self, name: &'static str) -> Option<&'v Value> {
        self.known.push(name);
        self.of.get(name).filter(|value| !value.is_null())
    }

    fn place(&self, name: &str) -> String {
        format!("{}/{name}", self.at)
    }
}

fn text<T: FromStr<Err = Fault>>(value: &Value) -> Result<T, Fault> {
    // A text of a wrong form gets the same answer as a value that is no text at all.
    value.as_str().unwrap_or_default().parse()
}

fn truth(value: &Value) -> Result<bool, Fault> {
    value.as_bool().ok_or_else(values::faults::not_a_boolean)
}

fn whole(least: i32, most: i32) -> impl Fn(&Value) -> Result<i32, Fault> {
    move |value| {
        let number = value
            .as_i64()
            .and_then(|number| i32::try_from(number).ok())
            .filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| values::faults::not_a_whole_number(least, most))
    }
}

/// A kind that is not known is refused by name, with the known ones listed.
fn kind(value: &Value) -> Result<RequirementKind, Fault> {
    let given = value.as_str().unwrap_or_default();
    given.parse().map_err(|expected| {
        if given.is_empty() {
            expected
        } else {
            let known: Vec<_> = RequirementKind::ALL.iter().map(|kind| kind.as_str()).collect();
            faults::kind_unknown(shown(given), known.join(", "))
        }
    })
}

/// A caller's own text, fit to be shown to it: not too long, no person's number, and a JSON pointer's part
/// (RFC 6901).
fn shown(given: &str) -> String {
    let short: String =
        if Idnp::is_within(given) { "(an IDNP)".into() } else { given.chars().take(64).collect() };
    short.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests;

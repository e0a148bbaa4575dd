//! DOES: evaluates what is known of each worker, and answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::faults;
use super::model::{
    AnsweredWorker, Eligibility, HeldGrade, Outcome, RecentSupervision, RecentTraining, RuleSetUsed,
    StatusAnswer, StatusResult, held,
};
use super::pay::{RulesTerm, StatusEmployment, Supplement};
use super::query::{GivenIdnp, QueriedWorker, StatusPart, StatusQuery};
use crate::call::{Actor, Call};
use crate::db::{Conn, View};
use crate::error::{Error, Result};
use crate::keys::Keys;
use crate::qualifications::GradedAward;
use crate::record::{LaterFacts, PersonFacts, RecordReader};
use crate::rule_sets::{self, RuleCache, RuleSet, RuleSetStatus, RulesOnDay};
use crate::rules::language::RequirementKind;
use crate::rules::{self, Catalogue, DayRules, Record, Window};
use crate::values::{Code, Day, Fault, Idnp, Language, LegalBasis, Moment, RuleSetId, WorkerId};
use crate::workers::{self, CallerSight, Closure, PaySight, Sight, Worker, WorkerStatus};

/// Months of training that a status looks back on.
const TRAINING_MONTHS: i32 = 60;
/// Months of a year.
const YEAR: i32 = 12;

/// The means by which a query is answered.
pub struct QueryMeans {
    /// Finds workers by IDNP.
    pub keys: Arc<Keys>,
    /// Has the rule sets.
    pub rule_cache: Arc<RuleCache>,
    /// The call that asks.
    pub call: Arc<Call>,
    /// The language of the answer.
    pub language: Language,
}

impl QueryMeans {
    /// The rule set in force on a day, as known at a moment, and the days around it on which it is.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn in_force(
        &self,
        view: &mut View<'_>,
        valid_at: Day,
        known_at: Moment,
    ) -> Result<(Option<Arc<RuleSet>>, RulesTerm)> {
        let RulesOnDay { id, from, until } = RuleCache::on(view, valid_at, known_at)?;
        let set = id.map(|id| self.rule_cache.published(view, id)).transpose()?;
        Ok((set, RulesTerm { from, until }))
    }
}

/// Answers for each worker in the order of the question.
///
/// # Errors
/// `knownAt` lies in the future, there is no such rule set or grade, or the database cannot be read.
pub fn query(view: &mut View<'_>, means: &QueryMeans, query: &StatusQuery) -> Result<StatusAnswer> {
    let (valid_at, known_at) =
        (query.valid_at.unwrap_or(means.call.today), query.known_at.unwrap_or(view.now));
    view.require_past(known_at, "/knownAt")?;
    let CallerSight { workers: sight, pay } = workers::caller_sight(view, &means.call)?;
    // A rule set that is tried out is taken to have held always.
    let (asked, term) = match query.rule_set_id {
        Some(id) => (Some(Arc::new(named(view, &means.call.actor, id)?)), RulesTerm::default()),
        None => means.in_force(view, valid_at, known_at)?,
    };
    let mut rules =
        asked.map(|set| RuleSetInUse::open(view, &means.rule_cache, set, valid_at)).transpose()?;
    if let Some(grade) = &query.target_grade {
        let expected = match &rules {
            Some(rules) if rules.place(grade).is_some() => None,
            Some(rules) => {
                let (code, version) = (rules.set.code.as_str(), rules.set.version);
                Some(rules.without(faults::grade_of_another_set(code, version)))
            }
            None => Some(faults::no_rules_on(valid_at)),
        };
        expected.map_or(Ok(()), |expected| Err(Error::fault("/targetGrade", expected)))?;
    }
    // Only who asks for a moment of the past has use for what became known later.
    let later =
        if query.known_at.is_some() && query.explain { LaterFacts::Told } else { LaterFacts::LeftOut };
    let reader = RecordReader::new(known_at, later).of_part(query.record_part());
    let is_past = query.known_at.is_some();
    let mut search = WorkerSearch { means, sight, valid_at, known_at, is_past, reader };
    let found = query.workers.iter().map(|asked| search.find(view, asked)).collect::<Result<Vec<_>>>()?;
    let mut catalogue = catalogue_of(view, &means.rule_cache, rules.as_ref())?;
    if !found.iter().all(|found| found.is_within(&catalogue)) {
        // A programme was approved since the catalogue was read.
        means.rule_cache.reload(view)?;
        let again = |before: RuleSetInUse| RuleSetInUse::open(view, &means.rule_cache, before.set, valid_at);
        rules = rules.map(again).transpose()?;
        catalogue = catalogue_of(view, &means.rule_cache, rules.as_ref())?;
    }
    let reader = search.reader;
    let language = means.language;
    let question = QueryContext { query, valid_at, known_at, reader, catalogue, rules, term, pay, language };
    let mut results: Vec<_> = found.into_iter().map(|found| question.answer(found)).collect();
    let mut reasons = BTreeMap::new();
    if query.explain {
        for explained in results.iter_mut().flat_map(StatusResult::explained) {
            explained.say(means.language);
            explained.walk(&mut |one| {
                for fact in &one.not_counted {
                    reasons.insert(fact.reason(), fact.reason().words(means.language));
                }
            });
        }
    }
    Ok(StatusAnswer { valid_at, known_at, results, reasons })
}

/// The catalogue of the rule set in use, or the one at hand where there is none.
fn catalogue_of(
    conn: &mut Conn,
    rule_cache: &RuleCache,
    rules: Option<&RuleSetInUse>,
) -> Result<Arc<Catalogue>> {
    rules.map_or_else(|| rule_cache.catalogue(conn), |rules| Ok(Arc::clone(rules.day_rules.catalogue())))
}

/// A rule set by its id, as far as the caller sees it.
fn named(conn: &mut Conn, actor: &Actor, id: RuleSetId) -> Result<RuleSet> {
    let found = rule_sets::find(conn, id)?
        .filter(|set| set.status != RuleSetStatus::Draft || actor.acts_for_anyone());
    found.ok_or_else(|| Error::fault("/ruleSetId", faults::rule_set_unknown()))
}

/// A rule set in use.
pub(super) struct RuleSetInUse {
    set: Arc<RuleSet>,
    pub used: RuleSetUsed,
    pub day_rules: DayRules,
}

impl RuleSetInUse {
    pub fn open(conn: &mut Conn, rule_cache: &RuleCache, set: Arc<RuleSet>, day: Day) -> Result<Self> {
        let day_rules = rule_cache.compiled(conn, &set)?.on(day);
        Ok(Self { used: RuleSetUsed::from(&*set), set, day_rules })
    }

    /// The fault of a grade that it does not have, with the act that it stands on.
    pub fn without(&self, fault: Fault) -> Fault {
        fault.resting_on(Some(LegalBasis::from(self.set.legal_basis.clone()).in_words()))
    }

    fn place(&self, grade: &Code) -> Option<usize> {
        self.day_rules.rules().grades.iter().position(|rule| rule.grade == *grade)
    }

    /// The place of the grade asked about; else of the one above that which is held, or of the highest once
    /// more.
    pub fn target(&self, asked: Option<&Code>, held: Option<&Code>) -> Option<usize> {
        match (asked, held) {
            (Some(asked), _) => self.place(asked),
            (None, Some(held)) => Some(
                self.place(held)
                    .map_or(0, |place| place + 1)
                    .min(self.day_rules.rules().grades.len().checked_sub(1)?),
            ),
            (None, None) => Some(0),
        }
    }
}

/// A worker asked about, as found.
enum FoundWorker {
    /// The worker is on the register, with these facts, until the last day before the record is closed.
    Known(AnsweredWorker, PersonFacts, Option<Day>),
    /// There is nothing to evaluate.
    Settled(AnsweredWorker, Outcome),
    /// The record is closed from this day on.
    Closed(AnsweredWorker, Option<Day>),
}

impl FoundWorker {
    /// Whether a catalogue has every programme that it names.
    fn is_within(&self, catalogue: &Catalogue) -> bool {
        match self {
            Self::Known(_, facts, _) => facts.are_within(catalogue),
            Self::Settled(..) | Self::Closed(..) => true,
        }
    }
}

/// Finds the workers asked about, and what is known of each.
struct WorkerSearch<'q> {
    means: &'q QueryMeans,
    sight: Arc<Sight>,
    valid_at: Day,
    known_at: Moment,
    /// Whether it is asked what was known at a moment before.
    is_past: bool,
    reader: RecordReader,
}

impl WorkerSearch<'_> {
    fn find(&mut self, view: &mut View<'_>, asked: &QueriedWorker) -> Result<FoundWorker> {
        let idnp = match &asked.idnp {
            Some(GivenIdnp::Malformed) => {
                let nobody = AnsweredWorker { worker_id: None, idnp: None };
                return Ok(FoundWorker::Settled(nobody, Outcome::Invalid));
            }
            Some(GivenIdnp::Valid(idnp)) => Some(idnp),
            None => None,
        };
        if let Some(found) = self.at_once(view, idnp, asked.worker_id)? {
            return Ok(found);
        }
        let Some(worker) = self.worker(view, idnp, asked.worker_id)? else {
            let worker = AnsweredWorker { worker_id: asked.worker_id, idnp: idnp.map(mask) };
            return Ok(FoundWorker::Settled(worker, Outcome::Unknown));
        };
        let about = AnsweredWorker { worker_id: Some(worker.id), idnp: None };
        let closure = self.closure(view, &worker)?;
        let closes = closure.and_then(|closure| closure.effective_on);
        if closes.is_some_and(|first| first <= self.valid_at) {
            return Ok(FoundWorker::Closed(about, closes));
        }
        Ok(FoundWorker::Known(about, self.reader.facts_in(view, &worker)?, closes.map(Day::previous)))
    }

    /// Finds a worker whose packed record says that there is nothing else to look at. Whose an IDNP was at a
    /// moment of the past is not asked here.
    fn at_once(
        &mut self,
        view: &mut View<'_>,
        idnp: Option<&Idnp>,
        id: Option<WorkerId>,
    ) -> Result<Option<FoundWorker>> {
        let id = match idnp {
            None => id,
            Some(_) if self.is_past => None,
            Some(idnp) => workers::id_by_hash(view, &self.means.keys.idnp_hash(idnp))?,
        };
        let Some(id) = id else { return Ok(None) };
        let Some(facts) = self.reader.facts_at_once(view, id)? else { return Ok(None) };
        if !workers::sees(view, id, &self.sight)? {
            return Ok(None);
        }
        let about = AnsweredWorker { worker_id: Some(id), idnp: None };
        Ok(Some(FoundWorker::Known(about, facts, None)))
    }

    /// The worker as known then: a record merged since stands for itself, one merged before for the survivor.
    fn worker(&self, conn: &mut Conn, idnp: Option<&Idnp>, id: Option<WorkerId>) -> Result<Option<Worker>> {
        let mut found = match (idnp, id) {
            (Some(idnp), _) => {
                let hash = self.means.keys.idnp_hash(idnp);
                if self.is_past {
                    workers::find_by_hash_at(conn, &hash, self.known_at)?
                } else {
                    workers::find_by_hash(conn, &hash)?
                }
            }
            (None, Some(id)) => workers::find(conn, id)?,
            (None, None) => None,
        };
        while let Some(worker) = &found
            && let Some(survivor) = self.closure(conn, worker)?.and_then(|closure| closure.merged_into)
        {
            found = workers::find(conn, survivor)?;
        }
        match found.filter(|worker| worker.created_at <= self.known_at) {
            Some(worker) if workers::sees(conn, worker.id, &self.sight)? => Ok(Some(worker)),
            _ => Ok(None),
        }
    }

    /// Finds what had closed a record then. One that is in use now may have been closed before.
    fn closure(&self, conn: &mut Conn, worker: &Worker) -> Result<Option<Closure>> {
        if worker.status == WorkerStatus::Active && !self.is_past {
            return Ok(None);
        }
        workers::closed_at(conn, worker.id, self.known_at)
    }
}

/// The context of a query: the same for every worker asked about.
struct QueryContext<'q> {
    query: &'q StatusQuery,
    valid_at: Day,
    known_at: Moment,
    reader: RecordReader,
    catalogue: Arc<Catalogue>,
    rules: Option<RuleSetInUse>,
    term: RulesTerm,
    pay: Arc<PaySight>,
    language: Language,
}

impl QueryContext<'_> {
    fn answer(&self, found: FoundWorker) -> StatusResult {
        match found {
            FoundWorker::Known(worker, facts, last) => self.status(worker, &facts, last),
            FoundWorker::Settled(worker, outcome) => StatusResult::without(worker, outcome),
            FoundWorker::Closed(worker, from) => StatusResult {
                supplement: self.asked(StatusPart::Supplement, || Supplement::of_closed(from, self.language)),
                ..StatusResult::without(worker, Outcome::Deactivated)
            },
        }
    }

    /// A part of the answer, made where it was asked for.
    fn asked<T>(&self, part: StatusPart, make: impl FnOnce() -> T) -> Option<T> {
        self.query.includes(part).then(make)
    }

    fn status(&self, worker: AnsweredWorker, facts: &PersonFacts, last: Option<Day>) -> StatusResult {
        let held = held(&facts.awards, self.valid_at, self.known_at);
        let person = self.reader.record(facts, &self.catalogue);
        let record = person.record();
        let rules = self.rules.as_ref();
        StatusResult {
            worker,
            outcome: Outcome::Found,
            grade: self.asked(StatusPart::Grade, || held.map(HeldGrade::from)),
            employments: self.asked(StatusPart::Employments, || {
                let employments = facts.employments_on(self.valid_at, self.known_at);
                employments.map(|fact| StatusEmployment::told(fact, &self.pay)).collect()
            }),
            supplement: self.asked(StatusPart::Supplement, || {
                self.supplement(facts, held, &record).within(self.term, last)
            }),
            eligibility: rules
                .filter(|_| self.query.includes(StatusPart::Eligibility))
                .and_then(|rules| self.eligibility(rules, &record, held.map(|award| &award.grade.code))),
            obligations: rules
                .filter(|_| self.query.includes(StatusPart::Obligations))
                .map(|rules| rules.day_rules.obligations(&record, self.query.explain)),
            training: self.asked(StatusPart::Training, || self.training(&record)),
            supervision: self.asked(StatusPart::Supervision, || {
                let year = Window::of_months(YEAR, self.valid_at);
                RecentSupervision { last_twelve_months: rules::supervision(record.sessions, year) }
            }),
        }
    }

    fn training(&self, record: &Record<'_>) -> RecentTraining {
        let of = |months: i32| rules::training(record.trainings, Window::of_months(months, self.valid_at));
        RecentTraining { last_five_years: of(TRAINING_MONTHS), last_twelve_months: of(YEAR) }
    }

    fn supplement(&self, facts: &PersonFacts, held: Option<&GradedAward>, record: &Record<'_>) -> Supplement {
        match &self.rules {
            Some(rules) => Supplement::by_rules(&rules.set, &rules.day_rules, record, self.language),
            None => Supplement::by_ladder(&facts.awards, held, record, (self.valid_at, self.language)),
        }
    }

    fn eligibility(
        &self,
        rules: &RuleSetInUse,
        record: &Record<'_>,
        held: Option<&Code>,
    ) -> Option<Eligibility> {
        let (day_rules, grades) = (&rules.day_rules, &rules.day_rules.rules().grades);
        let place = rules.target(self.query.target_grade.as_ref(), held)?;
        let (target_grade, rule_set) = (grades.get(place)?.grade.clone(), rules.used.clone());
        if !self.query.explain {
            let eligible = day_rules.is_met(record, place);
            let valid_until = day_rules.valid_until(record, place);
            return Some(Eligibility {
                target_grade,
                eligible,
                valid_until,
                legal_basis: None,
                rule_set,
                requirements: None,
            });
        }
        let legal_basis = day_rules.grade_basis(place).cloned();
        let root = day_rules.explain(record, place)?;
        let (eligible, valid_until) = (root.met, root.valid_until);
        // Requirements that must all be met are a list; the group around them says nothing more.
        let requirements = Some(if root.kind == RequirementKind::AllOf { root.of } else { vec![root] });
        Some(Eligibility { target_grade, eligible, valid_until, legal_basis, rule_set, requirements })
    }
}

fn mask(idnp: &Idnp) -> String {
    format!("*********{}", idnp.last4())
}

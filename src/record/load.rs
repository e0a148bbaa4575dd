//! DOES: reads the whole register into columns, on two threads, a range of workers at a time.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;

use super::columns::{Columns, Employer, EmploymentTerms, Join, RegisterPart};
use super::mapping::{self, merge};
use super::owned::{Parts, Posts};
use crate::completions::{self, CompletionFact};
use crate::db::{Conn, Db, connection};
use crate::error::{Error, Result};
use crate::organisations::{self, KindsByDay, Organisation, StateHistory};
use crate::qualifications;
use crate::rule_sets::RuleCache;
use crate::rules::Catalogue;
use crate::rules::record::{Service, Standing, Training};
use crate::supervision;
use crate::values::{Day, Moment, OrganisationId, WorkerId};
use crate::workers::{self, Closure, EmploymentFact};

/// Nothing else is read here.
const BELIEVED: Standing = Standing::Believed;
/// Workers that are read at a time.
const PART: usize = 8_192;
/// Threads that read; each has a view of its own.
const READERS: usize = 2;

/// Reads the register as it was believed at a moment, with the workers whose records are in use on a day, on
/// threads of its own, whose connections end with them; nothing when it was told to stop. Called on a thread
/// that may wait.
///
/// # Errors
/// The database cannot be read.
pub fn load(
    db: &Db,
    rule_cache: &Arc<RuleCache>,
    valid_at: Day,
    known_at: Moment,
    goes_on: &(dyn Fn(usize) -> bool + Sync),
) -> Result<Option<Columns>> {
    let handle = Handle::current();
    let rule_cache = Arc::clone(rule_cache);
    let roll = || {
        handle.block_on(db.read(move |view| {
            connection::read_through(view)?;
            Roster::read(view, &rule_cache, valid_at, known_at)
        }))
    };
    let roll = Arc::new(std::thread::scope(|scope| joined(scope.spawn(roll).join()))?);
    let (next, read) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let done: Mutex<Vec<(usize, RegisterPart)>> = Mutex::default();
    let reader = || -> Result<()> {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= roll.parts() || !goes_on(read.load(Ordering::Relaxed)) {
                return Ok(());
            }
            let part = {
                let roll = Arc::clone(&roll);
                handle.block_on(db.read(move |view| {
                    connection::read_through(view)?;
                    roll.part(view, at)
                }))?
            };
            read.fetch_add(part.workers.len(), Ordering::Relaxed);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, part));
        }
    };
    let ended: Vec<Result<()>> = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(reader)).collect();
        readers.into_iter().map(|reader| joined(reader.join())).collect()
    });
    ended.into_iter().collect::<Result<()>>()?;
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    if done.len() < roll.parts() {
        return Ok(None);
    }
    done.sort_by_key(|(at, _)| *at);
    let parts = done.into_iter().map(|(_, part)| part).collect();
    Arc::into_inner(roll)
        .map_or_else(|| Err(Error::internal("a reader has not ended")), |roll| Ok(Some(roll.columns(parts))))
}

fn joined<T>(ended: std::thread::Result<Result<T>>) -> Result<T> {
    ended.unwrap_or_else(|_| Err(Error::internal("a reader panicked")))
}

/// The workers whose facts are read, and the tables by which facts are looked up.
struct Roster {
    known_at: Moment,
    /// The days on which the same records are in use.
    days: (Day, Option<Day>),
    catalogue: Arc<Catalogue>,
    /// Each organisation's place among the employers, and its kinds by day.
    organisations: HashMap<OrganisationId, (u32, KindsByDay)>,
    employers: Vec<Employer>,
    posts: Mutex<Posts>,
    parts: Mutex<Parts>,
    /// Workers with one record, in the order of their ids.
    plain: Vec<WorkerId>,
    /// Workers who go on under one record, with those that were merged into it.
    folded: Vec<(WorkerId, Vec<WorkerId>)>,
}

impl Roster {
    fn read(conn: &mut Conn, rule_cache: &RuleCache, valid_at: Day, known_at: Moment) -> Result<Self> {
        let catalogue = rule_cache.reload(conn)?;
        let histories = organisations::histories(conn)?;
        let employers = as_they_were(conn, &histories, valid_at, known_at)?;
        let kinds = |id| histories.get(&id).cloned().unwrap_or_default().kinds(known_at);
        let organisations = (0..)
            .zip(&employers)
            .map(|(place, employer)| (employer.id, (place, kinds(employer.id))))
            .collect();
        let closed = workers::all_closed_at(conn, known_at)?;
        let (days, (plain, folded)) = (alike(&closed, valid_at), roster(conn, &closed, valid_at, known_at)?);
        let (posts, parts) = (Mutex::default(), Mutex::default());
        Ok(Self { known_at, days, catalogue, organisations, employers, posts, parts, plain, folded })
    }

    /// The last part is that of merged records.
    fn parts(&self) -> usize {
        self.plain.len().div_ceil(PART) + 1
    }

    fn part(&self, conn: &mut Conn, at: usize) -> Result<RegisterPart> {
        let Some(workers) = self.plain.chunks(PART).nth(at) else { return self.merged(conn) };
        let (Some(first), Some(last)) = (workers.first(), workers.last()) else {
            return Ok(RegisterPart::default());
        };
        let (of, known_at) = ((*first, *last), self.known_at);
        let mut trainings = Join::of(workers);
        completions::each_believed(conn, known_at, of, |(worker, fact)| {
            trainings.take(worker, || self.training(&fact));
        })?;
        let mut sessions = Join::of(workers);
        supervision::each_believed(conn, known_at, of, |(worker, fact)| {
            sessions.take(worker, || Some(mapping::session(&fact, BELIEVED)));
        })?;
        let (mut services, mut terms) = (Join::of(workers), Vec::new());
        workers::each_believed_employment(conn, known_at, of, |(worker, fact)| {
            services.take(worker, || {
                terms.push(self.terms(&fact));
                Some(self.service(&fact))
            });
        })?;
        terms.shrink_to_fit();
        let mut holdings = Join::of(workers);
        qualifications::each_known_award(conn, known_at, of, |(worker, fact)| {
            holdings.take(worker, || Some(mapping::holding(&fact, known_at, BELIEVED)));
        })?;
        let mut suspensions = Join::of(workers);
        qualifications::each_believed_suspension(conn, known_at, of, |(worker, fact)| {
            suspensions.take(worker, || Some(mapping::suspension(&fact, BELIEVED)));
        })?;
        let mut absences = Join::of(workers);
        workers::each_believed_absence(conn, known_at, of, |(worker, fact)| {
            absences.take(worker, || Some(mapping::absence(&fact, BELIEVED)));
        })?;
        Ok(RegisterPart {
            workers: workers.to_vec(),
            trainings: trainings.close(),
            sessions: sessions.close(),
            services: services.close(),
            terms,
            holdings: holdings.close(),
            suspensions: suspensions.close(),
            absences: absences.close(),
        })
    }

    /// Workers of whom several records tell.
    fn merged(&self, conn: &mut Conn) -> Result<RegisterPart> {
        let (mut part, known_at) = (RegisterPart::default(), self.known_at);
        for (survivor, records) in &self.folded {
            let mut completions = Vec::new();
            let mut sessions = Vec::new();
            let mut employments = Vec::new();
            let mut awards = Vec::new();
            let mut suspensions = Vec::new();
            let mut absences = Vec::new();
            for record in records {
                let of = (*record, *record);
                completions::each_believed(conn, known_at, of, |(_, fact)| completions.push(fact))?;
                supervision::each_believed(conn, known_at, of, |(_, fact)| sessions.push(fact))?;
                workers::each_believed_employment(conn, known_at, of, |(_, fact)| employments.push(fact))?;
                qualifications::each_known_award(conn, known_at, of, |(_, fact)| awards.push(fact))?;
                qualifications::each_believed_suspension(conn, known_at, of, |(_, fact)| {
                    suspensions.push(fact);
                })?;
                workers::each_believed_absence(conn, known_at, of, |(_, fact)| absences.push(fact))?;
            }
            merge(&mut completions);
            merge(&mut sessions);
            merge(&mut employments);
            merge(&mut awards);
            merge(&mut suspensions);
            merge(&mut absences);
            part.workers.push(*survivor);
            part.trainings.add(completions.iter().filter_map(|fact| self.training(fact)));
            part.sessions.add(sessions.iter().map(|fact| mapping::session(fact, BELIEVED)));
            part.terms.extend(employments.iter().map(|fact| self.terms(fact)));
            part.services.add(employments.iter().map(|fact| self.service(fact)));
            part.holdings.add(awards.iter().map(|fact| mapping::holding(fact, known_at, BELIEVED)));
            part.suspensions.add(suspensions.iter().map(|fact| mapping::suspension(fact, BELIEVED)));
            part.absences.add(absences.iter().map(|fact| mapping::absence(fact, BELIEVED)));
        }
        Ok(part)
    }

    fn columns(self, parts: Vec<RegisterPart>) -> Columns {
        let posts = self.posts.into_inner().unwrap_or_else(PoisonError::into_inner).into_codes();
        Columns {
            known_at: self.known_at,
            days: self.days,
            catalogue: self.catalogue,
            employers: self.employers,
            posts,
            parts,
        }
    }

    fn training(&self, fact: &CompletionFact) -> Option<Training> {
        let provider =
            self.organisations.get(&fact.provider_id).and_then(|(_, kinds)| kinds.on(fact.completed_on));
        let part = match &fact.part.0 {
            None => 0,
            named => self.parts.lock().unwrap_or_else(PoisonError::into_inner).place(named.as_ref()),
        };
        mapping::training(fact, &self.catalogue, provider, part, BELIEVED)
    }

    fn service(&self, fact: &EmploymentFact) -> Service {
        let post = self.posts.lock().unwrap_or_else(PoisonError::into_inner).place(&fact.post);
        mapping::service(fact, post, BELIEVED)
    }

    fn terms(&self, fact: &EmploymentFact) -> EmploymentTerms {
        let employer = self.organisations.get(&fact.organisation_id).map_or(u32::MAX, |(place, _)| *place);
        EmploymentTerms { employer, base_pay: fact.base_pay }
    }
}

/// The organisations as they are on a day and as that was known at a moment, in the order of their ids.
///
/// # Errors
/// The database cannot be read.
pub fn employers(conn: &mut Conn, valid_at: Day, known_at: Moment) -> Result<Vec<Employer>> {
    let histories = organisations::histories(conn)?;
    as_they_were(conn, &histories, valid_at, known_at)
}

/// The same by histories at hand.
fn as_they_were(
    conn: &mut Conn,
    histories: &HashMap<OrganisationId, StateHistory>,
    valid_at: Day,
    known_at: Moment,
) -> Result<Vec<Employer>> {
    let employer = |one: Organisation| {
        let state = histories.get(&one.id).and_then(|history| history.on(valid_at, known_at));
        let district = state.map_or(one.district, |state| state.district.clone());
        Employer { id: one.id, name: one.name, district }
    };
    Ok(organisations::all(conn)?.into_iter().map(employer).collect())
}

/// The days around one on which the same records are in use: the first, and the first that is not one.
fn alike(closed: &HashMap<WorkerId, Closure>, day: Day) -> (Day, Option<Day>) {
    let firsts = || closed.values().filter_map(|closure| closure.effective_on);
    let from = firsts().filter(|first| *first <= day).max().unwrap_or(Day::FIRST);
    (from, firsts().filter(|first| *first > day).min())
}

/// Workers on the register on a day, as known at a moment: those with one record, and the others with all
/// their records.
#[expect(clippy::type_complexity, reason = "two lists, named where they are kept")]
fn roster(
    conn: &mut Conn,
    closed: &HashMap<WorkerId, Closure>,
    valid_at: Day,
    known_at: Moment,
) -> Result<(Vec<WorkerId>, Vec<(WorkerId, Vec<WorkerId>)>)> {
    let (mut active, mut into) = (Vec::new(), BTreeMap::new());
    workers::each_known(conn, known_at, |record| {
        let closure = closed.get(&record);
        if let Some(survivor) = closure.and_then(|closure| closure.merged_into) {
            into.insert(record, survivor);
        } else if !closure.is_some_and(|closure| closure.deactivates_on(valid_at)) {
            // In use on the day, whatever became of it later.
            active.push(record);
        }
    })?;
    let mut records: BTreeMap<WorkerId, Vec<WorkerId>> = BTreeMap::new();
    for (record, survivor) in &into {
        let mut last = *survivor;
        // There are no circles: only a record in use takes another.
        while let Some(next) = into.get(&last) {
            last = *next;
        }
        records.entry(last).or_insert_with(|| vec![last]).push(*record);
    }
    // A survivor that was deactivated since is left out with all its records.
    let (folded, plain): (Vec<_>, Vec<_>) =
        active.into_iter().partition(|worker| records.contains_key(worker));
    let folded =
        folded.into_iter().map(|worker| (worker, records.remove(&worker).unwrap_or_default())).collect();
    Ok((plain, folded))
}

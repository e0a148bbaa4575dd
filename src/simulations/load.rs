//! DOES: reads the whole register into columns, on two threads, a range of workers at a time.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;

use super::columns::{Columns, Employer, Part, Rows, Terms};
use crate::completions::{self, Learnt};
use crate::db::{Conn, Db, connection};
use crate::error::{Error, Result};
use crate::organisations;
use crate::qualifications::{self, Barred, Held};
use crate::rule_sets::Shelf;
use crate::rules::Catalogue;
use crate::rules::record::{Holding, Service, Session, Standing, Suspension, Training};
use crate::supervision::{self, Sat};
use crate::values::{Code, Day, Moment, OrganisationId, OrganisationKind, WorkerId};
use crate::workers::{self, Known, Served, WorkerStatus};

/// Workers that are read at a time.
const PART: usize = 8_192;
/// Threads that read; each has a view of its own.
const READERS: usize = 2;

/// Reads the register as it was believed at a moment, on threads of its own, whose connections end with them;
/// nothing when it was told to stop. Called on a thread that may wait.
///
/// # Errors
/// The database cannot be read.
pub fn load(
    db: &Db,
    shelf: &Arc<Shelf>,
    known_at: Moment,
    goes_on: &(dyn Fn(usize) -> bool + Sync),
) -> Result<Option<Columns>> {
    let handle = Handle::current();
    let shelf = Arc::clone(shelf);
    let plan = || {
        handle.block_on(db.read(move |view| {
            connection::read_through(view)?;
            Plan::read(view, &shelf, known_at)
        }))
    };
    let plan = Arc::new(std::thread::scope(|scope| joined(scope.spawn(plan).join()))?);
    let (next, read) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let done: Mutex<Vec<(usize, Part)>> = Mutex::default();
    let reader = || -> Result<()> {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= plan.parts() || !goes_on(read.load(Ordering::Relaxed)) {
                return Ok(());
            }
            let part = {
                let plan = Arc::clone(&plan);
                handle.block_on(db.read(move |view| {
                    connection::read_through(view)?;
                    plan.part(view, at)
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
    if done.len() < plan.parts() {
        return Ok(None);
    }
    done.sort_by_key(|(at, _)| *at);
    let parts = done.into_iter().map(|(_, part)| part).collect();
    Arc::into_inner(plan)
        .map_or_else(|| Err(Error::internal("a reader has not ended")), |plan| Ok(Some(plan.columns(parts))))
}

fn joined<T>(ended: std::thread::Result<Result<T>>) -> Result<T> {
    ended.unwrap_or_else(|_| Err(Error::internal("a reader panicked")))
}

/// Whose facts are read, and by what they are looked up.
struct Plan {
    known_at: Moment,
    catalogue: Arc<Catalogue>,
    /// Each organisation's place among the employers, and its kind.
    organisations: HashMap<OrganisationId, (u32, OrganisationKind)>,
    employers: Vec<Employer>,
    posts: Mutex<Posts>,
    /// Workers with one record, in the order of their ids.
    plain: Vec<WorkerId>,
    /// Workers who go on under one record, with those that were merged into it.
    folded: Vec<(WorkerId, Vec<WorkerId>)>,
}

/// The posts named so far, each with its place.
#[derive(Default)]
struct Posts {
    places: HashMap<Code, u32>,
    codes: Vec<Code>,
}

impl Posts {
    fn place(&mut self, post: Code) -> u32 {
        if let Some(place) = self.places.get(&post) {
            return *place;
        }
        let place = u32::try_from(self.codes.len()).unwrap_or(u32::MAX);
        self.codes.push(post.clone());
        self.places.insert(post, place);
        place
    }
}

impl Plan {
    fn read(conn: &mut Conn, shelf: &Shelf, known_at: Moment) -> Result<Self> {
        let catalogue = shelf.reload(conn)?;
        let employers = employers(conn)?;
        let organisations =
            (0..).zip(&employers).map(|(place, employer)| (employer.id, (place, employer.kind))).collect();
        let (plain, folded) = roster(conn, known_at)?;
        Ok(Self { known_at, catalogue, organisations, employers, posts: Mutex::default(), plain, folded })
    }

    /// The last part is that of merged records.
    fn parts(&self) -> usize {
        self.plain.len().div_ceil(PART) + 1
    }

    fn part(&self, conn: &mut Conn, at: usize) -> Result<Part> {
        let Some(workers) = self.plain.chunks(PART).nth(at) else { return self.merged(conn) };
        let (Some(first), Some(last)) = (workers.first(), workers.last()) else { return Ok(Part::default()) };
        let of = (*first, *last);
        let mut part = Part::default();
        let mut rows = Join::of(workers, &mut part.trainings);
        completions::each_learnt(conn, self.known_at, of, |fact| {
            rows.take(fact.worker_id, || self.training(fact))
        })?;
        rows.close();
        let mut rows = Join::of(workers, &mut part.sessions);
        supervision::each_sat(conn, self.known_at, of, |fact| {
            rows.take(fact.worker_id, || Some(session(fact)))
        })?;
        rows.close();
        let (mut rows, terms) = (Join::of(workers, &mut part.services), &mut part.terms);
        workers::each_served(conn, self.known_at, of, |fact| {
            rows.take(fact.worker_id, || {
                let (service, agreed) = self.service(fact);
                terms.push(agreed);
                Some(service)
            });
        })?;
        rows.close();
        part.terms.shrink_to_fit();
        let mut rows = Join::of(workers, &mut part.holdings);
        qualifications::each_held(conn, self.known_at, of, |fact| {
            rows.take(fact.worker_id, || Some(self.holding(fact)))
        })?;
        rows.close();
        let mut rows = Join::of(workers, &mut part.suspensions);
        qualifications::each_barred(conn, self.known_at, of, |fact| {
            rows.take(fact.worker_id, || Some(suspension(fact)))
        })?;
        rows.close();
        part.workers = workers.to_vec();
        Ok(part)
    }

    /// Workers of whom several records tell: what these say is put in the order of the days, and of the ids
    /// within a day.
    fn merged(&self, conn: &mut Conn) -> Result<Part> {
        let mut part = Part::default();
        for (survivor, records) in &self.folded {
            let (mut trainings, mut sessions, mut services, mut holdings, mut suspensions) =
                (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
            // Two records of one person may both have been named as attendees of a session.
            let mut sat = HashSet::new();
            for record in records {
                let of = (*record, *record);
                completions::each_learnt(conn, self.known_at, of, |fact| trainings.push(fact))?;
                supervision::each_sat(conn, self.known_at, of, |fact| {
                    sessions.extend(Some(fact).filter(|fact| sat.insert(fact.session_id)));
                })?;
                workers::each_served(conn, self.known_at, of, |fact| services.push(fact))?;
                qualifications::each_held(conn, self.known_at, of, |fact| holdings.push(fact))?;
                qualifications::each_barred(conn, self.known_at, of, |fact| suspensions.push(fact))?;
            }
            trainings.sort_by_key(|fact| (fact.completed_on, fact.id));
            sessions.sort_by_key(|fact| (fact.held_on, fact.session_id));
            services.sort_by_key(|fact| (fact.valid_from, fact.id));
            holdings.sort_by_key(|fact| (fact.valid_from, fact.id));
            suspensions.sort_by_key(|fact| (fact.valid_from, fact.id));
            part.workers.push(*survivor);
            part.trainings.add(trainings.into_iter().filter_map(|fact| self.training(fact)));
            part.sessions.add(sessions.into_iter().map(session));
            let (services, terms): (Vec<_>, Vec<_>) =
                services.into_iter().map(|fact| self.service(fact)).unzip();
            part.terms.extend(terms);
            part.services.add(services);
            part.holdings.add(holdings.into_iter().map(|fact| self.holding(fact)));
            part.suspensions.add(suspensions.into_iter().map(suspension));
        }
        Ok(part)
    }

    fn columns(self, parts: Vec<Part>) -> Columns {
        let posts = self.posts.into_inner().unwrap_or_else(PoisonError::into_inner).codes;
        Columns {
            known_at: self.known_at,
            catalogue: self.catalogue,
            employers: self.employers,
            posts,
            parts,
        }
    }

    /// Nothing for a programme that was never approved, which no completion names.
    fn training(&self, fact: Learnt) -> Option<Training> {
        let provider =
            self.organisations.get(&fact.provider_id).map_or(OrganisationKind::Provider, |(_, kind)| *kind);
        Some(Training {
            on: fact.completed_on,
            hours: fact.hours,
            programme: self.catalogue.place(fact.programme_id)?,
            provider,
            result: fact.result,
            standing: Standing::Believed,
        })
    }

    fn service(&self, fact: Served) -> (Service, Terms) {
        let employer = self.organisations.get(&fact.organisation_id).map_or(u32::MAX, |(place, _)| *place);
        let post = self.posts.lock().unwrap_or_else(PoisonError::into_inner).place(fact.post);
        let until = fact.valid_until.unwrap_or(Day::LAST);
        (
            Service { from: fact.valid_from, until, post, standing: Standing::Believed },
            Terms { employer, base_pay: fact.base_pay },
        )
    }

    fn holding(&self, fact: Held) -> Holding {
        let until = fact.valid_until.unwrap_or(Day::LAST);
        let revoked =
            fact.revoked_from.filter(|_| fact.revoked_at.is_some_and(|moment| moment <= self.known_at));
        let until = revoked.map_or(until, |day| until.min(day.previous()));
        Holding { from: fact.valid_from, until, rank: fact.rank, standing: Standing::Believed }
    }
}

fn session(fact: Sat) -> Session {
    let minutes = i16::try_from(fact.minutes).unwrap_or(i16::MAX);
    Session { on: fact.held_on, minutes, kind: fact.kind, standing: Standing::Believed }
}

fn suspension(fact: Barred) -> Suspension {
    Suspension {
        from: fact.valid_from,
        until: fact.valid_until.unwrap_or(Day::LAST),
        standing: Standing::Believed,
    }
}

/// The organisations as they are now, in the order of their ids.
///
/// # Errors
/// The database cannot be read.
pub(super) fn employers(conn: &mut Conn) -> Result<Vec<Employer>> {
    let all = organisations::all(conn)?;
    Ok(all
        .into_iter()
        .map(|one| Employer { id: one.id, name: one.name, kind: one.kind, district: one.district })
        .collect())
}

/// Who is on the register as known at a moment: workers with one record, and workers with all their records.
#[expect(clippy::type_complexity, reason = "two lists, named where they are kept")]
fn roster(conn: &mut Conn, known_at: Moment) -> Result<(Vec<WorkerId>, Vec<(WorkerId, Vec<WorkerId>)>)> {
    let (mut active, mut into) = (Vec::new(), BTreeMap::new());
    workers::each_known(conn, known_at, |record: Known| match record.status {
        // Whatever became of it after the moment, then it was in use.
        _ if record.status_since > known_at => active.push(record.id),
        WorkerStatus::Active => active.push(record.id),
        WorkerStatus::Deactivated => {}
        WorkerStatus::Merged => {
            into.extend(record.merged_into.map(|survivor| (record.id, survivor)));
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

/// Joins facts, which come by worker, with the workers, whose ids are in the same order.
struct Join<'j, T> {
    workers: &'j [WorkerId],
    rows: &'j mut Rows<T>,
}

impl<'j, T> Join<'j, T> {
    const fn of(workers: &'j [WorkerId], rows: &'j mut Rows<T>) -> Self {
        Self { workers, rows }
    }

    /// Takes a fact, unless it is of somebody else: a closed or merged record.
    fn take(&mut self, of: WorkerId, fact: impl FnOnce() -> Option<T>) {
        while self.workers.get(self.rows.ended()).is_some_and(|worker| *worker < of) {
            self.rows.end();
        }
        if self.workers.get(self.rows.ended()) == Some(&of)
            && let Some(fact) = fact()
        {
            self.rows.push(fact);
        }
    }

    fn close(self) {
        while self.rows.ended() < self.workers.len() {
            self.rows.end();
        }
        self.rows.close();
    }
}

//! Jobs and their leases: who works on what, and what becomes of it when things go wrong.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use diesel::{QueryDsl, RunQueryDsl};
use registry::db::schema::jobs::dsl;
use registry::db::{Db, Tx};
use registry::error::{Error, Result};
use registry::jobs::{self, Job, JobId, JobStanding, Lease, NewJob, OrderingKey, Retries, Runner, Size};
use registry::readiness::Readiness;
use tokio::runtime::Handle;
use uuid::Uuid;

use crate::service::{Service, on_postgres};

const KIND: &str = "errand";
/// The most that anything may take that takes a moment.
const PATIENCE: Duration = Duration::from_mins(1);
/// Seconds after which a lease has ended that was not renewed, and after which it has not.
const LONGER_THAN_A_LEASE: i64 = 7;
const SHORTER_THAN_A_LEASE: i64 = 4;

/// The work of a job.
type Errand = dyn Fn(&Process, &Lease) -> Result<()> + Send + Sync;

/// A server's side of the table of jobs.
#[derive(Clone)]
struct Process {
    db: Db,
    readiness: Readiness,
    /// Told of each job that was begun.
    begun: Sender<JobId>,
    /// Everything that its kind was told of jobs, in order.
    standings: Arc<Mutex<Vec<String>>>,
    errand: Arc<Errand>,
    /// Holds up who works on the jobs that are named, until they are let go.
    gate: Arc<(Mutex<BTreeSet<JobId>>, Condvar)>,
}

impl Process {
    fn wait<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
        Handle::current().block_on(work)
    }

    fn write<T: Send + 'static>(&self, f: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        Self::wait(self.db.write(f))
    }

    /// Ends a job. Whether it still was this process's.
    fn end(&self, lease: &Lease) -> Result<bool> {
        let lease = lease.clone();
        self.write(move |tx| lease.end(tx))
    }

    fn hold_up(&self, id: JobId) {
        self.gate.0.lock().expect("whole").insert(id);
    }

    fn let_go(&self, id: JobId) {
        self.gate.0.lock().expect("whole").remove(&id);
        self.gate.1.notify_all();
    }

    fn pass(&self, id: JobId) {
        let held = self.gate.0.lock().expect("whole");
        let waited = self.gate.1.wait_timeout_while(held, PATIENCE, |held| held.contains(&id));
        assert!(!waited.expect("whole").1.timed_out(), "nobody lets {id} go");
    }
}

impl Job for Process {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn retries(&self) -> Retries {
        Retries { most: 3, first: 10, longest: 30 }
    }

    fn keep(&self, _: &mut Tx<'_>, _: JobId, standing: &JobStanding<'_>) -> Result<()> {
        let (mut standings, standing) = (self.standings.lock().expect("whole"), format!("{standing:?}"));
        // A transaction may run again.
        if standings.last() != Some(&standing) {
            standings.push(standing);
        }
        Ok(())
    }

    fn run(&self, lease: &Lease) -> Result<()> {
        self.begun.send(lease.job()).expect("somebody listens");
        self.pass(lease.job());
        (self.errand)(self, lease)
    }
}

/// A process that works on jobs, and what is seen of it.
struct Server {
    process: Process,
    runner: Runner,
    begun: Receiver<JobId>,
}

impl Server {
    fn of(
        service: &Service,
        errand: impl Fn(&Process, &Lease) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        let (sender, begun) = channel();
        let readiness = Readiness::default();
        let process = Process {
            db: service.hall.db.clone(),
            readiness: readiness.clone(),
            begun: sender,
            standings: Arc::default(),
            errand: Arc::new(errand),
            gate: Arc::default(),
        };
        let kinds: [Arc<dyn Job>; 1] = [Arc::new(process.clone())];
        let runner = Runner::new(service.hall.db.clone(), service.clock.clone(), readiness, &kinds);
        Self { process, runner, begun }
    }

    /// Ends whatever it works on.
    fn ending(service: &Service) -> Self {
        Self::of(service, |process, lease| process.end(lease).map(|was_held| assert!(was_held)))
    }

    /// Waits for the next job that it begins.
    #[track_caller]
    fn begins(&self) -> JobId {
        self.begun.recv_timeout(PATIENCE).expect("a job is begun")
    }

    /// Takes up what is due, and gives the jobs that it began, once nothing more is to be done.
    async fn works_off(&self) -> Vec<JobId> {
        self.runner.beat().await.expect("a beat");
        self.runner.rest().await;
        self.begun.try_iter().collect()
    }

    fn standings(&self) -> Vec<String> {
        self.process.standings.lock().expect("whole").clone()
    }
}

async fn add(service: &Service, size: Size) -> JobId {
    add_in_order(service, size, None).await
}

async fn add_in_order(service: &Service, size: Size, ordering_key: Option<OrderingKey>) -> JobId {
    let id = JobId::new();
    let new = NewJob { id, kind: KIND, size, ordering_key };
    service.hall.db.write(move |tx| jobs::add(tx, &new)).await.expect("added");
    id
}

/// The row of a job that is open: attempts, failures and the last error.
async fn row(service: &Service, id: JobId) -> Option<(i32, i32, Option<String>)> {
    use diesel::OptionalExtension;
    service.hall.db.refresh();
    let row = service.hall.db.read(move |view| {
        let row = dsl::jobs.find(id).select((dsl::attempts, dsl::failures, dsl::last_error));
        Ok(row.get_result(&mut **view).optional()?)
    });
    row.await.expect("read")
}

#[actix_web::test]
async fn jobs_are_done_once_in_the_order_in_which_they_came() {
    let service = Service::start().await;
    let server = Server::ending(&service);
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(add(&service, Size::Large).await);
    }
    assert_eq!(server.works_off().await, ids);
    assert_eq!(server.works_off().await, []);
    assert_eq!(row(&service, ids[0]).await, None);
    // The work that ends a job says what came of it; the kind is told the rest.
    assert_eq!(server.standings(), ["Begun"]);
}

#[actix_web::test]
async fn a_small_job_does_not_wait_for_a_large_one() {
    let service = Service::start().await;
    let server = Server::ending(&service);
    let large = add(&service, Size::Large).await;
    server.process.hold_up(large);
    server.runner.wake(KIND);
    assert_eq!(server.begins(), large);
    let small = add(&service, Size::Small).await;
    server.runner.wake(KIND);
    assert_eq!(server.begins(), small);
    // A large one does: of each size one is worked on at a time.
    let next = add(&service, Size::Large).await;
    server.runner.wake(KIND);
    server.process.let_go(large);
    assert_eq!(server.works_off().await, [next]);
}

#[actix_web::test]
async fn what_concerns_the_same_is_done_in_order_whatever_its_size() {
    let service = Service::start().await;
    let server = Server::ending(&service);
    let key = Some(OrderingKey(Uuid::now_v7()));
    let first = add_in_order(&service, Size::Large, key).await;
    let second = add_in_order(&service, Size::Small, key).await;
    let other = add_in_order(&service, Size::Small, Some(OrderingKey(Uuid::now_v7()))).await;
    server.process.hold_up(first);
    server.runner.wake(KIND);
    let begun = BTreeSet::from([server.begins(), server.begins()]);
    assert_eq!(begun, BTreeSet::from([first, other]));
    server.process.let_go(first);
    // Nobody asks for it: who ended the one before does.
    assert_eq!(server.begins(), second);
    server.runner.rest().await;
}

/// Two servers on one database whose clocks differ.
#[actix_web::test]
async fn what_concerns_the_same_keeps_its_order_when_a_clock_is_behind() {
    let service = Service::start().await;
    let server = Server::ending(&service);
    let key = Some(OrderingKey(Uuid::now_v7()));
    let first = add_in_order(&service, Size::Small, key).await;
    service.clock.advance_seconds(-3_600);
    let second = add_in_order(&service, Size::Small, key).await;
    assert_eq!(server.works_off().await, [first, second]);
}

#[actix_web::test]
async fn a_lease_that_is_renewed_holds_and_one_that_is_not_is_taken_over() {
    let service = Service::start().await;
    let (one, other) = (
        Server::of(&service, |process, lease| {
            // It was taken for gone: nothing that it writes is taken any more.
            let own = lease.clone();
            assert!(!process.write(move |tx| own.hold(tx)).expect("asked"));
            let own = lease.clone();
            assert!(!process.write(move |tx| own.advance(tx)).expect("asked"));
            assert!(!process.end(lease).expect("asked"));
            Ok(())
        }),
        Server::ending(&service),
    );
    let job = add(&service, Size::Large).await;
    one.process.hold_up(job);
    one.runner.wake(KIND);
    assert_eq!(one.begins(), job);
    // An embedded database has one server: there the next one finds what its predecessor left.
    if on_postgres() {
        for _ in 0..3 {
            assert_eq!(other.works_off().await, []);
            service.clock.advance_seconds(SHORTER_THAN_A_LEASE);
            one.runner.beat().await.expect("a beat");
        }
        service.clock.advance_seconds(LONGER_THAN_A_LEASE);
    }
    assert_eq!(other.works_off().await, [job]);
    assert_eq!(row(&service, job).await, None);
    one.process.let_go(job);
    one.runner.rest().await;
    assert_eq!(one.standings(), ["Begun"]);
}

#[actix_web::test]
async fn a_lease_that_another_has_is_seen_at_the_next_beat() {
    let service = Service::start().await;
    let server = Server::of(&service, |_, lease| {
        assert!(!lease.goes_on());
        Ok(())
    });
    let job = add(&service, Size::Large).await;
    server.process.hold_up(job);
    server.runner.wake(KIND);
    assert_eq!(server.begins(), job);
    let cancelled = service.hall.db.write(move |tx| jobs::cancel(tx, job)).await;
    assert!(cancelled.expect("cancelled"));
    server.runner.beat().await.expect("a beat");
    server.process.let_go(job);
    server.runner.rest().await;
    assert_eq!(server.standings(), ["Begun"]);
}

#[actix_web::test]
async fn a_job_that_is_cancelled_is_stopped_and_writes_nothing_more() {
    let service = Service::start().await;
    let server = Server::of(&service, |process, lease| {
        assert!(!lease.goes_on());
        assert!(!process.end(lease).expect("asked"));
        Ok(())
    });
    let (job, waiting) = (add(&service, Size::Large).await, add(&service, Size::Large).await);
    server.process.hold_up(job);
    server.runner.wake(KIND);
    assert_eq!(server.begins(), job);
    for id in [job, waiting] {
        let cancelled = service.hall.db.write(move |tx| jobs::cancel(tx, id)).await;
        assert!(cancelled.expect("cancelled"));
        server.runner.stop(id);
    }
    server.process.let_go(job);
    assert_eq!(server.works_off().await, []);
    let again = service.hall.db.write(move |tx| jobs::cancel(tx, job)).await;
    assert!(!again.expect("nothing to cancel"));
}

#[actix_web::test]
async fn what_is_told_of_a_job_is_kept_at_the_next_beat() {
    let service = Service::start().await;
    let server = Server::of(&service, |process, lease| {
        lease.tell(3, 10);
        lease.tell(4, 10);
        process.begun.send(lease.job()).expect("somebody listens");
        process.pass(JobId(Uuid::nil()));
        process.end(lease).map(drop)
    });
    server.process.hold_up(JobId(Uuid::nil()));
    let job = add(&service, Size::Large).await;
    server.runner.wake(KIND);
    assert_eq!([server.begins(), server.begins()], [job, job]);
    for _ in 0..2 {
        server.runner.beat().await.expect("a beat");
    }
    server.process.let_go(JobId(Uuid::nil()));
    server.runner.rest().await;
    assert_eq!(server.standings(), ["Begun", "At { done: 4, total: 10 }"]);
}

#[actix_web::test]
async fn a_failure_that_may_pass_is_followed_by_growing_pauses_up_to_a_limit() {
    let service = Service::start().await;
    let server = Server::of(&service, |_, _| Err(Error::unavailable(registry::db::faults::busy())));
    let job = add(&service, Size::Small).await;
    for (failures, pause) in [(1, 10), (2, 20), (3, 30)] {
        assert_eq!(server.works_off().await, [job]);
        let failed = Some((0, failures, Some(registry::db::faults::busy().to_string())));
        assert_eq!(row(&service, job).await, failed);
        service.clock.advance_seconds(pause - 1);
        assert_eq!(server.works_off().await, [], "{failures}");
        service.clock.advance_seconds(2);
    }
    assert_eq!(server.works_off().await, [job]);
    assert_eq!(row(&service, job).await, None);
    let mut expected = ["Begun", "Waiting"].repeat(3);
    let failed = format!("Failed({:?})", registry::db::faults::busy());
    expected.extend(["Begun", failed.as_str()]);
    assert_eq!(server.standings(), expected);
}

#[actix_web::test]
async fn who_gets_on_begins_to_count_anew() {
    let service = Service::start().await;
    let turns = AtomicI32::new(0);
    let server = Server::of(&service, move |process, lease| {
        // Three times in a row it fails and does not get on, as often as it may.
        if turns.fetch_add(1, Ordering::SeqCst) % 4 == 3 {
            let own = lease.clone();
            assert!(process.write(move |tx| own.advance(tx)).expect("asked"));
        }
        Err(Error::unavailable(registry::db::faults::busy()))
    });
    let job = add(&service, Size::Small).await;
    for failures in [1, 2, 3, 1, 2, 3] {
        assert_eq!(server.works_off().await, [job]);
        let failed = row(&service, job).await.expect("it waits");
        assert_eq!(failed, (0, failures, Some(registry::db::faults::busy().to_string())));
        service.clock.advance_seconds(60);
    }
}

#[actix_web::test]
async fn a_failure_that_does_not_pass_and_a_panic_end_a_job_and_no_other() {
    let service = Service::start().await;
    let failing = Server::of(&service, |_, _| Err(Error::internal("no such luck")));
    let job = add(&service, Size::Small).await;
    assert_eq!(failing.works_off().await, [job]);
    // The reason is for the log.
    let failed = format!("Failed({:?})", jobs::faults::our_own());
    assert_eq!(failing.standings(), ["Begun", failed.as_str()]);
    let panicking = Server::of(&service, |process, lease| {
        assert!(process.standings.lock().expect("whole").len() > 1, "on purpose");
        process.end(lease).map(drop)
    });
    let (job, next) = (add(&service, Size::Small).await, add(&service, Size::Small).await);
    assert_eq!(panicking.works_off().await, [job, next]);
    assert_eq!(panicking.standings(), ["Begun", failed.as_str(), "Begun"]);
    assert_eq!((row(&service, job).await, row(&service, next).await), (None, None));
}

#[actix_web::test]
async fn a_job_that_ends_its_process_is_taken_up_five_times() {
    let service = Service::start().await;
    let job = add(&service, Size::Large).await;
    let mut ended = Vec::new();
    for _ in 0..5 {
        let server = Server::of(&service, |_, _| Ok(()));
        // As if it had been killed at work: it says nothing any more.
        server.process.hold_up(job);
        server.runner.wake(KIND);
        assert_eq!(server.begins(), job);
        ended.push(server);
        service.clock.advance_seconds(LONGER_THAN_A_LEASE);
    }
    let last = Server::ending(&service);
    assert_eq!(last.works_off().await, []);
    let failed = format!("Failed({:?})", jobs::faults::ends_its_process(5));
    assert_eq!(last.standings(), ["Begun", failed.as_str()]);
    assert_eq!(row(&service, job).await, None);
    for server in ended {
        server.process.let_go(job);
        server.runner.rest().await;
    }
}

#[actix_web::test]
async fn who_stops_leaves_its_job_to_the_next_at_once() {
    let service = Service::start().await;
    let stopping = Server::of(&service, |_, lease| {
        assert!(!lease.goes_on());
        Ok(())
    });
    let job = add(&service, Size::Large).await;
    stopping.process.hold_up(job);
    stopping.runner.wake(KIND);
    assert_eq!(stopping.begins(), job);
    stopping.process.readiness.leave();
    stopping.process.let_go(job);
    stopping.runner.rest().await;
    assert_eq!(stopping.standings(), ["Begun", "Waiting"]);
    assert_eq!(row(&service, job).await, Some((0, 0, None)));
    // It begins nothing any more.
    stopping.runner.wake(KIND);
    assert_eq!(stopping.works_off().await, []);
    assert_eq!(Server::ending(&service).works_off().await, [job]);
}

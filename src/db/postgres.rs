//! PostgreSQL: a pool of connections used on blocking threads; each connection has a journal lane of its own.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac;
use diesel::connection::SimpleConnection;
use diesel::r2d2::{ManageConnection, Pool, PooledConnection};
use diesel::result::ConnectionError;
use diesel::sql_types::{Bool, Integer};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::chain::JournalChain;
use super::connection::{self, Begin, opening};
use super::memory::HouseMemory;
use super::moments::{Moments, last_moment};
use super::notes::{JournalKeeper, Notes};
use super::transaction::{NOBODY, Outbox, Tx, View, WriteEvents};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::sql::Conn;
use crate::values::Moment;

/// Connections, and so requests that can be at the database at once.
const CONNECTIONS: u32 = 16;
/// Runs of a transaction, after serialisation failures, before the caller is told to try again.
const ATTEMPTS: u32 = 25;
/// First key of the advisory locks that give each connection its journal lane.
const LANES: i32 = 7_301_066;

/// A PostgreSQL database.
#[derive(Clone)]
pub struct Postgres {
    pool: Pool<Manager>,
    moments: Arc<Moments>,
    keeper: JournalKeeper,
}

struct Manager {
    url: String,
    journal: hmac::Key,
    events: WriteEvents,
}

/// A connection, its lane of the journal, and the events of its transaction.
struct PooledSession {
    conn: Conn,
    chain: JournalChain,
    outbox: Outbox,
    memory: HouseMemory,
}

impl ManageConnection for Manager {
    type Connection = PooledSession;
    type Error = ConnectionError;

    fn connect(&self) -> Result<PooledSession, ConnectionError> {
        let mut conn = connection::open_postgres(&self.url)?;
        let lane = take_lane(&mut conn).map_err(ConnectionError::CouldntSetupConfiguration)?;
        let chain = JournalChain::alone(lane, self.journal.clone());
        Ok(PooledSession { conn, chain, outbox: Outbox::new(self.events), memory: HouseMemory::default() })
    }

    fn is_valid(&self, session: &mut PooledSession) -> Result<(), ConnectionError> {
        session.conn.batch_execute("SELECT 1").map_err(ConnectionError::CouldntSetupConfiguration)
    }

    fn has_broken(&self, session: &mut PooledSession) -> bool {
        use diesel::r2d2::R2D2Connection;
        std::thread::panicking() || session.conn.is_broken()
    }
}

/// The lowest lane that no living session holds; the lock ends with the session.
fn take_lane(conn: &mut Conn) -> diesel::QueryResult<i32> {
    /// Answer to an attempt at a lane's lock.
    #[derive(QueryableByName)]
    struct LockAttempt {
        #[diesel(sql_type = Bool)]
        taken: bool,
    }
    let mut lane = 0;
    loop {
        let attempt = sql_query("SELECT pg_try_advisory_lock($1, $2) AS taken")
            .bind::<Integer, _>(LANES)
            .bind::<Integer, _>(lane);
        if attempt.get_result::<LockAttempt>(conn)?.taken {
            return Ok(lane);
        }
        lane += 1;
    }
}

impl Postgres {
    pub(super) fn open(
        url: &str,
        clock: Clock,
        journal: hmac::Key,
        (events, keeper): (WriteEvents, JournalKeeper),
    ) -> Result<Self> {
        // One attempt by hand first: its failure says more than the pool's time-out.
        let mut conn = connection::open_postgres(url).map_err(opening)?;
        let moments = Arc::new(Moments::new(clock, last_moment(&mut conn)?));
        let pool = Pool::builder()
            .max_size(CONNECTIONS)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(5))
            .error_handler(Box::new(diesel::r2d2::NopErrorHandler))
            .build(Manager { url: url.to_owned(), journal, events })
            .map_err(|_| Error::unavailable(super::faults::unreachable()))?;
        Ok(Self { pool, moments, keeper })
    }

    pub(super) async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut View<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.on_session(|PooledSession { conn, memory, .. }, moments| {
            let now = moments.read();
            memory.turn();
            connection::begun(conn, Begin::Read, |conn| f(&mut View { conn, memory, now, present: now }))
        })
        .await
    }

    pub(super) async fn access<T: Send + 'static>(
        &self,
        read: impl Fn(&mut View<'_>) -> Result<T> + Send + 'static,
        note: impl Fn(&mut Notes, &T) -> Result<()> + Send + 'static,
    ) -> Result<T> {
        let append = self.keeper.append;
        self.on_session(move |session, moments| {
            transaction(session, moments, Begin::ReadThenWrite, |tx| {
                tx.memory.turn();
                let (now, present) = (tx.now, tx.now);
                let found = read(&mut View { conn: tx.conn, memory: tx.memory, now, present })?;
                let mut notes = Notes::default();
                note(&mut notes, &found)?;
                connection::end_reading(tx.conn)?;
                append(tx, &notes.0)?;
                Ok(found)
            })
        })
        .await
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.on_session(move |session, moments| transaction(session, moments, Begin::Write, &f)).await
    }

    pub(super) fn journal_complete_until(&self) -> Moment {
        self.moments.journal_complete_until()
    }

    async fn on_session<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut PooledSession, &Moments) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (pool, moments) = (self.pool.clone(), Arc::clone(&self.moments));
        let work = move || {
            let mut session: PooledConnection<Manager> =
                pool.get().map_err(|_| Error::unavailable(super::faults::busy()))?;
            f(&mut session, &moments)
        };
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|_| Err(Error::internal("the work on the database panicked")))
    }
}

fn transaction<T>(
    session: &mut PooledSession,
    moments: &Moments,
    begin: Begin,
    f: impl Fn(&mut Tx<'_>) -> Result<T>,
) -> Result<T> {
    let mut attempt = 1;
    loop {
        let PooledSession { conn, chain, outbox, memory } = session;
        let now = moments.write_beside_others();
        let result: Result<T> = connection::begun(conn, begin, |conn| {
            let tx = &mut Tx { conn, now, chain, outbox, waiting: &NOBODY, is_half_done: None, memory };
            let done = f(tx)?;
            tx.write_events()?;
            Ok(done)
        });
        match result {
            Err(error) => {
                // Whatever was rolled back, the lane's last entry is read afresh.
                session.chain.forget();
                session.outbox.forget();
                session.memory.forget();
                if !error.is_retryable() || attempt == ATTEMPTS {
                    return Err(error);
                }
                attempt += 1;
                // Two that met once should not meet again at the same beat.
                std::thread::sleep(Duration::from_micros(
                    200 * u64::from(attempt) * (1 + u64::try_from(session.chain.lane % 7).unwrap_or(0)),
                ));
            }
            done => return done,
        }
    }
}

//! A generator of registers of any size: from one seed always the same people and the same facts.
//!
//! A service makes its folder or database, with its keys and the samples; everything else is put there in
//! bulk, in the order of the trees, by the crate's own schema. Then the records of all workers are packed, as
//! a service does little by little. What a service would have journaled of that is not: its journal begins
//! with whoever asks first.

mod days;
mod dice;
mod facts;
mod history;
mod ids;
pub mod people;
mod rows;

use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use registry::clock::Clock;
use registry::config::DataOptions;
use registry::db::schema::{clients, grades, organisations, programmes};
use registry::db::{Conn, Process};
use registry::keys::Keys;
use registry::record::{self, Packing};
use registry::start;
use registry::values::{OrganisationId, OrganisationKind};

pub use days::{LAST, day};
pub use facts::Ground;
pub use history::Kept;
pub use ids::{Kind, id, idnp, worker};
pub use rows::{CompletionRow, JournalRow, Rows};

use self::days::{APPROVAL, noon};
use self::people::{GROUP, Scale};
use self::rows::{
    ClientNumberRow, OrganisationRow, OrganisationStateRow, ProgrammeNumberRow, ProviderNumberRow,
};

/// Groups whose rows are put at once: some 50,000 rows in a transaction.
const GROUPS_AT_ONCE: usize = 200;
/// The longest that it is waited for a service to end.
const PATIENCE: Duration = Duration::from_secs(10);
/// The fewest workers of a register.
pub const FEWEST: usize = 100;

/// A generated register.
pub struct Register {
    pub scale: Scale,
    pub ground: Ground,
    /// The time that it took to put it there.
    pub seconds: f64,
    /// The time that it took to pack its records.
    pub packing_seconds: f64,
}

/// Makes a register of so many workers in an empty place.
pub async fn fill(place: &DataOptions, workers: usize, seed: u64) -> Register {
    assert!(workers >= FEWEST && workers.is_multiple_of(GROUP), "workers come by tens, {FEWEST} at least");
    let house = start::open(place, "http://bench", Clock::system(), Process::Command).expect("a service");
    start::furnish(&house.hall, place, false).await.expect("samples");
    let keys = std::sync::Arc::clone(&house.hall.keys);
    drop(house);
    let begun = Instant::now();
    let mut conn = open(place);
    let ground = ground(&mut conn);
    let (employers, providers) = ((workers / 200).max(20), 40);
    let scale = Scale { seed, workers, employers, providers, programmes: ground.programmes.len() };
    fixed(&ground, &scale).put(&mut conn).expect("put");
    put_all(&mut conn, &scale, &ground, &keys);
    mark_all_stale(&mut conn);
    drop(conn);
    let seconds = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    pack(place).await;
    let packing_seconds = begun.elapsed().as_secs_f64();
    // Opened once more: on SQLite the log goes with that, so that the file by itself is the register.
    if let mut conn @ Conn::Postgres(_) = open(place) {
        conn.batch_execute("VACUUM ANALYZE").expect("analysed");
    }
    Register { scale, ground, seconds, packing_seconds }
}

/// Every worker is marked once, instead of once for each fact that came in.
fn mark_all_stale(conn: &mut Conn) {
    conn.batch_execute("DELETE FROM stale_records; INSERT INTO stale_records SELECT id, 0 FROM workers")
        .expect("marked");
}

/// Packs the records of all, so that no server has it to do while it is measured.
async fn pack(place: &DataOptions) {
    let house = start::open(place, "http://bench", Clock::system(), Process::Command).expect("a service");
    while house.hall.db.tidy(record::pack).await.expect("packed") != Packing::Done {}
}

/// A second thread makes the rows of the next groups while those of some are put.
fn put_all(conn: &mut Conn, scale: &Scale, ground: &Ground, keys: &Keys) {
    let groups = scale.workers / GROUP;
    std::thread::scope(|threads| {
        let (made, ready) = sync_channel::<Rows>(2);
        threads.spawn(move || {
            for first in (0..groups).step_by(GROUPS_AT_ONCE) {
                let mut rows = Rows::default();
                for group in first..groups.min(first + GROUPS_AT_ONCE) {
                    ground.add(keys, &scale.group(group), &mut rows);
                }
                made.send(rows).expect("awaited");
            }
        });
        for rows in ready {
            rows.put(conn).expect("put");
        }
    });
}

/// A connection that loses everything if the machine stops meanwhile, and checks no references: they are
/// right by construction.
fn open(place: &DataOptions) -> Conn {
    if let Some(url) = &place.database_url {
        let mut conn = PgConnection::establish(url).expect("a database");
        conn.batch_execute("SET session_replication_role = replica; SET synchronous_commit = off;")
            .expect("settings");
        return Conn::Postgres(conn);
    }
    let file = place.data_dir.join("registry.db");
    let mut conn = SqliteConnection::establish(file.to_str().expect("a path")).expect("a database");
    // The threads of the service end a little after it, and the log can only go when they have.
    let begun = Instant::now();
    while let Err(error) = conn.batch_execute("PRAGMA journal_mode = DELETE") {
        assert!(begun.elapsed() < PATIENCE, "{error}");
        std::thread::sleep(PATIENCE / 100);
    }
    conn.batch_execute(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; \
         PRAGMA cache_size = -262144;",
    )
    .expect("settings");
    Conn::Sqlite(conn)
}

fn ground(conn: &mut Conn) -> Ground {
    let approved = programmes::table.filter(programmes::status.eq("approved"));
    Ground {
        programmes: approved.order(programmes::id).select(programmes::id).load(conn).expect("programmes"),
        grades: grades::table.order(grades::rank).select(grades::id).load(conn).expect("grades"),
        ministry: organisations::table.select(organisations::id).first(conn).expect("a ministry"),
        client: clients::table.select(clients::id).first(conn).expect("a client"),
    }
}

/// What is there before anybody is: organisations, and the numbers by which completions name things.
fn fixed(ground: &Ground, scale: &Scale) -> Rows {
    let mut rows = Rows::default();
    let kinds = [OrganisationKind::Provider, OrganisationKind::University, OrganisationKind::Ngo];
    let employers = (0..scale.employers).map(|number| (Kind::Employer, OrganisationKind::Employer, number));
    let providers = (0..scale.providers).map(|number| (Kind::Provider, kinds[number % kinds.len()], number));
    for (at, (of, kind, number)) in employers.chain(providers).enumerate() {
        let id = OrganisationId(id(of, number as u64));
        let district = ["MD-CU", "MD-BA", "MD-FL", "MD-CA"][number % 4];
        let since = noon(APPROVAL);
        rows.organisations.push(OrganisationRow {
            id,
            idno: ids::checked(100_500_000_000 + at),
            name: format!("Organisation {at}"),
            kind,
            district,
            sample: false,
            created_at: since,
            updated_at: since,
        });
        rows.organisation_states.push(OrganisationStateRow {
            organisation_id: id,
            valid_from: registry::values::Day::FIRST,
            id,
            kind,
            district,
            recorded_at: since,
            recorded_by: ground.client,
        });
    }
    let programmes = ground.programmes.iter();
    rows.programme_numbers.extend(programmes.map(|id| ProgrammeNumberRow { programme_id: *id }));
    let providers = (0..scale.providers).map(|number| OrganisationId(id(Kind::Provider, number as u64)));
    rows.provider_numbers.extend(providers.map(|provider_id| ProviderNumberRow { provider_id }));
    rows.client_numbers.push(ClientNumberRow { client_id: ground.client });
    rows
}

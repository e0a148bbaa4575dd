//! Opens a place: the data folder, its keys, its database; and furnishes an empty one.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use crate::auth::{Gate, SigningKeys};
use crate::call::{Actor, Call, Role};
use crate::clients::{self, NewClient, NewClientCredentials};
use crate::clock::Clock;
use crate::config::DataOptions;
use crate::db::{self, Db, Process, Target, Tx};
use crate::error::{Error, Result};
use crate::events;
use crate::http::Hall;
use crate::imports::{BatchJob, Importer};
use crate::jobs::{Job, Runner};
use crate::journal;
use crate::keys::{Keys, write_private};
use crate::organisations::{self, NewOrganisation};
use crate::rule_sets::RuleCache;
use crate::simulations::Simulator;
use crate::values::{ClientId, Day, Idno, Name, Note, OrganisationId, OrganisationKind};

/// File in the data folder to which the first client's credentials are written.
pub const FIRST_CLIENT: &str = "first-client.json";

/// The hall, and what single rooms bring of their own. Known on the porch alone. Cheap to clone.
#[derive(Clone)]
pub struct House {
    /// The database, the clock, the keys, the counts.
    pub hall: Hall,
    /// The gate that looks up who asks.
    pub gate: Arc<Gate>,
    /// The catalogue and the rule sets at hand.
    pub rule_cache: Arc<RuleCache>,
    /// The one that does simulations.
    pub simulator: Arc<Simulator>,
    /// The one that takes in files of rows.
    pub importer: Arc<Importer>,
    /// The worker on jobs of every kind.
    pub runner: Runner,
}

impl House {
    fn new(hall: Hall, gate: Gate) -> Self {
        let rule_cache = Arc::default();
        let simulator = Arc::new(Simulator::new(&hall, &rule_cache));
        let simulations: Arc<dyn Job> = Arc::<Simulator>::clone(&simulator);
        let kinds = [simulations, Arc::new(BatchJob::new(&hall))];
        let (db, clock, readiness) = (hall.db.clone(), hall.clock.clone(), hall.readiness.clone());
        let runner = Runner::new(db, clock, readiness, &kinds);
        let importer = Arc::new(Importer::new(&hall, &runner));
        Self { hall, gate: Arc::new(gate), rule_cache, simulator, importer, runner }
    }
}

/// Opens keys and a migrated database, making what is not there yet.
///
/// # Errors
/// Something cannot be opened; the error says what and what to do.
pub fn open(place: &DataOptions, issuer: &str, clock: Clock, process: Process) -> Result<House> {
    let target = place.target()?;
    make_folder(&place.data_dir)?;
    db::migrate(&target)?;
    if !Keys::are_in(&place.data_dir) && db::peek(&target, organisations::any)? {
        return Err(Error::internal(format!(
            "the database holds a register, but its keys are not in {}: restore them from their backup, or \
                name their folder with --data-dir",
            place.data_dir.display()
        )));
    }
    let keys = Arc::new(Keys::open(&place.data_dir)?);
    let tokens = SigningKeys::open(&place.data_dir, issuer, clock.now())?;
    let db = Db::open(&target, clock.clone(), keys.journal(), process, (events::write, journal::KEEPER))?;
    let gate = Gate::new(tokens, db.clone(), clock.clone());
    Ok(House::new(Hall::new(db, clock, keys), gate))
}

/// For its owner only.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| {
        Error::internal(format!("cannot make the data folder {}: {error}", folder.display()))
    })
}

/// Makes sure that an embedded database has one server; held until the file is closed.
///
/// # Errors
/// Another server runs on this data folder.
pub fn only_server(place: &DataOptions) -> Result<Option<File>> {
    if let Target::Postgres { .. } = place.target()? {
        return Ok(None);
    }
    make_folder(&place.data_dir)?;
    let path = place.data_dir.join("serve.lock");
    let file = File::create(&path)
        .map_err(|error| Error::internal(format!("cannot write {}: {error}", path.display())))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(_) => Err(Error::internal(format!(
            "another server runs on the data folder {}: stop it, or use another --data-dir",
            place.data_dir.display()
        ))),
    }
}

/// Gives an empty register the ministry's organisation, a first client (role registrar), whose credentials go
/// to [`FIRST_CLIENT`] in the data folder, and unless `empty` the samples. Whether it was empty.
///
/// # Errors
/// The database or the file cannot be written, or the folder holds the credentials of another register.
pub async fn furnish(hall: &Hall, place: &DataOptions, empty: bool) -> Result<bool> {
    let file = place.data_dir.join(FIRST_CLIENT);
    // Looked for first: once the client is in the database, its secret must find its place.
    if file.exists() && !hall.db.read(|view| organisations::any(view)).await? {
        return Err(Error::internal(format!(
            "the database is empty, but {} holds the credentials of another register's first client: move it \
                away, or use another --data-dir",
            file.display()
        )));
    }
    let (keys, today) = (Arc::clone(&hall.keys), hall.today());
    let made = hall
        .db
        .write(
            move |tx| {
                if organisations::any(tx)? { Ok(None) } else { first(tx, &keys, today, empty).map(Some) }
            },
        )
        .await?;
    let Some(credentials) = made else { return Ok(false) };
    let text = serde_json::to_vec_pretty(&credentials)
        .map_err(|_| Error::internal("the first client cannot be written as JSON"))?;
    write_private(&file, &text)?;
    Ok(true)
}

fn first(tx: &mut Tx<'_>, keys: &Keys, today: Day, empty: bool) -> Result<NewClientCredentials> {
    let call = operator("first start of an empty register", today);
    let ministry = NewOrganisation {
        // Not the ministry's real number: a sample, until somebody puts the real one on the register.
        idno: Idno::parse("1000000000007").map_err(Error::internal)?,
        name: Name::ours("Ministerul Muncii și Protecției Sociale (exemplu)"),
        kind: OrganisationKind::Ministry,
        parent_id: None,
        district: None,
        valid_from: None,
        sample: true,
    };
    let ministry = organisations::create(tx, &call, &ministry)?;
    if !empty {
        crate::samples::load(tx, ministry.id)?;
    }
    let client = NewClient {
        organisation_id: ministry.id,
        name: Name::ours("First client"),
        role: Role::Registrar,
        standing_basis: None,
    };
    clients::create(tx, keys, &call, &client)
}

/// A call made at the command line: by no client, for no organisation.
#[must_use]
pub fn operator(reason: &'static str, today: Day) -> Call {
    Call {
        actor: Actor {
            client: ClientId(uuid::Uuid::nil()),
            organisation: OrganisationId(uuid::Uuid::nil()),
            role: Role::Registrar,
        },
        user: None,
        basis: Note::ours("operation of the register"),
        reason: Note::ours(reason),
        trace_id: "0".repeat(32),
        today,
    }
}

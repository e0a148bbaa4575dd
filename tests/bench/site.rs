//! A register under measurement, and the server that serves it.

use std::cell::Cell;

use registry::config::DataOptions;
use registry::values::{Day, WorkerId};
use tempfile::TempDir;

use crate::client::{Clients, DAY, parsed};
use crate::cluster::Cluster;
use crate::figures::{Figure, Subject, Values, Work};
use crate::generate::people::GROUP;
use crate::generate::{self, LAST, Register, day, worker};
use crate::load::Load;
use crate::options::Engine;
use crate::plain::Plain;
use crate::server::Server;
use crate::{Run, check};

/// Steps through the workers in an order in which none is near the one before.
const STRIDE: usize = 7_919;
/// Statuses that are compared with the facts before anything is measured.
const CHECKED: usize = 1_000;

/// A register, its server, and a copy for plain SQL where everything is measured on it.
pub struct Site {
    pub subject: Subject,
    pub register: Register,
    pub clients: Clients,
    pub plain: Option<Plain>,
    place: DataOptions,
    folder: TempDir,
    /// Those of whom something can be recorded.
    open: Vec<usize>,
    /// Workers about whom was asked so far.
    asked: Cell<usize>,
    /// Completions that were recorded so far, of everybody and of few.
    recorded: Cell<usize>,
    taught: Cell<usize>,
    constant: usize,
    /// The programme that is completed: its id, and its code in files.
    pub programme: String,
    pub programme_code: String,
}

/// A register that no server serves any more; its folder goes with it.
pub struct Closed {
    pub place: DataOptions,
    _folder: TempDir,
}

/// A completion that nobody has recorded yet, of the programme that generated workers leave alone.
pub struct Line {
    pub worker: usize,
    /// Days before the last one on which anything happens.
    pub days_before: usize,
    pub reference: String,
}

impl Site {
    /// Generates a register, starts its server, and looks whether it answers rightly.
    pub async fn open(subject: Subject, cluster: Option<&Cluster>, run: &mut Run, is_main: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let name = format!("register_{}", subject.workers);
        let on_postgres = cluster.filter(|_| subject.engine == Engine::Postgres);
        let database_url = on_postgres.map(|cluster| cluster.create(&name, "template1"));
        let place = DataOptions { data_dir: folder.path().to_owned(), database_url };
        let register = generate::fill(&place, subject.workers, run.options.seed).await;
        let filled = Values::from([(Figure::Seconds, register.seconds)]);
        run.figures.note(subject, 0, Work::Fill, filled);
        let packed = Values::from([(Figure::Seconds, register.packing_seconds)]);
        run.figures.note(subject, 0, Work::Pack, packed);
        let plain = is_main.then(|| Plain::copy(&place, on_postgres.map(|cluster| (cluster, name.as_str()))));
        let server = Server::start(&place);
        let clients = Clients::open(server, folder.path()).await;
        check::statuses(&clients, &register, CHECKED.min(subject.workers), DAY).await;
        let short = clients.payroll.status([worker(0)].into_iter(), false);
        let once = Load::new(&clients.server, 1);
        let constant = once.once(short).await.len();
        let groups = 0..if is_main { subject.workers / GROUP } else { 0 };
        let people = groups.flat_map(|group| register.scale.group(group).people);
        let open = people.filter(|person| person.closing.is_none()).map(|person| person.number).collect();
        let programmes = clients.anyone.request("GET", "/api/v1/programmes?limit=1", "");
        let first = parsed(&once.once(programmes).await)["programmes"][0].take();
        let text = |field: &str| first[field].as_str().expect("a programme").to_owned();
        Self {
            subject,
            register,
            clients,
            plain,
            place,
            folder,
            open,
            asked: Cell::new(0),
            recorded: Cell::new(0),
            taught: Cell::new(0),
            constant,
            programme: text("id"),
            programme_code: text("code"),
        }
    }

    /// The next worker about whom to ask: nobody twice before everybody was asked about once.
    pub fn next_asked(&self) -> WorkerId {
        let n = self.asked.replace(self.asked.get() + 1);
        worker(n * STRIDE % self.subject.workers)
    }

    /// A constant answer as long as a status.
    pub fn constant(&self) -> Vec<u8> {
        self.clients.anyone.request("GET", &format!("/constant/{}", self.constant), "")
    }

    /// The next completion to record, of one worker after the other.
    pub fn next_line(&self) -> Line {
        let n = self.recorded.replace(self.recorded.get() + 1);
        let (turn, at) = (n / self.open.len(), n % self.open.len());
        Line {
            worker: self.open[at * STRIDE % self.open.len()],
            days_before: turn,
            reference: format!("spread-{n}"),
        }
    }

    /// The next completion of one of so many workers, later ones of each on other days.
    pub fn next_line_of(&self, workers: usize) -> Line {
        let n = self.taught.replace(self.taught.get() + 1);
        Line {
            worker: self.open[n % workers * (self.open.len() / workers)],
            // Days of their own, far from those above.
            days_before: 400 + n / workers,
            reference: format!("taught-{n}"),
        }
    }

    /// Ends the server; the register stays.
    pub fn close(self) -> Closed {
        Closed { place: self.place, _folder: self.folder }
    }

    /// The size of SQLite's write-ahead log, in megabytes.
    pub fn log(&self) -> f64 {
        let log = std::fs::metadata(self.folder().join("registry.db-wal"));
        log.map_or(0.0, |about| about.len() as f64 / 1_000_000.0)
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

impl Line {
    pub fn day(&self) -> Day {
        day(LAST - i32::try_from(self.days_before).expect("few"))
    }
}

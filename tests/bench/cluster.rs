//! A throwaway PostgreSQL that keeps what it acknowledges, from the installed binaries.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

/// Settings as in service: those of the tests do not wait for the disk.
const SETTINGS: [&str; 8] =
    ["-c", "fsync=on", "-c", "full_page_writes=on", "-c", "shared_buffers=1GB", "-c", "max_wal_size=8GB"];

/// A cluster, which ends and is removed when this is dropped: its keeper waits for the end of its input.
pub struct Cluster {
    keeper: Child,
    url: String,
}

impl Cluster {
    /// Starts one, if PostgreSQL is installed.
    pub fn start() -> Option<Self> {
        let mut keeper = Command::new("sh")
            .args(["-c", include_str!("../api/postgres.sh"), "postgres.sh"])
            .args(SETTINGS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut url = String::new();
        BufReader::new(keeper.stdout.take().expect("piped")).read_line(&mut url).expect("a line or none");
        url.starts_with("postgres://").then(|| Self { keeper, url: url.trim().to_owned() })
    }

    /// The address of a database, which need not be there.
    pub fn database(&self, name: &str) -> String {
        format!("{}/{name}", self.url)
    }

    /// Makes a database: an empty one, or a copy of another one that nobody uses.
    pub fn create(&self, name: &str, copy_of: &str) -> String {
        let mut admin = PgConnection::establish(&self.database("postgres")).expect("PostgreSQL answers");
        let statement = format!("CREATE DATABASE {name} TEMPLATE {copy_of} STRATEGY = file_copy");
        admin.batch_execute(&statement).expect("a database can be made");
        self.database(name)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

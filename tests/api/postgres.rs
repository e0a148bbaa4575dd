//! A PostgreSQL for the tests: `TEST_DATABASE_URL`, or a throwaway cluster from the installed binaries.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

/// URL of a server without a database name, and the process that keeps it running until the tests end.
struct Server {
    url: String,
    _keeper: Option<Child>,
}

static SERVER: OnceLock<Server> = OnceLock::new();

/// Creates a database of its own for one test and returns its URL.
pub fn fresh_database() -> String {
    let server = SERVER.get_or_init(start);
    let name = format!("t{}", uuid::Uuid::now_v7().simple());
    let mut admin =
        PgConnection::establish(&format!("{}/postgres", server.url)).expect("the test PostgreSQL answers");
    admin
        .batch_execute(&format!("CREATE DATABASE {name} STRATEGY = file_copy"))
        .expect("a database can be created");
    format!("{}/{name}", server.url)
}

fn start() -> Server {
    match std::env::var("TEST_DATABASE_URL") {
        Ok(url) => {
            Server { url: url.trim_end_matches('/').trim_end_matches("/postgres").to_owned(), _keeper: None }
        }
        Err(_) => throwaway(),
    }
}

/// Starts a cluster that ends, and is removed, when this process does: its keeper waits for the end of its
/// input.
fn throwaway() -> Server {
    let mut keeper = Command::new("sh")
        .args(["-c", include_str!("postgres.sh")])
        .current_dir(PathBuf::from("/tmp"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a shell");
    let mut url = String::new();
    BufReader::new(keeper.stdout.take().expect("piped"))
        .read_line(&mut url)
        .expect("the cluster says where it is");
    assert!(
        url.starts_with("postgres://"),
        "PostgreSQL could not be started: install it, or set TEST_DATABASE_URL"
    );
    Server { url: url.trim().to_owned(), _keeper: Some(keeper) }
}

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
    let mut admin = PgConnection::establish(&format!("{}/postgres", server.url)).expect("the test PostgreSQL answers");
    admin.batch_execute(&format!("CREATE DATABASE {name} STRATEGY = file_copy")).expect("a database can be created");
    format!("{}/{name}", server.url)
}

fn start() -> Server {
    match std::env::var("TEST_DATABASE_URL") {
        Ok(url) => Server { url: url.trim_end_matches('/').trim_end_matches("/postgres").to_owned(), _keeper: None },
        Err(_) => throwaway(),
    }
}

/// Starts a cluster that ends, and is removed, when this process does: its keeper waits for the end of its input.
fn throwaway() -> Server {
    let script = r#"
set -e
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb)")
dir=$(mktemp -d)
as=
if [ "$(id -u)" = 0 ]; then chown nobody "$dir"; as="setpriv --reuid=nobody --clear-groups"; fi
cd "$dir"
$as "$bin/initdb" -D "$dir/data" -U registry --auth=trust --encoding=UTF8 --locale=C >/dev/null
port=$(( 20000 + $$ % 20000 ))
$as "$bin/pg_ctl" -D "$dir/data" -w -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c max_connections=400 -c shared_buffers=128MB" -l "$dir/log" start >/dev/null
echo "postgres://registry@127.0.0.1:$port"
cat >/dev/null
$as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null
rm -rf "$dir"
"#;
    let mut keeper = Command::new("sh")
        .args(["-c", script])
        .current_dir(PathBuf::from("/tmp"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a shell");
    let mut url = String::new();
    BufReader::new(keeper.stdout.take().expect("piped")).read_line(&mut url).expect("the cluster says where it is");
    assert!(url.starts_with("postgres://"), "PostgreSQL could not be started: install it, or set TEST_DATABASE_URL");
    Server { url: url.trim().to_owned(), _keeper: Some(keeper) }
}

//! The engine under test, and what cannot be shown on it.

use std::io::Write as _;

/// Whether the tests run on PostgreSQL.
pub fn on_postgres() -> bool {
    match std::env::var("TEST_ENGINE").as_deref() {
        Ok("postgres") => true,
        Ok("sqlite") | Err(_) => false,
        Ok(other) => panic!("TEST_ENGINE is sqlite or postgres, not {other}"),
    }
}

/// Skips a test that proves nothing on this engine, and says so in a line that `.ci/run` counts. One binary runs on
/// both engines, so that it is decided at run time; the line goes past the output that cargo keeps to itself.
pub fn skipped_if(here: bool, why: &str) -> bool {
    if here {
        let thread = std::thread::current();
        let line = format!("skipped: {}: {why}\n", thread.name().unwrap_or("a test"));
        std::io::stderr().write_all(line.as_bytes()).expect("said");
    }
    here
}

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

/// Skips a test that proves nothing here, and says so past what cargo keeps to itself: `.ci/run` counts these
/// lines. (`#[ignore]` cannot serve: it is decided when the test is compiled, for both engines at once.)
pub fn skipped_if(here: bool, why: &str) -> bool {
    if here {
        let thread = std::thread::current();
        let line = format!("skipped: {}: {why}\n", thread.name().unwrap_or("a test"));
        std::io::stderr().write_all(line.as_bytes()).expect("said");
    }
    here
}

//! The schema: the same on both engines, put up and taken down whole, by one process at a time, never over a
//! newer one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use registry::db::{Conn, Target, migrate};
use registry::values::{CompletionResult, Withdrawal};
use serde_json::{Value, json};

use crate::service::on_postgres;

/// Columns by table, each as `name kind` and whether it may be null.
type Tables = BTreeMap<String, Vec<String>>;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// An empty database of the engine that the tests run on.
struct Database {
    target: Target,
    _folder: tempfile::TempDir,
}

impl Database {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let target = if on_postgres() {
            Target::Postgres { url: super::postgres::fresh_database() }
        } else {
            Target::Sqlite { file: folder.path().join("registry.db") }
        };
        Self { target, _folder: folder }
    }

    fn connect(&self) -> Conn {
        match &self.target {
            Target::Sqlite { file } => {
                Conn::Sqlite(SqliteConnection::establish(&file.to_string_lossy()).expect("it opens"))
            }
            Target::Postgres { url } => Conn::Postgres(PgConnection::establish(url).expect("it answers")),
        }
    }

    fn run(&self, sql: &str) {
        self.connect().batch_execute(sql).expect("it runs");
    }

    fn lines(&self, sqlite: &str, postgres: &str) -> Vec<String> {
        let sql = if on_postgres() { postgres } else { sqlite };
        sql_query(sql)
            .load::<Line>(&mut self.connect())
            .expect("it answers")
            .into_iter()
            .map(|row| row.line)
            .collect()
    }

    /// Everything that was made: tables, indexes, triggers and functions, by kind and name.
    fn things(&self) -> Vec<String> {
        self.lines(
            "SELECT type || ' ' || name AS line FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE '__diesel%' ORDER BY 1",
            "SELECT line FROM (
                 SELECT 'relation ' || relname AS line FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE '\\_\\_diesel%'
                 UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                 UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
             ) AS things ORDER BY line",
        )
    }

    fn tables(&self) -> Tables {
        let lines = self.lines(
            "SELECT t.name || '.' || c.name || ' ' || c.type || CASE c.\"notnull\" WHEN 1 THEN '' ELSE ' NULL' END AS line
             FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE '__diesel%' ORDER BY t.name, c.cid",
            "SELECT table_name || '.' || column_name || ' ' || data_type || CASE is_nullable WHEN 'NO' THEN '' ELSE ' NULL' END AS line
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_diesel%'
             ORDER BY table_name, ordinal_position",
        );
        let mut tables = Tables::new();
        for line in lines {
            let (table, column) = line.split_once('.').expect("a table and a column");
            let (name, kind) = column.split_once(' ').expect("a name and a type");
            tables.entry(table.to_owned()).or_default().push(format!("{name} {}", portable(kind)));
        }
        tables
    }
}

/// A type in the words of neither engine.
fn portable(kind: &str) -> String {
    let (kind, null) = kind.strip_suffix(" NULL").map_or((kind, ""), |kind| (kind, "?"));
    let word = match kind.to_ascii_uppercase().as_str() {
        "BLOB" | "BYTEA" | "UUID" => "bytes",
        "TEXT" => "text",
        "INTEGER" | "BIGINT" | "BOOLEAN" | "DATE" | "TIMESTAMPTZ" | "TIMESTAMP WITH TIME ZONE" => "number",
        other => panic!("{other} is a type that only one engine has"),
    };
    format!("{word}{null}")
}

fn files(engine: &str, file: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    let mut versions: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    versions.sort();
    let name = |version: &Path| version.file_name().expect("a name").to_string_lossy().into_owned();
    versions
        .iter()
        .map(|version| (name(version), fs::read_to_string(version.join(file)).expect("readable")))
        .collect()
}

/// The engine that the tests run on, by the name of its folder.
fn engine() -> &'static str {
    if on_postgres() { "postgres" } else { "sqlite" }
}

/// Statements without comments and with single blanks.
fn statements(engine: &str) -> Vec<String> {
    let bare = |sql: &str| {
        sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join(" ")
    };
    let all: String = files(engine, "up.sql").iter().map(|(_, sql)| bare(sql)).collect();
    all.split(';').map(|statement| statement.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// The tables that the files of an engine make.
fn written(engine: &str) -> Tables {
    let mut tables = Tables::new();
    for statement in statements(engine) {
        if let Some((table, column)) =
            statement.strip_prefix("ALTER TABLE ").and_then(|rest| rest.split_once(" ADD COLUMN "))
        {
            tables.get_mut(table).expect("a table made before").push(described(column));
            continue;
        }
        if let Some((table, column)) =
            statement.strip_prefix("ALTER TABLE ").and_then(|rest| rest.split_once(" DROP COLUMN "))
        {
            let columns = tables.get_mut(table).expect("a table made before");
            let place = columns.iter().position(|other| other.split(' ').next() == Some(column));
            columns.remove(place.expect("a column made before"));
            continue;
        }
        if let Some((table, names)) =
            statement.strip_prefix("ALTER TABLE ").and_then(|rest| rest.split_once(" RENAME COLUMN "))
        {
            let (before, after) = names.split_once(" TO ").expect("two names");
            let columns = tables.get_mut(table).expect("a table made before");
            let place = columns.iter().position(|other| other.split(' ').next() == Some(before));
            let column = &mut columns[place.expect("a column made before")];
            *column = column.replacen(before, after, 1);
            continue;
        }
        if let Some(table) = statement.strip_prefix("DROP TABLE ") {
            tables.remove(table).expect("a table made before");
            continue;
        }
        if let Some((table, name)) =
            statement.strip_prefix("ALTER TABLE ").and_then(|rest| rest.split_once(" RENAME TO "))
        {
            let columns = tables.remove(table).expect("a table made before");
            tables.insert(name.to_owned(), columns);
            continue;
        }
        let Some((table, rest)) =
            statement.strip_prefix("CREATE TABLE ").and_then(|rest| rest.split_once(" ("))
        else {
            continue;
        };
        let (mut depth, mut lines) = (0, vec![String::new()]);
        for c in rest.chars() {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            match c {
                _ if depth < 0 => break,
                ',' if depth == 0 => lines.push(String::new()),
                c => lines.last_mut().expect("one").push(c),
            }
        }
        let columns = lines.iter().map(|line| line.trim()).filter(|line| {
            !["PRIMARY", "CHECK", "UNIQUE", "FOREIGN"].iter().any(|word| line.starts_with(word))
        });
        tables.insert(table.to_owned(), columns.map(described).collect());
    }
    tables
}

/// A column as a file declares it, in the words of neither engine.
fn described(line: &str) -> String {
    let mut words = line.split(' ');
    let (name, kind) = (words.next().expect("a name"), words.next().expect("a type"));
    format!("{name} {}", portable(&format!("{kind}{}", if line.contains("NOT NULL") { "" } else { " NULL" })))
}

/// The indexes that the files of an engine leave, as they are made; with a table that is made anew its
/// indexes go.
fn indexes(engine: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for statement in statements(engine) {
        if let Some(table) = statement.strip_prefix("DROP TABLE ") {
            all.retain(|index: &String| !index.contains(&format!(" ON {table} (")));
        } else if let Some(name) = statement.strip_prefix("DROP INDEX ") {
            all.retain(|index: &String| !index.contains(&format!(" INDEX {name} ON ")));
        } else if statement.contains(" INDEX ") {
            all.insert(statement);
        }
    }
    all
}

#[test]
fn both_engines_are_given_the_same_tables_and_indexes() {
    assert!(written("sqlite").len() >= 13, "{:?}", written("sqlite").keys());
    let mut sqlite = written("sqlite");
    sqlite.extend(written("journal"));
    // Entries that were committed together have a row of their own where the journal has a file of its own.
    sqlite.retain(|table, _| !table.starts_with("journal_flush"));
    assert_eq!(sqlite, written("postgres"));
    assert!(indexes("sqlite").len() > 10);
    assert_eq!(indexes("sqlite"), indexes("postgres"));
}

#[test]
fn the_engine_has_what_the_files_say() {
    let database = Database::new();
    migrate(&database.target).expect("migrated");
    assert_eq!(database.tables(), written(engine()));
}

#[test]
fn a_schema_goes_up_down_and_up_again() {
    let database = Database::new();
    let versions = files(engine(), "down.sql");
    let journal = usize::from(!on_postgres());
    assert_eq!(migrate(&database.target).expect("up").len(), versions.len() + journal, "with the journal's");
    let made = database.things();
    assert!(made.iter().any(|thing| thing.ends_with("journal_entries_unchanged")), "{made:?}");
    assert_eq!(migrate(&database.target).expect("nothing to do"), Vec::<String>::new());
    for (_, sql) in versions.iter().rev() {
        database.run(sql);
    }
    assert_eq!(database.things(), Vec::<String>::new(), "what goes up comes down");
    database.run("DELETE FROM __diesel_schema_migrations");
    assert_eq!(migrate(&database.target).expect("up again").len(), versions.len());
    assert_eq!(database.things(), made);
}

/// Migrations that change rows or the text of a check, and no table or column.
const ROWS_ALONE: [&str; 3] = ["0019_failures", "0037_checks_of_completions", "0038_parts_of_other_letters"];

#[test]
fn each_migration_is_undone_by_its_own_file() {
    let database = Database::new();
    let (ups, downs) = (files(engine(), "up.sql"), files(engine(), "down.sql"));
    for ((name, up), (_, down)) in ups.iter().zip(&downs) {
        // A column's place in its table means nothing: one that comes back stands at the end.
        let made = || {
            let mut tables = database.tables();
            for columns in tables.values_mut() {
                columns.sort();
            }
            (database.things(), tables)
        };
        let before = made();
        database.run(up);
        assert_eq!(made() == before, ROWS_ALONE.contains(&name.as_str()), "{name}");
        database.run(down);
        assert_eq!(made(), before, "{name}");
        database.run(up);
    }
}

#[test]
fn processes_that_start_together_migrate_once() {
    let database = Database::new();
    let applied: Vec<usize> = std::thread::scope(|scope| {
        let starts: Vec<_> =
            (0..4).map(|_| scope.spawn(|| migrate(&database.target).expect("migrated").len())).collect();
        starts.into_iter().map(|start| start.join().expect("it ends")).collect()
    });
    let all = files("sqlite", "up.sql").len() + usize::from(!on_postgres());
    assert_eq!(applied.iter().sum::<usize>(), all, "{applied:?}");
    assert!(applied.iter().all(|count| [0, all].contains(count)), "{applied:?}");
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let database = Database::new();
    migrate(&database.target).expect("migrated");
    database.run("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')");
    let before = database.things();
    let refusal = migrate(&database.target).expect_err("refused").to_string();
    assert!(refusal.contains("9999") && refusal.contains("newer"), "{refusal}");
    assert_eq!(database.things(), before);
    let versions = sql_query("SELECT count(*) AS count FROM __diesel_schema_migrations")
        .get_result::<Count>(&mut database.connect());
    assert_eq!(usize::try_from(versions.expect("it answers").count), Ok(files("sqlite", "up.sql").len() + 1));
}

/// An id and a moment as they are written in a statement; a minute has as many as an id needs.
fn literals(n: i64) -> (String, String) {
    if on_postgres() {
        (
            format!("'00000000-0000-0000-0000-{n:012}'"),
            format!("timestamptz '2026-11-23 10:00:00Z' + interval '{n} s'"),
        )
    } else {
        (format!("x'00000000000000000000{n:012}'"), n.to_string())
    }
}

#[test]
fn work_of_older_folders_waits_as_jobs() {
    let database = Database::new();
    let (ups, downs) = (files(engine(), "up.sql"), files(engine(), "down.sql"));
    let of_rooms = ups.iter().position(|(name, _)| name.ends_with("_rooms_jobs")).expect("the migration");
    ups[..of_rooms].iter().for_each(|(_, up)| database.run(up));
    let id = |n| literals(n).0;
    let at = |n| literals(n).1;
    let sample = if on_postgres() { "false" } else { "0" };
    database.run(&format!(
        "INSERT INTO organisations (id, idno, name, kind, sample, created_at, updated_at)
         VALUES ({}, '1000000000007', 'M', 'ministry', {sample}, {}, {})",
        id(1),
        at(1),
        at(1)
    ));
    for (n, mode, status, total, attempts) in [
        (11, "commit", "received", 200, 0),
        (12, "commit", "committing", 100_000, 2),
        (13, "validate", "validating", 5_000, 1),
        (14, "commit", "completed", 10, 1),
        (15, "commit", "failed", 10, 3),
    ] {
        database.run(&format!(
            "INSERT INTO batches (id, kind, client_id, organisation_id, role, basis, reason, trace_id, mode, atomicity, on_change,
                 format, size, status, total, processed, created, corrected, voided, unchanged, duplicates, rejected, warnings,
                 runner, heartbeat_at, attempts, received_at)
             VALUES ({}, 'completions', {}, {}, 'registrar', 'b', 'r', 't', '{mode}', 'row', 'reject', 'csv', 1, '{status}', {total},
                 0, 0, 0, 0, 0, 0, 0, '[]', {}, {}, {attempts}, {})",
            id(n),
            id(2),
            id(1),
            id(9),
            at(99),
            at(n)
        ));
    }
    database.run(&format!(
        "INSERT INTO rule_sets (id, code, version, name_ro, status, effective_from, legal_basis, sample, rules, created_at, updated_at)
         VALUES ({}, 'r', 1, 'r', 'draft', {}, 'l', {sample}, '{{}}', {}, {})",
        id(3),
        if on_postgres() { "date '2026-11-23'" } else { "1" },
        at(1),
        at(1)
    ));
    for (n, status, attempts) in [(21, "queued", 0), (22, "running", 2), (23, "cancelled", 1)] {
        database.run(&format!(
            "INSERT INTO rule_set_simulations (id, organisation_id, rule_set_id, valid_at, known_at, assumed_base_pay, status,
                 processed, attempts, created_at, created_by)
             VALUES ({}, {}, {}, {}, {}, 1, '{status}', 0, {attempts}, {}, {})",
            id(n),
            id(1),
            id(3),
            if on_postgres() { "date '2026-11-23'" } else { "1" },
            at(1),
            at(n),
            id(2)
        ));
    }
    database.run(&ups[of_rooms].1);
    let jobs = database.lines(
        "SELECT substr(hex(id), 31) || ' ' || kind || ' ' || size || ' ' || CASE WHEN ordering_key IS NULL THEN '-' ELSE substr(hex(ordering_key), 31) END || ' '
             || attempts || ' ' || (due_at IS NULL AND lease IS NULL) AS line FROM jobs ORDER BY kind, size, created_at, id",
        "SELECT right(id::text, 2) || ' ' || kind || ' ' || size || ' ' || coalesce(right(ordering_key::text, 2), '-') || ' '
             || attempts || ' ' || (due_at IS NULL AND lease IS NULL)::integer AS line FROM jobs ORDER BY kind, size, created_at, id",
    );
    assert_eq!(
        jobs,
        [
            "12 batch large 01 2 1",
            "11 batch small 01 0 1",
            "13 batch small - 1 1",
            "21 simulation large - 0 1",
            "22 simulation large - 2 1",
        ]
    );
    let statuses = |table: &str| {
        let sql = format!("SELECT status AS line FROM {table} ORDER BY id");
        database.lines(&sql, &sql)
    };
    assert_eq!(statuses("batches"), ["received", "received", "received", "completed", "failed"]);
    assert_eq!(statuses("rule_set_simulations"), ["queued", "queued", "cancelled"]);
    // Back again, nothing is lost either.
    database.run(&downs[of_rooms].1);
    let sql = "SELECT status || ' ' || attempts AS line FROM batches ORDER BY id";
    assert_eq!(
        database.lines(sql, sql),
        ["received 0", "received 2", "received 1", "completed 0", "failed 0"]
    );
    assert_eq!(database.lines("SELECT kind AS line FROM jobs", "SELECT kind AS line FROM jobs"), [""; 0]);
}

#[test]
fn organisations_of_older_registers_were_always_as_they_are() {
    let database = Database::new();
    let (ups, downs) = (files(engine(), "up.sql"), files(engine(), "down.sql"));
    let of_states =
        ups.iter().position(|(name, _)| name.ends_with("_organisation_states")).expect("the migration");
    ups[..of_states].iter().for_each(|(_, up)| database.run(up));
    let sample = if on_postgres() { "false" } else { "0" };
    for (n, kind, parent) in [(1, "ministry", "NULL".to_owned()), (2, "agency", literals(1).0)] {
        let (id, at) = literals(n);
        database.run(&format!(
            "INSERT INTO organisations (id, idno, name, kind, parent_id, district, sample, created_at, updated_at)
             VALUES ({id}, '{n}', 'M', '{kind}', {parent}, 'MD-CU', {sample}, {at}, {at})"
        ));
    }
    database.run(&ups[of_states].1);
    let states = || {
        database.lines(
            "SELECT substr(hex(s.id), 31) || ' ' || date(s.valid_from * 86400, 'unixepoch') || ' ' || s.kind || ' '
                 || CASE WHEN s.parent_id IS NULL THEN '-' ELSE substr(hex(s.parent_id), 31) END || ' ' || s.district || ' '
                 || (s.recorded_at = o.created_at AND s.valid_until IS NULL AND s.withdrawn_at IS NULL) AS line
             FROM organisation_states s JOIN organisations o ON o.id = s.organisation_id ORDER BY s.id",
            "SELECT right(s.id::text, 2) || ' ' || s.valid_from || ' ' || s.kind || ' '
                 || coalesce(right(s.parent_id::text, 2), '-') || ' ' || s.district || ' '
                 || (s.recorded_at = o.created_at AND s.valid_until IS NULL AND s.withdrawn_at IS NULL)::integer AS line
             FROM organisation_states s JOIN organisations o ON o.id = s.organisation_id ORDER BY s.id",
        )
    };
    let expected = ["01 1900-01-01 ministry - MD-CU 1", "02 1900-01-01 agency 01 MD-CU 1"];
    assert_eq!(states(), expected);
    // Down and up again, they are as they are now.
    database.run(&downs[of_states].1);
    database.run(&ups[of_states].1);
    assert_eq!(states(), expected);
}

#[test]
fn sentences_in_which_older_registers_kept_failures_become_faults() {
    let database = Database::new();
    let written = |which| files(engine(), which).into_iter().find(|(name, _)| name.ends_with("_failures"));
    database.run(
        "CREATE TABLE rule_set_simulations (failure TEXT);
         CREATE TABLE batches (failure TEXT);
         INSERT INTO batches VALUES (NULL), ('row 7: \"24h\" is none')",
    );
    let failures = || {
        let sql = "SELECT failure AS line FROM batches WHERE failure IS NOT NULL";
        database.lines(sql, sql)
    };
    let before = failures();
    database.run(&written("up.sql").expect("the migration").1);
    let [failure] = failures().try_into().expect("one");
    let said = &before[0];
    assert_eq!(
        serde_json::from_str::<Value>(&failure).expect("JSON"),
        json!({ "code": "jobFailed", "message": { "ro": said, "en": said, "ru": said } })
    );
    database.run(&written("down.sql").expect("the migration").1);
    assert_eq!(failures(), before);
}

#[test]
fn records_that_older_registers_closed_have_their_closures() {
    let database = Database::new();
    let ups = files(engine(), "up.sql");
    let put_right = ups.iter().position(|(name, _)| name.ends_with("_put_right")).expect("the migration");
    ups[..put_right].iter().for_each(|(_, up)| database.run(up));
    let id = |n| literals(n).0;
    let at = |seconds: i64| {
        if on_postgres() { format!("to_timestamp({seconds})") } else { format!("{}", seconds * 1_000_000) }
    };
    let (no, yes, bytes) = if on_postgres() { ("false", "true", "bytea") } else { ("0", "1", "blob") };
    // In summer the day begins in Chisinau three hours earlier than in UTC, in winter two.
    let midnights = [(1, 1_782_853_200), (2, 1_782_853_199), (3, 1_769_896_800), (4, 1_769_896_799)];
    let mut rows: Vec<_> = midnights.iter().map(|(n, since)| (*n, "deactivated", *since, None)).collect();
    rows.extend([(5, "active", 1_700_000_000, None), (6, "merged", 1_700_000_000, Some(5))]);
    rows.push((7, "merged", 1_700_000_000, Some(6)));
    for (n, status, since, into) in rows {
        let hash = format!("CAST('{n}' AS {bytes})");
        let into = into.map_or_else(|| "NULL".to_owned(), &id);
        let absorbed = if into == "NULL" { no } else { yes };
        database.run(&format!(
            "INSERT INTO workers (id, idnp_hash, idnp_sealed, idnp_last4, family_name, given_name, status, status_reason,
                 status_since, merged_into, absorbed, created_at, updated_at)
             VALUES ({}, {hash}, {hash}, '0000', 'R', 'A', '{status}', 'r', {}, {into}, {absorbed}, {}, {})",
            id(n), at(since), at(1), at(since)
        ));
    }
    let day = if on_postgres() { "date '2026-01-01'" } else { "20454" };
    database.run(&format!(
        "INSERT INTO organisations (id, idno, name, kind, sample, created_at, updated_at)
         VALUES ({organisation}, '1000000000007', 'M', 'ministry', {no}, {now}, {now});
         INSERT INTO grades (id, code, rank, name_ro, legal_basis, sample, created_at)
         VALUES ({grade}, 'g', 1, 'g', 'l', {no}, {now});
         INSERT INTO awards (id, worker_id, valid_from, grade_id, commission_id, decision_number, decided_on, recorded_at, recorded_by)
         VALUES ({award}, {holder}, {day}, {grade}, {organisation}, '1', {day}, {later}, {organisation})",
        organisation = id(20), grade = id(21), award = id(22), holder = id(5), now = at(1), later = at(1_800_000_000)
    ));
    database.run(&ups[put_right].1);
    let days = database.lines(
        "SELECT date(effective_on * 86400, 'unixepoch') AS line FROM worker_closures WHERE merged_into IS NULL ORDER BY worker_id",
        "SELECT effective_on::text AS line FROM worker_closures WHERE merged_into IS NULL ORDER BY worker_id",
    );
    assert_eq!(days, ["2026-07-01", "2026-06-30", "2026-02-01", "2026-01-31"]);
    // The award rests on three numbers, and on the two merges.
    let sql = "SELECT CASE WHEN count(*) = 5 THEN 'five' ELSE 'others' END AS line FROM award_evidence";
    assert_eq!(database.lines(sql, sql), ["five"]);
}

#[test]
fn reviews_that_an_older_register_does_not_know_do_not_keep_it_from_coming_back() {
    let database = Database::new();
    let (ups, downs) = (files(engine(), "up.sql"), files(engine(), "down.sql"));
    let withdrawals = ups.iter().position(|(name, _)| name.ends_with("_withdrawals")).expect("the migration");
    ups[..=withdrawals].iter().for_each(|(_, up)| database.run(up));
    let id = |n| literals(n).0;
    let (no, bytes) = if on_postgres() { ("false", "bytea") } else { ("0", "blob") };
    let (now, hash) = (literals(1).1, format!("CAST('1' AS {bytes})"));
    database.run(&format!(
        "INSERT INTO workers (id, idnp_hash, idnp_sealed, idnp_last4, family_name, given_name, status, status_reason,
             status_since, absorbed, created_at, updated_at)
         VALUES ({}, {hash}, {hash}, '0000', 'R', 'A', 'active', 'r', {now}, {no}, {now}, {now})",
        id(1)
    ));
    let kinds = [
        ("suspension", "suspended"),
        ("deactivation", "closed"),
        ("award", "restored"),
        ("completion", "voided"),
        // Once more, of the same fact.
        ("completion", "corrected"),
    ];
    for (n, (kind, cause)) in (10..).zip(kinds) {
        let fact = id(if kind == "completion" { 30 } else { n });
        database.run(&format!(
            "INSERT INTO award_reviews (id, award_id, worker_id, fact_kind, fact_id, cause, status, raised_at)
             VALUES ({}, {}, {}, '{kind}', {fact}, '{cause}', 'open', {now})",
            id(n), id(2), id(1)
        ));
    }
    database.run(&downs[withdrawals].1);
    let sql = "SELECT fact_kind || ' ' || cause AS line FROM award_reviews";
    assert_eq!(database.lines(sql, sql), ["completion corrected"]);
}

/// A migration that fails leaves the ones before it, and nothing of itself.
#[test]
fn a_migration_that_fails_is_taken_back_whole() {
    let database = Database::new();
    database.run("CREATE TABLE grades (id INTEGER)");
    let failure = migrate(&database.target).expect_err("its table is in the way").to_string();
    assert!(failure.contains("grades"), "{failure}");
    let things = database.things().join(" ");
    assert!(things.contains("organisations") && !things.contains("programmes"), "{things}");
    database.run("DROP TABLE grades");
    migrate(&database.target).expect("the rest");
    assert_eq!(database.tables(), written(engine()));
}

#[test]
fn parts_of_older_registers_are_in_capitals_where_no_two_fall_together() {
    let database = Database::new();
    let ups = files(engine(), "up.sql");
    let raised =
        ups.iter().position(|(name, _)| name.ends_with("_put_right_by_hand")).expect("the migration");
    ups[..raised].iter().for_each(|(_, up)| database.run(up));
    let id = |n| literals(n).0;
    let (no, bytes) = if on_postgres() { ("false", "bytea") } else { ("0", "blob") };
    let (now, hash) = (literals(1).1, format!("CAST('1' AS {bytes})"));
    database.run(&format!(
        "INSERT INTO organisations (id, idno, name, kind, sample, created_at, updated_at)
         VALUES ({one}, '1000000000007', 'M', 'ministry', {no}, {now}, {now});
         INSERT INTO workers (id, idnp_hash, idnp_sealed, idnp_last4, family_name, given_name, status, status_since, absorbed,
             created_at, updated_at)
         VALUES ({one}, {hash}, {hash}, '0000', 'R', 'A', 'active', {now}, {no}, {now}, {now});
         INSERT INTO programmes (id, code, title_ro, domain, hours, hours_basis, owner_id, provenance, status, equivalent, sample,
             search_text, created_at, updated_at)
         VALUES ({one}, 'CFP-101', 'R', 'd', 100, 'documented', {one}, 'p', 'draft', {no}, {no}, 'r', {now}, {now})",
        one = id(1)
    ));
    // On one day, unless said: the part as it was kept, and as it is.
    let parts = [
        (11, 1, "m1", "M1"),
        (12, 1, "modulul ț", "MODULUL Ț"),
        (13, 1, "модуль ё", "МОДУЛЬ Ё"),
        // Of letters that look like Latin ones alone.
        (14, 1, "м2", "M2"),
        (15, 1, "Ziua 2-a", "ZIUA 2-A"),
        (16, 1, "", ""),
        // One stands in capitals; of two that do not the first is raised.
        (17, 1, "m3", "m3"),
        (18, 1, "M3", "M3"),
        (19, 1, "m4 A", "M4 A"),
        (20, 1, "М4 а", "М4 а"),
        (21, 2, "m3", "M3"),
        // Of letters and signs that the migration after it knows.
        (22, 1, "étape ü", "ÉTAPE Ü"),
        (23, 1, "м5 – №2", "M5 – №2"),
        (24, 1, "M6 – n", "M6 – N"),
        (25, 1, "straße", "STRASSE"),
        (26, 1, "М7№", "М7№"),
        (27, 1, "M7№", "M7№"),
    ];
    for (n, on, part, _) in parts {
        let day = if on_postgres() { format!("date '2026-01-01' + {on}") } else { (20_454 + on).to_string() };
        database.run(&format!(
            "INSERT INTO completions (worker_id, completed_on, id, programme_id, provider_id, reference, hours, result, recorded_at,
                 recorded_by, part)
             VALUES ({one}, {day}, {}, {one}, {one}, 'R-{n}', 100, 'passed', {now}, {one}, '{part}')",
            id(n),
            one = id(1)
        ));
    }
    ups[raised..].iter().for_each(|(_, up)| database.run(up));
    let sql = "SELECT reference || ' ' || part AS line FROM completions ORDER BY reference";
    let expected: Vec<_> = parts.iter().map(|(n, _, _, part)| format!("R-{n} {part}")).collect();
    assert_eq!(database.lines(sql, sql), expected);
}

/// Everything that a row of completions says, as text, by its reference; `column` says where what stands in
/// no other way in both layouts is found.
fn completions_told(database: &Database, column: impl Fn(&str) -> String) -> Vec<String> {
    let id = |name: &str| {
        if on_postgres() { column(name) } else { format!("hex({})", column(name)) }
    };
    let columns = [
        "reference".to_owned(),
        id("worker_id"),
        "completed_on".to_owned(),
        id("id"),
        id("programme_id"),
        id("provider_id"),
        "part".to_owned(),
        "started_on".to_owned(),
        "hours".to_owned(),
        "minutes".to_owned(),
        column("result"),
        "recorded_at".to_owned(),
        id("recorded_by"),
        id("supersedes"),
        "withdrawn_at".to_owned(),
        id("withdrawn_by"),
        column("withdrawal"),
        "withdrawal_reason".to_owned(),
        id("superseded_by"),
    ];
    let texts = columns.map(|column| format!("COALESCE(CAST({column} AS TEXT), '-')")).join(" || ' ' || ");
    let sql = format!("SELECT {texts} AS line FROM completions ORDER BY reference, completions.id");
    database.lines(&sql, &sql)
}

/// Where a layout by numbers has what it said in words and ids before.
fn by_number(column: &str) -> String {
    let named = |what: &str, number: &str| {
        format!("(SELECT {what}_id FROM completion_{what}s WHERE number = {number})")
    };
    let words = |words: Vec<&str>| {
        let cases = words.iter().enumerate().map(|(number, word)| format!("WHEN {number} THEN '{word}'"));
        format!("CASE {column} {} END", cases.collect::<Vec<_>>().join(" "))
    };
    match column {
        "programme_id" => named("programme", "programme_number"),
        "provider_id" => named("provider", "provider_number"),
        "recorded_by" | "withdrawn_by" => named("client", column),
        "result" => words(CompletionResult::ALL.iter().map(|result| result.as_str()).collect()),
        "withdrawal" => words(Withdrawal::ALL.iter().map(|withdrawal| withdrawal.as_str()).collect()),
        same => same.to_owned(),
    }
}

#[test]
fn completions_of_older_registers_say_by_numbers_what_they_said() {
    let database = Database::new();
    let (ups, downs) = (files(engine(), "up.sql"), files(engine(), "down.sql"));
    let compact = ups.iter().position(|(name, _)| name.ends_with("_compact_completions")).expect("there");
    ups[..compact].iter().for_each(|(_, up)| database.run(up));
    let (id, at) = (|n| literals(n).0, |n| literals(n).1);
    let (no, bytes) = if on_postgres() { ("false", "bytea") } else { ("0", "blob") };
    let day =
        |n: i64| if on_postgres() { format!("date '2026-01-01' + {n}") } else { (20_454 + n).to_string() };
    for n in [1, 2] {
        database.run(&format!(
            "INSERT INTO organisations (id, idno, name, kind, sample, created_at, updated_at)
             VALUES ({one}, '100000000000{n}', 'M', 'provider', {no}, {now}, {now});
             INSERT INTO workers (id, idnp_hash, idnp_sealed, idnp_last4, family_name, given_name, status, status_since, absorbed,
                 created_at, updated_at)
             VALUES ({one}, CAST('{n}' AS {bytes}), CAST('1' AS {bytes}), '0000', 'R', 'A', 'active', {now}, {no}, {now}, {now});
             INSERT INTO programmes (id, code, title_ro, domain, hours, hours_basis, owner_id, provenance, status, equivalent, sample,
                 search_text, created_at, updated_at)
             VALUES ({one}, 'CFP-10{n}', 'R', 'd', 100, 'documented', {one}, 'p', 'draft', {no}, {no}, 'r', {now}, {now})",
            one = id(n),
            now = at(1),
        ));
    }
    let believed = "NULL, NULL, NULL, NULL, NULL, NULL";
    let first = if on_postgres() { id(0) } else { "x''".to_owned() };
    let gone = |how: &str, by: i64, then: Option<i64>| {
        let then = then.map_or_else(|| "NULL".to_owned(), id);
        format!("NULL, {}, {}, '{how}', 'r {by}', {then}", at(9), id(by))
    };
    let said = |said: &str| format!("NULL, {said}");
    // Number, worker, day, programme, provider, reference, part, what else it says, and how it ended. Two that
    // were withdrawn and one that is believed are one fact.
    let rows = [
        (31, 1, 5, 1, 1, "A-1", "", format!("{}, 100, NULL, 'passed'", day(3)), believed.to_owned()),
        (32, 1, 5, 2, 1, "A-2", "", said("733, 440, 'failed'"), believed.to_owned()),
        (33, 2, 4, 2, 2, "A-1", "M1", said("100, 60, 'attended'"), believed.to_owned()),
        (34, 2, 4, 2, 2, "B-1", "", said("200, 120, 'passed'"), gone("corrected", 41, Some(35))),
        (35, 2, 4, 2, 2, "B-1", "", said("300, 180, 'passed'"), gone("voided", 42, None)),
        (36, 2, 4, 2, 1, "B-1", "", said("400, 240, 'attended'"), format!("{}{}", id(34), &believed[4..])),
    ];
    for (n, worker, on, programme, provider, reference, part, said, ended) in &rows {
        let withdrawn_as = if ended.contains("'r ") { id(*n) } else { first.clone() };
        database.run(&format!(
            "INSERT INTO completions (id, worker_id, completed_on, programme_id, provider_id, reference, part, started_on, hours,
                 minutes, result, recorded_at, recorded_by, supersedes, withdrawn_at, withdrawn_by, withdrawal,
                 withdrawal_reason, superseded_by, withdrawn_as)
             VALUES ({}, {}, {}, {}, {}, '{reference}', '{part}', {said}, {}, {}, {ended}, {withdrawn_as})",
            id(*n), id(*worker), day(*on), id(*programme), id(*provider), at(*n), id(40 + n % 2),
        ));
    }
    let told = completions_told(&database, str::to_owned);
    assert_eq!(told.len(), rows.len());
    for _ in 0..2 {
        database.run(&ups[compact].1);
        assert_eq!(completions_told(&database, by_number), told);
        let sql = "SELECT CAST(withdrawn_as AS TEXT) AS line FROM completions ORDER BY id";
        assert_eq!(database.lines(sql, sql), ["0", "0", "0", "1", "2", "0"]);
        database.run(&downs[compact].1);
        assert_eq!(completions_told(&database, str::to_owned), told);
    }
}

//! The journal of reads in a file of its own (SQLite): what is done to it, or to one of the two files, is
//! found; and wherever entries are kept, an auditor finds the same.

use std::collections::BTreeSet;
use std::path::Path;

use diesel::SqliteConnection;
use diesel::connection::{Connection, SimpleConnection};
use registry::call::{Call, Role};
use registry::db::{self, Process, Target};
use registry::journal::{self, Event, Filter, Heads, JournalNote, Position, Report};
use registry::start;
use registry::values::{ClientId, WorkerId};

use crate::fixtures::Scene;
use crate::service::{ISSUER, Service, new_organisation, on_postgres, operator, skipped_if, wait_for};

const ORGANISATIONS: &str = "/api/v1/organisations";

fn is_one_database() -> bool {
    skipped_if(on_postgres(), "PostgreSQL holds all in one database")
}

/// Notes a read, as an answer about a person does.
async fn read(service: &Service, call: &Call, workers: &[WorkerId]) {
    let (call, workers) = (call.clone(), workers.to_vec());
    let noted = service.hall.db.access(
        |_| Ok(()),
        move |notes, (): &()| {
            let note = JournalNote {
                event: Event::Access,
                operation: "query_qualification_status",
                object_type: "status",
                object: None,
                subjects: &workers,
            };
            journal::note_all(notes, &call, &note)
        },
    );
    noted.await.expect("noted");
}

async fn change(service: &Service) {
    let registrar = service.client(Role::Registrar).await;
    registrar.post(ORGANISATIONS, new_organisation(&service.fresh_code())).await.expect(201);
}

/// Reads and changes, turn by turn.
async fn some_history(service: &Service, workers: &[WorkerId]) {
    for turn in 0..6 {
        read(service, &operator(), &workers[..turn % (workers.len() + 1)]).await;
        read(service, &operator(), &workers[..1]).await;
        change(service).await;
    }
}

/// The two files, as they were.
struct Copies(tempfile::TempDir);

impl Copies {
    fn of(folder: &Path) -> Self {
        let copies = Self(tempfile::tempdir().expect("a folder"));
        for name in ["registry.db", "journal.db"] {
            let mut conn = open(&folder.join(name));
            let copy = copies.0.path().join(name);
            conn.batch_execute(&format!("VACUUM INTO '{}'", copy.display())).expect("copied");
        }
        copies
    }

    fn of_service(service: &Service) -> Self {
        Self::of(&service.place.data_dir)
    }

    /// The findings on these files, of which each is from one of two copies.
    fn report(&self, journal: &Self, service: &Service) -> Report {
        let both = tempfile::tempdir().expect("a folder");
        let file = both.path().join("registry.db");
        std::fs::copy(self.0.path().join("registry.db"), &file).expect("copied");
        std::fs::copy(journal.0.path().join("journal.db"), both.path().join("journal.db")).expect("copied");
        let key = service.hall.keys.journal();
        db::peek(&Target::Sqlite { file }, |conn| {
            let seen = journal::witnesses(conn)?;
            journal::verify(conn, &key, None, &seen)
        })
        .expect("read")
    }

    /// The findings after statements on the journal's file.
    fn found_after(&self, service: &Service, statements: &str) -> Vec<String> {
        let attacked = Self::of(self.0.path());
        let disarm = "DROP TRIGGER journal_flushes_unchanged; DROP TRIGGER journal_flushes_kept; ";
        let sql = format!("{disarm}{statements}");
        open(&attacked.0.path().join("journal.db")).batch_execute(&sql).expect("done");
        attacked.report(&attacked, service).faults
    }
}

fn open(file: &Path) -> SqliteConnection {
    SqliteConnection::establish(file.to_str().expect("UTF-8")).expect("it opens")
}

fn new_workers(count: usize) -> Vec<WorkerId> {
    (0..count).map(|_| WorkerId::new()).collect()
}

#[actix_web::test]
async fn what_is_done_to_the_file_is_found() {
    if is_one_database() {
        return;
    }
    let service = Service::start().await;
    some_history(&service, &new_workers(3)).await;
    let copies = Copies::of_service(&service);
    assert_eq!(copies.found_after(&service, ""), Vec::<String>::new());
    let first = "WHERE last = (SELECT min(last) FROM journal_flushes)";
    let middle = "WHERE last = (SELECT last FROM journal_flushes ORDER BY last LIMIT 1 OFFSET 4)";
    let mut attacks = Vec::new();
    for place in [first, middle] {
        for change in [
            "lane = lane + 1000",
            "last = last + 1000",
            "last = -last",
            "digest = zeroblob(32)",
            "digest = x'00'",
            "at = at + 1",
            "packed = zeroblob(length(packed))",
            "packed = x''",
            "packed = CAST(packed || x'00' AS BLOB)",
            "packed = (SELECT packed FROM journal_flushes ORDER BY last DESC LIMIT 1)",
        ] {
            attacks.push(format!("UPDATE journal_flushes SET {change} {place}"));
        }
        // Every byte of what is packed.
        for byte in (1..220).step_by(7) {
            attacks.push(format!(
                "UPDATE journal_flushes SET packed = CAST(substr(packed, 1, {byte} - 1)
                 || CASE substr(packed, {byte}, 1) WHEN x'01' THEN x'02' ELSE x'01' END
                 || substr(packed, {byte} + 1) AS BLOB) {place}"
            ));
        }
        attacks.push(format!("DELETE FROM journal_flushes {place}"));
        for (lane, last) in [("lane", "last + 1000"), ("lane + 1000", "last"), ("lane", "0"), ("lane", "-1")]
        {
            attacks.push(format!(
                "INSERT INTO journal_flushes SELECT {lane}, {last}, digest, at, packed FROM journal_flushes {place}"
            ));
        }
    }
    attacks.push("DELETE FROM journal_flushes".into());
    attacks.push("DELETE FROM journal_flush_clients".into());
    attacks.push("UPDATE journal_flush_clients SET client_id = randomblob(16)".into());
    attacks.push("UPDATE journal_flush_clients SET at = at + 1".into());
    let last = "last = (SELECT max(last) FROM journal_flushes)";
    attacks.push(format!("DELETE FROM journal_flushes WHERE {last}"));
    assert!(attacks.len() > 80);
    let unfound: Vec<_> =
        attacks.iter().filter(|attack| copies.found_after(&service, attack).is_empty()).collect();
    assert!(unfound.is_empty(), "{unfound:#?}");
}

/// A service whose files were copied in the middle of its history, and at the end.
async fn copied_twice(workers: &[WorkerId]) -> (Service, Copies, Copies) {
    let service = Service::start().await;
    some_history(&service, workers).await;
    let older = Copies::of_service(&service);
    some_history(&service, workers).await;
    let newer = Copies::of_service(&service);
    (service, older, newer)
}

/// Expects one fault, of a lane.
fn expect_fault(report: &Report, lane: &str) {
    assert!(matches!(report.faults.as_slice(), [fault] if fault.starts_with(lane)), "{report:?}");
}

#[actix_web::test]
async fn an_older_copy_of_either_file_is_found_by_the_other() {
    if is_one_database() {
        return;
    }
    let (service, older, newer) = copied_twice(&new_workers(2)).await;
    for both in [&older, &newer] {
        let report = both.report(both, &service);
        assert_eq!((report.faults, report.restored), (Vec::new(), Vec::new()));
    }
    expect_fault(&newer.report(&older, &service), "lane 2: ");
    expect_fault(&older.report(&newer, &service), "lane 0: ");
}

/// Where a command's change is lost (a client that was revoked), a server has seen it.
#[actix_web::test]
async fn what_a_command_changed_is_seen_by_the_server_that_reads() {
    if is_one_database() {
        return;
    }
    let service = Service::start().await;
    let older = Copies::of_service(&service);
    let (clock, process) = (service.clock.clone(), Process::Command);
    let command = start::open(&service.place, ISSUER, clock, process).expect("a command");
    let revoked = command.hall.db.write(|tx| {
        let note = JournalNote {
            event: Event::Change,
            operation: "revoke_client",
            object_type: "client",
            object: None,
            subjects: &[],
        };
        journal::note(tx, &operator(), &note)
    });
    revoked.await.expect("noted");
    wait_for("the server's look at lane 1", async || {
        read(&service, &operator(), &new_workers(1)).await;
        service.hall.db.refresh();
        let seen = service.hall.db.read(|view| journal::witnesses(view)).await.expect("read");
        seen.heads.iter().any(|head| head.lane == 1).then_some(())
    })
    .await;
    expect_fault(&older.report(&Copies::of_service(&service), &service), "lane 1: ");
}

/// What is lost stays told, also when the register has gone on from the older copy for long.
#[actix_web::test]
async fn a_register_that_goes_on_from_an_older_copy_says_so() {
    if is_one_database() {
        return;
    }
    let workers = new_workers(2);
    let (service, older, _) = copied_twice(&workers).await;
    for name in ["registry.db", "journal.db"] {
        let place = service.place.data_dir.clone();
        let next = service.restored(|folder| {
            for beside in ["registry.db", "journal.db"] {
                let source = if beside == name { older.0.path() } else { &place };
                let mut conn = open(&source.join(beside));
                let copy = folder.join(beside);
                conn.batch_execute(&format!("VACUUM INTO '{}'", copy.display())).expect("copied");
            }
        });
        let next = next.await;
        // From the first read and change on.
        change(&next).await;
        read(&next, &operator(), &workers).await;
        change(&next).await;
        let report =
            journal::verify_all(&next.hall.db, next.hall.keys.journal(), None).await.expect("verified");
        assert_eq!(report.faults, Vec::<String>::new(), "{name}");
        assert!(!report.restored.is_empty(), "{name}");
        let auditor = next.client(Role::Auditor).await;
        let about = format!("/api/v1/journal-entries?workerId={}", workers[0]);
        assert!(!auditor.list(&about, "journalEntries").await.is_empty());
    }
}

/// A register that is written all the time is verified as it stands still.
#[actix_web::test]
async fn a_check_beside_writes_finds_no_fault_that_is_none() {
    let (service, workers) = (Service::start().await, new_workers(3));
    some_history(&service, &workers).await;
    let key = service.hall.keys.journal();
    let writes = async {
        for _ in 0..12 {
            some_history(&service, &workers).await;
        }
    };
    let checks = async {
        let mut entries = BTreeSet::new();
        for _ in 0..12 {
            let report = journal::verify_all(&service.hall.db, key.clone(), None).await.expect("verified");
            assert_eq!((report.faults, report.restored), (Vec::new(), Vec::new()));
            entries.insert(report.entries);
            actix_web::rt::task::yield_now().await;
        }
        entries
    };
    let (entries, ()) = futures_util::future::join(checks, writes).await;
    assert!(entries.len() > 1, "nothing was written meanwhile");
}

/// What an auditor asks, answered by a look at every entry.
fn picked(all: &[journal::Row], filter: &Filter, after: Option<Position>) -> Vec<Position> {
    all.iter()
        .filter(|row| {
            filter.worker.is_none_or(|worker| row.workers().any(|about| about == worker))
                && filter.client.is_none_or(|client| client == row.client_id)
                && filter.from.is_none_or(|from| from <= row.at)
                && filter.until.is_none_or(|until| row.at <= until)
        })
        .map(position)
        .filter(|position| after.is_none_or(|after| *position > after))
        .collect()
}

fn position(row: &journal::Row) -> Position {
    (row.at.as_microsecond(), row.lane, row.seq)
}

async fn list(service: &Service, filter: &Filter, after: Option<Position>, limit: i64) -> Vec<journal::Row> {
    let Filter { worker, client, from, until } = *filter;
    service.hall.db.refresh();
    let read = move |view: &mut db::View<'_>| {
        journal::list(view, &Filter { worker, client, from, until }, after, limit)
    };
    service.hall.db.read(read).await.expect("read")
}

#[actix_web::test]
async fn entries_are_found_by_worker_client_and_time_wherever_they_are() {
    let scene = Scene::with_people(3).await;
    let (service, workers) = (&scene.service, new_workers(7));
    let callers: Vec<Call> = (0..3)
        .map(|_| {
            let mut call = operator();
            call.actor.client = ClientId::new();
            call
        })
        .collect();
    // Enough for several runs of the index, and some entries that are in none.
    let crowd = new_workers(3_000);
    for turn in 0..14 {
        service.clock.advance_seconds(7);
        let about = [&workers[turn % 7..], &crowd[turn * 150..turn * 150 + 900]].concat();
        read(service, &callers[turn % 3], &about).await;
        read(service, &callers[turn % 2], &workers[..turn % 7]).await;
        scene
            .completion()
            .on(&format!("2026-10-{:02}", turn + 1))
            .reference(&format!("R-{turn}"))
            .create()
            .await;
        if turn == 5 || turn == 10 {
            journal::index(&service.hall.db).await.expect("indexed");
        }
    }
    let all = list(service, &Filter::default(), None, 10_000).await;
    assert!(all.windows(2).all(|two| position(&two[0]) < position(&two[1])));
    let seen: BTreeSet<_> = all.iter().map(|row| row.lane).collect();
    assert!(on_postgres() || seen.len() == 2, "{seen:?}");
    let moments: Vec<_> = all.iter().map(|row| row.at).step_by(all.len() / 4).collect();
    let known: WorkerId = scene.worker().parse().expect("an id");
    let mut found_some = 0;
    for worker in
        [None, Some(workers[0]), Some(workers[6]), Some(crowd[1_000]), Some(known), Some(WorkerId::new())]
    {
        for client in
            [None, Some(callers[0].actor.client), Some(callers[2].actor.client), Some(ClientId::new())]
        {
            for from in [None, Some(moments[1]), Some(moments[2].next())] {
                for until in [None, Some(moments[2]), Some(moments[3].previous())] {
                    let filter = Filter { worker, client, from, until };
                    let expected = picked(&all, &filter, None);
                    found_some += usize::from(!expected.is_empty());
                    for limit in [1_usize, 4, 1_000] {
                        let (mut found, mut after) = (Vec::new(), None);
                        loop {
                            let most = i64::try_from(limit).expect("small");
                            let page = list(service, &filter, after, most).await;
                            assert!(page.len() <= limit);
                            found.extend(page.iter().map(position));
                            after = page.last().map(position);
                            // Pages of one are tried at the beginning alone.
                            if page.len() < limit || (limit == 1 && found.len() == 5) {
                                break;
                            }
                        }
                        assert_eq!(found, expected[..found.len()]);
                        assert!(limit == 1 || found.len() == expected.len());
                    }
                }
            }
        }
    }
    assert!(found_some > 20, "{found_some} filters found something");
    let key = service.hall.keys.journal();
    let report = journal::verify_all(&service.hall.db, key.clone(), None).await.expect("verified");
    assert_eq!(report.faults, Vec::<String>::new());

    // The index itself: what is done to it is found.
    for attack in [
        "DELETE FROM journal_runs WHERE bucket = (SELECT min(bucket) FROM journal_runs)",
        "UPDATE journal_runs SET last = last + 1",
        "UPDATE journal_indexed SET seq = seq - 1",
        "DELETE FROM journal_indexed",
        "UPDATE journal_runs SET bucket = bucket + 256",
    ] {
        let faults = if on_postgres() {
            let (key, attack) = (key.clone(), attack.to_owned());
            let faults = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
            let into = std::sync::Arc::clone(&faults);
            let taken_back = service.hall.db.write(move |tx| {
                tx.batch_execute(&attack)?;
                let report = journal::verify(tx, &key, None, &Heads::default())?;
                *into.lock().expect("held") = report.faults;
                Err::<(), _>(registry::error::Error::conflict(registry::completions::faults::withdrawn()))
            });
            taken_back.await.expect_err("taken back");
            faults.lock().expect("held").clone()
        } else {
            Copies::of_service(service).found_after(service, attack)
        };
        assert!(faults.iter().any(|fault| fault.contains("index")), "{attack}: {faults:?}");
    }
}

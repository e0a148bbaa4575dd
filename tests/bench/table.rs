//! The tables that papers show of what was measured.

use std::fmt::Write as _;

use crate::figures::{Figure, Figures, Spread, Subject, Work, number, thousands};
use crate::options::Engine;

/// A row of the table of work: what it is called, what it is, what it is held against in the same round, and
/// what that is called.
type Row = (&'static str, Work, &'static [(Work, &'static str)]);

const ROWS: [Row; 14] = [
    ("constant answer, 64 connections", Work::Constant, &[]),
    (
        "status, short, 64 connections",
        Work::Short,
        &[(Work::Constant, "the constant answer"), (Work::PlainStatus, "plain SQL")],
    ),
    ("the same, 16 connections", Work::ShortOfFew, &[]),
    ("the same beside files that come in", Work::ShortBesideFiles, &[(Work::ShortOfFew, "that alone")]),
    ("status, explained, 64 connections", Work::Explained, &[(Work::Constant, "the constant answer")]),
    ("plain SQL: one look-up, one entry of the journal", Work::PlainStatus, &[]),
    ("1,000 workers in a call, short, 2 connections", Work::ManyShort, &[]),
    ("1,000 workers in a call, explained, 2 connections", Work::ManyExplained, &[]),
    (
        "durable completion, 16 connections",
        Work::Completion,
        &[(Work::Flush, "flushes of the disk"), (Work::PlainInsert, "plain inserts one by one")],
    ),
    ("row of a file of 10,000, spread", Work::Spread, &[(Work::PlainSpread, "a plain loop")]),
    ("row of a file of 10,000, of 500 workers", Work::Taught, &[(Work::PlainTaught, "a plain loop")]),
    ("row of files of 100,000, one after the other", Work::Flood, &[]),
    ("row of a workbook of 100,000", Work::Workbook, &[]),
    ("1,000 workers in a call, the minute after 1,000 such calls", Work::AfterCalls, &[]),
];

/// All tables: of each engine what it does with one register, and how that grows.
pub fn tables(figures: &Figures, subjects: &[Subject]) -> String {
    let mut text = String::new();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        // Everything is measured on the first of them.
        if let Some(subject) = subjects.iter().find(|subject| subject.engine == engine) {
            work(&mut text, figures, *subject);
            once(&mut text, figures, *subject);
        }
    }
    growth(&mut text, figures, subjects);
    text
}

fn work(text: &mut String, figures: &Figures, subject: Subject) {
    let workers = thousands(&subject.workers.to_string());
    line(
        text,
        &[
            &format!("{}, {workers} workers", subject.engine),
            "a second",
            "times",
            "server processor",
            "p50",
            "p99",
        ],
    );
    text.push_str("|---|---|---|---|---|---|\n");
    for (name, work, others) in ROWS {
        let of = |figure| figures.spread(subject, work, figure);
        let Some(rate) = of(Figure::PerSecond) else { continue };
        let ratios: Vec<_> = others
            .iter()
            .filter_map(|(other, called)| {
                let ratio = figures.ratio(subject, (work, *other), Figure::PerSecond)?;
                Some(format!("{ratio} × {called}"))
            })
            .collect();
        let [cpu, p50, p99] = [Figure::ServerMicroseconds, Figure::P50Microseconds, Figure::P99Microseconds]
            .map(|figure| of(figure).map(time).unwrap_or_default());
        let refused = of(Figure::Refused).filter(|refused| refused.highest > 0.0);
        let refused = refused.map(|refused| format!("; {refused} refused")).unwrap_or_default();
        line(text, &[name, &format!("{rate}{refused}"), &ratios.join("; "), &cpu, &p50, &p99]);
    }
    text.push('\n');
}

/// The measures that are told in one number each.
fn once(text: &mut String, figures: &Figures, subject: Subject) {
    let of = |work, figure| figures.spread(subject, work, figure);
    let beside = figures.ratio(subject, (Work::ShortBesideFiles, Work::ShortOfFew), Figure::P99Microseconds);
    let rows = [
        ("p99 of a status beside files, to that alone", beside.map(|ratio| format!("{ratio} times"))),
        ("slowest call in that minute, to the median", slowest(figures, subject)),
        (
            "SQLite's log at the most while 1,000,000 rows come in",
            megabytes(of(Work::Flood, Figure::LogMegabytes)),
        ),
        ("own memory meanwhile, at the most", megabytes(of(Work::Flood, Figure::MemoryMegabytes))),
        (
            "the same, more than before, for a workbook of 100,000",
            megabytes(of(Work::Workbook, Figure::MemoryMegabytes)),
        ),
        ("own memory while a file of 10,000 comes in", megabytes(of(Work::Spread, Figure::MemoryMegabytes))),
        ("start on this register", of(Work::Start, Figure::Seconds).map(|seconds| time(seconds.times(1e6)))),
        ("own memory after the start", megabytes(of(Work::Start, Figure::MemoryMegabytes))),
    ];
    let told: Vec<_> = rows.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    if told.is_empty() {
        return;
    }
    line(text, &[&subject.engine.to_string(), ""]);
    text.push_str("|---|---|\n");
    for (name, value) in told {
        line(text, &[name, &value]);
    }
    text.push('\n');
}

fn slowest(figures: &Figures, subject: Subject) -> Option<String> {
    let of = |figure| figures.spread(subject, Work::AfterCalls, figure);
    let (slowest, median) = (of(Figure::SlowestMicroseconds)?, of(Figure::P50Microseconds)?);
    Some(format!("{} times", number(slowest.median / median.median)))
}

/// The cost of one status to the server's processor as the register grows.
fn growth(text: &mut String, figures: &Figures, subjects: &[Subject]) {
    let titles = [
        "server processor a status",
        "workers",
        "short",
        "explained",
        "short, to the smallest",
        "generated in",
    ];
    let mut rows = Vec::new();
    for subject in subjects {
        let of = |work| figures.spread(*subject, work, Figure::ServerMicroseconds);
        let (Some(short), Some(explained)) = (of(Work::Short), of(Work::Explained)) else { continue };
        let own = subjects.iter().filter(|one| one.engine == subject.engine);
        let smallest = *own.min_by_key(|one| one.workers).expect("itself");
        let times = figures.growth((*subject, smallest), Work::Short, Figure::ServerMicroseconds);
        let filled = figures.spread(*subject, Work::Fill, Figure::Seconds).map(|all| time(all.times(1e6)));
        rows.push([
            subject.engine.to_string(),
            thousands(&subject.workers.to_string()),
            time(short),
            time(explained),
            times.map(|times| times.to_string()).unwrap_or_default(),
            filled.unwrap_or_default(),
        ]);
    }
    if !rows.is_empty() {
        line(text, &titles);
        text.push_str("|---|---|---|---|---|---|\n");
        for row in &rows {
            line(text, &row.each_ref().map(String::as_str));
        }
    }
}

fn line(text: &mut String, cells: &[&str]) {
    writeln!(text, "| {} |", cells.join(" | ").trim_end()).expect("written");
}

fn megabytes(spread: Option<Spread>) -> Option<String> {
    spread.map(|spread| format!("{spread} MB"))
}

/// Microseconds, in the unit in which they read best.
fn time(microseconds: Spread) -> String {
    match microseconds.median {
        few if few < 1_000.0 => format!("{microseconds} µs"),
        some if some < 1e6 => format!("{} ms", microseconds.times(1e-3)),
        _ => format!("{} s", microseconds.times(1e-6)),
    }
}

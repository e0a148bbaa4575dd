//! The figures of all runs, and several rounds of one told as the median, the lowest and the highest.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::options::Engine;

/// The work that was measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Work {
    /// A constant answer of the same server, at 64 connections.
    Constant,
    /// Statuses of single workers, short, at 64 connections.
    Short,
    /// The same at 16 connections.
    ShortOfFew,
    /// Statuses of single workers, explained, at 64 connections.
    Explained,
    /// A plain look-up and a plain entry of the journal.
    PlainStatus,
    /// A thousand workers in a call, short, at 2 connections.
    ManyShort,
    /// A thousand workers in a call, explained, at 2 connections.
    ManyExplained,
    /// Durable completions, one by one, at 16 connections.
    Completion,
    /// Flushes of the disk: a page is appended and waited for.
    Flush,
    /// A plain insert, committed by itself.
    PlainInsert,
    /// Rows of files of ten thousand, spread over all workers.
    Spread,
    /// Rows of files of ten thousand, of five hundred workers.
    Taught,
    /// The rows of such a file by plain SQL in one transaction.
    PlainSpread,
    PlainTaught,
    /// Statuses at 16 connections, while files come in.
    ShortBesideFiles,
    /// A thousand workers in a call, in the minute after many such calls.
    AfterCalls,
    /// Rows of large files that come in one after the other.
    Flood,
    /// Rows of a large workbook; the memory is what it adds.
    Workbook,
    /// The start of the program on the register as it is then.
    Start,
    /// The register's being generated.
    Fill,
    /// The packing of the records of all that were generated.
    Pack,
}

/// Kind of a measured number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Figure {
    PerSecond,
    ServerMicroseconds,
    P50Microseconds,
    P99Microseconds,
    SlowestMicroseconds,
    /// Requests that were refused for now, and answered neither in time nor at all.
    Refused,
    Seconds,
    /// Own memory of the server, mapped files apart.
    MemoryMegabytes,
    LogMegabytes,
}

/// Numbers of one run.
pub type Values = BTreeMap<Figure, f64>;

/// A run.
#[derive(Serialize)]
pub struct Note {
    pub engine: Engine,
    pub workers: usize,
    pub round: usize,
    pub work: Work,
    pub values: Values,
}

/// A register that is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Subject {
    pub engine: Engine,
    pub workers: usize,
}

/// Every run, in the order of the runs.
#[derive(Default, Serialize)]
#[serde(transparent)]
pub struct Figures(Vec<Note>);

impl Figures {
    pub fn note(&mut self, subject: Subject, round: usize, work: Work, values: Values) {
        let Subject { engine, workers } = subject;
        println!("{}", told(subject, round, work, &values));
        self.0.push(Note { engine, workers, round, work, values });
    }

    fn of(&self, subject: Subject, work: Work, figure: Figure) -> BTreeMap<usize, f64> {
        let own =
            self.0.iter().filter(|note| note.engine == subject.engine && note.workers == subject.workers);
        let own = own.filter(|note| note.work == work);
        own.filter_map(|note| Some((note.round, *note.values.get(&figure)?))).collect()
    }

    /// All rounds of a figure.
    pub fn spread(&self, subject: Subject, work: Work, figure: Figure) -> Option<Spread> {
        Spread::of(self.of(subject, work, figure).into_values().collect())
    }

    /// One work over another, round by round, as a noisy machine disturbs both of a round alike.
    pub fn ratio(&self, subject: Subject, (work, to): (Work, Work), figure: Figure) -> Option<Spread> {
        let others = self.of(subject, to, figure);
        let own = self.of(subject, work, figure).into_iter();
        Spread::of(own.filter_map(|(round, one)| Some(one / others.get(&round)?)).collect())
    }

    /// The same work on one register over that on another.
    pub fn growth(&self, (subject, from): (Subject, Subject), work: Work, figure: Figure) -> Option<Spread> {
        let before = self.of(from, work, figure);
        let own = self.of(subject, work, figure).into_iter();
        Spread::of(own.filter_map(|(round, one)| Some(one / before.get(&round)?)).collect())
    }
}

fn told(subject: Subject, round: usize, work: Work, values: &Values) -> String {
    let Subject { engine, workers } = subject;
    let worth_telling = |figure: Figure, value: f64| figure != Figure::Refused || value > 0.0;
    let told = values.iter().filter(|(figure, value)| worth_telling(**figure, **value));
    let told: Vec<_> = told.map(|(figure, value)| format!("{figure:?} {}", number(*value))).collect();
    format!("{engine} {workers}, round {round}, {work:?}: {}", told.join(", "))
}

/// Several rounds of a figure.
#[derive(Clone, Copy)]
pub struct Spread {
    pub median: f64,
    pub lowest: f64,
    pub highest: f64,
}

impl Spread {
    fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let (lowest, highest) = (*values.first()?, *values.last()?);
        Some(Self { median: values[values.len() / 2], lowest, highest })
    }

    /// The same in another unit.
    pub fn times(self, factor: f64) -> Self {
        let Self { median, lowest, highest } = self;
        Self { median: median * factor, lowest: lowest * factor, highest: highest * factor }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [median, lowest, highest] = [self.median, self.lowest, self.highest].map(number);
        if lowest == highest { f.write_str(&median) } else { write!(f, "{median} ({lowest} to {highest})") }
    }
}

/// A number to three digits, thousands apart.
pub fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 1_000.0 => {
            let step = 10_f64.powf(size.log10().floor() - 2.0);
            thousands(&format!("{:.0}", (value / step).round() * step))
        }
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// Digits with a comma before every three from the end.
pub fn thousands(digits: &str) -> String {
    let apart = digits.char_indices().map(|(at, digit)| {
        let is_place = at > 0 && (digits.len() - at).is_multiple_of(3);
        if is_place { format!(",{digit}") } else { digit.to_string() }
    });
    apart.collect()
}

//! Everything that is measured of the register, in one run: `cargo bench --bench suite -- --help`.
//!
//! Registers of all sizes are generated on each engine and served by processes of their own, as in service.
//! In each round every measure is taken once on each, in turn with a constant answer of the same server and
//! with plain prepared SQL on a copy of the register, so that a noisy machine disturbs all alike: read the
//! ratios. Nothing is asserted of times; that answers are right and the journal whole is.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench stops at the first surprise, and prints what it measured"
)]
#![expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

mod check;
mod client;
mod cluster;
mod drawing;
mod figures;
mod files;
mod generate;
mod load;
mod measures;
mod options;
mod plain;
mod program;
mod report;
mod server;
mod site;
mod table;

use clap::Parser;
use cluster::Cluster;
use figures::{Figures, Subject, Work};
use options::{Engine, Measure, Options};
use site::Site;

/// The measures to be taken, and what came of them.
pub struct Run {
    options: Options,
    figures: Figures,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    if let (Some("serve"), Some(folder)) = (arguments.next().as_deref(), arguments.next()) {
        return server::serve(&folder);
    }
    let run = Run { options: Options::parse(), figures: Figures::default() };
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(measure(run));
}

async fn measure(mut run: Run) {
    let asks_for_postgres = run.options.engines.contains(&Engine::Postgres);
    let cluster = asks_for_postgres.then(Cluster::start).flatten();
    let mut sites = Vec::new();
    for (at, workers) in run.options.workers.clone().into_iter().enumerate() {
        for engine in run.options.engines.clone() {
            if engine == Engine::Sqlite || cluster.is_some() {
                let subject = Subject { engine, workers };
                sites.push(Site::open(subject, cluster.as_ref(), &mut run, at == 0).await);
            }
        }
    }
    let subjects: Vec<_> = sites.iter().map(|site| site.subject).collect();
    files::settle();
    for round in 0..run.options.rounds {
        for site in &mut sites {
            self::round(site, &mut run, round).await;
        }
    }
    for site in sites {
        last(site, &mut run).await;
    }
    report::write(&run, &subjects);
}

/// One round on one register.
async fn round(site: &mut Site, run: &mut Run, round: usize) {
    if run.options.measures(Measure::Statuses) {
        measures::status(site, run, round).await;
    }
    if site.plain.is_none() {
        return;
    }
    if run.options.measures(Measure::Statuses) {
        measures::status_beside_plain(site, run, round).await;
    }
    if run.options.measures(Measure::Calls) {
        measures::calls(site, run, round).await;
    }
    if run.options.measures(Measure::Completions) {
        measures::completions(site, run, round).await;
    }
    if run.options.measures(Measure::Files) {
        files::round(site, run, round).await;
        files::statuses_meanwhile(site, run, round).await;
    }
}

/// The measures that are taken once, when all rounds are done.
async fn last(site: Site, run: &mut Run) {
    if site.plain.is_some() && run.options.measures(Measure::Aftermath) {
        measures::aftermath(&site, run).await;
    }
    if site.plain.is_some() && run.options.measures(Measure::Flood) {
        files::workbook(&site, run).await;
        files::flood(&site, run).await;
    }
    let subject = site.subject;
    let closed = site.close();
    if run.options.measures(Measure::Start) {
        // The server was killed: the first start reads its log.
        program::start(&closed.place);
        for round in 0..run.options.rounds {
            run.figures.note(subject, round, Work::Start, program::start(&closed.place));
        }
    }
    println!("{} {}: verified: {}", subject.engine, subject.workers, program::verify(&closed.place));
}

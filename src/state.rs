//! What every handler is given: the database, the clock, the keys, the gate, the shelf, and what works beside
//! the requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::auth::Gate;
use crate::clock::Clock;
use crate::db::Db;
use crate::http::trace::Metrics;
use crate::imports::Importer;
use crate::keys::Keys;
use crate::rule_sets::Shelf;
use crate::simulations::Simulator;
use crate::values::Day;

/// The running service. Cheap to clone.
#[derive(Clone)]
pub struct State {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// Keys for IDNPs, cursors and kept answers.
    pub keys: Arc<Keys>,
    /// Who asks.
    pub gate: Arc<Gate>,
    /// The catalogue and the rule sets at hand.
    pub shelf: Arc<Shelf>,
    /// What works on simulations.
    pub simulator: Arc<Simulator>,
    /// What works on files of rows.
    pub importer: Arc<Importer>,
    /// What the service counts.
    pub metrics: Arc<Metrics>,
    ready: Arc<AtomicBool>,
}

impl State {
    /// A service that is ready.
    #[must_use]
    pub fn new(db: Db, clock: Clock, keys: Arc<Keys>, gate: Arc<Gate>) -> Self {
        let (shelf, simulator, importer, metrics) =
            (Arc::default(), Arc::default(), Arc::default(), Arc::default());
        Self {
            db,
            clock,
            keys,
            gate,
            shelf,
            simulator,
            importer,
            metrics,
            ready: Arc::new(AtomicBool::new(true)),
        }
    }

    /// The day it is in Europe/Chisinau.
    #[must_use]
    pub fn today(&self) -> Day {
        self.clock.day_of(self.clock.now())
    }

    /// Whether new work is wanted here.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::SeqCst)
    }

    /// The service is about to stop: it says so before it stops taking work.
    pub fn leave(&self) {
        self.ready.store(false, Ordering::SeqCst);
    }
}

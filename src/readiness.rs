//! Whether this process takes new work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Said once by who stops the process, and asked by all who would begin something. Cheap to clone; all clones
/// say the same.
#[derive(Clone)]
pub struct Readiness(Arc<AtomicBool>);

impl Default for Readiness {
    fn default() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }
}

impl Readiness {
    /// Whether new work is wanted here.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// Says that the process is about to stop.
    pub fn leave(&self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

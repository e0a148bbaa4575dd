//! Work beside the requests: taken up when somebody asks for it, by one at a time in this process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::values::id_type;

id_type! {
    /// A process that works on jobs; a job says which one works on it.
    RunnerId
}

/// For how long a process that works on a job may say nothing before it is taken for gone, in seconds.
pub const SILENCE: i64 = 60;
/// How often a job is taken up, at the most: one that ends its process would do so for ever.
pub const MOST_ATTEMPTS: i32 = 3;

/// Who works here, if anybody does.
pub struct Shift {
    /// This process.
    pub runner: RunnerId,
    /// Whether somebody is at work.
    is_busy: AtomicBool,
    /// Whether somebody asked for work meanwhile.
    is_asked: AtomicBool,
}

impl Default for Shift {
    fn default() -> Self {
        Self { runner: RunnerId::new(), is_busy: AtomicBool::new(false), is_asked: AtomicBool::new(false) }
    }
}

/// Somebody is at work; when this ends, in whichever way, nobody is.
struct AtWork(Arc<Shift>);

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.is_busy.store(false, Ordering::SeqCst);
    }
}

impl Shift {
    /// Does the work until nobody asks for it any more, unless that is being done.
    pub fn take_up<W>(self: &Arc<Self>, work: impl Fn() -> W + Send + 'static)
    where
        W: Future<Output = ()> + Send,
    {
        self.is_asked.store(true, Ordering::SeqCst);
        if self.is_busy.swap(true, Ordering::SeqCst) {
            return;
        }
        let shift = Arc::clone(self);
        tokio::spawn(async move {
            loop {
                let at_work = AtWork(Arc::clone(&shift));
                while shift.is_asked.swap(false, Ordering::SeqCst) {
                    work().await;
                }
                drop(at_work);
                // Who asked since the last look, and found somebody at work, left it to us.
                if !shift.is_asked.load(Ordering::SeqCst) || shift.is_busy.swap(true, Ordering::SeqCst) {
                    return;
                }
            }
        });
    }
}

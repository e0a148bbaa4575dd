//! The quiet room: what follows from facts. Pure: no I/O, no clock; the day and the facts come as arguments.

mod summary;
mod window;

pub use summary::{Supervised, SupervisionSum, Trained, TrainingSum, supervision, training};
pub use window::Window;

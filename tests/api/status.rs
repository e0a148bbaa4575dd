//! What a worker is qualified for on a day.

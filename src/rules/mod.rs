//! The quiet room: what follows from facts. Pure: no I/O, no clock.

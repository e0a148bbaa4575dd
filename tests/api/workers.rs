//! The people on the register, and where they work.

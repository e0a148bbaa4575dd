//! The catalogue: what can be learnt.

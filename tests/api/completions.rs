//! Who completed which programme when.

//! Opens the register that a command is about.

use crate::clock::Clock;
use crate::config::DataOptions;
use crate::db::Process;
use crate::error::{Error, Result};
use crate::keys::Keys;
use crate::start::{self, House};

/// Opens the register that a command is about; it makes none, for a mistyped folder would look like an empty
/// one.
pub(super) fn open(place: &DataOptions) -> Result<House> {
    open_as(place, Process::Command)
}

/// As [`open`], writing as a process of another kind.
pub(super) fn open_as(place: &DataOptions, process: Process) -> Result<House> {
    place.target()?;
    if !Keys::are_in(&place.data_dir) {
        return Err(Error::internal(format!(
            "there is no register in {}: name its folder with --data-dir, or make one with registry serve",
            place.data_dir.display()
        )));
    }
    start::open(place, "", Clock::system(), process)
}

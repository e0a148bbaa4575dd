//! Tells the server of a SQLite file that a command beside it has written.
//!
//! A reader that asked the database itself would lose its page cache to every note in the journal. So a
//! command leaves a mark in a file of its own after each commit, and readers look at that.

use std::path::{Path, PathBuf};

use uuid::Uuid;

/// The mark beside a database; each commit of a command leaves another one.
pub(super) struct Mark(PathBuf);

impl Mark {
    pub(super) fn beside(database: &Path) -> Self {
        let mut name = database.as_os_str().to_owned();
        name.push("-changed");
        Self(name.into())
    }

    /// Leaves another mark. Where it cannot be written, readers see the change when their snapshot is of age.
    pub(super) fn leave(&self) {
        if let Err(error) = std::fs::write(&self.0, Uuid::now_v7().as_bytes()) {
            tracing::warn!(%error, "a server beside this command sees what it wrote a little later");
        }
    }

    /// The present mark; nothing before the first one.
    pub(super) fn read(&self) -> Vec<u8> {
        std::fs::read(&self.0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_commit_leaves_another_mark() {
        let folder = tempfile::tempdir().expect("a folder");
        let mark = Mark::beside(&folder.path().join("registry.db"));
        let before = mark.read();
        mark.leave();
        let first = mark.read();
        mark.leave();
        assert!(before.is_empty() && !first.is_empty());
        assert_ne!(mark.read(), first);
    }
}

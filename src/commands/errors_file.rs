//! The file of `--errors`: the caller's own, with what became of each row. It names people, and overwrites
//! nothing.

use std::fs::File;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::job::format_of;
use super::output::usage;
use crate::error::{Error, Result};
use crate::tables::Format;

/// Place of the file that is to be written.
pub(super) struct ErrorsFile(PathBuf);

impl ErrorsFile {
    /// Looks whether a file that was sent in a format can be written there, before any work begins.
    pub fn prepare(at: &Path, format: Format) -> Result<Self> {
        let fault = |expected: String| Err(usage("--errors", expected));
        match (format, format_of(at)) {
            (Format::Json | Format::Ndjson, _) => {
                return fault(format!(
                    "is for CSV and XLSX: a file of {format} is not given back; read the batch's rows"
                ));
            }
            (Format::Csv, Some(Format::Csv) | None) | (Format::Xlsx, Some(Format::Xlsx) | None) => {}
            _ => return fault(format!("expected a name that ends in .{format}: the file keeps its form")),
        }
        // Whatever is there stays, also a link that leads nowhere.
        if at.symlink_metadata().is_ok() {
            return fault(format!(
                "{} exists, and is not overwritten: name another file, or move it away",
                at.display()
            ));
        }
        let errors = Self(at.to_owned());
        errors.begin()?.close().map_err(|error| errors.unwritable(&error))?;
        Ok(errors)
    }

    /// Has it written, and gives it its name once it is whole.
    pub async fn write(self, write: impl AsyncFnOnce(&File) -> Result<()>) -> Result<()> {
        let temporary = self.begin()?;
        write(temporary.as_file()).await?;
        temporary.persist_noclobber(&self.0).map_err(|error| self.unwritable(&error.error))?;
        Ok(())
    }

    /// A file beside it that only its owner may read, and that is removed if it comes to nothing.
    fn begin(&self) -> Result<NamedTempFile> {
        let folder =
            self.0.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::Builder::new().prefix(".registry-import-").tempfile_in(folder);
        file.map_err(|error| self.unwritable(&error))
    }

    fn unwritable(&self, error: &std::io::Error) -> Error {
        Error::internal(format!("cannot write {}: {error}", self.0.display()))
    }
}

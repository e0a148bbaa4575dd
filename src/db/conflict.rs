//! Rule of the database that a statement broke, in both engines' spellings.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// A unique rule: PostgreSQL names the constraint or index, SQLite the columns.
pub struct Unique {
    /// Name of the constraint or index.
    pub name: &'static str,
    /// `table.column, table.column` in the order of the index.
    pub columns: &'static str,
}

impl Unique {
    /// Whether it is this rule that the statement broke.
    #[must_use]
    pub fn is_broken_by(&self, error: &DieselError) -> bool {
        let DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, about) = error else {
            return false;
        };
        match about.constraint_name() {
            Some(name) => name == self.name,
            None => about.message().strip_prefix("UNIQUE constraint failed: ") == Some(self.columns),
        }
    }
}

/// Whether the statement referred to a row that does not exist.
#[must_use]
pub const fn is_dangling(error: &DieselError) -> bool {
    matches!(error, DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _))
}

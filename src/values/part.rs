//! The part of a programme that a completion is of, as a column and as a value that may be left out.

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use serde::{Deserialize, Serialize};

use super::{Expected, Part};
use crate::sql::columns;

/// Part of a programme; all of it where none is named. It belongs to the key of a fact, so its column is
/// never null: all of a programme is kept as an empty text.
#[derive(
    Debug,
    Clone,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    AsExpression,
    FromSqlRow,
)]
#[serde(transparent)]
#[diesel(sql_type = Text)]
pub struct ProgrammePart(pub Option<Part>);

impl ProgrammePart {
    fn text(&self) -> &str {
        self.0.as_ref().map_or("", Part::as_str)
    }
}

columns::text_column!(ProgrammePart, |given: &str| {
    let part = if given.is_empty() { None } else { Some(Part::parse(given)?) };
    Ok::<_, Expected>(ProgrammePart(part))
});

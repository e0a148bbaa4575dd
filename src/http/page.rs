//! Pages by cursor: opaque, authenticated, and bound to the question they belong to.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};

use crate::error::{Error, Result};
use crate::keys::{Keys, same};
use crate::values::{Moment, WorkerId};

/// Bytes of a cursor that authenticate it.
const TAG: usize = 16;

/// Items that a page has at the most: 1 to 200, 50 unless asked.
#[derive(Debug, Clone, Copy)]
pub struct Limit(pub i64);

impl Default for Limit {
    fn default() -> Self {
        Self(50)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let given = String::deserialize(from)?;
        let limit = given
            .parse()
            .ok()
            .filter(|limit| (1..=200).contains(limit) && given.bytes().all(|digit| digit.is_ascii_digit()));
        limit.map(Self).ok_or_else(|| serde::de::Error::custom(super::faults::limit_invalid()))
    }
}

impl utoipa::ToSchema for Limit {}
impl utoipa::PartialSchema for Limit {
    fn schema() -> utoipa::openapi::RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
            .minimum(Some(1))
            .maximum(Some(200))
            .default(Some(50.into()))
            .description(Some("How many items at the most"))
            .into()
    }
}

impl Limit {
    /// The workers that a page is about, each once, as the journal names them: whoever was asked about, and
    /// whoever is shown. One item more than the page holds is read, and is not shown.
    #[must_use]
    pub fn subjects<T>(
        self,
        asked: Option<WorkerId>,
        found: &[T],
        worker: impl Fn(&T) -> WorkerId,
    ) -> Vec<WorkerId> {
        let shown = usize::try_from(self.0).unwrap_or_default();
        let mut subjects: Vec<_> = asked.into_iter().chain(found.iter().take(shown).map(worker)).collect();
        subjects.sort_unstable();
        subjects.dedup();
        subjects
    }
}

/// The place at which a page of facts begins: after one of them, as all of them were known when the first
/// page was given. A correction between two pages neither shows a fact twice nor loses one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactPlace<I> {
    /// The last fact of the page before.
    pub after: I,
    /// The moment up to which facts were known to the first page.
    pub known_at: Moment,
}

/// The start of a page of facts, as a caller asked for it.
#[derive(Debug, Clone, Copy)]
pub struct FactPage<I> {
    /// The fact after which it begins; none for the first page.
    pub after: Option<I>,
    /// The moment that is asked about: that of the cursor, else the one asked for. Without one a page is of
    /// what is known.
    pub known_at: Option<Moment>,
}

impl<I> FactPage<I> {
    /// The place of a fact of this page, which was read at a moment.
    pub fn place(&self, after: I, now: Moment) -> FactPlace<I> {
        FactPlace { after, known_at: self.known_at.unwrap_or(now) }
    }
}

/// The pages of one question: an operation and its filters.
pub struct Pages {
    keys: Arc<Keys>,
    question: Vec<u8>,
}

impl Pages {
    /// The question is the operation and everything that decides which items it has.
    #[must_use]
    pub fn of(keys: &Arc<Keys>, operation: &str, filters: &impl Serialize) -> Self {
        let mut question = operation.as_bytes().to_vec();
        question.push(0);
        question.extend(serde_json::to_vec(filters).unwrap_or_default());
        Self { keys: Arc::clone(keys), question }
    }

    /// The position after which the page begins.
    ///
    /// # Errors
    /// A cursor that this question never gave out.
    pub fn position<P: for<'de> Deserialize<'de>>(&self, cursor: Option<&str>) -> Result<Option<P>> {
        let Some(cursor) = cursor.filter(|cursor| !cursor.is_empty()) else { return Ok(None) };
        let fault = || Error::fault("cursor", super::faults::cursor_invalid());
        let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| fault())?;
        let (tag, position) = bytes.split_at_checked(TAG).ok_or_else(fault)?;
        if !same(tag, &self.keys.cursor_tag(&self.question, position)) {
            return Err(fault());
        }
        serde_json::from_slice(position).map(Some).map_err(|_| fault())
    }

    /// The start of a page of facts, where the question asks for a moment, or for none.
    ///
    /// # Errors
    /// A cursor that this question never gave out.
    pub fn facts<I: for<'de> Deserialize<'de>>(
        &self,
        cursor: Option<&str>,
        known_at: Option<Moment>,
    ) -> Result<FactPage<I>> {
        Ok(match self.position::<FactPlace<I>>(cursor)? {
            Some(place) => FactPage { after: Some(place.after), known_at: Some(place.known_at) },
            None => FactPage { after: None, known_at },
        })
    }

    /// Cuts one item too many off, and gives the cursor that goes on after the last one kept; empty at the
    /// end.
    #[must_use]
    pub fn cut<T, P: Serialize>(
        &self,
        items: &mut Vec<T>,
        limit: Limit,
        position: impl Fn(&T) -> P,
    ) -> String {
        let limit = usize::try_from(limit.0).unwrap_or_default();
        if items.len() <= limit {
            return String::new();
        }
        items.truncate(limit);
        let Some(last) = items.last() else { return String::new() };
        let position = serde_json::to_vec(&position(last)).unwrap_or_default();
        let mut cursor = self.keys.cursor_tag(&self.question, &position).to_vec();
        cursor.extend(position);
        BASE64URL_NOPAD.encode(&cursor)
    }
}

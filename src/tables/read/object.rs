//! An object of JSON as a row.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::columns::near;
use super::{Cell, Code, Finding, MOST_CELL, Row, bounded};
use crate::tables::{Layout, masked};

/// The most findings that are told of one row.
const MOST_FINDINGS: usize = 20;

/// A row that is no object.
pub(super) fn not_an_object(number: u32, text: &str, layout: &Layout) -> Row {
    let finding = Finding::of(Code::NotAnObject).with_value(text);
    Row { number, cells: vec![Cell::Absent; layout.columns.len()], findings: vec![finding] }
}

/// A row of JSON; what is no object is a row that is not taken.
pub(super) fn row(text: &str, number: u32, layout: &'static Layout) -> serde_json::Result<Row> {
    if !text.starts_with('{') {
        return serde_json::from_str::<IgnoredAny>(text).map(|_| not_an_object(number, text, layout));
    }
    let mut row = Row { number, cells: vec![Cell::Absent; layout.columns.len()], findings: Vec::new() };
    let mut from = serde_json::Deserializer::from_str(text);
    from.deserialize_map(ObjectFields { layout, row: &mut row })?;
    from.end()?;
    Ok(row)
}

/// The fields of an object become the cells of a row.
struct ObjectFields<'a> {
    layout: &'static Layout,
    row: &'a mut Row,
}

impl<'de> Visitor<'de> for ObjectFields<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let mut seen = vec![false; self.layout.columns.len()];
        while let Some(field) = fields.next_key::<String>()? {
            let place = self.layout.place(&field);
            let finding =
                match place.and_then(|place| Some((seen.get_mut(place)?, self.row.cells.get_mut(place)?))) {
                    Some((seen, _)) if *seen => {
                        fields.next_value::<IgnoredAny>()?;
                        Finding::at(Code::ColumnTwice, &field)
                    }
                    Some((seen, cell)) => {
                        *seen = true;
                        if let Some(value) = fields.next_value_seed(Value)? {
                            *cell = value;
                            continue;
                        }
                        Finding::at(Code::CellTooLong, &field).about(self.row.number)
                    }
                    None => {
                        fields.next_value::<IgnoredAny>()?;
                        let unknown = Finding::at(Code::FieldUnknown, &masked(&field));
                        match near(&field, self.layout) {
                            Some(near) => unknown.about(near),
                            None => unknown,
                        }
                    }
                };
            // A row has a few columns, but a hostile one millions of fields.
            if self.row.findings.len() < MOST_FINDINGS {
                self.row.findings.push(finding);
            }
        }
        Ok(())
    }
}

/// A value as a cell; nothing if it is too long.
struct Value;

impl<'de> DeserializeSeed<'de> for Value {
    type Value = Option<Cell>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value {
    type Value = Option<Cell>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(bounded(text))
    }

    fn visit_bool<E: serde::de::Error>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(Some(Cell::Truth(truth)))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(Cell::Number(number)))
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers beyond 2^53 are no value of any column")]
    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(Cell::Number(number as f64)))
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers beyond 2^53 are no value of any column")]
    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(Cell::Number(number as f64)))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(Some(Cell::Empty))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let (mut texts, mut length, mut is_broken) = (Vec::new(), 0, false);
        while let Some(item) = items.next_element_seed(Self)? {
            match item {
                Some(cell @ (Cell::Text(_) | Cell::Number(_))) => {
                    let text = cell.written().into_owned();
                    length += text.len() + 2;
                    texts.push(text);
                }
                Some(_) => is_broken = true,
                None => length = usize::MAX / 2,
            }
        }
        Ok(match () {
            () if is_broken => Some(Cell::Broken("[…]".to_owned())),
            () if length > MOST_CELL * 4 => None,
            () if texts.is_empty() => Some(Cell::Empty),
            () => Some(Cell::List(texts)),
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Some(Cell::Broken("{…}".to_owned())))
    }
}

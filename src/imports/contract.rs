//! What a file is in the contract: its forms, its columns, and an example of each.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type,
};

use crate::tables::Layout;

/// A file as text, or as a workbook.
pub struct File;

impl utoipa::ToSchema for File {}
impl utoipa::PartialSchema for File {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            // 64 MB.
            .max_length(Some(67_108_864))
            .description(Some(
                "Up to 100,000 rows; the columns have the titles of the template, in any order",
            ))
            .into()
    }
}

/// Columns of which a row of JSON may hold several values as a list.
const LISTS: [&str; 1] = ["attendees"];
/// Characters of one value, at the most.
const MOST_CHARACTERS: usize = 4_000;

/// A list of objects with these columns.
pub fn rows(layout: &Layout) -> RefOr<Schema> {
    let mut row = ObjectBuilder::new().description(Some("A row; what is left out is as an empty cell"));
    for column in layout.columns {
        let about = column.about[1];
        row = if LISTS.contains(&column.field) {
            row.property(column.field, values(about))
        } else {
            row.property(column.field, value(about))
        };
    }
    let row = row.additional_properties(Some(AdditionalProperties::FreeForm(false)));
    ArrayBuilder::new().items(row).max_items(Some(100_000)).description(Some("The rows")).into()
}

/// A value of a row: a number is taken as it is written.
fn value(about: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::Array(vec![Type::String, Type::Number, Type::Null]))
        .max_length(Some(MOST_CHARACTERS))
        .minimum(Some(0))
        .maximum(Some(9_999_999_999_999_i64))
        .description(Some(about))
}

/// A value, or several of them.
fn values(about: &str) -> OneOfBuilder {
    let several = ArrayBuilder::new()
        .items(ObjectBuilder::new().schema_type(Type::String).max_length(Some(64)))
        .max_items(Some(50));
    OneOfBuilder::new().item(value(about)).item(several).description(Some(about))
}

/// The titles in Romanian, and a row that could follow them.
pub fn csv(layout: &Layout) -> String {
    let titles: Vec<_> = layout.columns.iter().map(|column| column.titles[0]).collect();
    let example: Vec<_> = layout.columns.iter().map(|column| column.example).collect();
    format!("{}\r\n{}\r\n", titles.join(";"), example.join(";"))
}

//! Files in the contract: their forms, their columns, and an example of each.

use serde_json::{Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type,
};

use super::kinds::Descriptor;
use super::templates;
use crate::tables::{Format, Layout};

/// A file as text, or as a workbook.
pub struct FileBody;

impl utoipa::ToSchema for FileBody {}
impl utoipa::PartialSchema for FileBody {
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

/// Name of a template, in a path.
pub struct TemplateName;

impl utoipa::ToSchema for TemplateName {}
impl utoipa::PartialSchema for TemplateName {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(30))
            .pattern(Some(templates::name_pattern()))
            .into()
    }
}

/// Characters of one value, at the most.
const MOST_CHARACTERS: usize = 4_000;

/// Shows the files of an operation as those of a kind: with its columns, and an example in each form.
pub fn show(operation: &mut Operation, kind: &Descriptor) {
    let sent = operation.request_body.iter_mut().filter_map(whole).flat_map(|body| &mut body.content);
    for (media_type, content) in sent {
        let (Some(format), Some(content)) = (Format::of_media_type(media_type), whole(content)) else {
            continue;
        };
        if format == Format::Json {
            content.schema = Some(rows(kind));
        }
        content.example = Some(example(kind, format));
    }
    let answers = operation.responses.responses.values_mut().filter_map(whole);
    for (media_type, content) in answers.flat_map(|answer| &mut answer.content) {
        // An answer in JSON is no file.
        let format = Format::of_media_type(media_type).filter(|format| *format != Format::Json);
        if let (Some(format), Some(content)) = (format, whole(content)) {
            content.example = Some(example(kind, format));
        }
    }
}

/// Something that is written out where it stands, if it is.
const fn whole<T>(here: &mut RefOr<T>) -> Option<&mut T> {
    match here {
        RefOr::T(whole) => Some(whole),
        RefOr::Ref(_) => None,
    }
}

/// A file of a kind with one row.
fn example(kind: &Descriptor, format: Format) -> Value {
    match format {
        Format::Json => json!([(kind.example)()]),
        Format::Ndjson => json!(format!("{}\n", (kind.example)())),
        Format::Csv => json!(csv(kind.layout)),
        Format::Xlsx => json!("(a workbook)"),
    }
}

/// A list of objects with the columns of a kind.
fn rows(kind: &Descriptor) -> RefOr<Schema> {
    let mut row = ObjectBuilder::new()
        .description(Some("A row; what is left out says nothing, and null is an empty cell"));
    for column in kind.layout.columns {
        let about = column.about[1];
        row = if kind.lists.contains(&column.field) {
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
fn csv(layout: &Layout) -> String {
    let titles: Vec<_> = layout.columns.iter().map(|column| column.titles[0]).collect();
    let example: Vec<_> = layout.columns.iter().map(|column| column.example).collect();
    format!("{}\r\n{}\r\n", titles.join(";"), example.join(";"))
}

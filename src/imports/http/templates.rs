//! Files to fill in, for whoever comes.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};

use crate::auth::Visitor;
use crate::error::{Error, Result};
use crate::http::{Hall, PreferredLanguage};
use crate::imports::contract::{FileBody, TemplateName};
use crate::imports::templates::{MOST_PROGRAMMES, Template};
use crate::programmes;

/// Download a template
///
/// A file to fill in: the columns with their titles in your language, one example row to be deleted, and in
/// the workbook lists to choose from, with the approved programmes by their codes, and what each column
/// holds. Nobody has the IDNP of the example.
#[utoipa::path(
    tag = "imports", operation_id = "get_template", security(()),
    params((
        "name" = inline(TemplateName), Path, description = "What is imported, and the form of the file",
        example = "completions.xlsx"
    )),
    extensions(("x-languages" = json!(true)), ("x-visitor" = json!(true))),
    responses((status = 200, description = "The file", content(
        (inline(FileBody) = "text/csv", example = "IDNP;Cod program"),
        (inline(FileBody) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            example = "(a workbook)"),
    )))
)]
#[get("/templates/{name}")]
pub async fn get_template(
    _: Visitor,
    hall: web::Data<Hall>,
    PreferredLanguage(language): PreferredLanguage,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let name = request.match_info().get("name").unwrap_or_default().to_owned();
    let template = Template::named(&name, language).ok_or_else(Error::not_found)?;
    let programmes = if template.has_programmes() {
        hall.db.read(|view| programmes::approved(view, MOST_PROGRAMMES)).await?
    } else {
        Vec::new()
    };
    let made = tokio::task::spawn_blocking(move || template.file(&programmes)).await;
    let file = made.map_err(|_| Error::internal("the making of a template panicked"))??;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, template.media_type()))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(file))
}

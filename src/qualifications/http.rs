//! ASKS: the ladder of grades, for everyone; new grades, for registrar and ministry.

mod awards;
mod resolutions;

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::grades::{Grade, GradeCorrection, GradeWithdrawal, NewGrade};
use super::ladder::{self, GradeUse};
use super::{store, suspensions};
use crate::auth::permission::{GRADES_MANAGE, ManageGrades};
use crate::auth::{Allowed, Visitor};
use crate::error::{Error, Result};
use crate::http::{Hall, IdempotencyKey, Json, Limit, Pages, Path, Query, Reply};
use crate::values::GradeId;
use crate::version::Condition;

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(list_grades).service(create_grade).service(get_grade);
    to.service(create_grade_correction).service(create_grade_withdrawal);
    awards::routes(to);
    resolutions::routes(to);
    suspensions::routes(to);
}

/// A page of the ladder.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "grades": [], "nextCursor": "" }))]
struct GradePage {
    /// The grades, the lowest rank first.
    #[schema(max_items = 200)]
    grades: Vec<Grade>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct GradePaging {
    /// The most items that the page holds.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// List grades
///
/// The ladder, the lowest rank first.
#[utoipa::path(
    tag = "qualifications", operation_id = "list_grades", params(GradePaging), security(()),
    responses((status = 200, description = "A page of the ladder", body = GradePage))
)]
#[get("/grades")]
async fn list_grades(_: Visitor, hall: web::Data<Hall>, Query(asked): Query<GradePaging>) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, "list_grades", &());
    let after = pages.position(asked.cursor.as_deref())?;
    let limit = asked.limit;
    let mut grades = hall.db.read(move |view| store::list_grades(view, after, limit.0 + 1)).await?;
    let next_cursor = pages.cut(&mut grades, limit, |grade| grade.rank);
    Reply::public(&GradePage { grades, next_cursor })
}

/// Create a grade
///
/// A code and a rank are on the ladder once; a second grade with either is a conflict that names the first.
#[utoipa::path(
    tag = "qualifications", operation_id = "create_grade", security(("oauth2" = [GRADES_MANAGE])),
    request_body(content = NewGrade, description = "The grade to add to the ladder"),
    responses((status = 201, description = "On the ladder", body = Grade))
)]
#[post("/grades")]
async fn create_grade(
    allowed: Allowed<ManageGrades>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    new: Json<NewGrade>,
) -> Result<Reply> {
    let call = allowed.call;
    once.by(&call)
        .run(&hall, new.fingerprint, move |tx| {
            let grade = ladder::create(tx, &call, &new.value)?;
            Reply::created(ladder::address(grade.id), &grade)
        })
        .await
}

/// Read a grade
///
/// With its place on the ladder and the supplement that it carries.
#[utoipa::path(
    tag = "qualifications", operation_id = "get_grade", security(()),
    params(("id" = GradeId, Path, description = "The grade")),
    responses((status = 200, description = "The grade", body = Grade))
)]
#[get("/grades/{id}")]
async fn get_grade(_: Visitor, hall: web::Data<Hall>, Path(id): Path<GradeId>) -> Result<Reply> {
    let grade = hall.db.read(move |view| store::find_grade(view, id)).await?;
    Reply::public(&grade.ok_or_else(Error::not_found)?)
}

/// Correct a grade
///
/// Its names at any time. Code, rank, supplement and legal basis while nothing rests on them: it is a
/// conflict where the grade was ever awarded (`gradeAwarded`) or applied for (`gradeAppliedFor`), or where a
/// rule set that was published names it (`gradeInRules`). How it stood is kept. Whether it is sample data
/// stays. All of it is said anew: send the `ETag` that you read as `If-Match`.
#[utoipa::path(
    tag = "qualifications", operation_id = "create_grade_correction", security(("oauth2" = [GRADES_MANAGE])),
    extensions(("x-if-match" = json!(true))),
    params(("id" = GradeId, Path, description = "The grade")),
    request_body(content = GradeCorrection, description = "The grade as it should be, and why"),
    responses((status = 201, description = "Corrected", body = Grade))
)]
#[post("/grades/{id}/corrections")]
async fn create_grade_correction(
    allowed: Allowed<ManageGrades>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<GradeId>,
    condition: Condition,
    in_use: web::Data<GradeUse>,
    correction: Json<GradeCorrection>,
) -> Result<Reply> {
    let (call, in_use) = (allowed.call, **in_use);
    once.by(&call)
        .run(&hall, correction.fingerprint, move |tx| {
            let grade = ladder::correct(tx, &call, id, &condition, &correction.value, in_use)?;
            Reply::created(ladder::address(id), &grade)
        })
        .await
}

/// Withdraw a grade
///
/// For one that was added in error: it is on the ladder no more, and code and rank are free. It is a
/// conflict where something rests on it: it was ever awarded (`gradeAwarded`) or applied for
/// (`gradeAppliedFor`), or a rule set that was published names it (`gradeInRules`).
#[utoipa::path(
    tag = "qualifications", operation_id = "create_grade_withdrawal", security(("oauth2" = [GRADES_MANAGE])),
    params(("id" = GradeId, Path, description = "The grade")),
    request_body(content = GradeWithdrawal, description = "Why"),
    responses((status = 201, description = "No longer on the ladder: the grade as it was", body = Grade))
)]
#[post("/grades/{id}/withdrawals")]
async fn create_grade_withdrawal(
    allowed: Allowed<ManageGrades>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<GradeId>,
    in_use: web::Data<GradeUse>,
    why: Json<GradeWithdrawal>,
) -> Result<Reply> {
    let (call, in_use) = (allowed.call, **in_use);
    once.by(&call)
        .run(&hall, why.fingerprint, move |tx| {
            let grade = ladder::withdraw(tx, &call, id, &why.value, in_use)?;
            Reply::created("/api/v1/grades".to_owned(), &grade)
        })
        .await
}

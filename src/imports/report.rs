//! Reports of a batch and its rows.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::faults;
use super::kinds::BatchKind;
use super::model::{Batch, Counts, ObjectId, StoredRow};
use super::words::{Atomicity, BatchStatus, Mode, OnChange, RowOutcome};
use crate::jobs::{Failure, FailureReport};
use crate::tables::{FileForm, Finding, Format, Severity, masked};
use crate::values::{BatchId, Language, Moment, OrganisationId, Parameters, TranslatedText, WorkerId};

/// The code of something found in a file or a row.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(transparent)]
pub struct FindingCode(&'static str);

impl ToSchema for FindingCode {}
impl PartialSchema for FindingCode {
    fn schema() -> RefOr<Schema> {
        let mut codes: Vec<_> = faults::of_rows().into_iter().flatten().map(|code| code.name).collect();
        codes.sort_unstable();
        codes.dedup();
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(codes))
            .description(Some("What was found. Codes are stable: a program may rely on them."))
            .into()
    }
}

/// Something found in a file or a row.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "code": "dayInvalid", "severity": "error", "column": "completedOn", "value": "31.02.2026",
    "message": { "ro": "Nu este o dată", "en": "Not a day", "ru": "Не дата" },
    "expected": { "ro": "2026-03-01 sau 01.03.2026", "en": "2026-03-01 or 01.03.2026",
        "ru": "2026-03-01 или 01.03.2026" }
}))]
pub struct FindingReport {
    /// Its code; codes are stable.
    pub code: FindingCode,
    /// Its severity.
    pub severity: Severity,
    /// The field of the column, or the title of one that is not known; null where it is about the whole.
    #[schema(max_length = 200)]
    pub column: Option<String>,
    /// The value there, cut to 60 characters, long numbers masked.
    #[schema(max_length = 60)]
    pub value: Option<String>,
    /// Values that its words name: limits, days, the words that are taken.
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(schema_with = Parameters::schema)]
    pub params: Map<String, Value>,
    /// The fault in words.
    pub message: TranslatedText,
    /// The value that was expected, or how to mend it.
    pub expected: TranslatedText,
}

impl From<Finding> for FindingReport {
    fn from(finding: Finding) -> Self {
        let (message, expected) = (finding.message(), finding.expected());
        let (code, severity) = (FindingCode(finding.code()), finding.severity());
        let Finding { fault, column, value } = finding;
        let params = match serde_json::to_value(Parameters(&fault)) {
            Ok(Value::Object(params)) => params,
            _ => Map::new(),
        };
        Self { code, severity, column, value, params, message, expected }
    }
}

/// A batch: how far it is, and what its rows came to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000f9", "kind": "completions",
    "organisationId": "01990000-0000-7000-8000-0000000000a2",
    "mode": "commit", "atomicity": "row", "onChange": "reject", "format": "csv", "size": 812_345,
    "status": "completed",
    "total": 10_000, "processed": 10_000,
    "counts": { "created": 9950, "corrected": 0, "voided": 0, "unchanged": 40, "duplicates": 7,
        "rejected": 3 },
    "warnings": [], "failure": null, "receivedAt": "2026-11-23T10:00:00.000000Z",
    "startedAt": "2026-11-23T10:00:00.100000Z", "finishedAt": "2026-11-23T10:00:00.400000Z"
}))]
pub struct BatchReport {
    /// Its id.
    pub id: BatchId,
    /// Kind of its rows.
    pub kind: BatchKind,
    /// The organisation whose client sent it.
    pub organisation_id: OrganisationId,
    /// Whether it changes anything.
    pub mode: Mode,
    /// Consequence of one rejected row for the others.
    pub atomicity: Atomicity,
    /// Treatment of a row that differs from the register.
    pub on_change: OnChange,
    /// The form of the file.
    pub format: Format,
    /// Its length in bytes.
    #[schema(minimum = 0, maximum = 67_108_864)]
    pub size: i64,
    /// Its state.
    pub status: BatchStatus,
    /// Rows in the file; blank ones are not counted.
    #[schema(minimum = 0, maximum = 100_000)]
    pub total: i32,
    /// Rows that are done.
    #[schema(minimum = 0, maximum = 100_000)]
    pub processed: i32,
    /// Number of rows that came to each outcome; in `validate` mode, that would.
    pub counts: Counts,
    /// Findings about the file itself.
    #[schema(max_items = 100)]
    pub warnings: Vec<FindingReport>,
    /// Reason why it could not be done.
    #[schema(value_type = Option<FailureReport>)]
    pub failure: Option<Failure>,
    /// The moment at which the file had arrived.
    pub received_at: Moment,
    /// The moment at which work on it began.
    pub started_at: Option<Moment>,
    /// The moment at which it ended, in whichever way.
    pub finished_at: Option<Moment>,
}

impl From<Batch> for BatchReport {
    fn from(batch: Batch) -> Self {
        let warnings = findings(Some(&batch.warnings), &FileForm::default());
        Self {
            id: batch.id,
            kind: batch.kind,
            organisation_id: batch.organisation_id,
            mode: batch.mode,
            atomicity: batch.atomicity,
            on_change: batch.on_change,
            format: batch.format,
            size: batch.size,
            status: batch.status,
            total: batch.total,
            processed: batch.processed,
            counts: batch.counts,
            warnings,
            failure: batch.failure,
            received_at: batch.received_at,
            started_at: batch.started_at,
            finished_at: batch.finished_at,
        }
    }
}

/// Outcome of a row.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "number": 17, "outcome": "created", "objectId": "01990000-0000-7000-8000-0000000000d1",
    "workerId": "01990000-0000-7000-8000-000000000001", "reference": "2026/118-04", "errors": [],
    "warnings": [], "sheet": null
}))]
pub struct BatchRow {
    /// The sheet of the workbook in which it stands; null in a file without sheets.
    #[schema(max_length = 60)]
    pub sheet: Option<String>,
    /// Its number as the sheet, the text or the list counts.
    #[schema(minimum = 1, maximum = 2_147_483_647)]
    pub number: i32,
    /// Its outcome.
    pub outcome: RowOutcome,
    /// The object that it created, or that is on the register already and yours to see; none for one that
    /// would be created.
    pub object_id: Option<ObjectId>,
    /// The worker that it is about.
    pub worker_id: Option<WorkerId>,
    /// Your own reference.
    #[schema(max_length = 200)]
    pub reference: Option<String>,
    /// Faults for which it was rejected, all of them.
    #[schema(max_items = 100)]
    pub errors: Vec<FindingReport>,
    /// Findings that you should look at.
    #[schema(max_items = 100)]
    pub warnings: Vec<FindingReport>,
}

impl BatchRow {
    /// A row as it is told, of a file of this form.
    pub(super) fn of(row: StoredRow, form: &FileForm) -> Self {
        let (errors, warnings) = findings(row.findings.as_deref(), form)
            .into_iter()
            .partition(|finding| finding.severity == Severity::Error);
        let (sheet, number) = form.place(u32::try_from(row.number).unwrap_or_default());
        Self {
            sheet: sheet.map(masked),
            number: i32::try_from(number).unwrap_or(i32::MAX),
            outcome: row.outcome,
            object_id: row.object_id,
            worker_id: row.worker_id,
            reference: row.reference,
            errors,
            warnings,
        }
    }
}

/// Faults that name another row by its number.
const NAME_ROWS: [&str; 5] =
    ["rowTwice", "referenceTwice", "factDiffers", "employmentEnded", "gradeHeldInRow"];

/// Findings as they are kept; rows that they name are named as the file counts.
fn findings(kept: Option<&str>, form: &FileForm) -> Vec<FindingReport> {
    let kept: Vec<Value> = kept.and_then(|kept| serde_json::from_str(kept).ok()).unwrap_or_default();
    let known = faults::of_rows();
    let told = kept.iter().filter_map(|kept| Finding::read(kept, &known)).map(|finding| {
        let named = finding
            .fault
            .parameters()
            .find(|(name, _)| *name == "about")
            .map(|(_, parameter)| parameter.say(Language::En));
        let row = named.and_then(|row| row.parse().ok());
        match row {
            Some(row) if NAME_ROWS.contains(&finding.code()) => finding.about(form.name(row)),
            _ => finding,
        }
    });
    told.map(FindingReport::from).collect()
}

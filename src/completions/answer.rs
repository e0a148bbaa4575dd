//! Answers about completions that are recorded.

use serde::Serialize;
use utoipa::ToSchema;

use super::model::Completion;
use crate::tables::Finding;
use crate::values::{Fault, TranslatedText};

/// A completion as it was recorded, and what may be wrong about it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000d1", "workerId": "01990000-0000-7000-8000-000000000001",
    "programmeId": "01990000-0000-7000-8000-0000000000b1",
    "providerId": "01990000-0000-7000-8000-0000000000a2",
    "reference": "2026/118-04", "startedOn": "2026-10-05", "completedOn": "2026-10-30", "part": null,
    "hours": "24", "minutes": 1440,
    "result": "passed", "recordedAt": "2026-11-23T10:00:00.000000Z",
    "recordedBy": "01990000-0000-7000-8000-0000000000c1", "supersedes": null,
    "withdrawnAt": null, "withdrawal": null, "withdrawalReason": null, "supersededBy": null
}))]
pub struct RecordedCompletion {
    /// The completion.
    #[serde(flatten)]
    pub completion: Completion,
    /// Things that may be wrong about it; it was recorded all the same. Left out where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub warnings: Vec<CompletionWarning>,
}

/// Something that may be wrong about a completion.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "hoursOverProgramme", "field": "hours",
    "message": {
        "ro": "Mai multe ore (480) decât are programul (12)",
        "en": "More hours (480) than the programme has (12)",
        "ru": "Больше часов (480), чем в программе (12)"
    },
    "expected": {
        "ro": "Verificați orele; nu cumva sunt minute? S-a preluat așa cum este scris",
        "en": "Look whether the hours are right; were they minutes? They were taken as they stand",
        "ru": "Проверьте часы; не минуты ли это? Принято так, как указано"
    }
}))]
pub struct CompletionWarning {
    /// Its code: stable, for a program may rely on it.
    #[schema(max_length = 60)]
    pub code: &'static str,
    /// The field of the completion.
    #[schema(max_length = 60)]
    pub field: &'static str,
    /// Words for it.
    pub message: TranslatedText,
    /// Words for what to look at.
    pub expected: TranslatedText,
}

impl CompletionWarning {
    /// A warning in words.
    pub fn of((field, fault): (&'static str, Fault)) -> Self {
        let finding = Finding::of(fault);
        Self { code: finding.code(), field, message: finding.message(), expected: finding.expected() }
    }
}

//! KNOWS: what a grade of the ladder is.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use crate::db::schema::grades;
use crate::values::{Code, GradeId, Moment, Name, Note, Percent, faults};

/// A rank on the ladder.
#[derive(
    Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, Serialize, ToSchema,
)]
#[diesel(table_name = grades)]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000d1", "code": "grade-2", "rank": 1, "nameRo": "gradul II",
    "nameEn": "grade II",
    "nameRu": "II степень", "supplementPercent": "10.00", "legalBasis": "sample value, not an official one",
    "sample": true,
    "createdAt": "2026-11-23T10:00:00.000000Z"
}))]
pub struct Grade {
    /// Its id.
    pub id: GradeId,
    /// Its code.
    pub code: Code,
    /// Its place on the ladder; a higher rank outranks a lower one.
    #[schema(minimum = 1, maximum = 100)]
    pub rank: i32,
    /// Its name in Romanian.
    pub name_ro: Name,
    /// Its name in English.
    pub name_en: Option<Name>,
    /// Its name in Russian.
    pub name_ru: Option<Name>,
    /// The supplement to base pay; none when the grade carries none.
    pub supplement_percent: Option<Percent>,
    /// The act that the grade and its supplement stand on.
    pub legal_basis: Note,
    /// Whether it is sample data.
    pub sample: bool,
    /// The moment at which it was added to the ladder.
    pub created_at: Moment,
}

/// A grade to add to the ladder.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = "rank_in_bounds"))]
#[schema(example = json!({
    "code": "grade-2", "rank": 1, "nameRo": "gradul II", "nameEn": "grade II", "nameRu": "II степень",
    "supplementPercent": "10.00",
    "legalBasis": "Hotărârea Guvernului, exemplu"
}))]
pub struct NewGrade {
    /// Its code.
    pub code: Code,
    /// Its place on the ladder, 1 to 100; a higher rank outranks a lower one.
    #[schema(minimum = 1, maximum = 100)]
    pub rank: i32,
    /// Its name in Romanian.
    pub name_ro: Name,
    /// Its name in English.
    pub name_en: Option<Name>,
    /// Its name in Russian.
    pub name_ru: Option<Name>,
    /// The supplement to base pay, where the grade carries one.
    pub supplement_percent: Option<Percent>,
    /// The act that the grade and its supplement stand on.
    pub legal_basis: Note,
    /// Whether it is sample data.
    #[serde(default)]
    pub sample: bool,
}

/// A correction of a grade: all of it as it should be.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "grade": {
        "code": "grade-2", "rank": 1, "nameRo": "gradul II", "nameEn": "grade II", "nameRu": "II степень",
        "supplementPercent": "10.00", "legalBasis": "Hotărârea Guvernului, exemplu"
    },
    "reason": "rang introdus greșit"
}))]
pub struct GradeCorrection {
    /// The grade as it should be.
    #[validate(nested)]
    pub grade: NewGrade,
    /// Why it is corrected.
    pub reason: Note,
}

/// The withdrawal of a grade that was added to the ladder in error.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reason": "adăugat de două ori" }))]
pub struct GradeWithdrawal {
    /// Why it was added in error.
    pub reason: Note,
}

impl Grade {
    /// A grade as whoever adds or corrects it states it.
    #[must_use]
    pub(super) fn stated(id: GradeId, new: &NewGrade, created_at: Moment) -> Self {
        Self {
            id,
            code: new.code.clone(),
            rank: new.rank,
            name_ro: new.name_ro.clone(),
            name_en: new.name_en.clone(),
            name_ru: new.name_ru.clone(),
            supplement_percent: new.supplement_percent,
            legal_basis: new.legal_basis.clone(),
            sample: new.sample,
            created_at,
        }
    }

    /// Whether it is the other one but for its names.
    #[must_use]
    pub(super) fn differs_by_names(&self, other: &Self) -> bool {
        let names = |one: &Self| (one.name_ro.clone(), one.name_en.clone(), one.name_ru.clone());
        let (name_ro, name_en, name_ru) = names(other);
        Self { name_ro, name_en, name_ru, ..self.clone() } == *other
    }
}

fn rank_in_bounds(grade: &NewGrade) -> Result<(), ValidationError> {
    if (1..=100).contains(&grade.rank) {
        return Ok(());
    }
    Err(faults::not_a_whole_number(1, 100).broken("/rank"))
}

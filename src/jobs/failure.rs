//! The reason why work beside the requests failed, as it is kept and told.

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::{Error, Result};
use crate::sql::columns;
use crate::values::{Fault, Parameters, TranslatedText};

/// The fault for which a job was given up. Kept as the JSON that is told, so that its words stay as they were
/// when the work failed.
#[derive(Debug, Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Failure(String);

columns::text_column!(Failure, |kept: &str| Ok::<_, String>(Failure(kept.to_owned())));

impl Failure {
    fn text(&self) -> &str {
        &self.0
    }

    /// The failure that is this fault.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub fn of(fault: &Fault) -> Result<Self> {
        let (code, params) = (fault.code().name, Parameters(fault));
        let report =
            FailureReport { code, params, message: TranslatedText::by(|language| fault.say(language)) };
        let written = serde_json::to_string(&report);
        written.map(Self).map_err(|_| Error::internal("a failure cannot be written as JSON"))
    }
}

impl Serialize for Failure {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        serde_json::from_str::<Value>(&self.0).map_err(S::Error::custom)?.serialize(to)
    }
}

/// The reason why a file or a simulation failed.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = Failure)]
#[schema(example = json!({
    "code": "rowsFaulty", "params": { "rejected": 1, "total": 50 },
    "message": {
        "ro": "Rânduri cu greșeli: 1 din 50, deci nimic nu a fost înregistrat",
        "en": "1 of 50 rows have faults, so nothing was put on the register",
        "ru": "Строк с ошибками: 1 из 50, поэтому в реестр ничего не внесено"
    }
}))]
pub struct FailureReport<'f> {
    /// The code of the fault, for programs: it stays when words are made better.
    #[schema(max_length = 60)]
    code: &'static str,
    /// Values that the message names.
    #[serde(skip_serializing_if = "Parameters::is_empty")]
    #[schema(schema_with = Parameters::schema)]
    params: Parameters<'f>,
    /// The fault, and what to do, in words.
    message: TranslatedText,
}

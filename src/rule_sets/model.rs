//! KNOWS: what a rule set is, how it changes, and who sees it.

use std::sync::Arc;

use diesel::prelude::*;
use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::Value;
use utoipa::ToSchema;

use super::faults;
use super::request::NewRuleSet;
use crate::db::schema::rule_sets;
use crate::error::{Error, Faults, Result};
use crate::rules::examples::ExampleDifference;
use crate::rules::terms::{PayableWhile, UnderWayRule};
use crate::rules::{self, Catalogue, CompiledRules, Example, Rules, language};
use crate::values::{ClientId, Code, Day, Fault, Moment, Name, Note, RuleSetId, vocabulary};

vocabulary! {
    /// The stage that a rule set has reached.
    pub enum RuleSetStatus {
        /// Being written; nothing follows from it.
        Draft = "draft",
        /// In force from its day on, and the last of its kind so far.
        Published = "published",
        /// Published once; another one begins after it.
        Superseded = "superseded",
    }
}

/// A version of a rule set.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset, Serialize, ToSchema)]
#[diesel(table_name = rule_sets)]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000e1", "code": "qualification-rules", "version": 1,
    "nameRo": "Regulile de calificare", "nameEn": "Qualification rules", "nameRu": null,
    "status": "published",
    "effectiveFrom": "2027-01-01", "effectiveUntil": null,
    "legalBasis": "Ordinul ministrului nr. 44 din 2026-11-20", "sample": false,
    "grades": [{
        "grade": "grade-2", "validityMonths": 60, "supplement": { "percent": "10.00" },
        "requirement": { "id": "hours", "kind": "trainingHours", "hours": "60", "withinMonths": 60 }
    }],
    "obligations": [
        { "requirement": { "id": "yearly", "kind": "trainingHours", "hours": "20", "withinMonths": 12 } }
    ],
    "payableWhile": { "employed": true, "notSuspended": false }, "applicationsUnderWay": "firstSubmission",
    "examples": [{
        "name": "nimic înscris", "day": "2027-06-30", "history": {},
        "expected": { "grades": [{ "grade": "grade-2", "eligible": false, "unmet": ["hours"] }] }
    }],
    "createdAt": "2026-11-23T10:00:00.000000Z", "updatedAt": "2026-11-23T10:00:00.000000Z",
    "publishedAt": "2026-11-23T10:00:00.000000Z", "supersededBy": null
}))]
pub struct RuleSet {
    /// Its id.
    pub id: RuleSetId,
    /// Its code, which its versions share.
    pub code: Code,
    /// Its number among the versions of the code.
    #[schema(minimum = 1, maximum = 100_000)]
    pub version: i32,
    /// Its name in Romanian.
    pub name_ro: Name,
    /// Its name in English.
    pub name_en: Option<Name>,
    /// Its name in Russian.
    pub name_ru: Option<Name>,
    /// The stage that it has reached.
    pub status: RuleSetStatus,
    /// The first day on which it is in force, once it is published.
    pub effective_from: Day,
    /// The last day on which it is in force, once another one begins after it.
    pub effective_until: Option<Day>,
    /// The act that it stands on.
    pub legal_basis: Note,
    /// Whether it is sample data.
    pub sample: bool,
    /// Its grades and obligations.
    #[serde(flatten)]
    pub(super) rules: RulesJson,
    /// The moment at which it was put on the register.
    pub created_at: Moment,
    /// The moment at which it was last changed.
    pub updated_at: Moment,
    /// The moment at which it was published.
    pub published_at: Option<Moment>,
    /// The client that published it.
    #[serde(skip)]
    pub published_by: Option<ClientId>,
    /// The rule set that begins after it.
    pub superseded_by: Option<RuleSetId>,
}

/// The publication of a rule set, which never changes.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = rule_sets)]
pub struct Publication {
    /// The rule set.
    pub id: RuleSetId,
    /// The first day on which it is in force.
    pub effective_from: Day,
    /// The moment at which it was published.
    pub published_at: Option<Moment>,
}

/// Grades and obligations as they are kept: JSON, read when it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct RulesJson(String);

crate::sql::columns::text_column!(RulesJson, |given: &str| Ok::<_, String>(RulesJson(given.to_owned())));
impl RulesJson {
    fn text(&self) -> &str {
        &self.0
    }

    /// # Errors
    /// They cannot be written as JSON.
    pub fn of(content: &RuleSetContent) -> Result<Self> {
        serde_json::to_string(content)
            .map(Self)
            .map_err(|_| Error::internal("a rule set cannot be written as JSON"))
    }

    fn document(&self) -> Value {
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    fn read(document: &Value) -> Result<Rules> {
        let mut faults = Faults::default();
        let rules = rules::read(document, &mut faults);
        rules.ok_or_else(|| Error::internal("a rule set of the register cannot be read"))
    }
}

impl Serialize for RulesJson {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut document = self.document();
        let rules = Self::read(&document).map_err(S::Error::custom)?;
        let (examples, difference) = (document["examples"].take(), document["exampleDifference"].take());
        // Rule sets that were kept before there were examples have none.
        let examples = if examples.is_null() { Value::Array(Vec::new()) } else { examples };
        let difference = Some(difference).filter(|difference| !difference.is_null());
        Written { rules: &rules, examples, example_difference: difference }.serialize(to)
    }
}

/// The content of a rule set, with what came of its examples.
pub struct RuleSetContent {
    /// Its rules.
    pub rules: Rules,
    /// Its examples.
    pub examples: Vec<Example>,
    /// The first thing that comes out of these otherwise than they say.
    pub difference: Option<ExampleDifference>,
}

impl Serialize for RuleSetContent {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self { rules, examples, difference } = self;
        Written { rules, examples, example_difference: difference.as_ref() }.serialize(to)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'r, E, D> {
    #[serde(flatten)]
    rules: &'r Rules,
    examples: E,
    #[serde(skip_serializing_if = "Option::is_none")]
    example_difference: Option<D>,
}

/// The content of a rule set.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "the contract's form of what is kept as JSON")]
pub(super) struct RuleSetRules {
    /// The rule of each grade, the lowest rank first.
    #[schema(min_items = 1, max_items = 20)]
    grades: Vec<language::GradeRule>,
    /// Obligations of posts, whatever the grade.
    #[schema(max_items = 100)]
    obligations: Vec<language::Obligation>,
    /// The conditions that hold while supplements are paid.
    payable_while: PayableWhile,
    /// The rules for applications under way when it comes into force; where it does not say so, what the
    /// rules of their first submission say of it holds on, and else the rules in force judge.
    #[schema(nullable = false)]
    applications_under_way: Option<UnderWayRule>,
    /// Cases that it carries itself.
    #[schema(max_items = 50)]
    examples: Vec<Example>,
    /// The first thing that comes out of the examples of a draft otherwise than they say, as of its last
    /// change; a rule set is not published while there is one.
    #[schema(nullable = false)]
    example_difference: Option<ExampleDifference>,
}

impl utoipa::PartialSchema for RulesJson {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        RuleSetRules::schema()
    }
}

impl ToSchema for RulesJson {
    fn name() -> std::borrow::Cow<'static, str> {
        "RuleSetRules".into()
    }

    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
        RuleSetRules::schemas(schemas);
    }
}

impl RuleSet {
    /// Its content.
    ///
    /// # Errors
    /// The document that is kept cannot be read.
    pub fn rules(&self) -> Result<Rules> {
        RulesJson::read(&self.rules.document())
    }

    /// Its examples.
    ///
    /// # Errors
    /// The document that is kept cannot be read.
    pub fn examples(&self) -> Result<Vec<Example>> {
        let examples = rules::read_examples(&self.rules.document()["examples"], &mut Faults::default());
        examples.ok_or_else(|| Error::internal("the examples of a rule set cannot be read"))
    }

    /// It, ready for a catalogue.
    ///
    /// # Errors
    /// The document that is kept cannot be read.
    pub fn compiled(&self, catalogue: &Arc<Catalogue>) -> Result<CompiledRules> {
        Ok(self.compiled_of(self.rules()?, catalogue))
    }

    /// The same, of its rules as they were read.
    pub(super) fn compiled_of(&self, rules: Rules, catalogue: &Arc<Catalogue>) -> CompiledRules {
        CompiledRules::on_basis(rules, Some(self.legal_basis.clone().into()), catalogue)
    }

    /// A rule set as it begins: a draft.
    ///
    /// # Errors
    /// Its rules cannot be written as JSON.
    pub fn draft(new: &NewRuleSet, content: &RuleSetContent, version: i32, now: Moment) -> Result<Self> {
        Ok(Self {
            id: RuleSetId::new(),
            code: new.code.clone(),
            version,
            name_ro: new.name_ro.clone(),
            name_en: new.name_en.clone(),
            name_ru: new.name_ru.clone(),
            status: RuleSetStatus::Draft,
            effective_from: new.effective_from,
            effective_until: None,
            legal_basis: new.legal_basis.clone(),
            sample: new.sample,
            rules: RulesJson::of(content)?,
            created_at: now,
            updated_at: now,
            published_at: None,
            published_by: None,
            superseded_by: None,
        })
    }

    /// # Errors
    /// It is no draft any more.
    pub fn expect_draft(&self, otherwise: fn(&str) -> Fault) -> Result<()> {
        if self.status == RuleSetStatus::Draft {
            Ok(())
        } else {
            Err(Error::conflict(otherwise(self.status.as_str())))
        }
    }

    /// The fault of one that would begin on the first day of this one, or before it.
    #[must_use]
    pub fn expected_after(&self) -> Fault {
        faults::begins_too_early(self.effective_from, self.version, self.code.as_str())
    }

    /// Publishes a draft of which every example comes out as it says.
    pub fn publish(&mut self, rules: RulesJson, by: Option<ClientId>, now: Moment) {
        (self.status, self.rules) = (RuleSetStatus::Published, rules);
        (self.published_at, self.published_by, self.updated_at) = (Some(now), by, now);
    }

    /// Ends on the day before another one begins. What it says stays as it is, so its last change stays that,
    /// too.
    pub fn give_way(&mut self, to: &Self) {
        self.status = RuleSetStatus::Superseded;
        (self.effective_until, self.superseded_by) = (Some(to.effective_from.previous()), Some(to.id));
    }
}

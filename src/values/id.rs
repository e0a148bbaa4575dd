//! Typed ids: `UUIDv7` (RFC 9562), made by us, so that ids sort by the time they were made on both engines.

macro_rules! id_type {
    ($($(#[$about:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$about])*
        #[derive(
            Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, diesel::expression::AsExpression,
            diesel::deserialize::FromSqlRow
        )]
        #[diesel(sql_type = $crate::sql::columns::Id)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A new id, later than every id this process made before.
            #[must_use]
            pub fn new() -> Self {
                Self(uuid::Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0.hyphenated(), f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0.hyphenated(), f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::values::Expected;

            /// Hyphenated form only: an id has one spelling.
            fn from_str(given: &str) -> Result<Self, Self::Err> {
                match uuid::Uuid::try_parse(given) {
                    Ok(id) if given.len() == 36 => Ok(Self(id)),
                    _ => Err($crate::values::faults::not_an_id()),
                }
            }
        }

        impl From<$name> for $crate::values::Parameter {
            fn from(id: $name) -> Self {
                Self::Text(id.to_string())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                let mut text = [0; 36];
                to.serialize_str(self.0.hyphenated().encode_lower(&mut text))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let given = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
                given.parse().map_err(serde::de::Error::custom)
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .format(Some(utoipa::openapi::schema::SchemaFormat::Custom("uuid".into())))
                    .min_length(Some(36))
                    .max_length(Some(36))
                    .description(Some(concat!(stringify!($name), ": UUIDv7 (RFC 9562)")))
                    .into()
            }
        }

        $crate::sql::columns::id_column!($name);
    )+ };
}

pub(crate) use id_type;

id_type! {
    /// An organisation of the workforce.
    OrganisationId,
    /// A programme of the catalogue.
    ProgrammeId,
    /// A title by which an organisation names a programme.
    AliasId,
    /// A person on the register.
    WorkerId,
    /// One employment of a worker.
    EmploymentId,
    /// One completion of a programme by a worker.
    CompletionId,
    /// One supervision session.
    SessionId,
    /// A rank on the ladder.
    GradeId,
    /// A grade given to a worker by a decision.
    AwardId,
    /// A span of days on which a worker may not practise.
    SuspensionId,
    /// A span of days on which a worker is on leave or in service.
    AbsenceId,
    /// A hiring of somebody who was on the register.
    HiringId,
    /// One version of a rule set.
    RuleSetId,
    /// A worker's application for a grade.
    ApplicationId,
    /// A commission's decision on an application.
    DecisionId,
    /// A second look at an award, for a fact that it rests on was withdrawn.
    ReviewId,
    /// A trial of a rule set over the register.
    SimulationId,
    /// A file of rows that was sent.
    BatchId,
    /// A system that calls the API.
    ClientId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        assert!("01990000-0000-7000-8000-000000000001".parse::<WorkerId>().is_ok());
        assert!("01990000000070008000000000000001".parse::<WorkerId>().is_err());
        assert!("{01990000-0000-7000-8000-000000000001}".parse::<WorkerId>().is_err());
    }
}

//! Portable column types: each value has one SQL type, and each engine its own best form of it.
//!
//! | value | PostgreSQL | SQLite |
//! |---|---|---|
//! | id | `uuid` | 16-byte `BLOB` |
//! | day | `date` | `INTEGER`, days since 1970-01-01 |
//! | moment | `timestamptz` | `INTEGER`, microseconds since 1970-01-01 UTC |
//! | vocabulary, text | `text` | `TEXT` |
//! | vocabulary of a table with many rows | `integer` | `INTEGER`, the place of the word |
//! | exact decimal | `integer`, hundredths | `INTEGER`, hundredths |

use diesel::sql_types::HasSqlType;

use super::MultiBackend;

macro_rules! sql_type {
    ($($(#[$about:meta])* $name:ident, $postgres:literal, $sqlite:literal);+ $(;)?) => { $(
        $(#[$about])*
        #[derive(Debug, Clone, Copy, Default, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
        #[diesel(postgres_type(name = $postgres, schema = "pg_catalog"), sqlite_type(name = $sqlite))]
        pub struct $name;

        impl HasSqlType<$name> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Self::lookup_sql_type::<$name>(lookup)
            }
        }
    )+ };
}

/// Declares a value whose form differs by engine as bindable and readable through [`MultiBackend`].
macro_rules! value_column {
    ($name:ty, $sql:path) => {
        impl diesel::serialize::ToSql<$sql, $crate::sql::MultiBackend> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, $crate::sql::MultiBackend>,
            ) -> diesel::serialize::Result {
                out.set_value(($sql, self));
                Ok(diesel::serialize::IsNull::No)
            }
        }

        impl diesel::deserialize::FromSql<$sql, $crate::sql::MultiBackend> for $name {
            fn from_sql(bytes: $crate::sql::MultiRawValue<'_>) -> diesel::deserialize::Result<Self> {
                bytes.from_sql::<Self, $sql>()
            }
        }
    };
}
pub(crate) use value_column;

/// An id newtype over `Uuid` as a column of [`Id`].
macro_rules! id_column {
    ($name:ident) => {
        $crate::sql::columns::value_column!($name, $crate::sql::columns::Id);

        impl diesel::serialize::ToSql<$crate::sql::columns::Id, diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                std::io::Write::write_all(out, self.0.as_bytes())?;
                Ok(diesel::serialize::IsNull::No)
            }
        }

        impl diesel::serialize::ToSql<$crate::sql::columns::Id, diesel::sqlite::Sqlite> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::sqlite::Sqlite>,
            ) -> diesel::serialize::Result {
                out.set_value(self.0.as_bytes().as_slice());
                Ok(diesel::serialize::IsNull::No)
            }
        }

        impl diesel::deserialize::FromSql<$crate::sql::columns::Id, diesel::pg::Pg> for $name {
            fn from_sql(value: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                Ok(Self(uuid::Uuid::from_slice(value.as_bytes())?))
            }
        }

        impl diesel::deserialize::FromSql<$crate::sql::columns::Id, diesel::sqlite::Sqlite> for $name {
            fn from_sql(
                mut value: diesel::sqlite::SqliteValue<'_, '_, '_>,
            ) -> diesel::deserialize::Result<Self> {
                Ok(Self(uuid::Uuid::from_slice(value.read_blob())?))
            }
        }
    };
}
pub(crate) use id_column;

/// A newtype with `fn text(&self) -> &str` as a text column; `$parse` reads it back.
macro_rules! text_column {
    ($name:ident, $parse:expr) => {
        impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $name
        where
            str: diesel::serialize::ToSql<diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, DB>,
            ) -> diesel::serialize::Result {
                self.text().to_sql(out)
            }
        }

        impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $name
        where
            String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB>,
        {
            fn from_sql(value: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                let text = String::from_sql(value)?;
                Ok(($parse)(&text)?)
            }
        }
    };
}
pub(crate) use text_column;

/// A newtype over `i32` as an integer column.
macro_rules! number_column {
    ($name:ident) => {
        impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::Integer, DB> for $name
        where
            i32: diesel::serialize::ToSql<diesel::sql_types::Integer, DB>,
        {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, DB>,
            ) -> diesel::serialize::Result {
                self.0.to_sql(out)
            }
        }

        impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::Integer, DB>
            for $name
        where
            i32: diesel::deserialize::FromSql<diesel::sql_types::Integer, DB>,
        {
            fn from_sql(value: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                i32::from_sql(value).map(Self)
            }
        }
    };
}
pub(crate) use number_column;

/// A vocabulary as a column of integers: the place of a word in its set, counted from zero. A new word comes
/// at the end.
macro_rules! word_number_column {
    ($name:ident) => {
        impl $name {
            /// The number by which it is kept.
            #[must_use]
            pub const fn number(self) -> i32 {
                self as i32
            }
        }

        impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::Integer, DB>
            for $name
        where
            i32: diesel::deserialize::FromSql<diesel::sql_types::Integer, DB>,
        {
            fn from_sql(value: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                let place = usize::try_from(i32::from_sql(value)?)?;
                Ok(*Self::ALL.get(place).ok_or("the number of no word")?)
            }
        }
    };
}
pub(crate) use word_number_column;

sql_type! {
    /// A `UUIDv7`.
    Id, "uuid", "Binary";
    /// A day in Europe/Chisinau.
    Day, "date", "Integer";
    /// A moment in UTC to the microsecond.
    Moment, "timestamptz", "Long";
}

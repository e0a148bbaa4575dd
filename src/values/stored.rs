//! Days and moments as they are kept by either engine.

use diesel::data_types::{PgDate, PgTimestamp};
use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Integer};
use diesel::sqlite::{Sqlite, SqliteValue};

use super::{Day, Moment};
use crate::sql::columns;

columns::value_column!(Day, columns::Day);
columns::value_column!(Moment, columns::Moment);

/// Days and microseconds from 1970-01-01 (ours) to 2000-01-01 (PostgreSQL's).
const DAYS_TO_2000: i32 = 10_957;
const MICROSECONDS_TO_2000: i64 = 946_684_800_000_000;

impl ToSql<columns::Day, Pg> for Day {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<diesel::sql_types::Date, Pg>::to_sql(
            &PgDate(self.since_epoch() - DAYS_TO_2000),
            &mut out.reborrow(),
        )
    }
}

impl FromSql<columns::Day, Pg> for Day {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let PgDate(days) = FromSql::<diesel::sql_types::Date, Pg>::from_sql(value)?;
        Self::from_epoch(days + DAYS_TO_2000).ok_or_else(|| "a date out of range".into())
    }
}

impl ToSql<columns::Day, Sqlite> for Day {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.since_epoch());
        Ok(IsNull::No)
    }
}

impl FromSql<columns::Day, Sqlite> for Day {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let days = FromSql::<Integer, Sqlite>::from_sql(value)?;
        Self::from_epoch(days).ok_or_else(|| "a date out of range".into())
    }
}

impl ToSql<columns::Moment, Pg> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let moment = PgTimestamp(self.as_microsecond() - MICROSECONDS_TO_2000);
        ToSql::<diesel::sql_types::Timestamptz, Pg>::to_sql(&moment, &mut out.reborrow())
    }
}

impl FromSql<columns::Moment, Pg> for Moment {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let PgTimestamp(microseconds) = FromSql::<diesel::sql_types::Timestamptz, Pg>::from_sql(value)?;
        Ok(Self::from_microsecond(microseconds + MICROSECONDS_TO_2000))
    }
}

impl ToSql<columns::Moment, Sqlite> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.as_microsecond());
        Ok(IsNull::No)
    }
}

impl FromSql<columns::Moment, Sqlite> for Moment {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        FromSql::<BigInt, Sqlite>::from_sql(value).map(Self::from_microsecond)
    }
}

//! Statements that put one row into a table of SQLite.

/// Declares the statement that puts a row into a table: `Statement<'r>(Row) into table { columns }`, where
/// the row has a field for each column. Its text is written out once: diesel's own walks through the columns
/// several times for each row, which files of rows are slowed down by.
macro_rules! insert_statement {
    (
        $(#[$about:meta])*
        $name:ident<$lt:lifetime>($row:ty) into $table:ident { $first:ident $(, $column:ident)* $(,)? }
    ) => {
        $(#[$about])*
        struct $name<$lt>(&$lt $row);

        impl diesel::query_builder::QueryId for $name<'_> {
            type QueryId = $name<'static>;

            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl diesel::RunQueryDsl<diesel::SqliteConnection> for $name<'_> {}

        impl diesel::query_builder::QueryFragment<diesel::sqlite::Sqlite> for $name<'_> {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, diesel::sqlite::Sqlite>,
            ) -> diesel::QueryResult<()> {
                out.push_sql(concat!(
                    "INSERT INTO ", stringify!($table),
                    " (", stringify!($first), $(", ", stringify!($column),)* ") VALUES ("
                ));
                out.push_bind_param::<diesel::dsl::SqlTypeOf<$table::$first>, _>(&self.0.$first)?;
                $(
                    out.push_sql(", ");
                    out.push_bind_param::<diesel::dsl::SqlTypeOf<$table::$column>, _>(&self.0.$column)?;
                )*
                out.push_sql(")");
                Ok(())
            }
        }
    };
}

pub(crate) use insert_statement;

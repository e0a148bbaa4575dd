//! What the program remembers of the house (organisations, programmes and the like) is what the database says.

use diesel::prelude::*;
use registry::db::schema::organisations;
use registry::db::{Conn, Question};
use registry::error::{Error, Result};
use registry::values::{OrganisationId, OrganisationKind};

use crate::service::Service;

/// The question what an organisation is called.
#[derive(Clone, PartialEq, Eq, Hash)]
struct NameOf(OrganisationId);

impl Question for NameOf {
    type Answer = String;

    fn ask(&self, conn: &mut Conn) -> Result<String> {
        Ok(organisations::table.find(self.0).select(organisations::name).get_result(conn)?)
    }
}

fn rename(conn: &mut Conn, id: OrganisationId, name: &str) -> Result<()> {
    diesel::update(organisations::table.find(id)).set(organisations::name.eq(name)).execute(conn)?;
    Ok(())
}

#[actix_web::test]
async fn an_answer_that_was_found_in_what_was_taken_back_is_forgotten() {
    let service = Service::start().await;
    let new = || service.organisation(OrganisationKind::Employer, None);
    let (one, other) = (new().await, new().await);
    let db = &service.hall.db;
    let before = db.write(move |tx| tx.answer(&NameOf(one))).await.expect("asked");

    let (seen, told) = std::sync::mpsc::channel();
    let undone = db.write(move |tx| -> Result<()> {
        rename(tx, one, "Alt nume")?;
        seen.send(tx.answer(&NameOf(one))?).expect("heard");
        Err(Error::not_found())
    });
    undone.await.expect_err("taken back");
    assert_eq!(told.iter().last().as_deref(), Some("Alt nume"));

    // As many changes as there were then, and others.
    let kept = db.write(move |tx| {
        rename(tx, other, "Vecinul")?;
        Ok((tx.answer(&NameOf(one))?, tx.answer(&NameOf(other))?))
    });
    assert_eq!(kept.await.expect("asked"), (before.clone(), "Vecinul".to_owned()));

    // A write sees what it changed itself, each time anew.
    let renamed = db.write(move |tx| {
        let first = tx.answer(&NameOf(one))?;
        rename(tx, one, "Nou")?;
        Ok((first, tx.answer(&NameOf(one))?))
    });
    assert_eq!(renamed.await.expect("asked"), (before, "Nou".to_owned()));
}

//! DOES: finds what was withdrawn of a person's facts.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::db::Conn;
use crate::error::Result;
use crate::reviews::{Cause, FactKind, WithdrawnFact};
use crate::values::{Moment, WorkerId};
use crate::{completions, qualifications, supervision, workers};

/// Withdrawals of a person's facts since a moment; of each kind in the order in which they happened. Awards
/// that were corrected since another one, at which all was known that they are compared with.
///
/// # Errors
/// The database cannot be read.
pub fn withdrawn_since(
    conn: &mut Conn,
    worker: WorkerId,
    (since, known_at): (Moment, Moment),
) -> Result<Vec<WithdrawnFact>> {
    let (mut all, mut attended) = (Vec::new(), BTreeSet::new());
    for record in workers::records_of_person(conn, worker)? {
        for (id, after) in completions::withdrawn_since(conn, record, since)? {
            all.push(withdrawn(FactKind::Completion, id.0, after.map(|after| after.0)));
        }
        for (id, after) in workers::employments_withdrawn_since(conn, record, since)? {
            all.push(withdrawn(FactKind::Employment, id.0, after.map(|after| after.0)));
        }
        for (id, after) in supervision::withdrawn_since(conn, record, since)? {
            // Two records of one person may both have been named as attendees of a session.
            if attended.insert(id) {
                all.push(withdrawn(FactKind::SupervisionSession, id.0, after.map(|after| after.0)));
            }
        }
        for (id, after) in workers::absences_withdrawn_since(conn, record, since)? {
            all.push(withdrawn(FactKind::Absence, id.0, after.map(|after| after.0)));
        }
        for award in qualifications::moved_since(conn, record, known_at)? {
            let (kind, cause) = (FactKind::Award, Cause::Corrected);
            all.push(WithdrawnFact { kind, fact: award.0, cause, superseded_by: None });
        }
        for (award, _) in qualifications::graded(conn, record)? {
            if award.revoked_at.is_some_and(|moment| moment > since) {
                let (kind, fact) = (FactKind::Award, award.id.0);
                all.push(WithdrawnFact { kind, fact, cause: Cause::Revoked, superseded_by: None });
            }
        }
    }
    Ok(all)
}

fn withdrawn(kind: FactKind, fact: Uuid, superseded_by: Option<Uuid>) -> WithdrawnFact {
    let cause = if superseded_by.is_some() { Cause::Corrected } else { Cause::Voided };
    WithdrawnFact { kind, fact, cause, superseded_by }
}

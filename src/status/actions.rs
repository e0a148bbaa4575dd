//! DOES: gathers each worker's facts and answers.

use std::collections::BTreeSet;

use super::model::{Answered, Asked, Outcome, StatusAnswer, StatusQuery, StatusResult, Supervision, Training, held};
use crate::auth::Actor;
use crate::completions;
use crate::db::{Conn, View};
use crate::error::{Error, Result};
use crate::keys::Keys;
use crate::qualifications;
use crate::rules::{self, Supervised, Trained, Window};
use crate::supervision;
use crate::values::{CompletionResult, Day, Idnp, Moment, WorkerId};
use crate::workers::{self, Sight, Worker, WorkerStatus};

/// Months of training that a status looks back on.
const TRAINING_MONTHS: i32 = 60;
/// Months of a year.
const YEAR: i32 = 12;

/// Answers for each worker in the order of the question.
///
/// # Errors
/// `knownAt` lies in the future, or the database cannot be read.
pub fn query(view: &mut View<'_>, keys: &Keys, actor: &Actor, query: &StatusQuery, today: Day) -> Result<StatusAnswer> {
    let (valid_at, known_at) = (query.valid_at.unwrap_or(today), query.known_at.unwrap_or(view.now));
    if known_at > view.now {
        return Err(Error::fault("/knownAt", "expected a moment that is not in the future"));
    }
    let sight = workers::sight(view, actor, today)?;
    let question = Question { keys, sight, valid_at, known_at };
    let results = query.workers.iter().map(|asked| question.answer(view, asked)).collect::<Result<_>>()?;
    Ok(StatusAnswer { valid_at, known_at, results })
}

/// What is the same for every worker asked about.
struct Question<'q> {
    keys: &'q Keys,
    sight: Sight,
    valid_at: Day,
    known_at: Moment,
}

impl Question<'_> {
    fn answer(&self, conn: &mut Conn, asked: &Asked) -> Result<StatusResult> {
        let Some(worker) = self.find(conn, asked)? else {
            let worker = Answered { worker_id: asked.worker_id, idnp: asked.idnp.as_ref().map(mask) };
            return Ok(StatusResult::without(worker, Outcome::Unknown));
        };
        let about = Answered { worker_id: Some(worker.id), idnp: None };
        if worker.status == WorkerStatus::Deactivated && worker.status_since <= self.known_at {
            return Ok(StatusResult::without(about, Outcome::Deactivated));
        }
        let mut records = vec![worker.id];
        if worker.absorbed {
            records.extend(workers::absorbed(conn, worker.id, self.known_at)?);
        }
        self.status(conn, about, &records)
    }

    /// The worker as known then: a record merged since stands for itself, one merged before for the survivor.
    fn find(&self, conn: &mut Conn, asked: &Asked) -> Result<Option<Worker>> {
        let mut found = match (&asked.idnp, asked.worker_id) {
            (Some(idnp), _) => workers::find_by_hash(conn, &self.keys.idnp_hash(idnp))?,
            (None, Some(id)) => workers::find(conn, id)?,
            (None, None) => None,
        };
        while let Some(worker) = &found
            && let Some(survivor) = worker.merged_into
            && worker.status_since <= self.known_at
        {
            found = workers::find(conn, survivor)?;
        }
        match found.filter(|worker| worker.created_at <= self.known_at) {
            Some(worker) if workers::sees(conn, worker.id, &self.sight)? => Ok(Some(worker)),
            _ => Ok(None),
        }
    }

    fn status(&self, conn: &mut Conn, about: Answered, records: &[WorkerId]) -> Result<StatusResult> {
        let (years, year) = (Window::of_months(TRAINING_MONTHS, self.valid_at), Window::of_months(YEAR, self.valid_at));
        let (mut awards, mut trained, mut supervised) = (Vec::new(), Vec::new(), Vec::new());
        // Two records of one person may both have been named as attendees of a session.
        let mut sat = BTreeSet::new();
        for worker in records {
            awards.extend(qualifications::graded(conn, *worker)?);
            let completions = completions::counted(conn, *worker, years.from, years.to, self.known_at)?;
            trained.extend(completions.into_iter().map(|fact| Trained {
                programme: fact.programme_id,
                on: fact.completed_on,
                hours: fact.hours,
                failed: fact.result == CompletionResult::Failed,
            }));
            let sessions = supervision::attended(conn, *worker, year.from, year.to, self.known_at)?;
            supervised.extend(
                sessions
                    .into_iter()
                    .filter(|fact| sat.insert(fact.session_id))
                    .map(|fact| Supervised { on: fact.held_on, minutes: fact.minutes }),
            );
        }
        let training = Training { last_five_years: rules::training(&trained, years), last_twelve_months: rules::training(&trained, year) };
        let supervision = Supervision { last_twelve_months: rules::supervision(&supervised, year) };
        Ok(StatusResult::of(about, held(&awards, self.valid_at, self.known_at), training, supervision))
    }
}

fn mask(idnp: &Idnp) -> String {
    format!("*********{}", idnp.last4())
}

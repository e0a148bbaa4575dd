//! Keeps the catalogue and the rule sets of late at hand, ready to be evaluated. Cheap to ask, and never
//! behind.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::model::RuleSet;
use crate::db::Conn;
use crate::error::Result;
use crate::programmes;
use crate::qualifications;
use crate::rules::record::Programme;
use crate::rules::{Book, Catalogue};
use crate::values::{Moment, ProgrammeId, RuleSetId};

/// Rule sets kept ready; more than are asked about at a time.
const MOST_BOOKS: usize = 16;

/// The catalogue and the rule sets at hand.
#[derive(Default)]
pub struct Shelf {
    catalogue: Mutex<Option<Kept>>,
    /// The least lately asked about first.
    books: Mutex<Vec<Ready>>,
}

struct Kept {
    catalogue: Arc<Catalogue>,
    /// How many grades were on the ladder.
    grades: i64,
}

struct Ready {
    id: RuleSetId,
    updated_at: Moment,
    catalogue: Arc<Catalogue>,
    book: Arc<Book>,
}

impl Shelf {
    /// The catalogue. What rules see of an approved programme and of a grade never changes, so it is read
    /// again only when the ladder has grown; a programme approved since is missing until it is asked for by
    /// [`Self::catalogue_with`].
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn catalogue(&self, conn: &mut Conn) -> Result<Arc<Catalogue>> {
        let grades = qualifications::count_grades(conn)?;
        let kept = lock(&self.catalogue)
            .as_ref()
            .filter(|kept| kept.grades == grades)
            .map(|kept| Arc::clone(&kept.catalogue));
        match kept {
            Some(catalogue) => Ok(catalogue),
            None => self.reload(conn),
        }
    }

    /// The catalogue with a programme in it, if that is approved or was.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn catalogue_with(&self, conn: &mut Conn, programme: ProgrammeId) -> Result<Arc<Catalogue>> {
        let catalogue = self.catalogue(conn)?;
        if catalogue.place(programme).is_some() { Ok(catalogue) } else { self.reload(conn) }
    }

    /// The catalogue as it stands now, with every programme that is approved or was.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn reload(&self, conn: &mut Conn) -> Result<Arc<Catalogue>> {
        let ladder = qualifications::ladder(conn)?;
        let grades = i64::try_from(ladder.len()).unwrap_or(i64::MAX);
        let read = programmes(conn)?;
        let mut kept = lock(&self.catalogue);
        // Places stay: facts already gathered name programmes by them. What is new comes after.
        let mut all = kept.as_ref().map_or_else(Vec::new, |kept| kept.catalogue.programmes().to_vec());
        let known: BTreeSet<_> = all.iter().map(|programme| programme.id).collect();
        all.extend(read.into_iter().filter(|programme| !known.contains(&programme.id)));
        if let Some(kept) = kept.as_ref().filter(|kept| kept.grades == grades && known.len() == all.len()) {
            return Ok(Arc::clone(&kept.catalogue));
        }
        let catalogue = Arc::new(Catalogue::new(all, ladder));
        *kept = Some(Kept { catalogue: Arc::clone(&catalogue), grades });
        Ok(catalogue)
    }

    /// A rule set made ready for a catalogue.
    ///
    /// # Errors
    /// What is kept of it cannot be read.
    pub fn book(&self, rule_set: &RuleSet, catalogue: &Arc<Catalogue>) -> Result<Arc<Book>> {
        let is_it = |ready: &Ready| {
            ready.id == rule_set.id
                && ready.updated_at == rule_set.updated_at
                && Arc::ptr_eq(&ready.catalogue, catalogue)
        };
        let mut books = lock(&self.books);
        if let Some(place) = books.iter().position(is_it) {
            let ready = books.remove(place);
            let book = Arc::clone(&ready.book);
            books.push(ready);
            return Ok(book);
        }
        drop(books);
        let book = Arc::new(Book::new(rule_set.rules()?, catalogue));
        let mut books = lock(&self.books);
        // An older form of it is asked about no more.
        books.retain(|ready| ready.id != rule_set.id);
        if books.len() >= MOST_BOOKS {
            books.remove(0);
        }
        let (catalogue, kept) = (Arc::clone(catalogue), Arc::clone(&book));
        books.push(Ready { id: rule_set.id, updated_at: rule_set.updated_at, catalogue, book: kept });
        Ok(book)
    }
}

/// The catalogue as it stands in a transaction; it is not kept, for the transaction may yet be undone.
///
/// # Errors
/// The database cannot be read.
pub fn catalogue(conn: &mut Conn) -> Result<Catalogue> {
    Ok(Catalogue::new(programmes(conn)?, qualifications::ladder(conn)?))
}

fn programmes(conn: &mut Conn) -> Result<Vec<Programme>> {
    let rated = programmes::rated(conn)?;
    let seen = rated.into_iter().map(|programme| Programme {
        id: programme.id,
        code: programme.code,
        domain: programme.domain,
        credits: programme.credits,
        stands_for: programme.supersedes_id.filter(|_| programme.equivalent),
    });
    Ok(seen.collect())
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

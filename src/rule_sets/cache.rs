//! Keeps the catalogue and the rule sets of late at hand, ready to be evaluated.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::model::RuleSet;
use super::publications::{Publications, RulesOnDay};
use super::store;
use crate::db::{Conn, Question, View};
use crate::error::{Error, Result};
use crate::programmes;
use crate::qualifications;
use crate::rules::record::KnownProgramme;
use crate::rules::{Catalogue, CompiledRules};
use crate::values::{Day, Moment, RuleSetId};

/// Rule sets kept ready; more than are asked about at a time.
const MOST_RULE_SETS: usize = 16;

/// The catalogue and the rule sets at hand.
#[derive(Default)]
pub struct RuleCache {
    catalogue: Mutex<Option<Arc<Catalogue>>>,
    /// The least lately asked about first.
    rule_sets: Mutex<Vec<CachedRules>>,
    /// Published ones, of which nothing that is asked here ever changes.
    published: Mutex<Vec<Arc<RuleSet>>>,
}

struct CachedRules {
    id: RuleSetId,
    updated_at: Moment,
    compiled: Arc<CompiledRules>,
}

impl RuleCache {
    /// The catalogue as it was last read. Rules see nothing of a programme that ever changes, nor those that
    /// are published of a grade that they name; but what came since is missing, until somebody who meets with
    /// it has the catalogue read again.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn catalogue(&self, conn: &mut Conn) -> Result<Arc<Catalogue>> {
        let kept = lock(&self.catalogue).clone();
        kept.map_or_else(|| self.reload(conn), Ok)
    }

    /// The catalogue as it stands now, with every programme that is approved or was, and every grade.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn reload(&self, conn: &mut Conn) -> Result<Arc<Catalogue>> {
        let read = catalogue(conn)?;
        let mut kept = lock(&self.catalogue);
        let catalogue = match kept.as_ref() {
            None => Arc::new(read),
            // Added to, and not replaced: who began to look before others does not see what they have read.
            Some(kept) => kept.extended(read).map_or_else(|| Arc::clone(kept), Arc::new),
        };
        *kept = Some(Arc::clone(&catalogue));
        Ok(catalogue)
    }

    /// The days around one on which the same published rules are in force, as known at a moment.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn on(view: &mut View<'_>, valid_at: Day, known_at: Moment) -> Result<RulesOnDay> {
        Ok(view.answer(&AllPublications)?.on(valid_at, known_at))
    }

    /// A published rule set by its id. It is kept as it was first read: its end is the beginning of another
    /// one, and to be asked of [`Self::on`].
    ///
    /// # Errors
    /// The database cannot be read, or it has no such rule set.
    pub fn published(&self, conn: &mut Conn, id: RuleSetId) -> Result<Arc<RuleSet>> {
        if let Some(kept) = lock(&self.published).iter().find(|kept| kept.id == id) {
            return Ok(Arc::clone(kept));
        }
        let found = store::find(conn, id)?.ok_or_else(Error::not_found)?;
        let found = Arc::new(found);
        let mut published = lock(&self.published);
        if published.len() >= MOST_RULE_SETS {
            published.remove(0);
        }
        published.push(Arc::clone(&found));
        Ok(found)
    }

    /// A rule set made ready for the catalogue.
    ///
    /// # Errors
    /// The database cannot be read, or what is kept of the rule set cannot.
    pub fn compiled(&self, conn: &mut Conn, rule_set: &RuleSet) -> Result<Arc<CompiledRules>> {
        let catalogue = self.catalogue(conn)?;
        // Grades that a draft names may be corrected and taken off.
        if rule_set.published_at.is_some()
            && let Some(compiled) = self.at_hand(rule_set, &catalogue)
        {
            return Ok(compiled);
        }
        let rules = rule_set.rules()?;
        // It may speak of a grade that came onto the ladder since, or was corrected before anything named it.
        let ladder: HashMap<_, _> = qualifications::ladder(conn)?.into_iter().collect();
        let is_known =
            rules.grades_named().into_iter().all(|grade| catalogue.rank(grade) == ladder.get(grade).copied());
        let catalogue = if is_known { catalogue } else { self.reload(conn)? };
        let compiled = Arc::new(rule_set.compiled_of(rules, &catalogue));
        let mut rule_sets = lock(&self.rule_sets);
        // An older form of it is asked about no more.
        rule_sets.retain(|cached| cached.id != rule_set.id);
        if rule_sets.len() >= MOST_RULE_SETS {
            rule_sets.remove(0);
        }
        rule_sets.push(CachedRules {
            id: rule_set.id,
            updated_at: rule_set.updated_at,
            compiled: Arc::clone(&compiled),
        });
        Ok(compiled)
    }

    fn at_hand(&self, rule_set: &RuleSet, catalogue: &Arc<Catalogue>) -> Option<Arc<CompiledRules>> {
        let is_it = |cached: &CachedRules| {
            cached.id == rule_set.id
                && cached.updated_at == rule_set.updated_at
                && Arc::ptr_eq(cached.compiled.catalogue(), catalogue)
        };
        let mut rule_sets = lock(&self.rule_sets);
        let place = rule_sets.iter().position(is_it)?;
        let cached = rule_sets.remove(place);
        let compiled = Arc::clone(&cached.compiled);
        rule_sets.push(cached);
        Some(compiled)
    }
}

/// Asks for the publications of rule sets.
#[derive(Clone, PartialEq, Eq, Hash)]
struct AllPublications;

impl Question for AllPublications {
    type Answer = Publications;

    fn ask(&self, conn: &mut Conn) -> Result<Publications> {
        Ok(Publications(store::publications(conn)?.into()))
    }
}

/// The catalogue as it stands in a transaction; it is not kept, for the transaction may yet be undone.
///
/// # Errors
/// The database cannot be read.
pub fn catalogue(conn: &mut Conn) -> Result<Catalogue> {
    Ok(Catalogue::new(programmes(conn)?, qualifications::ladder(conn)?))
}

fn programmes(conn: &mut Conn) -> Result<Vec<KnownProgramme>> {
    let rated = programmes::rated(conn)?;
    let seen = rated.into_iter().map(|programme| KnownProgramme {
        id: programme.id,
        code: programme.code,
        domain: programme.domain,
        hours: Some(programme.hours),
        credits: programme.credits,
        stands_for: programme.supersedes_id.filter(|_| programme.equivalent),
    });
    Ok(seen.collect())
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

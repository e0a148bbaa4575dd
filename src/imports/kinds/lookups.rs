//! Look-ups on the register of what rows name: together for rows that are planned together, or once for a
//! file.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};

use foldhash::{fast, quality};

use super::ImportContext;
use super::cells::{OrganisationRef, PersonRef};
use crate::call::Reach;
use crate::db::Conn;
use crate::error::Result;
use crate::imports::faults;
use crate::organisations;
use crate::tables::Finding;
use crate::values::{Name, OrganisationId, Reference, WorkerId};
use crate::workers::{self, NamedWorker};

/// Map of what is remembered of a file, row by row. A file has its own keys of hashing, and an end, so that a
/// quick hash will do.
pub type FileMap<K, V> = HashMap<K, V, fast::RandomState>;

/// Digests of what rows say, by which a file compares them.
#[derive(Default)]
pub struct RowDigest(quality::RandomState);

impl RowDigest {
    /// The digest of what a row says: of two that say something else another one, but for one of 2⁶⁴.
    pub fn of(&self, said: impl Hash) -> u64 {
        self.0.hash_one(said)
    }
}

/// Values that are looked up once for a file.
pub struct LookupCache<K, V>(FileMap<K, V>);

impl<K, V> Default for LookupCache<K, V> {
    fn default() -> Self {
        Self(FileMap::default())
    }
}

impl<K: Eq + Hash + Clone, V: Clone> LookupCache<K, V> {
    /// Looks up what was not looked up before.
    ///
    /// # Errors
    /// Those of `look`.
    pub fn get(&mut self, key: &K, look: impl FnOnce() -> Result<V>) -> Result<V> {
        if let Some(known) = self.0.get(key) {
            return Ok(known.clone());
        }
        let found = look()?;
        self.0.insert(key.clone(), found.clone());
        Ok(found)
    }
}

/// People whom rows that are planned together name, looked up together.
#[derive(Default)]
pub struct People {
    by_idnp: FileMap<[u8; 13], Option<NamedWorker>>,
    by_id: FileMap<WorkerId, Option<NamedWorker>>,
    names: HashMap<WorkerId, (Name, Name)>,
}

impl People {
    /// Looks up, all together, whom these rows name.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn resolve<'w>(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        named: impl Iterator<Item = &'w PersonRef>,
    ) -> Result<()> {
        // Not remembered from the rows before: a record may be closed or merged while a long file is worked
        // on.
        self.by_idnp.clear();
        self.by_id.clear();
        let (mut numbers, mut ids) = (Vec::new(), Vec::new());
        for person in named {
            if let Some(idnp) = &person.idnp
                && !self.by_idnp.contains_key(idnp.digits())
            {
                self.by_idnp.insert(*idnp.digits(), None);
                numbers.push((context.keys.idnp_hash(idnp), *idnp.digits()));
            }
            if let Some(id) = person.id
                && !self.by_id.contains_key(&id)
            {
                self.by_id.insert(id, None);
                ids.push(id);
            }
        }
        let (hashes, digits): (Vec<_>, Vec<_>) = numbers.into_iter().unzip();
        self.by_idnp.extend(digits.into_iter().zip(workers::by_hashes(conn, &hashes)?));
        self.by_id.extend(workers::by_ids(conn, &ids)?.into_iter().map(|(id, named)| (id, Some(named))));
        Ok(())
    }

    /// Looks up those whom a row names by ids, and their names, besides those whom others name.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn add<'w>(&mut self, conn: &mut Conn, named: impl Iterator<Item = &'w PersonRef>) -> Result<()> {
        let ids: Vec<_> = named.filter_map(|person| person.id).collect();
        self.by_id.extend(workers::by_ids(conn, &ids)?.into_iter().map(|(id, named)| (id, Some(named))));
        let people: Vec<_> = ids.iter().filter_map(|id| self.by_id.get(id).copied().flatten()).collect();
        let people: Vec<_> = people.into_iter().map(|named| named.person).collect();
        self.names.extend(workers::names(conn, &people)?);
        Ok(())
    }

    /// Looks up the names of those whom these rows name, to compare them.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn learn_names<'w>(
        &mut self,
        conn: &mut Conn,
        named: impl Iterator<Item = &'w PersonRef>,
    ) -> Result<()> {
        let people = self.persons(named);
        // Few files have names, and the others ask nothing.
        self.names = if people.is_empty() { HashMap::new() } else { workers::names(conn, &people)? };
        Ok(())
    }

    /// The people whom rows find, each once.
    pub fn persons<'w>(&self, named: impl Iterator<Item = &'w PersonRef>) -> Vec<WorkerId> {
        let mut people: Vec<_> = named.flat_map(|person| self.named(person)).map(|one| one.person).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    /// The names of a person, where they were looked up.
    pub fn names(&self, worker: NamedWorker) -> Option<&(Name, Name)> {
        self.names.get(&worker.person)
    }

    /// People whom a row finds, even where it says something wrong of them: the caller learns all the same
    /// that they are on the register.
    pub fn found(&self, person: &PersonRef) -> impl Iterator<Item = WorkerId> {
        self.named(person).map(|named| named.id)
    }

    fn named(&self, person: &PersonRef) -> impl Iterator<Item = NamedWorker> + use<> {
        let by_idnp =
            person.idnp.as_ref().and_then(|idnp| self.by_idnp.get(idnp.digits()).copied().flatten());
        let by_id = person.id.and_then(|id| self.by_id.get(&id).copied().flatten());
        [by_idnp, by_id].into_iter().flatten()
    }

    /// Identifies a person; the fields are the columns that name the person by IDNP and by id.
    ///
    /// # Errors
    /// Nobody, or two people.
    pub fn identify(&self, person: &PersonRef, fields: (&str, &str)) -> Result<NamedWorker, Finding> {
        let by_idnp = person.idnp.as_ref().map(|idnp| self.by_idnp.get(idnp.digits()).copied().flatten());
        let by_id = person.id.map(|id| self.by_id.get(&id).copied().flatten());
        match (by_idnp, by_id) {
            (Some(None), _) => Err(Finding::at(workers::faults::unknown(), fields.0)),
            (_, Some(None)) | (None, None) => Err(Finding::at(workers::faults::unknown(), fields.1)),
            (Some(Some(one)), Some(Some(other))) if one.person != other.person => {
                Err(Finding::at(faults::worker_contradicts(), fields.1))
            }
            (Some(Some(named)), _) | (None, Some(Some(named))) => Ok(named),
        }
    }
}

/// The rows that first had a reference of an organisation, by whatever name the organisation went, and
/// digests of what they say.
#[derive(Default)]
pub struct References {
    rows: FileMap<(OrganisationId, Reference), (u32, u64)>,
    digest: RowDigest,
}

impl References {
    /// Claims a reference for a row; where another row has it, that one's number and whether it says the
    /// same.
    pub fn claim(
        &mut self,
        organisation: OrganisationId,
        reference: &Reference,
        (number, row): (u32, impl Hash),
    ) -> Option<(u32, bool)> {
        let digest = self.digest.of(row);
        let key = (organisation, reference.clone());
        let (first, said) = *self.rows.entry(key).or_insert((number, digest));
        (first != number).then_some((first, said == digest))
    }
}

/// Organisations for which the caller may record.
#[derive(Default)]
pub struct Organisations {
    named: LookupCache<OrganisationRef, Option<OrganisationId>>,
    below: Option<Vec<OrganisationId>>,
}

impl Organisations {
    /// The organisation that a row names, or the caller's own; none where the caller may not record for it.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn find(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        named: Option<&OrganisationRef>,
    ) -> Result<Option<OrganisationId>> {
        let Some(named) = named else { return Ok(Some(context.call.actor.organisation)) };
        let found = self.named.get(named, || match named {
            OrganisationRef::Id(id) => {
                Ok(organisations::find(conn, *id)?.map(|organisation| organisation.id))
            }
            OrganisationRef::Idno(idno) => {
                Ok(organisations::find_by_idno(conn, idno)?.map(|organisation| organisation.id))
            }
        })?;
        let Some(found) = found else { return Ok(None) };
        let may = match context.call.actor.reach() {
            Reach::Everyone => true,
            Reach::RecordedBy(own) => found == own,
            Reach::EmployedBy(own) => {
                if self.below.is_none() {
                    self.below = Some(organisations::below(conn, own)?);
                }
                self.below.as_ref().is_some_and(|below| below.contains(&found))
            }
        };
        Ok(Some(found).filter(|_| may))
    }
}

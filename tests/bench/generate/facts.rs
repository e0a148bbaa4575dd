//! The rows of generated people: which id, which moment and which words a fact is kept with.

use std::collections::HashMap;

use registry::keys::Keys;
use registry::values::{
    AbsenceId, AwardId, ClientId, CompletionId, Day, EmploymentId, GradeId, Idnp, Moment, OrganisationId,
    ProgrammeId, SessionId, SuspensionId, Withdrawal, WorkerId,
};

use super::days::{day, noon};
use super::history::Kept;
use super::ids::{Kind, id, idnp, worker};
use super::people::{Award, Closing, Completion, Group, Person, Session};
use super::rows::*;

const REASON: &str = "generated";

/// A part of a programme, as it is kept.
pub fn part(number: usize) -> String {
    if number == 0 { String::new() } else { format!("M{number}") }
}

/// The number of the only client that a completion names.
const FIRST: i32 = 1;

/// The number of a programme or a provider in completions, which have them in order.
fn nth(place: usize) -> i32 {
    FIRST + i32::try_from(place).expect("few")
}

/// Things that are on the register before anybody is.
pub struct Ground {
    pub programmes: Vec<ProgrammeId>,
    /// From the lowest.
    pub grades: Vec<GradeId>,
    pub ministry: OrganisationId,
    pub client: ClientId,
}

/// The end of a row's being believed, in the columns that all facts have for it.
struct End<Id> {
    at: Option<Moment>,
    by: Option<ClientId>,
    how: Option<Withdrawal>,
    reason: Option<&'static str>,
    superseded_by: Option<Id>,
}

impl Ground {
    fn end<F, Id>(&self, kept: &Kept<F>, id: impl Fn(u64) -> Id) -> End<Id> {
        let end = kept.withdrawn;
        End {
            at: end.map(|end| end.at),
            by: end.map(|_| self.client),
            how: end.map(|end| end.how),
            reason: end.map(|_| REASON),
            superseded_by: end.and_then(|end| end.superseded_by).map(id),
        }
    }

    /// Adds the rows of a group, in the order of the trees.
    pub fn add(&self, keys: &Keys, group: &Group, rows: &mut Rows) {
        for person in &group.people {
            rows.workers.push(worker_row(keys, person));
            rows.closures.extend(self.closure(person));
            self.add_times(person, rows);
            let mut withdrawn = HashMap::new();
            for kept in &person.completions.kept {
                let before: &mut i32 = withdrawn.entry(kept.fact.key()).or_default();
                *before += i32::from(!kept.is_believed());
                let withdrawn_as = if kept.is_believed() { 0 } else { *before };
                rows.completions.push(self.completion(worker(person.number), kept, withdrawn_as));
            }
            for award in &person.awards {
                rows.awards.push(self.award(worker(person.number), award));
                rows.withdrawn_revocations.extend(self.withdrawn_revocation(worker(person.number), award));
            }
        }
        let before = rows.attendances.len();
        for kept in &group.sessions.kept {
            self.add_session(kept, rows);
        }
        rows.attendances[before..].sort_unstable_by_key(|row| (row.worker_id, row.held_on, row.session_id));
    }

    fn closure(&self, person: &Person) -> Option<ClosureRow> {
        person.closing.map(|closing| ClosureRow {
            id: WorkerId(id(Kind::Closure, person.number as u64)),
            worker_id: worker(person.number),
            merged_into: closing.into(),
            effective_on: closing.from(),
            reason: REASON,
            recorded_at: closing.recorded_at(person.since),
            recorded_by: self.client,
        })
    }

    /// Adds what lasts: employments, suspensions, absences.
    fn add_times(&self, person: &Person, rows: &mut Rows) {
        let worker_id = worker(person.number);
        for kept in &person.employments.kept {
            let ours = |number| EmploymentId(id(Kind::Employment, number));
            let (fact, end) = (&kept.fact, self.end(kept, ours));
            rows.employments.push(EmploymentRow {
                worker_id,
                valid_from: day(fact.from),
                id: ours(kept.number),
                valid_until: fact.until.map(day),
                organisation_id: OrganisationId(id(Kind::Employer, fact.employer as u64)),
                post: fact.post,
                recorded_at: kept.recorded_at,
                recorded_by: self.client,
                supersedes: kept.supersedes.map(ours),
                withdrawn_at: end.at,
                withdrawn_by: end.by,
                withdrawal: end.how,
                withdrawal_reason: end.reason,
                superseded_by: end.superseded_by,
                base_pay: fact.base_pay,
            });
        }
        for kept in &person.suspensions.kept {
            let ours = |number| SuspensionId(id(Kind::Suspension, number));
            let (fact, end) = (&kept.fact, self.end(kept, ours));
            rows.suspensions.push(SuspensionRow {
                worker_id,
                valid_from: day(fact.from),
                id: ours(kept.number),
                valid_until: fact.until.map(day),
                organisation_id: self.ministry,
                legal_basis: REASON,
                reason: REASON,
                recorded_at: kept.recorded_at,
                recorded_by: self.client,
                withdrawn_at: end.at,
                withdrawn_by: end.by,
                withdrawal: end.how,
                withdrawal_reason: end.reason,
                supersedes: kept.supersedes.map(ours),
                superseded_by: end.superseded_by,
            });
        }
        for kept in &person.absences.kept {
            let ours = |number| AbsenceId(id(Kind::Absence, number));
            let (fact, end) = (&kept.fact, self.end(kept, ours));
            rows.absences.push(AbsenceRow {
                worker_id,
                valid_from: day(fact.from),
                id: ours(kept.number),
                valid_until: Some(day(fact.until)),
                kind: fact.kind,
                organisation_id: self.ministry,
                legal_basis: REASON,
                recorded_at: kept.recorded_at,
                recorded_by: self.client,
                withdrawn_at: end.at,
                withdrawn_by: end.by,
                withdrawal: end.how,
                withdrawal_reason: end.reason,
                supersedes: kept.supersedes.map(ours),
                superseded_by: end.superseded_by,
            });
        }
    }

    /// The row of a completion that is believed, or is the nth of its like that is not.
    pub fn completion(&self, worker: WorkerId, kept: &Kept<Completion>, withdrawn_as: i32) -> CompletionRow {
        let ours = |number| CompletionId(id(Kind::Completion, number));
        let (fact, end) = (&kept.fact, self.end(kept, ours));
        CompletionRow {
            worker_id: worker,
            completed_on: day(fact.on),
            programme_number: nth(fact.programme),
            part: part(fact.part),
            withdrawn_as,
            id: ours(kept.number),
            provider_number: nth(fact.provider),
            reference: format!("C-{:010}", fact.reference),
            hours: fact.quarters * 25,
            minutes: Some(fact.quarters * 15),
            result: fact.result.number(),
            recorded_at: kept.recorded_at,
            recorded_by: FIRST,
            supersedes: kept.supersedes.map(ours),
            withdrawn_at: end.at,
            withdrawn_by: end.by.map(|_| FIRST),
            withdrawal: end.how.map(Withdrawal::number),
            withdrawal_reason: end.reason,
            superseded_by: end.superseded_by,
        }
    }

    fn add_session(&self, kept: &Kept<Session>, rows: &mut Rows) {
        let ours = |number| SessionId(id(Kind::Session, number));
        let (fact, end) = (&kept.fact, self.end(kept, ours));
        rows.sessions.push(SessionRow {
            id: ours(kept.number),
            organisation_id: OrganisationId(id(Kind::Employer, fact.employer as u64)),
            supervisor_id: worker(fact.supervisor),
            kind: fact.kind,
            setting: "internal",
            method: "online",
            held_on: day(fact.on),
            minutes: fact.minutes,
            theme: "burnout",
            recorded_at: kept.recorded_at,
            recorded_by: self.client,
            withdrawn_at: end.at,
            withdrawn_by: end.by,
            withdrawal: end.how,
            withdrawal_reason: end.reason,
            superseded_by: end.superseded_by,
        });
        rows.attendances.extend(fact.attendees.iter().map(|attendee| AttendanceRow {
            worker_id: worker(*attendee),
            held_on: day(fact.on),
            session_id: ours(kept.number),
            minutes: fact.minutes,
            recorded_at: kept.recorded_at,
            withdrawn_at: end.at,
            kind: fact.kind,
        }));
    }

    fn award(&self, worker_id: WorkerId, award: &Award) -> AwardRow {
        let revocation = award.revocation.filter(|revocation| revocation.withdrawn_at.is_none());
        let withdrawn_at = award.revocation.and_then(|revocation| revocation.withdrawn_at);
        AwardRow {
            worker_id,
            valid_from: day(award.from),
            id: AwardId(id(Kind::Award, award.number)),
            valid_until: Some(day(award.until)),
            grade_id: self.grades[award.grade],
            commission_id: self.ministry,
            decision_number: award.decision(),
            decided_on: day(award.from),
            recorded_at: award.recorded_at,
            recorded_by: self.client,
            revoked_from: revocation.map(|revocation| day(revocation.from)),
            revoked_at: revocation.map(|revocation| revocation.at),
            revoked_by: revocation.map(|_| self.client),
            revocation_reason: revocation.map(|_| REASON),
            revocation_withdrawn_at: withdrawn_at,
            revocation_withdrawal_reason: withdrawn_at.map(|_| REASON),
        }
    }

    fn withdrawn_revocation(&self, worker_id: WorkerId, award: &Award) -> Option<WithdrawnRevocationRow> {
        let revocation = award.revocation?;
        revocation.withdrawn_at.map(|withdrawn_at| WithdrawnRevocationRow {
            id: AwardId(id(Kind::Revocation, award.number)),
            award_id: AwardId(id(Kind::Award, award.number)),
            worker_id,
            revoked_from: day(revocation.from),
            revoked_at: revocation.at,
            revoked_by: Some(self.client),
            revocation_reason: Some(REASON),
            withdrawn_at,
            withdrawn_by: self.client,
            withdrawal_reason: REASON,
        })
    }
}

impl Completion {
    /// The programme and the part that a worker completes once on a day, and that day.
    const fn key(&self) -> (i32, usize, usize) {
        (self.on, self.programme, self.part)
    }
}

impl Award {
    /// The number of the decision.
    pub fn decision(&self) -> String {
        format!("{}/B", self.number)
    }
}

impl Closing {
    fn into(self) -> Option<WorkerId> {
        match self {
            Self::Into(survivor) => Some(worker(survivor)),
            Self::From(_) => None,
        }
    }

    fn from(self) -> Option<Day> {
        match self {
            Self::Into(_) => None,
            Self::From(first) => Some(day(first)),
        }
    }

    /// A merge is known some days after the record, a closing on its first day.
    fn recorded_at(self, since: i32) -> Moment {
        match self {
            Self::Into(_) => noon(since + 30),
            Self::From(first) => noon(first),
        }
    }
}

fn worker_row(keys: &Keys, person: &Person) -> WorkerRow {
    let families = ["Rusu", "Ceban", "Munteanu", "Lungu", "Popa", "Rotaru", "Cojocaru", "Moraru"];
    let names =
        ["Ana", "Ion", "Maria", "Vasile", "Elena", "Andrei", "Tatiana", "Natalia", "Mihai", "Olga", "Irina"];
    let (id, idnp) = (worker(person.number), Idnp::parse(&idnp(person.number)).expect("an IDNP"));
    let closed = person.closing;
    let status = match closed {
        None => "active",
        Some(Closing::Into(_)) => "merged",
        Some(Closing::From(_)) => "deactivated",
    };
    let since = closed.map_or(noon(person.since), |closing| closing.recorded_at(person.since));
    WorkerRow {
        id,
        idnp_hash: keys.idnp_hash(&idnp),
        idnp_sealed: keys.seal_idnp(&idnp, id).expect("sealed"),
        idnp_last4: idnp.last4(),
        family_name: families[person.number % families.len()],
        given_name: names[person.number % names.len()],
        status,
        status_reason: closed.map(|_| REASON),
        status_since: since,
        merged_into: closed.and_then(Closing::into),
        absorbed: person.is_absorbing,
        created_at: noon(person.since),
        updated_at: since,
        deactivated_from: closed.and_then(Closing::from),
    }
}

//! Ids and numbers of what is generated.

use registry::values::WorkerId;
use uuid::Uuid;

/// Kinds of generated ids.
#[derive(Clone, Copy)]
pub enum Kind {
    Worker = 1,
    Employer,
    Provider,
    Employment,
    Completion,
    Session,
    Award,
    Revocation,
    Suspension,
    Absence,
    Closure,
}

/// The id of a kind and a number, earlier than any that a service makes now: ids of a kind sort as their
/// numbers do, so that rows come in the order of every tree that they are kept in.
pub fn id(kind: Kind, number: u64) -> Uuid {
    Uuid::from_u128(
        0x0199_0000 << 96 | (kind as u128) << 96 | 0x7000 << 64 | 0x8000 << 48 | u128::from(number),
    )
}

pub fn worker(number: usize) -> WorkerId {
    WorkerId(id(Kind::Worker, number as u64))
}

/// The number of a person: thirteen digits, the last of them the check digit.
pub fn idnp(number: usize) -> String {
    checked(200_000_000_000 + number)
}

pub fn checked(number: usize) -> String {
    let digits = format!("{number:012}");
    let weighed = digits.bytes().zip([7, 3, 1].into_iter().cycle());
    let sum: usize = weighed.map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
    format!("{digits}{}", sum % 10)
}

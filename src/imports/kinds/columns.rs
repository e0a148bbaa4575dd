//! Columns that files of more than one kind have.

use crate::tables::Column;

/// The worker whom a row is about.
pub const IDNP: Column = Column {
    field: "idnp",
    titles: ["IDNP", "IDNP", "IDNP"],
    also: &["cod personal", "personal code", "личный код", "идентификационный номер"],
    about: [
        "Codul personal al lucrătorului, 13 cifre, ca text",
        "The worker's personal code, 13 digits, as text",
        "Личный код работника, 13 цифр, как текст",
    ],
    example: "2000000000004",
    words: &[],
};

/// The same, by the id of the record.
pub const WORKER_ID: Column = Column {
    field: "workerId",
    titles: ["ID lucrător", "Worker id", "ID работника"],
    also: &[],
    about: [
        "ID-ul lucrătorului în registru, în loc de IDNP",
        "The worker's id on the register, instead of the IDNP",
        "ID работника в реестре вместо IDNP",
    ],
    example: "",
    words: &[],
};

/// Action that a row asks for.
pub const ACTION: Column = Column {
    field: "action",
    titles: ["Acțiune", "Action", "Действие"],
    also: &["actiunea", "operatie"],
    about: [
        "create (sau gol), correct ori void",
        "create (or empty), correct or void",
        "create (или пусто), correct или void",
    ],
    example: "",
    words: &["create", "correct", "void"],
};

/// Reason for a correction or a void.
pub const REASON: Column = Column {
    field: "reason",
    titles: ["Motiv", "Reason", "Причина"],
    also: &["motivul", "основание"],
    about: [
        "De ce se corectează sau se anulează",
        "Why it is corrected or voided",
        "Почему исправляется или аннулируется",
    ],
    example: "",
    words: &[],
};

//! The columns of files of awards.

use serde_json::{Value, json};

use crate::imports::kinds::columns::IDNP;
use crate::imports::kinds::names::{FAMILY_NAME, FULL_NAME, GIVEN_NAME};
use crate::tables::{Column, Layout};

/// The columns of a file of awards.
pub static LAYOUT: Layout = Layout {
    name: "awards",
    needs: &[&["idnp"], &["grade"], &["decisionNumber"], &["decidedOn"], &["validFrom"]],
    together: &[],
    days: &["decidedOn", "validFrom", "validUntil"],
    columns: COLUMNS,
};

/// The same of those who decide nothing, and so name who did.
pub static LAYOUT_OF_OTHERS: Layout = Layout {
    name: LAYOUT.name,
    needs: &[&["idnp"], &["grade"], &["decisionNumber"], &["decidedOn"], &["validFrom"], &["commission"]],
    together: &[],
    days: LAYOUT.days,
    columns: COLUMNS,
};

static COLUMNS: &[Column] = &[
    IDNP,
    FAMILY_NAME,
    GIVEN_NAME,
    FULL_NAME,
    Column {
        field: "grade",
        titles: ["Cod grad", "Grade code", "Код степени"],
        also: &[
            "grad",
            "gradul",
            "codul gradului",
            "denumirea gradului",
            "grade name",
            "степень",
            "название степени",
        ],
        about: [
            "Codul gradului din scara gradelor, sau denumirea lui",
            "The grade's code on the ladder, or its name",
            "Код степени в шкале или её название",
        ],
        example: "grade-2",
        words: &[],
    },
    Column {
        field: "decisionNumber",
        titles: ["Număr decizie", "Decision number", "Номер решения"],
        also: &[
            "nr decizie",
            "nr deciziei",
            "numarul deciziei",
            "decizia",
            "decizie",
            "nr hotararii",
            "nr ordin",
            "decision",
            "decision no",
            "решение",
            "№ решения",
        ],
        about: [
            "Numărul deciziei, cum îl ține comisia",
            "The decision's number, as the commission keeps it",
            "Номер решения, как его ведёт комиссия",
        ],
        example: "17/2025",
        words: &[],
    },
    Column {
        field: "decidedOn",
        titles: ["Data deciziei", "Decided on", "Дата решения"],
        also: &["data", "decision date", "дата"],
        about: [
            "Ziua deciziei: 2025-02-20 sau 20.02.2025",
            "The day of the decision: 2025-02-20 or 20.02.2025",
            "День решения: 2025-02-20 или 20.02.2025",
        ],
        example: "2025-02-20",
        words: &[],
    },
    Column {
        field: "validFrom",
        titles: ["Valabil din", "Valid from", "Действует с"],
        also: &["valabil de la", "din", "from", "с"],
        about: [
            "Prima zi a gradului: 2025-03-01 sau 01.03.2025",
            "The first day of the grade: 2025-03-01 or 01.03.2025",
            "Первый день степени: 2025-03-01 или 01.03.2025",
        ],
        example: "2025-03-01",
        words: &[],
    },
    Column {
        field: "validUntil",
        titles: ["Valabil până la", "Valid until", "Действует до"],
        also: &["pana la", "until", "expira la", "до"],
        about: [
            "Ultima zi a gradului, dacă are una",
            "The last day of the grade, where it has one",
            "Последний день степени, если он есть",
        ],
        example: "2030-02-28",
        words: &[],
    },
    Column {
        field: "commission",
        titles: ["IDNO comisie", "Commission IDNO", "IDNO комиссии"],
        also: &["comisia", "commission id", "idno", "комиссия"],
        about: [
            "IDNO sau ID-ul comisiei care a decis; o comisie își trece numai acordările proprii",
            "The IDNO or id of the commission that decided; a commission may leave out its own",
            "IDNO или ID комиссии, принявшей решение; сама комиссия может его не указывать",
        ],
        example: "",
        words: &[],
    },
    Column {
        field: "legalBasis",
        titles: ["Temei juridic", "Legal basis", "Правовое основание"],
        also: &["temeiul juridic", "temei", "basis", "основание"],
        about: [
            "Actul în temeiul căruia se preia o acordare mai veche; la registrator, cel al apelului",
            "The act on which an older award is brought in; the registrar's is that of the call",
            "Акт, по которому вносится прежнее присвоение; у регистратора — основание вызова",
        ],
        example: "",
        words: &[],
    },
];

/// Row of such a file as JSON.
pub fn example() -> Value {
    json!({
        "idnp": "2000000000004",
        "grade": "grade-2",
        "decisionNumber": "17/2025",
        "decidedOn": "2025-02-20",
        "validFrom": "2025-03-01",
        "validUntil": "2030-02-28"
    })
}

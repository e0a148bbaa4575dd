//! The columns of files of workers.

use serde_json::{Value, json};

use crate::imports::kinds::columns::{IDNP, WORKER_ID};
use crate::tables::{Column, Layout};

/// The columns of a file of workers.
pub static LAYOUT: Layout = Layout {
    name: "workers",
    needs: &[&["idnp", "workerId"], &["familyName"], &["givenName"]],
    together: &[(&EMPLOYMENT, &["validUntil", "employmentId"])],
    days: &["validFrom", "validUntil"],
    columns: COLUMNS,
};

/// The same of those who employ whom they register.
pub static LAYOUT_OF_EMPLOYERS: Layout = Layout {
    name: LAYOUT.name,
    needs: &[
        &["idnp", "workerId"],
        &["familyName"],
        &["givenName"],
        &["organisation"],
        &["post"],
        &["validFrom"],
    ],
    together: LAYOUT.together,
    days: LAYOUT.days,
    columns: COLUMNS,
};

static COLUMNS: &[Column] = &[
    IDNP,
    WORKER_ID,
    Column {
        field: "familyName",
        titles: ["Nume", "Family name", "Фамилия"],
        also: &["numele", "nume de familie", "numele de familie", "surname", "last name"],
        about: [
            "Numele de familie, ca în actul de identitate",
            "The family name, as on the identity document",
            "Фамилия, как в удостоверении личности",
        ],
        example: "Rusu",
        words: &[],
    },
    Column {
        field: "givenName",
        titles: ["Prenume", "Given name", "Имя"],
        also: &["prenumele", "first name", "имя и отчество"],
        about: [
            "Prenumele, ca în actul de identitate",
            "The given name, as on the identity document",
            "Имя, как в удостоверении личности",
        ],
        example: "Ana",
        words: &[],
    },
    Column {
        field: "employmentId",
        titles: ["ID angajare", "Employment id", "ID записи о работе"],
        also: &[],
        about: [
            "ID-ul angajării care este în registru: rândul spune tot despre ea; gol pentru una nouă",
            "The id of the employment on the register: the row says all of it; empty for a new one",
            "ID записи о работе из реестра: строка говорит о ней всё; пусто для новой",
        ],
        example: "",
        words: &[],
    },
    Column {
        field: "organisation",
        titles: ["IDNO angajator", "Employer IDNO", "IDNO работодателя"],
        also: &[
            "angajator",
            "angajatorul",
            "organizatia",
            "organisation",
            "employer",
            "idno",
            "работодатель",
            "организация",
        ],
        about: [
            "IDNO sau ID-ul angajatorului; cu funcția și data angajării, sau niciuna din trei",
            "The employer's IDNO or id; together with the post and the first day, or none of the three",
            "IDNO или ID работодателя; вместе с должностью и датой приёма, или ничего из трёх",
        ],
        example: "",
        words: &[],
    },
    Column {
        field: "post",
        titles: ["Funcția", "Post", "Должность"],
        also: &["functie", "post", "postul", "position"],
        about: [
            "Funcția: codul ei sau denumirea din listă",
            "The post: its code, or its title in the list",
            "Должность: её код или название из списка",
        ],
        example: "asistent-social",
        words: KNOWN_POSTS,
    },
    Column {
        field: "validFrom",
        titles: ["Angajat din", "Employed from", "Работает с"],
        also: &["data angajarii", "din", "first day", "valid from", "start date", "дата приема"],
        about: [
            "Prima zi a angajării: 2025-03-01 sau 01.03.2025",
            "The first day of the employment: 2025-03-01 or 01.03.2025",
            "Первый день работы: 2025-03-01 или 01.03.2025",
        ],
        example: "2025-03-01",
        words: &[],
    },
    Column {
        field: "validUntil",
        titles: ["Angajat până la", "Employed until", "Работает до"],
        also: &[
            "data incetarii",
            "data concedierii",
            "ultima zi",
            "pana la",
            "last day",
            "valid until",
            "end date",
            "дата увольнения",
            "последний день",
        ],
        about: [
            "Ultima zi, dacă s-a încheiat sau se știe; gol: nimic despre ea; fără termen: nu are",
            "The last day, where it is known; empty says nothing of it, “no last day” that there is none",
            "Последний день работы, если известен; пусто — ничего о нём; бессрочно — его нет",
        ],
        example: "",
        words: &[],
    },
    Column {
        field: "recordVersion",
        titles: ["Versiunea fișei", "Record version", "Версия записи"],
        also: &[],
        about: [
            "Versiunea din lista descărcată, neschimbată: cu ea un nume corectat între timp nu se întoarce",
            "The version of the list as downloaded, unchanged: a name corrected since is not turned back",
            "Версия из скачанного списка без изменений: имя, исправленное с тех пор, не вернётся прежним",
        ],
        example: "",
        words: &[],
    },
];

/// Row of such a file as JSON.
pub fn example() -> Value {
    json!({
        "idnp": "2000000000004",
        "familyName": "Rusu",
        "givenName": "Ana",
        "organisation": "1008600038413",
        "post": "asistent-social",
        "validFrom": "2025-03-01"
    })
}

/// Codes of posts that the staff of social services have; others are posts as well.
pub const KNOWN_POSTS: &[&str] = &[
    "asistent-social",
    "asistent-social-comunitar",
    "lucrator-social",
    "asistent-personal",
    "asistent-parental",
    "parinte-educator",
    "psiholog",
    "pedagog-social",
    "manager-de-caz",
    "supervizor",
    "sef-serviciu",
];

/// The columns that an employment must have.
pub const EMPLOYMENT: [&str; 3] = ["organisation", "post", "validFrom"];

/// Titles of posts, of men and of women, in Romanian, English and Russian, by which their codes are known.
/// Other posts are named by codes.
pub const POSTS: [(&str, &str); 41] = [
    ("asistent social", "asistent-social"),
    ("asistenta sociala", "asistent-social"),
    ("social assistant", "asistent-social"),
    ("социальный ассистент", "asistent-social"),
    ("социальная ассистентка", "asistent-social"),
    ("asistent social comunitar", "asistent-social-comunitar"),
    ("asistenta sociala comunitara", "asistent-social-comunitar"),
    ("community social assistant", "asistent-social-comunitar"),
    ("общинный социальный ассистент", "asistent-social-comunitar"),
    ("lucrator social", "lucrator-social"),
    ("lucratoare sociala", "lucrator-social"),
    ("lucratoare social", "lucrator-social"),
    ("home care worker", "lucrator-social"),
    ("социальный работник", "lucrator-social"),
    ("социальная работница", "lucrator-social"),
    ("asistent personal", "asistent-personal"),
    ("asistenta personala", "asistent-personal"),
    ("personal assistant", "asistent-personal"),
    ("персональный ассистент", "asistent-personal"),
    ("asistent parental", "asistent-parental"),
    ("asistent parental profesionist", "asistent-parental"),
    ("asistenta parentala", "asistent-parental"),
    ("foster carer", "asistent-parental"),
    ("профессиональный родительский ассистент", "asistent-parental"),
    ("parinte educator", "parinte-educator"),
    ("родитель воспитатель", "parinte-educator"),
    ("psiholog", "psiholog"),
    ("psihologa", "psiholog"),
    ("psychologist", "psiholog"),
    ("психолог", "psiholog"),
    ("pedagog social", "pedagog-social"),
    ("social pedagogue", "pedagog-social"),
    ("социальный педагог", "pedagog-social"),
    ("manager de caz", "manager-de-caz"),
    ("case manager", "manager-de-caz"),
    ("менеджер случая", "manager-de-caz"),
    ("supervizor", "supervizor"),
    ("supervizoare", "supervizor"),
    ("супервизор", "supervizor"),
    ("sef serviciu", "sef-serviciu"),
    ("начальник службы", "sef-serviciu"),
];

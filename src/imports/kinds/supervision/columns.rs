//! The columns of files of supervision sessions, and the words that stand in them.

use serde_json::{Value, json};

use crate::imports::kinds::columns::{ACTION, REASON};
use crate::imports::kinds::names::{FAMILY_NAME, FULL_NAME, GIVEN_NAME};
use crate::supervision::{SessionMethod, SessionSetting};
use crate::tables::{Column, Layout};
use crate::values::SessionKind;

/// The columns of a file of supervision sessions.
pub static LAYOUT: Layout = Layout {
    name: "supervision-sessions",
    needs: &[
        &["reference"],
        &["supervisorIdnp", "supervisorId", "action"],
        &["attendees", "action"],
        &["kind", "action"],
        &["setting", "action"],
        &["method", "action"],
        &["heldOn", "action"],
        &["minutes", "action"],
        &["theme", "action"],
    ],
    together: &[],
    days: &["heldOn"],
    columns: &[
        Column {
            field: "supervisorIdnp",
            titles: ["IDNP supervizor", "Supervisor IDNP", "IDNP супервизора"],
            also: &["supervizor", "supervisor", "супервизор"],
            about: [
                "Codul personal al supervizorului, 13 cifre, ca text",
                "The supervisor's personal code, 13 digits, as text",
                "Личный код супервизора, 13 цифр, как текст",
            ],
            example: "2000000000004",
            words: &[],
        },
        Column {
            field: "supervisorId",
            titles: ["ID supervizor", "Supervisor id", "ID супервизора"],
            also: &[],
            about: [
                "ID-ul supervizorului în registru, în loc de IDNP",
                "The supervisor's id on the register, instead of the IDNP",
                "ID супервизора в реестре вместо IDNP",
            ],
            example: "",
            words: &[],
        },
        Column {
            field: "attendees",
            titles: ["Participanți", "Attendees", "Участники"],
            also: &["idnp participanti", "attendee idnps", "attendee ids", "idnp участников", "supervizati"],
            about: [
                "IDNP-urile (sau ID-urile) participanților, despărțite prin ; cel mult 50",
                "The IDNPs (or ids) of those who attended, divided by ; at most 50",
                "IDNP (или ID) участников через ; не более 50",
            ],
            example: "2001000000012",
            words: &[],
        },
        Column {
            field: "kind",
            titles: ["Tip", "Kind", "Вид"],
            also: &["tipul", "tipul sedintei", "forma", "вид сессии", "тип"],
            about: [
                "individual (un participant) sau group (doi ori mai mulți)",
                "individual (one attendee) or group (two or more)",
                "individual (один участник) или group (двое и более)",
            ],
            example: "individual",
            words: &["individual", "group"],
        },
        Column {
            field: "setting",
            titles: ["Cadru", "Setting", "Внутренняя или внешняя"],
            also: &["cadrul", "interna sau externa", "условия"],
            about: [
                "De unde vine supervizorul: internal sau external",
                "Where the supervisor comes from: internal or external",
                "Откуда супервизор: internal или external",
            ],
            example: "internal",
            words: &["internal", "external"],
        },
        Column {
            field: "method",
            titles: ["Mod", "Method", "Способ"],
            also: &["metoda", "modul", "format", "формат"],
            about: [
                "Cum s-au întâlnit: in_person sau online",
                "How they met: in_person or online",
                "Как встретились: in_person или online",
            ],
            example: "in_person",
            words: &["in_person", "online"],
        },
        Column {
            field: "heldOn",
            titles: ["Data ședinței", "Held on", "Дата сессии"],
            also: &["data", "date", "session date", "дата"],
            about: [
                "Ziua ședinței: 2026-03-01 sau 01.03.2026",
                "The day of the session: 2026-03-01 or 01.03.2026",
                "День сессии: 2026-03-01 или 01.03.2026",
            ],
            example: "2026-11-20",
            words: &[],
        },
        Column {
            field: "minutes",
            titles: ["Minute", "Minutes", "Минуты"],
            also: &["durata", "durata minute", "duration", "длительность", "минут"],
            about: [
                "Cât a durat, în minute: 1 până la 720",
                "How long it took, in minutes: 1 to 720",
                "Длительность в минутах: от 1 до 720",
            ],
            example: "90",
            words: &[],
        },
        Column {
            field: "theme",
            titles: ["Temă", "Theme", "Тема"],
            also: &["tema", "topic"],
            about: [
                "Codul temei sau denumirea ei cu litere latine; niciodată conținutul unui caz",
                "The code of the theme, or its name in Latin letters; never the content of a case",
                "Код темы или её название латиницей; никогда не содержание случая",
            ],
            example: "burnout-prevention",
            words: &[],
        },
        Column {
            field: "reference",
            titles: ["Referință", "Reference", "Номер документа"],
            also: &["nr proces verbal", "numar proces verbal", "номер протокола", "ссылка"],
            about: [
                "Numărul propriu al organizației, altul pentru fiecare ședință",
                "The organisation's own reference, another one for each session",
                "Собственный номер организации, свой для каждой сессии",
            ],
            example: "SUP-2026-0117",
            words: &[],
        },
        FAMILY_NAME,
        GIVEN_NAME,
        FULL_NAME,
        Column {
            field: "supervisorName",
            titles: ["Nume supervizor", "Supervisor name", "ФИО супервизора"],
            also: &[
                "numele supervizorului",
                "nume si prenume supervizor",
                "nume, prenume supervizor",
                "numele si prenumele supervizorului",
                "numele, prenumele supervizorului",
                "supervisor full name",
                "supervisor family name",
                "фамилия супервизора",
                "фамилия и имя супервизора",
                "ф.и.о. супервизора",
            ],
            about: [
                "Numele supervizorului, numai pentru a fi comparat cu registrul",
                "The supervisor's name, to be compared with the register only",
                "ФИО супервизора, только для сверки с реестром",
            ],
            example: "",
            words: &[],
        },
        Column {
            field: "supervisorGivenName",
            titles: ["Prenume supervizor", "Supervisor given name", "Имя супервизора"],
            also: &["prenumele supervizorului", "supervisor first name"],
            about: [
                "Prenumele supervizorului, dacă stă aparte",
                "The supervisor's given name, where it stands apart",
                "Имя супервизора, если указано отдельно",
            ],
            example: "",
            words: &[],
        },
        Column {
            field: "attendeeNames",
            titles: ["Nume participanți", "Attendee names", "ФИО участников"],
            also: &[
                "numele participantilor",
                "nume participant",
                "numele participantului",
                "nume si prenume participanti",
                "numele si prenumele participantilor",
                "numele si prenumele participantului",
                "nume supervizati",
                "nume supervizat",
                "attendee name",
                "фио участника",
                "фамилии участников",
                "ф.и.о. участников",
            ],
            about: [
                "Numele participanților, despărțite prin ; numai pentru a fi comparate cu registrul",
                "The names of those who attended, divided by ; to be compared with the register only",
                "ФИО участников через ; только для сверки с реестром",
            ],
            example: "",
            words: &[],
        },
        Column {
            field: "organisation",
            titles: ["IDNO organizație", "Organisation IDNO", "IDNO организации"],
            also: &["organizatia", "organizatie", "organisation id", "idno", "организация"],
            about: [
                "IDNO sau ID-ul organizației care ține ședința; fără el, a dumneavoastră",
                "The IDNO or id of the organisation that keeps it; your own where it is left out",
                "IDNO или ID организации, которая ведёт сессию; без него — ваша",
            ],
            example: "",
            words: &[],
        },
        ACTION,
        REASON,
    ],
};

/// Row of such a file as JSON.
pub fn example() -> Value {
    json!({
        "supervisorIdnp": "2000000000004",
        "attendees": ["2001000000012"],
        "kind": "individual",
        "setting": "internal",
        "method": "in_person",
        "heldOn": "2026-11-20",
        "minutes": 90,
        "theme": "burnout-prevention",
        "reference": "SUP-2026-0117"
    })
}

/// Other words for a kind of session.
pub const KINDS: [(&str, SessionKind); 14] = [
    ("individuala", SessionKind::Individual),
    ("индивидуальная", SessionKind::Individual),
    ("индивидуальный", SessionKind::Individual),
    ("индивидуально", SessionKind::Individual),
    ("grup", SessionKind::Group),
    ("grupa", SessionKind::Group),
    ("de grup", SessionKind::Group),
    ("in grup", SessionKind::Group),
    ("colectiva", SessionKind::Group),
    ("group session", SessionKind::Group),
    ("групповая", SessionKind::Group),
    ("групповой", SessionKind::Group),
    ("группа", SessionKind::Group),
    ("в группе", SessionKind::Group),
];

/// Other words for a setting.
pub const SETTINGS: [(&str, SessionSetting); 8] = [
    ("intern", SessionSetting::Internal),
    ("interna", SessionSetting::Internal),
    ("внутренний", SessionSetting::Internal),
    ("внутренняя", SessionSetting::Internal),
    ("extern", SessionSetting::External),
    ("externa", SessionSetting::External),
    ("внешний", SessionSetting::External),
    ("внешняя", SessionSetting::External),
];

/// Other words for a method.
pub const METHODS: [(&str, SessionMethod); 18] = [
    ("in persoana", SessionMethod::InPerson),
    ("personal", SessionMethod::InPerson),
    ("prezenta", SessionMethod::InPerson),
    ("fizic", SessionMethod::InPerson),
    ("fizica", SessionMethod::InPerson),
    ("fata in fata", SessionMethod::InPerson),
    ("face to face", SessionMethod::InPerson),
    ("очно", SessionMethod::InPerson),
    ("очная", SessionMethod::InPerson),
    ("лично", SessionMethod::InPerson),
    ("online", SessionMethod::Online),
    ("la distanta", SessionMethod::Online),
    ("de la distanta", SessionMethod::Online),
    ("remote", SessionMethod::Online),
    ("онлайн", SessionMethod::Online),
    ("дистанционно", SessionMethod::Online),
    ("дистанционная", SessionMethod::Online),
    ("удаленно", SessionMethod::Online),
];

/// Words for themes besides their codes: folded, and with a hyphen between them.
pub const THEMES: [(&str, &str); 26] = [
    ("burnout", "burnout-prevention"),
    ("burn-out", "burnout-prevention"),
    ("burnout-profesional", "burnout-prevention"),
    ("epuizare", "burnout-prevention"),
    ("epuizarea", "burnout-prevention"),
    ("epuizare-profesionala", "burnout-prevention"),
    ("epuizarea-profesionala", "burnout-prevention"),
    ("epuizare-emotionala", "burnout-prevention"),
    ("prevenirea-burnout", "burnout-prevention"),
    ("prevenirea-burnoutului", "burnout-prevention"),
    ("prevenirea-burnout-ului", "burnout-prevention"),
    ("prevenirea-epuizarii", "burnout-prevention"),
    ("prevenirea-epuizarii-profesionale", "burnout-prevention"),
    ("preventie-burnout", "burnout-prevention"),
    ("prevenire-burnout", "burnout-prevention"),
    ("professional-burnout", "burnout-prevention"),
    ("prevention-of-burnout", "burnout-prevention"),
    ("preventing-burnout", "burnout-prevention"),
    ("выгорание", "burnout-prevention"),
    ("выгорания", "burnout-prevention"),
    ("профессиональное-выгорание", "burnout-prevention"),
    ("эмоциональное-выгорание", "burnout-prevention"),
    ("профилактика-выгорания", "burnout-prevention"),
    ("профилактика-профессионального-выгорания", "burnout-prevention"),
    ("профилактика-эмоционального-выгорания", "burnout-prevention"),
    ("предупреждение-выгорания", "burnout-prevention"),
];

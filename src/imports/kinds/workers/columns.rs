//! The columns of files of workers.

use serde_json::{Value, json};

use crate::imports::kinds::columns::IDNP;
use crate::tables::{Column, Layout};

/// The columns of a file of workers.
pub static LAYOUT: Layout = Layout {
    name: "workers",
    needs: &[&["idnp"], &["familyName"], &["givenName"]],
    days: &["validFrom"],
    columns: &[
        IDNP,
        Column {
            field: "familyName",
            titles: ["Nume", "Family name", "Фамилия"],
            also: &["numele", "nume de familie", "surname", "last name"],
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
            about: ["Codul funcției", "The code of the post", "Код должности"],
            example: "asistent-social",
            words: &[],
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
    ],
};

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

/// The columns of the present employment.
pub const EMPLOYMENT: [&str; 3] = ["organisation", "post", "validFrom"];

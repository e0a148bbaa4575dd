//! Faults of a value, whichever room it is in.

use super::{Fault, FaultCode, Parameter, faults};

faults! {
    /// A value is missing.
    required() = "fieldRequired" {
        ro: "Este obligatoriu", en: "is required", ru: "Обязательное поле",
    }

    /// A field that the request does not have.
    field_unexpected(fields: Option<String>) = "fieldUnexpected" {
        ro: "Nu este un câmp al acestei cereri⟨; câmpurile admise: {fields}⟩",
        en: "is not a field of this request⟨; expected one of {fields}⟩",
        ru: "В этом запросе нет такого поля⟨; допустимые поля: {fields}⟩",
    }

    /// A field or a parameter that is there twice.
    given_twice() = "givenTwice" {
        ro: "Apare de două ori; indicați-l o singură dată",
        en: "is given twice; give it once",
        ru: "Указано дважды; укажите один раз",
    }

    /// A word that the vocabulary does not have.
    word_unknown(words: String) = "notOneOf" {
        ro: "Una dintre valorile admise: {words}",
        en: "expected one of: {words}",
        ru: "Одно из допустимых значений: {words}",
    }

    /// Neither true nor false.
    not_a_boolean() = "notABoolean" {
        ro: "true sau false, fără ghilimele", en: "expected a boolean", ru: "true или false, без кавычек",
    }

    /// Not a text.
    not_a_text() = "notAText" {
        ro: "Un text între ghilimele", en: "expected a string", ru: "Текст в кавычках",
    }

    /// Not a list.
    not_a_list() = "notAList" {
        ro: "O listă", en: "expected a sequence", ru: "Список",
    }

    /// Not a whole number, or one beyond all bounds.
    not_an_integer() = "notAnInteger" {
        ro: "Un număr întreg, fără ghilimele, în limitele câmpului",
        en: "expected a whole number without quotes, within the bounds of the field",
        ru: "Целое число без кавычек, в пределах поля",
    }

    /// Not an object.
    not_an_object() = "objectExpected" { ro: "Un obiect", en: "expected an object", ru: "Объект" }

    /// Something of another form than the field takes.
    type_unexpected(expected: String) = "typeUnexpected" {
        ro: "O valoare de alt tip; se așteaptă: {expected}",
        en: "expected {expected}",
        ru: "Значение другого типа; ожидается: {expected}",
    }

    /// Something that cannot be read, for a reason that is not known.
    form_unexpected() = "formUnexpected" {
        ro: "O valoare în forma pe care o admite câmpul",
        en: "is not in the form that this field takes",
        ru: "Значение в форме, которую допускает поле",
    }

    /// Not an id.
    not_an_id() = "notAnId" {
        ro: "Un identificator (UUID) dat de registru, de exemplu 01990000-0000-7000-8000-000000000001",
        en: "expected an id, for example 01990000-0000-7000-8000-000000000001",
        ru: "Идентификатор (UUID), выданный реестром, например 01990000-0000-7000-8000-000000000001",
    }

    /// Not an IDNP.
    not_an_idnp() = "notAnIdnp" {
        ro: "Un IDNP valid: 13 cifre ca text, ultima fiind cifra de control; verificați-le în act",
        en: "expected a valid IDNP: 13 digits as a string, the last of them the check digit",
        ru: "Действительный IDNP: 13 цифр текстом, последняя контрольная; сверьте их с документом",
    }

    /// Not an IDNO.
    not_an_idno() = "notAnIdno" {
        ro: "Un IDNO valid: 13 cifre ca text, ultima fiind cifra de control",
        en: "expected a valid IDNO: 13 digits as a string, the last of them the check digit",
        ru: "Действительный IDNO: 13 цифр текстом, последняя контрольная",
    }

    /// Not a day.
    not_a_day() = "notADay" {
        ro: "O zi în forma AAAA-LL-ZZ, de la 1900-01-01 până la 2199-12-31",
        en: "expected a day as YYYY-MM-DD, 1900-01-01 to 2199-12-31",
        ru: "День в виде ГГГГ-ММ-ДД, от 1900-01-01 до 2199-12-31",
    }

    /// Not a moment.
    not_a_moment() = "notAMoment" {
        ro: "Un moment conform RFC 3339, de exemplu 2026-11-23T10:00:00.000000Z",
        en: "expected a moment in RFC 3339, for example 2026-11-23T10:00:00.000000Z",
        ru: "Момент по RFC 3339, например 2026-11-23T10:00:00.000000Z",
    }

    /// Not hours.
    not_hours() = "notHours" {
        ro: "Ore ca număr zecimal în ghilimele, mai mult de 0 și cel mult 2000, cu cel mult două zecimale, \
             de exemplu \"24\" sau \"7.5\"",
        en: "expected hours as a decimal string, more than 0 and at most 2000, with at most two decimals, \
             for example \"24\" or \"7.5\"",
        ru: "Часы десятичным числом в кавычках, больше 0 и не более 2000, не более двух знаков после точки, \
             например \"24\" или \"7.5\"",
    }

    /// Not a percentage.
    not_a_percentage() = "notAPercentage" {
        ro: "Un procent ca număr zecimal în ghilimele, de la 0 la 999.99, cu cel mult două zecimale, \
             de exemplu \"10.00\"",
        en: "expected a percentage as a decimal string, 0 to 999.99, with at most two decimals, \
             for example \"10.00\"",
        ru: "Процент десятичным числом в кавычках, от 0 до 999.99, не более двух знаков после точки, \
             например \"10.00\"",
    }

    /// Not credits.
    not_credits() = "notCredits" {
        ro: "Credite ca număr zecimal în ghilimele, mai mult de 0 și cel mult 300, cu cel mult două \
             zecimale, \
             de exemplu \"2\" sau \"1.5\"",
        en: "expected credits as a decimal string, more than 0 and at most 300, with at most two decimals, \
             for example \"2\" or \"1.5\"",
        ru: "Кредиты десятичным числом в кавычках, больше 0 и не более 300, не более двух знаков после \
             точки, \
             например \"2\" или \"1.5\"",
    }

    /// Not money.
    not_lei() = "notLei" {
        ro: "Lei ca număr zecimal în ghilimele, de la 0 la 1000000, cu cel mult două zecimale, \
             de exemplu \"8500.00\"",
        en: "expected lei as a decimal string, 0 to 1000000, with at most two decimals, \
             for example \"8500.00\"",
        ru: "Леи десятичным числом в кавычках, от 0 до 1000000, не более двух знаков после точки, \
             например \"8500.00\"",
    }

    /// Not a name.
    not_a_name() = "notAName" {
        ro: "De la 1 la 200 de caractere, fără caractere de control sau de direcție, fără spații la \
             margini și \
             fără IDNP",
        en: "expected 1 to 200 characters, without control or direction characters, not blank at either end, \
             and without an IDNP",
        ru: "От 1 до 200 знаков, без управляющих знаков и знаков направления, без пробелов по краям и без \
             IDNP",
    }

    /// Letters were lost on the way.
    garbled() = "lettersLost" {
        ro: "Textul cu literele sale: o literă a devenit semnul întrebării sau alt semn (codare greșită)",
        en: "the text with its letters: one became a question mark or another sign (a wrong encoding)",
        ru: "Текст со своими буквами: буква стала вопросительным или иным знаком (неверная кодировка)",
    }

    /// Not a note.
    not_a_note() = "notANote" {
        ro: "De la 3 la 500 de caractere, fără caractere de control sau de direcție, fără spații la \
             margini și \
             fără IDNP",
        en: "expected 3 to 500 characters, without control or direction characters, not blank at either end, \
             and without an IDNP",
        ru: "От 3 до 500 знаков, без управляющих знаков и знаков направления, без пробелов по краям и без \
             IDNP",
    }

    /// Not a reference.
    not_a_reference() = "notAReference" {
        ro: "De la 1 la 64 de caractere: litere, cifre și semne, cu câte un spațiu între ele; fără caractere \
             invizibile și fără IDNP",
        en: "expected 1 to 64 characters: letters, digits and signs, one blank between words; none that \
             cannot be seen, and no IDNP",
        ru: "От 1 до 64 знаков: буквы, цифры и знаки, по одному пробелу между словами; без невидимых \
             знаков и без IDNP",
    }

    /// Not a part of a programme.
    not_a_part() = "notAPart" {
        ro: "De la 1 la 16 caractere pe un rând, fără spații la capete și nu un IDNP; literele mici sunt ca \
             cele mari",
        en: "expected 1 to 16 characters in one line, without blanks at its ends, and not an IDNP; small \
             letters are as capitals",
        ru: "От 1 до 16 знаков в одной строке, без пробелов по краям и не IDNP; строчные буквы равны \
             заглавным",
    }

    /// Not an article of an act.
    not_an_article() = "notAnArticle" {
        ro: "De la 1 la 100 de caractere pe un rând, fără spații la capete, fără semne în locul literelor și \
             fără IDNP",
        en: "expected 1 to 100 characters in one line, without blanks at its ends, with its letters as they \
             are, and without an IDNP",
        ru: "От 1 до 100 знаков в одной строке, без пробелов по краям, без знаков вместо букв и без IDNP",
    }

    /// Not the name of a case.
    not_a_case_name() = "notACaseName" {
        ro: "Un nume de la 1 la 100 de caractere pe un rând, fără spații la capete, fără semne în locul \
             literelor și fără IDNP",
        en: "expected a name of 1 to 100 characters in one line, without blanks at its ends, with its \
             letters as they are, and without an IDNP",
        ru: "Название от 1 до 100 знаков в одной строке, без пробелов по краям, без знаков вместо букв и \
             без IDNP",
    }

    /// Not a code.
    not_a_code() = "notACode" {
        ro: "De la 2 la 64 de litere mici, cifre, și cratime sau liniuțe de subliniere, începând cu o \
             literă, \
             și nu un IDNP",
        en: "expected 2 to 64 lower-case letters, digits, and hyphens or underscores, beginning with a \
             letter, \
             and not an IDNP",
        ru: "От 2 до 64 строчных латинских букв, цифр и дефисов либо подчёркиваний, первой стоит буква, и \
             не IDNP",
    }

    /// Not a programme's code.
    not_a_programme_code() = "notAProgrammeCode" {
        ro: "De la 2 la 5 litere mari, o cratimă și de la 3 la 5 cifre, de exemplu CFP-001",
        en: "expected 2 to 5 capital letters, a hyphen and 3 to 5 digits, for example CFP-001",
        ru: "От 2 до 5 заглавных латинских букв, дефис и от 3 до 5 цифр, например CFP-001",
    }

    /// Not words to search for.
    not_words() = "notWords" {
        ro: "De la 1 la 100 de caractere, fără caractere de control sau de direcție și fără spații la \
             margini",
        en: "expected 1 to 100 characters, without control or direction characters, not blank at either end",
        ru: "От 1 до 100 знаков, без управляющих знаков и знаков направления и без пробелов по краям",
    }

    /// Not a district.
    not_a_district() = "notADistrict" {
        ro: "Un raion conform ISO 3166-2:MD, de exemplu MD-CU",
        en: "expected a district by ISO 3166-2:MD, for example MD-CU",
        ru: "Район по ISO 3166-2:MD, например MD-CU",
    }

    /// Not a web address.
    not_a_link() = "notALink" {
        ro: "O adresă web de cel mult 500 de caractere, care începe cu https:// sau http://, fără IDNP",
        en: "expected a web address of at most 500 characters beginning with https:// or http://, \
             without an IDNP",
        ru: "Веб-адрес не длиннее 500 знаков, начинающийся с https:// или http://, без IDNP",
    }

    /// Not a whole number in its bounds.
    not_a_whole_number(least: i32, most: i32) = "notAWholeNumber" {
        ro: "Un număr întreg de la {least} la {most}",
        en: "expected a whole number from {least} to {most}",
        ru: "Целое число от {least} до {most}",
    }

    /// A day that is yet to come.
    day_in_future(today: impl Into<Parameter>) = "dayInFuture" {
        message { ro: "Data este în viitor", en: "The day is yet to come", ru: "Дата ещё не наступила" }
        ro: "O dată până astăzi inclusiv, {today}",
        en: "expected a day not after {today}, which is today",
        ru: "Дата не позже сегодняшней, {today}",
    }

    /// A moment that is yet to come.
    moment_in_future() = "momentInFuture" {
        ro: "Un moment care nu este în viitor",
        en: "expected a moment that is not in the future",
        ru: "Момент, который уже наступил",
    }

    /// A correction that says what is believed already.
    nothing_corrected() = "nothingCorrected" {
        message {
            ro: "Corectarea spune exact ceea ce este deja înregistrat",
            en: "The correction says just what is recorded already",
            ru: "Исправление говорит ровно то, что уже записано",
        }
        ro: "Faptul așa cum ar trebui să fie, cu cel puțin o dată schimbată",
        en: "expected the fact as it should be, otherwise in at least one thing",
        ru: "Факт, каким он должен быть, хотя бы с одним отличием",
    }

    /// The last day before the first.
    ends_before_it_begins() = "endsBeforeItBegins" case "fact" {
        message {
            ro: "Ultima zi este înaintea primei",
            en: "The last day is before the first",
            ru: "Последний день раньше первого",
        }
        ro: "O zi nu mai devreme de validFrom",
        en: "expected a day not before validFrom",
        ru: "День не раньше validFrom",
    }

    /// Nobody, or too many.
    workers_out_of_bounds() = "workersOutOfBounds" {
        ro: "De la 1 la 1000 de lucrători", en: "expected 1 to 1000 workers", ru: "От 1 до 1000 работников",
    }

    /// Both ways to name somebody, or neither.
    one_of_two() = "oneOfTwo" {
        ro: "Fie idnp, fie workerId", en: "expected either idnp or workerId", ru: "Либо idnp, либо workerId",
    }

    /// A version that is not the current one.
    version_outdated() = "versionOutdated" {
        ro: "Citiți din nou înregistrarea și trimiteți valoarea ETag ca If-Match",
        en: "read the record again and send its ETag as If-Match",
        ru: "Прочитайте запись снова и отправьте её ETag как If-Match",
    }

    /// No organisation with this id.
    organisation_absent() = "organisationAbsent" {
        ro: "Identificatorul unei organizații din registru",
        en: "expected the id of an organisation on the register",
        ru: "Идентификатор организации из реестра",
    }
}

/// The fault that has these English words and no parameters; a deserialiser keeps a fault as its text only.
pub(crate) fn said(english: &str, among: &'static [FaultCode]) -> Option<Fault> {
    let known = |code: &&FaultCode| code.parameters.is_empty() && code.expected.en == english;
    among.iter().find(known).map(|code| Fault::new(code, Vec::new()))
}

//! About the values of a row.

use super::form::{Sentences, sentences};
use crate::tables::Code;

/// The sentences of a code of this part.
#[expect(clippy::too_many_lines, reason = "a table of words, two sentences a code")]
pub(super) const fn sentences_of(code: Code) -> Option<Sentences> {
    Some(match code {
        Code::Required => sentences(
            ["Lipsește o valoare obligatorie", "A required value is missing", "Нет обязательного значения"],
            ["Completați celula⟨: {about}⟩", "Fill in the cell⟨: {about}⟩", "Заполните ячейку⟨: {about}⟩"],
        ),
        Code::CellBroken => sentences(
            [
                "Celula conține o eroare sau nu este o valoare",
                "The cell holds an error, or no value of a cell",
                "В ячейке ошибка или недопустимое значение",
            ],
            [
                "Corectați formula sau scrieți valoarea însăși",
                "Mend the formula, or write the value itself",
                "Исправьте формулу или впишите само значение",
            ],
        ),
        Code::FormulaUncomputed => sentences(
            [
                "Celula conține o formulă, iar fișierul a fost salvat fără valoarea ei",
                "The cell holds a formula, and the file was saved without its value",
                "В ячейке формула, а файл сохранён без её значения",
            ],
            [
                "Deschideți fișierul în programul de calcul tabelar și salvați-l din nou, sau lipiți \
                 valorile în locul formulelor (lipire specială, valori)",
                "Open the file in the spreadsheet program and save it again, or paste the values in place of \
                 the formulas (paste special, values)",
                "Откройте файл в табличном редакторе и сохраните снова или вставьте значения вместо формул \
                 (специальная вставка, значения)",
            ],
        ),
        Code::DayInvalid => sentences(
            ["Data nu este validă", "Not a day", "Недопустимая дата"],
            [
                "O dată ca 2026-03-01 sau 01.03.2026, ori o celulă de tip dată",
                "A day as 2026-03-01 or 01.03.2026, or a cell formatted as a date",
                "Дата вида 2026-03-01 или 01.03.2026 либо ячейка с форматом даты",
            ],
        ),
        Code::HoursInvalid => sentences(
            ["Numărul de ore nu este valid", "Not a number of hours", "Недопустимое число часов"],
            [
                "Mai mult de 0 și cel mult 2000, cu cel mult două zecimale sau cu minute, de exemplu 24, 7,5 \
                 sau 8:20",
                "More than 0 and at most 2000, with at most two decimals or with minutes, for example 24, \
                 7.5 or 8:20",
                "Больше 0 и не более 2000, не более двух знаков после запятой или с минутами, например 24, \
                 7,5 или 8:20",
            ],
        ),
        Code::WordUnknown => sentences(
            [
                "Valoarea nu este una dintre cele admise",
                "The value is not one of those that are taken",
                "Значение не входит в число допустимых",
            ],
            [
                "Una dintre valorile admise⟨: {about}⟩",
                "One of the values that are taken⟨: {about}⟩",
                "Одно из допустимых значений⟨: {about}⟩",
            ],
        ),
        Code::TextInvalid => sentences(
            ["Textul nu poate fi preluat", "The text cannot be taken", "Текст не может быть принят"],
            [
                "Un text scurt, fără caractere invizibile și fără IDNP⟨; {about}⟩",
                "A short text, without invisible characters and without an IDNP⟨; {about}⟩",
                "Краткий текст без невидимых знаков и без IDNP⟨; {about}⟩",
            ],
        ),
        Code::TextGarbled => sentences(
            [
                "Litere pierdute sau codificate de două ori",
                "Letters that were lost, or encoded twice",
                "Буквы потеряны или закодированы дважды",
            ],
            [
                "Textul scris din nou, cu literele sale; fișierul salvat din programul în care este încă \
                 întreg, ca CSV UTF-8 sau XLSX",
                "The text typed again with its letters; the file saved from the program in which it is still \
                 whole, as CSV UTF-8 or XLSX",
                "Текст, набранный заново со своими буквами; файл, сохранённый из программы, где он ещё цел, \
                 как \
                 CSV UTF-8 или XLSX",
            ],
        ),
        Code::LetterForeign => sentences(
            [
                "Numele are litere pe care niciun nume din țară nu le are",
                "The name has letters that no name of the country has",
                "В имени есть буквы, которых нет в именах страны",
            ],
            [
                "Literele din actul de identitate; dacă numele este străin, persoana o înregistrează \
                 registratorul",
                "The letters of the identity document; if the name is foreign, the registrar registers the \
                 person",
                "Буквы из удостоверения личности; если имя иностранное, лицо вносит регистратор",
            ],
        ),
        Code::TextHasIdnp => sentences(
            ["Textul conține un IDNP", "The text has an IDNP in it", "В тексте есть IDNP"],
            [
                "Același text fără IDNP; pentru IDNP există coloana sa",
                "The same text without the IDNP; that has a column of its own",
                "Тот же текст без IDNP; для IDNP есть свой столбец",
            ],
        ),
        Code::TextTooLong => sentences(
            ["Textul este prea lung", "The text is too long", "Слишком длинный текст"],
            [
                "Un text mai scurt: o referință are cel mult 64 de caractere, un nume 200, un motiv 500",
                "A shorter text: a reference has at most 64 characters, a name 200, a reason 500",
                "Текст короче: номер документа — не более 64 знаков, имя — 200, причина — 500",
            ],
        ),
        Code::TextReshaped => sentences(
            [
                "În locul unui text stă o dată sau un număr cu zecimale",
                "A date or a number with decimals stands in place of a text",
                "Вместо текста стоит дата или дробное число",
            ],
            [
                "Setați formatul coloanei la Text și scrieți din nou ce a fost acolo",
                "Format the column as Text and type again what stood there",
                "Задайте столбцу формат «Текстовый» и впишите заново то, что там было",
            ],
        ),
        Code::IdInvalid => sentences(
            ["Identificatorul nu este valid", "Not an id", "Недопустимый идентификатор"],
            [
                "Un identificator (UUID) dat de registru, copiat întocmai",
                "An id (UUID) that the register gave, copied exactly",
                "Идентификатор (UUID), выданный реестром, скопированный точно",
            ],
        ),
        Code::IdnpInvalid => sentences(
            ["IDNP-ul nu este valid", "Not an IDNP", "Недопустимый IDNP"],
            [
                "13 cifre, ultima fiind cifra de control; verificați-le în act",
                "13 digits, the last of them the check digit; compare them with the document",
                "13 цифр, последняя из них контрольная; сверьте их с документом",
            ],
        ),
        Code::IdnpExample => sentences(
            [
                "IDNP-ul este cel din exemplul modelului, al nimănui",
                "The IDNP is that of the template's example, which is nobody's",
                "IDNP взят из примера в шаблоне, он ничей",
            ],
            [
                "IDNP-ul persoanei din rând, sau rândul de exemplu șters",
                "The IDNP of the person in the row, or the example row deleted",
                "IDNP лица из этой строки, либо удалите строку-пример",
            ],
        ),
        Code::IdnpLostZeros => sentences(
            [
                "IDNP-ul și-a pierdut zerourile de la început, fiind păstrat ca număr",
                "The IDNP lost the zeros at its beginning, because it was kept as a number",
                "IDNP потерял нули в начале, так как хранился как число",
            ],
            [
                "Setați formatul coloanei la Text și scrieți din nou cele 13 cifre, cu zerourile de la \
                 început",
                "Format the column as Text and type the 13 digits again, zeros first",
                "Задайте столбцу формат «Текстовый» и впишите 13 цифр заново, вместе с нулями в начале",
            ],
        ),
        Code::IdnpScientific => sentences(
            [
                "IDNP-ul este în notație științifică și și-a pierdut ultimele cifre",
                "The IDNP is in scientific notation, and has lost its last digits",
                "IDNP записан в экспоненциальном виде и потерял последние цифры",
            ],
            [
                "Setați formatul coloanei la Text și scrieți din nou cele 13 cifre; valoarea afișată nu \
                 poate fi recuperată",
                "Format the column as Text and type the 13 digits again; they cannot be had from what is \
                 shown",
                "Задайте столбцу формат «Текстовый» и впишите 13 цифр заново; из показанного их не \
                 восстановить",
            ],
        ),
        Code::IdnoInvalid => sentences(
            ["IDNO-ul nu este valid", "Not an IDNO", "Недопустимый IDNO"],
            [
                "Cele 13 cifre ale IDNO, ultima fiind cifra de control",
                "The 13 digits of the IDNO, the last of them the check digit",
                "13 цифр IDNO, последняя из них контрольная",
            ],
        ),
        _ => return None,
    })
}

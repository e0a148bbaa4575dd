//! About files, their titles and the form of their rows.

use super::form::{Sentences, sentences};
use crate::tables::Code;

/// The sentences of a code of this part.
#[expect(clippy::too_many_lines, reason = "a table of words, two sentences a code")]
pub(super) const fn sentences_of(code: Code) -> Option<Sentences> {
    Some(match code {
        Code::FileEmpty => sentences(
            ["Fișierul este gol", "The file is empty", "Файл пуст"],
            [
                "Un fișier cu titlurile coloanelor și cel puțin un rând",
                "A file with the titles of the columns and at least one row",
                "Файл с заголовками столбцов и хотя бы одной строкой",
            ],
        ),
        Code::NoRows => sentences(
            [
                "Fișierul nu are niciun rând cu date",
                "The file has no row of data",
                "В файле нет ни одной строки с данными",
            ],
            [
                "Cel puțin un rând completat sub titluri",
                "At least one row filled in below the titles",
                "Хотя бы одна заполненная строка под заголовками",
            ],
        ),
        Code::OtherFormat => sentences(
            [
                "Conținutul nu este de formatul declarat⟨; pare a fi {about}⟩",
                "The content is not of the format that was said⟨; it seems to be {about}⟩",
                "Содержимое не соответствует указанному формату⟨; похоже на {about}⟩",
            ],
            [
                "Un fișier XLSX, CSV, JSON sau NDJSON, trimis cu tipul său; din Excel: Salvare ca, Registru \
                 de lucru Excel (.xlsx)",
                "A file of XLSX, CSV, JSON or NDJSON, sent with its own type; from Excel: Save as, Excel \
                 Workbook (.xlsx)",
                "Файл XLSX, CSV, JSON или NDJSON, отправленный со своим типом; из Excel: Сохранить как, \
                 Книга Excel (.xlsx)",
            ],
        ),
        Code::PasswordProtected => sentences(
            [
                "Registrul de lucru este protejat cu parolă",
                "The workbook is protected by a password",
                "Книга защищена паролем",
            ],
            [
                "Eliminați parola în Excel (Fișier, Informații, Protejare registru de lucru) și trimiteți \
                 din nou",
                "Remove the password in Excel (File, Info, Protect Workbook) and send it again",
                "Снимите пароль в Excel (Файл, Сведения, Защита книги) и отправьте снова",
            ],
        ),
        Code::Damaged => sentences(
            [
                "Fișierul este deteriorat sau întrerupt⟨: {about}⟩",
                "The file is damaged or breaks off⟨: {about}⟩",
                "Файл повреждён или обрывается⟨: {about}⟩",
            ],
            [
                "Deschideți fișierul, salvați-l din nou și trimiteți-l întreg",
                "Open the file, save it anew and send it whole",
                "Откройте файл, сохраните его заново и отправьте целиком",
            ],
        ),
        Code::EncodingUnknown => sentences(
            [
                "Codificarea textului nu este recunoscută⟨, rândul {about}⟩",
                "The encoding of the text is not recognised⟨, row {about}⟩",
                "Кодировка текста не распознана⟨, строка {about}⟩",
            ],
            [
                "UTF-8, sau Windows-1250 ori Windows-1251; din Excel: Salvare ca, CSV UTF-8",
                "UTF-8, or Windows-1250 or Windows-1251; from Excel: Save as, CSV UTF-8",
                "UTF-8 либо Windows-1250 или Windows-1251; из Excel: Сохранить как, CSV UTF-8",
            ],
        ),
        Code::EncodingOther => sentences(
            [
                "Textul este într-o codificare care nu se citește⟨: {about}⟩",
                "The text is in an encoding that is not read⟨: {about}⟩",
                "Текст в кодировке, которая не читается⟨: {about}⟩",
            ],
            [
                "UTF-8; din Excel: Salvare ca, CSV UTF-8 (delimitat prin virgulă) sau Registru de lucru \
                 Excel",
                "UTF-8; from Excel: Save as, CSV UTF-8 (comma delimited) or Excel Workbook",
                "UTF-8; из Excel: Сохранить как, CSV UTF-8 (разделители — запятые) или Книга Excel",
            ],
        ),
        Code::QuoteOpen => sentences(
            [
                "Ghilimelele deschise⟨ în rândul {about}⟩ nu sunt închise",
                "A quote that opens⟨ in row {about}⟩ is never closed",
                "Кавычки, открытые⟨ в строке {about}⟩, не закрыты",
            ],
            [
                "Închideți ghilimelele la sfârșitul celulei; ghilimelele din interiorul ei se dublează",
                "Close the quote at the end of the cell; quotes within it are doubled",
                "Закройте кавычки в конце ячейки; кавычки внутри неё удваиваются",
            ],
        ),
        Code::CellTooLong => sentences(
            [
                "O celulă este prea lungă⟨, rândul {about}⟩",
                "A cell is too long⟨, row {about}⟩",
                "Слишком длинная ячейка⟨, строка {about}⟩",
            ],
            [
                "Cel mult 4.000 de caractere într-o celulă",
                "At most 4,000 characters in a cell",
                "Не более 4000 знаков в ячейке",
            ],
        ),
        Code::UnpackedTooLarge => sentences(
            [
                "Dezarhivat, registrul de lucru este prea mare",
                "Unpacked, the workbook is too large",
                "В распакованном виде книга слишком велика",
            ],
            [
                "Un registru de lucru cu cel mult 300 MB dezarhivat, fără alte foi și imagini",
                "A workbook of at most 300 MB unpacked, without other sheets and pictures",
                "Книга не более 300 МБ в распакованном виде, без других листов и изображений",
            ],
        ),
        Code::TooManyColumns => sentences(
            ["Sunt prea multe coloane", "There are too many columns", "Слишком много столбцов"],
            [
                "Cel mult 100 de coloane; ștergeți ce se află la dreapta tabelului",
                "At most 100 columns; delete what stands to the right of the table",
                "Не более 100 столбцов; удалите то, что справа от таблицы",
            ],
        ),
        Code::TooManyRows => sentences(
            ["Sunt prea multe rânduri", "There are too many rows", "Слишком много строк"],
            [
                "Cel mult 100.000 de rânduri într-un fișier; împărțiți-l în mai multe",
                "At most 100,000 rows in a file; divide it into several",
                "Не более 100 000 строк в файле; разделите его на несколько",
            ],
        ),
        Code::TitlesMissing => sentences(
            [
                "Niciunul din primele zece rânduri nu conține titlurile cunoscute",
                "None of the first ten rows has the known titles",
                "Ни в одной из первых десяти строк нет известных заголовков",
            ],
            [
                "Titlurile într-un rând, deasupra datelor⟨: {about}⟩",
                "The titles in one row, above the data⟨: {about}⟩",
                "Заголовки в одной строке, над данными⟨: {about}⟩",
            ],
        ),
        Code::ColumnMissing => sentences(
            [
                "Lipsește o coloană obligatorie⟨: {about}⟩",
                "A required column is missing⟨: {about}⟩",
                "Нет обязательного столбца⟨: {about}⟩",
            ],
            [
                "Adăugați coloana, cu titlul în oricare din limbi",
                "Add the column, with its title in any of the languages",
                "Добавьте столбец с заголовком на любом из языков",
            ],
        ),
        Code::ColumnTwice => sentences(
            [
                "Coloana apare de două ori⟨: {about}⟩",
                "The column is there twice⟨: {about}⟩",
                "Столбец встречается дважды⟨: {about}⟩",
            ],
            [
                "Fiecare coloană o singură dată; ștergeți sau redenumiți una",
                "Each column once; delete or rename one of them",
                "Каждый столбец один раз; удалите или переименуйте один из них",
            ],
        ),
        Code::ColumnUnknown => sentences(
            [
                "Coloana nu este cunoscută și nu se citește",
                "The column is not known, and is not read",
                "Столбец неизвестен и не читается",
            ],
            [
                "Un titlu din model⟨; poate „{about}”⟩",
                "A title of the template⟨; perhaps “{about}”⟩",
                "Заголовок из шаблона⟨; возможно, «{about}»⟩",
            ],
        ),
        Code::RowTooLong => sentences(
            [
                "Rândul are o valoare într-o coloană fără titlu⟨, {about}⟩",
                "The row has a value in a column without a title⟨, {about}⟩",
                "В строке есть значение в столбце без заголовка⟨, {about}⟩",
            ],
            [
                "Valori numai sub titluri; în CSV, o valoare care conține separatorul se pune între \
                 ghilimele",
                "Values below titles only; in CSV a value that has the delimiter in it stands in quotes",
                "Значения только под заголовками; в CSV значение с разделителем берётся в кавычки",
            ],
        ),
        Code::NotAnObject => sentences(
            [
                "Nu este un obiect JSON sau o listă de obiecte⟨: {about}⟩",
                "Not a JSON object, or not a list of objects⟨: {about}⟩",
                "Это не объект JSON или не список объектов⟨: {about}⟩",
            ],
            [
                "JSON: o listă de obiecte; NDJSON: un obiect pe fiecare linie",
                "JSON: a list of objects; NDJSON: one object on each line",
                "JSON: список объектов; NDJSON: по одному объекту в строке",
            ],
        ),
        Code::FieldUnknown => sentences(
            ["Câmpul nu este cunoscut", "The field is not known", "Поле неизвестно"],
            [
                "Un câmp din documentație⟨; poate „{about}”⟩",
                "A field of the documentation⟨; perhaps “{about}”⟩",
                "Поле из документации⟨; возможно, «{about}»⟩",
            ],
        ),
        _ => return None,
    })
}

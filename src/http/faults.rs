//! Faults of a request, whatever it asks for.

use crate::values::faults;

faults! {
    /// Too many or too few items to a page.
    limit_invalid() = "limitInvalid" {
        ro: "Un număr întreg de la 1 la 200",
        en: "expected a whole number from 1 to 200",
        ru: "Целое число от 1 до 200",
    }

    /// A cursor of another question.
    cursor_invalid() = "cursorInvalid" {
        ro: "Valoarea nextCursor a paginii precedente, cu aceleași filtre",
        en: "expected the nextCursor of the page before, with the same filters",
        ru: "Значение nextCursor предыдущей страницы с теми же фильтрами",
    }

    /// A parameter of pages, for a file that has every row.
    for_pages_only() = "forPagesOnly" {
        ro: "Este pentru paginile application/json; un fișier conține toate rândurile",
        en: "is for pages of application/json; a file has every row",
        ru: "Только для страниц application/json; в файле есть все строки",
    }

    /// Columns of files, asked for of a page.
    for_files_only() = "forFilesOnly" {
        ro: "Este pentru fișiere: cereți prin Accept application/x-ndjson, text/csv sau un registru Excel",
        en: "is for files: ask by Accept for application/x-ndjson, text/csv or an Excel workbook",
        ru: "Только для файлов: запросите через Accept application/x-ndjson, text/csv или книгу Excel",
    }

    /// Withdrawn facts, asked for in columns that cannot say so.
    believed_only() = "believedOnly" {
        ro: "Numai current: coloanele importului nu spun ce a fost retras",
        en: "expected current: the columns of the import do not say what was withdrawn",
        ru: "Только current: столбцы импорта не говорят, что отозвано",
    }

    /// Not languages.
    languages_invalid() = "languagesInvalid" {
        ro: "Limbi, de exemplu: en, ro;q=0.8; cel mult 200 de caractere",
        en: "expected languages, for example: en, ro;q=0.8; at most 200 characters",
        ru: "Языки, например: en, ro;q=0.8; не более 200 знаков",
    }

    /// Not a key for a repeated request.
    key_invalid() = "idempotencyKeyInvalid" {
        ro: "De la 1 la 255 de caractere ASCII tipăribile, fără spații și nu un IDNP",
        en: "expected 1 to 255 printable ASCII characters without spaces, and not an IDNP",
        ru: "От 1 до 255 печатных знаков ASCII без пробелов и не IDNP",
    }

    /// The key of another request.
    key_reused() = "idempotencyKeyReused" {
        ro: "Folosiți un Idempotency-Key nou pentru o cerere nouă",
        en: "use a new Idempotency-Key for a new request",
        ru: "Для нового запроса используйте новый Idempotency-Key",
    }

    /// A change without its condition.
    condition_missing() = "conditionMissing" {
        ro: "Trimiteți ca If-Match valoarea ETag pe care ați citit-o",
        en: "send the ETag that you read as If-Match",
        ru: "Отправьте прочитанный ETag как If-Match",
    }

    /// Not entity tags.
    tags_invalid() = "tagsInvalid" {
        ro: "Valoarea ETag pe care ați citit-o, sau o listă de asemenea valori; cel mult 200 de caractere",
        en: "expected the ETag that you read, or a list of them; at most 200 characters",
        ru: "Прочитанный ETag или список таких значений; не более 200 знаков",
    }

    /// Another media type.
    media_type_unexpected(expected: String) = "mediaTypeUnexpected" {
        ro: "Trimiteți corpul cu Content-Type: {expected}",
        en: "send the body as Content-Type: {expected}",
        ru: "Отправьте тело с Content-Type: {expected}",
    }

    /// A body that is compressed.
    body_encoded() = "bodyEncoded" {
        ro: "Trimiteți corpul fără Content-Encoding",
        en: "send the body without Content-Encoding",
        ru: "Отправьте тело без Content-Encoding",
    }

    /// A body that is too large.
    body_too_large(largest: usize) = "bodyTooLarge" {
        ro: "Corpul poate avea cel mult {largest} de octeți",
        en: "the body may have at most {largest} bytes",
        ru: "Тело может иметь не более {largest} байт",
    }

    /// A body that ended too early.
    body_broke_off() = "bodyBrokeOff" {
        ro: "Corpul s-a întrerupt", en: "the body broke off", ru: "Тело запроса оборвалось",
    }

    /// A body that did not arrive.
    body_late() = "bodyLate" {
        ro: "Corpul trebuie să sosească în 30 de secunde",
        en: "the body must arrive within 30 seconds",
        ru: "Тело должно поступить за 30 секунд",
    }

    /// A body that is a list.
    body_is_a_list() = "bodyIsAList" {
        ro: "Corpul trebuie să fie un obiect JSON, nu o listă",
        en: "the body must be a JSON object, not a list",
        ru: "Тело должно быть объектом JSON, а не списком",
    }

    /// A body that is no JSON.
    body_not_json(line: usize, column: usize) = "bodyNotJson" {
        ro: "Corpul nu este JSON: vedeți linia {line}, coloana {column}",
        en: "the body is not JSON: look at line {line}, column {column}",
        ru: "Тело не является JSON: смотрите строку {line}, столбец {column}",
    }

    /// A body that is nested too deeply.
    body_too_deep(line: usize, column: usize) = "bodyTooDeep" {
        ro: "Corpul are prea multe niveluri; se citesc cel mult 127: vedeți linia {line}, coloana {column}",
        en: "the body is nested too deeply; at most 127 levels are read: look at line {line}, column \
             {column}",
        ru: "В теле слишком много уровней; читается не более 127: смотрите строку {line}, столбец {column}",
    }

    /// Something that the framework refused.
    not_understood() = "requestNotUnderstood" {
        ro: "Cererea nu poate fi înțeleasă", en: "the request cannot be understood", ru: "Запрос непонятен",
    }

    /// Something that the framework refused, as the title says.
    refused() = "requestRefused" {
        ro: "Cererea a fost refuzată; vedeți titlul",
        en: "the request was refused; see the title",
        ru: "Запрос отклонён; см. заголовок",
    }

    /// No such path.
    path_unknown() = "pathUnknown" {
        ro: "Nu există o asemenea cale; /openapi.json le enumeră pe toate",
        en: "there is no such path; /openapi.json lists them all",
        ru: "Такого пути нет; все пути перечислены в /openapi.json",
    }

    /// Another method.
    method_unexpected(methods: String) = "methodUnexpected" {
        ro: "Această cale admite {methods}",
        en: "this path takes {methods}",
        ru: "Этот путь допускает {methods}",
    }

    /// The service is about to end.
    stopping() = "stopping" {
        ro: "Serviciul se oprește", en: "the service is stopping", ru: "Служба останавливается",
    }

    /// A workbook that cannot be made.
    workbook_unwritten() = "workbookUnwritten" {
        ro: "Registrul de lucru nu poate fi scris acum; cereți text/csv sau încercați din nou",
        en: "the workbook cannot be written now; ask for text/csv, or try again",
        ru: "Книгу сейчас нельзя записать; запросите text/csv или попробуйте снова",
    }

    /// A temporary file that is gone.
    file_unread() = "temporaryFileUnread" {
        ro: "Un fișier temporar nu poate fi citit",
        en: "a temporary file cannot be read",
        ru: "Временный файл не читается",
    }
}

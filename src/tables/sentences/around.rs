//! About what stands around a table, and what a whole column shows.

use super::form::{Sentences, sentences};
use crate::tables::Code;

/// The sentences of a code of this part.
#[expect(clippy::too_many_lines, reason = "a table of words, two sentences a code")]
pub(super) const fn sentences_of(code: Code) -> Option<Sentences> {
    Some(match code {
        Code::ColumnOrdinal => sentences(
            [
                "Coloana numerotează rândurile; numărul de ordine nu este o referință",
                "The column counts the rows; an ordinal is no reference",
                "Столбец нумерует строки; порядковый номер — не номер документа",
            ],
            [
                "O coloană „Referință” sau „Nr. certificat” cu numărul documentului, altul pentru fiecare \
                 rând",
                "A column “Reference” or “Certificate number” with the number of the document, another one \
                 for each row",
                "Столбец «Номер документа» или «Номер сертификата», свой номер в каждой строке",
            ],
        ),
        Code::ReferenceCounts => sentences(
            [
                "Referințele numără rândurile: 1, 2, 3",
                "The references count the rows: 1, 2, 3",
                "Номера документов совпадают с номерами строк: 1, 2, 3",
            ],
            [
                "Verificați că sunt numerele documentelor: altă listă, numerotată tot de la 1, ar avea \
                 aceleași \
                 referințe",
                "Look whether they are numbers of documents: another list that counts from 1 would have the \
                 same references",
                "Проверьте, что это номера документов: в другом списке, начатом с 1, были бы те же номера",
            ],
        ),
        Code::SheetUnread => sentences(
            [
                "Foi care nu se citesc, fără titlurile din model sau ascunse⟨: {about}⟩",
                "Sheets that are not read, without the titles of the template or hidden⟨: {about}⟩",
                "Листы, которые не читаются: без заголовков шаблона или скрытые⟨: {about}⟩",
            ],
            [
                "Titlurile din model în unul din primele zece rânduri ale fiecărei foi cu date",
                "The titles of the template in one of the first ten rows of each sheet with data",
                "Заголовки шаблона в одной из первых десяти строк каждого листа с данными",
            ],
        ),
        Code::RowsHidden => sentences(
            [
                "Rândurile ascunse se citesc și ele⟨; câte sunt: {about}⟩",
                "Rows that are hidden are read as well⟨; how many there are: {about}⟩",
                "Скрытые строки тоже читаются⟨; сколько их: {about}⟩",
            ],
            [
                "Eliminați filtrul și ștergeți rândurile care nu trebuie preluate",
                "Clear the filter, and delete the rows that are not to be taken",
                "Снимите фильтр и удалите строки, которые не нужно принимать",
            ],
        ),
        Code::NumberRow => sentences(
            [
                "Un rând cu numerele coloanelor nu se preia⟨: {about}⟩",
                "A row of column numbers is left out⟨: {about}⟩",
                "Строка с номерами столбцов не принимается⟨: {about}⟩",
            ],
            [
                "Nimic de făcut, dacă rândul numai numerotează coloanele",
                "Nothing to do, if the row only counts the columns",
                "Ничего делать не нужно, если строка лишь нумерует столбцы",
            ],
        ),
        Code::TotalRow => sentences(
            [
                "Rânduri cu totaluri nu se preiau⟨: {about}⟩",
                "Rows of totals are left out⟨: {about}⟩",
                "Строки с итогами не принимаются⟨: {about}⟩",
            ],
            [
                "Nimic de făcut, dacă rândurile numai însumează altele",
                "Nothing to do, if the rows only add up others",
                "Ничего делать не нужно, если строки лишь подводят итог",
            ],
        ),
        Code::TitlesAgain => sentences(
            [
                "Titlurile se repetă între rânduri și nu se preiau⟨: {about}⟩",
                "The titles are repeated among the rows, and are left out there⟨: {about}⟩",
                "Заголовки повторяются среди строк и не принимаются⟨: {about}⟩",
            ],
            [
                "Nimic de făcut, dacă sub ele tabelul continuă",
                "Nothing to do, if the table goes on below them",
                "Ничего делать не нужно, если под ними таблица продолжается",
            ],
        ),
        Code::ExampleRow => sentences(
            [
                "Rândul de exemplu din model nu se preia⟨: {about}⟩",
                "The example row of the template is left out⟨: {about}⟩",
                "Строка-пример из шаблона не принимается⟨: {about}⟩",
            ],
            ["Ștergeți rândul de exemplu", "Delete the example row", "Удалите строку-пример"],
        ),
        Code::NoteRow => sentences(
            [
                "Rândurile cu semnături, note și titluri de grupe nu se preiau⟨: {about}⟩",
                "Rows of signatures, notes and headings of groups are left out⟨: {about}⟩",
                "Строки с подписями, примечаниями и названиями групп не принимаются⟨: {about}⟩",
            ],
            [
                "Nimic de făcut; dacă rândul este al unei persoane, scrieți IDNP-ul ei",
                "Nothing to do; if the row is a person's, write the IDNP",
                "Ничего делать не нужно; если это строка о человеке, укажите его IDNP",
            ],
        ),
        Code::MonthFirst => sentences(
            [
                "Luna stă înaintea zilei⟨, cum arată rândul {about}⟩",
                "The month stands before the day⟨, as row {about} shows⟩",
                "Месяц стоит перед днём⟨, как видно из строки {about}⟩",
            ],
            [
                "Toate datele ca 2026-03-17 sau 17.03.2026",
                "All days as 2026-03-17 or 17.03.2026",
                "Все даты в виде 2026-03-17 или 17.03.2026",
            ],
        ),
        Code::DayFirstAssumed => sentences(
            [
                "Datele cu bară oblică s-au citit cu ziua înaintea lunii⟨, de exemplu în rândul {about}⟩",
                "Days with slashes were read with the day before the month⟨, for example in row {about}⟩",
                "Даты с косой чертой прочитаны так, что день стоит перед месяцем⟨, например в строке \
                 {about}⟩",
            ],
            [
                "Verificați: 3/4/2026 este 3 aprilie; dacă s-a intenționat 4 martie, scrieți 04.03.2026",
                "Look whether 3/4/2026 is 3 April; where 4 March was meant, write 04.03.2026",
                "Проверьте: 3/4/2026 — это 3 апреля; если имелось в виду 4 марта, пишите 04.03.2026",
            ],
        ),
        _ => return None,
    })
}

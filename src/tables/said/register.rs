//! About what a row says against the register and against other rows.

use super::sentences::{Sentences, sentences};
use crate::tables::Code;

/// What a code of this part says.
#[rustfmt::skip]
pub(super) const fn sentences_of(code: Code) -> Sentences {
    match code {
        Code::WorkerUnknown => sentences(
            ["Persoana nu se află în registru sau nu vă este accesibilă", "The person is not on the register, or not within your reach", "Лица нет в реестре, или оно вам недоступно"],
            ["O persoană înregistrată; înregistrați-o mai întâi", "A registered person; register the person first", "Зарегистрированное лицо; сначала зарегистрируйте его"],
        ),
        Code::WorkerClosed => sentences(
            ["Dosarul persoanei este închis", "The person's record is closed", "Запись о лице закрыта"],
            ["O persoană cu dosar deschis", "A person whose record is open", "Лицо с открытой записью"],
        ),
        Code::WorkerContradicts => sentences(
            ["Identificatorul și IDNP-ul sunt ale unor persoane diferite", "The id and the IDNP are of two people", "Идентификатор и IDNP принадлежат разным лицам"],
            ["Identificatorul și IDNP-ul aceleiași persoane, sau numai unul dintre ele", "The id and the IDNP of one person, or only one of the two", "Идентификатор и IDNP одного лица либо только одно из двух"],
        ),
        Code::ProgrammeUnknown => sentences(
            ["Programul nu există în catalog", "The programme is not in the catalogue", "Программы нет в каталоге"],
            ["Codul unui program aprobat, de exemplu CFP-001", "The code of an approved programme, for example CFP-001", "Код утверждённой программы, например CFP-001"],
        ),
        Code::ProgrammeNotTaught => sentences(
            ["La acea dată programul nu se preda", "The programme was not taught on that day", "В этот день программа не преподавалась"],
            ["O dată la care programul era aprobat⟨: {about}⟩", "A day on which the programme was approved⟨: {about}⟩", "День, в который программа была утверждена⟨: {about}⟩"],
        ),
        Code::DayInFuture => sentences(
            ["Data este în viitor", "The day is yet to come", "Дата ещё не наступила"],
            ["O dată până astăzi inclusiv⟨, {about}⟩", "A day up to and including today⟨, {about}⟩", "Дата не позже сегодняшней⟨, {about}⟩"],
        ),
        Code::OrganisationUnknown => sentences(
            ["Organizația nu există sau nu puteți înregistra pentru ea", "There is no such organisation, or you may not record for it", "Такой организации нет, или вы не можете вносить данные за неё"],
            ["IDNO-ul unei organizații pentru care puteți înregistra, sau celula goală pentru a dumneavoastră", "The IDNO of an organisation for which you may record, or an empty cell for your own", "IDNO организации, за которую вы можете вносить данные, или пустая ячейка для вашей"],
        ),
        Code::AttendeesInvalid => sentences(
            ["Participanții nu corespund tipului ședinței", "The attendees do not fit the kind of session", "Участники не соответствуют виду сессии"],
            ["Numărul de participanți pe care îl admite tipul ședinței, fiecare o singură dată și nu supervizorul⟨: {about}⟩", "As many attendees as the kind of session takes, each of them once and not the supervisor⟨: {about}⟩", "Столько участников, сколько допускает вид сессии, каждый один раз и не супервизор⟨: {about}⟩"],
        ),
        Code::ReferenceTwice => sentences(
            ["Rândul {about} are aceeași referință (la lucrători: același IDNP) și spune altceva", "Row {about} has the same reference (of workers: the same IDNP) and says something else", "В строке {about} та же ссылка (у работников: тот же IDNP), но другие данные"],
            ["O referință proprie pentru fiecare fapt, și fiecare lucrător o singură dată", "A reference of its own for each fact, and each worker once", "Своя ссылка для каждого факта, и каждый работник один раз"],
        ),
        Code::RowTwice => sentences(
            ["Rândul {about} spune același lucru", "Row {about} says the same", "Строка {about} содержит то же самое"],
            ["Fiecare fapt o singură dată; rândul nu a fost preluat a doua oară", "Each fact once; the row was not taken a second time", "Каждый факт один раз; строка не принята повторно"],
        ),
        Code::FactKnown => sentences(
            ["⟨Persoana este deja în registru și nu vă este accesibilă⟩⟦Același fapt este deja în registru sub altă referință⟧", "⟨The person is on the register already, and not within your reach⟩⟦The same fact is on the register already, under another reference⟧", "⟨Лицо уже есть в реестре, но вам недоступно⟩⟦Тот же факт уже есть в реестре под другой ссылкой⟧"],
            ["⟨Locul de muncă al persoanei se înregistrează prin {about}⟩⟦Fiecare fapt o singură dată; nu este nimic de făcut⟧", "⟨Where the person works is recorded by {about}⟩⟦Each fact once; there is nothing to do⟧", "⟨Место работы лица вносится через {about}⟩⟦Каждый факт один раз; ничего делать не нужно⟧"],
        ),
        Code::ChangingMeanwhile => sentences(
            ["Alții au modificat între timp, de mai multe ori, ceea ce privește rândul", "What the row is about was changed by others again and again meanwhile", "То, чего касается строка, тем временем не раз меняли другие"],
            ["Același rând, trimis din nou", "The same row, sent again", "Та же строка, отправленная снова"],
        ),
        Code::Differs => sentences(
            ["Registrul are ⟨despre această persoană⟩⟦sub această referință⟧ alte date", "The register has other data ⟨of this person⟩⟦under this reference⟧", "⟨Об этом лице⟩⟦Под этой ссылкой⟧ в реестре другие данные"],
            ["Aceleași date, ⟨{about} al persoanei potrivite⟩⟦o referință nouă⟧, sau cereți corectarea (onChange: correct)", "The same data, ⟨the {about} of the right person⟩⟦a new reference⟧, or ask for corrections (onChange: correct)", "Те же данные, ⟨{about} нужного лица⟩⟦новая ссылка⟧ либо запрос исправлений (onChange: correct)"],
        ),
        Code::CannotCorrect => sentences(
            ["Registrul are alte date, pe care un fișier nu le corectează", "The register has other data, which a file does not correct", "В реестре другие данные, которые файлом не исправляются"],
            ["Aceleași date ca în registru; pentru a le schimba ⟨folosiți {about}⟩⟦anulați faptul și înregistrați-l din nou sub altă referință⟧", "The same data as on the register; to change them ⟨use {about}⟩⟦void the fact and record it anew under another reference⟧", "Те же данные, что в реестре; чтобы изменить их, ⟨используйте {about}⟩⟦аннулируйте факт и внесите его заново под другой ссылкой⟧"],
        ),
        Code::ReferenceUnknown => sentences(
            ["În registru nu este nimic cu această referință", "Nothing with this reference is on the register", "В реестре ничего нет с этой ссылкой"],
            ["Referința unui fapt înregistrat de aceeași organizație", "The reference of a fact that the same organisation recorded", "Ссылка на факт, внесённый той же организацией"],
        ),
        Code::Corrects => sentences(
            ["Datele din registru se corectează⟨: {about}⟩", "The data on the register are corrected⟨: {about}⟩", "Данные в реестре исправляются⟨: {about}⟩"],
            ["Verificați că aceasta s-a intenționat", "Look whether that is what was meant", "Проверьте, что именно это имелось в виду"],
        ),
        // The codes of the other parts are said before these; a test sees that no other comes here.
        _ => sentences(
            ["Valoarea nu poate fi preluată", "It cannot be taken", "Не может быть принято"],
            ["Vedeți documentația", "See the documentation", "Смотрите документацию"],
        ),
    }
}

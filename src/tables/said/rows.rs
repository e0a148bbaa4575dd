//! About the values of a row, and what it says against the register.

use super::{Code, Sentences, sentences};

/// What a code of this part says. Those about files are said in theirs.
#[rustfmt::skip]
pub(super) const fn sentences_of(code: Code) -> Sentences {
    match code {
        Code::Required => sentences(
            ["Lipsește o valoare obligatorie", "A required value is missing", "Нет обязательного значения"],
            ["Completați celula⟨: {about}⟩", "Fill in the cell⟨: {about}⟩", "Заполните ячейку⟨: {about}⟩"],
        ),
        Code::NotExpected => sentences(
            ["Aici nu se așteaptă nicio valoare", "No value is expected here", "Здесь не должно быть значения"],
            ["Lăsați celula goală", "Leave the cell empty", "Оставьте ячейку пустой"],
        ),
        Code::CellBroken => sentences(
            ["Celula conține o eroare sau nu este o valoare", "The cell holds an error, or no value of a cell", "В ячейке ошибка или недопустимое значение"],
            ["Corectați formula sau scrieți valoarea însăși", "Mend the formula, or write the value itself", "Исправьте формулу или впишите само значение"],
        ),
        Code::DayInvalid => sentences(
            ["Data nu este validă", "Not a day", "Недопустимая дата"],
            ["O dată ca 2026-03-01 sau 01.03.2026, ori o celulă de tip dată", "A day as 2026-03-01 or 01.03.2026, or a cell formatted as a date", "Дата вида 2026-03-01 или 01.03.2026 либо ячейка с форматом даты"],
        ),
        Code::HoursInvalid => sentences(
            ["Numărul de ore nu este valid", "Not a number of hours", "Недопустимое число часов"],
            ["Mai mult de 0 și cel mult 2000, cu cel mult două zecimale, de exemplu 24 sau 7,5", "More than 0 and at most 2000, with at most two decimals, for example 24 or 7.5", "Больше 0 и не более 2000, не более двух знаков после запятой, например 24 или 7,5"],
        ),
        Code::MinutesInvalid => sentences(
            ["Numărul de minute nu este valid", "Not a number of minutes", "Недопустимое число минут"],
            ["Un număr întreg de minute, de exemplu 90⟨; {about}⟩", "A whole number of minutes, for example 90⟨; {about}⟩", "Целое число минут, например 90⟨; {about}⟩"],
        ),
        Code::WordUnknown => sentences(
            ["Valoarea nu este una dintre cele admise", "The value is not one of those that are taken", "Значение не входит в число допустимых"],
            ["Una dintre valorile admise⟨: {about}⟩", "One of the values that are taken⟨: {about}⟩", "Одно из допустимых значений⟨: {about}⟩"],
        ),
        Code::TextInvalid => sentences(
            ["Textul nu poate fi preluat", "The text cannot be taken", "Текст не может быть принят"],
            ["Un text scurt, fără caractere invizibile și fără IDNP⟨; {about}⟩", "A short text, without invisible characters and without an IDNP⟨; {about}⟩", "Краткий текст без невидимых знаков и без IDNP⟨; {about}⟩"],
        ),
        Code::IdInvalid => sentences(
            ["Identificatorul nu este valid", "Not an id", "Недопустимый идентификатор"],
            ["Un identificator (UUID) dat de registru, copiat întocmai", "An id (UUID) that the register gave, copied exactly", "Идентификатор (UUID), выданный реестром, скопированный точно"],
        ),
        Code::IdnpInvalid => sentences(
            ["IDNP-ul nu este valid", "Not an IDNP", "Недопустимый IDNP"],
            ["13 cifre, ultima fiind cifra de control; verificați-le în act", "13 digits, the last of them the check digit; compare them with the document", "13 цифр, последняя из них контрольная; сверьте их с документом"],
        ),
        Code::IdnpLostZeros => sentences(
            ["IDNP-ul și-a pierdut zerourile de la început, fiind păstrat ca număr", "The IDNP lost the zeros at its beginning, because it was kept as a number", "IDNP потерял нули в начале, так как хранился как число"],
            ["Setați formatul coloanei la Text și scrieți din nou cele 13 cifre, cu zerourile de la început", "Format the column as Text and type the 13 digits again, zeros first", "Задайте столбцу формат «Текстовый» и впишите 13 цифр заново, вместе с нулями в начале"],
        ),
        Code::IdnpScientific => sentences(
            ["IDNP-ul este în notație științifică și și-a pierdut ultimele cifre", "The IDNP is in scientific notation, and has lost its last digits", "IDNP записан в экспоненциальном виде и потерял последние цифры"],
            ["Setați formatul coloanei la Text și scrieți din nou cele 13 cifre; valoarea afișată nu poate fi recuperată", "Format the column as Text and type the 13 digits again; they cannot be had from what is shown", "Задайте столбцу формат «Текстовый» и впишите 13 цифр заново; из показанного их не восстановить"],
        ),
        Code::IdnoInvalid => sentences(
            ["IDNO-ul nu este valid", "Not an IDNO", "Недопустимый IDNO"],
            ["Cele 13 cifre ale IDNO, ultima fiind cifra de control", "The 13 digits of the IDNO, the last of them the check digit", "13 цифр IDNO, последняя из них контрольная"],
        ),
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
            ["Numărul de participanți pe care îl admite tipul ședinței, fiecare o singură dată⟨: {about}⟩", "As many attendees as the kind of session takes, each of them once⟨: {about}⟩", "Столько участников, сколько допускает вид сессии, каждый один раз⟨: {about}⟩"],
        ),
        Code::ReferenceTwice => sentences(
            ["Rândul {about} are aceeași referință și spune altceva", "Row {about} has the same reference and says something else", "В строке {about} та же ссылка, но другие данные"],
            ["O referință proprie pentru fiecare fapt", "A reference of its own for each fact", "Своя ссылка для каждого факта"],
        ),
        Code::RowTwice => sentences(
            ["Rândul {about} spune același lucru", "Row {about} says the same", "Строка {about} содержит то же самое"],
            ["Fiecare fapt o singură dată; rândul nu a fost preluat a doua oară", "Each fact once; the row was not taken a second time", "Каждый факт один раз; строка не принята повторно"],
        ),
        Code::FactKnown => sentences(
            ["Același fapt este deja în registru sub altă referință⟨: {about}⟩", "The same fact is on the register under another reference⟨: {about}⟩", "Тот же факт уже есть в реестре под другой ссылкой⟨: {about}⟩"],
            ["Fiecare fapt o singură dată; nu este nimic de făcut", "Each fact once; there is nothing to do", "Каждый факт один раз; ничего делать не нужно"],
        ),
        Code::Differs => sentences(
            ["Registrul are sub această referință alte date⟨: {about}⟩", "The register has other data under this reference⟨: {about}⟩", "Под этой ссылкой в реестре другие данные⟨: {about}⟩"],
            ["Aceleași date, o referință nouă, sau cereți corectarea (onChange: correct)", "The same data, a new reference, or ask for corrections (onChange: correct)", "Те же данные, новая ссылка либо запрос исправлений (onChange: correct)"],
        ),
        Code::CannotCorrect => sentences(
            ["Ceea ce diferă nu poate fi corectat printr-un fișier⟨: {about}⟩", "What differs cannot be corrected by a file⟨: {about}⟩", "То, что отличается, нельзя исправить файлом⟨: {about}⟩"],
            ["Anulați faptul și înregistrați-l din nou sub altă referință", "Void the fact and record it anew under another reference", "Аннулируйте факт и внесите его заново под другой ссылкой"],
        ),
        Code::ReferenceUnknown => sentences(
            ["În registru nu este nimic cu această referință", "Nothing with this reference is on the register", "В реестре ничего нет с этой ссылкой"],
            ["Referința unui fapt înregistrat de aceeași organizație", "The reference of a fact that the same organisation recorded", "Ссылка на факт, внесённый той же организацией"],
        ),
        Code::Corrects => sentences(
            ["Datele din registru se corectează⟨: {about}⟩", "The data on the register are corrected⟨: {about}⟩", "Данные в реестре исправляются⟨: {about}⟩"],
            ["Verificați că aceasta s-a intenționat", "Look whether that is what was meant", "Проверьте, что именно это имелось в виду"],
        ),
        // The codes about files are said before these; a test sees that no other comes here.
        _ => sentences(
            ["Valoarea nu poate fi preluată", "It cannot be taken", "Не может быть принято"],
            ["Vedeți documentația", "See the documentation", "Смотрите документацию"],
        ),
    }
}

//! Faults of the rules of a rule set.

use crate::values::{Day, faults};

faults! {
    /// Too many requirements.
    too_many_requirements(most: usize) = "tooManyRequirements" {
        ro: "Cel mult {most} de cerințe într-un set de reguli",
        en: "expected at most {most} requirements in a rule set",
        ru: "Не более {most} требований в наборе правил",
    }

    /// Requirements that stand in each other too deeply.
    too_deep(most: usize) = "requirementsTooDeep" {
        ro: "Cerințe pe cel mult {most} niveluri",
        en: "expected requirements at most {most} deep",
        ru: "Требования не более чем на {most} уровней",
    }

    /// Both amounts, or neither.
    either_percent_or_lei() = "eitherPercentOrLei" {
        ro: "Fie percent, fie lei", en: "expected either percent or lei", ru: "Либо percent, либо lei",
    }

    /// A version of an act that is older than the act.
    version_before_act(day: Day) = "versionBeforeAct" {
        ro: "Ziua actului, {day}, sau una de după ea",
        en: "expected the day of the act, {day}, or one after it",
        ru: "День акта, {day}, или более поздний",
    }

    /// Posts that carry pay, where nobody need be employed.
    posts_without_employment() = "postsWithoutEmployment" {
        ro: "true, sau nicio listă posts: cine numește funcții cere o angajare într-una dintre ele",
        en: "expected true, or no posts: whoever names posts asks for an employment in one of them",
        ru: "true или отсутствие posts: кто называет должности, требует работы в одной из них",
    }

    /// No codes, or too many.
    codes_out_of_bounds() = "codesOutOfBounds" {
        ro: "De la 1 la 64 de coduri de programe",
        en: "expected 1 to 64 codes of programmes",
        ru: "От 1 до 64 кодов программ",
    }

    /// No list of that length.
    list_out_of_bounds(least: usize, most: usize) = "listOutOfBounds" {
        ro: "O listă de la {least} la {most} de elemente",
        en: "expected a list of {least} to {most}",
        ru: "Список от {least} до {most} элементов",
    }

    /// A list that is too long.
    list_too_long(most: usize) = "listTooLong" {
        ro: "O listă de cel mult {most} de elemente",
        en: "expected a list of at most {most}",
        ru: "Список не более чем из {most} элементов",
    }

    /// A field that the requirement does not have.
    field_unknown(known: String) = "requirementFieldUnknown" {
        ro: "Nu este un câmp admis aici; câmpurile admise: {known}",
        en: "is not a field here; expected one of: {known}",
        ru: "Здесь нет такого поля; допустимые поля: {known}",
    }

    /// A kind that is not known.
    kind_unknown(kind: String, known: String) = "requirementKindUnknown" {
        ro: "{kind} nu este un tip de cerință; una dintre valorile: {known}",
        en: "{kind} is not a kind of requirement; expected one of: {known}",
        ru: "{kind} не является видом требования; одно из значений: {known}",
    }

    /// A value that stands before in the same list.
    item_twice() = "itemTwice" { ro: "Apare de două ori", en: "is given twice", ru: "Указано дважды" }

    /// A programme that nobody can complete any more.
    programme_retired(code: &str) = "requiredProgrammeRetired" {
        ro: "Un program care se predă; {code} este retras și niciun altul nu îi ține locul",
        en: "expected a programme that is taught; {code} is retired, and none stands for it",
        ru: "Преподаваемая программа; {code} отменена, и никакая другая её не заменяет",
    }

    /// A grade that is not on the ladder.
    grade_unknown() = "ruleGradeUnknown" {
        ro: "Codul unui grad din scara gradelor",
        en: "expected the code of a grade on the ladder",
        ru: "Код степени из шкалы",
    }

    /// Grades in another order than the ladder's.
    grades_out_of_order() = "gradesOutOfOrder" {
        ro: "Gradele în ordinea scării, de la cel mai mic, fiecare o singură dată",
        en: "expected the grades in the order of the ladder, the lowest first, each once",
        ru: "Степени в порядке шкалы, начиная с низшей, каждая один раз",
    }

    /// An id that another requirement has.
    id_taken() = "requirementIdTaken" {
        ro: "Un identificator pe care nu îl are altă cerință a acestui grad sau a obligațiilor",
        en: "expected an id that no other requirement of this grade, or of the obligations, has",
        ru: "Идентификатор, которого нет у другого требования этой степени или обязанностей",
    }

    /// A domain of no programme.
    domain_unknown() = "domainUnknown" {
        ro: "Domeniul unui program din catalog",
        en: "expected the domain of a programme in the catalogue",
        ru: "Область программы из каталога",
    }

    /// More than can be met.
    count_above_requirements() = "countAboveRequirements" {
        ro: "Cel mult atâtea câte sunt în of",
        en: "expected at most as many as there are in of",
        ru: "Не больше, чем есть в of",
    }

    /// A programme that is not in the catalogue.
    programme_unknown() = "ruleProgrammeUnknown" {
        ro: "Codul unui program aprobat din catalog",
        en: "expected the code of an approved programme of the catalogue",
        ru: "Код утверждённой программы из каталога",
    }

    /// More than there are codes.
    count_above_codes() = "countAboveCodes" {
        ro: "Cel mult atâtea câte coduri sunt",
        en: "expected at most as many as there are codes",
        ru: "Не больше, чем есть кодов",
    }

    /// A pause of what has no clock.
    nothing_to_pause() = "nothingToPause" {
        ro: "Numai acolo unde un termen poate fi oprit: withinMonths aici sau în interior, ori \
             monthsAfterHire al obligației",
        en: "expected only where there is a clock to stop: withinMonths here or inside, or monthsAfterHire \
             of the obligation",
        ru: "Только там, где есть срок, который можно остановить: withinMonths здесь или внутри либо \
             monthsAfterHire обязанности",
    }

    /// Months that do not divide.
    months_undivided() = "monthsUndivided" {
        ro: "Un număr de luni care se împarte exact la perioadele din oneInEach",
        en: "expected a number of months that the parts of oneInEach divide",
        ru: "Число месяцев, которое делится на периоды oneInEach",
    }

    /// A grade that leads to itself.
    circle(grade: &str) = "gradeCircle" {
        ro: "Un grad la care se poate ajunge fără {grade}; așa cum este, nimeni nu poate ajunge vreodată \
             la vreunul dintre ele",
        en: "expected a grade that can be reached without {grade}; as it stands nobody can ever reach either",
        ru: "Степень, достижимая без {grade}; в нынешнем виде ни одной из них никто не достигнет",
    }

    /// Too many facts in an example.
    example_too_large(most: usize) = "exampleTooLarge" {
        ro: "Cel mult {most} de fapte într-un exemplu",
        en: "expected at most {most} facts in an example",
        ru: "Не более {most} фактов в примере",
    }

    /// Both hours and minutes, or neither.
    either_hours_or_minutes() = "eitherHoursOrMinutes" {
        ro: "Fie hours, fie minutes", en: "expected either hours or minutes", ru: "Либо hours, либо minutes",
    }

    /// A fact that is over before it begins.
    example_ends_early(from: Day) = "exampleEndsEarly" {
        ro: "O zi nu mai devreme de {from}, când faptul începe",
        en: "expected a day not before {from}, on which the fact begins",
        ru: "День не раньше {from}, когда факт начинается",
    }

    /// An example that expects nothing.
    example_expects_nothing() = "exampleExpectsNothing" {
        ro: "Cel puțin un rezultat care trebuie să iasă",
        en: "expected at least one thing that must come out",
        ru: "Хотя бы один результат, который должен получиться",
    }

    /// A name that another example has.
    example_name_taken() = "exampleNameTaken" {
        ro: "Un nume pe care nu îl are alt exemplu",
        en: "expected a name that no other example has",
        ru: "Название, которого нет у другого примера",
    }

    /// A grade of which the rule set says nothing.
    example_grade_absent() = "exampleGradeAbsent" {
        ro: "Un grad al acestui set de reguli",
        en: "expected a grade of this rule set",
        ru: "Степень из этого набора правил",
    }

    /// A requirement that is not there.
    example_requirement_absent() = "exampleRequirementAbsent" {
        ro: "Identificatorul unei cerințe a acestui grad sau, aici, a obligațiilor",
        en: "expected the id of a requirement of this grade or, here, of the obligations",
        ru: "Идентификатор требования этой степени или, здесь, обязанностей",
    }

    /// Something that is due at once.
    example_never_later() = "exampleNeverLater" {
        ro: "met, unmet sau notAsked: cerința nu este o obligație cu monthsAfterHire",
        en: "expected met, unmet or notAsked: the requirement is no obligation with monthsAfterHire",
        ru: "met, unmet или notAsked: требование не является обязанностью с monthsAfterHire",
    }

    /// An expectation that cannot hold together with another one.
    example_contradicts(other: String) = "exampleContradicts" {
        ro: "Ceva ce poate fi adevărat împreună cu {other}, pe aceleași fapte și în aceeași zi",
        en: "expected what can hold together with {other}, on the same facts and day",
        ru: "То, что может быть верно вместе с {other}, по тем же фактам и в тот же день",
    }

    /// A grade that was to be met.
    example_eligible(name: &str, at: &str, grade: &str) = "exampleDiffers" case "eligible" {
        ro: "Exemplul „{name}” ({at}): gradul {grade} ar trebui să fie îndeplinit, dar nu este",
        en: "example \"{name}\" ({at}): {grade} was to be met, and is not",
        ru: "Пример «{name}» ({at}): степень {grade} должна выполняться, но не выполняется",
    }

    /// A grade that was not to be met.
    example_not_eligible(name: &str, at: &str, grade: &str) = "exampleDiffers" case "notEligible" {
        ro: "Exemplul „{name}” ({at}): gradul {grade} nu ar trebui să fie îndeplinit, dar este",
        en: "example \"{name}\" ({at}): {grade} was not to be met, and is",
        ru: "Пример «{name}» ({at}): степень {grade} не должна выполняться, но выполняется",
    }

    /// A grade that was to be met until another day.
    example_valid_until(name: &str, at: &str, grade: &str, expected: Day, actual: Option<Day>)
        = "exampleDiffers" case "validUntil"
    {
        ro: "Exemplul „{name}” ({at}): gradul {grade} ar trebui să fie îndeplinit până la {expected}⟨, dar \
             este până la {actual}⟩⟦, dar nu are un astfel de sfârșit⟧",
        en: "example \"{name}\" ({at}): {grade} was to be met until {expected}⟨, and is until \
             {actual}⟩⟦, and has no such end⟧",
        ru: "Пример «{name}» ({at}): степень {grade} должна выполняться до {expected}⟨, но выполняется до \
             {actual}⟩⟦, но такого конца нет⟧",
    }

    /// A requirement that was to be met.
    example_met(name: &str, at: &str, requirement: &str, actual: Option<String>, required: Option<String>)
        = "exampleDiffers" case "met"
    {
        ro: "Exemplul „{name}” ({at}): cerința {requirement} ar trebui să fie îndeplinită, dar nu este⟨: \
             {actual} din {required}⟩",
        en: "example \"{name}\" ({at}): {requirement} was to be met, and is not⟨: {actual} of {required}⟩",
        ru: "Пример «{name}» ({at}): требование {requirement} должно выполняться, но не выполняется⟨: \
             {actual} из {required}⟩",
    }

    /// A requirement that was not to be met.
    example_unmet(name: &str, at: &str, requirement: &str, actual: Option<String>, required: Option<String>)
        = "exampleDiffers" case "unmet"
    {
        ro: "Exemplul „{name}” ({at}): cerința {requirement} nu ar trebui să fie îndeplinită, dar este⟨: \
             {actual} din {required}⟩",
        en: "example \"{name}\" ({at}): {requirement} was not to be met, and is⟨: {actual} of {required}⟩",
        ru: "Пример «{name}» ({at}): требование {requirement} не должно выполняться, но выполняется⟨: \
             {actual} из {required}⟩",
    }

    /// An obligation of which something else comes out.
    example_obligation(name: &str, at: &str, requirement: &str, expected: &str, actual: &str)
        = "exampleDiffers" case "obligation"
    {
        ro: "Exemplul „{name}” ({at}): pentru obligația {requirement} ar trebui să iasă {expected}, dar iese \
             {actual}",
        en: "example \"{name}\" ({at}): of {requirement}, {expected} was to come out, and {actual} does",
        ru: "Пример «{name}» ({at}): по обязанности {requirement} должно получиться {expected}, а получается \
             {actual}",
    }

    /// An obligation that is due on another day.
    example_due(name: &str, at: &str, requirement: &str, expected: Day, actual: Option<Day>)
        = "exampleDiffers" case "due"
    {
        ro: "Exemplul „{name}” ({at}): obligația {requirement} ar trebui să aibă termenul {expected}⟨, dar \
             are {actual}⟩⟦, dar nu are termen⟧",
        en: "example \"{name}\" ({at}): {requirement} was to be due on {expected}⟨, and is on \
             {actual}⟩⟦, and has no such day⟧",
        ru: "Пример «{name}» ({at}): срок обязанности {requirement} должен быть {expected}⟨, а он \
             {actual}⟩⟦, а его нет⟧",
    }

    /// A supplement that was to be due.
    example_owed(name: &str, at: &str, actual: &str) = "exampleDiffers" case "owed" {
        ro: "Exemplul „{name}” ({at}): sporul ar trebui să fie datorat, dar nu este: {actual}",
        en: "example \"{name}\" ({at}): the supplement was to be due, and is not: {actual}",
        ru: "Пример «{name}» ({at}): надбавка должна полагаться, но не полагается: {actual}",
    }

    /// A supplement that was not to be due.
    example_not_owed(name: &str, at: &str) = "exampleDiffers" case "notOwed" {
        ro: "Exemplul „{name}” ({at}): sporul nu ar trebui să fie datorat, dar este",
        en: "example \"{name}\" ({at}): the supplement was not to be due, and is",
        ru: "Пример «{name}» ({at}): надбавка не должна полагаться, но полагается",
    }

    /// A supplement that is due or not for another reason.
    example_reason(name: &str, at: &str, expected: &str, actual: &str) = "exampleDiffers" case "reason" {
        ro: "Exemplul „{name}” ({at}): motivul sporului ar trebui să fie {expected}, dar este {actual}",
        en: "example \"{name}\" ({at}): the reason of the supplement was to be {expected}, and is {actual}",
        ru: "Пример «{name}» ({at}): причиной надбавки должно быть {expected}, а это {actual}",
    }
}

//! Words of explanations: one table of messages in Romanian, English and Russian.

use super::explanation::{Counted, Explained, Reason, ShortfallCode};
use super::language::RequirementKind;
use super::terms::PayReason;
use crate::values::Language;

/// The same in Romanian, English and Russian.
type Texts = [&'static str; 3];

const fn in_language(texts: Texts, language: Language) -> &'static str {
    match language {
        Language::Ro => texts[0],
        Language::En => texts[1],
        Language::Ru => texts[2],
    }
}

impl RequirementKind {
    /// The unit as a heading.
    const fn heading(self) -> Texts {
        match self {
            Self::AllOf => ["Toate cerințele", "All requirements", "Все требования"],
            Self::AnyOf => ["Una dintre cerințe", "One of the requirements", "Одно из требований"],
            Self::AtLeast => ["Cerințe din grup", "Requirements of the group", "Требования из группы"],
            Self::TrainingHours => ["Ore de formare", "Hours of training", "Часы обучения"],
            Self::Credits => ["Credite", "Credits", "Кредиты"],
            Self::Programmes => ["Programe de formare", "Training programmes", "Программы обучения"],
            Self::SupervisionHours => ["Ore de supervizare", "Hours of supervision", "Часы супервизии"],
            Self::SupervisionSessions => {
                ["Ședințe de supervizare", "Supervision sessions", "Сессии супервизии"]
            }
            Self::Tenure => ["Luni de activitate", "Months of work", "Месяцы работы"],
            Self::HoldsGrade => {
                ["Luni de deținere a gradului", "Months of holding the grade", "Месяцы обладания степенью"]
            }
            Self::NoActiveSuspension => {
                ["Suspendări în vigoare", "Suspensions in force", "Действующие отстранения"]
            }
        }
    }
}

const OF: Texts = ["din", "of", "из"];
const MISSING: Texts = ["lipsesc", "missing", "не хватает"];
const PAUSED: Texts = ["zile care nu se socotesc", "days that are not counted", "дни, которые не считаются"];
const OVER: Texts = [
    "orele peste durata programului nu se iau în calcul",
    "hours beyond those of the programme do not count",
    "часы сверх длительности программы не учитываются",
];

impl ShortfallCode {
    const fn texts(self) -> Texts {
        match self {
            Self::GradeNotHeld => ["gradul nu este deținut", "the grade is not held", "степень не присвоена"],
            Self::ActiveSuspension => RequirementKind::NoActiveSuspension.heading(),
            Self::PeriodWithoutSession => {
                ["perioade fără ședință", "periods without a session", "периоды без сессии"]
            }
        }
    }
}

impl Reason {
    /// Its meaning in words.
    #[must_use]
    pub const fn words(self, language: Language) -> &'static str {
        let texts = match self {
            Self::OutsideWindow => [
                "în afara perioadei care se ia în calcul",
                "outside the days that count",
                "вне учитываемого периода",
            ],
            Self::WrongDomain => [
                "programul este din alt domeniu",
                "the programme is of another domain",
                "программа из другой области",
            ],
            Self::WrongProgramme => [
                "nu este un program cerut",
                "not one of the programmes asked for",
                "не входит в требуемые программы",
            ],
            Self::WrongProviderKind => [
                "prestator de alt tip",
                "taught by another kind of organisation",
                "обучение провела организация другого типа",
            ],
            Self::WrongSessionKind => {
                ["ședință de alt tip", "a session of another kind", "сессия другого вида"]
            }
            Self::WrongPost => ["altă funcție", "another post", "другая должность"],
            Self::LowerGrade => {
                ["grad inferior celui cerut", "a grade below the one asked for", "степень ниже требуемой"]
            }
            Self::CapReached => [
                "plafonul de ore al programului este atins",
                "the programme's hours that count are used up",
                "лимит часов по программе исчерпан",
            ],
            Self::FailedResult => ["program nepromovat", "failed", "программа не сдана"],
            Self::ResultTooLow => [
                "se iau în calcul doar programele promovate",
                "only what was passed counts",
                "учитываются только сданные программы",
            ],
            Self::NoCredits => [
                "programul nu acordă credite",
                "the programme gives no credits",
                "программа не даёт кредитов",
            ],
            Self::DuplicateProgramme => [
                "același program este deja luat în calcul",
                "the same programme counted already",
                "та же программа уже учтена",
            ],
            Self::BrokenOff => [
                "urmat de o întrerupere prea lungă",
                "followed by too long a break",
                "за этим следует слишком долгий перерыв",
            ],
            Self::WrongAbsenceKind => [
                "absență de alt tip decât cele care opresc termenul",
                "an absence of a kind that does not stop the clock",
                "отсутствие такого вида не останавливает срок",
            ],
            Self::ActiveSuspension => {
                ["suspendare în vigoare", "a suspension in force", "действующее отстранение"]
            }
            Self::Voided => ["anulat", "voided", "аннулировано"],
            Self::Superseded => {
                ["înlocuit printr-o corectare", "replaced by a correction", "заменено исправлением"]
            }
            Self::NotYetKnown => [
                "încă necunoscut la acel moment",
                "not yet known at that moment",
                "ещё не было известно на тот момент",
            ],
        };
        in_language(texts, language)
    }
}

impl PayReason {
    /// Its meaning in words.
    #[must_use]
    pub const fn words(self, language: Language) -> &'static str {
        let texts = match self {
            Self::Awarded => [
                "spor datorat pentru gradul deținut",
                "the supplement of the grade held is due",
                "полагается надбавка за имеющуюся степень",
            ],
            Self::NoGrade => ["nu este deținut niciun grad", "no grade is held", "степени нет"],
            Self::Expired => [
                "perioada gradului a expirat",
                "the award of the grade has expired",
                "срок действия степени истёк",
            ],
            Self::Revoked => {
                ["gradul a fost retras", "the award of the grade was revoked", "степень отозвана"]
            }
            Self::NotEmployed => {
                ["nu este angajat în ziua cerută", "not employed on the day", "в этот день не трудоустроен"]
            }
            Self::Suspended => [
                "plata este oprită de o suspendare în vigoare",
                "a suspension in force stops pay",
                "выплата остановлена действующим отстранением",
            ],
            Self::PostWithoutSupplement => [
                "funcția ocupată nu dă dreptul la spor",
                "the post held carries no supplement",
                "занимаемая должность не даёт права на надбавку",
            ],
            Self::GradeWithoutSupplement => [
                "gradul deținut nu aduce spor",
                "the grade held brings no supplement",
                "имеющаяся степень не даёт надбавки",
            ],
            Self::Deactivated => [
                "fișa lucrătorului este închisă",
                "the worker's record is closed",
                "запись работника закрыта",
            ],
        };
        in_language(texts, language)
    }
}

impl Explained {
    /// Says this requirement and all inside it in words.
    pub fn say(&mut self, language: Language) {
        self.text = Some(self.words(language));
        for inner in &mut self.of {
            inner.say(language);
        }
    }

    fn words(&self, language: Language) -> String {
        let heading = in_language(self.kind.heading(), language);
        let said = match self.kind {
            RequirementKind::NoActiveSuspension => format!("{heading}: {}", self.actual),
            RequirementKind::AllOf
            | RequirementKind::AnyOf
            | RequirementKind::AtLeast
            | RequirementKind::TrainingHours
            | RequirementKind::Credits
            | RequirementKind::Programmes
            | RequirementKind::SupervisionHours
            | RequirementKind::SupervisionSessions
            | RequirementKind::Tenure
            | RequirementKind::HoldsGrade => self.comparison(heading, language),
        };
        if self.paused.is_empty() {
            return said;
        }
        let kinds: std::collections::BTreeSet<_> = self.paused.iter().map(|absence| absence.kind).collect();
        let kinds: Vec<_> = kinds.into_iter().map(|kind| kind.words(language)).collect();
        let (paused, days) = (in_language(PAUSED, language), self.paused_days);
        format!("{said}; {paused}: {days} ({})", kinds.join(", "))
    }

    /// The actual amount of the required one, and the missing rest, be it a quantity or not.
    fn comparison(&self, heading: &str, language: Language) -> String {
        let say = |texts| in_language(texts, language);
        let Self { required, actual, missing, .. } = self;
        let is_over = |fact: &Counted| matches!(fact, Counted::Completion { hours_over: Some(_), .. });
        let over = if self.counted.iter().any(is_over) { format!("; {}", say(OVER)) } else { String::new() };
        let missing = missing.filter(|missing| missing.0 > 0);
        let rest = missing.map_or_else(String::new, |missing| format!("; {} {missing}", say(MISSING)));
        let said = format!("{heading}: {actual} {} {required}{rest}{over}", say(OF));
        match self.shortfall {
            // Months say nothing of a grade that is not held.
            Some(code @ ShortfallCode::GradeNotHeld) => format!("{heading}: {}", say(code.texts())),
            Some(code @ ShortfallCode::PeriodWithoutSession) => {
                format!("{said}; {}: {}", say(code.texts()), self.missed.len())
            }
            Some(ShortfallCode::ActiveSuspension) | None => said,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_and_kind_has_words_in_each_language() {
        for language in Language::ALL {
            let mut seen = std::collections::BTreeSet::new();
            assert!(
                Reason::ALL.iter().all(|reason| seen.insert(reason.words(*language))),
                "two reasons read the same in {language}"
            );
            assert!(
                PayReason::ALL.iter().all(|reason| seen.insert(reason.words(*language))),
                "two reasons of pay read the same in {language}"
            );
            assert!(
                RequirementKind::ALL.iter().all(|kind| seen.insert(in_language(kind.heading(), *language))),
                "{language}"
            );
        }
    }
}

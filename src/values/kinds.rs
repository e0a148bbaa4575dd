//! Vocabularies that facts carry and rules ask about.

use super::Language;
use crate::sql::columns;

super::vocabulary! {
    /// The kind of an organisation in the social service.
    pub enum OrganisationKind {
        /// The ministry.
        Ministry = "ministry",
        /// A territorial agency.
        Agency = "agency",
        /// A university.
        University = "university",
        /// A training provider.
        Provider = "provider",
        /// An employer: a territorial structure or a service.
        Employer = "employer",
        /// A civil society organisation.
        Ngo = "ngo",
    }
}

super::vocabulary! {
    /// The result with which a worker completed a programme.
    pub enum CompletionResult {
        /// Passed, where there was something to pass.
        Passed = "passed",
        /// Took part and did not pass.
        Failed = "failed",
        /// Took part, where there was nothing to pass.
        Attended = "attended",
    }
}
columns::word_number_column!(CompletionResult);

super::vocabulary! {
    /// With how many a supervisor sits.
    pub enum SessionKind {
        /// With one worker.
        Individual = "individual",
        /// With two or more.
        Group = "group",
    }
}

super::vocabulary! {
    /// The kind of an absence from work.
    pub enum AbsenceKind {
        /// Leave to look after a child.
        ChildcareLeave = "childcare-leave",
        /// Leave before and after a birth.
        MaternityLeave = "maternity-leave",
        /// Leave by a doctor's certificate.
        MedicalLeave = "medical-leave",
        /// Leave to study.
        StudyLeave = "study-leave",
        /// Leave without pay.
        UnpaidLeave = "unpaid-leave",
        /// Service in the army, or in its place.
        MilitaryService = "military-service",
    }
}

impl AbsenceKind {
    /// Its name in words.
    #[must_use]
    pub const fn words(self, language: Language) -> &'static str {
        let [ro, en, ru] = match self {
            Self::ChildcareLeave => {
                ["concediu pentru îngrijirea copilului", "childcare leave", "отпуск по уходу за ребёнком"]
            }
            Self::MaternityLeave => {
                ["concediu de maternitate", "maternity leave", "отпуск по беременности и родам"]
            }
            Self::MedicalLeave => ["concediu medical", "medical leave", "отпуск по болезни"],
            Self::StudyLeave => ["concediu de studii", "study leave", "учебный отпуск"],
            Self::UnpaidLeave => ["concediu neplătit", "unpaid leave", "отпуск без оплаты"],
            Self::MilitaryService => ["serviciu militar", "military service", "военная служба"],
        };
        match language {
            Language::Ro => ro,
            Language::En => en,
            Language::Ru => ru,
        }
    }
}

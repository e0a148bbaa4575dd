//! Faults of an organisation.

use crate::values::{Parameter, faults};

faults! {
    /// None for which the caller may record.
    unknown() = "organisationUnknown" {
        message {
            ro: "Organizația nu există sau nu puteți înregistra pentru ea",
            en: "There is no such organisation, or you may not record for it",
            ru: "Такой организации нет, или вы не можете вносить данные за неё",
        }
        ro: "O organizație din registru pentru care puteți înregistra",
        en: "expected the id of an organisation on the register for which you may record",
        ru: "Организация из реестра, за которую вы можете вносить данные",
    }

    /// One that would stand above itself.
    below_itself() = "organisationBelowItself" {
        ro: "O organizație care nu este aceasta și nici subordonată ei, în nicio zi de atunci",
        en: "expected an organisation that is not this one or below it, on any day since then",
        ru: "Организация, которая ни в один день с тех пор не является этой и не подчинена ей",
    }

    /// One that was not there yet.
    parent_not_begun(first: impl Into<Parameter>) = "organisationAboveNotBegun" {
        ro: "O organizație care exista în acea zi; aceasta există din {first}",
        en: "expected an organisation that was there on that day; this one is since {first}",
        ru: "Организация, которая существовала в тот день; эта существует с {first}",
    }

    /// A day before its first day.
    before_its_first_day(first: impl Into<Parameter>) = "beforeFirstDay" {
        ro: "O zi începând cu {first}, prima zi a organizației",
        en: "expected a day from {first} on, the first day of the organisation",
        ru: "День не ранее {first}, первого дня организации",
    }

    /// A day or a reason, and nothing that holds from a day on.
    nothing_from_a_day() = "nothingFromADay" {
        ro: "Numai împreună cu kind, parentId sau district",
        en: "expected only together with kind, parentId or district",
        ru: "Только вместе с kind, parentId или district",
    }

    /// A change of days that are over, without a reason.
    reason_of_the_past() = "reasonOfThePast" {
        ro: "De ce se schimbă zile trecute (3–500 de caractere)",
        en: "expected why days that are over are changed (3 to 500 characters)",
        ru: "Почему меняются прошедшие дни (3–500 символов)",
    }

    /// Changed by another call meanwhile.
    changed_meanwhile() = "organisationChanged" {
        ro: "Organizația s-a schimbat între timp; citiți-o din nou",
        en: "the organisation was changed meanwhile; read it again",
        ru: "Организация тем временем изменилась; прочитайте её снова",
    }

    /// One with this IDNO is there.
    idno_taken() = "organisationKnown" {
        ro: "În registru există deja o organizație cu acest IDNO",
        en: "an organisation with this IDNO is on the register",
        ru: "Организация с этим IDNO уже есть в реестре",
    }
}

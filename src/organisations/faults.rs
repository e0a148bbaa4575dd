//! Faults of an organisation.

use crate::values::faults;

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
        ro: "O organizație care nu este aceasta și nici subordonată ei",
        en: "expected an organisation that is not this one or below it",
        ru: "Организация, которая не является этой и не подчинена ей",
    }

    /// One with this IDNO is there.
    idno_taken() = "organisationKnown" {
        ro: "În registru există deja o organizație cu acest IDNO",
        en: "an organisation with this IDNO is on the register",
        ru: "Организация с этим IDNO уже есть в реестре",
    }
}

//! Faults of a supervision session.

use crate::values::faults;

faults! {
    /// Shorter or longer than a session is.
    minutes_invalid(least: i32, most: i32) = "minutesInvalid" {
        message {
            ro: "Numărul de minute nu este valid",
            en: "Not a number of minutes",
            ru: "Недопустимое число минут",
        }
        ro: "De la {least} la {most} de minute", en: "expected {least} to {most} minutes",
        ru: "От {least} до {most} минут",
    }

    /// A correction names another organisation.
    organisation_kept() = "sessionOrganisationKept" {
        ro: "Organizația care păstrează ședința: corectarea nu o schimbă; lăsați câmpul gol",
        en: "the organisation that keeps the session: a correction does not change it; leave it out",
        ru: "Организация, которая хранит сессию: исправление её не меняет; не указывайте её",
    }

    /// Words of which no code of a theme can be made.
    not_a_theme() = "themeInvalid" {
        message {
            ro: "Tema nu are forma unui cod",
            en: "The theme is not in the form of a code",
            ru: "Тема не имеет вида кода",
        }
        ro: "Litere latine, cifre și cratime, cel mult 64, litera întâi; de exemplu burnout-prevention",
        en: "expected Latin letters, digits and hyphens, at most 64, a letter first; for example \
             burnout-prevention",
        ru: "Латинские буквы, цифры и дефисы, не более 64, сначала буква; например burnout-prevention",
    }

    /// Nobody attended.
    no_attendees() = "attendeesInvalid" case "none" {
        message {
            ro: "Participanții nu corespund tipului ședinței",
            en: "The attendees do not fit the kind of session",
            ru: "Участники не соответствуют виду сессии",
        }
        ro: "Cel puțin un participant", en: "expected at least one attendee", ru: "Хотя бы один участник",
    }

    /// More attended than a session takes.
    too_many_attendees(most: usize) = "attendeesInvalid" case "tooMany" {
        message {
            ro: "Participanții nu corespund tipului ședinței",
            en: "The attendees do not fit the kind of session",
            ru: "Участники не соответствуют виду сессии",
        }
        ro: "Cel mult {most} de participanți", en: "expected at most {most} attendees",
        ru: "Не более {most} участников",
    }

    /// Several attended an individual session.
    not_individual() = "attendeesInvalid" case "notIndividual" {
        message {
            ro: "Participanții nu corespund tipului ședinței",
            en: "The attendees do not fit the kind of session",
            ru: "Участники не соответствуют виду сессии",
        }
        ro: "Un participant la o ședință individuală",
        en: "expected one attendee of an individual session",
        ru: "Один участник индивидуальной сессии",
    }

    /// One attended a group session.
    not_group() = "attendeesInvalid" case "notGroup" {
        message {
            ro: "Participanții nu corespund tipului ședinței",
            en: "The attendees do not fit the kind of session",
            ru: "Участники не соответствуют виду сессии",
        }
        ro: "Doi sau mai mulți participanți la o ședință de grup",
        en: "expected two attendees or more of a group session",
        ru: "Два или более участника групповой сессии",
    }

    /// The supervisor attended.
    attendee_is_supervisor() = "attendeesInvalid" case "supervisor" {
        message {
            ro: "Participanții nu corespund tipului ședinței",
            en: "The attendees do not fit the kind of session",
            ru: "Участники не соответствуют виду сессии",
        }
        ro: "Alt lucrător decât supervizorul",
        en: "expected another worker than the supervisor",
        ru: "Другой работник, а не супервизор",
    }

    /// An attendee is named twice.
    attendee_named_before() = "attendeesInvalid" case "namedBefore" {
        message {
            ro: "Participanții nu corespund tipului ședinței",
            en: "The attendees do not fit the kind of session",
            ru: "Участники не соответствуют виду сессии",
        }
        ro: "Este deja numit; numiți fiecare participant o singură dată",
        en: "is named before; name each attendee once",
        ru: "Уже назван; назовите каждого участника один раз",
    }

    /// One with this reference is there.
    reference_taken() = "sessionReferenceKnown" {
        ro: "Organizația a înregistrat deja o ședință de supervizare cu această referință",
        en: "the organisation has recorded a supervision session with this reference",
        ru: "Организация уже внесла сессию супервизии с этой ссылкой",
    }

    /// One that says the same is there, and no reference tells them apart.
    known() = "sessionKnown" {
        ro: "Aceeași ședință de supervizare este în registru; dacă au fost două, dați acesteia o referință",
        en: "the same supervision session is on the register; if there were two, give this one a reference",
        ru: "Такая же сессия супервизии уже есть в реестре; если их было две, дайте этой ссылку",
    }

    /// One that is no longer believed.
    withdrawn() = "sessionWithdrawn" {
        ro: "Ședința de supervizare a fost retrasă anterior",
        en: "the supervision session was withdrawn before",
        ru: "Сессия супервизии уже отозвана",
    }

    /// Recorded while others were worked on.
    come_meanwhile() = "sessionComeMeanwhile" {
        ro: "O ședință de supervizare a fost înregistrată între timp",
        en: "a supervision session has come onto the register meanwhile",
        ru: "Сессия супервизии тем временем внесена в реестр",
    }
}

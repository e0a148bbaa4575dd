//! Faults of the database, when it cannot do something now.

use crate::values::faults;

faults! {
    /// It cannot be opened.
    unopened() = "databaseUnopened" {
        ro: "Baza de date nu poate fi deschisă; verificați că există, este accesibilă și poate fi citită",
        en: "the database cannot be opened; check that it is there, reachable and readable",
        ru: "База данных не открывается; проверьте, что она есть, доступна и читается",
    }

    /// It does not answer.
    unreachable() = "databaseUnreachable" {
        ro: "Baza de date nu este accesibilă",
        en: "the database cannot be reached",
        ru: "База данных недоступна",
    }

    /// It has no connection to spare.
    busy() = "databaseBusy" {
        ro: "Baza de date este ocupată sau inaccesibilă; încercați din nou peste o secundă",
        en: "the database is busy or cannot be reached; try again in a second",
        ru: "База данных занята или недоступна; попробуйте через секунду",
    }

    /// A thread is refused.
    no_thread() = "databaseThreadRefused" {
        ro: "Nu poate fi pornit un fir de execuție al bazei de date",
        en: "a thread of the database cannot be started",
        ru: "Не удаётся запустить поток базы данных",
    }

    /// The queue of writes is full.
    queue_full() = "tooManyWrites" {
        ro: "Prea multe scrieri așteaptă; încercați din nou peste o secundă",
        en: "too many writes are waiting; try again in a second",
        ru: "Слишком много записей в очереди; попробуйте через секунду",
    }

    /// The disk did not take it.
    not_on_disk() = "writeFailed" {
        ro: "Scrierea nu a ajuns pe disc; nu s-a schimbat nimic, încercați din nou",
        en: "the write could not be put on the disk; nothing was changed, try again",
        ru: "Запись не попала на диск; ничего не изменено, попробуйте снова",
    }
}

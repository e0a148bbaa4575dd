//! Why work cannot begin, or is given up.

use crate::values::faults;

faults! {
    /// A thread is refused.
    no_thread() = "jobThreadRefused" {
        ro: "Nu poate fi pornit un fir de execuție pentru lucrări",
        en: "a thread for jobs cannot be started",
        ru: "Не удаётся запустить поток для заданий",
    }

    /// It ends every process that takes it up.
    ends_its_process(times: i32) = "jobEndsProcess" {
        ro: "A fost începută de {times} ori fără să înainteze, și de fiecare dată procesul s-a oprit; \
             comunicați-l celui care administrează registrul",
        en: "it was taken up {times} times without getting on, and each time the process ended before it \
             did; tell who runs the register",
        ru: "Работа начиналась {times} раз без продвижения, и каждый раз процесс завершался раньше неё; \
             сообщите администратору реестра",
    }

    /// A fault of ours, which the log has with the id of the job.
    our_own() = "jobFailed" {
        ro: "Greșeala este a noastră și a fost notată în jurnalul tehnic cu acest identificator",
        en: "the fault is ours and has been logged under this id",
        ru: "Ошибка на нашей стороне и записана в журнал под этим идентификатором",
    }
}

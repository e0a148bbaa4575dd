//! Why work cannot begin.

use crate::values::faults;

faults! {
    /// A thread is refused.
    no_thread() = "jobThreadRefused" {
        ro: "Nu poate fi pornit un fir de execuție pentru lucrări",
        en: "a thread for jobs cannot be started",
        ru: "Не удаётся запустить поток для заданий",
    }
}

//! Faults of a simulation.

use crate::values::faults;

faults! {
    /// No rule set with this id.
    rule_set_absent() = "ruleSetAbsent" {
        ro: "Identificatorul unui set de reguli din registru",
        en: "expected the id of a rule set on the register",
        ru: "Идентификатор набора правил из реестра",
    }

    /// Two ways to choose workers.
    one_choice() = "oneChoice" {
        ro: "Cel mult unul dintre district, employerId și post",
        en: "expected at most one of district, employerId and post",
        ru: "Не более одного из district, employerId и post",
    }

    /// Nothing to stop.
    ended() = "simulationEnded" {
        ro: "Simularea s-a încheiat; nu este nimic de anulat",
        en: "the simulation has ended; there is nothing to cancel",
        ru: "Симуляция завершена; отменять нечего",
    }

    /// Nothing to read yet.
    not_completed(status: &str) = "simulationNotCompleted" case "unfinished" {
        ro: "Numai o simulare finalizată are modificări; starea acesteia: {status~}",
        en: "only a completed simulation has changes; this one is {status~}",
        ru: "Изменения есть только у завершённой симуляции; состояние этой: {status~}",
    }

    /// Nothing to read, for it failed.
    failed() = "simulationNotCompleted" case "failed" {
        ro: "Numai o simulare finalizată are modificări; aceasta a eșuat",
        en: "only a completed simulation has changes; this one failed",
        ru: "Изменения есть только у завершённой симуляции; эта не удалась",
    }
}

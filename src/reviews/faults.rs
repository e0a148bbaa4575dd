//! Faults of a review.

use crate::values::faults;

faults! {
    /// Resolved before.
    resolved() = "reviewResolved" {
        ro: "Reexaminarea a fost soluționată anterior",
        en: "the review was resolved before",
        ru: "Пересмотр уже завершён",
    }

    /// Asked already, and not answered.
    is_open() = "reviewOpen" {
        ro: "Aceeași reexaminare este deja deschisă; se soluționează aceea",
        en: "a review that asks the same is open; it is that one which is resolved",
        ru: "Такой же пересмотр уже открыт; завершается он",
    }

    /// Raised before.
    raised() = "reviewRaised" {
        ro: "Reexaminarea a fost inițiată anterior",
        en: "the review was raised before",
        ru: "Пересмотр уже начат",
    }

    /// Resolved as revoked, and the award is not.
    not_revoked(operation: &str) = "awardNotRevoked" {
        ro: "Acordarea nu este revocată în registru; comisia care a decis-o o revocă mai întâi \
             (POST {operation}), apoi reexaminarea se soluționează ca revoked",
        en: "the award is not revoked on the register; the commission that decided it revokes it first \
             (POST {operation}), then the review is resolved as revoked",
        ru: "Присвоение в реестре не отменено; сначала его отменяет принявшая решение комиссия \
             (POST {operation}), затем пересмотр завершается как revoked",
    }

    /// Resolved as upheld, and the award was revoked.
    not_standing() = "awardNotStanding" {
        ro: "Acordarea a fost revocată; reexaminarea se soluționează ca revoked, iar motivul poate spune \
             până când a fost întemeiată; o revocare greșită se retrage mai întâi",
        en: "the award was revoked; the review is resolved as revoked, and the reason may say until when it \
             stood rightly; a revocation that is wrong is withdrawn first",
        ru: "Присвоение отменено; пересмотр завершается как revoked, а в причине можно указать, до какого \
             времени оно было обоснованным; ошибочная отмена сначала отзывается",
    }
}

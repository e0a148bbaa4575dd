//! KNOWS: the words by which a programme is described.

use crate::values::vocabulary;

vocabulary! {
    /// The ground on which a programme's hours are known.
    pub enum HoursBasis {
        /// A document says so.
        Documented = "documented",
        /// An estimate.
        Indicative = "indicative",
        /// The approval says so.
        Approved = "approved",
    }
}

vocabulary! {
    /// The form in which a programme is taught.
    pub enum DeliveryMode {
        /// In one room.
        InPerson = "in_person",
        /// Online.
        Online = "online",
        /// Partly in one room, partly online.
        Blended = "blended",
    }
}

//! KNOWS: the words by which a programme is described.

use crate::values::vocabulary;

vocabulary! {
    /// How well a programme's hours are known.
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
    /// How a programme is taught.
    pub enum DeliveryMode {
        /// In one room.
        InPerson = "in_person",
        /// Online.
        Online = "online",
        /// Partly in one room, partly online.
        Blended = "blended",
    }
}

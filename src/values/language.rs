//! The languages of the register.

super::vocabulary! {
    /// A language by ISO 639-1.
    pub enum Language {
        /// Romanian.
        Ro = "ro",
        /// English.
        En = "en",
        /// Russian.
        Ru = "ru",
    }
}

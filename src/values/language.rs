//! The languages of the register.

super::words! {
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

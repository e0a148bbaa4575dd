use crate::tables::{Finding, Said};
impl Finding {
    /// Stub.
    #[must_use]
    pub fn message(&self) -> Said {
        let t = format!("{:?}", self.code);
        Said { ro: t.clone(), en: t.clone(), ru: t }
    }
    /// Stub.
    #[must_use]
    pub fn expected(&self) -> Said {
        self.message()
    }
}

//! Vocabularies that facts carry and rules ask about.

super::vocabulary! {
    /// The kind of an organisation in the social service.
    pub enum OrganisationKind {
        /// The ministry.
        Ministry = "ministry",
        /// A territorial agency.
        Agency = "agency",
        /// A university.
        University = "university",
        /// A training provider.
        Provider = "provider",
        /// An employer: a territorial structure or a service.
        Employer = "employer",
        /// A civil society organisation.
        Ngo = "ngo",
    }
}

super::vocabulary! {
    /// The result with which a worker completed a programme.
    pub enum CompletionResult {
        /// Passed, where there was something to pass.
        Passed = "passed",
        /// Took part and did not pass.
        Failed = "failed",
        /// Took part, where there was nothing to pass.
        Attended = "attended",
    }
}

super::vocabulary! {
    /// With how many a supervisor sits.
    pub enum SessionKind {
        /// With one worker.
        Individual = "individual",
        /// With two or more.
        Group = "group",
    }
}

//! The form in which a code's words stand.

/// The words of a code: what is wrong and what is expected, each in Romanian, English and Russian. `{about}`
/// is what the finding names besides; what stands in `⟨⟩` is left out if it names nothing, and what stands in
/// `⟦⟧` if it names something.
pub(super) struct Sentences {
    pub message: [&'static str; 3],
    pub expected: [&'static str; 3],
}

/// The sentences of a code.
pub(super) const fn sentences(message: [&'static str; 3], expected: [&'static str; 3]) -> Sentences {
    Sentences { message, expected }
}

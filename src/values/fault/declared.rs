//! The declaration of a room's faults.

/// Declares what can be wrong in a room: for each fault a function of its parameters, a code, and the words
/// in the three languages; and `FAULTS`, the list of them all. A fault without words in one of the languages,
/// or whose sentences name other parameters than it has, does not compile.
///
/// A parameter behind a semicolon, `about`, may be given later, or never. Several faults may share a code
/// that was given out for all of them; each is then a `case` of it.
macro_rules! faults {
    ($(
        $(#[$about:meta])+
        $name:ident($($parameter:ident: $type:ty),* $(; $about_it:ident)?) = $($kind:ident)? $code:literal
            $(case $case:literal)?
        {
            $(message { ro: $message_ro:literal, en: $message_en:literal, ru: $message_ru:literal $(,)? })?
            ro: $ro:literal, en: $en:literal, ru: $ru:literal $(,)?
        }
    )+) => {
        /// Everything that can be wrong here.
        pub static FAULTS: &[$crate::values::FaultCode] = &[$(
            $crate::values::FaultCode {
                name: $code,
                case: concat!($($case)?),
                is_warning: $crate::values::is_warning!($($kind)?),
                parameters: &[$(stringify!($parameter),)* $(stringify!($about_it))?],
                message: $crate::values::told!($($message_ro, $message_en, $message_ru)?),
                expected: $crate::values::Translated { ro: $ro, en: $en, ru: $ru },
            }
        ),+];
        const _: () = $crate::values::FaultCode::check(FAULTS);

        #[expect(non_camel_case_types, reason = "the place of each fault in the list, by its own name")]
        enum Place {
            $($name),+
        }

        $(
            $(#[$about])+
            #[must_use]
            pub fn $name($($parameter: $type),*) -> $crate::values::Fault {
                let parameters = vec![
                    $($parameter.into(),)*
                    $({
                        const _: &str = stringify!($about_it);
                        $crate::values::Parameter::None
                    })?
                ];
                $crate::values::Fault::new(&FAULTS[Place::$name as usize], parameters)
            }
        )+
    };
}
pub(crate) use faults;

/// Whether a fault is declared as a warning.
macro_rules! is_warning {
    () => {
        false
    };
    (warning) => {
        true
    };
}
pub(crate) use is_warning;

/// The message of a fault, where it has one.
macro_rules! told {
    () => {
        None
    };
    ($ro:literal, $en:literal, $ru:literal) => {
        Some($crate::values::Translated { ro: $ro, en: $en, ru: $ru })
    };
}
pub(crate) use told;

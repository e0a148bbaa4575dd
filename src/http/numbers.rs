//! Numbers of a JSON body. In the contract `73.0` is an integer, as any number without a fraction (JSON
//! Schema 2020-12, Validation, 6.1.1); to serde it is none. Exact decimals are texts in this API, and stay as
//! they are.

/// The same JSON with `73` for each `73.0`, if there is one.
pub(super) fn with_whole_numbers(body: &[u8]) -> Option<Vec<u8>> {
    let (mut whole, mut at, mut is_text) = (Vec::with_capacity(body.len()), 0, false);
    while let Some(byte) = body.get(at) {
        match byte {
            b'\\' if is_text => {
                whole.push(*byte);
                at += 1;
            }
            b'"' => is_text = !is_text,
            b'.' if !is_text => {
                let zeros = body[at + 1..].iter().take_while(|digit| **digit == b'0').count();
                let goes_on =
                    body.get(at + 1 + zeros).is_some_and(|next| matches!(next, b'0'..=b'9' | b'e' | b'E'));
                if zeros > 0 && !goes_on {
                    at += 1 + zeros;
                    continue;
                }
            }
            _ => {}
        }
        whole.extend(body.get(at));
        at += 1;
    }
    (whole.len() < body.len()).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_of_zeros_is_left_out_and_nothing_else() {
        let cases = [
            (r#"{"a":73.0,"b":[1.00,-2.0]}"#, Some(r#"{"a":73,"b":[1,-2]}"#)),
            (r#"{"a":73.0}"#, Some(r#"{"a":73}"#)),
            ("73.0", Some("73")),
            (r#"{"a":"73.0","b":"\"1.0"}"#, None),
            (r#"{"a":"\\","b":1.0}"#, Some(r#"{"a":"\\","b":1}"#)),
            (r#"{"a":73.05,"b":73.0e1,"c":7.30}"#, None),
            ("73.", None),
            (r#"{"a":""#, None),
            ("", None),
        ];
        for (given, expected) in cases {
            let whole =
                with_whole_numbers(given.as_bytes()).map(|whole| String::from_utf8(whole).expect("UTF-8"));
            assert_eq!(whole.as_deref(), expected, "{given}");
        }
    }
}

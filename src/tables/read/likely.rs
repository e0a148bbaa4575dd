//! The likelihood that letters follow each other in Cyrillic names: the same bytes are words in several
//! encodings, and names in one of them only.

/// The letters, behind the sign for the beginning and the end of a word.
const LETTERS: &str = "^абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў";

/// Bits that are lost when a letter follows another one, 9 at the most: a row for each letter that stands
/// before, a digit for each that follows. Counted over Russian, Ukrainian, Bulgarian and Gagauz names, and
/// the words of the register.
const BITS: [&str; 39] = [
    "944454575574544545446567667999875979899",
    "296465786865453964558778679999997999999",
    "528999389497497294794987997668997969999",
    "229976399297593495678999899877998969999",
    "529775399499595294894999999799889969999",
    "529698358397665394695999899886977759999",
    "487365677955352673449686779999998999999",
    "726993399395994599793999999999999979999",
    "517484589496455499795999989965988969999",
    "467665696844443664449766369999994999999",
    "199786899994566398459998699999997999999",
    "429899599399698295555999999999999989999",
    "427898389296798399895999799984965959999",
    "326899399297878379795999799977997959999",
    "329965499394995399556997699967976969999",
    "395265776866444963459678779999998999999",
    "529999399497697262995999799789998969999",
    "436766389395766289555879779977986959999",
    "549598399393376458626999999984995969999",
    "439599399395776394595999999775986979999",
    "454754675763454953359767557999969999999",
    "639999399297599393876999899897999759999",
    "329799499399777393775999799899999969999",
    "539499399395799399994999999763756969999",
    "139899299495995399984999999999999899999",
    "439599399393754479655999999998999799999",
    "848888188288888488853888888588888588888",
    "886655484885465851568685588888888888888",
    "296565597935455965549949679999997999999",
    "297876398792974499459999779999974999999",
    "477773777775337773427777777777777777777",
    "294765999992495974449956965999999999999",
    "196677686994662985659996668999978999999",
    "477775777774732775747757777777777777777",
    "486255977936454884559889786999994995699",
    "577175747775774777747777747777777777777",
    "777277777777452773557475775777777777577",
    "426666336666666466666666666666666666666",
    "555555555555555555555555555555555555555",
];

/// The most that is lost.
const MOST: usize = 9;

/// Bits that are lost by a word, in whatever case, and how many pairs of letters it has with its ends.
pub(super) fn lost(word: &[char]) -> (usize, usize) {
    let place = |letter: char| LETTERS.chars().position(|known| known == letter);
    let lower = |letter: &char| letter.to_lowercase().next().and_then(place);
    let ends = || std::iter::once(Some(0));
    let places: Vec<_> = ends().chain(word.iter().map(lower)).chain(ends()).collect();
    let bits = |pair: &[Option<usize>]| {
        let (row, column) = (pair[0]?, pair[1]?);
        let digit = BITS.get(row)?.as_bytes().get(column)?;
        Some(usize::from(digit.saturating_sub(b'0')))
    };
    (places.windows(2).map(|pair| bits(pair).unwrap_or(MOST)).sum(), word.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_letters_has_its_bits() {
        let count = LETTERS.chars().count();
        assert!(BITS.len() == count);
        assert!(BITS.iter().all(|row| row.len() == count && row.bytes().all(|digit| digit.is_ascii_digit())));
    }

    #[test]
    fn names_lose_less_than_what_other_encodings_make_of_them() {
        let bits = |text: &str| text.split(' ').map(|word| lost(&word.chars().collect::<Vec<_>>()).0).sum();
        for (name, other) in [
            ("РУСУ АННА", "тхух бооб"),
            ("Русу Анна", "види ЎХХЎ"),
            ("Юн Ия", "ОЭ ёп"),
            ("русу анна", "ПСЯС ЮММЮ"),
        ] {
            let (own, its): (usize, usize) = (bits(name), bits(other));
            assert!(own + 8 < its, "{name} {own}, {other} {its}");
        }
    }
}

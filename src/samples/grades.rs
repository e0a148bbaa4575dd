//! The sample ladder: the names that a working group uses, with round numbers in place of what no source
//! says.

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::qualifications::{self, NewGrade};
use crate::values::{Code, Name, Note, Percent};

/// Code, names in Romanian, English and Russian, and percentage of the supplement; the lowest rank first.
const LADDER: [(&str, [&str; 3], &str); 3] = [
    ("grade-2", ["gradul II", "grade II", "II степень"], "10.00"),
    ("grade-1", ["gradul I", "grade I", "I степень"], "20.00"),
    ("grade-superior", ["grad superior", "superior grade", "высшая степень"], "30.00"),
];

/// Puts the sample grades on the ladder, and says how many there are.
///
/// # Errors
/// A grade with the code or the rank of a sample is on the ladder.
pub fn load_grades(tx: &mut Tx<'_>) -> Result<usize> {
    for (rank, (code, [ro, en, ru], percent)) in (1..).zip(LADDER) {
        let grade = NewGrade {
            code: Code::ours(code),
            rank,
            name_ro: Name::ours(ro),
            name_en: Some(Name::ours(en)),
            name_ru: Some(Name::ours(ru)),
            supplement_percent: Some(Percent::parse(percent).map_err(Error::internal)?),
            legal_basis: Note::ours("sample value, not an official one"),
            sample: true,
        };
        qualifications::insert_sample_grade(tx, &grade)?;
    }
    Ok(LADDER.len())
}

//! Files to fill in: for each kind, the columns, one example row, and what may stand in them.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format as Style, FormatAlign, Formula, Note, Workbook,
    Worksheet, XlsxError,
};

use super::kinds::BatchKind;
use crate::error::{Error, Result};
use crate::programmes::ProgrammeTitles;
use crate::tables::write::Csv;
use crate::tables::{AIDS, Cell, Column, EXAMPLE, Format, Layout, MOST_ROWS, REFERENCE, nobodys};
use crate::values::{Day, Language};

/// The column for which the register knows what may stand in it.
const PROGRAMME: &str = "programme";
/// Programmes that a template lists, at the most.
pub const MOST_PROGRAMMES: i64 = 5_000;

/// Forms in which a file is filled in.
const FORMATS: [Format; 2] = [Format::Csv, Format::Xlsx];

/// Columns of each kind of file.
fn layouts() -> impl Iterator<Item = &'static Layout> {
    BatchKind::ALL.iter().map(|kind| kind.descriptor().layout)
}

/// Pattern of the names that templates have, for the contract.
pub fn name_pattern() -> String {
    let kinds: Vec<_> = layouts().map(|layout| layout.name).collect();
    format!("^({})\\.({})$", kinds.join("|"), FORMATS.map(Format::as_str).join("|"))
}

/// A file to fill in.
#[derive(Clone, Copy)]
pub struct Template {
    layout: &'static Layout,
    format: Format,
    language: Language,
}

impl Template {
    /// The template of a name, for example `completions.xlsx`, in a language.
    pub fn named(name: &str, language: Language) -> Option<Self> {
        let (kind, form) = name.split_once('.')?;
        let layout = layouts().find(|layout| layout.name == kind)?;
        let format = FORMATS.into_iter().find(|format| format.as_str() == form)?;
        Some(Self { layout, format, language })
    }

    /// Its media type; a text is in UTF-8, with a mark.
    pub const fn media_type(self) -> &'static str {
        match self.format {
            Format::Csv => "text/csv; charset=utf-8",
            other => other.media_type(),
        }
    }

    /// Whether it names programmes.
    pub fn has_programmes(self) -> bool {
        self.layout.place(PROGRAMME).is_some()
    }

    /// The file itself.
    ///
    /// # Errors
    /// It cannot be written, which is a fault of ours.
    pub fn file(self, programmes: &[ProgrammeTitles]) -> Result<Vec<u8>> {
        let unwritten = || Error::internal("a template cannot be written");
        match self.format {
            Format::Xlsx => self.xlsx(programmes).map_err(|_| unwritten()),
            _ => self.csv(programmes).map_err(|_| unwritten()),
        }
    }

    /// With semicolons: where the comma divides decimals, spreadsheets expect them.
    fn csv(self, programmes: &[ProgrammeTitles]) -> std::io::Result<Vec<u8>> {
        let mut csv = Csv::new(Vec::new(), b';')?;
        let titles: Vec<_> = self.layout.columns.iter().map(|column| self.said(&column.titles)).collect();
        csv.titles(&titles)?;
        let example: Vec<_> =
            self.layout.columns.iter().map(|column| Cell::text(&self.example(column, programmes))).collect();
        csv.row(&example)?;
        csv.finish()
    }

    fn xlsx(self, programmes: &[ProgrammeTitles]) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        self.rows(workbook.add_worksheet(), programmes)?;
        if self.has_programmes() {
            self.catalogue(workbook.add_worksheet(), programmes)?;
        }
        self.help(workbook.add_worksheet())?;
        workbook.save_to_buffer()
    }

    /// The sheet to fill in.
    fn rows(self, sheet: &mut Worksheet, programmes: &[ProgrammeTitles]) -> Result<(), XlsxError> {
        sheet.set_name(self.say("Date", "Data", "Данные"))?.set_freeze_panes(1, 0)?;
        let bold = Style::new().set_bold();
        for (place, column) in (0_u16..).zip(self.layout.columns) {
            let (title, example) = (self.said(&column.titles), self.example(column, programmes));
            let style = CellContent::of(column).style();
            let pale = style.clone().set_italic().set_font_color(Color::Gray);
            sheet.set_column_format(place, &style)?;
            sheet.set_column_width(place, width(title, &example))?;
            sheet.write_string_with_format(0, place, title, &bold)?;
            sheet.insert_note(0, place, &note(self.said(&column.about)))?;
            match CellContent::of(column) {
                CellContent::Day(day) => sheet.write_number_with_format(1, place, serial(day), &pale)?,
                CellContent::Number(number) => sheet.write_number_with_format(1, place, number, &pale)?,
                CellContent::Text => sheet.write_string_with_format(1, place, example, &pale)?,
            };
            if let Some(choice) = self.choice(column, programmes)? {
                sheet.add_data_validation(1, place, MOST_ROWS, place, &choice)?;
            }
        }
        sheet.insert_note(
            1,
            0,
            &note(self.say(
                "Un exemplu: ștergeți acest rând",
                "An example: delete this row",
                "Пример: удалите эту строку",
            )),
        )?;
        Ok(())
    }

    /// Words that may be chosen in a column. Another one is warned of and can be kept: there are more words
    /// than are listed, and the catalogue goes on.
    fn choice(
        self,
        column: &Column,
        programmes: &[ProgrammeTitles],
    ) -> Result<Option<DataValidation>, XlsxError> {
        let choice = match column {
            Column { field: PROGRAMME, .. } if !programmes.is_empty() => {
                let range = format!("='{}'!$A$2:$A${}", self.catalogue_name(), programmes.len() + 1);
                DataValidation::new().allow_list_formula(Formula::new(range))
            }
            Column { words, .. } if !words.is_empty() => DataValidation::new().allow_list_strings(words)?,
            _ => return Ok(None),
        };
        Ok(Some(choice.set_error_style(DataValidationErrorStyle::Warning)))
    }

    const fn catalogue_name(self) -> &'static str {
        self.said(&AIDS[0])
    }

    fn catalogue(self, sheet: &mut Worksheet, programmes: &[ProgrammeTitles]) -> Result<(), XlsxError> {
        sheet.set_name(self.catalogue_name())?.set_freeze_panes(1, 0)?;
        let bold = Style::new().set_bold();
        for (place, (title, width)) in (0_u16..)
            .zip([(self.say("Cod", "Code", "Код"), 18.0), (self.say("Denumire", "Title", "Название"), 90.0)])
        {
            sheet.set_column_width(place, width)?;
            sheet.write_string_with_format(0, place, title, &bold)?;
        }
        for (row, programme) in (1_u32..).zip(programmes) {
            sheet.write_string(row, 0, programme.code.as_str())?;
            sheet.write_string(row, 1, programme.title(self.language).as_str())?;
        }
        Ok(())
    }

    /// Help on each column, in all three languages.
    fn help(self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(self.said(&AIDS[1]))?.set_freeze_panes(1, 0)?;
        let (bold, wrapped) =
            (Style::new().set_bold(), Style::new().set_text_wrap().set_align(FormatAlign::Top));
        let titles = ["JSON", "Română", "", "English", "", "Русский", ""];
        for (place, title) in (0_u16..).zip(titles) {
            sheet.set_column_width(place, if place > 0 && place % 2 == 0 { 44.0 } else { 20.0 })?;
            sheet.write_string_with_format(0, place, title, &bold)?;
        }
        for (row, column) in (1_u32..).zip(self.layout.columns) {
            let told = column.titles.iter().zip(&column.about).flat_map(|(title, about)| [*title, *about]);
            for (place, text) in (0_u16..).zip(std::iter::once(column.field).chain(told)) {
                sheet.write_string_with_format(row, place, text, &wrapped)?;
            }
        }
        Ok(())
    }

    /// Text of the example row in a column. Nobody has its IDNPs, for their last digit is wrong, so an
    /// example that is left in the file is known, and left out.
    fn example(self, column: &Column, programmes: &[ProgrammeTitles]) -> String {
        match column.field {
            PROGRAMME => programmes
                .first()
                .map_or_else(|| column.example.to_owned(), |first| first.code.as_str().to_owned()),
            REFERENCE => format!("{} {}", self.said(&EXAMPLE), column.example),
            _ => nobodys(column.example),
        }
    }

    /// One of three texts that are in Romanian, English and Russian.
    const fn said(self, texts: &[&'static str; 3]) -> &'static str {
        match self.language {
            Language::Ro => texts[0],
            Language::En => texts[1],
            Language::Ru => texts[2],
        }
    }

    const fn say(self, ro: &'static str, en: &'static str, ru: &'static str) -> &'static str {
        self.said(&[ro, en, ru])
    }
}

/// Content of a column, by its example.
enum CellContent {
    /// Days.
    Day(Day),
    /// Numbers with which one counts.
    Number(f64),
    /// Anything else: also long numbers, which a spreadsheet would take for amounts, and spoil.
    Text,
}

impl CellContent {
    fn of(column: &Column) -> Self {
        match (Day::parse(column.example), column.example.parse()) {
            (Ok(day), _) => Self::Day(day),
            (_, Ok(number)) if column.example.len() <= 5 => Self::Number(number),
            _ => Self::Text,
        }
    }

    fn style(&self) -> Style {
        match self {
            Self::Day(_) => Style::new().set_num_format("yyyy-mm-dd"),
            Self::Number(_) => Style::new(),
            Self::Text => Style::new().set_num_format("@"),
        }
    }
}

fn note(text: &str) -> Note {
    Note::new(text).add_author_prefix(false)
}

/// Wide enough for title and example, in characters.
fn width(title: &str, example: &str) -> f64 {
    let longest = title.chars().count().max(example.chars().count());
    f64::from(u16::try_from(longest).unwrap_or(u16::MAX)).clamp(10.0, 40.0) + 3.0
}

/// A day as workbooks count it.
fn serial(day: Day) -> f64 {
    f64::from(day.since_epoch() + 25_569)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{Finding, Refusal, Table, value};

    #[test]
    fn the_example_of_every_template_is_nobodys_and_is_left_out_by_name() {
        for layout in layouts() {
            for (form, language) in ["csv", "xlsx"]
                .iter()
                .flat_map(|form| Language::ALL.iter().map(move |language| (form, language)))
            {
                let name = format!("{}.{form}", layout.name);
                let template = Template::named(&name, *language).expect("a template");
                let file = std::io::Cursor::new(template.file(&[]).expect("written"));
                let Err(Refusal::Faulty(found)) = Table::open(template.format, Box::new(file), layout) else {
                    panic!("{name} has rows");
                };
                let codes: Vec<_> = found.iter().map(Finding::code).collect();
                assert_eq!(codes, ["noRows", "exampleRow"], "{name}");
                let people = layout.columns.iter().filter(|column| column.example.len() == 13);
                for column in people {
                    let example = Cell::text(&template.example(column, &[]));
                    assert!(value::idnp(&example).is_err(), "{name}: {} is somebody's", column.field);
                }
            }
        }
        assert!(
            Template::named("completions.pdf", Language::Ro).is_none()
                && Template::named("completions", Language::Ro).is_none()
        );
    }
}

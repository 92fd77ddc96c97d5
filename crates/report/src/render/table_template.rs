//! A form to type rows of a table into: its columns with help in each language of the package, codes that can
//! be chosen, empty rows. Text is text and never a formula; the same form gives the same bytes.

use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::render::spreadsheet::book::{Book, sheet_names};
use crate::render::spreadsheet::sheet::{Choice, Sheet, Style};
use suranys_core::table_template::{TableTemplate, TemplateColumn};
use suranys_core::text;

/// Rows that may be filled in: choices are offered in so many.
const ROWS: u32 = 1_000;
/// Widths in characters.
const COLUMN: f64 = 24.0;
const CODE: f64 = 18.0;
const NAME: f64 = 44.0;
/// The day that the workbook says it is of: it knows none.
const DAY: (u16, u8, u8) = (2000, 1, 1);

/// Forms as a workbook: for each a sheet for the rows, above them what each column holds in each language that
/// there are words in, and a sheet of codes with what they stand for.
///
/// # Errors
/// When there are no words or no forms, or the archive can't be written.
pub fn table_template_workbook(
    templates: &[TableTemplate],
    books: &[LabelBook],
) -> Result<Vec<u8>, ReportError> {
    let first = books.first().ok_or_else(|| ReportError::Workbook {
        reason: text!("the package has no language that there are words in"),
    })?;
    let codes = first.text("template.codes")?;
    let asked: Vec<String> = templates
        .iter()
        .flat_map(|template| match templates.len() {
            1 => [template.table.clone(), codes.to_owned()],
            _ => [template.table.clone(), format!("{codes} {}", template.table)],
        })
        .collect();
    let names = sheet_names(&asked);
    let mut sheets = Vec::new();
    for (template, names) in templates.iter().zip(names.chunks_exact(2)) {
        let [of_rows, of_codes] = names else { continue };
        let (list, places) = coded(template, books, of_codes);
        sheets.push((form(template, books, of_rows, (of_codes, &places))?, None));
        sheets.push((list, None));
    }
    let title = match templates {
        [] => return Err(ReportError::Workbook { reason: text!("it has no sheets") }),
        [only] => title_of(only),
        [_, ..] => templates.iter().map(|one| one.table.as_str()).collect::<Vec<_>>().join(", "),
    };
    Book { title, author: "Suranys".to_owned(), date: DAY, sheets }.to_bytes()
}

/// The first cell of a form, by which it is known of which table it is.
fn title_of(template: &TableTemplate) -> String {
    format!("{}: {}", template.table, template.title)
}

/// The sheet for the rows of a form.
fn form(
    template: &TableTemplate,
    books: &[LabelBook],
    name: &str,
    (of_codes, places): (&str, &Places),
) -> Result<Sheet, ReportError> {
    let mut sheet = Sheet::new(name);
    sheet.text(0, 0, &title_of(template), Style::Title);
    let key = format!("template.table.{}", template.table);
    let others = books.iter().filter_map(|book| book.optional(&key)).collect::<Vec<_>>();
    if !others.is_empty() {
        sheet.text(1, 0, &others.join(" / "), Style::Title);
    }
    sheet.text(2, 0, &template.description, Style::Note);
    let mut head = 3;
    for book in books {
        for (at, column) in (0_u16..).zip(&template.columns) {
            sheet.text(head, at, &help(column, book)?, Style::Words);
        }
        head += 1;
    }
    for ((at, column), place) in (0_u16..).zip(&template.columns).zip(places) {
        sheet.text(head, at, &column.name, Style::Head);
        sheet.width(at, COLUMN);
        if let (Some((place, last)), Some(first)) = (place, books.first()) {
            sheet.choices.push(Choice {
                column: at,
                first: head + 1,
                last: head + ROWS,
                words: Vec::new(),
                listed: Some((of_codes.to_owned(), *place, 1, *last)),
                prompt: help(column, first)?,
            });
        }
    }
    for (row, cells) in (head + 1..).zip(&template.rows) {
        for (at, text) in (0_u16..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            sheet.text(row, at, text, Style::Plain);
        }
    }
    sheet.frozen = Some((head + 1, 0));
    Ok(sheet)
}

/// What a column holds, in a sentence.
fn help(column: &TemplateColumn, book: &LabelBook) -> Result<String, ReportError> {
    let own = book.optional(&format!("template.column.{}", column.name));
    let mut parts: Vec<String> = own.map(str::to_owned).into_iter().collect();
    if let Some(unit) = &column.unit {
        let named = book.optional(&format!("template.unit-name.{unit}")).unwrap_or(unit);
        parts.push(book.fill("template.unit", &[("unit", named)])?);
    }
    if !column.choices.is_empty() {
        parts.push(book.text("template.choose")?.to_owned());
    }
    let must = if column.required { "template.required" } else { "template.optional" };
    parts.push(book.text(must)?.to_owned());
    Ok(parts.join(" "))
}

/// For each column the column of the sheet of codes and the last row of it, where it has codes.
type Places = Vec<Option<(u16, u32)>>;

/// The sheet of codes: for each column that has some the codes, and next to them what they stand for.
fn coded(template: &TableTemplate, books: &[LabelBook], name: &str) -> (Sheet, Places) {
    let mut sheet = Sheet::new(name);
    let (mut at, mut places) = (0_u16, Vec::new());
    for column in &template.columns {
        if column.choices.is_empty() {
            places.push(None);
            continue;
        }
        sheet.text(0, at, &column.name, Style::Head);
        sheet.width(at, CODE);
        let (mut last, mut widest) = (0, 0);
        for (row, choice) in (1_u32..).zip(&column.choices) {
            sheet.text(row, at, &choice.code, Style::Plain);
            for (next, book) in (1_u16..).zip(books) {
                let label = choice.labels.0.get(book.language());
                let any = || choice.labels.0.get("").map(String::as_str).filter(|_| next == 1);
                let of_program = || match column.name.as_str() {
                    "obs_status" => book.optional(&format!("status.{}", choice.code)),
                    "missing_reason" => book.optional(&format!("template.reason.{}", choice.code)),
                    _ => None,
                };
                if let Some(text) = label.map(String::as_str).or_else(any).or_else(of_program) {
                    sheet.text(row, at + next, text, Style::Plain);
                    sheet.width(at + next, NAME);
                    widest = widest.max(next);
                }
            }
            last = row;
        }
        places.push(Some((at, last)));
        at += widest + 1;
    }
    sheet.frozen = Some((1, 0));
    (sheet, places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use suranys_core::classification::Labels;
    use suranys_core::table_template::TemplateChoice;

    #[test]
    fn a_form_is_the_same_each_time_and_holds_no_formula_of_the_data() {
        let column = |name: &str, codes: &[&str]| TemplateColumn {
            name: name.to_owned(),
            kind: "string".to_owned(),
            unit: None,
            required: true,
            choices: codes
                .iter()
                .map(|code| TemplateChoice { code: (*code).to_owned(), labels: Labels::default() })
                .collect(),
        };
        let template = TableTemplate {
            table: "t'!A1".to_owned(),
            title: "=1+1".to_owned(),
            description: String::new(),
            languages: vec!["en".to_owned()],
            columns: vec![column("region", &["=cmd()", "B"]), column("obs_status", &["A"])],
            rows: vec![vec!["=1+2".to_owned(), String::new()]],
        };
        let books = [LabelBook::read("en").expect("words"), LabelBook::read("kk").expect("words")];
        let bytes =
            table_template_workbook(std::slice::from_ref(&template), &books).expect("written");
        assert_eq!(
            bytes,
            table_template_workbook(std::slice::from_ref(&template), &books).expect("written")
        );
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
        let mut part = archive.by_name("xl/worksheets/sheet1.xml").expect("a sheet");
        let mut xml = String::new();
        std::io::Read::read_to_string(&mut part, &mut xml).expect("text");
        assert!(xml.contains("<formula1>'Codes'!$A$2:$A$3</formula1>"), "{xml}");
        assert!(!xml.contains("cmd") && !xml.contains("<f>"), "{xml}");
    }
}

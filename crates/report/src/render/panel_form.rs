//! Forms of the yearly panel: a workbook with what is asked and a row for each occupation, or the same
//! rows as a table. Text is text and never a formula; the same form gives the same bytes.

use crate::display::in_csv;
use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::render::spreadsheet::book::{Book, sheet_names};
use crate::render::spreadsheet::sheet::{Choice, Sheet, Style};
use crate::words::Words;
use suranys_core::Estimate;
use suranys_core::display_text::visible_running;
use suranys_core::run::Measure;
use suranys_core::shortage_list::panel_form::{column, row_check};
use suranys_core::shortage_list::{FormFigure, FormRow, PanelForm, PanelQuestion, PanelRules};
use suranys_core::table::{Column, ResultTable};
use suranys_core::text;

const MARK: &str = "SYNTHETIC DATA: not for use";
/// What abstains, next to an empty cell.
const DASH: &str = "-";
/// Rows of the sheet of answers: headings, then the names of columns, which readers go by.
const HEADS: u32 = 2;
const NAMES: u32 = 3;
/// Widths in characters.
const NAME: f64 = 44.0;
const TEXT: f64 = 30.0;
const NUMBER: f64 = 13.0;
const CODE: f64 = 16.0;
const REQUEST: f64 = 100.0;

/// A cell of a form.
enum Cell {
    Text(String),
    /// A number, whether it counts persons, and its format.
    Number(f64, bool, &'static str),
    Empty,
}

/// Names of the columns of a form, in order.
fn names(rules: &PanelRules) -> Vec<&str> {
    let before = [column::NUMBER, column::CHECK, column::OCCUPATION];
    let questions = rules.questions.iter().map(|question| question.id.as_str());
    column::IDENTIFICATION
        .into_iter()
        .chain(before)
        .chain(column::SHOWN)
        .chain(questions)
        .chain([column::REASON])
        .collect()
}

/// The cells of a form, row by row, in the order of [`names`].
fn cells(
    form: &PanelForm,
    rules: &PanelRules,
    words: &Words,
) -> Result<Vec<Vec<Cell>>, ReportError> {
    // A form shows texts as a workbook does, and is read by what it shows.
    let identification = identification(form);
    let of: [&str; 7] = std::array::from_fn(|n| identification.get(n).map_or("", String::as_str));
    let mut all = Vec::new();
    for (number, row) in (1..).zip(&form.rows) {
        let number = format!("{number}");
        let mut cells: Vec<Cell> = identification.iter().cloned().map(Cell::Text).collect();
        let check = row_check(&of, &number, &row.id);
        cells.extend([number, check, row.id.clone()].map(Cell::Text));
        cells.extend(shown(form, row, words)?);
        cells.extend(rules.questions.iter().map(|_| Cell::Empty));
        cells.push(Cell::Empty);
        all.push(cells);
    }
    Ok(all)
}

fn identification(form: &PanelForm) -> [String; 7] {
    form.identification().map(|text| visible_running(&text).trim().to_owned())
}

/// What is shown of an occupation, in the order of [`column::SHOWN`].
fn shown(form: &PanelForm, row: &FormRow, words: &Words) -> Result<Vec<Cell>, ReportError> {
    let labels = words.labels();
    let figure = |measure: Measure| row.figures.iter().flatten().find(|f| f.key.measure == measure);
    let mut cells = vec![Cell::Text(words.name(&row.labels, &row.id).to_owned())];
    for measure in [Measure::Employment, Measure::JobOpenings] {
        cells.extend(interval(figure(measure)));
    }
    let middle = |measure, persons, format| {
        let central = figure(measure).map(|f| f.figure.estimate.central());
        central.map_or(Cell::Empty, |value| Cell::Number(value, persons, format))
    };
    cells.push(middle(Measure::ReplacementDemand, true, PERSONS));
    cells.push(middle(Measure::Cover, false, "0.00"));
    cells.push(middle(Measure::TightnessProbability, false, "0%"));
    cells.push(Cell::Text(figures_of(form, row, words)?));
    let status = row.status.map(|status| match status.synthetic {
        true => format!("{} {}", status.obs.code(), words.word("mark", "synthetic")),
        false => status.obs.code().to_owned(),
    });
    cells.push(status.map_or(Cell::Empty, Cell::Text));
    let evidence: Vec<&str> =
        row.evidence.iter().map(|quantity| words.word("quantity", quantity.key())).collect();
    let evidence = match evidence.is_empty() {
        true => labels.text("consult.nothing")?.to_owned(),
        false => evidence.join("; "),
    };
    cells.push(Cell::Text(evidence));
    Ok(cells)
}

/// How persons are shown.
const PERSONS: &str = "#,##0";

/// Median and ends of the 80% prediction interval; a figure without a range has no ends.
fn interval(figure: Option<&FormFigure>) -> [Cell; 3] {
    let persons = |value: f64| Cell::Number(value, true, PERSONS);
    match figure.map(|one| one.figure.estimate) {
        None => [Cell::Empty, Cell::Empty, Cell::Empty],
        Some(Estimate::Point { value }) => [persons(value), Cell::Empty, Cell::Empty],
        Some(Estimate::Range(range)) => {
            [persons(range.median()), persons(range.lo80()), persons(range.hi80())]
        }
    }
}

/// What the figures are of: for each group and place, which measures of which years.
fn figures_of(form: &PanelForm, row: &FormRow, words: &Words) -> Result<String, ReportError> {
    let labels = words.labels();
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for one in row.figures.iter().flatten() {
        let (key, code) = (&one.key, one.key.occupation.as_deref().unwrap_or_default());
        let measure = labels.text(&format!("measure.{}", key.measure.key()))?;
        let years = match key.from == key.to {
            true => key.from.to_string(),
            false => format!("{}–{}", key.from, key.to),
        };
        let place = match &key.region {
            Some(region) => words.name(&form.region_labels, region),
            None => labels.text("country")?,
        };
        let of = format!("{}, {place}", code.rsplit(':').next().unwrap_or(code));
        let measure = format!("{measure}, {years}");
        match all.iter_mut().find(|(known, _)| *known == of) {
            Some((_, measures)) => measures.push(measure),
            None => all.push((of, vec![measure])),
        }
    }
    let all = all.into_iter().map(|(of, measures)| format!("{of}: {}", measures.join("; ")));
    Ok(all.collect::<Vec<_>>().join(". "))
}

/// The name of a form's file: its number and the body, whose identifier leads nowhere and is no more
/// than letters, digits and dashes.
#[must_use]
pub fn panel_form_name(number: usize, form: &PanelForm, ending: &str) -> String {
    body_file_name(number, &form.body.id, ending)
}

/// The name of a file about a body.
pub fn body_file_name(number: usize, body: &str, ending: &str) -> String {
    /// Longest part of an identifier in a name, in characters.
    const LONGEST: usize = 60;
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let body: String = body.chars().take(LONGEST).map(plain).collect();
    format!("{number:02}-{body}.{ending}")
}

/// A form as a table for programs: the rows of its workbook, the names of columns as readers go by them.
///
/// # Errors
/// When a label is missing.
pub fn panel_form_table(
    form: &PanelForm,
    rules: &PanelRules,
    words: &Words,
) -> Result<ResultTable, ReportError> {
    let rows = cells(form, rules, words)?;
    let numbers: Vec<&str> = [
        &column::EMPLOYMENT[..],
        &column::OPENINGS,
        &[column::REPLACEMENT, column::COVER, column::TIGHTNESS],
    ]
    .concat();
    let columns = names(rules).into_iter().enumerate().map(|(at, name)| {
        let cells = rows.iter().map(|row| row.get(at));
        let column = match numbers.contains(&name) {
            true => Column::Number(
                cells
                    .map(|cell| match cell {
                        Some(Cell::Number(value, persons, _)) => {
                            in_csv(*persons, *value).parse().ok()
                        }
                        _ => None,
                    })
                    .collect(),
            ),
            false => Column::OptionalText(
                cells
                    .map(|cell| match cell {
                        Some(Cell::Text(text)) => Some(text.clone()),
                        _ => None,
                    })
                    .collect(),
            ),
        };
        (name.to_owned(), column)
    });
    Ok(ResultTable { name: "panel_form".to_owned(), columns: columns.collect() })
}

/// A form as a workbook: a sheet with what is asked, and one for the answers, in which the codes can be
/// chosen. What identifies the form stands in columns that are not shown.
///
/// # Errors
/// When a label is missing, or the archive can't be written.
pub fn panel_form_workbook(
    form: &PanelForm,
    rules: &PanelRules,
    words: &Words,
) -> Result<Vec<u8>, ReportError> {
    let labels = words.labels();
    let title = labels.fill("consult.title", &[("year", &form.year.to_string())])?;
    let wanted = ["consult.sheet.request", "consult.sheet.answers"];
    let wanted = wanted.map(|key| labels.text(key).map(str::to_owned));
    let wanted = wanted.into_iter().collect::<Result<Vec<_>, ReportError>>()?;
    let [of_request, of_answers] = &sheet_names(&wanted)[..] else {
        return Err(ReportError::Workbook { reason: text!("it has no sheets") });
    };
    let request = request(form, rules, words, [of_request, of_answers, &title])?;
    let answers = answers(form, rules, words, [of_answers, &title])?;
    let year = u16::try_from(form.year).unwrap_or_default();
    let sheets = vec![(request, None), (answers, None)];
    // The day is the first of the panel's year, and never the clock's.
    Book { title, author: "Suranys".to_owned(), date: (year, 1, 1), sheets }.to_bytes()
}

/// A sheet of paragraphs, each with what it is about in front.
struct Page {
    sheet: Sheet,
    row: u32,
}

impl Page {
    fn line(&mut self, about: &str, text: &str, style: Style) {
        self.sheet.text(self.row, 0, about, Style::Bold);
        self.sheet.text(self.row, 1, text, style);
        self.row += 1;
    }
}

fn request(
    form: &PanelForm,
    rules: &PanelRules,
    words: &Words,
    [name, of_answers, title]: [&str; 3],
) -> Result<Sheet, ReportError> {
    let labels = words.labels();
    let head = |key: &str| labels.text(&format!("consult.head.{key}")).map(str::to_owned);
    let body = words.name(&form.body.labels, &form.body.id);
    let mut page = Page { sheet: Sheet::new(name), row: 0 };
    page.sheet.width(0, TEXT);
    page.sheet.width(1, REQUEST);
    page.sheet.on_pages = true;
    page.sheet.text(0, 0, title, Style::Title);
    page.row = 1;
    if form.synthetic {
        page.sheet.text(1, 0, MARK, Style::Title);
        page.sheet.above_pages = Some(MARK.to_owned());
        page.row = 2;
    }
    let region = words.name(&form.region_labels, &form.region);
    let (month, day) = rules.due;
    let due = format!("{}-{month:02}-{day:02}", form.year);
    for (key, text) in [
        ("body", format!("{body} ({})", form.body.id)),
        ("region", format!("{region} ({})", form.region)),
        ("year", form.year.to_string()),
        ("due", due),
        ("contact", words.name(&rules.contact, "").to_owned()),
        ("package", format!("{} {}", form.package, form.version)),
        ("format", form.identification().first().cloned().unwrap_or_default()),
    ] {
        page.line(&head(key)?, &text, Style::Words);
    }
    page.row += 1;
    let next = form.year.saturating_add(1).to_string();
    let codes = labels.fill("consult.ask.codes", &[("sheet", of_answers), ("next", &next)])?;
    page.line(&head("ask")?, &codes, Style::Words);
    for text in [labels.text("consult.ask.reason")?, labels.text("consult.ask.unchanged")?] {
        page.line("", text, Style::Words);
    }
    page.row += 1;
    let mut about = head("codes")?;
    for question in &rules.questions {
        page.line(&about, words.name(&question.text, &question.id), Style::Bold);
        about.clear();
        for answer in &question.answers {
            let text = format!("{}  {}", answer.code, words.name(&answer.text, ""));
            page.line("", &text, Style::Words);
        }
        page.line("", &format!("{DASH}  {}", labels.text("consult.no-opinion")?), Style::Words);
        page.line("", &basis(&question.basis, words)?, Style::Note);
    }
    page.row += 1;
    let mut about = head("count")?;
    for text in counting(rules, labels)? {
        page.line(&about, &text, Style::Words);
        about.clear();
    }
    page.row += 1;
    let column = labels.text("consult.column.figures_of")?;
    let text = labels.fill("consult.figures", &[("column", column)])?;
    page.line(&head("about-figures")?, &text, Style::Words);
    Ok(page.sheet)
}

/// When answers count, in sentences.
fn counting(rules: &PanelRules, labels: &LabelBook) -> Result<[String; 3], ReportError> {
    let share = |key: &str| labels.percent(rules.value(key).unwrap_or_default());
    let count = |key: &str| labels.parameter(rules.value(key).unwrap_or_default());
    let counts = |key: &str, of: &str, few: &str| {
        labels.fill(key, &[("share", &share(of)), ("answers", &count(few))])
    };
    let majority = [("share", share(PanelRules::MAJORITY))];
    let majority: Vec<(&str, &str)> = majority.iter().map(|(k, v)| (*k, v.as_str())).collect();
    Ok([
        counts("consult.rule.region", PanelRules::REGION_ANSWERED, PanelRules::REGION_ANSWERS)?,
        counts("consult.rule.nation", PanelRules::NATION_REGIONS, PanelRules::NATION_ANSWERS)?,
        labels.fill("consult.rule.majority", &majority)?,
    ])
}

fn basis(of: &suranys_core::scenario::CitedBasis, words: &Words) -> Result<String, ReportError> {
    let source = of.source_in.get(words.language()).unwrap_or(&of.source);
    let basis = words.word("basis", of.basis.key());
    words.labels().fill("consult.sources", &[("basis", basis), ("source", source)])
}

fn answers(
    form: &PanelForm,
    rules: &PanelRules,
    words: &Words,
    [name, title]: [&str; 2],
) -> Result<Sheet, ReportError> {
    let labels = words.labels();
    let body = words.name(&form.body.labels, &form.body.id);
    let mut sheet = Sheet::new(name);
    let of = labels.fill("consult.form-of", &[("body", body)])?;
    let names = names(rules);
    let first = u16::try_from(column::IDENTIFICATION.len()).unwrap_or_default();
    sheet.text(0, first, title, Style::Title);
    sheet.text(1, first, &of, Style::Bold);
    if form.synthetic {
        sheet.text(1, first + 3, MARK, Style::Title);
        sheet.above_pages = Some(MARK.to_owned());
    }
    let rows = cells(form, rules, words)?;
    let last = NAMES + u32::try_from(rows.len()).unwrap_or_default();
    for (at, name) in (0_u16..).zip(&names) {
        let question = rules.question(name);
        let head = match question {
            Some(question) => words.name(&question.text, &question.id),
            None => labels.text(&format!("consult.column.{name}"))?,
        };
        sheet.text(HEADS, at, head, Style::Head);
        sheet.text(NAMES, at, name, Style::Note);
        sheet.width(at, width(name, question.is_some()));
        if column::IDENTIFICATION.contains(name) || *name == column::CHECK {
            sheet.hidden_columns.insert(at);
        }
        if let Some(question) = question.filter(|_| !rows.is_empty()) {
            sheet.choices.push(choice(question, at, last, words));
        }
    }
    for (line, row) in (NAMES + 1..).zip(rows) {
        for (at, cell) in (0_u16..).zip(row) {
            match cell {
                Cell::Text(text) => sheet.text(line, at, &text, Style::Words),
                Cell::Number(value, _, format) => sheet.number(line, at, value, format),
                Cell::Empty => {}
            }
        }
    }
    sheet.hidden_rows.insert(NAMES);
    // Number, code and name stay in sight.
    sheet.frozen = Some((NAMES + 1, first + 4));
    sheet.repeated = Some(HEADS);
    sheet.on_pages = true;
    Ok(sheet)
}

fn width(name: &str, question: bool) -> f64 {
    match name {
        column::NAME => NAME,
        column::OF | column::EVIDENCE | column::REASON => TEXT,
        column::OCCUPATION => CODE,
        column::NUMBER | column::STATUS => NUMBER / 2.0,
        _ if question => CODE,
        _ => NUMBER,
    }
}

fn choice(question: &PanelQuestion, column: u16, last: u32, words: &Words) -> Choice {
    let codes = question.answers.iter().map(|answer| answer.code.to_string());
    let meant = question
        .answers
        .iter()
        .map(|answer| format!("{} {}", answer.code, words.name(&answer.text, "")));
    Choice {
        column,
        first: NAMES + 1,
        last,
        words: codes.chain([DASH.to_owned()]).collect(),
        listed: None,
        prompt: meant.collect::<Vec<_>>().join("; "),
    }
}

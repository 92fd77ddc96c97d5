//! Answers of the panel, from forms that came back.

use crate::forms::rows::Row;
use crate::forms::sheet::{CHECK, Sheet, sheet};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use suranys_core::diagnostic::{listed, nearest};
use suranys_core::display_text::visible_running;
use suranys_core::limits::YEARS;
use suranys_core::shortage_list::panel::ABSTAIN;
use suranys_core::shortage_list::panel_form::{PANEL_FORM, column, row_check};
use suranys_core::shortage_list::{Body, Cited, PackageEvidence, PanelAnswer, PanelRules};
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};

/// What stands in a cell of a form for an abstention, next to nothing at all.
const DASHES: [&str; 3] = ["-", "–", "—"];
/// Longest reason, in characters.
const LONGEST_REASON: usize = 2_000;

/// What forms are held against.
#[derive(Debug, Clone, Copy)]
pub struct FormsAsked<'f> {
    /// The package whose bodies were asked, with its register.
    pub package: &'f PackageEvidence,
    /// The questions.
    pub rules: &'f PanelRules,
    /// The panel's year; without it that of the first form.
    pub year: Option<i32>,
    /// Day on which the answers came in, ISO.
    pub date: &'f str,
}

/// Reads forms that came back: every answer and every abstention, in the order of the register.
///
/// # Errors
/// With everything that is wrong with any of them: another package, version, year or format; a code
/// that was changed; a row that was added or removed; an answer that no question allows; a body that
/// is not known, is of another region, or answered already.
pub fn read_panel_forms(
    files: &[PathBuf],
    asked: &FormsAsked<'_>,
) -> Result<Vec<PanelAnswer>, Vec<Diagnostic>> {
    let mut reader = Reader::new(asked);
    for file in files {
        let shown = file.display().to_string();
        let bytes = crate::ordinary::read(file);
        let table = bytes.map_err(|error| {
            let message = text!("the form can't be read: {error}", error);
            let wrong = Diagnostic::error(CHECK, Span::file(shown.as_str()), message);
            Box::new(wrong.help(text!("name an existing file")))
        });
        match table.and_then(|bytes| sheet(&shown, &bytes)) {
            Ok(table) => reader.form(&table, &file_name(file)),
            Err(wrong) => reader.found.push(*wrong),
        }
    }
    reader.finished()
}

/// Reads one form from its bytes, be they of a workbook or of CSV; `name` is what messages call it.
///
/// # Errors
/// As [`read_panel_forms`].
pub fn read_panel_form(
    name: &str,
    bytes: &[u8],
    asked: &FormsAsked<'_>,
) -> Result<Vec<PanelAnswer>, Vec<Diagnostic>> {
    let mut reader = Reader::new(asked);
    match sheet(name, bytes) {
        Ok(table) => reader.form(&table, name),
        Err(wrong) => reader.found.push(*wrong),
    }
    reader.finished()
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// What was read so far.
struct Reader<'f> {
    asked: &'f FormsAsked<'f>,
    year: Option<i32>,
    /// The file in which each body answered.
    bodies: BTreeMap<String, String>,
    answers: Vec<PanelAnswer>,
    found: Vec<Diagnostic>,
}

/// How to put right a form that was changed where nobody was asked to write.
const AGAIN: Text = text!("take the form as it was sent, and write answers and reasons only");

impl<'f> Reader<'f> {
    fn new(asked: &'f FormsAsked<'f>) -> Reader<'f> {
        Reader {
            asked,
            year: asked.year,
            bodies: BTreeMap::new(),
            answers: Vec::new(),
            found: Vec::new(),
        }
    }

    /// The answers in the order of the register, or everything that is wrong.
    fn finished(mut self) -> Result<Vec<PanelAnswer>, Vec<Diagnostic>> {
        if !self.found.is_empty() {
            return Err(listed(self.found, CHECK, "forms"));
        }
        self.answers.sort();
        Ok(self.answers)
    }

    fn find(
        &mut self,
        span: Span,
        message: impl Into<Text>,
        found: &str,
        allowed: impl Into<Text>,
        help: impl Into<Text>,
    ) {
        let finding = Diagnostic::error(CHECK, span, message);
        self.found.push(finding.found(found).allowed(allowed).help(help));
    }

    fn form(&mut self, table: &Sheet, name: &str) {
        let questions = self.asked.rules.questions.iter().map(|question| question.id.as_str());
        let wanted: Vec<&str> =
            column::IDENTIFICATION.into_iter().chain(column::ROW).chain(questions).collect();
        let missing: Vec<&str> =
            wanted.iter().filter(|name| !table.columns.contains_key(**name)).copied().collect();
        for name in &missing {
            let there: Vec<&str> = table.columns.keys().map(String::as_str).collect();
            let message = text!("the form has no column `{name}`", name);
            self.find(table.span(table.head, name), message, &there.join(", "), *name, AGAIN);
        }
        if !missing.is_empty() {
            return;
        }
        if table.rows.is_empty() {
            let message = text!("the form has no rows");
            self.find(
                Span::file(&*table.file),
                message,
                "none",
                text!("a row for each occupation"),
                AGAIN,
            );
            return;
        }
        self.columns(table);
        self.identified(table);
        self.rows(table);
        self.answers(table, name);
    }

    /// Nothing stands where the form has no column: what somebody wrote there would be lost.
    fn columns(&mut self, table: &Sheet) {
        let mut seen: BTreeSet<usize> = table.columns.values().copied().collect();
        for row in &table.rows {
            for (place, text) in &row.cells {
                if text.trim().is_empty() || !seen.insert(*place) {
                    continue;
                }
                let message = text!("the text stands in no column of the form");
                let names: Vec<&str> = table.columns.keys().map(String::as_str).collect();
                let help =
                    text!("write reasons in the column `reason`, and nothing next to the table");
                self.find(table.place(row.line, *place), message, text, names.join(", "), help);
            }
        }
    }

    /// What says whose form it is, of which package, year and format: looked at once for each text that
    /// stands there.
    fn identified(&mut self, table: &Sheet) {
        let asked = self.asked;
        for name in column::IDENTIFICATION {
            let mut seen: BTreeSet<&str> = BTreeSet::new();
            for row in &table.rows {
                let text = table.text(row, name).trim();
                // A row without anything of the form is reported as one that was added.
                let strange = table.text(row, column::CHECK).trim().is_empty();
                if strange || !seen.insert(text) {
                    continue;
                }
                let span = table.span(row.line, name);
                match name {
                    column::FORMAT => self.is(span, name, text, &PANEL_FORM.to_string()),
                    column::PACKAGE => self.is(span, name, text, &asked.package.name),
                    column::VERSION => self.is(span, name, text, &asked.package.version),
                    column::YEAR => self.of_year(span, text),
                    column::BODY => self.of_body(table, row, span, text),
                    _ => {}
                }
                if seen.len() > 1 {
                    let message = text!("the rows of the form differ in `{name}`", name);
                    let first = seen.iter().find(|other| **other != text).copied();
                    let span = table.span(row.line, name);
                    self.find(span, message, text, first.unwrap_or_default(), AGAIN);
                }
            }
        }
    }

    fn is(&mut self, span: Span, name: &str, found: &str, wanted: &str) {
        // A form shows texts as workbooks do.
        let wanted = visible_running(wanted);
        let wanted = wanted.trim();
        if found != wanted {
            let message = match name {
                column::FORMAT => text!("the form is of another format"),
                column::PACKAGE => text!("the form is of another package"),
                _ => text!("the form is of another version of the package"),
            };
            let help = text!(
                "read it with the package it was written from (`--package`), or have it filled \
                        in anew"
            );
            self.find(span, message, found, wanted, help);
        }
    }

    fn of_year(&mut self, span: Span, found: &str) {
        let year = found.parse().ok().filter(|year| YEARS.contains(year));
        match (year, self.year) {
            (None, _) => {
                let allowed = text!("{min} to {max}", min = YEARS.start(), max = YEARS.end());
                self.find(span, text!("`{found}` is no year", found), found, &allowed, AGAIN);
            }
            (Some(year), None) => self.year = Some(year),
            (Some(year), Some(wanted)) if year != wanted => {
                let message = text!("the form is of another year");
                let help = text!("read the forms of each year by themselves (`--year`)");
                self.find(span, message, found, wanted.to_string(), help);
            }
            _ => {}
        }
    }

    fn of_body(&mut self, table: &Sheet, row: &Row, span: Span, found: &str) {
        let package = self.asked.package;
        let Some(body) = package.bodies.iter().find(|body| body.id == found) else {
            let ids: Vec<&str> = package.bodies.iter().map(|body| body.id.as_str()).collect();
            let help = match nearest(found, ids.iter().copied()) {
                Some(near) => text!("is `{near}` meant? {again}", near, again = AGAIN),
                None => AGAIN.to_owned(),
            };
            let message = text!("`{found}` is no body of the package", found);
            return self.find(span, message, found, ids.join(", "), &help);
        };
        let (wanted, region) = (self.region_of(body), table.text(row, column::REGION).trim());
        if region != wanted {
            let message = text!("`{region}` is not the region of `{found}`", region, found);
            self.find(table.span(row.line, column::REGION), message, region, &wanted, AGAIN);
        }
        let year = table.text(row, column::YEAR).trim();
        if let Some(before) = self.bodies.get(found) {
            let message = text!("there are two forms of `{found}`", found);
            let found = text!("{file} and {before}", file = table.file, before);
            let help = text!("find out which of the two holds, and read that one alone");
            return self.find(span, message, &found, text!("one form of each body"), help);
        }
        let before = package
            .panel
            .iter()
            .find(|answer| answer.body == found && answer.year.to_string() == year);
        if let Some(before) = before {
            let message =
                text!("the register has answers of `{found}` in {year} already", found, year);
            let text = text!(
                "{file}:{row} of {date}",
                file = before.cell.file,
                row = before.cell.row,
                date = before.date
            );
            let help =
                text!("leave the form out, or take the former rows out of the register first");
            self.find(span, message, &text, text!("one form of each body and year"), help);
        }
        self.bodies.insert(found.to_owned(), table.file.clone());
    }

    fn region_of(&self, body: &Body) -> String {
        match body.region.as_str() {
            "" => self.asked.package.country.clone(),
            region => region.to_owned(),
        }
    }

    /// Every row that was written is there once, and none else.
    fn rows(&mut self, table: &Sheet) {
        let package = self.asked.package;
        let known: Vec<&str> = package
            .nodes
            .iter()
            .map(|node| node.id.as_str())
            .chain(package.professions.iter().map(|profession| profession.id.as_str()))
            .collect();
        let mut seen: BTreeMap<u64, u64> = BTreeMap::new();
        let mut rows = 0;
        for row in &table.rows {
            let text = |name: &str| table.text(row, name).trim();
            let (number, check, id) =
                (text(column::NUMBER), text(column::CHECK), text(column::OCCUPATION));
            let of: [&str; 7] = column::IDENTIFICATION.map(text);
            let count = text(column::ROWS).parse::<u64>().unwrap_or(0);
            rows = rows.max(count.min(crate::forms::rows::ROWS as u64));
            let place = number.parse::<u64>().ok().filter(|place| (1..=count).contains(place));
            let Some(place) = place.filter(|_| !check.is_empty()) else {
                let message = text!("the row was added to the form");
                let found = format!("{number} {id}");
                let allowed = text!("the rows 1 to {rows} of the form", rows);
                self.find(table.span(row.line, column::NUMBER), message, &found, &allowed, AGAIN);
                continue;
            };
            if let Some(first) = seen.insert(place, row.line) {
                let message = text!("row {place} of the form stands twice", place);
                let allowed = text!("once, as in row {first} of the file", first);
                self.find(table.span(row.line, column::NUMBER), message, number, &allowed, AGAIN);
                continue;
            }
            if row_check(&of, number, id) == check {
                continue;
            }
            let written = known.iter().find(|known| row_check(&of, number, known) == check);
            let (message, allowed) = match written {
                Some(written) => {
                    (text!("the code of the occupation was changed"), (*written).into())
                }
                None => (
                    text!("the row is not as it was written"),
                    text!(
                        "package, version, body, region, year, number, code and check as in the form \
                     that was sent"
                    ),
                ),
            };
            self.find(
                table.span(row.line, column::OCCUPATION),
                message.to_owned(),
                id,
                &allowed,
                AGAIN,
            );
        }
        let missing: Vec<u64> = (1..=rows).filter(|place| !seen.contains_key(place)).collect();
        for place in missing {
            let message = text!("row {place} of the form is missing", place);
            let after = seen.range(..place).next_back().map_or(table.head, |(_, line)| *line);
            let found = text!("{seen} of {rows} rows", seen = seen.len(), rows);
            let allowed = text!("each row from 1 to {rows}", rows);
            self.find(table.span(after, column::NUMBER), message, &found, &allowed, AGAIN);
        }
    }

    fn answers(&mut self, table: &Sheet, form: &str) {
        let mut seen = BTreeSet::new();
        for row in &table.rows {
            let text = |name: &str| table.text(row, name).trim().to_owned();
            let reason = text(column::REASON);
            let length = reason.chars().count();
            if length > LONGEST_REASON {
                let allowed = text!("at most {max} characters", max = LONGEST_REASON);
                let message = text!("the reason has {length} characters", length);
                let span = table.span(row.line, column::REASON);
                self.find(span, message, &reason, &allowed, text!("shorten it"));
            }
            for question in &self.asked.rules.questions {
                let said = text(&question.id);
                let abstains = said.is_empty() || DASHES.contains(&said.as_str());
                let code = question.code(&said);
                let span = table.span(row.line, &question.id);
                if !abstains && code.is_none() {
                    let allowed =
                        text!("{codes}; - or nothing to abstain", codes = question.codes());
                    let message = text!(
                        "`{said}` is no answer to `{question}`",
                        said,
                        question = question.id
                    );
                    self.find(span, message, &said, &allowed, text!("write one of the codes"));
                    continue;
                }
                let (body, occupation) = (text(column::BODY), text(column::OCCUPATION));
                if !seen.insert((occupation.clone(), question.id.clone())) {
                    continue;
                }
                self.answers.push(PanelAnswer {
                    year: text(column::YEAR).parse().unwrap_or_default(),
                    body,
                    region: text(column::REGION),
                    occupation,
                    question: question.id.clone(),
                    answer: code.map_or(ABSTAIN.to_owned(), |code| code.to_string()),
                    date: self.asked.date.to_owned(),
                    reason: reason.clone(),
                    form: form.to_owned(),
                    synthetic: self.asked.package.synthetic,
                    cell: Cited {
                        file: span.file,
                        row: row.line,
                        column: span.column.unwrap_or_default(),
                        text: said,
                    },
                });
            }
        }
    }
}

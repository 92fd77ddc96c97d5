//! The panel's file next to the rulebooks of a jurisdiction: its questions, and when answers count.

use crate::toml::reader::{BASIS, File, FileKind, Pair, SaidBasis, read_chain};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use suranys_core::classification::Labels;
use suranys_core::provenance::Fingerprint;
use suranys_core::scenario::ParameterSpec;
use suranys_core::shortage_list::panel::LAST_CODE;
use suranys_core::shortage_list::panel_form::column;
use suranys_core::shortage_list::{PanelCode, PanelQuestion, PanelRules};
use suranys_core::text;
use suranys_core::time::days_of_month;
use suranys_core::{Diagnostic, Span};
use toml::de::DeTable;

/// What messages call the file.
const PANEL: FileKind = FileKind { check: "panel", word: text!("panel") };
/// Its name in the folder of a jurisdiction.
const FILE: &str = "panel.toml";
/// Format of the file.
const FORMAT: f64 = 1.0;
const TOP: [&str; 4] = ["format", "form", "questions", "parameters"];
const FORM: [&str; 4] = ["due", "contact", BASIS[0], BASIS[1]];
const QUESTION: [&str; 6] = ["id", "text", "answers", "shortage_from", BASIS[0], BASIS[1]];
const ANSWER: [&str; 2] = ["code", "text"];
/// A leap year, in which every day may be.
const LEAP: u32 = 2000;

/// Reads what the panel of a jurisdiction asks; `folder` holds a folder for each jurisdiction.
///
/// # Errors
/// All findings with their places.
pub fn read_panel_rules(
    folder: &Path,
    jurisdiction: &str,
) -> Result<(PanelRules, Vec<Fingerprint>), Vec<Diagnostic>> {
    let path = folder.join(jurisdiction).join(FILE);
    let (mut problems, mut fingerprints) = (Vec::new(), BTreeMap::new());
    let mut rules = None;
    read_chain(&path, None, &PANEL, &mut fingerprints, &mut problems, &mut |file, table| {
        rules = file.panel(table);
    });
    match rules {
        Some(rules) if problems.is_empty() => Ok((rules, fingerprints.into_values().collect())),
        _ if problems.is_empty() => {
            let message = text!("the panel's file is not complete");
            Err(vec![Diagnostic::error(
                PANEL.check,
                Span::file(path.display().to_string()),
                message,
            )])
        }
        _ => Err(problems),
    }
}

/// What a form's table says.
struct FormPart {
    due: (u8, u8),
    contact: Labels,
    basis: suranys_core::scenario::CitedBasis,
}

impl File<'_> {
    fn panel(&mut self, table: &DeTable<'_>) -> Option<PanelRules> {
        let before = self.found();
        let (mut form, mut questions) = (None, Vec::new());
        let mut parameters = BTreeMap::new();
        let mut format = false;
        for pair in table {
            match pair.0.get_ref().as_ref() {
                "format" => {
                    format = crate::toml::reader::number(pair.1.get_ref()) == Some(FORMAT);
                    if !format {
                        self.wrong_type(pair, FORMAT.to_string());
                    }
                }
                "form" => form = self.form(pair),
                "questions" => questions = self.questions(pair),
                "parameters" => {
                    parameters = self.known_parameters(pair, &PanelRules::PARAMETERS, |_| false);
                }
                _ => self.unknown(pair.0, &TOP),
            }
        }
        let given = |spec: &ParameterSpec| parameters.contains_key(spec.key);
        let missing: Vec<&str> =
            PanelRules::PARAMETERS.iter().filter(|spec| !given(spec)).map(|s| s.key).collect();
        if self.found() == before
            && (!format || form.is_none() || questions.is_empty() || !missing.is_empty())
        {
            let keys: Vec<&str> = PanelRules::PARAMETERS.iter().map(|spec| spec.key).collect();
            let allowed = text!(
                "{top}, and of parameters {keys}",
                top = TOP.join(", "),
                keys = keys.join(", ")
            );
            let message = text!("the panel's file is not complete");
            self.problem(&(0..0), message, "", &allowed, text!("add what is missing"));
        }
        let FormPart { due, contact, basis } = form?;
        (self.found() == before).then_some(PanelRules {
            due,
            contact,
            basis,
            questions,
            parameters,
        })
    }

    fn form(&mut self, pair: Pair<'_, '_>) -> Option<FormPart> {
        let Some(table) = pair.1.get_ref().as_table() else {
            self.wrong_type(pair, text!("a table with due, contact, basis and source"));
            return None;
        };
        let before = self.found();
        let (mut due, mut contact, mut said) = (None, BTreeMap::new(), SaidBasis::default());
        for part in table {
            match part.0.get_ref().as_ref() {
                "due" => {
                    due = part.1.get_ref().as_str().and_then(month_and_day);
                    if due.is_none() {
                        self.wrong_type(part, text!("a month and a day, such as `10-15`"));
                    }
                }
                "contact" => self.labels(part, &mut contact),
                _ if self.basis(part, &mut said) => {}
                _ => self.unknown(part.0, &FORM),
            }
        }
        let basis = self.based(pair, said, before);
        if (due.is_none() || contact.is_empty()) && self.found() == before {
            let message = text!("the form does not say when it is due and whom to ask");
            self.problem(
                &pair.0.span(),
                message,
                "",
                FORM.join(", "),
                text!("add what is missing"),
            );
        }
        Some(FormPart { due: due?, contact: Labels(contact), basis: basis? })
    }

    fn questions(&mut self, pair: Pair<'_, '_>) -> Vec<PanelQuestion> {
        let Some(list) = pair.1.get_ref().as_array() else {
            self.wrong_type(pair, text!("a list of questions: `[[questions]]`"));
            return Vec::new();
        };
        let mut all: Vec<PanelQuestion> = Vec::new();
        for one in list {
            let Some(table) = one.get_ref().as_table() else {
                self.wrong_type(pair, text!("a list of questions: `[[questions]]`"));
                continue;
            };
            let Some(question) = self.question((pair.0, one), table) else { continue };
            if all.iter().any(|known| known.id == question.id) {
                let message = text!("question `{question}` is asked twice", question = question.id);
                let help = text!("give one another id");
                self.problem(&one.span(), message, &question.id, text!("each once"), help);
            }
            all.push(question);
        }
        all
    }

    fn question(&mut self, pair: Pair<'_, '_>, table: &DeTable<'_>) -> Option<PanelQuestion> {
        let before = self.found();
        let (mut id, mut text, mut answers) = (None, BTreeMap::new(), Vec::new());
        let (mut from, mut said) = (None, SaidBasis::default());
        for part in table {
            match part.0.get_ref().as_ref() {
                "id" => {
                    id = part.1.get_ref().as_str().filter(|id| is_column(id)).map(str::to_owned);
                    if id.is_none() {
                        let allowed = text!(
                            "a word of small letters and underscores that no other column \
                                       of a form has"
                        );
                        self.wrong_type(part, allowed);
                    }
                }
                "text" => self.labels(part, &mut text),
                "answers" => answers = self.codes(part),
                "shortage_from" => from = self.code(part),
                _ if self.basis(part, &mut said) => {}
                _ => self.unknown(part.0, &QUESTION),
            }
        }
        let basis = self.based(pair, said, before);
        let known: BTreeSet<u8> = answers.iter().map(|answer| answer.code).collect();
        let alone = known.len() < 2 || known.len() < answers.len();
        if (id.is_none() || text.is_empty() || alone) && self.found() == before {
            let message = text!("the question is not complete");
            let allowed =
                text!("id, text, two answers or more with codes of their own, basis, source");
            self.problem(&pair.1.span(), message, "", allowed, text!("add what is missing"));
        }
        if let Some(code) = from.filter(|code| !known.contains(code)) {
            let message =
                text!("`shortage_from` is {code}, which is no answer of the question", code);
            let listed: Vec<String> = known.iter().map(u8::to_string).collect();
            let (found, allowed) = (code.to_string(), listed.join(", "));
            self.problem(&pair.1.span(), message, &found, &allowed, text!("name one of its codes"));
        }
        answers.sort_by_key(|answer| answer.code);
        let (id, basis) = (id?, basis?);
        Some(PanelQuestion { id, text: Labels(text), answers, shortage_from: from, basis })
    }

    fn codes(&mut self, pair: Pair<'_, '_>) -> Vec<PanelCode> {
        let Some(list) = pair.1.get_ref().as_array() else {
            self.wrong_type(pair, text!("a list of answers: `[[questions.answers]]`"));
            return Vec::new();
        };
        let mut all = Vec::new();
        for one in list {
            let Some(table) = one.get_ref().as_table() else {
                self.wrong_type(pair, text!("a list of answers: `[[questions.answers]]`"));
                continue;
            };
            let (mut code, mut text) = (None, BTreeMap::new());
            for part in table {
                match part.0.get_ref().as_ref() {
                    "code" => code = self.code(part),
                    "text" => self.labels(part, &mut text),
                    _ => self.unknown(part.0, &ANSWER),
                }
            }
            match code {
                Some(code) if !text.is_empty() => all.push(PanelCode { code, text: Labels(text) }),
                _ => {
                    let message = text!("the answer does not say its code and text");
                    let help = text!("add what is missing");
                    self.problem(&one.span(), message, "", ANSWER.join(", "), help);
                }
            }
        }
        all
    }

    /// A code: one digit, so that no spreadsheet writes it otherwise.
    fn code(&mut self, pair: Pair<'_, '_>) -> Option<u8> {
        let number = crate::toml::reader::number(pair.1.get_ref());
        let code = (0..=LAST_CODE).find(|code| number == Some(f64::from(*code)));
        if code.is_none() {
            self.wrong_type(pair, text!("a digit from 0 to {max}", max = LAST_CODE));
        }
        code
    }
}

/// A month and a day in it: `10-15`.
fn month_and_day(text: &str) -> Option<(u8, u8)> {
    let (month, day) = text.split_once('-')?;
    let digits = |part: &str| part.len() == 2 && part.chars().all(|c| c.is_ascii_digit());
    let number = |part: &str| part.parse::<u8>().ok().filter(|_| digits(part));
    let (month, day) = (number(month)?, number(day)?);
    let days = days_of_month(LEAP, u32::from(month))?;
    (1..=days).contains(&u32::from(day)).then_some((month, day))
}

/// Whether a word can name the column of a question.
fn is_column(word: &str) -> bool {
    let plain = word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let taken = column::IDENTIFICATION.iter().chain(&column::ROW).chain(&column::SHOWN);
    !word.is_empty() && word.len() <= 30 && plain && !taken.into_iter().any(|name| *name == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected: by the calendar.
    #[test]
    fn a_day_that_may_be_in_a_year_is_one() {
        assert_eq!(month_and_day("10-15"), Some((10, 15)));
        assert_eq!(month_and_day("02-29"), Some((2, 29)));
        for wrong in ["02-30", "13-01", "00-10", "1-1", "10-00", "+1-05", "10-15-1", ""] {
            assert_eq!(month_and_day(wrong), None, "{wrong}");
        }
    }
}

//! The form of the yearly panel: as it is sent to a body, and as it is filled in.

use crate::failure::Failure;
use crate::workbench::bench::Workbench;
use crate::workbench::bench_run::BenchRun;
use std::collections::BTreeMap;
use suranys_core::shortage_list::panel_form::column;
use suranys_core::shortage_list::{PanelAnswer, PanelForm, PanelRules};
use suranys_core::table::{Column, ResultTable};
use suranys_core::text;
use suranys_core::{Diagnostic, Span};
use suranys_data::{FormsAsked, read_panel_form, read_panel_rules, sibling};
use suranys_report::{Words, panel_form_name, panel_form_table};
use suranys_rules::{FormRequest, panel_forms, panel_occupations};

/// The forms of a year with the questions.
#[derive(Debug)]
pub struct PanelSheet {
    /// The questions.
    pub rules: PanelRules,
    /// A form for each body that is asked, in the order of the package's bodies.
    pub forms: Vec<PanelForm>,
}

/// What a body says of an occupation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FilledRow {
    /// Code of the answer by question; a question that is not there abstains.
    pub answers: BTreeMap<String, String>,
    /// Why, in the body's own words.
    pub reason: String,
}

impl Workbench {
    /// The forms of a year with the figures of a run; none where the package has no list.
    ///
    /// # Errors
    /// When the questions or a rulebook have findings.
    pub fn panel(&self, run: &BenchRun, year: i32) -> Result<Option<PanelSheet>, Failure> {
        let Some(books) = self.books(&run.output)? else { return Ok(None) };
        let folder = sibling(&self.package, "rules");
        let (rules, _) =
            read_panel_rules(&folder, &books.request.jurisdiction).map_err(Failure::Findings)?;
        let package = &self.sound.evidence;
        let (list, _) = books.list(&run.output, package, false)?;
        let occupations = panel_occupations(&list);
        let forms = panel_forms(&FormRequest {
            package,
            list: &list,
            forecast: &run.output,
            occupations: &occupations,
            year,
        });
        Ok(Some(PanelSheet { rules, forms }))
    }

    /// The form of a body with what it says written in, as `suranys consult read` reads it: its file's name,
    /// its bytes as CSV, and the answers in it.
    ///
    /// # Errors
    /// With what is wrong with it, at its row and column.
    pub fn filled(
        &self,
        sheet: &PanelSheet,
        body: &str,
        rows: &BTreeMap<String, FilledRow>,
        date: &str,
        words: &Words,
    ) -> Result<(String, Vec<u8>, Vec<PanelAnswer>), Failure> {
        let found = (1..).zip(&sheet.forms).find(|(_, form)| form.body.id == body);
        let Some((place, form)) = found else {
            let known: Vec<&str> = sheet.forms.iter().map(|form| form.body.id.as_str()).collect();
            let message = text!("nobody of this name is asked");
            let wrong = Diagnostic::error("form", Span::file("panel"), message);
            let wrong =
                wrong.found(body).allowed(known.join(", ")).help(text!("take one of those"));
            return Err(Failure::Asked(vec![wrong]));
        };
        let name = panel_form_name(place, form, "csv");
        let mut table = panel_form_table(form, &sheet.rules, words)?;
        let ids: Vec<&str> = form.rows.iter().map(|row| row.id.as_str()).collect();
        let strange: Vec<Diagnostic> = rows
            .keys()
            .filter(|id| !ids.contains(&id.as_str()))
            .map(|id| {
                let place =
                    Span { column: Some(column::OCCUPATION.to_owned()), ..Span::file(&*name) };
                let message = text!("the form does not ask about this");
                let wrong = Diagnostic::error("form", place, message);
                wrong.found(id.as_str()).help(text!("leave it out"))
            })
            .collect();
        if !strange.is_empty() {
            return Err(Failure::Findings(strange));
        }
        let none = FilledRow::default();
        let row = |id: &str| rows.get(id).unwrap_or(&none);
        for question in &sheet.rules.questions {
            let answer = |id: &&str| row(id).answers.get(&question.id).cloned().unwrap_or_default();
            write(&mut table, &question.id, ids.iter().map(answer).collect());
        }
        write(&mut table, column::REASON, ids.iter().map(|id| row(id).reason.clone()).collect());
        let bytes = table.csv(true)?;
        let (package, rules) = (&self.sound.evidence, &sheet.rules);
        let asked = FormsAsked { package, rules, year: Some(form.year), date };
        let answers = read_panel_form(&name, &bytes, &asked).map_err(Failure::Findings)?;
        Ok((name, bytes, answers))
    }
}

/// Writes a column of a form.
fn write(table: &mut ResultTable, name: &str, texts: Vec<String>) {
    for (column, values) in &mut table.columns {
        if column == name {
            *values = Column::Text(texts);
            return;
        }
    }
}

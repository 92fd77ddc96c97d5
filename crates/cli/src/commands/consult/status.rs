//! `suranys consult status`.

use crate::diagnostics::Failure;
use crate::language::words_of;
use crate::paths::default_package;
use crate::terminal::{Format, print, print_csv, print_json};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::display_text::visible;
use suranys_core::shortage_list::Line;
use suranys_core::table::{Column, ResultTable};
use suranys_core::text;
use suranys_core::{Diagnostic, Span};
use suranys_data::read_package_evidence;
use suranys_rules::{contradictions, lines};

/// Arguments of `suranys consult status`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys consult status
  suranys consult status --line kz:neurosurgeon        its full history
  suranys consult status --format csv > status.csv

The register is `lists/consultation.csv` of the package.")]
pub struct Arguments {
    /// Folder of the data package.
    #[arg(long, default_value_os_t = default_package())]
    package: PathBuf,
    /// Show this line only, with its history.
    #[arg(long, value_name = "ID")]
    line: Option<String>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Language of the output. Without it: the first of the package.
    #[arg(long)]
    lang: Option<String>,
}

/// Shows the state of each line.
///
/// # Errors
/// When the package or the register has findings, or can't be read.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let printed = arguments.format == Format::Table;
    let words = words_of(&arguments.package, arguments.lang.as_ref(), printed)?;
    let (evidence, _) = read_package_evidence(&arguments.package)?;
    let wrong: Vec<Diagnostic> = contradictions(&evidence.register)
        .into_iter()
        .map(|(cell, why)| {
            Diagnostic::error("consultation", Span::cell(cell.file, cell.row, cell.column), why)
                .found(cell.text)
                .allowed(text!(
                    "propose, agree, amend, disagree, approve, publish, withdraw, in order"
                ))
                .help(text!("correct the entry or its date, or add the act that approves the line"))
        })
        .collect();
    if !wrong.is_empty() {
        return Err(Failure::Findings(wrong));
    }
    let all = lines(&evidence.register);
    let asked = |line: &&Line| arguments.line.as_ref().is_none_or(|id| *id == line.id);
    let chosen: Vec<&Line> = all.values().filter(asked).collect();
    if let (true, Some(id)) = (chosen.is_empty(), &arguments.line) {
        return Err(Failure::Usage(text!("the register has no entry on `{id}`", id)));
    }
    let name = |id: &str| {
        let profession = evidence.professions.iter().find(|p| p.id == id).map(|p| &p.labels);
        let occupation = evidence.nodes.iter().find(|n| n.id == id).map(|n| &n.labels);
        profession.or(occupation).map_or(id.to_owned(), |l| words.name(l, id).to_owned())
    };
    if arguments.format == Format::Table {
        let mut text = String::new();
        if evidence.synthetic {
            text.push_str(&format!("{}\n", words.word("mark", "synthetic")));
        }
        for line in &chosen {
            let last = line.history.last().map_or(String::new(), |e| words.date(&e.date));
            let state = words.word("state", line.state.key());
            let row = format!("{state:<20} {last:<10} {} {}", line.id, name(&line.id));
            text.push_str(&format!("{}\n", visible(&row)));
            for e in line.history.iter().filter(|_| arguments.line.is_some()) {
                let entry = format!(
                    "    {} {} {}; {}; {} ({}:{})",
                    words.date(&e.date),
                    e.body,
                    words.word("position", e.position.key()),
                    e.document,
                    e.reason,
                    e.cell.file,
                    e.cell.row
                );
                text.push_str(&format!("{}\n", visible(&entry)));
            }
        }
        print(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let text = |f: &dyn Fn(&Line) -> String| Column::Text(chosen.iter().map(|l| f(l)).collect());
    let count = |f: &dyn Fn(&Line) -> usize| {
        Column::Integer(chosen.iter().map(|l| i64::try_from(f(l)).ok()).collect())
    };
    let columns = vec![
        ("line".to_owned(), text(&|l| l.id.clone())),
        ("label".to_owned(), text(&|l| name(&l.id))),
        ("state".to_owned(), text(&|l| l.state.key().to_owned())),
        ("kinds_agreed".to_owned(), count(&|l| l.kinds_agreed)),
        ("objections".to_owned(), count(&|l| l.objections)),
        ("entries".to_owned(), count(&|l| l.history.len())),
        ("last".to_owned(), text(&|l| l.history.last().map_or(String::new(), |e| e.date.clone()))),
        ("synthetic".to_owned(), text(&|_| evidence.synthetic.to_string())),
    ];
    let table = ResultTable { name: "status".to_owned(), columns };
    if arguments.format == Format::Csv {
        print_csv(&table, true)?;
        return Ok(ExitCode::SUCCESS);
    }
    let objects: Vec<serde_json::Value> = chosen
        .iter()
        .map(|l| {
            let history: Vec<serde_json::Value> = l
                .history
                .iter()
                .map(|e| {
                    serde_json::json!({
                        "date": e.date, "body": e.body, "position": e.position,
                        "document": e.document, "reason": e.reason,
                        "file": e.cell.file, "row": e.cell.row,
                    })
                })
                .collect();
            serde_json::json!({
                "line": l.id, "label": name(&l.id), "state": l.state,
                "kinds_agreed": l.kinds_agreed, "objections": l.objections,
                "history": history, "synthetic": evidence.synthetic,
            })
        })
        .collect();
    print_json(&objects)?;
    Ok(ExitCode::SUCCESS)
}

//! `suranys backtest`.

use crate::diagnostics::Failure;
use crate::language::report_language;
use crate::paths::default_package;
use crate::progress::Progress;
use crate::terminal::{Format, show};
use clap::Args;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::progress::Portion;
use suranys_data::read_inputs;
use suranys_model::employment::{ScoreLine, backtest, scoreboard};
use suranys_report::LabelBook;

/// Arguments of `suranys backtest`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys backtest data/kz                                     scores by table
  suranys backtest data/kz --lang ru                           headings in a language
  suranys backtest data/kz --each --format csv > scores.csv    and by series

Each model forecasts from every origin that has five values of its segment before it, up to four
years ahead, using only what was known at the origin. `combination` combines the series engine, drift
and, where value added is known, the employment function; `engine` and `function` are each of them
alone; `without-gva` is the combination without the function; `unpooled` the combination trained on
each series separately; `default` what would have been used at each origin. The model in use now is
marked with an asterisk. MASE and WIS are scaled by the mean absolute change of the series;
well calibrated prediction intervals have coverage near 0.80 and 0.95; direction is the share of
changes whose sign was forecast correctly.

WIS is the weighted interval score at the quantile levels 0.025, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9
and 0.975, of which 0.5 is the median; lower is better.")]
pub struct Arguments {
    /// Folder of the data package.
    #[arg(default_value_os_t = default_package())]
    package: PathBuf,
    /// Score and by series as each table.
    #[arg(long)]
    each: bool,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Language of what people read. Without it: that of LC_ALL or LANG; else the package's first.
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
}

/// Scores and prints.
///
/// # Errors
/// When the package has findings, or a table can't be read as series.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let inputs = read_inputs(&arguments.package)?;
    let progress = Progress::new();
    let mut lines = backtest(&inputs, &|table, done| progress.within(Portion::WHOLE, done, table))
        .map_err(|e| Failure::of_model(e, &inputs, None))?;
    drop(progress);
    if !arguments.each {
        lines.retain(|line| line.series.is_none());
    }
    let printed = arguments.format == Format::Table;
    let language = report_language(arguments.lang.as_ref(), printed, &inputs.country);
    let labels = LabelBook::of(&language, &inputs.country)?;
    let heads = ["model", "errors", "direction"];
    let heads = heads.map(|head| labels.text(&format!("terminal.backtest.{head}")));
    let [model, errors, direction] = heads;
    let heads = [model?, errors?, direction?];
    show(arguments.format, &scoreboard(&lines), || text(&lines, heads, &labels))?;
    Ok(ExitCode::SUCCESS)
}

fn text(lines: &[ScoreLine], [model, errors, heading]: [&str; 3], labels: &LabelBook) -> String {
    let models: Vec<&str> =
        lines.iter().map(|line| labels.named("model", line.model, line.model)).collect();
    let letters = |text: &str| text.chars().count();
    let first = models.iter().copied().map(letters).fold(letters(model), usize::max);
    let (second, last) = (letters(errors), letters(heading));
    let percent = |share| labels.fill("format.percent", &[("value", share)]).unwrap_or_default();
    let (eighty, ninety_five) = (percent("80"), percent("95"));
    let mut text = String::new();
    let mut before = None;
    for (line, named_model) in lines.iter().zip(&models) {
        let about = (&line.table, &line.series);
        if before != Some(about) {
            let series = line.series.as_ref().map(|s| format!(" {s}")).unwrap_or_default();
            let table = labels.named("panel", &line.table, &line.table);
            let _ = writeln!(
                text,
                "{}{table}{series}\n  {model:<first$} {errors:>second$} {:>7} {:>7} {eighty:>6} \
                 {ninety_five:>6} {heading:>last$}",
                if before.is_some() { "\n" } else { "" },
                "MASE",
                "WIS",
            );
            before = Some(about);
        }
        let t = &line.tally;
        let three = |value: f64| labels.plain(&format!("{value:.3}"));
        let direction = t.direction.map_or("-".to_owned(), |d| labels.plain(&format!("{d:.3}")));
        let _ = writeln!(
            text,
            "{} {named_model:<first$} {:>second$} {:>7} {:>7} {:>6} {:>6} {direction:>last$}",
            if line.chosen { "*" } else { " " },
            t.errors,
            three(t.mase),
            three(t.wis),
            three(t.coverage[0]),
            three(t.coverage[1])
        );
    }
    text
}

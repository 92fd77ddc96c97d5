//! `suranys backtest`.

use crate::diagnostics::Failure;
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

/// Arguments of `suranys backtest`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys backtest data/kz                                     each table as a whole
  suranys backtest data/kz --each --format csv > scores.csv    each series as well

Each model forecasts from each year with five values of its regime before it, up to four years
ahead, seeing what was known then. `combination` joins the series engine, drift and, where value
added is known, the employment function; `engine` and `function` are each alone, `without-gva` the
combination without the function, `unpooled` the combination learnt from each series alone,
`default` what would have been used at each origin; the model in use now is marked. MASE and WIS are in mean
changes of the series; coverage near 0.80 and 0.95 is right; direction is the share of changes whose
sign was foreseen.

WIS is the weighted interval score at the quantile levels 0.025, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9
and 0.975, of which 0.5 is the median; lower is better.")]
pub struct Arguments {
    /// Folder of the data package.
    #[arg(default_value_os_t = default_package())]
    package: PathBuf,
    /// Score each series as well as each table.
    #[arg(long)]
    each: bool,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Scores and prints.
///
/// # Errors
/// When the package has findings, or a table can't be read as series.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let inputs = read_inputs(&arguments.package)?;
    let progress = Progress::new();
    let mut lines = backtest(&inputs, &|table, done| progress.within(Portion::WHOLE, done, table))?;
    drop(progress);
    if !arguments.each {
        lines.retain(|line| line.series.is_none());
    }
    show(arguments.format, &scoreboard(&lines), || text(&lines))?;
    Ok(ExitCode::SUCCESS)
}

fn text(lines: &[ScoreLine]) -> String {
    let mut text = String::new();
    let mut before = None;
    for line in lines {
        let about = (&line.table, &line.series);
        if before != Some(about) {
            let series = line.series.as_ref().map(|s| format!(" {s}")).unwrap_or_default();
            let _ = writeln!(
                text,
                "{}{}{series}\n  {:<14} {:>6} {:>7} {:>7} {:>6} {:>6} {:>9}",
                if before.is_some() { "\n" } else { "" },
                line.table,
                "model",
                "errors",
                "MASE",
                "WIS",
                "80 %",
                "95 %",
                "direction"
            );
            before = Some(about);
        }
        let t = &line.tally;
        let direction = t.direction.map_or("-".to_owned(), |d| format!("{d:.3}"));
        let _ = writeln!(
            text,
            "{} {:<14} {:>6} {:>7.3} {:>7.3} {:>6.3} {:>6.3} {direction:>9}",
            if line.chosen { "*" } else { " " },
            line.model,
            t.errors,
            t.mase,
            t.wis,
            t.coverage[0],
            t.coverage[1]
        );
    }
    text
}

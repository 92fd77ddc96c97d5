//! `suranys sweep`.

use crate::args::VintageOption;
use crate::diagnostics::Failure;
use crate::notes::{NoteOptions, Notes};
use crate::paths::sweep_folder;
use crate::progress::RunCounter;
use crate::terminal::{Format, notes, print, show};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suranys_core::provenance::Fingerprint;
use suranys_core::sensitivity::{Point, Shard};
use suranys_data::{Target, manifest_file, parquet_bytes, read_inputs, read_swept, write_swept};
use suranys_report::plain_text::table::aligned;
use suranys_runner::Order;
use suranys_runner::paths::{baseline, read_with};
use suranys_runner::sweep::{Sweep, make, prepare};

/// Name of the folder of finished runs, and of the folder of tables, inside the sweep's.
const RUNS: &str = "runs";
const TABLES: &str = "tables";

/// Arguments of `suranys sweep`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys sweep data/kz data/sweeps/tornado.toml     one-at-a-time sensitivities
  suranys sweep data/kz data/sweeps/sobol.toml --show indices     and Sobol indices of them all;
                                     killed, the same command goes on where it stopped
  suranys sweep data/kz GRID.toml --show indices --format csv     one table for a program
  suranys sweep data/kz GRID.toml --shard 2/8 --out part2         one of eight jobs of an array
  suranys sweep data/kz GRID.toml --also part1 --also part2       their runs together

A sweep file:
  method = \"saltelli\"      # or one-at-a-time, grid, latin-hypercube, sobol
  points = 64              # rows of the sample; a power of two for sobol and saltelli
  draws = 200              # simulations of each run; without it the scenario's
  [parameters.\"supply.graduates_factor\"]
  low = 0.8                # without low and high: the scenario's own range
  high = 1.2               # on a grid also `levels = 5` or `values = [0.8, 1.0, 1.2]`
  [[outputs]]              # without any: job openings of the policy period and their cover
  measure = \"relative-shortage\"
  year = \"2023-2027\"
  region = \"KZ-75\"

Within a run a swept parameter is fixed, so the prediction interval reflects everything else. Every
sweep also runs each parameter at both ends of its range with the others at their centre (tornado).")]
pub struct Arguments {
    /// Folder of the data package.
    package: PathBuf,
    /// Sweep file (TOML): which parameters are varied, how, and which figures are kept of every run.
    grid: PathBuf,
    /// Scenario whose parameters are varied. Without it: the baseline next to the package.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    #[command(flatten)]
    vintage: VintageOption,
    /// Folder of the sweep: finished runs under `runs`, tables (CSV, Parquet) under `tables`; not in a
    /// report, a stored run or anything that is read. Without it: a folder under
    /// `reports/runs/sweeps` named after the sweep file.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Folder of another sweep whose finished runs are used too; repeat for more.
    #[arg(long, value_name = "FOLDER")]
    also: Vec<PathBuf>,
    /// Make only the i-th of n parts of the runs, and no tables.
    #[arg(long, value_name = "I/N", value_parser = Shard::parse)]
    shard: Option<Shard>,
    /// Table to print.
    #[arg(long, value_enum, default_value_t = Shown::Tornado)]
    show: Shown,
    /// Format of the printed table.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    notes: NoteOptions,
}

/// Tables of a sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shown {
    /// Every figure of every run.
    Runs,
    /// One-at-a-time sensitivities.
    Tornado,
    /// Sobol indices.
    Indices,
}

/// Makes the runs that are not there yet, then the tables from all of them.
///
/// # Errors
/// When the inputs, the scenario or the sweep file have findings, nothing is run; when a run fails
/// or the file system refuses, what was finished stays.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let out = arguments.out.clone().unwrap_or_else(|| sweep_folder(&arguments.grid));
    let mut inputs = read_with(&arguments.package);
    inputs.extend([&arguments.grid].into_iter().chain(&arguments.scenario).cloned());
    inputs.extend(arguments.also.iter().cloned());
    Target::is_apart(&out, &inputs)?;
    Target::look_into(&out.join(RUNS), &inputs)?;
    let tables_in = || Target::folder(&out.join(TABLES), &inputs);
    let target = arguments.shard.is_none().then(tables_in).transpose()?;
    let package = arguments.package.clone();
    let scenario = arguments.scenario.clone().unwrap_or_else(|| baseline(&package));
    let read = read_inputs(&package)?;
    let as_of = arguments.vintage.get();
    let order = Order { package, scenarios: vec![scenario], as_of, draws: false };
    let (sweep, found) = prepare(&order, read, &arguments.grid)?;
    let mut noted = Notes::begin(&arguments.notes, &inputs)?;
    noted.add(found);
    noted.close()?;
    let folders: Vec<PathBuf> =
        [&out].into_iter().chain(&arguments.also).map(|folder| folder.join(RUNS)).collect();
    let mut missing: Vec<(&String, &Point)> = Vec::new();
    for (place, (key, point)) in sweep.unique().enumerate() {
        let mine = arguments.shard.is_none_or(|shard| shard.takes(place));
        if mine && read_swept(&folders, key, &sweep.plan.values(point))?.is_none() {
            missing.push((key, point));
        }
    }
    if !missing.is_empty() {
        let counter = RunCounter::new(missing.len());
        counter.prepare("(base forecasts)");
        make(&sweep, &arguments.grid, &missing, &|| counter.begin(), &|run| {
            write_swept(&out.join(RUNS), &run)?;
            counter.one_more();
            Ok(())
        })?;
    }
    if let Some(shard) = arguments.shard {
        print(&shard_summary(shard, &sweep, missing.len(), &folders, &out)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    // Fresh runs are read back like old ones, so that the tables can't differ between them.
    let mut runs = Vec::new();
    for (key, (_, point)) in sweep.keys.iter().zip(&sweep.design) {
        runs.extend(read_swept(&folders, key, &sweep.plan.values(point))?);
    }
    let tables = sweep.tables(&runs);
    let mut files = Vec::new();
    for table in &tables {
        files.push((format!("{}.csv", table.name), table.csv(true)?));
        files.push((format!("{}.parquet", table.name), parquet_bytes(table)?));
    }
    let outputs = Fingerprint::of_files(&files);
    let manifest = json!({
        "format": 1,
        "program": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "sweep": sweep.plan,
        "of": sweep.identity,
        "outputs": outputs,
    });
    files.push(manifest_file(&manifest)?);
    if let Some(target) = target {
        notes(&target.write(&files)?);
    }
    let [all, sensitivities, indices] = &tables;
    let shown = match arguments.show {
        Shown::Runs => all,
        Shown::Tornado => sensitivities,
        Shown::Indices => indices,
    };
    show(arguments.format, shown, || aligned(shown))?;
    if arguments.format == Format::Table {
        print(&format!("\ntables: {}\n", out.join(TABLES).display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What a part of a sweep did, and what is left until its tables can be made.
fn shard_summary(
    shard: Shard,
    sweep: &Sweep,
    made: usize,
    folders: &[PathBuf],
    out: &Path,
) -> Result<String, Failure> {
    let unique: Vec<(&String, &Point)> = sweep.unique().collect();
    let own = (0..unique.len()).filter(|place| shard.takes(*place)).count();
    let mut finished = 0;
    for (key, point) in &unique {
        finished += usize::from(read_swept(folders, key, &sweep.plan.values(point))?.is_some());
    }
    let (all, left) = (unique.len(), unique.len() - finished);
    let next = match left {
        0 => "all are finished: the same command without --shard makes the tables".to_owned(),
        _ => format!(
            "{left} are left to other shards; when they are finished, the same command without \
             --shard, and with --also FOLDER for each that wrote elsewhere, makes the tables"
        ),
    };
    Ok(format!(
        "shard {shard}: {own} of {all} runs, {made} made now, {} there before, in {}\n{finished} of {all} runs are here; {next}\n",
        own - made,
        out.join(RUNS).display()
    ))
}

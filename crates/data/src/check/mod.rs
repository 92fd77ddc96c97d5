//! The checks: one file each, and the registry that runs them.

use suranys_core::text;
mod ages;
mod bound;
pub(crate) mod carried;
mod concordance;
mod conflict;
mod coverage;
mod defects;
mod dimension;
mod empty;
mod foreign_key;
mod gap;
mod identity;
mod key;
mod kinds;
mod looked;
mod other_table;
mod period;
mod possible;
pub(crate) mod report;
mod subject;
pub(crate) mod sum;
pub(crate) mod unit;
mod value;

use crate::check::report::{CheckInfo, CheckReport};
use crate::grouping::grouped;
use crate::package::open::{DESCRIPTOR, Package};
use looked::Looked;
use rayon::prelude::*;
use suranys_core::diagnostic::listed;
use suranys_core::{CheckOutcome, Diagnostic, Severity, Span};

type Run = fn(&Package) -> Looked;

/// Every check in the order in which it runs. The first seven are made while the package is opened.
const REGISTRY: &[(CheckInfo, Run)] = &[
    (CheckInfo { id: "name", sentence: "no two resources or columns have the same name" }, |p| {
        opened(p, "name")
    }),
    (CheckInfo { id: "path", sentence: "every resource lies inside the package" }, |p| {
        opened(p, "path")
    }),
    (CheckInfo { id: "file", sentence: "every resource's file can be read" }, |p| {
        opened(p, "file")
    }),
    (
        CheckInfo { id: "checksum", sentence: "every file is the one the descriptor describes" },
        |p| opened(p, "checksum"),
    ),
    (
        CheckInfo {
            id: "encoding",
            sentence: "every file is UTF-8, or Windows-1251 when declared",
        },
        |p| opened(p, "encoding"),
    ),
    (CheckInfo { id: "header", sentence: "every table has the columns of its schema" }, |p| {
        opened(p, "header")
    }),
    (CheckInfo { id: "row", sentence: "every row has a cell for each column" }, |p| {
        opened(p, "row")
    }),
    (
        CheckInfo { id: "undeclared", sentence: "every CSV file of the package is declared" },
        undeclared,
    ),
    (CheckInfo { id: "unit", sentence: "every measured column names a known unit" }, unit::run),
    (
        CheckInfo {
            id: "value",
            sentence: "every cell has its column's type and keeps its constraints",
        },
        value::run,
    ),
    (CheckInfo { id: "key", sentence: "no two rows have the same key" }, key::run),
    (
        CheckInfo { id: "code", sentence: "every code stands in the classification it refers to" },
        foreign_key::run,
    ),
    (
        CheckInfo { id: "status", sentence: "value, status and reason for missing agree" },
        conflict::run,
    ),
    (
        CheckInfo { id: "possible", sentence: "no value is impossible for what it measures" },
        possible::run,
    ),
    (CheckInfo { id: "gap", sentence: "no series has a year without a row" }, gap::run),
    (
        CheckInfo { id: "empty", sentence: "every series of persons has a figure in some year" },
        empty::run,
    ),
    (CheckInfo { id: "ages", sentence: "no group of age bands has a hole" }, ages::run),
    (CheckInfo { id: "sum", sentence: "parts sum to the published total" }, sum::run),
    (
        CheckInfo {
            id: "cross_sum",
            sentence: "a total agrees with the same total in another table",
        },
        sum::run_cross,
    ),
    (
        CheckInfo { id: "bound", sentence: "no figure exceeds that of which it is a part" },
        bound::run,
    ),
    (
        CheckInfo { id: "identity", sentence: "tables of components sum to the table of totals" },
        identity::run,
    ),
    (
        CheckInfo {
            id: "coverage",
            sentence: "tables that belong together cover the same years and codes",
        },
        coverage::run,
    ),
    (
        CheckInfo { id: "dimension", sentence: "every code is one of the dimension its row names" },
        dimension::run,
    ),
    (CheckInfo { id: "period", sentence: "no period ends before it begins" }, period::run),
    (
        CheckInfo { id: "concordance", sentence: "weights of each source code sum to one" },
        concordance::run,
    ),
    (
        CheckInfo {
            id: "subject",
            sentence: "every record of a list is about a known occupation or profession",
        },
        subject::run,
    ),
];

/// The registry of checks.
#[must_use]
pub fn checks() -> Vec<CheckInfo> {
    REGISTRY.iter().map(|(info, _)| *info).chain([defects::INFO]).collect()
}

/// The checks of cells one by one, of which a column is often wrong in one way.
const OF_CELLS: [&str; 5] = ["value", "key", "code", "status", "possible"];

/// Runs every check; what is wrong with many cells of a column in one way is one finding.
pub fn run(package: &Package) -> CheckReport {
    report(package, grouped)
}

/// Runs every check, with a finding for each cell.
pub fn each(package: &Package) -> CheckReport {
    report(package, |found| found)
}

/// Runs every check; `of_column` says which findings of the checks of cells are listed.
fn report(
    package: &Package,
    of_column: impl Fn(Vec<Diagnostic>) -> Vec<Diagnostic>,
) -> CheckReport {
    let mut results: Vec<(CheckInfo, Looked)> =
        REGISTRY.par_iter().map(|(info, run)| (*info, run(package))).collect();
    let known = defects::accept(package, &mut results);
    results.push((defects::INFO, known));
    let mut report = CheckReport {
        outcomes: Vec::new(),
        diagnostics: Vec::new(),
        for_forecast: package.is_for_forecasts(),
        missing: Vec::new(),
        notes: carried::carried(package),
        resources: package.descriptor.resources.len(),
        rows: package.tables.values().map(|t| t.rows.len()).sum(),
    };
    let unread = package.descriptor.resources.len() - package.tables.len();
    for (info, looked) in results {
        let findings =
            looked.found.iter().filter(|f| f.diagnostic.severity == Severity::Error).count();
        let outcome = if findings > 0 {
            CheckOutcome::Failed { findings }
        } else if looked.at == 0 && unread > 0 {
            CheckOutcome::Skipped { why: text!("{unread} tables could not be read", unread) }
        } else if looked.at == 0 {
            CheckOutcome::Skipped { why: text!("the package holds nothing it looks at") }
        } else {
            CheckOutcome::Passed { looked_at: looked.at }
        };
        report.outcomes.push((info, outcome));
        let mut found: Vec<Diagnostic> =
            looked.found.into_iter().map(|found| found.diagnostic).collect();
        found.sort_by(|a, b| (&a.span, &a.check).cmp(&(&b.span, &b.check)));
        if OF_CELLS.contains(&info.id) {
            found = of_column(found);
        }
        report.diagnostics.extend(listed(found, info.id, DESCRIPTOR));
    }
    report.diagnostics.sort_by(|a, b| (&a.span, &a.check).cmp(&(&b.span, &b.check)));
    report
}

fn opened(package: &Package, check: &'static str) -> Looked {
    package.found.of(check).map(|(at, found)| Looked::of(*at, found)).unwrap_or_default()
}

fn undeclared(package: &Package) -> Looked {
    let mut looked = Looked::of(package.descriptor.resources.len(), &[]);
    for file in &package.undeclared {
        looked.find(
            Diagnostic::error(
                "undeclared",
                Span::file(file.as_str()),
                text!("no resource of the descriptor names this file"),
            )
            .found(file.as_str())
            .allowed(text!("the paths named in {descriptor}", descriptor = DESCRIPTOR))
            .help(text!("declare it as a resource, or take it out of the package")),
        );
    }
    looked
}

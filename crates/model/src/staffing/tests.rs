//! The package's own tables against an independent program, and what holds of any.

#[allow(dead_code, clippy::expect_used)]
#[cfg(test)]
#[path = "../../tests/published/mod.rs"]
mod published;

use crate::staffing::base::{Base, Fitted, Margins, published as cross_classified, read_proxies};
use crate::staffing::centre::centre;
use crate::staffing::distance::weights;
use crate::staffing::majors::{filled, fitted};
use crate::staffing::proxies::Proxy;
use crate::staffing::tree::Tree;
use crate::staffing::validation::validation;
use crate::tuning::staffing::MAJORS_SD;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use suranys_core::detailed_occupations::DetailedOccupationInputs;
use suranys_core::numeric::{exp, ln};
use suranys_core::occupation_groups::OccupationValidationRow;
use suranys_core::unit::Quantity;
use suranys_core::{Key, Year};

const DRAWS: usize = 200;

/// The package's tables and its country's margins: sections as published; major groups by the modelled
/// shares of 2025, 6 and 9 divided as in the neighbour's cross-classification.
struct Country {
    known: DetailedOccupationInputs,
    sections: Vec<String>,
    majors: Vec<String>,
    rows: Vec<f64>,
    columns: Vec<f64>,
}

/// Modelled employment by major group of 2025, thousand, 6 and 9 together and last: rows of the
/// package's employment_by_occupation_modelled.
const MODELLED: [f64; 9] =
    [509.321, 1691.883, 1096.804, 410.053, 1565.541, 0.0, 883.888, 609.788, 2765.039];

fn country() -> &'static Country {
    static COUNTRY: OnceLock<Country> = OnceLock::new();
    COUNTRY.get_or_init(|| {
        let known = published::detailed::detailed();
        let parts = published::parts();
        let sections: Vec<String> = "ABCDEFGHIJKLMNOPQRS".chars().map(String::from).collect();
        let majors: Vec<String> = (1..=9).map(|g| format!("isco08:{g}")).collect();
        let of = |section: &String| {
            let code = parts.sections.code(section).expect("a section");
            parts.employment_by_section.value(&(code, Year(2025))).expect("known").get()
        };
        let rows: Vec<f64> = sections.iter().map(of).collect();
        let tree = Tree::read(&known, &majors).expect("groups");
        let (table, _) = cross_classified(&known, &tree, &sections).expect("published");
        let farm = table.column(5).sum() / (table.column(5).sum() + table.column(8).sum());
        let scale = rows.iter().sum::<f64>() / MODELLED.iter().sum::<f64>();
        let mut columns: Vec<f64> = MODELLED.iter().map(|v| v * scale).collect();
        columns[5] = columns[8] * farm;
        columns[8] -= columns[5];
        Country { known, sections, majors, rows, columns }
    })
}

impl Country {
    fn tree(&self) -> Tree {
        Tree::read(&self.known, &self.majors).expect("groups")
    }

    /// Major groups of each draw, as uncertain as a run has them.
    fn drawn(&self, draws: usize) -> Vec<Vec<f64>> {
        let all: f64 = self.rows.iter().sum();
        let key = Key::new(5);
        let one = |draw: usize| {
            let mut stream = key.draw(draw);
            let raw: Vec<f64> =
                self.columns.iter().map(|v| v * exp(MAJORS_SD * stream.normal())).collect();
            let sum: f64 = raw.iter().sum();
            raw.into_iter().map(|v| v * all / sum).collect()
        };
        (0..draws).map(one).collect()
    }

    fn base(&self, draws: usize) -> (Base, Vec<Vec<f64>>) {
        let columns = self.drawn(draws);
        let margins = Margins {
            sections: &self.sections,
            rows: &self.rows,
            columns: &columns,
            year: Year(2025),
        };
        let mut notes = Vec::new();
        let made = Base::read(&self.known, &self.majors, &margins, &Key::new(1), &mut notes);
        (made.expect("counts fit").expect("the package has the tables"), columns)
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1e-9)
}

/// Expected values: an independent program's lines that are free of draws, on the same surveys: the
/// divergence of two tables, a share of the centre, three means of log concentrations and that of the
/// sections. Weighted persons are rounded to one here.
#[test]
fn centres_and_concentrations_agree_with_an_independent_program() {
    let country = country();
    let tree = country.tree();
    let proxies = read_proxies(&country.known, &tree, &country.sections).expect("surveys");
    let (table, _) = cross_classified(&country.known, &tree, &country.sections).expect("there");
    let cells: Vec<f64> = table.iter().copied().collect();
    let top = &proxies[0];
    let apart = top.distances(&cells);
    let of = |code: &str| apart[top.place(code).expect("a survey")];
    assert!((of("LT") - 0.044_629).abs() < 2e-6, "{}", of("LT"));
    assert!((of("SI") - 0.057_065).abs() < 4e-6, "{}", of("SI"));
    let kept: Vec<usize> = (0..apart.len()).filter(|at| top.countries[*at].code != "RU").collect();
    let countries: Vec<&Proxy> = kept.iter().map(|at| &top.countries[*at]).collect();
    let apart: Vec<f64> = kept.iter().map(|at| apart[*at]).collect();
    let shares = centre(&countries, &weights(&apart), tree.level(2), 30.0);
    let health = tree.level(2).codes.iter().position(|c| c.as_str() == "isco08:22").expect("there");
    let share = shares[[16, health]];
    assert!((share - 0.746_357).abs() < 1e-5, "{share}");
    let fit = Fitted::of(
        &country.known,
        &tree,
        &proxies,
        &country.sections,
        &country.rows,
        &country.columns,
    );
    assert!((exp(fit.sections.mean_log) - 33.1).abs() < 0.5, "{}", exp(fit.sections.mean_log));
    for (level, expected) in fit.levels.iter().zip([54.6, 18.2, 11.0]) {
        let kappa = exp(level.concentrations.mean_log);
        assert!((kappa - expected).abs() < 0.05, "{kappa} {expected}");
    }
    let seed = fitted(&filled(&table), &country.rows, &country.columns, true);
    assert_eq!(fit.seed, seed);
}

/// Sections, major groups and counts in every draw, to 1e-9 of each.
#[test]
fn sections_major_groups_and_counts_are_met_in_every_draw() {
    let country = country();
    let (base, columns) = country.base(DRAWS);
    assert_eq!((base.anchored.impossible, base.anchored.not_met), (0, 0));
    assert_eq!(base.counts.len(), 6);
    let majors = &base.majors;
    for draw in 0..DRAWS {
        for (section, expected) in country.rows.iter().enumerate() {
            let sum: f64 = (0..9).map(|g| majors.cell(g, section)[draw]).sum();
            assert!(close(sum, *expected), "section {section}: {sum} {expected}");
        }
        for (group, expected) in columns[draw].iter().enumerate() {
            let sum: f64 = (0..19).map(|s| majors.cell(group, s)[draw]).sum();
            assert!(close(sum, *expected), "group {group}: {sum} {expected}");
        }
        for (count, drawn) in base.counts.iter().zip(&base.anchored.drawn) {
            let mut sum = 0.0;
            for unit in &count.units {
                let major = base.tree.level(4).major[*unit];
                for s in 0..19 {
                    sum += base.shares.cell(*unit, s)[draw] * majors.cell(major, s)[draw];
                }
            }
            assert!(close(sum, drawn[draw]), "{}: {sum} {}", count.name, drawn[draw]);
        }
        // Shares of the unit groups of a section and major group sum to one.
        for section in 0..19 {
            let mut sums = [0.0; 9];
            for (unit, major) in base.tree.level(4).major.iter().enumerate() {
                sums[*major] += base.shares.cell(unit, section)[draw];
            }
            assert!(sums.iter().all(|sum| close(*sum, 1.0)), "{section}: {sums:?}");
        }
    }
}

/// One thread or several, and more draws: the same numbers.
#[test]
fn threads_and_the_number_of_draws_move_no_number() {
    let country = country();
    let with = |threads: usize, draws: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| country.base(draws).0)
    };
    let (one, three, more) = (with(1, 20), with(3, 20), with(3, 30));
    assert_eq!(one.shares, three.shares);
    assert_eq!(one.majors, three.majors);
    // The seed is fitted to the mean of the draws' margins, so that more draws move it a little.
    assert_eq!(more.shares.draws(), 30);
}

fn by<'a>(
    rows: &'a [OccupationValidationRow],
    test: &str,
    method: &str,
    level: usize,
) -> &'a OccupationValidationRow {
    let mut found =
        rows.iter().filter(|r| r.test == test && r.method == method && r.level == level);
    found.next().unwrap_or_else(|| panic!("{test} {method} {level}"))
}

/// Each test against its bar, and against an independent program's figures on the same surveys with
/// 1,000 draws: coverage of 81, 82 and 80 per cent, log scores of −3.977, −3.240 and −2.152 (plain mean
/// −4.027, −3.307, −2.247; best country −4.194, −3.626, −3.005), errors of 0.145 and, with cells known,
/// 0.103; a national survey 0.259 and 70 per cent with three neighbours' surveys; pupils' parents 0.48
/// and 41 per cent. Tolerances: 200 draws, counts rounded by other random numbers, and a chain of
/// levels that starts from one table of sections by major groups here, from each level's own there.
#[test]
fn what_is_left_out_is_found_again() {
    let country = country();
    let (base, _) = country.base(DRAWS);
    let rows = validation(&country.known, &base, &Key::new(1));
    for row in &rows {
        println!(
            "{} {} {} {} n {} cover {:?}/{:?}/{:?} ll {:?} err {:?} known {:?} {:?}",
            row.test,
            row.method,
            row.level,
            row.subject,
            row.cases,
            row.coverage50,
            row.coverage80,
            row.coverage95,
            row.log_score,
            row.median_error,
            row.known,
            row.estimate
        );
    }
    let test = "country-left-out";
    let expected: BTreeMap<usize, (f64, f64, f64, f64)> = BTreeMap::from([
        (2, (0.81, -3.977, -4.027, -4.194)),
        (3, (0.82, -3.240, -3.307, -3.626)),
        (4, (0.80, -2.152, -2.247, -3.005)),
    ]);
    for (level, (coverage, log, mean, best)) in expected {
        let model = by(&rows, test, "model", level);
        let (inside, score) = (model.coverage80.expect("80"), model.log_score.expect("a score"));
        assert!((inside - coverage).abs() < 0.03, "{level}: {inside}");
        let bounds = if level == 4 { 0.70..=0.88 } else { 0.75..=0.85 };
        assert!(bounds.contains(&inside), "{level}: {inside}");
        assert!((score - log).abs() < 0.05, "{level}: {score} {log}");
        let plain = by(&rows, test, "plain-mean", level).log_score.expect("a score");
        let single = by(&rows, test, "best-country", level).log_score.expect("a score");
        assert!((plain - mean).abs() < 0.05 && (single - best).abs() < 0.08, "{plain} {single}");
        assert!(score > plain && score > single, "{level}: {score} {plain} {single}");
    }
    let error = |method| by(&rows, test, method, 2).median_error.expect("an error");
    assert!(error("model") <= 0.155, "{}", error("model"));
    assert!(error("model-cells-known") <= 0.11, "{}", error("model-cells-known"));
    let survey = by(&rows, "national-survey", "model", 2);
    let (error, inside) = (survey.median_error.expect("40"), survey.coverage80.expect("40"));
    assert!(error <= 0.27 && (0.65..=0.88).contains(&inside), "{error} {inside}");
    let parents = by(&rows, "pupils-parents", "model", 2);
    let (error, inside) = (parents.median_error.expect("22"), parents.coverage80.expect("22"));
    assert!((error - 0.48).abs() < 0.1 && (inside - 0.41).abs() < 0.15, "{error} {inside}");
    // Persons, thousand, of each count left out alone: the independent program's medians. Its major
    // groups differ by 5 per cent from draw to draw, these by 15.
    for (count, expected) in [
        ("doctors", 31.4),
        ("nurses", 133.5),
        ("school_teachers", 248.5),
        ("preschool_teachers", 41.6),
        ("vet_teachers", 8.3),
        ("university_teachers", 33.9),
    ] {
        let row = rows.iter().find(|r| r.subject == count && r.method == "one-count");
        let made = row.and_then(|row| row.estimate).expect("left out").central() / 1e3;
        assert!(ln(made / expected).abs() < 0.35, "{count}: {made} {expected}");
    }
}

/// Expected values: a program of its own on the same table (Python: median of the absolute logarithm of
/// forecast over later share, breaks of 2017 and 2022 left out). A drift does better by a thirtieth one
/// year ahead and worse by a sixth at three: shares are held.
#[test]
fn shares_within_major_groups_are_better_held_than_drifted_beyond_a_year() {
    let (known, tree) = (&country().known, country().tree());
    let rows = crate::staffing::validation::drift::shares_ahead(known, &tree);
    let error = |test: &str, method: &str, cases: usize| {
        let of_russia = |row: &&OccupationValidationRow| row.subject == "RU";
        let own: Vec<_> = rows.iter().filter(of_russia).cloned().collect();
        let row = by(&own, test, method, 2);
        assert_eq!(row.cases, cases, "{test}");
        row.median_error.expect("cases")
    };
    for (test, cases, held, drifted) in [
        ("shares-one-year-ahead", 200, 0.0287, 0.0280),
        ("shares-two-years-ahead", 120, 0.0448, 0.0450),
        ("shares-three-years-ahead", 40, 0.1048, 0.1238),
    ] {
        assert!((error(test, "shares-held", cases) - held).abs() < 1e-4, "{test}");
        assert!((error(test, "shares-drift", cases) - drifted).abs() < 1e-4, "{test}");
    }
}

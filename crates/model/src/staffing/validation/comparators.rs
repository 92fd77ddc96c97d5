//! What the model is compared with: the structure of one other country, or the mean of all of them,
//! fitted to the country's margins.

use crate::staffing::base::Base;
use crate::staffing::majors::{fit_margins, margins};
use crate::staffing::proxies::{Proxies, Proxy};
use crate::staffing::tree::Level;
use crate::staffing::validation::scores::{Observed, TEST, median_size, observed, row};
use crate::tuning::staffing::WELL_KNOWN;
use rayon::prelude::*;
use suranys_core::Key;
use suranys_core::numeric::{exp, ln, ln_gamma};
use suranys_core::occupation_groups::OccupationValidationRow;

/// Shares added to a country's structure, so that what its sample misses is not impossible; arithmetic.
const SMOOTHING: [f64; 3] = [1e-4, 1e-3, 1e-6];
/// Rounds and distance of fitting; arithmetic.
const ROUNDS: usize = 200;
const DISTANCE: f64 = 1e-6;
/// Bounds of a predicted share, and of the logarithm of the concentration about it; arithmetic.
const MIN_SHARE: f64 = 1e-7;
const MAX_LOG: f64 = 8.0;

/// A predicted share and what was observed.
type Case = (f64, Observed);

/// Shares of all groups in their major groups by one country; none by the target itself.
type Predicted = Option<Vec<f64>>;

/// What is predicted of a group from what each country says.
type Pick<'p> = dyn Fn(&[Predicted], usize) -> Option<f64> + Sync + 'p;

/// The mean of the others' structures and the best single one, each with a spread chosen on the very
/// data they are scored on: in their favour.
pub(super) fn comparators(
    base: &Base,
    proxies: &Proxies,
    key: &Key,
) -> Vec<OccupationValidationRow> {
    let level = base.tree.level(proxies.level);
    let countries = &proxies.countries;
    // By target and predictor: shares of all groups in their major groups.
    let predicted: Vec<(Vec<Observed>, Vec<Predicted>)> = countries
        .par_iter()
        .map(|target| {
            let by = |other: &Proxy| {
                (other.code != target.code).then(|| prediction(target, other, level))
            };
            (observed(target, level, &key.with(&target.code)), countries.iter().map(by).collect())
        })
        .collect();
    let cases = |pick: &Pick<'_>| -> Vec<Case> {
        let of = |(truth, by): &(Vec<Observed>, Vec<Predicted>)| -> Vec<Case> {
            let each = truth.iter().filter_map(|of| Some((pick(by, of.group)?, *of)));
            each.collect()
        };
        predicted.iter().flat_map(of).collect()
    };
    let mean = cases(&|by, group| {
        let known: Vec<f64> = by.iter().flatten().map(|shares| shares[group]).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    });
    let singles: Vec<OccupationValidationRow> = (0..countries.len())
        .into_par_iter()
        .map(|at| {
            let own = cases(&|by, group| Some(by[at].as_ref()?[group]));
            let subject = countries[at].code.clone();
            OccupationValidationRow { subject, ..scored(&own, "best-country", proxies.level) }
        })
        .collect();
    let best = singles.into_iter().max_by(|a, b| {
        let score = |row: &OccupationValidationRow| row.log_score.unwrap_or(f64::NEG_INFINITY);
        score(a).total_cmp(&score(b))
    });
    let mut rows = vec![scored(&mean, "plain-mean", proxies.level)];
    rows.extend(best);
    rows
}

/// Shares of groups in their major groups that another country's structure gives at the margins of a
/// target.
fn prediction(target: &Proxy, other: &Proxy, level: &Level) -> Vec<f64> {
    let width = target.majors.ncols();
    let (rows, columns) = margins(&target.table(), width);
    let all = other.persons.sum();
    let structure = other.persons.mapv(|v| v / all);
    let (by_row, by_group): (Vec<f64>, Vec<f64>) = (
        structure.rows().into_iter().map(|row| row.sum()).collect(),
        structure.columns().into_iter().map(|column| column.sum()).collect(),
    );
    let [joint, row_floor, floor] = SMOOTHING;
    let cells = structure.len() as f64;
    let smooth = |section: usize, group: usize| {
        structure[[section, group]]
            + joint * (by_row[section] + row_floor) * by_group[group]
            + floor / cells
    };
    let mut table = vec![0.0; rows.len() * width];
    for section in 0..rows.len() {
        for (group, major) in level.major.iter().enumerate() {
            table[section * width + major] += smooth(section, group);
        }
    }
    let start = table.clone();
    let _ = fit_margins(&mut table, &rows, &columns, ROUNDS, DISTANCE);
    let mut persons = vec![0.0; level.len()];
    for section in 0..rows.len() {
        for (group, major) in level.major.iter().enumerate() {
            let at = section * width + major;
            let factor = if start[at] > 0.0 { table[at] / start[at] } else { 0.0 };
            persons[group] += factor * smooth(section, group);
        }
    }
    let mut sums = vec![0.0; width];
    level.major.iter().zip(&persons).for_each(|(major, v)| sums[*major] += v);
    let share =
        |(major, v): (&usize, &f64)| if sums[*major] > 0.0 { v / sums[*major] } else { 0.0 };
    level.major.iter().zip(&persons).map(share).collect()
}

fn scored(cases: &[Case], method: &str, level: usize) -> OccupationValidationRow {
    let mean = |log: f64| -> f64 {
        let phi = exp(log);
        let sum: f64 = cases.iter().map(|(share, of)| beta_binomial(*share, of, phi)).sum();
        sum / cases.len().max(1) as f64
    };
    let errors = cases
        .iter()
        .filter(|(_, of)| of.sample >= WELL_KNOWN && of.share > 0.0)
        .map(|(share, of)| ln(share.max(MIN_SHARE) / of.share));
    OccupationValidationRow {
        cases: cases.len(),
        log_score: (!cases.is_empty()).then(|| highest(mean)),
        median_error: median_size(errors),
        ..row(TEST, method, level)
    }
}

/// Logarithm of the probability of a count, beta-binomial of concentration `phi` about a share.
fn beta_binomial(share: f64, of: &Observed, phi: f64) -> f64 {
    let share = share.clamp(MIN_SHARE, 1.0 - MIN_SHARE);
    let (n, x) = (of.of_major, of.count);
    let (a, b) = (share * phi, (1.0 - share) * phi);
    let hits = if x > 0.0 {
        ln_gamma(n + 1.0) - ln_gamma(x + 1.0) - ln_gamma(n - x + 1.0) + ln_gamma(x + a)
            - ln_gamma(a)
    } else {
        0.0
    };
    hits + ln_gamma(n - x + b) - ln_gamma(n + phi) + ln_gamma(phi) - ln_gamma(b)
}

/// The highest value of a function of the logarithm of the concentration, by golden section (Kiefer
/// 1953): it rises, then falls.
fn highest(of: impl Fn(f64) -> f64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_8;
    const STEPS: usize = 12;
    let (mut low, mut high) = (0.0, MAX_LOG);
    let mut inner = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    let mut values = inner.map(&of);
    for _ in 0..STEPS {
        if values[0] > values[1] {
            high = inner[1];
            inner = [high - GOLDEN * (high - low), inner[0]];
            values = [of(inner[0]), values[0]];
        } else {
            low = inner[0];
            inner = [inner[1], low + GOLDEN * (high - low)];
            values = [values[1], of(inner[1])];
        }
    }
    values[0].max(values[1])
}

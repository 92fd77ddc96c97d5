//! What the model is compared with: the structure of one other country, or the mean of all of them,
//! fitted to the country's margins.

use crate::staffing::base::Base;
use crate::staffing::majors::{fit_margins, margins};
use crate::staffing::proxies::{Proxies, Proxy};
use crate::staffing::tree::Level;
use crate::staffing::validation::scores::{Observed, TEST, median_size, observed, row};
use crate::tuning::staffing::WELL_KNOWN;
use ndarray::Array2;
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
    let structures: Vec<Structure> =
        countries.par_iter().map(|country| Structure::of(country, level)).collect();
    // By target and predictor: shares of all groups in their major groups.
    let predicted: Vec<(Vec<Observed>, Vec<Predicted>)> = countries
        .par_iter()
        .map(|target| {
            let by = |(other, structure): (&Proxy, &Structure)| {
                (other.code != target.code).then(|| structure.at(target, level))
            };
            let by = countries.iter().zip(&structures).map(by);
            (observed(target, level, &key.with(&target.code)), by.collect())
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
    let single = |at: usize| cases(&|by, group| Some(by[at].as_ref()?[group]));
    let scores: Vec<Option<f64>> =
        (0..countries.len()).into_par_iter().map(|at| log_score(&single(at))).collect();
    let best = (0..countries.len()).max_by(|a, b| {
        let score = |at: &usize| scores[*at].unwrap_or(f64::NEG_INFINITY);
        score(a).total_cmp(&score(b))
    });
    let mut rows = vec![scored(&mean, log_score(&mean), "plain-mean", proxies.level)];
    rows.extend(best.map(|at| OccupationValidationRow {
        subject: countries[at].code.clone(),
        ..scored(&single(at), scores[at], "best-country", proxies.level)
    }));
    rows
}

/// The structure of a country: shares of sections and groups in all of its employed, smoothed.
struct Structure {
    smooth: Array2<f64>,
    /// The same by section and major group, row by row.
    majors: Vec<f64>,
}

impl Structure {
    fn of(country: &Proxy, level: &Level) -> Structure {
        let width = country.majors.ncols();
        let all = country.persons.sum();
        let structure = country.persons.mapv(|v| v / all);
        let (by_row, by_group): (Vec<f64>, Vec<f64>) = (
            structure.rows().into_iter().map(|row| row.sum()).collect(),
            structure.columns().into_iter().map(|column| column.sum()).collect(),
        );
        let [joint, row_floor, floor] = SMOOTHING;
        let cells = structure.len() as f64;
        let smooth = Array2::from_shape_fn(structure.dim(), |(section, group)| {
            structure[[section, group]]
                + joint * (by_row[section] + row_floor) * by_group[group]
                + floor / cells
        });
        let mut majors = vec![0.0; smooth.nrows() * width];
        for (row, cells) in majors.chunks_exact_mut(width.max(1)).zip(smooth.rows()) {
            cells.iter().zip(&level.major).for_each(|(cell, major)| row[*major] += cell);
        }
        Structure { smooth, majors }
    }

    /// Shares of groups in their major groups that the structure gives at the margins of a target.
    fn at(&self, target: &Proxy, level: &Level) -> Vec<f64> {
        let width = target.majors.ncols();
        let (rows, columns) = margins(&target.table(), width);
        let mut table = self.majors.clone();
        let _ = fit_margins(&mut table, &rows, &columns, ROUNDS, DISTANCE);
        let mut persons = vec![0.0; level.len()];
        let start = self.majors.chunks_exact(width.max(1));
        for ((row, start), cells) in
            table.chunks_exact(width.max(1)).zip(start).zip(self.smooth.rows())
        {
            let factor = |(v, start): (&f64, &f64)| if *start > 0.0 { v / start } else { 0.0 };
            let factors: Vec<f64> = row.iter().zip(start).map(factor).collect();
            for ((sum, cell), major) in persons.iter_mut().zip(cells).zip(&level.major) {
                *sum += factors[*major] * cell;
            }
        }
        let mut sums = vec![0.0; width];
        level.major.iter().zip(&persons).for_each(|(major, v)| sums[*major] += v);
        let share =
            |(major, v): (&usize, &f64)| if sums[*major] > 0.0 { v / sums[*major] } else { 0.0 };
        level.major.iter().zip(&persons).map(share).collect()
    }
}

/// Mean log probability of what was observed, at the concentration that is best for it.
fn log_score(cases: &[Case]) -> Option<f64> {
    let mean = |log: f64| -> f64 {
        let phi = exp(log);
        let of_phi = ln_gamma(phi);
        // Groups of one major group follow each other, and share its number of persons.
        let (mut n, mut of_n) = (f64::NAN, f64::NAN);
        let probability = |(share, of): &Case| {
            if of.of_major != n {
                (n, of_n) = (of.of_major, ln_gamma(of.of_major + phi));
            }
            beta_binomial(*share, of, phi, of_phi, of_n)
        };
        let sum: f64 = cases.iter().map(probability).sum();
        sum / cases.len().max(1) as f64
    };
    (!cases.is_empty()).then(|| highest(mean))
}

fn scored(
    cases: &[Case],
    log_score: Option<f64>,
    method: &str,
    level: usize,
) -> OccupationValidationRow {
    let errors = cases
        .iter()
        .filter(|(_, of)| of.sample >= WELL_KNOWN && of.share > 0.0)
        .map(|(share, of)| ln(share.max(MIN_SHARE) / of.share));
    OccupationValidationRow {
        cases: cases.len(),
        log_score,
        median_error: median_size(errors),
        ..row(TEST, method, level)
    }
}

/// Logarithm of the probability of a count, beta-binomial of concentration `phi` about a share;
/// `of_phi` and `of_n` are the logarithms of the gamma function of `phi` and of the number of persons
/// more.
fn beta_binomial(share: f64, of: &Observed, phi: f64, of_phi: f64, of_n: f64) -> f64 {
    let share = share.clamp(MIN_SHARE, 1.0 - MIN_SHARE);
    let (n, x) = (of.of_major, of.count);
    let (a, b) = (share * phi, (1.0 - share) * phi);
    let hits = if x > 0.0 { of.ways + ln_gamma(x + a) - ln_gamma(a) } else { 0.0 };
    hits + ln_gamma(n - x + b) - of_n + of_phi - ln_gamma(b)
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

//! Values of one series that do not fit the others.

use crate::preprocess::observed::missing_marked;
use crate::preprocess::observed::{median, robust_sd};
use crate::screening::thousands::thousandths;
use crate::tuning::screening as tuning;
use suranys_core::numeric::ln;

/// Why values do not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// About so many powers of ten of the others: a digit too many or too few, another unit.
    PowerOfTen(i32),
    /// As [`Kind::PowerOfTen`], from one period to the first or the last of the series.
    UnitChange(i32),
    /// A thousandth of the others, with three decimals: a mark of thousands was read as a decimal mark.
    ThousandsMark,
    /// Zero among values far above it: a missing value written as zero.
    Zero,
    /// Far from the others.
    Outlier,
}

/// Values of a series that do not fit the others, all for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oddity {
    /// Why.
    pub kind: Kind,
    /// Their places among the values, ascending; at least one.
    pub places: Vec<usize>,
    /// A value that fits, next to the first of them.
    pub neighbour: usize,
}

/// What does not fit in a series, by kind, each kind once.
///
/// `values` are consecutive; `breaks` are places at which a series is
/// known to begin to measure something else, at which no jump is odd; `season` is the number of periods
/// in one, 1 for none.
///
/// ```
/// use suranys_series::screening::{Kind, oddities};
///
/// let values = [812.4, 820.1, 8330.0, 829.7, 841.2].map(Some);
/// let found = oddities(&values, &[], 1);
/// assert_eq!((found[0].kind, &found[0].places[..]), (Kind::PowerOfTen(1), &[2][..]));
/// ```
#[must_use]
pub fn oddities(values: &[Option<f64>], breaks: &[usize], season: usize) -> Vec<Oddity> {
    odd(&missing_marked(values), breaks, season)
}

/// The series without its slips, which would teach the models of a panel to expect more of them: values that
/// do not fit by a factor as large as a slip's are taken as missing, and dropped at the beginning. `None`
/// where it has none.
pub(crate) fn without_slips(values: &[f64], season: usize) -> Option<Vec<f64>> {
    let log = |at: usize| ln(values[at].abs()) / std::f64::consts::LN_10;
    let mut slips = Vec::new();
    for Oddity { kind, places, neighbour } in odd(values, &[], season) {
        let far = |at: &usize| {
            kind != Kind::Outlier || (log(*at) - log(neighbour)).abs() >= tuning::MIN_JUMP
        };
        slips.extend(places.into_iter().filter(far));
    }
    if slips.is_empty() {
        return None;
    }
    let mut cleaned = values.to_vec();
    slips.into_iter().for_each(|at| cleaned[at] = f64::NAN);
    let begins = cleaned.iter().position(|v| !v.is_nan()).unwrap_or(cleaned.len());
    Some(cleaned.split_off(begins))
}

/// [`oddities`] of values that are NaN where one is missing.
fn odd(values: &[f64], breaks: &[usize], season: usize) -> Vec<Oddity> {
    let mut places: Vec<usize> = (0..values.len()).filter(|at| values[*at].is_finite()).collect();
    let mut found = Vec::new();
    if places.len() < tuning::MIN_JUMP_VALUES {
        return Vec::new();
    }
    let enough = places.len() >= tuning::MIN_VALUES;
    let misread = if enough { thousandths(values, &places) } else { Vec::new() };
    places.retain(|at| misread.binary_search(at).is_err());
    found.push((Kind::ThousandsMark, misread));
    let zeros = odd_zeros(values, &places);
    places.retain(|at| zeros.binary_search(at).is_err());
    found.push((Kind::Zero, zeros));
    let one_sign = |sign: f64| places.iter().all(|at| values[*at] * sign > 0.0);
    if one_sign(1.0) || one_sign(-1.0) {
        let jumps = jumped(values, &places, breaks, season);
        places.retain(|at| jumps.iter().all(|(_, off)| off.binary_search(at).is_err()));
        found.extend(jumps);
        let spikes = spiked(values, &places, breaks, season);
        places.retain(|at| spikes.binary_search(at).is_err());
        found.push((Kind::Outlier, spikes));
    } else {
        let alone = beyond(values, &places);
        places.retain(|at| alone.binary_search(at).is_err());
        found.push((Kind::Outlier, alone));
    }
    by_kind(values, season.max(1), found, &places)
}

/// What was found, each kind once, with a neighbour that fits.
fn by_kind(
    values: &[f64],
    season: usize,
    found: Vec<(Kind, Vec<usize>)>,
    fit: &[usize],
) -> Vec<Oddity> {
    let mut all: Vec<Oddity> = Vec::new();
    for (kind, places) in found {
        let Some(first) = places.first() else { continue };
        let before = fit.iter().rev().find(|at| *at < first);
        let Some(neighbour) = before.or_else(|| fit.iter().find(|at| *at > first)) else {
            continue;
        };
        // Where changes are wild, levels reckoned from them may be no powers of ten of what stands there.
        let alike = fit.iter().filter(|at| at.abs_diff(*first) % season == 0);
        let nearest = alike.min_by_key(|at| at.abs_diff(*first)).unwrap_or(neighbour);
        let apart = ln((values[*first] / values[*nearest]).abs()) / std::f64::consts::LN_10;
        if matches!(kind, Kind::PowerOfTen(power) if apart.round() != f64::from(power)) {
            continue;
        }
        match all.iter_mut().find(|one| one.kind == kind) {
            Some(one) => {
                one.places.extend(places);
                one.places.sort_unstable();
            }
            None => all.push(Oddity { kind, places, neighbour: *neighbour }),
        }
    }
    all.sort_by_key(|one| one.places.first().copied());
    all
}

/// Zeros in a series that is otherwise far from zero, and of one sign.
fn odd_zeros(values: &[f64], places: &[usize]) -> Vec<usize> {
    let zeros: Vec<usize> = places.iter().copied().filter(|at| values[*at] == 0.0).collect();
    let mut sizes: Vec<f64> =
        places.iter().map(|at| values[*at].abs()).filter(|size| *size > 0.0).collect();
    let rest = sizes.len();
    let signs =
        places.iter().any(|at| values[*at] < 0.0) && places.iter().any(|at| values[*at] > 0.0);
    let few = zeros.len() == 1 || zeros.len() as f64 <= tuning::ZERO_SHARE * rest as f64;
    if signs || !few || rest + 1 < tuning::MIN_VALUES {
        return Vec::new();
    }
    let whole = sizes.iter().all(|size| size.fract() == 0.0);
    let Some(middle) = median(&mut sizes) else { return Vec::new() };
    // A small count is zero now and then.
    let far = sizes.first().is_some_and(|min| *min >= tuning::ZERO_DISTANCE * middle)
        && (!whole || middle >= tuning::ZERO_COUNT);
    if far { zeros } else { Vec::new() }
}

/// The changes of a series from each value to the next, less what is usual for the season.
struct Changes {
    /// By change: what it is of logarithms to base ten, less its centre.
    sizes: Vec<f64>,
    /// By change: the error that whole numbers as small as these have by themselves.
    noise: Vec<f64>,
}

impl Changes {
    fn of(values: &[f64], places: &[usize], breaks: &[usize], season: usize) -> Changes {
        let log = |at: usize| ln(values[at].abs()) / std::f64::consts::LN_10;
        let pairs: Vec<(usize, usize)> =
            places.iter().zip(places.iter().skip(1)).map(|(a, b)| (*a, *b)).collect();
        let raw: Vec<f64> = pairs.iter().map(|(a, b)| log(*b) - log(*a)).collect();
        // The median of changes over two steps is that of a series that goes up and down in turn.
        let once = median(&mut raw.clone()).unwrap_or_default();
        let mut two: Vec<f64> = raw.windows(2).map(|two| (two[0] + two[1]) / 2.0).collect();
        let twice = median(&mut two).unwrap_or(once);
        let centre = match raw.len() {
            0..tuning::MIN_CENTRED => 0.0,
            _ if twice.abs() < once.abs() => twice,
            _ => once,
        };
        let mut seasons: Vec<Vec<f64>> = vec![Vec::new(); season.max(1)];
        for ((before, after), change) in pairs.iter().zip(&raw) {
            if after - before == 1 {
                seasons[after % season.max(1)].push(*change);
            }
        }
        let centres: Vec<f64> = seasons
            .iter_mut()
            .map(|same| match same.len() {
                0..tuning::MIN_SEASONS => centre,
                _ => median(same).unwrap_or(centre),
            })
            .collect();
        let centre_of = |(before, after): (usize, usize)| match season {
            2.. if after - before == 1 => centres[after % season],
            _ => centre,
        };
        let crossed = |(a, b): (usize, usize)| breaks.iter().any(|at| (a + 1..=b).contains(at));
        let centred = |(pair, change): (&(usize, usize), &f64)| {
            if crossed(*pair) { 0.0 } else { change - centre_of(*pair) }
        };
        let whole = places.iter().all(|at| values[*at].fract() == 0.0);
        let noise = |(a, b): &(usize, usize)| {
            // Of Poisson counts: the standard error of a difference of logarithms.
            let size = (values[*a] * values[*b]).abs().sqrt();
            if whole { (2.0 / size).sqrt() / std::f64::consts::LN_10 } else { 0.0 }
        };
        Changes {
            sizes: pairs.iter().zip(&raw).map(centred).collect(),
            noise: pairs.iter().map(noise).collect(),
        }
    }

    /// The robust standard deviation of the changes that are not left out.
    fn scale(&self, left_out: impl Fn(usize) -> bool) -> Option<f64> {
        let rest = self.sizes.iter().enumerate().filter(|(at, _)| !left_out(*at));
        Some(robust_sd(rest.map(|(_, size)| *size))?.max(tuning::MIN_SCALE))
    }
}

/// Values off by jumps that are large for the series: by powers of ten, or single ones by any factor.
fn jumped(
    values: &[f64],
    places: &[usize],
    breaks: &[usize],
    season: usize,
) -> Vec<(Kind, Vec<usize>)> {
    if places.len() < tuning::MIN_JUMP_VALUES {
        return Vec::new();
    }
    let changes = Changes::of(values, places, breaks, season);
    let large = |at: usize| changes.sizes[at].abs() >= tuning::MIN_JUMP;
    let Some(scale) = changes.scale(large) else { return Vec::new() };
    // One other change has no spread.
    let short = places.len() < tuning::MIN_VALUES;
    let (scale, over) = match short {
        true => (tuning::MIN_SCALE, tuning::JUMP_OVER_ONE),
        false => (scale, tuning::JUMP_OVER_LARGEST),
    };
    let beyond = |at: usize| {
        let noise = scale.max(changes.noise[at]);
        large(at) && changes.sizes[at].abs() >= tuning::JUMP_SCALES * noise
    };
    let others = changes.sizes.iter().map(|size| size.abs()).filter(|s| *s < tuning::MIN_JUMP);
    let largest = others.fold(0.0, f64::max);
    let beyond = |at: usize| beyond(at) && changes.sizes[at].abs() >= over * largest;
    // Two large changes one after the other in one direction are growth, no slip.
    let same = |at: usize, other: usize| {
        changes.sizes.get(other).is_some_and(|o| large(other) && o * changes.sizes[at] > 0.0)
    };
    let is_jump = |at: usize| beyond(at) && !same(at, at + 1) && !(at > 0 && same(at, at - 1));
    let jumps = (0..changes.sizes.len()).filter(|at| large(*at)).count();
    if jumps as f64 > tuning::MAX_JUMP_SHARE * places.len() as f64 {
        return Vec::new();
    }
    // Runs of values between jumps: where each begins, and how far it is from the first.
    let mut runs: Vec<(usize, f64)> = vec![(0, 0.0)];
    let mut level = 0.0;
    for at in (0..changes.sizes.len()).filter(|at| is_jump(*at)) {
        level += changes.sizes[at];
        runs.push((at + 1, level));
    }
    let end_of = |run: usize| runs.get(run + 1).map_or(places.len(), |next| next.0);
    let like = |level: f64| -> usize {
        let near = |run: &usize| (runs[*run].1 - level).abs() <= tuning::POWER_TOLERANCE;
        (0..runs.len()).filter(near).map(|run| end_of(run) - runs[run].0).sum()
    };
    // The level of most values; of equals the first.
    let normal = runs.iter().rev().max_by_key(|run| like(run.1)).map_or(0.0, |run| run.1);
    let mut found = Vec::new();
    for (run, (start, level)) in runs.iter().enumerate() {
        let (end, off) = (end_of(run), level - normal);
        let length = end - start;
        let power = off.abs().round().max(1.0);
        let at_end = *start == 0 || end == places.len();
        let edge = if *start == 0 { end } else { *start };
        let kind = if off.abs() <= tuning::POWER_TOLERANCE {
            continue;
        } else if (off.abs() - power).abs() <= tuning::POWER_TOLERANCE {
            let power = if off > 0.0 { power as i32 } else { -(power as i32) };
            if at_end && length > tuning::MAX_OUTLIERS {
                let step = changed_by(values, places, edge);
                if (step.abs() - off.abs()).abs() > tuning::POWER_TOLERANCE {
                    continue;
                }
                Kind::UnitChange(power)
            } else {
                Kind::PowerOfTen(power)
            }
        } else if length <= tuning::MAX_OUTLIERS && !short {
            Kind::Outlier
        } else {
            continue;
        };
        found.push((kind, places[*start..end].to_vec()));
    }
    found
}

/// By how much, in logarithms to base ten, the values from a place on are above those just before.
fn changed_by(values: &[f64], places: &[usize], edge: usize) -> f64 {
    let middle = |some: &[usize]| {
        let mut logs: Vec<f64> =
            some.iter().map(|at| ln(values[*at].abs()) / std::f64::consts::LN_10).collect();
        median(&mut logs).unwrap_or_default()
    };
    let (before, after) = places.split_at(edge);
    let near = before.len().saturating_sub(tuning::COMPARED_VALUES);
    middle(&after[..after.len().min(tuning::COMPARED_VALUES)]) - middle(&before[near..])
}

/// Single values from which the series comes back at once, further than it ever changes.
fn spiked(values: &[f64], places: &[usize], breaks: &[usize], season: usize) -> Vec<usize> {
    if places.len() < tuning::MIN_SPIKE_VALUES {
        return Vec::new();
    }
    let changes = Changes::of(values, places, breaks, season);
    // The largest changes: those of a spike are two, so that one of three is another.
    let mut largest: Vec<usize> = (0..changes.sizes.len()).collect();
    largest.sort_by(|a, b| changes.sizes[*b].abs().total_cmp(&changes.sizes[*a].abs()));
    let spike = |at: usize| -> bool {
        let (Some(there), Some(back)) = (changes.sizes.get(at), changes.sizes.get(at + 1)) else {
            return false;
        };
        let size = there.abs().min(back.abs());
        let is_other = |other: usize| other != at && other != at + 1;
        let other = largest.iter().take(3).find(|other| is_other(**other));
        let other = other.map_or(0.0, |other| changes.sizes[*other].abs());
        let large = size >= tuning::MIN_SPIKE && size >= tuning::SPIKE_OVER_LARGEST * other;
        if there * back >= 0.0 || !large {
            return false;
        }
        let noise = changes.noise[at].max(changes.noise[at + 1]);
        let scale = changes.scale(|other| !is_other(other));
        scale.is_some_and(|scale| size >= tuning::SPIKE_SCALES * scale.max(noise))
    };
    (0..changes.sizes.len()).filter(|at| spike(*at)).map(|at| places[at + 1]).collect()
}

/// Values of a series of both signs that lie beyond all others by several times their range.
fn beyond(values: &[f64], places: &[usize]) -> Vec<usize> {
    if places.len() < tuning::MIN_SPIKE_VALUES {
        return Vec::new();
    }
    let mut sorted: Vec<usize> = places.to_vec();
    sorted.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let n = sorted.len();
    let value = |rank: usize| values[sorted[rank]];
    let far = |distance: f64, range: f64| distance > tuning::BEYOND_RANGES * range && range > 0.0;
    let mut found = Vec::new();
    if far(value(n - 1) - value(n - 2), value(n - 2) - value(0)) {
        found.push(sorted[n - 1]);
    }
    if far(value(1) - value(0), value(n - 1) - value(1)) {
        found.push(sorted[0]);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By definition: a tenfold slip is left out, between others, at the end, and at the beginning, where the
    /// series begins later; a peak of twice the others is odd and no slip.
    #[test]
    fn slips_are_left_out_and_peaks_are_not() {
        let level = [101.0, 103.0, 102.0, 104.0, 103.5, 105.0, 104.0, 106.0, 105.5];
        assert_eq!(without_slips(&level, 1), None);
        for place in [0, 4, 8] {
            let mut y = level;
            y[place] *= 10.0;
            let cleaned = without_slips(&y, 1).expect("a slip");
            let begins = usize::from(place == 0);
            for (at, value) in cleaned.iter().enumerate() {
                let at = begins + at;
                assert!(if at == place { value.is_nan() } else { *value == y[at] }, "{place} {at}");
            }
            assert_eq!(cleaned.len(), level.len() - begins);
        }
        let mut y = level;
        y[4] *= 2.0;
        assert_eq!((odd(&y, &[], 1)[0].kind, without_slips(&y, 1)), (Kind::Outlier, None));
    }
}

//! The forecasts of past years: from each year, what would have been forecast of the next ones, by the
//! model and by what lacks a piece of it.
//!
//! At each origin everything sees only what was known by then. Intervals are those the draws have:
//! normal about the median, of a logarithm or of a rate.

use crate::cell::TOTAL;
use crate::employment::changes::{Fit, Track, fit};
use crate::employment::hired::{HiredTables, share_track};
use crate::employment::nation::{Nation, NationFit, RateFit};
use crate::employment::regional::RegionalTables;
use crate::employment::shares::{level_tracks, share_tracks};
use crate::employment::spec::{Breaks, Spec};
use crate::employment::spliced::SplicedSeries;
use crate::employment::tables::Tables;
use crate::employment::tuning::rolling::{HORIZON, MIN_CHANGES};
use crate::employment::tuning::{
    HIRED_REGIONS, HIRED_SHARE, LABOUR_FORCE, REGIONAL_UNEMPLOYMENT, REGIONS, SECTIONS,
};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use strum::IntoStaticStr;
use suranys_core::Year;
use suranys_core::numeric::{exp, ln, normal_quantile};
use suranys_series::scores::{NaiveErrorScale, Predicted, Scored, WIS_COVERAGES};

/// What forecasts: the model, the two simplest forecasts, or the model without one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Variant {
    /// The last value.
    Naive,
    /// The mean change goes on.
    Drift,
    /// One spread for all series of the panel.
    PooledSpread,
    /// Shares that stay.
    WithoutDrift,
    /// Drifts of shares that don't fade.
    Undamped,
    /// Changes across breaks as any other.
    BreaksUnmarked,
    /// What the forecast uses.
    Model,
}

impl Variant {
    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The model's estimates with this piece out.
    fn of(self, spec: &Spec) -> Spec {
        match self {
            Variant::Naive | Variant::WithoutDrift => Spec { drift_prior: None, ..*spec },
            Variant::Drift => {
                Spec { drift_weight: 1.0, drift_prior: Some(0.0), damping: 1.0, ..*spec }
            }
            Variant::PooledSpread => Spec { spread_prior: f64::INFINITY, ..*spec },
            Variant::Undamped => Spec { damping: 1.0, ..*spec },
            Variant::BreaksUnmarked => Spec { breaks: Breaks::Keep, ..*spec },
            Variant::Model => *spec,
        }
    }
}

/// Of shares: what is scored next to the model.
const OF_SHARES: [Variant; 7] = [
    Variant::Naive,
    Variant::Drift,
    Variant::PooledSpread,
    Variant::WithoutDrift,
    Variant::Undamped,
    Variant::BreaksUnmarked,
    Variant::Model,
];
/// Of the nation's series.
const OF_NATION: [Variant; 3] = [Variant::Naive, Variant::Drift, Variant::Model];
/// Of rates: none of them drifts.
const OF_RATES: [Variant; 2] = [Variant::Naive, Variant::Model];
/// Of regional rates, whose model is that they stay.
const OF_REGIONAL_RATES: [Variant; 3] = [Variant::Drift, Variant::PooledSpread, Variant::Model];

/// A forecast of one year of one series, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outturn {
    /// Place of the series in its panel.
    pub series: usize,
    /// What forecast it.
    pub variant: Variant,
    /// Last year known then.
    pub origin: Year,
    /// The year forecast.
    pub target: Year,
    /// Median less outturn: per cent of the outturn, or percentage points of a rate.
    pub error: f64,
    /// Whether a break of the series lies between.
    pub crosses: bool,
    /// Scores, scaled by the series' past changes.
    pub scored: Scored,
}

/// A panel's past, forecast.
#[derive(Debug, Clone, Default)]
pub struct Rolled {
    /// The series.
    pub ids: Vec<String>,
    /// Every forecast with its outturn.
    pub outturns: Vec<Outturn>,
}

/// Median and standard deviation of a forecast: of its logarithm, or of a rate itself.
type Ahead = (f64, f64);

/// Forecasts of a variant at an origin, by series; `None` where it can't be made.
type AheadOf<'a> = Box<dyn Fn(Variant, Year) -> Option<Vec<[Ahead; HORIZON]>> + Sync + 'a>;

/// A panel to be forecast from its past.
struct Question<'a> {
    /// Series, each with its outturns, the years of which are scored.
    series: Vec<(String, BTreeMap<Year, f64>)>,
    /// Breaks of each.
    breaks: Vec<BTreeSet<Year>>,
    /// Whether they are rates, in levels.
    rates: bool,
    variants: &'a [Variant],
    /// Forecasts from an origin, by series and years ahead.
    ahead: AheadOf<'a>,
}

/// Forecasts at each step of a year's horizon.
fn steps(of: impl Fn(usize) -> Ahead) -> [Ahead; HORIZON] {
    std::array::from_fn(|step| of(step + 1))
}

impl Question<'_> {
    fn rolled(&self, base_year: Year) -> Rolled {
        let first = self.series.iter().filter_map(|(_, values)| values.keys().next()).min();
        let origins = first.map_or(base_year.0, |year| year.0)..base_year.0;
        let of_origin = |origin: i32| {
            let mut outturns = Vec::new();
            for variant in self.variants {
                let Some(ahead) = (self.ahead)(*variant, Year(origin)) else { continue };
                for (series, steps) in ahead.iter().enumerate() {
                    let all = steps.iter().enumerate();
                    outturns.extend(all.filter_map(|(step, ahead)| {
                        self.scored(series, *variant, Year(origin), step + 1, *ahead)
                    }));
                }
            }
            outturns
        };
        // In the order of origins, whichever thread is first.
        let outturns: Vec<Vec<Outturn>> = origins.into_par_iter().map(of_origin).collect();
        let outturns = outturns.into_iter().flatten().collect();
        Rolled { ids: self.series.iter().map(|(id, _)| id.clone()).collect(), outturns }
    }

    fn scored(
        &self,
        series: usize,
        variant: Variant,
        origin: Year,
        years: usize,
        (median, deviation): Ahead,
    ) -> Option<Outturn> {
        let (_, values) = self.series.get(series)?;
        let target = origin.plus(i32::try_from(years).ok()?);
        let outturn = *values.get(&target)?;
        let seen: Vec<f64> = values.range(..=origin).map(|(_, value)| *value).collect();
        let intervals = WIS_COVERAGES.map(|coverage| {
            let away = deviation * normal_quantile((1.0 + coverage) / 2.0);
            if self.rates {
                (median - away, median + away)
            } else {
                (median * exp(-away), median * exp(away))
            }
        });
        let predicted = Predicted { last: *seen.last()?, median, intervals, quantiles: None };
        let scored = Scored::new(&predicted, outturn, NaiveErrorScale::of(&seen, 1)?);
        let error = if self.rates { median - outturn } else { median / outturn - 1.0 };
        let breaks = self.breaks.get(series)?;
        let crosses = breaks.range(origin.plus(1)..=target).next().is_some();
        Some(Outturn { series, variant, origin, target, error: 100.0 * error, crosses, scored })
    }
}

/// Figures of a series that were published as they are.
fn observed(series: &SplicedSeries) -> (String, BTreeMap<Year, f64>) {
    let published = series.history.iter().filter(|(year, _)| !series.imputed.contains(year));
    (series.id.clone(), published.map(|(year, value)| (*year, *value)).collect())
}

fn enough(tracks: &[Track], origin: Year) -> bool {
    tracks
        .iter()
        .all(|track| track.count(origin) >= MIN_CHANGES && track.values.contains_key(&origin))
}

/// Forecasts of levels by their own logarithms.
fn own_levels(tracks: &[Track], origin: Year, spec: &Spec) -> Option<Vec<[Ahead; HORIZON]>> {
    let fits = fit(tracks, origin, spec).filter(|_| enough(tracks, origin))?;
    let of = |fit: &Fit| steps(|years| (exp(fit.median(years)), fit.deviation(years)));
    Some(fits.iter().map(of).collect())
}

/// Employment of the nation ahead.
fn employment(nation: &Nation, origin: Year) -> Option<[Ahead; HORIZON]> {
    let known = nation.employment.range(..=origin).count();
    let fit = nation.fit(origin).filter(|_| known > MIN_CHANGES)?;
    Some(steps(|years| fit.employment(years)))
}

/// Hired workers of the nation ahead.
fn hired(tables: &HiredTables, nation: &Nation, origin: Year) -> Option<[Ahead; HORIZON]> {
    let track = [share_track(&tables.nation, &nation.employment)];
    let share = fit(&track, origin, &HIRED_SHARE).filter(|_| enough(&track, origin))?.remove(0);
    let employed = employment(nation, origin)?;
    Some(steps(|years| {
        let (median, deviation) = employed[years - 1];
        let hired = 1.0 / (1.0 + exp(-share.median(years)));
        // The logarithm of a share moves by so much of its logit.
        (median * hired, deviation.hypot(share.deviation(years) * (1.0 - hired)))
    }))
}

/// A panel of components of a total.
fn components<'a>(
    panel: &'a [SplicedSeries],
    total_breaks: &BTreeSet<Year>,
    spec: &'a Spec,
    total: impl Fn(Year) -> Option<[Ahead; HORIZON]> + Sync + 'a,
) -> Question<'a> {
    let (shares, levels) = (share_tracks(panel, total_breaks), level_tracks(panel, total_breaks));
    let imputed = |origin: Year| panel.iter().all(|series| series.imputed.contains(&origin));
    let breaks = shares.iter().map(|track| track.breaks.clone()).collect();
    let ahead = move |variant: Variant, origin: Year| {
        let spec = variant.of(spec);
        if imputed(origin) || !enough(&shares, origin) {
            return None;
        }
        let total = total(origin)?;
        if matches!(variant, Variant::Naive | Variant::Drift) {
            return own_levels(&levels, origin, &spec);
        }
        let fits = fit(&shares, origin, &spec)?;
        let sums: [f64; HORIZON] =
            std::array::from_fn(|step| fits.iter().map(|fit| exp(fit.median(step + 1))).sum());
        let of = |fit: &Fit| {
            steps(|years| {
                let (all, deviation) = total[years - 1];
                let share = exp(fit.median(years)) / sums[years - 1];
                (all * share, deviation.hypot(fit.deviation(years)))
            })
        };
        Some(fits.iter().map(of).collect())
    };
    Question {
        series: panel.iter().map(observed).collect(),
        breaks,
        rates: false,
        variants: &OF_SHARES,
        ahead: Box::new(ahead),
    }
}

fn log_track(id: &str, values: &BTreeMap<Year, f64>) -> [Track; 1] {
    let values = values.iter().map(|(year, value)| (*year, ln(*value))).collect();
    [Track { id: id.to_owned(), values, breaks: BTreeSet::new() }]
}

/// A series of the nation; `model` forecasts it.
fn of_nation<'a>(
    published: BTreeMap<Year, f64>,
    known: impl Fn(Year) -> BTreeMap<Year, f64> + Sync + 'a,
    model: impl Fn(Year) -> Option<[Ahead; HORIZON]> + Sync + 'a,
) -> Question<'a> {
    let ahead = move |variant: Variant, origin: Year| {
        // The model before the simplest, so that all are scored on the same years.
        let made = model(origin)?;
        match variant {
            Variant::Naive | Variant::Drift => {
                own_levels(&log_track(TOTAL, &known(origin)), origin, &variant.of(&LABOUR_FORCE))
            }
            _ => Some(vec![made]),
        }
    };
    Question {
        series: vec![(TOTAL.to_owned(), published)],
        breaks: vec![BTreeSet::new()],
        rates: false,
        variants: &OF_NATION,
        ahead: Box::new(ahead),
    }
}

impl Tables {
    /// Employment of the nation.
    pub(crate) fn roll_employment(&self, base_year: Year) -> Rolled {
        let nation = &self.nation;
        let known = |_| nation.employment.clone();
        let model = |origin| employment(nation, origin);
        of_nation(nation.employment.clone(), known, model).rolled(base_year)
    }

    /// The labour force; `None` without any.
    pub(crate) fn roll_labour_force(&self, base_year: Year) -> Option<Rolled> {
        let nation = &self.nation;
        let known = |origin| nation.filled(origin).map(|f| f.labour_force).unwrap_or_default();
        let model = |origin| match nation.fit(origin)? {
            NationFit::Balance(fit, _) if enough(&log_track(TOTAL, &known(origin)), origin) => {
                Some(steps(|years| (exp(fit.median(years)), fit.deviation(years))))
            }
            _ => None,
        };
        let filled = nation.filled(base_year)?;
        let mut published = filled.labour_force;
        published.retain(|year, _| !filled.imputed.contains(year));
        Some(of_nation(published, known, model).rolled(base_year))
    }

    /// The rate of unemployment; `None` without a labour force.
    pub(crate) fn roll_unemployment(&self, base_year: Year) -> Option<Rolled> {
        let filled = self.nation.filled(base_year)?;
        let mut published = filled.rate;
        published.retain(|year, _| !filled.imputed.contains(year));
        let ahead = |variant: Variant, origin: Year| {
            let known = self.nation.filled(origin)?.rate;
            let fit = RateFit::of(&known, origin).filter(|_| known.len() > MIN_CHANGES)?;
            let fit = match variant {
                Variant::Naive => RateFit { mean: fit.last, persistence: 1.0, ..fit },
                _ => fit,
            };
            Some(vec![steps(|years| (fit.median(years), fit.deviation(years)))])
        };
        let question = Question {
            series: vec![(TOTAL.to_owned(), published)],
            breaks: vec![BTreeSet::new()],
            rates: true,
            variants: &OF_RATES,
            ahead: Box::new(ahead),
        };
        Some(question.rolled(base_year))
    }

    /// Sections.
    pub(crate) fn roll_sections(&self, base_year: Year) -> Rolled {
        let total = |origin| employment(&self.nation, origin);
        components(&self.sections, &self.breaks, &SECTIONS, total).rolled(base_year)
    }

    /// Regions.
    pub(crate) fn roll_regions(&self, base_year: Year) -> Rolled {
        let total = |origin| employment(&self.nation, origin);
        components(&self.regions, &self.region_breaks, &REGIONS, total).rolled(base_year)
    }

    /// Hired workers of the nation and the regions; `None` without any.
    pub(crate) fn roll_hired(&self, base_year: Year) -> Option<[Rolled; 2]> {
        let (tables, nation) = (self.hired.as_ref()?, &self.nation);
        let known = |_| tables.nation.history.clone();
        let all = |origin| hired(tables, nation, origin);
        let (_, published) = observed(&tables.nation);
        let of_all = of_nation(published, known, all).rolled(base_year);
        let breaks = &tables.nation.breaks;
        let regions = components(&tables.regions, breaks, &HIRED_REGIONS, all).rolled(base_year);
        Some([of_all, regions])
    }

    /// Rates of unemployment of regions; `None` without any.
    pub(crate) fn roll_regional_unemployment(&self, base_year: Year) -> Option<Rolled> {
        let RegionalTables { tracks, imputed, .. } = self.regional.as_ref()?;
        let series = tracks.iter().zip(imputed).map(|(track, imputed)| {
            let mut published = track.values.clone();
            published.retain(|year, _| !imputed.contains(year));
            (track.id.clone(), published)
        });
        let ahead = |variant: Variant, origin: Year| {
            if imputed.iter().all(|years| years.contains(&origin)) || !enough(tracks, origin) {
                return None;
            }
            let fits = fit(tracks, origin, &variant.of(&REGIONAL_UNEMPLOYMENT))?;
            let of = |fit: &Fit| steps(|years| (fit.median(years), fit.deviation(years)));
            Some(fits.iter().map(of).collect())
        };
        let question = Question {
            series: series.collect(),
            breaks: tracks.iter().map(|track| track.breaks.clone()).collect(),
            rates: true,
            variants: &OF_REGIONAL_RATES,
            ahead: Box::new(ahead),
        };
        Some(question.rolled(base_year))
    }
}

/// Series that no forecast of their own is made of: the simplest forecasts of them.
pub(crate) fn roll_plain(panel: &[SplicedSeries], base_year: Year) -> Rolled {
    let tracks = level_tracks(panel, &BTreeSet::new());
    let spec = Spec { breaks: Breaks::Mask, ..LABOUR_FORCE };
    let ahead = |variant: Variant, origin: Year| {
        let made = tracks.iter().map(|track| {
            let alone = std::slice::from_ref(track);
            let none = [(f64::NAN, f64::NAN); HORIZON];
            own_levels(alone, origin, &variant.of(&spec)).map_or(none, |mut all| all.remove(0))
        });
        Some(made.collect())
    };
    let question = Question {
        series: panel.iter().map(observed).collect(),
        breaks: tracks.iter().map(|track| track.breaks.clone()).collect(),
        rates: false,
        variants: &OF_NATION[..2],
        ahead: Box::new(ahead),
    };
    let mut rolled = question.rolled(base_year);
    rolled.outturns.retain(|outturn| outturn.error.is_finite());
    rolled
}

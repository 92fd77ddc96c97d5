//! Sweep files: which parameters are swept, how, and what is asked of every run; errors located by
//! line and column.

use crate::toml::reader::{File, FileKind, Pair, number, read_chain};
use crate::toml::scenario::GROWTH;
use std::collections::BTreeMap;
use std::path::Path;
use suranys_core::aliases::replaced;
use suranys_core::diagnostic::nearest;
use suranys_core::inputs::Inputs;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::scenario::{PARAMETERS, ParameterSpec, RunSettings, Scenario};
use suranys_core::sensitivity::{Method, SweepAxis, SweepPlan, SweptGrowth};
use suranys_core::{Diagnostic, Span, Vintage, Year, YearSpan};
use suranys_core::{Text, text};
use toml::de::DeTable;

/// Most runs of a sweep: beyond it the file is likelier mistaken than meant.
pub(crate) const MAX_RUNS: usize = 100_000;
/// Most levels of one parameter on a grid.
pub(crate) const MAX_LEVELS: f64 = 1_000.0;

const KIND: FileKind = FileKind { check: "sweep", word: text!("sweep") };
pub(crate) const TOP: [&str; 7] =
    ["extends", "method", "points", "seed", "draws", "parameters", "outputs"];
pub(crate) const AXIS: [&str; 5] = ["low", "high", "levels", "values", "unit"];
pub(crate) const OUTPUT: [&str; 5] = ["measure", "year", "section", "region", "occupation"];

/// How the names of swept growth begin; a section follows, and a year where it is of one alone.
pub(crate) const GROWTH_OF: &str = "growth.";
/// Unit of growth.
pub(crate) const GROWTH_UNIT: &str = "per cent per year";

/// What a swept value may be.
struct Limits<'a> {
    key: &'a str,
    unit: &'static str,
    /// Its possible values.
    possible: (f64, f64),
    /// Its range where the file gives none, if it has one.
    range: Option<(f64, f64)>,
}

/// What a sweep file may name.
#[derive(Debug, Clone)]
pub struct SweepVocabulary<'a> {
    /// The scenario that is swept around: central values, and ends where the file gives none.
    pub baseline: &'a Scenario,
    /// Codes of sections.
    pub sections: Vec<&'a str>,
    /// Codes of regions.
    pub regions: Vec<&'a str>,
    /// Codes of occupations.
    pub occupations: Vec<&'a str>,
    /// Years whose growth a sweep may vary: those forecast; none without value added.
    pub growth: Option<YearSpan>,
    /// Whether a parameter that the scenario fixes and the file gives no range is left out rather
    /// than an error.
    pub leave_out_fixed: bool,
}

impl<'a> SweepVocabulary<'a> {
    /// What a sweep of a package around a scenario may name.
    #[must_use]
    pub fn of(inputs: &'a Inputs, baseline: &'a Scenario, leave_out_fixed: bool) -> Self {
        let occupations = inputs.occupation.iter().flat_map(|known| known.occupations.items());
        SweepVocabulary {
            baseline,
            sections: inputs.sections.items().iter().map(|item| item.code.as_str()).collect(),
            regions: inputs.regions.items().iter().map(|item| item.code.as_str()).collect(),
            occupations: occupations.map(|item| item.code.as_str()).collect(),
            growth: inputs.regressors.as_ref().and_then(|_| {
                let first = inputs.last_observed()?.plus(1);
                YearSpan::new(first, baseline.settings.horizon)
            }),
            leave_out_fixed,
        }
    }

    /// The same for a forecast that sees what was known at a vintage: its years are more.
    #[must_use]
    pub fn as_of(mut self, vintage: Option<Vintage>) -> Self {
        if let (Some(years), Some(Vintage(last))) = (self.growth, vintage) {
            self.growth = YearSpan::new(last.plus(1).min(years.from()), years.to());
        }
        self
    }
}

/// Reads a sweep file: the plan, the run settings with the file's number of draws, and the files
/// read.
///
/// # Errors
/// All findings, each with its line and column.
pub fn read_sweep(
    path: &Path,
    known: &SweepVocabulary<'_>,
) -> Result<(SweepPlan, RunSettings, Vec<Fingerprint>), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut said = Said::default();
    let mut files = BTreeMap::new();
    read_chain(path, None, &KIND, &mut files, &mut problems, &mut |file, table| {
        file.sweep(table, known, &mut said);
    });
    if problems.is_empty() {
        match said.plan(known) {
            Ok((plan, settings)) => return Ok((plan, settings, files.into_values().collect())),
            Err((message, allowed, help)) => {
                let place = Span::file(path.display().to_string());
                problems.push(
                    Diagnostic::error(KIND.check, place, message).allowed(allowed).help(help),
                );
            }
        }
    }
    problems.dedup();
    Err(problems)
}

/// What the files say, later ones laid over earlier ones.
#[derive(Default)]
struct Said {
    method: Option<Method>,
    points: Option<usize>,
    seed: Option<u64>,
    draws: Option<usize>,
    axes: BTreeMap<String, SweepAxis>,
    outputs: Vec<FigureKey>,
}

/// A message, what is allowed, and how to fix it.
type Missing = (Text, Text, Text);

impl Said {
    fn plan(self, known: &SweepVocabulary<'_>) -> Result<(SweepPlan, RunSettings), Missing> {
        let baseline = known.baseline;
        let methods = || Text::from(Method::ALL.map(Method::key).join(", "));
        let Some(method) = self.method else {
            let help = text!("write for instance `method = \"saltelli\"`");
            return Err((text!("the file names no method"), methods(), help));
        };
        if self.axes.is_empty() && !known.leave_out_fixed {
            let allowed = PARAMETERS.map(|spec| spec.key).join(", ");
            let help = text!("add for instance [parameters.\"supply.graduates_factor\"]");
            return Err((text!("the file sweeps no parameter"), allowed.into(), help));
        }
        let points = match (method.takes_points(), self.points) {
            (true, None) => {
                let message = text!("`{method}` needs a number of points", method = method.key());
                let help = text!("write for instance `points = 64`");
                return Err((message, text!("a whole number"), help));
            }
            (true, Some(points)) => points,
            (false, _) => 0,
        };
        let balanced = !matches!(method, Method::Sobol | Method::Saltelli);
        if !balanced && !points.is_power_of_two() {
            let message = text!("a Sobol sequence of {points} points is not balanced", points);
            let help = text!("write `points = {points}`", points = points.next_power_of_two());
            return Err((message, text!("a power of two"), help));
        }
        let count = self.axes.len();
        let sampled = match method {
            Method::OneAtATime => Some(0),
            Method::Grid => {
                self.axes.values().try_fold(1, |n: usize, axis| n.checked_mul(axis.levels.len()))
            }
            Method::LatinHypercube | Method::Sobol => Some(points),
            Method::Saltelli => points.checked_mul(count + 2),
        };
        if sampled.is_none_or(|runs| runs > MAX_RUNS) {
            let message = text!("the sweep has more than {max} runs", max = MAX_RUNS);
            let help = text!("take fewer points, levels or parameters");
            return Err((message, text!("at most {max} runs", max = MAX_RUNS), help));
        }
        let mut settings = baseline.settings.clone();
        settings.draws = self.draws.unwrap_or(settings.draws);
        let period = settings.policy_period;
        let default = [Measure::JobOpenings, Measure::Cover].map(|measure| {
            FigureKey::national(&baseline.id, measure, period.from()).until(period.to())
        });
        let plan = SweepPlan {
            method,
            points,
            seed: self.seed.unwrap_or(settings.seed),
            axes: self.axes.into_values().collect(),
            outputs: if self.outputs.is_empty() { default.to_vec() } else { self.outputs },
        };
        Ok((plan, settings))
    }
}

impl File<'_> {
    fn sweep(&mut self, table: &DeTable<'_>, known: &SweepVocabulary<'_>, said: &mut Said) {
        for pair in table {
            match pair.0.get_ref().as_ref() {
                "extends" => {}
                "method" => said.method = self.method(pair).or(said.method),
                "points" => {
                    said.points = self.whole_number(pair, 2, MAX_RUNS as u64).or(said.points)
                }
                "draws" => {
                    let (min, max) = crate::toml::scenario::DRAWS;
                    said.draws = self.whole_number(pair, min, max).or(said.draws);
                }
                "seed" => {
                    let seed = self.whole_number(pair, 0, u64::from(u32::MAX));
                    said.seed = seed.and_then(|seed| u64::try_from(seed).ok()).or(said.seed);
                }
                "parameters" => self.axes(pair, known, &mut said.axes),
                "outputs" => said.outputs = self.outputs(pair, known),
                _ => self.unknown(pair.0, &TOP),
            }
        }
    }

    fn whole_number(&mut self, pair: Pair<'_, '_>, min: u64, max: u64) -> Option<usize> {
        let found = number(pair.1.get_ref())
            .filter(|v| v.fract() == 0.0 && *v >= min as f64 && *v <= max as f64);
        if found.is_none() {
            self.wrong_type(pair, text!("a whole number from {min} to {max}", min, max));
        }
        found.map(|v| v as usize)
    }

    fn method(&mut self, pair: Pair<'_, '_>) -> Option<Method> {
        let text = pair.1.get_ref().as_str().unwrap_or_default();
        let found = Method::ALL.into_iter().find(|method| method.key() == text);
        if found.is_none() {
            self.not_among(pair, text, &Method::ALL.map(Method::key), text!("method"));
        }
        found
    }

    /// A text that is none of those it could be.
    fn not_among(&mut self, pair: Pair<'_, '_>, text: &str, allowed: &[&str], what: Text) {
        let help = match (replaced(text), nearest(text, allowed.iter().copied())) {
            (Some(new), _) => text!("it was replaced by {new}", new),
            (None, Some(near)) => text!("is `{near}` meant?", near),
            (None, None) => text!("take one of those"),
        };
        let message = text!("`{text}` is not a {what}", text, what);
        self.problem(&pair.1.span(), message, text, allowed.join(", "), &help);
    }

    fn axes(
        &mut self,
        pair: Pair<'_, '_>,
        known: &SweepVocabulary<'_>,
        into: &mut BTreeMap<String, SweepAxis>,
    ) {
        let Some(table) = pair.1.get_ref().as_table() else {
            return self.wrong_type(pair, text!("a table of parameters"));
        };
        for one in table {
            let key = one.0.get_ref().as_ref();
            let axis = match (ParameterSpec::of(key), key.strip_prefix(GROWTH_OF)) {
                (Some(spec), _) => self.parameter_axis(one, spec, known),
                (None, Some(of)) => self.growth_axis(one, of, known),
                (None, None) => {
                    self.unknown(one.0, &PARAMETERS.map(|spec| spec.key));
                    None
                }
            };
            if let Some(axis) = axis {
                into.insert(axis.key.clone(), axis);
            }
        }
    }

    /// A parameter of the baseline.
    fn parameter_axis(
        &mut self,
        pair: Pair<'_, '_>,
        spec: &ParameterSpec,
        known: &SweepVocabulary<'_>,
    ) -> Option<SweepAxis> {
        let (central, _) = known.baseline.parameter(spec.key)?;
        let empty = pair.1.get_ref().as_table().is_some_and(|table| table.is_empty());
        if known.leave_out_fixed && empty && central.low >= central.high {
            return None;
        }
        let limits = Limits {
            key: spec.key,
            unit: spec.unit,
            possible: (spec.minimum, spec.maximum),
            range: Some((central.low, central.high)),
        };
        let axis = self.axis(pair, &limits)?;
        Some(SweepAxis { centre: central.value, ..axis })
    }

    /// Growth of a section's value added: `of` is its code, or its code and a year. The centre is the
    /// baseline's own growth where that is one number throughout, else the middle of the range.
    fn growth_axis(
        &mut self,
        pair: Pair<'_, '_>,
        of: &str,
        known: &SweepVocabulary<'_>,
    ) -> Option<SweepAxis> {
        let (section, year) = match of.rsplit_once('.') {
            Some((section, year)) => (section, Some(year)),
            None => (of, None),
        };
        if !known.sections.contains(&section) {
            let help = match nearest(section, known.sections.iter().copied()) {
                Some(near) => text!("is `{prefix}{near}` meant?", prefix = GROWTH_OF, near),
                None => text!("take one of those"),
            };
            let message = text!("`{section}` is not a section", section);
            self.problem(&pair.0.span(), message, section, known.sections.join(", "), &help);
            return None;
        }
        let Some(forecast) = known.growth else {
            let message = text!("growth has no effect: the package has no value added");
            let help = text!("leave it out, or add `gva_volume_index_by_section`");
            self.problem(&pair.0.span(), message, of, text!("a parameter of the scenario"), help);
            return None;
        };
        let years = match year {
            None => forecast,
            Some(text) => {
                let year = Year::parse(text).filter(|year| forecast.contains(*year));
                let Some(year) = year else {
                    let (from, to) = (forecast.from(), forecast.to());
                    let message = text!("`{text}` is no year whose growth is forecast", text);
                    let help = text!("growth of a year that is observed already has no effect");
                    let allowed = text!("a year from {from} to {to}", from, to);
                    self.problem(&pair.0.span(), message, text, &allowed, help);
                    return None;
                };
                YearSpan::new(year, year)?
            }
        };
        let key = pair.0.get_ref().as_ref();
        let limits = Limits { key, unit: GROWTH_UNIT, possible: GROWTH, range: None };
        let axis = self.axis(pair, &limits)?;
        let own = known.baseline.growth.get(section);
        let given: Option<Vec<f64>> =
            years.years().map(|year| own.and_then(|own| own.get(&year)).copied()).collect();
        let same = given.as_deref().and_then(|all| {
            let first = *all.first()?;
            all.iter().all(|one| *one == first).then_some(first)
        });
        let centre = same.unwrap_or_else(|| f64::midpoint(axis.low, axis.high));
        let growth = Some(SweptGrowth { section: section.to_owned(), years });
        Some(SweepAxis { centre, growth, ..axis })
    }

    /// The range of what is swept; its centre is that of the range.
    fn axis(&mut self, pair: Pair<'_, '_>, limits: &Limits<'_>) -> Option<SweepAxis> {
        let Some(table) = pair.1.get_ref().as_table() else {
            self.wrong_type(pair, text!("a table, which may be empty"));
            return None;
        };
        let (minimum, maximum) = limits.possible;
        let allowed = text!(
            "a number from {min} to {max} ({unit})",
            min = minimum,
            max = maximum,
            unit = limits.unit
        );
        let inside = |v: &f64| *v >= minimum && *v <= maximum;
        let (mut low, mut high) = limits.range.unzip();
        let (mut levels, mut values, mut sound) = (2, None, true);
        for part in table {
            let found = number(part.1.get_ref());
            let ok = match part.0.get_ref().as_ref() {
                "low" => found.filter(inside).map(|v| low = Some(v)).is_some(),
                "high" => found.filter(inside).map(|v| high = Some(v)).is_some(),
                "levels" => {
                    let whole = |v: &f64| v.fract() == 0.0 && (2.0..=MAX_LEVELS).contains(v);
                    if found.filter(whole).map(|v| levels = v as usize).is_none() {
                        self.wrong_type(
                            part,
                            text!("a whole number from 2 to {max}", max = MAX_LEVELS),
                        );
                        sound = false;
                    }
                    true
                }
                "values" => {
                    let given = part.1.get_ref().as_array().map(|all| {
                        all.iter().map(|v| number(v.get_ref()).filter(inside)).collect()
                    });
                    values = given.flatten().filter(|all: &Vec<f64>| !all.is_empty());
                    if values.is_none() {
                        self.wrong_type(part, text!("a list, each {allowed}", allowed));
                        sound = false;
                    }
                    true
                }
                "unit" => {
                    if part.1.get_ref().as_str() != Some(limits.unit) {
                        self.wrong_type(part, format!("`{}`", limits.unit));
                        sound = false;
                    }
                    true
                }
                _ => {
                    self.unknown(part.0, &AXIS);
                    sound = false;
                    true
                }
            };
            if !ok {
                self.wrong_type(part, &allowed);
                sound = false;
            }
        }
        if let Some(all) = &values {
            low = all.iter().copied().reduce(f64::min);
            high = all.iter().copied().reduce(f64::max);
        }
        let (Some(low), Some(high)) = (low, high) else {
            if sound {
                let message = text!("`{key}` has no range", key = limits.key);
                let help = text!("give low and high");
                self.problem(&pair.0.span(), message, text!("no range"), text!("low < high"), help);
            }
            return None;
        };
        if sound && low >= high {
            self.problem(
                &pair.0.span(),
                text!("`{key}` has nowhere to go", key = limits.key),
                text!("low {low}, high {high}", low, high),
                text!("low < high; without them the range of the baseline"),
                text!("give low and high"),
            );
            sound = false;
        }
        let step = (high - low) / (levels - 1) as f64;
        let even = || {
            let inner = (0..levels - 1).map(|place| low + step * place as f64);
            inner.chain([high]).collect()
        };
        sound.then(|| SweepAxis {
            key: limits.key.to_owned(),
            low,
            centre: f64::midpoint(low, high),
            high,
            levels: values.unwrap_or_else(even),
            growth: None,
        })
    }

    fn outputs(&mut self, pair: Pair<'_, '_>, known: &SweepVocabulary<'_>) -> Vec<FigureKey> {
        let Some(list) = pair.1.get_ref().as_array() else {
            self.wrong_type(pair, text!("a list of tables, each begun by [[outputs]]"));
            return Vec::new();
        };
        let mut found = Vec::new();
        for one in list {
            match one.get_ref().as_table() {
                Some(table) => {
                    found.extend(self.output((pair.0, one), table, known));
                }
                None => self.wrong_type((pair.0, one), text!("a table with a measure")),
            }
        }
        found
    }

    fn output(
        &mut self,
        whole: Pair<'_, '_>,
        table: &DeTable<'_>,
        known: &SweepVocabulary<'_>,
    ) -> Option<FigureKey> {
        let before = self.found();
        let settings = &known.baseline.settings;
        let period = settings.policy_period;
        let mut measure = None;
        let mut key = FigureKey::national(&known.baseline.id, Measure::JobOpenings, period.from())
            .until(period.to());
        for part in table {
            let text = part.1.get_ref().as_str().unwrap_or_default();
            let name = part.0.get_ref().as_ref();
            match name {
                "measure" => {
                    measure = Measure::from_key(text);
                    if measure.is_none() {
                        self.not_among(
                            part,
                            text,
                            &Measure::ALL.map(Measure::key),
                            text!("measure"),
                        );
                    }
                }
                "year" => {
                    let written = match number(part.1.get_ref()) {
                        Some(year) => year.to_string(),
                        None => text.to_owned(),
                    };
                    let reach = |span: &YearSpan| {
                        span.from() >= period.from() && span.to() <= settings.horizon
                    };
                    match years(&written).filter(reach) {
                        Some(span) => (key.from, key.to) = (span.from(), span.to()),
                        None => self.wrong_type(
                            part,
                            text!("a year or a period such as \"{from}-{to}\", from {first} to {last}", from = period.from(), to = period.to(), first = period.from(), last = settings.horizon),
                        ),
                    }
                }
                "section" | "region" | "occupation" => {
                    let (codes, into) = match name {
                        "section" => (&known.sections, &mut key.section),
                        "region" => (&known.regions, &mut key.region),
                        _ => (&known.occupations, &mut key.occupation),
                    };
                    if codes.contains(&text) {
                        *into = Some(text.to_owned());
                    } else {
                        self.not_among(part, text, codes, name.into());
                    }
                }
                _ => self.unknown(part.0, &OUTPUT),
            }
        }
        if self.found() == before && measure.is_none() {
            self.wrong_type(whole, text!("a table with a measure"));
        }
        (self.found() == before).then_some(FigureKey { measure: measure?, ..key })
    }
}

/// A year, or a period as `2023-2027`.
fn years(text: &str) -> Option<YearSpan> {
    let year = |text: &str| Year::parse(text.trim());
    match text.split_once('-') {
        Some((from, to)) => YearSpan::new(year(from)?, year(to)?),
        None => YearSpan::new(year(text)?, year(text)?),
    }
}

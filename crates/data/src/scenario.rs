//! Scenario files: TOML overlays on a baseline, errors located by line and column.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use suranys_core::code::Labels;
use suranys_core::provenance::Fingerprint;
use suranys_core::scenario::{
    PARAMETERS, Parameter, ParameterSpec, RunSettings, Scenario, Standing,
};
use suranys_core::suggest::nearest;
use suranys_core::{Diagnostic, Sex, Span, Year, YearSpan};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Fewest and most draws a run may ask for: fewer can't show a 95 per cent range, more don't fit.
const DRAWS: (u64, u64) = (100, 100_000);

/// Reads scenario files with everything they extend.
///
/// # Errors
/// All findings in all files, each with its line and column; then no scenario is returned.
pub fn read_scenarios(
    files: &[PathBuf],
) -> Result<(Vec<Scenario>, Vec<Fingerprint>), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut scenarios = Vec::new();
    let mut fingerprints: BTreeMap<String, Fingerprint> = BTreeMap::new();
    for path in files {
        let mut overlay = Overlay::default();
        read_chain(path, &mut Vec::new(), &mut overlay, &mut fingerprints, &mut problems);
        if let Some(scenario) = overlay.resolve(path, &mut problems) {
            scenarios.push(scenario);
        }
    }
    problems.dedup();
    if problems.is_empty() {
        Ok((scenarios, fingerprints.into_values().collect()))
    } else {
        Err(problems)
    }
}

/// What files say, later ones laid over earlier ones.
#[derive(Default)]
struct Overlay {
    text: BTreeMap<String, String>,
    title: BTreeMap<String, String>,
    description: BTreeMap<String, String>,
    run: BTreeMap<String, u64>,
    parameters: BTreeMap<String, Parameter>,
    pension_ages: BTreeMap<Sex, BTreeMap<Year, f64>>,
    growth: BTreeMap<String, BTreeMap<Year, f64>>,
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

fn read_chain(
    path: &Path,
    chain: &mut Vec<String>,
    overlay: &mut Overlay,
    fingerprints: &mut BTreeMap<String, Fingerprint>,
    problems: &mut Vec<Diagnostic>,
) {
    let name = file_name(path);
    let shown = path.display().to_string();
    let text = match std::fs::read(path).map_err(|e| e.to_string()).and_then(|b| {
        fingerprints.insert(name.clone(), Fingerprint::of(name.as_str(), &b));
        String::from_utf8(b).map_err(|_| "it is not UTF-8".to_owned())
    }) {
        Ok(text) => text,
        Err(why) => {
            let help = "name an existing scenario file, written in UTF-8";
            return problems.push(
                Diagnostic::error(
                    "scenario",
                    Span::file(shown.as_str()),
                    format!("the file can't be read: {why}"),
                )
                .help(help),
            );
        }
    };
    let mut file = File { path: shown.clone(), text: &text, problems };
    let table = match DeTable::parse(&text) {
        Ok(table) => table,
        Err(error) => {
            let at = error.span().unwrap_or(0..0);
            return file.problem(
                &at,
                error.message().to_owned(),
                "",
                "valid TOML",
                "correct the syntax",
            );
        }
    };
    let table = table.get_ref();
    if let Some((_, base)) = table.iter().find(|(key, _)| key.get_ref() == "extends") {
        chain.push(stem(path));
        match base.get_ref().as_str() {
            Some(base_name) if chain.iter().any(|seen| seen == base_name) => {
                let circle = format!("{} → {base_name}", chain.join(" → "));
                file.problem(
                    &base.span(),
                    format!("scenarios extend each other in a circle: {circle}"),
                    base_name,
                    "a scenario that does not lead back here",
                    "let one of them extend nothing",
                );
            }
            Some(base_name)
                if !base_name.is_empty()
                    && base_name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') =>
            {
                let base = path.with_file_name(format!("{base_name}.toml"));
                read_chain(&base, chain, overlay, fingerprints, file.problems);
            }
            _ => file.problem(
                &base.span(),
                "`extends` names no scenario".to_owned(),
                "",
                "the name of a scenario file beside this one, without `.toml`",
                "write for instance `extends = \"baseline\"`",
            ),
        }
    }
    File { path: shown, text: &text, problems }.lay(table, overlay);
}

struct File<'a> {
    path: String,
    text: &'a str,
    problems: &'a mut Vec<Diagnostic>,
}

const TOP: [&str; 9] = [
    "extends",
    "author",
    "date",
    "title",
    "description",
    "run",
    "parameters",
    "pension_age",
    "growth",
];
const RUN: [&str; 5] = ["seed", "draws", "policy_from", "policy_to", "horizon"];
const PARAMETER: [&str; 6] = ["value", "low", "high", "unit", "standing", "source"];
const LANGUAGES: [&str; 3] = ["en", "ru", "kk"];

type Pair<'p, 'i> = (&'p Spanned<std::borrow::Cow<'i, str>>, &'p Spanned<DeValue<'i>>);

impl File<'_> {
    fn problem(
        &mut self,
        at: &Range<usize>,
        message: String,
        found: &str,
        allowed: &str,
        help: &str,
    ) {
        let before = self.text.get(..at.start).unwrap_or("");
        let row = before.matches('\n').count() as u64 + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        let mut d = Diagnostic::error(
            "scenario",
            Span::cell(self.path.as_str(), row, column.to_string()),
            message,
        )
        .allowed(allowed)
        .help(help);
        if !found.is_empty() {
            d = d.found(found);
        }
        self.problems.push(d);
    }

    /// The text of a value as it stands in the file.
    fn raw(&self, at: &Range<usize>) -> String {
        self.text.get(at.clone()).unwrap_or("").to_owned()
    }

    fn unknown(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, allowed: &[&str]) {
        let name = key.get_ref().to_string();
        let help = nearest(&name, allowed.iter().copied())
            .map_or("remove it".to_owned(), |near| format!("is `{near}` meant?"));
        self.problem(
            &key.span(),
            format!("`{name}` is not a key here"),
            &name,
            &allowed.join(", "),
            &help,
        );
    }

    fn wrong_type(&mut self, pair: Pair<'_, '_>, allowed: &str) {
        let found = self.raw(&pair.1.span());
        let message = format!("`{}` must be {allowed}", pair.0.get_ref());
        self.problem(&pair.1.span(), message, &found, allowed, "correct the value");
    }

    fn lay(&mut self, table: &DeTable<'_>, overlay: &mut Overlay) {
        for pair in table {
            match pair.0.get_ref().as_ref() {
                "extends" => {}
                key @ ("author" | "date") => match pair.1.get_ref().as_str() {
                    Some(text) => {
                        overlay.text.insert(key.to_owned(), text.to_owned());
                    }
                    None => self.wrong_type(pair, "a text"),
                },
                "title" => self.labels(pair, &mut overlay.title),
                "description" => self.labels(pair, &mut overlay.description),
                "run" => self.run(pair, overlay),
                "parameters" => self.parameters(pair, overlay),
                "pension_age" => self.pension_ages(pair, overlay),
                "growth" => self.growth(pair, overlay),
                _ => self.unknown(pair.0, &TOP),
            }
        }
    }

    fn labels(&mut self, pair: Pair<'_, '_>, into: &mut BTreeMap<String, String>) {
        let Some(table) = pair.1.get_ref().as_table() else {
            return self.wrong_type(pair, "a table of languages");
        };
        for label in table {
            match (LANGUAGES.contains(&label.0.get_ref().as_ref()), label.1.get_ref().as_str()) {
                (false, _) => self.unknown(label.0, &LANGUAGES),
                (true, None) => self.wrong_type(label, "a text"),
                (true, Some(text)) => {
                    into.insert(label.0.get_ref().to_string(), text.to_owned());
                }
            }
        }
    }

    fn run(&mut self, pair: Pair<'_, '_>, overlay: &mut Overlay) {
        let Some(table) = pair.1.get_ref().as_table() else {
            return self.wrong_type(pair, "a table");
        };
        for setting in table {
            let key = setting.0.get_ref().as_ref();
            if !RUN.contains(&key) {
                self.unknown(setting.0, &RUN);
                continue;
            }
            let (least, most) = match key {
                "seed" => (0, i64::MAX as u64),
                "draws" => DRAWS,
                _ => (1990, 2100),
            };
            match number(setting.1.get_ref()) {
                Some(v) if v.fract() == 0.0 && v >= least as f64 && v <= most as f64 => {
                    overlay.run.insert(key.to_owned(), v as u64);
                }
                _ => self.wrong_type(setting, &format!("a whole number from {least} to {most}")),
            }
        }
    }

    fn parameters(&mut self, pair: Pair<'_, '_>, overlay: &mut Overlay) {
        let Some(table) = pair.1.get_ref().as_table() else {
            return self.wrong_type(pair, "a table of parameters");
        };
        let keys = PARAMETERS.map(|spec| spec.key);
        for one in table {
            match PARAMETERS.iter().find(|spec| spec.key == one.0.get_ref().as_ref()) {
                None => self.unknown(one.0, &keys),
                Some(spec) => {
                    if let Some(parameter) = self.parameter(one, spec) {
                        overlay.parameters.insert(spec.key.to_owned(), parameter);
                    }
                }
            }
        }
    }

    fn parameter(&mut self, pair: Pair<'_, '_>, spec: &ParameterSpec) -> Option<Parameter> {
        let Some(table) = pair.1.get_ref().as_table() else {
            self.wrong_type(pair, "a table with value, unit, standing and source");
            return None;
        };
        let before = self.problems.len();
        let mut numbers: BTreeMap<&str, f64> = BTreeMap::new();
        let (mut standing, mut source, mut unit) = (None, None, false);
        for part in table {
            match part.0.get_ref().as_ref() {
                key @ ("value" | "low" | "high") => match number(part.1.get_ref()) {
                    Some(v) if v >= spec.minimum && v <= spec.maximum => {
                        let key = PARAMETER.into_iter().find(|k| *k == key).unwrap_or("value");
                        numbers.insert(key, v);
                    }
                    _ => self.wrong_type(
                        part,
                        &format!(
                            "a number from {} to {} ({})",
                            spec.minimum, spec.maximum, spec.unit
                        ),
                    ),
                },
                "unit" => {
                    unit = part.1.get_ref().as_str() == Some(spec.unit);
                    if !unit {
                        self.wrong_type(part, &format!("`{}`", spec.unit));
                        unit = true;
                    }
                }
                "standing" => {
                    let known = [Standing::Act, Standing::Draft, Standing::Analyst];
                    standing =
                        known.into_iter().find(|s| Some(s.key()) == part.1.get_ref().as_str());
                    if standing.is_none() {
                        self.wrong_type(part, "act, draft or analyst");
                    }
                }
                "source" => match part.1.get_ref().as_str() {
                    Some(text) if !text.is_empty() => source = Some(text.to_owned()),
                    _ => self.wrong_type(part, "a citation or a reason"),
                },
                _ => self.unknown(part.0, &PARAMETER),
            }
        }
        let (value, standing, source) = match (numbers.get("value"), standing, source, unit) {
            (Some(value), Some(standing), Some(source), true) => (*value, standing, source),
            _ => {
                if self.problems.len() == before {
                    self.problem(
                        &pair.0.span(),
                        format!("`{}` must say value, unit, standing and source", spec.key),
                        "",
                        &PARAMETER.join(", "),
                        "add what is missing",
                    );
                }
                return None;
            }
        };
        let (low, high) = (
            numbers.get("low").copied().unwrap_or(value),
            numbers.get("high").copied().unwrap_or(value),
        );
        if low > value || high < value {
            let found = format!("low {low}, value {value}, high {high}");
            self.problem(
                &pair.0.span(),
                format!("the range of `{}` does not hold its value", spec.key),
                &found,
                "low ≤ value ≤ high",
                "correct the range",
            );
        }
        (self.problems.len() == before).then_some(Parameter { value, low, high, standing, source })
    }

    fn pension_ages(&mut self, pair: Pair<'_, '_>, overlay: &mut Overlay) {
        let Some(table) = pair.1.get_ref().as_table() else {
            return self.wrong_type(pair, "a table with F or M");
        };
        for of_sex in table {
            let Some(sex) = Sex::from_code(of_sex.0.get_ref()) else {
                self.unknown(of_sex.0, &["F", "M"]);
                continue;
            };
            let ages = overlay.pension_ages.entry(sex).or_default();
            self.by_year(of_sex, (40.0, 80.0), "an age", ages);
            self.holes(of_sex, sex);
        }
    }

    /// A year left out between two of a schedule's own would keep the act's age.
    fn holes(&mut self, of_sex: Pair<'_, '_>, sex: Sex) {
        let Some(ages) = of_sex.1.get_ref().as_table() else { return };
        let told: Vec<i32> = ages.keys().filter_map(|y| y.get_ref().parse().ok()).collect();
        let (Some(first), Some(last)) = (told.iter().min(), told.iter().max()) else { return };
        let holes: Vec<String> = (*first..=*last)
            .filter(|year| !told.contains(year))
            .map(|year| year.to_string())
            .collect();
        if !holes.is_empty() {
            self.problem(
                &of_sex.0.span(),
                format!("the pension ages of `{sex}` have a hole"),
                &format!("{first} to {last} without {}", holes.join(", ")),
                "an age for every year from the first to the last",
                "add the years: one left out would keep the act's own age",
            );
        }
    }

    fn growth(&mut self, pair: Pair<'_, '_>, overlay: &mut Overlay) {
        let Some(table) = pair.1.get_ref().as_table() else {
            return self.wrong_type(pair, "a table of sections");
        };
        for of_section in table {
            let section = of_section.0.get_ref().to_string();
            let years = overlay.growth.entry(section).or_default();
            self.by_year(of_section, (-50.0, 50.0), "growth in per cent", years);
        }
    }

    /// A table of years and numbers within limits.
    fn by_year(
        &mut self,
        pair: Pair<'_, '_>,
        (least, most): (f64, f64),
        what: &str,
        into: &mut BTreeMap<Year, f64>,
    ) {
        let Some(table) = pair.1.get_ref().as_table() else {
            return self.wrong_type(pair, &format!("a table of years and {what}"));
        };
        for one in table {
            let year = one.0.get_ref().parse().ok().filter(|y| (1990..=2100).contains(y));
            match (year, number(one.1.get_ref()).filter(|v| (least..=most).contains(v))) {
                (Some(year), Some(value)) => {
                    into.insert(Year(year), value);
                }
                _ => self.wrong_type(
                    one,
                    &format!("{what} from {least} to {most} for a year from 1990 to 2100"),
                ),
            }
        }
    }
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    let text = match value {
        DeValue::Integer(v) => v.as_str().replace('_', ""),
        DeValue::Float(v) => v.as_str().replace('_', ""),
        _ => return None,
    };
    text.parse().ok().filter(|v: &f64| v.is_finite())
}

impl Overlay {
    /// The whole scenario; what it lacks is a problem of the file that was asked for.
    fn resolve(self, path: &Path, problems: &mut Vec<Diagnostic>) -> Option<Scenario> {
        let shown = path.display().to_string();
        let mut lacks = |what: String| {
            problems.push(
                Diagnostic::error(
                    "scenario",
                    Span::file(shown.as_str()),
                    format!("the scenario says nothing of {what}"),
                )
                .allowed("every setting and parameter, here or in what it extends")
                .help("add it, or write `extends = \"baseline\"`"),
            );
        };
        for spec in PARAMETERS {
            if !self.parameters.contains_key(spec.key) {
                lacks(format!("`{}`", spec.key));
            }
        }
        for key in RUN {
            if !self.run.contains_key(key) {
                lacks(format!("`run.{key}`"));
            }
        }
        if !self.title.contains_key("en") {
            lacks("its English title".to_owned());
        }
        let year = |key: &str| self.run.get(key).and_then(|y| i32::try_from(*y).ok()).map(Year);
        let policy_period = YearSpan::new(year("policy_from")?, year("policy_to")?);
        let horizon = year("horizon")?;
        let Some(policy_period) = policy_period.filter(|p| p.to() <= horizon) else {
            lacks("a policy period that ends by the horizon".to_owned());
            return None;
        };
        let settings = RunSettings {
            seed: *self.run.get("seed")?,
            draws: usize::try_from(*self.run.get("draws")?).ok()?,
            policy_period,
            horizon,
        };
        let text = |key: &str| self.text.get(key).cloned().unwrap_or_default();
        Some(Scenario {
            id: stem(path),
            author: text("author"),
            date: text("date"),
            title: Labels(self.title),
            description: Labels(self.description),
            settings,
            parameters: self.parameters,
            pension_ages: self.pension_ages,
            growth: self.growth,
        })
    }
}

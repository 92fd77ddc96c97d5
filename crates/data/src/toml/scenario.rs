//! Scenario files: TOML overlays on a baseline, errors located by line and column.

use crate::toml::reader::{
    File, FileKind, Pair, SaidBasis, number, read_chain, read_chain_of, stem,
};
use crate::toml::scenario_setting::{Said, Setting};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use suranys_core::classification::Labels;
use suranys_core::limits;
use suranys_core::provenance::Fingerprint;
use suranys_core::scenario::{
    CitedBasis, PARAMETERS, Parameter, ParameterSpec, RETIRED, RunSettings, Scenario,
};
use suranys_core::{Diagnostic, Inputs, Sex, Span, Year, YearSpan};
use suranys_core::{Text, text};
use toml::Spanned;
use toml::de::DeTable;

/// Fewest draws a run may ask for: fewer can't show a 95% prediction interval.
pub const MIN_DRAWS: usize = 100;
/// Fewest and most draws a run may ask for: more don't fit.
pub(crate) const DRAWS: (u64, u64) = (MIN_DRAWS as u64, limits::DRAWS as u64);

/// First and last year a scenario may speak of.
pub(crate) const YEARS: (i32, i32) = (1990, 2100);
/// Least and greatest statutory pension age, years.
pub(crate) const AGES: (f64, f64) = (40.0, 80.0);
/// Least and greatest growth of value added, per cent per year.
pub(crate) const GROWTH: (f64, f64) = (-50.0, 50.0);

/// A scenario with everything that is set in it, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedScenario {
    /// The scenario.
    pub scenario: Scenario,
    /// Each value with its place in the chain of files, in the order of keys.
    pub settings: Vec<Setting>,
}

/// Reads scenario files with everything they extend.
///
/// # Errors
/// All findings in all files, each with its line and column; then no scenario is returned.
pub fn read_scenarios(
    files: &[PathBuf],
) -> Result<(Vec<Scenario>, Vec<Fingerprint>), Vec<Diagnostic>> {
    let (resolved, fingerprints) = read_resolved(files, None)?;
    Ok((resolved.into_iter().map(|one| one.scenario).collect(), fingerprints))
}

/// A scenario file: as it stands at its path, or as it would stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioFile {
    /// Where it is, or would be.
    pub path: PathBuf,
    /// What would stand there; none where what does is read.
    pub text: Option<String>,
}

impl From<&PathBuf> for ScenarioFile {
    fn from(path: &PathBuf) -> ScenarioFile {
        ScenarioFile { path: path.clone(), text: None }
    }
}

/// Reads scenario files that are to be run on `inputs`: they may speak of its sections only, and
/// extend what lies next to them or in the folder `bases`.
///
/// # Errors
/// As [`read_scenarios`].
pub fn read_scenarios_for(
    files: &[PathBuf],
    bases: &Path,
    inputs: &Inputs,
) -> Result<(Vec<Scenario>, Vec<Fingerprint>), Vec<Diagnostic>> {
    let files: Vec<ScenarioFile> = files.iter().map(ScenarioFile::from).collect();
    let (resolved, fingerprints) = read_written_for(&files, bases, inputs)?;
    Ok((resolved.into_iter().map(|one| one.scenario).collect(), fingerprints))
}

/// [`read_scenarios_for`] of files as they stand or would stand, each value with where it is from.
///
/// # Errors
/// As [`read_scenarios`].
pub fn read_written_for(
    files: &[ScenarioFile],
    bases: &Path,
    inputs: &Inputs,
) -> Result<(Vec<ResolvedScenario>, Vec<Fingerprint>), Vec<Diagnostic>> {
    let (resolved, fingerprints) = resolve_all(files, Some(bases))?;
    let forecast: BTreeSet<&str> =
        inputs.employment_by_section.cells.keys().map(|(code, _)| code.as_str()).collect();
    let items = inputs.sections.items().iter().map(|item| item.code.as_str());
    let sections: Vec<&str> = items.filter(|code| forecast.contains(code)).collect();
    let unknown =
        |setting: &&Setting| setting.section().is_some_and(|section| !sections.contains(&section));
    let mut problems: Vec<Diagnostic> = resolved
        .iter()
        .flat_map(|one| one.settings.iter().filter(unknown))
        .map(|setting| setting.unknown_section(SCENARIO.check, &sections))
        .collect();
    problems.dedup_by(|a, b| a.span.file == b.span.file && a.found == b.found);
    let languages = &inputs.country.languages;
    for (one, file) in resolved.iter().zip(files) {
        let titled = languages.iter().any(|language| one.scenario.title.get(language).is_some());
        if !titled && !languages.is_empty() {
            let message = text!("the scenario has no title in a language of the package");
            problems.push(
                Diagnostic::error(
                    SCENARIO.check,
                    Span::file(file.path.display().to_string()),
                    message,
                )
                .allowed(languages.join(", "))
                .help(text!("add a title in one of them")),
            );
        }
    }
    match problems.is_empty() {
        true => Ok((resolved, fingerprints)),
        false => Err(problems),
    }
}

/// Reads scenario files, each value with where it is from. What they extend is looked for next to
/// them, then in the folder `bases`.
///
/// # Errors
/// As [`read_scenarios`].
pub fn read_resolved(
    files: &[PathBuf],
    bases: Option<&Path>,
) -> Result<(Vec<ResolvedScenario>, Vec<Fingerprint>), Vec<Diagnostic>> {
    let files: Vec<ScenarioFile> = files.iter().map(ScenarioFile::from).collect();
    resolve_all(&files, bases)
}

fn resolve_all(
    files: &[ScenarioFile],
    bases: Option<&Path>,
) -> Result<(Vec<ResolvedScenario>, Vec<Fingerprint>), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut scenarios = Vec::new();
    let mut fingerprints: BTreeMap<String, Fingerprint> = BTreeMap::new();
    for ScenarioFile { path, text } in files {
        let mut overlay = Overlay::default();
        let lay = &mut |file: &mut File<'_>, table: &DeTable<'_>| file.lay(table, &mut overlay);
        let (prints, found) = (&mut fingerprints, &mut problems);
        let whole = match text {
            Some(text) => {
                read_chain_of((path.as_path(), text.as_str()), bases, &SCENARIO, prints, found, lay)
            }
            None => read_chain(path, bases, &SCENARIO, prints, found, lay),
        };
        // What a file that can't be read would have said is not missing.
        if whole && let Some(scenario) = overlay.resolve(path, &mut problems) {
            scenarios.push(scenario);
        }
    }
    // A problem of what several scenarios extend is listed once.
    let mut found: Vec<Diagnostic> = Vec::new();
    for problem in problems {
        if !found.contains(&problem) {
            found.push(problem);
        }
    }
    if found.is_empty() {
        Ok((scenarios, fingerprints.into_values().collect()))
    } else {
        Err(found)
    }
}

/// What messages call a scenario file.
const SCENARIO: FileKind = FileKind { check: "scenario", word: text!("scenario") };

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
    basis: BTreeMap<String, CitedBasis>,
    /// By key, what was said last and where.
    said: BTreeMap<Vec<String>, Setting>,
}

impl Overlay {
    /// Notes where a value stands.
    fn note(&mut self, file: &File<'_>, path: &[&str], at: &Spanned<Cow<'_, str>>, said: Said) {
        let (row, column) = file.place(&at.span());
        let path: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
        if let Said::Number(_, basis) = &said {
            self.basis.insert(path.join("."), basis.clone());
        }
        let setting = Setting::new(&path, said, file.path(), row, column);
        let setting = setting.over(self.said.remove(&path));
        self.said.insert(path, setting);
    }

    fn note_labels(&mut self, file: &File<'_>, pair: Pair<'_, '_>) {
        for label in pair.1.get_ref().as_table().into_iter().flatten() {
            if let Some(text) = label.1.get_ref().as_str() {
                let path = [pair.0.get_ref().as_ref(), label.0.get_ref().as_ref()];
                self.note(file, &path, label.0, Said::Text(text.to_owned()));
            }
        }
    }
}

pub(crate) const TOP: [&str; 9] = [
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
pub(crate) const RUN: [&str; 5] = ["seed", "draws", "policy_from", "policy_to", "horizon"];
/// Keys of one of them.
pub(crate) const SETTING: [&str; 3] = ["value", "basis", "source"];
impl File<'_> {
    fn lay(&mut self, table: &DeTable<'_>, overlay: &mut Overlay) {
        for pair in table {
            match pair.0.get_ref().as_ref() {
                "extends" => {}
                key @ ("author" | "date") => match pair.1.get_ref().as_str() {
                    Some(text) => {
                        overlay.note(self, &[key], pair.0, Said::Text(text.to_owned()));
                        overlay.text.insert(key.to_owned(), text.to_owned());
                    }
                    None => self.wrong_type(pair, text!("a text")),
                },
                "title" => {
                    self.labels(pair, &mut overlay.title);
                    overlay.note_labels(self, pair);
                }
                "description" => {
                    self.labels(pair, &mut overlay.description);
                    overlay.note_labels(self, pair);
                }
                "run" => self.run(pair, overlay),
                "parameters" => self.parameters(pair, overlay),
                "pension_age" => self.pension_ages(pair, overlay),
                "growth" => self.growth(pair, overlay),
                _ => self.unknown(pair.0, &TOP),
            }
        }
    }

    fn run(&mut self, pair: Pair<'_, '_>, overlay: &mut Overlay) {
        let Some(table) = pair.1.get_ref().as_table() else {
            return self.wrong_type(pair, text!("a table"));
        };
        for setting in table {
            let key = setting.0.get_ref().as_ref();
            if !RUN.contains(&key) {
                self.unknown(setting.0, &RUN);
                continue;
            }
            if let Some((value, basis)) = self.setting(setting) {
                overlay.note(self, &["run", key], setting.0, Said::Number(value as f64, basis));
                overlay.run.insert(key.to_owned(), value);
            }
        }
    }

    /// A whole number with its basis and source.
    fn setting(&mut self, pair: Pair<'_, '_>) -> Option<(u64, CitedBasis)> {
        let (min, max) = match pair.0.get_ref().as_ref() {
            "seed" => (0, i64::MAX as u64),
            "draws" => DRAWS,
            _ => (YEARS.0 as u64, YEARS.1 as u64),
        };
        let allowed = text!("a whole number from {min} to {max}", min, max);
        let Some(table) = pair.1.get_ref().as_table() else {
            self.wrong_type(
                pair,
                text!("a table with value ({allowed}), basis and source", allowed),
            );
            return None;
        };
        let before = self.found();
        let (mut value, mut said) = (None, SaidBasis::default());
        for part in table {
            if part.0.get_ref() == "value" {
                let whole = |v: &f64| v.fract() == 0.0 && (min as f64..=max as f64).contains(v);
                value = number(part.1.get_ref()).filter(whole).map(|v| v as u64);
                if value.is_none() {
                    self.wrong_type(part, &allowed);
                }
            } else if !self.basis(part, &mut said) {
                self.unknown(part.0, &SETTING);
            }
        }
        let basis = self.based(pair, said, before);
        if value.is_none() && self.found() == before {
            self.wrong_type(
                pair,
                text!("a table with value ({allowed}), basis and source", allowed),
            );
        }
        Some((value?, basis?))
    }

    fn parameters(&mut self, pair: Pair<'_, '_>, overlay: &mut Overlay) {
        let Some(table) = pair.1.get_ref().as_table() else {
            return self.wrong_type(pair, text!("a table of parameters"));
        };
        let keys = PARAMETERS.map(|spec| spec.key);
        for one in table {
            let name = one.0.get_ref().as_ref();
            if let Some((_, instead)) = RETIRED.iter().find(|(key, _)| *key == name) {
                let message = text!("`{name}` is no parameter any more", name);
                self.problem(
                    &one.0.span(),
                    message,
                    name,
                    keys.join(", "),
                    text!("remove it: {instead}", instead),
                );
                continue;
            }
            match ParameterSpec::of(name) {
                None => self.unknown(one.0, &keys),
                Some(spec) => {
                    if let Some(parameter) = self.parameter(one, spec) {
                        let said = Said::Parameter(parameter.clone(), spec);
                        overlay.note(self, &["parameters", spec.key], one.0, said);
                        overlay.parameters.insert(spec.key.to_owned(), parameter);
                    }
                }
            }
        }
    }

    fn pension_ages(&mut self, pair: Pair<'_, '_>, overlay: &mut Overlay) {
        let Some(table) = pair.1.get_ref().as_table() else {
            return self.wrong_type(pair, text!("a table with F or M"));
        };
        for of_sex in table {
            let Some(sex) = Sex::from_code(of_sex.0.get_ref()) else {
                self.unknown(of_sex.0, &["F", "M"]);
                continue;
            };
            for (year, age, basis) in self.by_year(of_sex, AGES, text!("an age")) {
                let path = ["pension_age", sex.code(), year.1.get_ref()];
                overlay.note(self, &path, year.1, Said::Number(age, basis));
                overlay.pension_ages.entry(sex).or_default().insert(year.0, age);
            }
            let Some(given) = of_sex.1.get_ref().as_table() else { continue };
            // A year that can't be one is a problem already, and no hole reaches to it.
            let can_be = |year: &i32| (YEARS.0..=YEARS.1).contains(year);
            let years: Vec<i32> =
                given.keys().filter_map(|y| y.get_ref().parse().ok().filter(can_be)).collect();
            let (first, last) = (years.iter().min(), years.iter().max());
            if let (Some(first), Some(last)) = (first, last) {
                let holes: Vec<String> = (*first..=*last)
                    .filter(|year| !years.contains(year))
                    .map(|year| year.to_string())
                    .collect();
                if !holes.is_empty() {
                    self.problem(
                        &of_sex.0.span(),
                        text!("the pension ages of `{sex}` have a hole", sex = sex.to_string()),
                        text!(
                            "{first} to {last} without {holes}",
                            first,
                            last,
                            holes = holes.join(", ")
                        ),
                        text!("an age for every year from the first to the last"),
                        text!("add the years: one left out would keep the act's own age"),
                    );
                }
            }
        }
    }

    fn growth(&mut self, pair: Pair<'_, '_>, overlay: &mut Overlay) {
        let Some(table) = pair.1.get_ref().as_table() else {
            return self.wrong_type(pair, text!("a table of sections"));
        };
        for of_section in table {
            let section = of_section.0.get_ref().to_string();
            for (year, growth, basis) in
                self.by_year(of_section, GROWTH, text!("growth in per cent"))
            {
                let path = ["growth", &section, year.1.get_ref()];
                overlay.note(self, &path, year.1, Said::Number(growth, basis));
                overlay.growth.entry(section.clone()).or_default().insert(year.0, growth);
            }
        }
    }

    /// A table of years and numbers within limits: the years as numbers and as they stand there.
    fn by_year<'p, 'i>(
        &mut self,
        pair: Pair<'p, 'i>,
        (min, max): (f64, f64),
        what: Text,
    ) -> Vec<YearOf<'p, 'i>> {
        let Some(table) = pair.1.get_ref().as_table() else {
            self.wrong_type(pair, text!("a table of years and {what}", what));
            return Vec::new();
        };
        let (first, last) = YEARS;
        let (mut found, mut said) = (Vec::new(), SaidBasis::default());
        let before = self.found();
        for one in table {
            if self.basis(one, &mut said) {
                continue;
            }
            let year = one.0.get_ref().parse().ok().filter(|y| (first..=last).contains(y));
            match (year, number(one.1.get_ref()).filter(|v| (min..=max).contains(v))) {
                (Some(year), Some(value)) => found.push((Year(year), one.0, value)),
                _ => self.wrong_type(
                    one,
                    text!(
                        "{what} from {min} to {max} for a year from {first} to {last}",
                        what,
                        min,
                        max,
                        first,
                        last
                    ),
                ),
            }
        }
        let Some(basis) = self.based(pair, said, before) else { return Vec::new() };
        let entry = |(year, key, value)| ((year, key), value, basis.clone());
        found.into_iter().map(entry).collect()
    }
}

/// A year with its key in the file, the value given for it, and by what authority.
type YearOf<'p, 'i> = ((Year, &'p Spanned<Cow<'i, str>>), f64, CitedBasis);

impl Overlay {
    /// The whole scenario; what is missing is a problem of the file that was asked for.
    fn resolve(self, path: &Path, problems: &mut Vec<Diagnostic>) -> Option<ResolvedScenario> {
        let shown = path.display().to_string();
        let mut missing = |what: Text| {
            problems.push(
                Diagnostic::error(
                    "scenario",
                    Span::file(shown.as_str()),
                    text!("the scenario says nothing of {what}", what),
                )
                .allowed(text!("every setting and parameter, here or in what it extends"))
                .help(text!("add it, or write `extends = \"baseline\"`")),
            );
        };
        for spec in PARAMETERS {
            if !self.parameters.contains_key(spec.key) {
                missing(format!("`{}`", spec.key).into());
            }
        }
        for key in RUN {
            if !self.run.contains_key(key) {
                missing(format!("`run.{key}`").into());
            }
        }
        if self.title.is_empty() {
            missing(text!("its title"));
        }
        let year = |key: &str| self.run.get(key).and_then(|y| i32::try_from(*y).ok()).map(Year);
        let policy_period = YearSpan::new(year("policy_from")?, year("policy_to")?);
        let horizon = year("horizon")?;
        let Some(policy_period) = policy_period.filter(|p| p.to() <= horizon) else {
            missing(text!("a policy period that ends by the horizon"));
            return None;
        };
        let settings = RunSettings {
            seed: *self.run.get("seed")?,
            draws: usize::try_from(*self.run.get("draws")?).ok()?,
            policy_period,
            horizon,
        };
        let text = |key: &str| self.text.get(key).cloned().unwrap_or_default();
        let scenario = Scenario {
            id: stem(path),
            author: text("author"),
            date: text("date"),
            title: Labels(self.title),
            description: Labels(self.description),
            settings,
            parameters: self.parameters,
            pension_ages: self.pension_ages,
            growth: self.growth,
            basis: self.basis,
        };
        Some(ResolvedScenario { scenario, settings: self.said.into_values().collect() })
    }
}

//! Scenario files: TOML overlays on a baseline, errors located by line and column.

use crate::located::{File, FileKind, Pair, number, read_chain, stem};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use suranys_core::code::Labels;
use suranys_core::provenance::Fingerprint;
use suranys_core::scenario::{PARAMETERS, Parameter, RunSettings, Scenario};
use suranys_core::{Diagnostic, Sex, Span, Year, YearSpan};
use toml::de::DeTable;

/// Fewest and most draws a run may ask for: fewer can't show a 95 per cent range, more don't fit.
pub(crate) const DRAWS: (u64, u64) = (100, 100_000);

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
        read_chain(
            path,
            &SCENARIO,
            &mut Vec::new(),
            &mut fingerprints,
            &mut problems,
            &mut |file, table| {
                file.lay(table, &mut overlay);
            },
        );
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

/// What messages call a scenario file.
const SCENARIO: FileKind = FileKind { check: "scenario", word: "scenario" };

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
impl File<'_> {
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
            let Some(given) = of_sex.1.get_ref().as_table() else { continue };
            let told: Vec<i32> = given.keys().filter_map(|y| y.get_ref().parse().ok()).collect();
            let (first, last) = (told.iter().min(), told.iter().max());
            if let (Some(first), Some(last)) = (first, last) {
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

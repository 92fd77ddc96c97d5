//! What a scenario says: parameters with unit, bounds, basis and citation; growth and pension ages by year.

use crate::failure::Failure;
use crate::workbench::bench::Workbench;
use std::collections::BTreeMap;
use suranys_core::Year;
use suranys_core::classification::Labels;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::Measure;
use suranys_core::run_output::ForecastOutput;
use suranys_core::scenario::{CitedBasis, PARAMETERS, Parameter, ParameterSpec, Scenario};

/// A parameter with what it may be.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioValue {
    /// What it may be.
    pub spec: ParameterSpec,
    /// What it is.
    pub parameter: Parameter,
    /// File that says it, and line.
    pub place: Option<(String, u64)>,
}

/// Everything a scenario says.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioValues {
    /// Its settings, titles, author and the basis of each value.
    pub scenario: Scenario,
    /// Its file and those it extends.
    pub files: Vec<Fingerprint>,
    /// Its parameters, in the order of the book of parameters.
    pub parameters: Vec<ScenarioValue>,
    /// Growth that it gives in place of the baseline's, per cent, by section and year.
    pub growth: BTreeMap<String, BTreeMap<Year, f64>>,
}

impl ScenarioValues {
    /// By what authority a value stands that is no parameter.
    #[must_use]
    pub fn basis(&self, key: &str) -> Option<&CitedBasis> {
        self.scenario.basis.get(key)
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &Labels {
        &self.scenario.title
    }
}

impl Workbench {
    /// Everything that the scenario of a file says.
    ///
    /// # Errors
    /// When there is none, or it has findings.
    pub fn values(&self, name: &str) -> Result<ScenarioValues, Failure> {
        let (one, files) = self.saved(name)?;
        let place = |key: &str| {
            let setting = one.settings.iter().find(|setting| setting.key == key)?;
            Some((setting.file.clone(), setting.row))
        };
        let parameters = PARAMETERS.iter().filter_map(|spec| {
            let parameter = one.scenario.parameters.get(spec.key)?.clone();
            Some(ScenarioValue { spec: *spec, parameter, place: place(spec.key) })
        });
        let (parameters, growth) = (parameters.collect(), one.scenario.growth.clone());
        Ok(ScenarioValues { files, parameters, growth, scenario: one.scenario })
    }

    /// Growth of value added that the baseline goes by, per cent a year, by section and year.
    ///
    /// # Errors
    /// When the model can't do its work.
    pub fn expected_growth(
        &self,
        scenario: &Scenario,
    ) -> Result<BTreeMap<String, BTreeMap<Year, f64>>, Failure> {
        Ok(self.ground(scenario)?.expected_growth())
    }
}

/// Statutory pension ages that a run goes by, by sex and year.
#[must_use]
pub fn pension_ages(output: &ForecastOutput) -> BTreeMap<String, BTreeMap<Year, f64>> {
    let mut ages: BTreeMap<String, BTreeMap<Year, f64>> = BTreeMap::new();
    for (key, figure) in &output.figures {
        if let (Measure::PensionAge, Some(sex)) = (key.measure, key.sex) {
            let of = ages.entry(sex.code().to_owned()).or_default();
            of.insert(key.from, figure.estimate.central());
        }
    }
    ages
}

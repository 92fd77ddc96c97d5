//! Many runs of one forecast, and the tables made of them.

use crate::failure::Failure;
use crate::noted::of_scenarios;
use crate::order::Order;
use crate::run::{PROGRAM, VERSION, known_by, scenarios};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use suranys_core::inputs::Inputs;
use suranys_core::provenance::sha256_hex;
use suranys_core::scenario::Scenario;
use suranys_core::sensitivity::{Point, Role, SweepPlan, SweptFigure, SweptRun};
use suranys_core::table::ResultTable;
use suranys_core::text;
use suranys_core::{Diagnostic, FigureKey, Span, Vintage};
use suranys_data::{SweepVocabulary, read_sweep};
use suranys_model::sensitivity::{
    Sweeper, design, index_table, run_table, sensitivities_of, tornado_table,
};

/// A sweep with everything read and its runs named.
pub struct Sweep {
    inputs: Inputs,
    as_of: Option<Vintage>,
    /// The scenario whose parameters are varied.
    pub baseline: Scenario,
    /// What is varied, and which figures are asked for.
    pub plan: SweepPlan,
    /// The runs in their order.
    pub design: Vec<(Role, Point)>,
    /// Key of each run of the design.
    pub keys: Vec<String>,
    /// What all runs depend on alike.
    pub identity: serde_json::Value,
}

impl Sweep {
    /// The runs to make, each once, though the design may name it more often.
    pub fn unique(&self) -> impl Iterator<Item = (&String, &Point)> {
        let mut seen = BTreeSet::new();
        let all = self.keys.iter().zip(&self.design).map(|(key, (_, point))| (key, point));
        all.filter(move |(key, _)| seen.insert(*key))
    }

    /// Runs, sensitivities and indices, of finished runs in the order of the design.
    #[must_use]
    pub fn tables(&self, runs: &[SweptRun]) -> [ResultTable; 3] {
        let draws = self.baseline.settings.draws;
        [
            run_table(&self.plan, &self.design, runs),
            tornado_table(&sensitivities_of(&self.plan, &self.design, runs, draws)),
            index_table(&self.plan, &self.design, runs),
        ]
    }
}

/// Reads what a sweep is made of, and says what of the scenario is without effect.
///
/// # Errors
/// When the scenario or the sweep file has findings.
pub fn prepare(
    order: &Order,
    inputs: Inputs,
    grid: &Path,
) -> Result<(Sweep, Vec<Diagnostic>), Failure> {
    let as_of = order.as_of;
    let (mut scenarios, files) = scenarios(order, &inputs)?;
    let found = of_scenarios(order, Some(&inputs));
    let mut baseline =
        scenarios.pop().ok_or_else(|| Failure::Usage(text!("there is no scenario")))?;
    let vocabulary = SweepVocabulary::of(&inputs, &baseline, false).as_of(as_of);
    let (plan, settings, _) = read_sweep(grid, &vocabulary).map_err(Failure::Findings)?;
    baseline.settings = settings;
    let design = design(&plan)?;
    known_by(&inputs, as_of)?;
    let identity = json!({
        "program": PROGRAM,
        "version": VERSION,
        "package": inputs.package.name,
        "package_version": inputs.package.version,
        "inputs": inputs.package.files,
        "as_of": as_of,
        "scenarios": files,
        "baseline": baseline,
    });
    let key = |(_, point): &(Role, Point)| {
        let all = json!({ "of": identity, "at": plan.values(point), "outputs": plan.outputs });
        sha256_hex(all.to_string().as_bytes())
    };
    let keys = design.iter().map(key).collect();
    Ok((Sweep { keys, inputs, as_of, baseline, plan, design, identity }, found))
}

/// Makes runs and hands each to `finished`, after `begun` was called once when what they share is there.
///
/// # Errors
/// When a figure asked for is none that a run has, a run fails, or `finished` can't take one.
pub fn make(
    sweep: &Sweep,
    grid: &Path,
    missing: &[(&String, &Point)],
    begun: &dyn Fn(),
    finished: &(dyn Fn(SweptRun) -> Result<(), Failure> + Sync),
) -> Result<(), Failure> {
    let plan = &sweep.plan;
    let located = |e| Failure::of_model(e, &sweep.inputs, sweep.as_of);
    let made = Sweeper::of_figures(&sweep.inputs, sweep.as_of, &sweep.baseline, &plan.outputs);
    let sweeper = made.map_err(located)?;
    let centre = sweeper.figures(&sweep.baseline, &plan.outputs).map_err(located)?;
    let mut absent: Vec<Diagnostic> = plan
        .outputs
        .iter()
        .zip(&centre)
        .filter(|(_, figure)| figure.is_none())
        .flat_map(|(key, _)| match sweeper.missing_for(key).map(located) {
            Some(Failure::Findings(missing)) => missing,
            _ => vec![absent(key, grid)],
        })
        .collect();
    absent.dedup();
    if !absent.is_empty() {
        return Err(Failure::Findings(absent));
    }
    begun();
    let scenarios: Vec<Scenario> =
        missing.iter().map(|(_, point)| plan.scenario_at(&sweep.baseline, point)).collect();
    let one = |place: usize, figures: Vec<Option<SweptFigure>>| -> Result<(), Failure> {
        let Some((key, point)) = missing.get(place) else { return Ok(()) };
        let values: BTreeMap<String, f64> = plan.values(point);
        let figures: Option<Vec<SweptFigure>> = figures.into_iter().collect();
        let figures = figures.ok_or_else(|| {
            Failure::Usage(text!(
                "the model gives no finite figure at {values}",
                values = format!("{values:?}")
            ))
        })?;
        finished(SweptRun { key: (*key).clone(), parameters: values, figures })
    };
    sweeper.run_all(&scenarios, &plan.outputs, one)
}

/// A figure that no run has.
fn absent(key: &FigureKey, grid: &Path) -> Diagnostic {
    let places =
        [("section", &key.section), ("region", &key.region), ("occupation", &key.occupation)];
    let mut found = format!("{} {}-{}", key.measure.key(), key.from, key.to);
    for (name, code) in places {
        if let Some(code) = code {
            found.push_str(&format!(" {name}={code}"));
        }
    }
    let span = Span::file(grid.display().to_string());
    Diagnostic::error("sweep", span, text!("a run has no such figure"))
        .found(found)
        .allowed(text!(
            "figures that `suranys explain` finds; stocks are of one year, not of a period"
        ))
        .help(text!("ask for one year, or for fewer of section, region and occupation"))
}

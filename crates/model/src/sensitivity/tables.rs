//! Tables of a sweep: its runs, one-at-a-time sensitivities, Sobol indices.

use crate::sensitivity::indices::sobol_indices;
use suranys_core::Figure;
use suranys_core::rng::Key;
use suranys_core::run::{FigureKey, Sensitivity};
use suranys_core::sensitivity::{Point, Role, SweepPlan, SweptRun};
use suranys_core::table::{Column, ResultTable};

/// Columns that name an output, filled row by row.
#[derive(Default)]
struct Outputs {
    measure: Vec<String>,
    from: Vec<Option<i64>>,
    to: Vec<Option<i64>>,
    section: Vec<String>,
    region: Vec<String>,
    occupation: Vec<String>,
}

impl Outputs {
    fn push(&mut self, key: &FigureKey) {
        let code = |code: &Option<String>| code.clone().unwrap_or_default();
        self.measure.push(key.measure.key().to_owned());
        self.from.push(Some(i64::from(key.from.0)));
        self.to.push(Some(i64::from(key.to.0)));
        self.section.push(code(&key.section));
        self.region.push(code(&key.region));
        self.occupation.push(code(&key.occupation));
    }

    fn columns(self) -> Vec<(String, Column)> {
        vec![
            ("measure".to_owned(), Column::Text(self.measure)),
            ("from".to_owned(), Column::Integer(self.from)),
            ("to".to_owned(), Column::Integer(self.to)),
            ("section".to_owned(), Column::Text(self.section)),
            ("region".to_owned(), Column::Text(self.region)),
            ("occupation".to_owned(), Column::Text(self.occupation)),
        ]
    }
}

fn text(name: &str, values: Vec<String>) -> (String, Column) {
    (name.to_owned(), Column::Text(values))
}

fn number(name: &str, values: Vec<Option<f64>>) -> (String, Column) {
    (name.to_owned(), Column::Number(values))
}

/// Status of an output over all runs: the worst of theirs.
fn status_of(runs: &[SweptRun], output: usize) -> String {
    let figures = runs.iter().filter_map(|run| run.figures.get(output));
    let worst = figures.map(|swept| swept.figure.status).reduce(|worst, s| worst.worst(s));
    worst.map_or(String::new(), |status| status.to_string())
}

/// Every figure of every run: its part in the design, the values of the swept parameters, the
/// figure with its unit, status and interval. `runs` are in the order of `design`.
#[must_use]
pub fn run_table(plan: &SweepPlan, design: &[(Role, Point)], runs: &[SweptRun]) -> ResultTable {
    let (mut places, mut roles) = (Vec::new(), Vec::new());
    let mut values: Vec<Vec<Option<f64>>> = vec![Vec::new(); plan.axes.len()];
    let mut outputs = Outputs::default();
    let (mut units, mut statuses) = (Vec::new(), Vec::new());
    let mut ranges: [Vec<Option<f64>>; 5] = Default::default();
    let key = |place: usize| plan.axes.get(place).map_or("", |axis| axis.key.as_str());
    for (place, ((role, point), run)) in design.iter().zip(runs).enumerate() {
        let role = match role {
            Role::Centre => "centre".to_owned(),
            Role::Low(axis) => format!("low {}", key(*axis)),
            Role::High(axis) => format!("high {}", key(*axis)),
            Role::Sample => "sample".to_owned(),
            Role::A => "A".to_owned(),
            Role::B => "B".to_owned(),
            Role::Mixed(axis) => format!("AB {}", key(*axis)),
        };
        for swept in &run.figures {
            let Figure { estimate, unit, status, .. } = &swept.figure;
            places.push(i64::try_from(place + 1).ok());
            roles.push(role.clone());
            for (column, value) in values.iter_mut().zip(point) {
                column.push(Some(*value));
            }
            outputs.push(&swept.key);
            units.push(unit.key().to_owned());
            statuses.push(status.to_string());
            let range = estimate.range();
            let all = [
                Some(estimate.central()),
                range.map(|q| q.lo80()),
                range.map(|q| q.hi80()),
                range.map(|q| q.lo95()),
                range.map(|q| q.hi95()),
            ];
            for (column, value) in ranges.iter_mut().zip(all) {
                column.push(value);
            }
        }
    }
    let mut columns = vec![("run".to_owned(), Column::Integer(places)), text("part", roles)];
    columns.extend(plan.axes.iter().zip(values).map(|(axis, values)| number(&axis.key, values)));
    columns.extend(outputs.columns());
    columns.extend([text("unit", units), text("status", statuses)]);
    let names = ["median", "lo80", "hi80", "lo95", "hi95"];
    columns.extend(names.into_iter().zip(ranges).map(|(name, values)| number(name, values)));
    ResultTable { name: "runs".to_owned(), columns }
}

/// The sensitivities of every output, the widest first.
#[must_use]
pub fn tornado_table(sensitivities: &[Sensitivity]) -> ResultTable {
    let mut outputs = Outputs::default();
    sensitivities.iter().for_each(|sensitivity| outputs.push(&sensitivity.key));
    let texts = |of: fn(&Sensitivity) -> String| sensitivities.iter().map(of).collect();
    let numbers = |of: fn(&Sensitivity) -> f64| sensitivities.iter().map(|s| Some(of(s))).collect();
    let mut columns = outputs.columns();
    columns.extend([
        text("parameter", texts(|s| s.parameter.clone())),
        number("low", numbers(|s| s.low)),
        number("high", numbers(|s| s.high)),
        number("centre", numbers(|s| s.centre)),
        number("at_low", numbers(|s| s.at_low)),
        number("at_high", numbers(|s| s.at_high)),
        number("sensitivity", numbers(|s| s.at_high - s.at_low)),
        text("unit", texts(|s| s.unit.key().to_owned())),
        text("status", texts(|s| s.status.to_string())),
    ]);
    ResultTable { name: "tornado".to_owned(), columns }
}

/// First-order and total Sobol indices of every output and parameter, with bootstrap intervals
/// keyed by the seed, the output and the replicate. Empty for other methods than Saltelli's; an
/// output that does not vary has no indices and says so.
#[must_use]
pub fn index_table(plan: &SweepPlan, design: &[(Role, Point)], runs: &[SweptRun]) -> ResultTable {
    let medians = |wanted: Role, output: usize| -> Vec<f64> {
        let mine = design.iter().zip(runs).filter(|((role, _), _)| *role == wanted);
        mine.filter_map(|(_, run)| run.figures.get(output))
            .map(|swept| swept.figure.estimate.central())
            .collect()
    };
    let mut outputs = Outputs::default();
    let (mut parameters, mut why, mut statuses) = (Vec::new(), Vec::new(), Vec::new());
    let mut numbers: [Vec<Option<f64>>; 6] = Default::default();
    let key = Key::new(plan.seed).with("sweep");
    for (output, of) in plan.outputs.iter().enumerate() {
        let (a, b) = (medians(Role::A, output), medians(Role::B, output));
        if a.is_empty() {
            continue;
        }
        let mixed: Vec<Vec<f64>> =
            (0..plan.axes.len()).map(|place| medians(Role::Mixed(place), output)).collect();
        let found = sobol_indices(&a, &b, &mixed, &key.with(&output.to_string()));
        let status = status_of(runs, output);
        for (place, axis) in plan.axes.iter().enumerate() {
            let own = found.as_ref().and_then(|found| found.get(place));
            outputs.push(of);
            parameters.push(axis.key.clone());
            why.push(if own.is_some() { "" } else { "the output does not vary" }.to_owned());
            statuses.push(status.clone());
            let all = [
                own.map(|i| i.first.value),
                own.map(|i| i.first.low),
                own.map(|i| i.first.high),
                own.map(|i| i.total.value),
                own.map(|i| i.total.low),
                own.map(|i| i.total.high),
            ];
            for (column, value) in numbers.iter_mut().zip(all) {
                column.push(value);
            }
        }
    }
    let mut columns = outputs.columns();
    columns.push(text("parameter", parameters));
    let names = ["first", "first_lo95", "first_hi95", "total", "total_lo95", "total_hi95"];
    columns.extend(names.into_iter().zip(numbers).map(|(name, values)| number(name, values)));
    columns.extend([text("missing", why), text("status", statuses)]);
    ResultTable { name: "indices".to_owned(), columns }
}

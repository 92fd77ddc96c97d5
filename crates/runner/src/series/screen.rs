//! What looks wrong in the series of a table and in their forecasts, with its place.

use crate::series::input::Input;
use suranys_core::Diagnostic;
use suranys_data::TidySeries;
use suranys_series::Interval;
use suranys_series::reconcile::Hierarchy;
use suranys_series::screening::{
    Ahead, Columns, Part, Screened, TableScreen, ahead, past, shortened, split_off,
};

/// The series of a table, looked at one after the other.
#[derive(Default)]
pub struct Screen {
    table: TableScreen,
    notes: Vec<Diagnostic>,
}

impl Screen {
    /// All series of a table.
    pub fn of(input: &Input, series: &[TidySeries], season: usize) -> Screen {
        let mut screen = Screen::default();
        series.iter().for_each(|one| screen.add(input, one, season));
        screen
    }

    /// Looks at the next series.
    pub fn add(&mut self, input: &Input, one: &TidySeries, season: usize) {
        let breaks: Vec<usize> = one.breaks.iter().map(|b| b.at).collect();
        let last = one.last().map(|last| (last.count(), last.to_string(), one.row));
        self.table.add(&one.id, &one.values, last);
        self.notes.extend(past(&Screened {
            file: &input.name(),
            column: &input.value_name(),
            id: &one.id,
            values: &one.values,
            breaks: &breaks,
            season,
            place: &|at| (one.row_of(at), one.first.plus(at).to_string()),
        }));
    }

    /// What looks wrong, the table as a whole first.
    pub fn notes(self, input: &Input) -> Vec<Diagnostic> {
        let (id, time, value) = (input.id_name(), input.time_name(), input.value_name());
        let columns = Columns { id: &id, time: &time, value: &value };
        let mut notes = self.table.notes(&input.name(), columns);
        notes.extend(self.notes);
        notes
    }
}

/// What looks wrong in the forecast of a series: its values as fitted, medians by step, and intervals by
/// level and step.
pub fn of_forecast(
    input: &Input,
    one: &TidySeries,
    values: &[Option<f64>],
    medians: &[f64],
    intervals: &[Vec<Interval>],
) -> Vec<Diagnostic> {
    ahead(&Ahead {
        file: &input.name(),
        row: one.row,
        column: &input.value_name(),
        id: &one.id,
        past: values,
        medians,
        intervals,
        period: &|step| one.first.plus(one.values.len() + step).to_string(),
    })
}

/// Totals of a hierarchy that begin later than one of their components, and components that one which begins
/// later may be split off from.
pub fn shortened_totals(
    input: &Input,
    series: &[TidySeries],
    hierarchy: &Hierarchy,
) -> Vec<Diagnostic> {
    let part = |one: &TidySeries| Part {
        id: one.id.clone(),
        first: one.first.count(),
        period: one.first.to_string(),
        row: one.row_of(0),
        length: one.values.len(),
        values: one.values.clone(),
        breaks: one.breaks.iter().map(|one| one.at).collect(),
    };
    let parts: Vec<Part> = series.iter().map(part).collect();
    let (file, column) = (input.name(), input.time_name());
    let mut notes = shortened(&parts, hierarchy, &file, &column);
    notes.extend(split_off(&parts, hierarchy, &file, &column));
    notes
}

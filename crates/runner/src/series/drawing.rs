//! What the work on series is asked alike: levels, horizons, draws.

use crate::failure::Failure;
use crate::series::input::Input;
use suranys_core::Key;
use suranys_core::display_text::{shortened, visible};
use suranys_core::limits::{DRAWN, LEVELS, LONGEST_CELL};
use suranys_core::{Text, text};
use suranys_data::{Findings, TidySeries};
use suranys_series::{Drawn, Forecast, Level, Together};

/// That the draws asked for have room while those of one series are written.
///
/// # Errors
/// When they have not.
pub fn drawn_fits(horizon: u32, draws: Option<u32>) -> Result<(), Failure> {
    let draws = u64::from(draws.unwrap_or_default());
    let all = draws * u64::from(horizon);
    if all <= DRAWN {
        return Ok(());
    }
    Err(Failure::Usage(text!(
        "--draws {draws} of --horizon {horizon} are {all} draws of each series, more than the {max} \
         there is room for; ask for at most {room} draws, or fewer periods",
        draws,
        horizon,
        all,
        max = DRAWN,
        room = DRAWN / u64::from(horizon)
    )))
}

/// That no level is asked for twice: its columns would be named alike. And that they are not too many.
///
/// # Errors
/// When one is.
pub fn once(levels: &[Level]) -> Result<(), Failure> {
    if levels.len() > LEVELS {
        return Err(Failure::Usage(text!("--levels names more than {max} levels", max = LEVELS)));
    }
    match levels.iter().enumerate().find(|(place, level)| levels[..*place].contains(level)) {
        Some((_, twice)) => {
            Err(Failure::Usage(text!("--levels names {twice} twice", twice = twice.as_percent())))
        }
        None => Ok(()),
    }
}

/// That the periods ahead of a series, once written, can be read again: years have four digits.
pub fn reach(input: &Input, one: &TidySeries, horizon: usize, findings: &mut Findings) {
    let Some(last) = one.last() else { return };
    if last.room() < horizon {
        let message = text!(
            "`{series}` ends with {last}; {horizon} periods on there is no way to write a period that is \
             read again",
            series = one.id,
            last,
            horizon
        );
        let finding = findings.cell("horizon", one.row, &input.time_name(), message);
        let help = match last.room() {
            0 => text!("correct the period"),
            room => text!("correct the period, or ask for a --horizon of at most {room}", room),
        };
        let allowed = text!("periods up to the year 9999");
        findings.add(finding.found(last.to_string()).allowed(allowed).help(help));
    }
}

/// Names shown of many series.
const NAMED: usize = 5;

/// Some series, of which the first are named.
#[derive(Default)]
pub struct Named {
    /// How many there are.
    pub count: usize,
    first: Vec<String>,
}

impl Named {
    /// Adds one.
    pub fn add(&mut self, id: &str) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(id.to_owned());
        }
    }

    /// The first names, as text for people.
    pub fn names(&self) -> String {
        let named: Vec<String> = self.first.iter().map(|id| shown(id)).collect();
        named.join(", ") + if self.count > NAMED { ", ..." } else { "" }
    }
}

/// A name as text for people.
fn shown(id: &str) -> String {
    visible(&shortened(id, LONGEST_CELL)).into_owned()
}

/// How many series there are for each reason, with the first names: `ids and reasons`.
pub fn reasons(left_out: &[(String, Text)]) -> Text {
    let mut kinds: Vec<(&Text, Named)> = Vec::new();
    for (id, reason) in left_out {
        match kinds.iter_mut().find(|(kind, _)| *kind == reason) {
            Some((_, some)) => some.add(id),
            None => {
                let mut some = Named::default();
                some.add(id);
                kinds.push((reason, some));
            }
        }
    }
    let listed = kinds.iter().map(|(kind, some)| {
        text!("{kind}: {count} ({names})", kind, count = some.count, names = some.names())
    });
    listed.reduce(|before, next| text!("{before}; {next}", before, next)).unwrap_or_default()
}

/// What the draws of all series share.
pub struct Drawing {
    /// How many.
    pub count: usize,
    key: Key,
    /// The panel's last period.
    last: i64,
    /// What the draws take after.
    pub together: Together,
}

/// Rows of draws made between two writes: some hundred bytes each.
const CHUNK_ROWS: usize = 500_000;

/// Which periods a table's series are of.
#[derive(Default)]
pub struct Spans {
    lengths: Vec<usize>,
    last: Option<i64>,
}

impl Spans {
    /// Takes the next series.
    pub fn add(&mut self, one: &TidySeries) {
        if let Some(last) = one.last() {
            self.lengths.push(one.values.len());
            self.last = self.last.max(Some(last.count()));
        }
    }
}

impl Drawing {
    /// Of a table's series.
    pub fn new(spans: Spans, count: u32, seed: u64) -> Drawing {
        let Spans { lengths, last } = spans;
        let key = Key::new(seed).with("series");
        Drawing {
            count: count as usize,
            together: Together::new(key.with("periods"), lengths),
            key,
            last: last.unwrap_or_default(),
        }
    }

    /// Series whose draws are made between two writes.
    pub fn at_once(&self, horizon: usize) -> usize {
        (CHUNK_ROWS / self.count / horizon).max(1)
    }

    /// What is drawn: forecasts of some of the table's series.
    pub fn of<'a>(
        &self,
        forecasts: impl Iterator<Item = (&'a TidySeries, &'a Forecast)>,
    ) -> Vec<Drawn<'a>> {
        let own = self.key.with("own");
        let drawn = forecasts.map(|(one, forecast)| {
            let behind = usize::try_from(self.last - ended(one)).unwrap_or_default();
            Drawn { forecast, behind, own: own.with(&one.id) }
        });
        drawn.collect()
    }
}

/// The count of a series' last period.
pub fn ended(series: &TidySeries) -> i64 {
    series.first.plus(series.values.len().saturating_sub(1)).count()
}

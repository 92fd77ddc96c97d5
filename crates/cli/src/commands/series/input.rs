//! Which table `suranys series` reads, and which of its values are fitted.

use crate::diagnostics::Failure;
use crate::terminal::note;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use suranys_data::{Frequency, TidyOptions, TidySeries, TidyStream, TidyTable, read_tidy};
use suranys_series::ensemble::members::left_out_with_gaps;
use suranys_series::preprocess::gaps::bridged;
use suranys_series::preprocess::segment::segment;

/// Which table, and how to read it.
#[derive(Debug, Args)]
pub struct Input {
    /// CSV file (comma, semicolon or tab) or Parquet file with one row for each series and period.
    pub file: PathBuf,
    /// Column with the names of the series.
    #[arg(long, default_value = "series_id")]
    pub id: String,
    /// Column of periods: `2024`, `2024Q3`, `2024-07`, the first or last day of one such as
    /// `2024-07-01`, or a whole number.
    #[arg(long, default_value = "period")]
    pub time: String,
    /// Column of values; an empty cell is a missing value.
    #[arg(long, default_value = "value")]
    pub value: String,
    /// Frequency of the series. A period written as a date is the one that begins or ends on it;
    /// plain whole numbers that are not years, such as `1`, `2`, `3`, count periods of it.
    #[arg(long, value_enum, default_value_t = FrequencyName::Auto)]
    pub frequency: FrequencyName,
    /// Column of SDMX observation status codes; `B` marks a break, where a new segment begins.
    #[arg(long, value_name = "COLUMN")]
    pub status: Option<String>,
    /// Column of splicing factors: by what values before a break are multiplied to join the segments.
    #[arg(long, value_name = "COLUMN", requires = "status")]
    pub link: Option<String>,
    /// Column of reasons why values are missing: `not_published`, `not_collected`, `not_recovered` or
    /// `not_applicable`. In a period that is `not_applicable` what the series measures did not exist:
    /// sums leave it out, and the series begins after it.
    #[arg(long, value_name = "COLUMN")]
    pub reason: Option<String>,
    /// Take a period without a row for a missing value instead of a finding.
    #[arg(long)]
    pub allow_holes: bool,
    /// Fill missing values; without it they stay missing, which rules some models out. Not for
    /// `evaluate`.
    #[arg(long, value_enum)]
    pub fill: Option<Fill>,
    /// Encoding of CSV files: `utf-8` or `windows-1251`.
    #[arg(long, default_value = "utf-8")]
    pub encoding: String,
}

/// Assumptions about missing values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Fill {
    /// Linear interpolation between the neighbouring values.
    Lines,
}

/// Frequencies by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FrequencyName {
    /// The frequency of most periods.
    Auto,
    /// Annual.
    Annual,
    /// Quarterly.
    Quarterly,
    /// Monthly.
    Monthly,
    /// Counted periods without a season.
    Index,
}

/// A table's series and the values that may be fitted.
pub struct Panel {
    /// Periods in a season, 1 for none.
    pub season: usize,
    /// The series, in the order of the table.
    pub series: Vec<TidySeries>,
    /// By series, as of [`Input::values`].
    pub values: Vec<Vec<f64>>,
}

impl Input {
    /// That no column is asked for as two things.
    pub fn apart(&self) -> Result<(), Failure> {
        let columns = [
            ("--id", Some(&self.id)),
            ("--time", Some(&self.time)),
            ("--value", Some(&self.value)),
            ("--status", self.status.as_ref()),
            ("--link", self.link.as_ref()),
            ("--reason", self.reason.as_ref()),
        ];
        for (place, (option, name)) in columns.iter().enumerate() {
            let same = columns[..place].iter().find(|(_, one)| name.is_some() && one == name);
            if let (Some((other, _)), Some(name)) = (same, name) {
                return Err(Failure::Usage(format!("{other} and {option} both name `{name}`")));
            }
        }
        Ok(())
    }

    /// How the table is read.
    pub fn options(&self) -> Result<TidyOptions, Failure> {
        self.apart()?;
        let frequency = match self.frequency {
            FrequencyName::Auto => None,
            FrequencyName::Annual => Some(Frequency::Annual),
            FrequencyName::Quarterly => Some(Frequency::Quarterly),
            FrequencyName::Monthly => Some(Frequency::Monthly),
            FrequencyName::Index => Some(Frequency::Index),
        };
        Ok(TidyOptions {
            id: self.id.clone(),
            time: self.time.clone(),
            value: self.value.clone(),
            status: self.status.clone(),
            link: self.link.clone(),
            reason: self.reason.clone(),
            encoding: Some(self.encoding.clone()),
            frequency,
            holes: self.allow_holes,
        })
    }

    /// Opens the table, in which nothing is wrong.
    pub fn open(&self) -> Result<TidyStream, Failure> {
        Ok(TidyStream::open(&self.file, &self.options()?)?)
    }

    /// The values of a series that may be fitted, a missing one being not a number; the last is the
    /// series' last.
    pub fn values(&self, one: &TidySeries, changes: &mut Changes) -> Vec<f64> {
        let all: Vec<f64> = one.values.iter().map(|v| v.unwrap_or(f64::NAN)).collect();
        let mut breaks: Vec<_> = one.breaks.iter().map(|b| (b.at, b.link)).collect();
        // What did not exist, or no longer does, has no values before.
        breaks.push((one.begins(), None));
        breaks.sort_by_key(|(at, _)| *at);
        let (values, left) = segment(&all, &breaks);
        changes.begun += usize::from(left > 0);
        if !values.iter().any(|v| v.is_nan()) {
            return values;
        }
        match self.fill {
            Some(Fill::Lines) => {
                changes.filled += 1;
                bridged(&values).into_owned()
            }
            None => {
                changes.gaps += 1;
                values
            }
        }
    }

    /// Reads the whole table; reports what of it is left out or filled.
    pub fn read(&self) -> Result<Panel, Failure> {
        let TidyTable { season, series, .. } = read_tidy(&self.file, &self.options()?)?;
        let mut changes = Changes::default();
        let values = series.iter().map(|one| self.values(one, &mut changes)).collect();
        changes.tell();
        Ok(Panel { season, series, values })
    }
}

/// How many series are not fitted as they stand in the table.
#[derive(Default)]
pub struct Changes {
    /// Series that begin anew at a break.
    pub begun: usize,
    /// Series whose missing values are filled.
    pub filled: usize,
    /// Series with missing values.
    pub gaps: usize,
}

impl Changes {
    /// Tells the user.
    pub fn tell(&self) {
        let Changes { begun, filled, gaps } = self;
        if *begun > 0 {
            note(&format!(
                "{begun} series begin anew at a break without a linking factor; what came \
                 before is not used"
            ));
        }
        if *filled > 0 {
            note(&format!("missing values of {filled} series are filled by straight lines"));
        }
        if *gaps > 0 {
            note(&format!(
                "{gaps} series have missing values; left out for them, because they take no \
                 gaps: {} (`--fill lines` fills gaps before a forecast)",
                left_out_with_gaps().join(", ")
            ));
        }
    }
}

//! Which table `suranys series` reads, and which of its values are fitted.

use crate::diagnostics::Failure;
use crate::terminal::note;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use suranys_data::{
    Frequency, TidyOptions, TidySeries, TidyStream, TidyTable, layout_names, read_tidy,
};
use suranys_series::ensemble::members::left_out_with_gaps;
use suranys_series::preprocess::gaps::bridged;
use suranys_series::preprocess::segment::segment;

/// Which table, and how to read it.
#[derive(Debug, Args)]
pub struct Input {
    /// Table as downloaded: CSV or TSV, XLSX, or Parquet; `-` for the standard input. Its layout and its
    /// encoding are recognised and said on stderr.
    pub file: PathBuf,
    /// Layout, where another is recognised than is meant: `long` has one row for each figure, `wide`
    /// periods across, `down` periods down and a series in each other column.
    #[arg(long, value_name = "NAME", value_parser = layouts())]
    pub layout: Option<String>,
    /// Column with the names of the series, `series_id` if the layout says no other; may be given
    /// several times.
    #[arg(long, value_name = "COLUMN")]
    pub id: Vec<String>,
    /// Column of periods, `period` if the layout says no other: `2024`, `2024Q3`, `2024-07`, `2024-S1`,
    /// the first or last day of one such as `2024-07-01`, or a whole number. Given twice: the columns of
    /// the year and of the month, quarter or half of it.
    #[arg(long, value_name = "COLUMN")]
    pub time: Vec<String>,
    /// Column of values, `value` if the layout says no other; an empty cell is a missing value.
    #[arg(long, value_name = "COLUMN")]
    pub value: Option<String>,
    /// Frequency of the series. A period written as a date is the one that begins or ends on it;
    /// plain whole numbers that are not years, such as `1`, `2`, `3`, count periods of it.
    #[arg(long, value_enum, default_value_t = FrequencyName::Auto)]
    pub frequency: FrequencyName,
    /// Column of observation status codes or flags; a break, as `B`, begins a new segment.
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
    /// Mark of decimals, where numbers such as `12,345` can be read in two ways.
    #[arg(long, value_name = "MARK")]
    pub decimal: Option<char>,
    /// Mark between thousands, where numbers such as `12,345` can be read in two ways.
    #[arg(long, value_name = "MARK")]
    pub thousands: Option<char>,
    /// Text that stands for a missing value, next to `NA`, `:`, `...` and their kind; may be given several
    /// times.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub missing: Vec<String>,
    /// Sheet of a workbook; without it the first that holds a table.
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Take a period without a row for a missing value instead of a finding.
    #[arg(long)]
    pub allow_holes: bool,
    /// Fill missing values; without it they stay missing, which rules some models out. Not for
    /// `evaluate`.
    #[arg(long, value_enum)]
    pub fill: Option<Fill>,
    /// Encoding of text files, such as `utf-8`, `windows-1251`, `koi8-r` or `utf-16`; `auto` recognises it.
    #[arg(long, default_value = "auto")]
    pub encoding: String,
    /// How the file was read: its columns by name.
    #[arg(skip)]
    read: OnceLock<TidyOptions>,
}

/// Layouts by name.
fn layouts() -> PossibleValuesParser {
    PossibleValuesParser::new(layout_names())
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
    /// Half-yearly.
    HalfYearly,
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
        let options = self.asked();
        let (ids, time) = (options.ids(), vec![options.time_name()]);
        let time = if self.time.is_empty() { time } else { self.time.clone() };
        let one =
            |option: &'static str, name: &Option<String>| name.clone().map(|name| (option, name));
        let columns: Vec<(&str, String)> = ids
            .into_iter()
            .map(|id| ("--id", id))
            .chain(time.into_iter().map(|time| ("--time", time)))
            .chain([("--value", options.value_name())])
            .chain(one("--status", &self.status))
            .chain(one("--link", &self.link))
            .chain(one("--reason", &self.reason))
            .collect();
        for (place, (option, name)) in columns.iter().enumerate() {
            if let Some((other, _)) = columns[..place].iter().find(|(_, one)| one == name) {
                let help = match *other {
                    "--id" => {
                        "; where no column names series, leave `--id` out: the table is one series"
                    }
                    _ => "",
                };
                return Err(Failure::Usage(format!(
                    "{other} and {option} both name `{name}`{help}"
                )));
            }
        }
        Ok(())
    }

    /// The table's file, as messages name it.
    pub fn name(&self) -> String {
        self.file.display().to_string()
    }

    /// What the columns that name a series are called.
    pub fn id_name(&self) -> String {
        self.read.get().map_or_else(|| self.asked().id_name(), TidyOptions::id_name)
    }

    /// What the columns of periods are called.
    pub fn time_name(&self) -> String {
        self.read.get().map_or_else(|| self.asked().time_name(), TidyOptions::time_name)
    }

    /// What the column of values is called.
    pub fn value_name(&self) -> String {
        self.read.get().map_or_else(|| self.asked().value_name(), TidyOptions::value_name)
    }

    /// The encoding named, if it is.
    pub fn encoding(&self) -> Option<&str> {
        Some(self.encoding.as_str()).filter(|name| !name.eq_ignore_ascii_case("auto"))
    }

    /// The files that are read, as outputs must not be them.
    pub fn files(&self) -> Vec<PathBuf> {
        if self.file == Path::new("-") { Vec::new() } else { vec![self.file.clone()] }
    }

    /// What is asked of the table.
    fn asked(&self) -> TidyOptions {
        let frequency = match self.frequency {
            FrequencyName::Auto => None,
            FrequencyName::Annual => Some(Frequency::Annual),
            FrequencyName::HalfYearly => Some(Frequency::HalfYearly),
            FrequencyName::Quarterly => Some(Frequency::Quarterly),
            FrequencyName::Monthly => Some(Frequency::Monthly),
            FrequencyName::Index => Some(Frequency::Index),
        };
        TidyOptions {
            layout: self.layout.clone(),
            id: self.id.clone(),
            time: self.time.clone(),
            value: self.value.clone(),
            status: self.status.clone(),
            link: self.link.clone(),
            reason: self.reason.clone(),
            encoding: self.encoding().map(str::to_owned),
            sheet: self.sheet.clone(),
            decimal: self.decimal,
            thousands: self.thousands,
            missing: self.missing.clone(),
            frequency,
            holes: self.allow_holes,
            every_key: false,
            unused: Vec::new(),
        }
    }

    /// Opens the table, in which nothing is wrong; says how it was read.
    pub fn open(&self) -> Result<TidyStream, Failure> {
        self.apart()?;
        let table = TidyStream::open(&self.file, &self.asked())?;
        let _ = self.read.set(table.options().clone());
        Ok(table)
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
        self.apart()?;
        let TidyTable { season, series, options, notes, .. } =
            read_tidy(&self.file, &self.asked())?;
        let _ = self.read.set(options);
        crate::terminal::notes(&notes);
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

//! Which table `suranys series` reads, and how.

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use suranys_data::{Frequency, TidyOptions, layout_names};
use suranys_runner::series::input::Input;

/// Which table, and how to read it.
#[derive(Debug, Args)]
pub struct InputOptions {
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
    /// Leave out series that end before this period or year, as those that are no longer published; how
    /// many these are is said.
    #[arg(long, value_name = "PERIOD")]
    pub end_from: Option<String>,
    /// Fill missing values; without it they stay missing, which rules some models out. Not for
    /// `evaluate`.
    #[arg(long, value_enum)]
    pub fill: Option<Fill>,
    /// Encoding of text files, such as `utf-8`, `windows-1251`, `koi8-r` or `utf-16`; `auto` recognises it.
    #[arg(long, default_value = "auto")]
    pub encoding: String,
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

impl InputOptions {
    /// The table asked for.
    pub fn input(&self) -> Input {
        let frequency = match self.frequency {
            FrequencyName::Auto => None,
            FrequencyName::Annual => Some(Frequency::Annual),
            FrequencyName::HalfYearly => Some(Frequency::HalfYearly),
            FrequencyName::Quarterly => Some(Frequency::Quarterly),
            FrequencyName::Monthly => Some(Frequency::Monthly),
            FrequencyName::Index => Some(Frequency::Index),
        };
        let asked = TidyOptions {
            layout: self.layout.clone(),
            id: self.id.clone(),
            time: self.time.clone(),
            value: self.value.clone(),
            status: self.status.clone(),
            link: self.link.clone(),
            reason: self.reason.clone(),
            encoding: Some(self.encoding.clone()).filter(|name| !name.eq_ignore_ascii_case("auto")),
            sheet: self.sheet.clone(),
            decimal: self.decimal,
            thousands: self.thousands,
            missing: self.missing.clone(),
            frequency,
            holes: self.allow_holes,
            end_from: self.end_from.clone(),
            every_key: false,
            unused: Vec::new(),
        };
        Input::new(self.file.clone(), asked, self.fill.is_some())
    }
}

//! How files with rows for a package are read, and what is said of all their rows.

use crate::args::pair;
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::path::PathBuf;
use suranys_data::{ImportRequest, TidyOptions, layout_names};

/// What is said of all rows of a file, where they do not say it.
#[derive(Debug, Args)]
pub struct RowOptions {
    /// Source of rows that name none, from the package's table of sources.
    #[arg(long)]
    pub source: Option<String>,
    /// SDMX status of rows that have none: A, B, E, F, I or P.
    #[arg(long)]
    status: Option<String>,
    /// Column of the key that is the same in all rows of a publisher's file; may be given several times.
    #[arg(long, value_name = "COLUMN=CODE", value_parser = pair)]
    key: Vec<(String, String)>,
    /// Unit of the figures, where it is not that of the table.
    #[arg(long)]
    unit: Option<String>,
    #[command(flatten)]
    options: FileOptions,
}

impl RowOptions {
    /// What is to be brought in from a file, of the years named.
    pub fn request(&self, file: PathBuf, table: Option<String>, years: &[String]) -> ImportRequest {
        ImportRequest {
            file,
            bytes: None,
            table,
            key: self.key.clone(),
            years: years.to_vec(),
            unit: self.unit.clone(),
            source: self.source.clone(),
            status: self.status.clone(),
            options: self.options.asked(),
        }
    }
}

/// How a publisher's file is read: what is not said is recognised.
#[derive(Debug, Args)]
pub struct FileOptions {
    /// Layout of a publisher's file, where another is recognised than is meant.
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(layout_names()))]
    layout: Option<String>,
    /// Column of the file whose texts name codes; may be given several times. Without it: any column that does.
    #[arg(long, value_name = "COLUMN")]
    id: Vec<String>,
    /// Column of periods; given twice: of the year and of the part of it.
    #[arg(long, value_name = "COLUMN")]
    time: Vec<String>,
    /// Column of values.
    #[arg(long, value_name = "COLUMN")]
    value: Option<String>,
    /// Mark of decimals, where numbers such as `12,345` can be read in two ways.
    #[arg(long, value_name = "MARK")]
    decimal: Option<char>,
    /// Mark between thousands, where numbers such as `12,345` can be read in two ways.
    #[arg(long, value_name = "MARK")]
    thousands: Option<char>,
    /// Text that stands for a missing value, next to `NA`, `:`, `...` and their kind; may be given several
    /// times.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    missing: Vec<String>,
    /// Sheet of a publisher's workbook; the first with a table where none is named.
    #[arg(long)]
    sheet: Option<String>,
    /// Encoding of text files, such as `utf-8`, `windows-1251` or `koi8-r`; recognised where none is named.
    #[arg(long)]
    encoding: Option<String>,
}

impl FileOptions {
    /// The options as the reader takes them.
    fn asked(&self) -> TidyOptions {
        TidyOptions {
            layout: self.layout.clone(),
            id: self.id.clone(),
            time: self.time.clone(),
            value: self.value.clone(),
            decimal: self.decimal,
            thousands: self.thousands,
            missing: self.missing.clone(),
            sheet: self.sheet.clone(),
            encoding: self.encoding.clone(),
            ..TidyOptions::default()
        }
    }
}

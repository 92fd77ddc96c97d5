//! Which table the work on series reads, and which of its values are fitted.

use crate::failure::Failure;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use suranys_core::progress::Follower;
use suranys_core::{Text, text};
use suranys_data::{TidyOptions, TidySeries, TidyStream, TidyTable, read_tidy};
use suranys_series::{bridged, left_out_with_gaps, segment};

/// Which table, and how to read it.
#[derive(Debug)]
pub struct Input {
    /// The table's file; `-` for the standard input.
    pub file: PathBuf,
    /// What is asked of the table.
    pub asked: TidyOptions,
    /// Whether missing values are filled by straight lines between their neighbours.
    pub fill: bool,
    /// How the file was read: its columns by name.
    read: OnceLock<TidyOptions>,
}

/// A table's series and the values that may be fitted.
pub struct Panel {
    /// Periods in a season, 1 for none.
    pub season: usize,
    /// The series, in the order of the table.
    pub series: Vec<TidySeries>,
    /// By series, as of [`Input::values`].
    pub values: Vec<Vec<Option<f64>>>,
}

impl Input {
    /// A table that was not read yet.
    #[must_use]
    pub fn new(file: PathBuf, asked: TidyOptions, fill: bool) -> Input {
        Input { file, asked, fill, read: OnceLock::new() }
    }

    /// That no column is asked for as two things.
    pub fn apart(&self) -> Result<(), Failure> {
        let options = &self.asked;
        let (ids, time) = (options.ids(), vec![options.time_name()]);
        let time = if options.time.is_empty() { time } else { options.time.clone() };
        let one =
            |option: &'static str, name: &Option<String>| name.clone().map(|name| (option, name));
        let columns: Vec<(&str, String)> = ids
            .into_iter()
            .map(|id| ("--id", id))
            .chain(time.into_iter().map(|time| ("--time", time)))
            .chain([("--value", options.value_name())])
            .chain(one("--status", &options.status))
            .chain(one("--link", &options.link))
            .chain(one("--reason", &options.reason))
            .collect();
        for (place, (option, name)) in columns.iter().enumerate() {
            if let Some((other, _)) = columns[..place].iter().find(|(_, one)| one == name) {
                let help = match *other {
                    "--id" => {
                        text!(
                            "; where no column names series, leave `--id` out: the table is one series"
                        )
                    }
                    _ => Text::default(),
                };
                return Err(Failure::Usage(text!(
                    "{other} and {option} both name `{name}`{help}",
                    other,
                    option,
                    name,
                    help
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
        self.read.get().unwrap_or(&self.asked).id_name()
    }

    /// What the columns of periods are called.
    pub fn time_name(&self) -> String {
        self.read.get().unwrap_or(&self.asked).time_name()
    }

    /// What the column of values is called.
    pub fn value_name(&self) -> String {
        self.read.get().unwrap_or(&self.asked).value_name()
    }

    /// The encoding named, if it is.
    #[must_use]
    pub fn encoding(&self) -> Option<&str> {
        self.asked.encoding.as_deref()
    }

    /// The files that are read, as outputs must not be them.
    pub fn files(&self) -> Vec<PathBuf> {
        if self.file == Path::new("-") { Vec::new() } else { vec![self.file.clone()] }
    }

    /// Opens the table, in which nothing is wrong; says how it was read.
    pub fn open(&self) -> Result<TidyStream, Failure> {
        self.apart()?;
        let table = TidyStream::open(&self.file, &self.asked)?;
        let _ = self.read.set(table.options().clone());
        Ok(table)
    }

    /// The values of a series that may be fitted; the last is the series' last.
    pub fn values(&self, one: &TidySeries, changes: &mut Changes) -> Vec<Option<f64>> {
        let mut breaks: Vec<_> = one.breaks.iter().map(|b| (b.at, b.link)).collect();
        // What did not exist, or no longer does, has no values before.
        breaks.push((one.begins(), None));
        breaks.sort_by_key(|(at, _)| *at);
        let (values, left) = segment(&one.values, &breaks);
        changes.begun += usize::from(left > 0);
        if values.iter().all(Option::is_some) {
            return values;
        }
        match self.fill {
            true => {
                changes.filled += 1;
                bridged(&values).into_iter().map(Some).collect()
            }
            false => {
                changes.gaps += 1;
                values
            }
        }
    }

    /// Reads the whole table; reports what of it is left out or filled.
    pub fn read(&self, follower: &dyn Follower) -> Result<Panel, Failure> {
        self.apart()?;
        let TidyTable { season, series, options, notes, .. } = read_tidy(&self.file, &self.asked)?;
        let _ = self.read.set(options);
        notes.iter().for_each(|one| follower.tell(one));
        let mut changes = Changes::default();
        let values = series.iter().map(|one| self.values(one, &mut changes)).collect();
        changes.tell(follower);
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
    pub fn tell(&self, follower: &dyn Follower) {
        let Changes { begun, filled, gaps } = self;
        if *begun > 0 {
            follower.tell(&text!(
                "{count} series begin anew at a break without a linking factor; what came \
                 before is not used",
                count = begun
            ));
        }
        if *filled > 0 {
            follower.tell(&text!(
                "missing values of {count} series are filled by straight lines",
                count = filled
            ));
        }
        if *gaps > 0 {
            follower.tell(&text!(
                "{count} series have missing values; left out for them, because they take no \
                 gaps: {models} (`--fill lines` fills gaps before a forecast)",
                count = gaps,
                models = left_out_with_gaps().join(", ")
            ));
        }
    }
}

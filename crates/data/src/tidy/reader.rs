//! From the text of a table to its series, or to everything wrong in it.

use super::period::{Period, Written, written};
use super::{Break, Frequency, TidyError, TidyOptions, TidySeries, TidyTable};
use crate::descriptor::Field;
use crate::number;
use std::collections::BTreeMap;
use suranys_core::suggest::nearest;
use suranys_core::{Diagnostic, ObsStatus, Span};

/// Findings listed; of more, the number is told.
const MOST_FINDINGS: usize = 1000;
/// Whole numbers taken for years.
const YEARS: std::ops::Range<i64> = 1000..3000;
/// Texts that stand for a missing value.
const MISSING: [&str; 7] = ["", "na", "nan", "null", "none", ".", ".."];
/// A series may reach over this many periods, or over so many times its rows if that is more:
/// beyond, a period is mistyped.
const LONGEST: i64 = 1000;
const SPARSEST: i64 = 20;

/// Values of one series while rows are read: count of the period, value, line.
#[derive(Default)]
struct Rows(Vec<(i64, f64, u32)>);

pub(super) struct Reader<'a> {
    file: String,
    options: &'a TidyOptions,
    findings: Vec<Diagnostic>,
    more: usize,
    /// Breaks by series and period.
    breaks: BTreeMap<(usize, i64), Option<f64>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: String, options: &'a TidyOptions) -> Reader<'a> {
        Reader { file, options, findings: Vec::new(), more: 0, breaks: BTreeMap::new() }
    }
}

impl Reader<'_> {
    fn wrong(&mut self, finding: Diagnostic) {
        if self.findings.len() >= MOST_FINDINGS {
            self.more += 1;
        } else {
            self.findings.push(finding);
        }
    }

    fn cell(&self, check: &str, row: u64, column: &str, message: String) -> Diagnostic {
        Diagnostic::error(check, Span::cell(self.file.clone(), row, column), message)
    }

    fn stop(&self, check: &str, message: String, help: String) -> TidyError {
        let span = Span { file: self.file.clone(), row: Some(1), column: None };
        TidyError::Findings(vec![Diagnostic::error(check, span, message).help(help)])
    }

    pub(super) fn read(mut self, text: &str) -> Result<TidyTable, TidyError> {
        let head = text.lines().next().unwrap_or_default();
        let delimiter = if head.contains(';') && !head.contains(',') { b';' } else { b',' };
        let mut csv = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(text.as_bytes());
        let header = match csv.headers() {
            Ok(header) if !header.iter().all(str::is_empty) => header.clone(),
            _ => {
                let help = "write a header and one row for each series and period".to_owned();
                return Err(self.stop("header", "the file is empty".to_owned(), help));
            }
        };
        let mut places = [None; 5];
        let names = [
            ("--id", Some(&self.options.id)),
            ("--time", Some(&self.options.time)),
            ("--value", Some(&self.options.value)),
            ("--status", self.options.status.as_ref()),
            ("--link", self.options.link.as_ref()),
        ];
        for (at, (option, name)) in places.iter_mut().zip(names) {
            let Some(name) = name else { continue };
            let Some(place) = header.iter().position(|h| h.trim() == name) else {
                let near = nearest(name, header.iter());
                let near = near.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
                let there: Vec<&str> = header.iter().collect();
                let help = format!(
                    "name the column with `{option}`; there are: {}{near}",
                    there.join(", ")
                );
                return Err(self.stop("header", format!("there is no column `{name}`"), help));
            };
            if header.iter().filter(|h| h.trim() == name).count() > 1 {
                let help = "give each column a name of its own".to_owned();
                return Err(self.stop("header", format!("column `{name}` stands twice"), help));
            }
            *at = Some(place);
        }
        let [id_at, time_at, value_at, status_at, link_at] = places;
        let (id_name, time_name, value_name) =
            (self.options.id.clone(), self.options.time.clone(), self.options.value.clone());
        let mut order: Vec<String> = Vec::new();
        let mut index: BTreeMap<String, usize> = BTreeMap::new();
        let mut rows: Vec<Rows> = Vec::new();
        let mut form: Option<(Frequency, bool)> = self.options.frequency.map(|f| (f, true));
        let mut years_only = true;
        let mut record = csv::StringRecord::new();
        loop {
            match csv.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    let row = error.position().map_or(1, csv::Position::line);
                    let finding = self.cell("row", row, &id_name, error.to_string());
                    self.wrong(
                        finding
                            .found("")
                            .allowed("a row of a CSV file")
                            .help("mend the row's quotes"),
                    );
                    break;
                }
            }
            let row = record.position().map_or(0, csv::Position::line);
            if record.len() != header.len() {
                let message =
                    format!("the row has {} fields, the header {}", record.len(), header.len());
                let finding = self.cell("row", row, &id_name, message);
                self.wrong(
                    finding.found(record.len().to_string()).allowed(header.len().to_string()).help(
                        "write one field for each column; put text with a separator in quotes",
                    ),
                );
                continue;
            }
            let field =
                |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default().trim();
            let (id, time, value) = (field(id_at), field(time_at), field(value_at));
            if id.is_empty() {
                let finding = self.cell("id", row, &id_name, "the series has no name".to_owned());
                self.wrong(finding.found("").allowed("a name").help("name the series"));
                continue;
            }
            let Some(period) = written(time) else {
                let allowed =
                    form.map_or("a year, `2024Q3`, `2024-07` or a whole number", |(f, _)| f.form());
                let finding =
                    self.cell("period", row, &time_name, format!("`{time}` is not a period"));
                self.wrong(
                    finding
                        .found(time)
                        .allowed(allowed)
                        .help("write the period in one of these forms"),
                );
                continue;
            };
            let (frequency, count) = match period {
                Written::Quarter(count) => (Frequency::Quarterly, count),
                Written::Month(count) => (Frequency::Monthly, count),
                Written::Whole(count) => {
                    years_only &= YEARS.contains(&count);
                    let whole = match form {
                        Some((Frequency::Annual, true)) if YEARS.contains(&count) => {
                            Frequency::Annual
                        }
                        _ => Frequency::Index,
                    };
                    (whole, count)
                }
            };
            let (expected, _) = *form.get_or_insert((frequency, false));
            if frequency != expected {
                let finding = self.cell(
                    "frequency",
                    row,
                    &time_name,
                    format!(
                        "`{time}` is not {}, as the table's other periods are",
                        expected.form()
                    ),
                );
                self.wrong(finding.found(time).allowed(expected.form()).help("one table holds one frequency; split it, or name the frequency with `--frequency`"));
                continue;
            }
            let number = if MISSING.iter().any(|word| word.eq_ignore_ascii_case(value)) {
                f64::NAN
            } else {
                match plain(value) {
                    Ok(number) => number,
                    Err((message, help)) => {
                        let finding = self.cell("value", row, &value_name, message);
                        self.wrong(
                            finding
                                .found(value)
                                .allowed("a finite number, or nothing where it is missing")
                                .help(&help),
                        );
                        continue;
                    }
                }
            };
            let at = match index.get(id) {
                Some(at) => *at,
                None => {
                    index.insert(id.to_owned(), order.len());
                    order.push(id.to_owned());
                    rows.push(Rows::default());
                    order.len() - 1
                }
            };
            if field(status_at) == ObsStatus::Missing.code() && !number.is_nan() {
                let message = format!("`{value}` stands in a row whose status is missing");
                let finding = self.cell("status", row, &value_name, message);
                let finding = finding.found(value).allowed("nothing, where the status is `M`");
                self.wrong(finding.help("empty the value, or correct the status"));
                continue;
            }
            if let Some(link) = self.begins(row, field(status_at), field(link_at)) {
                self.breaks.insert((at, count), link);
            }
            if let Some(series) = rows.get_mut(at) {
                series.0.push((count, number, row as u32));
            }
        }
        if order.is_empty() && self.findings.is_empty() {
            let help = "write one row for each series and period".to_owned();
            return Err(self.stop("row", "the table has no rows".to_owned(), help));
        }
        let frequency = match form {
            Some((Frequency::Index, false)) if years_only => Frequency::Annual,
            Some((frequency, _)) => frequency,
            None => Frequency::Annual,
        };
        let series = order
            .into_iter()
            .zip(rows)
            .enumerate()
            .map(|(at, (id, rows))| self.series(at, id, rows, frequency))
            .collect();
        if self.findings.is_empty() {
            return Ok(TidyTable { frequency, series });
        }
        self.findings.sort_by(|a, b| a.span.cmp(&b.span));
        if self.more > 0 {
            let message = format!("{} more findings are not listed", self.more);
            self.findings.push(Diagnostic::error("more", Span::file(self.file.clone()), message));
        }
        Err(TidyError::Findings(self.findings))
    }

    fn series(
        &mut self,
        place: usize,
        id: String,
        mut rows: Rows,
        frequency: Frequency,
    ) -> TidySeries {
        rows.0.sort_by_key(|(count, _, row)| (*count, *row));
        let time = self.options.time.clone();
        let per_year = frequency.season() as i64;
        for pair in rows.0.windows(2) {
            if pair[0].0 == pair[1].0 {
                let period = Period { count: pair[1].0, per_year };
                let message = format!("`{id}` has {period} twice, first in row {}", pair[0].2);
                let finding = self.cell("duplicate", u64::from(pair[1].2), &time, message);
                self.wrong(
                    finding
                        .found(period.to_string())
                        .allowed("each period once")
                        .help("keep one of the rows"),
                );
            }
        }
        if !self.options.holes {
            self.holes(&id, &rows, per_year);
        }
        let seen: Vec<&(i64, f64, u32)> = rows.0.iter().filter(|(_, v, _)| !v.is_nan()).collect();
        let (Some((first, ..)), Some((last, _, row))) = (seen.first(), seen.last()) else {
            return TidySeries::empty(id, Period { count: 0, per_year });
        };
        let first = *first;
        if last - first > LONGEST.max(SPARSEST * seen.len() as i64) {
            let message = format!("`{id}` reaches over {} periods", last - first);
            let finding = self.cell("period", u64::from(*row), &time, message);
            self.wrong(
                finding
                    .found(Period { count: *last, per_year }.to_string())
                    .allowed("a row for at least every twentieth period")
                    .help("correct the period"),
            );
            return TidySeries::empty(id, Period { count: first, per_year });
        }
        let mut values = vec![None; (last - first) as usize + 1];
        for (count, value, _) in seen {
            if let Some(at) = usize::try_from(count - first).ok().and_then(|at| values.get_mut(at))
            {
                *at = Some(*value);
            }
        }
        // A break before the first value parts nothing, and one after the last is not yet seen.
        let breaks = self.breaks.range((place, first + 1)..=(place, *last));
        let breaks = breaks
            .filter_map(|((_, count), link)| {
                Some(Break { at: usize::try_from(count - first).ok()?, link: *link })
            })
            .collect();
        TidySeries { id, first: Period { count: first, per_year }, values, breaks }
    }

    /// Whether a row begins a new regime, and with what factor: from its status and link.
    fn begins(&mut self, row: u64, status: &str, link: &str) -> Option<Option<f64>> {
        let name = |name: &Option<String>| name.clone().unwrap_or_default();
        let begins = match status {
            "" => false,
            code => match ObsStatus::from_code(code) {
                Some(status) => status == ObsStatus::Break,
                None => {
                    let column = name(&self.options.status);
                    let message = format!("`{code}` is not an observation status");
                    let finding = self.cell("status", row, &column, message);
                    self.wrong(
                        finding
                            .found(code)
                            .allowed("a code of the SDMX list CL_OBS_STATUS, such as A, B or E")
                            .help("write the code in capitals, or leave the field empty"),
                    );
                    false
                }
            },
        };
        if link.is_empty() {
            return begins.then_some(None);
        }
        let factor = plain(link).ok().filter(|factor| *factor > 0.0);
        if factor.is_none() || !begins {
            let column = name(&self.options.link);
            let (message, help) = if begins {
                (format!("`{link}` is not a linking factor"), "write a number above zero")
            } else {
                (
                    "a linking factor stands in a row that is no break".to_owned(),
                    "mark the row's status `B`, or leave the factor out",
                )
            };
            let finding = self.cell("link", row, &column, message);
            self.wrong(
                finding.found(link).allowed("a positive number in the row of a break").help(help),
            );
        }
        begins.then_some(factor)
    }
}

impl TidySeries {
    fn empty(id: String, first: Period) -> TidySeries {
        TidySeries { id, first, values: Vec::new(), breaks: Vec::new() }
    }
}

impl Reader<'_> {
    /// Periods between two rows of a series that have no row.
    fn holes(&mut self, id: &str, rows: &Rows, per_year: i64) {
        for pair in rows.0.windows(2) {
            let (before, after) = (pair[0].0, pair[1].0);
            let absent = after - before - 1;
            if absent < 1 {
                continue;
            }
            let first = Period { count: before + 1, per_year };
            let more = if absent > 1 { format!(" and {} more", absent - 1) } else { String::new() };
            let message = format!("`{id}` has no row for {first}{more}");
            let row = u64::from(pair[1].2);
            let finding = self.cell("hole", row, &self.options.time, message);
            self.wrong(
                finding
                    .found(Period { count: after, per_year }.to_string())
                    .allowed("a row for every period of a series")
                    .help(
                        "add the row with an empty value, or let it count so with `--allow-holes`",
                    ),
            );
        }
    }
}

/// A number written plainly; otherwise what is wrong and how to mend it.
fn plain(text: &str) -> Result<f64, (String, String)> {
    number::parse(text, &Field::default()).map_err(|why| {
        // A table read alone has no descriptor to declare anything in.
        let help = match why.help.split_once(", or declare") {
            Some((help, _)) => help.to_owned(),
            None => {
                "write a number, or leave the field empty where the value is missing".to_owned()
            }
        };
        (why.message, help)
    })
}

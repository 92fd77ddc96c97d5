//! The tables of a stored run: every number as it is, bit for bit.

use crate::parquet::frame::Frame;
use serde::de::DeserializeOwned;
use suranys_core::comparison::Change;
use suranys_core::limits::YEARS;
use suranys_core::occupation_groups::{OccupationGroupDraws, OccupationGroupFigure};
use suranys_core::run::{Estimate, Figure, FigureKey, OutturnRow, ScoreRow};
use suranys_core::run_output::RunOutput;
use suranys_core::table::{Column, ResultTable};
use suranys_core::{AgeGroup, Quantiles, Sex, Status, Vintage, Year};
use suranys_core::{Text, text};

/// What a run holds as tables.
pub struct RunTables {
    /// The figures.
    pub figures: ResultTable,
    /// Differences between scenarios.
    pub differences: ResultTable,
    /// Outcomes later than the vintage.
    pub outturns: ResultTable,
    /// Rolling-origin scores.
    pub scores: ResultTable,
    /// Figures of groups below the occupations, where the run has any.
    pub group_figures: Option<ResultTable>,
    /// Their draws, where the run has any.
    pub group_draws: Option<ResultTable>,
}

impl RunTables {
    /// The tables of a run's output.
    pub fn of(output: &RunOutput) -> RunTables {
        RunTables {
            figures: figures(output),
            differences: differences(&output.differences),
            outturns: outturns(&output.outturns),
            scores: scores(&output.scores),
            group_figures: group_figures(&output.occupation_figures),
            group_draws: group_draws(&output.occupation_draws),
        }
    }
}

/// Columns of the ends of a range, and of those of two scenarios set against each other.
const ENDS: [&str; 4] = ["lo95", "lo80", "hi80", "hi95"];
const FIRST: [&str; 4] = ["first_lo95", "first_lo80", "first_hi80", "first_hi95"];
const SECOND: [&str; 4] = ["second_lo95", "second_lo80", "second_hi80", "second_hi95"];

type Columns = Vec<(&'static str, Column)>;

fn table(name: &str, columns: Columns) -> ResultTable {
    let columns = columns.into_iter().map(|(name, column)| (name.to_owned(), column)).collect();
    ResultTable { name: name.to_owned(), columns }
}

fn texts<T>(rows: &[T], text: impl Fn(&T) -> String) -> Column {
    Column::Text(rows.iter().map(text).collect())
}

fn numbers<T>(rows: &[T], number: impl Fn(&T) -> Option<f64>) -> Column {
    Column::Number(rows.iter().map(number).collect())
}

fn keys(rows: &[&FigureKey]) -> Columns {
    let known = |part: &Option<String>| part.clone().unwrap_or_default();
    let years = |year: fn(&FigureKey) -> Year| {
        Column::Integer(rows.iter().map(|key| Some(i64::from(year(key).0))).collect())
    };
    vec![
        ("scenario", texts(rows, |k| k.scenario.clone())),
        ("measure", texts(rows, |k| k.measure.key().to_owned())),
        ("section", texts(rows, |k| known(&k.section))),
        ("region", texts(rows, |k| known(&k.region))),
        ("occupation", texts(rows, |k| known(&k.occupation))),
        ("sex", texts(rows, |k| k.sex.map(|s| s.code().to_owned()).unwrap_or_default())),
        ("age", texts(rows, |k| k.age.map(|a| a.to_string()).unwrap_or_default())),
        ("from", years(|k| k.from)),
        ("to", years(|k| k.to)),
    ]
}

fn ranges<T>(rows: &[T], range: impl Fn(&T) -> Option<Quantiles>) -> Columns {
    let bound = |of: fn(&Quantiles) -> f64| numbers(rows, |row| range(row).map(|q| of(&q)));
    vec![
        ("lo95", bound(|q| q.lo95())),
        ("lo80", bound(|q| q.lo80())),
        ("hi80", bound(|q| q.hi80())),
        ("hi95", bound(|q| q.hi95())),
    ]
}

fn statuses<T>(rows: &[T], status: impl Fn(&T) -> Status) -> Columns {
    vec![
        ("status", texts(rows, |row| status(row).obs.code().to_owned())),
        ("synthetic", texts(rows, |row| status(row).synthetic.to_string())),
    ]
}

/// Every figure of a run, bit for bit, as a stored run holds them.
#[must_use]
pub fn figures(output: &RunOutput) -> ResultTable {
    let mut columns = keys(&output.figures.keys().collect::<Vec<_>>());
    let rows: Vec<&Figure> = output.figures.values().collect();
    columns.push(("unit", texts(&rows, |f| f.unit.key().to_owned())));
    columns.push(("median", numbers(&rows, |f| Some(f.estimate.central()))));
    columns.extend(ranges(&rows, |f| f.estimate.range()));
    columns.push(("assumed", numbers(&rows, |f| Some(f.assumed))));
    columns.extend(statuses(&rows, |f| f.status));
    columns.push(("source", texts(&rows, |f| f.source.join(" "))));
    table("figures", columns)
}

fn differences(rows: &[Change]) -> ResultTable {
    let mut columns = keys(&rows.iter().map(|row| &row.key).collect::<Vec<_>>());
    columns.push(("unit", texts(rows, |row| row.unit.key().to_owned())));
    type Side = (&'static str, [&'static str; 4], fn(&Change) -> &Estimate);
    let sides: [Side; 3] = [
        ("median", ENDS, |row| &row.difference),
        ("first", FIRST, |row| &row.from),
        ("second", SECOND, |row| &row.to),
    ];
    for (median, ends, of) in sides {
        columns.push((median, numbers(rows, |row| Some(of(row).central()))));
        let range = ranges(rows, |row| of(row).range());
        columns.extend(ends.into_iter().zip(range).map(|(name, (_, column))| (name, column)));
    }
    columns.push(("above", numbers(rows, |row| Some(row.above))));
    columns.push(("below", numbers(rows, |row| Some(row.below))));
    columns.extend(statuses(rows, |row| row.status));
    columns.push(("source", texts(rows, |row| row.source.join(" "))));
    table("differences", columns)
}

fn outturns(rows: &[OutturnRow]) -> ResultTable {
    let mut columns = keys(&rows.iter().map(|row| &row.key).collect::<Vec<_>>());
    columns.push(("median", numbers(rows, |row| Some(row.forecast.median()))));
    columns.extend(ranges(rows, |row| Some(row.forecast)));
    columns.push(("outturn", numbers(rows, |row| Some(row.outturn))));
    columns.extend(statuses(rows, |row| row.status));
    columns.push(("outturn_status", texts(rows, |row| row.published.obs.code().to_owned())));
    columns.push(("outturn_synthetic", texts(rows, |row| row.published.synthetic.to_string())));
    let vintage = |row: &OutturnRow| Some(i64::from(row.vintage.0.0));
    columns.push(("vintage", Column::Integer(rows.iter().map(vintage).collect())));
    columns.push(("source", texts(rows, |row| row.source.join(" "))));
    columns.push(("inside80", texts(rows, |row| row.inside80.to_string())));
    columns.push(("inside95", texts(rows, |row| row.inside95.to_string())));
    table("outturns", columns)
}

fn scores(rows: &[ScoreRow]) -> ResultTable {
    let columns = vec![
        ("panel", texts(rows, |row| row.panel.clone())),
        ("model", texts(rows, |row| row.model.clone())),
        ("chosen", texts(rows, |row| row.chosen.to_string())),
        ("errors", texts(rows, |row| row.errors.to_string())),
        ("mase", numbers(rows, |row| Some(row.mase))),
        ("wis", numbers(rows, |row| Some(row.wis))),
        ("coverage80", numbers(rows, |row| Some(row.coverage80))),
        ("coverage95", numbers(rows, |row| Some(row.coverage95))),
    ];
    table("scores", columns)
}

fn group_figures(rows: &[OccupationGroupFigure]) -> Option<ResultTable> {
    let years = |year: fn(&OccupationGroupFigure) -> Year| {
        Column::Integer(rows.iter().map(|row| Some(i64::from(year(row).0))).collect())
    };
    let mut columns = vec![
        ("scenario", texts(rows, |row| row.scenario.clone())),
        ("code", texts(rows, |row| row.code.clone())),
        ("region", texts(rows, |row| row.region.clone().unwrap_or_default())),
        ("measure", texts(rows, |row| row.measure.key().to_owned())),
        ("from", years(|row| row.from)),
        ("to", years(|row| row.to)),
        ("unit", texts(rows, |row| row.unit.key().to_owned())),
        ("median", numbers(rows, |row| Some(row.estimate.central()))),
    ];
    columns.extend(ranges(rows, |row| row.estimate.range()));
    (!rows.is_empty()).then(|| table("occupation_figures", columns))
}

/// What follows a group's code in the names of the columns of its draws.
const EMPLOYED: &str = "employed";
const SHORTAGE: &str = "shortage";
const GROWTH: &str = "growth";

/// Two columns for each group: as many rows as there are draws.
fn group_draws(groups: &[OccupationGroupDraws]) -> Option<ResultTable> {
    let column =
        |draws: &[f32]| Column::Number(draws.iter().map(|value| Some(f64::from(*value))).collect());
    let columns = groups.iter().flat_map(|group| {
        let named = |what: &str| format!("{}|{what}", group.code);
        [
            (named(EMPLOYED), column(&group.employed)),
            (named(SHORTAGE), column(&group.shortage)),
            (named(GROWTH), column(&group.growth)),
        ]
    });
    let name = "occupation_draws".to_owned();
    (!groups.is_empty()).then(|| ResultTable { name, columns: columns.collect() })
}

/// A word of the core as it stands in tables, such as a measure.
fn word<T: DeserializeOwned>(text: &str) -> Result<T, Text> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(Text::data)
}

/// The columns of a table by name, row by row.
pub struct Rows {
    /// The table.
    pub frame: Frame,
}

impl Rows {
    /// What `read` makes of every row.
    pub fn all<T, C: FromIterator<T>>(
        &self,
        read: impl Fn(&Rows, usize) -> Result<T, Text>,
    ) -> Result<C, Text> {
        (0..self.frame.height()).map(|row| read(self, row)).collect()
    }

    fn text(&self, name: &str, row: usize) -> Result<String, Text> {
        self.frame
            .text(name, row)?
            .map(str::to_owned)
            .ok_or_else(|| text!("`{name}` is empty in row {row}", name, row))
    }

    fn optional(&self, name: &str, row: usize) -> Result<Option<String>, Text> {
        self.text(name, row).map(|text| (!text.is_empty()).then_some(text))
    }

    fn number(&self, name: &str, row: usize) -> Result<Option<f64>, Text> {
        match self.frame.number(name, row)? {
            Some(value) if !value.is_finite() => {
                Err(text!("`{name}` is no finite number in row {row}", name, row))
            }
            value => Ok(value),
        }
    }

    fn year(&self, name: &str, row: usize) -> Result<Year, Text> {
        let year = self.frame.integer(name, row)?.and_then(|year| i32::try_from(year).ok());
        let year = year.filter(|year| YEARS.contains(year)).map(Year);
        year.ok_or_else(|| text!("`{name}` is no year in row {row}", name, row))
    }

    /// Which figure a row holds.
    pub fn key(&self, row: usize) -> Result<FigureKey, Text> {
        let optional = |name: &str| self.optional(name, row);
        let age = optional("age")?;
        let sex = optional("sex")?;
        Ok(FigureKey {
            scenario: self.text("scenario", row)?,
            measure: word(&self.text("measure", row)?)?,
            section: optional("section")?,
            region: optional("region")?,
            occupation: optional("occupation")?,
            sex: sex.map(|sex| word::<Sex>(&sex)).transpose()?,
            age: age.map(|age| word::<AgeGroup>(&age)).transpose()?,
            from: self.year("from", row)?,
            to: self.year("to", row)?,
        })
    }

    /// The figure of a row.
    pub fn figure(&self, row: usize) -> Result<Figure, Text> {
        Ok(Figure {
            estimate: self.estimate("median", ENDS, row)?,
            unit: word(&self.text("unit", row)?)?,
            status: self.status(row)?,
            source: self.sources(row)?,
            assumed: self.value("assumed", row)?,
        })
    }

    /// A difference between two scenarios.
    pub fn difference(&self, row: usize) -> Result<Change, Text> {
        Ok(Change {
            key: self.key(row)?,
            from: self.estimate("first", FIRST, row)?,
            to: self.estimate("second", SECOND, row)?,
            difference: self.estimate("median", ENDS, row)?,
            above: self.value("above", row)?,
            below: self.value("below", row)?,
            unit: word(&self.text("unit", row)?)?,
            status: self.status(row)?,
            source: self.sources(row)?,
        })
    }

    /// An outcome against its forecast.
    pub fn outturn(&self, row: usize) -> Result<OutturnRow, Text> {
        let forecast = self.estimate("median", ENDS, row)?.range();
        Ok(OutturnRow {
            key: self.key(row)?,
            forecast: forecast.ok_or_else(|| text!("row {row} has no range", row))?,
            outturn: self.value("outturn", row)?,
            vintage: Vintage(self.year("vintage", row)?),
            status: self.status(row)?,
            published: self.status_in("outturn_status", "outturn_synthetic", row)?,
            source: self.sources(row)?,
            inside80: self.text("inside80", row)? == "true",
            inside95: self.text("inside95", row)? == "true",
        })
    }

    /// A row of the scoreboard.
    pub fn score(&self, row: usize) -> Result<ScoreRow, Text> {
        Ok(ScoreRow {
            panel: self.text("panel", row)?,
            model: self.text("model", row)?,
            chosen: self.text("chosen", row)? == "true",
            errors: self
                .text("errors", row)?
                .parse()
                .map_err(|_| text!("row {row}: errors", row))?,
            mase: self.value("mase", row)?,
            wis: self.value("wis", row)?,
            coverage80: self.value("coverage80", row)?,
            coverage95: self.value("coverage95", row)?,
        })
    }

    /// A figure of a group below the occupations.
    pub fn group_figure(&self, row: usize) -> Result<OccupationGroupFigure, Text> {
        Ok(OccupationGroupFigure {
            scenario: self.text("scenario", row)?,
            code: self.text("code", row)?,
            region: self.optional("region", row)?,
            measure: word(&self.text("measure", row)?)?,
            from: self.year("from", row)?,
            to: self.year("to", row)?,
            estimate: self.estimate("median", ENDS, row)?,
            unit: word(&self.text("unit", row)?)?,
        })
    }

    /// Draws of groups below the occupations, in the order of their columns.
    pub fn group_draws(&self) -> Result<Vec<OccupationGroupDraws>, Text> {
        let draws = |code: &str, what: &str| -> Result<Vec<f32>, Text> {
            let name = format!("{code}|{what}");
            let number = |(row, value): (usize, Option<f64>)| {
                let known = value.filter(|value| value.is_finite());
                // Written from numbers of 32 bits, which these are exactly.
                let known = known.map(|value| value as f32);
                known.ok_or_else(|| text!("`{name}` is no number in row {row}", name, row))
            };
            self.frame.numbers(&name)?.enumerate().map(number).collect()
        };
        let codes = self.frame.names().filter_map(|name| {
            let (code, what) = name.rsplit_once('|')?;
            (what == SHORTAGE).then(|| code.to_owned())
        });
        codes
            .map(|code| {
                let employed = draws(&code, EMPLOYED)?;
                let (shortage, growth) = (draws(&code, SHORTAGE)?, draws(&code, GROWTH)?);
                Ok(OccupationGroupDraws { code, employed, shortage, growth })
            })
            .collect()
    }

    fn sources(&self, row: usize) -> Result<Vec<String>, Text> {
        Ok(self.text("source", row)?.split_whitespace().map(str::to_owned).collect())
    }

    fn value(&self, name: &str, row: usize) -> Result<f64, Text> {
        self.number(name, row)?.ok_or_else(|| text!("`{name}` is empty in row {row}", name, row))
    }

    fn status(&self, row: usize) -> Result<Status, Text> {
        self.status_in("status", "synthetic", row)
    }

    fn status_in(&self, obs: &str, synthetic: &str, row: usize) -> Result<Status, Text> {
        let obs = word(&self.text(obs, row)?)?;
        Ok(Status { obs, synthetic: self.text(synthetic, row)? == "true" })
    }

    /// The value in a column, with its range where the columns of `ends` have one.
    fn estimate(&self, central: &str, ends: [&str; 4], row: usize) -> Result<Estimate, Text> {
        let median = self.value(central, row)?;
        let [lo95, lo80, hi80, hi95] = ends.map(|name| self.number(name, row));
        Ok(match (lo95?, lo80?, hi80?, hi95?) {
            (Some(lo95), Some(lo80), Some(hi80), Some(hi95)) => {
                let range = Quantiles::from_bounds([lo95, lo80, median, hi80, hi95]);
                Estimate::Range(range.ok_or_else(|| {
                    text!("the range of `{central}` crosses itself in row {row}", central, row)
                })?)
            }
            _ => Estimate::Point { value: median },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::parquet::parquet_bytes;
    use proptest::prelude::*;
    use std::fmt::Debug;
    use suranys_core::observation::ObsStatus;
    use suranys_core::run::Measure;
    use suranys_core::unit::Unit;

    /// What `read` makes of the rows of a table that was written to Parquet.
    fn again<T>(table: &ResultTable, read: impl Fn(&Rows, usize) -> Result<T, Text>) -> Vec<T> {
        let bytes = parquet_bytes(table).expect("written");
        Rows { frame: Frame::read(&bytes).expect("a table") }.all(read).expect("read")
    }

    /// As what is compared prints, which tells -0.0 from 0.0.
    fn printed(value: &impl Debug) -> String {
        format!("{value:?}")
    }

    fn number() -> impl Strategy<Value = f64> {
        use prop::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
        POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO
    }

    fn estimate() -> impl Strategy<Value = Estimate> {
        prop_oneof![
            number().prop_map(|value| Estimate::Point { value }),
            range().prop_map(Estimate::Range)
        ]
    }

    fn range() -> impl Strategy<Value = Quantiles> {
        prop::array::uniform5(number()).prop_map(|mut bounds| {
            bounds.sort_by(f64::total_cmp);
            Quantiles::from_bounds(bounds).expect("in order")
        })
    }

    fn year() -> impl Strategy<Value = Year> {
        YEARS.prop_map(Year)
    }

    fn unit() -> impl Strategy<Value = Unit> {
        prop::sample::select(vec![
            Unit::Persons,
            Unit::PersonsCumulated,
            Unit::Share,
            Unit::MoneyPerMonth,
        ])
    }

    fn status() -> impl Strategy<Value = Status> {
        (prop::sample::select(ObsStatus::ALL.to_vec()), any::<bool>())
            .prop_map(|(obs, synthetic)| Status { obs, synthetic })
    }

    /// Any text, codes with zeros in front among them; a code that is not there is none, never empty.
    fn code() -> impl Strategy<Value = Option<String>> {
        prop::option::of(prop_oneof!["0[0-9]{1,5}", "\\PC{1,8}"])
    }

    fn sources() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec("[a-z_0-9]{1,12}", 0..4)
    }

    fn key() -> impl Strategy<Value = FigureKey> {
        let age = (0_u8..60, 60_u8..110, any::<bool>())
            .prop_map(|(from, to, open)| AgeGroup::new(from, (!open).then_some(to)));
        let who = (code(), prop::option::of(prop::sample::select(Sex::ALL.to_vec())), age);
        let what = ("\\PC{0,8}", prop::sample::select(Measure::ALL.to_vec()));
        (what, code(), code(), who, year(), year()).prop_map(
            |((scenario, measure), section, region, (occupation, sex, age), from, to)| FigureKey {
                scenario,
                measure,
                section,
                region,
                occupation,
                sex,
                age,
                from,
                to,
            },
        )
    }

    prop_compose! {
        fn change()(
            key in key(), from in estimate(), to in estimate(), difference in estimate(),
            above in number(), below in number(), unit in unit(), status in status(), source in sources(),
        ) -> Change {
            Change { key, from, to, difference, above, below, unit, status, source }
        }
    }

    prop_compose! {
        fn outturn()(
            key in key(), forecast in range(), outturn in number(), vintage in year(), status in status(),
            published in status(), source in sources(), inside80: bool, inside95: bool,
        ) -> OutturnRow {
            let vintage = Vintage(vintage);
            OutturnRow { key, forecast, outturn, vintage, status, published, source, inside80, inside95 }
        }
    }

    prop_compose! {
        fn group_figure()(
            scenario in "\\PC{0,8}", code in "[0-9]{1,4}", region in code(),
            measure in prop::sample::select(Measure::ALL.to_vec()), from in year(), to in year(),
            estimate in estimate(), unit in unit(),
        ) -> OccupationGroupFigure {
            OccupationGroupFigure { scenario, code, region, measure, from, to, estimate, unit }
        }
    }

    proptest! {
        #[test]
        fn differences_read_back_to_the_bit(rows in prop::collection::vec(change(), 1..12)) {
            prop_assert_eq!(printed(&again(&differences(&rows), Rows::difference)), printed(&rows));
        }

        #[test]
        fn outturns_read_back_to_the_bit(rows in prop::collection::vec(outturn(), 1..12)) {
            prop_assert_eq!(printed(&again(&outturns(&rows), Rows::outturn)), printed(&rows));
        }

        #[test]
        fn figures_of_groups_read_back_to_the_bit(rows in prop::collection::vec(group_figure(), 1..12)) {
            let table = group_figures(&rows).expect("has rows");
            prop_assert_eq!(printed(&again(&table, Rows::group_figure)), printed(&rows));
        }

        /// Numbers of `output.json` and `sensitivity.json`.
        #[test]
        fn numbers_in_json_read_back_to_the_bit(numbers in prop::collection::vec(number(), 1..20)) {
            let text = serde_json::to_string(&numbers).expect("written");
            let read: Vec<f64> = serde_json::from_str(&text).expect("read");
            prop_assert_eq!(printed(&read), printed(&numbers));
        }
    }
}

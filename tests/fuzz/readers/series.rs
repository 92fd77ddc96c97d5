//! Tables of time series as text and as Parquet, in every combination of options, and hierarchies.

use crate::change::{Format, change};
use crate::dice::Dice;
use crate::hostile;
use crate::readers::{Answer, Reader, as_it_is, change_one};
use crate::seeds::{Files, Known, Seeds};
use std::path::Path;
use std::time::Duration;
use suranys_core::table::{Column, ResultTable};
use suranys_data::{
    Frequency, TidyError, TidyOptions, TidySeries, TidyStream, TidyTable, parquet_bytes,
    read_hierarchy, read_tidy,
};
use suranys_series::calibration::conformal::Calibration;
use suranys_series::forecast::forecast_many;
use suranys_series::preprocess::segment::segment;
use suranys_series::reconcile::hierarchy::Hierarchy;
use suranys_series::spec::{Bounds, ForecastSpec, ModelSelection};

pub fn readers() -> Vec<Reader> {
    vec![
        Reader {
            name: "series",
            through: &["read_tidy", "TidyStream::open"],
            inputs: 3_600,
            after: Duration::ZERO,
            base: texts,
            change: |files, dice| {
                one_of(files, dice);
                change_one(files, dice, |_| true);
            },
            finish: as_it_is,
            read: series,
        },
        Reader {
            name: "series as Parquet",
            through: &["read_tidy", "TidyStream::open"],
            inputs: 2_700,
            after: Duration::ZERO,
            base: |_| Files::from(["years", "quarters"].map(parquet)),
            change: |files, dice| {
                one_of(files, dice);
                for file in files.values_mut() {
                    *file = match dice.once_in(4) {
                        true => parquet_bytes(&columns(dice)).unwrap_or_default(),
                        false => change(Format::Parquet, file, dice),
                    };
                }
            },
            finish: as_it_is,
            read: series,
        },
        Reader {
            name: "hierarchy",
            through: &["read_hierarchy"],
            inputs: 1_300,
            after: Duration::ZERO,
            base: |_| {
                let text = "series_id,parent\na,all\nb,all\nc,b\nd,b\nall,\n";
                Files::from([("hierarchy.csv".to_owned(), text.into())])
            },
            change: |files, dice| change_one(files, dice, |_| true),
            finish: as_it_is,
            read: hierarchy,
        },
    ]
}

/// Leaves one file of several.
fn one_of(files: &mut Files, dice: &mut Dice) {
    let names: Vec<String> = files.keys().cloned().collect();
    if names.len() > 1 {
        let kept = dice.pick(&names).clone();
        files.retain(|name, _| *name == kept);
    }
}

fn rows(name: &str) -> Vec<[String; 5]> {
    let mut rows = Vec::new();
    for (id, level) in [("a", 10.0), ("b", 200.0), ("all", 210.0)] {
        for at in 0..14 {
            let period = match name {
                "years" => (2010 + at).to_string(),
                "quarters" => format!("{}Q{}", 2019 + at / 4, at % 4 + 1),
                "months" => format!("{}-{:02}", 2022 + at / 12, at % 12 + 1),
                "days" => format!("{}-{:02}-01", 2022 + at / 12, at % 12 + 1),
                _ => (at + 1).to_string(),
            };
            let value = match at {
                5 => String::new(),
                _ => (level + f64::from(at * at % 7)).to_string(),
            };
            let (status, link) = if at == 7 { ("B", "1.1") } else { ("A", "") };
            rows.push([id.to_owned(), period, value, status.to_owned(), link.to_owned()]);
        }
    }
    rows
}

const HEAD: [&str; 5] = ["series_id", "period", "value", "status", "link"];

fn texts(_: &Seeds) -> Files {
    let text = |name: &str, separator: &str| {
        let head = HEAD.join(separator);
        let rows: Vec<String> = rows(name).iter().map(|row| row.join(separator)).collect();
        format!("{head}\n{}\n", rows.join("\n")).into_bytes()
    };
    Files::from([
        ("years.csv".to_owned(), text("years", ",")),
        ("quarters.tsv".to_owned(), text("quarters", "\t")),
        ("months.csv".to_owned(), text("months", ";")),
        ("days.csv".to_owned(), text("days", ",")),
        ("counts.csv".to_owned(), text("counts", ",")),
    ])
}

/// A sound table as a file: its name and content.
pub fn parquet(name: &str) -> (String, Vec<u8>) {
    let rows = rows(name);
    let texts = |at: usize| Column::Text(rows.iter().map(|row| row[at].clone()).collect());
    let numbers = |at: usize| Column::Number(rows.iter().map(|row| row[at].parse().ok()).collect());
    let columns = HEAD
        .iter()
        .enumerate()
        .map(|(at, name)| ((*name).to_owned(), if at == 2 { numbers(at) } else { texts(at) }));
    let table = ResultTable { name: name.to_owned(), columns: columns.collect() };
    (format!("{name}.parquet"), parquet_bytes(&table).expect("Parquet"))
}

/// A table whose columns are sound Parquet, and hold anything.
fn columns(dice: &mut Dice) -> ResultTable {
    let height = [0, 1, 3, 20, 400][dice.below(5)];
    let mut columns = Vec::new();
    for name in HEAD {
        let name = if dice.once_in(12) { hostile::text(dice) } else { name.to_owned() };
        let column = match dice.below(4) {
            0 => Column::Integer(
                (0..height).map(|_| (!dice.once_in(8)).then(|| hostile::year(dice))).collect(),
            ),
            1 => Column::Number(
                (0..height).map(|_| (!dice.once_in(8)).then(|| hostile::number(dice))).collect(),
            ),
            2 => Column::Text((0..height).map(|at| (2000 + at).to_string()).collect()),
            _ => Column::Text((0..height).map(|_| hostile::text(dice)).collect()),
        };
        columns.push((name, column));
    }
    ResultTable { name: "table".to_owned(), columns }
}

fn options(dice: &mut Dice) -> TidyOptions {
    let usually = |column: &str, dice: &mut Dice| match dice.once_in(40) {
        true => dice.pick(&["", "parent", "status", "link"]).to_string(),
        false => column.to_owned(),
    };
    TidyOptions {
        id: usually("series_id", dice),
        time: usually("period", dice),
        value: usually("value", dice),
        status: dice.once_in(2).then(|| usually("status", dice)),
        link: dice.once_in(3).then(|| usually("link", dice)),
        reason: dice.once_in(3).then(|| usually("reason", dice)),
        encoding: match dice.below(6) {
            0 => Some("windows-1251".to_owned()),
            1 => Some("utf-8".to_owned()),
            2 => Some((*dice.pick(&["", "cp1251", "koi8-r", "UTF-16"])).to_owned()),
            _ => None,
        },
        frequency: match dice.below(10) {
            0 => Some(Frequency::Annual),
            1 => Some(Frequency::Quarterly),
            2 => Some(Frequency::Monthly),
            3 => Some(Frequency::Index),
            _ => None,
        },
        holes: dice.once_in(2),
    }
}

fn series(folder: &Path, _: &Known, dice: &mut Dice) -> Answer {
    let file =
        std::fs::read_dir(folder).expect("a folder").next().expect("a file").expect("a name");
    let options = options(dice);
    let read = read_tidy(&file.path(), &options);
    let mut streamed = Vec::new();
    let stream = TidyStream::open(&file.path(), &options).and_then(|stream| {
        stream.each(|one| -> Result<(), TidyError> {
            streamed.push(one);
            Ok(())
        })
    });
    match (read, stream) {
        (Ok(table), Ok(())) if same(&table.series, &streamed) => {
            if dice.once_in(12) {
                forecast(&table);
            }
            Answer::Accepted
        }
        (Ok(_), _) | (_, Ok(())) => {
            Answer::Broken("read whole and read as a stream are two things".to_owned())
        }
        (Err(TidyError::Findings(found)), Err(_)) => Answer::findings(&found),
        (Err(TidyError::CannotRun(_)), Err(_)) => Answer::Refused,
    }
}

fn same(whole: &[TidySeries], streamed: &[TidySeries]) -> bool {
    whole == streamed
}

/// Forecasts what was accepted, as far as it is short.
fn forecast(table: &TidyTable) {
    let values = |one: &TidySeries| {
        let all: Vec<f64> = one.values.iter().map(|v| v.unwrap_or(f64::NAN)).collect();
        let breaks: Vec<_> = one.breaks.iter().map(|b| (b.at, b.link)).collect();
        segment(&all, &breaks).0
    };
    let short = |values: &Vec<f64>| values.len() <= 40;
    let panel: Vec<Vec<f64>> = table.series.iter().map(values).filter(short).take(3).collect();
    let spec = ForecastSpec {
        season: table.season,
        horizon: 2,
        selection: ModelSelection::Combination,
        bounds: Bounds::default(),
    };
    let calibration = Calibration::train(&panel, &spec);
    let _ = forecast_many(&panel, &spec, &[0.8], &calibration);
}

fn hierarchy(folder: &Path, _: &Known, dice: &mut Dice) -> Answer {
    let names = ["a", "b", "c", "d", "all", "_T", "0"];
    let encoding = dice.pick(&[None, Some("utf-8"), Some("windows-1251")]);
    match read_hierarchy(&folder.join("hierarchy.csv"), &names, *encoding, dice.once_in(2)) {
        Ok(links) => {
            let pairs: Vec<_> = links.links.iter().map(|link| (link.part, link.whole)).collect();
            match Hierarchy::new(names.len() + links.sums.len(), &pairs) {
                Ok(_) => Answer::Accepted,
                Err(_) => Answer::Refused,
            }
        }
        Err(TidyError::Findings(found)) => Answer::findings(&found),
        Err(TidyError::CannotRun(_)) => Answer::Refused,
    }
}

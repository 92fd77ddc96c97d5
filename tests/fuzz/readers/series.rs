//! Tables of time series as text and as Parquet, in every combination of options, and hierarchies.

use crate::change::{Format, bytes, change};
use crate::dice::Dice;
use crate::hostile;
use crate::readers::panel::one_part;
use crate::readers::{Answer, Reader, as_it_is, change_one};
use crate::seeds::{Files, Known, Seeds};
use crate::workbook::workbook;
use std::path::Path;
use std::time::Duration;
use suranys_core::table::{Column, ResultTable};
use suranys_data::{
    Frequency, TidyError, TidyOptions, TidySeries, TidyStream, TidyTable, layout_names,
    parquet_bytes, read_hierarchy, read_layout, read_tidy,
};
use suranys_series::reconcile::Hierarchy;
use suranys_series::{Forecaster, Level, segment};

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
            name: "official layouts",
            through: &["read_layout", "read_tidy", "TidyStream::open"],
            inputs: 2_700,
            after: Duration::ZERO,
            base: layouts,
            change: change_layout,
            finish: as_it_is,
            read: layout,
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
        id: vec![usually("series_id", dice)],
        time: vec![usually("period", dice)],
        value: Some(usually("value", dice)),
        status: dice.once_in(2).then(|| usually("status", dice)),
        link: dice.once_in(3).then(|| usually("link", dice)),
        reason: dice.once_in(3).then(|| usually("reason", dice)),
        encoding: match dice.below(6) {
            0 => Some("windows-1251".to_owned()),
            1 => Some("utf-8".to_owned()),
            2 => Some(
                (*dice.pick(&["", "cp1251", "koi8-r", "UTF-16", "ibm866", "shift_jis"])).to_owned(),
            ),
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
        ..said(dice)
    }
}

/// What a user may say of any file.
fn said(dice: &mut Dice) -> TidyOptions {
    let mark = |dice: &mut Dice| {
        dice.once_in(8).then(|| *dice.pick(&['.', ',', ' ', '\'', 'x', '\u{a0}']))
    };
    TidyOptions {
        decimal: mark(dice),
        thousands: mark(dice),
        missing: if dice.once_in(6) {
            vec![hostile::text(dice), "x".to_owned()]
        } else {
            Vec::new()
        },
        ..TidyOptions::default()
    }
}

/// What a user may say of a file of an official layout.
pub fn official(dice: &mut Dice) -> TidyOptions {
    let columns = [
        "geo",
        "Country Code",
        "ref_area",
        "DATE",
        "TIME_PERIOD",
        "year",
        "period",
        "GEO",
        "",
        "регион",
    ];
    let some = |dice: &mut Dice, count: usize| -> Vec<String> {
        (0..count).map(|_| (*dice.pick(&columns)).to_owned()).collect()
    };
    let (ids, times) = (dice.below(3), dice.below(3));
    TidyOptions {
        layout: dice.once_in(4).then(|| (*dice.pick(&layout_names())).to_owned()),
        id: if dice.once_in(6) { some(dice, ids) } else { Vec::new() },
        time: if dice.once_in(8) { some(dice, times) } else { Vec::new() },
        value: dice.once_in(12).then(|| "OBS_VALUE".to_owned()),
        status: dice.once_in(12).then(|| "OBS_FLAG".to_owned()),
        sheet: dice.once_in(20).then(|| "Table".to_owned()),
        holes: dice.once_in(2),
        ..said(dice)
    }
}

/// Small files in the layouts of publishers.
fn layouts(_: &Seeds) -> Files {
    let years = |mark: &str| (2010..2018).map(|year| format!("{mark}{year}")).collect::<String>();
    let row = |mark: &str, by: i32| {
        (0..8).map(|n| format!("{mark}{}.5", n * by + 20)).collect::<String>()
    };
    let world_bank = format!(
        "\"Data Source\",\"X\",\n\n\"Country Name\",\"Country Code\"{},\nA,AA{},\nB,BB{},\n",
        years(","),
        row(",", 1),
        row(",", 2)
    );
    let eurostat = format!(
        "freq,sex,geo\\TIME_PERIOD{}\nA,F,QA{} b\nA,M,QA{} :\n",
        years("\t"),
        row("\t", 1),
        row("\t", 3)
    );
    let office = "Занятость, тыс. человек;;;;\n;2021;;2022¹;\n;муж;жен;муж;жен\nА;1;2;3;4\nВсего;1 204,5;1,5;2,5;3,5\n\
                  Город;;;;\nРыба;3,1;-;…;2\n¹ Оценка;;;;\n";
    let long = |head: &str, one: &dyn Fn(i32) -> String| {
        format!("{head}\n{}", (0..14).map(|n| one(n) + "\n").collect::<String>())
    };
    let ilostat = long("ref_area,sex,time,obs_value,obs_status", &|n| {
        format!(
            "QA,{},{},{}.5,{}",
            ["F", "M"][n as usize % 2],
            2010 + n / 2,
            20 + n,
            if n == 4 { "M" } else { "" }
        )
    });
    let sdmx = long("REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT", &|n| {
        format!(
            "QA,{}-Q{},{}.5,{},3",
            2018 + n / 4,
            n % 4 + 1,
            20 + n,
            if n == 4 { "B" } else { "A" }
        )
    });
    let statcan = long("\"REF_DATE\",\"GEO\",\"SCALAR_ID\",\"VALUE\",\"STATUS\"", &|n| {
        format!("\"{}-{:02}\",\"L\",\"3\",\"{}\",\"\"", 2020 + n / 12, n % 12 + 1, 20 + n)
    });
    let bls = long("series_id\tyear\tperiod\tvalue\tfootnote_codes", &|n| {
        format!("X1  \t2020\tM{:02}\t  {}.5\t", n % 13 + 1, 20 + n)
    });
    let bls =
        bls.trim_end().rsplit_once('\n').map(|(all, _)| all.to_owned()).unwrap_or_default() + "\n";
    let labels = long("ref_area.label,time,obs_value,obs_status.label", &|n| {
        format!("Land,{},{}.5,{}", 2010 + n, 20 + n, if n == 4 { "Break in series" } else { "" })
    });
    let sdmx_of_eurostat = long("DATAFLOW,LAST UPDATE,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG", &|n| {
        format!("X,,QA,{},{}.5,{}", 2010 + n, 20 + n, if n == 4 { "b" } else { "" })
    });
    let fred =
        long("DATE,RATE", &|n| format!("{}-{:02}-01,{}.5", 2020 + n / 12, n % 12 + 1, 20 + n));
    let months = "Период;Всего;Мужчины\n2022 г.;;\nноябрь;15,5;8\nдекабрь;16,5;8,5\n2023 г.;17;9\nянварь;17,5;9\n\
                  февраль;18;9,5\n";
    let two = "год;месяц;занято\n2023;ноябрь;5\n2023;декабрь;6\n2024;1;8\n";
    let cells: [&[&str]; 4] = [
        &["Занятость, тыс."],
        &["", "2021", "", "2022"],
        &["", "муж", "жен", "муж"],
        &["Всего", "1", "2.5", "3"],
    ];
    Files::from([
        ("eurostat-sdmx.csv".to_owned(), sdmx_of_eurostat.into_bytes()),
        ("ilostat-labels.csv".to_owned(), labels.into_bytes()),
        ("world-bank.csv".to_owned(), world_bank.into_bytes()),
        ("eurostat.tsv".to_owned(), eurostat.into_bytes()),
        ("office.csv".to_owned(), office.into()),
        ("ilostat.csv".to_owned(), ilostat.into_bytes()),
        ("sdmx.csv".to_owned(), sdmx.into_bytes()),
        ("statcan.csv".to_owned(), statcan.into_bytes()),
        ("bls.tsv".to_owned(), bls.into_bytes()),
        ("fred.csv".to_owned(), fred.into_bytes()),
        ("months.csv".to_owned(), months.into()),
        ("two.csv".to_owned(), two.into()),
        ("book.xlsx".to_owned(), workbook(&cells, &["B2:C2"])),
    ])
}

/// Changes a file of an official layout, a workbook by its parts.
fn change_layout(files: &mut Files, dice: &mut Dice) {
    one_of(files, dice);
    for (name, file) in files.iter_mut() {
        *file = match name.ends_with(".xlsx") {
            false => change(Format::of(name), file, dice),
            true if dice.once_in(4) => bytes::change(file, dice),
            true => one_part(file, dice).unwrap_or_else(|| bytes::change(file, dice)),
        };
    }
}

/// A file of an official layout, as long rows and as series.
fn layout(folder: &Path, known: &Known, dice: &mut Dice) -> Answer {
    let options = official(dice);
    let files: Vec<_> = std::fs::read_dir(folder).expect("a folder").collect();
    for file in files {
        let file = file.expect("a name").path();
        if let Err(TidyError::Findings(found)) = read_layout(&file, &options)
            && !Answer::findings(&found).is_sound()
        {
            return Answer::findings(&found);
        }
    }
    read(folder, known, &options, dice)
}

fn series(folder: &Path, known: &Known, dice: &mut Dice) -> Answer {
    let options = options(dice);
    read(folder, known, &options, dice)
}

fn read(folder: &Path, _: &Known, options: &TidyOptions, dice: &mut Dice) -> Answer {
    let file =
        std::fs::read_dir(folder).expect("a folder").next().expect("a file").expect("a name");
    let read = read_tidy(&file.path(), options);
    let mut streamed = Vec::new();
    let stream = TidyStream::open(&file.path(), options).and_then(|stream| {
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
        let breaks: Vec<_> = one.breaks.iter().map(|b| (b.at, b.link)).collect();
        segment(&one.values, &breaks).0
    };
    let short = |values: &Vec<Option<f64>>| values.len() <= 40;
    let panel: Vec<Vec<Option<f64>>> =
        table.series.iter().map(values).filter(short).take(3).collect();
    let forecaster = Forecaster::new(2).season(table.season);
    let Ok(calibration) = forecaster.calibrate(&panel) else { return };
    let level = Level::percent(80.0).expect("a level");
    for fitted in forecaster.fit_many(&panel, &calibration).into_iter().flatten() {
        for (low, high) in fitted.forecast().interval(level) {
            assert!(low <= high, "{low} {high}");
        }
    }
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

//! Files in the layouts of publishers, as downloaded: read in one step, with what they say said.
//!
//! All figures are of the tests' own making: the shapes are those of the publishers' files.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use suranys_core::ObsStatus;
use suranys_data::{LongTable, TidyOptions, TidyTable, read_layout, read_tidy};
use suranys_tests::{suranys, text};

/// What a forecast with these arguments gives: the exit code, stdout and stderr.
fn forecast(name: &str, bytes: &[u8], more: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().expect("temporary folder");
    std::fs::write(folder.path().join(name), bytes).expect("written");
    let arguments = [&["series", "forecast", name, "--horizon", "2"], more].concat();
    let output = suranys!(folder.path(), &arguments);
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Names and periods of the first forecasts of each series of a file that is read in one step.
fn first(name: &str, bytes: &[u8], more: &[&str]) -> (Vec<(String, String)>, String) {
    let (code, out, said) = forecast(name, bytes, more);
    assert_eq!(code, Some(0), "{said}");
    let mut rows = csv::Reader::from_reader(out.as_bytes());
    let mut firsts: Vec<(String, String)> = Vec::new();
    for row in rows.records() {
        let row = row.expect("a row");
        if firsts.last().is_none_or(|(id, _)| *id != row[0]) {
            firsts.push((row[0].to_owned(), row[1].to_owned()));
        }
    }
    (firsts, said)
}

fn refused(name: &str, bytes: &[u8], more: &[&str]) -> String {
    let (code, out, said) = forecast(name, bytes, more);
    assert_eq!((code, out.as_str()), (Some(1), ""), "{said}");
    said
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(id, period)| ((*id).to_owned(), (*period).to_owned())).collect()
}

fn at<T>(name: &str, bytes: &[u8], read: impl Fn(&Path) -> T) -> T {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    read(&path)
}

fn tidy(name: &str, bytes: &[u8]) -> TidyTable {
    at(name, bytes, |path| read_tidy(path, &TidyOptions::default()).expect("no findings"))
}

fn long(name: &str, bytes: &[u8]) -> LongTable {
    at(name, bytes, |path| read_layout(path, &TidyOptions::default()).expect("no findings"))
}

/// Figures of a series by formula: no two alike, none of a publisher's.
fn figure(series: u32, step: u32) -> f64 {
    let (series, step) = (f64::from(series), f64::from(step));
    (30.0 + 11.0 * series + 1.5 * step + (step * 7.0 + series * 3.0) % 5.0).round() / 2.0
}

const WORLD_BANK: &str = "\u{feff}\"Data Source\",\"World Development Indicators\",\r\n\r\n\
    \"Last Updated Date\",\"2031-05-01\",\r\n\r\n";

/// Four rows before the header, years across, a comma at the end of each row, a country without a figure.
fn world_bank() -> String {
    let head: String = (2008..2020).map(|year| format!("\"{year}\",")).collect();
    let mut table = format!(
        "{WORLD_BANK}\"Country Name\",\"Country Code\",\"Indicator Name\",\"Indicator Code\",{head}\r\n"
    );
    for (n, (name, code)) in
        [("Atland, Rep.", "ATL"), ("Borland", "BOR"), ("Nowhere", "NOW")].into_iter().enumerate()
    {
        let cell = |step: u32| match (n, step) {
            (2, _) | (0, 0) => "\"\",".to_owned(),
            _ => format!("\"{}\",", figure(n as u32, step)),
        };
        let cells: String = (0..12).map(cell).collect();
        table.push_str(&format!("\"{name}\",\"{code}\",\"Made up (%)\",\"XX.MADE\",{cells}\r\n"));
    }
    table
}

#[test]
fn a_world_bank_table_is_read_as_downloaded() {
    let (firsts, said) = first("wb.csv", world_bank().as_bytes(), &[]);
    assert_eq!(firsts, pairs(&[("ATL", "2020"), ("BOR", "2020")]));
    assert!(said.contains("World Bank table (`--layout world-bank`): header in row 5"), "{said}");
    assert!(said.contains("no value was observed: 1 (NOW)"), "{said}");
    assert!(!said.contains("zero throughout"), "a series without a value is not zero: {said}");
    let (named, _) = first("wb.csv", world_bank().as_bytes(), &["--id", "Country Name"]);
    assert_eq!(named[0].0, "Atland, Rep.");
    let wrong = refused("wb.csv", world_bank().as_bytes(), &["--id", "Country Cod"]);
    assert!(wrong.contains("did you mean `Country Code`"), "{wrong}");
    // The data bank's own export: years in brackets, two dots for a missing figure, two rows below.
    let bank = "Country Name,Country Code,Series Name,Series Code,2015 [YR2015],2016 [YR2016],2017 [YR2017]\n\
        Atland,ATL,Made up,XX.A,1.5,2.5,..\nBorland,BOR,Made up,XX.A,4.5,3.5,5.5\n,,,,,,\n\
        Data from database: Made up,,,,,,\nLast Updated: 05/01/2031,,,,,,\n";
    let table = tidy("bank.csv", bank.as_bytes());
    let values: Vec<_> = table.series.iter().map(|one| one.values.clone()).collect();
    assert_eq!(values, [vec![Some(1.5), Some(2.5)], vec![Some(4.5), Some(3.5), Some(5.5)]]);
}

/// A key of several dimensions in the first column, flags behind figures, `:` for a missing one; the same
/// figures with one row for each.
#[test]
fn eurostat_tables_are_read_with_their_flags() {
    let years = 2012..2024_u32;
    let head: String = years.clone().map(|year| format!("\t{year} ")).collect();
    let mut wide = format!("freq,unit,sex,geo\\TIME_PERIOD{head}\n");
    let mut rows =
        "DATAFLOW,LAST UPDATE,freq,unit,sex,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n".to_owned();
    for (n, (sex, geo)) in [("F", "QA"), ("F", "QB"), ("M", "QA")].into_iter().enumerate() {
        wide.push_str(&format!("A,PC,{sex},{geo}"));
        for (step, year) in (0..).zip(years.clone()) {
            let flag = match (n, step) {
                (0, 5) => "bu",
                (1, 3) => "b",
                (_, 8) => "d",
                (2, 10) => "ep",
                _ => "",
            };
            let value = if (n, step) == (2, 2) {
                ":".to_owned()
            } else {
                figure(n as u32, step).to_string()
            };
            wide.push_str(&format!("\t{value} {flag}"));
            let value = value.trim_end_matches(':');
            rows.push_str(&format!(
                "ESTAT:X(1.0),31/12/30,A,PC,{sex},{geo},{year},{value},{flag}\n"
            ));
        }
        wide.push('\n');
    }
    let (of_wide, of_rows) = (tidy("x.tsv", wide.as_bytes()), tidy("x.csv", rows.as_bytes()));
    let bare = |table: &TidyTable| -> Vec<_> {
        let one = |s: &suranys_data::TidySeries| (s.id.clone(), s.values.clone(), s.breaks.clone());
        table.series.iter().map(one).collect()
    };
    assert_eq!(bare(&of_wide), bare(&of_rows));
    let ids: Vec<&str> = of_wide.series.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["F/QA", "F/QB", "M/QA"], "what is the same in all rows names no series");
    let breaks: Vec<Vec<usize>> =
        of_wide.series.iter().map(|one| one.breaks.iter().map(|b| b.at).collect()).collect();
    assert_eq!(breaks, [vec![5], vec![3], vec![]]);
    assert_eq!(of_wide.series[2].values[2], None);
    let table = long("x.tsv", wide.as_bytes());
    assert_eq!(table.keys, ["sex", "geo"]);
    assert_eq!(table.rows[34].status, Some(ObsStatus::Estimated), "of `e` and `p` the worse");
    let (_, said) = first("x.tsv", wide.as_bytes(), &[]);
    assert!(said.contains("2 series begin anew at a break"), "{said}");
    assert!(said.contains("not as zeros: `:` (1)"), "{said}");
    let (_, said) = first("x.csv", rows.as_bytes(), &[]);
    assert!(said.contains("`--layout eurostat-csv`"), "{said}");
    let unknown = wide.replacen(" bu", " b?", 1);
    assert!(refused("x.tsv", unknown.as_bytes(), &[]).contains("x.tsv:2:2017"));
}

/// Compound names of series, a status of a figure from a model, years that go back.
#[test]
fn an_ilostat_table_is_read_and_m_is_a_modelled_figure() {
    let mut table = "ref_area,source,indicator,sex,classif1,time,obs_value,obs_status,note_classif,note_source\n"
        .to_owned();
    for (n, (area, sex)) in
        [("QAA", "SEX_M"), ("QAA", "SEX_F"), ("QBB", "SEX_F")].into_iter().enumerate()
    {
        for step in (0..10).rev() {
            let status = match (n, step) {
                (_, 9) => "M",
                (2, 4) => "B",
                _ => "",
            };
            let (value, year) = (figure(n as u32, step), 2010 + step);
            table.push_str(&format!(
                "{area},XA:1,EMP_X,{sex},AGE_T,{year},{value},{status},,R1:{step}\n"
            ));
        }
    }
    let (firsts, said) = first("ilo.csv", table.as_bytes(), &[]);
    assert_eq!(
        firsts,
        pairs(&[("QAA/SEX_M", "2020"), ("QAA/SEX_F", "2020"), ("QBB/SEX_F", "2020")])
    );
    assert!(said.contains("`--layout ilostat`") && said.contains("1 series begin anew"), "{said}");
    let rows = long("ilo.csv", table.as_bytes());
    assert_eq!(
        (rows.rows[0].status, rows.rows[0].value),
        (Some(ObsStatus::Estimated), Some(figure(0, 9)))
    );
    assert_eq!(rows.rows[0].footnotes.len(), 1);
    let (by_two, _) = first("ilo.csv", table.as_bytes(), &["--id", "sex", "--id", "ref_area"]);
    assert_eq!(by_two[0].0, "SEX_M/QAA");
}

#[test]
fn sdmx_csv_is_read_with_statuses_and_multipliers() {
    let table = |second: &str| {
        let mut table = "DATAFLOW,FREQ,REF_AREA,Reference area,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT,DECIMALS\n"
            .to_owned();
        for (n, (area, name)) in [("QA", "Atland"), ("QB", "Borland")].into_iter().enumerate() {
            for step in 0..12 {
                let (year, quarter) = (2018 + step / 4, step % 4 + 1);
                let status = if (n, step) == (1, 4) { "B" } else { "A" };
                let multiplier = if n == 1 && step > 7 { second } else { "3" };
                let value = figure(n as u32, step);
                table.push_str(&format!(
                    "X:Y(1),Q,{area},{name},_T,{year}-Q{quarter},{value},{status},{multiplier},1\n"
                ));
            }
        }
        table
    };
    let (firsts, said) = first("s.csv", table("3").as_bytes(), &[]);
    assert_eq!(firsts, pairs(&[("QA", "2021Q1"), ("QB", "2021Q1")]), "names follow from codes");
    assert!(said.contains("`--layout sdmx-csv`") && said.contains("units of 10^3"), "{said}");
    // Within a series all values are of one unit, whatever the file has.
    let mixed = tidy("s.csv", table("0").as_bytes());
    assert_eq!(mixed.series[0].values[0], Some(figure(0, 0) * 1000.0));
    assert_eq!(mixed.series[1].values[11], Some(figure(1, 11)));
    assert!(mixed.notes.iter().any(|note| note.contains("differ within a series (`QB`, row 22)")));
    // The least number of 32 bits has no positive counterpart; it is no multiplier.
    let least = long("s.csv", table("-2147483648").as_bytes());
    assert_eq!(least.rows[23].multiplier, 0);
    let missing = table("3").replacen(",A,3,1", ",M,3,1", 1);
    assert!(refused("s.csv", missing.as_bytes(), &[]).contains("s.csv:2:OBS_VALUE"));
}

#[test]
fn a_statistics_canada_table_is_read_as_downloaded() {
    let mut table = "\u{feff}\"REF_DATE\",\"GEO\",\"DGUID\",\"Sector\",\"UOM\",\"UOM_ID\",\"SCALAR_FACTOR\",\
        \"SCALAR_ID\",\"VECTOR\",\"COORDINATE\",\"VALUE\",\"STATUS\",\"SYMBOL\",\"TERMINATED\",\"DECIMALS\"\r\n"
        .to_owned();
    for step in 0..20 {
        for (n, sector) in ["Making [31]", "Selling [44]"].into_iter().enumerate() {
            let (year, month) = (2019 + step / 12, step % 12 + 1);
            let (value, status) = match (n, step) {
                (0, 3) => (String::new(), ".."),
                _ => (figure(n as u32, step).to_string(), if step == 5 { "E" } else { "" }),
            };
            table.push_str(&format!(
                "\"{year}-{month:02}\",\"Land\",\"2031A1\",\"{sector}\",\"Persons\",\"249\",\"thousands\",\"3\",\
                 \"v{n}\",\"1.{n}\",\"{value}\",\"{status}\",\"\",\"\",\"1\"\r\n"
            ));
        }
    }
    let (firsts, said) = first("c.csv", table.as_bytes(), &[]);
    assert_eq!(firsts, pairs(&[("Making [31]", "2020-09"), ("Selling [44]", "2020-09")]));
    assert!(said.contains("`--layout statcan`") && said.contains("10^3"), "{said}");
    let (vectors, _) = first(
        "c.csv",
        table.as_bytes(),
        &["--id", "VECTOR", "--time", "REF_DATE", "--value", "VALUE"],
    );
    assert_eq!(vectors[1].0, "v1");
}

/// Year and month in two columns, padded, with the average of each year.
#[test]
fn a_bls_file_is_read_and_averages_of_years_are_left_out() {
    let mut table = "series_id        \tyear\tperiod\t       value\tfootnote_codes\r\n".to_owned();
    for (n, id) in ["XXS01", "XXS02"].into_iter().enumerate() {
        for step in 0..36 {
            let (year, month) = (2020 + step / 12, step % 12 + 1);
            table.push_str(&format!(
                "{id}      \t{year}\tM{month:02}\t   {}\t\r\n",
                figure(n as u32, step)
            ));
            if month == 12 {
                table.push_str(&format!("{id}      \t{year}\tM13\t   1.0\t\r\n"));
            }
        }
    }
    for more in [&[][..], &["--time", "year"], &["--time", "year", "--time", "period"]] {
        let (firsts, said) = first("b.txt", table.as_bytes(), more);
        assert_eq!(firsts, pairs(&[("XXS01", "2023-01"), ("XXS02", "2023-01")]));
        assert!(said.contains("6 rows hold the figure of a whole year"), "{said}");
    }
    // A column of months by a name that nobody knows is no key without a word.
    let rows = (0..48).map(|n| format!("a,{},{},{}\n", 2020 + n / 12, n % 12 + 1, figure(1, n)));
    let table = format!("series_id,year,maand,value\n{}", rows.collect::<String>());
    let (firsts, said) = first("m.csv", table.as_bytes(), &[]);
    assert_eq!(firsts.len(), 12);
    assert!(said.contains("`--time year --time maand`"), "{said}");
    let (firsts, _) = first("m.csv", table.as_bytes(), &["--time", "year", "--time", "maand"]);
    assert_eq!(firsts, pairs(&[("m", "2024-01")]));
    for (month, header) in [("mon", "year"), ("мес", "год")] {
        let table = table.replace("maand", month).replace("year", header);
        assert_eq!(first("m.csv", table.as_bytes(), &[]).0.len(), 1, "{month}");
    }
    let joined: String = std::iter::once("series_id,period,value\n".to_owned())
        .chain((1..=13).map(|month| format!("a,2020M{month:02},{month}\n")))
        .collect();
    assert_eq!(tidy("j.csv", joined.as_bytes()).series[0].values.len(), 12);
}

/// Two columns, or a column for each series, the first of them days.
#[test]
fn a_fred_file_is_one_series_named_by_its_column() {
    let one: String = std::iter::once("DATE,XRATE\n".to_owned())
        .chain((0..14).map(|step| {
            let value = if step == 10 { ".".to_owned() } else { figure(1, step).to_string() };
            format!("{}-{:02}-01,{value}\n", 2021 + step / 12, step % 12 + 1)
        }))
        .collect();
    let (firsts, _) = first("f.csv", one.as_bytes(), &[]);
    assert_eq!(firsts, pairs(&[("XRATE", "2022-03")]));
    let two: String = std::iter::once("observation_date,XRATE,YRATE\n".to_owned())
        .chain((0..9).map(|n| format!("{}-01-01,{},{}\n", 2011 + n, figure(1, n), figure(2, n))))
        .collect();
    let (firsts, said) = first("f.csv", two.as_bytes(), &[]);
    assert_eq!(firsts, pairs(&[("XRATE", "2020"), ("YRATE", "2020")]));
    assert!(said.contains("`--layout down`"), "{said}");
    let (_, _, twice) =
        forecast("f.csv", one.as_bytes(), &["--id", "DATE", "--time", "DATE", "--value", "XRATE"]);
    assert!(twice.contains("leave `--id` out") || twice.contains("leave\n"), "{twice}");
    let named = one.replace("XRATE", "value");
    assert_eq!(first("rate.csv", named.as_bytes(), &[]).0[0].0, "rate", "named after the file");
}

/// A title with the unit, two rows of header with merged years, a row that numbers columns, marks of footnotes,
/// decimal commas, blanks between thousands, a dash and dots for missing figures: as text and as a workbook.
fn statistical() -> Vec<Vec<&'static str>> {
    vec![
        vec!["Численность занятых, тыс. человек", "", "", "", "", "", ""],
        vec!["", "2021", "", "2022", "", "2023¹⁾", ""],
        vec!["", "мужчины", "женщины", "мужчины", "женщины", "мужчины", "женщины"],
        vec!["А", "1", "2", "3", "4", "5", "6"],
        vec!["Всего", "1 204,5", "1 100,2", "1 210,1", "1 104,9", "1 220,4", "1 111,3"],
        vec!["Рыболовство", "3,1", "-", "3,4", "0,2", "3,3", "…"],
        vec!["", "", "", "", "", "", ""],
        vec!["¹⁾ Предварительные данные", "", "", "", "", "", ""],
    ]
}

fn of_statistical(table: &LongTable) -> BTreeMap<(String, String), Option<f64>> {
    table.rows.iter().map(|row| ((table.id(row), row.period.clone()), row.value)).collect()
}

/// Expected: the cells above, by hand.
#[test]
fn tables_of_statistical_offices_are_read_with_two_rows_of_header() {
    let rows = statistical();
    let csv: String = rows.iter().map(|row| row.join(";") + "\r\n").collect();
    let of_csv = long("t.csv", csv.as_bytes());
    let cells = of_statistical(&of_csv);
    let value = |id: &str, period: &str| cells[&(id.to_owned(), period.to_owned())];
    assert_eq!(cells.len(), 12);
    assert_eq!(value("Всего/мужчины", "2021"), Some(1204.5));
    assert_eq!(value("Всего/женщины", "2023"), Some(1111.3));
    assert_eq!(value("Рыболовство/женщины", "2021"), None, "a dash is not a zero");
    assert_eq!(value("Рыболовство/женщины", "2023"), None);
    assert!(of_csv.rows.iter().all(|row| row.multiplier == 3));
    let noted = of_csv.rows.iter().filter(|row| !row.footnotes.is_empty());
    let noted: Vec<&str> = noted.map(|row| row.period.as_str()).collect();
    assert_eq!(noted, ["2023"; 4]);
    assert_eq!(&*of_csv.rows[4].footnotes[0], "Предварительные данные");
    let tabs: String = rows.iter().map(|row| row.join("\t") + "\n").collect();
    assert_eq!(of_statistical(&long("t.tsv", tabs.as_bytes())), cells);
    let numbers: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| cell.to_string()).collect()).collect();
    let sheet: Vec<Vec<String>> = numbers
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let number = |cell: &String| match at {
                4 | 5 => cell.replace(' ', "").replace(',', "."),
                _ => cell.clone(),
            };
            row.iter().map(number).collect()
        })
        .collect();
    let sheet: Vec<Vec<&str>> =
        sheet.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let sheet: Vec<&[&str]> = sheet.iter().map(Vec::as_slice).collect();
    let book = crate::workbook::workbook(&sheet, &["A1:G1", "A2:A3", "B2:C2", "D2:E2", "F2:G2"]);
    let of_book = long("t.xlsx", &book);
    assert_eq!(of_statistical(&of_book), cells);
    let (firsts, said) = first("t.xlsx", &book, &["--model", "naive"]);
    assert_eq!(firsts[0], ("Всего/мужчины".to_owned(), "2024".to_owned()));
    assert!(said.contains("sheet `Table`") && said.contains("10^3"), "{said}");
    let none = refused("t.xlsx", &book, &["--sheet", "Лист"]);
    assert!(none.contains("`Table`"), "{none}");
}

/// Months below years, groups whose rows have the same labels, and years down.
#[test]
fn headers_groups_and_columns_of_such_tables_are_keys() {
    let months =
        "Безработные, человек\n;2022;;2023;\n;ноябрь;декабрь;январь;февраль\nВсего;15;16;17;18\n";
    let table = tidy("m.csv", months.as_bytes());
    assert_eq!(table.series[0].first.to_string(), "2022-11");
    assert_eq!(table.series[0].values, [15.0, 16.0, 17.0, 18.0].map(Some));
    let groups = "Занятые;2019;2020;2021\nГород;;;\nмужчины;5,5;6;7\nженщины;4;5;6\nСело;;;\n\
                  мужчины;3;2;1,5\nженщины;2;2;1\n";
    let table = tidy("g.csv", groups.as_bytes());
    let ids: Vec<&str> = table.series.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["Город/мужчины", "Город/женщины", "Село/мужчины", "Село/женщины"]);
    let down = "Год,Всего,Сельское хозяйство\n2019 г.,\"8 780,8\",\"1 183,2\"\n2020 г.,\"8 732,0\",…\n\
                2021 г.,\"8 807,1\",\"1 090,7\"\n";
    let table = tidy("d.csv", down.as_bytes());
    assert_eq!(table.series[1].values, [Some(1183.2), None, Some(1090.7)]);
    let columns = "регион;год;месяц;занято\nСевер;2023;ноябрь;5\nСевер;2023;декабрь;6\nСевер;2024;январь;8\n\
                   Юг;2023;ноябрь;3\nЮг;2023;декабрь;2\nЮг;2024;январь;4\n";
    let table = tidy("c.csv", columns.as_bytes());
    assert_eq!(table.series[1].first.to_string(), "2023-11");
    assert_eq!(table.series[1].values, [3.0, 2.0, 4.0].map(Some));
}

/// The unit at the right above the last column, months under rows with the year, year and month in two columns of a
/// table whose value no one has a name for.
#[test]
fn other_shapes_of_such_tables_are_read_too() {
    let right: [&[&str]; 6] = [
        &["Занятые", "", "", ""],
        &["", "", "", "тысяч человек"],
        &["", "2021", "2022", "2023*"],
        &["Всего", "1204.5", "1210.1", "1220.4"],
        &["Рыбаки", "1204", "1210", "1220"],
        &["* предварительно", "", "", ""],
    ];
    let table = long("r.xlsx", &crate::workbook::workbook(&right, &["A1:D1"]));
    let ids: Vec<String> = table.rows.iter().map(|row| table.id(row)).collect();
    assert_eq!(ids, ["Всего", "Всего", "Всего", "Рыбаки", "Рыбаки", "Рыбаки"]);
    assert!(table.rows.iter().all(|row| row.multiplier == 3) && table.scaled);
    let months = "Период;Всего;Мужчины\n2022 г.;;\nноябрь;15,5;8\nдекабрь;16,5;8,5\n2023 г.;17;9\nянварь;17,5;9\n\
                  февраль;18;9,5\n";
    let table = tidy("m.csv", months.as_bytes());
    assert_eq!(table.series[0].first.to_string(), "2022-11");
    assert_eq!(table.series[0].values, [15.5, 16.5, 17.5, 18.0].map(Some));
    let (_, said) = first("m.csv", months.as_bytes(), &["--model", "naive"]);
    assert!(said.contains("1 rows hold the figure of a whole year"), "{said}");
    let two: [&[&str]; 5] = [
        &["Год", "Месяц", "Занято"],
        &["2023", "11", "10.5"],
        &["2023", "12", "11"],
        &["2024", "1", "12"],
        &["2024", "2", "13"],
    ];
    let table = tidy("t.xlsx", &crate::workbook::workbook(&two, &[]));
    assert_eq!((table.series.len(), table.series[0].first.to_string().as_str()), (1, "2023-11"));
    assert_eq!(table.series[0].values, [10.5, 11.0, 12.0, 13.0].map(Some));
}

/// What spreadsheets and people make of periods; what is no period is named once for its column.
#[test]
fn periods_are_read_or_named_for_what_they_are() {
    let of = |periods: &[&str]| -> Vec<u8> {
        let rows = periods.iter().enumerate().map(|(n, period)| format!("a,{period},{}\n", n + 5));
        format!("series_id,period,value\n{}", rows.collect::<String>()).into_bytes()
    };
    for (periods, next) in [
        (["2020.0", "2021.0", "2022.0"], "2023"),
        (["31.12.2020", "31.12.2021", "31.12.2022"], "2023"),
        (["2022-S1", "2022-S2", "2023-S1"], "2023-S2"),
        (["2022-01-01", "2022-07-01", "2023-01-01"], "2023-S2"),
        // Days by `date -d`: the first of January, February and March of 2024.
        (["45292", "45323", "45352"], "2024-04"),
        (["2024-01-01T00:00:00", "2024-02-01T00:00:00", "2024-03-01T00:00:00"], "2024-04"),
        (["янв 2024", "фев 2024", "мар 2024"], "2024-04"),
        (["I кв. 2024", "II кв. 2024", "III кв. 2024"], "2024Q4"),
    ] {
        let table = tidy("p.csv", &of(&periods));
        assert_eq!(table.series[0].first.plus(3).to_string(), next, "{periods:?}");
        assert_eq!(table.series[0].values.len(), 3, "{periods:?}");
    }
    let weeks: Vec<String> = (1..30).map(|week| format!("2024-W{week:02}")).collect();
    let weeks: Vec<&str> = weeks.iter().map(String::as_str).collect();
    let mondays = ["2024-01-01", "2024-01-08", "2024-01-15", "2024-01-22", "2024-01-29"];
    let spans = ["2006_2008", "2007_2009", "2008_2010"];
    let days = ["2024-03-05", "2024-03-06", "2024-03-09"];
    for (periods, word) in [
        (&weeks[..], "weeks are not forecast"),
        (&mondays, "weeks are not forecast"),
        (&spans, "several years or months in one"),
        (&days, "days are not forecast"),
        (&["3/4/2024", "5/6/2024"], "may be the first number or the second"),
    ] {
        let said = refused("p.csv", &of(periods), &[]);
        assert!(said.contains(word) && said.contains("1 finding;"), "{said}");
        assert!(said.contains(&format!("; {} such, rows 2, 3", periods.len())), "{said}");
        assert!(!said.contains("--allow-holes"), "{said}");
    }
}

/// Three digits behind one mark are thousands or decimals: no one is guessed, and each can be said.
#[test]
fn numbers_that_can_be_read_in_two_ways_are_asked_about() {
    let of = |separator: &str, values: [&str; 4]| -> Vec<u8> {
        let rows = values.iter().enumerate();
        let rows = rows.map(|(n, value)| format!("a{separator}{}{separator}{value}\n", 2020 + n));
        format!("series_id{separator}period{separator}value\n{}", rows.collect::<String>())
            .into_bytes()
    };
    let point = |bytes: &[u8], more: &[&str]| -> f64 {
        let (code, out, said) = forecast("n.csv", bytes, &[more, &["--model", "naive"]].concat());
        assert_eq!(code, Some(0), "{said}");
        out.lines().nth(1).and_then(|row| row.split(',').nth(3)).unwrap().parse().expect("a number")
    };
    let commas = of(",", ["\"21,345\"", "\"21,410\"", "\"21,398\"", "\"21,502\""]);
    let points = of(";", ["21.345", "21.410", "21.398", "21.502"]);
    for (bytes, mark) in [(&commas, ","), (&points, ".")] {
        let said = refused("n.csv", bytes, &[]);
        assert!(said.contains("21345 or 21.345") && said.contains("all 4 numbers"), "{said}");
        assert!(said.contains(&format!("`--thousands {mark}`")), "{said}");
        assert!(said.contains(&format!("`--decimal {mark}`")), "{said}");
        assert!((point(bytes, &["--thousands", mark]) - 21502.0).abs() < 1e-9);
        assert!((point(bytes, &["--decimal", mark]) - 21.502).abs() < 1e-9);
    }
    for values in [
        ["21'345", "21'410", "21'398", "21'502"],
        ["21 345", "21\u{a0}410", "21398", "21\u{202f}502"],
    ] {
        assert!((point(&of(";", values), &[]) - 21502.0).abs() < 1e-9, "{values:?}");
    }
    assert!((point(&of(";", ["21,5", "22,345", "20", "21,502"]), &[]) - 21.502).abs() < 1e-9);
    assert!((point(&of(";", ["1.021,5", "1.022,34", "990", "21,502"]), &[]) - 21.502).abs() < 1e-9);
    let numbers = of(";", ["21,345", "21,410", "21,398", "21,502"]);
    let said = refused("n.csv", &numbers, &["--thousands", ",", "--decimal", ","]);
    assert!(said.contains("can't be both"), "{said}");
    assert!(refused("n.csv", &numbers, &["--thousands", "x"]).contains("no mark of a number"));
    // Where fields are parted by commas a point is that of decimals; that it need not be is noted.
    let (_, _, said) = forecast("n.csv", &of(",", ["21.345", "21.410", "21.398", "21.502"]), &[]);
    assert!(said.contains("`--thousands .`"), "{said}");
    let (_, _, said) = forecast("n.csv", &of(",", ["21.345", "21.41", "21.398", "21.502"]), &[]);
    assert!(!said.contains("--thousands"), "{said}");
}

/// By `encoding_rs`; the name is that of a made-up town.
#[test]
fn encodings_are_recognised_and_named() {
    let mut table = "series_id,period,value\n".to_owned();
    (0..6).for_each(|n| table.push_str(&format!("Каменка,{},{}\n", 2018 + n, figure(1, n))));
    for (label, name) in [
        ("windows-1251", "windows-1251"),
        ("koi8-r", "koi8-r"),
        ("ibm866", "ibm866"),
        ("utf-16le", "UTF-16LE"),
    ] {
        let bytes = match label {
            "utf-16le" => [0xFF, 0xFE]
                .into_iter()
                .chain(table.encode_utf16().flat_map(u16::to_le_bytes))
                .collect(),
            _ => one_byte(&table, label),
        };
        let (firsts, said) = first("e.csv", &bytes, &[]);
        assert_eq!(firsts, pairs(&[("Каменка", "2024")]), "{label}");
        assert!(said.contains(&format!("read as {name}")), "{said}");
        let named = if label == "utf-16le" { "utf-16" } else { label };
        let (firsts, said) = first("e.csv", &bytes, &["--encoding", named]);
        assert_eq!(firsts, pairs(&[("Каменка", "2024")]), "{label}");
        assert!(!said.contains("read as"), "{said}");
    }
    // A name that makes no words is taken at its word, and doubted.
    for (bytes, named, meant) in [
        (one_byte(&table, "koi8-r"), "windows-1251", "koi8-r"),
        (one_byte(&table, "windows-1251"), "koi8-r", "windows-1251"),
        (table.clone().into_bytes(), "windows-1251", "utf-8"),
    ] {
        let (_, said) = first("e.csv", &bytes, &["--encoding", named]);
        assert!(said.contains(&format!("(`--encoding {meant}`)")), "{said}");
    }
    // "Côte" in Windows-1252 makes no word in any Cyrillic encoding.
    let latin = [&b"series_id,period,value\nC\xF4te,2020,1\n"[..], b"C\xF4te,2021,2\n"].concat();
    let said = refused("e.csv", &latin, &[]);
    assert!(said.contains("--encoding") && !said.contains("Cф"), "{said}");
    assert_eq!(first("e.csv", &latin, &["--encoding", "windows-1252"]).0[0].0, "Côte");
}

/// Bytes of a text of ASCII and the letters of «Каменка» in an encoding, by the code tables of Unicode's
/// mappings CP1251.TXT, KOI8-R.TXT and CP866.TXT.
fn one_byte(text: &str, label: &str) -> Vec<u8> {
    let table: &[(char, [u8; 3])] = &[
        ('К', [0xCA, 0xEB, 0x8A]),
        ('а', [0xE0, 0xC1, 0xA0]),
        ('м', [0xEC, 0xCD, 0xAC]),
        ('е', [0xE5, 0xC5, 0xA5]),
        ('н', [0xED, 0xCE, 0xAD]),
        ('к', [0xEA, 0xCB, 0xAA]),
    ];
    let place = ["windows-1251", "koi8-r", "ibm866"].iter().position(|one| *one == label).unwrap();
    let byte = |c: char| match table.iter().find(|(letter, _)| *letter == c) {
        Some((_, bytes)) => bytes[place],
        None => u8::try_from(c).expect("ASCII"),
    };
    text.chars().map(byte).collect()
}

#[test]
fn a_file_says_what_it_is_where_it_can_not_be_read() {
    let (code, _, said) = {
        let folder = tempfile::tempdir().expect("temporary folder");
        let output = suranys!(folder.path(), &["series", "forecast", "none.csv", "--horizon", "1"]);
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    assert_eq!(code, Some(2));
    assert!(said.contains("there is no file `none.csv`"), "{said}");
    let said = refused("x.csv", b"a,b,c\n1,x,y\n2,z,w\n", &[]);
    assert!(said.contains("no layout is recognised") && said.contains("a, b, c"), "{said}");
    let said = refused("x.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more", &[]);
    assert!(said.contains("Excel 97 to 2003"), "{said}");
    let said = refused("wb.csv", world_bank().as_bytes(), &["--layout", "bls"]);
    assert!(said.contains("not of the layout `bls`"), "{said}");
    let (code, _, said) = forecast("wb.csv", world_bank().as_bytes(), &["--layout", "excel"]);
    assert!(code == Some(2) && said.contains("world-bank"), "{said}");
    let empty = [
        b"series_id,period,value\n".to_vec(),
        (0..900).flat_map(|n| format!("s{n},2001,x\n").into_bytes()).collect(),
    ]
    .concat();
    let said = refused("x.csv", &empty, &[]);
    assert!(said.contains("900 such, rows 2, 3, 4, ...") && said.contains("1 finding;"), "{said}");
    // Rows that differ in a column that is not read: none is to be thrown away.
    let years = "series_id,period,value,sex\na,2001,1,f\na,2001,2,m\na,2002,1,f\na,2002,2,m\n";
    let said = refused("x.csv", years.as_bytes(), &[]);
    assert!(said.contains("not yet used: sex") && !said.contains("keep one"), "{said}");
    let (firsts, _) = first("x.csv", years.as_bytes(), &["--id", "series_id", "--id", "sex"]);
    assert_eq!(firsts[1].0, "a/m");
}

#[test]
fn a_table_comes_through_the_standard_input() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"));
    command.args(["series", "forecast", "-", "--horizon", "1"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("starts");
    child.stdin.take().expect("stdin").write_all(world_bank().as_bytes()).expect("written");
    let output = child.wait_with_output().expect("ends");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("ATL,2020,"));
}

/// A line of Excel's that says what parts the fields is none of the table.
#[test]
fn a_line_that_names_the_separator_is_passed_over() {
    let table = "\u{feff}sep=;\r\nseries_id;period;value\r\na;2020;1,5\r\na;2021;x\r\n";
    assert!(refused("s.csv", table.as_bytes(), &[]).contains("s.csv:4:value"));
    let sound = table.replace("2021;x", "2021;2,5");
    assert_eq!(tidy("s.csv", sound.as_bytes()).series[0].values, [Some(1.5), Some(2.5)]);
}

/// Columns named by hand take nothing from what a publisher's file says: its flags, its layout.
#[test]
fn a_publishers_file_stays_one_when_its_columns_are_named() {
    let mut table = "ref_area.label,time,obs_value,obs_status.label\n".to_owned();
    for year in 2008..2020_u32 {
        let flag = if year == 2014 { "Break in series" } else { "" };
        let level = if year < 2014 { 1000.0 } else { 10.0 };
        table.push_str(&format!("Atland,{year},{},{flag}\n", level + figure(0, year - 2008)));
    }
    let named = ["--id", "ref_area.label", "--time", "time", "--value", "obs_value"];
    let (code, out, said) = forecast("a.csv", table.as_bytes(), &named);
    assert!(said.contains("`--layout ilostat`"), "{said}");
    assert_eq!(code, Some(0), "{said}");
    // After the break the level is tens, and forecasts stay there.
    let mut rows = csv::Reader::from_reader(out.as_bytes());
    let points = rows.records().map(|row| row.expect("a row")[3].parse::<f64>().expect("a number"));
    assert!(points.into_iter().all(|point| point < 100.0), "{out}");
    let tidy = [&named[..], &["--layout", "tidy"]].concat();
    let (_, _, said) = forecast("a.csv", table.as_bytes(), &tidy);
    assert!(!said.contains("ilostat`"), "{said}");
}

/// Annual figures of the publisher's monthly layout: years, and averages of years alone.
#[test]
fn annual_figures_in_a_layout_of_months_are_years() {
    for part in ["A01", "M13"] {
        let mut table = "series_id\tyear\tperiod\tvalue\tfootnote_codes\n".to_owned();
        for year in 2008..2020_u32 {
            table.push_str(&format!("X1  \t{year}\t{part}\t  {}\t\n", figure(0, year - 2008)));
        }
        let (firsts, said) = first("x.txt", table.as_bytes(), &[]);
        assert_eq!(firsts, pairs(&[("X1", "2020")]), "{said}");
    }
}

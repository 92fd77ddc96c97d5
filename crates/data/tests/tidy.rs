//! Tidy tables: what is read, and what is refused where.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;
use suranys_core::Diagnostic;
use suranys_core::table::{Column, ResultTable};
use suranys_data::{
    Frequency, Links, Period, Sink, Target, TidyError, TidyOptions, TidySeries, TidyStream,
    TidyTable, parquet_bytes, read_hierarchy, read_tidy,
};

fn options(frequency: Option<Frequency>) -> TidyOptions {
    TidyOptions { frequency, ..TidyOptions::default() }
}

fn read(text: &str, frequency: Option<Frequency>) -> Result<TidyTable, TidyError> {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("table.csv");
    std::fs::write(&path, text).expect("file can be written");
    read_tidy(&path, &options(frequency))
}

fn findings(text: &str) -> Vec<Diagnostic> {
    match read(text, None) {
        Err(TidyError::Findings(list)) => list,
        other => panic!("findings expected, not {other:?}"),
    }
}

const HEAD: &str = "series_id,period,value\n";

#[test]
fn rows_in_any_order_become_series_in_order_of_appearance() {
    let text = "note;value;period;series_id\n;3;2003;b\n;1;2001;a\n;1.5;2001;b\n;;2002;a\n;7;2003;a\n;NA;2002;b\n";
    let table = read(text, None).expect("clean");
    assert_eq!(table.frequency, Frequency::Annual);
    let [b, a] = &table.series[..] else { panic!("two series") };
    assert_eq!((b.id.as_str(), b.first.to_string().as_str()), ("b", "2001"));
    assert_eq!(b.values, [Some(1.5), None, Some(3.0)]);
    assert_eq!(a.values, [Some(1.0), None, Some(7.0)], "missing is not zero");
    assert_eq!(a.first.plus(3).to_string(), "2004");
}

#[test]
fn periods_are_told_by_their_form() {
    for (periods, frequency, next) in [
        (["2023Q4", "2024Q1"], Frequency::Quarterly, "2024Q2"),
        (["2023-Q4", "2024q1"], Frequency::Quarterly, "2024Q2"),
        (["2023-12", "2024-01"], Frequency::Monthly, "2024-02"),
        (["2023M12", "2024-01-01"], Frequency::Monthly, "2024-02"),
        (["1999", "2000"], Frequency::Annual, "2001"),
        (["999", "1000"], Frequency::Index, "1001"),
        (["-1", "0"], Frequency::Index, "1"),
    ] {
        let text = format!("{HEAD}a,{},1\na,{},2\n", periods[0], periods[1]);
        let table = read(&text, None).expect("clean");
        assert_eq!(table.frequency, frequency, "{periods:?}");
        assert_eq!(table.series[0].values.len(), 2, "{periods:?}");
        assert_eq!(table.series[0].first.plus(2).to_string(), next, "{periods:?}");
    }
    let table = read(&format!("{HEAD}a,1999,1\n"), Some(Frequency::Index)).expect("clean");
    assert_eq!(table.frequency, Frequency::Index, "what the user says counts");
}

#[test]
fn every_finding_has_its_row_and_column_and_all_come_at_once() {
    let text = format!(
        "{HEAD}a,2001,1\na,2001,2\nb,2001,x\nb,2002,\"1,5\"\nb,2003,2.5\nc,2001Q1,3\n,2001,3\nd,2003,inf\ne,20x1,4\nf,2001\ng,2001-13,1\n"
    );
    let found = findings(&text);
    let at: Vec<(u64, &str)> =
        found.iter().map(|d| (d.span.row.expect("row"), d.check.as_str())).collect();
    let expected = [
        (3, "duplicate"),
        (4, "value"),
        (5, "value"),
        (7, "frequency"),
        (8, "id"),
        (9, "value"),
        (10, "period"),
        (11, "row"),
    ];
    assert_eq!(at, expected);
    assert!(found.iter().all(|d| d.help.is_some() && d.allowed.is_some() && d.found.is_some()));
    assert_eq!(found[2].help.as_deref(), Some("write `1.5`"));
    assert!(
        found[6].message.ends_with("; 2 such, rows 10, 12"),
        "one of a kind: {}",
        found[6].message
    );
}

#[test]
fn a_table_without_its_columns_is_refused_with_the_nearest() {
    let found = findings("series_id,perod,value\na,2001,1\n");
    assert!(
        found[0].help.as_deref().is_some_and(|h| h.contains("did you mean `perod`")),
        "{found:?}"
    );
    assert_eq!(findings("").len(), 1);
    assert!(findings(HEAD)[0].message.contains("no rows"), "a header alone is no table");
    assert!(findings("series_id,period,value,value\na,2001,1,2\n")[0].message.contains("twice"));
    let year = read(&format!("{HEAD}a,17,1\na,2001,1\na,2002,1\n"), Some(Frequency::Annual));
    assert!(year.is_err(), "17 is not a year among years");
    assert_eq!(findings(&format!("{HEAD}a,2024--Q3,1\n"))[0].check, "period");
    assert!(matches!(
        read_tidy("/no/such/file.csv".as_ref(), &options(None)),
        Err(TidyError::CannotRun(_))
    ));
}

#[test]
fn a_period_without_a_row_is_a_finding_unless_it_may_be_missing() {
    let text = format!("{HEAD}a,2001,1\na,2004,2\n");
    let found = findings(&text);
    assert_eq!((found[0].span.row, found[0].check.as_str()), (Some(3), "hole"));
    assert!(found[0].message.contains("2002 and 1 more"), "{}", found[0].message);
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("table.csv");
    std::fs::write(&path, text).expect("file can be written");
    let table = read_tidy(&path, &TidyOptions { holes: true, ..options(None) }).expect("clean");
    assert_eq!(table.series[0].values, [Some(1.0), None, None, Some(2.0)]);
}

#[test]
fn a_mistyped_far_period_does_not_fill_the_memory() {
    let far = findings(&format!("{HEAD}a,1,1\na,2000000000,2\n"));
    assert!(far.iter().any(|d| d.check == "period"), "{far:?}");
}

#[test]
fn what_is_wrong_with_a_column_is_found_once_and_counted() {
    let rows: String = (0..1500).map(|n| format!("s{n},2001,x\n")).collect();
    let found = findings(&format!("{HEAD}{rows}"));
    assert_eq!(places(&found), [(Some(2), "value")]);
    assert!(found[0].message.ends_with("; 1500 such, rows 2, 3, 4, ..."), "{}", found[0].message);
}

fn places(found: &[Diagnostic]) -> Vec<(Option<u64>, &str)> {
    found.iter().map(|d| (d.span.row, d.check.as_str())).collect()
}

/// Rows counted by hand, as an editor shows them: the header 1, an empty line 3, the bad value 4.
#[test]
fn a_row_is_the_line_a_person_sees() {
    for end in ["\n", "\r\n", "\r"] {
        let lines = ["series_id,period,value", "a,2001,1", "", "a,2002,x", "\"b\"\"", "c\",2001,y"];
        let found = findings(&lines.join(end));
        assert_eq!(places(&found), [(Some(4), "value")], "{end:?}");
        assert!(found[0].message.ends_with("; 2 such, rows 4, 5"), "{end:?}: {found:?}");
    }
}

/// One mistake, one finding: a row with a wrong value is still there, and where a row's period can't
/// be named, no other period of its series is called absent.
#[test]
fn a_mistake_is_found_once() {
    let text = "a,2001,1\na,2002,x\na,2003,1\nb,2001,1\nb,20o2,2\nb,2003,1\nc,2001,1\nc,2003,3\n";
    let found = findings(&format!("{HEAD}{text}"));
    assert_eq!(places(&found), [(Some(3), "value"), (Some(6), "period"), (Some(9), "hole")]);
    let short = findings(&format!("{HEAD}a,2001,1\na,2002\na,2003,1\n"));
    assert_eq!(places(&short), [(Some(3), "row")]);
}

/// The greatest and least 64-bit numbers, and periods so far apart that no memory holds them.
#[test]
fn extreme_periods_are_refused_where_they_stand() {
    for (rows, row) in [
        ("a,-9223372036854775808,1\na,2001,2\n", 2),
        ("a,2001,1\na,9223372036854775807,2\n", 3),
        ("a,-2147483647,1\na,2147483647,2\n", 3),
    ] {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("table.csv");
        std::fs::write(&path, format!("{HEAD}{rows}")).expect("file can be written");
        let read = read_tidy(&path, &TidyOptions { holes: true, ..options(None) });
        let Err(TidyError::Findings(found)) = read else { panic!("{rows}: {read:?}") };
        assert_eq!(places(&found), [(Some(row), "period")], "{found:?}");
    }
}

#[test]
fn the_form_of_most_periods_is_the_tables() {
    let found = findings(&format!("{HEAD}a,2000,1\na,2001Q1,1\na,2001Q2,2\na,2001-07,3\n"));
    assert_eq!(places(&found), [(Some(2), "frequency"), (Some(5), "frequency")]);
    assert!(found[0].message.contains("a quarter as `2024Q3`, as 2 of the table's 4"), "{found:?}");
    let asked = read(&format!("{HEAD}a,2000,1\n"), Some(Frequency::Monthly));
    let Err(TidyError::Findings(found)) = asked else { panic!("2000 is no month") };
    assert!(found[0].message.contains("--frequency"), "{found:?}");
}

/// Periods of any frequency may be numbered from one on.
#[test]
fn counts_have_the_season_asked_for() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("table.csv");
    std::fs::write(&path, format!("{HEAD}a,1,1\na,2,2\n")).expect("file can be written");
    for (asked, season) in [
        (None, 1),
        (Some(Frequency::Annual), 1),
        (Some(Frequency::Quarterly), 4),
        (Some(Frequency::Monthly), 12),
    ] {
        let stream = TidyStream::open(&path, &options(asked)).expect("clean");
        assert_eq!((stream.frequency(), stream.season()), (Frequency::Index, season));
    }
    let mixed = read(&format!("{HEAD}a,1,1\na,2,2\na,2001Q1,1\n"), Some(Frequency::Quarterly));
    let Err(TidyError::Findings(found)) = mixed else { panic!("two forms") };
    assert_eq!(places(&found), [(Some(2), "frequency")]);
    assert!(found[0].message.ends_with("; 2 such, rows 2, 3"), "{found:?}");
}

#[test]
fn periods_are_strict_and_can_be_read_again() {
    for loose in [
        "+2001",
        "02001",
        "-0",
        "2002-0000001",
        "2002-2",
        "2002M7",
        "2002Q",
        "2002Q5",
        "2002-13",
        "2002-07-02",
        "2002-06-31",
        "2002-02-29",
        "1900-02-29",
        "2002-07-1",
        "2002M07-01",
        "12002-01",
        "2,002",
    ] {
        let found = findings(&format!("{HEAD}a,\"{loose}\",1\n"));
        assert_eq!(places(&found), [(Some(2), "period")], "{loose}");
    }
    for (text, room) in [("0001Q1", 4 * 9999 - 1), ("9999-11", 1), ("9998", 1), ("9999Q4", 0)] {
        let first = |text: &str| read(&format!("{HEAD}a,{text},1\n"), None).expect("clean").series;
        let period = first(text)[0].first;
        assert_eq!((period.to_string().as_str(), period.room()), (text, room));
        let last = period.plus(room);
        assert_eq!(first(&last.to_string())[0].first, last, "the last period of four digits");
    }
    let by_day = format!("{HEAD}a,2001-01-01,1\na,2001-04-01,2\n");
    let table = read(&by_day, Some(Frequency::Quarterly)).expect("quarters by their first day");
    assert_eq!(table.series[0].first.plus(1).to_string(), "2001Q2");
    assert_eq!(table.series[0].values.len(), 2);
    // Last days by the calendar: 2000 and 2004 have a 29th of February, 2001 has not.
    for (days, frequency, first) in [
        (["2000-02-29", "2000-03-31"], None, "2000-02"),
        (["2001-02-28", "2001-03-31"], None, "2001-02"),
        (["2003-12-31", "2004-03-31"], Some(Frequency::Quarterly), "2003Q4"),
        (["2003-12-31", "2004-12-31"], Some(Frequency::Annual), "2003"),
        (["2003-12-31", "2004-03-31"], None, "2003Q4"),
        (["2003-12-31", "2004-12-31"], None, "2003"),
        (["2003-01-01", "2004-01-01"], None, "2003"),
    ] {
        let table = read(&format!("{HEAD}a,{},1\na,{},2\n", days[0], days[1]), frequency);
        let series = table.expect("last days").series.remove(0);
        assert_eq!((series.first.to_string().as_str(), series.values.len()), (first, 2));
    }
    let within = read(&format!("{HEAD}a,2003-11-30,1\n"), Some(Frequency::Annual));
    assert!(within.is_err(), "no year ends with it");
    let days = ["2003-01-01", "2004-01-01", "2005-01-02", "2006-02-01"];
    let odd = findings(&format!("{HEAD}{}", days.map(|day| format!("a,{day},1\n")).concat()));
    assert_eq!(places(&odd), [(Some(4), "period"), (Some(5), "frequency")]);
    assert!(odd[0].message.contains("days are not forecast"), "{odd:?}");
    assert!(odd[1].message.contains("a year as `2024`, as 2 of the table's 3"), "{odd:?}");
}

#[test]
fn tabs_part_fields_and_quotes_are_closed() {
    let table = read("series_id\tperiod\tvalue\na, b\t2001\t1\n", None).expect("clean");
    assert_eq!(table.series[0].id, "a, b");
    let open = findings(&format!("{HEAD}a,2001,1\n\"b,2001,1\nc,2001,1\n"));
    assert_eq!(places(&open), [(Some(3), "row")]);
    assert!(open[0].message.contains("not closed"), "{open:?}");
}

#[test]
fn what_is_no_text_is_called_what_it_is() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("table.csv");
    for (bytes, word) in [
        (&b"\xFF\xFEs\0e\0,"[..], "not whole as UTF-16"),
        (b"\x1F\x8B\x08\0", "gzip"),
        (b"series_id\na\0", "line 2 holds a zero byte"),
    ] {
        std::fs::write(&path, bytes).expect("file can be written");
        let Err(TidyError::Findings(found)) = read_tidy(&path, &options(None)) else {
            panic!("{word}")
        };
        assert!(found[0].message.contains(word), "{found:?}");
        assert!(found[0].help.as_deref().is_some_and(|h| !h.contains("1251")), "{found:?}");
    }
}

/// Rows of 400 series of 20 to 59 years, far more than is read at once, with names of letters of two
/// and three bytes and quoted ones with an end of line.
fn long_rows() -> Vec<String> {
    let name = |n: usize| match n % 3 {
        0 => format!("Сұраныс {n}"),
        1 => format!("\"a, \"\"{n}\"\"\r\nb\""),
        _ => format!("№{n}\u{20ac}"),
    };
    let of = |n: usize| {
        let row = move |t: usize| format!("{},{},{}\r\n", name(n), 1950 + t, n * 100 + t);
        (0..20 + n % 40).map(row)
    };
    (0..400).flat_map(of).collect()
}

fn each(file: &TidyStream) -> Result<Vec<TidySeries>, TidyError> {
    let mut series = Vec::new();
    file.each(|one| {
        series.push(one);
        Ok::<(), TidyError>(())
    })?;
    Ok(series)
}

/// Expected: what the rows are made of; and the same series when rows of different series stand
/// between each other, so that the table is held, as when they stand together and are read again.
#[test]
fn a_long_table_is_read_as_often_as_asked_in_any_order_of_its_rows() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("table.csv");
    let mut rows = long_rows();
    let open = |rows: &[String]| {
        std::fs::write(&path, format!("\u{feff}{HEAD}{}", rows.concat())).expect("written");
        TidyStream::open(&path, &options(None)).expect("clean")
    };
    let together = open(&rows);
    let series = each(&together).expect("clean");
    assert_eq!(series.len(), 400);
    for (n, one) in series.iter().enumerate() {
        let values: Vec<Option<f64>> =
            (0..20 + n % 40).map(|t| Some((n * 100 + t) as f64)).collect();
        assert_eq!((one.first.to_string().as_str(), &one.values), ("1950", &values), "{}", one.id);
    }
    assert_eq!(series[1].id, "a, \"1\"\r\nb");
    // The line after the header's and those of all rows before, two for a name with an end of line.
    let before = 20 + 21 + 22 + 22;
    let lines: usize = rows[..before].iter().map(|row| row.matches("\r\n").count()).sum();
    assert_eq!((series[3].row, lines), (lines as u64 + 2, before + 21));
    assert_eq!(each(&together).expect("clean"), series, "again");
    rows.sort_by_key(|row| row.rsplit(',').nth(1).map(str::to_owned));
    let apart = each(&open(&rows)).expect("clean");
    let bare = |series| {
        let (options, notes) = (options(None), Vec::new());
        bare(TidyTable { frequency: Frequency::Annual, season: 1, series, options, notes })
    };
    assert_eq!(bare(apart), bare(series));
}

#[test]
fn a_file_changed_while_it_is_read_is_not_believed() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("table.csv");
    for changed in ["a,2001,1\n", "a,2001,1\na,2002,x\n", "a,2001,1\na,2001,2\n"] {
        std::fs::write(&path, format!("{HEAD}a,2001,1\na,2002,2\n")).expect("written");
        let file = TidyStream::open(&path, &options(None)).expect("clean");
        std::fs::write(&path, format!("{HEAD}{changed}")).expect("written");
        assert!(matches!(each(&file), Err(TidyError::CannotRun(_))), "{changed}");
    }
}

/// The byte that is no UTF-8 stands in the line after the header and all rows, and a letter is parted
/// by the end of a piece whatever the length of a piece is.
#[test]
fn encodings_are_told_beyond_the_first_piece() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("table.csv");
    for shift in 0..3 {
        let name = format!("{}{}", "x".repeat(shift), "\u{20ac}".repeat(100_000));
        let mut bytes = format!("{HEAD}{name},2001,1\n").into_bytes();
        std::fs::write(&path, &bytes).expect("written");
        let table = read_tidy(&path, &options(None)).expect("clean");
        assert_eq!(table.series[0].id, name);
        bytes.extend(b"\xC4,2001,1\n");
        std::fs::write(&path, &bytes).expect("written");
        let Err(TidyError::Findings(found)) = read_tidy(&path, &options(None)) else { panic!() };
        assert!(found[0].message.contains("line 3 holds a byte"), "{found:?}");
        // "Д" in Windows-1251, by Unicode's mapping CP1251.TXT.
        let coded = TidyOptions { encoding: Some("windows-1251".to_owned()), ..options(None) };
        assert_eq!(read_tidy(&path, &coded).expect("clean").series[1].id, "Д");
    }
}

fn hierarchy(text: &[u8], encoding: Option<&str>) -> Result<Vec<(usize, usize, u64)>, TidyError> {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("parts.csv");
    std::fs::write(&path, text).expect("file can be written");
    let links = read_hierarchy(&path, &["all", "a", "Да"], encoding, false)?.links;
    Ok(links.iter().map(|link| (link.part, link.whole, link.row)).collect())
}

#[test]
fn a_hierarchy_is_read_as_a_table_is() {
    let links = hierarchy(b"series_id;parent\r\n\r\na;all\r\nall;\r\n", None).expect("clean");
    assert_eq!(links, [(1, 0, 3)], "the empty line is a line");
    // "Да" in Windows-1251, by Unicode's mapping CP1251.TXT.
    let coded = hierarchy(b"series_id,parent\n\xC4\xE0,all\n", Some("windows-1251"));
    assert_eq!(coded.expect("clean"), [(2, 0, 2)]);
    let Err(TidyError::Findings(found)) =
        hierarchy(b"series_id,parent\r\na\r\na,all,x\r\na,al\r\n", None)
    else {
        panic!("findings")
    };
    assert_eq!(places(&found), [(Some(2), "row"), (Some(4), "series")]);
    assert!(found[1].help.as_deref().is_some_and(|h| h.contains("did you mean `all`")));
    let many: String = (0..1500).map(|n| format!("x{n},all\n")).collect();
    let Err(TidyError::Findings(found)) =
        hierarchy(format!("series_id,parent\n{many}").as_bytes(), None)
    else {
        panic!("findings")
    };
    assert_eq!(found.len(), 1001, "a thousand, and how many more");
}

/// By hand: places after those of the table's three series, in order of appearance.
#[test]
fn totals_missing_in_the_table_have_places_after_its_series() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("parts.csv");
    std::fs::write(&path, "series_id,parent\na,North\nb,North\nNorth,All\nc,All\n")
        .expect("written");
    let read = |sums| read_hierarchy(&path, &["a", "b", "c"], None, sums);
    let Links { links, sums, .. } = read(true).expect("clean");
    let pairs: Vec<(usize, usize)> = links.iter().map(|link| (link.part, link.whole)).collect();
    assert_eq!(
        (pairs, sums),
        (vec![(0, 3), (1, 3), (3, 4), (2, 4)], vec!["North".to_owned(), "All".to_owned()])
    );
    let Err(TidyError::Findings(found)) = read(false) else { panic!("not in the table") };
    assert_eq!(places(&found).len(), 5, "{found:?}");
    assert!(found[0].help.as_deref().is_some_and(|help| help.contains("`--sums`")), "{found:?}");
    std::fs::write(&path, "series_id,parent\na,All\nd,All\n").expect("written");
    let Err(TidyError::Findings(found)) = read(true) else { panic!("`d` has no values") };
    assert_eq!(places(&found), [(Some(3), "series")]);
}

#[test]
fn files_are_the_same_by_any_path_also_before_they_are_there() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let at = |name: &str| Target::file(&folder.path().join(name), &[]).expect("may be written");
    std::fs::write(folder.path().join("there.csv"), "").expect("file can be written");
    assert!(at("there.csv").is_same(&at("./there.csv")));
    assert!(at("new.csv").is_same(&at("./new.csv")));
    assert!(!at("there.csv").is_same(&at("new.csv")));
    let device = || Target::file("/dev/null".as_ref(), &[]).expect("takes bytes");
    assert!(!device().is_same(&device()), "a device is written to, not replaced");
}

#[test]
fn what_can_not_be_written_is_named_as_the_user_does() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let error = Target::file(&folder.path().join("none/out.csv"), &[]).expect_err("no folder");
    let said = error.to_string();
    assert!(said.contains("none/out.csv`") && !said.contains("tmp-"), "{said}");
}

#[test]
fn a_file_appears_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("out.csv");
    let place = |path: &std::path::Path| Target::file(path, &[]).expect("may be written");
    let mut sink = Sink::create(place(&path)).expect("can be created");
    sink.write(b"half").expect("can be written");
    drop(sink);
    assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 0);
    let mut sink = Sink::create(place(&path)).expect("can be created");
    sink.write(b"whole").expect("can be written");
    sink.finish().expect("can be finished");
    assert_eq!(std::fs::read(&path).expect("is there"), b"whole");
    let mut device = Sink::create(place("/dev/null".as_ref())).expect("can be opened");
    device.write(b"gone").expect("can be written");
    device.finish().expect("can be finished");
    assert!(!std::path::Path::new("/dev/null").is_file(), "a device is not replaced");
    assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 1);
}

/// A table of text, whole and real numbers, as the project itself writes Parquet.
#[test]
fn parquet_is_read_like_text() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("table.parquet");
    let columns = |value: &str| ResultTable {
        name: "table".to_owned(),
        columns: vec![
            ("series_id".to_owned(), Column::Text(vec!["a,b".to_owned(), "a,b".to_owned()])),
            ("period".to_owned(), Column::Integer(vec![Some(2001), Some(2002)])),
            (value.to_owned(), Column::Number(vec![Some(1.5), None])),
            ("other".to_owned(), Column::Number(vec![None, None])),
        ],
    };
    std::fs::write(&path, parquet_bytes(&columns("value")).expect("a table")).expect("written");
    let table = read_tidy(&path, &options(None)).expect("clean");
    assert_eq!(
        (table.series[0].id.as_str(), &table.series[0].values[..]),
        ("a,b", &[Some(1.5)][..])
    );
    assert_eq!(table.frequency, Frequency::Annual);
    std::fs::write(&path, parquet_bytes(&columns("valu")).expect("a table")).expect("written");
    assert!(matches!(read_tidy(&path, &options(None)), Err(TidyError::Findings(_))));
    std::fs::write(&path, b"PAR1 but no table").expect("written");
    assert!(matches!(read_tidy(&path, &options(None)), Err(TidyError::CannotRun(_))));
}

fn bare(table: TidyTable) -> Vec<(String, Period, Vec<Option<f64>>)> {
    let mut series: Vec<_> =
        table.series.into_iter().map(|one| (one.id, one.first, one.values)).collect();
    series.sort_by(|a, b| a.0.cmp(&b.0));
    series
}

proptest! {
    /// Whether the rows of a series stand together or apart, the series are the same, or as much is
    /// found wrong with them.
    #[test]
    fn the_order_of_rows_does_not_matter(
        rows in prop::collection::vec(("[a-c]", 2000..2005_i32, prop::option::of(0..9_u8)), 1..15),
    ) {
        let text = |rows: &[(String, i32, Option<u8>)]| {
            let row = |(id, year, value): &(String, i32, Option<u8>)| {
                let value = value.map(|value| value.to_string()).unwrap_or_default();
                format!("{id},{year},{value}\n")
            };
            HEAD.to_owned() + &rows.iter().map(row).collect::<String>()
        };
        let mut together = rows.clone();
        together.sort_by(|a, b| a.0.cmp(&b.0));
        // Series by series where rows stand together, held where they don't.
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("table.csv");
        let read = |text: String| {
            std::fs::write(&path, text).expect("file can be written");
            let stream = TidyStream::open(&path, &options(None))?;
            let (frequency, season) = (stream.frequency(), stream.season());
            let (options, notes) = (stream.options().clone(), stream.notes().to_vec());
            Ok(TidyTable { frequency, season, series: each(&stream)?, options, notes })
        };
        match (read(text(&rows)), read(text(&together))) {
            (Ok(apart), Ok(together)) => prop_assert_eq!(bare(apart), bare(together)),
            (Err(TidyError::Findings(apart)), Err(TidyError::Findings(together))) => {
                prop_assert_eq!(apart.len(), together.len());
            }
            (apart, together) => prop_assert!(false, "{apart:?} {together:?}"),
        }
    }

    /// Whatever bytes come, the reader answers and does not panic.
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("table.csv");
        let mut text = HEAD.as_bytes().to_vec();
        text.extend(bytes);
        std::fs::write(&path, text).expect("file can be written");
        let _ = read_tidy(&path, &options(None));
    }
}

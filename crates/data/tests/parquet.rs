//! Tables in Parquet: which columns are read, as what, and what is said of the others.
//!
//! `tables/kinds.parquet` was written once by pyarrow 26.0.1: three rows of two series, a column
//! for each way to store periods and values, and one for each that is not read.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use suranys_data::{Frequency, TidyError, TidyOptions, TidyTable, read_tidy};

const KINDS: &[u8] = include_bytes!("tables/kinds.parquet");

fn options(time: &str, value: &str, frequency: Option<Frequency>) -> TidyOptions {
    let (time, value) = (vec![time.to_owned()], Some(value.to_owned()));
    TidyOptions { time, value, frequency, ..TidyOptions::default() }
}

fn read(bytes: &[u8], options: &TidyOptions) -> Result<TidyTable, TidyError> {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("table.parquet");
    std::fs::write(&path, bytes).expect("file can be written");
    read_tidy(&path, options)
}

/// Every column of periods holds the years 2009 and 2010, and `y8` the counts 1, 2, 3.
#[test]
fn periods_are_read_from_any_type_that_can_hold_them() {
    for time in ["y16", "u16", "u64", "real", "day", "time", "zoned"] {
        let table = read(KINDS, &options(time, "value", Some(Frequency::Annual)));
        let table = table.unwrap_or_else(|e| panic!("{time}: {e:?}"));
        let [a, b] = &table.series[..] else { panic!("two series") };
        assert_eq!((a.first.to_string().as_str(), &a.values[..]), ("2009", &[Some(1.5)][..]));
        assert_eq!((b.first.count(), b.row), (2009, 4), "{time}: the header is row 1");
    }
    let counts = read(KINDS, &options("y8", "value", None)).expect("clean");
    assert_eq!((counts.frequency, counts.series[1].first.count()), (Frequency::Index, 3));
    let quarters = read(KINDS, &options("day", "value", Some(Frequency::Quarterly)));
    let TidyError::Findings(found) = quarters.expect_err("three quarters are absent") else {
        panic!("findings")
    };
    assert!(found[0].message.contains("2009Q2 and 2 more"), "{found:?}");
}

/// Every column of values holds 1.5, nothing and -3.25, or whole numbers next to them.
#[test]
fn values_are_read_from_any_type_that_can_hold_them() {
    for (value, first, last) in
        [("value", 1.5, -3.25), ("dec", 1.5, -3.25), ("wide", 1.5, -3.25), ("i8", 1.0, -3.0)]
    {
        let table = read(KINDS, &options("y16", value, None)).expect("clean");
        assert_eq!(table.series[0].values, [Some(first)], "{value}: missing is not zero");
        assert_eq!(table.series[1].values, [Some(last)], "{value}");
    }
    let none = read(KINDS, &options("y16", "none", None)).expect("clean");
    assert!(none.series.iter().all(|one| one.values.is_empty()));
}

#[test]
fn what_is_no_period_is_found_in_its_row() {
    for (time, row) in [("half", 2), ("noon", 3), ("extreme", 2)] {
        let read = read(KINDS, &options(time, "value", None));
        let Err(TidyError::Findings(found)) = read else { panic!("{time}: {read:?}") };
        assert_eq!((found[0].check.as_str(), found[0].span.row), ("period", Some(row)), "{time}");
    }
    // 31 January 2010 ends a month, but no year.
    let within = read(KINDS, &options("within", "value", Some(Frequency::Annual)));
    let Err(TidyError::Findings(found)) = within else { panic!("no year: {within:?}") };
    assert_eq!((found[0].check.as_str(), found[0].span.row), ("frequency", Some(3)));
    let endless = read(KINDS, &options("y16", "inf", None));
    let Err(TidyError::Findings(found)) = endless else { panic!("infinity is no value") };
    assert_eq!((found.len(), found[0].span.row), (1, Some(3)), "what is no number is missing");
}

#[test]
fn what_is_not_read_is_named_with_its_column() {
    for (value, word) in [
        ("wider", "decimals"),
        ("flag", "truth values"),
        ("span", "durations"),
        ("clock", "times of day"),
        ("list", "lists"),
        ("struct", "structures"),
        ("map", "structures"),
        ("bytes", "bytes"),
        ("fixed", "bytes"),
        ("f16", "bytes"),
    ] {
        let read = read(KINDS, &options("y16", value, None));
        let Err(TidyError::Findings(found)) = read else { panic!("{value}: {read:?}") };
        assert_eq!(found[0].span.column.as_deref(), Some(value));
        assert!(found[0].message.contains(word) && found[0].help.is_some(), "{found:?}");
    }
}

/// Wherever a file is damaged, the reader answers and does not panic.
#[test]
fn a_damaged_file_is_answered() {
    let options = options("time", "wide", Some(Frequency::Annual));
    for at in 4..KINDS.len() {
        // The lowest bit turns the sign of the counts in pages' heads, which are zigzag numbers.
        let mut bytes = KINDS.to_vec();
        bytes[at] ^= if at % 3 == 1 { 0xFF } else { 0x01 };
        let _ = read(&bytes, &options);
    }
    for end in (4..KINDS.len()).step_by(7) {
        let _ = read(&KINDS[..end], &options);
    }
}

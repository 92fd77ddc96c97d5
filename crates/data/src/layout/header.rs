//! Where the header of a table with periods across, or down, stands, and what each column is.

use crate::layout::book::{among, book};
use crate::layout::footnote::{unmarked, unmarked_year};
use crate::layout::grid::{Grid, GridRow};
use crate::layout::heading::{LOOKED_AT, MIN_DATED, period};
use crate::layout::neighbours::with_periods;
use crate::layout::period::{Odd, Parts, Periods};
use std::borrow::Cow;
use suranys_core::time::day_number;
use suranys_core::{Text, text};

/// Rows that a header may have.
const TALLEST: usize = 6;

/// Columns named of those that are left out.
const NAMED_COLUMNS: usize = 10;

/// A column of figures of one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub at: usize,
    /// Its period, as programs write it; none of a table with periods down.
    pub period: Option<String>,
    /// Other headers above it, the topmost first.
    pub keys: Vec<String>,
    /// Marks of footnotes in its headers.
    pub marks: Vec<String>,
    /// Its header, as it is named in messages.
    pub name: String,
}

/// The header of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// Places of its first row and of the first row below it.
    pub first: usize,
    pub below: usize,
    /// Columns before the figures, with their names.
    pub keys: Vec<(usize, String)>,
    pub columns: Vec<Column>,
    /// What of it is read otherwise than it is written.
    pub notes: Vec<Text>,
}

/// Whether a cell may be a figure: a number, or what stands for a missing one.
pub(crate) fn is_figure(text: &str) -> bool {
    let digits = text.chars().any(|c| c.is_ascii_digit());
    let (bare, _) = unmarked(text);
    let written = |c: char| {
        c.is_ascii_digit() || " .,-+'\u{a0}\u{202f}\u{2009}\u{2212}\u{2019}eE:%".contains(c)
    };
    let number = digits && bare.chars().all(written);
    // A number with letters of flags behind it.
    let flagged = digits
        && bare.split_once(' ').is_some_and(|(number, flags)| {
            number.chars().all(written)
                && flags.len() <= 4
                && flags.chars().all(char::is_alphabetic)
        });
    number || flagged || (!text.is_empty() && is_mark(text.split(' ').next().unwrap_or_default()))
}

/// Whether a text stands for a missing figure in the tables of publishers.
fn is_mark(text: &str) -> bool {
    let words = &book().words;
    words.is_missing(text) || among(&words.marks, text)
}

/// The header of a table with periods across: none where no row has two of them.
pub(crate) fn across(grid: &Grid) -> Option<Header> {
    let (grid, mut notes) = with_periods(grid);
    let grid = &*grid;
    let of_periods = |row: &GridRow| {
        let all: Vec<(usize, &str)> = row.filled().collect();
        let dated: Vec<usize> =
            all.iter().filter(|(_, text)| period(text).is_some()).map(|(at, _)| *at).collect();
        let first = dated.first().copied().unwrap_or_default();
        let behind = all.iter().filter(|(at, _)| *at >= first).count();
        (dated.len() >= MIN_DATED && dated.len() * 2 >= behind).then_some(first)
    };
    let looked = grid.rows.iter().take(LOOKED_AT).enumerate();
    let (row, first_column) = looked.filter_map(|(at, row)| Some((at, of_periods(row)?))).next()?;
    // A table with periods down has them in its rows too, as numbers: there each row has one, at the
    // beginning.
    if first_column == 0
        && !grid.rows[row].text(0).contains('\\')
        && grid.rows[row].filled().count() > 1
    {
        let many = grid.rows.iter().skip(row + 1).take(3).any(|row| period(row.text(0)).is_some());
        if many {
            return None;
        }
    }
    // Rows of the header end with the first that has figures below periods. Below years there are parts of them
    // at most: what looks like more years are figures.
    let own = grid.rows[row].filled().filter_map(|(_, text)| period(text));
    let has_years = own.into_iter().any(|parts| parts.year.is_some());
    let has_figures = |row: &&GridRow| {
        let figures = row.filled().filter(|(at, text)| *at >= first_column && is_figure(text));
        let is_dated =
            |text: &str| period(text).is_some_and(|parts| !has_years || parts.part.is_some());
        let dated = row.filled().filter(|(at, text)| *at >= first_column && is_dated(text));
        figures.count() > 0 && dated.count() < MIN_DATED
    };
    let labelled = |row: &GridRow| {
        let behind = row.filled().filter(|(at, _)| *at >= first_column).count();
        behind == 0 && row.filled().count() > 0
    };
    let mut below = row + 1;
    while let Some(next) = grid.rows.get(below)
        && below - row < TALLEST
        && !has_figures(&next)
        && !labelled(next)
    {
        below += 1;
    }
    let first = above(grid, row, first_column);
    let numbered = grid.rows.get(below).is_some_and(is_numbering);
    let header = columns(grid, first, below, first_column);
    let below = below + usize::from(numbered);
    let (columns, others): (Vec<Column>, Vec<Column>) =
        header.1.into_iter().partition(|column| column.period.is_some());
    let of_figures = |column: &&Column| {
        grid.rows.iter().skip(below).any(|row| {
            let text = row.text(column.at);
            text.bytes().any(|b| b.is_ascii_digit()) && is_figure(text)
        })
    };
    let left: Vec<String> =
        others.iter().filter(of_figures).map(|column| format!("`{}`", column.name)).collect();
    if !left.is_empty() {
        let names = left.into_iter().take(NAMED_COLUMNS).collect::<Vec<_>>().join(", ");
        notes.push(text!("columns of figures without a period are left out: {names}", names));
    }
    (columns.len() >= MIN_DATED).then_some(Header { first, below, keys: header.0, columns, notes })
}

/// The first row of a header whose row of periods, or last row, is this: rows above it with texts over more
/// than one column of figures belong to it, titles do not.
fn above(grid: &Grid, row: usize, first_column: usize) -> usize {
    let mut first = row;
    let last = grid.rows[row].filled().map(|(at, _)| at).max().unwrap_or_default();
    while first > 0 && row - first < TALLEST {
        let over: Vec<(usize, &str)> =
            grid.rows[first - 1].filled().filter(|(at, _)| *at >= first_column).collect();
        // A text over the last column alone is the unit of the table, at the right above it.
        let at_end = over.last().is_some_and(|(at, text)| {
            *at >= last && over.iter().filter(|(_, other)| other == text).count() == 1
        });
        if at_end && (over.len() == 1 || over.last().is_some_and(|(_, text)| is_unit(text))) {
            break;
        }
        let differ = over.windows(2).any(|pair| pair[0].1 != pair[1].1);
        let alone = over.len() == 1 && over[0].0 > first_column.max(1);
        if !differ && !alone {
            break;
        }
        first -= 1;
    }
    first
}

/// Whether a text says a power of ten in which figures are counted.
fn is_unit(text: &str) -> bool {
    let small = text.to_lowercase();
    let mut tokens = small.split(|c: char| !c.is_alphanumeric());
    tokens.any(|token| {
        book().words.multipliers.iter().any(|(word, _)| token.starts_with(word.as_str()))
    })
}

/// A table with parts of years down its first column, and above them rows with the year alone, in which each
/// part has its year; none of a table that is not so. A row of a year that has figures of its own holds
/// those of the whole year.
pub(crate) fn with_years(grid: &Grid) -> Option<Grid> {
    let of = |row: &GridRow| period(row.text(0)).unwrap_or_default();
    let is_part = |row: &GridRow| {
        let parts = of(row);
        parts.year.is_none() && parts.part.is_some() && row.filled().count() > 1
    };
    let mut dated = grid.clone();
    let (mut year, mut seen) = (None, 0);
    for (at, row) in grid.rows.iter().enumerate() {
        let Some(new) = dated.rows.get_mut(at).and_then(|row| row.cells.first_mut()) else {
            continue;
        };
        let parts = of(row);
        if let (Some(part), Some(year), true) = (parts.part, year, is_part(row)) {
            *new = part.of(year);
            seen += 1;
        } else if let (Some(own), None) = (parts.year, parts.part)
            && grid.rows.iter().skip(at + 1).find(|row| !row.is_empty()).is_some_and(is_part)
        {
            year = Some(own);
            // In a merged area the text stands in every cell.
            let text = row.text(0);
            let alone = row.filled().all(|(_, other)| other == text);
            if alone {
                dated.rows[at].cells.clear();
            } else {
                *new = format!("{own:04}M13");
            }
        }
    }
    (seen >= MIN_DATED).then_some(dated)
}

/// Whether a row numbers the columns: `А 1 2 3`.
fn is_numbering(row: &GridRow) -> bool {
    let numbers: Vec<i64> = row.filled().filter_map(|(_, text)| text.parse().ok()).collect();
    let others = row.filled().filter(|(_, text)| text.parse::<i64>().is_err());
    numbers.len() >= MIN_DATED
        && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
        && matches!(numbers.first(), Some(0..=2))
        && others.into_iter().all(|(_, text)| text.chars().count() == 1)
}

/// What the columns below some rows of a header are.
fn columns(
    grid: &Grid,
    first: usize,
    below: usize,
    first_column: usize,
) -> (Vec<(usize, String)>, Vec<Column>) {
    let rows = grid.rows.get(first..below).unwrap_or_default();
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let mut keys = Vec::new();
    let mut columns = Vec::new();
    let mut over: Vec<String> = vec![String::new(); rows.len()];
    for at in 0..width {
        let own: Vec<&str> = rows.iter().map(|row| row.text(at)).collect();
        if at < first_column {
            let name = own.iter().rev().find(|text| !text.is_empty()).copied().unwrap_or_default();
            keys.push((at, unmarked(name).0.to_owned()));
            continue;
        }
        if own.iter().all(|text| text.is_empty()) {
            continue;
        }
        // A blank takes what stands to its left, as where cells were merged, but in the last row; and
        // what stands to the left ends where anything above begins anew.
        let last = rows.len() - 1;
        for (level, text) in own.iter().enumerate() {
            if !text.is_empty() {
                (*text).clone_into(&mut over[level]);
                if level < last {
                    over[level + 1..].iter_mut().for_each(String::clear);
                }
            } else if level == last {
                over[level].clear();
            }
        }
        let mut column = Column {
            at,
            period: None,
            keys: Vec::new(),
            marks: Vec::new(),
            name: own.iter().rev().find(|t| !t.is_empty()).copied().unwrap_or_default().to_owned(),
        };
        let (mut year, mut part, mut day) = (None, None, None);
        let mut before = "";
        for text in over.iter().map(String::as_str).filter(|text| !text.is_empty()) {
            if text == before {
                continue;
            }
            before = text;
            let (bare, marks) = unmarked_year(text);
            column.marks.extend(marks);
            match period(text) {
                Some(Parts { year: Some(found), part: own, .. }) if year.is_none() => {
                    (year, part) = (Some(found), own.or(part));
                    // Whether the last days of years or of months only all of them together show.
                    let plain = Periods::default().plain(bare);
                    day = plain.ok().map(Cow::into_owned).filter(|text| day_number(text).is_some());
                }
                Some(Parts { year: None, part: Some(found), .. }) if part.is_none() => {
                    part = Some(found)
                }
                _ => column.keys.push(bare.to_owned()),
            }
        }
        column.period = day.or(year.map(|year| match part {
            Some(part) => part.of(year),
            None => year.to_string(),
        }));
        columns.push(column);
    }
    (keys, columns)
}

/// A table with periods down its first columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Down {
    pub header: Header,
    /// The column of periods.
    pub period: usize,
}

/// The header of a table with periods down its first column and a series in each other.
pub(crate) fn down(grid: &Grid) -> Option<Down> {
    let dated = |row: &GridRow| {
        let text = row.text(0);
        let full = period(text).is_some_and(|parts| parts.year.is_some())
            || matches!(Periods::default().plain(text), Err(Odd::WholeYear));
        let serial = matches!(text.len(), 5) && text.bytes().all(|b| b.is_ascii_digit());
        (full || serial)
            && row.filled().skip(1).all(|(_, text)| is_figure(text))
            && row.filled().count() > 1
    };
    let first = grid.rows.iter().take(LOOKED_AT).position(dated)?;
    let rows = grid.rows.get(first..)?;
    let filled: Vec<&GridRow> = rows.iter().filter(|row| row.filled().count() > 1).collect();
    let many = filled.iter().filter(|row| dated(row)).count();
    if many < MIN_DATED || many * 10 < filled.len() * 9 {
        return None;
    }
    // A row between, of a year that its parts below have now, is empty.
    let last = grid.rows.get(..first)?.iter().rposition(|row| !row.is_empty())?;
    let top = above(grid, last, 1);
    let numbered = is_numbering(&grid.rows[last]) && last > 0;
    let (keys, columns) = columns(grid, top, last + 1 - usize::from(numbered), 1);
    let has = |column: &Column| filled.iter().any(|row| !row.text(column.at).is_empty());
    let columns: Vec<Column> = columns.into_iter().filter(has).collect();
    let named = columns.iter().all(|column| !column.name.is_empty());
    (!columns.is_empty() && named).then_some(Down {
        header: Header { first: top, below: last + 1, keys, columns, notes: Vec::new() },
        period: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::grid::of_text;

    fn periods(text: &str) -> Vec<(String, Vec<String>)> {
        let header = across(&of_text("f", text).expect("cells")).expect("a header");
        header.columns.into_iter().map(|c| (c.period.unwrap_or_default(), c.keys)).collect()
    }

    /// By hand.
    #[test]
    fn headers_of_two_rows_are_one() {
        let years = ";2019;2020*\nВсего;1,5;2,5\n";
        let of = |period: &str, keys: &[&str]| {
            (period.to_owned(), keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(periods(years), [of("2019", &[]), of("2020", &[])]);
        let sexes = "Занятость\n;2019;;2020;\n;мужчины;женщины;мужчины;женщины\nА;1;2;3;4\nВсего;1,5;2;3;4\n";
        assert_eq!(
            periods(sexes),
            [
                of("2019", &["мужчины"]),
                of("2019", &["женщины"]),
                of("2020", &["мужчины"]),
                of("2020", &["женщины"])
            ]
        );
        let months = ";2019;;2020\n;январь;февраль;январь\nВсего;1,5;2;3\n";
        assert_eq!(periods(months), [of("2019-01", &[]), of("2019-02", &[]), of("2020-01", &[])]);
        let above = ";Мужчины;;Женщины;\n;2019;2020;2019;2020\nВсего;1,5;2;3;4\n";
        assert_eq!(periods(above)[3], of("2020", &["Женщины"]));
    }

    /// By hand: the unit stands over the last column, alone or next to a title.
    #[test]
    fn a_unit_at_the_right_is_no_header() {
        for above in [";;;тысяч человек\n", ";Занятые;;тыс. человек\n", ";;;человек\n"]
        {
            let table = format!("Занятые\n{above};2019;2020;2021\nВсего;1,5;2,5;3\n");
            let found = periods(&table);
            assert_eq!(found.len(), 3, "{above}");
            assert!(found.iter().all(|(_, keys)| keys.is_empty()), "{above}: {found:?}");
        }
        // Groups of columns have their units over the first of each.
        let groups = ";тыс. человек;;в процентах;\n;2020;2021;2020;2021\nВсего;1,5;2;3;4\n";
        assert_eq!(periods(groups)[3].1, ["в процентах"]);
    }

    /// By hand: figures of four digits are no years.
    #[test]
    fn figures_that_look_like_years_are_figures() {
        let table = "Регион;2022;2023;2024\nСевер;1500;1700;2250\nЮг;1900;2000;2100\n";
        let header = across(&of_text("f", table).expect("cells")).expect("a header");
        assert_eq!((header.first, header.below, header.columns.len()), (0, 1, 3));
        let parts = ";I квартал;II квартал;I квартал\n;2023;2023;2024\nСевер;1500;1700;2250\n";
        let found = periods(parts);
        assert_eq!(found[2].0, "2024Q1");
    }

    /// By hand: a year, alone or with a figure of its own, above its months.
    #[test]
    fn months_have_the_year_above_them() {
        let table = "Период;Всего\n2023 г.\nноябрь;5\nдекабрь;6\n2024 г.;90\nянварь;7\nфевраль;8\n";
        let grid = with_years(&of_text("f", table).expect("cells")).expect("years");
        let texts: Vec<&str> = grid.rows.iter().map(|row| row.text(0)).collect();
        assert_eq!(texts, ["Период", "", "2023-11", "2023-12", "2024M13", "2024-01", "2024-02"]);
        // The header is the first row, whatever stood between it and the months.
        assert_eq!(down(&grid).map(|down| (down.header.first, down.header.below)), Some((0, 1)));
        assert!(with_years(&of_text("f", "Год;А\n2023;5\n2024;6\n").expect("cells")).is_none());
    }

    /// By hand: a mark right behind a year shows next to the year before; days that a spreadsheet counts are
    /// those of 2010 to 2012; what has no period is said.
    #[test]
    fn periods_show_next_to_others() {
        let marked = ";2021;2022;20231\nВсего;1,5;2,5;3\n";
        assert_eq!(periods(marked)[2].0, "2023");
        let counted = ";40544;40909;41275\nВсего;1,5;2,5;3\n";
        let found = periods(counted);
        assert_eq!((found.len(), found[0].0.as_str()), (3, "2011-01-01"));
        let table = ";2021;2022;в процентах к 2021\nВсего;1,5;2,5;3\n";
        let header = across(&of_text("f", table).expect("cells")).expect("a header");
        let said: Vec<&str> = header.notes.iter().map(Text::as_str).collect();
        assert_eq!(
            said,
            ["columns of figures without a period are left out: `в процентах к 2021`"]
        );
    }
}

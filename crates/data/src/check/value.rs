//! Types and constraints of cells.

use crate::check::looked::Looked;
use crate::package::assemble::a_year;
use crate::package::descriptor::Field;
use crate::package::number;
use crate::package::open::{DESCRIPTOR, Package};
use crate::timeseries::period::last_day;
use suranys_core::Year;
use suranys_core::diagnostic::nearest;
use suranys_core::{Diagnostic, Span};

/// What is wrong with a cell: message, what was allowed, help.
type Wrong = (String, String, String);

/// Every cell against its column's declaration.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        let (fields, unread): (Vec<&Field>, Vec<&Field>) =
            table.resource.schema.fields.iter().partition(|field| is_read(field));
        for field in unread {
            looked.at += 1;
            let kind = match &field.format {
                Some(format) => format!("{}, {format}", field.kind),
                None => field.kind.clone(),
            };
            let message = format!(
                "the type `{kind}` of column `{}` of `{}` is not read",
                field.name, table.resource.name
            );
            looked.find(
                Diagnostic::error("value", Span::file(DESCRIPTOR), message)
                    .found(kind)
                    .allowed("string, integer, number, year, boolean, or date by %Y, %m and %d")
                    .help("declare the column as one of these, a string where nothing is to be checked"),
            );
        }
        for row in &table.rows {
            for field in &fields {
                looked.at += 1;
                let text = row.text(&field.name);
                if let Some((message, allowed, help)) = wrong(text, field) {
                    let at = table.span(row, &field.name);
                    looked.find(
                        Diagnostic::error("value", at, message)
                            .found(text)
                            .allowed(allowed)
                            .help(help),
                    );
                }
            }
        }
    }
    looked
}

/// A whole number, without the declared marks between thousands.
fn whole(text: &str, field: &Field) -> Result<i64, std::num::ParseIntError> {
    match field.group_char.as_deref().filter(|mark| !mark.is_empty()) {
        Some(mark) => text.replace(mark, "").parse(),
        None => text.parse(),
    }
}

/// Whether cells of such a column are read.
fn is_read(field: &Field) -> bool {
    match (field.kind.as_str(), field.format.as_deref()) {
        ("date", Some(format)) => pattern(format).is_some(),
        (kind, _) => ["string", "number", "integer", "year", "date", "boolean"].contains(&kind),
    }
}

/// Words for yes and no, as Table Schema has them where a column does not.
fn truths(field: &Field) -> Vec<String> {
    let or = |own: &Option<Vec<String>>, usual: [&str; 4]| match own {
        Some(own) => own.clone(),
        None => usual.map(str::to_owned).to_vec(),
    };
    let yes = or(&field.true_values, ["true", "True", "TRUE", "1"]);
    [yes, or(&field.false_values, ["false", "False", "FALSE", "0"])].concat()
}

/// The parts of a form of days: `Y`, `m`, `d`, and the marks between them. None of one with other parts.
fn pattern(format: &str) -> Option<Vec<char>> {
    let format = if matches!(format, "default" | "any") { "%Y-%m-%d" } else { format };
    let mut parts = Vec::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => parts.push(chars.next().filter(|part| "Ymd".contains(*part))?),
            c if c.is_alphanumeric() => return None,
            c => parts.push(c),
        }
    }
    let has = |part: &char| parts.iter().filter(|one| *one == part).count() == 1;
    ['Y', 'm', 'd'].iter().all(has).then_some(parts)
}

/// Whether a text is a day of the calendar, written as a form says.
fn is_day(text: &str, format: Option<&str>) -> bool {
    let Some(parts) = pattern(format.unwrap_or("default")) else { return false };
    let mut left = text;
    let (mut year, mut month, mut day) = (0, 0, 0);
    for part in parts {
        let length = match part {
            'Y' => 4,
            'm' | 'd' => 2,
            mark => {
                let Some(rest) = left.strip_prefix(mark) else { return false };
                left = rest;
                continue;
            }
        };
        let number = left.get(..length).filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
        let Some(number) = number.and_then(|text| text.parse::<i64>().ok()) else { return false };
        left = left.get(length..).unwrap_or_default();
        match part {
            'Y' => year = number,
            'm' => month = number,
            _ => day = number,
        }
    }
    left.is_empty()
        && (1..=12).contains(&month)
        && (1..=last_day(year * 12 + month - 1)).contains(&day)
}

fn wrong(text: &str, field: &Field) -> Option<Wrong> {
    let name = &field.name;
    if text.is_empty() {
        let message = format!("column `{name}` may not be empty");
        return field
            .constraints
            .required
            .then(|| (message, "a value".to_owned(), "fill the cell".to_owned()));
    }
    let typed = match field.kind.as_str() {
        "string" => Ok(None),
        "number" => number::parse(text, field).map(Some),
        "date" => match is_day(text, field.format.as_deref()) {
            true => Ok(None),
            false => Err(number::NotANumber {
                message: "there is no such day".to_owned(),
                help: "write a day of the calendar as the column declares it".to_owned(),
            }),
        },
        "boolean" => match truths(field).iter().any(|word| word == text) {
            true => Ok(None),
            false => Err(number::NotANumber {
                message: "this is neither yes nor no".to_owned(),
                help: format!("write one of: {}", truths(field).join(", ")),
            }),
        },
        "integer" | "year" => whole(text, field).map(|v| Some(v as f64)).map_err(|_| {
            let why = number::parse(text, field);
            number::NotANumber {
                message: why.err().map_or("this is not a whole number".to_owned(), |e| e.message),
                help: "write a whole number".to_owned(),
            }
        }),
        other => Err(number::NotANumber {
            message: format!("the type `{other}` of column `{name}` is not known"),
            help: "use string, integer, number or year".to_owned(),
        }),
    };
    let number = match typed {
        Ok(number) => number,
        Err(why) => {
            return Some((
                format!("`{text}`: {}", why.message),
                match field.kind.as_str() {
                    "integer" => "a whole number".to_owned(),
                    other => format!("a {other}"),
                },
                why.help,
            ));
        }
    };
    if let Some(list) = &field.constraints.one_of {
        let allowed: Vec<String> =
            list.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).collect();
        if !allowed.iter().any(|a| a == text) {
            let near = nearest(text, allowed.iter().map(String::as_str));
            let help = near.map_or("use one of the allowed words".to_owned(), |near| {
                format!("is `{near}` meant?")
            });
            return Some((
                format!("`{text}` is not allowed in column `{name}`"),
                allowed.join(", "),
                help,
            ));
        }
    }
    let number = number?;
    if field.kind == "year" && Year::parse(text).is_none() {
        let message = format!("`{text}` is no year that column `{name}` can speak of");
        return Some((message, a_year(), "correct the year".to_owned()));
    }
    let (min, max) = (field.constraints.minimum, field.constraints.maximum);
    if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
        let bound = |b: Option<f64>| b.map_or("any".to_owned(), |b| b.to_string());
        let allowed = format!("from {} to {}", bound(min), bound(max));
        return Some((
            format!("`{text}` is out of the range of column `{name}`"),
            allowed,
            "correct the value, or its unit".to_owned(),
        ));
    }
    None
}

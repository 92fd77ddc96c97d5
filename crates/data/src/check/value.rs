//! Types and constraints of cells.

use crate::check::looked::Looked;
use crate::package::assemble::a_year;
use crate::package::descriptor::Field;
use crate::package::number;
use crate::package::open::Package;
use suranys_core::Diagnostic;
use suranys_core::Year;
use suranys_core::diagnostic::nearest;

/// What is wrong with a cell: message, what was allowed, help.
type Wrong = (String, String, String);

/// Every cell against its column's declaration.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        for row in &table.rows {
            for field in &table.resource.schema.fields {
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
        "integer" | "year" => text.parse::<i64>().map(|v| Some(v as f64)).map_err(|_| {
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

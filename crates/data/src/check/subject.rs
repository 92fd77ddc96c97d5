//! Records of the list speak of occupations or professions that the package has.

use crate::check::looked::Looked;
use crate::package::open::Package;
use suranys_core::Diagnostic;
use suranys_core::diagnostic::nearest;
use suranys_core::text;

/// Tables of records, each with the column that names whom they are about. A foreign key can't
/// say it: the one may stand in either of two tables.
const RECORDS: [(&str, &str); 4] = [
    ("scope_exceptions", "subject"),
    ("nominations", "subject"),
    ("consultation", "line"),
    ("panel_answers", "occupation"),
];

/// Every record is about someone known.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    let ids = |name: &str| {
        let rows = package.tables.get(name).into_iter().flat_map(|table| &table.rows);
        rows.map(|row| row.text("id"))
    };
    let known: Vec<&str> = ids("isco08").chain(ids("professions")).collect();
    for (name, column) in RECORDS {
        let Some(table) = package.tables.get(name) else { continue };
        looked.at += table.rows.len();
        for row in table.rows.iter().filter(|row| !known.contains(&row.text(column))) {
            let text = row.text(column);
            let help = nearest(text, known.iter().copied())
                .map_or(text!("correct it"), |near| text!("is `{near}` meant?", near));
            looked.find(
                Diagnostic::error(
                    "subject",
                    table.span(row, column),
                    text!("`{text}` is neither an occupation nor a profession", text),
                )
                .found(text)
                .allowed(text!("an identifier of `isco08` or `professions`"))
                .help(help),
            );
        }
    }
    looked
}

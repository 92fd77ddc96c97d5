//! Keys name one row each.

use crate::check::looked::Looked;
use crate::package::descriptor::Names;
use crate::package::open::{Package, Table};
use std::collections::BTreeMap;
use suranys_core::Diagnostic;
use suranys_core::text;

/// Two rows with the same key are both named.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        let schema = &table.resource.schema;
        let alone = schema.fields.iter().filter(|field| field.constraints.unique);
        let alone = alone.map(|field| std::slice::from_ref(&field.name));
        let others = schema.unique_keys.iter().map(Names::list).chain(alone);
        of_key(table, schema.primary_key.list(), false, &mut looked);
        for names in others.filter(|names| *names != schema.primary_key.list()) {
            of_key(table, names, true, &mut looked);
        }
    }
    looked
}

/// That no two rows have the same texts in these columns; of keys next to the first, rows in which one of them
/// is empty are alike with none.
fn of_key(table: &Table, names: &[String], skips_empty: bool, looked: &mut Looked) {
    if names.is_empty() {
        return;
    }
    let mut seen: BTreeMap<Vec<&str>, u64> = BTreeMap::new();
    for row in &table.rows {
        looked.at += 1;
        let key: Vec<&str> = names.iter().map(|name| row.text(name)).collect();
        if skips_empty && key.iter().any(|text| text.is_empty()) {
            continue;
        }
        let shown = key.join(", ");
        if let Some(first) = seen.get(&key) {
            looked.find(
                Diagnostic::error(
                    "key",
                    table.span(row, &names.join(",")),
                    text!("the key `{shown}` stands already in row {first}", shown, first),
                )
                .found(shown)
                .allowed(text!("a key that no other row has"))
                .help(text!("remove one of the two rows, or correct its key")),
            );
        } else {
            seen.insert(key, row.line);
        }
    }
}

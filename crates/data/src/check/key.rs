//! Keys name one row each.

use crate::check::looked::Looked;
use crate::package::open::Package;
use std::collections::BTreeMap;
use suranys_core::Diagnostic;

/// Two rows with the same key are both named.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        let names = table.resource.schema.primary_key.list();
        if names.is_empty() {
            continue;
        }
        let mut seen: BTreeMap<Vec<&str>, u64> = BTreeMap::new();
        for row in &table.rows {
            looked.at += 1;
            let key: Vec<&str> = names.iter().map(|name| row.text(name)).collect();
            let shown = key.join(", ");
            if let Some(first) = seen.get(&key) {
                looked.find(
                    Diagnostic::error(
                        "key",
                        table.span(row, &names.join(",")),
                        format!("the key `{shown}` stands already in row {first}"),
                    )
                    .found(shown)
                    .allowed("a key that no other row has")
                    .help("remove one of the two rows, or correct its key"),
                );
            } else {
                seen.insert(key, row.line);
            }
        }
    }
    looked
}

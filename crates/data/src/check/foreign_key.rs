//! Codes stand in the classification they refer to.

use crate::check::looked::Looked;
use crate::package::open::{DESCRIPTOR, Package};
use std::collections::BTreeSet;
use suranys_core::diagnostic::{is_lost_zero, nearest, with_lost_zero};
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};

/// Every reference finds its row.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        for reference in &table.resource.schema.foreign_keys {
            let there = &reference.reference;
            // A table without a name is the one that refers to it.
            let resource = match there.resource.as_str() {
                "" => &table.resource.name,
                _ => &there.resource,
            };
            let Some(target) = package.tables.get(resource) else {
                let declared =
                    package.descriptor.resources.iter().any(|r| r.name == there.resource);
                if !declared {
                    let names = package.descriptor.resources.iter().map(|r| r.name.as_str());
                    let help = nearest(&there.resource, names)
                        .map_or(text!("declare it"), |near| text!("is `{near}` meant?", near));
                    looked.find(
                        Diagnostic::error(
                            "code",
                            Span::file(DESCRIPTOR),
                            text!(
                                "`{name}` refers to a table that is not declared",
                                name = table.resource.name
                            ),
                        )
                        .found(there.resource.as_str())
                        .allowed(text!("the name of a resource"))
                        .help(help),
                    );
                }
                continue;
            };
            let codes: BTreeSet<Vec<&str>> = target
                .rows
                .iter()
                .map(|row| there.fields.list().iter().map(|name| row.text(name)).collect())
                .collect();
            let names = reference.fields.list();
            for row in &table.rows {
                let key: Vec<&str> = names.iter().map(|name| row.text(name)).collect();
                if key.iter().all(|text| text.is_empty()) {
                    continue;
                }
                looked.at += 1;
                if !codes.contains(&key) {
                    let shown = key.join(", ");
                    let known: Vec<String> = codes.iter().map(|code| code.join(", ")).collect();
                    let zeros = with_lost_zero(&shown, known.iter().map(String::as_str), |_| true);
                    let near = nearest(&shown, known.iter().map(String::as_str));
                    let help = match (zeros.as_slice(), near) {
                        ([], None) => {
                            text!("correct the code, or add it to the classification")
                        }
                        ([], Some(near)) => text!("is `{near}` meant?", near),
                        (some, _) => is_lost_zero(some),
                    };
                    looked.find(
                        Diagnostic::error(
                            "code",
                            table.span(row, &names.join(",")),
                            text!("`{shown}` is not a code of `{resource}`", shown, resource),
                        )
                        .found(shown.as_str())
                        .allowed(abridged(&known))
                        .help(help),
                    );
                }
            }
        }
    }
    looked
}

/// All of a short list; of a long one the first few and how many there are.
fn abridged(known: &[String]) -> Text {
    const SHOWN: usize = 30;
    if known.len() <= SHOWN {
        return known.join(", ").into();
    }
    let first: Vec<&str> = known.iter().take(SHOWN).map(String::as_str).collect();
    text!("{first}, … ({count} codes)", first = first.join(", "), count = known.len())
}

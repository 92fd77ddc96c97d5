//! Age groups without a hole.

use crate::check::looked::Looked;
use crate::package::open::Package;
use std::collections::BTreeMap;
use suranys_core::text;
use suranys_core::{AgeGroup, Diagnostic};

/// The age groups of a set follow each other from the first age to an open end.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        let Some(rule) = &table.resource.suranys.ages else { continue };
        let mut groups: BTreeMap<Vec<&str>, Vec<(AgeGroup, &crate::package::open::Row)>> =
            BTreeMap::new();
        for row in &table.rows {
            if let Some(age_group) = AgeGroup::parse(row.text(&rule.field)) {
                let group = rule.by.iter().map(|column| row.text(column)).collect();
                groups.entry(group).or_default().push((age_group, row));
            }
        }
        for (group, mut age_groups) in groups {
            looked.at += 1;
            age_groups.sort_by_key(|(age_group, _)| age_group.from());
            let mut next = Some(rule.from);
            for (age_group, row) in &age_groups {
                if next != Some(age_group.from()) {
                    let wanted = next.map_or(text!("no band"), |age| text!("age {age}", age));
                    looked.find(
                        Diagnostic::error(
                            "ages",
                            table.span(row, &rule.field),
                            text!(
                                "the ages of `{group}` have a hole or an overlap",
                                group = group.join(", ")
                            ),
                        )
                        .found(age_group.to_string())
                        .allowed(text!("a band that begins with {wanted}", wanted))
                        .help(text!(
                            "add the missing band, with status M and the reason if it is not known"
                        )),
                    );
                }
                next = age_group.to().map(|to| to + 1);
            }
            if let (Some(age), Some((age_group, row))) = (next, age_groups.last()) {
                looked.find(
                    Diagnostic::error(
                        "ages",
                        table.span(row, &rule.field),
                        text!(
                            "the ages of `{group}` end before the oldest",
                            group = group.join(", ")
                        ),
                    )
                    .found(age_group.to_string())
                    .allowed(text!("an open band from {age} on", age))
                    .help(text!(
                        "add the open band, with status M and the reason if it is not known"
                    )),
                );
            }
        }
    }
    looked
}

//! Components and totals that stand in tables of their own.

use crate::check::looked::{Difference, Looked, amount_text};
use crate::check::other_table::{group, values};
use crate::check::sum::group_name;
use crate::package::descriptor::IdentityRule;
use crate::package::open::{Package, Table};
use suranys_core::Diagnostic;
use suranys_core::text;

/// Where all tables have a figure, this one's and the others sum to the total: hired workers and the
/// self-employed to the employed, employed and unemployed to the labour force.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        for rule in &table.resource.suranys.identities {
            add_up(package, table, rule, &mut looked);
        }
    }
    looked
}

fn add_up(package: &Package, table: &Table, rule: &IdentityRule, looked: &mut Looked) {
    let others: Option<Vec<_>> = rule
        .plus
        .iter()
        .map(|name| Some(values(package, table, package.tables.get(name)?, &rule.by)))
        .collect();
    let total = package.tables.get(&rule.equals);
    let (Some(others), Some(total)) = (others, total) else { return };
    let totals = values(package, table, total, &rule.by);
    for row in &table.rows {
        let name = group(row, &rule.by);
        let known = table.number(row, "value").and_then(|own| {
            let more = others.iter().map(|other| other.get(&name).copied());
            Some((own + more.sum::<Option<f64>>()?, *totals.get(&name)?))
        });
        let Some((sum, total)) = known else { continue };
        looked.at += 1;
        let amount = sum - total;
        if amount.abs() <= rule.tolerance * (1.0 + 1e-9) {
            continue;
        }
        let key = group_name(&rule.by, &name);
        let message = text!(
            "for {key} this and `{plus}` sum to {sum}, `{equals}` has {total}",
            key,
            plus = rule.plus.join("`, `"),
            sum = amount_text(sum),
            equals = rule.equals,
            total = amount_text(total)
        );
        let diagnostic = Diagnostic::error("identity", table.span(row, "value"), message)
            .found(text!("difference {amount}", amount = amount_text(amount)))
            .allowed(text!("at most {max}", max = rule.tolerance))
            .help(text!(
                "correct the figure that is wrong; if the source itself contradicts, name it in \
                 `known_defects` with its reason"
            ));
        looked.differs(diagnostic, Difference { key, amount });
    }
}

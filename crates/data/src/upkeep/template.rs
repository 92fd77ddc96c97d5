//! What a form to type rows of a table into has.

use crate::package::descriptor::{Field, LABEL};
use crate::package::open::{Package, Row, Table};
use crate::upkeep::error::UpkeepError;
use crate::upkeep::revise::table_named;
use std::path::Path;
use suranys_core::classification::Labels;
use suranys_core::table_template::{TableTemplate, TemplateChoice, TemplateColumn};

/// The form of a table: its columns as the schema has them, with the codes that each may hold.
///
/// # Errors
/// When the package can't be read or has no such table.
pub fn table_template(folder: &Path, table: &str) -> Result<TableTemplate, UpkeepError> {
    let package = Package::open(folder)?;
    Ok(template_of(&package, table_named(&package, table)?))
}

/// [`table_template`] of a table of a package that is read.
pub(crate) fn template_of(package: &Package, table: &Table) -> TableTemplate {
    let columns = table.resource.schema.fields.iter().map(|field| TemplateColumn {
        name: field.name.clone(),
        kind: field.kind.clone(),
        unit: field.unit.clone(),
        required: field.constraints.required
            || table.resource.schema.primary_key.list().contains(&field.name),
        choices: choices(package, table, field),
    });
    TableTemplate {
        table: table.resource.name.clone(),
        title: table.resource.title.clone(),
        description: table.resource.description.clone(),
        languages: package.descriptor.languages(),
        columns: columns.collect(),
        rows: Vec::new(),
    }
}

/// The codes that a column may hold: those listed in the schema, else those of the table that it refers to.
fn choices(package: &Package, table: &Table, field: &Field) -> Vec<TemplateChoice> {
    if let Some(list) = &field.constraints.one_of {
        let code = |value: &serde_json::Value| {
            value.as_str().map_or_else(|| value.to_string(), str::to_owned)
        };
        let choice = |code| TemplateChoice { code, labels: Labels::default() };
        return list.iter().map(code).map(choice).collect();
    }
    let Some((there, column)) = referred(package, table, &field.name) else { return Vec::new() };
    let labels = |row: &Row| {
        let own = there.labels(row, LABEL);
        if !own.0.is_empty() {
            return own;
        }
        // A table without names in languages, such as that of sources, has them in its next columns.
        let others = there.resource.schema.fields.iter().filter(|other| other.name != column);
        let texts: Vec<&str> =
            others.take(2).map(|other| row.text(&other.name)).filter(|t| !t.is_empty()).collect();
        Labels(std::iter::once((String::new(), texts.join(", "))).collect())
    };
    let choice =
        |row: &Row| TemplateChoice { code: row.text(column).to_owned(), labels: labels(row) };
    there.rows.iter().map(choice).collect()
}

/// The table and column that a column refers to by itself.
pub(crate) fn referred<'p>(
    package: &'p Package,
    table: &'p Table,
    column: &str,
) -> Option<(&'p Table, &'p str)> {
    let keys = table.resource.schema.foreign_keys.iter();
    let mut alone = keys.filter(|key| key.fields.list() == [column.to_owned()]);
    let there = &alone.next()?.reference;
    let other = match there.resource.as_str() {
        "" => table,
        name => package.tables.get(name)?,
    };
    Some((other, there.fields.list().first()?.as_str()))
}

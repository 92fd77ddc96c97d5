//! Forecasts that others published, next to ours.

use crate::document::block::Builder;
use crate::document::table::Kind::{Numbers, Ranges, Words};
use crate::document::table::{Cell, Table, columns, foot};
use crate::error::ReportError;
use crate::view::{View, cut};
use suranys_core::Unit;
use suranys_core::published::PublishedForecast;
use suranys_core::run::Figure;

/// What a published figure is of where it is of the nation.
pub const TOTAL: &str = "total";

/// The chapter; a package without published forecasts has none.
pub fn published(view: View, b: &mut Builder) -> Result<(), ReportError> {
    if view.output.published.is_empty() {
        return Ok(());
    }
    b.heading(2, "published")?;
    b.text(vec![view.labels.text("text.published")?.to_owned()]);
    let nation = |row: &PublishedForecast| row.dimension == TOTAL;
    if view.output.published.iter().any(nation) {
        b.table(published_table(view, nation)?);
    }
    if !view.output.published.iter().all(nation) {
        b.file(published_table(view, |_| true)?);
    }
    Ok(())
}

/// The forecasts that `keep` takes, next to ours.
fn published_table(
    view: View,
    keep: impl Fn(&PublishedForecast) -> bool,
) -> Result<Table, ReportError> {
    let l = view.labels;
    let unit = Unit::PersonsPerYear;
    let mut rows = Vec::new();
    let mut used: Vec<Figure> = Vec::new();
    for row in view.output.published.iter().filter(|row| keep(row)) {
        let own = row.ours.as_ref().map(|ours| (ours, ours.figure()));
        let figure = own.as_ref().map(|(_, figure)| figure);
        let population =
            |hired: bool| l.text(if hired { "population.hired" } else { "population.employed" });
        let basis = match &own {
            Some((ours, _)) => {
                let (from, to) = (ours.key.from, ours.key.to);
                Cell::Text(format!("{from}–{to}, {}", population(ours.key.measure.of_hired())?))
            }
            None => Cell::Blank,
        };
        let happened = match &row.outturn {
            Ok(change) => Cell::Value(unit, change.per_year),
            Err(why) => Cell::Text(l.text(&format!("missing.{}", why.key()))?.to_owned()),
        };
        rows.push(vec![
            Cell::Text(match row.period.count() {
                1 => row.period.from().to_string(),
                _ => row.period.to_string(),
            }),
            Cell::Text(subject(view, row)?),
            Cell::Text(word(view, "published.scenario", &row.scenario)),
            Cell::Value(unit, row.per_year),
            Cell::central(figure),
            Cell::range(figure, false),
            basis,
            happened,
            Cell::status(view, figure)?,
        ]);
        used.extend(own.map(|(_, figure)| figure));
    }
    let columns = columns(
        view,
        &[
            ("period", 0, Words),
            ("what", 12, Words),
            ("scenario", 8, Words),
            ("published", 8, Numbers),
            ("own", 6, Numbers),
            ("range80", 4, Ranges),
            ("own-basis", 11, Words),
            ("net-change-observed", 12, Numbers),
            ("status", 0, Words),
        ],
    )?;
    let caption = l.text("table.published.caption")?.to_owned();
    Ok(Table::new(caption, columns, rows).with_foot(foot(view, &used)?))
}

/// The word for a key of a package, or the key.
fn word(view: View, group: &str, key: &str) -> String {
    view.labels.named(group, key, key).to_owned()
}

/// What a published figure is of: its quantity, and the place unless it is the nation.
fn subject(view: View, row: &PublishedForecast) -> Result<String, ReportError> {
    let quantity = word(view, "published.quantity", &row.quantity);
    let list = match row.dimension.as_str() {
        "section" => &view.output.sections,
        "region" => &view.output.regions,
        TOTAL => return Ok(quantity),
        group => {
            let name = word(view, &format!("published.{group}"), &row.code);
            return Ok(format!("{quantity}: {name}"));
        }
    };
    let item = list.iter().find(|item| item.code == row.code);
    let name = item.map_or(row.code.clone(), |item| cut(view.short(item)));
    Ok(format!("{quantity}: {name}"))
}

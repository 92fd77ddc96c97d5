//! The sheet of a region.

use crate::document::block::{Block, Builder};
use crate::document::sheets::causes::{cause_part, list_of, measured};
use crate::document::sheets::sheet::{Sheet, SheetKind, captioned, heads, section};
use crate::document::table::Kind::{Numbers, Ranges, Words as Text};
use crate::document::table::{Cell, Column, foot};
use crate::error::ReportError;
use crate::view::View;
use crate::words::Words;
use std::collections::BTreeSet;
use suranys_core::run::{Figure, FigureKey, Measure, NamedCode, OutturnRow};
use suranys_core::shortage_list::ListOutput;
use suranys_core::{Unit, Year};

/// Stocks and rates of a year.
const STOCKS: [Measure; 5] = [
    Measure::Employment,
    Measure::HiredWorkers,
    Measure::LabourForce,
    Measure::UnemploymentRate,
    Measure::UnemploymentAgainstPast,
];
/// Flows over a period, and what is made of them.
const FLOWS: [Measure; 6] = [
    Measure::NetEmploymentChange,
    Measure::ExpansionDemand,
    Measure::ReplacementDemand,
    Measure::JobOpenings,
    Measure::HiredJobOpenings,
    Measure::OpeningsPerUnemployed,
];

/// The sheet of a region.
///
/// # Errors
/// When a label is missing.
pub fn region_sheet(
    view: View,
    list: Option<&ListOutput>,
    words: &Words,
    region: &NamedCode,
) -> Result<Sheet, ReportError> {
    let l = view.labels;
    let names: BTreeSet<String> =
        region.labels.0.values().chain(region.short.0.values()).cloned().collect();
    let mut sheet = Sheet {
        kind: SheetKind::Region,
        id: region.code.clone(),
        code: view.code(&region.code).to_owned(),
        name: view.name(region).to_owned(),
        names,
        blocks: Vec::new(),
    };
    let mut b = Builder::new(l);
    b.add(Block::Heading { level: 1, text: sheet.title() });
    b.text(vec![l.fill("sheet.about-region", &[("base", &view.output.base_year.to_string())])?]);
    let mut used: Vec<&Figure> = Vec::new();
    stocks(view, &region.code, &mut used, &mut b)?;
    flows(view, &region.code, &mut used, &mut b)?;
    groups(view, &region.code, &mut used, &mut b)?;
    let signal = list.and_then(|list| list.signal.as_ref());
    if let Some(signal) = signal
        && let Some(causes) = &signal.causes
        && let Some(said) = causes.regions.get(&region.code)
    {
        cause_part(signal, &causes.book.regions, said, causes.entry_months, words, &mut b)?;
    }
    b.add(section(l, "settling")?);
    list_of(l.list("sheet.region-settling")?.to_vec()).into_iter().for_each(|block| b.add(block));
    record(view, &region.code, &mut b)?;
    b.add(section(l, "sources")?);
    let sources: BTreeSet<&str> =
        used.iter().flat_map(|figure| &figure.source).map(String::as_str).collect();
    // In the order of their numbers, which stand below the tables.
    let named: Vec<String> = sources
        .iter()
        .map(|name| {
            let title = l.named("resource", name, name);
            let number = l.number_of(name).map_or(String::new(), |number| format!("S{number} "));
            format!("{number}{title}")
        })
        .collect();
    let named = named.join("; ");
    let mut text = vec![l.fill("sheet.region-sources", &[("sources", &named)])?];
    if view.synthetic() {
        text.push(l.text("mark.synthetic")?.to_owned());
    }
    b.text(text);
    sheet.blocks = b.blocks();
    Ok(sheet)
}

fn central(figure: Option<&Figure>) -> Cell {
    match figure {
        Some(known) if known.unit == Unit::Share => Cell::percent(figure),
        _ => Cell::central(figure),
    }
}

/// Name of a measure with its unit: of a difference of shares, percentage points.
fn named(view: View, measure: Measure, unit: Unit) -> Result<String, ReportError> {
    let name = view.measure(measure)?;
    match measure {
        Measure::UnemploymentAgainstPast => {
            Ok(format!("{name}, {}", view.unit_of_difference(unit)?))
        }
        _ => Ok(measured(name, view.unit(unit)?, unit)),
    }
}

/// Stocks in the last year observed and at the end of each reporting period.
fn stocks<'v>(
    view: View<'v>,
    region: &str,
    used: &mut Vec<&'v Figure>,
    b: &mut Builder,
) -> Result<(), ReportError> {
    let ends = view.periods().into_iter().map(|period| period.to());
    let years: BTreeSet<Year> = ends.chain([view.output.base_year]).collect();
    let mut rows = Vec::new();
    for measure in STOCKS {
        let key = view.key(view.baseline_id(), measure).in_region(region);
        let found: Vec<Option<&Figure>> =
            years.iter().map(|year| view.in_year(&key, *year)).collect();
        let Some(unit) = found.iter().find_map(|figure| Some((*figure)?.unit)) else { continue };
        let mut row = vec![Cell::Text(named(view, measure, unit)?)];
        for figure in found {
            used.extend(figure);
            // A difference of shares is in points, and its unit stands at the name.
            row.push(match measure {
                Measure::UnemploymentAgainstPast => Cell::central(figure),
                _ => central(figure),
            });
            row.push(Cell::range(figure, false));
        }
        rows.push(row);
    }
    let mut columns = heads(view.labels, &[("measure", 8, Text)])?;
    for year in &years {
        columns.push(Column { head: year.to_string(), width: 0, kind: Numbers });
        let head = view.labels.text("sheet.column.range80")?.to_owned();
        columns.push(Column { head, width: 4, kind: Ranges });
    }
    b.table(captioned(view.labels, "stocks", columns, rows)?);
    Ok(())
}

fn flows<'v>(
    view: View<'v>,
    region: &str,
    used: &mut Vec<&'v Figure>,
    b: &mut Builder,
) -> Result<(), ReportError> {
    let mut rows = Vec::new();
    for measure in FLOWS {
        let key = view.key(view.baseline_id(), measure).in_region(region);
        let found: Vec<Option<&Figure>> =
            view.periods().into_iter().map(|period| view.over(&key, period)).collect();
        let Some(unit) = found.iter().find_map(|figure| Some((*figure)?.unit)) else { continue };
        let mut row = vec![Cell::Text(named(view, measure, unit)?)];
        for figure in found {
            used.extend(figure);
            row.push(central(figure));
            row.push(Cell::range(figure, false));
        }
        rows.push(row);
    }
    let columns = crate::document::sheets::occupation::period_columns(view, "measure")?;
    let below = foot(view, used.iter().copied())?;
    b.table(captioned(view.labels, "flows", columns, rows)?.with_foot(below));
    Ok(())
}

/// What each major group of occupations needs over the policy period, the most first.
fn groups<'v>(
    view: View<'v>,
    region: &str,
    used: &mut Vec<&'v Figure>,
    b: &mut Builder,
) -> Result<(), ReportError> {
    let key = view.key(view.baseline_id(), Measure::NetRequirement).in_region(region);
    let of = |item: &'v NamedCode| {
        let key = FigureKey::in_occupation(key.clone(), &item.code);
        Some((item, view.cumulated(&key)?))
    };
    let mut all: Vec<(&NamedCode, &Figure)> =
        view.output.occupations.iter().filter_map(of).collect();
    if all.is_empty() {
        return Ok(());
    }
    all.sort_by(|a, b| b.1.estimate.central().total_cmp(&a.1.estimate.central()));
    let rows = all.iter().map(|(item, figure)| {
        let name = format!("{} {}", view.code(&item.code), view.name(item));
        vec![Cell::Text(name), Cell::central(Some(figure)), Cell::range(Some(figure), false)]
    });
    let rows = rows.collect();
    used.extend(all.iter().map(|(_, figure)| *figure));
    let columns =
        heads(view.labels, &[("group", 9, Text), ("median", 3, Numbers), ("range80", 4, Ranges)])?;
    let period = view.period().to_string();
    let caption = view.labels.fill("sheet.caption.region-groups", &[("period", &period)])?;
    b.table(crate::document::table::Table::new(caption, columns, rows));
    Ok(())
}

/// How forecasts of the region did; nothing where none can be scored.
fn record(view: View, region: &str, b: &mut Builder) -> Result<(), ReportError> {
    let own = |row: &&OutturnRow| {
        row.key.region.as_deref() == Some(region)
            && row.key.section.is_none()
            && row.key.occupation.is_none()
    };
    let rows: Vec<&OutturnRow> = view.output.outturns.iter().filter(own).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let count = |pick: fn(&OutturnRow) -> bool| rows.iter().filter(|row| pick(row)).count();
    let values = [
        ("count", rows.len().to_string()),
        ("inside80", count(|row| row.inside80).to_string()),
        ("inside95", count(|row| row.inside95).to_string()),
        ("vintage", crate::view::vintages(rows.iter().copied())),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    b.add(section(view.labels, "record")?);
    b.text(vec![view.labels.fill("sheet.record", &values)?]);
    Ok(())
}

//! The two pages at the front: what was found, how sure each finding is, one chart, one table, and what it
//! can't tell.

use crate::charts::figures::Figures;
use crate::display::lower;
use crate::document::block::{Block, Finding, Front, TextBox};
use crate::document::certainty::{Certainty, CertaintyRule};
use crate::document::published::TOTAL;
use crate::document::signal_tables::{name_of, put_forward};
use crate::document::summary::{
    central, dip_places, edge, figure_places, key_figures, population, scenarios_sentence,
    sentence, unemployment,
};
use crate::document::table::Kind::{Numbers, Ranges, Words};
use crate::document::table::{Cell, Table, columns, foot};
use crate::error::ReportError;
use crate::view::{View, cut};
use crate::words::Words as Vocabulary;
use suranys_core::YearSpan;
use suranys_core::run::{Figure, FigureKey, Measure, NamedCode};
use suranys_core::shortage_list::Tier;

/// Chart of the second page.
const CHART: &str = "net-requirement-by-year";
/// How many sections and regions, and how many major groups, the table has.
const PLACES: usize = 5;
const GROUPS: usize = 3;
/// How many regions, groups and professions a sentence names.
const NAMED: usize = 3;
const LISTED: usize = 5;
/// How many published forecasts stand next to ours.
const OTHERS: usize = 3;

/// The front of the report of a run.
///
/// # Errors
/// When a label is missing.
pub fn front(view: View, figures: &Figures) -> Result<Front, ReportError> {
    let l = view.labels;
    let text = |key: &str| l.text(key).map(str::to_owned);
    let mut boxes = Vec::new();
    let others = published(view)?;
    if !others.is_empty() {
        boxes.push(TextBox { title: text("front.others")?, lines: others });
    }
    for key in ["cannot", "proposals"] {
        let lines = l.list(&format!("front.{key}-items"))?.to_vec();
        boxes.push(TextBox { title: text(&format!("front.{key}"))?, lines });
    }
    let picture = figures.named(CHART);
    Ok(Front {
        title: text("front.title")?,
        findings: findings(view)?,
        rule: text("front.rule")?,
        key_figures: key_figures(view)?,
        figure: picture.map(|picture| Block::Figure {
            number: 1,
            name: picture.name.clone(),
            alt: picture.description.clone(),
        }),
        table: table(view)?,
        boxes,
        record: record(view)?,
    })
}

/// Findings in a sentence each, as many as the run has figures for.
fn findings(view: View) -> Result<Vec<Finding>, ReportError> {
    let rule = CertaintyRule::read()?;
    let mut all = Vec::new();
    let mut add = |found: Option<(String, Certainty)>| -> Result<(), ReportError> {
        if let Some((text, certainty)) = found {
            let mark = view.labels.text(&format!("certainty.{}", certainty.key()))?.to_owned();
            all.push(Finding { text, mark, certainty });
        }
        Ok(())
    };
    add(demand(view, rule)?)?;
    add(ahead(view, rule)?)?;
    add(unemployment_finding(view, rule)?)?;
    add(places(view, rule)?)?;
    add(list(view)?)?;
    add(scenarios(view, rule)?)?;
    Ok(all)
}

/// Openings of hired workers where they are known, of all employed else.
fn openings_key(view: View) -> FigureKey {
    let of = |measure| view.key(view.baseline_id(), measure);
    let hired = of(Measure::HiredJobOpenings);
    match view.cumulated(&hired) {
        Some(_) => hired,
        None => of(Measure::JobOpenings),
    }
}

fn demand(view: View, rule: CertaintyRule) -> Result<Option<(String, Certainty)>, ReportError> {
    let key = openings_key(view);
    let Some(figure) = view.cumulated(&key) else { return Ok(None) };
    let years = view.period().years();
    let known = years.clone().filter(|year| *year <= view.output.base_year).count();
    let stated = [
        ("what", population(view, &key)?.to_owned()),
        ("period", view.period().to_string()),
        ("known", known.to_string()),
        ("years", years.count().to_string()),
    ];
    let text = ranged(view, "front.demand", figure, stated)?;
    Ok(Some((text, rule.of_figure(figure))))
}

/// A sentence with median and 80% prediction interval of a figure.
fn ranged(
    view: View,
    key: &str,
    figure: &Figure,
    stated: impl IntoIterator<Item = (&'static str, String)>,
) -> Result<String, ReportError> {
    let none = view.labels.text("not-available")?;
    sentence(view, key, stated.into_iter().chain(figure_places(view, Some(figure), none)?))
}

fn ahead(view: View, rule: CertaintyRule) -> Result<Option<(String, Certainty)>, ReportError> {
    let key = openings_key(view);
    let next = view.periods().into_iter().nth(1);
    let found = next.and_then(|period| Some((period, view.over(&key, period)?)));
    let Some((period, figure)) = found else { return Ok(None) };
    let when = [("period", period.to_string())];
    let text = match dip_places(view)? {
        Some(dip) => ranged(view, "front.ahead-dip", figure, when.into_iter().chain(dip))?,
        None => ranged(view, "front.ahead", figure, when)?,
    };
    Ok(Some((text, rule.of_figure(figure))))
}

fn unemployment_finding(
    view: View,
    rule: CertaintyRule,
) -> Result<Option<(String, Certainty)>, ReportError> {
    let none = view.labels.text("not-available")?;
    let key = view.key(view.baseline_id(), Measure::UnemploymentRate);
    let figure = view.in_year(&key, view.period().to());
    let text = unemployment(view, none)?;
    Ok(text.zip(figure).map(|(text, figure)| (text, rule.of_figure(figure))))
}

/// Items by a figure over the policy period, the greatest first.
fn sorted<'v>(
    view: View<'v>,
    measure: Measure,
    items: &'v [NamedCode],
    place: fn(FigureKey, &str) -> FigureKey,
) -> Vec<(&'v NamedCode, &'v Figure)> {
    let key = view.key(view.baseline_id(), measure);
    let mut all: Vec<(&NamedCode, &Figure)> = items
        .iter()
        .filter_map(|item| {
            Some((item, view.of_period(&place(key.clone(), &item.code), view.period())?))
        })
        .collect();
    all.sort_by(|a, b| b.1.estimate.central().total_cmp(&a.1.estimate.central()));
    all
}

/// Where people are likely to be short: regions with the lowest unemployment against their own past, and
/// groups whose openings entrants are likely to cover less than the nation's.
fn places(view: View, rule: CertaintyRule) -> Result<Option<(String, Certainty)>, ReportError> {
    let l = view.labels;
    let output = view.output;
    let mut regions =
        sorted(view, Measure::UnemploymentAgainstPast, &output.regions, FigureKey::in_region);
    regions.reverse();
    let groups =
        sorted(view, Measure::TightnessProbability, &output.occupations, FigureKey::in_occupation);
    let mut sure = Vec::new();
    let mut sentences = Vec::new();
    let names = |all: &[(&NamedCode, &Figure)], called: fn(&str) -> String| -> String {
        all.iter().map(|(item, _)| called(view.short(item))).collect::<Vec<_>>().join(", ")
    };
    if let Some(first) = regions.get(..NAMED.min(regions.len())).filter(|all| !all.is_empty()) {
        let year = view.period().to().to_string();
        sentences.push(l.fill(
            "front.regions",
            &[("regions", &names(first, str::to_owned)), ("year", &year)],
        )?);
        sure.extend(first.iter().map(|(_, figure)| rule.of_figure(figure)));
    }
    let groups: Vec<_> = groups
        .into_iter()
        .filter(|(_, f)| rule.is_likely(f.estimate.central()))
        .take(NAMED)
        .collect();
    if let Some((_, lowest)) = groups.last() {
        let text = l.fill("front.groups", &[("groups", &names(&groups, lower))])?;
        sentences.push(if sentences.is_empty() { text } else { lower(&text) });
        sure.push(rule.of_probability(lowest.estimate.central()));
    }
    let certainty = sure.into_iter().min();
    Ok(certainty.map(|certainty| (format!("{}.", sentences.join("; ")), certainty)))
}

fn list(view: View) -> Result<Option<(String, Certainty)>, ReportError> {
    let Some(signal) = view.output.list.as_ref().and_then(|list| list.signal.as_ref()) else {
        return Ok(None);
    };
    let words = Vocabulary::of(view.labels);
    let count = |tier: Tier| put_forward(signal).filter(|s| s.tier == tier).count();
    let (recommend, consult) = (count(Tier::Recommend), count(Tier::Consult));
    let scope = signal.signals.iter().filter(|s| s.in_scope && !s.profession).count();
    let names: Vec<String> = put_forward(signal)
        .take(LISTED)
        .map(|s| lower(name_of(signal, &s.group, &words)))
        .collect();
    if names.is_empty() {
        let text = view.labels.fill("front.list-none", &[("scope", &scope.to_string())])?;
        return Ok(Some((text, Certainty::Low)));
    }
    let text = view.labels.fill(
        "front.list",
        &[
            ("recommend", &recommend.to_string()),
            ("consult", &consult.to_string()),
            ("scope", &scope.to_string()),
            ("names", &names.join("; ")),
        ],
    )?;
    let worst = put_forward(signal).filter(|s| s.tier == Tier::Recommend).map(|s| s.grade).min();
    Ok(Some((text, CertaintyRule::of_grade(worst.flatten()))))
}

fn scenarios(view: View, rule: CertaintyRule) -> Result<Option<(String, Certainty)>, ReportError> {
    let key = openings_key(view);
    let Some(text) = scenarios_sentence(view, &key)? else { return Ok(None) };
    let others = view.output.scenarios.iter().skip(1);
    let figures = others.filter_map(|scenario| {
        view.cumulated(&FigureKey { scenario: scenario.id.clone(), ..key.clone() })
    });
    let certainty = figures.map(|figure| rule.of_figure(figure)).min();
    Ok(certainty.map(|certainty| (text, certainty)))
}

/// Sections, regions and major groups with the most openings.
fn table(view: View) -> Result<Option<Table>, ReportError> {
    let output = view.output;
    let of = |items, place, count: usize| {
        let mut all = sorted(view, Measure::JobOpenings, items, place);
        all.truncate(count);
        all
    };
    let mut rows = Vec::new();
    let mut used: Vec<&Figure> = Vec::new();
    let base = view.baseline_id();
    let end = view.period().to();
    for (item, figure) in of(&output.sections, FigureKey::in_section, PLACES) {
        used.push(figure);
        rows.push((view.short(item), figure, Cell::Blank, Cell::Blank));
    }
    for (item, figure) in of(&output.regions, FigureKey::in_region, PLACES) {
        let rate = view.key(base, Measure::UnemploymentRate).in_region(&item.code);
        let rate = view.in_year(&rate, end);
        used.push(figure);
        used.extend(rate);
        rows.push((view.short(item), figure, Cell::percent(rate), Cell::Blank));
    }
    for (item, figure) in of(&output.occupations, FigureKey::in_occupation, GROUPS) {
        let tight = view.key(base, Measure::TightnessProbability).in_occupation(&item.code);
        let tight = view.cumulated(&tight);
        used.push(figure);
        used.extend(tight);
        rows.push((view.short(item), figure, Cell::Blank, Cell::percent(tight)));
    }
    if rows.is_empty() {
        return Ok(None);
    }
    let rows = rows
        .into_iter()
        .map(|(name, figure, rate, tight)| {
            vec![
                Cell::Text(cut(name)),
                Cell::central(Some(figure)),
                Cell::range(Some(figure), false),
                rate,
                tight,
            ]
        })
        .collect();
    let mut columns = columns(
        view,
        &[
            ("what", 9, Words),
            ("job-openings", 4, Numbers),
            ("range80", 5, Ranges),
            ("unemployment-rate", 4, Numbers),
            ("tightness", 5, Numbers),
        ],
    )?;
    if let Some(rate) = columns.get_mut(3) {
        rate.head = format!("{}, {end}", rate.head);
    }
    let period = view.period().to_string();
    let caption = view.labels.fill("front.table", &[("period", &period)])?;
    Ok(Some(Table::new(caption, columns, rows).with_foot(foot(view, used)?)))
}

/// What others forecast for the nation, each with ours of the same concept.
fn published(view: View) -> Result<Vec<String>, ReportError> {
    let l = view.labels;
    let none = l.text("not-available")?;
    let mut lines = Vec::new();
    let mut rows: Vec<_> = view
        .output
        .published
        .iter()
        .filter(|row| row.dimension == TOTAL && row.ours.is_some() && row.period.count() > 1)
        .filter(|row| row.scenario.is_empty() || row.scenario == view.baseline_id())
        .collect();
    // The longest first, then the latest.
    rows.sort_by_key(|row| std::cmp::Reverse((row.period.count(), row.period.to())));
    for row in rows.into_iter().take(OTHERS) {
        let Some(ours) = &row.ours else { continue };
        let figure = ours.figure();
        let quantity = l.optional(&format!("published.quantity.{}", row.quantity));
        let period = YearSpan::new(ours.key.from, ours.key.to);
        let stated = [
            ("what", lower(quantity.unwrap_or(&row.quantity))),
            ("period", row.period.to_string()),
            ("published", l.printed(figure.unit, row.per_year)),
            ("own", period.map_or_else(String::new, |period| period.to_string())),
            // Counted as what is published.
            ("median", central(view, Some(&figure), none)),
            ("lo80", edge(view, Some(&figure), none, |q| q.lo80())),
            ("hi80", edge(view, Some(&figure), none, |q| q.hi80())),
        ];
        lines.push(sentence(view, "front.other", stated)?);
    }
    if !lines.is_empty() {
        lines.push(l.text("front.others-why")?.to_owned());
    }
    Ok(lines)
}

/// How past forecasts did, in a line; empty where none can be scored.
fn record(view: View) -> Result<String, ReportError> {
    let rows = &view.output.outturns;
    if rows.is_empty() {
        return Ok(String::new());
    }
    let count = |pick: fn(&suranys_core::run::OutturnRow) -> bool| {
        rows.iter().filter(|row| pick(row)).count().to_string()
    };
    view.labels.fill(
        "front.record",
        &[
            ("vintage", &crate::view::vintages(rows)),
            ("count", &rows.len().to_string()),
            ("inside80", &count(|row| row.inside80)),
            ("inside95", &count(|row| row.inside95)),
        ],
    )
}

//! The report as a list of blocks of plain text, ready for typesetting. Picks rows and words;
//! computes nothing.

use crate::display::{number, parameter, printed, printed_range};
use crate::error::ReportError;
use crate::figures::Figures;
use crate::figures::canvas::Picture;
use crate::view::{View, cut};
use serde::Serialize;
use suranys_core::run::{Figure, FigureKey, Measure, NamedCode};
use suranys_core::{Sex, Unit, Year};

/// The whole report. Field names are those of the template.
#[derive(Debug, Serialize)]
pub struct Document {
    lang: String,
    title: String,
    subtitle: String,
    author: String,
    mark: String,
    facts: Vec<[String; 2]>,
    status_note: String,
    summary_title: String,
    summary: Vec<String>,
    contents: String,
    blocks: Vec<Block>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Block {
    Heading { level: u8, text: String },
    Text { paragraphs: Vec<String> },
    List { paragraphs: Vec<String> },
    Figure { file: String, caption: String, alt: String },
    Table(Table),
}

/// A printed table. A width of 0 fits the content, others share what is left.
#[derive(Debug, Serialize)]
struct Table {
    caption: String,
    head: Vec<String>,
    widths: Vec<u8>,
    numeric: Vec<bool>,
    rows: Vec<Vec<String>>,
    foot: String,
}

/// Builds the report of a run with its pictures.
///
/// # Errors
/// When a label is missing.
pub fn document(view: View, figures: &Figures) -> Result<Document, ReportError> {
    let l = view.labels;
    let period = view.period().to_string();
    let vintage = match view.output.as_of {
        Some(v) => l.fill("report.vintage-as-of", &[("year", &v.to_string())])?,
        None => l.text("report.vintage-all")?.to_owned(),
    };
    let scenarios: Vec<&str> = view.output.scenarios.iter().map(|s| view.scenario(s)).collect();
    let fact = |key: &str, value: String| -> Result<[String; 2], ReportError> { Ok([l.text(key)?.to_owned(), value]) };
    let mark = if view.synthetic() { l.text("mark.synthetic")?.to_owned() } else { String::new() };
    Ok(Document {
        lang: l.language().to_owned(),
        title: l.fill("report.title", &[("period", &period)])?,
        subtitle: l.fill("report.subtitle", &[("horizon", &view.output.settings.horizon.to_string())])?,
        author: l.text("report.author")?.to_owned(),
        mark,
        facts: vec![
            fact("report.base", view.output.base_year.to_string())?,
            fact("report.vintage", vintage)?,
            fact("report.scenarios", scenarios.join(", "))?,
            fact("report.draws", number(view.output.settings.draws as f64, 0))?,
        ],
        status_note: l.text("report.status-note")?.to_owned(),
        summary_title: l.text("report.summary")?.to_owned(),
        summary: summary(view)?,
        contents: l.text("report.contents")?.to_owned(),
        blocks: blocks(view, figures)?,
    })
}

fn blocks(view: View, figures: &Figures) -> Result<Vec<Block>, ReportError> {
    let l = view.labels;
    let mut all = Vec::new();
    let heading = |key: &str| -> Result<Block, ReportError> {
        Ok(Block::Heading { level: 1, text: l.text(&format!("section.{key}"))?.to_owned() })
    };
    let none = || -> Result<Block, ReportError> { Ok(Block::Text { paragraphs: vec![l.text("not-available")?.to_owned()] }) };
    let pictures = |list: Vec<&Picture>| -> Result<Vec<Block>, ReportError> {
        if list.is_empty() {
            return Ok(vec![none()?]);
        }
        Ok(list.into_iter().map(picture).collect())
    };
    all.push(heading("need")?);
    all.extend(pictures(figures.need_by_year.iter().collect())?);
    all.push(Block::Table(need_table(view)?));
    all.push(heading("employment")?);
    all.extend(pictures(figures.employment.iter().collect())?);
    all.push(heading("sections")?);
    all.extend(pictures(figures.need_by_section.iter().collect())?);
    all.push(Block::Table(cumulated_table(view, "sections", "section", &view.output.sections, FigureKey::in_section)?));
    all.extend(figures.employment_by_section.iter().map(picture));
    all.push(heading("regions")?);
    all.extend(pictures(figures.need_by_region.iter().collect())?);
    all.push(Block::Table(cumulated_table(view, "regions", "region", &view.output.regions, FigureKey::in_region)?));
    all.push(heading("retirement")?);
    all.extend(pictures(figures.retirement.iter().collect())?);
    all.push(Block::Table(retirement_table(view)?));
    if !view.output.outcomes.is_empty() {
        all.push(heading("outcomes")?);
        let inside = |pick: fn(&suranys_core::run::OutcomeRow) -> bool| view.output.outcomes.iter().filter(|r| pick(r)).count().to_string();
        let text = l.fill("text.outcomes", &[("count", &view.output.outcomes.len().to_string()), ("inside80", &inside(|r| r.inside80)), ("inside95", &inside(|r| r.inside95))])?;
        all.push(Block::Text { paragraphs: vec![text] });
        all.extend(figures.outcomes.iter().map(picture));
        all.push(Block::Table(outcome_table(view)?));
    }
    all.push(heading("backtest")?);
    all.push(Block::Text { paragraphs: vec![l.text("text.backtest")?.to_owned()] });
    all.push(Block::Table(backtest_table(view)?));
    all.push(heading("assumptions")?);
    all.push(Block::Table(assumption_table(view)?));
    all.push(heading("method")?);
    all.push(Block::Text { paragraphs: l.list("text.method")?.to_vec() });
    all.push(heading("limits")?);
    all.push(Block::List { paragraphs: l.list("text.limits")?.to_vec() });
    all.push(heading("notes")?);
    all.extend(notes(view)?);
    all.push(heading("sources")?);
    all.push(Block::Table(source_table(view)?));
    Ok(all)
}

/// Path of a picture in the report's folder.
pub fn file_of(picture: &Picture) -> String {
    format!("figures/{}.svg", picture.name)
}

fn picture(picture: &Picture) -> Block {
    Block::Figure { file: file_of(picture), caption: picture.title.clone(), alt: picture.description.clone() }
}

fn central(figure: Option<&Figure>, none: &str) -> String {
    figure.map_or(none.to_owned(), |f| printed(f.unit, f.estimate.central()))
}

/// The central 80 or 95 per cent range; a figure without one is its own range.
fn range(figure: Option<&Figure>, wide: bool, none: &str) -> String {
    figure.map_or(none.to_owned(), |f| match f.estimate.range() {
        Some(q) if wide => printed_range(f.unit, q.lo95, q.hi95),
        Some(q) => printed_range(f.unit, q.lo80, q.hi80),
        None => "–".to_owned(),
    })
}

fn summary(view: View) -> Result<Vec<String>, ReportError> {
    let l = view.labels;
    let none = l.text("not-available")?;
    let period = view.period();
    let cumulated = |scenario: &str, measure| view.cumulated(&view.key(scenario, measure));
    let edge = |f: Option<&Figure>, pick: fn(&suranys_core::Quantiles) -> f64| {
        f.and_then(|f| f.estimate.range().map(|q| printed(f.unit, pick(&q)))).unwrap_or_else(|| central(f, none))
    };
    let base = view.baseline_id();
    let need = cumulated(base, Measure::Need);
    let (new, replacement) = (cumulated(base, Measure::NewDemand), cumulated(base, Measure::ReplacementDemand));
    let mut said = vec![
        l.fill("summary.need", &[
            ("period", &period.to_string()),
            ("median", &central(need, none)),
            ("lo80", &edge(need, |q| q.lo80)),
            ("hi80", &edge(need, |q| q.hi80)),
            ("lo95", &edge(need, |q| q.lo95)),
            ("hi95", &edge(need, |q| q.hi95)),
        ])?,
        l.fill("summary.split", &[
            ("replacement", &central(replacement, none)),
            ("rlo", &edge(replacement, |q| q.lo80)),
            ("rhi", &edge(replacement, |q| q.hi80)),
            ("new", &central(new, none)),
            ("nlo", &edge(new, |q| q.lo80)),
            ("nhi", &edge(new, |q| q.hi80)),
        ])?,
    ];
    if let Some((before, year, lowest)) = dip(view) {
        let women = |y: Year| view.output.figure(&FigureKey::national(base, Measure::Retirement, y).of_sex(Sex::Female));
        let least = women(lowest);
        said.push(l.fill("summary.retirement", &[
            ("year", &year.to_string()),
            ("before", &central(women(before), none)),
            ("lowest", &lowest.to_string()),
            ("least", &central(least, none)),
            ("llo", &edge(least, |q| q.lo80)),
            ("lhi", &edge(least, |q| q.hi80)),
        ])?);
    }
    let mut list = Vec::new();
    for scenario in view.output.scenarios.iter().skip(1) {
        let need = cumulated(&scenario.id, Measure::Need);
        list.push(l.fill("summary.scenario-item", &[
            ("scenario", view.scenario(scenario)),
            ("median", &central(need, none)),
            ("lo80", &edge(need, |q| q.lo80)),
            ("hi80", &edge(need, |q| q.hi80)),
        ])?);
    }
    if !list.is_empty() {
        said.push(l.fill("summary.scenarios", &[("list", &list.join("; "))])?);
    }
    Ok(said)
}

/// The year before women's pension age next rises after the base year, the year in which it
/// does, and the year of the rise with the fewest retirements of women.
fn dip(view: View) -> Option<(Year, Year, Year)> {
    let base = view.baseline_id();
    let of = |measure, year| view.output.figure(&FigureKey::national(base, measure, year).of_sex(Sex::Female)).map(|f| f.estimate.central());
    let rises = |year: &Year| {
        *year > view.output.base_year
            && matches!((of(Measure::PensionAge, year.previous()), of(Measure::PensionAge, *year)), (Some(a), Some(b)) if b > a)
    };
    let years: Vec<Year> = view.years().into_iter().filter(rises).collect();
    let first = *years.first()?;
    let lowest = years
        .iter()
        .filter_map(|y| Some((*y, of(Measure::Retirement, *y)?)))
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    Some((first.previous(), first, lowest.0))
}

fn columns(view: View, names: &[&str]) -> Result<Vec<String>, ReportError> {
    names.iter().map(|name| Ok(view.labels.text(&format!("column.{name}"))?.to_owned())).collect()
}

fn foot<'f>(view: View, figures: impl IntoIterator<Item = &'f Figure>) -> Result<String, ReportError> {
    let foot = view.foot(figures)?;
    let parts = [Some(foot.source), Some(foot.status), foot.mark];
    Ok(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn need_table(view: View) -> Result<Table, ReportError> {
    let none = view.labels.text("not-available-short")?;
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    for scenario in &view.output.scenarios {
        for year in view.years() {
            let of = |measure| view.output.figure(&FigureKey::national(&scenario.id, measure, year));
            let need = of(Measure::Need);
            used.extend(need);
            rows.push(vec![
                view.scenario(scenario).to_owned(),
                year.to_string(),
                central(of(Measure::NewDemand), none),
                central(of(Measure::ReplacementDemand), none),
                central(need, none),
                range(need, false, none),
                range(need, true, none),
                need.map_or(Ok(none.to_owned()), |f| view.status(f.status))?,
            ]);
        }
    }
    Ok(Table {
        caption: view.labels.text("table.need.caption")?.to_owned(),
        head: columns(view, &["scenario", "year", "new", "replacement", "need", "range80", "range95", "status"])?,
        widths: vec![0, 0, 1, 1, 1, 2, 2, 0],
        numeric: vec![false, true, true, true, true, true, true, false],
        foot: foot(view, used)?,
        rows,
    })
}

fn cumulated_table(
    view: View,
    table: &str,
    column: &str,
    items: &[NamedCode],
    place: fn(FigureKey, &str) -> FigureKey,
) -> Result<Table, ReportError> {
    let none = view.labels.text("not-available-short")?;
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    for item in items {
        let of = |measure| view.cumulated(&place(view.key(view.baseline_id(), measure), &item.code));
        let need = of(Measure::Need);
        used.extend(need);
        rows.push(vec![
            item.code.clone(),
            cut(view.name(item)),
            central(of(Measure::NewDemand), none),
            central(of(Measure::ReplacementDemand), none),
            central(need, none),
            range(need, false, none),
            range(need, true, none),
            need.map_or(Ok(none.to_owned()), |f| view.status(f.status))?,
        ]);
    }
    let mut head = columns(view, &[column, "new", "replacement", "need", "range80", "range95", "status"])?;
    head.insert(0, String::new());
    Ok(Table {
        caption: view.labels.fill(&format!("table.{table}.caption"), &[("period", &view.period().to_string())])?,
        head,
        widths: vec![0, 3, 1, 1, 1, 2, 2, 0],
        numeric: vec![false, false, true, true, true, true, true, false],
        foot: foot(view, used)?,
        rows,
    })
}

fn retirement_table(view: View) -> Result<Table, ReportError> {
    let none = view.labels.text("not-available-short")?;
    let (mut rows, mut used) = (Vec::new(), Vec::new());
    for year in view.years() {
        let of = |measure, sex| view.output.figure(&FigureKey::national(view.baseline_id(), measure, year).of_sex(sex));
        let (women, men) = (of(Measure::Retirement, Sex::Female), of(Measure::Retirement, Sex::Male));
        used.extend(women.into_iter().chain(men));
        rows.push(vec![
            year.to_string(),
            central(of(Measure::PensionAge, Sex::Female), none),
            central(of(Measure::PensionAge, Sex::Male), none),
            central(women, none),
            range(women, false, none),
            central(men, none),
            range(men, false, none),
            women.map_or(Ok(none.to_owned()), |f| view.status(f.status))?,
        ]);
    }
    Ok(Table {
        caption: view.labels.text("table.retirement.caption")?.to_owned(),
        head: columns(view, &["year", "age-women", "age-men", "women", "range80", "men", "range80", "status"])?,
        widths: vec![0, 1, 1, 1, 2, 1, 2, 0],
        numeric: vec![false, true, true, true, true, true, true, false],
        foot: foot(view, used)?,
        rows,
    })
}

/// Name of what a key is about: the country, a section or a region.
fn subject(view: View, key: &FigureKey) -> Result<String, ReportError> {
    let find = |items: &[NamedCode], code: &str| items.iter().find(|i| i.code == code).map(|i| cut(view.name(i)));
    if let Some(code) = &key.section {
        return Ok(find(&view.output.sections, code).unwrap_or_else(|| code.clone()));
    }
    if let Some(code) = &key.region {
        return Ok(find(&view.output.regions, code).unwrap_or_else(|| code.clone()));
    }
    Ok(view.labels.text("country")?.to_owned())
}

fn yes_no(view: View, yes: bool) -> Result<String, ReportError> {
    Ok(view.labels.text(if yes { "word.yes" } else { "word.no" })?.to_owned())
}

fn outcome_table(view: View) -> Result<Table, ReportError> {
    let p = |value| printed(Unit::Persons, value);
    let mut rows = Vec::new();
    for row in &view.output.outcomes {
        let f = row.forecast;
        rows.push(vec![
            subject(view, &row.key)?,
            row.key.from.to_string(),
            p(f.median),
            printed_range(Unit::Persons, f.lo80, f.hi80),
            printed_range(Unit::Persons, f.lo95, f.hi95),
            p(row.outcome),
            view.status(row.status)?,
            yes_no(view, row.inside95)?,
        ]);
    }
    Ok(Table {
        caption: view.labels.text("table.outcomes.caption")?.to_owned(),
        head: columns(view, &["what", "year", "forecast", "range80", "range95", "outcome", "status", "inside"])?,
        widths: vec![3, 0, 1, 2, 2, 1, 0, 0],
        numeric: vec![false, true, true, true, true, true, false, false],
        foot: String::new(),
        rows,
    })
}

fn backtest_table(view: View) -> Result<Table, ReportError> {
    let mut rows = Vec::new();
    for score in &view.output.scores {
        let panel = view.labels.optional(&format!("word.panel-{}", score.panel)).unwrap_or(&score.panel);
        let share = |value| format!("{} %", printed(Unit::Share, value));
        rows.push(vec![
            panel.to_owned(),
            score.model.clone(),
            score.errors.to_string(),
            printed(Unit::Ratio, score.mase),
            printed(Unit::Ratio, score.wis),
            share(score.coverage80),
            share(score.coverage95),
            if score.chosen { yes_no(view, true)? } else { String::new() },
        ]);
    }
    Ok(Table {
        caption: view.labels.text("table.backtest.caption")?.to_owned(),
        head: columns(view, &["panel", "model", "errors", "mase", "wis", "coverage80", "coverage95", "used"])?,
        widths: vec![1, 2, 1, 1, 1, 1, 1, 0],
        numeric: vec![false, false, true, true, true, true, true, false],
        foot: String::new(),
        rows,
    })
}

fn assumption_table(view: View) -> Result<Table, ReportError> {
    let mut rows = Vec::new();
    for scenario in &view.output.scenarios {
        for (key, p) in &scenario.parameters {
            // What an overlay leaves alone is told once, under the baseline.
            let told = view.baseline().is_some_and(|b| b.id != scenario.id && b.parameters.get(key) == Some(p));
            let Some((_, spec)) = scenario.parameter(key).filter(|_| !told) else { continue };
            rows.push(vec![
                view.scenario(scenario).to_owned(),
                key.clone(),
                parameter(p.value),
                if p.low < p.high { format!("{} … {}", parameter(p.low), parameter(p.high)) } else { "–".to_owned() },
                spec.unit.to_owned(),
                view.labels.text(&format!("standing.{}", p.standing.key()))?.to_owned(),
                p.source.clone(),
            ]);
        }
        for (sex, ages) in &scenario.pension_ages {
            let list: Vec<String> = ages.iter().map(|(year, age)| format!("{year}: {}", parameter(*age))).collect();
            let name = view.labels.text(&format!("sex.{}", sex.code()))?;
            rows.push(vec![view.scenario(scenario).to_owned(), format!("pension_age.{sex} ({name})"), list.join("; "), "–".to_owned(), view.unit(Unit::Years)?.to_owned(), view.labels.text("standing.analyst")?.to_owned(), String::new()]);
        }
    }
    Ok(Table {
        caption: view.labels.text("table.assumptions.caption")?.to_owned(),
        head: columns(view, &["scenario", "parameter", "value", "range", "unit", "standing", "source"])?,
        widths: vec![0, 4, 1, 2, 3, 2, 6],
        numeric: vec![false, false, true, true, false, false, false],
        foot: String::new(),
        rows,
    })
}

fn source_table(view: View) -> Result<Table, ReportError> {
    let rows = view
        .output
        .sources
        .iter()
        .map(|s| vec![s.publisher.clone(), s.dataset.clone(), s.vintage.to_string(), s.licence.clone()])
        .collect();
    Ok(Table {
        caption: view.labels.text("table.sources.caption")?.to_owned(),
        head: columns(view, &["publisher", "dataset", "vintage", "licence"])?,
        widths: vec![3, 5, 0, 3],
        numeric: vec![false; 4],
        foot: String::new(),
        rows,
    })
}

/// Key of the notes that say from which year on a series is fitted: many, so printed as one.
const BREAKS: &str = "note.break-regime";

fn notes(view: View) -> Result<Vec<Block>, ReportError> {
    let (breaks, others): (Vec<_>, Vec<_>) = view.output.notes.iter().partition(|note| note.key == BREAKS);
    let mut blocks = vec![Block::List { paragraphs: others.into_iter().map(|note| view.labels.note(note)).collect() }];
    if !breaks.is_empty() {
        let mut items = Vec::new();
        for note in breaks {
            let of = |name: &str| note.arguments.get(name).map_or("", String::as_str);
            let panel = view.labels.optional(&format!("word.panel-{}", of("table"))).unwrap_or_else(|| of("table"));
            items.push(view.labels.fill("text.break-item", &[("table", panel), ("series", of("series")), ("year", of("year")), ("points", of("points"))])?);
        }
        let text = format!("{} {}.", view.labels.text("text.breaks")?, items.join("; "));
        blocks.push(Block::Text { paragraphs: vec![text] });
    }
    Ok(blocks)
}

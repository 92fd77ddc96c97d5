//! How the other scenarios differ from the first: in words, and by year, section, region and
//! occupation.

use crate::charts::figures::Figures;
use crate::contrast::{Along, Contrast, REPORTED, figure, within};
use crate::document::block::{Block, Builder};
use crate::document::list_tables::list_foot;
use crate::document::table::Kind::{Numbers, Ranges, Words};
use crate::document::table::{Cell, Column, Table, columns, foot};
use crate::error::ReportError;
use crate::view::{View, cut};
use crate::words::Words as Vocabulary;
use suranys_core::YearSpan;
use suranys_core::comparison::{Both, Change, Moved, Movement, Probability};
use suranys_core::run::{Figure, Measure};
use suranys_core::shortage_list::{ListOutput, Verdict};

/// The chapter; a run of one scenario has none.
pub fn comparison(view: View, figures: &Figures, b: &mut Builder) -> Result<(), ReportError> {
    if view.output.scenarios.len() < 2 {
        return Ok(());
    }
    let l = view.labels;
    let text = l.text("comparison.title")?.to_owned();
    b.add(Block::Heading { level: 1, text });
    let pairs = within(view)?;
    if pairs.is_empty() {
        b.text(vec![l.text("not-available")?.to_owned()]);
        return Ok(());
    }
    let mut paragraphs = vec![l.text("comparison.how")?.to_owned()];
    for pair in &pairs {
        paragraphs.extend(sentence(view, pair)?);
    }
    b.text(paragraphs);
    b.figures(figures, "comparison", 1)?;
    for (along, measure) in REPORTED {
        if let Some(table) = table(view, &pairs, along, measure)? {
            b.file(table);
        }
    }
    b.picture(figures, "tornado");
    match &view.output.list {
        Some(list) => elsewhere(view, list, b),
        None => Ok(()),
    }
}

/// What the other scenarios change on the list.
fn elsewhere(view: View, list: &ListOutput, b: &mut Builder) -> Result<(), ReportError> {
    let (l, words) = (view.labels, Vocabulary::of(view.labels));
    let (mut stated, mut rows) = (Vec::new(), Vec::new());
    for other in &list.elsewhere {
        let scenario = view.output.scenarios.iter().find(|s| s.id == other.scenario);
        let name = scenario.map_or(other.scenario.as_str(), |scenario| view.scenario(scenario));
        let count = |of: fn(&Moved) -> Both<Verdict>, movement| {
            other.moved.iter().filter(|m| of(m).movement() == movement).count().to_string()
        };
        let (enter, leave) =
            (count(|m| m.verdict, Movement::Enters), count(|m| m.verdict, Movement::Leaves));
        let (decided, before) = (other.decided.to.to_string(), other.decided.from.to_string());
        stated.push(l.fill(
            "comparison.list",
            &[
                ("scenario", name),
                ("enter", &enter),
                ("leave", &leave),
                ("decided", &decided),
                ("before", &before),
            ],
        )?);
        for moved in &other.moved {
            let step = |both: &Both<Verdict>| {
                let word = |verdict: Verdict| words.word("verdict", verdict.key()).to_owned();
                Cell::Text(format!("{} → {}", word(both.from), word(both.to)))
            };
            let subject = &moved.subject;
            let share = |of: fn(&Probability) -> f64| {
                moved.shortage.as_ref().map_or(Cell::Missing, |gap| Cell::Probability(of(gap)))
            };
            rows.push(vec![
                Cell::Text(name.to_owned()),
                Cell::Text(cut(words.name(&subject.labels, &subject.id))),
                step(&moved.verdict),
                step(&moved.supported),
                share(|gap| gap.gained),
                share(|gap| gap.lost),
            ]);
        }
    }
    b.heading(2, "comparison-list")?;
    stated.insert(0, l.text("comparison.list-how")?.to_owned());
    b.text(stated);
    if rows.is_empty() {
        return Ok(());
    }
    let heads = columns(
        view,
        &[
            ("scenario", 3, Words),
            ("profession", 6, Words),
            ("verdict-step", 5, Words),
            ("supported-step", 5, Words),
            ("shortage-gained", 4, Numbers),
            ("shortage-lost", 4, Numbers),
        ],
    )?;
    let caption = l.text("table.comparison-list.caption")?.to_owned();
    b.table(Table::new(caption, heads, rows).with_foot(list_foot(list, &words, None)?));
    Ok(())
}

/// What a pair differs by over the policy period.
fn sentence(view: View, pair: &Contrast) -> Result<Option<String>, ReportError> {
    let l = view.labels;
    let at = |measure, years| pair.at(measure, Along::Year, None, years);
    let Some(openings) = at(Measure::JobOpenings, view.period()) else { return Ok(None) };
    // A difference is higher or lower by its absolute value, and its range goes with its sign.
    let stated = |change: &Change| {
        let number = |value| l.printed(change.unit, value);
        let central = change.difference.central();
        let (sign, key) = if central < 0.0 { (-1.0, "lower") } else { (1.0, "higher") };
        let range = match change.difference.range() {
            Some(q) if sign < 0.0 => l.between(&number(-q.hi80()), &number(-q.lo80())),
            Some(q) => l.between(&number(q.lo80()), &number(q.hi80())),
            None => number(central.abs()),
        };
        (key, number(central.abs()), range)
    };
    let period = view.period().to_string();
    let (key, median, range) = stated(openings);
    let mut words = l.fill(
        &format!("comparison.job-openings.{key}"),
        &[("pair", &pair.name), ("period", &period), ("median", &median), ("range", &range)],
    )?;
    let end = view.period().to();
    let last = YearSpan::new(end, end);
    if let Some(rate) = last.and_then(|years| at(Measure::UnemploymentRate, years)) {
        let (key, median, range) = stated(rate);
        words.push(' ');
        words.push_str(&l.fill(
            &format!("comparison.unemployment.{key}"),
            &[("year", &end.to_string()), ("median", &median), ("range", &range)],
        )?);
    }
    Ok(Some(words))
}

fn table(
    view: View,
    pairs: &[Contrast],
    along: Along,
    measure: Measure,
) -> Result<Option<Table>, ReportError> {
    let l = view.labels;
    let mut rows: Vec<(&str, Vec<Cell>, &Change)> = Vec::new();
    for pair in pairs {
        if along == Along::Year {
            for change in pair.by_year(measure) {
                let year = Cell::Integer(i64::from(change.key.from.0));
                rows.push((&pair.name, vec![year], change));
            }
        }
        for item in along.items(view) {
            if let Some(change) = pair.at(measure, along, Some(&item.code), view.period()) {
                let code = Cell::Text(view.code(&item.code).to_owned());
                rows.push((&pair.name, vec![code, Cell::Text(cut(view.name(item)))], change));
            }
        }
    }
    let used: Vec<Figure> = rows.iter().map(|(.., change)| figure(change)).collect();
    if used.is_empty() {
        return Ok(None);
    }
    let column = |key: &str, width, kind| -> Result<Column, ReportError> {
        Ok(Column { head: l.text(key)?.to_owned(), width, kind })
    };
    let mut columns = vec![column("comparison.pair", 7, Words)?];
    match along {
        Along::Year => columns.push(column("column.year", 0, Words)?),
        _ => {
            columns.push(column("column.code", 0, Words)?);
            columns.push(column(&format!("column.{}", along.key()), 9, Words)?);
        }
    }
    columns.push(column("comparison.column.median", 5, Numbers)?);
    columns.push(column("comparison.column.range", 6, Ranges)?);
    columns.push(column("comparison.column.above", 5, Numbers)?);
    columns.push(column("column.status", 0, Words)?);
    let mut cells = Vec::new();
    for ((pair, place, change), difference) in rows.iter().zip(&used) {
        let mut row = vec![Cell::Text((*pair).to_owned())];
        row.extend(place.iter().cloned());
        row.push(Cell::central(Some(difference)));
        row.push(Cell::range(Some(difference), false));
        row.push(Cell::Probability(change.above));
        row.push(Cell::Text(view.status(change.status)?));
        cells.push(row);
    }
    let period = view.period().to_string();
    let caption = format!("table.comparison-{}.caption", along.key());
    let unit = used.first().map_or(Ok(""), |figure| view.unit_of_difference(figure.unit))?;
    let stated = [("measure", view.measure(measure)?), ("period", period.as_str()), ("unit", unit)];
    let caption = l.fill(&caption, &stated)?;
    Ok(Some(Table::new(caption, columns, cells).with_foot(foot(view, &used)?)))
}

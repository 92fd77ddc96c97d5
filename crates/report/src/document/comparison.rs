//! How the other scenarios differ from the first: in words, and by year, section, region and
//! occupation.

use super::table::Kind::{Numbers, Ranges, Words};
use super::table::{Cell, Column, Table, foot};
use super::{Block, Builder};
use crate::contrast::{Along, Contrast, figure, within};
use crate::error::ReportError;
use crate::figures::Figures;
use crate::view::{View, cut};
use suranys_core::comparison::Change;
use suranys_core::run::{Figure, Measure};

/// The chapter; a run of one scenario has none.
pub fn comparison(view: View, figures: &Figures, b: &mut Builder) -> Result<(), ReportError> {
    if view.output.scenarios.len() < 2 {
        return Ok(());
    }
    let l = view.labels;
    let text = l.text("comparison.title")?.to_owned();
    b.blocks.push(Block::Heading { level: 1, text });
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
    b.figures(figures, "comparison")?;
    for along in Along::ALL {
        if let Some(table) = table(view, &pairs, along)? {
            b.table(table);
        }
    }
    Ok(())
}

/// What a pair differs by over the policy period.
fn sentence(view: View, pair: &Contrast) -> Result<Option<String>, ReportError> {
    let l = view.labels;
    let at = |measure| pair.at(measure, Along::Year, None, view.period());
    let Some(need) = at(Measure::Need) else { return Ok(None) };
    let told = |change: &Change| {
        let number = |value| l.printed(change.unit, value);
        let range = match change.difference.range() {
            Some(q) => l.between(&number(q.lo80), &number(q.hi80)),
            None => number(change.difference.central()),
        };
        [number(change.difference.central()), range, l.percent(change.above)]
    };
    let period = view.period().to_string();
    let [median, range, above] = told(need);
    let mut words = l.fill(
        "comparison.need",
        &[
            ("pair", &pair.name),
            ("period", &period),
            ("median", &median),
            ("range", &range),
            ("above", &above),
        ],
    )?;
    if let Some(gap) = at(Measure::Gap) {
        let [median, range, above] = told(gap);
        words.push(' ');
        words.push_str(&l.fill(
            "comparison.gap",
            &[("median", &median), ("range", &range), ("above", &above)],
        )?);
    }
    Ok(Some(words))
}

/// A row: the pair, its place or year, and the change of need and of the gap there.
type Row<'a> = (&'a str, Vec<Cell>, [Option<&'a Change>; 2]);

fn table(view: View, pairs: &[Contrast], along: Along) -> Result<Option<Table>, ReportError> {
    const MEASURES: [Measure; 2] = [Measure::Need, Measure::Gap];
    let l = view.labels;
    let mut rows: Vec<Row> = Vec::new();
    for pair in pairs {
        if along == Along::Year {
            for change in pair.by_year(Measure::Need) {
                let year = change.key.from;
                let gap = pair.by_year(Measure::Gap).find(|gap| gap.key.from == year);
                let place = vec![Cell::Whole(i64::from(year.0))];
                rows.push((&pair.name, place, [Some(change), gap]));
            }
        }
        for item in along.items(view) {
            let of = |measure| pair.at(measure, along, Some(&item.code), view.period());
            let changes = MEASURES.map(of);
            if changes.iter().any(Option::is_some) {
                let code = Cell::Text(view.code(&item.code).to_owned());
                rows.push((&pair.name, vec![code, Cell::Text(cut(view.name(item)))], changes));
            }
        }
    }
    let told: Vec<bool> = (0..MEASURES.len())
        .map(|n| rows.iter().any(|(.., changes)| changes.get(n).is_some_and(Option::is_some)))
        .collect();
    let used: Vec<Figure> =
        rows.iter().flat_map(|(.., changes)| changes.iter().flatten().map(|c| figure(c))).collect();
    if used.is_empty() {
        return Ok(None);
    }
    let column = |key: &str, width, kind| -> Result<Column, ReportError> {
        Ok(Column { head: l.text(key)?.to_owned(), width, kind })
    };
    let mut columns = vec![column("comparison.pair", 6, Words)?];
    match along {
        Along::Year => columns.push(column("column.year", 0, Words)?),
        _ => {
            columns.push(column("column.code", 0, Words)?);
            columns.push(column(&format!("column.{}", along.key()), 7, Words)?);
        }
    }
    for (measure, _) in MEASURES.iter().zip(&told).filter(|(_, told)| **told) {
        let named = |part: &str| format!("comparison.column.{}-{part}", measure.key());
        columns.push(column(&named("median"), 3, Numbers)?);
        columns.push(column(&named("range"), 5, Ranges)?);
        columns.push(column(&named("above"), 3, Numbers)?);
    }
    columns.push(column("column.status", 0, Words)?);
    let mut cells = Vec::new();
    for (pair, place, changes) in &rows {
        let mut row = vec![Cell::Text((*pair).to_owned())];
        row.extend(place.iter().cloned());
        for (change, _) in changes.iter().zip(&told).filter(|(_, told)| **told) {
            let difference = change.map(figure);
            row.push(Cell::central(difference.as_ref()));
            row.push(Cell::range(difference.as_ref(), false));
            row.push(change.map_or(Cell::Missing, |change| Cell::Percent(change.above)));
        }
        let worst = changes.iter().flatten().map(|c| c.status).reduce(|a, b| a.worst(b));
        row.push(match worst {
            Some(status) => Cell::Text(view.status(status)?),
            None => Cell::Missing,
        });
        cells.push(row);
    }
    let period = view.period().to_string();
    let caption = format!("table.comparison-{}.caption", along.key());
    let caption = match along {
        Along::Year => l.text(&caption)?.to_owned(),
        _ => l.fill(&caption, &[("period", &period)])?,
    };
    Ok(Some(Table::new(caption, columns, cells).with_foot(foot(view, &used)?)))
}

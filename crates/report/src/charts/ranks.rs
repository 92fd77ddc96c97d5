//! Which occupations and which regions are shortest of people, with how sure that is.

use crate::charts::canvas::{Head, Picture, Studio};
use crate::charts::ranking::{Placed, ranking};
use crate::error::ReportError;
use crate::view::{View, figure_of};
use suranys_core::FigureKey;
use suranys_core::run::{Figure, Indicator, Measure, NamedCode};

/// A kind of place: the end of its keys, the items, where an indicator names one, and where a
/// figure does.
type Kind<'a> = (
    &'static str,
    &'a [NamedCode],
    fn(&Indicator) -> &Option<String>,
    fn(FigureKey, &str) -> FigureKey,
);

pub fn draw(view: View, studio: &Studio) -> Result<Vec<Picture>, ReportError> {
    let kinds: [Kind; 2] = [
        ("occupations", &view.output.occupations, |i| &i.occupation, FigureKey::in_occupation),
        ("regions", &view.output.regions, |i| &i.region, FigureKey::in_region),
    ];
    let mut drawn = Vec::new();
    for kind in kinds {
        drawn.extend(sheet(view, studio, kind)?);
    }
    Ok(drawn)
}

fn sheet(view: View, studio: &Studio, kind: Kind) -> Result<Option<Picture>, ReportError> {
    let (key, items, code, place) = kind;
    let (mut rows, mut used): (Vec<Placed>, Vec<Figure>) = (Vec::new(), Vec::new());
    for item in items {
        let found = view.output.indicators.iter().find(|i| {
            i.id == "shortage-rank"
                && i.scenario == view.baseline_id()
                && code(i).as_ref() == Some(&item.code)
        });
        let figure = found.and_then(figure_of);
        let Some(rank) = figure.as_ref().and_then(|f| f.estimate.range()) else { continue };
        let probability =
            place(view.key(view.baseline_id(), Measure::ShortageProbability), &item.code);
        let note = view.cumulated(&probability).map(|f| view.labels.percent(f.estimate.central()));
        let none = || view.labels.text("not-available-short").map(str::to_owned);
        rows.push(Placed {
            name: view.short(item).to_owned(),
            rank,
            note: note.map_or_else(none, Ok)?,
        });
        used.extend(figure);
    }
    rows.sort_by(|a, b| {
        a.rank
            .median()
            .total_cmp(&b.rank.median())
            .then_with(|| a.rank.hi80().total_cmp(&b.rank.hi80()))
    });
    let period = view.period().to_string();
    let of = |part: &str| {
        view.labels.fill(&format!("figure.ranks.{part}"), &[("period", period.as_str())])
    };
    let head = Head {
        name: format!("ranks-{key}"),
        title: of(&format!("title-{key}"))?,
        subtitle: of("subtitle")?,
        description: of("alt")?,
        foot: view.foot(&used)?,
    };
    let words = (view.labels.text("figure.ranks.axis")?, view.labels.text("column.probability")?);
    ranking(studio, head, words, &rows)
}

//! Ranks under uncertainty: for each occupation a bar of its likely ranks, first places on the left.

use crate::assessed::code;
use crate::charts::canvas::{Head, Picture, Studio};
use crate::charts::data::Datum;
use crate::charts::ranking::{Placed, ranking};
use crate::error::ReportError;
use crate::view::Foot;
use crate::words::Words;
use suranys_core::run::Estimate;
use suranys_core::shortage_list::ListOutput;
use suranys_core::{ObsStatus, Status, Unit};

/// Most occupations shown.
const SHOWN: usize = 30;

/// Draws the chart; none when nothing is ranked.
pub fn ranks(
    output: &ListOutput,
    words: &Words,
    studio: &Studio,
) -> Result<Option<Picture>, ReportError> {
    let name = |id: &str| {
        let assessed = output.assessed(id);
        assessed.map_or(id.to_owned(), |j| {
            format!("{} {}", code(id), words.name(&j.subject.labels, id))
        })
    };
    // Where all are in the short list, the probability of a place in it is no news.
    let stated = output.ranked.len() > output.top;
    let axis = words.text("figure.axis")?;
    let row = |r: &suranys_core::shortage_list::Ranked| Placed {
        name: name(&r.id),
        rank: r.rank,
        note: if stated { studio.labels.probability(r.top) } else { String::new() },
        datum: Datum {
            item: name(&r.id),
            series: axis.to_owned(),
            period: output.book.version.dated.clone(),
            unit: Unit::Places.key().to_owned(),
            estimate: Some(Estimate::Range(r.rank)),
            persons: false,
            status: Status { obs: ObsStatus::Estimated, synthetic: output.synthetic },
            sources: output.book.id.clone(),
        },
    };
    let rows: Vec<Placed> = output.ranked.iter().take(SHOWN).map(row).collect();
    let (count, top) = (rows.len().to_string(), output.top.to_string());
    let subtitle = if stated { "figure.subtitle" } else { "figure.subtitle-all" };
    let head = Head {
        name: "ranks".to_owned(),
        title: words.fill("figure.title", &[("count", &count)])?,
        subtitle: words.fill(subtitle, &[("top", &top)])?,
        description: words.text("figure.alt")?.to_owned(),
        foot: foot(output, words)?,
    };
    let note = match stated {
        true => words.fill("column.top", &[("top", &top)])?,
        false => String::new(),
    };
    ranking(studio, head, (axis, &note), &rows)
}

/// Source, status and mark of the pictures of a list.
pub fn foot(output: &ListOutput, words: &Words) -> Result<Foot, ReportError> {
    Ok(Foot {
        source: words.text("figure.foot")?.to_owned(),
        status: words.text("figure.status")?.to_owned(),
        mark: match output.synthetic {
            true => Some(words.text("mark.synthetic")?.to_owned()),
            false => None,
        },
        short: None,
    })
}

//! Exits of sections: the nation's, spread by the occupations each section employs and by what is
//! published of some of them.

use crate::error::ModelError;
use crate::replacement::ExitRates;
use crate::replacement::anchors::{Anchor, Anchors};
use crate::replacement::occupation_index::OccupationIndex;
use crate::replacement::stocks::Stocks;
use crate::tuning::exits::ANCHOR_SD;
use suranys_core::distribution::Draws;
use suranys_core::inputs::Inputs;
use suranys_core::numeric::exp;
use suranys_core::rng::Key;
use suranys_core::run::Note;
use suranys_core::text;
use suranys_core::{CellDraws, DrawPanel, Year, YearSpan};

/// Table behind the employed of the year before.
const STOCKS: &str = "employment_by_section";

/// Exits of sections relative to those of all employed, by section and draw; the mean weighted by
/// the employed of the base year is one in every draw.
///
/// All of it is status I: the structure is of other countries. An anchor is as good as what was
/// published (status F) and the share of hired workers it is read with (status I).
#[derive(Debug, Clone)]
pub struct SectionIndex {
    /// By the occupations that sections employ.
    pub before: CellDraws,
    /// The same with the published figures, about which the anchored sections are drawn; the
    /// others are rescaled so that the mean stays one.
    pub anchored: CellDraws,
    /// The published figures used.
    pub anchors: Vec<Anchor>,
}

impl SectionIndex {
    /// The index of every section; `None` when the package has no figures on which it could rest.
    ///
    /// # Errors
    /// When the published figures leave nothing to the other sections in a draw.
    pub fn read(
        inputs: &Inputs,
        stocks: &Stocks,
        key: &Key,
        notes: &mut Vec<Note>,
    ) -> Result<Option<SectionIndex>, ModelError> {
        let (axis, base) = (stocks.sections.cells(), stocks.base_year);
        let (Some(known), Some(employed)) = (&inputs.exits, stocks.sections.at(base)) else {
            return Ok(None);
        };
        let persons: Vec<f64> = employed.draw(0).collect();
        let Some(occupations) = OccupationIndex::read(known, axis.labels(), &persons) else {
            return Ok(None);
        };
        let key = key.with("exits-by-section");
        let before = occupations.sections(axis, &employed, &key);
        let anchors = Anchors::read(inputs);
        let mut index = SectionIndex { anchored: before.clone(), before, anchors: Vec::new() };
        let unknown = (0..axis.len()).filter(|place| !occupations.knows(*place));
        let unknown: Vec<&str> = unknown.map(|place| axis.labels()[place].as_str()).collect();
        notes.push(Note::new("note.exits-by-section", []));
        if !unknown.is_empty() {
            let sections = [("sections", unknown.join(", "))];
            notes.push(Note::new("note.exits-of-average-sections", sections));
        }
        if !anchors.unused.is_empty() {
            let sections = [("sections", anchors.unused.join(", "))];
            notes.push(Note::new("note.exits-not-anchored", sections));
        }
        index.anchor(anchors.used, stocks, &employed, &key.with("anchor"))?;
        if !index.anchors.is_empty() {
            let sections: Vec<&str> = index.anchors.iter().map(|a| a.section.as_str()).collect();
            notes.push(Note::new("note.exits-anchored", [("sections", sections.join(", "))]));
        }
        Ok(Some(index))
    }

    /// Draws the sections with a published figure about it, and rescales the others.
    fn anchor(
        &mut self,
        anchors: Vec<Anchor>,
        stocks: &Stocks,
        employed: &CellDraws,
        key: &Key,
    ) -> Result<(), ModelError> {
        let axis = self.before.cells().clone();
        let mut anchored = vec![false; axis.len()];
        for anchor in anchors {
            let before = self.before.get(&anchor.section).unwrap_or_default();
            let place = axis.position(&anchor.section);
            let (Some(place), Some(centre)) = (place, anchor.index(stocks, before)) else {
                continue;
            };
            let streams = key.with(&anchor.section).streams();
            let drawn: Draws = centre
                .iter()
                .enumerate()
                .map(|(draw, centre)| centre * exp(ANCHOR_SD * streams.draw(draw).normal()))
                .collect();
            if let Some(target) = self.anchored.get_mut(&anchor.section) {
                target.copy_from_slice(&drawn);
            }
            anchored[place] = true;
            self.anchors.push(anchor);
        }
        let Some(first) = self.anchors.first() else { return Ok(()) };
        for draw in 0..employed.draws() {
            let (mut fixed, mut free, mut all) = (0.0, 0.0, 0.0);
            let cells = self.anchored.draw(draw).zip(employed.draw(draw)).zip(&anchored);
            for ((index, persons), anchored) in cells {
                all += persons;
                *(if *anchored { &mut fixed } else { &mut free }) += index * persons;
            }
            // Where every section is anchored, they share the total as they are published.
            let whole = anchored.iter().all(|anchored| *anchored);
            let (of_fixed, of_free) =
                if whole { (all / fixed, 1.0) } else { (1.0, (all - fixed) / free) };
            if !(of_fixed > 0.0 && of_free > 0.0 && of_fixed.is_finite() && of_free.is_finite()) {
                return Err(ModelError::Margins {
                    what: text!("the published exits of sections and those of the nation"),
                    year: first.key.from,
                    why: text!(
                        "{anchors} of them take {fixed} of {all} employed at the nation's rate, and \
                         leave nothing to the others",
                        anchors = self.anchors.len(),
                        fixed = format!("{fixed:.0}"),
                        all = format!("{all:.0}")
                    ),
                });
            }
            let scaled: Vec<f64> = self
                .anchored
                .draw(draw)
                .zip(&anchored)
                .map(|(index, anchored)| index * if *anchored { of_fixed } else { of_free })
                .collect();
            self.anchored.set_draw(draw, scaled);
        }
        Ok(())
    }

    /// Exits per employed person of the year before by section, year and draw. In every draw and
    /// year the exits of the sections sum to the nation's: the index stays, and one factor for all
    /// sections follows their changing sizes.
    ///
    /// # Errors
    /// When employment of a year before is not known.
    pub fn rates(
        &self,
        stocks: &Stocks,
        exits: &ExitRates,
        years: YearSpan,
    ) -> Result<DrawPanel, ModelError> {
        spread(&self.anchored, stocks.sections, exits, years)
    }
}

/// Exits per person of cells by an index, such that in every draw and year the exits of the cells
/// sum to the nation's.
pub(super) fn spread(
    index: &CellDraws,
    stocks: &DrawPanel,
    exits: &ExitRates,
    years: YearSpan,
) -> Result<DrawPanel, ModelError> {
    let mut panel = DrawPanel::zeros(index.cells().clone(), years, index.draws());
    for year in years.years() {
        let rate = exits.total(year);
        let employed = stocks.at(year.previous()).ok_or_else(|| no_stocks(year.previous()))?;
        let mut rates = CellDraws::zeros(index.cells().clone(), index.draws());
        for (draw, rate) in rate.iter().enumerate() {
            let (mut gone, mut all) = (0.0, 0.0);
            for (index, persons) in index.draw(draw).zip(employed.draw(draw)) {
                gone += index * persons;
                all += persons;
            }
            let factor = if gone > 0.0 { rate * all / gone } else { *rate };
            rates.set_draw(draw, index.draw(draw).map(|index| index * factor));
        }
        panel.set(year, &rates);
    }
    Ok(panel)
}

fn no_stocks(year: Year) -> ModelError {
    ModelError::NoFigure { resource: STOCKS.to_owned(), what: text!("every cell"), year }
}

/// Exits of hired workers, persons by draw: the nation's exits of a year by the share of hired
/// workers in those of the sections.
///
/// `hired` are shares of hired workers by section, `employed` the employed of the year before and
/// `rates` exits per person, all by section in one order. Where shares by section are not known, the
/// nation's stands for all: a named assumption, under which hired workers leave as all employed do.
#[must_use]
pub fn hired_exits(
    exits: &[f64],
    hired: &CellDraws,
    employed: &CellDraws,
    rates: &CellDraws,
) -> Draws {
    let each = |(draw, exits): (usize, &f64)| {
        let (mut of_hired, mut all) = (0.0, 0.0);
        let cells = hired.draw(draw).zip(employed.draw(draw)).zip(rates.draw(draw));
        for ((hired, persons), rate) in cells {
            of_hired += hired * persons * rate;
            all += persons * rate;
        }
        if all > 0.0 { exits * of_hired / all } else { 0.0 }
    };
    exits.iter().enumerate().map(each).collect()
}

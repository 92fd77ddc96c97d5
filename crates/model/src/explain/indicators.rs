//! Trees of indicators, and of outturns against what had been forecast.

use crate::explain::explainer::{Explainer, nearest};
use crate::indicators::modelled::value_of;
use crate::indicators::observed::read;
use suranys_core::explanation::{Explanation, Formula, Phrase, Subject, Term};
use suranys_core::inputs::{Inputs, Table};
use suranys_core::provenance::SourceCell;
use suranys_core::run::{Estimate, Indicator, Measure, OBSERVED, OutturnRow};
use suranys_core::{Code, Region};
use suranys_core::{Persons, Year};

impl Explainer {
    /// The tree of an indicator: one that is read from the package down to its cells; one of a
    /// scenario in the draw nearest to its median; of a missing one, why it is missing.
    pub(super) fn indicator(&self, of: &Indicator, depth: Option<usize>) -> Option<Explanation> {
        let explanation = |draw: usize, root: Term| Explanation {
            subject: Subject::Indicator(Box::new(of.clone())),
            estimate: of.estimate,
            draw,
            draws: self.output.settings.draws,
            assumed: None,
            root,
        };
        let name = Phrase::new(&format!("indicator.{}", of.id), []);
        let Some(estimate) = of.estimate else {
            let why = Phrase::new(of.missing.as_deref().unwrap_or_default(), []);
            let root = Term::new(name, f64::NAN, of.unit, of.status);
            return Some(explanation(0, root.of(Formula::Model(why), Vec::new())));
        };
        if of.scenario == OBSERVED {
            let root = read(&self.inputs).into_iter().find(|read| read.indicator == *of)?.term;
            return Some(explanation(0, root));
        }
        let accounts = self.accounts(&of.scenario)?;
        let value = value_of(accounts, of)?.named(name, of.unit);
        let draw = nearest(value.draws(), Some(estimate.central()));
        let root = self.with_figures(value.term(draw, depth.unwrap_or(usize::MAX), &self.inputs));
        Some(explanation(draw, root))
    }

    /// The tree of an outturn: the published figure less the forecast in the draw nearest to the
    /// forecast's median.
    pub(super) fn outturn(&self, row: &OutturnRow, depth: Option<usize>) -> Option<Explanation> {
        let all = self.all.as_ref()?;
        let accounts = self.accounts(&row.key.scenario)?;
        let value = accounts.value(&row.key)?;
        let draw = nearest(value.draws(), Some(row.forecast.median()));
        let name = Phrase::new("term.published", []);
        let published = Term::new(name, row.outturn, value.unit(), row.published)
            .read_from(published_cells(all, row));
        let left = depth.map_or(usize::MAX, |left| left.saturating_sub(1));
        let forecast = self.with_figures(value.term(draw, left, &self.inputs));
        let error = published.value - forecast.value;
        let name = Phrase::new("term.published-less-forecast", []);
        let root = Term::new(name, error, value.unit(), row.status)
            .of(Formula::Difference, vec![published, forecast]);
        Some(Explanation {
            subject: Subject::Outturn(Box::new(row.clone())),
            estimate: Some(Estimate::Point { value: row.outturn - row.forecast.median() }),
            draw,
            draws: self.output.settings.draws,
            assumed: None,
            root,
        })
    }
}

/// Cells that an outturn was read from.
fn published_cells(all: &Inputs, row: &OutturnRow) -> Vec<SourceCell> {
    let year = row.key.from;
    let region = match &row.key.region {
        Some(code) => all.regions.code(code).ok(),
        None => all.regions.total().cloned(),
    };
    let by_region = |table: Option<&Table<(Code<Region>, Year), Persons>>| {
        table.zip(region.clone()).and_then(|(table, code)| table.trace(&(code, year), &all.sources))
    };
    let force = || by_region(all.regional.labour_force.as_ref());
    let cells = match (row.key.measure, &row.key.section, &row.key.region) {
        (Measure::HiredWorkers, ..) => vec![by_region(all.regional.hired.as_ref())],
        (Measure::LabourForce, _, None) => {
            let supply = all.supply.as_ref();
            vec![supply.and_then(|known| known.labour_force.trace(&year, &all.sources))]
        }
        (Measure::LabourForce, ..) => vec![force()],
        (Measure::UnemploymentRate, ..) => {
            vec![by_region(all.regional.unemployed.as_ref()), force()]
        }
        (_, None, Some(_)) => vec![by_region(Some(&all.employment_by_region))],
        (_, section, _) => {
            let code = match section {
                Some(section) => all.sections.code(section).ok(),
                None => all.sections.total().cloned(),
            };
            let table = &all.employment_by_section;
            vec![code.and_then(|code| table.trace(&(code, year), &all.sources))]
        }
    };
    cells.into_iter().flatten().collect()
}

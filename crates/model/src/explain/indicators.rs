//! Trees of indicators, and of outturns against what had been forecast.

use crate::accounts::stocks::Place;
use crate::explain::explainer::{Explainer, nearest};
use crate::indicators::modelled::value_of;
use crate::indicators::observed::read;
use crate::indicators::terms::indicator_name;
use crate::outturns::Outturns;
use suranys_core::explanation::{Explanation, Formula, Phrase, Subject, Term};
use suranys_core::run::{Estimate, Indicator, OBSERVED, OutturnRow};

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
        let name = indicator_name(&of.id);
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
        let cells = Outturns(all).cells(row.key.measure, &Place::of(&row.key)?, row.key.from);
        let name = Phrase::new("term.published", []);
        let published = Term::new(name, row.outturn, value.unit(), row.published).read_from(cells);
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

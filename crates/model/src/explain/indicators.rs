//! Trees of indicators, and of outturns against what had been forecast.

use crate::accounts::measures::Accounts;
use crate::explain::explainer::Explainer;
use crate::explain::tree::{Teller, model};
use crate::indicators::modelled::draws_of;
use crate::indicators::observed::read;
use crate::indicators::terms::{
    CLOSED, GRADUATE_COVER, OPENINGS_SHARE, SHORTAGE_RANK, SHORTAGE_SHARE,
};
use suranys_core::explanation::{Explanation, Formula, Subject, Term};
use suranys_core::run::{Estimate, FigureKey, Indicator, Measure, OBSERVED, OutturnRow};
use suranys_core::{Unit, YearSpan};

impl Explainer {
    /// The tree of an indicator: one that is read from the package down to its cells; one of a
    /// scenario in the draw nearest to its median; of a missing one, why it is missing.
    pub(super) fn indicator(&self, of: &Indicator, depth: Option<usize>) -> Option<Explanation> {
        let explanation = |draw: usize, root: Term| Explanation {
            subject: Subject::Indicator(Box::new(of.clone())),
            estimate: of.estimate,
            draw,
            draws: self.output.settings.draws,
            root,
        };
        let Some(estimate) = of.estimate else {
            let why = format!("missing: {}", why(of.missing.as_deref().unwrap_or_default()));
            let root = Term::new(&of.id, f64::NAN, of.unit, of.status);
            return Some(explanation(0, root.of(Formula::Model(why), Vec::new())));
        };
        if of.scenario == OBSERVED {
            let root = read(&self.inputs).into_iter().find(|read| read.indicator == *of)?.term;
            return Some(explanation(0, root));
        }
        let accounts = self.accounts(&of.scenario)?;
        let key = shortage_of(of, accounts);
        let draws = draws_of(accounts, &of.id, &key)?;
        let teller = self.teller(accounts, &draws, Some(estimate.central()));
        let value = teller.at(&draws);
        let term = Term::new(&of.id, value, of.unit, of.status);
        let root = teller.of_scenario(term, of, &key, depth.unwrap_or(usize::MAX));
        Some(explanation(teller.draw, root))
    }

    /// The tree of an outturn: the published figure less the forecast in the draw nearest to the
    /// forecast's median.
    pub(super) fn outturn(&self, row: &OutturnRow, depth: Option<usize>) -> Option<Explanation> {
        let all = self.all.as_ref()?;
        let accounts = self.accounts(&row.key.scenario)?;
        let draws = accounts.draws(&row.key)?;
        let teller = self.teller(accounts, &draws, Some(row.forecast.median()));
        let year = row.key.from;
        let cell = match (&row.key.section, &row.key.region) {
            (None, Some(region)) => {
                let code = all.regions.code(region).ok()?;
                all.employment_by_region.trace(&(code, year), &all.sources)
            }
            (section, _) => {
                let code = match section {
                    Some(section) => all.sections.code(section).ok()?,
                    None => all.sections.total()?.clone(),
                };
                all.employment_by_section.trace(&(code, year), &all.sources)
            }
        };
        let outturn_value = Term::new("published", row.outturn, Unit::Persons, row.published)
            .read_from(cell.into_iter().collect());
        let forecast =
            teller.tell(&row.key, depth.map_or(usize::MAX, |left| left.saturating_sub(1)));
        let name = format!("published less forecast, {}", crate::explain::tree::place_of(&row.key));
        let root = Term::new(name, outturn_value.value - forecast.value, Unit::Persons, row.status)
            .of(Formula::Difference, vec![outturn_value, forecast]);
        Some(Explanation {
            subject: Subject::Outturn(Box::new(row.clone())),
            estimate: Some(Estimate::Point { value: row.outturn - row.forecast.median() }),
            draw: teller.draw,
            draws: self.output.settings.draws,
            root,
        })
    }
}

impl Teller<'_> {
    fn of_scenario(&self, term: Term, of: &Indicator, key: &FigureKey, left: usize) -> Term {
        let over = |measure| FigureKey { measure, ..key.clone() };
        match of.id.as_str() {
            SHORTAGE_SHARE => self.deeper(term, Formula::Ratio, left, |left| {
                let before = key.from.previous();
                vec![
                    self.tell(key, left),
                    self.tell(&self.year(key, Measure::Employment, before), left),
                ]
            }),
            GRADUATE_COVER => self.deeper(term, Formula::Ratio, left, |left| {
                let parts = self.outturn_value(key, left);
                let sum = parts.iter().map(|part| part.value).sum();
                let graduates = Term::new("graduates", sum, Unit::PersonsCumulated, of.status);
                vec![
                    graduates.of(Formula::Sum, parts),
                    self.tell(&over(Measure::ReplacementDemand), left),
                ]
            }),
            CLOSED => {
                let words = "years from the start of the policy period until its shortages, summed, \
                             are first zero or less; one more than there are when they never are";
                self.deeper(term, model(words), left, |left| {
                    let each = self.accounts.years.years();
                    each.map(|year| self.tell(&self.year(key, Measure::Shortage, year), left))
                        .collect()
                })
            }
            OPENINGS_SHARE => self.deeper(term, Formula::Ratio, left, |left| {
                let before = key.from.previous();
                vec![
                    self.tell(&over(Measure::JobOpenings), left),
                    self.tell(&self.year(key, Measure::Employment, before), left),
                ]
            }),
            SHORTAGE_RANK => {
                let words = "place, in this draw, among all of its kind by the shortage over the \
                             period as a share of employment before it";
                self.deeper(term, model(words), left, |left| vec![self.tell(key, left)])
            }
            _ => term,
        }
    }

    /// Graduates of each year of the policy period, of the nation or who enter an occupation.
    fn outturn_value(&self, key: &FigureKey, left: usize) -> Vec<Term> {
        let years = YearSpan::new(key.from, key.to).into_iter().flat_map(|span| span.years());
        let of_year = |year| match &key.occupation {
            Some(code) => self.graduates_to(code, year, left).unwrap_or_default(),
            None => [Measure::SupplyHigherEducation, Measure::SupplyVocationalEducation]
                .map(|level| self.tell(&self.year(key, level, year), left))
                .to_vec(),
        };
        years.flat_map(of_year).collect()
    }
}

/// The shortage of the indicator's place over the policy period.
fn shortage_of(of: &Indicator, accounts: &Accounts) -> FigureKey {
    let period = accounts.period();
    let key =
        FigureKey::national(&of.scenario, Measure::Shortage, period.from()).until(period.to());
    FigureKey {
        section: of.section.clone(),
        region: of.region.clone(),
        occupation: of.occupation.clone(),
        ..key
    }
}

/// The reason in words.
fn why(key: &str) -> &str {
    match key {
        "missing.not-public" => "no public table has it",
        "missing.not-in-package" => "the package has no figures for it",
        "missing.not-closed" => "in most draws the shortage is not closed by the horizon",
        other => other,
    }
}

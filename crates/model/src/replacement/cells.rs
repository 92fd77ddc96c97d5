//! Exits of occupations, sections and regions, as far as data distinguish them.

use crate::draw_by_draw::draw_by_draw;
use crate::error::ModelError;
use crate::ipf::{Matrix, fit};
use crate::replacement::sections::SectionIndex;
use crate::replacement::{ExitRates, Group};
use ndarray::Array2;
use std::collections::BTreeMap;
use suranys_core::inputs::{Inputs, OccupationInputs};
use suranys_core::run::Note;
use suranys_core::unit::Quantity;
use suranys_core::{AgeGroup, CellDraws, Code, DrawPanel, Occupation, Sex, Year};
use suranys_core::{Text, text};

/// How each occupation's employed are spread over the groups whose exits are counted apart.
///
/// The seed is the package's table of occupations by sex and age where there is one, else the
/// share of women with the nation's ages within each sex. RAS brings it to the occupations' stocks
/// and to the nation's groups in every draw, so that exits of occupations sum to the nation's. An
/// occupation of which nothing is known has the nation's mix. All of it is status I.
#[derive(Debug, Clone)]
pub struct Mix {
    /// Occupations, in the order of the stocks.
    pub codes: Vec<String>,
    /// Share of women by occupation with its year, where known.
    pub women: BTreeMap<String, (Year, f64)>,
    /// Shares by occupation and group from a table by age, where known.
    ages: BTreeMap<String, Vec<f64>>,
    groups: Vec<Group>,
}

impl Mix {
    /// Reads what the package knows; `None` when it does not distinguish occupations.
    #[must_use]
    pub fn read(
        inputs: &Inputs,
        codes: &[String],
        groups: &[Group],
        notes: &mut Vec<Note>,
    ) -> Option<Mix> {
        let known = inputs.occupation.as_ref()?;
        let mut mix = Mix {
            codes: codes.to_vec(),
            women: BTreeMap::new(),
            ages: BTreeMap::new(),
            groups: groups.to_vec(),
        };
        for code in codes.iter().filter_map(|code| known.occupations.code(code).ok()) {
            if let Some(found) = women_of(known, &code) {
                mix.women.insert(code.to_string(), found);
            }
            if let Some(shares) = ages_of(known, &code, groups) {
                mix.ages.insert(code.to_string(), shares);
            }
        }
        if mix.women.is_empty() && mix.ages.is_empty() {
            return None;
        }
        let year = mix.women.values().map(|(year, _)| *year).max();
        let year = year.map_or("–".to_owned(), |year| year.to_string());
        notes.push(Note::new("note.exits-by-occupation", [("year", year)]));
        Some(mix)
    }

    /// Whether any occupation is known by age.
    pub(crate) fn has_ages(&self) -> bool {
        !self.ages.is_empty()
    }

    /// Employed by occupation and group in one draw, from the occupations' stocks and the groups'
    /// shares of the nation.
    ///
    /// # Errors
    /// In words, when the margins can't be met.
    pub fn fitted(&self, stocks: &[f64], shares: &[f64]) -> Result<Matrix, Text> {
        let total: f64 = stocks.iter().sum();
        let scale = total / shares.iter().sum::<f64>();
        let columns: Vec<f64> = shares.iter().map(|share| share * scale).collect();
        let of = |sex: Sex| -> f64 {
            let groups = self.groups.iter().zip(shares).filter(|(group, _)| group.sex == sex);
            groups.map(|(_, share)| share).sum()
        };
        let (of_women, of_men) = (of(Sex::Female), of(Sex::Male));
        let mut persons = Array2::zeros((self.codes.len(), self.groups.len()));
        for ((code, stock), mut row) in self.codes.iter().zip(stocks).zip(persons.rows_mut()) {
            if let Some(own) = self.ages.get(code) {
                row.iter_mut().zip(own).for_each(|(cell, share)| *cell = share * stock);
                continue;
            }
            let women = self.women.get(code).map(|(_, share)| *share);
            for ((cell, group), share) in row.iter_mut().zip(&self.groups).zip(shares) {
                *cell = match (women, group.sex) {
                    (None, _) => stock * share,
                    (Some(women), Sex::Female) => stock * women * share / of_women,
                    (Some(women), Sex::Male) => stock * (1.0 - women) * share / of_men,
                };
            }
        }
        let seed = Matrix::from_dense(&persons).ok_or_else(|| text!("there is no occupation"))?;
        fit(&seed, stocks, &columns)
    }

    /// Exits per person of each occupation: the groups' own exits, weighted by its mix.
    ///
    /// `stocks` are those of the year before, by occupation; so is the result.
    ///
    /// # Errors
    /// When the margins can't be met.
    pub fn rates(
        &self,
        stocks: &CellDraws,
        exits: &ExitRates,
        year: Year,
    ) -> Result<CellDraws, ModelError> {
        let groups = exits.exits.get(&year).map_or(&[][..], Vec::as_slice);
        let draws = exits.other.len();
        draw_by_draw(stocks.cells().clone(), draws, draws, |draw| {
            let own: Vec<f64> = stocks.draw(draw).collect();
            let shares: Vec<f64> = groups.iter().map(|group| group.share[draw]).collect();
            let fitted =
                self.fitted(&own, &shares).map_err(|why| ModelError::ExitMargins { year, why })?;
            let leaving: Vec<f64> = groups
                .iter()
                .map(|g| {
                    let share = g.share[draw];
                    if share > 0.0 { (g.retirement[draw] + g.deaths[draw]) / share } else { 0.0 }
                })
                .collect();
            let rows = fitted.rows().zip(&own);
            Ok(rows
                .map(|(row, stock)| {
                    let gone: f64 = row.iter().zip(&leaving).map(|(n, q)| n * q).sum();
                    if *stock > 0.0 { gone / stock + exits.other[draw] } else { 0.0 }
                })
                .collect())
        })
    }
}

/// The last share of women known of an occupation.
fn women_of(known: &OccupationInputs, code: &Code<Occupation>) -> Option<(Year, f64)> {
    let cells = known.women.as_ref()?.cells.iter().filter(|((c, _), _)| c == code);
    cells
        .filter_map(|((_, year), cell)| Some((*year, cell.observed.value()?.get())))
        .max_by_key(|(year, _)| *year)
}

/// Shares of an occupation's employed by group in the last year that has every one.
fn ages_of(
    known: &OccupationInputs,
    code: &Code<Occupation>,
    groups: &[Group],
) -> Option<Vec<f64>> {
    let table = known.age.as_ref()?;
    let mut years: Vec<Year> =
        table.cells.keys().filter(|(c, ..)| c == code).map(|(.., year)| *year).collect();
    years.sort_unstable();
    years.dedup();
    let persons = |sex: Sex, age_group: AgeGroup, year| {
        table.value(&(code.clone(), sex, age_group, year)).map(Quantity::get)
    };
    let found: Vec<f64> = years.into_iter().rev().find_map(|year| {
        groups.iter().map(|group| persons(group.sex, group.age_group?, year)).collect::<Option<_>>()
    })?;
    let total: f64 = found.iter().sum();
    (total > 0.0).then(|| found.iter().map(|v| v / total).collect())
}

/// Exits per person by cell; a kind of cell that no figures distinguish is absent and has the
/// nation's.
#[derive(Debug, Clone, Default)]
pub struct CellRates {
    /// By occupation.
    pub occupations: Option<DrawPanel>,
    /// By section: of the occupations that such sections employ abroad, and of what is published.
    pub sections: Option<DrawPanel>,
    /// By region: of the ages of its employed.
    pub regions: Option<DrawPanel>,
    /// What the rates of sections rest on.
    pub index: Option<SectionIndex>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use suranys_core::panel::Axis;

    fn mix(women: &[f64]) -> Mix {
        let codes: Vec<String> = (0..women.len()).map(|n| format!("o{n}")).collect();
        Mix {
            women: codes.iter().cloned().zip(women.iter().map(|w| (Year(2020), *w))).collect(),
            codes,
            ages: BTreeMap::new(),
            groups: Sex::ALL.into_iter().map(|sex| Group { sex, age_group: None }).collect(),
        }
    }

    /// One draw of as many occupations.
    fn stocks(persons: &[f64]) -> CellDraws {
        let codes = Axis::new((0..persons.len()).map(|n| format!("o{n}"))).expect("distinct");
        let mut stocks = CellDraws::zeros(codes, 1);
        stocks.set_draw(0, persons.iter().copied());
        stocks
    }

    fn exits(share: f64, women: f64, men: f64, other: f64) -> ExitRates {
        let group = |share: f64, rate: f64| super::super::GroupExits {
            share: vec![share].into(),
            retirement: vec![share * rate].into(),
            deaths: vec![0.0].into(),
            cohort: super::super::Cohort::default(),
        };
        ExitRates {
            groups: Sex::ALL.into_iter().map(|sex| Group { sex, age_group: None }).collect(),
            exits: BTreeMap::from([(
                Year(2026),
                vec![group(share, women), group(1.0 - share, men)],
            )]),
            other: vec![other].into(),
            stay_on: vec![1.0].into(),
            healthy: vec![1.0].into(),
            survey: Year(2022),
        }
    }

    proptest! {
        /// Exits of occupations sum to the nation's, and each lies between those of women and men.
        #[test]
        fn exits_of_occupations_sum_to_the_nations(
            cells in prop::collection::vec((1.0..1e6f64, 0.02..0.98f64), 2..30),
            share in 0.1..0.9f64, women in 0.0..0.1f64, men in 0.0..0.1f64,
        ) {
            let stocks = stocks(&cells.iter().map(|c| c.0).collect::<Vec<_>>());
            let known = mix(&cells.iter().map(|c| c.1).collect::<Vec<_>>());
            let all = exits(share, women, men, 0.001);
            let rates = known.rates(&stocks, &all, Year(2026)).expect("margins can be met");
            let total: f64 = cells.iter().map(|c| c.0).sum();
            let gone: f64 = cells.iter().zip(rates.draw(0)).map(|(c, r)| c.0 * r).sum();
            let nation = all.total(Year(2026))[0] * total;
            prop_assert!((gone - nation).abs() <= 1e-8 * nation.max(1.0), "{gone} {nation}");
            for rate in rates.draw(0) {
                let bounds = (women.min(men) + 0.001, women.max(men) + 0.001);
                prop_assert!(bounds.0 - 1e-9 <= rate && rate <= bounds.1 + 1e-9);
            }
        }
    }

    /// Expected values: by hand. Two occupations of equal size, one all but without men, in a
    /// nation half of whom are women: the first leaves as women do, the second as men do.
    #[test]
    fn an_occupation_of_women_leaves_as_women_do() {
        let known = mix(&[1.0 - 1e-9, 1e-9]);
        let rates = known
            .rates(&stocks(&[100.0, 100.0]), &exits(0.5, 0.04, 0.02, 0.0), Year(2026))
            .expect("margins can be met");
        let rates: Vec<f64> = rates.draw(0).collect();
        assert!((rates[0] - 0.04).abs() < 1e-6 && (rates[1] - 0.02).abs() < 1e-6, "{rates:?}");
    }
}

//! Supply: who enters, from where, to which occupation and region.

use crate::accounts::supply::SupplyAccounts;
use crate::entrants::{HIGHER, VOCATIONAL, regions};
use crate::explain::stocks::rows;
use crate::explain::tree::{Teller, model};
use suranys_core::explanation::{Formula, Term};
use suranys_core::inputs::SupplyInputs;
use suranys_core::provenance::SourceCell;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::scenario::{
    BELOW_LEVEL_SHARE, FOREIGN_WORKERS, FRICTIONAL_UNEMPLOYMENT, GRADUATES_FACTOR,
    HIGHER_ENTRY_RATE, JOB_FINDING_SHARE, MIGRATION_FACTOR, PARTICIPATION_SHIFT,
    PARTICIPATION_TREND, REGIONAL_MOBILITY, RETURNEES, VOCATIONAL_ENTRY_RATE,
};
use suranys_core::{ObsStatus, Status, Unit, Year};

fn imputed() -> Status {
    Status::real(ObsStatus::Imputed)
}

fn flow(name: &str, value: f64) -> Term {
    Term::new(name, value, Unit::PersonsPerYear, imputed())
}

fn product(name: &str, unit: Unit, parts: Vec<Term>) -> Term {
    let value = parts.iter().map(|part| part.value).product();
    Term::new(name, value, unit, imputed()).of(Formula::Product, parts)
}

/// What of a component of supply goes to an occupation.
fn to(code: &str, part: Term, measure: Measure, share: Term) -> Term {
    let name = format!("{} to occupation {code}", measure.key());
    product(&name, Unit::PersonsPerYear, vec![part, share])
}

impl Teller<'_> {
    /// The labour force or a measure of supply in one year.
    pub(super) fn supply(&self, term: Term, key: &FigureKey, left: usize) -> Term {
        let (Some(made), Some(known)) = (&self.accounts.supply, &self.inputs.supply) else {
            return term;
        };
        let year = key.from;
        match (key.measure, &key.region, &key.occupation) {
            (Measure::LabourForce, ..) => self.labour_force(term, known, made, year),
            (Measure::SupplyHigherEducation, ..) => {
                let rate = (HIGHER_ENTRY_RATE, self.at(&made.model.higher_rate));
                self.graduates(term, known, made, HIGHER, rate, year, left)
            }
            (Measure::SupplyVocationalEducation, ..) => {
                let rate = (VOCATIONAL_ENTRY_RATE, self.at(&made.model.vocational_rate));
                self.graduates(term, known, made, VOCATIONAL, rate, year, left)
            }
            (Measure::SupplyMigration, ..) => self.migration(term, known, made, year, left),
            (Measure::SupplyUnemployed, ..) => self.unemployed(term, made, year, left),
            (Measure::SupplyOther, ..) => self.others(term, key, left),
            (_, None, None) => self.deeper(term, Formula::Sum, left, |left| {
                self.parts_of_supply(year).iter().map(|part| self.tell(part, left)).collect()
            }),
            (_, None, Some(code)) => self.to_occupation(term, known, made, code, year, left),
            (_, Some(_), None) if self.accounts.occupations.is_some() => {
                self.deeper(term, Formula::Sum, left, |left| {
                    let codes = self.accounts.staffing.as_ref().map_or(&[][..], |s| &s.codes);
                    let places = codes.iter().map(|code| key.clone().in_occupation(code));
                    places.map(|key| self.tell(&key, left)).collect()
                })
            }
            (_, Some(region), _) => self.to_region(term, made, key, region, left),
        }
    }

    fn nation_of(&self, measure: Measure, year: Year) -> FigureKey {
        FigureKey::national(&self.accounts.scenario.id, measure, year)
    }

    /// The components of the nation's supply that the accounts have.
    fn parts_of_supply(&self, year: Year) -> Vec<FigureKey> {
        Measure::SUPPLY_COMPONENTS
            .into_iter()
            .map(|measure| self.nation_of(measure, year))
            .filter(|key| self.accounts.draws(key).is_some())
            .collect()
    }

    fn labour_force(
        &self,
        term: Term,
        known: &SupplyInputs,
        made: &SupplyAccounts,
        year: Year,
    ) -> Term {
        let (base, sources) = (self.accounts.base_year(), &self.inputs.sources);
        let mut cells: Vec<SourceCell> =
            known.labour_force.trace(&year.min(base), sources).into_iter().collect();
        if year <= base {
            return term.read_from(cells);
        }
        cells.extend(rows(&known.labour_force_by_sex_age, sources, |(_, _, at)| {
            *at == made.force.survey
        }));
        cells.extend(rows(&self.inputs.population_by_age, sources, |(_, at)| *at == year));
        let central = |name| {
            let parameter = self.accounts.scenario.parameters.get(name);
            self.parameter(name, parameter.map_or(0.0, |p| p.value))
        };
        let words = "the last published labour force × growth of population by sex and age × \
                     participation of the last survey and as much of its trend as the scenario \
                     says (at its central value here), moved in this draw with employment before \
                     growth of the scenario's own; plus what the scenario adds to migration";
        term.of(
            model(words),
            vec![
                central(PARTICIPATION_SHIFT),
                central(PARTICIPATION_TREND),
                self.parameter(MIGRATION_FACTOR, self.at(&made.model.migration)),
                self.parameter(RETURNEES, self.at(&made.model.returnees)),
                self.parameter(FOREIGN_WORKERS, self.at(&made.model.foreign)),
            ],
        )
        .read_from(cells)
    }

    #[allow(clippy::too_many_arguments)]
    fn graduates(
        &self,
        term: Term,
        known: &SupplyInputs,
        made: &SupplyAccounts,
        level: &str,
        rate: (&str, f64),
        year: Year,
        left: usize,
    ) -> Term {
        let Some((at, persons)) = made.model.graduates(level, year) else { return term };
        self.deeper(term, Formula::Product, left, |_| {
            let name = format!("graduates of level {level} in {at}, the last known");
            let cell = known.graduates.trace(&(level.to_owned(), at), &self.inputs.sources);
            let mut parts = vec![flow(&name, persons).read_from(cell.into_iter().collect())];
            if made.model.ahead(year) {
                parts.push(self.parameter(GRADUATES_FACTOR, self.at(&made.model.factor)));
            }
            parts.push(self.parameter(rate.0, rate.1));
            parts
        })
    }

    fn migration(
        &self,
        term: Term,
        known: &SupplyInputs,
        made: &SupplyAccounts,
        year: Year,
        left: usize,
    ) -> Term {
        let sources = &self.inputs.sources;
        let net = known.net_migration.trace(&year, sources);
        self.deeper(term, Formula::Sum, left, |_| {
            let moved = net.as_ref().and_then(|cell| cell.value).unwrap_or(f64::NAN);
            let survey = rows(&known.labour_force_by_sex_age, sources, |(_, _, at)| {
                *at == made.force.survey
            });
            let words = "labour force over population of all ages at the last survey by age";
            let name = "share of the population that works or seeks work";
            let active = Term::new(name, made.model.active(), Unit::Share, imputed())
                .of(model(words), Vec::new())
                .read_from(survey);
            let mut parts = vec![flow("net migration", moved).read_from(net.into_iter().collect())];
            let mut more = Vec::new();
            if made.model.ahead(year) {
                parts.push(self.parameter(MIGRATION_FACTOR, self.at(&made.model.migration)));
                more.push(self.parameter(RETURNEES, self.at(&made.model.returnees)));
                more.push(self.parameter(FOREIGN_WORKERS, self.at(&made.model.foreign)));
            }
            parts.push(active);
            let projected =
                product("net migration in the labour force", Unit::PersonsPerYear, parts);
            more.insert(0, projected);
            more
        })
    }

    fn unemployed(&self, term: Term, made: &SupplyAccounts, year: Year, left: usize) -> Term {
        let period = self.accounts.period();
        if !period.contains(year) {
            return term.of(
                model("outside the policy period no part of the reserve is drawn on"),
                Vec::new(),
            );
        }
        let from = self.accounts.years.from().previous();
        self.deeper(term, Formula::Ratio, left, |left| {
            let force = |left| self.tell(&self.nation_of(Measure::LabourForce, from), left);
            let work = self.tell(&self.nation_of(Measure::Employment, from), left);
            let frictional = product(
                "between two jobs",
                Unit::Persons,
                vec![
                    self.parameter(FRICTIONAL_UNEMPLOYMENT, self.at(&made.model.frictional)),
                    force(left),
                ],
            );
            let all = force(left);
            let rest = Term::new(
                "unemployed less those between two jobs",
                all.value - (work.value + frictional.value),
                Unit::Persons,
                imputed(),
            )
            .of(Formula::Difference, vec![all, work, frictional]);
            let reserve = Term::new(
                "the same, where positive",
                rest.value.max(0.0),
                Unit::Persons,
                imputed(),
            )
            .of(Formula::PositivePart, vec![rest]);
            let finding = self.parameter(JOB_FINDING_SHARE, self.at(&made.model.finding));
            let years = Term::new(
                "years of the policy period",
                period.count() as f64,
                Unit::Years,
                imputed(),
            );
            vec![
                product("who find work over the period", Unit::Persons, vec![finding, reserve]),
                years,
            ]
        })
    }

    /// The rest of those who enter the labour force.
    fn others(&self, term: Term, key: &FigureKey, left: usize) -> Term {
        let year = key.from;
        self.deeper(term, Formula::Difference, left, |left| {
            let force = |year, left| self.tell(&self.nation_of(Measure::LabourForce, year), left);
            let now = force(year, left);
            let before = force(year.previous(), left);
            let growth = flow("growth of the labour force", now.value - before.value)
                .of(Formula::Difference, vec![now, before]);
            let rate = self.nation_rate(year, left);
            let exits = product(
                "its exits, at the rates of the employed",
                Unit::PersonsPerYear,
                vec![rate, force(year.previous(), left)],
            );
            let entrants = flow("entrants to the labour force", growth.value + exits.value)
                .of(Formula::Sum, vec![growth, exits]);
            let known = self.parts_of_supply(year).into_iter().filter(|part| {
                matches!(
                    part.measure,
                    Measure::SupplyHigherEducation
                        | Measure::SupplyVocationalEducation
                        | Measure::SupplyMigration
                )
            });
            std::iter::once(entrants).chain(known.map(|part| self.tell(&part, left))).collect()
        })
    }

    /// Graduates of a year who enter an occupation, by level; `None` where the accounts don't have
    /// them.
    pub(super) fn graduates_to(&self, code: &str, year: Year, left: usize) -> Option<Vec<Term>> {
        let made = self.accounts.supply.as_ref()?;
        let education = made.education.as_ref()?;
        let before = self.accounts.employed_by_occupation(year.previous())?;
        let place = education.codes().iter().position(|known| known.as_str() == code)?;
        let below = self.at(&made.model.below);
        let plan = made.model.plan(education, year);
        let (higher, vocational) = plan.weights(education, &before, below, place, self.draw);
        let weights = self.inputs.supply.as_ref().map(|known| {
            let table = &known.education_occupation;
            rows(table, &self.inputs.sources, |(_, o)| o.as_str() == code)
        });
        let words = "weights of the occupation in its level and in the level above, the latter for \
                     those who work one level below theirs";
        let levels = [
            (Measure::SupplyHigherEducation, "share of university graduates who enter it", higher),
            (
                Measure::SupplyVocationalEducation,
                "share of vocational graduates who enter it",
                vocational,
            ),
        ];
        let terms = levels.into_iter().map(|(measure, name, share)| {
            let part = self.nation_of(measure, year);
            self.accounts.draws(&part)?;
            let share = Term::new(name, share, Unit::Share, imputed())
                .of(model(words), vec![self.parameter(BELOW_LEVEL_SHARE, below)])
                .read_from(weights.clone().unwrap_or_default());
            Some(to(code, self.tell(&part, left), measure, share))
        });
        Some(terms.flatten().collect())
    }

    fn to_occupation(
        &self,
        term: Term,
        known: &SupplyInputs,
        made: &SupplyAccounts,
        code: &str,
        year: Year,
        left: usize,
    ) -> Term {
        let before = self.accounts.employed_by_occupation(year.previous());
        let (Some(education), Some(before)) = (&made.education, before) else { return term };
        let codes = education.codes();
        let Some(place) = codes.iter().position(|known| known.as_str() == code) else {
            return term;
        };
        self.deeper(term, Formula::Sum, left, |left| {
            let share = made.model.share(&before, place, self.draw);
            let last = made.model.last_occupations(codes, year);
            let sources = &self.inputs.sources;
            let employed = |left| {
                let name = "share of the occupation among the employed of the year before";
                let part = Term::new(name, share, Unit::Share, imputed());
                let of = self.nation_of(Measure::Employment, year.previous());
                self.deeper(part, Formula::Ratio, left, |left| {
                    vec![self.tell(&of.clone().in_occupation(code), left), self.tell(&of, left)]
                })
            };
            let graduates = self.graduates_to(code, year, left).unwrap_or_default();
            let others = self.parts_of_supply(year).into_iter().filter(|part| {
                !matches!(
                    part.measure,
                    Measure::SupplyHigherEducation | Measure::SupplyVocationalEducation
                )
            });
            let others = others.map(|part| {
                let factor = match (&last, part.measure) {
                    (Some(shares), Measure::SupplyUnemployed) => Term::new(
                        "share of the unemployed by last occupation",
                        shares[place],
                        Unit::Share,
                        imputed(),
                    )
                    .of(model("of the last year known"), Vec::new())
                    .read_from(
                        known
                            .unemployed_by_occupation
                            .iter()
                            .flat_map(|t| rows(t, sources, |(o, _)| o.as_str() == code))
                            .collect(),
                    ),
                    _ => employed(left),
                };
                to(code, self.tell(&part, left), part.measure, factor)
            });
            graduates.into_iter().chain(others).collect()
        })
    }

    fn to_region(
        &self,
        term: Term,
        made: &SupplyAccounts,
        key: &FigureKey,
        region: &str,
        left: usize,
    ) -> Term {
        let year = key.from;
        let nation = FigureKey { region: None, ..key.clone() };
        let codes = self.accounts.projection.regions.cells().labels();
        let sum = |measure: Measure, year: Year| -> f64 {
            let places = codes.iter().map(|code| self.year(&nation, measure, year).in_region(code));
            places.filter_map(|key| self.accounts.draws(&key)).map(|draws| self.at(&draws)).sum()
        };
        let own =
            |measure: Measure, year: Year| self.year(&nation, measure, year).in_region(region);
        self.deeper(term, Formula::Product, left, |left| {
            let employed = self.tell(&own(Measure::Employment, year.previous()), left);
            let openings = self.tell(&own(Measure::GrossJobOpenings, year), left);
            let (all, open) =
                (sum(Measure::Employment, year.previous()), sum(Measure::GrossJobOpenings, year));
            let (settled, drawn) = regions::shares(employed.value, all, openings.value, open);
            let mobile = self.at(&made.mobile);
            let part = |name: &str, value: f64| Term::new(name, value, Unit::Share, imputed());
            let over = |name: &str, value: f64, of: Term, all: f64, unit: Unit| {
                let words = "summed over all regions in this draw";
                let all =
                    Term::new("of all regions", all, unit, imputed()).of(model(words), Vec::new());
                part(name, value).of(Formula::Ratio, vec![of, all])
            };
            let stays = part("share who seek work where they are", 1.0 - mobile).of(
                Formula::Difference,
                vec![part("all", 1.0), self.parameter(REGIONAL_MOBILITY, mobile)],
            );
            let settled = over(
                "share of the employed of the year before",
                settled,
                employed,
                all,
                Unit::Persons,
            );
            let drawn =
                over("share of gross openings", drawn, openings, open, Unit::PersonsPerYear);
            let stay = product("from those who stay", Unit::Share, vec![stays, settled]);
            let move_ = product(
                "from those who move to openings",
                Unit::Share,
                vec![self.parameter(REGIONAL_MOBILITY, mobile), drawn],
            );
            let share = part("share of the region in supply", stay.value + move_.value)
                .of(Formula::Sum, vec![stay, move_]);
            vec![self.tell(&nation, left), share]
        })
    }
}

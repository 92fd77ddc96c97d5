//! Exits: who retires, dies or leaves.

use crate::cell::cell;
use crate::explain::stocks::rows;
use crate::explain::tree::{Teller, model};
use crate::replacement::{Group, GroupExits};
use suranys_core::explanation::{Formula, Term};
use suranys_core::provenance::SourceCell;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::scenario::{HEALTHY_WORKER_FACTOR, OTHER_EXIT_RATE, STAY_ON_FACTOR};
use suranys_core::{AgeGroup, ObsStatus, Sex, Status, Unit, Year};

fn estimated() -> Status {
    Status::real(ObsStatus::Estimated)
}

fn imputed() -> Status {
    Status::real(ObsStatus::Imputed)
}

impl Teller<'_> {
    /// Replacement demand, or one kind of exits of the nation.
    pub(super) fn exits(&self, term: Term, key: &FigureKey, left: usize) -> Term {
        let year = key.from;
        let nation = key.section.is_none() && key.region.is_none() && key.occupation.is_none();
        let own = |measure| self.year(key, measure, year);
        match (key.measure, key.sex) {
            (Measure::ReplacementDemand, _) if nation => {
                self.deeper(term, Formula::Sum, left, |left| {
                    [Measure::Retirement, Measure::Deaths, Measure::OtherExits]
                        .map(|measure| self.tell(&own(measure), left))
                        .to_vec()
                })
            }
            (Measure::Retirement, None) => self.deeper(term, Formula::Sum, left, |left| {
                let sexes = Sex::ALL.map(|sex| own(Measure::Retirement).of_sex(sex));
                sexes.iter().map(|key| self.tell(key, left)).collect()
            }),
            _ => self.deeper(term, Formula::Product, left, |left| {
                let before = self.year(key, Measure::Employment, year.previous());
                let rate = match (key.measure, key.sex) {
                    (Measure::Retirement, Some(sex)) => self.retirement_rate(sex, year, left),
                    (Measure::Deaths, _) => self.death_rate(year, left),
                    (Measure::OtherExits, _) => self.other_rate(),
                    _ => self.cell_rate(key, year, left),
                };
                vec![self.tell(&before, left), rate]
            }),
        }
    }

    fn groups(&self, year: Year) -> Vec<(Group, &GroupExits)> {
        let rates = &self.accounts.rates;
        let exits = rates.exits.get(&year).map_or(&[][..], Vec::as_slice);
        rates.groups.iter().copied().zip(exits).collect()
    }

    fn stay(&self) -> f64 {
        self.at(&self.accounts.rates.stay_on)
    }

    fn other_rate(&self) -> Term {
        self.parameter(OTHER_EXIT_RATE, self.at(&self.accounts.rates.other))
    }

    fn group_name(group: Group) -> String {
        let sex = if group.sex == Sex::Female { "women" } else { "men" };
        group.age_group.map_or(sex.to_owned(), |age_group| format!("{sex} aged {age_group}"))
    }

    /// Retirements of a sex per employed person of both.
    fn retirement_rate(&self, sex: Sex, year: Year, left: usize) -> Term {
        let value = self.at(&self.accounts.rates.retirement(Some(sex), year));
        let name = format!("retirements of sex {sex} per employed person of both sexes");
        let term = Term::new(name, value, Unit::Share, imputed());
        self.deeper(term, Formula::Ratio, left, |left| {
            let of_sex: Vec<_> =
                self.groups(year).into_iter().filter(|(group, _)| group.sex == sex).collect();
            let retiring: Vec<Term> = of_sex
                .iter()
                .map(|(group, exits)| self.retiring(*group, exits, year, left))
                .collect();
            vec![sum("retiring, by single year of age", retiring), self.cohort_stock(year, left)]
        })
    }

    /// Those of a group who retire: who reach the age and do not stay on, and who stop beyond it.
    fn retiring(&self, group: Group, exits: &GroupExits, year: Year, left: usize) -> Term {
        let (c, stay) = (exits.cohort, self.stay());
        let name = format!("{} who retire", Teller::group_name(group));
        let persons = |name: &str, value: f64| Term::new(name, value, Unit::Persons, estimated());
        let assumed = |name: &str, value: f64| Term::new(name, value, Unit::Persons, imputed());
        let net = assumed("who reach the pension age in the year and do not stay on", {
            c.reaching - stay.min(c.max_stay()) * c.reaching_stay
        });
        let beyond = assumed("beyond it who stop working", stay * c.beyond_exits);
        let all = assumed(&name, c.retiring(stay));
        self.deeper(all, Formula::Sum, left, |left| {
            let net = self.deeper(net, Formula::Difference, left, |_| {
                let window = "persons by single year of age × employment rate below the pension \
                              age, in the window of ages that reach it: one year less the step of \
                              the schedule";
                let reaching = persons("who reach the pension age in the year", c.reaching)
                    .of(model(window), Vec::new())
                    .read_from(self.cohort_cells(group, year));
                let staying = stay.min(c.max_stay());
                let factor = self.parameter(STAY_ON_FACTOR, stay);
                let bounded = Term::new(
                    "stay-on factor, not above all of them",
                    staying,
                    Unit::Ratio,
                    imputed(),
                );
                let bounded = if c.reaching_stay > 0.0 {
                    let maximum = Term::new(
                        "the factor at which all would stay",
                        c.max_stay(),
                        Unit::Ratio,
                        estimated(),
                    );
                    let maximum = maximum.of(
                        model("all who reach the age over those who stay on at a factor of one"),
                        Vec::new(),
                    );
                    bounded.of(Formula::Minimum, vec![factor, maximum])
                } else {
                    bounded.of(model("nobody stays at any factor"), vec![factor])
                };
                let who = "of whom stay on as in the last survey: employment rate just beyond the \
                           age over that just below it";
                let stayers = persons("who stay on at a factor of one", c.reaching_stay)
                    .of(model(who), Vec::new())
                    .read_from(self.survey_cells(group));
                let stay = persons("of whom stay on", staying * c.reaching_stay)
                    .of(Formula::Product, vec![bounded, stayers]);
                vec![reaching, stay]
            });
            let beyond = self.deeper(beyond, Formula::Product, left, |_| {
                let words = "employed beyond the age × the fall of the employment rate over a \
                             further year of age";
                let stop = persons("beyond the age who stop, at a factor of one", c.beyond_exits)
                    .of(model(words), Vec::new())
                    .read_from(self.survey_cells(group));
                vec![self.parameter(STAY_ON_FACTOR, stay), stop]
            });
            vec![net, beyond]
        })
    }

    /// The employed of the year before as the cohort accounts count them.
    fn cohort_stock(&self, year: Year, left: usize) -> Term {
        let (groups, stay) = (self.groups(year), self.stay());
        let persons = |name: &str, value: f64| Term::new(name, value, Unit::Persons, estimated());
        let all = groups.iter().map(|(_, exits)| exits.cohort.stock(stay)).sum();
        let name = "employed in the cohort accounts, both sexes";
        let term = Term::new(name, all, Unit::Persons, imputed());
        self.deeper(term, Formula::Sum, left, |left| {
            groups
                .iter()
                .map(|(group, exits)| {
                    let (c, name) = (exits.cohort, Teller::group_name(*group));
                    let own = Term::new(name, c.stock(stay), Unit::Persons, imputed());
                    self.deeper(own, Formula::Sum, left, |_| {
                        let words = "persons by single year of age × employment rate of their age";
                        let below = persons("below the pension age", c.before_age)
                            .of(model(words), Vec::new())
                            .read_from(self.cohort_cells(*group, year));
                        let beyond = persons("at or beyond it, at a factor of one", c.beyond_age)
                            .of(model(words), Vec::new())
                            .read_from(self.survey_cells(*group));
                        let factor = self.parameter(STAY_ON_FACTOR, stay);
                        let beyond = persons("at or beyond it", stay * c.beyond_age)
                            .of(Formula::Product, vec![factor, beyond]);
                        vec![below, beyond]
                    })
                })
                .collect()
        })
    }

    /// Deaths per employed person.
    fn death_rate(&self, year: Year, left: usize) -> Term {
        let value = self.at(&self.accounts.rates.deaths(year));
        let term = Term::new("deaths per employed person", value, Unit::Share, imputed());
        self.deeper(term, Formula::Product, left, |left| {
            let healthy = self.at(&self.accounts.rates.healthy);
            let (groups, stay) = (self.groups(year), self.stay());
            let dying: Vec<Term> = groups
                .iter()
                .map(|(group, exits)| {
                    let name = format!("{} who would die", Teller::group_name(*group));
                    let words = "employed by single year of age × death rate of the population";
                    Term::new(name, exits.cohort.dying(stay), Unit::Persons, estimated())
                        .of(model(words), vec![self.parameter(STAY_ON_FACTOR, stay)])
                        .read_from(self.mortality_cells(group.sex, year))
                })
                .collect();
            let dying = sum("deaths at the population's rates", dying);
            let stock = self.cohort_stock(year, left);
            let rate = dying.value / stock.value;
            let rate =
                Term::new("death rate at the population's rates", rate, Unit::Share, estimated())
                    .of(Formula::Ratio, vec![dying, stock]);
            vec![self.parameter(HEALTHY_WORKER_FACTOR, healthy), rate]
        })
    }

    /// Exits per person of an occupation, section or region.
    fn cell_rate(&self, key: &FigureKey, year: Year, left: usize) -> Term {
        let value = self.accounts.rate(key, year).map_or(f64::NAN, |rate| self.at(rate));
        let named = |what: &str| {
            Term::new(format!("exits per employed person{what}"), value, Unit::Share, imputed())
        };
        let cells = &self.accounts.cells;
        if let (Some(code), Some(_)) = (&key.occupation, &cells.occupations) {
            let term = named(&format!(" of occupation {code}"));
            return self.deeper(term, Formula::Sum, left, |left| self.mixed(code, year, left));
        }
        let mix = self.accounts.mix.as_ref();
        if let (Some(section), Some(_), Some(mix)) = (&key.section, &cells.sections, mix) {
            let term = named(&format!(" of section {section}, alike in every region"));
            let panel = self.accounts.section_occupation.as_ref();
            let parts: Vec<(String, f64, FigureKey)> = mix
                .codes
                .iter()
                .map(|code| {
                    let inside = panel.and_then(|p| p.get(&cell(section, code), year.previous()));
                    let key = self.nation_flow(year).in_occupation(code);
                    (code.clone(), inside.map_or(f64::NAN, |d| self.at(d)), key)
                })
                .collect();
            return self.weighted(term, "occupation", parts, year, left);
        }
        if let (Some(region), Some(_)) = (&key.region, &cells.regions) {
            let term = named(&format!(" of region {region}"));
            let sections = self.accounts.projection.sections.cells().labels().iter();
            let parts: Vec<(String, f64, FigureKey)> = sections
                .map(|code| {
                    let label = cell(code, region);
                    let inside = self.accounts.section_region.get(&label, year.previous());
                    let key = self.nation_flow(year).in_section(code);
                    (code.clone(), inside.map_or(f64::NAN, |d| self.at(d)), key)
                })
                .collect();
            return self.weighted(term, "section", parts, year, left);
        }
        self.nation_rate(year, left)
    }

    /// Exits per employed person of the nation, which is that of any cell that no figures
    /// distinguish.
    pub(super) fn nation_rate(&self, year: Year, left: usize) -> Term {
        let value = self.at(&self.accounts.rates.total(year));
        let name = "exits per employed person of the nation";
        let term = Term::new(name, value, Unit::Share, imputed());
        self.deeper(term, Formula::Sum, left, |left| {
            let [women, men] = Sex::ALL.map(|sex| self.retirement_rate(sex, year, left));
            vec![women, men, self.death_rate(year, left), self.other_rate()]
        })
    }

    fn nation_flow(&self, year: Year) -> FigureKey {
        FigureKey::national(&self.accounts.scenario.id, Measure::ReplacementDemand, year)
    }

    /// Exits of a cell from those of the cells it is made of, by how many of each it employs.
    fn weighted(
        &self,
        term: Term,
        kind: &str,
        parts: Vec<(String, f64, FigureKey)>,
        year: Year,
        left: usize,
    ) -> Term {
        self.deeper(term, Formula::Ratio, left, |left| {
            let persons =
                |name: String, value: f64| Term::new(name, value, Unit::Persons, imputed());
            let inside = |code: &str, value: f64| {
                persons(format!("employed of {kind} {code} within it, the year before"), value)
                    .of(model("fitted by RAS in this draw"), Vec::new())
            };
            let gone: Vec<Term> = parts
                .iter()
                .map(|(code, value, key)| {
                    let rate = self.cell_rate(key, year, left);
                    persons(format!("exits of {kind} {code} within it"), value * rate.value)
                        .of(Formula::Product, vec![inside(code, *value), rate])
                })
                .collect();
            let all = parts.iter().map(|(code, value, _)| inside(code, *value)).collect();
            vec![sum("exits", gone), sum("employed the year before", all)]
        })
    }

    /// Exits of an occupation by its mix of groups.
    fn mixed(&self, code: &str, year: Year, left: usize) -> Vec<Term> {
        let Some(mix) = &self.accounts.mix else { return Vec::new() };
        let Some(stocks) = self.accounts.employed_by_occupation(year.previous()) else {
            return Vec::new();
        };
        let groups = self.groups(year);
        let own: Vec<f64> = stocks.draw(self.draw).collect();
        let shares: Vec<f64> = groups.iter().map(|(_, exits)| self.at(&exits.share)).collect();
        let place = mix.codes.iter().position(|known| known == code);
        let (Some(place), Ok(fitted)) = (place, mix.fitted(&own, &shares)) else {
            return Vec::new();
        };
        let row: Vec<f64> = fitted.rows().nth(place).map_or(Vec::new(), |row| row.to_vec());
        let mut terms: Vec<Term> = groups
            .iter()
            .zip(&row)
            .map(|((group, exits), persons)| {
                let name = Teller::group_name(*group);
                let share = persons / own[place];
                let of = Term::new(format!("share of {name} in the occupation"), share, Unit::Share, imputed())
                    .of(
                        model("seed fitted by RAS to the occupations' stocks and to the nation's groups"),
                        Vec::new(),
                    )
                    .read_from(self.women_cells(code));
                let gone = self.at(&exits.retirement) + self.at(&exits.deaths);
                let rate = gone / self.at(&exits.share);
                let each = Term::new(format!("retirements and deaths per employed of {name}"), rate, Unit::Share, imputed());
                let each = self.deeper(each, Formula::Ratio, left, |left| {
                    let part = |name: String, value: f64| Term::new(name, value, Unit::Share, imputed());
                    let retiring = part(format!("retirements of {name} per employed person"), self.at(&exits.retirement));
                    let retiring = self.deeper(retiring, Formula::Ratio, left, |left| {
                        vec![self.retiring(*group, exits, year, left), self.cohort_stock(year, left)]
                    });
                    let dying = part(format!("deaths of {name} per employed person"), self.at(&exits.deaths))
                        .of(
                            model("employed by single year of age × death rate × healthy-worker factor, per employed person"),
                            vec![self.parameter(HEALTHY_WORKER_FACTOR, self.at(&self.accounts.rates.healthy))],
                        )
                        .read_from(self.mortality_cells(group.sex, year));
                    let share = part(format!("share of {name} among the employed"), self.at(&exits.share))
                        .of(model("of the cohort accounts"), Vec::new())
                        .read_from(self.survey_cells(*group));
                    vec![sum("retirements and deaths", vec![retiring, dying]), share]
                });
                Term::new(format!("exits of {name} per employed person of the occupation"), share * rate, Unit::Share, imputed())
                    .of(Formula::Product, vec![of, each])
            })
            .collect();
        terms.push(self.other_rate());
        terms
    }

    fn women_cells(&self, code: &str) -> Vec<SourceCell> {
        let Some(known) = &self.inputs.occupation else { return Vec::new() };
        let (Some(table), Ok(code)) = (&known.women, known.occupations.code(code)) else {
            return Vec::new();
        };
        let found = rows(table, &self.inputs.sources, |(c, _)| *c == code);
        found.into_iter().next_back().into_iter().collect()
    }

    /// Population, survey and schedule behind a group's cohorts.
    fn cohort_cells(&self, group: Group, year: Year) -> Vec<SourceCell> {
        let before = year.previous();
        let sources = &self.inputs.sources;
        let inside = |age_group: &AgeGroup| match group.age_group {
            None => age_group.to().is_none_or(|to| to >= 15),
            Some(own) => own.contains(age_group.from()),
        };
        let mut cells = self.pension_age_of(group.sex, year);
        cells.extend(self.pension_age_of(group.sex, before));
        cells.extend(rows(&self.inputs.population_by_age, sources, |(age_group, at)| {
            *at == before && inside(age_group)
        }));
        let by_sex = &self.inputs.population_by_sex_age;
        let years = || by_sex.cells.keys().map(|(_, _, at)| *at);
        let (low, high) =
            (years().filter(|at| *at <= before).max(), years().filter(|at| *at >= before).min());
        cells.extend(rows(by_sex, sources, |(_, age_group, at)| {
            [low, high].contains(&Some(*at)) && inside(age_group)
        }));
        cells.extend(self.survey_cells(group));
        cells
    }

    fn survey_cells(&self, group: Group) -> Vec<SourceCell> {
        let survey = self.accounts.rates.survey;
        rows(&self.inputs.employment_by_sex_age, &self.inputs.sources, |(sex, age_group, at)| {
            *sex == group.sex
                && *at == survey
                && group.age_group.is_none_or(|own| own.contains(age_group.from()))
        })
    }

    fn mortality_cells(&self, sex: Sex, year: Year) -> Vec<SourceCell> {
        let table = &self.inputs.mortality_by_sex_age;
        let begun = table.cells.keys().map(|(_, _, span)| *span).filter(|s| s.from() <= year).max();
        rows(table, &self.inputs.sources, |(s, age_group, span)| {
            *s == sex && Some(*span) == begun && age_group.from() >= 15
        })
    }

    /// The line of the act that gives a pension age; none where the scenario gives its own.
    pub(super) fn pension_age(&self, key: &FigureKey) -> Vec<SourceCell> {
        key.sex.map_or(Vec::new(), |sex| self.pension_age_of(sex, key.from))
    }

    fn pension_age_of(&self, sex: Sex, year: Year) -> Vec<SourceCell> {
        let own = self.accounts.scenario.pension_ages.get(&sex);
        if own.is_some_and(|ages| ages.contains_key(&year)) {
            return Vec::new();
        }
        let rules = &self.inputs.pension_ages;
        let of_sex = || rules.iter().filter(|rule| rule.sex == sex);
        let at = of_sex().map(|rule| rule.year).filter(|at| *at <= year).max();
        let at = at.or_else(|| of_sex().map(|rule| rule.year).min());
        let rule = of_sex().filter(|rule| Some(rule.year) == at).max_by_key(|rule| rule.known_from);
        let cell = rule.map(|rule| {
            let source = self.inputs.sources.iter().find(|source| source.id == rule.source);
            SourceCell {
                resource: "pension_age".to_owned(),
                file: rule.file.clone(),
                row: rule.row,
                value: Some(rule.age),
                missing: None,
                status: rule.status,
                source: rule.source.clone(),
                publisher: source.map(|s| s.publisher.clone()).unwrap_or_default(),
                dataset: source.map(|s| s.dataset.clone()).unwrap_or_default(),
                vintage: rule.known_from,
            }
        });
        cell.into_iter().collect()
    }
}

/// The sum of terms of one kind.
fn sum(name: &str, parts: Vec<Term>) -> Term {
    let value = parts.iter().map(|part| part.value).sum();
    let status = parts.iter().fold(estimated(), |worst, part| worst.worst(part.status));
    let unit = parts.first().map_or(Unit::Persons, |part| part.unit);
    Term::new(name, value, unit, status).of(Formula::Sum, parts)
}

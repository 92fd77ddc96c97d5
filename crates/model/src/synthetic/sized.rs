//! A synthetic country of any size: the same seed gives the same country.
//!
//! Its regions have hired workers, labour force, unemployed, population and value added as well.

use crate::synthetic::tables::{LAST, SOURCE, figure, source, table};
use ndarray::{Array2, Array3, Axis};
use std::collections::BTreeMap;
use suranys_core::classification::Labels;
use suranys_core::inputs::{
    Cell, IndicatorInputs, InputParts, OccupationInputs, PackageIdentity, RegionalInputs,
    RegressorInputs,
};
use suranys_core::numeric::{exp, ln};
use suranys_core::rng::Key;
use suranys_core::unit::{Growth, VolumeIndex};
use suranys_core::{
    Classification, Concordance, Country, IndustryGroup, Inputs, Kind, MissingReason, Observed,
    Occupation, Persons, Region, Section, Year,
};

/// How large a country is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Sections of activity.
    pub sections: usize,
    /// Regions.
    pub regions: usize,
    /// Unit groups of occupations.
    pub occupations: usize,
    /// Years with figures, the last being 2025.
    pub years: usize,
}

/// Major groups into which unit groups fall.
const GROUPS: usize = 9;
/// Broad sectors into which sections fall.
const BROAD: usize = 3;
/// Share of unit groups that a section employs.
const EMPLOYS: f64 = 0.4;

/// The total's code in every classification.
const ALL: &str = "_T";

/// Inputs of a synthetic country: employment by section, region and occupation, value added, and what
/// is known of regions; no self-employed. Tables of population by age and pensions are empty.
///
/// Returns `None` for a size with nothing in it.
#[must_use]
pub fn country(seed: u64, size: &Size) -> Option<Inputs> {
    let key = Key::new(seed).with("synthetic");
    let sections = list("S", size.sections)?;
    let regions = list("R", size.regions)?;
    let broad_sectors = list("B", BROAD)?;
    let first = LAST.plus(1 - i32::try_from(size.years).ok()?);
    let years: Vec<Year> = (first.0..=LAST.0).map(Year).collect();
    if years.is_empty() || size.occupations == 0 {
        return None;
    }
    let broad = |section: usize| section * BROAD / size.sections;
    let growth = output(&key, size.sections, years.len());
    let employed = employment(&key, &growth);
    let shares = shares(&key, size.regions, years.len());
    let code_of =
        |list: &Classification<Section>, at: usize| Some(list.items().get(at)?.code.clone());
    let (mut by_section, mut by_region, mut by_both) =
        (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut employed_by_region = Vec::new();
    for (t, year) in years.iter().enumerate() {
        let mut total = 0.0;
        let mut region = vec![0.0; size.regions];
        let mut both = Array2::zeros((size.regions, BROAD));
        for (s, persons) in employed.column(t).iter().enumerate() {
            total += persons;
            by_section.insert((code_of(&sections, s)?, *year), figure(*persons));
            for (r, all) in region.iter_mut().enumerate() {
                let here = persons * shares[[broad(s), r, t]];
                *all += here;
                both[[r, broad(s)]] += here;
            }
        }
        by_section.insert((sections.total()?.clone(), *year), figure(total));
        by_region.insert((regions.total()?.clone(), *year), figure(total));
        employed_by_region.push(region.clone());
        for (r, persons) in region.iter().enumerate() {
            let code = regions.items().get(r)?.code.clone();
            by_region.insert((code.clone(), *year), figure(*persons));
            for (b, persons) in both.row(r).iter().enumerate() {
                let broad = broad_sectors.items().get(b)?.code.clone();
                by_both.insert((code.clone(), broad, *year), figure(*persons));
            }
        }
    }
    let links = (0..size.sections)
        .map(|s| {
            Some((code_of(&sections, s)?, broad_sectors.items().get(broad(s))?.code.clone(), 1.0))
        })
        .collect::<Option<Vec<_>>>()?;
    Inputs::new(InputParts {
        package: PackageIdentity {
            name: "synthetic".to_owned(),
            version: format!("seed {seed}"),
            files: Vec::new(),
            paths: Default::default(),
        },
        country: Country::default(),
        section_broad_sector: Concordance::new(links).ok()?,
        region_changes: Vec::new(),
        employment_by_section: table("employment_by_section", by_section),
        employment_by_region: table("employment_by_region", by_region),
        employment_by_region_broad_sector: table("employment_by_region_broad_sector", by_both),
        employment_by_sex_age: table("employment_by_sex_age", BTreeMap::new()),
        population_by_age: table("population_by_age", BTreeMap::new()),
        population_by_sex_age: table("population_by_sex_age", BTreeMap::new()),
        mortality_by_sex_age: table("mortality_by_sex_age", BTreeMap::new()),
        pension_ages: Vec::new(),
        occupation: Some(occupations(&key, size, &sections, &employed, &years)?),
        detailed: None,
        supply: None,
        indicators: IndicatorInputs::default(),
        regressors: Some(regressors(&sections, &growth, &years)?),
        regional: regional(&key, (&sections, &regions), &employed_by_region, &years)?,
        published_forecasts: None,
        exits: None,
        sources: vec![source()],
        sections,
        broad_sectors,
        regions,
    })
    .ok()
}

/// Codes `X001`, `X002`, … and the total.
fn list<K: Kind>(letter: &str, count: usize) -> Option<Classification<K>> {
    let codes = (1..=count).map(|at| format!("{letter}{at:03}")).chain([ALL.to_owned()]);
    let none = (None, None);
    let entries = codes.map(|code| (code, Labels::default(), Labels::default(), none)).collect();
    if count == 0 { None } else { Classification::new(entries, ALL).ok() }
}

/// Growth of output in log points, of shape (sections, years): the nation's and the section's own.
fn output(key: &Key, sections: usize, years: usize) -> Array2<f64> {
    let mut nation = key.with("nation").draw(0);
    let common: Vec<f64> = (0..years).map(|_| 0.04 + 0.025 * nation.normal()).collect();
    let mut growth = Array2::zeros((sections, years));
    for (s, mut row) in growth.rows_mut().into_iter().enumerate() {
        let mut own = key.with("output").draw(s);
        row.iter_mut().zip(&common).for_each(|(g, common)| *g = common + 0.03 * own.normal());
    }
    growth
}

/// Employed persons, of shape (sections, years): a partial adjustment to output.
fn employment(key: &Key, growth: &Array2<f64>) -> Array2<f64> {
    let mut employed = growth.clone();
    for (s, mut row) in employed.rows_mut().into_iter().enumerate() {
        let mut stream = key.with("employment").draw(s);
        let mut log = ln(2e5) + 0.8 * stream.normal();
        let (drift, elasticity) = (0.01 * stream.normal(), 0.25 + 0.1 * stream.normal());
        let mut change = 0.0;
        for cell in &mut row {
            change = drift + elasticity * *cell + 0.2 * change + 0.02 * stream.normal();
            log += change;
            *cell = exp(log);
        }
    }
    employed
}

/// Shares of regions in the employed of broad sectors, of shape (broad sectors, regions, years):
/// over regions they sum to one.
fn shares(key: &Key, regions: usize, years: usize) -> Array3<f64> {
    let mut shares = Array3::zeros((BROAD, regions, years));
    for (place, mut row) in shares.rows_mut().into_iter().enumerate() {
        let mut stream = key.with("share").draw(place);
        let mut log = 0.6 * stream.normal();
        for size in &mut row {
            log += 0.01 * stream.normal();
            *size = exp(log);
        }
    }
    for mut sizes in shares.lanes_mut(Axis(1)) {
        let all: f64 = sizes.iter().sum();
        sizes.iter_mut().for_each(|size| *size /= all);
    }
    shares
}

/// What is known of regions, from the employed of each year and region. Of the hired workers of the
/// first region the year before the last is missing, and the labour force of the year before that of
/// all: what a package may lack.
fn regional(
    key: &Key,
    (sections, regions): (&Classification<Section>, &Classification<Region>),
    employed: &[Vec<f64>],
    years: &[Year],
) -> Option<RegionalInputs> {
    let (mut hired, mut force, mut unemployed, mut people) =
        (BTreeMap::new(), BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut value_added = BTreeMap::new();
    let last = years.last()?;
    let missing = || Cell {
        observed: Observed::Missing(MissingReason::NotPublished),
        row: 0,
        published: LAST,
        source: 0,
    };
    let mut logs: Vec<[f64; 2]> = Vec::new();
    for (year, employed) in years.iter().zip(employed) {
        let mut sums = [0.0; 4];
        let hidden = *year == last.plus(-2);
        for (r, persons) in employed.iter().enumerate() {
            let mut stream = key.with("regional").with(&year.to_string()).draw(r);
            if logs.len() <= r {
                logs.push([ln(0.05) + 0.2 * stream.normal(), 1.0 + 0.5 * stream.normal()]);
            }
            let own = logs.get_mut(r)?;
            own[0] += 0.05 * stream.normal();
            own[1] += 0.03 * stream.normal();
            let rate = exp(own[0]).min(0.5);
            let share = 1.0 / (1.0 + exp(-own[1]));
            let of = [persons * share, persons / (1.0 - rate), persons * rate / (1.0 - rate)];
            let code = regions.items().get(r)?.code.clone();
            let at = (code.clone(), *year);
            let left_out = r == 0 && *year == last.previous();
            hired.insert(at.clone(), if left_out { missing() } else { figure(of[0]) });
            force.insert(at.clone(), if hidden { missing() } else { figure(of[1]) });
            unemployed.insert(at.clone(), if hidden { missing() } else { figure(of[2]) });
            people.insert(at, figure(2.2 * persons));
            for (sum, value) in sums.iter_mut().zip(of.into_iter().chain([2.2 * persons])) {
                *sum += value;
            }
            for (s, item) in sections
                .items()
                .iter()
                .enumerate()
                .filter(|(_, item)| Some(&item.code) != sections.total())
            {
                let mut stream = key.with("amount").with(&year.to_string()).draw(r * 1000 + s);
                // Some sections add nothing in some regions.
                let there = stream.uniform() > 0.1;
                let amount = if there { persons * exp(0.8 * stream.normal()) } else { 0.0 };
                value_added.insert((code.clone(), item.code.clone(), *year), figure(amount));
            }
        }
        let at = (regions.total()?.clone(), *year);
        hired.insert(at.clone(), figure(sums[0]));
        force.insert(at.clone(), if hidden { missing() } else { figure(sums[1]) });
        unemployed.insert(at.clone(), if hidden { missing() } else { figure(sums[2]) });
        people.insert(at, figure(sums[3]));
    }
    let powers = sections.items().iter().enumerate();
    let powers = powers.map(|(s, item)| (item.code.clone(), figure(0.25 * (s % 3) as f64)));
    Some(RegionalInputs {
        employed_by_age: None,
        hired: Some(table("hired_workers_by_region", hired)),
        self_employed: None,
        labour_force: Some(table("labour_force_by_region", force)),
        unemployed: Some(table("unemployed_by_region", unemployed)),
        population: Some(table("population_by_region", people)),
        value_added: Some(table("gva_by_region_section", value_added)),
        value_added_exponent: Some(table("value_added_exponent_by_section", powers.collect())),
    })
}

fn regressors(
    list: &Classification<Section>,
    growth: &Array2<f64>,
    years: &[Year],
) -> Option<RegressorInputs> {
    let (mut value_added, mut gdp_growth) = (BTreeMap::new(), BTreeMap::new());
    for (t, year) in years.iter().enumerate() {
        let growth = growth.column(t);
        let mean = growth.iter().sum::<f64>() / growth.len() as f64;
        for (s, own) in growth.iter().enumerate() {
            let index: Cell<VolumeIndex> = figure(100.0 * exp(*own));
            value_added.insert((list.items().get(s)?.code.clone(), *year), index);
        }
        value_added.insert((list.total()?.clone(), *year), figure(100.0 * exp(mean)));
        let nation: Cell<Growth> = figure(100.0 * (exp(mean) - 1.0));
        gdp_growth.insert((*year, SOURCE.to_owned(), LAST), nation);
    }
    Some(RegressorInputs {
        value_added: table("gva_volume_index_by_section", value_added),
        gdp_growth: table("gdp_growth", gdp_growth),
    })
}

/// Staffing by unit group: a proxy as the country's own matrix was five years ago, the survey and
/// the modelled estimates by major group.
fn occupations(
    key: &Key,
    size: &Size,
    sections: &Classification<Section>,
    employed: &Array2<f64>,
    years: &[Year],
) -> Option<OccupationInputs> {
    let codes = (1..=GROUPS)
        .map(|at| format!("G{at:03}"))
        .chain((1..=size.occupations).map(|at| format!("O{at:03}")))
        .chain([ALL.to_owned()]);
    let none = (None, None);
    let entries = codes.map(|code| (code, Labels::default(), Labels::default(), none)).collect();
    let list: Classification<Occupation> = Classification::new(entries, ALL).ok()?;
    let code = |at: usize| Some(list.items().get(at)?.code.clone());
    let industries: Classification<IndustryGroup> = self::list("I", size.sections)?;
    let group = |occupation: usize| occupation * GROUPS / size.occupations;
    let mut proxy = BTreeMap::new();
    let mut groups = [0.0; GROUPS];
    for (s, row) in employed.rows().into_iter().enumerate() {
        let mut stream = key.with("staffing").draw(s);
        let sizes: Vec<f64> = (0..size.occupations)
            .map(|_| {
                let (there, size) = (stream.uniform() < EMPLOYS, exp(1.2 * stream.normal()));
                if there { size } else { 0.0 }
            })
            .collect();
        let all: f64 = sizes.iter().sum();
        // A section that by chance employs nobody employs the first group.
        let last = row.last().copied().unwrap_or(0.0);
        let persons = |at: usize| match (all > 0.0, at) {
            (true, _) => last * sizes[at] / all,
            (false, 0) => last,
            (false, _) => 0.0,
        };
        let industry = industries.items().get(s)?.code.clone();
        for o in 0..size.occupations {
            groups[group(o)] += persons(o);
            let cell: Cell<Persons> = figure(persons(o));
            proxy.insert((industry.clone(), code(GROUPS + o)?, LAST.plus(-5)), cell);
        }
    }
    let (mut survey, mut modelled) = (BTreeMap::new(), BTreeMap::new());
    for (g, persons) in groups.iter().enumerate().filter(|(_, persons)| **persons > 0.0) {
        let mut stream = key.with("group").draw(g);
        let mut log = ln(*persons);
        for year in years {
            log += 0.01 + 0.02 * stream.normal();
            survey.insert((code(g)?, *year), figure(exp(log)));
            modelled.insert((code(g)?, *year), figure(exp(log)));
        }
    }
    let to_group = (0..size.occupations)
        .map(|o| Some((code(GROUPS + o)?, code(group(o))?, 1.0)))
        .collect::<Option<Vec<_>>>()?;
    let to_industry = sections.items().iter().zip(industries.items());
    let to_industry = to_industry.map(|(s, i)| (s.code.clone(), i.code.clone(), 1.0));
    Some(OccupationInputs {
        section_industry_group: Concordance::new(to_industry).ok()?,
        modelled_group: Concordance::new(to_group).ok()?,
        proxy: table("proxy_employment_by_industry_occupation", proxy),
        survey: table("employment_by_occupation", survey),
        modelled: table("employment_by_occupation_modelled", modelled),
        women: None,
        age: None,
        occupations: list,
        industry_groups: industries,
    })
}

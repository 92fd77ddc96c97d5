//! Names of indicators, and terms read from the package.

use suranys_core::classification::{Code, Section};
use suranys_core::explanation::{Formula, Phrase, Term};
use suranys_core::inputs::{Inputs, Table};
use suranys_core::observation::{ObsStatus, Status};
use suranys_core::run::{Estimate, Indicator, OBSERVED};
use suranys_core::time::Year;
use suranys_core::unit::{Quantity, Unit};

pub(super) const VACANCIES_PER_CV: &str = "vacancies-per-cv";
pub(super) const TIGHTNESS: &str = "tightness";
pub(super) const VACANCY_RATE: &str = "vacancy-rate";
pub(super) const UNEMPLOYMENT_RATE: &str = "unemployment-rate";
pub(super) const VACANCY_DURATION: &str = "vacancy-duration";
pub(super) const WAGE_PREMIUM: &str = "wage-premium";
pub(super) const WAGE_PREMIUM_GROWTH: &str = "wage-premium-growth";
pub(super) const PERMITS: &str = "permits-per-thousand";
pub(super) const PERMITS_TREND: &str = "permits-trend";
pub(super) const AGE_60: &str = "share-60-plus";
pub(crate) const OPENINGS_SHARE: &str = "job-openings-share";
pub(super) const VACANCIES_PER_FORCE: &str = "vacancies-per-labour-force";
pub(super) const COMPENSATION: &str = "compensation-per-employed";

/// Why an indicator is missing: keys into the label files.
pub(super) const NOT_PUBLIC: &str = "missing.not-public";
pub(super) const NOT_IN_PACKAGE: &str = "missing.not-in-package";

pub(super) const VACANCIES: &str = "vacancies";
pub(super) const STOCK: &str = "day_stock";
/// First age of the oldest of the employed.
pub(super) const OLD: u8 = 60;

pub(super) fn empty(id: &str, scenario: &str, unit: Unit) -> Indicator {
    Indicator {
        id: id.to_owned(),
        scenario: scenario.to_owned(),
        section: None,
        region: None,
        occupation: None,
        period: String::new(),
        count: String::new(),
        estimate: None,
        missing: None,
        unit,
        status: Status::real(ObsStatus::Missing),
        source: Vec::new(),
    }
}

pub(super) fn point(value: f64) -> Option<Estimate> {
    value.is_finite().then_some(Estimate::Point { value })
}

pub(super) fn because(mut indicator: Indicator, why: &str) -> Indicator {
    indicator.missing = Some(why.to_owned());
    indicator
}

/// An indicator read from the package, with the tree of its value.
pub(crate) struct Read {
    pub indicator: Indicator,
    pub term: Term,
}

/// A cell as a term; `None` when it is missing.
pub(super) fn cell<K: Ord + Clone, T: Quantity>(
    inputs: &Inputs,
    table: &Table<K, T>,
    key: &K,
    name: Phrase,
    unit: Unit,
) -> Option<Term> {
    let found = table.cells.get(key)?;
    let term = Term::new(name, found.observed.value()?.get(), unit, found.observed.status());
    Some(term.read_from(table.trace(key, &inputs.sources).into_iter().collect()))
}

/// What the formula makes of the parts, as good as the worst of them.
pub(super) fn made(name: Phrase, unit: Unit, formula: Formula, parts: Vec<Term>) -> Term {
    let values: Vec<f64> = parts.iter().map(|part| part.value).collect();
    let real = Status::real(ObsStatus::Normal);
    let status = parts.iter().fold(real, |worst, part| worst.worst(part.status));
    Term::new(name, formula.apply(&values).unwrap_or(f64::NAN), unit, status).of(formula, parts)
}

/// The indicator whose value a term is; its source is the tables of the term's cells.
pub(super) fn of(id: &str, period: &str, count: &str, section: Option<String>, term: Term) -> Read {
    let mut source: Vec<String> = Vec::new();
    for cell in term.leaves().into_iter().flat_map(|leaf| &leaf.cells) {
        if !source.contains(&cell.resource) {
            source.push(cell.resource.clone());
        }
    }
    let indicator = Indicator {
        section,
        period: period.to_owned(),
        count: count.to_owned(),
        estimate: point(term.value),
        status: term.status,
        source,
        ..empty(id, OBSERVED, term.unit)
    };
    Read { indicator, term }
}

/// Published employment of the nation, or a section, in a year.
pub(super) fn employed(
    inputs: &Inputs,
    section: Option<&Code<Section>>,
    year: Year,
) -> Option<Term> {
    let code = section.or(inputs.sections.total())?.clone();
    let table = &inputs.employment_by_section;
    let name = Phrase::new("term.employed", [("year", year.to_string())]);
    cell(inputs, table, &(code, year), name, Unit::Persons)
}

/// Published labour force of the nation in a year.
pub(super) fn labour_force(inputs: &Inputs, year: Year) -> Option<Term> {
    let table = &inputs.supply.as_ref()?.labour_force;
    let name = Phrase::new("term.labour-force-of", [("year", year.to_string())]);
    cell(inputs, table, &year, name, Unit::Persons)
}

/// What an indicator is called.
pub(crate) fn indicator_name(id: &str) -> Phrase {
    Phrase::new(&format!("indicator.{id}"), [])
}

/// What vacancies or CVs of a period are called.
pub(super) fn counted_items(measure: &str, period: &str) -> Phrase {
    Phrase::new("term.exchange", [("measure", measure.to_owned()), ("period", period.to_owned())])
}

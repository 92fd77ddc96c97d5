//! Exits of sections from the package's figures, against those published.

use suranys_core::rng::Key;
use suranys_core::unit::Quantity;
use suranys_core::{Axis, CellDraws, DrawPanel, Year, YearSpan};
use suranys_model::replacement::sections::SectionIndex;
use suranys_model::replacement::stocks::Stocks;
use suranys_tests::project;

const DRAWS: usize = 4000;

/// Expected values: by the occupations of sections abroad, education 1.04 and manufacturing 0.96 of
/// the mean, from an independent program on the same publications (minor groups of occupations and
/// another staffing: 0.03 is allowed for). What the Ministry of Labour published for 2021–2025
/// (64.5 and 44.2 of 464.4 thousand hired workers) makes 0.81 and about 1.2 of the mean.
#[test]
fn education_and_manufacturing_leave_as_published_and_not_as_abroad() {
    let inputs =
        suranys_data::read_inputs(&project().join("data/kz")).expect("the package is clean");
    let base = inputs.last_observed().expect("employment is known");
    let known = |code: &str| {
        let code = inputs.sections.code(code).ok()?;
        inputs.employment_by_section.value(&(code, base)).map(Quantity::get)
    };
    let sections = inputs.sections.parts(base).map(ToString::to_string);
    let axis = Axis::new(sections.filter(|code| known(code).is_some())).expect("distinct");
    let span = YearSpan::new(Year(2021), base).expect("in order");
    let mut stocks = DrawPanel::zeros(axis, span, DRAWS);
    for ((code, year), cell) in &inputs.employment_by_section.cells {
        if let Some(target) = stocks.get_mut(code.as_str(), *year) {
            target.fill(cell.observed.value().map_or(0.0, Quantity::get));
        }
    }
    let stocks = Stocks { sections: &stocks, regions: &stocks, base_year: base };
    let index = SectionIndex::read(&inputs, &stocks, &Key::new(7), &mut Vec::new())
        .expect("the tables agree")
        .expect("figures are known");
    let of = |cells: &CellDraws, section: &str| {
        let mut sorted = cells.get(section).expect("a section").to_vec();
        sorted.sort_by(f64::total_cmp);
        [0.1, 0.5, 0.9].map(|share| sorted[(share * DRAWS as f64) as usize])
    };
    for (section, before, published) in [("P", 1.04, 0.81), ("C", 0.96, 1.2)] {
        let [_, median, _] = of(&index.before, section);
        assert!((median - before).abs() < 0.03, "{section} before {median}");
        let [low, median, high] = of(&index.anchored, section);
        assert!(low < published && published < high, "{section} {low} {median} {high}");
        assert!((median - published).abs() < 0.05, "{section} {median}");
    }
    let used: Vec<&str> = index.anchors.iter().map(|anchor| anchor.section.as_str()).collect();
    assert_eq!(used, ["A", "C", "P"]);
}

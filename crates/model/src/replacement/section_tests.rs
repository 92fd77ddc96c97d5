//! Exits of sections and regions: identities on random countries and cases worked by hand.

use crate::error::ModelError;
use crate::replacement::cell_rates::cell_rates;
use crate::replacement::cells::CellRates;
use crate::replacement::sections::hired_exits;
use crate::replacement::stocks::Stocks;
use crate::replacement::{ExitRates, exit_rates};
use crate::synthetic::exits::{Exits, HIRED, with_exits};
use crate::synthetic::shaped::{BASE, Shape, country, scenario};
use proptest::prelude::*;
use suranys_core::inputs::Inputs;
use suranys_core::numeric::{ln, powf};
use suranys_core::rng::Key;
use suranys_core::run::Note;
use suranys_core::{Axis, CellDraws, DrawPanel, Draws, Year, YearSpan};

const YEARS: (i32, i32) = (2023, 2027);

fn shape(sections: &[f64], regions: usize) -> Shape {
    Shape {
        sections: sections.iter().map(|persons| (*persons, 0.01)).collect(),
        regions: vec![1.0; regions],
        occupations: vec![(1.0, 0.4), (1.0, 0.6)],
        ripple: 0.0,
    }
}

/// Stocks by draw and year: the persons given, with what `move_` does to them.
fn panel(
    letter: &str,
    persons: &[f64],
    draws: usize,
    move_: impl Fn(usize, i32, usize) -> f64,
) -> DrawPanel {
    let axis = Axis::new((0..persons.len()).map(|n| format!("{letter}{n}"))).expect("distinct");
    let years = YearSpan::new(Year(2021), Year(YEARS.1)).expect("in order");
    let mut panel = DrawPanel::zeros(axis, years, draws);
    for (n, stock) in persons.iter().enumerate() {
        for year in years.years() {
            let cells = panel.get_mut(&format!("{letter}{n}"), year).expect("covered");
            cells
                .iter_mut()
                .enumerate()
                .for_each(|(draw, cell)| *cell = stock * move_(n, year.0, draw));
        }
    }
    panel
}

fn level(persons: &[f64], letter: &str, draws: usize) -> DrawPanel {
    panel(letter, persons, draws, |_, _, _| 1.0)
}

struct Made {
    national: ExitRates,
    cells: CellRates,
    notes: Vec<Note>,
}

fn made(inputs: &Inputs, sections: &DrawPanel, regions: &DrawPanel) -> Result<Made, ModelError> {
    let years = YearSpan::new(Year(YEARS.0), Year(YEARS.1)).expect("in order");
    let (key, mut notes) = (Key::new(7), Vec::new());
    let scenario = scenario(sections.draws());
    let national = exit_rates(inputs, &scenario, years, &key, &mut notes)?;
    let stocks = Stocks { sections, regions, base_year: Year(BASE) };
    let cells = cell_rates(inputs, &national, None, &stocks, years, &key, &mut notes)?;
    Ok(Made { national, cells, notes })
}

/// Exits of all cells and of the nation in one year and draw, persons.
fn both(made: &Made, rates: &DrawPanel, stocks: &DrawPanel, year: Year, draw: usize) -> (f64, f64) {
    let before = year.previous();
    let gone: f64 = rates.draw(year, draw).zip(stocks.draw(before, draw)).map(|(r, e)| r * e).sum();
    let all: f64 = stocks.draw(before, draw).sum();
    (gone, all * made.national.total(year)[draw])
}

fn median(draws: &[f64]) -> f64 {
    Draws::from(draws).median().expect("there are draws")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the figures, exits of sections and of regions sum to the nation's in every year and
    /// draw, before and after anchors, and the index is one on average in the base year.
    #[test]
    fn exits_of_sections_and_regions_sum_to_the_nations(
        sections in prop::collection::vec((1e4..1e6f64, 0.0..1.0f64), 2..5),
        occupations in prop::collection::vec((0.005..0.2f64, 0.0..=1.0f64, 0.02..0.5f64), 1..4),
        ages in prop::collection::vec((1e4..1e5f64, 1e2..1e4f64), 2..4),
        published in 0.01..0.2f64, known in any::<bool>(),
    ) {
        let persons: Vec<f64> = sections.iter().map(|cell| cell.0).collect();
        let exits = Exits {
            occupations: occupations.iter().map(|o| (Some((o.0, o.1)), Some(o.2))).collect(),
            staffing: sections
                .iter()
                .map(|s| (0..occupations.len()).map(|n| 1.0 + s.1 * n as f64 * 50.0).collect())
                .collect(),
            published: vec![(0, published, known.then_some(0.95))],
            ages,
        };
        let inputs = with_exits(country(&shape(&persons, exits.ages.len())), &exits);
        // Sections of changing sizes, draw by draw; regions share the same total.
        let stocks = panel("S", &persons, 40, |n, year, draw| {
            1.0 + 0.02 * n as f64 * f64::from(year - BASE).max(0.0) + 0.001 * draw as f64 * f64::from((year > BASE) as u8)
        });
        let count = exits.ages.len();
        let mut regions = level(&vec![1.0; count], "R", 40);
        for year in regions.years().years() {
            let share: Vec<f64> = stocks.total(year).expect("covered").iter().map(|v| v / count as f64).collect();
            for n in 0..count {
                regions.get_mut(&format!("R{n}"), year).expect("covered").copy_from_slice(&share);
            }
        }
        let made = made(&inputs, &stocks, &regions).expect("the country has all it needs");
        let index = made.cells.index.as_ref().expect("figures are known");
        prop_assert_eq!(index.anchors.len(), 1);
        let employed = stocks.at(Year(BASE)).expect("covered");
        for index in [&index.before, &index.anchored] {
            for draw in 0..40 {
                let mean: f64 = index.draw(draw).zip(employed.draw(draw)).map(|(i, e)| i * e).sum::<f64>()
                    / employed.draw(draw).sum::<f64>();
                prop_assert!((mean - 1.0).abs() < 1e-9, "{mean}");
                prop_assert!(index.draw(draw).all(|index| index > 0.0));
            }
        }
        let (of_sections, of_regions) = (made.cells.sections.as_ref(), made.cells.regions.as_ref());
        for year in (YEARS.0..=YEARS.1).map(Year) {
            for draw in 0..40 {
                for (rates, stocks) in [(of_sections, &stocks), (of_regions, &regions)] {
                    let (gone, nation) = both(&made, rates.expect("known"), stocks, year, draw);
                    prop_assert!((gone - nation).abs() <= 1e-9 * nation, "{gone} {nation}");
                }
            }
        }
    }
}

/// Expected values: by hand. Two sections with one occupation each, whose holders leave at 2 and
/// 6 per cent a year, by one measure: the median ratio of their indices is 3 to the power of 0.8.
/// With 4,000 draws the median of its logarithm is known to 0.01; twice that is allowed for.
#[test]
fn a_section_of_an_occupation_that_leaves_more_often_leaves_more_often() {
    let exits = Exits {
        occupations: vec![(Some((0.02, 1.0)), None), (Some((0.06, 1.0)), None)],
        staffing: vec![vec![10.0, 0.0], vec![0.0, 10.0]],
        ..Exits::default()
    };
    let persons = [1e5, 1e5];
    let inputs = with_exits(country(&shape(&persons, 2)), &exits);
    let made =
        made(&inputs, &level(&persons, "S", 4000), &level(&persons, "R", 4000)).expect("made");
    let index = made.cells.index.expect("known").before;
    let ratio: Vec<f64> = index
        .get("S1")
        .expect("a section")
        .iter()
        .zip(index.get("S0").expect("a section"))
        .map(|(high, low)| high / low)
        .collect();
    let expected = powf(3.0, 0.8);
    assert!(ln(median(&ratio) / expected).abs() < 0.02, "{} {expected}", median(&ratio));
}

/// Expected values: by hand. An exit rate that counts for nothing is as none: the share of older
/// workers alone makes the index.
#[test]
fn a_measure_without_weight_does_not_count() {
    let with = |rate: Option<(f64, f64)>| {
        let exits = Exits {
            occupations: vec![(rate, Some(0.1)), (Some((0.03, 1.0)), Some(0.2))],
            staffing: vec![vec![10.0, 0.0], vec![0.0, 10.0]],
            ..Exits::default()
        };
        let persons = [1e5, 1e5];
        let inputs = with_exits(country(&shape(&persons, 2)), &exits);
        let made = made(&inputs, &level(&persons, "S", 50), &level(&persons, "R", 50));
        made.expect("made").cells.index.expect("known").before
    };
    assert_eq!(with(Some((0.19, 0.0))), with(None));
    assert_ne!(with(Some((0.19, 1.0))), with(None));
}

/// Expected values: by hand. A fifth of the employed are in the section; of the published exits of
/// hired workers a quarter are its. Eight in ten of the nation and nine in ten of the section are
/// hired: its hired workers make 0.25 × 0.8 / 0.2 = 1.0 and its self-employed 0.1 times what its
/// occupations give, which here is 1.
#[test]
fn an_anchored_section_is_drawn_about_the_published_figure() {
    let persons = [2e4, 8e4];
    let exits = Exits {
        occupations: vec![(Some((0.02, 1.0)), Some(0.1))],
        staffing: vec![vec![10.0], vec![10.0]],
        published: vec![(0, 0.25, Some(0.9))],
        ..Exits::default()
    };
    assert_eq!(HIRED, 0.8);
    let inputs = with_exits(country(&shape(&persons, 2)), &exits);
    let made =
        made(&inputs, &level(&persons, "S", 4000), &level(&persons, "R", 4000)).expect("made");
    let index = made.cells.index.expect("known");
    assert!(index.before.get("S0").expect("there").iter().all(|v| (v - 1.0).abs() < 1e-12));
    let drawn = index.anchored.get("S0").expect("there");
    // The width is 0.15 on the log scale: of 4,000 draws the median is known to 0.3 per cent.
    assert!((median(drawn) - 1.1).abs() < 0.01, "{}", median(drawn));
    let logs: Vec<f64> = drawn.iter().map(|v| ln(v / 1.1)).collect();
    let sd = (logs.iter().map(|v| v * v).sum::<f64>() / logs.len() as f64).sqrt();
    assert!((sd - 0.15).abs() < 0.01, "{sd}");
    assert_eq!(index.anchors[0].section, "S0");
    assert!(index.anchors[0].hired_of_section);
}

/// Published exits of more than all leave nothing for the rest: an error with the sums.
#[test]
fn published_exits_that_leave_nothing_are_refused() {
    let persons = [2e4, 8e4];
    let exits = Exits {
        occupations: vec![(Some((0.02, 1.0)), Some(0.1))],
        staffing: vec![vec![10.0], vec![10.0]],
        published: vec![(0, 1.5, Some(0.9))],
        ..Exits::default()
    };
    let inputs = with_exits(country(&shape(&persons, 2)), &exits);
    let refused = made(&inputs, &level(&persons, "S", 20), &level(&persons, "R", 20));
    assert!(matches!(refused.map(|_| ()), Err(ModelError::Margins { .. })));
}

/// A change of one occupation's exits abroad moves exits of sections, and neither the nation's nor
/// those of regions.
#[test]
fn a_measure_of_exits_abroad_moves_sections_alone() {
    let persons = [2e4, 8e4];
    let with = |rate: f64| {
        let exits = Exits {
            occupations: vec![(Some((rate, 1.0)), Some(0.1)), (Some((0.03, 1.0)), Some(0.2))],
            staffing: vec![vec![10.0, 5.0], vec![5.0, 10.0]],
            ages: vec![(9e3, 1e3), (8e3, 2e3)],
            ..Exits::default()
        };
        let inputs = with_exits(country(&shape(&persons, 2)), &exits);
        made(&inputs, &level(&persons, "S", 50), &level(&persons, "R", 50)).expect("made")
    };
    let (one, other) = (with(0.02), with(0.05));
    let year = Year(YEARS.0);
    assert_eq!(one.national.total(year), other.national.total(year));
    assert_eq!(one.cells.regions, other.cells.regions);
    assert_ne!(one.cells.sections, other.cells.sections);
    let first = |made: &Made| {
        median(made.cells.sections.as_ref().expect("known").get("S0", year).expect("there"))
    };
    assert!(first(&other) > first(&one));
}

/// The region with more of the old has more exits per person; without ages regions leave as the
/// nation does, and a note says so.
#[test]
fn a_region_of_older_workers_leaves_more_often() {
    let persons = [5e4, 5e4];
    let exits = |ages: Vec<(f64, f64)>| Exits {
        occupations: vec![(Some((0.02, 1.0)), Some(0.1))],
        staffing: vec![vec![10.0], vec![10.0]],
        ages,
        ..Exits::default()
    };
    let with = |ages| {
        let inputs = with_exits(country(&shape(&persons, 2)), &exits(ages));
        made(&inputs, &level(&persons, "S", 50), &level(&persons, "R", 50)).expect("made")
    };
    let known = with(vec![(9e3, 1e3), (8e3, 2e3)]);
    let rates = known.cells.regions.expect("ages are known");
    let of = |region: &str| median(rates.get(region, Year(YEARS.0)).expect("covered"));
    assert!(of("R1") > 1.2 * of("R0"), "{} {}", of("R1"), of("R0"));
    let without = with(Vec::new());
    assert!(without.cells.regions.is_none());
    assert!(without.notes.iter().any(|note| note.key == "note.exits-of-regions"));
}

/// Expected values: by hand. 30 of 100 leave a section where all are hired and 70 one where half
/// are: 30 + 35 of them are hired. Where the nation's share stands for all, it is that of exits.
#[test]
fn hired_workers_leave_by_their_share_in_the_sections_exits() {
    let axis = Axis::new(["S0", "S1"]).expect("distinct");
    let cells = |values: [f64; 2]| {
        let mut cells = CellDraws::zeros(axis.clone(), 1);
        cells.set_draw(0, values);
        cells
    };
    let (employed, rates) = (cells([1000.0, 1000.0]), cells([0.03, 0.07]));
    let hired = hired_exits(&[100.0], &cells([1.0, 0.5]), &employed, &rates);
    assert!((hired[0] - 65.0).abs() < 1e-9);
    let alike = hired_exits(&[100.0], &cells([0.76, 0.76]), &employed, &rates);
    assert!((alike[0] - 76.0).abs() < 1e-9);
}

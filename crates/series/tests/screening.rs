//! What looks wrong in series is found, and what only looks unusual is let be. Values are made by hand,
//! so that the slip in them is known; what is expected follows from where it was put.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use suranys_core::numeric::powf;
use suranys_core::{Diagnostic, Severity};
use suranys_series::reconcile::Hierarchy;
use suranys_series::screening::{
    Ahead, Columns, Kind, Oddity, Part, Screened, TableScreen, ahead, past, shortened, split_off,
};

/// Employed of an activity, thousand persons: smooth, with a small dip.
const SMOOTH: [f64; 12] =
    [812.4, 820.1, 833.0, 829.7, 841.2, 850.3, 866.1, 861.0, 872.9, 880.4, 891.3, 899.6];

/// Values of which those that are not a number are missing.
fn known(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().map(|v| Some(*v).filter(|v| !v.is_nan())).collect()
}

fn oddities(values: &[f64], breaks: &[usize], season: usize) -> Vec<Oddity> {
    suranys_series::screening::oddities(&known(values), breaks, season)
}

fn with(changes: &[(usize, f64)]) -> Vec<f64> {
    let mut values = SMOOTH.to_vec();
    for (at, factor) in changes {
        values[*at] *= factor;
    }
    values
}

/// What is found: kinds with their places.
fn found(values: &[f64]) -> Vec<(Kind, Vec<usize>)> {
    oddities(values, &[], 1).into_iter().map(|one| (one.kind, one.places)).collect()
}

#[test]
fn a_slip_by_a_power_of_ten_is_found_wherever_it_is() {
    for at in 0..SMOOTH.len() {
        for power in [-4, -3, -2, -1, 1, 2, 3, 4] {
            let values = with(&[(at, powf(10.0, f64::from(power)))]);
            assert_eq!(found(&values), [(Kind::PowerOfTen(power), vec![at])], "{values:?}");
        }
    }
}

#[test]
fn slips_in_several_places_are_one_finding() {
    assert_eq!(found(&with(&[(2, 10.0), (7, 10.0)])), [(Kind::PowerOfTen(1), vec![2, 7])]);
    assert_eq!(found(&with(&[(4, 0.01), (5, 0.01)])), [(Kind::PowerOfTen(-2), vec![4, 5])]);
    let far = with(&[(1, 1000.0), (6, 0.1)]);
    assert_eq!(found(&far), [(Kind::PowerOfTen(3), vec![1]), (Kind::PowerOfTen(-1), vec![6])]);
    let negative: Vec<f64> = with(&[(3, 10.0)]).iter().map(|value| -value).collect();
    assert_eq!(found(&negative), [(Kind::PowerOfTen(1), vec![3])]);
}

/// The last values of three countries in a table of ILOSTAT (earnings, 2021 PPP dollars), as published:
/// a currency changed and its conversion did not, or the unit of one year is another.
#[test]
fn a_last_value_in_another_unit_is_found() {
    let croatia = [
        9412.668, 14772.239, 14955.54, 15268.397, 14087.392, 17251.726, 17980.763, 18114.186,
        23378.764, 2381.465,
    ];
    assert_eq!(found(&croatia), [(Kind::PowerOfTen(-1), vec![9])]);
    assert_eq!(
        found(&[15716.957, f64::NAN, 24834.218, 3246.188]),
        [(Kind::PowerOfTen(-1), vec![3])]
    );
    assert_eq!(found(&[184.712, 212.044, 1711.902]), [(Kind::PowerOfTen(1), vec![2])]);
    let to_nothing = [141.2, 139.8, 144.0, 147.1, 149.267, 0.003];
    assert_eq!(found(&to_nothing), [(Kind::Outlier, vec![5])]);
}

#[test]
fn a_change_of_unit_for_good_is_found_once_and_a_marked_break_is_none() {
    let mut values = SMOOTH.to_vec();
    values[7..].iter_mut().for_each(|value| *value *= 1000.0);
    assert_eq!(found(&values), [(Kind::UnitChange(3), (7..12).collect())]);
    assert_eq!(oddities(&values, &[7], 1), []);
}

#[test]
fn what_grows_or_swings_by_itself_is_no_slip() {
    for (why, values) in [
        ("smooth", SMOOTH.to_vec()),
        ("doubling", (0..12).map(|t| 3.0 * powf(2.0, f64::from(t))).collect()),
        ("tenfold growth every year", (0..8).map(|t| powf(10.0, f64::from(t))).collect()),
        ("a fall to a quarter", with(&[(9, 0.3), (10, 0.28), (11, 0.25)])),
        ("a beginning", vec![3.0, 25.0, 240.0, 260.0, 270.0, 280.0, 300.0]),
        ("few", vec![2.0, 0.0, 1.0, 5.0, 1.0, 1.0, 3.0, 0.0, 2.0, 1.0]),
        ("constant", vec![7.0; 10]),
        ("a pandemic", with(&[(8, 0.8)])),
        ("growth in per cent", vec![3.1, -1.2, 4.0, 4.4, -2.6, 1.1, 0.5, 5.1, 4.8, 3.2]),
        ("swings", vec![12.0, 90.0, 8.0, 70.0, 15.0, 110.0, 9.0, 85.0, 11.0, 95.0]),
        ("missing values", with(&[(3, f64::NAN), (4, f64::NAN), (9, f64::NAN)])),
        ("closing down", vec![52.0, 44.0, 33.0, 22.0, 10.0, 6.0, 2.0, 1.0, 0.0, 0.0]),
        ("three", vec![1.0, 10.0, 1.0]),
    ] {
        assert_eq!(found(&values), [], "{why}: {values:?}");
    }
}

/// Harvests: ten times the winter's jobs every summer, by hand.
#[test]
fn a_season_is_no_slip_and_a_slip_in_it_is() {
    let values: Vec<f64> = (0..24)
        .map(|t| {
            let year = f64::from(t / 4);
            [20.0, 60.0, 230.0, 45.0][t as usize % 4] * (1.0 + 0.02 * year)
        })
        .collect();
    assert_eq!(oddities(&values, &[], 4), []);
    for slipped in [13, 14] {
        let mut values = values.clone();
        values[slipped] *= 10.0;
        let found = oddities(&values, &[], 4);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].kind, found[0].places.clone()), (Kind::PowerOfTen(1), vec![slipped]));
    }
}

/// Unemployment of Kazakhstan since 1991 in per cent (World Bank, modelled by the ILO): its first years go up and down
/// by more than half a power of ten, and none is a power of ten of what stands next to it.
#[test]
fn wild_changes_make_no_powers_of_ten() {
    let rates = [
        3.1, 11.8, 1.1, 7.5, 11.0, 13.0, 13.0, 13.1, 13.5, 12.8, 10.4, 9.3, 8.8, 8.4, 8.1, 7.8,
        7.3, 6.6, 6.6, 5.8, 5.4, 5.3, 5.2, 5.1, 5.0, 5.0, 5.4,
    ];
    let powers = found(&rates).into_iter().filter(|(kind, _)| matches!(kind, Kind::PowerOfTen(_)));
    assert_eq!(powers.count(), 0);
}

#[test]
fn marks_of_thousands_read_as_decimal_marks_are_found() {
    let some = [1198.0, 1215.0, 1.234, 1260.0, 1.251, 1302.0, 1318.0];
    assert_eq!(found(&some), [(Kind::ThousandsMark, vec![2, 4])]);
    // Only what has reached a thousand has a mark.
    let grown = [940.0, 962.0, 985.0, 1.004, 1.03, 1.047, 1.071];
    assert_eq!(found(&grown), [(Kind::ThousandsMark, vec![3, 4, 5, 6])]);
    // Decimals among whole numbers of their own size, and numbers that are all decimal.
    assert_eq!(found(&[2.0, 2.125, 3.0, 2.75, 2.5, 2.0, 3.125]), []);
    assert_eq!(found(&[12.345, 12.401, 12.377, 12.52, 12.61]), []);
}

#[test]
fn zero_for_a_missing_value_is_found_and_a_count_of_none_is_not() {
    for at in 0..SMOOTH.len() {
        assert_eq!(found(&with(&[(at, 0.0)])), [(Kind::Zero, vec![at])]);
    }
    assert_eq!(found(&[4.0, 2.0, 0.0, 3.0, 1.0, 2.0, 5.0, 2.0]), []);
    assert_eq!(found(&[0.0; 8]), []);
}

#[test]
fn a_single_point_far_from_the_rest_is_found() {
    for at in 1..SMOOTH.len() - 1 {
        for factor in [0.2, 0.4, 2.5, 4.0] {
            assert_eq!(found(&with(&[(at, factor)])), [(Kind::Outlier, vec![at])], "{at} {factor}");
        }
    }
    // Codes for missing values.
    let mut values = SMOOTH.to_vec();
    values[5] = -999.0;
    assert_eq!(found(&values), [(Kind::Outlier, vec![5])]);
    let growth = [3.1, -1.2, 4.0, 4.4, -2.6, 99.0, 0.5, 5.1, 4.8, 3.2];
    assert_eq!(found(&growth), [(Kind::Outlier, vec![5])]);
}

fn notes_of(values: &[f64]) -> Vec<Diagnostic> {
    past(&Screened {
        file: "t.csv",
        column: "value",
        id: "a",
        values: &known(values),
        breaks: &[],
        season: 1,
        place: &|at| (at as u64 + 2, (2010 + at).to_string()),
    })
}

#[test]
fn a_note_tells_place_value_neighbour_and_what_to_do() {
    let notes = notes_of(&with(&[(2, 10.0), (5, 10.0), (7, 10.0), (10, 10.0)]));
    assert_eq!(notes.len(), 1);
    let note = &notes[0];
    assert_eq!(note.severity, Severity::Note);
    assert_eq!((note.span.row, note.span.column.as_deref()), (Some(4), Some("value")));
    assert_eq!((note.series.as_deref(), note.period.as_deref()), (Some("a"), Some("2012")));
    assert_eq!(
        note.message,
        "`a`: 8330 in 2012 is about ten times 820.1 in 2011; 4 values in all, also 8503 in 2015 (row \
         7), 8610 in 2017 (row 9), ..."
    );
    assert!(note.help.is_some());
}

fn table(series: &[(&str, i64)]) -> Vec<Diagnostic> {
    let mut screen = TableScreen::default();
    for (row, (id, end)) in (2..).zip(series) {
        screen.add(id, &[Some(1.5)], Some((*end, end.to_string(), row)));
    }
    screen.notes("t.csv", Columns { id: "id", time: "time", value: "value" })
}

#[test]
fn series_that_end_before_or_after_the_others_are_named_once() {
    let notes = table(&[("v1", 2024), ("v2", 2008), ("v3", 2024)]);
    assert_eq!(notes.len(), 1);
    assert_eq!(
        notes[0].message,
        "1 of 3 series end before 2024: `v2` with 2008; what is forecast of them begins there"
    );
    assert_eq!(notes[0].span.row, Some(3));
    // Where most end with no period, the last one counts.
    let notes = table(&[("a", 2017), ("b", 2020), ("c", 2024)]);
    assert!(notes[0].message.starts_with("2 of 3 series end before 2024: `a` with 2017, `b`"));
    let notes = table(&[("a", 2024), ("b", 2024), ("c", 2042), ("d", 2024)]);
    assert_eq!(notes.len(), 1);
    assert!(notes[0].message.starts_with("1 of 4 series end after 2024"), "{}", notes[0].message);
    assert_eq!(table(&[("a", 2024), ("b", 2024)]), []);
    assert_eq!(table(&[]), []);
}

#[test]
fn names_that_differ_by_a_blank_are_asked_about() {
    let notes = table(&[("г. Алматы", 2024), ("г.Алматы", 2024), ("г. Астана", 2024)]);
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].check, "names-alike");
    assert!(notes[0].message.contains("differ only by blanks"), "{}", notes[0].message);
    let notes = table(&[("г.\u{a0}Алматы", 2024), ("г. Алматы", 2024)]);
    assert!(notes[0].message.contains("`г.<U+00A0>Алматы`"), "{}", notes[0].message);
}

#[test]
fn a_table_of_three_decimals_throughout_is_asked_about() {
    let notes = |values: &[f64]| {
        let mut screen = TableScreen::default();
        screen.add("a", &known(values), Some((2024, "2024".to_owned(), 2)));
        screen.notes("t.csv", Columns { id: "id", time: "time", value: "value" }).len()
    };
    let marked = [12.345, 12.401, 12.377, 12.521, 12.612, 12.618, 12.655, 12.702];
    assert_eq!(notes(&marked), 1);
    assert_eq!(notes(&[12.3, 12.4, 12.37, 12.52, 12.6, 12.61, 12.65, 12.7]), 0);
    // Beyond a thousand no number has one mark of thousands alone.
    let mut large = marked.to_vec();
    large.push(1236.125);
    assert_eq!(notes(&large), 0);
}

fn checks_ahead(past: &[f64], medians: &[f64], bounds: &[(f64, f64)]) -> Vec<String> {
    let intervals = [bounds.to_vec()];
    let found = ahead(&Ahead {
        file: "t.csv",
        row: 9,
        column: "value",
        id: "a",
        past: &known(past),
        medians,
        intervals: &intervals,
        period: &|step| (2025 + step).to_string(),
    });
    found.into_iter().map(|note| note.check).collect()
}

#[test]
fn forecasts_below_zero_are_noted_where_the_series_never_was() {
    let dying = [52.0, 40.0, 27.0, 15.0, 6.0, 0.0];
    assert_eq!(checks_ahead(&dying, &[-4.6, -2.1], &[]), ["below-zero"]);
    // Of a count, bounds count too.
    assert_eq!(checks_ahead(&dying, &[1.0, 1.0], &[(-3.0, 4.0), (-5.0, 6.0)]), ["below-zero"]);
    let rate = [5.2, 4.0, 2.7, 1.5, 0.6, 0.1];
    assert_eq!(checks_ahead(&rate, &[0.1, 0.1], &[(-0.3, 0.4), (-0.5, 0.6)]), [""; 0]);
    let balance = [-3.0, 2.0, 5.0, -1.0, 4.0];
    assert_eq!(checks_ahead(&balance, &[-2.0, -2.0], &[]), [""; 0]);
}

#[test]
fn forecasts_far_out_of_the_past_are_noted() {
    let past = [100.0, 110.0, 105.0, 120.0, 115.0];
    // The past's range is 20: medians may reach 160, bounds 280, over five steps or fewer.
    assert_eq!(checks_ahead(&past, &[130.0, 150.0], &[(60.0, 200.0), (40.0, 260.0)]), [""; 0]);
    assert_eq!(checks_ahead(&past, &[130.0, 170.0], &[]), ["far-ahead"]);
    assert_eq!(checks_ahead(&past, &[130.0], &[(60.0, 290.0)]), ["far-ahead"]);
    // Of a series that falls to a tenth and comes back, nearly nothing is a sound lower bound.
    assert_eq!(checks_ahead(&past, &[110.0], &[(1.2e-182, 150.0)]), [""; 0]);
    assert_eq!(checks_ahead(&[], &[1.0], &[]), [""; 0]);
    // Zeros alone have no range that an interval of a part of one could be far out of.
    assert_eq!(checks_ahead(&[0.0; 5], &[0.0], &[(0.0, 0.1)]), [""; 0]);
    assert_eq!(checks_ahead(&[445.2, 565.6], &[600.0], &[(150.0, 1845.0)]), [""; 0]);
}

/// East gives up a part to a region that begins in 2022; by hand: twelve of fifteen years are lost.
#[test]
fn a_total_cut_to_its_shortest_component_is_noted() {
    let part = |id: &str, first: i64, length: usize| Part {
        id: id.to_owned(),
        first,
        period: first.to_string(),
        row: 7,
        length,
        values: vec![Some(1.0); length],
        breaks: Vec::new(),
    };
    let hierarchy = Hierarchy::new(3, &[(0, 2), (1, 2)]).unwrap();
    let parts = [part("East", 2010, 15), part("Abai", 2022, 3), part("KZ", 2022, 3)];
    let notes = shortened(&parts, &hierarchy, "parts.csv", "period");
    assert_eq!(notes.len(), 1);
    assert_eq!(
        notes[0].message,
        "`KZ` can be summed from 2022 on only, since `Abai` begins there; 12 periods of its other \
         components are not used for it"
    );
    let whole = [part("East", 2010, 15), part("Abai", 2010, 15), part("KZ", 2010, 15)];
    assert_eq!(shortened(&whole, &hierarchy, "parts.csv", "period"), []);
}

/// By hand: 790 falls to 470 where a part begins with 310; the other changes are of ten at most.
#[test]
fn a_component_that_gives_up_a_part_is_noted() {
    let part = |id: &str, first: i64, values: &[f64], breaks: &[usize]| Part {
        id: id.to_owned(),
        first,
        period: first.to_string(),
        row: 7,
        length: values.len(),
        values: known(values),
        breaks: breaks.to_vec(),
    };
    let hierarchy = Hierarchy::new(4, &[(0, 3), (1, 3), (2, 3)]).unwrap();
    let of = |old: &[f64], new: &[f64], breaks: &[usize]| {
        let parts = [
            part("Old", 2017, old, breaks),
            part("New", 2022, new, &[]),
            part("Other", 2017, &[500.0, 503.0, 505.0, 509.0, 511.0, 512.0, 515.0], &[]),
            part("All", 2022, &[1.0, 1.0], &[]),
        ];
        let notes = split_off(&parts, &hierarchy, "parts.csv", "period");
        notes.into_iter().map(|note| note.message).collect::<Vec<_>>()
    };
    let old = [770.0, 780.0, 785.0, 788.0, 790.0, 470.0, 476.0];
    assert_eq!(
        of(&old, &[310.0, 312.0], &[]),
        [
            "`Old` falls by 320.0 in 2022, where `New` begins with 310.0: is the one split off from the other?"
        ]
    );
    // A break is said there; the part is much smaller; nothing falls.
    assert_eq!(of(&old, &[310.0, 312.0], &[5]), [""; 0]);
    assert_eq!(of(&old, &[31.0, 31.2], &[]), [""; 0]);
    assert_eq!(of(&[770.0, 780.0, 785.0, 788.0, 790.0, 781.0, 790.0], &[9.0, 9.2], &[]), [""; 0]);
}

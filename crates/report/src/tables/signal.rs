//! The tables of the graded signal.

use crate::tables::list::{Cell, PARAMETERS, Sheet, families, parameter_rows, texts};
use crate::words::{Words, cells};
use suranys_core::classification::Labels;
use suranys_core::shortage_list::{ListOutput, SignalOutput};
use suranys_core::table::ResultTable;

/// All tables of the signal, in the order of the workbook; none where there is no signal.
pub fn signal_tables(output: &ListOutput, words: &[Words]) -> Vec<ResultTable> {
    let Some(signal) = &output.signal else { return Vec::new() };
    vec![
        ranked(output, signal, words),
        indicators(output, signal),
        covered(output, signal, words),
        weights(output, signal),
        scores(output, signal),
        reviews(output, signal, words),
        changes(output, signal),
        departures(output, signal),
        parameters(output, signal),
    ]
}

/// The ranked list: groups, then professions.
fn ranked(output: &ListOutput, signal: &SignalOutput, words: &[Words]) -> ResultTable {
    let mut sheet = Sheet::reported_in(
        "signal",
        &[
            "id",
            "*label",
            "?profession",
            "?in_scope",
            "%rank",
            "tier",
            "grade",
            "#strong_probability",
            "#possible_probability",
            "#score_mean",
            "#score_lo80",
            "#score_median",
            "#score_hi80",
            "families",
            "%indicators",
            "nominated_by",
            "?from_proxies",
            "settling",
            "#settling_change",
            "raising",
            "lowering",
            "without",
            "*reason",
            "status",
            "vintage",
        ],
        words,
        output,
    );
    for s in &signal.signals {
        let empty = Labels::default();
        let names = signal.labels.get(&s.group).unwrap_or(&empty);
        let settling: Vec<&str> = s.settling.iter().map(|one| one.indicator.as_str()).collect();
        let switching = |rises: bool| {
            let of = s.switching.iter().find(|switch| switch.rises == rises);
            of.map_or(String::new(), |switch| {
                format!("{} {} {}", switch.indicator, switch.points, switch.tier.key())
            })
        };
        let without: Vec<String> = s
            .without
            .iter()
            .map(|(family, then)| format!("{family}:{}", then.tier.key()))
            .collect();
        sheet.row(vec![
            s.group.as_str().into(),
            texts(names, words),
            s.profession.into(),
            s.in_scope.into(),
            s.rank.into(),
            s.tier.key().into(),
            s.grade.map_or("", |grade| grade.key()).into(),
            s.strong.into(),
            s.possible.into(),
            s.mean.into(),
            s.score.map(|q| q.lo80()).into(),
            s.score.map(|q| q.median()).into(),
            s.score.map(|q| q.hi80()).into(),
            families(s).into(),
            s.counted.into(),
            s.nominated_by.join(" ").into(),
            s.from_proxies.into(),
            settling.join(" ").into(),
            s.settling.first().map(|one| one.change).into(),
            switching(true).into(),
            switching(false).into(),
            without.join(" ").into(),
            Cell::Texts(words.iter().map(|w| w.signal_reason(s)).collect()),
            if s.counted > 0 { s.status.obs.code() } else { "" }.into(),
            signal.vintage.as_str().into(),
        ]);
    }
    sheet.table()
}

/// What each indicator says of each group.
fn indicators(output: &ListOutput, signal: &SignalOutput) -> ResultTable {
    let mut sheet = Sheet::new(
        "signal_indicators",
        &[
            "id",
            "indicator",
            "family",
            "of",
            "%level",
            "#points",
            "#weight",
            "date",
            "source",
            "status",
            "cells",
        ],
        output,
    );
    for s in &signal.signals {
        for used in &s.indicators {
            sheet.row(vec![
                s.group.as_str().into(),
                used.indicator.as_str().into(),
                used.family.as_str().into(),
                used.of.as_str().into(),
                usize::from(used.level).into(),
                Some(used.points).into(),
                Some(used.weight).into(),
                used.date.as_str().into(),
                used.source.as_str().into(),
                used.status.obs.code().into(),
                cells(&used.cells).into(),
            ]);
        }
    }
    sheet.table()
}

/// Which families exist for how many of the groups in scope.
fn covered(output: &ListOutput, signal: &SignalOutput, words: &[Words]) -> ResultTable {
    let mut sheet = Sheet::reported_in(
        "signal_families",
        &[
            "family",
            "*label",
            "weighting",
            "?own_figures",
            "%digits_4",
            "%digits_3",
            "%digits_2",
            "%digits_1",
            "%missing",
        ],
        words,
        output,
    );
    for covered in &signal.coverage {
        let Some(family) = signal.book.family(&covered.family) else { continue };
        let [one, two, three, four] = covered.groups;
        sheet.row(vec![
            family.id.as_str().into(),
            texts(&family.title, words),
            family.weighting.key().into(),
            family.own_figures.into(),
            four.into(),
            three.into(),
            two.into(),
            one.into(),
            covered.missing.into(),
        ]);
    }
    sheet.table()
}

/// Weights with their errors.
fn weights(output: &ListOutput, signal: &SignalOutput) -> ResultTable {
    let mut sheet = Sheet::new(
        "signal_weights",
        &["indicator", "weighting", "state", "#coefficient", "#error", "%lists", "%pairs"],
        output,
    );
    for weight in &signal.weights {
        sheet.row(vec![
            weight.indicator.as_str().into(),
            weight.weighting.key().into(),
            weight.state.key().into(),
            weight.coefficient.into(),
            weight.error.into(),
            weight.lists.into(),
            weight.pairs.into(),
        ]);
    }
    sheet.table()
}

/// Agreement with published lists.
fn scores(output: &ListOutput, signal: &SignalOutput) -> ResultTable {
    let mut sheet = Sheet::new(
        "signal_scores",
        &[
            "target",
            "?abroad",
            "vintage",
            "predictor",
            "measure",
            "%k",
            "#value",
            "#lo95",
            "#hi95",
            "%groups",
            "%listed",
        ],
        output,
    );
    for score in &signal.scores {
        sheet.row(vec![
            score.target.as_str().into(),
            score.abroad.into(),
            score.vintage.as_str().into(),
            score.predictor.as_str().into(),
            score.measure.key().into(),
            Cell::Integer(score.k.and_then(|k| i64::try_from(k).ok())),
            score.value.into(),
            score.lo95.into(),
            score.hi95.into(),
            score.groups.into(),
            score.listed.into(),
        ]);
    }
    sheet.table()
}

/// The list over time.
fn reviews(output: &ListOutput, signal: &SignalOutput, words: &[Words]) -> ResultTable {
    let columns = ["id", "*label", "review", "lists", "since", "until", "tier", "*reason"];
    let mut sheet = Sheet::reported_in("signal_reviews", &columns, words, output);
    for line in &signal.reviews {
        let Some(s) = signal.of(&line.group) else { continue };
        let empty = Labels::default();
        sheet.row(vec![
            line.group.as_str().into(),
            texts(signal.labels.get(&line.group).unwrap_or(&empty), words),
            line.review.key().into(),
            line.lists.join(" ").into(),
            line.since.as_str().into(),
            line.until.as_str().into(),
            s.tier.key().into(),
            Cell::Texts(words.iter().map(|w| w.signal_reason(s)).collect()),
        ]);
    }
    sheet.table()
}

/// What each published list changed.
fn changes(output: &ListOutput, signal: &SignalOutput) -> ResultTable {
    let columns = ["list", "id", "?enters", "tier", "#strong_probability"];
    let mut sheet = Sheet::new("signal_changes", &columns, output);
    for change in &signal.changes {
        sheet.row(vec![
            change.list.as_str().into(),
            change.group.as_str().into(),
            change.enters.into(),
            change.tier.key().into(),
            change.strong.into(),
        ]);
    }
    sheet.table()
}

/// Departures of a region's own figures; none for the nation.
fn departures(output: &ListOutput, signal: &SignalOutput) -> ResultTable {
    let columns = ["region", "indicator", "of", "#raw", "#kept", "#probability", "?departs"];
    let mut sheet = Sheet::new("signal_departures", &columns, output);
    if let Some(regional) = &signal.regional {
        for of in &regional.departures {
            sheet.row(vec![
                regional.region.as_str().into(),
                of.indicator.as_str().into(),
                of.group.as_str().into(),
                Some(of.raw).into(),
                Some(of.weight).into(),
                Some(of.probability).into(),
                of.departs.into(),
            ]);
        }
    }
    sheet.table()
}

/// Every number of the book: cut-offs, then parameters.
fn parameters(output: &ListOutput, signal: &SignalOutput) -> ResultTable {
    let mut sheet = Sheet::new("signal_parameters", &PARAMETERS, output);
    let book = &signal.book;
    for indicator in &book.indicators {
        for (points, cutoff) in (1_usize..).zip(indicator.cutoffs) {
            sheet.row(vec![
                book.id.as_str().into(),
                format!("{} {points}", indicator.id).into(),
                Some(cutoff).into(),
                Some(cutoff - Z975 * indicator.spread).into(),
                Some(cutoff + Z975 * indicator.spread).into(),
                indicator.unit.as_str().into(),
                indicator.basis.basis.key().into(),
                indicator.basis.source.as_str().into(),
            ]);
        }
    }
    parameter_rows(&mut sheet, &book.id, &book.parameters);
    sheet.table()
}

/// Standard deviations from the middle to the bound of a 95% interval of a normal distribution.
const Z975: f64 = 1.959_963_984_540_054;

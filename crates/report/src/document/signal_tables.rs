//! The tables of the graded signal, for the terminal, the chapter and the annex.

use crate::assessed::code;
use crate::document::list_tables::columns;
use crate::document::table::{Cell, Kind, Table};
use crate::error::ReportError;
use crate::words::Words;
use suranys_core::classification::Labels;
use suranys_core::occupation_groups::OccupationValidationRow;
use suranys_core::shortage_list::{
    Departure, LineReview, ListOutput, ScoreMeasure, Signal, SignalOutput, SignalScore, Tier,
    Weighting,
};

/// What is not there.
fn dash() -> String {
    "–".to_owned()
}

/// The name of a group or profession.
pub fn name_of<'w>(signal: &'w SignalOutput, group: &'w str, words: &Words) -> &'w str {
    let labels: Option<&Labels> = signal.labels.get(group);
    labels.map_or(group, |labels| words.name(labels, group))
}

/// The names of the families that count for a group.
pub fn families_of(signal: &SignalOutput, one: &Signal, words: &Words) -> String {
    let family = |id: &String| {
        let of = signal.book.family(id);
        of.map_or(id.clone(), |of| words.name(&of.title, id).to_owned())
    };
    let all: Vec<String> = one.families.keys().map(family).collect();
    if all.is_empty() { dash() } else { all.join(", ") }
}

/// The names of the figures whose arrival would move a tier most.
fn settling_of(signal: &SignalOutput, one: &Signal, words: &Words) -> String {
    let title = |indicator: &str| {
        let of = signal.book.indicator(indicator);
        of.map_or(indicator.to_owned(), |of| words.name(&of.title, indicator).to_owned())
    };
    let all: Vec<String> = one.settling.iter().map(|s| title(&s.indicator)).collect();
    if all.is_empty() { dash() } else { all.join("; ") }
}

/// Unit groups that are recommended or to be consulted on, in order.
pub fn put_forward(signal: &SignalOutput) -> impl Iterator<Item = &Signal> {
    signal.signals.iter().filter(|s| s.in_scope && !s.profession && s.tier >= Tier::Consult)
}

/// What the rules say of a group or profession; a dash where they say nothing of it.
fn verdict<'w>(output: &ListOutput, group: &str, words: &'w Words) -> &'w str {
    let assessed = output.assessed(group);
    assessed.map_or("–", |one| words.word("verdict", one.trace.verdict.key()))
}

/// Rows of the graded signal in a line each: of the groups and professions that `keep` takes, the first
/// `rows`.
///
/// # Errors
/// When a label is missing.
pub fn ranked_table(
    output: &ListOutput,
    signal: &SignalOutput,
    words: &Words,
    keep: impl Fn(&Signal) -> bool,
    rows: usize,
) -> Result<Table, ReportError> {
    let chosen: Vec<&Signal> = signal.signals.iter().filter(|s| keep(s)).take(rows).collect();
    let count = chosen.len().to_string();
    let regional = signal.regional.as_ref();
    let row = |s: &&Signal| {
        let mut row = vec![
            Cell::Text(words.word("tier", s.tier.key()).to_owned()),
            Cell::Text(s.grade.map_or_else(dash, |grade| grade.key().to_owned())),
            s.strong.map_or(Cell::Blank, Cell::Probability),
            Cell::Text(code(&s.group).to_owned()),
            Cell::Text(name_of(signal, &s.group, words).to_owned()),
            Cell::Text(families_of(signal, s, words)),
            Cell::Text(words.signal_reason(s)),
            Cell::Text(verdict(output, &s.group, words).to_owned()),
            Cell::Text(settling_of(signal, s, words)),
        ];
        if let Some(regional) = regional {
            let nation =
                regional.nation.get(&s.group).map_or("–", |t| words.word("tier", t.key()));
            row.insert(1, Cell::Text(nation.to_owned()));
        }
        row
    };
    let rows: Vec<Vec<Cell>> = chosen.iter().map(row).collect();
    let mut names =
        vec!["tier", "grade", "strong", "group", "name", "families", "why", "verdict", "settling"];
    let mut widths = vec![2, 0, 0, 0, 4, 3, 6, 2, 5];
    if regional.is_some() {
        names.insert(1, "tier-nation");
        widths.insert(1, 2);
    }
    let vintage = words.date(&signal.vintage);
    let caption = words.fill("caption.signal", &[("count", &count), ("vintage", &vintage)])?;
    let mut columns = columns(words, &names, &widths)?;
    if let Some(strong) = columns.get_mut(2 + usize::from(regional.is_some())) {
        strong.kind = Kind::Numbers;
    }
    Ok(Table::new(caption, columns, rows))
}

/// What is recommended or to be consulted on, as a chapter prints it.
///
/// # Errors
/// When a label is missing.
pub fn put_forward_table(signal: &SignalOutput, words: &Words) -> Result<Table, ReportError> {
    let row = |(n, s): (i64, &Signal)| {
        let review = signal.reviews.iter().find(|line| line.group == s.group);
        let review =
            review.map_or_else(dash, |line| words.word("review", line.review.key()).to_owned());
        vec![
            Cell::Integer(n),
            Cell::Text(words.word("tier", s.tier.key()).to_owned()),
            Cell::Text(code(&s.group).to_owned()),
            Cell::Text(name_of(signal, &s.group, words).to_owned()),
            s.strong.map_or(Cell::Missing, Cell::Probability),
            Cell::Text(s.grade.map_or_else(dash, |grade| grade.key().to_owned())),
            Cell::Text(families_of(signal, s, words)),
            Cell::Text(review),
        ]
    };
    let rows = (1_i64..).zip(put_forward(signal)).map(row).collect();
    let names = ["number", "tier", "group", "name", "strong", "grade", "families", "review"];
    let mut columns = columns(words, &names, &[0, 0, 0, 7, 0, 0, 6, 3])?;
    columns[4].kind = Kind::Numbers;
    let caption = words.text("caption.put-forward")?.to_owned();
    let foot = words.text("signal-chapter.foot")?.to_owned();
    Ok(Table::new(caption, columns, rows).with_foot(foot))
}

/// All unit groups in scope in order, as the annex prints them: with what would settle each.
///
/// # Errors
/// When a label is missing.
pub fn ranked_annex_table(signal: &SignalOutput, words: &Words) -> Result<Table, ReportError> {
    let row = |s: &Signal| {
        vec![
            Cell::Text(words.word("tier", s.tier.key()).to_owned()),
            Cell::Text(code(&s.group).to_owned()),
            Cell::Text(name_of(signal, &s.group, words).to_owned()),
            s.strong.map_or(Cell::Missing, Cell::Probability),
            Cell::Text(s.grade.map_or_else(dash, |grade| grade.key().to_owned())),
            Cell::Text(settling_of(signal, s, words)),
        ]
    };
    let shown = signal.signals.iter().filter(|s| s.in_scope && !s.profession);
    let rows = shown.map(row).collect();
    let names = ["tier", "group", "name", "strong", "grade", "settling"];
    let mut columns = columns(words, &names, &[0, 0, 7, 0, 0, 9])?;
    columns[3].kind = Kind::Numbers;
    let vintage = words.date(&signal.vintage);
    let caption = words.fill("caption.ranked", &[("vintage", &vintage)])?;
    Ok(Table { wide: true, ..Table::new(caption, columns, rows) })
}

/// For how many of the groups in scope each family has figures, and at which digits.
///
/// # Errors
/// When a label is missing.
pub fn families_table(signal: &SignalOutput, words: &Words) -> Result<Table, ReportError> {
    let row = |covered: &suranys_core::shortage_list::FamilyCoverage| {
        let family = signal.book.family(&covered.family)?;
        let [one, two, three, four] = covered.groups;
        let weighting = match family.weighting {
            Weighting::Trained => "weighting-trained",
            Weighting::One => "weighting-one",
        };
        let mut row = vec![
            Cell::Text(words.name(&family.title, &family.id).to_owned()),
            Cell::Text(words.word("signal-chapter", weighting).to_owned()),
        ];
        row.extend([four, three, two, one, covered.missing].map(Cell::Count));
        Some(row)
    };
    let rows = signal.coverage.iter().filter_map(row).collect();
    let names =
        ["family", "weighting", "digits-4", "digits-3", "digits-2", "digits-1", "without-figure"];
    let mut columns = columns(words, &names, &[4, 5, 2, 2, 2, 2, 2])?;
    columns.iter_mut().skip(2).for_each(|column| column.kind = Kind::Numbers);
    Ok(Table::new(words.text("caption.families")?.to_owned(), columns, rows))
}

/// Weights of the indicators with their errors.
///
/// # Errors
/// When a label is missing.
pub fn weights_table(signal: &SignalOutput, words: &Words) -> Result<Table, ReportError> {
    let row = |weight: &suranys_core::shortage_list::SignalWeight| {
        let title = signal.book.indicator(&weight.indicator);
        let title =
            title.map_or(weight.indicator.as_str(), |i| words.name(&i.title, &weight.indicator));
        let number = |value: Option<f64>| value.map_or(Cell::Missing, Cell::Score);
        vec![
            Cell::Text(title.to_owned()),
            Cell::Text(words.word("weight-state", weight.state.key()).to_owned()),
            number(weight.coefficient),
            number(weight.error),
            Cell::Count(weight.lists),
        ]
    };
    let rows = signal.weights.iter().map(row).collect();
    let names = ["indicator", "weight-state", "coefficient", "error", "lists"];
    let mut columns = columns(words, &names, &[7, 6, 0, 0, 0])?;
    columns.iter_mut().skip(2).for_each(|column| column.kind = Kind::Numbers);
    Ok(Table::new(words.text("caption.weights")?.to_owned(), columns, rows))
}

/// What ranks, as a table of agreement shows it: the signal and those it is set against.
const PREDICTORS: [&str; 5] = ["signal", "tiers-nominated", "count-known", "former-list", "scope"];

/// The scores of one predictor on an own list.
fn of<'s>(
    signal: &'s SignalOutput,
    target: &'s str,
    predictor: &'s str,
) -> impl Iterator<Item = &'s SignalScore> {
    let own = move |s: &&SignalScore| s.target == target && s.predictor == predictor && !s.abroad;
    signal.scores.iter().filter(own)
}

/// The area under the curve of a predictor on an own list.
pub fn auc<'s>(
    signal: &'s SignalOutput,
    target: &'s str,
    predictor: &'s str,
) -> Option<&'s SignalScore> {
    of(signal, target, predictor).find(|s| s.measure == ScoreMeasure::Auc && s.value.is_some())
}

/// The own lists that were issued and that the signal was scored on, oldest first; a draft is none.
pub fn targets(signal: &SignalOutput) -> Vec<&str> {
    let issued =
        |list: &str| signal.reviews.iter().any(|line| line.lists.iter().any(|known| known == list));
    let own = signal.scores.iter().filter(|s| !s.abroad && issued(&s.target));
    let mut all: Vec<&str> = own.map(|s| s.target.as_str()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Agreement of the signal, and of simpler rankings, with the country's own lists.
///
/// # Errors
/// When a label is missing.
pub fn agreement_table(signal: &SignalOutput, words: &Words) -> Result<Table, ReportError> {
    let mut rows = Vec::new();
    for target in targets(signal) {
        for predictor in PREDICTORS {
            let Some(area) = auc(signal, target, predictor) else { continue };
            let at = |measure| {
                of(signal, target, predictor)
                    .find(|s| s.measure == measure && s.k == Some(s.listed))
                    .and_then(|s| s.value)
                    .map_or(Cell::Missing, Cell::Percent)
            };
            let range = match area.lo95.zip(area.hi95) {
                Some((low, high)) => Cell::ScoreRange(low, high),
                None => Cell::Blank,
            };
            rows.push(vec![
                Cell::Text(words.date(target)),
                Cell::Text(words.word("predictor", predictor).to_owned()),
                area.value.map_or(Cell::Missing, Cell::Score),
                range,
                at(ScoreMeasure::Precision),
                Cell::Count(area.listed),
            ]);
        }
    }
    let names = ["list", "predictor", "auc", "range95", "precision-k", "listed"];
    let mut columns = columns(words, &names, &[2, 6, 0, 3, 3, 0])?;
    for (column, kind) in
        columns.iter_mut().skip(2).zip([Kind::Numbers, Kind::Ranges, Kind::Numbers, Kind::Numbers])
    {
        column.kind = kind;
    }
    Ok(Table::new(words.text("caption.agreement")?.to_owned(), columns, rows))
}

/// The list over time: lines of the lists that were issued, and those put forward, but for those that hold.
///
/// # Errors
/// When a label is missing.
pub fn reviews_table(signal: &SignalOutput, words: &Words) -> Result<Table, ReportError> {
    let mut rows = Vec::new();
    for line in &signal.reviews {
        let Some(one) = signal.of(&line.group) else { continue };
        if one.profession {
            continue;
        }
        let lists: Vec<String> = line.lists.iter().map(|list| words.date(list)).collect();
        let reason = match line.review {
            LineReview::Left => words.word("review", "left-reason").to_owned(),
            _ => words.signal_reason(one),
        };
        let until = if line.until.is_empty() { dash() } else { words.date(&line.until) };
        rows.push(vec![
            Cell::Text(words.word("review", line.review.key()).to_owned()),
            Cell::Text(code(&line.group).to_owned()),
            Cell::Text(name_of(signal, &line.group, words).to_owned()),
            Cell::Text(if lists.is_empty() { dash() } else { lists.join(", ") }),
            Cell::Text(words.date(&line.since)),
            Cell::Text(until),
            Cell::Text(words.word("tier", one.tier.key()).to_owned()),
            Cell::Text(reason),
        ]);
    }
    let names = ["review", "group", "name", "lists", "since", "until", "tier", "why"];
    let columns = columns(words, &names, &[3, 0, 6, 4, 0, 0, 0, 7])?;
    let caption = words.text("caption.reviews")?.to_owned();
    Ok(Table { wide: true, ..Table::new(caption, columns, rows) })
}

/// How a region's own figures depart from the nation's; none for the nation.
///
/// # Errors
/// When a label is missing.
pub fn departures_table(
    signal: &SignalOutput,
    words: &Words,
) -> Result<Option<Table>, ReportError> {
    let Some(regional) = &signal.regional else { return Ok(None) };
    let row = |of: &Departure| {
        let title = signal.book.indicator(&of.indicator);
        let title = title.map_or(of.indicator.as_str(), |i| words.name(&i.title, &of.indicator));
        let departs = if of.departs { "word.yes" } else { "word.no" };
        vec![
            Cell::Text(title.to_owned()),
            Cell::Text(if of.group.is_empty() { dash() } else { code(&of.group).to_owned() }),
            Cell::Score(of.raw),
            Cell::Percent(of.weight),
            Cell::Percent(of.probability),
            Cell::Text(words.labels().text(departs).unwrap_or(departs).to_owned()),
        ]
    };
    let rows = regional.departures.iter().map(row).collect();
    let names = ["indicator", "group", "departure", "kept", "probability", "departs"];
    let mut columns = columns(words, &names, &[6, 0, 0, 0, 0, 0])?;
    columns.iter_mut().skip(2).take(3).for_each(|column| column.kind = Kind::Numbers);
    Ok(Some(Table::new(words.text("caption.departures")?.to_owned(), columns, rows)))
}

/// How the imputation of occupation groups does on what is known.
///
/// # Errors
/// When a label is missing.
pub fn validation_table(
    rows: &[OccupationValidationRow],
    words: &Words,
) -> Result<Table, ReportError> {
    let shares = |value: Option<f64>| value.map_or(Cell::Blank, Cell::Percent);
    let numbers = |value: Option<f64>| value.map_or(Cell::Blank, Cell::Score);
    let row = |r: &OccupationValidationRow| {
        let of = match r.subject.as_str() {
            "" => String::new(),
            subject => words.word("validation-subject", subject).to_owned(),
        };
        vec![
            Cell::Text(words.word("validation-test", &r.test).to_owned()),
            if r.level == 0 {
                Cell::Blank
            } else {
                i64::try_from(r.level).map_or(Cell::Blank, Cell::Integer)
            },
            Cell::Text(words.word("validation-method", &r.method).to_owned()),
            Cell::Text(of),
            Cell::Count(r.cases),
            shares(r.coverage80),
            shares(r.coverage95),
            numbers(r.log_score),
            numbers(r.median_error),
        ]
    };
    let names = [
        "test",
        "digits",
        "method",
        "subject",
        "cases",
        "coverage80",
        "coverage95",
        "log-score",
        "median-error",
    ];
    let mut columns = columns(words, &names, &[5, 0, 5, 4, 0, 0, 0, 0, 0])?;
    for (at, column) in columns.iter_mut().enumerate() {
        if at == 1 || at > 3 {
            column.kind = Kind::Numbers;
        }
    }
    let table = Table::new(
        words.text("caption.validation")?.to_owned(),
        columns,
        rows.iter().map(row).collect(),
    );
    Ok(table.with_foot(words.text("signal-chapter.validation-foot")?.to_owned()))
}

//! The tables of the set. Every row bears the synthetic mark of the set.

use crate::assessed::in_order;
use crate::words::{Words, amount, cells};
use std::collections::BTreeMap;
use suranys_core::classification::Labels;
use suranys_core::shortage_list::{
    Assessed, Citation, Fact, Finding, ListOutput, Ranked, RuleParameter, Signal, Source, Tier,
};
use suranys_core::table::{Column, ResultTable};

/// All tables, in the order of the workbook.
pub fn list_tables(output: &ListOutput, words: &[Words]) -> Vec<ResultTable> {
    vec![
        list_table(output, words),
        reasons(output, words),
        evidence(output),
        ranking(output),
        scores(output),
        differences(output, words),
        register(output),
        rules(output, words),
        parameters(output),
    ]
}

/// A table being written row by row.
pub(super) struct Sheet {
    name: &'static str,
    columns: Vec<(String, Column)>,
    synthetic: bool,
}

/// A cell.
pub(super) enum Cell {
    Text(String),
    Number(Option<f64>),
    Integer(Option<i64>),
    Flag(Option<bool>),
    /// As many as there are languages.
    Texts(Vec<String>),
}

impl Cell {
    /// The cells it takes in a row.
    fn flat(self) -> Vec<Cell> {
        match self {
            Cell::Texts(texts) => texts.into_iter().map(Cell::Text).collect(),
            one => vec![one],
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<Option<f64>> for Cell {
    fn from(value: Option<f64>) -> Cell {
        Cell::Number(value)
    }
}

impl From<usize> for Cell {
    fn from(value: usize) -> Cell {
        Cell::Integer(i64::try_from(value).ok())
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Cell {
        Cell::Flag(Some(value))
    }
}

impl Sheet {
    /// Columns whose name begins with `#` hold numbers, with `%` whole numbers, with `?` true or
    /// false; the others texts, an empty one being none.
    pub(super) fn new(name: &'static str, columns: &[&str], output: &ListOutput) -> Sheet {
        Sheet::reported_in(name, columns, &[], output)
    }

    /// As [`Sheet::new`]; a column whose name begins with `*` stands once for each language.
    pub(super) fn reported_in(
        name: &'static str,
        columns: &[&str],
        words: &[Words],
        output: &ListOutput,
    ) -> Sheet {
        let columns = columns
            .iter()
            .flat_map(|column| match column.strip_prefix('*') {
                Some(column) => {
                    words.iter().map(|w| format!("{column}_{}", w.language())).collect()
                }
                None => vec![(*column).to_owned()],
            })
            .map(|column| {
                let marks = [
                    ('#', Column::Number(Vec::new())),
                    ('%', Column::Integer(Vec::new())),
                    ('?', Column::Flag(Vec::new())),
                ];
                let marked = marks
                    .into_iter()
                    .find_map(|(mark, kind)| Some((column.strip_prefix(mark)?.to_owned(), kind)));
                marked.unwrap_or((column, Column::OptionalText(Vec::new())))
            })
            .chain([("synthetic".to_owned(), Column::Flag(Vec::new()))])
            .collect();
        Sheet { name, columns, synthetic: output.synthetic }
    }

    pub(super) fn row(&mut self, cells: Vec<Cell>) {
        let mark = Cell::from(self.synthetic);
        let cells = cells.into_iter().flat_map(Cell::flat).chain([mark]);
        for ((_, column), cell) in self.columns.iter_mut().zip(cells) {
            match (column, cell) {
                (Column::OptionalText(all), Cell::Text(text)) => {
                    all.push((!text.is_empty()).then_some(text));
                }
                (Column::Number(all), Cell::Number(value)) => all.push(value.map(round)),
                (Column::Integer(all), Cell::Integer(value)) => all.push(value),
                (Column::Flag(all), Cell::Flag(value)) => all.push(value),
                // A cell of another kind than its column is none.
                (Column::OptionalText(all), _) => all.push(None),
                (Column::Number(all), _) => all.push(None),
                (Column::Integer(all), _) => all.push(None),
                (Column::Flag(all), _) => all.push(None),
                (Column::Text(all), _) => all.push(String::new()),
            }
        }
    }

    pub(super) fn table(self) -> ResultTable {
        ResultTable { name: self.name.to_owned(), columns: self.columns }
    }
}

/// A number of a table: six decimals.
fn round(value: f64) -> f64 {
    format!("{value:.6}").parse().unwrap_or(value)
}

/// The language in which sentences stand that a table has once: the first asked for.
fn first(words: &[Words]) -> Option<&Words> {
    words.first()
}

/// The texts of labels in each language, for a column whose name begins with `*`.
pub(super) fn texts(labels: &Labels, words: &[Words]) -> Cell {
    let text = |w: &Words| labels.get(w.language()).unwrap_or_default().to_owned();
    Cell::Texts(words.iter().map(text).collect())
}

/// Everyone assessed with the signal, if any: first whom it puts forward, as ranked, then in reading order.
fn with_signals(output: &ListOutput) -> Vec<(&Assessed, Option<&Signal>)> {
    let signals = output.signal.iter().flat_map(|signal| &signal.signals);
    let by_id: BTreeMap<&str, &Signal> = signals.map(|s| (s.group.as_str(), s)).collect();
    let with = |one: &'_ Assessed| by_id.get(one.subject.id.as_str()).copied();
    let mut all: Vec<(&Assessed, Option<&Signal>)> =
        in_order(output).into_iter().map(|one| (one, with(one))).collect();
    let place = |signal: Option<&Signal>| match signal {
        Some(s) if s.in_scope && s.tier >= Tier::Consult => (s.profession, s.rank),
        _ => (true, usize::MAX),
    };
    all.sort_by_key(|(_, signal)| place(*signal));
    all
}

/// Families counted, with the finest digits of each.
pub(super) fn families(signal: &Signal) -> String {
    let of = |(family, level): (&String, &u8)| format!("{family}:{level}");
    signal.families.iter().map(of).collect::<Vec<_>>().join(" ")
}

/// Everyone assessed, in reading order behind whom the signal puts forward: the table `list`.
pub fn list_table(output: &ListOutput, words: &[Words]) -> ResultTable {
    let mut sheet = Sheet::reported_in(
        "list",
        &[
            "id",
            "*label",
            "occupation",
            "%level",
            "sectors",
            "lists",
            "verdict",
            "supported",
            "nominated",
            "state",
            "#top_probability",
            "#rank_lo80",
            "#rank_median",
            "#rank_hi80",
            "switching_parameter",
            "#switching_from",
            "#switching_to",
            "?switching_beyond",
            "switching_verdict",
            "tier",
            "grade",
            "#strong_probability",
            "families",
            "*reason",
            "missing",
            "status",
            "rules",
        ],
        words,
        output,
    );
    for (assessed, signal) in with_signals(output) {
        let subject = &assessed.subject;
        let rank = place(output, assessed);
        let switching_value = assessed.switching_value.as_ref();
        let state = output.lines.get(&subject.id).map_or("", |line| line.state.key());
        sheet.row(vec![
            subject.id.as_str().into(),
            texts(&subject.labels, words),
            subject.occupation.as_str().into(),
            usize::from(subject.level).into(),
            subject.sectors.join(" ").into(),
            subject.lists.join(" ").into(),
            assessed.trace.verdict.key().into(),
            assessed.supported.key().into(),
            assessed.nominated.key().into(),
            state.into(),
            rank.map(|r| r.top).into(),
            rank.map(|r| r.rank.lo80()).into(),
            rank.map(|r| r.rank.median()).into(),
            rank.map(|r| r.rank.hi80()).into(),
            switching_value.map_or("", |f| f.parameter.as_str()).into(),
            switching_value.map(|f| f.from).into(),
            switching_value.map(|f| f.to).into(),
            Cell::Flag(switching_value.map(|f| f.beyond)),
            switching_value.map_or("", |f| f.verdict.key()).into(),
            signal.map_or("", |s| s.tier.key()).into(),
            signal.and_then(|s| s.grade).map_or("", |grade| grade.key()).into(),
            signal.and_then(|s| s.strong).into(),
            signal.map_or(String::new(), families).into(),
            match signal {
                Some(s) => Cell::Texts(words.iter().map(|w| w.signal_reason(s)).collect()),
                None => texts(&Labels::default(), words),
            },
            missing(assessed, first(words)).into(),
            worst(assessed).into(),
            output.book.id.as_str().into(),
        ]);
    }
    sheet.table()
}

/// The rank of a subject that is ranked itself; a profession of a list has none of its own.
fn place<'o>(output: &'o ListOutput, assessed: &Assessed) -> Option<&'o Ranked> {
    output.ranked.iter().find(|r| r.id == assessed.subject.id)
}

/// What the open rules are missing.
fn missing(assessed: &Assessed, words: Option<&Words>) -> String {
    let leaves =
        assessed.trace.all().into_iter().filter(|t| t.parts.is_empty() && t.fact.is_none());
    let stated: Vec<String> =
        leaves.map(|t| words.map_or(t.reason.key.clone(), |w| w.note(&t.reason))).collect();
    stated.join("; ")
}

/// The worst status of the facts a verdict rests on.
fn worst(assessed: &Assessed) -> &'static str {
    let facts = assessed.trace.all().into_iter().filter_map(|t| t.fact.as_ref());
    facts.map(|f| f.status.obs).max().map_or("", |obs| obs.code())
}

fn reasons(output: &ListOutput, words: &[Words]) -> ResultTable {
    let mut sheet =
        Sheet::new("reasons", &["id", "%depth", "rule", "verdict", "reason", "cells"], output);
    for assessed in in_order(output) {
        let mut waiting = vec![(&assessed.trace, 0_usize)];
        while let Some((trace, depth)) = waiting.pop() {
            let reason = first(words).map_or(trace.reason.key.clone(), |w| w.note(&trace.reason));
            sheet.row(vec![
                assessed.subject.id.as_str().into(),
                depth.into(),
                trace.rule.as_str().into(),
                trace.verdict.key().into(),
                reason.into(),
                trace.fact.as_ref().map_or(String::new(), |f| cells(&f.cells)).into(),
            ]);
            waiting.extend(trace.parts.iter().rev().map(|part| (part, depth + 1)));
        }
    }
    sheet.table()
}

fn evidence(output: &ListOutput) -> ResultTable {
    let mut sheet = Sheet::new(
        "evidence",
        &["id", "use", "quantity", "about", "value", "unit", "period", "status", "cells"],
        output,
    );
    let mut add = |id: &str, used: &str, fact: &Fact| {
        sheet.row(vec![
            id.into(),
            used.into(),
            fact.quantity.as_str().into(),
            fact.about.as_str().into(),
            amount(&fact.value).into(),
            fact.unit.as_str().into(),
            fact.period.as_str().into(),
            fact.status.obs.code().into(),
            cells(&fact.cells).into(),
        ]);
    };
    for fact in &output.nation {
        add("", "context", fact);
    }
    for assessed in &output.assessed {
        for finding in assessed.findings.values() {
            if let Finding::Known(fact) = finding {
                add(&assessed.subject.id, "finding", fact);
            }
        }
        for fact in &assessed.context {
            add(&assessed.subject.id, "context", fact);
        }
    }
    sheet.table()
}

fn ranking(output: &ListOutput) -> ResultTable {
    let mut sheet = Sheet::new(
        "ranking",
        &[
            "id",
            "%top",
            "#top_probability",
            "#rank_lo95",
            "#rank_lo80",
            "#rank_median",
            "#rank_hi80",
            "#rank_hi95",
            "#top_without_forecast",
            "#top_without_exchange",
            "#top_without_permits",
            "missing_sources",
        ],
        output,
    );
    for r in &output.ranked {
        let without = |source| Cell::from(r.without.get(&source).copied());
        let missing: Vec<&str> = r.missing.iter().map(|s| s.key()).collect();
        sheet.row(vec![
            r.id.as_str().into(),
            output.top.into(),
            Some(r.top).into(),
            Some(r.rank.lo95()).into(),
            Some(r.rank.lo80()).into(),
            Some(r.rank.median()).into(),
            Some(r.rank.hi80()).into(),
            Some(r.rank.hi95()).into(),
            without(Source::Forecast),
            without(Source::Exchange),
            without(Source::Permits),
            missing.join(" ").into(),
        ]);
    }
    sheet.table()
}

fn scores(output: &ListOutput) -> ResultTable {
    let mut sheet = Sheet::new(
        "scores",
        &[
            "list",
            "stage",
            "%listed",
            "%found",
            "%undetermined",
            "%passing_unit_groups",
            "%of_them_listed",
            "#precision",
            "#recall",
        ],
        output,
    );
    for s in &output.scores {
        sheet.row(vec![
            s.list.as_str().into(),
            s.stage.key().into(),
            s.listed.into(),
            s.found.into(),
            s.open.into(),
            s.passing_units.into(),
            s.passing_units_listed.into(),
            s.precision.into(),
            s.recall.into(),
        ]);
    }
    sheet.table()
}

fn differences(output: &ListOutput, words: &[Words]) -> ResultTable {
    let once = words.get(..1).unwrap_or_default();
    let columns = ["id", "*label", "occupation", "verdict", "why"];
    let mut sheet = Sheet::reported_in("differences", &columns, once, output);
    for d in &output.differences {
        for why in &d.why {
            let reason = first(words).map_or(why.key.clone(), |w| w.note(why));
            sheet.row(vec![
                d.id.as_str().into(),
                texts(&d.labels, once),
                d.occupation.as_str().into(),
                d.verdict.key().into(),
                reason.into(),
            ]);
        }
    }
    sheet.table()
}

fn register(output: &ListOutput) -> ResultTable {
    let mut sheet = Sheet::new(
        "register",
        &["line", "state", "body", "position", "date", "document", "reason", "cells"],
        output,
    );
    for line in output.lines.values() {
        for e in &line.history {
            sheet.row(vec![
                line.id.as_str().into(),
                line.state.key().into(),
                e.body.as_str().into(),
                e.position.key().into(),
                e.date.as_str().into(),
                e.document.as_str().into(),
                e.reason.as_str().into(),
                Citation::Cell(e.cell.clone()).to_string().into(),
            ]);
        }
    }
    sheet.table()
}

fn rules(output: &ListOutput, words: &[Words]) -> ResultTable {
    let mut sheet = Sheet::reported_in(
        "rules",
        &[
            "rulebook",
            "id",
            "kind",
            "*statement",
            "quantity",
            "unit",
            "comparison",
            "?exceptions",
            "?imputed",
            "basis",
            "citation",
        ],
        words,
        output,
    );
    for rule in &output.book.rules {
        sheet.row(vec![
            output.book.id.as_str().into(),
            rule.id.as_str().into(),
            rule.kind.key().into(),
            texts(&rule.statement, words),
            rule.quantity.key().into(),
            rule.quantity.unit().into(),
            rule.test.to_string().into(),
            rule.exceptions.into(),
            rule.imputed.into(),
            rule.basis.key().into(),
            rule.citation.as_str().into(),
        ]);
    }
    sheet.table()
}

/// Columns of a table of parameters.
pub(super) const PARAMETERS: [&str; 8] =
    ["rulebook", "key", "#value", "#low", "#high", "unit", "basis", "source"];

/// The parameters of a rulebook, a row each.
pub(super) fn parameter_rows(
    sheet: &mut Sheet,
    book: &str,
    parameters: &BTreeMap<String, RuleParameter>,
) {
    for (key, p) in parameters {
        sheet.row(vec![
            book.into(),
            key.as_str().into(),
            Some(p.parameter.value).into(),
            Some(p.parameter.low).into(),
            Some(p.parameter.high).into(),
            p.unit.as_str().into(),
            p.parameter.basis.key().into(),
            p.parameter.source.as_str().into(),
        ]);
    }
}

fn parameters(output: &ListOutput) -> ResultTable {
    let mut sheet = Sheet::new("parameters", &PARAMETERS, output);
    parameter_rows(&mut sheet, &output.book.id, &output.book.parameters);
    sheet.table()
}

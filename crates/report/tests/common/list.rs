//! A synthetic list of in-demand professions, in words that would do harm if taken for code. Shared
//! by the tests of the crate from within and from outside.
#![allow(clippy::expect_used, dead_code)]

use std::collections::BTreeMap;
use suranys_core::classification::Labels;
use suranys_core::comparison::{Both, Elsewhere, Moved, Probability};
use suranys_core::run::Note;
use suranys_core::scenario::{Basis, Parameter};
use suranys_core::shortage_list::{
    Amount, Assessed, BodyKind, Citation, Cited, Dating, Difference, Entry, Fact, Finding, Kind,
    Line, LineState, ListOutput, Position, Quantity, Ranked, Rule, RuleBook, RuleParameter, Score,
    Stage, Subject, Test, Trace, Verdict, Version,
};
use suranys_core::{ObsStatus, Quantiles, Status};

/// Text that would do harm if any format took it for code.
pub const HOSTILE: &str =
    "=1+1</text><script>alert(1)</script>&amp; #panic() $x$ \"q\",\u{0007}{year}";

/// More of it: a formula, marks that turn the direction of writing, an emoji, an endless word.
pub fn endless() -> String {
    format!("=cmd|' /C calc'!A0 \u{202e}\u{2066}right\u{2069} 😀 'q' {}", "x".repeat(2000))
}

/// A text in English.
pub fn labels(text: &str) -> Labels {
    Labels(BTreeMap::from([("en".to_owned(), text.to_owned())]))
}

/// A rulebook without rules.
fn book(name: &str) -> RuleBook {
    RuleBook {
        id: "xx@2025-01-01".to_owned(),
        version: Version {
            dated: "2025-01-01".to_owned(),
            dating: Dating::Day,
            basis: Basis::Draft,
            title: labels(name),
            citation: name.to_owned(),
            unread: labels(name),
            list: "L".to_owned(),
        },
        rules: Vec::new(),
        parameters: BTreeMap::new(),
    }
}

fn ranked(id: String, ranks: [f64; 3]) -> Ranked {
    Ranked {
        id,
        top: 0.5,
        rank: Quantiles::of(&ranks).expect("finite"),
        ranks: ranks.to_vec(),
        without: BTreeMap::new(),
        missing: Vec::new(),
    }
}

fn fact(quantity: Quantity, value: Amount) -> Fact {
    Fact {
        quantity: quantity.key().to_owned(),
        value,
        unit: quantity.unit().to_owned(),
        about: "isco08:2".to_owned(),
        period: "2023–2027".to_owned(),
        status: Status { obs: ObsStatus::Imputed, synthetic: true },
        cells: vec![Citation::Cell(Cited {
            file: "run/tables/cover.csv".to_owned(),
            row: 7,
            column: "median".to_owned(),
            text: "0.75".to_owned(),
        })],
    }
}

fn assessed(id: &str, name: &str, profession: bool) -> Assessed {
    let open = Trace::leaf(Verdict::Undetermined, "", Note::new("reason.all", []));
    let found = |q: Quantity, value| (q, Finding::Known(fact(q, value)));
    let probability = found(Quantity::ShortageProbability, Amount::Number(0.75));
    let mut findings =
        BTreeMap::from([found(Quantity::MajorGroup, Amount::Code("nkz:2".to_owned()))]);
    if !profession {
        findings.extend([probability]);
    }
    Assessed {
        subject: Subject {
            id: id.to_owned(),
            labels: labels(name),
            occupation: if profession { "isco08:2212".to_owned() } else { id.to_owned() },
            alternative: String::new(),
            level: if profession { 4 } else { 1 },
            profession,
            sectors: if profession { vec!["health".to_owned()] } else { Vec::new() },
            lists: if profession { vec!["L".to_owned()] } else { Vec::new() },
        },
        findings,
        context: Vec::new(),
        supported: Verdict::Undetermined,
        trace: open,
        nominated: Verdict::Undetermined,
        switching_value: None,
        synthetic: true,
    }
}

/// Two professions, two occupations, one rule of evidence.
pub fn made_up(name: &str, other: &str) -> ListOutput {
    let parameter = |value: f64| Parameter {
        value,
        low: value,
        high: value,
        basis: Basis::Expert,
        source: name.to_owned(),
        source_in: Labels::default(),
    };
    let key = "forecast.shortage_probability_min".to_owned();
    let missing = Note::new(
        "missing.forecast",
        [
            ("quantity", Quantity::ShortageProbability.key().to_owned()),
            ("occupation", "isco08:2212".to_owned()),
            ("wider", "isco08:2".to_owned()),
        ],
    );
    let finer = Note::new(
        "difference.finer",
        [("occupation", "isco08:2212".to_owned()), ("sisters", "1".to_owned())],
    );
    let difference = |id: &str, name: &str, why: Vec<Note>| Difference {
        id: id.to_owned(),
        labels: labels(name),
        occupation: "isco08:2212".to_owned(),
        verdict: Verdict::Undetermined,
        why,
        context: Vec::new(),
    };
    let entry = Entry {
        line: "xx:one".to_owned(),
        body: "m".to_owned(),
        kind: BodyKind::ALL[0].0,
        position: Position::ALL[0].0,
        date: "2025-01-01".to_owned(),
        document: name.to_owned(),
        reason: String::new(),
        synthetic: true,
        cell: Cited {
            file: "lists/consultation.csv".to_owned(),
            row: 2,
            column: "position".to_owned(),
            text: String::new(),
        },
    };
    ListOutput {
        book: RuleBook {
            rules: vec![Rule {
                id: "evidence.forecast-shortage".to_owned(),
                kind: Kind::Evidence,
                statement: labels(name),
                citation: name.to_owned(),
                citation_in: Labels::default(),
                basis: Basis::Draft,
                quantity: Quantity::ShortageProbability,
                test: Test::AtLeast(key.clone()),
                exceptions: false,
                imputed: true,
            }],
            parameters: BTreeMap::from([(
                key,
                RuleParameter { parameter: parameter(0.5), unit: "share of draws".to_owned() },
            )]),
            ..book(name)
        },
        assessed: vec![
            assessed("isco08:1", name, false),
            assessed("isco08:2", other, false),
            assessed("xx:one", name, true),
            assessed("xx:two", other, true),
        ],
        ranked: vec![
            ranked("isco08:1".to_owned(), [1.0, 1.0, 2.0]),
            ranked("isco08:2".to_owned(), [2.0, 2.0, 2.0]),
        ],
        ranked_level: 1,
        ranked_in_scope: true,
        without_data: Vec::new(),
        top: 1,
        draws: 100,
        lines: BTreeMap::from([(
            "xx:one".to_owned(),
            Line {
                id: "xx:one".to_owned(),
                state: LineState::Proposed,
                kinds_agreed: 0,
                objections: 0,
                history: vec![entry],
            },
        )]),
        bodies: Vec::new(),
        scores: vec![Score {
            list: "L".to_owned(),
            stage: Stage::Scope,
            listed: 2,
            found: 1,
            open: 1,
            passing_units: 4,
            passing_units_listed: 1,
            precision: Some(0.25),
            recall: Some(0.5),
        }],
        differences: vec![
            difference("xx:one", name, vec![missing, finer.clone()]),
            difference("xx:two", other, vec![finer]),
        ],
        nation: Vec::new(),
        sectors: BTreeMap::from([("health".to_owned(), labels(name))]),
        verdicts: BTreeMap::from([(Verdict::Undetermined, 2)]),
        signal: None,
        elsewhere: vec![Elsewhere {
            scenario: "low".to_owned(),
            decided: Both { from: 1, to: 2 },
            moved: vec![Moved {
                subject: assessed("xx:two", other, true).subject,
                verdict: Both { from: Verdict::Undetermined, to: Verdict::Meets },
                supported: Both { from: Verdict::Undetermined, to: Verdict::Meets },
                shortage: Some(Probability {
                    share: Both { from: 0.4, to: 0.7 },
                    gained: 0.35,
                    lost: 0.05,
                }),
            }],
        }],
        synthetic: true,
    }
}

/// `count` unit groups in hostile words, all supported; some of it synthetic, or none.
pub fn many(synthetic: bool, count: usize) -> ListOutput {
    let mut fact = fact(Quantity::ShortageProbability, Amount::Number(0.75));
    fact.status.synthetic = synthetic;
    let leaf = Trace {
        fact: Some(fact.clone()),
        ..Trace::leaf(Verdict::Meets, "rule", Note::new("synthetic", []))
    };
    let id = |n: usize| format!("isco08:{}", 1000 + n);
    let of = |n: usize| {
        let base = assessed(&id(n), HOSTILE, false);
        Assessed {
            subject: Subject { level: 4, sectors: vec!["health".to_owned()], ..base.subject },
            findings: BTreeMap::from([
                (Quantity::ShortageProbability, Finding::Known(fact.clone())),
                (Quantity::ShortageShare, Finding::Missing(Note::new("missing.synthetic", []))),
            ]),
            context: vec![fact.clone()],
            supported: Verdict::Meets,
            trace: Trace {
                parts: vec![leaf.clone()],
                ..Trace::leaf(Verdict::Meets, "", Note::new("reason.all", []))
            },
            nominated: Verdict::Undetermined,
            switching_value: None,
            synthetic,
        }
    };
    ListOutput {
        book: book(HOSTILE),
        assessed: (0..count).map(of).collect(),
        ranked: (0..count).map(|n| ranked(id(n), [1.0, 2.0 + n as f64, 3.0 + n as f64])).collect(),
        ranked_level: 4,
        ranked_in_scope: true,
        without_data: Vec::new(),
        top: 2,
        draws: 100,
        lines: BTreeMap::new(),
        bodies: Vec::new(),
        scores: vec![Score {
            list: "L".to_owned(),
            stage: Stage::Scope,
            listed: 1,
            found: 0,
            open: 1,
            passing_units: 0,
            passing_units_listed: 0,
            precision: None,
            recall: Some(0.0),
        }],
        differences: vec![Difference {
            id: id(0),
            labels: labels(HOSTILE),
            occupation: id(0),
            verdict: Verdict::Undetermined,
            why: vec![Note::new("difference.not-findable", [])],
            context: Vec::new(),
        }],
        nation: vec![fact],
        sectors: BTreeMap::from([("health".to_owned(), labels(HOSTILE))]),
        verdicts: BTreeMap::from([(Verdict::Meets, count)]),
        signal: None,
        elsewhere: Vec::new(),
        synthetic,
    }
}

/// The list of the hostile country.
pub fn hostile() -> ListOutput {
    made_up(HOSTILE, &endless())
}

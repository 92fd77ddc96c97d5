//! The list as JSON, by the schema next to it.

use crate::assessed::in_order;
use crate::error::ReportError;
use crate::words::{Words, cells};
use serde_json::{Map, Value, json};
use suranys_core::shortage_list::{
    Assessed, Fact, Finding, ListOutput, Signal, SignalOutput, Trace,
};

/// The schema of `list.json`.
pub const SCHEMA: &str = include_str!("list.schema.json");

/// The list as one document.
///
/// # Errors
/// When it can't be written.
pub fn list_json(output: &ListOutput, words: &[Words]) -> Result<Vec<u8>, ReportError> {
    let book = &output.book;
    let note = words.first();
    let document = json!({
        "$schema": "list.schema.json",
        "synthetic": output.synthetic,
        "rulebook": {
            "id": book.id,
            "dated": book.version.dated,
            "dating": book.version.dating,
            "basis": book.version.basis,
            "citation": book.version.citation,
            "thresholds": note.map(|w| w.word("annex", "number-basis")),
            "rules": book.rules.iter().map(|rule| json!({
                "id": rule.id,
                "kind": rule.kind,
                "statement": rule.statement,
                "quantity": rule.quantity.key(),
                "unit": rule.quantity.unit(),
                "basis": rule.basis,
                "citation": rule.citation,
            })).collect::<Vec<_>>(),
            "parameters": book.parameters.iter().map(|(key, p)| json!({
                "key": key,
                "value": p.parameter.value,
                "low": p.parameter.low,
                "high": p.parameter.high,
                "unit": p.unit,
                "basis": p.parameter.basis,
                "source": p.parameter.source,
            })).collect::<Vec<_>>(),
        },
        "top": output.top,
        "draws": output.draws,
        "sources_without_data": output.without_data,
        "list": in_order(output).into_iter().map(|j| assessed(output, j)).collect::<Vec<_>>(),
        "signal": signals(output, words),
        "reviews": output.signal.iter().flat_map(|of| &of.reviews).map(|line| json!({
            "id": line.group,
            "review": line.review,
            "lists": line.lists,
            "since": line.since,
            "until": Some(&line.until).filter(|until| !until.is_empty()),
            "synthetic": output.synthetic,
        })).collect::<Vec<_>>(),
        "scores": output.scores.iter().map(|s| json!({
            "list": s.list,
            "stage": s.stage,
            "listed": s.listed,
            "found": s.found,
            "undetermined": s.open,
            "passing_unit_groups": s.passing_units,
            "of_them_listed": s.passing_units_listed,
            "precision": s.precision,
            "recall": s.recall,
            "synthetic": output.synthetic,
        })).collect::<Vec<_>>(),
        "differences": output.differences.iter().map(|d| json!({
            "id": d.id,
            "occupation": d.occupation,
            "verdict": d.verdict,
            "why": d.why,
            "synthetic": output.synthetic,
        })).collect::<Vec<_>>(),
        "nation": output.nation.iter().map(|f| fact(output, f)).collect::<Vec<_>>(),
    });
    let mut bytes = serde_json::to_vec_pretty(&document)
        .map_err(|e| ReportError::Typesetting { reason: e.to_string().into() })?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The graded signal of each group and profession, first place first; an empty list where there is
/// no signal.
fn signals(output: &ListOutput, words: &[Words]) -> Vec<Value> {
    let Some(of) = &output.signal else { return Vec::new() };
    of.signals.iter().map(|signal| graded(output, of, signal, words)).collect()
}

fn graded(output: &ListOutput, of: &SignalOutput, s: &Signal, words: &[Words]) -> Value {
    let settling = s.settling.iter().map(|one| {
        json!({ "indicator": one.indicator, "change": one.change, "probability": one.probability })
    });
    let indicators = s.indicators.iter().map(|used| {
        json!({
            "indicator": used.indicator,
            "family": used.family,
            "of": used.of,
            "level": used.level,
            "points": used.points,
            "weight": used.weight,
            "date": used.date,
            "source": used.source,
            "status": used.status.obs.code(),
            "cells": cells(&used.cells),
        })
    });
    let switching = s.switching.iter().map(|switch| {
        json!({
            "indicator": switch.indicator,
            "points": switch.points,
            "cutoff": switch.cutoff,
            "rises": switch.rises,
            "tier": switch.tier,
        })
    });
    let without: Map<String, Value> =
        s.without.iter().map(|(family, then)| (family.clone(), json!(then.tier))).collect();
    json!({
        "id": s.group,
        "labels": of.labels.get(&s.group),
        "profession": s.profession,
        "in_scope": s.in_scope,
        "rank": s.rank,
        "tier": s.tier,
        "reason": words.first().map(|w| w.signal_reason(s)),
        "grade": s.grade,
        "strong_probability": s.strong,
        "possible_probability": s.possible,
        "score_mean": s.mean,
        "families": s.families,
        "nominated_by": s.nominated_by,
        "from_proxies": s.from_proxies,
        "indicators": indicators.collect::<Vec<_>>(),
        "settling": settling.collect::<Vec<_>>(),
        "switching": switching.collect::<Vec<_>>(),
        "without": without,
        "vintage": of.vintage,
        "synthetic": output.synthetic,
    })
}

fn assessed(output: &ListOutput, assessed: &Assessed) -> Value {
    let subject = &assessed.subject;
    let line = output.lines.get(&subject.id);
    let rank = output.ranked.iter().find(|r| r.id == subject.id);
    let evidence: Map<String, Value> = assessed
        .findings
        .iter()
        .map(|(quantity, finding)| {
            let value = match finding {
                Finding::Known(f) => fact(output, f),
                Finding::Missing(why) => json!({ "missing": why, "synthetic": output.synthetic }),
            };
            (quantity.key().to_owned(), value)
        })
        .collect();
    json!({
        "id": subject.id,
        "labels": subject.labels,
        "occupation": subject.occupation,
        "level": subject.level,
        "sectors": subject.sectors,
        "lists": subject.lists,
        "verdict": assessed.trace.verdict,
        "supported": assessed.supported,
        "nominated": assessed.nominated,
        "state": line.map(|l| l.state),
        "synthetic": output.synthetic,
        "rank": rank.map(|r| json!({
            "top_probability": r.top,
            "lo95": r.rank.lo95(),
            "lo80": r.rank.lo80(),
            "median": r.rank.median(),
            "hi80": r.rank.hi80(),
            "hi95": r.rank.hi95(),
            "without": r.without,
            "missing_sources": r.missing,
            "synthetic": output.synthetic,
        })),
        "switching_value": assessed.switching_value.as_ref().map(|f| json!({
            "parameter": f.parameter,
            "from": f.from,
            "to": f.to,
            "beyond": f.beyond,
            "verdict": f.verdict,
        })),
        "trace": trace(output, &assessed.trace),
        "evidence": evidence,
        "context": assessed.context.iter().map(|f| fact(output, f)).collect::<Vec<_>>(),
    })
}

fn trace(output: &ListOutput, t: &Trace) -> Value {
    json!({
        "verdict": t.verdict,
        "rule": t.rule,
        "reason": t.reason,
        "fact": t.fact.as_ref().map(|f| fact(output, f)),
        "parts": t.parts.iter().map(|part| trace(output, part)).collect::<Vec<_>>(),
    })
}

fn fact(output: &ListOutput, f: &Fact) -> Value {
    json!({
        "quantity": f.quantity,
        "value": f.value,
        "unit": f.unit,
        "about": f.about,
        "period": f.period,
        "status": f.status.obs,
        "synthetic": output.synthetic || f.status.synthetic,
        "cells": cells(&f.cells),
    })
}

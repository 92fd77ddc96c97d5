//! Why people may be short, and what would answer it, as a sheet says it.

use crate::assessed::code;
use crate::document::block::{Block, Builder};
use crate::document::sheets::sheet::{captioned, heads, section};
use crate::document::table::Cell;
use crate::document::table::Kind::Words as Text;
use crate::error::ReportError;
use crate::words::Words;
use suranys_core::Unit;
use suranys_core::shortage_list::causes::{
    CAUSE_QUANTITIES, CauseResult, CauseRule, CauseRules, ConditionResult, SubjectCauses,
};
use suranys_core::shortage_list::{SignalOutput, Verdict};

/// Unit of shares among the units of conditions.
const SHARE: &str = "share of";

/// The part of a sheet on cause and answer; nothing where the run has no rules for it.
pub fn cause_part(
    signal: &SignalOutput,
    rules: &CauseRules,
    said: &SubjectCauses,
    entry_months: f64,
    words: &Words,
    b: &mut Builder,
) -> Result<(), ReportError> {
    let l = words.labels();
    b.add(section(l, "cause")?);
    let mut paragraphs = Vec::new();
    if !said.asked {
        paragraphs.push(l.text("sheet.cause.not-asked")?.to_owned());
    } else {
        let named = |verdict: Verdict| -> Vec<&str> {
            let of = said.causes.iter().filter(move |one| one.verdict == verdict);
            of.map(|one| title(&rules.causes, &one.cause, words)).collect()
        };
        let (met, open) = (named(Verdict::Meets), named(Verdict::Undetermined));
        paragraphs.push(match met.is_empty() {
            true => l.text("sheet.cause.undetermined")?.to_owned(),
            false => l.fill("sheet.cause.met", &[("causes", &met.join(", "))])?,
        });
        if !open.is_empty() {
            paragraphs.push(l.fill("sheet.cause.open", &[("causes", &open.join(", "))])?);
        }
        paragraphs.push(match &said.answer {
            Some(answer) => title(&rules.answers, &answer.cause, words).to_owned(),
            None => l.text("sheet.cause.no-answer")?.to_owned(),
        });
    }
    if let Some(years) = said.training_years {
        let (years, months) = (l.parameter(years), l.parameter(entry_months));
        let values = [("years", years.as_str()), ("months", months.as_str())];
        paragraphs.push(l.fill("sheet.cause.training", &values)?);
    }
    b.text(paragraphs);
    if said.causes.is_empty() {
        return Ok(());
    }
    let row = |one: &CauseResult| -> Result<Vec<Cell>, ReportError> {
        let why: Result<Vec<String>, ReportError> =
            one.conditions.iter().map(|part| condition(signal, part, words)).collect();
        Ok(vec![
            Cell::Text(title(&rules.causes, &one.cause, words).to_owned()),
            Cell::Text(l.text(&format!("sheet.result.{}", one.verdict.key()))?.to_owned()),
            Cell::Text(why?.join("; ")),
        ])
    };
    let rows: Result<Vec<Vec<Cell>>, ReportError> = said.causes.iter().map(row).collect();
    let columns = heads(l, &[("cause", 4, Text), ("result", 3, Text), ("because", 12, Text)])?;
    let foot = l.text("sheet.cause.foot")?.to_owned();
    b.table(captioned(l, "causes", columns, rows?)?.with_foot(foot));
    Ok(())
}

/// The name of a cause, or the sentence of an answer.
fn title<'r>(rules: &'r [CauseRule], id: &'r str, words: &Words) -> &'r str {
    let rule = rules.iter().find(|rule| rule.id == id);
    rule.map_or(id, |rule| words.name(&rule.title, id))
}

/// A condition with what was found: `employment growth: 2.03 points (at least 1.5)`.
fn condition(
    signal: &SignalOutput,
    part: &ConditionResult,
    words: &Words,
) -> Result<String, ReportError> {
    let l = words.labels();
    let own = CAUSE_QUANTITIES.iter().find(|(key, _)| *key == part.quantity);
    let name = match own {
        Some((key, _)) => l.text(&format!("sheet.quantity.{key}"))?,
        None => {
            let indicator = signal.book.indicator(&part.quantity);
            indicator.map_or(part.quantity.as_str(), |of| words.name(&of.title, &part.quantity))
        }
    };
    let name = match part.of.as_str() {
        "" => name.to_owned(),
        of => l.fill("sheet.cause.of", &[("quantity", name), ("group", code(of))])?,
    };
    let Some(value) = part.value else {
        return l.fill("sheet.cause.unknown", &[("quantity", &name)]);
    };
    // Shares read best in per cent; anything else as it is, with its unit.
    let shown = |value: f64| match own {
        Some((_, unit)) if unit.starts_with(SHARE) => l.percent(value),
        _ => words.score(value),
    };
    let printed = shown(value);
    let value = match own {
        Some((_, unit)) if unit.starts_with(SHARE) => printed,
        Some((key, _)) => l.fill(&format!("sheet.unit.{key}"), &[("value", &printed)])?,
        None => l.fill("sheet.unit.points", &[("value", &printed)])?,
    };
    let bound = match (part.at_least, part.at_most) {
        (Some(low), Some(high)) => l.between(&shown(low), &shown(high)),
        (Some(low), None) => l.fill("sheet.cause.at-least", &[("value", &shown(low))])?,
        (None, Some(high)) => l.fill("sheet.cause.at-most", &[("value", &shown(high))])?,
        (None, None) => String::new(),
    };
    l.fill("sheet.cause.known", &[("quantity", &name), ("value", &value), ("bound", &bound)])
}

/// Paragraphs as one block, where there are any.
pub fn list_of(items: Vec<String>) -> Option<Block> {
    (!items.is_empty()).then_some(Block::List(items))
}

/// The unit a measure is displayed in, after its name.
pub fn measured(name: &str, unit: &str, of: Unit) -> String {
    match of {
        // The sign for per cent stands at each value.
        Unit::Share => name.to_owned(),
        _ => format!("{name}, {unit}"),
    }
}

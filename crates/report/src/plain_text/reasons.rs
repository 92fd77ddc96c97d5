//! Why a group or profession stands where it stands: its graded signal, then the verdict of the rules down
//! to the cells, for people who read a terminal.

use crate::assessed::code;
use crate::words::{Words, cells};
use std::fmt::Write as _;
use suranys_core::display_text::visible;
use suranys_core::shortage_list::{
    Assessed, Fact, Finding, ListOutput, Quantity, Signal, SignalOutput, Trace,
};

/// One subject, its verdict and its reasons down to the cells, as indented text.
#[must_use]
pub fn explain(output: &ListOutput, assessed: &Assessed, words: &Words) -> String {
    let mut text = String::new();
    if output.synthetic {
        let _ = writeln!(text, "{}", words.word("mark", "synthetic"));
    }
    let subject = &assessed.subject;
    let name = words.name(&subject.labels, &subject.id);
    let verdict = words.word("verdict", assessed.trace.verdict.key());
    let mut line = |line: String| {
        let _ = writeln!(text, "{}", visible(&line));
    };
    line(format!("{} {name}: {verdict}  [{}]", subject.id, output.book.id));
    if subject.profession {
        line(format!("  → {}", subject.occupation));
    }
    if let Some(signal) = &output.signal
        && let Some(one) = signal.of(&subject.id)
    {
        graded(&mut line, signal, one, words);
    }
    tree(&mut line, &assessed.trace, words, 1);
    line(format!(
        "  {}: {}",
        words.word("column", "switching-value"),
        words.switching_value(assessed.switching_value.as_ref())
    ));
    if let Some(stands) = output.lines.get(&subject.id) {
        let state = words.word("state", stands.state.key());
        line(format!("  {}: {state}", words.word("section", "register")));
        for e in &stands.history {
            let position = words.word("position", e.position.key());
            let place = format!("{}:{}", e.cell.file, e.cell.row);
            line(format!(
                "    {} {} {position}; {}; {} ({place})",
                words.date(&e.date),
                e.body,
                e.document,
                e.reason
            ));
        }
    }
    let decided: Vec<&Fact> = assessed.trace.all().iter().filter_map(|t| t.fact.as_ref()).collect();
    let others = assessed
        .findings
        .values()
        .filter_map(|finding| match finding {
            Finding::Known(fact) => Some(fact),
            Finding::Missing(_) => None,
        })
        .chain(&assessed.context)
        .filter(|fact| !decided.contains(fact));
    for fact in others {
        line(format!("  + {}", words.fact(fact)));
    }
    if assessed.findings.keys().any(|q| *q == Quantity::PermitsPerThousand) {
        line(format!("  {}", words.word("text", "nation")));
    }
    line(format!("  {}", words.word("annex", "number-basis")));
    text
}

fn tree(line: &mut impl FnMut(String), trace: &Trace, words: &Words, depth: usize) {
    let indent = "  ".repeat(depth);
    let verdict = words.word("verdict", trace.verdict.key());
    let rule = if trace.rule.is_empty() { String::new() } else { format!("{}: ", trace.rule) };
    line(format!("{indent}[{verdict}] {rule}{}", words.note(&trace.reason)));
    if let Some(fact) = &trace.fact {
        line(format!("{indent}    {}", words.fact(fact)));
    }
    for part in &trace.parts {
        tree(line, part, words, depth + 1);
    }
}

/// The signal of a group: tier, grade and score, each indicator with its points, what the families are
/// worth, and what would change it.
fn graded(line: &mut impl FnMut(String), of: &SignalOutput, one: &Signal, words: &Words) {
    let say = |key: &str, values: &[(&str, &str)]| {
        words.fill(&format!("explain.{key}"), values).unwrap_or_else(|_| key.to_owned())
    };
    let title = |indicator: &str| {
        let known = of.book.indicator(indicator);
        known.map_or(indicator.to_owned(), |i| words.name(&i.title, indicator).to_owned())
    };
    let two = |value: f64| words.score(value);
    let tier = words.word("tier", one.tier.key());
    let grade = one.grade.map_or("–", |grade| grade.key());
    let mut head =
        format!("  {}: {tier} [{grade}]; {}", say("signal", &[]), words.signal_reason(one));
    if let (Some(mean), Some(score)) = (one.mean, one.score) {
        let range = words.book().between(&two(score.lo80()), &two(score.hi80()));
        let _ = write!(head, "; {}", say("score", &[("mean", &two(mean)), ("range", &range)]));
    }
    if let Some(regional) = &of.regional
        && let Some(nation) = regional.nation.get(&one.group)
    {
        let tier = words.word("tier", nation.key());
        let _ = write!(head, "; {}", say("nation", &[("tier", tier)]));
    }
    line(head);
    for used in &one.indicators {
        let counts = if used.weight > 0.0 { "counts" } else { "printed" };
        let points = say("points", &[("points", &two(used.points)), ("weight", &two(used.weight))]);
        let source = cells(&used.cells);
        let source = if source.is_empty() { used.source.clone() } else { source };
        line(format!(
            "    + {}, {}: {points} ({}); {} [{}] {source}",
            title(&used.indicator),
            code(&used.of),
            say(counts, &[]),
            words.date(&used.date),
            used.status.obs.code(),
        ));
    }
    for (family, then) in &one.without {
        let known = of.book.family(family);
        let family = known.map_or(family.as_str(), |known| words.name(&known.title, family));
        let tier = words.word("tier", then.tier.key());
        line(format!("    - {}", say("without", &[("family", family), ("tier", tier)])));
    }
    for switch in &one.switching {
        let values = [
            ("indicator", title(&switch.indicator)),
            ("points", two(switch.points)),
            ("tier", words.word("tier", switch.tier.key()).to_owned()),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        line(format!("    ~ {}", say("switching", &values)));
    }
    for settling in &one.settling {
        let change = say("expected", &[("change", &two(settling.change))]);
        let settles = say("settling", &[]);
        line(format!("    ? {settles}: {} ({change})", title(&settling.indicator)));
    }
    if let Some(review) = of.reviews.iter().find(|review| review.group == one.group) {
        let until =
            if review.until.is_empty() { "–".to_owned() } else { words.date(&review.until) };
        let values = [
            ("state", words.word("review", review.review.key()).to_owned()),
            ("since", words.date(&review.since)),
            ("until", until),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        line(format!("    {}", say("review", &values)));
    }
}

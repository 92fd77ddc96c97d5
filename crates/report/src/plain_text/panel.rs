//! What the panel thinks, for people who read a terminal.

use crate::error::ReportError;
use crate::plain_text::list::mark_line;
use crate::tables::panel::names_of;
use crate::words::Words;
use std::fmt::Write as _;
use suranys_core::display_text::visible;
use suranys_core::shortage_list::{PackageEvidence, PanelOpinion, PanelRules};

/// Opinions in the order they are given: each occupation once, under it place and question.
///
/// # Errors
/// When a label is missing.
pub fn panel_text(
    opinions: &[PanelOpinion],
    package: &PackageEvidence,
    rules: &PanelRules,
    words: &Words,
) -> Result<String, ReportError> {
    let labels = words.labels();
    let names = names_of(package);
    let mut text = mark_line(opinions.iter().any(|one| one.synthetic), words);
    let mut before = "";
    for one in opinions {
        if one.occupation != before {
            before = &one.occupation;
            let name = names.get(before).map_or(before, |labels| words.name(labels, before));
            let _ = writeln!(text, "{}", visible(&format!("{before} {name}")));
        }
        let place = match &one.region {
            None => labels.text("consult.opinion.nation")?,
            Some(region) => package
                .region_labels
                .get(region)
                .map_or(region.as_str(), |labels| words.name(labels, region)),
        };
        let question = rules.question(&one.question);
        let asked = question.map_or(one.question.as_str(), |q| words.name(&q.text, &q.id));
        let meant = |code: u8| {
            let answer = question.and_then(|q| q.answers.iter().find(|a| a.code == code));
            answer.map_or(code.to_string(), |a| format!("{code} {}", words.name(&a.text, "")))
        };
        let _ = writeln!(text, "  {}", visible(&format!("{place}: {asked}")));
        let mut line = |said: String| {
            let _ = writeln!(text, "    {}", visible(&said));
        };
        if let (Some(median), Some((low, high))) = (one.median, one.quartiles) {
            let median = words.number(median);
            let range = labels.between(&words.number(low), &words.number(high));
            let said = [("median", median.as_str()), ("range", range.as_str())];
            let said = labels.fill("consult.opinion.median", &said)?;
            let majority = match one.majority {
                Some(code) => {
                    labels.fill("consult.opinion.majority", &[("answer", &meant(code))])?
                }
                None => labels.text("consult.opinion.divided")?.to_owned(),
            };
            line(format!("{said}; {majority}"));
        }
        if let Some(verdict) = one.shortage {
            let verdict = words.word("verdict", verdict.key());
            line(format!("{verdict}: {}", labels.note(&one.reason)));
        } else {
            line(labels.note(&one.reason));
        }
        let [answered, asked, abstained] =
            [one.answered, one.asked, one.abstained].map(|n| n.to_string());
        let counts = [
            ("answered", answered.as_str()),
            ("asked", asked.as_str()),
            ("abstained", abstained.as_str()),
        ];
        line(labels.fill("consult.opinion.answers", &counts)?);
        for (code, count) in one.answers.iter().filter(|(_, count)| **count > 0) {
            let share = words.percent(one.shares.get(code).copied());
            line(format!("  {}: {count} ({share})", meant(*code)));
        }
        if !one.bodies.is_empty() {
            let bodies = one.bodies.join(", ");
            line(labels.fill("consult.opinion.who", &[("bodies", &bodies)])?);
        }
    }
    Ok(text)
}

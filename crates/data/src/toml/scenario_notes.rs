//! What a scenario says without effect.

use crate::toml::scenario::{ResolvedScenario, read_resolved};
use crate::toml::scenario_setting::Setting;
use std::path::{Path, PathBuf};
use suranys_core::scenario::RunSettings;
use suranys_core::{Diagnostic, Inputs, Span, Vintage, Year};
use suranys_core::{Text, text};

/// Everything that scenario files say without effect on a run of `inputs` as of a vintage, or of any
/// inputs where none are given: years that are observed already or lie beyond the horizon, values that
/// are those they would take the place of. Files that can't be read say nothing.
#[must_use]
pub fn scenario_notes(
    files: &[PathBuf],
    bases: &Path,
    inputs: Option<&Inputs>,
    as_of: Option<Vintage>,
) -> Vec<Diagnostic> {
    let Ok((resolved, _)) = read_resolved(files, Some(bases)) else { return Vec::new() };
    let last = inputs.and_then(|inputs| inputs.last_observed());
    let base = match (last, as_of) {
        (Some(last), Some(Vintage(year))) => Some(last.min(year)),
        (last, _) => last,
    };
    let mut notes: Vec<Diagnostic> =
        resolved.iter().flat_map(|one| notes_of(one, inputs, base)).collect();
    notes.sort_by(|a, b| (&a.span, &a.check).cmp(&(&b.span, &b.check)));
    // What several scenarios extend says it once.
    notes.dedup();
    notes
}

fn notes_of(
    one: &ResolvedScenario,
    inputs: Option<&Inputs>,
    base: Option<Year>,
) -> Vec<Diagnostic> {
    let run = &one.scenario.settings;
    one.settings.iter().filter_map(|setting| note(setting, run, inputs, base)).collect()
}

fn note(
    setting: &Setting,
    run: &RunSettings,
    inputs: Option<&Inputs>,
    base: Option<Year>,
) -> Option<Diagnostic> {
    let parts: Vec<&str> = setting.key.split('.').collect();
    let year = parts.last().and_then(|year| year.parse().ok()).map(Year);
    let (period, horizon) = (run.policy_period, run.horizon);
    let key = &setting.key;
    let say = |check: &str, message: Text, help: Text| {
        let span = Span::cell(setting.file.as_str(), setting.row, setting.column.to_string());
        let note = Diagnostic::note(check, span, message).help(help);
        let value = setting.value.map(|value| value.to_string()).unwrap_or_default();
        let note = note.found(value).of_series(key.as_str());
        Some(match year {
            Some(year) => note.of_period(year.to_string()),
            None => note,
        })
    };
    let outside = text!("correct the year, or leave the line out");
    match (parts.first().copied(), year) {
        (Some("growth" | "pension_age"), Some(year)) if year > horizon => {
            let message =
                text!("`{key}` lies after the horizon, {horizon}, and has no effect", key, horizon);
            return say("without-effect", message, outside);
        }
        (Some("growth"), Some(year)) if base.is_some_and(|base| year <= base) => {
            let message = text!(
                "`{key}` is of a year that is observed already and has no effect: the forecast begins \
                 after {last}",
                key,
                last = base.unwrap_or(year)
            );
            return say("without-effect", message, outside);
        }
        (Some("growth" | "pension_age"), Some(year)) if year > period.to() => {
            let message = text!(
                "`{key}` lies outside {from}-{to}, the policy period, and has no effect on its figures, only \
                 on those of later years",
                key,
                from = period.from(),
                to = period.to()
            );
            return say("outside-period", message, outside);
        }
        (Some("pension_age"), Some(year)) => {
            let sex = parts.get(1).copied().unwrap_or_default();
            let rules = inputs.map(|inputs| inputs.pension_ages.as_slice()).unwrap_or_default();
            let rules = rules.iter().filter(|rule| rule.year == year && rule.sex.code() == sex);
            let act = rules.max_by_key(|rule| rule.known_from);
            if let Some(rule) = act.filter(|rule| Some(rule.age) == setting.value) {
                let message = text!(
                    "`{key}` is the age of the act, `{act}`, and has no effect",
                    key,
                    act = rule.act
                );
                return say("without-effect", message, text!("leave the line out"));
            }
        }
        _ => {}
    }
    let (file, row) = setting.repeats.as_ref()?;
    let message = text!(
        "`{key}` is what {file} says in line {row} already, and has no effect",
        key,
        file,
        row
    );
    say(
        "repeated",
        message,
        text!("leave it out, unless it is to stay when the other file changes"),
    )
}

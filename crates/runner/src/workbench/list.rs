//! The recommended list of a run, under the books as they stand or with numbers of them changed, and what it
//! moves by against the baseline's.

use crate::failure::Failure;
use crate::list::Books;
use crate::workbench::bench::Workbench;
use crate::workbench::bench_run::BenchRun;
use std::collections::BTreeMap;
use suranys_core::comparison::ListComparison;
use suranys_core::diagnostic::nearest;
use suranys_core::shortage_list::{ListOutput, RuleParameter, Signal, SignalParameter, Tier};
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};
use suranys_rules::compare;

/// Numbers of the rulebooks that are changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BookChanges {
    /// Of rules and signal, by key: `ranking.weight_exchange`, `tier.recommend_probability`.
    pub parameters: BTreeMap<String, f64>,
    /// Cut-offs by indicator: values from which it gives one, two and three points.
    pub cutoffs: BTreeMap<String, [f64; 3]>,
}

impl BookChanges {
    /// Whether nothing is changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parameters.is_empty() && self.cutoffs.is_empty()
    }

    /// The books with the numbers changed.
    ///
    /// # Errors
    /// With every number that is none of theirs, or can't be.
    pub fn apply(&self, books: &Books) -> Result<Books, Failure> {
        let mut changed = books.clone();
        let mut wrong = Vec::new();
        let problem = |key: &str, message: Text, found: String| {
            let place = Span { column: Some(key.to_owned()), ..Span::file("list") };
            Diagnostic::error("rulebook", place, message).found(found)
        };
        let of_signal = |key: &str| {
            let found = SignalParameter::ALL.iter().find(|(_, spec)| spec.key == key);
            found.map(|(_, spec)| *spec)
        };
        for (key, value) in &self.parameters {
            let rule = changed.rules.parameters.get_mut(key);
            let signal = changed.signal.as_mut().and_then(|book| book.parameters.get_mut(key));
            let Some(parameter) = rule.or(signal) else {
                let known: Vec<&str> = books.keys();
                let near = nearest(key, known.iter().copied());
                let help =
                    near.map_or(text!("leave it out"), |near| text!("is `{near}` meant?", near));
                let found = problem(key, text!("no rulebook has this number"), key.clone());
                wrong.push(found.allowed(known.join(", ")).help(help));
                continue;
            };
            let spec = of_signal(key).or_else(|| RuleParameter::spec(&parameter.unit));
            let (min, max) = spec.map_or((f64::MIN, f64::MAX), |s| (s.minimum, s.maximum));
            let whole = parameter.is_whole() || spec.is_some_and(|s| SignalParameter::is_whole(&s));
            if !value.is_finite() || *value < min || *value > max || whole && value.fract() != 0.0 {
                let kind = if whole { text!("a whole number") } else { text!("a number") };
                let unit = parameter.unit.as_str();
                let allowed = text!("{kind} from {min} to {max} ({unit})", kind, min, max, unit);
                let found = problem(key, text!("the number can't be this"), value.to_string());
                wrong.push(found.allowed(allowed).help(text!("correct the value")));
                continue;
            }
            parameter.parameter.value = *value;
        }
        for (id, cutoffs) in &self.cutoffs {
            let indicators = changed.signal.iter_mut().flat_map(|book| &mut book.indicators);
            let Some(indicator) = indicators.into_iter().find(|one| one.id == *id) else {
                let known = books.signal.iter().flat_map(|book| &book.indicators);
                let known: Vec<&str> = known.map(|one| one.id.as_str()).collect();
                let found = problem(id, text!("the signal has no such indicator"), id.clone());
                wrong.push(found.allowed(known.join(", ")).help(text!("take one of those")));
                continue;
            };
            let [one, two, three] = *cutoffs;
            if !(one.is_finite() && one < two && two < three && three.is_finite()) {
                let found = problem(
                    id,
                    text!("the cut-offs do not rise"),
                    format!("{one}, {two}, {three}"),
                );
                let allowed = text!("three numbers, each above the one before");
                let help = text!(
                    "give the values from which the indicator gives one, two and three points"
                );
                wrong.push(found.allowed(allowed).help(help));
                continue;
            }
            indicator.cutoffs = *cutoffs;
        }
        match wrong.is_empty() {
            true => Ok(changed),
            false => Err(Failure::Asked(wrong)),
        }
    }
}

impl Books {
    /// Keys of the numbers of rules and signal, in order.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        let signal = self.signal.iter().flat_map(|book| book.parameters.keys());
        let mut keys: Vec<&str> =
            self.rules.parameters.keys().chain(signal).map(String::as_str).collect();
        keys.sort_unstable();
        keys
    }
}

/// A list with what it moves by.
#[derive(Debug)]
pub struct ListView {
    /// The books it is made under, with their numbers as changed.
    pub books: Books,
    /// The list of the run under them.
    pub list: ListOutput,
    /// The list of the baseline under the books as they stand; none of the baseline itself without a
    /// change of the books.
    pub before: Option<ListOutput>,
    /// What verdicts and ranks move by, draw by draw.
    pub compared: Option<ListComparison>,
}

impl ListView {
    /// The tier that a group had before.
    #[must_use]
    pub fn tier_before(&self, group: &str) -> Option<Tier> {
        self.signal_before(group).map(|signal| signal.tier)
    }

    /// The signal that a group had before.
    #[must_use]
    pub fn signal_before(&self, group: &str) -> Option<&Signal> {
        self.before.as_ref()?.signal.as_ref()?.of(group)
    }
}

impl Workbench {
    /// The list of a run under the books as `changes` leave them, set against that of the baseline under the
    /// books as they stand.
    ///
    /// # Errors
    /// When a changed number is none of the books, or a rulebook has findings. None where the package has no
    /// list.
    pub fn list(
        &self,
        run: &BenchRun,
        baseline: Option<&BenchRun>,
        changes: &BookChanges,
    ) -> Result<Option<ListView>, Failure> {
        let Some(books) = self.books(&run.output)? else { return Ok(None) };
        let package = &self.sound.evidence;
        let changed = changes.apply(&books)?;
        let (list, evidence) = changed.list(&run.output, package, false)?;
        let before = match (baseline, changes.is_empty()) {
            (Some(baseline), _) => Some(books.list(&baseline.output, package, false)?),
            (None, false) => Some(books.list(&run.output, package, false)?),
            (None, true) => None,
        };
        let compared = before
            .as_ref()
            .filter(|(_, old)| {
                let (old, new) = (&old.forecast, &evidence.forecast);
                (old.seed, old.draws) == (new.seed, new.draws)
            })
            .map(|(list_before, old)| compare((old, list_before), (&evidence, &list)));
        let before = before.map(|(list, _)| list);
        Ok(Some(ListView { books: changed, list, before, compared }))
    }
}

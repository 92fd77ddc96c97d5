//! The signal's rulebook: TOML, errors located by line and column.

use crate::toml::reader::{File, FileKind, Pair, SaidBasis, number, read_chain};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use suranys_core::classification::Labels;
use suranys_core::diagnostic::nearest;
use suranys_core::provenance::Fingerprint;
use suranys_core::shortage_list::{
    INDICATORS, MAX_POINTS, RuleParameter, SignalBook, SignalFamily, SignalIndicator,
    SignalParameter, Weighting,
};
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};
use toml::de::DeTable;

/// What messages call the file.
const SIGNAL: FileKind = FileKind { check: "signal", word: text!("signal") };
/// Name of the file in the folder of a jurisdiction.
const FILE: &str = "signal.toml";
const TOP: [&str; 6] = ["extends", "citation", "title", "families", "indicators", "parameters"];
const FAMILY: [&str; 4] = ["id", "weighting", "own_figures", "title"];
const INDICATOR: [&str; 11] = [
    "id",
    "family",
    "cutoffs",
    "spread",
    "presence_only",
    "coarse_points",
    "expected",
    "owner",
    "title",
    "basis",
    "source",
];
/// How far probabilities that must sum to one may be from it.
const ROUNDING: f64 = 1e-6;

/// Reads the signal's rulebook of a jurisdiction; none where its folder has none.
///
/// # Errors
/// All findings with their places; then there is no book.
pub fn read_signal_book(
    folder: &Path,
    jurisdiction: &str,
) -> Result<Option<(SignalBook, Vec<Fingerprint>)>, Vec<Diagnostic>> {
    let path = folder.join(jurisdiction).join(FILE);
    if !path.is_file() {
        return Ok(None);
    }
    let (mut problems, mut parts) = (Vec::new(), Parts::default());
    let mut fingerprints = BTreeMap::new();
    read_chain(&path, None, &SIGNAL, &mut fingerprints, &mut problems, &mut |file, table| {
        file.lay_signal(table, &mut parts);
    });
    let book = parts.resolve(jurisdiction, &path, &mut problems);
    if problems.is_empty() {
        Ok(Some((book, fingerprints.into_values().collect())))
    } else {
        Err(problems)
    }
}

/// What files say, later ones laid over earlier ones.
#[derive(Default)]
struct Parts {
    title: BTreeMap<String, String>,
    citation: String,
    families: Vec<SignalFamily>,
    indicators: Vec<SignalIndicator>,
    parameters: BTreeMap<String, RuleParameter>,
}

impl File<'_> {
    fn lay_signal(&mut self, table: &DeTable<'_>, parts: &mut Parts) {
        for pair in table {
            match pair.0.get_ref().as_ref() {
                "extends" => {}
                "citation" => parts.citation.extend(self.text(pair)),
                "title" => self.labels(pair, &mut parts.title),
                "families" => self.each(pair, |file, table, at| {
                    if let Some(family) = file.family(table, at) {
                        lay(&mut parts.families, family, |a, b| a.id == b.id);
                    }
                }),
                "indicators" => self.each(pair, |file, table, at| {
                    if let Some(indicator) = file.indicator(table, at) {
                        lay(&mut parts.indicators, indicator, |a, b| a.id == b.id);
                    }
                }),
                "parameters" => {
                    let known = SignalParameter::ALL.map(|(_, spec)| spec);
                    let read = self.known_parameters(pair, &known, SignalParameter::is_whole);
                    parts.parameters.extend(read);
                }
                _ => self.unknown(pair.0, &TOP),
            }
        }
    }

    /// So many finite numbers.
    fn numbers<const N: usize>(&mut self, pair: Pair<'_, '_>) -> Option<[f64; N]> {
        let list = pair.1.get_ref().as_array();
        let all: Option<Vec<f64>> =
            list.and_then(|list| list.iter().map(|one| number(one.get_ref())).collect());
        let found = all.and_then(|all| <[f64; N]>::try_from(all).ok());
        if found.is_none() {
            self.wrong_type(pair, text!("a list of {count} numbers", count = N));
        }
        found
    }

    /// Hands each table of a list to `read`.
    pub(crate) fn each(
        &mut self,
        pair: Pair<'_, '_>,
        mut read: impl FnMut(&mut Self, &DeTable<'_>, &Range<usize>),
    ) {
        let expected = text!("a list of tables: `[[{key}]]`", key = pair.0.get_ref());
        let Some(list) = pair.1.get_ref().as_array() else {
            return self.wrong_type(pair, &expected);
        };
        let mut ids: Vec<String> = Vec::new();
        for one in list {
            let Some(table) = one.get_ref().as_table() else {
                self.wrong_type(pair, &expected);
                continue;
            };
            let id = table.iter().find(|(key, _)| key.get_ref() == "id");
            if let Some(id) = id.and_then(|(_, value)| value.get_ref().as_str()) {
                if ids.iter().any(|known| known == id) {
                    let message = text!("`{id}` is given twice", id);
                    self.problem(
                        &one.span(),
                        message,
                        id,
                        text!("each once"),
                        text!("remove one of the two"),
                    );
                }
                ids.push(id.to_owned());
            }
            read(self, table, &one.span());
        }
    }

    fn family(&mut self, table: &DeTable<'_>, at: &Range<usize>) -> Option<SignalFamily> {
        let before = self.found();
        let (mut id, mut weighting, mut own_figures) = (None, None, None);
        let mut title = BTreeMap::new();
        for pair in table {
            match pair.0.get_ref().as_ref() {
                "id" => id = self.text(pair),
                "weighting" => weighting = self.word(pair, &Weighting::ALL),
                "own_figures" => own_figures = self.yes(pair),
                "title" => self.labels(pair, &mut title),
                _ => self.unknown(pair.0, &FAMILY),
            }
        }
        match (id, weighting, own_figures) {
            (Some(id), Some(weighting), Some(own_figures)) if !title.is_empty() => {
                Some(SignalFamily { id, title: Labels(title), weighting, own_figures })
            }
            _ => {
                self.incomplete(at, text!("the family"), &FAMILY, before);
                None
            }
        }
    }

    fn indicator(&mut self, table: &DeTable<'_>, at: &Range<usize>) -> Option<SignalIndicator> {
        let before = self.found();
        let (mut id, mut family, mut cutoffs, mut expected) = (None, None, None, None);
        let (mut spread, mut presence_only, mut coarse) = (None, Some(false), Some(MAX_POINTS));
        let (mut title, mut said) = (BTreeMap::new(), SaidBasis::default());
        let mut owner = Some(String::new());
        for pair in table {
            match pair.0.get_ref().as_ref() {
                "id" => id = self.known_indicator(pair),
                "family" => family = self.text(pair),
                "owner" => owner = self.text(pair),
                "cutoffs" => cutoffs = self.cutoffs(pair),
                "expected" => expected = self.probabilities(pair),
                "spread" => {
                    spread = number(pair.1.get_ref()).filter(|v| *v >= 0.0);
                    if spread.is_none() {
                        self.wrong_type(pair, text!("a number that is not negative"));
                    }
                }
                "presence_only" => presence_only = self.yes(pair),
                "coarse_points" => {
                    let given = number(pair.1.get_ref());
                    coarse = (0..=MAX_POINTS).find(|n| Some(f64::from(*n)) == given);
                    if coarse.is_none() {
                        self.wrong_type(pair, "0, 1, 2 or 3");
                    }
                }
                "title" => self.labels(pair, &mut title),
                _ if self.basis(pair, &mut said) => {}
                _ => self.unknown(pair.0, &INDICATOR),
            }
        }
        let basis = said.whole();
        let spoken = presence_only.zip(owner);
        match (id, family, cutoffs, expected, spread, spoken, coarse, basis) {
            (
                Some((id, unit)),
                Some(family),
                Some(cutoffs),
                Some(expected),
                Some(spread),
                Some((presence_only, owner)),
                Some(coarse_points),
                Some(basis),
            ) if !title.is_empty() => Some(SignalIndicator {
                id,
                family,
                title: Labels(title),
                unit,
                owner,
                cutoffs,
                spread,
                presence_only,
                coarse_points,
                expected,
                basis,
            }),
            _ => {
                self.incomplete(at, text!("the indicator"), &INDICATOR, before);
                None
            }
        }
    }

    /// Says that a table is not complete, where nothing worse was found in it.
    pub(crate) fn incomplete(
        &mut self,
        at: &Range<usize>,
        what: Text,
        keys: &[&str],
        before: usize,
    ) {
        if self.found() == before {
            let message = text!("{what} is not complete", what);
            self.problem(at, message, "", keys.join(", "), text!("add what is missing"));
        }
    }

    /// An indicator that can be gathered, with its unit.
    fn known_indicator(&mut self, pair: Pair<'_, '_>) -> Option<(String, String)> {
        let text = pair.1.get_ref().as_str().unwrap_or("");
        if let Some((id, unit)) = INDICATORS.iter().find(|(id, _)| *id == text) {
            return Some(((*id).to_owned(), (*unit).to_owned()));
        }
        let known: Vec<&str> = INDICATORS.iter().map(|(id, _)| *id).collect();
        let help = nearest(text, known.iter().copied())
            .map_or(text!("name one of these"), |near| text!("is `{near}` meant?", near));
        let message = text!("`{text}` is no indicator that can be gathered", text);
        self.problem(&pair.1.span(), message, text, known.join(", "), &help);
        None
    }

    fn cutoffs(&mut self, pair: Pair<'_, '_>) -> Option<[f64; MAX_POINTS as usize]> {
        let cutoffs = self.numbers(pair)?;
        let rises = cutoffs.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
        if !rises {
            let found = self.raw(&pair.1.span());
            let message = text!("cut-offs for 1, 2 and 3 points do not rise");
            let help = text!("put the lowest first; no two may be equal");
            self.problem(&pair.1.span(), message, &found, text!("three rising numbers"), help);
        }
        rises.then_some(cutoffs)
    }

    /// Probabilities of 0 to 3 points.
    fn probabilities(&mut self, pair: Pair<'_, '_>) -> Option<[f64; MAX_POINTS as usize + 1]> {
        let all: [f64; MAX_POINTS as usize + 1] = self.numbers(pair)?;
        let sum: f64 = all.iter().sum();
        let sound = all.iter().all(|p| (0.0..=1.0).contains(p)) && (sum - 1.0).abs() < ROUNDING;
        if !sound {
            let found = self.raw(&pair.1.span());
            let message = text!("probabilities of 0 to 3 points sum to {sum}, not to 1", sum);
            let allowed = text!("four numbers from 0 to 1 that sum to 1");
            self.problem(
                &pair.1.span(),
                message,
                &found,
                allowed,
                text!("divide each by their sum"),
            );
        }
        sound.then_some(all)
    }
}

/// Lays one over the known of the same kind, or adds it.
fn lay<T>(known: &mut Vec<T>, one: T, same: impl Fn(&T, &T) -> bool) {
    match known.iter_mut().find(|other| same(other, &one)) {
        Some(place) => *place = one,
        None => known.push(one),
    }
}

impl Parts {
    fn resolve(
        self,
        jurisdiction: &str,
        path: &Path,
        problems: &mut Vec<Diagnostic>,
    ) -> SignalBook {
        let shown = path.display().to_string();
        let mut missing = |message: Text, allowed: Text| {
            let span = Span::file(shown.clone());
            let problem = Diagnostic::error(SIGNAL.check, span, message).allowed(allowed);
            problems.push(problem.help(text!("add it, here or in what the file extends")));
        };
        for indicator in &self.indicators {
            if !self.families.iter().any(|family| family.id == indicator.family) {
                let known: Vec<&str> = self.families.iter().map(|f| f.id.as_str()).collect();
                let (id, family) = (&indicator.id, &indicator.family);
                missing(
                    text!("`{id}` is of family `{family}`, which is none", id, family),
                    known.join(", ").into(),
                );
            }
        }
        for family in &self.families {
            if !self.indicators.iter().any(|indicator| indicator.family == family.id) {
                missing(
                    text!("family `{family}` has no indicator", family = family.id),
                    text!("an indicator"),
                );
            }
        }
        for (_, spec) in SignalParameter::ALL {
            if !self.parameters.contains_key(spec.key) {
                missing(text!("there is no parameter `{key}`", key = spec.key), spec.about.into());
            }
        }
        let value = |key: &str| self.parameters.get(key).map(|p| p.parameter.value);
        let falling = [
            ("level.weight_1", "level.weight_2"),
            ("level.weight_2", "level.weight_3"),
            ("level.weight_3", "level.weight_4"),
            ("tier.possible_score", "tier.strong_score"),
            ("tier.consult_nominated_probability", "tier.consult_probability"),
            ("tier.consult_probability", "tier.recommend_probability"),
            ("tier.no_case_probability", "tier.watch_probability"),
            ("grade.b_families", "grade.a_families"),
        ];
        for (lower, upper) in falling {
            if let (Some(a), Some(b)) = (value(lower), value(upper))
                && a > b
            {
                missing(
                    text!("`{lower}` is {a} and `{upper}` {b}", lower, a, upper, b),
                    text!("the first no higher"),
                );
            }
        }
        for (what, there) in
            [("title", !self.title.is_empty()), ("citation", !self.citation.is_empty())]
        {
            if !there {
                missing(text!("there is no `{what}`", what), text!("a text"));
            }
        }
        SignalBook {
            id: format!("{jurisdiction}@signal"),
            title: Labels(self.title),
            citation: self.citation,
            families: self.families,
            indicators: self.indicators,
            parameters: self.parameters,
        }
    }
}

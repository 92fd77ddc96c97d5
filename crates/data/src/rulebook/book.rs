//! Rulebook files: TOML overlays, one for each dated version, errors located by line and column.

use crate::toml::reader::{
    BASES, FORMER_BASIS, File, FileKind, Pair, read_chain, stem, translation,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use suranys_core::aliases::{QUANTITIES, current};
use suranys_core::classification::Labels;
use suranys_core::diagnostic::nearest;
use suranys_core::provenance::Fingerprint;
use suranys_core::scenario::{Basis, ParameterSpec};
use suranys_core::shortage_list::{
    Dating, Kind, Quantity, Rule, RuleBook, RuleParameter, Source, Test, Version,
};
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, ToText, text};
use toml::de::DeTable;

/// What messages call a rulebook file.
const RULEBOOK: FileKind = FileKind { check: "rulebook", word: text!("rulebook") };
const TOP: [&str; 10] = [
    "extends",
    "dated",
    "dating",
    "basis",
    "citation",
    "list",
    "title",
    "unread",
    "rules",
    "parameters",
];
const RULE: [&str; 11] = [
    "id",
    "kind",
    "quantity",
    "one_of",
    "at_least",
    "at_most",
    "exceptions",
    "imputed",
    "basis",
    "citation",
    "statement",
];
const KINDS: [Kind; 3] = [Kind::Scope, Kind::Evidence, Kind::Procedure];
const DATINGS: [(Dating, &str); 3] =
    [(Dating::Day, "day"), (Dating::Month, "month"), (Dating::KnownBy, "known-by")];

/// A version asked for: `kz@2023-02-20`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRequest {
    /// Folder of the jurisdiction.
    pub jurisdiction: String,
    /// The day whose rules are asked for, ISO.
    pub day: String,
}

impl std::str::FromStr for RuleRequest {
    type Err = Text;

    fn from_str(text: &str) -> Result<RuleRequest, Text> {
        let plain = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_alphanumeric());
        match text.split_once('@') {
            Some((jurisdiction, day)) if plain(jurisdiction) && is_day(day) => {
                Ok(RuleRequest { jurisdiction: jurisdiction.to_owned(), day: day.to_owned() })
            }
            _ => Err(text!("write jurisdiction and day, for instance `xx@2023-02-20`")),
        }
    }
}

/// Whether a text is an ISO day that may exist.
#[must_use]
pub fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |part: &str, digits: usize, maximum: u32| {
        let digits = part.len() == digits && part.chars().all(|c| c.is_ascii_digit());
        digits && part.parse::<u32>().is_ok_and(|n| (1..=maximum).contains(&n))
    };
    number(year, 4, 9999) && number(month, 2, 12) && number(day, 2, 31)
}

/// Days on which a jurisdiction's rules change, earliest first; `folder` holds a folder for each
/// jurisdiction.
///
/// # Errors
/// When the folder can't be read.
pub fn rulebook_dates(folder: &Path, jurisdiction: &str) -> Result<Vec<String>, Vec<Diagnostic>> {
    let of = folder.join(jurisdiction);
    let failed = |why: Text| {
        let shown = of.display().to_string();
        let message = text!("the folder of rulebooks can't be read: {why}", why);
        vec![
            Diagnostic::error(RULEBOOK.check, Span::file(shown), message)
                .allowed(text!("a folder with a rulebook for each date"))
                .help(text!("name a jurisdiction that has one, or `--rulebooks FOLDER`")),
        ]
    };
    let entries = std::fs::read_dir(&of).map_err(|e| failed(e.to_text()))?;
    let files = entries.flatten().map(|e| e.path());
    let mut days: Vec<String> = files
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .map(|p| stem(&p))
        .filter(|name| is_day(name))
        .collect();
    days.sort();
    Ok(days)
}

/// Reads the version in force on the day asked for: the latest dated no later.
///
/// # Errors
/// All findings with their places; then there is no rulebook.
pub fn read_rulebook(
    folder: &Path,
    request: &RuleRequest,
) -> Result<(RuleBook, Vec<Fingerprint>), Vec<Diagnostic>> {
    let days = rulebook_dates(folder, &request.jurisdiction)?;
    let Some(day) = days.iter().rev().find(|day| **day <= request.day) else {
        let shown = folder.join(&request.jurisdiction).display().to_string();
        let message = text!("no rulebook is dated {day} or earlier", day = request.day);
        return Err(vec![
            Diagnostic::error(RULEBOOK.check, Span::file(shown), message)
                .found(request.day.as_str())
                .allowed(days.join(", "))
                .help(text!("ask for a later day")),
        ]);
    };
    let path = folder.join(&request.jurisdiction).join(format!("{day}.toml"));
    let (mut problems, mut overlay) = (Vec::new(), Overlay::default());
    let mut fingerprints = BTreeMap::new();
    read_chain(&path, None, &RULEBOOK, &mut fingerprints, &mut problems, &mut |file, table| {
        file.lay_book(table, &mut overlay)
    });
    let book = overlay.resolve(&request.jurisdiction, &path, &mut problems);
    match book {
        Some(book) if problems.is_empty() => Ok((book, fingerprints.into_values().collect())),
        _ => Err(problems),
    }
}

/// What files say, later ones laid over earlier ones; a version speaks for itself alone.
#[derive(Default)]
struct Overlay {
    version: Option<Version>,
    rules: Vec<(Rule, PathBuf)>,
    parameters: BTreeMap<String, RuleParameter>,
}

impl File<'_> {
    fn lay_book(&mut self, table: &DeTable<'_>, overlay: &mut Overlay) {
        let mut text: BTreeMap<&str, String> = BTreeMap::new();
        let (mut title, mut unread) = (BTreeMap::new(), BTreeMap::new());
        let (mut dating, mut basis) = (None, None);
        for pair in table {
            match pair.0.get_ref().as_ref() {
                "extends" => {}
                "dated" => match pair.1.get_ref().as_str().filter(|day| is_day(day)) {
                    Some(day) if day == stem(Path::new(self.path())) => {
                        text.insert("dated", day.to_owned());
                    }
                    _ => self.wrong_type(pair, text!("the ISO day that is the file's name")),
                },
                "dating" => dating = self.word(pair, &DATINGS),
                "basis" | FORMER_BASIS => basis = self.basis_word(pair),
                "citation" => text.extend(self.text(pair).map(|t| ("citation", t))),
                "list" => text.extend(self.text(pair).map(|t| ("list", t))),
                "title" => self.labels(pair, &mut title),
                "unread" => self.labels(pair, &mut unread),
                "rules" => self.rules(pair, &stated_in(table), overlay),
                "parameters" => self.rule_parameters(pair, overlay),
                _ => self.unknown(pair.0, &TOP),
            }
        }
        let languages = stated_in(table);
        let whole = |labels: &BTreeMap<String, String>| {
            !labels.is_empty() && languages.iter().all(|l| labels.contains_key(l))
        };
        let take = |key: &str| text.get(key).cloned();
        overlay.version = match (take("dated"), dating, basis, take("citation")) {
            (Some(dated), Some(dating), Some(basis), Some(citation))
                if whole(&title) && whole(&unread) =>
            {
                Some(Version {
                    dated,
                    dating,
                    basis,
                    citation,
                    title: Labels(title),
                    unread: Labels(unread),
                    list: take("list").unwrap_or_default(),
                })
            }
            _ => {
                self.problem(
                    &(0..0),
                    text!("the version does not say what it is"),
                    "",
                    text!(
                        "dated, dating, basis, citation, and title and unread in the same languages"
                    ),
                    text!("add what is missing"),
                );
                None
            }
        };
    }

    /// True or false.
    pub(crate) fn yes(&mut self, pair: Pair<'_, '_>) -> Option<bool> {
        let yes = pair.1.get_ref().as_bool();
        if yes.is_none() {
            self.wrong_type(pair, text!("true or false"));
        }
        yes
    }

    /// A text that says something.
    pub(crate) fn text(&mut self, pair: Pair<'_, '_>) -> Option<String> {
        let text = pair.1.get_ref().as_str().filter(|t| !t.trim().is_empty()).map(str::to_owned);
        if text.is_none() {
            self.wrong_type(pair, text!("a text"));
        }
        text
    }

    /// One of some words.
    pub(crate) fn word<T: Copy>(&mut self, pair: Pair<'_, '_>, known: &[(T, &str)]) -> Option<T> {
        let text = pair.1.get_ref().as_str();
        let found = known.iter().find(|(_, word)| Some(*word) == text).map(|(value, _)| *value);
        if found.is_none() {
            let words: Vec<&str> = known.iter().map(|(_, word)| *word).collect();
            self.wrong_type(pair, words.join(", "));
        }
        found
    }

    /// A table of parameters that are known by their keys; `is_whole` says which of them count.
    pub(crate) fn known_parameters(
        &mut self,
        pair: Pair<'_, '_>,
        known: &[ParameterSpec],
        is_whole: impl Fn(&ParameterSpec) -> bool,
    ) -> BTreeMap<String, RuleParameter> {
        let mut all = BTreeMap::new();
        let Some(table) = pair.1.get_ref().as_table() else {
            self.wrong_type(pair, text!("a table of parameters"));
            return all;
        };
        for one in table {
            let key = one.0.get_ref().as_ref();
            let Some(spec) = known.iter().find(|spec| spec.key == key) else {
                let keys: Vec<&str> = known.iter().map(|spec| spec.key).collect();
                self.unknown(one.0, &keys);
                continue;
            };
            let Some(parameter) = self.parameter(one, spec) else { continue };
            if is_whole(spec) && parameter.value.fract() != 0.0 {
                let message = text!("`{key}` counts {unit}", key, unit = spec.unit);
                let found = parameter.value.to_string();
                self.problem(
                    &one.0.span(),
                    message,
                    &found,
                    text!("a whole number"),
                    text!("correct the value"),
                );
            }
            all.insert(key.to_owned(), RuleParameter { parameter, unit: spec.unit.to_owned() });
        }
        all
    }

    fn basis_word(&mut self, pair: Pair<'_, '_>) -> Option<Basis> {
        let found = pair.1.get_ref().as_str().and_then(Basis::from_key);
        if found.is_none() {
            self.wrong_type(pair, BASES);
        }
        found
    }

    fn rules(&mut self, pair: Pair<'_, '_>, languages: &[String], overlay: &mut Overlay) {
        let Some(list) = pair.1.get_ref().as_array() else {
            return self.wrong_type(pair, text!("a list of rules: `[[rules]]`"));
        };
        let mut here: Vec<String> = Vec::new();
        for one in list {
            let Some(table) = one.get_ref().as_table() else {
                self.wrong_type(pair, text!("a list of rules: `[[rules]]`"));
                continue;
            };
            let Some(rule) = self.rule(table, &one.span(), languages) else { continue };
            if here.contains(&rule.id) {
                let message = text!("rule `{rule}` is given twice", rule = rule.id);
                self.problem(
                    &one.span(),
                    message,
                    &rule.id,
                    text!("one rule"),
                    text!("give one another id"),
                );
            }
            here.push(rule.id.clone());
            let path = PathBuf::from(self.path());
            match overlay.rules.iter_mut().find(|(known, _)| known.id == rule.id) {
                Some(known) => *known = (rule, path),
                None => overlay.rules.push((rule, path)),
            }
        }
    }

    fn rule(
        &mut self,
        table: &DeTable<'_>,
        at: &std::ops::Range<usize>,
        languages: &[String],
    ) -> Option<Rule> {
        let mut text: BTreeMap<&str, String> = BTreeMap::new();
        let (mut statement, mut citation_in) = (BTreeMap::new(), BTreeMap::new());
        let (mut kind, mut basis, mut quantity) = (None, None, None);
        let (mut exceptions, mut imputed) = (false, false);
        let mut tests: Vec<Test> = Vec::new();
        let mut flawed = false;
        for pair in table {
            match pair.0.get_ref().as_ref() {
                "id" => text.extend(self.text(pair).map(|t| ("id", t))),
                "citation" => text.extend(self.text(pair).map(|t| ("citation", t))),
                "kind" => kind = self.word(pair, &KINDS.map(|k| (k, k.key()))),
                "basis" | FORMER_BASIS => basis = self.basis_word(pair),
                "quantity" => quantity = self.quantity(pair),
                "statement" => self.labels(pair, &mut statement),
                "one_of" => match codes(pair) {
                    Some(codes) => tests.push(Test::OneOf(codes)),
                    None => self.wrong_type(pair, text!("a list of codes")),
                },
                "at_least" => tests.extend(self.text(pair).map(today).map(Test::AtLeast)),
                "at_most" => tests.extend(self.text(pair).map(today).map(Test::AtMost)),
                "exceptions" => exceptions = self.yes(pair).unwrap_or(exceptions),
                "imputed" => imputed = self.yes(pair).unwrap_or(imputed),
                key => match translation(key, "citation_") {
                    Some(language) => {
                        citation_in.extend(self.text(pair).map(|text| (language.to_owned(), text)));
                    }
                    None => {
                        self.unknown(pair.0, &RULE);
                        flawed = true;
                    }
                },
            }
        }
        let stated = languages.iter().all(|l| statement.contains_key(l));
        let test = if tests.len() == 1 { tests.pop() } else { None };
        let parts = (text.remove("id"), text.remove("citation"), kind, basis, quantity, test);
        let (Some(id), Some(citation), Some(kind), Some(basis), Some(quantity), Some(test)) = parts
        else {
            self.problem(
                at,
                text!("the rule is not complete"),
                "",
                text!(
                    "id, kind, quantity, one of one_of, at_least and at_most, basis, citation, \
                 statement"
                ),
                text!("add what is missing"),
            );
            return None;
        };
        if !stated {
            let message = text!("rule `{id}` is not stated in every language of the title", id);
            let allowed = text!("statement in {languages}", languages = languages.join(", "));
            self.problem(at, message, "", &allowed, text!("add the languages"));
        }
        if kind == Kind::Evidence && !Source::EVIDENCE.contains(&quantity.source()) {
            let message = text!("`{quantity}` is no evidence", quantity = quantity.key());
            let allowed = text!("a quantity of the forecast, the exchange or the permits");
            self.problem(
                at,
                message,
                quantity.key(),
                allowed,
                text!("make it another kind of rule"),
            );
        }
        let coded = quantity.unit() == Quantity::MajorGroup.unit();
        if coded != matches!(test, Test::OneOf(_)) {
            let message = text!("`{quantity}` can't be compared so", quantity = quantity.key());
            let allowed = if coded { "one_of" } else { "at_least, at_most" };
            self.problem(at, message, "", allowed, text!("compare it as its unit allows"));
        }
        (!flawed).then_some(Rule {
            id,
            kind,
            statement: Labels(statement),
            citation,
            citation_in: Labels(citation_in),
            basis,
            quantity,
            test,
            exceptions,
            imputed,
        })
    }

    fn quantity(&mut self, pair: Pair<'_, '_>) -> Option<Quantity> {
        let text = pair.1.get_ref().as_str().unwrap_or("");
        let found = Quantity::from_key(text);
        if found.is_none() {
            let known = Quantity::ALL.map(Quantity::key);
            let help = nearest(text, known)
                .map_or(text!("read one of these"), |near| text!("is `{near}` meant?", near));
            let message = text!("`{text}` is not a quantity that rules can read", text);
            self.problem(&pair.1.span(), message, text, known.join(", "), &help);
        }
        found
    }

    fn rule_parameters(&mut self, pair: Pair<'_, '_>, overlay: &mut Overlay) {
        let Some(table) = pair.1.get_ref().as_table() else {
            return self.wrong_type(pair, text!("a table of parameters"));
        };
        for one in table {
            let unit = one.1.get_ref().as_table().and_then(|parts| {
                parts.iter().find(|(key, _)| key.get_ref() == "unit").map(|(_, value)| value)
            });
            let spec = unit.and_then(|u| u.get_ref().as_str()).and_then(RuleParameter::spec);
            let Some(spec) = spec else {
                let at = unit.map_or(one.0.span(), |u| u.span());
                let found = self.raw(&at);
                let known: Vec<&str> = RuleParameter::UNITS
                    .iter()
                    .chain([&RuleParameter::PLACES])
                    .map(|(unit, ..)| *unit)
                    .collect();
                let message = text!("`{key}` has no known unit", key = one.0.get_ref());
                self.problem(&at, message, &found, known.join(", "), text!("name its unit"));
                continue;
            };
            if let Some(parameter) = self.parameter(one, &spec) {
                self.whole(one, &parameter.value, &spec);
                let unit = spec.unit.to_owned();
                let key = today(one.0.get_ref().to_string());
                overlay.parameters.insert(key, RuleParameter { parameter, unit });
            }
        }
    }

    fn whole(&mut self, pair: Pair<'_, '_>, value: &f64, spec: &ParameterSpec) {
        let counts = ["bodies", "kinds of bodies", "sources", "places"];
        if counts.contains(&spec.unit) && value.fract() != 0.0 {
            let message = text!("`{key}` counts {unit}", key = pair.0.get_ref(), unit = spec.unit);
            let found = value.to_string();
            self.problem(
                &pair.0.span(),
                message,
                &found,
                text!("a whole number"),
                text!("correct the value"),
            );
        }
    }
}

/// The key of a parameter, be it of today or of an earlier format.
fn today(key: String) -> String {
    current(&QUANTITIES, &key).to_owned()
}

/// Languages of a version's title, in which all it states must stand.
fn stated_in(table: &DeTable<'_>) -> Vec<String> {
    let title = table.iter().find(|(key, _)| key.get_ref() == "title");
    let texts = title.and_then(|(_, texts)| texts.get_ref().as_table());
    texts.into_iter().flat_map(|texts| texts.keys()).map(|key| key.get_ref().to_string()).collect()
}

fn codes(pair: Pair<'_, '_>) -> Option<Vec<String>> {
    let list = pair.1.get_ref().as_array()?;
    let codes: Option<Vec<String>> =
        list.iter().map(|code| code.get_ref().as_str().map(str::to_owned)).collect();
    codes.filter(|codes| !codes.is_empty())
}

impl Overlay {
    fn resolve(
        self,
        jurisdiction: &str,
        path: &Path,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<RuleBook> {
        let mut missing = |file: String, message: Text, allowed: Text| {
            problems.push(
                Diagnostic::error(RULEBOOK.check, Span::file(file), message)
                    .allowed(allowed)
                    .help(text!("add it, here or in what the rulebook extends")),
            );
        };
        for (rule, file) in &self.rules {
            let Some(key) = rule.test.parameter() else { continue };
            let file = file.display().to_string();
            let unit = rule.quantity.unit();
            match self.parameters.get(key) {
                None => missing(
                    file,
                    text!(
                        "rule `{rule}` compares with `{key}`, which is no parameter",
                        rule = rule.id,
                        key
                    ),
                    unit.into(),
                ),
                Some(p) if p.unit != unit => {
                    let message = text!(
                        "rule `{rule}` compares `{quantity}` in `{unit}` with `{parameter}` in `{other}`",
                        rule = rule.id,
                        quantity = rule.quantity.key(),
                        unit,
                        parameter = key,
                        other = p.unit
                    );
                    missing(file, message, unit.into());
                }
                Some(_) => {}
            }
        }
        let shown = path.display().to_string();
        let needed = [
            (RuleParameter::SOURCES_NEEDED.to_owned(), "sources"),
            (RuleParameter::TOP.to_owned(), RuleParameter::PLACES.0),
        ];
        let weights = Source::EVIDENCE.map(|s| (RuleParameter::weight_key(s), "weight"));
        for (key, unit) in needed.into_iter().chain(weights) {
            if self.parameters.get(&key).is_none_or(|p| p.unit != unit) {
                missing(
                    shown.clone(),
                    text!("there is no `{key}` in `{unit}`", key, unit),
                    unit.into(),
                );
            }
        }
        for kind in [Kind::Scope, Kind::Evidence] {
            if !self.rules.iter().any(|(rule, _)| rule.kind == kind) {
                missing(
                    shown.clone(),
                    text!("there is no rule of kind `{key}`", key = kind.key()),
                    text!("a rule"),
                );
            }
        }
        let version = self.version?;
        Some(RuleBook {
            id: format!("{jurisdiction}@{}", version.dated),
            version,
            rules: self.rules.into_iter().map(|(rule, _)| rule).collect(),
            parameters: self.parameters,
        })
    }
}

//! TOML files that extend each other, with every error located by line and column.

use crate::package::descriptor::is_language;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use suranys_core::classification::Labels;
use suranys_core::diagnostic::nearest;
use suranys_core::provenance::Fingerprint;
use suranys_core::scenario::{Basis, CitedBasis, Parameter, ParameterSpec};
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, ToText, text};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a parameter may say, translations of its source aside.
pub const PARAMETER: [&str; 6] = ["value", "low", "high", "unit", "basis", "source"];
/// What says by what authority a value stands, translations of the source aside.
pub const BASIS: [&str; 2] = ["basis", "source"];
/// What comes before the language in the key of a translated source.
pub const TRANSLATED: &str = "source_";
/// What a basis may be, for messages.
pub const BASES: Text = text!("act, draft or expert");
/// What a key of a language may be, for messages.
const LANGUAGE: Text = text!("the tag of a language, such as `en`");

/// A key with its value.
pub type Pair<'p, 'i> = (&'p Spanned<Cow<'i, str>>, &'p Spanned<DeValue<'i>>);

/// What messages call a kind of file.
#[derive(Debug, Clone)]
pub struct FileKind {
    /// Identifier of the check that finds its errors.
    pub check: &'static str,
    /// The word for one.
    pub word: Text,
}

/// A file being read, and where its problems go.
pub struct File<'a> {
    path: String,
    text: &'a str,
    kind: FileKind,
    problems: &'a mut Vec<Diagnostic>,
}

/// The file's name without its ending.
pub fn stem(path: &Path) -> String {
    path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Reads what a file extends, next to it or else in the folder `bases`, then the file, each handed to
/// `lay`. False when one of them can't be read at all.
pub fn read_chain(
    path: &Path,
    bases: Option<&Path>,
    kind: &FileKind,
    fingerprints: &mut BTreeMap<String, Fingerprint>,
    problems: &mut Vec<Diagnostic>,
    lay: &mut dyn FnMut(&mut File<'_>, &DeTable<'_>),
) -> bool {
    follow((path, None), bases, kind, &mut Vec::new(), fingerprints, problems, lay)
}

/// [`read_chain`] of a file with this text, be it at the path or not.
pub fn read_chain_of(
    (path, text): (&Path, &str),
    bases: Option<&Path>,
    kind: &FileKind,
    fingerprints: &mut BTreeMap<String, Fingerprint>,
    problems: &mut Vec<Diagnostic>,
    lay: &mut dyn FnMut(&mut File<'_>, &DeTable<'_>),
) -> bool {
    follow((path, Some(text)), bases, kind, &mut Vec::new(), fingerprints, problems, lay)
}

/// [`read_chain`] from a link on, those of `chain` being before it.
fn follow(
    (path, text): (&Path, Option<&str>),
    bases: Option<&Path>,
    kind: &FileKind,
    chain: &mut Vec<String>,
    fingerprints: &mut BTreeMap<String, Fingerprint>,
    problems: &mut Vec<Diagnostic>,
    lay: &mut dyn FnMut(&mut File<'_>, &DeTable<'_>),
) -> bool {
    let name = file_name(path);
    let shown = path.display().to_string();
    let bytes = match text {
        Some(text) => Ok(text.as_bytes().to_vec()),
        None => crate::ordinary::read(path),
    };
    let text = match bytes.map_err(|e| e.to_text()).and_then(|b| {
        fingerprints.insert(name.clone(), Fingerprint::of(name.as_str(), &b));
        String::from_utf8(b).map_err(|_| text!("it is not UTF-8"))
    }) {
        Ok(text) => text,
        Err(why) => {
            let help = text!("name an existing {word} file, written in UTF-8", word = kind.word);
            let message = text!("the file can't be read: {why}", why);
            let problem = Diagnostic::error(kind.check, Span::file(shown.as_str()), message);
            problems.push(problem.help(help));
            return false;
        }
    };
    let mut file = File { path: shown.clone(), text: &text, kind: kind.clone(), problems };
    let table = match DeTable::parse(&text) {
        Ok(table) => table,
        Err(error) => {
            let at = error.span().unwrap_or(0..0);
            let message = error.message().to_owned();
            file.problem(&at, message, "", "valid TOML", text!("correct the syntax"));
            return false;
        }
    };
    let table = table.get_ref();
    let mut whole = true;
    if let Some((_, base)) = table.iter().find(|(key, _)| key.get_ref() == "extends") {
        chain.push(stem(path));
        match base.get_ref().as_str() {
            Some(base_name) if chain.iter().any(|seen| seen == base_name) => {
                let circle = format!("{} → {base_name}", chain.join(" → "));
                file.problem(
                    &base.span(),
                    text!(
                        "{word}s extend each other in a circle: {circle}",
                        word = kind.word,
                        circle
                    ),
                    base_name,
                    text!("a {word} that does not lead back here", word = kind.word),
                    text!("let one of them extend nothing"),
                );
            }
            Some(base_name)
                if !base_name.is_empty()
                    && base_name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') =>
            {
                let base_name = format!("{base_name}.toml");
                let neighbour = path.with_file_name(&base_name);
                let base = match bases.map(|folder| folder.join(base_name)) {
                    Some(other) if !neighbour.is_file() && other.is_file() => other,
                    _ => neighbour,
                };
                whole = follow((&base, None), bases, kind, chain, fingerprints, file.problems, lay);
            }
            _ => file.problem(
                &base.span(),
                text!("`extends` names no {word}", word = kind.word),
                "",
                text!(
                    "the name of a {word} file beside this one, without `.toml`",
                    word = kind.word
                ),
                text!("write for instance `extends = \"baseline\"`"),
            ),
        }
    }
    lay(&mut File { path: shown, text: &text, kind: kind.clone(), problems }, table);
    whole
}

impl File<'_> {
    /// A problem at a place of the file.
    pub fn problem(
        &mut self,
        at: &Range<usize>,
        message: impl Into<Text>,
        found: impl Into<Text>,
        allowed: impl Into<Text>,
        help: impl Into<Text>,
    ) {
        let (row, column) = self.place(at);
        let mut d = Diagnostic::error(
            self.kind.check,
            Span::cell(self.path.as_str(), row, column.to_string()),
            message,
        )
        .allowed(allowed)
        .help(help);
        let found = found.into();
        if !found.is_empty() {
            d = d.found(found);
        }
        self.problems.push(d);
    }

    /// Line and column at which something begins, both counted from one.
    pub fn place(&self, at: &Range<usize>) -> (u64, usize) {
        let before = self.text.get(..at.start).unwrap_or("");
        let row = before.matches('\n').count() as u64 + 1;
        (row, before.rsplit('\n').next().unwrap_or("").chars().count() + 1)
    }

    /// Path of the file as shown in messages.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text of a value as it stands in the file.
    pub fn raw(&self, at: &Range<usize>) -> String {
        self.text.get(at.clone()).unwrap_or("").to_owned()
    }

    /// A key that may not stand here.
    pub fn unknown(&mut self, key: &Spanned<Cow<'_, str>>, allowed: &[&str]) {
        let name = key.get_ref().to_string();
        let help = nearest(&name, allowed.iter().copied())
            .map_or(text!("remove it"), |near| text!("is `{near}` meant?", near));
        self.problem(
            &key.span(),
            text!("`{name}` is not a key here", name),
            &name,
            allowed.join(", "),
            &help,
        );
    }

    /// A value that is not what it must be.
    pub fn wrong_type(&mut self, pair: Pair<'_, '_>, allowed: impl Into<Text>) {
        self.wrong(pair, allowed, text!("correct the value"));
    }

    fn wrong(&mut self, pair: Pair<'_, '_>, allowed: impl Into<Text>, help: impl Into<Text>) {
        let found = self.raw(&pair.1.span());
        let allowed = allowed.into();
        let message = text!("`{key}` must be {allowed}", key = pair.0.get_ref(), allowed);
        self.problem(&pair.1.span(), message, &found, allowed, help);
    }

    /// Texts by language.
    pub fn labels(&mut self, pair: Pair<'_, '_>, into: &mut BTreeMap<String, String>) {
        let Some(table) = pair.1.get_ref().as_table() else {
            return self.wrong_type(pair, text!("a table of languages"));
        };
        for label in table {
            match (is_language(label.0.get_ref()), label.1.get_ref().as_str()) {
                (false, _) => {
                    let name = label.0.get_ref().to_string();
                    let message = text!("`{name}` is no language", name);
                    self.problem(
                        &label.0.span(),
                        message,
                        &name,
                        LANGUAGE,
                        text!("correct the tag"),
                    );
                }
                (true, None) => self.wrong_type(label, text!("a text")),
                (true, Some(text)) => {
                    into.insert(label.0.get_ref().to_string(), text.to_owned());
                }
            }
        }
    }

    /// A parameter: its numbers within what `spec` allows, in its unit, with basis and source.
    pub fn parameter(&mut self, pair: Pair<'_, '_>, spec: &ParameterSpec) -> Option<Parameter> {
        let Some(table) = pair.1.get_ref().as_table() else {
            self.wrong_type(pair, text!("a table with value, unit, basis and source"));
            return None;
        };
        let before = self.problems.len();
        let mut numbers: BTreeMap<&str, f64> = BTreeMap::new();
        let (mut said, mut unit) = (SaidBasis::default(), false);
        for part in table {
            match part.0.get_ref().as_ref() {
                key @ ("value" | "low" | "high") => match number(part.1.get_ref()) {
                    Some(v) if v >= spec.minimum && v <= spec.maximum => {
                        let key = PARAMETER.into_iter().find(|k| *k == key).unwrap_or("value");
                        numbers.insert(key, v);
                    }
                    given => {
                        let allowed = text!(
                            "a number from {min} to {max} ({unit})",
                            min = spec.minimum,
                            max = spec.maximum,
                            unit = spec.unit
                        );
                        self.wrong(part, &allowed, slip(given, spec));
                    }
                },
                "unit" => {
                    unit = part.1.get_ref().as_str() == Some(spec.unit);
                    if !unit {
                        let said = part.1.get_ref().as_str().unwrap_or_default();
                        let help = match is_share(spec) && PER_CENT.contains(&said) {
                            true => {
                                text!(
                                    "divide value, low and high by 100 and write the unit of shares"
                                )
                            }
                            false => text!("give the numbers in this unit and name it"),
                        };
                        self.wrong(part, format!("`{}`", spec.unit), help);
                        unit = true;
                    }
                }
                _ if self.basis(part, &mut said) => {}
                _ => self.unknown(part.0, &PARAMETER),
            }
        }
        let (value, basis) = match (numbers.get("value"), said.whole(), unit) {
            (Some(value), Some(basis), true) => (*value, basis),
            _ => {
                if self.problems.len() == before {
                    self.problem(
                        &pair.0.span(),
                        text!(
                            "`{key}` must say value, unit, basis and source",
                            key = pair.0.get_ref()
                        ),
                        "",
                        PARAMETER.join(", "),
                        text!("add what is missing"),
                    );
                }
                return None;
            }
        };
        let (low, high) = (
            numbers.get("low").copied().unwrap_or(value),
            numbers.get("high").copied().unwrap_or(value),
        );
        if low > value || high < value {
            let found = text!("low {low}, value {value}, high {high}", low, value, high);
            self.problem(
                &pair.0.span(),
                text!("the range of `{key}` does not hold its value", key = pair.0.get_ref()),
                &found,
                text!("low ≤ value ≤ high"),
                text!("correct the range"),
            );
        }
        (self.problems.len() == before).then_some(Parameter {
            value,
            low,
            high,
            basis: basis.basis,
            source: basis.source,
            source_in: basis.source_in,
        })
    }

    /// How many problems were found so far.
    pub fn found(&self) -> usize {
        self.problems.len()
    }

    /// Reads a part that says by what authority something stands; whether it is one.
    pub fn basis(&mut self, part: Pair<'_, '_>, said: &mut SaidBasis) -> bool {
        let text = part.1.get_ref().as_str().filter(|text| !text.is_empty());
        match part.0.get_ref().as_ref() {
            "basis" | FORMER_BASIS => {
                said.basis = text.and_then(Basis::from_key);
                if said.basis.is_none() {
                    self.wrong_type(part, BASES);
                }
            }
            key => {
                let language = translation(key, TRANSLATED);
                match text {
                    _ if key != "source" && language.is_none() => return false,
                    None => self.wrong_type(part, text!("a citation or a reason")),
                    Some(text) => match language {
                        None => said.source = Some(text.to_owned()),
                        Some(language) => {
                            said.source_in.0.insert(language.to_owned(), text.to_owned());
                        }
                    },
                }
            }
        }
        true
    }

    /// That something does not say by what authority it stands, if it does not and nothing worse
    /// was found since there were `before` problems.
    pub fn based(
        &mut self,
        pair: Pair<'_, '_>,
        said: SaidBasis,
        before: usize,
    ) -> Option<CitedBasis> {
        let whole = said.whole();
        if whole.is_none() && self.problems.len() == before {
            self.problem(
                &pair.0.span(),
                text!("`{key}` must say its basis and source", key = pair.0.get_ref()),
                "",
                BASIS.join(", "),
                text!("add `basis` (act, draft or expert) and `source`, a citation or a reason"),
            );
        }
        whole
    }
}

/// The key of a basis in files written before it was called so.
pub const FORMER_BASIS: &str = "standing";

/// The language of a key such as `source_XX`, what comes before it being `prefix`.
pub fn translation<'k>(key: &'k str, prefix: &str) -> Option<&'k str> {
    key.strip_prefix(prefix).filter(|language| is_language(language))
}

/// What a table says of the authority of what stands in it.
#[derive(Debug, Default)]
pub struct SaidBasis {
    basis: Option<Basis>,
    source: Option<String>,
    source_in: Labels,
}

impl SaidBasis {
    /// The authority, where basis and source are both given.
    pub fn whole(self) -> Option<CitedBasis> {
        Some(CitedBasis { basis: self.basis?, source: self.source?, source_in: self.source_in })
    }
}

/// What people write for hundredths.
const PER_CENT: [&str; 4] = ["percent", "per cent", "%", "percentage points"];

fn is_share(spec: &ParameterSpec) -> bool {
    spec.unit.starts_with("share")
}

/// How to fix a number out of range; a share given in per cent is the usual slip.
fn slip(given: Option<f64>, spec: &ParameterSpec) -> Text {
    match given.map(|percent| (percent, percent / 100.0)) {
        Some((percent, share))
            if is_share(spec) && (spec.minimum..=spec.maximum).contains(&share) =>
        {
            text!("is it per cent? {percent} per cent is a share of {share}", percent, share)
        }
        _ => text!("correct the value"),
    }
}

/// A finite number.
pub fn number(value: &DeValue<'_>) -> Option<f64> {
    let text = match value {
        DeValue::Integer(v) => v.as_str().replace('_', ""),
        DeValue::Float(v) => v.as_str().replace('_', ""),
        _ => return None,
    };
    text.parse().ok().filter(|v: &f64| v.is_finite())
}

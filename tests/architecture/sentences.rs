//! The sentences of findings: which there are in the sources, which are translated, and which would
//! reach a reader without ever being translated.

use crate::tree::Tree;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use suranys_tests::project;

/// Languages that findings are printed in, besides English, which stands in the sources.
const LANGUAGES: [&str; 2] = ["ru", "kk"];
/// Words of findings that only a sentence may be given to.
const TAKERS: [&str; 2] = ["help", "allowed"];

/// What of a crate's sources is a sentence, and where a finding is given text that is none.
#[derive(Default)]
struct Said {
    sentences: BTreeSet<String>,
    untranslated: Vec<String>,
}

/// Members that are built where nothing else is asked for.
fn members() -> Vec<String> {
    let manifest: toml::Table = std::fs::read_to_string(project().join("Cargo.toml"))
        .expect("manifest is there")
        .parse()
        .expect("manifest is TOML");
    let members = manifest["workspace"]["default-members"].as_array().expect("a list");
    members.iter().filter_map(|one| one.as_str()).map(str::to_owned).collect()
}

/// All sentences of the default members and of the program's own files.
fn said() -> Said {
    let mut said = Said::default();
    for member in members().iter().filter(|one| one.starts_with("crates/")) {
        let tree = Tree::of_crate(&project().join(member)).expect("sources can be read");
        for (_, file) in tree.shipped() {
            let name = format!("{member}/src/{}", file.name);
            let source = std::fs::read_to_string(project().join(&name)).expect("source is there");
            read(source.parse().expect("Rust"), &name, &mut said);
        }
    }
    said.sentences.extend(of_files());
    said.sentences.retain(|sentence| has_words(sentence));
    said
}

/// Sentences in files of the program: which rows a table needs, and titles of layouts.
fn of_files() -> Vec<String> {
    let text = |path: &str| std::fs::read_to_string(project().join(path)).expect("file is there");
    let tables: Vec<serde_json::Value> =
        serde_json::from_str(&text("data/skeleton/tables.json")).expect("JSON");
    let rows = tables.iter().filter_map(|table| table["rows"].as_str()).map(str::to_owned);
    let layouts: toml::Table = text("data/layouts/layouts.toml").parse().expect("TOML");
    let lists = layouts.values().filter_map(toml::Value::as_array).flatten();
    let titles = lists.filter_map(|layout| layout.get("title")?.as_str()).map(str::to_owned);
    rows.chain(titles).collect()
}

/// Whether a sentence has anything to translate besides what fills its places.
fn has_words(sentence: &str) -> bool {
    let mut outside = true;
    sentence.chars().any(|letter| {
        outside = (outside || letter == '}') && letter != '{';
        outside && letter.is_alphabetic()
    })
}

/// The text of a literal, if it is one.
fn literal(token: Option<&TokenTree>) -> Option<String> {
    let Some(TokenTree::Literal(literal)) = token else { return None };
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| text.value())
}

fn read(tokens: TokenStream, file: &str, said: &mut Said) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut is_test = false;
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        if group.delimiter() == Delimiter::Bracket
            && group.stream().to_string().starts_with("cfg (test")
        {
            is_test = true;
        }
        // What follows the attribute, up to its braces, is there in tests only.
        if is_test {
            is_test = group.delimiter() != Delimiter::Brace;
            continue;
        }
        let before = |n: usize| at.checked_sub(n).and_then(|at| tokens.get(at));
        let is = |n: usize, word: &str| before(n).is_some_and(|token| token.to_string() == word);
        if is(1, "!") && is(2, "text") {
            said.sentences.extend(literal(group.stream().into_iter().next().as_ref()));
        }
        let called = TAKERS.iter().any(|name| is(1, name)) && is(2, ".");
        let made = is(2, ":") && is(4, "Diagnostic");
        if (called || made) && group.delimiter() == Delimiter::Parenthesis {
            said.untranslated.extend(last_argument(group).filter(|text| is_sentence(text)).map(
                |text| {
                    let line = group.span_open().start().line;
                    format!("{file}:{line}: {text:?} is no sentence that can be translated")
                },
            ));
        }
        read(group.stream(), file, said);
    }
}

/// The last argument of a call where it is a text written there: a literal, or what `format!` makes.
fn last_argument(group: &Group) -> Option<String> {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let comma =
        |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
    let tokens =
        if tokens.last().is_some_and(comma) { &tokens[..tokens.len() - 1] } else { &tokens[..] };
    let from = tokens.iter().rposition(comma).map_or(0, |at| at + 1);
    let last = &tokens[from..];
    match last {
        [TokenTree::Ident(name), _, TokenTree::Group(inside), ..] if *name == "format" => {
            literal(inside.stream().into_iter().next().as_ref())
        }
        [first, ..] => literal(Some(first)),
        [] => None,
    }
}

/// Whether a text is words for a reader, and not a code or a name.
fn is_sentence(text: &str) -> bool {
    let words = text.split_whitespace();
    words.filter(|word| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase())).count() > 1
}

/// The translations of a language.
fn translations(language: &str) -> BTreeMap<String, String> {
    let path = project().join(format!("data/labels/findings.{language}.toml"));
    let file: toml::Table =
        std::fs::read_to_string(&path).expect("file is there").parse().expect("TOML");
    let text = |value: toml::Value| value.as_str().expect("a text").to_owned();
    file.into_iter().map(|(sentence, value)| (sentence, text(value))).collect()
}

/// The places of a sentence, without those that only choose the form of a word.
fn places(sentence: &str) -> BTreeSet<&str> {
    let parts = sentence.split('{').skip(1).filter_map(|part| part.split_once('}'));
    parts.map(|(place, _)| place).filter(|place| !place.contains('|')).collect()
}

/// Numbers by which words of a translation are inflected.
fn inflected(sentence: &str) -> BTreeSet<&str> {
    let parts = sentence.split('{').skip(1).filter_map(|part| part.split_once('}'));
    parts.filter_map(|(place, _)| Some(place.split_once('|')?.0)).collect()
}

/// Every sentence has its words in every language, with its own places; none is translated that is not
/// said any more.
pub fn every_sentence_is_translated() {
    let sentences = said().sentences;
    let mut wrong = Vec::new();
    for language in LANGUAGES {
        let known = translations(language);
        for sentence in &sentences {
            let Some(words) = known.get(sentence) else {
                wrong.push(format!("findings.{language}.toml has no {sentence:?}"));
                continue;
            };
            let (own, given) = (places(words), places(sentence));
            if own != given || !inflected(words).is_subset(&given) {
                wrong.push(format!("{language}: {sentence:?} has {given:?}, not {own:?}"));
            }
            if words.ends_with('.') && !sentence.ends_with('.') || words.trim().is_empty() {
                wrong.push(format!("{language}: {words:?} is empty or ends with a full stop"));
            }
        }
        for sentence in known.keys().filter(|sentence| !sentences.contains(*sentence)) {
            wrong.push(format!("findings.{language}.toml: nobody says {sentence:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} in all:\n{}", wrong.len(), wrong.join("\n"));
    // Were the sources not read, nothing would be missing.
    assert!(sentences.len() > 1_000, "{} sentences", sentences.len());
}

/// What a finding is given in words is a sentence, made by `text!`.
pub fn no_finding_is_given_words_that_are_never_translated() {
    let untranslated = said().untranslated;
    assert!(untranslated.is_empty(), "{}", untranslated.join("\n"));
}

/// By hand: sentences are found wherever they stand, tests aside, and other text given to a finding is not
/// taken for one.
pub fn sentences_are_found_in_sources() {
    let source = r#"
        fn one() -> Vec<Diagnostic> {
            vec![Diagnostic::error("a", span, text!("`{a}` is wrong", a)).help(text!("mend it"))]
        }
        fn other(found: &str) {
            note(Diagnostic::note(CHECK, span, format!("it is {found}")).allowed("a text or two"));
            Diagnostic::error(CHECK, span, found).help("act").allowed(format!("{found}"));
        }
    "#;
    let mut said = Said::default();
    read(source.parse().expect("Rust"), "x.rs", &mut said);
    let found: Vec<&str> = said.sentences.iter().map(String::as_str).collect();
    assert_eq!(found, ["`{a}` is wrong", "mend it"]);
    let [first, second] = &said.untranslated[..] else { panic!("{:?}", said.untranslated) };
    assert!(
        first.contains("it is {found}") && second.contains("a text or two"),
        "{first} {second}"
    );
    assert!(has_words("{a} or {b}") && !has_words("`{path}`: {why}"));
    assert_eq!(places("{n} {n|one:a|other:b} {m}"), BTreeSet::from(["m", "n"]));
    assert_eq!(inflected("{n} {n|one:a|other:b} {m}"), BTreeSet::from(["n"]));
}

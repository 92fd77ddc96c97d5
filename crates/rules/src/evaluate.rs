//! One subject against one rulebook.

use crate::profile::SubjectProfile;
use crate::three_valued::{all_of, at_least};
use suranys_core::ObsStatus;
use suranys_core::run::Note;
use suranys_core::shortage_list::{
    Amount, Exception, Finding, Kind, Rule, RuleBook, RuleParameter, Source, Test, Trace, Verdict,
};

/// The verdict of a rulebook on a subject, with scope, evidence and procedure as its parts.
///
/// Evidence is met when enough of its sources are; a source is met when all its rules are.
#[must_use]
pub fn evaluate(book: &RuleBook, profile: &SubjectProfile) -> Trace {
    let of =
        |kind| -> Vec<Trace> { book.of(kind).map(|rule| apply(book, rule, profile)).collect() };
    let scope = all_of(Note::new("reason.scope", []), of(Kind::Scope));
    let mut parts = vec![scope, evidence(book, profile)];
    let procedure = of(Kind::Procedure);
    if !procedure.is_empty() {
        parts.push(all_of(Note::new("reason.procedure", []), procedure));
    }
    all_of(Note::new("reason.all", []), parts)
}

fn evidence(book: &RuleBook, profile: &SubjectProfile) -> Trace {
    let mut sources = Vec::new();
    for source in Source::EVIDENCE {
        let rules: Vec<Trace> = book
            .of(Kind::Evidence)
            .filter(|rule| rule.quantity.source() == source)
            .map(|rule| apply(book, rule, profile))
            .collect();
        if !rules.is_empty() {
            let reason = Note::new("reason.source", [("source", source.key().to_owned())]);
            sources.push(all_of(reason, rules));
        }
    }
    let needed = book.value(RuleParameter::SOURCES_NEEDED).unwrap_or(sources.len() as f64);
    let count = |verdict| sources.iter().filter(|s| s.verdict == verdict).count().to_string();
    let reason = Note::new(
        "reason.evidence",
        [
            ("met", count(Verdict::Meets)),
            ("open", count(Verdict::Undetermined)),
            ("of", sources.len().to_string()),
            ("needed", plain(needed)),
            ("standing", basis(book, RuleParameter::SOURCES_NEEDED)),
        ],
    );
    at_least(reason, needed as usize, sources)
}

/// One rule.
fn apply(book: &RuleBook, rule: &Rule, profile: &SubjectProfile) -> Trace {
    let quantity = rule.quantity.key().to_owned();
    let fact = match profile.findings.get(&rule.quantity) {
        Some(Finding::Known(fact)) => fact,
        Some(Finding::Missing(why)) => {
            return Trace::leaf(Verdict::Undetermined, &rule.id, why.clone());
        }
        None => {
            let why = Note::new("missing.not-looked-for", [("quantity", quantity)]);
            return Trace::leaf(Verdict::Undetermined, &rule.id, why);
        }
    };
    if fact.status.obs >= ObsStatus::Imputed && !rule.imputed {
        let why = Note::new("missing.imputed", [("quantity", quantity)]);
        return Trace {
            fact: Some(fact.clone()),
            ..Trace::leaf(Verdict::Undetermined, &rule.id, why)
        };
    }
    let (verdict, reason) = match (&rule.test, &fact.value) {
        (Test::OneOf(allowed), Amount::Code(code)) => one_of(book, rule, profile, code, allowed),
        (Test::AtLeast(key), Amount::Number(value)) => {
            compared(book, rule, (*value, &fact.unit), key, true)
        }
        (Test::AtMost(key), Amount::Number(value)) => {
            compared(book, rule, (*value, &fact.unit), key, false)
        }
        _ => {
            let why = Note::new("missing.not-comparable", [("quantity", quantity)]);
            (Verdict::Undetermined, why)
        }
    };
    Trace { fact: Some(fact.clone()), ..Trace::leaf(verdict, &rule.id, reason) }
}

fn one_of(
    book: &RuleBook,
    rule: &Rule,
    profile: &SubjectProfile,
    code: &str,
    allowed: &[String],
) -> (Verdict, Note) {
    let arguments = || [("code", code.to_owned()), ("allowed", allowed.join(", "))];
    if allowed.iter().any(|a| a == code) {
        return (Verdict::Meets, Note::new("reason.in-scope", arguments()));
    }
    match exception(book, profile).filter(|_| rule.exceptions) {
        Some(e) => {
            let arguments = [
                ("code", code.to_owned()),
                ("body", e.body.clone()),
                ("date", e.date.clone()),
                ("document", e.document.clone()),
                ("why", e.reason.clone()),
                ("file", e.cell.file.clone()),
                ("row", e.cell.row.to_string()),
            ];
            (Verdict::Meets, Note::new("reason.exception", arguments))
        }
        None => (Verdict::DoesNotMeet, Note::new("reason.out-of-scope", arguments())),
    }
}

/// The first exception on record by the date of the version.
fn exception<'d>(book: &RuleBook, profile: &'d SubjectProfile) -> Option<&'d Exception> {
    let known = profile.exceptions.iter().filter(|e| e.date <= book.version.dated);
    known.min_by(|a, b| (&a.date, &a.body, &a.cell).cmp(&(&b.date, &b.body, &b.cell)))
}

fn compared(
    book: &RuleBook,
    rule: &Rule,
    (value, unit): (f64, &str),
    key: &str,
    at_least: bool,
) -> (Verdict, Note) {
    let Some(threshold) = book.value(key).filter(|_| value.is_finite()) else {
        let why = [("quantity", rule.quantity.key().to_owned())];
        return (Verdict::Undetermined, Note::new("missing.not-comparable", why));
    };
    let met = if at_least { value >= threshold } else { value <= threshold };
    let key_of = match (at_least, met) {
        (true, true) => "reason.reaches",
        (true, false) => "reason.falls-short",
        (false, true) => "reason.keeps-within",
        (false, false) => "reason.exceeds",
    };
    let (value, limit) = apart(value, threshold);
    let arguments = [
        ("quantity", rule.quantity.key().to_owned()),
        ("value", value),
        ("threshold", limit),
        ("unit", unit.to_owned()),
        ("parameter", key.to_owned()),
        ("standing", basis(book, key)),
    ];
    let verdict = if met { Verdict::Meets } else { Verdict::DoesNotMeet };
    (verdict, Note::new(key_of, arguments))
}

fn basis(book: &RuleBook, key: &str) -> String {
    let parameter = book.parameters.get(key);
    parameter.map_or("", |p| p.parameter.basis.key()).to_owned()
}

/// A number in as few decimals as it needs, four at most.
pub fn plain(value: f64) -> String {
    decimals(value, 4)
}

fn decimals(value: f64, maximum: usize) -> String {
    let text = format!("{value:.maximum$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    };
    if text == "-0" { "0".to_owned() } else { text }
}

/// Two numbers in as many decimals as it takes to distinguish them, when they differ.
fn apart(a: f64, b: f64) -> (String, String) {
    (4..=17)
        .map(|maximum| (decimals(a, maximum), decimals(b, maximum)))
        .find(|(x, y)| x != y || a == b)
        .unwrap_or_else(|| (plain(a), plain(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values: by hand.
    #[test]
    fn numbers_are_short_but_told_apart() {
        assert_eq!(plain(0.5), "0.5");
        assert_eq!(plain(100.0), "100");
        assert_eq!(plain(-0.000_01), "0");
        assert_eq!(apart(0.499_99, 0.5), ("0.49999".to_owned(), "0.5".to_owned()));
        assert_eq!(apart(0.5, 0.5), ("0.5".to_owned(), "0.5".to_owned()));
    }
}

//! Rulebooks at every date of change, the table of cases, and the list end to end.

use serde_yaml::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use suranys_core::classification::Labels;
use suranys_core::shortage_list::{
    Amount, Cited, Exception, Fact, Finding, Quantity, RuleBook, Subject, Trace, Verdict,
};
use suranys_core::{ObsStatus, Status};
use suranys_data::{RuleRequest, read_rulebook, rulebook_dates};
use suranys_rules::{SubjectProfile, assess, book_changes, evaluate};
use suranys_tests::project;

fn folder() -> PathBuf {
    project().join("data/rules")
}

fn dates() -> Vec<String> {
    rulebook_dates(&folder(), "kz").expect("the folder of rulebooks can be read")
}

fn book(day: &str) -> RuleBook {
    let request: RuleRequest = format!("kz@{day}").parse().expect("a request");
    read_rulebook(&folder(), &request).expect("no findings").0
}

/// The ISO day before; only for the days rulebooks are dated on, none of which is a leap day.
fn day_before(day: &str) -> String {
    let parts: Vec<u32> = day.split('-').map(|p| p.parse().expect("digits")).collect();
    let (y, m, d) = (parts[0], parts[1], parts[2]);
    match (m, d) {
        (1, 1) => format!("{:04}-12-31", y - 1),
        (m, 1) => format!("{y:04}-{:02}-28", m - 1),
        (m, d) => format!("{y:04}-{m:02}-{:02}", d - 1),
    }
}

#[test]
fn every_change_date_is_walked() {
    let days = dates();
    let acts = ["2023-01-01", "2023-02-20", "2024-12-01"];
    assert!(acts.iter().all(|day| days.iter().any(|known| known == day)), "{days:?}");
    for (n, day) in days.iter().enumerate() {
        let now = book(day);
        assert_eq!(now.id, format!("kz@{day}"));
        assert_eq!(now.version.dated, *day);
        for rule in &now.rules {
            assert!(!rule.citation.is_empty() && rule.statement.0.len() == 3, "{}", rule.id);
        }
        for (key, p) in &now.parameters {
            assert!(!p.parameter.source.is_empty(), "{key}");
            assert!(p.parameter.low <= p.parameter.value && p.parameter.value <= p.parameter.high);
        }
        let request: RuleRequest = format!("kz@{}", day_before(day)).parse().expect("a request");
        match (n, read_rulebook(&folder(), &request)) {
            (0, Err(found)) => assert!(found[0].message.contains("earlier"), "{found:?}"),
            (n, Ok((before, _))) => {
                assert_eq!(before.version.dated, days[n - 1]);
                assert!(!book_changes(&before, &now).is_empty(), "{day} changes nothing");
            }
            (_, Err(found)) => panic!("{found:?}"),
        }
    }
    assert_eq!(book("2030-01-01").version.dated, *days.last().expect("a last"));
}

/// No threshold was found in the acts, and none may pass as if it were.
#[test]
fn no_threshold_of_evidence_claims_to_come_from_an_act() {
    for day in dates() {
        let book = book(&day);
        for rule in book.rules.iter().filter(|r| r.id.starts_with("evidence.")) {
            let key = rule.test.parameter().expect("evidence compares with a parameter");
            let parameter = &book.parameters[key].parameter;
            assert_eq!(parameter.basis, suranys_core::Basis::Expert, "{key}");
            assert!(parameter.source.contains("No threshold was found in the acts"), "{key}");
        }
    }
}

fn verdict(text: &str) -> Verdict {
    [Verdict::Meets, Verdict::DoesNotMeet, Verdict::Undetermined]
        .into_iter()
        .find(|v| v.key() == text)
        .unwrap_or_else(|| panic!("`{text}` is no verdict"))
}

fn cell(file: &str) -> Cited {
    Cited { file: file.to_owned(), row: 2, column: "value".to_owned(), text: String::new() }
}

fn profile(case: &Value, file: &str) -> SubjectProfile {
    let mut findings = BTreeMap::new();
    for (key, value) in case["provided"].as_mapping().expect("figures") {
        let key = key.as_str().expect("a key");
        let quantity = Quantity::from_key(key).unwrap_or_else(|| panic!("{file}: {key}"));
        let value = match value.as_str() {
            Some(code) => Amount::Code(code.to_owned()),
            None => Amount::Number(value.as_f64().expect("a number")),
        };
        let fact = Fact {
            quantity: key.to_owned(),
            value,
            unit: quantity.unit().to_owned(),
            about: "case".to_owned(),
            period: "2025".to_owned(),
            status: Status { obs: ObsStatus::Normal, synthetic: true },
            cells: vec![cell(file).into()],
        };
        findings.insert(quantity, Finding::Known(fact));
    }
    let record = &case["assumed"]["exception"];
    let text = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
    let exceptions = record
        .as_mapping()
        .map(|_| Exception {
            subject: "case".to_owned(),
            body: text("body"),
            date: text("date"),
            document: text("document"),
            reason: text("reason"),
            synthetic: true,
            cell: cell(file),
        })
        .into_iter()
        .collect();
    let subject = Subject {
        id: "case".to_owned(),
        labels: Labels::default(),
        occupation: "case".to_owned(),
        alternative: String::new(),
        level: 4,
        profession: false,
        sectors: Vec::new(),
        lists: Vec::new(),
    };
    SubjectProfile { subject, findings, context: Vec::new(), exceptions, synthetic: true }
}

fn rule<'t>(trace: &'t Trace, id: &str) -> &'t Trace {
    trace.all().into_iter().find(|t| t.rule == id).unwrap_or_else(|| panic!("no rule {id}"))
}

#[test]
fn the_table_of_cases_holds_with_reasons() {
    let mut shown: BTreeMap<String, BTreeSet<Verdict>> = BTreeMap::new();
    let folder = project().join("tests/cases/rules");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("cases are there")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    for path in files {
        let file = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("cases can be read");
        let cases: Vec<Value> = serde_yaml::from_str(&text).expect("valid YAML");
        for case in &cases {
            let sentence = case["sentence"].as_str().expect("a sentence");
            assert!(case["source"].as_str().is_some_and(|s| !s.is_empty()), "{sentence}: source");
            let book = book(case["date"].as_str().expect("a date"));
            let profile = profile(case, &file);
            let trace = evaluate(&book, &profile);
            let expected = &case["expected"];
            let whole = verdict(expected["verdict"].as_str().expect("a verdict"));
            assert_eq!(trace.verdict, whole, "{sentence}");
            if let Some(supported) = expected["supported"].as_str() {
                let assessed = assess(&book, profile.clone());
                assert_eq!(assessed.supported, verdict(supported), "{sentence}");
                assert!(assessed.synthetic, "{sentence}: made up and not marked");
            }
            let rules = expected["rules"].as_mapping().expect("rules");
            for (id, expected) in rules {
                let found = rule(&trace, id.as_str().expect("an id"));
                let verdict = verdict(expected["verdict"].as_str().expect("a verdict"));
                assert_eq!(found.verdict, verdict, "{sentence}: {}", found.rule);
                assert_eq!(
                    Some(found.reason.key.as_str()),
                    expected["reason"].as_str(),
                    "{sentence}"
                );
                for (name, said) in expected["says"].as_mapping().into_iter().flatten() {
                    let name = name.as_str().expect("a name");
                    let argument = found.reason.arguments.get(name).map(String::as_str);
                    assert_eq!(argument, said.as_str(), "{sentence}: {} {name}", found.rule);
                }
                if let Some(fact) = &found.fact {
                    assert_eq!(fact.cells, [cell(&file).into()], "{sentence}");
                }
                shown.entry(found.rule.clone()).or_default().insert(found.verdict);
            }
        }
    }
    for day in dates() {
        for rule in &book(&day).rules {
            let verdicts = shown.get(&rule.id).map_or(0, BTreeSet::len);
            assert_eq!(verdicts, 3, "{} has no case that meets, misses and is open", rule.id);
        }
    }
}

/// A rulebook of the draft with one thing changed.
fn broken(change: (&str, &str)) -> Vec<String> {
    let folder = tempfile::tempdir().expect("temporary folder");
    let text = std::fs::read_to_string(project().join("data/rules/kz/2023-01-01.toml"))
        .expect("rulebook can be read");
    assert!(text.contains(change.0), "{}", change.0);
    std::fs::create_dir(folder.path().join("kz")).expect("folder");
    let path = folder.path().join("kz/2023-01-01.toml");
    std::fs::write(path, text.replacen(change.0, change.1, 1)).expect("written");
    let request: RuleRequest = "kz@2023-01-01".parse().expect("a request");
    let found = read_rulebook(folder.path(), &request).expect_err("findings");
    found
        .into_iter()
        .map(|d| {
            assert!(d.span.file.ends_with("2023-01-01.toml"), "{d:?}");
            assert!(d.allowed.is_some() && d.help.is_some(), "{d:?}");
            format!(
                "{}:{} {}",
                d.span.row.unwrap_or(0),
                d.span.column.unwrap_or_default(),
                d.message
            )
        })
        .collect()
}

#[test]
fn a_broken_rulebook_is_refused_with_the_place() {
    let quantity = "quantity = \"exchange.vacancies_per_resume\"";
    for (change, word) in [
        ((quantity, "quantity = \"exchange.vacancies_per_resumes\""), "not a quantity"),
        ((quantity, "quantity = \"exchange.vacancy_duration\""), "compares"),
        (("unit = \"vacancies per CV\"", "unit = \"vacancies\""), "no known unit"),
        (("value = 0.5\nlow", "value = 1.5\nlow"), "must be a number"),
        (
            (
                "basis = \"draft\"\ncitation = \"Draft rules",
                "basis = \"law\"\ncitation = \"Draft rules",
            ),
            "basis",
        ),
        (("id = \"evidence.permits\"", "id = \"evidence.exchange-ratio\""), "given twice"),
        (("kk = \"Тізбеге", "uz = \"Тізбеге"), "not stated in every language"),
        (("at_least = \"permits.per_thousand_min\"", "at_least = \"permits.min\""), "no parameter"),
        (("value = 2\nlow = 1", "value = 1.5\nlow = 1"), "counts sources"),
        (("dated = \"2023-01-01\"", "dated = \"2023-01-02\""), "dated"),
        (
            (
                "kind = \"procedure\"\nquantity = \"consultation.kinds",
                "kind = \"evidence\"\nquantity = \"consultation.kinds",
            ),
            "is no evidence",
        ),
        (("exceptions = false", "exceptions = \"no\""), "true or false"),
        (("one_of = [\"nkz:2\"]", "at_least = \"ranking.top\""), "can't be compared so"),
    ] {
        let found = broken(change);
        assert!(found.iter().any(|f| f.contains(word)), "{change:?}: {found:?}");
    }
    let two = broken(("quantity = \"forecast.shortage_share\"", "quantity = \"x\"\nfoo = 1"));
    assert!(two.len() >= 2, "many at once: {two:?}");
}

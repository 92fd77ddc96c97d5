//! What a ministry holds suffices: with vacancies, CVs and permits by unit group and positions of those
//! who must agree, and no employment by unit group, a unit group can be decided.

use serde_json::Value;
use std::path::Path;
use suranys_tests::{declare, light_data, suranys, text};

fn ran(folder: &Path, arguments: &[&str]) -> String {
    let output = suranys!(folder, arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// Puts rows below the header of a table of the package.
fn add_rows(package: &Path, file: &str, rows: &[String]) {
    let text = std::fs::read_to_string(package.join(file)).expect("the table is there");
    let (header, before) = text.split_once('\n').expect("a header");
    let mut lines: Vec<&str> = rows.iter().map(String::as_str).chain(before.lines()).collect();
    lines.sort_unstable();
    let text = format!("{header}\n{}\n", lines.join("\n"));
    std::fs::write(package.join(file), text).expect("written");
    declare(package, file).expect("declared");
}

/// The leaf of a verdict's trace that a rule gave.
fn of_rule<'t>(trace: &'t Value, rule: &str) -> Option<&'t Value> {
    if trace["rule"] == rule {
        return Some(trace);
    }
    trace["parts"].as_array()?.iter().find_map(|part| of_rule(part, rule))
}

/// Two of three sources decide, as the rulebook asks: specialist doctors have more vacancies than CVs
/// (9 and 3 thousand in 2025) and 250 permits on some 80 thousand employed; university teachers
/// neither (1 and 5 thousand; 5 permits on 36 thousand). All must agree. The employed of both are
/// imputed, of a grade that allows a number, and the verdict says so.
#[test]
fn records_of_the_exchange_and_of_permits_decide_without_employment_by_unit_group() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = light_data(&folder.path().join("data")).expect("data can be copied");
    let (doctors, teachers) = ("isco08:2212", "isco08:2310");
    let source = "mlspp-exchange-2024-09";
    let mut exchange = Vec::new();
    let mut permits = Vec::new();
    let mut positions = Vec::new();
    for (occupation, vacancies, resumes, counts) in
        [(doctors, 9, 3, [10, 40, 200]), (teachers, 1, 5, [0, 0, 5])]
    {
        for (measure, value) in [("vacancies", vacancies), ("resumes", resumes)] {
            exchange
                .push(format!("2025,annual_flow,KZ,{occupation},{measure},{value},A,,{source},"));
        }
        for (category, value) in ["cat1", "cat2", "cat3"].iter().zip(counts) {
            permits.push(format!("2025-11-01,{category},{occupation},{value},A,,{source},"));
        }
        for body in ["moh", "akimat-astana", "atameken"] {
            positions.push(format!("{occupation},{body},agree,2025-12-01,letter,,{source}"));
        }
    }
    add_rows(&package, "tables/exchange_by_occupation.csv", &exchange);
    add_rows(&package, "tables/foreign_labour_permits_by_occupation.csv", &permits);
    add_rows(&package, "lists/consultation.csv", &positions);

    let scenario = ["run", "--scenario", "data/scenarios/baseline.toml"];
    let run = ran(folder.path(), &scenario);
    let list = ran(
        folder.path(),
        &["recommend", run.trim(), "--rules", "kz@2025-12-31", "--format", "json"],
    );
    let list: Value = serde_json::from_str(&list).expect("JSON");
    let assessed = |id: &str| {
        let all = list["list"].as_array().expect("a list");
        all.iter().find(|one| one["id"] == id).expect("is assessed").clone()
    };
    assert_eq!(assessed(doctors)["supported"], "meets");
    assert_eq!(assessed(teachers)["supported"], "does-not-meet");
    assert_eq!(assessed(teachers)["verdict"], "does-not-meet");
    for (occupation, verdict) in [(doctors, "meets"), (teachers, "does-not-meet")] {
        let one = assessed(occupation);
        let permits = of_rule(&one["trace"], "evidence.permits").expect("the rule was applied");
        assert_eq!(permits["verdict"], verdict, "{occupation}");
        assert_eq!(permits["fact"]["status"], "I", "the denominator is imputed: {occupation}");
        let cells = permits["fact"]["cells"].as_str().expect("cells");
        assert!(cells.contains(occupation), "the figure of the run is cited: {cells}");
    }
    // Nothing of the exchange rests on what is imputed.
    let exchange = of_rule(&assessed(doctors)["trace"], "evidence.exchange-ratio").cloned();
    assert_eq!(exchange.expect("was applied")["fact"]["status"], "A");

    // A book that does not take imputed figures can't decide on them.
    let book = folder.path().join("data/rules/kz/2023-01-01.toml");
    let text = std::fs::read_to_string(&book).expect("the rulebook is there");
    std::fs::write(&book, text.replace("imputed = true\n", "")).expect("written");
    let list = ran(
        folder.path(),
        &["recommend", run.trim(), "--rules", "kz@2023-02-20", "--format", "json"],
    );
    let list: Value = serde_json::from_str(&list).expect("JSON");
    let all = list["list"].as_array().expect("a list");
    let doctor = all.iter().find(|one| one["id"] == doctors).expect("is assessed");
    let permits = of_rule(&doctor["trace"], "evidence.permits").expect("the rule was applied");
    assert_eq!(permits["verdict"], "undetermined");
    assert_eq!(permits["reason"]["key"], "missing.imputed");
}

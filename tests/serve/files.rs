//! Scenarios as files, tables that are brought, forms, and findings at their row.

use crate::serve::client::Server;
use serde_json::{Value, json};
use std::fs;
use suranys_server::Limits;
use suranys_tests::{declare, light_data, suranys, text};

/// What an author wrote stays: comments, other keys, their order. Expected: the lines of the file but those
/// that were changed.
#[test]
fn a_saved_scenario_keeps_what_its_author_wrote() {
    let server = Server::light();
    let path = server.root.join("data/scenarios/optimistic.toml");
    let before = format!("# A note of its author.\n{}", fs::read_to_string(&path).expect("read"));
    fs::write(&path, &before).expect("written");
    let file = server.get("/packages/kz/scenarios/optimistic/file");
    assert_eq!(String::from_utf8_lossy(&file.body), before);
    let tag = file.header("etag").expect("a tag").to_owned();
    let edit = json!({
        "parameters": { "demand.gdp_growth_gap": { "value": 2.0, "source": "Another forecast" } },
        "pension_age": { "F": { "years": { "2027": 62.0, "2028": 62.5 }, "source": "A draft" } },
    });
    let body = json!({ "base": "optimistic", "edit": edit });
    let put = |headers: &[(&str, &str)]| {
        server.send("PUT", "/packages/kz/scenarios/optimistic", headers, &body)
    };
    assert_eq!(put(&[]).status, 412, "a file that is there is not written over unseen");
    assert_eq!(put(&[("If-Match", "\"other\"")]).status, 412);
    let saved = put(&[("If-Match", &tag)]);
    assert_eq!(saved.status, 200, "{}", String::from_utf8_lossy(&saved.body));
    let after = fs::read_to_string(&path).expect("read");
    assert_eq!(saved.json()["text"], json!(after));
    for line in
        before.lines().filter(|line| !line.starts_with("value =") && !line.starts_with("source"))
    {
        assert!(after.contains(line), "`{line}` is gone from\n{after}");
    }
    assert!(after.contains("value = 2.0") && after.contains("[pension_age.F]"), "{after}");
    assert!(!after.contains("source_ru"), "a translation of another source is none");
    let shown = suranys!(
        &server.root,
        &["scenario", "show", "data/scenarios/optimistic.toml", "--format", "json"]
    );
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    assert!(text(&shown.stdout).contains("Another forecast"));
    // What can't be is told at its line, and nothing is written.
    let wrong = json!({ "base": "baseline", "edit": {
        "parameters": { "supply.higher_entry_rate": { "value": 7.0, "source": "x" },
                        "supply.nothing": { "value": 1.0, "source": "x" } } } });
    let refused = server.send("PUT", "/packages/kz/scenarios/wrong", &[], &wrong);
    assert_eq!(refused.status, 422);
    let findings = refused.json()["findings"].as_array().expect("findings").clone();
    assert_eq!(findings.len(), 2, "{findings:?}");
    assert_eq!(findings[0]["place"]["file"], json!("data/scenarios/wrong.toml"));
    assert!(findings.iter().all(|one| one["place"]["row"].is_u64() && one["help"].is_string()));
    assert!(!server.root.join("data/scenarios/wrong.toml").exists());
}

/// A value of a parameter takes its range with it, as far as it can be. Expected: by hand.
#[test]
fn a_range_goes_with_its_value() {
    let server = Server::light();
    let file = |value: Value| {
        let edit = json!({ "parameters": { "supply.higher_entry_rate": value } });
        let body = json!({ "base": "baseline", "edit": edit });
        let reply = server.send("POST", "/packages/kz/scenarios/mine/file", &[], &body);
        String::from_utf8(reply.body).expect("text")
    };
    // 0.75 (0.6 to 0.9) moved to 0.8.
    let moved = file(json!({ "value": 0.8, "source": "x" }));
    assert!(moved.contains("value = 0.8\nlow = 0.65\nhigh = 0.95\n"), "{moved}");
    // No more than all can enter work.
    let most = file(json!({ "value": 0.95, "source": "x" }));
    assert!(most.contains("low = 0.8\nhigh = 1.0\n"), "{most}");
    let own = file(json!({ "value": 0.8, "low": 0.7, "high": 0.8, "source": "x" }));
    assert!(own.contains("low = 0.7\nhigh = 0.8\n"), "{own}");
}

/// A table with a fault is answered at its row and column, as the command line does; one without, with what
/// it would change. Nothing is written. Expected: the row that was spoilt.
#[test]
fn a_table_that_is_brought_has_its_findings() {
    let server = Server::light();
    let table = server.root.join("data/kz/tables/unfilled_posts.csv");
    let whole = fs::read_to_string(&table).expect("read");
    let mut lines: Vec<String> = whole.lines().map(str::to_owned).collect();
    let column = lines[0].split(',').position(|name| name == "value").expect("a column");
    let spoilt = |line: &str, by: &str| {
        let mut cells: Vec<&str> = line.split(',').collect();
        cells[column] = by;
        cells.join(",")
    };
    let ask = |name: &str, text: &str| {
        let path = format!("/api/v1/packages/kz/evidence?table=unfilled_posts&name={name}");
        server.ask("POST", &path, &[("Content-Type", "application/octet-stream")], text.as_bytes())
    };
    let sound = ask("own.csv", &whole);
    assert_eq!((sound.status, &sound.json()["count"]), (200, &json!(0)));
    lines[3] = spoilt(&lines[3], "many");
    let faulty = ask("..%2F..%2Ffaulty.csv", &lines.join("\n"));
    assert_eq!(faulty.status, 422);
    let findings = faulty.json()["findings"].clone();
    assert_eq!(findings[0]["place"]["file"], json!("faulty.csv"));
    assert_eq!(findings[0]["place"]["row"], json!(4), "{findings}");
    assert_eq!(findings[0]["found"], json!("many"));
    assert_eq!(ask("none.xlsx", "PK\u{3}\u{4}").status, 422);
    assert_eq!(ask("", "a").status, 400);
    assert_eq!(fs::read_to_string(&table).expect("read"), whole);
}

/// The findings of a package stand at their row, with the rows around it; the package is opened anew when its
/// files change.
#[test]
fn findings_stand_at_their_row() {
    let limits = Limits { look: std::time::Duration::from_millis(50), ..Limits::default() };
    let server = Server::with(limits, |root| {
        light_data(&root.join("data")).expect("copied");
    });
    let clean = server.get("/packages/kz/findings").json();
    assert_eq!(clean["ready"], json!(true));
    assert_eq!(server.get("/packages/kz").status, 200);
    let path = "tables/employment_by_region.csv";
    let file = server.root.join("data/kz").join(path);
    let text = fs::read_to_string(&file).expect("read");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let column = lines[0].split(',').position(|name| name == "value").expect("a column");
    let mut cells: Vec<String> = lines[4].split(',').map(str::to_owned).collect();
    cells[column] = "<b>none</b>".to_owned();
    lines[4] = cells.join(",");
    fs::write(&file, lines.join("\n") + "\n").expect("written");
    declare(&server.root.join("data/kz"), path).expect("declared");
    let found = server.get("/packages/kz/findings").json();
    assert_eq!(found["ready"], json!(false));
    let one = found["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|one| one["place"]["row"] == json!(5));
    let one = one.unwrap_or_else(|| panic!("{found}"));
    assert_eq!(one["place"]["file"], json!(path));
    assert_eq!(one["place"]["column"], json!("value"));
    let rows = one["rows"]["rows"].as_array().expect("rows");
    assert!(
        rows.iter()
            .any(|row| row["line"] == json!(5) && row["cells"][column] == json!("<b>none</b>"))
    );
    // What was opened before the change is let go of.
    let refused = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        server.get("/packages/kz").status == 422
    });
    assert!(refused, "a package that has findings by now is still open");
}

/// A form filled in on the page is one that `suranys consult read` takes.
#[test]
fn a_form_filled_in_is_read_by_the_command_line() {
    let server = Server::light();
    let bodies = server.get("/packages/kz/panel/2026").json();
    let body = bodies[0]["id"].as_str().expect("a body").to_owned();
    let form = server.get(&format!("/packages/kz/panel/2026/{body}?lang=ru")).json();
    let row = form["rows"][0]["id"].as_str().expect("a row").to_owned();
    let question = form["questions"][0]["id"].as_str().expect("a question").to_owned();
    let code = form["questions"][0]["answers"][0]["code"].as_str().expect("a code").to_owned();
    let fill = |rows: Value| {
        let path = format!("/packages/kz/panel/2026/{body}");
        server.send("POST", &path, &[], &json!({ "date": "2026-05-04", "rows": rows }))
    };
    let wrong = fill(json!({ &row: { "answers": { &question: "99" } } }));
    assert_eq!(wrong.status, 422, "{}", String::from_utf8_lossy(&wrong.body));
    assert!(wrong.json()["findings"][0]["place"]["row"].is_u64());
    assert_eq!(fill(json!({ "kz:nothing": {} })).status, 422);
    let reason = "=1+1; \"quoted\", <b>\nsecond line";
    let given = fill(json!({ &row: { "answers": { &question: code }, "reason": reason } }));
    assert_eq!(given.status, 200, "{}", String::from_utf8_lossy(&given.body));
    assert!(given.header("content-disposition").is_some_and(|name| name.contains(".csv")));
    fs::write(server.root.join("form.csv"), &given.body).expect("written");
    let arguments = ["consult", "read", "form.csv", "--date", "2026-05-04", "-o", "answers.csv"];
    let read = suranys!(&server.root, &arguments);
    assert!(read.status.success(), "{}", text(&read.stderr));
    let answers = fs::read_to_string(server.root.join("answers.csv")).expect("answers");
    assert!(answers.contains(&row) && answers.contains(&body), "{answers}");
}

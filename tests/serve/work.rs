//! Runs, lists, charts, trees, jobs and reports.

use crate::serve::client::Server;
use serde_json::{Value, json};
use suranys_tests::text;

fn run(server: &Server, base: &str) -> Value {
    let body = json!({ "package": "kz", "baseline": "baseline", "base": base, "draws": "preview" });
    server.run(&body)
}

fn key(run: &Value) -> &str {
    run["key"].as_str().expect("a key")
}

/// Every answer has a tag by its content, and is not sent to who has it.
#[test]
fn answers_have_tags_and_formats() {
    let server = Server::light();
    let made = run(&server, "optimistic");
    let path =
        format!("/api/v1/runs/{}/figures?measures=job-openings&by=region&lang=kk", key(&made));
    let first = server.ask("GET", &path, &[], &[]);
    let tag = first.header("etag").expect("a tag").to_owned();
    assert_eq!(server.ask("GET", &path, &[("If-None-Match", &tag)], &[]).status, 304);
    let rows = first.json();
    let row = &rows[0];
    assert!(row["difference"]["lo80"].as_f64() <= row["difference"]["hi80"].as_f64());
    assert!(row["words"]["range80"].as_str().is_some_and(|range| range.contains('–')), "{row}");
    let csv = server.ask("GET", &path, &[("Accept", "text/csv")], &[]);
    assert!(text(&csv.body).starts_with("scenario,measure,"));
    let parquet = server.ask("GET", &path, &[("Accept", "application/vnd.apache.parquet")], &[]);
    assert!(parquet.body.starts_with(b"PAR1"));
    assert_eq!(server.ask("GET", &path, &[("Accept", "image/gif")], &[]).status, 406);
    let api = server.get("/openapi.json").json();
    assert!(api["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    assert!(api["paths"]["/api/v1/runs/{run}/figures"]["get"].is_object());
    assert!(api["components"]["schemas"]["Problem"].is_object());
}

/// What is asked of a figure is answered by the tree that the command line prints; a figure that is none, by what
/// there is.
#[test]
fn a_figure_says_why() {
    let server = Server::light();
    let made = run(&server, "baseline");
    let asked = |words: &str| server.get(&format!("/runs/{}/why?{words}", key(&made)));
    let tree = asked("measure=net-requirement&year=2027&region=KZ-75&lang=en").json();
    assert!(tree["root"]["name"].as_str().is_some_and(|name| name.starts_with("Net requirement")));
    let leaf = |tree: &Value| -> bool {
        fn cells(term: &Value) -> bool {
            term["cells"].as_array().is_some_and(|cells| !cells.is_empty())
                || term["parts"].as_array().is_some_and(|parts| parts.iter().any(cells))
        }
        cells(&tree["root"])
    };
    let deep = asked("measure=net-requirement&year=2027&region=KZ-75&depth=30").json();
    assert!(leaf(&deep), "no cell of the package at the end of the tree");
    let none = asked("measure=net-requirment");
    assert_eq!(none.status, 422);
    assert!(
        none.json()["findings"][0]["help"]
            .as_str()
            .is_some_and(|help| help.contains("net-requirement"))
    );
}

/// A lower threshold recommends no fewer, a higher one no more; who enters is told; a number that is none is told
/// with those there are. Expected: by the order of numbers.
#[test]
fn weights_and_cut_offs_move_the_list() {
    let server = Server::light();
    let made = run(&server, "baseline");
    let list = |words: &str| server.get(&format!("/runs/{}/list?lang=en&{words}", key(&made)));
    let on = |list: &Value| -> u64 {
        ["recommend", "consult"].iter().filter_map(|tier| list["tiers"][*tier].as_u64()).sum()
    };
    let usual = list("").json();
    assert!(
        usual["available"].as_bool() == Some(true)
            && usual["lines"].as_array().is_some_and(|l| l.len() > 50)
    );
    let loose = list("set=tier.consult_probability:0.01,tier.recommend_probability:0.02,tier.consult_families:1,tier.consult_mean_error_max:1").json();
    let strict = list("set=tier.consult_probability:1,tier.recommend_probability:1,tier.consult_nominated_probability:1").json();
    assert!(on(&loose) > on(&usual), "{} and {}", on(&loose), on(&usual));
    assert!(on(&strict) <= on(&usual));
    assert!(loose["entering"].as_array().is_some_and(|names| !names.is_empty()));
    assert_eq!(loose["tiers_before"], usual["tiers"]);
    let cutoffs = list("cutoffs=forecast.growth:-90:-89:-88").json();
    assert_ne!(cutoffs["lines"], usual["lines"]);
    let wrong = list("set=tier.recomend_probability:0.5");
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.json()["findings"][0]["help"]
            .as_str()
            .is_some_and(|h| h.contains("tier.recommend_probability"))
    );
    assert_eq!(list("set=tier.recommend_probability:7").status, 422);
    assert_eq!(list("set=tier.recommend_probability:NaN").status, 422);
    assert_eq!(list("cutoffs=forecast.growth:3:2:1").status, 422);
    assert_eq!(list("set=nonsense").status, 400);
    let id = usual["lines"][0]["id"].as_str().expect("a line");
    let why = server.get(&format!("/runs/{}/list/{}?lang=ru", key(&made), id.replace(':', "%3A")));
    assert!(why.json()["text"].as_str().is_some_and(|text| text.lines().count() > 5));
}

/// Charts are the report's; a picture that is opened by itself may do nothing. Expected: the chart that the report
/// of the same run draws is in it byte for byte.
#[test]
fn charts_are_those_of_the_report() {
    let server = Server::light();
    let made = run(&server, "baseline");
    let base = format!("/runs/{}/charts/regions", key(&made));
    let charts = server.get(&format!("{base}?lang=ru")).json();
    let name = charts[0]["name"].as_str().expect("a chart").to_owned();
    let svg = server.get(&format!("{base}/{name}.svg?lang=ru"));
    assert_eq!(svg.header("content-type"), Some("image/svg+xml"));
    assert!(svg.header("content-security-policy").is_some_and(|policy| policy.contains("sandbox")));
    let png = server.get(&format!("{base}/{name}.png?lang=ru&width=800"));
    assert!(png.body.starts_with(b"\x89PNG"));
    assert!(
        text(&server.get(&format!("{base}/{name}.csv")).body).starts_with("item,series,period")
    );
    assert_eq!(server.get(&format!("{base}/{name}.gif")).status, 404);
    assert_eq!(server.get(&format!("{base}/{name}.png?width=1000000")).status, 400);
    assert_eq!(server.get(&format!("/runs/{}/charts/nowhere", key(&made))).status, 404);
    let arguments = [
        "report",
        "data/kz",
        "--scenario",
        "data/scenarios/baseline.toml",
        "--only",
        "figures",
        "--lang",
        "ru",
        "--out",
        "report",
    ];
    let report = suranys_tests::suranys!(&server.root, &arguments);
    assert!(report.status.success(), "{}", text(&report.stderr));
    let paper =
        std::fs::read(server.root.join(format!("report/ru/figures/{name}.svg"))).expect("a chart");
    assert!(paper == svg.body, "the chart on screen is another one than on paper");
}

/// A long run is a job: begun once however many ask, followed by events, cancelled.
#[test]
fn long_work_is_a_job_that_can_be_followed_and_cancelled() {
    let server = Server::light();
    let made = run(&server, "optimistic");
    let asked = json!({ "run": key(&made), "language": "en", "parts": ["xlsx"] });
    let first = server.send("POST", "/reports", &[], &asked);
    assert_eq!(first.status, 202);
    let place = first.header("location").expect("a place").to_owned();
    let (first, again) = (first.json(), server.send("POST", "/reports", &[], &asked).json());
    assert_eq!(first["id"], again["id"], "the same is not made twice at a time");
    let other = json!({ "run": key(&made), "language": "kk", "parts": ["pdf"] });
    let other = server.send("POST", "/reports", &[], &other).json();
    let cancelled = server.ask("DELETE", &format!("/api/v1/jobs/{}", other["id"]), &[], &[]).json();
    assert_eq!(cancelled["state"], "cancelled");
    let done = server.end(&first);
    assert_eq!((&done["state"], &done["percent"]), (&json!("done"), &json!(100.0)));
    let files = done["files"].as_array().expect("files");
    let book = files
        .iter()
        .filter_map(Value::as_str)
        .find(|file| file.ends_with(".xlsx"))
        .expect("a workbook");
    let file = server.ask("GET", &format!("{place}/files/{book}"), &[], &[]);
    assert!(file.body.starts_with(b"PK") && file.header("content-disposition").is_some());
    assert_eq!(server.end(&other)["state"], "cancelled");
    assert_eq!(server.get("/jobs/999").status, 404);
    let none = json!({ "run": key(&made), "language": "xx", "parts": ["pdf"] });
    assert_eq!(server.send("POST", "/reports", &[], &none).status, 400);
    let none = json!({ "run": key(&made), "language": "en", "parts": ["draws"] });
    assert_eq!(server.send("POST", "/reports", &[], &none).status, 400);
}

/// Every language has words for everything on the page.
#[test]
fn the_page_has_its_words_in_every_language() {
    let server = Server::light();
    let words = |lang: &str| server.get(&format!("/words/{lang}")).json()["texts"].clone();
    let english = words("en");
    let keys = |texts: &Value| -> Vec<String> {
        texts.as_object().expect("texts").keys().cloned().collect()
    };
    for lang in ["ru", "kk"] {
        let own = words(lang);
        let missing: Vec<String> =
            keys(&english).into_iter().filter(|key| own[key].is_null()).collect();
        assert!(missing.is_empty(), "{lang}: {missing:?}");
    }
    assert_eq!(server.get("/words/xx").status, 404);
    // Whatever a script of the page says is among them.
    let scripts =
        std::fs::read_dir(suranys_tests::project().join("crates/server/web")).expect("the page");
    let mut said = 0;
    for script in scripts.map(|entry| entry.expect("entry").path()) {
        if script.extension().is_none_or(|ending| ending != "js") {
            continue;
        }
        let source = std::fs::read_to_string(&script).expect("text");
        for (_, rest) in
            source.match_indices("say(\"").map(|(at, call)| (at, &source[at + call.len()..]))
        {
            let key = rest.split('"').next().unwrap_or_default();
            assert!(english[key].is_string(), "{}: `{key}` has no words", script.display());
            said += 1;
        }
    }
    assert!(said > 100, "{said} words");
}

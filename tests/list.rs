//! `suranys recommend`, `consult` and `init`, end to end: on the official figures, and on made-up
//! ones whose mark must not vanish.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use suranys_core::provenance::sha256_hex;
use suranys_core::shortage_list::{Evidence, Finding, Quantity, RunFigures};
use suranys_tests::{contents, copy_folder, declare, project};

fn suranys() -> Command {
    Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
}

fn ran(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The project's data and an edition with few draws.
fn real() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().expect("temporary folder").keep();
        copy_folder(&project().join("data"), &folder.join("data")).expect("data can be copied");
        let baseline = folder.join("data/scenarios/baseline.toml");
        let text = std::fs::read_to_string(&baseline).expect("baseline can be read");
        assert!(text.contains("value = 1000\n"), "the project runs 1,000 draws");
        std::fs::write(&baseline, text.replace("value = 1000\n", "value = 100\n"))
            .expect("written");
        ran(suranys()
            .args(["report", "--only", "tables", "--out", "run"])
            .current_dir(&folder)
            .output()
            .expect("runs"));
        folder
    })
}

fn recommend(more: &[&str]) -> Output {
    let mut command = suranys();
    command.args(["recommend", "run"]).args(more).current_dir(real());
    command.output().expect("the command starts")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("valid JSON")
}

fn list(rules: &str) -> Value {
    json(&ran(recommend(&["--rules", rules, "--format", "json"])))
}

fn assessed<'j>(list: &'j Value, id: &str) -> &'j Value {
    let all = list["list"].as_array().expect("a list");
    all.iter().find(|j| j["id"] == id).unwrap_or_else(|| panic!("{id} is not assessed"))
}

/// As much of JSON Schema as the schema uses.
fn check(schema: &Value, root: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.strip_prefix("#/$defs/").expect("a local reference");
        return check(&root["$defs"][name], root, value, at);
    }
    if let Some(options) = schema["anyOf"].as_array() {
        let fits =
            |option: &Value| std::panic::catch_unwind(|| check(option, root, value, at)).is_ok();
        assert!(options.iter().any(fits), "{at}: {value}");
        return;
    }
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{at}: {value}");
    }
    let name = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_u64() || n.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let fits = |a: &&str| *a == name || (*a == "number" && name == "integer");
    assert!(allowed.is_empty() || allowed.iter().any(fits), "{at} is a {name}: {value}");
    if let Value::Object(object) = value {
        for needed in schema["required"].as_array().into_iter().flatten() {
            assert!(object.contains_key(needed.as_str().expect("a name")), "{at} lacks {needed}");
        }
        for (key, inner) in object {
            let here = format!("{at}.{key}");
            match (&schema["properties"][key], &schema["additionalProperties"]) {
                (Value::Null, Value::Bool(false)) => panic!("{here} is not in the schema"),
                (Value::Null, rest) => check(rest, root, inner, &here),
                (known, _) => check(known, root, inner, &here),
            }
        }
    }
    if let Value::Array(items) = value {
        for (n, item) in items.iter().enumerate() {
            check(&schema["items"], root, item, &format!("{at}[{n}]"));
        }
    }
}

/// Every fact of a trace, with its cells looked up where they say they are.
fn cells_exist(value: &Value, looked_at: &mut usize) {
    if let Some(cells) = value["cells"].as_str() {
        assert!(!cells.is_empty(), "{value}");
        for cell in cells.split(' ') {
            let parts: Vec<&str> = cell.split(':').collect();
            let [file, rows, column] = parts.as_slice() else { panic!("{cell}") };
            let path = match file.strip_prefix("run/") {
                Some(file) => real().join("run").join(file),
                None => real().join("data/kz").join(file),
            };
            let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{cell}: {e}"));
            let last = rows.rsplit('-').next().expect("a row").parse::<usize>().expect("a row");
            assert!(text.lines().count() >= last, "{cell}");
            let header = text.lines().next().expect("a header");
            assert!(header.split(',').any(|name| name == *column), "{cell}");
            *looked_at += 1;
        }
    }
    match value {
        Value::Object(object) => object.values().for_each(|v| cells_exist(v, looked_at)),
        Value::Array(items) => items.iter().for_each(|v| cells_exist(v, looked_at)),
        _ => {}
    }
}

#[test]
fn the_list_follows_its_schema_and_names_file_and_row() {
    let list = list("kz@2024-12-01");
    let schema = project().join("crates/report/src/render/list.schema.json");
    let schema = json(&std::fs::read_to_string(schema).expect("the schema can be read"));
    check(&schema, &schema, &list, "list");
    let mut looked_at = 0;
    for id in ["isco08:2", "isco08:7", "kz:anaesthesiologist", "kz:textile-classifier"] {
        cells_exist(&assessed(&list, id)["trace"], &mut looked_at);
        cells_exist(&assessed(&list, id)["context"], &mut looked_at);
    }
    cells_exist(&list["nation"], &mut looked_at);
    assert!(looked_at > 15, "{looked_at} cells");
}

/// Expected: by hand from the published totals in `data/kz` (1,328.0 thousand vacancies and
/// 1,453.8 thousand CVs in 2025).
#[test]
fn published_totals_are_read_and_what_is_missing_is_named() {
    let list = list("kz@2023-02-20");
    assert_eq!(list["synthetic"], false);
    let nation = list["nation"].as_array().expect("figures");
    let of = |quantity: &str| {
        let found = nation.iter().find(|f| f["quantity"] == quantity);
        found.and_then(|f| f["value"].as_f64()).unwrap_or_else(|| panic!("no {quantity}"))
    };
    assert!((of("exchange.vacancies_per_resume") - 1328.0 / 1453.8).abs() < 1e-12);
    assert!(of("permits.per_thousand_employed") > 0.5);
    assert!(of("permits.transfers_per_thousand_employed") > 0.3);
    assert!(of("permits.trend") < 0.0, "permits of categories 1 to 3 halved");
    let neurosurgeon = assessed(&list, "kz:neurosurgeon");
    assert_eq!(neurosurgeon["verdict"], "undetermined");
    let missing = &neurosurgeon["evidence"]["forecast.shortage_probability"]["missing"];
    assert_eq!(missing["key"], "missing.forecast");
    assert_eq!(missing["arguments"]["wider"], "isco08:2");
    let preschool = &assessed(&list, "isco08:2342")["evidence"]["exchange.vacancies_per_resume"];
    assert_eq!(preschool["missing"]["arguments"]["there"], "vacancies monthly_flow 2024-09");
    let major = assessed(&list, "isco08:2");
    assert!(major["evidence"]["forecast.shortage_probability"]["value"].is_number());
    assert!(major["rank"]["median"].is_number(), "major groups are ranked by the forecast");
}

/// Expected: 21 professions (order No. 49), 20 of them in group 2 by our mapping to 12 unit groups;
/// ISCO-08 has 92 unit groups in major group 2 (ILO).
#[test]
fn the_approved_list_is_scored_with_what_the_data_could_not_find() {
    let list = list("kz@2023-02-20");
    let scores = list["scores"].as_array().expect("scores");
    let scope = scores.iter().find(|s| s["stage"] == "scope").expect("scope");
    assert_eq!((&scope["listed"], &scope["found"]), (&21.into(), &20.into()));
    assert_eq!((&scope["passing_unit_groups"], &scope["of_them_listed"]), (&92.into(), &12.into()));
    let supported = scores.iter().find(|s| s["stage"] == "supported").expect("supported");
    assert_eq!((&supported["found"], &supported["undetermined"]), (&0.into(), &20.into()));
    assert_eq!(supported["precision"], Value::Null, "nothing passes, so nothing is precise");
    let differences = list["differences"].as_array().expect("differences");
    assert_eq!(differences.len(), 21, "each of the list is explained");
    for d in differences {
        let why: Vec<&str> =
            d["why"].as_array().expect("why").iter().filter_map(|w| w["key"].as_str()).collect();
        assert!(why.contains(&"difference.not-findable"), "{d}");
        let outside = why.contains(&"reason.out-of-scope");
        assert_eq!(outside, d["id"] == "kz:textile-classifier", "{d}");
    }
    let later = self::list("kz@2024-12-01");
    assert_eq!(later["scores"][0]["listed"], 35, "35 of 51 are known");
}

#[test]
fn a_change_of_rules_shows_what_it_does() {
    let text = ran(recommend(&["--diff", "kz@2023-01-01", "kz@2023-02-20", "--format", "json"]));
    let changes = json(&text);
    let changes = changes.as_array().expect("changes");
    let verdicts: Vec<&Value> = changes.iter().filter(|c| c["kind"] == "verdict").collect();
    let ids: Vec<&str> = verdicts.iter().filter_map(|c| c["id"].as_str()).collect();
    assert_eq!(ids, ["kz:textile-classifier"], "the exception of the approved list");
    assert_eq!(verdicts[0]["before"], "does-not-meet");
    assert_eq!(verdicts[0]["after"], "undetermined");
    assert!(changes.iter().any(|c| c["id"] == "scope.professionals"));
}

#[test]
fn an_explanation_goes_down_to_file_and_row() {
    let text = ran(recommend(&["--explain", "kz:textile-classifier"]));
    assert!(
        text.contains("order No. 49") && text.contains("lists/scope_exceptions.csv:3"),
        "{text}"
    );
    let text = ran(recommend(&["--explain", "2", "--lang", "kk"]));
    assert!(text.contains("run/tables/cover.csv:") && text.contains("сараптамалық"), "{text}");
    let wrong = recommend(&["--explain", "kz:neurosurgeom"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("kz:neurosurgeon"));
}

#[test]
fn the_set_is_the_same_each_time_and_rows_have_a_twin_in_every_format() {
    let run = |name: &str, threads: &str| {
        let mut command = suranys();
        command.args(["recommend", "run", "--out", name]).current_dir(real());
        command
            .env("RAYON_NUM_THREADS", threads)
            .env("TZ", "Asia/Almaty")
            .env("LC_ALL", "ru_RU.UTF-8");
        ran(command.output().expect("starts"));
        contents(&real().join(name)).expect("the set can be read")
    };
    let (one, two) = (run("one", "1"), run("two", "2"));
    assert!(one == two);
    for language in ["en", "ru", "kk"] {
        assert!(one[&format!("annex.{language}.pdf")].starts_with(b"%PDF"));
    }
    assert!(one["list.xlsx"].starts_with(b"PK"), "a workbook is a zip file");
    // What stands next to a picture is its data, and no table of the list.
    let is_table = |name: &str| name.ends_with(".csv") && !name.starts_with("figures/");
    for (name, bytes) in one.iter().filter(|(name, _)| is_table(name)) {
        assert!(one.contains_key(&name.replace(".csv", ".parquet")), "{name}");
        let text = String::from_utf8_lossy(bytes).into_owned();
        assert!(text.lines().next().is_some_and(|h| h.ends_with(",synthetic")), "{name}");
    }
    let manifest = json(&String::from_utf8_lossy(&one["manifest.json"]));
    assert_eq!(manifest["outputs"].as_array().map(Vec::len), Some(one.len() - 1));
    assert_eq!(
        manifest["rules"].as_array().map(Vec::len),
        Some(4),
        "the version, what it extends, the signal's rulebook, and what the letter bears"
    );
}

#[test]
fn a_run_that_was_touched_is_refused() {
    let folder = tempfile::tempdir().expect("temporary folder");
    copy_folder(&real().join("run"), folder.path()).expect("copied");
    let table = folder.path().join("tables/cover.csv");
    let text = std::fs::read_to_string(&table).expect("read").replacen("0.", "1.", 1);
    std::fs::write(&table, text).expect("written");
    let mut command = suranys();
    command.arg("recommend").arg(folder.path()).current_dir(real());
    let output = command.output().expect("starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("tables/cover.csv"));
}

/// A copy of the edition with its tables changed by name and text, as if another program had
/// written it: its manifest describes what lies there.
fn foreign(change: impl Fn(&str, String) -> (String, String)) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("temporary folder");
    let at = real().join("run/manifest.json");
    let mut manifest = json(&std::fs::read_to_string(at).expect("read"));
    // An earlier version wrote none.
    manifest.as_object_mut().expect("an object").remove("fingerprint");
    std::fs::create_dir(folder.path().join("tables")).expect("folder");
    for output in manifest["outputs"].as_array_mut().expect("outputs") {
        let path = output["path"].as_str().expect("a path").to_owned();
        if !path.starts_with("tables/") || !path.ends_with(".csv") {
            continue;
        }
        let text = std::fs::read_to_string(real().join("run").join(&path)).expect("read");
        let (path, text) = change(&path, text);
        std::fs::write(folder.path().join(&path), &text).expect("written");
        output["sha256"] = sha256_hex(text.as_bytes()).into();
        output["bytes"] = text.len().into();
        output["path"] = path.into();
    }
    std::fs::write(folder.path().join("manifest.json"), manifest.to_string()).expect("written");
    folder
}

fn recommend_of(folder: &Path) -> Output {
    let mut command = suranys();
    command.arg("recommend").arg(folder).args(["--format", "json"]).current_dir(real());
    command.output().expect("starts")
}

/// Expected: by hand, one finding for each thing that is wrong, at its line and column.
#[test]
fn what_can_not_be_read_in_a_report_is_told_with_its_place_all_at_once() {
    let folder = foreign(|path, text| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let header: Vec<String> = lines[0].split(',').map(str::to_owned).collect();
        let mut set = |line: usize, column: &str, value: &str| {
            let at = header.iter().position(|name| name == column).expect("a column");
            let mut cells: Vec<&str> = lines[line - 1].split(',').collect();
            cells[at] = value;
            lines[line - 1] = cells.join(",");
        };
        match path {
            "tables/cover.csv" => {
                set(3, "median", "1 234.5");
                set(4, "measure", "demand");
                set(5, "status", "Q");
                set(6, "synthetic", "perhaps");
                set(7, "year_to", "never");
                lines[7] += ",one more";
                let twice = lines[9].clone();
                lines.push(twice);
            }
            "tables/employment_by_section.csv" => {
                lines[0] = lines[0].replace(",median,", ",middle,");
            }
            "tables/shortage_draws.csv" => {
                let at = header.iter().position(|name| name.contains(':')).expect("occupations");
                set(9, &header[at], "many");
                lines.pop();
            }
            _ => {}
        }
        (path.to_owned(), lines.join("\n") + "\n")
    });
    let output = recommend_of(folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty(), "no verdict rests on what was left");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let last = std::fs::read_to_string(folder.path().join("tables/cover.csv")).expect("read");
    let last = last.lines().count();
    for place in [
        "tables/cover.csv:3:median",
        "tables/cover.csv:4:measure",
        "tables/cover.csv:5:status",
        "tables/cover.csv:6:synthetic",
        "tables/cover.csv:7:year_to",
        "tables/cover.csv:8",
        &format!("tables/cover.csv:{last}"),
        "tables/employment_by_section.csv:1:median",
        "tables/shortage_draws.csv:9:isco08:",
    ] {
        assert!(told.contains(place), "{place}: {told}");
    }
    for said in ["1 234.5", "tightness-probability", "perhaps", "twice", "other draws"] {
        assert!(told.contains(said), "{said}: {told}");
    }
}

#[test]
fn a_report_with_the_names_of_earlier_formats_gives_the_same_list() {
    use suranys_core::aliases::{COLUMNS, MEASURES, PERIODS, TABLES, former};
    let folder = foreign(|path, text| {
        let name = path.trim_start_matches("tables/").trim_end_matches(".csv");
        let name = former(&TABLES, name).unwrap_or(name);
        let mut lines = text.lines();
        let old = |column: &str| {
            let column = former(&COLUMNS, column).unwrap_or(column);
            former(&PERIODS, column).unwrap_or(column).to_owned()
        };
        let header = lines.next().expect("a header").split(',').map(old).collect::<Vec<_>>();
        let mut renamed = vec![header.join(",")];
        for line in lines {
            let mut cells: Vec<&str> = line.split(',').collect();
            if let Some(at) = header.iter().position(|column| column == "measure") {
                cells[at] = former(&MEASURES, cells[at]).unwrap_or(cells[at]);
            }
            renamed.push(cells.join(","));
        }
        (format!("tables/{name}.csv"), renamed.join("\n") + "\n")
    });
    assert!(folder.path().join("tables/gap_draws.csv").is_file());
    let (old, new) = (recommend_of(folder.path()), recommend(&["--format", "json"]));
    assert!(String::from_utf8_lossy(&new.stderr).contains("rounded"), "it is said what was read");
    assert!(ran(old) == ran(new));
}

/// The list in a stored run was made from the run in memory; it is made once more from what was
/// stored, and no bit of it differs.
#[test]
fn a_stored_run_gives_the_list_that_was_made_of_it_in_memory() {
    ran(suranys().args(["run", "--runs", "runs"]).current_dir(real()).output().expect("runs"));
    let mut folders = std::fs::read_dir(real().join("runs")).expect("runs are stored");
    let folder = folders.next().expect("a run").expect("an entry").path();
    let stored = suranys_data::read_run(&folder).expect("reads");
    let then = stored.output.list.as_deref().expect("a list");
    let (package, _) =
        suranys_data::read_package_evidence(&real().join("data/kz")).expect("no findings");
    let figures = RunFigures::of(&stored.output);
    let evidence = Evidence::of(&package, &figures, None).expect("the baseline");
    let request = then.book.id.parse().expect("a request");
    let (book, _) =
        suranys_data::read_rulebook(&real().join("data/rules"), &request).expect("no findings");
    let now = suranys_rules::recommend(&book, &evidence).for_print();
    assert_eq!(now.assessed, then.assessed);
    assert_eq!(now.ranked, then.ranked);
    assert_eq!((&now.scores, &now.differences), (&then.scores, &then.differences));
    let major = now.assessed("isco08:2").expect("assessed");
    let Finding::Known(fact) = &major.findings[&Quantity::ShortageShare] else {
        panic!("no shortage: {:?}", major.findings)
    };
    let cited: Vec<String> = fact.cells.iter().map(ToString::to_string).collect();
    assert_eq!(
        cited,
        [
            "run:relative-shortage(baseline,isco08:2,2023-2027)",
            "run:employment(baseline,isco08:2,2023)"
        ]
    );
    let wrong = Evidence::of(&package, &figures, Some("best")).expect_err("no such scenario");
    let allowed = wrong.first().and_then(|wrong| wrong.allowed.clone());
    assert!(allowed.is_some_and(|known| known.starts_with("baseline")));
}

/// Writes a package's file and its size and hash into the descriptor.
fn rewrite(package: &Path, file: &str, text: &str) {
    std::fs::write(package.join(file), text).expect("written");
    declare(package, file).expect("declared");
}

#[test]
fn the_register_says_where_each_line_stands_and_what_can_not_be() {
    let status = |package: &Path| {
        let mut command = suranys();
        command.args(["consult", "status", "--format", "csv", "--package"]).arg(package);
        command.output().expect("starts")
    };
    let text = ran(status(&project().join("data/kz")));
    let published = text.lines().filter(|line| line.contains(",published,")).count();
    assert_eq!(published, 35, "all known professions of the lists of 2023 and 2024");
    assert!(
        text.lines()
            .any(|line| line.starts_with("kz:draft-geologists,") && line.contains(",proposed,"))
    );
    let folder = tempfile::tempdir().expect("temporary folder");
    copy_folder(&project().join("data/kz"), folder.path()).expect("copied");
    let file = "lists/consultation.csv";
    let good = std::fs::read_to_string(folder.path().join(file)).expect("read");
    let row =
        good.lines().position(|l| l.starts_with("kz:neurosurgeon,mlspp,publish")).expect("there");
    let early = good.replacen(
        "kz:neurosurgeon,mlspp,publish,2023-02-28",
        "kz:neurosurgeon,mlspp,publish,2023-02-01",
        1,
    );
    rewrite(folder.path(), file, &early);
    let output = status(folder.path());
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains(&format!("{file}:{}:position", row + 1)), "{said}");
    rewrite(folder.path(), file, &good.replacen("kz:neurosurgeon", "kz:neurosurgeom", 1));
    let said = String::from_utf8_lossy(&status(folder.path()).stderr).into_owned();
    let place = format!("error[subject] {file}:{row}:line");
    assert!(said.contains(&place) && said.contains("is `kz:neurosurgeon` meant?"), "{said}");
}

fn demo(seed: &str) -> PathBuf {
    let folder = tempfile::tempdir().expect("temporary folder").keep();
    let mut command = suranys();
    command.args(["init", "demo", "--synthetic", "--seed", seed, "--from"]);
    command.arg(project().join("data/kz")).current_dir(&folder);
    ran(command.output().expect("starts"));
    folder.join("demo")
}

fn of_demo(demo: &Path, more: &[&str]) -> Output {
    let mut command = suranys();
    command.args(["recommend", "run", "--package", "package", "--rulebooks"]);
    command.arg(project().join("data/rules")).args(more).current_dir(demo);
    command.output().expect("starts")
}

#[test]
fn made_up_figures_have_depth_and_pass_the_checks() {
    let demo = demo("3");
    let checked = suranys_data::check_package(&demo.join("package")).expect("readable");
    assert!(checked.is_clean(), "{:?}", checked.diagnostics);
    let list = json(&ran(of_demo(&demo, &["--rules", "kz@2024-12-01", "--format", "json"])));
    let count = |verdict: &str| {
        let all = list["list"].as_array().expect("a list");
        all.iter().filter(|j| j["level"] == 4 && j["verdict"] == verdict).count()
    };
    for verdict in ["meets", "does-not-meet", "undetermined"] {
        assert!(count(verdict) > 0, "none is {verdict}");
    }
    let seen = |nominated: &str, supported: &str| {
        let all = list["list"].as_array().expect("a list");
        all.iter().any(|j| j["nominated"] == nominated && j["supported"] == supported)
    };
    assert!(seen("meets", "does-not-meet"), "proposed and not supported stays visible");
    assert!(seen("does-not-meet", "meets"), "supported and not proposed stays visible");
    assert_eq!(contents(&demo).expect("read"), contents(&self::demo("3")).expect("read"));
    assert!(contents(&demo).expect("read") != contents(&self::demo("4")).expect("read"));
}

/// The made-up package holds all that the forecast reads, by unit group: report, explanation and list
/// follow from it, each marked. Draws are few, for speed; nothing here depends on their number.
#[test]
fn the_whole_chain_runs_by_unit_group() {
    let demo = demo("6");
    let scenario = demo.join("scenarios/baseline.toml");
    let text = std::fs::read_to_string(&scenario).expect("read");
    std::fs::write(&scenario, text.replace("value = 1000\n", "value = 100\n")).expect("written");
    let in_demo = |arguments: &[&str]| {
        ran(suranys().args(arguments).current_dir(&demo).output().expect("starts"))
    };
    let baseline = ["--scenario", "scenarios/baseline.toml"];
    let report = ["report", "package", "--only", "tables", "--out", "report"];
    in_demo(&[&report[..], &baseline].concat());
    let table = demo.join("report/tables/job_openings_by_region_occupation.csv");
    let mut reader = csv::Reader::from_path(table).expect("a table");
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|field| field == name).expect("a column");
    let (occupation, mark) = (at("occupation"), at("synthetic"));
    let mut units = BTreeSet::new();
    for row in reader.records() {
        let row = row.expect("a row");
        assert_eq!(&row[mark], "true", "{row:?}");
        units.insert(row[occupation].to_owned());
    }
    assert!(units.len() > 400 && units.iter().all(|code| code.len() == "isco08:2221".len()));
    let asked = ["explain", "package", "net-requirement", "occupation=isco08:2221", "region=KZ-75"];
    let told = in_demo(&[&asked[..], &["year=2026", "--format", "json"], &baseline].concat());
    let told = json(&told);
    assert_eq!(told["root"]["status"]["synthetic"], true, "{}", told["root"]["status"]);
    let made_up = "proxy_employment_by_industry_occupation.csv";
    assert!(told.to_string().contains(made_up), "the tree does not reach the staffing");
    let rulebooks = project().join("data/rules").display().to_string();
    let recommend = ["recommend", "report", "--package", "package", "--rulebooks", &rulebooks];
    let list = json(&in_demo(&[&recommend[..], &["--format", "json"]].concat()));
    assert_eq!(list["synthetic"], true);
    let verdicts: BTreeSet<&str> = (list["list"].as_array().expect("a list").iter())
        .filter_map(|line| line["verdict"].as_str())
        .collect();
    assert!(verdicts.contains("meets") && verdicts.contains("does-not-meet"), "{verdicts:?}");
}

/// Takes the mark away place by place. It survives every loss but the last, and the last is found.
#[test]
fn the_synthetic_mark_does_not_vanish() {
    let demo = demo("5");
    let package = demo.join("package");
    let marked = |what: &str| {
        let csv = ran(of_demo(&demo, &["--format", "csv", "--rules", "kz@2023-02-20"]));
        let rows = csv.lines().skip(1).count();
        let bearing = csv.lines().skip(1).filter(|line| line.ends_with(",true")).count();
        assert!(rows > 400 && rows == bearing, "{what}: {bearing} of {rows} rows are marked");
    };
    for printed in [
        &["--top", "3"][..],
        &["--explain", "isco08:2221"],
        &["--diff", "kz@2023-01-01", "kz@2024-12-01"],
    ] {
        let text = ran(of_demo(&demo, printed));
        assert!(text.starts_with("SYNTHETIC"), "{printed:?}: {text}");
    }
    assert_eq!(json(&ran(of_demo(&demo, &["--format", "json"])))["synthetic"], true);
    marked("as it was made");
    let at = package.join("datapackage.json");
    let mut descriptor = json(&std::fs::read_to_string(&at).expect("read"));
    descriptor["suranys"].as_object_mut().expect("an object").remove("synthetic");
    descriptor["name"] = "kz".into();
    std::fs::write(&at, descriptor.to_string()).expect("written");
    marked("without the mark of the package");
    for resource in descriptor["resources"].as_array_mut().expect("resources") {
        if let Some(ours) = resource.get_mut("suranys").and_then(Value::as_object_mut) {
            ours.remove("synthetic");
        }
    }
    std::fs::write(&at, descriptor.to_string()).expect("written");
    marked("without the marks of the tables");
    let files: Vec<String> = descriptor["resources"]
        .as_array()
        .expect("resources")
        .iter()
        .filter_map(|r| r["path"].as_str().map(str::to_owned))
        .collect();
    for file in files {
        let text = std::fs::read_to_string(package.join(&file)).expect("read");
        rewrite(&package, &file, &text.replace("synthetic-generator", "bns-5831"));
    }
    // The source of that name stands twice now; take the made-up one away.
    let sources = std::fs::read_to_string(package.join("sources.csv")).expect("read");
    let kept: Vec<&str> = sources.lines().filter(|l| !l.contains("Synthetic figures")).collect();
    rewrite(&package, "sources.csv", &(kept.join("\n") + "\n"));
    marked("with another source's name");
    let table = demo.join("run/tables/cover.csv");
    let text = std::fs::read_to_string(&table).expect("read");
    std::fs::write(&table, text.replace(",true,", ",false,")).expect("written");
    let output = of_demo(&demo, &["--format", "csv"]);
    assert_eq!(output.status.code(), Some(1), "a run that was touched is not read");
    assert!(output.stdout.is_empty());
}

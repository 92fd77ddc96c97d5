//! `suranys check` as a person meets it: output, place, exit code.

use std::path::Path;
use std::process::{Command, Output};
use suranys_tests::{copy_folder, project, text};

fn check(package: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
        .arg("check")
        .arg(package)
        .args(more)
        .env("LC_ALL", "C")
        .output()
        .expect("the command starts")
}

/// What `report` says on stderr of a package it refuses.
fn report_refuses(package: &Path, folder: &Path) -> String {
    let out = folder.join("report");
    let report = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
        .args(["report", "--only", "tables", "--out"])
        .args([out.as_path(), package])
        .output()
        .expect("the command starts");
    assert_eq!(report.status.code(), Some(1), "{}", text(&report.stderr));
    text(&report.stderr)
}

#[test]
fn the_official_figures_have_no_findings() {
    let output = check(&project().join("data/kz"), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert!(text(&output.stdout).contains("passed"));
    assert!(text(&output.stdout).contains("ready to forecast: yes"));
}

/// A package without some tables is sound as far as it goes; a forecast can't be made of it. All
/// that is missing is told at once, and the report refuses for the same reasons.
#[test]
fn what_is_missing_for_a_forecast_is_told_at_once_and_the_report_agrees() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = suranys_tests::light_data(folder.path()).expect("the data can be copied");
    let path = package.join("datapackage.json");
    let descriptor = std::fs::read(&path).expect("the descriptor is there");
    let mut descriptor: serde_json::Value = serde_json::from_slice(&descriptor).expect("JSON");
    let gone = ["pension_age", "mortality_by_sex_age"];
    let resources = descriptor["resources"].as_array_mut().expect("resources");
    resources.retain(|resource| {
        let leaves = gone.iter().any(|name| resource["name"] == *name);
        if leaves {
            let file = resource["path"].as_str().expect("a path");
            std::fs::remove_file(package.join(file)).expect("the file is there");
        }
        !leaves
    });
    std::fs::write(&path, descriptor.to_string()).expect("written");

    let output = check(&package, &[]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("ready to forecast: no, this is missing:") && !shown.contains("FAILED"));
    let refused = report_refuses(&package, folder.path());
    for name in gone {
        let told = format!("the forecast needs a resource `{name}`");
        assert!(shown.contains(&told), "{shown}");
        assert!(refused.contains(&told), "{refused}");
    }
    let json: serde_json::Value =
        serde_json::from_slice(&check(&package, &["--format", "json"]).stdout).expect("JSON");
    assert_eq!(json["missing"].as_array().map(Vec::len), Some(gone.len()), "{json}");
}

#[test]
fn findings_come_all_at_once_with_their_places() {
    let folder = tempfile::tempdir().expect("temporary folder");
    copy_folder(&project().join("data/kz"), folder.path()).expect("package can be copied");
    let table = folder.path().join("tables/employment_by_section.csv");
    let good = std::fs::read_to_string(&table).expect("table can be read");
    let mut lines: Vec<String> = good.lines().map(str::to_owned).collect();
    let row = lines.iter().position(|l| l.starts_with("2020,C,")).expect("manufacturing in 2020");
    lines[row] = lines[row].replacen(",C,", ",Ç,", 1);
    let other = lines.iter().position(|l| l.starts_with("2021,C,")).expect("manufacturing in 2021");
    lines[other] = lines[other].replacen("585.638", "-585.638", 1);
    std::fs::write(&table, lines.join("\n") + "\n").expect("table can be written");

    let output = check(folder.path(), &[]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains(&format!("tables/employment_by_section.csv:{}", row + 1)), "{shown}");
    assert!(shown.contains(&format!("tables/employment_by_section.csv:{}", other + 1)), "{shown}");
    assert!(shown.contains("-585.638"), "{shown}");
    let code: Vec<&str> =
        shown.lines().skip_while(|line| !line.starts_with("error[code]")).take(4).collect();
    insta::assert_snapshot!(code.join("\n"), @r"
    error[code] tables/employment_by_section.csv:413:section: `Ç` is not a code of `sections`
      found   Ç
      allowed A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, _T
      help    correct the code, or add it to the classification
    ");

    let json: serde_json::Value =
        serde_json::from_slice(&check(folder.path(), &["--format", "json"]).stdout)
            .expect("valid JSON");
    let findings = json["diagnostics"].as_array().expect("a list of findings");
    assert!(findings.iter().any(|f| f["span"]["row"] == row + 1), "{json}");
}

/// What stands in cells that can't be read is not known to be gone.
#[test]
fn a_known_defect_of_a_table_that_can_not_be_read_is_not_called_gone() {
    let folder = tempfile::tempdir().expect("temporary folder");
    copy_folder(&project().join("data/kz"), folder.path()).expect("package can be copied");
    let defects = std::fs::read_to_string(folder.path().join("known_defects.csv")).expect("read");
    assert!(defects.contains("\nemployment_by_section,"), "the table has a defect");
    let path = folder.path().join("tables/employment_by_section.csv");
    let table = std::fs::read_to_string(&path).expect("read");
    let row = |line: &str| {
        let (start, rest) = line.split_once('.').unwrap_or((line, ""));
        let at = start.rfind(',').map_or(0, |at| at + 1);
        let (key, whole) = start.split_at(at);
        match rest.split_once(',') {
            Some((part, rest)) if !line.starts_with("year") => {
                format!("{key}\"{whole},{part}\",{rest}")
            }
            _ => line.to_owned(),
        }
    };
    let lines: Vec<String> = table.lines().map(row).collect();
    std::fs::write(&path, lines.join("\n") + "\n").expect("written");
    let shown = text(&check(folder.path(), &[]).stdout);
    assert!(shown.contains("decimal comma"), "{shown}");
    assert!(!shown.contains("no longer occurs"), "{shown}");
}

/// A package with a code that is none, a negative figure, a number with a decimal comma, a row of years that
/// is broken and a parent that is none.
fn faulty(folder: &Path) {
    copy_folder(&project().join("data/kz"), folder).expect("package can be copied");
    let table = folder.join("tables/employment_by_section.csv");
    let good = std::fs::read_to_string(&table).expect("table can be read");
    let mut lines: Vec<String> = good.lines().map(str::to_owned).collect();
    let mut change = |start: &str, from: &str, to: &str| {
        let row = lines.iter().position(|line| line.starts_with(start)).expect("a row");
        lines[row] = lines[row].replacen(from, to, 1);
    };
    change("2020,C,", ",C,", ",Ç,");
    change("2021,C,", "585.638", "-585.638");
    change("2019,B,", ".", "\u{a0}000.");
    std::fs::write(&table, lines.join("\n") + "\n").expect("table can be written");
}

/// Everything said of some findings: the lines that begin with a mark and those under them.
fn findings(shown: &str, checks: &[&str]) -> String {
    let mut told = Vec::new();
    let mut wanted = false;
    for line in shown.lines() {
        if !line.starts_with("  ") {
            wanted = checks.iter().any(|check| line.contains(&format!("[{check}]")));
        }
        if wanted {
            told.push(line);
        }
    }
    told.join("\n")
}

/// Expected: what a statistician reads, by hand; codes, columns and numbers are as they are in English.
#[test]
fn findings_are_said_in_the_language_asked_for() {
    let folder = tempfile::tempdir().expect("temporary folder");
    faulty(folder.path());
    let checks = ["code", "possible", "value", "gap"];
    let said = |language: &str| {
        let output = check(folder.path(), &["--lang", language]);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        findings(&text(&output.stdout), &checks)
    };
    insta::assert_snapshot!(said("ru"), @r"
    ошибка[gap] tables/employment_by_section.csv:year: в ряду `C` нет строки за 2020
      найдено  с 2001 по 2025 без 2020
      можно    строка за каждый год ряда
      как быть добавьте строки с пустым значением, статусом M и причиной
    ошибка[value] tables/employment_by_section.csv:392:value: `279 000.936`: между цифрами числа неразрывные пробелы
      найдено  279 000.936
      можно    число
      как быть напишите `279000.936` или укажите для столбца `groupChar`
    ошибка[code] tables/employment_by_section.csv:413:section: `Ç` – не код таблицы `sections`
      найдено  Ç
      можно    A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, _T
      как быть исправьте код или добавьте его в классификацию
    ошибка[possible] tables/employment_by_section.csv:433:value: `-585.638` невозможно для величины persons
      найдено  -585.638
      можно    от 0 до 10000000000
      как быть исправьте значение или его единицу
    ошибка[value] tables/employment_by_section.csv:433:value: `-585.638` вне пределов столбца `value`
      найдено  -585.638
      можно    от 0
      как быть исправьте значение или его единицу
    ");
    insta::assert_snapshot!(said("kk"), @r"
    қате[gap] tables/employment_by_section.csv:year: қатарда (`C`) мына жылдардың жолы жоқ: 2020
      табылды 2001 – 2025, мыналарсыз: 2020
      рұқсат  қатардың әр жылына жол
      кеңес   мәні бос, M мәртебесі мен себебі бар жолдарды қосыңыз
    қате[value] tables/employment_by_section.csv:392:value: `279 000.936`: санның цифрлары арасында үзілмейтін бос орындар бар
      табылды 279 000.936
      рұқсат  сан
      кеңес   `279000.936` деп жазыңыз немесе баған үшін `groupChar` көрсетіңіз
    қате[code] tables/employment_by_section.csv:413:section: `Ç` – `sections` кестесінің коды емес
      табылды Ç
      рұқсат  A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, _T
      кеңес   кодты түзетіңіз немесе жіктеуішке қосыңыз
    қате[possible] tables/employment_by_section.csv:433:value: `-585.638` мәні persons шамасы үшін мүмкін емес
      табылды -585.638
      рұқсат  0 – 10000000000
      кеңес   мәнді немесе оның бірлігін түзетіңіз
    қате[value] tables/employment_by_section.csv:433:value: `-585.638` – `value` бағанының шегінен тыс
      табылды -585.638
      рұқсат  кемінде 0
      кеңес   мәнді немесе оның бірлігін түзетіңіз
    ");

    // Files for programs are in English whatever the environment says, and in a language asked for.
    let message = |more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
            .args(["check", "--format", "json"])
            .arg(folder.path())
            .args(more)
            .env("LC_ALL", "ru_RU.UTF-8")
            .output()
            .expect("the command starts");
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let all = json["diagnostics"].as_array().expect("a list").clone();
        let code = all.into_iter().find(|one| one["check"] == "code").expect("a code that is none");
        code["message"].as_str().expect("a text").to_owned()
    };
    assert_eq!(message(&[]), "`Ç` is not a code of `sections`");
    assert_eq!(message(&["--lang", "ru"]), "`Ç` – не код таблицы `sections`");
}

/// What stops a command that has no option of a language follows the environment.
#[test]
fn what_stops_a_command_is_said_in_the_language_of_the_environment() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let said = |locale: &str, arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
            .args(arguments)
            .current_dir(folder.path())
            .env("LC_ALL", locale)
            .output()
            .expect("the command starts");
        (output.status.code(), text(&output.stderr))
    };
    std::fs::write(folder.path().join("t.csv"), "series_id,period,value\na,2020,1\na,2021,x\n")
        .expect("written");
    let arguments = ["series", "forecast", "t.csv", "--horizon", "1"];
    let (code, english) = said("C", &arguments);
    assert!(code == Some(1) && english.contains("1 finding; nothing was written"), "{english}");
    let (_, russian) = said("ru_KZ.UTF-8", &arguments);
    insta::assert_snapshot!(russian, @r"
    ошибка[value] t.csv:3:value: это не число
      найдено  x
      можно    конечное число или ничего, если его нет
      как быть напишите число или оставьте поле пустым, если значения нет
    1 замечание; ничего не записано
    ");
    let (code, kazakh) = said("kk_KZ.UTF-8", &["package", "seal", "nowhere"]);
    assert_eq!(code, Some(2));
    assert!(kazakh.contains("`nowhere/datapackage.json` оқылмады: мұндай"), "{kazakh}");
    assert!(kazakh.contains("кеңес: деректер пакетінің қалтасын атаңыз"), "{kazakh}");
    // A language without words is answered in English.
    assert_eq!(said("qaa_QM.UTF-8", &arguments).1, english);
}

#[test]
fn a_folder_that_is_not_a_package_can_not_be_checked() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let output = check(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty(), "nothing but results goes to stdout");
    assert!(text(&output.stderr).contains("datapackage.json"), "{}", text(&output.stderr));
}

/// A reader who has seen enough, such as `head`, may close the pipe.
#[test]
fn a_closed_pipe_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
        .arg("check")
        .arg(project().join("data/kz"))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    // Notes on the figures may stand there, and nothing about the pipe.
    assert!(said.is_empty() || said.starts_with("note["), "{said}");
    assert!(!said.contains("ipe") && !said.contains("error"), "{said}");
}

/// What the model alone refuses is found by `check` as well, in the report's own words: here the
/// baseline asks for too few draws, which no table of the package tells.
#[test]
fn what_only_a_forecast_can_refuse_is_found_too() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = suranys_tests::light_data(folder.path()).expect("the data can be copied");
    let scenario = folder.path().join("scenarios/baseline.toml");
    let sound = std::fs::read_to_string(&scenario).expect("the baseline is there");
    let spoilt = sound.replace("[run.draws]\nvalue = 100\n", "[run.draws]\nvalue = 7\n");
    assert_ne!(sound, spoilt);
    std::fs::write(&scenario, spoilt).expect("written");
    let output = check(&package, &[]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("ready to forecast: no, this is missing:"), "{shown}");
    let refused = report_refuses(&package, folder.path());
    let line = refused.lines().find(|line| line.contains("draws")).expect("draws are named");
    assert!(shown.contains(line.trim()), "{line}\n{shown}");
}

/// Without a baseline next to the package a report is refused, and so says the check; with one that
/// is named, both are content.
#[test]
fn a_package_without_a_baseline_is_not_ready() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = folder.path().join("kz");
    copy_folder(&project().join("data/kz"), &package).expect("the package can be copied");
    let output = check(&package, &[]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    let refused = report_refuses(&package, folder.path());
    let line = refused.lines().find(|line| line.contains("baseline.toml")).expect("it is named");
    assert!(shown.contains(line.trim()), "{line}\n{shown}");
    let baseline = project().join("data/scenarios/baseline.toml").display().to_string();
    let output = check(&package, &["--scenario", &baseline]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
}

/// The forecast is none of the standard's business: a package that says nothing of one is sound by itself.
#[test]
fn a_package_of_other_tables_is_checked_by_the_standard_alone() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let write = |name: &str, content: &str| {
        std::fs::write(folder.path().join(name), content).expect("written");
    };
    let descriptor = r#"{ "name": "other", "resources": [ { "name": "t", "path": "t.csv",
        "dialect": { "delimiter": ";" }, "schema": { "fields": [
            { "name": "place", "type": "string" },
            { "name": "count", "type": "integer" } ] } } ] }"#;
    write("datapackage.json", descriptor);
    write("t.csv", "place;count\nNorth;5\n");
    let output = check(folder.path(), &[]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    assert!(shown.contains("ready to forecast: nothing says so"), "{shown}");
    write("t.csv", "place;count\nNorth;five\n");
    let output = check(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
}

/// A package that has the table forecasts set out from is judged as `report` judges it, whatever its descriptor
/// says of itself.
#[test]
fn a_package_with_employment_is_for_forecasts() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = folder.path().join("kz");
    copy_folder(&project().join("data/kz"), &package).expect("the package can be copied");
    let path = package.join("datapackage.json");
    let mut descriptor: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&path).expect("read")).expect("JSON");
    descriptor.as_object_mut().expect("an object").remove("suranys").expect("it is there");
    std::fs::write(&path, descriptor.to_string()).expect("written");
    let output = check(&package, &[]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
    assert!(report_refuses(&package, folder.path()).contains("baseline.toml"));
    let baseline = project().join("data/scenarios/baseline.toml").display().to_string();
    let shown = text(&check(&package, &["--scenario", &baseline]).stdout);
    assert!(shown.contains("ready to forecast: ") && !shown.contains("nothing says so"), "{shown}");
}

/// Cells that are wrong in one way are one finding; wrong codes each have a remedy of their own.
#[test]
fn what_is_wrong_with_many_cells_of_a_column_is_one_finding() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let write = |name: &str, content: &str| {
        std::fs::write(folder.path().join(name), content).expect("written");
    };
    let text_field = |name: &str| format!(r#"{{ "name": "{name}", "type": "string" }}"#);
    let fields = [
        text_field("place"),
        text_field("value"),
        text_field("obs_status"),
        text_field("missing_reason"),
    ];
    let descriptor = format!(
        r#"{{ "name": "other", "resources": [
        {{ "name": "places", "path": "places.csv", "schema": {{ "fields": [{}] }} }},
        {{ "name": "t", "path": "t.csv", "schema": {{ "fields": [{}],
            "foreignKeys": [ {{ "fields": "place", "reference": {{ "resource": "places", "fields": "code" }} }} ] }} }} ] }}"#,
        text_field("code"),
        fields.join(", ")
    );
    write("datapackage.json", &descriptor);
    write("places.csv", "code\nNorth\nSouth\n");
    let rows: String =
        (0..9).map(|n| format!("{},,A,\n", if n < 5 { "Nort" } else { "Sout" })).collect();
    write("t.csv", &format!("place,value,obs_status,missing_reason\n{rows}"));
    let output = check(folder.path(), &["--format", "json"]);
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let messages: Vec<&str> = said["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["message"].as_str().expect("text"))
        .collect();
    let of = |part: &str| messages.iter().filter(|message| message.contains(part)).count();
    assert_eq!(of("`Nort` is not a code of `places`; 5 such, rows 2, 3, 4, ..."), 1);
    assert_eq!(of("`Sout` is not a code of `places`; 4 such, rows 7, 8, 9, ..."), 1);
    assert_eq!(of("its status is M; 9 such"), 1);
    assert_eq!(messages.len(), 3, "{messages:#?}");
}

//! `suranys recommend` by region, sector, year and name, and the letters to those who hold data, end to
//! end on the official figures.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use suranys_tests::{contents, copy_folder, project};

fn suranys(arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"));
    command.args(arguments).current_dir(folder).output().expect("the command starts")
}

fn ran(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));
    // The terminal breaks lines where it likes.
    let text = String::from_utf8_lossy(&output.stderr).replace('│', " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The project's data, and a stored run with few simulations.
fn made() -> &'static (PathBuf, String) {
    static MADE: OnceLock<(PathBuf, String)> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("temporary folder").keep();
        copy_folder(&project().join("data"), &folder.join("data")).expect("data can be copied");
        let baseline = folder.join("data/scenarios/baseline.toml");
        let text = std::fs::read_to_string(&baseline).expect("baseline can be read");
        std::fs::write(&baseline, text.replace("value = 1000\n", "value = 100\n"))
            .expect("written");
        let run = ran(&suranys(&["run", "--runs", "runs"], &folder)).trim().to_owned();
        (folder, run)
    })
}

fn recommend(more: &[&str]) -> Output {
    let (folder, run) = made();
    suranys(&[&["recommend", run.as_str()], more].concat(), folder)
}

/// Rows of a CSV as maps from heading to cell would be too much: identifiers, and one other column.
fn column(csv: &str, name: &str) -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let heads = reader.headers().expect("headings").clone();
    let at = heads.iter().position(|head| head == name).expect("the column is there");
    let row = |row: csv::StringRecord| (row[0].to_owned(), row[at].to_owned());
    reader.records().map(|record| row(record.expect("a row"))).collect()
}

#[test]
fn the_table_names_whom_the_signal_puts_forward_first() {
    let csv = ran(&recommend(&["--format", "csv"]));
    let tiers = column(&csv, "tier");
    let forward = |tier: &str| tier == "recommend" || tier == "consult";
    let first = tiers.iter().take_while(|(_, tier)| forward(tier)).count();
    assert!(first > 5, "{first} are put forward");
    let names = column(&csv, "reason_kk");
    assert!(names.iter().take(first).all(|(_, reason)| !reason.is_empty()));
    let text = ran(&recommend(&["--top", "3"]));
    assert!(text.contains("recommend") && text.contains("probability of a strong signal"));
}

#[test]
fn a_sector_has_its_own_alone() {
    let all = column(&ran(&recommend(&["--format", "csv"])), "sectors");
    let of =
        column(&ran(&recommend(&["--format", "csv", "--sector", "Здравоохранение"])), "sectors");
    assert!(of.len() > 10 && of.len() < all.len());
    assert!(of.iter().all(|(_, sectors)| sectors.contains("health")), "{of:?}");
    let wrong = refused(&recommend(&["--sector", "fishing"]));
    assert!(wrong.contains("`fishing` is no priority sector; there are: "), "{wrong}");
}

#[test]
fn a_region_has_the_nations_signal_unless_its_figures_depart() {
    let text = ran(&recommend(&["--region", "астана", "--top", "5"]));
    assert!(text.contains("Country") && text.contains("How the region’s own figures depart"));
    let set = |region: &str| {
        let (folder, run) = made();
        let out = format!("list-{region}");
        let arguments = ["recommend", run.as_str(), "--region", region, "--out", out.as_str()];
        ran(&suranys(&arguments, folder));
        contents(&folder.join(out)).expect("the set can be read")
    };
    let (astana, north) = (set("KZ-71"), set("KZ-59"));
    let departures = String::from_utf8_lossy(&astana["tables/signal_departures.csv"]).into_owned();
    // Growth of employment is known of every region; the exchange of none by occupation.
    assert_eq!(column(&departures, "indicator")[0].1, "forecast.growth");
    assert_ne!(departures, String::from_utf8_lossy(&north["tables/signal_departures.csv"]));
    let ambiguous = refused(&recommend(&["--region", "Алматы"]));
    assert!(ambiguous.contains("may be any region of: ") && ambiguous.contains("KZ-75"));
    let wrong = refused(&recommend(&["--region", "KZ-99"]));
    assert!(wrong.contains("`KZ-99` is no region; there are: KZ "), "{wrong}");
}

#[test]
fn an_occupation_is_explained_by_code_and_by_name_in_any_language() {
    let by = |text: &str| ran(&recommend(&["--explain", text]));
    let code = by("2142");
    assert_eq!(by("isco08:2142"), code);
    assert_eq!(by("civil engineers"), code);
    assert!(code.contains("signal: ") && code.contains("[undetermined]"), "{code}");
    let surgeon = by("нейрохирург");
    assert!(surgeon.starts_with("kz:neurosurgeon ") && surgeon.contains("on the list: "));
    assert_eq!(by("нейрохирург"), by("Neurosurgeon"));
    let several = refused(&recommend(&["--explain", "врач"]));
    assert!(several.contains("`врач` means ") && several.contains("name one by its identifier"));
    let none = refused(&recommend(&["--explain", "neurosurgean"]));
    assert!(none.contains("is `Neurosurgeon` meant?"), "{none}");
}

/// Nothing that was published after the year is cited, and the forecast is of that year.
#[test]
fn a_list_as_of_a_year_knows_nothing_later() {
    let (folder, _) = made();
    let out = suranys(&["recommend", "--as-of", "2022", "--out", "list-2022"], folder);
    let told = String::from_utf8_lossy(&out.stderr).into_owned();
    ran(&out);
    assert!(told.contains("no rules were in force in 2022"), "{told}");
    let set = contents(&folder.join("list-2022")).expect("the set can be read");
    let text = |path: &str| String::from_utf8_lossy(&set[path]).into_owned();
    let dates: BTreeSet<String> = column(&text("tables/signal_indicators.csv"), "date")
        .into_iter()
        .map(|(_, date)| date)
        .collect();
    assert!(!dates.is_empty());
    // The period of a forecast lies ahead; whatever else there is lies behind.
    let late = |date: &&String| date.as_str() > "2022-12-31" && !date.contains('–');
    assert_eq!(dates.iter().filter(late).collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(column(&text("tables/signal.csv"), "tier").iter().any(|(_, tier)| tier == "recommend"));
}

#[test]
fn who_holds_data_is_asked_in_three_languages() {
    let (folder, _) = made();
    ran(&recommend(&["--request", "letters"]));
    let files = contents(&folder.join("letters")).expect("letters can be read");
    let names: Vec<&String> = files.keys().collect();
    for ending in ["en.txt", "ru.txt", "kk.txt", "xlsx"] {
        let name = format!("01-mlspp.{ending}");
        assert!(files.contains_key(&name), "{name} is not among {names:?}");
    }
    let letter = String::from_utf8_lossy(&files["01-mlspp.ru.txt"]).into_owned();
    assert!(letter.starts_with("Кому: Министерство труда"), "{letter}");
    assert!(!letter.contains("vacancies"), "{letter}");
    // The same letters again are the same bytes.
    ran(&recommend(&["--request", "letters-again"]));
    let again = contents(&folder.join("letters-again")).expect("letters can be read");
    assert_eq!(again, files);
}

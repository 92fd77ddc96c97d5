//! The made-up land `XX`, from what `suranys init --country` writes and made-up figures: five
//! sections, three regions, three major groups of occupations, reports in English and in French, for
//! which the program has no texts.

use serde_json::Value;
use std::path::{Path, PathBuf};
use suranys_tests::project;

const SECTIONS: [(&str, &str); 5] =
    [("A", "AGR"), ("B", "IND"), ("C", "IND"), ("D", "SER"), ("E", "SER")];
const REGIONS: [&str; 3] = ["XX-1", "XX-2", "XX-3"];
const YEARS: std::ops::RangeInclusive<i32> = 2008..=2022;

/// What `suranys init --country XX --languages en,fr` writes.
pub fn skeleton(folder: &Path) {
    let languages = ["en", "fr"].map(str::to_owned);
    let files = suranys_runner::skeleton("XX", &languages, "XXX");
    for (name, bytes) in files.expect("a package without figures") {
        let file = folder.join(name);
        let parent = file.parent().expect("a folder");
        std::fs::create_dir_all(parent).expect("can be made");
        std::fs::write(file, bytes).expect("can be written");
    }
}

/// Rows under the header that the skeleton wrote.
pub fn fill(package: &Path, path: &str, rows: &[String]) {
    let file = package.join(path);
    let header = std::fs::read_to_string(&file).expect("an empty table");
    assert_eq!(header.lines().count(), 1, "{path}");
    std::fs::write(file, format!("{header}{}\n", rows.join("\n"))).expect("can be written");
}

/// Employed persons: regions of three sizes, sections of five, growing by one per cent of the first
/// year with a wobble.
fn employed(region: usize, section: usize, year: i32) -> i64 {
    let (region, section) = (region as i64, section as i64);
    let past = i64::from(year - 2008);
    let wobble = (past * 7 + section * 3 + region * 5) % 11 - 5;
    (3 - region) * (5 - section) * (10_000 + 100 * past + 10 * wobble)
}

const FIGURE: &str = "A,,synthetic,made up";
/// A figure that lies ahead of its source, which is of the last of the years.
const AHEAD: &str = "F,,synthetic,made up";

fn bands() -> Vec<(String, i32)> {
    let five = (0..20).map(|at| (format!("{}-{}", 5 * at, 5 * at + 4), 5 * at));
    five.chain([("100+".to_owned(), 100)]).collect()
}

/// Thousand persons of one sex in a band of five years.
fn people(age: i32) -> f64 {
    if age < 65 { 75.0 } else { f64::from((75 - 2 * (age - 60)).max(1)) }
}

fn classifications(package: &Path) {
    let row = |code: &str, place: usize| format!("{code},Name of {code},Nom de {code},{place}");
    fill(
        package,
        "sources.csv",
        &["synthetic,Suranys,Made-up figures,in a test,2022,made up,not for use".to_owned()],
    );
    let mut sections = vec!["_T,Total,Ensemble,,,,0".to_owned()];
    for (at, (code, broad)) in SECTIONS.iter().enumerate() {
        sections.push(format!("{code},Section {code},Section {code},,,{broad},{}", at + 1));
    }
    fill(package, "classifications/sections.csv", &sections);
    let broad = ["_T", "AGR", "IND", "SER"];
    let rows: Vec<String> = broad.iter().enumerate().map(|(at, code)| row(code, at)).collect();
    fill(package, "classifications/broad_sectors.csv", &rows);
    let mut regions = vec!["XX,Exland,Pays d'Exe,,,country,,0".to_owned()];
    for (at, code) in REGIONS.iter().enumerate() {
        regions.push(format!("{code},Region {code},Région {code},,,region,,{}", at + 1));
    }
    fill(package, "classifications/regions.csv", &regions);
    let rows: Vec<String> =
        ["_T", "F", "M"].iter().enumerate().map(|(at, code)| row(code, at)).collect();
    fill(package, "classifications/sexes.csv", &rows);
    let mut ages = vec!["_T,All,Tous,,,0".to_owned()];
    let mut age = |code: &str, from: i32, to: &str| {
        ages.push(format!("{code},{code},{code},{from},{to},{}", ages.len()));
    };
    age("0", 0, "0");
    age("1-4", 1, "4");
    for (code, from) in bands() {
        age(&code, from, &if from < 100 { (from + 4).to_string() } else { String::new() });
    }
    age("65+", 65, "");
    fill(package, "classifications/age_bands.csv", &ages);
    let links = SECTIONS.map(|(code, broad)| format!("{code},{broad},1,made up,synthetic"));
    fill(package, "concordances/section_broad_sector.csv", &links);
}

fn figures(package: &Path) {
    let thousand = |persons: i64| format!("{}.{:03}", persons / 1000, persons % 1000);
    let (mut by_section, mut by_region, mut by_broad) = (Vec::new(), Vec::new(), Vec::new());
    for year in YEARS {
        let of = |regions: &[usize], sections: &[usize]| -> i64 {
            let cells =
                regions.iter().flat_map(|r| sections.iter().map(|s| employed(*r, *s, year)));
            cells.sum()
        };
        let (everywhere, everything) = ([0, 1, 2], [0, 1, 2, 3, 4]);
        for (at, (code, _)) in SECTIONS.iter().enumerate() {
            by_section.push(format!("{year},{code},{},{FIGURE}", thousand(of(&everywhere, &[at]))));
        }
        let all = thousand(of(&everywhere, &everything));
        by_section.push(format!("{year},_T,{all},{FIGURE}"));
        by_region.push(format!("{year},XX,{all},{FIGURE}"));
        for (at, code) in REGIONS.iter().enumerate() {
            by_region.push(format!("{year},{code},{},{FIGURE}", thousand(of(&[at], &everything))));
        }
        for (broad, sections) in [("AGR", &[0][..]), ("IND", &[1, 2]), ("SER", &[3, 4])] {
            by_broad.push(format!("{year},XX,{broad},{},{FIGURE}", of(&everywhere, sections)));
            for (at, code) in REGIONS.iter().enumerate() {
                by_broad.push(format!("{year},{code},{broad},{},{FIGURE}", of(&[at], sections)));
            }
        }
    }
    fill(package, "tables/employment_by_section.csv", &by_section);
    fill(package, "tables/employment_by_region.csv", &by_region);
    fill(package, "tables/employment_by_region_broad_sector.csv", &by_broad);
}

fn people_and_pensions(package: &Path) {
    let (mut at_work, mut both, mut each, mut deaths, mut pensions) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let rate = |age: i32| match age {
        15 => 0.1,
        20 => 0.5,
        25..=50 => 0.75,
        55 => 0.6,
        _ => 0.3,
    };
    for year in YEARS {
        for sex in ["F", "M"] {
            let mut all = 0.0;
            let working = bands().into_iter().filter(|(_, age)| (15..65).contains(age));
            let mut cells: Vec<(String, f64)> =
                working.map(|(code, age)| (code, people(age) * rate(age))).collect();
            cells.push(("65+".to_owned(), 10.0));
            for (code, value) in cells {
                all += value;
                at_work.push(format!("{year},{sex},{code},{value},{FIGURE}"));
            }
            at_work.push(format!("{year},{sex},_T,{all},{FIGURE}"));
        }
    }
    for year in 2005..=2035 {
        let figure = if year > *YEARS.end() { AHEAD } else { FIGURE };
        for (code, age) in bands() {
            both.push(format!("{year},{code},{},{figure}", 2.0 * people(age)));
            if year % 5 == 0 {
                for sex in ["F", "M"] {
                    each.push(format!("{year},{sex},{code},{},{figure}", people(age)));
                }
            }
        }
        for (sex, age) in [("F", 60), ("M", 62)] {
            pensions.push(format!("{year},{sex},only-act,2000,{age},{FIGURE}"));
        }
    }
    for from in (2005..2035).step_by(5) {
        for (sex, factor) in [("F", 1.0), ("M", 1.5)] {
            let mut row = |code: &str, age: i32| {
                let rate = (20..age).fold(0.0005 * factor, |rate: f64, _| rate * 1.08).min(0.5);
                deaths.push(format!("{from},{},{sex},{code},{rate},{FIGURE}", from + 5));
            };
            row("0", 0);
            row("1-4", 1);
            for (code, age) in bands().into_iter().skip(1) {
                row(&code, age);
            }
        }
    }
    fill(package, "tables/employment_by_sex_age.csv", &at_work);
    fill(package, "tables/population_by_age.csv", &both);
    fill(package, "tables/population_by_sex_age.csv", &each);
    fill(package, "tables/mortality_by_sex_age.csv", &deaths);
    fill(package, "tables/pension_age.csv", &pensions);
}

/// Two unit groups of occupations under one major group: for the one employers post two vacancies
/// for each CV, for the other one for each two CVs.
fn exchange(package: &Path) {
    let nodes =
        [("2", 1, ""), ("21", 2, "2"), ("211", 3, "21"), ("2111", 4, "211"), ("2112", 4, "211")];
    let rows = nodes.map(|(code, level, parent)| {
        let parent = if parent.is_empty() { String::new() } else { format!("isco08:{parent}") };
        format!(
            "isco08:{code},{code},{level},{parent},Group {code},Groupe {code},,,synthetic,{code}"
        )
    });
    fill(package, "classifications/isco08.csv", &rows);
    fill(
        package,
        "classifications/national_groups.csv",
        &["xx:2,2,Two,Deux,synthetic,2".to_owned()],
    );
    fill(
        package,
        "concordances/isco08_national_group.csv",
        &["isco08:2,xx:2,1,made up,synthetic".to_owned()],
    );
    let mut rows = Vec::new();
    for month in 1..=12 {
        for (group, vacancies, resumes) in [("2111", 2, 1), ("2112", 1, 2)] {
            for (measure, value) in [("vacancies", vacancies), ("resumes", resumes)] {
                let what = format!("2022-{month:02},monthly_flow,XX,isco08:{group},{measure}");
                rows.push(format!("{what},{value},{FIGURE}"));
            }
        }
    }
    fill(package, "tables/exchange_by_occupation.csv", &rows);
}

/// Three major groups, staffed alike in every section, and a labour force a tenth above the employed.
fn occupations_and_supply(package: &Path) {
    let groups = [("2", 3), ("7", 4), ("9", 3)];
    let (mut names, mut same, mut survey, mut modelled, mut proxy) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (at, code) in ["2", "7", "9", "_T"].iter().enumerate() {
        names.push(format!("isco08:{code},isco08,{code},Group {code},Groupe {code},{at}"));
    }
    for (code, part) in groups {
        same.push(format!("isco08:{code},isco08:{code},1,made up,synthetic"));
        proxy.push(format!("2022,XX,ALL,isco08:{code},{},{FIGURE}", part * 100));
        for year in YEARS {
            let row = format!("isco08:{code},{},{FIGURE}", part * 100);
            survey.push(format!("{year},isco08,_T,{row}"));
            modelled.push(format!("{year},{row}"));
        }
    }
    for year in YEARS {
        survey.push(format!("{year},isco08,_T,isco08:_T,1000,{FIGURE}"));
        modelled.push(format!("{year},isco08:_T,1000,{FIGURE}"));
    }
    fill(package, "classifications/occupations.csv", &names);
    fill(
        package,
        "classifications/industry_groups.csv",
        &["ALL,All,Tout,1".to_owned(), "_T,Total,Total,0".to_owned()],
    );
    let links = SECTIONS.map(|(code, _)| format!("{code},ALL,1,made up,synthetic"));
    fill(package, "concordances/section_industry_group.csv", &links);
    fill(package, "concordances/occupation_modelled_group.csv", &same);
    fill(package, "tables/employment_by_occupation.csv", &survey);
    fill(package, "tables/employment_by_occupation_modelled.csv", &modelled);
    fill(package, "tables/proxy_employment_by_industry_occupation.csv", &proxy);
    let table = std::fs::read_to_string(package.join("tables/employment_by_sex_age.csv"));
    let table = table.expect("employed by sex and age");
    let force = table.lines().skip(1).map(|line| {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        let employed: f64 = cells[3].parse().expect("a number");
        cells[3] = (1.1 * employed).to_string();
        cells.join(",")
    });
    fill(package, "tables/labour_force_by_sex_age.csv", &force.collect::<Vec<_>>());
    let force: Vec<String> = YEARS
        .map(|year| {
            let regions = 0..REGIONS.len();
            let cells = regions.flat_map(|r| (0..SECTIONS.len()).map(move |s| (r, s)));
            let at_work: i64 = cells.map(|(r, s)| employed(r, s, year)).sum();
            format!("{year},{:.3},{FIGURE}", 1.1 * at_work as f64 / 1000.0)
        })
        .collect();
    fill(package, "tables/labour_force.csv", &force);
    let movers: Vec<String> = (2005..=2035).map(|year| format!("{year},0,{FIGURE}")).collect();
    fill(package, "tables/net_migration.csv", &movers);
    let graduates =
        YEARS.flat_map(|year| ["HE", "TVE"].map(|level| format!("{year},{level},8000,{FIGURE}")));
    let mut graduates: Vec<String> = graduates.collect();
    graduates.push(format!("2022,TVE_EXPECTED,8000,{FIGURE}"));
    graduates.push(format!("2022,TVE_EXPECTED_WORKERS,4000,{FIGURE}"));
    fill(package, "tables/graduates.csv", &graduates);
    let paths = [("HE", "2"), ("TVE_SPECIALISTS", "7"), ("TVE_WORKERS", "7"), ("NONE", "9")];
    let paths =
        paths.map(|(level, code)| format!("{level},isco08:{code},1,made up,expert,synthetic"));
    fill(package, "concordances/education_occupation.csv", &paths);
}

/// The English texts with a mark in every sentence: as complete as they are.
fn french() -> String {
    fn marked(value: toml::Value) -> toml::Value {
        match value {
            toml::Value::String(text) if text.contains(' ') => format!("« {text} »").into(),
            toml::Value::Array(all) => all.into_iter().map(marked).collect::<Vec<_>>().into(),
            toml::Value::Table(all) => all
                .into_iter()
                .map(|(key, value)| (key, marked(value)))
                .collect::<toml::Table>()
                .into(),
            other => other,
        }
    }
    let read = |name: &str| -> toml::Table {
        let path = project().join("data/labels").join(name);
        std::fs::read_to_string(path).expect("labels").parse().expect("TOML")
    };
    let mut all = read("en.toml");
    for group in ["list", "explain", "consult", "changes", "letter", "serve", "sheet", "terminal"] {
        all.insert(group.to_owned(), read(&format!("{group}.en.toml")).into());
    }
    toml::to_string(&marked(all.into())).expect("labels of texts")
}

/// A folder of data with the package of the made-up land; few draws, so that it takes seconds.
pub fn land(place: &Path) -> PathBuf {
    let folder = place.join("land");
    skeleton(&folder);
    let package = folder.join("xx");
    let descriptor = package.join("datapackage.json");
    let bytes = std::fs::read(&descriptor).expect("a descriptor");
    let mut told: Value = serde_json::from_slice(&bytes).expect("JSON");
    told["suranys"]["synthetic"] = true.into();
    std::fs::write(&descriptor, told.to_string()).expect("can be written");
    classifications(&package);
    figures(&package);
    people_and_pensions(&package);
    exchange(&package);
    occupations_and_supply(&package);
    std::fs::write(package.join("labels/fr.toml"), french()).expect("can be written");
    let baseline = folder.join("scenarios/baseline.toml");
    let mut text = std::fs::read_to_string(&baseline).expect("a baseline");
    for (was, is) in
        [("= 1000", "= 100"), ("= 2026", "= 2023"), ("= 2030", "= 2025"), ("= 2035", "= 2026")]
    {
        assert!(text.contains(&format!("value {was}\n")), "{was}");
        text = text.replace(&format!("value {was}\n"), &format!("value {is}\n"));
    }
    std::fs::write(&baseline, text).expect("can be written");
    folder
}

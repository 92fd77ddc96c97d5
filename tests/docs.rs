//! The README and the guides tell the truth: their commands run, their paths exist, their figures are the
//! report's.

use std::path::PathBuf;
use std::process::Command;
use suranys_tests::{copy_folder, light_data, project, suranys, text};

fn readme() -> String {
    std::fs::read_to_string(project().join("README.md")).expect("README is there")
}

/// The README and the pages it leads to, with their texts.
fn guides() -> Vec<(PathBuf, String)> {
    let crates = std::fs::read_dir(project().join("crates")).expect("crates are there");
    let mut pages: Vec<PathBuf> =
        crates.map(|entry| entry.expect("an entry").path().join("README.md")).collect();
    pages.extend(
        ["README.md", "CONTRIBUTING.md", "crates/README.md"].map(|name| project().join(name)),
    );
    pages.sort();
    let text = |page: PathBuf| Some((page.clone(), std::fs::read_to_string(page).ok()?));
    pages.into_iter().filter_map(text).collect()
}

/// Lines of a page's shell blocks.
fn commands(page: &str) -> Vec<String> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in page.lines() {
        if line.starts_with("```") {
            inside = line == "```sh";
        } else if inside && !line.is_empty() && !line.starts_with('#') {
            found.push(line.to_owned());
        }
    }
    found
}

#[test]
fn the_commands_of_the_guides_run() {
    let mut wages = "series_id,period,value\n".to_owned();
    for t in 0..20 {
        let (a, b) = (100 + t * t % 7, 50 + t * t % 5);
        for (name, value) in [("all", a + b), ("a", a), ("b", b)] {
            wages.push_str(&format!("{name},{},{value}\n", 2000 + t));
        }
    }
    // What was forecast of years that came to pass is scored on the data as they are, all else runs with few draws.
    let (whole, light) = (tempfile::tempdir(), tempfile::tempdir());
    let (whole, light) = (whole.expect("temporary folder"), light.expect("temporary folder"));
    copy_folder(&project().join("data"), &whole.path().join("data")).expect("data can be copied");
    light_data(&light.path().join("data")).expect("data can be copied");
    let definitions = "reports/definitions";
    copy_folder(&project().join(definitions), &light.path().join(definitions))
        .and_then(|()| std::fs::write(light.path().join("wages.csv"), &wages))
        .and_then(|()| {
            let parts = "series_id,parent\nall,\na,all\nb,all\n";
            std::fs::write(light.path().join("parts.csv"), parts)
        })
        .expect("files for the examples can be written");
    let ci = std::fs::read_to_string(project().join(".ci/run")).expect("the CI script is there");
    let mut asked: [Vec<String>; 2] = Default::default();
    let readme = &project().join("README.md");
    // Those of CONTRIBUTING.md go with what its pages write: `guides.rs` runs them.
    let mut guides = guides();
    guides.retain(|(page, _)| !page.ends_with("CONTRIBUTING.md"));
    let all = guides.iter().flat_map(|(page, text)| {
        commands(text).into_iter().map(move |command| (page == readme, command))
    });
    for (first, command) in all {
        let ours = command
            .strip_prefix("cargo run --release -- ")
            .or_else(|| command.strip_prefix("suranys "));
        let Some(arguments) = ours else {
            // What is not ours to run here, CI runs word for word; guides may show more.
            assert!(!first || ci.contains(&command), "nothing runs `{command}`");
            continue;
        };
        let arguments = arguments.split('#').next().unwrap_or(arguments);
        asked[usize::from(!arguments.contains("--as-of"))].push(arguments.to_owned());
    }
    assert!(asked.iter().map(Vec::len).sum::<usize>() >= 30, "the guides show commands");
    // Guides ask about the edition before they say how it is made.
    asked[1].sort_by_key(|arguments| !arguments.contains("--definition"));
    let run = |folder: &std::path::Path, all: &[String]| {
        for arguments in all {
            let output = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
                .args(arguments.split_whitespace())
                .current_dir(folder)
                .output()
                .expect("the command starts");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "`{arguments}`: {said}");
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| run(whole.path(), &asked[0]));
        run(light.path(), &asked[1]);
    });
    coverage_is_told(&whole.path().join("reports/2023-2027-as-of-2022/tables/outturns.csv"));
}

/// The README says how many outturns the prediction intervals of the forecast as of
/// 2022 contained.
fn coverage_is_told(outturns: &std::path::Path) {
    let table = std::fs::read_to_string(outturns).expect("the outturns are there");
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    for (column, level) in [("inside80", "80%"), ("inside95", "95%")] {
        let at = header.iter().position(|h| *h == column).expect("the column is there");
        let inside = rows.iter().filter(|row| row[at] == "true").count();
        let told = format!(
            "{level} intervals contained {}%",
            (100 * inside + rows.len() / 2) / rows.len()
        );
        assert!(readme().replace('\n', " ").contains(&told), "README lacks \"{told}\"");
    }
}

#[test]
fn the_paths_of_the_guides_exist() {
    let mut looked_at = 0;
    for (page, text) in guides() {
        let folder = page.parent().expect("a folder");
        for part in text.split("](").skip(1) {
            let target = part.split([')', '#']).next().unwrap_or_default();
            if target.starts_with("http") || target.is_empty() {
                continue;
            }
            assert!(folder.join(target).exists(), "{} names {target}", page.display());
            looked_at += 1;
        }
    }
    assert!(looked_at >= 20);
}

/// The figures in the README are those of the issued edition.
#[test]
fn the_readmes_figures_are_the_reports() {
    is_in_readme("hired_workers.csv", "hired-job-openings");
    is_in_readme("job_openings_by_period.csv", "job-openings");
}

/// The nation's median and 80% interval of the policy period, in thousands.
fn is_in_readme(table: &str, measure: &str) {
    let table = std::fs::read_to_string(project().join("reports/2023-2027/tables").join(table))
        .expect("the issued edition has the table");
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let at = |name: &str| {
        header.iter().position(|h| *h == name).unwrap_or_else(|| panic!("no column {name}"))
    };
    let row = lines
        .map(|line| line.split(',').collect::<Vec<_>>())
        .find(|row| {
            row[at("scenario")] == "baseline"
                && row[at("measure")] == measure
                && (row[at("year_from")], row[at("year_to")]) == ("2023", "2027")
                && row[at("section")].is_empty()
                && row[at("region")].is_empty()
        })
        .expect("the baseline's national figure");
    let thousands = |column: &str| {
        let persons: f64 = row[at(column)].parse().expect("a number");
        format!("{:.1}", persons / 1000.0)
    };
    for column in ["median", "lo80", "hi80"] {
        let figure = thousands(column);
        assert!(readme().replace(',', "").contains(&figure), "README lacks {column} {figure}");
    }
}

#[test]
fn shells_complete_every_command_and_the_manual_has_a_page_of_each() {
    let ran = |arguments: &[&str]| {
        let output = suranys!(&project(), arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    let help = ran(&["--help"]);
    let listed = help.split("Commands:").nth(1).and_then(|rest| rest.split("Options:").next());
    let first = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let commands: Vec<&str> = listed.expect("commands").lines().filter(first).collect();
    let commands = commands.iter().filter_map(|line| line.split_whitespace().next());
    let commands: Vec<&str> = commands.filter(|name| *name != "help").collect();
    assert!(commands.len() > 15, "{commands:?}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = ran(&["completions", shell]);
        for name in &commands {
            assert!(script.contains(name), "{shell} does not complete {name}");
        }
    }
    for name in commands {
        let page = ran(&["man", name]);
        assert!(page.contains(&format!(".TH suranys-{name} 1")), "{name}: {page:.200}");
    }
    let none = suranys!(&project(), &["man", "series", "forcast"]);
    assert_eq!(none.status.code(), Some(2));
}

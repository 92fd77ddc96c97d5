//! Figures to the bit.

use crate::serve::client::Server;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use suranys_core::progress::{Follower, Stopped};
use suranys_core::run::Extent;
use suranys_data::{Frame, read_run};
use suranys_runner::workbench::{AskedScenario, Workbench, joined};
use suranys_runner::{Order, forecast};
use suranys_server::Limits;
use suranys_tests::{copy_folder, light_data, project, suranys, text};

struct Nobody;

impl Follower for Nobody {
    fn at(&self, _: f64, _: &str) -> Result<(), Stopped> {
        Ok(())
    }
    fn note(&self, _: &str) {}
}

/// All draws of the project's own data: what a saved scenario gives on the page is what the command line stores
/// of its file, figure by figure, as bits. Expected: the run that `suranys run` stores.
#[test]
fn figures_of_all_draws_are_those_of_the_command_line() {
    let server = Server::with(Limits::default(), |root| {
        for part in ["kz", "scenarios", "rules"] {
            let name = format!("data/{part}");
            copy_folder(&project().join(&name), &root.join(&name)).expect("copied");
        }
    });
    let edit = json!({
        "title": { "en": "Mine" },
        "parameters": { "demand.gdp_growth_gap": { "value": -1.25, "source": "a test" } },
        "growth": { "F": { "years": { "2026": 9.5, "2027": 8.0 }, "source": "a test" } },
    });
    let saved = server.send(
        "PUT",
        "/packages/kz/scenarios/mine",
        &[],
        &json!({ "base": "baseline", "edit": edit }),
    );
    assert_eq!(saved.status, 201, "{}", String::from_utf8_lossy(&saved.body));
    let asked = |draws: &str| json!({ "package": "kz", "baseline": "baseline", "base": "mine", "draws": draws });
    let preview = server.run(&asked("preview"));
    assert_eq!((&preview["preview"], &preview["draws"]), (&json!(true), &json!(200)));
    let full = server.run(&asked("full"));
    assert_eq!((&full["preview"], &full["draws"]), (&json!(false), &json!(1000)));
    let key = full["key"].as_str().expect("a key");
    let path = format!("/api/v1/runs/{key}/figures?by=nation,section,region,occupation,crossed");
    let reply = server.ask("GET", &path, &[("Accept", "application/vnd.apache.parquet")], &[]);
    assert_eq!(reply.status, 200);
    let frame = Frame::read(&reply.body).expect("Parquet");

    let done = suranys!(&server.root, &["run", "--scenario", "data/scenarios/mine.toml"]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let stored = read_run(&server.root.join(text(&done.stdout).trim())).expect("a stored run");
    let own = stored.output.figures.iter().filter(|(key, _)| key.scenario == "mine");
    let own: Vec<_> = own.collect();
    assert!(own.len() > 1000, "{} figures", own.len());
    assert_eq!(frame.height(), own.len());
    let ends = ["lo95", "lo80", "median", "hi80", "hi95"];
    for (row, (key, figure)) in own.iter().enumerate() {
        assert_eq!(frame.text("measure", row), Ok(Some(key.measure.key())));
        assert_eq!(frame.text("region", row), Ok(key.region.as_deref()));
        let expected = match figure.estimate.range() {
            Some(q) => {
                [q.lo95(), q.lo80(), q.median(), q.hi80(), q.hi95()].map(|v| Some(v.to_bits()))
            }
            None => [None, None, Some(figure.estimate.central().to_bits()), None, None],
        };
        let bits = |end| frame.number(end, row).expect("numbers").map(f64::to_bits);
        let found = ends.map(bits);
        assert_eq!(found, expected, "{key:?}");
    }
}

/// What runs share is made once, and changes no bit: neither of a run by itself, with its list, nor of what two
/// differ by. Expected: the runs that nothing is shared by.
#[test]
fn what_runs_share_changes_no_bit() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = light_data(folder.path()).expect("data are copied");
    let bench = Workbench::open(&package).expect("a sound package");
    let asked = |base: &str| AskedScenario { base: base.to_owned(), ..AskedScenario::default() };
    let (first, second) = (
        bench.written(&asked("baseline")).expect("read"),
        bench.written(&asked("optimistic")).expect("read"),
    );
    let baseline = bench.run(&first, None, &Nobody).expect("a run");
    let other = bench.run(&second, Some((&first.scenario, &baseline)), &Nobody).expect("a run");
    let files = |names: &[&str]| -> Vec<PathBuf> {
        let of = |name: &&str| folder.path().join(format!("scenarios/{name}.toml"));
        names.iter().map(of).collect()
    };
    let alone = |names: &[&str]| {
        let order =
            Order { package: package.clone(), scenarios: files(names), as_of: None, draws: false };
        forecast(&order, Extent::Forecast, &Nobody).expect("a run").output
    };
    assert_eq!(baseline.output, alone(&["baseline"]));
    assert_eq!(other.output, alone(&["optimistic"]));
    let both = alone(&["baseline", "optimistic"]);
    assert!(!both.differences.is_empty());
    assert_eq!(other.differences, both.differences);
    let put = joined(&baseline, &other);
    // A run of both has fewer figures of the second: what it has is the same.
    for (key, figure) in &both.figures {
        assert_eq!(put.figures.get(key), Some(figure), "{key:?}");
    }
    assert_eq!(put.scenarios, both.scenarios);
    assert!(both.indicators.iter().all(|one| put.indicators.contains(one)));
}

/// A scenario that stands in no file gives what the file gives that it is saved as. Expected: the run of the
/// file.
#[test]
fn a_draft_gives_what_its_file_gives() {
    let server = Server::light();
    let edit = json!({ "parameters": { "supply.returnees": { "value": 20000, "source": "x" } } });
    let draft = json!({
        "package": "kz", "baseline": "baseline", "base": "baseline", "id": "mine", "edit": edit,
        "draws": "full",
    });
    let before = server.run(&draft);
    let save = json!({ "base": "baseline", "edit": edit });
    assert_eq!(server.send("PUT", "/packages/kz/scenarios/mine", &[], &save).status, 201);
    let file = json!({ "package": "kz", "baseline": "baseline", "base": "mine", "draws": "full" });
    let after = server.run(&file);
    assert_eq!(figures(&server, &before), figures(&server, &after));
    assert!(!Path::new(&server.root.join("data/scenarios/draft.toml")).exists());
}

fn figures(server: &Server, run: &Value) -> Value {
    server.get(&format!("/runs/{}/figures", run["key"].as_str().expect("a key"))).json()
}

//! Small sound inputs from which the others are made: a land, its run, its report.

use crate::land::{fill, land};
use std::collections::BTreeMap;
use suranys_core::Inputs;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::{EditionSpec, Extent, RunIdentity, RunManifest, Sensitivity};
use suranys_core::run_output::{ForecastOutput, RunOutput, StoredRun};
use suranys_core::scenario::Scenario;
use suranys_core::sensitivity::{SweptFigure, SweptRun};
use suranys_core::shortage_list::{Evidence, PackageEvidence, RuleBook, RunFigures};
use suranys_data::{
    RuleRequest, manifest_file, read_inputs, read_package_evidence, read_rulebook,
    read_scenarios_for, write_run, write_swept,
};
use suranys_tests::{contents, project};

/// Files by path in a folder.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What sound inputs are made of, and what readers are told beside their files.
pub struct Seeds {
    /// The land's folder of data: `xx`, `scenarios`, `rules`, `sweeps`.
    pub land: Files,
    /// The folder of a stored run, without most of its figures.
    pub run: Files,
    /// The folder of a stored run with all of them.
    pub whole_run: Files,
    /// The folder of a report as far as it is read again.
    pub report: Files,
    /// A folder of one finished run of a sweep.
    pub swept: Files,
    pub known: Known,
}

/// The land and its run, in memory.
pub struct Known {
    pub inputs: Inputs,
    pub scenarios: Vec<Scenario>,
    pub evidence: PackageEvidence,
    pub book: RuleBook,
    pub run: StoredRun,
}

/// The rulebook of the land.
pub fn rules() -> RuleRequest {
    "xx@2026-06-01".parse().expect("a request")
}

/// Key of the finished run of a sweep.
pub const SWEPT: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

const OPTIMISTIC: &str = r#"
extends = "baseline"
[title]
en = "Optimistic"
[description]
en = "More graduates enter work."
[parameters."supply.graduates_factor"]
value = 1.2
unit = "ratio"
basis = "expert"
source = "made up"
[pension_age.F]
2024 = 61
basis = "expert"
source = "made up"
"#;

impl Seeds {
    /// Makes the land and all that is made of it.
    pub fn new() -> Seeds {
        let place = tempfile::tempdir().expect("temporary folder");
        let folder = land(place.path());
        add_list(&folder);
        let optimistic = folder.join("scenarios/optimistic.toml");
        std::fs::write(&optimistic, OPTIMISTIC).expect("written");
        for name in ["tornado.toml", "sobol.toml"] {
            let text = std::fs::read_to_string(project().join("data/sweeps").join(name));
            let text = text.expect("a sweep").replace("draws = 200", "draws = 100");
            std::fs::create_dir_all(folder.join("sweeps")).expect("made");
            std::fs::write(folder.join("sweeps").join(name), text).expect("written");
        }
        let package = folder.join("xx");
        let inputs = read_inputs(&package).expect("the land is sound");
        let files = vec![folder.join("scenarios/baseline.toml"), optimistic];
        let (scenarios, scenario_files) =
            read_scenarios_for(&files, &folder.join("scenarios"), &inputs).expect("scenarios");
        let (evidence, _) = read_package_evidence(&package).expect("evidence");
        let (book, rule_files) = read_rulebook(&folder.join("rules"), &rules()).expect("rules");
        let forecast =
            suranys_model::forecast(&inputs, None, &scenarios, &suranys_core::progress::unfollowed);
        let forecast = forecast.expect("a forecast of the land");
        let figures = RunFigures::of(&forecast);
        let list = Evidence::of(&evidence, &figures, None).expect("evidence");
        let list = suranys_rules::recommend(&book, &list).for_print();
        let sensitivities = vec![sensitivity(&forecast)];
        let identity = RunIdentity {
            format: RunIdentity::FORMAT,
            program: "suranys".to_owned(),
            version: "0".to_owned(),
            package: inputs.package.name.clone(),
            package_version: String::new(),
            as_of: None,
            settings: forecast.settings.clone(),
            inputs: inputs.package.files.clone(),
            scenarios: scenario_files,
            rules: rule_files,
            sweep: Vec::new(),
            extent: Extent::Report,
        };
        let output = RunOutput::assemble(forecast, sensitivities, Some(list));
        let run = StoredRun { identity, output };
        let stored = |run: &StoredRun| {
            let parent = place.path().join("runs");
            let (target, _) = write_run(&parent, run).expect("stored");
            contents(&target).expect("read back")
        };
        let few = few(&run);
        Seeds {
            land: contents(&folder).expect("read back"),
            run: stored(&few),
            whole_run: stored(&run),
            report: report(&run),
            swept: swept(&run),
            known: Known { inputs, scenarios, evidence, book, run },
        }
    }
}

/// What the list rests on beside the exchange.
fn add_list(folder: &std::path::Path) {
    let package = folder.join("xx");
    let signal = project().join("data/rules/kz/signal.toml");
    std::fs::copy(signal, folder.join("rules/xx/signal.toml")).expect("copied");
    for (path, rows) in [
        (
            "classifications/bodies.csv",
            "min,state_body,,Ministry,Ministère,1\nreg,regional_government,XX-1,Region,Région,2\ncha,chamber,,Chamber,Chambre,3\ngov,authority,,Government,Gouvernement,4",
        ),
        ("classifications/permit_categories.csv", "cat1,First,Premier,1"),
        ("classifications/exchange_measures.csv", "vacancies,Vacancies,Postes,1\nresumes,CVs,CV,2"),
        ("lists/lists.csv", "2021-01-01,First,Premier,2,2021,synthetic,"),
        (
            "lists/professions.csv",
            "xx:smith,Smith,Forgeron,isco08:2111,,xx:2,synthetic,\nxx:clerk,Clerk,Commis,isco08:2112,isco08:2111,xx:2,synthetic,",
        ),
        (
            "lists/listed_professions.csv",
            "2021-01-01,xx:smith,synthetic,\n2021-01-01,xx:clerk,synthetic,",
        ),
        ("lists/nominations.csv", "xx:smith,min,2022-01-01,letter,needed,synthetic"),
        ("lists/scope_exceptions.csv", "xx:clerk,min,2022-01-01,letter,needed,synthetic"),
        (
            "lists/consultation.csv",
            "xx:smith,min,propose,2022-01-01,letter,,synthetic\nxx:smith,reg,agree,2022-02,letter,,synthetic\nxx:smith,cha,disagree,2022-02-03,letter,why not,synthetic",
        ),
        (
            "lists/panel_answers.csv",
            "2022,reg,XX-1,xx:smith,seekers,3,2022-10-01,why,form.xlsx\n2022,cha,XX,xx:smith,seekers,abstain,2022-10-01,,form.xlsx",
        ),
        (
            "tables/foreign_labour_permits_by_occupation.csv",
            "2021-11-01,cat1,isco08:2111,5,A,,synthetic,\n2022-11-01,cat1,isco08:2111,7,A,,synthetic,",
        ),
        (
            "tables/foreign_labour_permits.csv",
            "2021-11-01,cat1,5,A,,synthetic,\n2022-11-01,cat1,7,A,,synthetic,",
        ),
        ("tables/unfilled_posts.csv", "2022-01,xx:smith,12,A,,synthetic,"),
        (
            "tables/exchange_totals.csv",
            "2022-01,monthly_flow,vacancies,2,A,,synthetic,\n2022-01,monthly_flow,resumes,3,A,,synthetic,",
        ),
    ] {
        fill(&package, path, &[rows.to_owned()]);
    }
}

fn sensitivity(of: &ForecastOutput) -> Sensitivity {
    let (key, figure) = of.figures.first_key_value().expect("figures");
    Sensitivity {
        key: key.clone(),
        parameter: "supply.graduates_factor".to_owned(),
        low: 0.9,
        high: 1.1,
        centre: 1.0,
        at_low: 2.0,
        at_high: 3.0,
        draws: 100,
        unit: figure.unit,
        status: figure.status,
        source: figure.source.clone(),
    }
}

/// A run with few rows in each of its tables, so that thousands are read in a second.
fn few(run: &StoredRun) -> StoredRun {
    let mut run = run.clone();
    let forecast = &mut run.output.forecast;
    let mut place = 0;
    forecast.figures.retain(|_, _| {
        place += 1;
        place % 40 == 0
    });
    forecast.differences.truncate(5);
    forecast.indicators.truncate(5);
    forecast.shortage_draws.truncate(1);
    forecast.country.label_files.clear();
    run
}

/// A report's manifest and the tables that rules read of it.
fn report(run: &StoredRun) -> Files {
    let mut files = Files::new();
    for table in suranys_report::tables(&run.output) {
        let read = ["cover", "employment_by_occupation", "shortage_draws"];
        if read.contains(&table.name.as_str()) {
            let text = String::from_utf8(table.csv(true).expect("CSV")).expect("text");
            // What rules read of the cover is of the nation and the whole period.
            let period = run.output.settings.policy_period;
            let national = format!(",,,{},{},", period.from(), period.to());
            let read = |(at, line): (usize, &'_ str)| at < 10 || line.contains(&national);
            let rows: Vec<&str> = match table.name.as_str() {
                "cover" => text
                    .lines()
                    .enumerate()
                    .filter(|one| read(*one))
                    .map(|(_, line)| line)
                    .collect(),
                "shortage_draws" => text.lines().collect(),
                _ => text.lines().take(20).collect(),
            };
            files.insert(format!("tables/{}.csv", table.name), (rows.join("\n") + "\n").into());
        }
    }
    let manifest = RunManifest {
        run: run.identity.clone(),
        edition: EditionSpec {
            languages: vec!["en".to_owned()],
            parts: vec!["tables".to_owned()],
            theme: "colour".to_owned(),
            width: Some(800),
            since: None,
        },
        outputs: files.iter().map(|(path, bytes)| Fingerprint::of(path.as_str(), bytes)).collect(),
    };
    files.extend([manifest_file(&manifest).expect("JSON")]);
    files
}

fn swept(run: &StoredRun) -> Files {
    let figures = run.output.figures.iter().take(4);
    let figures =
        figures.map(|(key, figure)| SweptFigure { key: key.clone(), figure: figure.clone() });
    let run = SweptRun {
        key: SWEPT.to_owned(),
        parameters: BTreeMap::from([("supply.graduates_factor".to_owned(), 1.0)]),
        figures: figures.collect(),
    };
    let place = tempfile::tempdir().expect("temporary folder");
    write_swept(place.path(), &run).expect("stored");
    contents(place.path()).expect("read back")
}

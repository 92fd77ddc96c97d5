//! The graded signal on the package: its rulebook, its order, its agreement with published lists.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::OnceLock;
use suranys_core::shortage_list::{
    Evidence, ForecastEvidence, ListOutput, PackageEvidence, ScoreMeasure, SignalBook,
    SignalForecast, SignalOutput, SignalScore, Tier, Verdict,
};
use suranys_data::{RuleRequest, read_package_evidence, read_rulebook, read_signal_book};
use suranys_rules::{SignalRequest, recommend, signal, signal_scores};
use suranys_tests::project;

const VINTAGE: &str = "2026-11-30";
const LIST: &str = "2024-12-01";

struct Made {
    book: SignalBook,
    package: PackageEvidence,
    list: ListOutput,
    scope: BTreeSet<String>,
    output: SignalOutput,
    scores: Vec<SignalScore>,
}

fn request<'a>(
    book: &'a SignalBook,
    package: &'a PackageEvidence,
    forecast: &'a SignalForecast,
    scope: &'a BTreeSet<String>,
) -> SignalRequest<'a> {
    SignalRequest {
        book,
        package,
        forecast,
        scope,
        list: LIST,
        vintage: VINTAGE,
        seed: 20_240_229,
        draws: 1000,
    }
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = project().join("data/rules");
        let (book, _) =
            read_signal_book(&folder, "kz").expect("no findings").expect("the project has one");
        let rules: RuleRequest = format!("kz@{LIST}").parse().expect("a request");
        let (rules, _) = read_rulebook(&folder, &rules).expect("no findings");
        let (package, _) = read_package_evidence(&project().join("data/kz")).expect("a package");
        let evidence = Evidence { package: package.clone(), forecast: ForecastEvidence::default() };
        let list = recommend(&rules, &evidence);
        let scope: BTreeSet<String> = list
            .assessed
            .iter()
            .filter(|one| one.trace.parts.first().is_some_and(|p| p.verdict == Verdict::Meets))
            .map(|one| one.subject.id.clone())
            .collect();
        let forecast = SignalForecast::default();
        let asked = request(&book, &package, &forecast, &scope);
        let (output, scores) = (signal(&asked), signal_scores(&asked));
        Made { output, scores, list, scope, package, book }
    })
}

#[test]
fn look() {
    let made = made();
    for w in &made.output.weights {
        println!("{w:?}");
    }
    for c in &made.output.coverage {
        println!("{c:?}");
    }
    println!("{:?}", made.output.peers);
    for s in made.output.signals.iter().filter(|s| s.in_scope && !s.profession) {
        println!(
            "{} {} {:?} {:?} {:?} {:?} {:?} {:?}",
            s.rank,
            s.group,
            s.tier,
            s.grade,
            s.strong,
            s.mean,
            s.nominated_by,
            s.indicators
                .iter()
                .map(|i| format!("{} L{} {:.2} {}", i.indicator, i.level, i.points, i.source))
                .collect::<Vec<_>>()
        );
        println!("      {:?}", s.settling);
    }
    for s in made.output.signals.iter().filter(|s| s.profession) {
        println!("{} {} {:?} {:?} {:?} {:?}", s.rank, s.group, s.tier, s.grade, s.strong, s.mean);
    }
    for s in &made.scores {
        println!(
            "{} {} {} {:?} {:?} {:?} [{:?} {:?}] {}/{}",
            s.target,
            s.vintage,
            s.predictor,
            s.measure,
            s.k,
            s.value,
            s.lo95,
            s.hi95,
            s.listed,
            s.groups
        );
    }
}

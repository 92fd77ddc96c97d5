//! What all requests share: the packages of the workspace, the work that is going, and what was made.

use crate::answer::Answer;
use crate::cache::Cache;
use crate::guard::Guard;
use crate::jobs::Jobs;
use crate::lane::{Lane, Watched};
use crate::language::Asked;
use crate::limits::Limits;
use crate::problem::{Problem, Voice};
use std::path::PathBuf;
use std::sync::Arc;
use suranys_core::progress::{Follower, Portion, Stopped};
use suranys_core::text;
use suranys_data::stamp;
use suranys_model::Explainer;
use suranys_report::{Chart, LabelBook};
use suranys_runner::languages_of;
use suranys_runner::paths::read_with;
use suranys_runner::workbench::{AskedScenario, BenchRun, Workbench, Written};
use tokio::sync::Semaphore;

/// Folder of packages in a workspace.
const PACKAGES: &str = "data";
/// Trees of figures that are held: each holds all draws of all figures of a run.
const EXPLAINERS: usize = 2;
/// What each of them is counted as, far above what its key takes.
const TREES: usize = 1 << 20;
/// Bytes that a figure of a run takes.
const FIGURE: usize = 700;
/// Bytes of a draw.
const DRAW: usize = 8;

/// Files of a report by their paths.
pub type ReportFiles = Vec<(String, Vec<u8>)>;

/// A package that is open.
#[derive(Debug)]
pub struct Opened {
    /// The package.
    pub bench: Workbench,
    /// What its files were known by when it was opened.
    stamp: String,
}

/// A run that is held.
#[derive(Debug)]
pub struct HeldRun {
    /// Name of its package.
    pub package: String,
    /// The package.
    pub opened: Arc<Opened>,
    /// The run.
    pub run: BenchRun,
    /// Its scenario.
    pub written: Written,
    /// The run that it is set against; none of a baseline.
    pub baseline: Option<Arc<HeldRun>>,
}

impl HeldRun {
    fn bytes(&self) -> usize {
        let output = &self.run.output;
        let rows = output.figures.len()
            + output.occupation_figures.len()
            + output.differences.len()
            + self.run.differences.len();
        let of_groups: usize = output
            .occupation_draws
            .iter()
            .map(|of| of.employed.len() + of.growth.len() + of.shortage.len())
            .sum();
        let kept = self.run.reference.as_ref().map_or(0, suranys_model::Reference::len);
        rows * FIGURE + (of_groups + kept * output.settings.draws) * DRAW
    }
}

/// What is asked for of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedRun {
    /// Name of the package.
    pub package: String,
    /// Name of the scenario that the run is set against.
    pub baseline: String,
    /// Its own scenario.
    pub scenario: AskedScenario,
}

/// What all requests share.
#[derive(Debug)]
pub struct App {
    /// The workspace.
    root: PathBuf,
    /// Bounds.
    pub limits: Limits,
    /// Who may ask.
    pub guard: Guard,
    /// Short work.
    pub quick: Lane,
    /// Long work.
    pub slow: Lane,
    opened: Arc<Cache<Opened>>,
    labels: Arc<Cache<LabelBook>>,
    runs: Arc<Cache<HeldRun>>,
    explainers: Arc<Cache<Explainer>>,
    /// Charts by run, language, place and width.
    pub charts: Arc<Cache<Vec<Chart>>>,
    /// Bodies by run and what is asked of it.
    pub answers: Arc<Cache<Answer>>,
    /// Files of reports by job.
    pub reports: Arc<Cache<ReportFiles>>,
    /// Long work by number.
    pub jobs: Jobs,
    /// Streams of events at a time.
    pub streams: Arc<Semaphore>,
    /// One writes at a time.
    pub writing: tokio::sync::Mutex<()>,
}

/// Follows a part of a longer piece of work.
struct Part<'w>(&'w Watched, Portion);

impl Follower for Part<'_> {
    fn at(&self, percent: f64, doing: &str) -> Result<(), Stopped> {
        self.0.at(self.1.at(percent / 100.0), doing)
    }

    fn going_on(&self) -> Result<(), Stopped> {
        self.0.going_on()
    }

    fn note(&self, text: &str) {
        self.0.note(text);
    }
}

impl App {
    /// The shared state of a server of a workspace.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn new(
        root: PathBuf,
        limits: Limits,
        guard: Guard,
    ) -> Result<App, rayon::ThreadPoolBuildError> {
        Ok(App {
            root,
            limits,
            guard,
            quick: Lane::new("quick", 2, limits.waiting)?,
            slow: Lane::new("slow", 1, limits.jobs)?,
            opened: Cache::new(usize::MAX, |_| 0),
            labels: Cache::new(64, |_| 1),
            runs: Cache::new(limits.runs, HeldRun::bytes),
            explainers: Cache::new(EXPLAINERS * TREES + TREES / 2, |_| TREES),
            charts: Cache::new(limits.answers, |charts| {
                charts.iter().map(|chart| chart.svg().len()).sum()
            }),
            answers: Cache::new(limits.answers, |answer| answer.bytes.len()),
            reports: Cache::new(limits.reports, |files| files.iter().map(|(_, b)| b.len()).sum()),
            jobs: Jobs::new(limits.jobs, limits.remembered, limits.job),
            streams: Arc::new(Semaphore::new(limits.streams)),
            writing: tokio::sync::Mutex::default(),
        })
    }

    /// A problem with paths as they are within the workspace.
    pub fn located(&self, problem: impl Into<Problem>) -> Problem {
        problem.into().within(&self.root.display().to_string())
    }

    /// How findings are said to whoever asked: in the language asked for, with such paths.
    pub fn voice(&self, asked: &Asked) -> Voice<'_> {
        Voice::of(asked.words()).within(self.root.to_str().unwrap_or_default())
    }

    /// Names of the packages there are, with their folders.
    pub fn packages(&self) -> Vec<(String, PathBuf)> {
        let folders = suranys_data::packages(&self.root.join(PACKAGES));
        let named = |folder: PathBuf| {
            let name = folder.file_name()?.to_str()?.to_owned();
            Some((name, folder))
        };
        folders.into_iter().filter_map(named).collect()
    }

    /// The folder of a package that is there.
    ///
    /// # Errors
    /// When there is none of this name.
    pub fn folder(&self, package: &str) -> Result<PathBuf, Problem> {
        let found = self.packages().into_iter().find(|(name, _)| name == package);
        found.map(|(_, folder)| folder).ok_or_else(|| {
            Problem::not_found(text!(
                "the workspace has no package of this name in its folder `data`"
            ))
        })
    }

    /// A package, opened once.
    ///
    /// # Errors
    /// When there is none, or it has findings.
    pub async fn open(self: &Arc<Self>, package: &str) -> Result<Arc<Opened>, Problem> {
        if let Some(opened) = self.opened.get(package) {
            return Ok(opened);
        }
        let folder = self.folder(package)?;
        let app = Arc::clone(self);
        self.opened
            .get_or_make(package, async move {
                let made = app.quick.run(move || {
                    // What changes while it is read is seen at the next look.
                    let stamp = stamp(&read_with(&folder));
                    Workbench::open(&folder).map(|bench| Opened { bench, stamp })
                });
                made.await?.map_err(|failure| app.located(failure))
            })
            .await
    }

    /// Lets go of packages whose files changed.
    pub async fn look(self: &Arc<Self>) {
        for (name, folder) in self.packages() {
            let Some(opened) = self.opened.get(&name) else { continue };
            let now = tokio::task::spawn_blocking(move || stamp(&read_with(&folder))).await;
            if now.is_ok_and(|now| now != opened.stamp) {
                self.opened.remove(&name);
            }
        }
    }

    /// Lets go of a package that was written to.
    pub fn reopen(&self, package: &str) {
        self.opened.remove(package);
    }

    /// The words of a language of a package.
    ///
    /// # Errors
    /// When the package has no such language.
    pub async fn labels(
        self: &Arc<Self>,
        opened: &Arc<Opened>,
        language: Option<&str>,
    ) -> Result<Arc<LabelBook>, Problem> {
        let country = &opened.bench.sound().inputs.country;
        let offered = languages_of(&[], country);
        let first = offered.first().cloned().unwrap_or_default();
        let language = language.map_or(first, str::to_owned);
        if !offered.contains(&language) {
            let detail =
                text!("the package has texts in: {languages}", languages = offered.join(", "));
            return Err(Problem::bad(detail));
        }
        let key = format!("{} {language}", opened.bench.fingerprint());
        let (app, opened) = (Arc::clone(self), Arc::clone(opened));
        self.labels
            .get_or_make(&key, async move {
                let made = app
                    .quick
                    .run(move || LabelBook::of(&language, &opened.bench.sound().inputs.country));
                made.await?.map_err(|why| Problem::from(suranys_runner::Failure::from(why)))
            })
            .await
    }

    /// A run that is held.
    ///
    /// # Errors
    /// When it is not held, or not any more.
    pub fn held(&self, key: &str) -> Result<Arc<HeldRun>, Problem> {
        self.runs.get(key).ok_or_else(|| {
            Problem::not_found(text!("this run is not held, or not any more; ask for it again"))
        })
    }

    /// The scenarios of a run as they are read now: its baseline's and its own.
    ///
    /// # Errors
    /// With the findings of their files.
    pub async fn scenarios_of(
        self: &Arc<Self>,
        opened: &Arc<Opened>,
        asked: &AskedRun,
    ) -> Result<(Written, Written), Problem> {
        let (app, opened, asked) = (Arc::clone(self), Arc::clone(opened), asked.clone());
        let read = self.quick.run(move || {
            let baseline = AskedScenario {
                base: asked.baseline.clone(),
                preview: asked.scenario.preview,
                ..AskedScenario::default()
            };
            let baseline = opened.bench.written(&baseline)?;
            let own = opened.bench.written(&asked.scenario)?;
            Ok((baseline, own))
        });
        read.await?.map_err(|failure: suranys_runner::Failure| app.located(failure))
    }

    /// The key of a run, and whether it is of the baseline itself.
    pub fn key(opened: &Opened, baseline: &Written, own: &Written) -> (String, bool) {
        let of_baseline = baseline.scenario == own.scenario;
        let against = (!of_baseline).then_some(&baseline.scenario);
        (opened.bench.key(&own.scenario, against), of_baseline)
    }

    /// A run, held or made now: a preview among the short pieces of work, others among the long ones.
    ///
    /// # Errors
    /// When the model can't do its work, or too much waits.
    pub async fn make(
        self: &Arc<Self>,
        asked: &AskedRun,
        opened: &Arc<Opened>,
        (baseline, own): (Written, Written),
        watched: Watched,
    ) -> Result<Arc<HeldRun>, Problem> {
        let (key, of_baseline) = App::key(opened, &baseline, &own);
        if let Some(held) = self.runs.get(&key) {
            return Ok(held);
        }
        let against = match of_baseline {
            true => None,
            false => {
                let key = opened.bench.key(&baseline.scenario, None);
                let half = (watched.clone(), Portion::new(0.0, 50.0));
                Some(self.one(&key, asked, opened, baseline, None, half).await?)
            }
        };
        let portion = if against.is_some() { Portion::new(50.0, 100.0) } else { Portion::WHOLE };
        self.one(&key, asked, opened, own, against, (watched, portion)).await
    }

    async fn one(
        self: &Arc<Self>,
        key: &str,
        asked: &AskedRun,
        opened: &Arc<Opened>,
        written: Written,
        baseline: Option<Arc<HeldRun>>,
        (watched, portion): (Watched, Portion),
    ) -> Result<Arc<HeldRun>, Problem> {
        let (app, opened, package) = (Arc::clone(self), Arc::clone(opened), asked.package.clone());
        let preview = asked.scenario.preview;
        let make = async move {
            let own = Arc::clone(&opened);
            let work = move || {
                let against = baseline.as_ref().map(|base| (&base.written.scenario, &base.run));
                let made = own.bench.run(&written, against, &Part(&watched, portion));
                made.map(|run| (run, written, baseline))
            };
            let lane = if preview { &app.quick } else { &app.slow };
            let (run, written, baseline) =
                lane.run(work).await?.map_err(|failure| app.located(failure))?;
            Ok(HeldRun { package, opened, run, written, baseline })
        };
        self.runs.get_or_make(key, make).await
    }

    /// The run of a scenario that its figures are explained by.
    ///
    /// # Errors
    /// When the model can't do its work, or too much waits.
    pub async fn explainer(
        self: &Arc<Self>,
        held: &Arc<HeldRun>,
    ) -> Result<Arc<Explainer>, Problem> {
        let (app, held) = (Arc::clone(self), Arc::clone(held));
        let key = held.run.key.clone();
        self.explainers
            .get_or_make(&key, async move {
                let own = Arc::clone(&held);
                let work =
                    move || own.opened.bench.explainer(&own.written.scenario, &Watched::new());
                app.quick.run(work).await?.map_err(|failure| app.located(failure))
            })
            .await
    }

    /// An answer about a run, held or made now among the short pieces of work.
    ///
    /// # Errors
    /// When it can't be made, or too much waits.
    pub async fn answer(
        self: &Arc<Self>,
        key: &str,
        make: impl FnOnce() -> Result<Answer, Problem> + Send + 'static,
    ) -> Result<Arc<Answer>, Problem> {
        let app = Arc::clone(self);
        self.answers.get_or_make(key, async move { app.quick.run(make).await? }).await
    }
}

//! The recommended list of a run, what it moves by, and what its weights and cut-offs do to it.

use crate::answer::{Answer, Format};
use crate::app::{App, HeldRun};
use crate::extract::{Words, parted};
use crate::problem::{Problem, ProblemBody};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use suranys_core::shortage_list::{
    ListOutput, RuleParameter, Signal, SignalOutput, SignalParameter, Tier,
};
use suranys_core::text;
use suranys_report::plain_text::reasons::explain;
use suranys_report::{LabelBook, Words as ListWords, signal_tables};
use suranys_runner::Failure;
use suranys_runner::recommend::meant;
use suranys_runner::workbench::{BookChanges, ListView};
use utoipa::{IntoParams, ToSchema};

/// Group of the page's words for numbers of the rulebooks.
const NUMBERS: &str = "serve.number";
/// Group of the page's words for units that lists do not name.
const UNITS: &str = "serve.unit";

/// The list that is asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
pub struct ListAsked {
    /// Language; without it the first of the package.
    lang: Option<String>,
    /// Numbers of the rulebooks in place of theirs: `KEY:VALUE`, parted by commas.
    set: Option<String>,
    /// Cut-offs of indicators in place of theirs: `INDICATOR:ONE:TWO:THREE`, parted by commas.
    cutoffs: Option<String>,
}

impl ListAsked {
    fn changes(&self) -> Result<BookChanges, Problem> {
        let mut changes = BookChanges::default();
        for word in parted(self.set.as_deref()) {
            let (key, value) = word
                .split_once(':')
                .and_then(|(key, value)| Some((key, value.parse::<f64>().ok()?)))
                .ok_or_else(|| Problem::bad(text!("`set` is KEY:VALUE, parted by commas")))?;
            changes.parameters.insert(key.to_owned(), value);
        }
        for word in parted(self.cutoffs.as_deref()) {
            let wrong =
                || Problem::bad(text!("`cutoffs` are INDICATOR:ONE:TWO:THREE, parted by commas"));
            let parts: Vec<&str> = word.split(':').collect();
            let [id, one, two, three] = parts.as_slice() else { return Err(wrong()) };
            let number = |text: &str| text.parse::<f64>().map_err(|_| wrong());
            let cutoffs = [number(one)?, number(two)?, number(three)?];
            changes.cutoffs.insert((*id).to_owned(), cutoffs);
        }
        Ok(changes)
    }
}

/// A line of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineBody {
    /// Occupation or profession.
    id: String,
    /// Its name.
    name: String,
    /// Whether it is a profession of a list.
    profession: bool,
    /// Place, 1 being first; groups and professions apart.
    rank: usize,
    /// Tier.
    tier: String,
    /// Tier under the baseline, with the books as they stand.
    tier_before: Option<String>,
    /// Steps between the two tiers, up where positive.
    steps: f64,
    /// `enters`, `leaves` or `stays`, among those that are recommended or put before who must agree.
    movement: String,
    /// Grade of the evidence, `A` to `D`.
    grade: Option<String>,
    /// Probability of a strong signal.
    strong: Option<f64>,
    /// The same under the baseline.
    strong_before: Option<f64>,
    /// Score, 0 to 3 points.
    score: Option<f64>,
    /// 80% prediction interval of the score.
    score80: Option<[f64; 2]>,
    /// Verdict of the rules.
    verdict: Option<String>,
    /// Why this tier.
    reason: String,
    /// What would raise and what would lower it.
    switching: Vec<String>,
    /// Figures whose arrival is expected to move it most.
    settling: Vec<String>,
    /// Probability of a better place than under the baseline, in matched draws.
    better: Option<f64>,
    /// Whether it rests on synthetic data.
    synthetic: bool,
}

/// A number of the rulebooks that can be moved.
#[derive(Debug, Serialize, ToSchema)]
pub struct NumberBody {
    /// Its key.
    key: String,
    /// Its name.
    name: String,
    /// `weight`, `tier`, `evidence`, `ranking` or `other`: what it is among.
    group: String,
    /// Its unit.
    unit: String,
    /// As the books stand.
    usual: f64,
    /// As it is now.
    value: f64,
    /// Least possible value.
    minimum: f64,
    /// Greatest possible value.
    maximum: f64,
    /// Whether it is a whole number.
    whole: bool,
    /// `act`, `draft` or `expert`.
    basis: String,
    /// Citation or reason.
    citation: String,
}

/// Cut-offs of an indicator.
#[derive(Debug, Serialize, ToSchema)]
pub struct CutoffBody {
    /// Indicator.
    id: String,
    /// Its name.
    name: String,
    /// Its unit.
    unit: String,
    /// As the book stands.
    usual: [f64; 3],
    /// As they are now.
    values: [f64; 3],
    /// `act`, `draft` or `expert`.
    basis: String,
    /// Citation or reason.
    citation: String,
}

/// The list of a run.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListBody {
    /// Whether the package has a list.
    available: bool,
    /// Rulebook applied.
    rules: String,
    /// What it is.
    title: String,
    /// Last day of the evidence.
    vintage: String,
    /// How many are in each tier.
    tiers: BTreeMap<String, usize>,
    /// The same under the baseline.
    tiers_before: BTreeMap<String, usize>,
    /// Those that enter, by name.
    entering: Vec<String>,
    /// Those that leave, by name.
    leaving: Vec<String>,
    /// Lines, first place first; groups, then professions.
    lines: Vec<LineBody>,
    /// Numbers of the books.
    numbers: Vec<NumberBody>,
    /// Cut-offs of the indicators.
    cutoffs: Vec<CutoffBody>,
    /// Whether anything it rests on is synthetic.
    synthetic: bool,
}

/// The recommended list of a run with what moves against the baseline, as JSON, CSV or Parquet.
#[utoipa::path(
    get, path = "/runs/{run}/list", tag = "list",
    params(("run" = String, Path, description = "Key of the run"), ListAsked),
    responses(
        (status = 200, body = ListBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)
    )
)]
pub async fn list(
    State(app): State<Arc<App>>,
    Path(run): Path<String>,
    Words(asked): Words<ListAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let format = Format::asked(&headers)?;
    let changes = asked.changes()?;
    let held = app.held(&run)?;
    let labels = app.labels(&held.opened, asked.lang.as_deref()).await?;
    let own = Arc::clone(&app);
    let key = format!("list {run} {} {asked:?}", format.key());
    let made = app.answer(&key, move || {
        let view = view(&held, &changes).map_err(|failure| own.located(failure))?;
        match (format, view) {
            (Format::Json, None) => Answer::json(&no_list()),
            (Format::Json, Some(view)) => Answer::json(&body(&held, &view, &labels)?),
            (_, None) => Err(Problem::not_found(text!("the package has no list"))),
            (_, Some(view)) => {
                let words = [ListWords::of(&labels)];
                let tables = signal_tables(&view.list.for_print(), &words);
                let table = tables
                    .first()
                    .ok_or_else(|| Problem::not_found(text!("there is no signal")))?;
                Answer::table(table, format)
            }
        }
    });
    Ok(made.await?.to(&headers))
}

fn view(held: &HeldRun, changes: &BookChanges) -> Result<Option<ListView>, Failure> {
    let baseline = held.baseline.as_ref().map(|base| &base.run);
    held.opened.bench.list(&held.run, baseline, changes)
}

fn no_list() -> ListBody {
    ListBody {
        available: false,
        rules: String::new(),
        title: String::new(),
        vintage: String::new(),
        tiers: BTreeMap::new(),
        tiers_before: BTreeMap::new(),
        entering: Vec::new(),
        leaving: Vec::new(),
        lines: Vec::new(),
        numbers: Vec::new(),
        cutoffs: Vec::new(),
        synthetic: false,
    }
}

/// Whether a group of a tier is put before anybody.
fn is_on(tier: Tier) -> bool {
    tier >= Tier::Consult
}

fn movement(before: Tier, now: Tier) -> &'static str {
    match (is_on(before), is_on(now)) {
        (false, true) => "enters",
        (true, false) => "leaves",
        _ => "stays",
    }
}

/// Whether a line is worth showing: in scope, a profession, or put before anybody now or before.
fn is_shown(signal: &Signal, before: Option<Tier>) -> bool {
    signal.in_scope || signal.profession || is_on(signal.tier) || before.is_some_and(is_on)
}

fn count(signal: Option<&SignalOutput>) -> BTreeMap<String, usize> {
    let mut tiers: BTreeMap<String, usize> =
        Tier::ALL.iter().map(|tier| (tier.key().to_owned(), 0)).collect();
    let groups = signal.iter().flat_map(|signal| &signal.signals);
    for one in groups.filter(|one| one.in_scope && !one.profession) {
        *tiers.entry(one.tier.key().to_owned()).or_default() += 1;
    }
    tiers
}

fn body(held: &HeldRun, view: &ListView, labels: &LabelBook) -> Result<ListBody, Problem> {
    let words = ListWords::of(labels);
    let usual = held.opened.bench.books(&held.run.output).map_err(Problem::from)?;
    let list = &view.list;
    let signal = list.signal.as_ref();
    let lines: Vec<LineBody> = signal
        .iter()
        .flat_map(|signal| signal.signals.iter().map(move |one| (*signal, one)))
        .filter(|(_, one)| is_shown(one, view.tier_before(&one.group)))
        .map(|(signal, one)| line(view, list, signal, one, &words))
        .collect();
    let moving = |kind: &str| {
        let moved = lines.iter().filter(|line| line.movement == kind);
        moved.map(|line| line.name.clone()).collect()
    };
    let language = labels.language();
    let version = &list.book.version;
    Ok(ListBody {
        available: true,
        rules: list.book.id.clone(),
        title: version.title.get(language).unwrap_or(&list.book.id).to_owned(),
        vintage: signal.map_or(String::new(), |signal| words.date(&signal.vintage)),
        tiers: count(signal),
        tiers_before: count(view.before.as_ref().unwrap_or(list).signal.as_ref()),
        entering: moving("enters"),
        leaving: moving("leaves"),
        numbers: usual.as_ref().map_or(Vec::new(), |usual| numbers(view, usual, labels, &words)),
        cutoffs: usual.as_ref().map_or(Vec::new(), |usual| cutoffs(view, usual, language, &words)),
        synthetic: list.synthetic,
        lines,
    })
}

fn line(
    view: &ListView,
    list: &ListOutput,
    signal: &SignalOutput,
    one: &Signal,
    words: &ListWords,
) -> LineBody {
    let before = view.signal_before(&one.group);
    let was = before.map_or(one.tier, |before| before.tier);
    let name = signal.labels.get(&one.group);
    let title = |id: &str| {
        let found = signal.book.indicators.iter().find(|indicator| indicator.id == id);
        found.map_or(id.to_owned(), |found| words.name(&found.title, id).to_owned())
    };
    let switching = one.switching.iter().map(|switch| {
        let points = words.score(switch.points);
        format!(
            "{}: {points} → {}",
            title(&switch.indicator),
            words.word("tier", switch.tier.key())
        )
    });
    let ranks = view.compared.iter().flat_map(|compared| &compared.changes);
    let mut ranks = ranks.filter(|change| change.subject.id == one.group);
    LineBody {
        id: one.group.clone(),
        name: name.map_or(one.group.clone(), |name| words.name(name, &one.group).to_owned()),
        profession: one.profession,
        rank: one.rank,
        tier: one.tier.key().to_owned(),
        tier_before: before.map(|before| before.tier.key().to_owned()),
        steps: one.tier.step() - was.step(),
        movement: movement(was, one.tier).to_owned(),
        grade: one.grade.map(|grade| grade.key().to_owned()),
        strong: one.strong,
        strong_before: before.and_then(|before| before.strong),
        score: one.score.map(|q| q.median()),
        score80: one.score.map(|q| [q.lo80(), q.hi80()]),
        verdict: list
            .assessed(&one.group)
            .map(|found| words.verdict(found.trace.verdict).to_owned()),
        reason: words.signal_reason(one),
        switching: switching.collect(),
        settling: one.settling.iter().map(|settling| title(&settling.indicator)).collect(),
        better: ranks.next().and_then(|change| change.rank).map(|rank| rank.better),
        synthetic: one.status.synthetic,
    }
}

/// What a number of the books is among.
fn group(key: &str) -> &'static str {
    match key.split('.').next().unwrap_or_default() {
        "level" => "weight",
        "ranking" if key.contains("weight") => "weight",
        "ranking" => "ranking",
        "tier" => "tier",
        "consultation" | "evidence" | "exchange" | "forecast" | "nomination" | "permits" => {
            "evidence"
        }
        _ => "other",
    }
}

fn numbers(
    view: &ListView,
    usual: &suranys_runner::Books,
    labels: &LabelBook,
    words: &ListWords,
) -> Vec<NumberBody> {
    let of = |key: &str| {
        let rules = view.books.rules.parameters.get(key);
        rules.or_else(|| view.books.signal.as_ref()?.parameters.get(key))
    };
    let body = |(key, before): (&String, &RuleParameter)| {
        let now = of(key)?;
        let own = SignalParameter::ALL.iter().find(|(_, spec)| spec.key == key.as_str());
        let spec = own.map(|(_, spec)| *spec).or_else(|| RuleParameter::spec(&before.unit))?;
        let named = labels.optional(&format!("{NUMBERS}.{key}"));
        let name = named.unwrap_or_else(|| words.word("parameter", key));
        let p = &before.parameter;
        Some(NumberBody {
            key: key.clone(),
            name: name.to_owned(),
            group: group(key).to_owned(),
            unit: labels
                .optional(&format!("{UNITS}.{}", before.unit))
                .unwrap_or_else(|| words.word("unit", &before.unit))
                .to_owned(),
            usual: p.value,
            value: now.parameter.value,
            minimum: spec.minimum,
            maximum: spec.maximum,
            whole: before.is_whole()
                || own.is_some_and(|(_, spec)| SignalParameter::is_whole(spec)),
            basis: p.basis.key().to_owned(),
            citation: p.reason(labels.language()).to_owned(),
        })
    };
    let signal = usual.signal.iter().flat_map(|book| &book.parameters);
    usual.rules.parameters.iter().chain(signal).filter_map(body).collect()
}

fn cutoffs(
    view: &ListView,
    usual: &suranys_runner::Books,
    language: &str,
    words: &ListWords,
) -> Vec<CutoffBody> {
    let of = |id: &str| view.books.signal.as_ref()?.indicator(id).map(|one| one.cutoffs);
    let known = usual.signal.iter().flat_map(|book| &book.indicators);
    known
        .map(|one| CutoffBody {
            id: one.id.clone(),
            name: words.name(&one.title, &one.id).to_owned(),
            unit: words.word("unit", &one.unit).to_owned(),
            usual: one.cutoffs,
            values: of(&one.id).unwrap_or(one.cutoffs),
            basis: one.basis.basis.key().to_owned(),
            citation: one.basis.reason(language).to_owned(),
        })
        .collect()
}

/// A text.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextBody {
    /// The text, in lines.
    text: String,
}

/// Why a line of the list has its tier and verdict, down to the cells, as `suranys recommend --explain` prints
/// it.
#[utoipa::path(
    get, path = "/runs/{run}/list/{id}", tag = "list",
    params(
        ("run" = String, Path, description = "Key of the run"),
        ("id" = String, Path, description = "Occupation or profession"), ListAsked
    ),
    responses((status = 200, body = TextBody), (status = 404, body = ProblemBody))
)]
pub async fn why_listed(
    State(app): State<Arc<App>>,
    Path((run, id)): Path<(String, String)>,
    Words(asked): Words<ListAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let changes = asked.changes()?;
    let held = app.held(&run)?;
    let labels = app.labels(&held.opened, asked.lang.as_deref()).await?;
    let own = Arc::clone(&app);
    let key = format!("listed {run} {id} {asked:?}");
    let made = app.answer(&key, move || {
        let none = || Problem::not_found(text!("the package has no list"));
        let view =
            view(&held, &changes).map_err(|failure| own.located(failure))?.ok_or_else(none)?;
        let assessed = meant(&view.list, &id).map_err(|failure| own.located(failure))?;
        let text = explain(&view.list, assessed, &ListWords::of(&labels));
        Answer::json(&TextBody {
            text: suranys_core::display_text::visible_lines(&text).into_owned(),
        })
    });
    Ok(made.await?.to(&headers))
}

//! Why a figure differs: the parts of a difference.

use crate::failure::Failure;
use std::fmt::Write as _;
use suranys_core::Year;
use suranys_core::display_text::visible;
use suranys_core::explanation::Subject;
use suranys_core::run::{Estimate, FigureKey};
use suranys_core::table::{Column, ResultTable};
use suranys_core::text;
use suranys_model::contributions;
use suranys_model::{Asked, Explainer, Method, Progress, Side, Split};
use suranys_report::plain_text::differences::scenario_name;
use suranys_report::plain_text::number::{intervals, number, signed};
use suranys_report::{LabelBook, ReportError};

/// The figure that `words` ask for, with which scenario left open.
///
/// # Errors
/// When they ask for no figure, or name a scenario.
pub fn asked(words: &str, run: &Explainer) -> Result<FigureKey, Failure> {
    let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    let asked = Asked::parse(&words).map_err(Failure::Asked)?;
    if asked.scenario().is_some() {
        let why = text!("the scenarios are those compared; leave `scenario=` out of `--why`");
        return Err(Failure::Usage(why));
    }
    match run.find(&asked).map_err(Failure::Asked)? {
        Subject::Figure(key) => Ok(key),
        _ => Err(Failure::Usage(text!("only a figure of the forecast can be split"))),
    }
}

/// Splits the difference of a figure between two scenarios.
///
/// # Errors
/// When they do not both have it, or the runs do not share their draws.
pub fn split(
    (from, to): (Side<'_>, Side<'_>),
    key: &FigureKey,
    way: Method,
    progress: Progress<'_>,
) -> Result<Split, Failure> {
    contributions(from, to, key, way, progress)?.ok_or_else(|| {
        Failure::Usage(text!(
            "`{scenario}` and `{other}` do not both have it",
            scenario = from.scenario,
            other = to.scenario
        ))
    })
}

/// The name of a way to split.
fn way_name(way: Method) -> &'static str {
    match way {
        Method::Shapley => "shapley",
        Method::OneAtATime => "one-at-a-time",
    }
}

/// The contributions as rows, the total first.
pub fn table(from: &str, to: &str, way: Method, split: &Split) -> ResultTable {
    let total = ("total".to_owned(), split.change.difference, split.mean, None);
    let parts = split.parts.iter().map(|p| (p.part.clone(), p.difference, p.mean, p.error));
    let rows: Vec<(String, Estimate, f64, Option<f64>)> =
        std::iter::once(total).chain(parts).collect();
    let same = |word: &str| Column::Text(vec![word.to_owned(); rows.len()]);
    let code = |code: &Option<String>| same(code.as_deref().unwrap_or_default());
    let year = |year: Year| Column::Integer(vec![Some(i64::from(year.0)); rows.len()]);
    let key = &split.change.key;
    let number = |get: &dyn Fn(&Estimate) -> Option<f64>| {
        Column::Number(rows.iter().map(|(_, e, ..)| get(e)).collect())
    };
    let columns = [
        ("from_scenario", same(from)),
        ("to_scenario", same(to)),
        ("measure", same(key.measure.key())),
        ("section", code(&key.section)),
        ("region", code(&key.region)),
        ("occupation", code(&key.occupation)),
        ("sex", same(key.sex.map_or("", |sex| sex.code()))),
        ("year_from", year(key.from)),
        ("year_to", year(key.to)),
        ("split", same(way_name(way))),
        ("part", Column::Text(rows.iter().map(|(part, ..)| part.clone()).collect())),
        ("difference", number(&|e| Some(e.central()))),
        ("lo80", number(&|e| e.range().map(|q| q.lo80()))),
        ("hi80", number(&|e| e.range().map(|q| q.hi80()))),
        ("lo95", number(&|e| e.range().map(|q| q.lo95()))),
        ("hi95", number(&|e| e.range().map(|q| q.hi95()))),
        ("mean", Column::Number(rows.iter().map(|(_, _, mean, _)| Some(*mean)).collect())),
        ("mean_error", Column::Number(rows.iter().map(|(.., error)| *error).collect())),
        ("unit", same(split.change.unit.key())),
        ("status", same(split.change.status.obs.code())),
        ("synthetic", same(&split.change.status.synthetic.to_string())),
    ];
    let columns = columns.map(|(name, column)| (name.to_owned(), column)).into();
    ResultTable { name: "contributions".to_owned(), columns }
}

/// The parts for people.
///
/// # Errors
/// When a label is missing.
pub fn words(
    what: &str,
    (from, to): (&str, &str),
    way: Method,
    split: &Split,
    labels: &LabelBook,
) -> Result<String, ReportError> {
    let unit = split.change.unit;
    let say = |key: &str, places: &[(&str, &str)]| {
        labels.fill(&format!("terminal.compare.{key}"), places)
    };
    let (shown_to, shown_from) = (scenario_name(to, labels), scenario_name(from, labels));
    let plain = |value: f64| labels.plain(&number(value, unit));
    let sign = |value: f64| labels.plain(&signed(value, unit));
    let mut text = format!(
        "{visible}, {say}: {plain} → {plain_2} {text} [{status}], {say_2}\n",
        visible = visible(what),
        say = say("less", &[("to", &shown_to), ("from", &shown_from)])?,
        plain = plain(split.change.from.central()),
        plain_2 = plain(split.change.to.central()),
        text = labels.text(&format!("explain.unit.{}", unit.key()))?,
        status = split.change.status,
        say_2 = say("split", &[("way", way_name(way))])?
    );
    let mut line = |part: &str, difference: &Estimate, mean: f64, error: Option<f64>| {
        let mean = say("mean", &[("value", &sign(mean))])?;
        let _ = write!(text, "  {}: {mean}", visible(part));
        if let Some(error) = error {
            let _ = write!(text, " {}", say("sampling", &[("error", &plain(error))])?);
        }
        if let Estimate::Range(q) = difference {
            let median = say("median", &[("value", &sign(q.median()))])?;
            let _ = write!(text, ", {median} ({})", intervals(labels, q, sign)?);
        }
        text.push('\n');
        Ok::<(), ReportError>(())
    };
    line(labels.text("terminal.compare.total")?, &split.change.difference, split.mean, None)?;
    for part in &split.parts {
        line(&part.part, &part.difference, part.mean, part.error)?;
    }
    text.push('\n');
    Ok(text)
}

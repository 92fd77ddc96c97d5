//! Differences of figures between scenarios, as rows and for people.

use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::plain_text::number::{intervals, number, signed};
use std::borrow::Cow;
use std::fmt::Write as _;
use strum::IntoStaticStr;
use suranys_core::classification::Labels;
use suranys_core::comparison::Change;
use suranys_core::display_text::visible;
use suranys_core::run::{Estimate, FigureKey, NamedCode};
use suranys_core::run_output::ForecastOutput;
use suranys_core::table::{Column, ResultTable};

/// The figures under two scenarios, each of a run.
#[derive(Debug, Clone)]
pub struct RunPair {
    /// Run and scenario of the first.
    pub from: (String, String),
    /// Run and scenario of the second.
    pub to: (String, String),
    /// What differs.
    pub changes: Vec<Change>,
}

/// What figures are disaggregated by; sex and age aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Breakdown {
    /// By nothing: the nation.
    Nation,
    /// By section of activity.
    Section,
    /// By region.
    Region,
    /// By occupation.
    Occupation,
    /// By section and region.
    SectionRegion,
    /// By section and occupation.
    SectionOccupation,
    /// By region and occupation.
    RegionOccupation,
}

impl Breakdown {
    /// All, the nation first.
    pub const ALL: [Breakdown; 7] = [
        Breakdown::Nation,
        Breakdown::Section,
        Breakdown::Region,
        Breakdown::Occupation,
        Breakdown::SectionRegion,
        Breakdown::SectionOccupation,
        Breakdown::RegionOccupation,
    ];

    /// The name by which a command line asks for it.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// What a figure is disaggregated by; none by all three at once.
    #[must_use]
    pub fn of(key: &FigureKey) -> Option<Breakdown> {
        match (key.section.is_some(), key.region.is_some(), key.occupation.is_some()) {
            (false, false, false) => Some(Breakdown::Nation),
            (true, false, false) => Some(Breakdown::Section),
            (false, true, false) => Some(Breakdown::Region),
            (false, false, true) => Some(Breakdown::Occupation),
            (true, true, false) => Some(Breakdown::SectionRegion),
            (true, false, true) => Some(Breakdown::SectionOccupation),
            (false, true, true) => Some(Breakdown::RegionOccupation),
            (true, true, true) => None,
        }
    }
}

/// What differs, as rows.
#[must_use]
pub fn differences_table(pair: &RunPair) -> ResultTable {
    let rows = &pair.changes;
    let same = |word: &str| Column::Text(vec![word.to_owned(); rows.len()]);
    let text =
        |get: fn(&Change) -> &str| Column::Text(rows.iter().map(|c| get(c).to_owned()).collect());
    let code = |get: &dyn Fn(&FigureKey) -> &Option<String>| {
        Column::Text(rows.iter().map(|c| get(&c.key).clone().unwrap_or_default()).collect())
    };
    let number =
        |get: &dyn Fn(&Change) -> Option<f64>| Column::Number(rows.iter().map(get).collect());
    let year = |get: &dyn Fn(&Change) -> i32| {
        Column::Integer(rows.iter().map(|c| Some(i64::from(get(c)))).collect())
    };
    let columns = [
        ("from_run", same(&pair.from.0)),
        ("from_scenario", same(&pair.from.1)),
        ("to_run", same(&pair.to.0)),
        ("to_scenario", same(&pair.to.1)),
        ("measure", text(|c| c.key.measure.key())),
        ("section", code(&|key| &key.section)),
        ("region", code(&|key| &key.region)),
        ("occupation", code(&|key| &key.occupation)),
        ("sex", text(|c| c.key.sex.map_or("", |sex| sex.code()))),
        ("year_from", year(&|c| c.key.from.0)),
        ("year_to", year(&|c| c.key.to.0)),
        ("from", number(&|c| Some(c.from.central()))),
        ("to", number(&|c| Some(c.to.central()))),
        ("difference", number(&|c| Some(c.difference.central()))),
        ("lo80", number(&|c| c.difference.range().map(|q| q.lo80()))),
        ("hi80", number(&|c| c.difference.range().map(|q| q.hi80()))),
        ("lo95", number(&|c| c.difference.range().map(|q| q.lo95()))),
        ("hi95", number(&|c| c.difference.range().map(|q| q.hi95()))),
        ("probability_above", number(&|c| Some(c.above))),
        ("probability_below", number(&|c| Some(c.below))),
        ("unit", text(|c| c.unit.key())),
        ("status", Column::Text(rows.iter().map(|c| c.status.obs.code().to_owned()).collect())),
        ("synthetic", Column::Text(rows.iter().map(|c| c.status.synthetic.to_string()).collect())),
        ("source", Column::Text(rows.iter().map(|c| c.source.join(" ")).collect())),
    ];
    let columns = columns.map(|(name, column)| (name.to_owned(), column)).into();
    ResultTable { name: "differences".to_owned(), columns }
}

/// What differs, for people: by measure, the greatest changes first.
///
/// # Errors
/// When a label is missing.
pub fn differences_text(
    pair: &RunPair,
    output: &ForecastOutput,
    labels: &LabelBook,
) -> Result<String, ReportError> {
    let sides = [("to", side(&pair.to, labels)), ("from", side(&pair.from, labels))];
    let sides = sides.each_ref().map(|(place, value)| (*place, value.as_str()));
    let mut text = format!("{}\n", labels.fill("terminal.compare.less", &sides)?);
    let mut rows: Vec<&Change> = pair.changes.iter().collect();
    let size = |c: &Change| c.difference.central().abs();
    rows.sort_by(|a, b| {
        let head = |c: &Change| (c.key.measure, c.key.from, c.key.to, Breakdown::of(&c.key));
        head(a).cmp(&head(b)).then(size(b).total_cmp(&size(a))).then(a.key.cmp(&b.key))
    });
    let mut heading = String::new();
    for c in rows {
        let years = match c.key.from == c.key.to {
            true => c.key.from.to_string(),
            false => format!("{}–{}", c.key.from, c.key.to),
        };
        let measured = [
            ("measure", labels.text(&format!("measure.{}", c.key.measure.key()))?),
            ("years", years.as_str()),
            ("unit", labels.text(&format!("explain.unit.{}", c.unit.key()))?),
        ];
        let head = format!("\n{}\n", labels.fill("terminal.compare.measured", &measured)?);
        if head != heading {
            text.push_str(&head);
            heading = head;
        }
        let n = |value: f64| labels.plain(&number(value, c.unit));
        let sign = |value: f64| labels.plain(&signed(value, c.unit));
        let _ = write!(
            text,
            "  {}: {} → {}, ",
            visible(&place(&c.key, output, labels)?),
            n(c.from.central()),
            n(c.to.central())
        );
        if alike(c) {
            let _ = writeln!(text, "{} [{}]", labels.text("terminal.compare.alike")?, c.status);
            continue;
        }
        text.push_str(&sign(c.difference.central()));
        if let Estimate::Range(q) = c.difference {
            let share = labels.probability(c.above);
            let above = labels.fill("terminal.compare.above", &[("share", &share)])?;
            let _ = write!(text, " ({}), {above}", intervals(labels, &q, sign)?);
        }
        let _ = writeln!(text, " [{}]", c.status);
    }
    text.push('\n');
    Ok(text)
}

/// A scenario by the name it has in the language, and its run where that is called otherwise.
#[must_use]
pub fn side((run, scenario): &(String, String), labels: &LabelBook) -> String {
    let named = scenario_name(scenario, labels);
    match run == scenario {
        true => named.into_owned(),
        false => format!("{named} ({})", visible(run)),
    }
}

/// A scenario by the name it has in the language.
#[must_use]
pub fn scenario_name<'a>(scenario: &'a str, labels: &'a LabelBook) -> Cow<'a, str> {
    visible(labels.named("published.scenario", scenario, scenario))
}

fn place(
    key: &FigureKey,
    output: &ForecastOutput,
    labels: &LabelBook,
) -> Result<String, ReportError> {
    let name = |list: &[NamedCode], code: &Option<String>| {
        let code = code.as_ref()?;
        let item = list.iter().find(|item| item.code == *code)?;
        let own = |of: &'_ Labels| of.get(labels.language()).map(str::to_owned);
        let any = || item.short.first().or_else(|| item.labels.first()).map(str::to_owned);
        let label = own(&item.short).or_else(|| own(&item.labels)).or_else(any);
        Some(label.map_or_else(|| code.clone(), |label| format!("{code} {label}")))
    };
    let parts: Vec<String> = [
        name(&output.sections, &key.section),
        name(&output.regions, &key.region),
        name(&output.occupations, &key.occupation),
        key.sex.map(|sex| sex.code().to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    match parts.is_empty() {
        true => Ok(labels.text("terminal.compare.all")?.to_owned()),
        false => Ok(parts.join(" × ")),
    }
}

/// Whether a difference and its ranges are all shown as zero.
fn alike(change: &Change) -> bool {
    let shown = |value: f64| number(value, change.unit);
    let ends = change.difference.range().map_or([0.0; 2], |q| [q.lo95(), q.hi95()]);
    [change.difference.central(), ends[0], ends[1]].iter().all(|v| shown(v.abs()) == shown(0.0))
}

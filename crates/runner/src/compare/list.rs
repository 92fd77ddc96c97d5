//! What differs on the list: who enters or leaves, whose verdict, place or probability moves.

use crate::compare::runs::Run;
use crate::failure::Failure;
use crate::paths::rulebooks;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use suranys_core::comparison::{Both, ListChange, ListComparison, Movement, Probability};
use suranys_core::display_text::visible;
use suranys_core::run::Estimate;
use suranys_core::shortage_list::{Evidence, PackageEvidence, RuleBook, Verdict};
use suranys_core::table::{Column, ResultTable};
use suranys_core::{Unit, text};
use suranys_data::{RuleRequest, default_rules, is_folder, read_package_evidence, read_rulebook};
use suranys_model::ModelError;
use suranys_report::plain_text::differences::side;
use suranys_report::plain_text::number::signed;
use suranys_report::{LabelBook, ReportError, Words};
use suranys_rules::{compare, recommend};

/// Rows shown of those whose place or probability alone moves.
const SHOWN: usize = 20;

/// Applies one rulebook to the runs compared.
pub struct Judge {
    book: RuleBook,
    packages: BTreeMap<PathBuf, PackageEvidence>,
}

impl Judge {
    /// Reads a rulebook; `None` where none is asked for by name and there is no folder of them.
    ///
    /// # Errors
    /// When the rulebook has findings.
    pub fn new(
        rules: Option<&RuleRequest>,
        folder: Option<&Path>,
        package: &Path,
    ) -> Result<Option<Judge>, Failure> {
        let folder = rulebooks(folder, package);
        if rules.is_none() && !is_folder(&folder) {
            return Ok(None);
        }
        let usual = || default_rules(package, &folder).map_err(Failure::Findings);
        let request = rules.cloned().map_or_else(usual, Ok)?;
        let (book, _) = read_rulebook(&folder, &request).map_err(Failure::Findings)?;
        Ok(Some(Judge { book, packages: BTreeMap::new() }))
    }

    /// The rulebook applied.
    pub fn rules(&self) -> &str {
        &self.book.id
    }

    /// The list under two scenarios, each of its run.
    ///
    /// # Errors
    /// When a run or its package has findings, or the runs do not share their draws.
    pub fn compare(
        &mut self,
        from: (&Run, &str),
        to: (&Run, &str),
    ) -> Result<ListComparison, Failure> {
        for (run, _) in [from, to] {
            if !self.packages.contains_key(&run.package) {
                let (package, _) = read_package_evidence(&run.package)?;
                self.packages.insert(run.package.clone(), package);
            }
        }
        let mut sides = Vec::new();
        for (run, scenario) in [from, to] {
            let Some(package) = self.packages.get(&run.package) else { continue };
            let evidence = Evidence::of(package, &run.figures()?, Some(scenario))
                .map_err(Failure::Findings)?;
            let output = recommend(&self.book, &evidence);
            sides.push((evidence, output));
        }
        let [(old, before), (new, after)] = sides.as_slice() else {
            return Err(Failure::Usage(text!("two sides are compared")));
        };
        let (old_run, new_run) = (&old.forecast, &new.forecast);
        if (old_run.seed, old_run.draws) != (new_run.seed, new_run.draws) {
            let simulated = |seed, draws| text!("{draws} draws of seed {seed}", draws, seed);
            let (from, to) =
                (simulated(old_run.seed, old_run.draws), simulated(new_run.seed, new_run.draws));
            return Err(ModelError::UnmatchedDraws { from, to }.into());
        }
        Ok(compare((old, before), (new, after)))
    }
}

/// Those of whom the scenarios do not say the same, as rows.
pub fn table(
    from: &(String, String),
    to: &(String, String),
    found: &ListComparison,
) -> ResultTable {
    let rows: Vec<&ListChange> = found.changes.iter().filter(|c| c.differs()).collect();
    let same = |word: &str| Column::Text(vec![word.to_owned(); rows.len()]);
    let text = |get: &dyn Fn(&ListChange) -> String| {
        Column::Text(rows.iter().map(|row| get(row)).collect())
    };
    let number = |get: &dyn Fn(&ListChange) -> Option<f64>| {
        Column::Number(rows.iter().map(|row| get(row)).collect())
    };
    let step = |get: fn(&Estimate) -> Option<f64>| {
        number(&|c| c.rank.and_then(|rank| get(&rank.difference)))
    };
    let columns = [
        ("from_run", same(&from.0)),
        ("from_scenario", same(&from.1)),
        ("to_run", same(&to.0)),
        ("to_scenario", same(&to.1)),
        ("rules", same(&found.rules)),
        ("id", text(&|c| c.subject.id.clone())),
        ("occupation", text(&|c| c.subject.occupation.clone())),
        ("label", text(&|c| name(c))),
        ("movement", text(&|c| c.verdict.movement().key().to_owned())),
        ("supported_movement", text(&|c| c.supported.movement().key().to_owned())),
        ("verdict_from", text(&|c| c.verdict.from.key().to_owned())),
        ("verdict_to", text(&|c| c.verdict.to.key().to_owned())),
        ("supported_from", text(&|c| c.supported.from.key().to_owned())),
        ("supported_to", text(&|c| c.supported.to.key().to_owned())),
        ("rank_from", number(&|c| c.rank.map(|rank| rank.rank.from.median()))),
        ("rank_to", number(&|c| c.rank.map(|rank| rank.rank.to.median()))),
        ("rank_difference", step(|e| Some(e.central()))),
        ("rank_lo80", step(|e| e.range().map(|q| q.lo80()))),
        ("rank_hi80", step(|e| e.range().map(|q| q.hi80()))),
        ("rank_lo95", step(|e| e.range().map(|q| q.lo95()))),
        ("rank_hi95", step(|e| e.range().map(|q| q.hi95()))),
        ("probability_rank_better", number(&|c| c.rank.map(|rank| rank.better))),
        ("probability_rank_worse", number(&|c| c.rank.map(|rank| rank.worse))),
        ("top_from", number(&|c| c.rank.map(|rank| rank.top.share.from))),
        ("top_to", number(&|c| c.rank.map(|rank| rank.top.share.to))),
        ("probability_top_gained", number(&|c| c.rank.map(|rank| rank.top.gained))),
        ("probability_top_lost", number(&|c| c.rank.map(|rank| rank.top.lost))),
        ("shortage_probability_from", number(&|c| c.shortage.map(|shortage| shortage.share.from))),
        ("shortage_probability_to", number(&|c| c.shortage.map(|shortage| shortage.share.to))),
        ("probability_shortage_opens", number(&|c| c.shortage.map(|shortage| shortage.gained))),
        ("probability_shortage_closes", number(&|c| c.shortage.map(|shortage| shortage.lost))),
        ("synthetic", text(&|c| c.synthetic.to_string())),
    ];
    let columns = columns.map(|(name, column)| (name.to_owned(), column)).into();
    ResultTable { name: "list".to_owned(), columns }
}

fn name(change: &ListChange) -> String {
    change.subject.labels.first().unwrap_or(&change.subject.id).to_owned()
}

/// The list for people: who enters and leaves, then whose verdict changes, then who moves most.
///
/// # Errors
/// When a label is missing.
pub fn words(
    from: &(String, String),
    to: &(String, String),
    found: &ListComparison,
    labels: &LabelBook,
) -> Result<String, ReportError> {
    let word = |key: &str| labels.text(&format!("terminal.list.{key}"));
    let say =
        |key: &str, places: &[(&str, &str)]| labels.fill(&format!("terminal.list.{key}"), places);
    let mut text = String::new();
    if found.synthetic {
        let _ = writeln!(text, "{}", labels.text("mark.synthetic")?);
    }
    let sides =
        [("to", side(to, labels)), ("from", side(from, labels)), ("rules", found.rules.clone())];
    let sides = sides.each_ref().map(|(place, value)| (*place, value.as_str()));
    let _ = writeln!(text, "{}", say("title", &sides)?);
    let list_words = Words::of(labels);
    let count = |of: fn(&ListChange) -> Both<Verdict>, verdict: Verdict| {
        let side = |pick: fn(&Both<Verdict>) -> Verdict| {
            found.changes.iter().filter(|c| pick(&of(c)) == verdict).count()
        };
        let name = list_words.verdict(verdict);
        format!("{name} {} → {}", side(|b| b.from), side(|b| b.to))
    };
    let counts = |of: fn(&ListChange) -> Both<Verdict>| {
        [Verdict::Meets, Verdict::DoesNotMeet, Verdict::Undetermined]
            .map(|verdict| count(of, verdict))
            .join(", ")
    };
    let _ = writeln!(text, "  {}", say("verdicts", &[("counts", &counts(|c| c.verdict))])?);
    let _ = writeln!(text, "  {}", say("supported", &[("counts", &counts(|c| c.supported))])?);
    if (found.decided.from, found.decided.to) == (0, 0) {
        let _ = writeln!(text, "  {}", word("undecided")?);
    }
    // The list itself, then what the figures support of it, procedure left aside.
    type Of = fn(&ListChange) -> Movement;
    let groups: [(Of, Movement, &str); 4] = [
        (|c| c.verdict.movement(), Movement::Enters, "enters"),
        (|c| c.verdict.movement(), Movement::Leaves, "leaves"),
        (|c| c.supported.movement(), Movement::Enters, "supported-enters"),
        (|c| c.supported.movement(), Movement::Leaves, "supported-leaves"),
    ];
    for (of, movement, head) in groups {
        let moved: Vec<&ListChange> = found.changes.iter().filter(|c| of(c) == movement).collect();
        let none = if moved.is_empty() { format!(" {}", word("nobody")?) } else { String::new() };
        let _ = writeln!(text, "  {}:{none}", word(head)?);
        for change in moved {
            line(&mut text, change, found.top, labels)?;
        }
    }
    let moves = |c: &ListChange| {
        [c.verdict.movement(), c.supported.movement()].iter().any(|m| *m != Movement::Stays)
    };
    let verdict = |c: &ListChange| c.verdict.differ() || c.supported.differ();
    let others: Vec<&ListChange> =
        found.changes.iter().filter(|c| c.differs() && !moves(c)).collect();
    if others.iter().any(|c| verdict(c)) {
        let _ = writeln!(text, "  {}:", word("other-verdict")?);
        for change in others.iter().filter(|c| verdict(c)) {
            line(&mut text, change, found.top, labels)?;
        }
    }
    let size = |c: &ListChange| {
        let step = c.rank.map_or(0.0, |rank| rank.difference.central().abs());
        (step, c.shortage.map_or(0.0, |shortage| (shortage.share.to - shortage.share.from).abs()))
    };
    let mut moved: Vec<&ListChange> = others.into_iter().filter(|c| !verdict(c)).collect();
    moved.sort_by(|a, b| {
        let (a_size, b_size) = (size(a), size(b));
        let by_size = b_size.0.total_cmp(&a_size.0).then(b_size.1.total_cmp(&a_size.1));
        by_size.then(a.subject.id.cmp(&b.subject.id))
    });
    if !moved.is_empty() {
        let (shown, all) = (moved.len().min(SHOWN).to_string(), moved.len().to_string());
        let _ = writeln!(text, "  {}:", say("other-place", &[("shown", &shown), ("all", &all)])?);
        for change in moved.into_iter().take(SHOWN) {
            line(&mut text, change, found.top, labels)?;
        }
    }
    text.push('\n');
    Ok(text)
}

fn line(
    text: &mut String,
    change: &ListChange,
    top: usize,
    labels: &LabelBook,
) -> Result<(), ReportError> {
    let list_words = Words::of(labels);
    let word = |key: &str| labels.text(&format!("terminal.list.{key}"));
    let say = |key: &str, places: &[(&str, String)]| {
        let places: Vec<(&str, &str)> = places.iter().map(|(k, v)| (*k, v.as_str())).collect();
        labels.fill(&format!("terminal.list.{key}"), &places)
    };
    let mut parts = Vec::new();
    for (what, both) in [("verdict", &change.verdict), ("evidence", &change.supported)] {
        if both.differ() {
            let (from, to) = (list_words.verdict(both.from), list_words.verdict(both.to));
            parts.push(format!("{} {from} → {to}", word(what)?));
        }
    }
    let probability = |what: &str, probability: &Probability| {
        let places = [
            ("what", what.to_owned()),
            ("from", labels.probability(probability.share.from)),
            ("to", labels.probability(probability.share.to)),
            ("gained", labels.probability(probability.gained)),
            ("lost", labels.probability(probability.lost)),
        ];
        say("probability", &places)
    };
    if let Some(shortage) = &change.shortage {
        parts.push(probability(word("shortage")?, shortage)?);
    }
    if let Some(rank) = &change.rank {
        let place = |value: f64| format!("{value:.0}");
        let step = |value: f64| labels.plain(&signed(value, Unit::Persons));
        let (from, to) = (rank.rank.from.median(), rank.rank.to.median());
        let mut shift = say("rank", &[("from", place(from)), ("to", place(to))])?;
        if let Estimate::Range(q) = rank.difference {
            let places = [
                ("median", step(q.median())),
                ("range", labels.between(&step(q.lo80()), &step(q.hi80()))),
                ("share", labels.probability(rank.better)),
            ];
            let _ = write!(shift, ", {}", say("rank-change", &places)?);
        }
        parts.push(shift);
        parts.push(probability(&say("top", &[("top", top.to_string())])?, &rank.top)?);
    }
    let name = list_words.name(&change.subject.labels, &change.subject.id);
    let _ = writeln!(
        text,
        "    {} {}: {}",
        visible(&change.subject.id),
        visible(name),
        parts.join("; ")
    );
    Ok(())
}

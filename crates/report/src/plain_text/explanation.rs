//! The tree of a figure as text, in the words of a language.

use crate::error::ReportError;
use crate::labels::LabelBook;
use crate::plain_text::number::exact;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use suranys_core::Unit;
use suranys_core::display_text::visible;
use suranys_core::distribution::Quantiles;
use suranys_core::explanation::{Explanation, Formula, ParameterUse, Phrase, Subject, Term};
use suranys_core::provenance::SourceCell;
use suranys_core::run::{Estimate, FigureKey, NamedCode, OBSERVED};
use suranys_core::run_output::ForecastOutput;

/// Group of the label files that holds these words.
const GROUP: &str = "explain";
/// Parts of a sum that a short answer names; the rest are counted in it.
const NAMED: usize = 4;

/// Puts explanations of a run into words.
#[derive(Debug, Clone, Copy)]
pub struct Teller<'a> {
    /// The words.
    pub labels: &'a LabelBook,
    /// The run, whose codes have names.
    pub output: &'a ForecastOutput,
}

impl Teller<'_> {
    /// The explanation with every term in words.
    ///
    /// # Errors
    /// When the label file does not have the words.
    pub fn worded(&self, mut explanation: Explanation) -> Result<Explanation, ReportError> {
        self.word(&mut explanation.root)?;
        Ok(explanation)
    }

    fn word(&self, term: &mut Term) -> Result<(), ReportError> {
        term.name.words = Some(self.name(term)?);
        if let Formula::Model(step) = &mut term.formula {
            step.words = Some(self.phrase(step)?);
        }
        if let Some(parameter) = &mut term.parameter {
            let language = self.labels.language();
            if let Some(citation) = parameter.citation_in.get(language) {
                citation.clone_into(&mut parameter.citation);
            }
        }
        term.parts.iter_mut().try_for_each(|part| self.word(part))
    }

    fn text(&self, key: &str, values: &[(&str, &str)]) -> Result<String, ReportError> {
        self.labels.fill(&format!("{GROUP}.{key}"), values)
    }

    /// A phrase: in the words of explanations, or else of the report.
    fn phrase(&self, phrase: &Phrase) -> Result<String, ReportError> {
        let own = format!("{GROUP}.{}", phrase.key);
        let key = if self.labels.optional(&own).is_some() { &own } else { &phrase.key };
        let worded: Vec<(&str, String)> = phrase
            .arguments
            .iter()
            .map(|(name, value)| (name.as_str(), self.argument(name, value)))
            .collect();
        let values: Vec<(&str, &str)> = worded.iter().map(|(n, v)| (*n, v.as_str())).collect();
        Ok(self.labels.fill(key, &values)?.trim().to_owned())
    }

    /// A value of a phrase's place: a code with its name, a sex, a parameter or a table by its name.
    fn argument(&self, place: &str, value: &str) -> String {
        let label = |key: String| self.labels.optional(&key).map(str::to_owned);
        let named = match place {
            "section" => self.named_code(&self.output.sections, value),
            "region" => self.named_code(&self.output.regions, value),
            "sex" => label(format!("sex.{value}")),
            "key" => {
                label(format!("parameter.{value}.name")).map(|name| format!("{name} ({value})"))
            }
            "table" => label(format!("resource.{value}")),
            "level" => label(format!("education.{value}")),
            _ => None,
        };
        // Years have no decimals; measured values have.
        let other =
            || if value.contains('.') { self.labels.plain(value) } else { value.to_owned() };
        named.unwrap_or_else(other)
    }

    fn named_code(&self, list: &[NamedCode], code: &str) -> Option<String> {
        let item = list.iter().find(|item| item.code == code)?;
        let name = item.labels.get(self.labels.language())?;
        self.text("text.named-code", &[("name", name), ("code", code)]).ok()
    }

    /// What a term is: a figure by its measure and place, anything else by its phrase.
    fn name(&self, term: &Term) -> Result<String, ReportError> {
        match &term.key {
            Some(key) => self.figure_name(key),
            None if term.name.key.is_empty() => self.text("text.unnamed", &[]),
            None => self.phrase(&term.name),
        }
    }

    fn figure_name(&self, key: &FigureKey) -> Result<String, ReportError> {
        let mut words =
            vec![self.labels.text(&format!("measure.{}", key.measure.key()))?.to_owned()];
        for (code, list) in [
            (&key.section, &self.output.sections),
            (&key.region, &self.output.regions),
            (&key.occupation, &self.output.occupations),
        ] {
            if let Some(code) = code {
                words.push(self.named_code(list, code).unwrap_or_else(|| code.clone()));
            }
        }
        words.extend(key.sex.map(|sex| self.argument("sex", sex.code())));
        words.extend(key.age.map(|age| age.to_string()));
        let (from, to) = (key.from.to_string(), key.to.to_string());
        words.push(match key.from == key.to {
            true => self.text("text.year", &[("year", &from)])?,
            false => self.text("text.period", &[("from", &from), ("to", &to)])?,
        });
        Ok(words.join(", "))
    }

    fn unit(&self, unit: Unit) -> Result<String, ReportError> {
        self.text(&format!("unit.{}", unit.key()), &[])
    }

    /// A number as the language writes it, to a decimal more than people count in.
    fn exact(&self, value: f64, unit: Unit) -> String {
        self.labels.plain(&exact(value, unit))
    }

    fn figure(&self, estimate: &Estimate, unit: Unit) -> Result<String, ReportError> {
        match estimate {
            Estimate::Point { value } => {
                Ok(format!("{} {}", self.exact(*value, unit), self.unit(unit)?))
            }
            Estimate::Range(q) => self.range(q, unit),
        }
    }

    fn range(&self, q: &Quantiles, unit: Unit) -> Result<String, ReportError> {
        let bound = |value| self.exact(value, unit);
        let (lo80, hi80) = (bound(q.lo80()), bound(q.hi80()));
        let (lo95, hi95) = (bound(q.lo95()), bound(q.hi95()));
        let values = [("lo80", &*lo80), ("hi80", &*hi80), ("lo95", &*lo95), ("hi95", &*hi95)];
        let ranges = self.text("text.ranges", &values)?;
        let median = bound(q.median());
        let unit = self.unit(unit)?;
        self.text("text.figure", &[("median", &median), ("unit", &unit), ("ranges", &ranges)])
    }

    fn scenario(&self, id: &str) -> Result<String, ReportError> {
        if id == OBSERVED {
            return self.text("text.observed", &[]);
        }
        let known = self.output.scenarios.iter().find(|scenario| scenario.id == id);
        let title = known.and_then(|scenario| scenario.title.get(self.labels.language()));
        self.text("text.scenario", &[("name", title.unwrap_or(id))])
    }

    /// The tree of a figure for people: the figure, then each term with its formula and its cells.
    /// `explanation` is one that [`Teller::worded`] has put into words.
    ///
    /// # Errors
    /// When the label file does not have the words.
    pub fn tree(&self, explanation: &Explanation) -> Result<String, ReportError> {
        let root = &explanation.root;
        let mut text = String::new();
        let figure = match &explanation.estimate {
            Some(estimate) => self.figure(estimate, root.unit)?,
            None => self.text("text.missing", &[])?,
        };
        let _ = writeln!(text, "{}: {figure}", shown(&root.name));
        let _ = writeln!(text, "{}", visible(&self.scenario(explanation.subject.scenario())?));
        if let Subject::Outturn(row) = &explanation.subject {
            let published = self.exact(row.outturn, root.unit);
            let forecast = self.range(&row.forecast, root.unit)?;
            let values = [("published", published.as_str()), ("forecast", forecast.as_str())];
            let _ = writeln!(text, "{}", self.text("text.outturn", &values)?);
        }
        if let Some(assumed) = explanation.assumed.filter(|share| *share > 0.0) {
            let share = self.labels.percent(assumed);
            let _ = writeln!(text, "{}", self.text("text.assumed", &[("share", &share)])?);
        }
        let ranged = explanation.estimate.and_then(|estimate| estimate.range()).is_some();
        if ranged || matches!(explanation.subject, Subject::Outturn(_)) {
            let draw = explanation.draw.to_string();
            let last = explanation.draws.saturating_sub(1).to_string();
            let values = [("draw", draw.as_str()), ("last", last.as_str())];
            let _ = writeln!(text, "{}", self.text("text.simulation", &values)?);
        }
        text.push('\n');
        self.branch(root, "", "", &mut text)?;
        Ok(text)
    }

    /// A term, the formula and cells under it, and its parts; what was shown above is not shown again.
    fn branch(
        &self,
        term: &Term,
        first: &str,
        rest: &str,
        text: &mut String,
    ) -> Result<(), ReportError> {
        let _ = write!(text, "{first}{} = ", shown(&term.name));
        let value = if term.value.is_nan() {
            self.text("text.missing", &[])?
        } else {
            format!("{} {}", self.exact(term.value, term.unit), self.unit(term.unit)?)
        };
        let _ = write!(text, "{value} [{}]", term.status);
        if let Some(Estimate::Range(q)) = term.figure {
            let median = self.exact(q.median(), term.unit);
            let _ = write!(text, " ({})", self.text("text.median", &[("value", &median)])?);
        }
        if term.formula == Formula::Repeated {
            let _ = writeln!(text, ": {}", self.formula(&term.formula)?);
            return Ok(());
        }
        text.push('\n');
        let under =
            if term.parts.is_empty() { format!("{rest}   ") } else { format!("{rest}│  ") };
        if let Some(used) = &term.parameter {
            let _ = writeln!(text, "{under}{}", self.parameter(used)?);
        }
        if !matches!(term.formula, Formula::Given) {
            let _ = writeln!(text, "{under}{}", visible(&self.formula(&term.formula)?));
        }
        for line in self.cells(&term.cells)? {
            let _ = writeln!(text, "{under}{line}");
        }
        for (place, part) in term.parts.iter().enumerate() {
            let last = place + 1 == term.parts.len();
            let (own, below) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            self.branch(part, &format!("{rest}{own}"), &format!("{rest}{below}"), text)?;
        }
        Ok(())
    }

    fn formula(&self, formula: &Formula) -> Result<String, ReportError> {
        match formula {
            Formula::Model(step) => Ok(step.words.clone().unwrap_or_else(|| step.key.clone())),
            known => self.text(known.key(), &[]),
        }
    }

    fn parameter(&self, used: &ParameterUse) -> Result<String, ReportError> {
        let basis = self.labels.text(&format!("basis.{}", used.basis.key()))?;
        let central = self.labels.parameter(used.central);
        let mut text = self.text("text.parameter", &[("basis", basis), ("central", &central)])?;
        if used.low < used.high {
            let (low, high) = (self.labels.parameter(used.low), self.labels.parameter(used.high));
            let range = self.text("text.range95", &[("low", &low), ("high", &high)])?;
            let _ = write!(text, " ({range})");
        }
        let _ = write!(text, "; {}", visible(&used.citation));
        Ok(text)
    }

    /// A publisher by the name it has in the language.
    fn publisher<'p>(&'p self, publisher: &'p str) -> &'p str {
        self.labels.named("publisher", publisher, publisher)
    }

    /// Cells of one file and source on one line.
    fn cells(&self, cells: &[SourceCell]) -> Result<Vec<String>, ReportError> {
        let mut lines: Vec<(&SourceCell, Vec<u64>)> = Vec::new();
        for cell in cells {
            let same = |one: &SourceCell| one.file == cell.file && one.source == cell.source;
            match lines.iter_mut().find(|(one, _)| same(one)) {
                Some((_, rows)) => rows.push(cell.row),
                None => lines.push((cell, vec![cell.row])),
            }
        }
        let line = |(cell, mut rows): (&SourceCell, Vec<u64>)| {
            rows.sort_unstable();
            rows.dedup();
            let vintage = cell.vintage.to_string();
            let count = rows.len().to_string();
            let dataset = self.labels.named("dataset", &cell.source, &cell.dataset);
            let text = self.text(
                "text.cells",
                &[
                    ("file", &cell.file),
                    ("rows", &runs(&rows)),
                    ("count", &count),
                    ("publisher", self.publisher(&cell.publisher)),
                    ("dataset", dataset),
                    ("source", &cell.source),
                    ("vintage", &vintage),
                ],
            )?;
            Ok(visible(&text).into_owned())
        };
        lines.into_iter().map(line).collect()
    }

    /// The figure in one paragraph of plain words: what it is, what makes it, how good it is, what it
    /// assumes and who published what it rests on. `explanation` is in words, of the whole tree.
    ///
    /// # Errors
    /// When the label file does not have the words.
    pub fn brief(&self, explanation: &Explanation) -> Result<String, ReportError> {
        let root = &explanation.root;
        let figure = match &explanation.estimate {
            Some(estimate) => self.figure(estimate, root.unit)?,
            None => self.text("text.missing", &[])?,
        };
        let name = shown(&root.name);
        let mut said = vec![self.text("text.brief", &[("name", &name), ("figure", &figure)])?];
        if !root.parts.is_empty() {
            let mut parts: Vec<&Term> = root.parts.iter().collect();
            if matches!(root.formula, Formula::Sum) {
                parts.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
            }
            let mut named = Vec::new();
            for part in parts.iter().take(NAMED) {
                let value = part.figure.map_or(part.value, |figure| figure.central());
                let value = format!("{} {}", self.exact(value, part.unit), self.unit(part.unit)?);
                let name = shown(&part.name);
                named.push(self.text("text.brief-part", &[("name", &name), ("value", &value)])?);
            }
            if parts.len() > NAMED {
                named.push("…".to_owned());
            }
            let formula = self.formula(&root.formula)?;
            let values = [("formula", formula.as_str()), ("parts", &named.join("; "))];
            said.push(self.text("text.brief-made", &values)?);
        }
        let status = self.labels.text(&format!("status.{}", root.status.obs.code()))?;
        said.push(self.text("text.brief-status", &[("status", status)])?);
        if let Some(assumed) = explanation.assumed.filter(|share| *share > 0.0) {
            let share = self.labels.percent(assumed);
            let parameters: BTreeSet<String> =
                parameters(root).iter().map(|used| self.argument("key", &used.key)).collect();
            let all = parameters.into_iter().collect::<Vec<_>>().join("; ");
            said.push(match all.is_empty() {
                true => self.text("text.brief-assumed-alone", &[("share", &share)])?,
                false => {
                    self.text("text.brief-assumed", &[("share", &share), ("parameters", &all)])?
                }
            });
        }
        let sources: BTreeSet<String> =
            publishers(root).into_iter().map(|p| visible(self.publisher(p)).into_owned()).collect();
        if !sources.is_empty() {
            let all = sources.into_iter().collect::<Vec<_>>().join("; ");
            said.push(self.text("text.brief-sources", &[("sources", &all)])?);
        }
        Ok(said.join(" ") + "\n")
    }
}

/// The words of a phrase, safe to show.
fn shown(phrase: &Phrase) -> String {
    visible(phrase.words.as_deref().unwrap_or(&phrase.key)).into_owned()
}

/// Parameters from here down.
fn parameters(term: &Term) -> Vec<&ParameterUse> {
    let below = term.parts.iter().flat_map(parameters);
    term.parameter.iter().chain(below).collect()
}

/// Who published the cells from here down.
fn publishers(term: &Term) -> Vec<&str> {
    let own = term.cells.iter().map(|cell| cell.publisher.as_str());
    own.chain(term.parts.iter().flat_map(publishers)).collect()
}

/// Sorted rows with neighbours joined: `3, 5–9`.
fn runs(rows: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if *row == *last + 1 => *last = *row,
            _ => runs.push((*row, *row)),
        }
    }
    let shown = runs.iter().map(|(from, to)| match to - from {
        0 => from.to_string(),
        1 => format!("{from}, {to}"),
        _ => format!("{from}–{to}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}

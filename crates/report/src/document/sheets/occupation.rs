//! The sheet of a unit group of occupations.

use crate::assessed::code;
use crate::document::block::{Block, Builder};
use crate::document::sheets::causes::{cause_part, list_of, measured};
use crate::document::sheets::sheet::{Sheet, SheetKind, captioned, heads, section};
use crate::document::signal_tables::{families_of, name_of};
use crate::document::table::Kind::{Numbers, Ranges, Words as Text};
use crate::document::table::{Cell, Column, Table};
use crate::error::ReportError;
use crate::view::View;
use crate::words::Words;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use suranys_core::occupation_groups::{EvidenceGrade, OccupationGroup, OccupationGroupFigure};
use suranys_core::run::{Estimate, FigureKey, Measure};
use suranys_core::shortage_list::{
    Assessed, Citation, IndicatorUse, ListOutput, Signal, SignalOutput,
};
use suranys_core::{Unit, YearSpan};

/// What a sheet shows of a group: stocks at the end of a period, flows over it.
const MEASURES: [Measure; 8] = [
    Measure::Employment,
    Measure::NetEmploymentChange,
    Measure::ExpansionDemand,
    Measure::ReplacementDemand,
    Measure::JobOpenings,
    Measure::Entrants,
    Measure::Cover,
    Measure::TightnessProbability,
];
/// The fewest digits of a wider group whose figures stand for a group's own.
const MIN_LEVEL: usize = 3;

/// What a sheet of a group is made from.
pub struct OccupationSheets<'a> {
    /// The run.
    pub view: View<'a>,
    /// Its list.
    pub list: &'a ListOutput,
    /// The graded signal of it.
    pub signal: &'a SignalOutput,
    /// Words of the list.
    pub words: &'a Words,
}

impl OccupationSheets<'_> {
    /// The sheet of a group.
    ///
    /// # Errors
    /// When a label is missing.
    pub fn sheet(&self, one: &Signal) -> Result<Sheet, ReportError> {
        let name = name_of(self.signal, &one.group, self.words).to_owned();
        let labels = self.signal.labels.get(&one.group);
        let names = labels.into_iter().flat_map(|labels| labels.0.values().cloned()).collect();
        let mut sheet = Sheet {
            kind: SheetKind::Occupation,
            id: one.group.clone(),
            code: code(&one.group).to_owned(),
            name,
            names,
            blocks: Vec::new(),
        };
        let mut b = Builder::new(self.view.labels);
        b.add(Block::Heading { level: 1, text: sheet.title() });
        b.text(vec![self.about(one)?]);
        b.table(self.signal_table(one)?);
        self.figures(one, &mut b)?;
        b.table(self.evidence(one)?);
        if let Some(causes) = &self.signal.causes
            && let Some(said) = causes.groups.get(&one.group)
        {
            let rules = &causes.book.occupations;
            cause_part(self.signal, rules, said, causes.entry_months, self.words, &mut b)?;
        }
        self.settling(one, &mut b)?;
        self.related(one, &mut b)?;
        self.history(one, &mut b)?;
        self.sources(one, &mut b)?;
        sheet.blocks = b.blocks();
        Ok(sheet)
    }

    fn group(&self, id: &str) -> Option<&OccupationGroup> {
        self.view.output.occupation_groups.iter().find(|group| group.code == id)
    }

    /// Code and name of a group of any level.
    fn called(&self, id: &str) -> String {
        let own = self.group(id).map(|group| self.words.name(&group.labels, id).to_owned());
        let major = || {
            let all = &self.view.output.occupations;
            all.iter().find(|item| item.code == id).map(|item| self.view.name(item).to_owned())
        };
        match own.or_else(major) {
            Some(name) => format!("{} {name}", code(id)),
            None => code(id).to_owned(),
        }
    }

    fn about(&self, one: &Signal) -> Result<String, ReportError> {
        let l = self.view.labels;
        let vintage = l.date(&self.signal.vintage);
        let Some(group) = self.group(&one.group) else {
            return l.fill("sheet.about-alone", &[("vintage", &vintage)]);
        };
        let (minor, major) = (self.called(&group.parent), self.called(&group.major));
        let values = [("minor", minor.as_str()), ("major", &major), ("vintage", &vintage)];
        l.fill("sheet.about", &values)
    }

    /// Tier, grade, probability, reason, verdict of the rules.
    fn signal_table(&self, one: &Signal) -> Result<Table, ReportError> {
        let (l, words) = (self.view.labels, self.words);
        let dash = || "–".to_owned();
        let grade = match one.grade {
            Some(grade) => l.text(&format!("sheet.grade.{}", grade.key()))?.to_owned(),
            None => dash(),
        };
        let assessed = self.list.assessed(&one.group);
        let verdict = assessed.map(|of| words.word("verdict", of.trace.verdict.key()).to_owned());
        let nominated: Result<Vec<String>, ReportError> =
            one.nominated_by.iter().map(|by| self.nominator(by)).collect();
        let nominated = nominated?;
        let rows = [
            ("tier", words.word("tier", one.tier.key()).to_owned()),
            ("grade", grade),
            ("strong", words.probability(one.strong)),
            ("families", families_of(self.signal, one, words)),
            ("why", words.signal_reason(one)),
            ("nominated", if nominated.is_empty() { dash() } else { nominated.join(", ") }),
            ("verdict", verdict.unwrap_or_default()),
        ];
        let row = |(key, value): (&str, String)| {
            let name = l.text(&format!("sheet.row.{key}"))?.to_owned();
            Ok(vec![Cell::Text(name), Cell::Text(value)])
        };
        // A stored run holds no verdict of whom nobody speaks.
        let said = rows.into_iter().filter(|(_, value)| !value.is_empty());
        let rows: Result<Vec<Vec<Cell>>, ReportError> = said.map(row).collect();
        let columns = heads(l, &[("what", 4, Text), ("value", 12, Text)])?;
        captioned(l, "signal", columns, rows?)
    }

    /// A list by its day, a body by its name.
    fn nominator(&self, by: &str) -> Result<String, ReportError> {
        let l = self.view.labels;
        match self.list.bodies.iter().find(|body| body.id == by) {
            Some(body) => Ok(self.words.name(&body.labels, by).to_owned()),
            None => l.fill("sheet.list-of", &[("date", &l.date(by))]),
        }
    }

    /// The group whose figures the evidence allows to give in numbers: itself, or its minor group.
    fn shown(&self, id: &str) -> Option<&OccupationGroup> {
        let mut group = self.group(id)?;
        loop {
            if group.grade < EvidenceGrade::D && self.has_figures(&group.code) {
                return Some(group);
            }
            group = self.group(&group.parent).filter(|wider| wider.level >= MIN_LEVEL)?;
        }
    }

    fn has_figures(&self, id: &str) -> bool {
        self.view.output.occupation_figures.iter().any(|figure| figure.code == id)
    }

    fn figures(&self, one: &Signal, b: &mut Builder) -> Result<(), ReportError> {
        let l = self.view.labels;
        let Some(group) = self.shown(&one.group) else {
            return self.figures_of_major(one, b);
        };
        let own: BTreeMap<_, &OccupationGroupFigure> = self
            .view
            .output
            .occupation_figures
            .iter()
            .filter(|figure| {
                figure.code == group.code
                    && figure.scenario == self.view.baseline_id()
                    && figure.region.is_none()
            })
            .map(|figure| ((figure.measure, figure.from, figure.to), figure))
            .collect();
        let rows = self.measures(|measure, period| {
            let from = if measure.of_one_year() { period.to() } else { period.from() };
            own.get(&(measure, from, period.to())).map(|figure| (figure.unit, figure.estimate))
        })?;
        let columns = period_columns(self.view, "measure")?;
        let caption = match group.code == one.group {
            true => l.text("sheet.caption.figures-own")?.to_owned(),
            false => l.fill("sheet.caption.figures-of", &[("group", &self.called(&group.code))])?,
        };
        let numbers: Vec<String> = group
            .source
            .iter()
            .filter_map(|name| l.optional(&format!("resource.{name}")))
            .map(str::to_owned)
            .collect::<BTreeSet<String>>()
            .into_iter()
            .collect();
        let foot = l.fill(
            "sheet.figures-foot",
            &[
                ("grade", group.grade.key()),
                ("status", &self.view.status(group.status)?),
                ("sources", &numbers.join("; ")),
            ],
        )?;
        b.table(Table::new(caption, columns, rows).with_foot(foot));
        Ok(())
    }

    /// The figures of the major group, where those of the group and of its minor group are not known well enough.
    fn figures_of_major(&self, one: &Signal, b: &mut Builder) -> Result<(), ReportError> {
        let (l, view) = (self.view.labels, self.view);
        let major = self.group(&one.group).map(|group| group.major.as_str()).unwrap_or_default();
        let figure = |measure: Measure, period: YearSpan| {
            let key = FigureKey::in_occupation(view.key(view.baseline_id(), measure), major);
            view.of_period(&key, period)
        };
        let rows = self.measures(|measure, period| {
            figure(measure, period).map(|found| (found.unit, found.estimate))
        })?;
        if rows.is_empty() {
            b.text(vec![l.text("sheet.no-figures")?.to_owned()]);
            return Ok(());
        }
        let used = MEASURES.into_iter().flat_map(|measure| {
            view.periods().into_iter().filter_map(move |period| figure(measure, period))
        });
        let below = view.foot(used)?.joined();
        let caption = l.fill("sheet.caption.figures-major", &[("group", &self.called(major))])?;
        let columns = period_columns(view, "measure")?;
        b.table(Table::new(caption, columns, rows).with_foot(below));
        Ok(())
    }

    /// A row for each measure that is known of some reporting period.
    fn measures(
        &self,
        of: impl Fn(Measure, YearSpan) -> Option<(Unit, Estimate)>,
    ) -> Result<Vec<Vec<Cell>>, ReportError> {
        let periods = self.view.periods();
        let mut rows = Vec::new();
        for measure in MEASURES {
            let found: Vec<_> = periods.iter().map(|period| of(measure, *period)).collect();
            let Some((unit, _)) = found.iter().copied().flatten().next() else { continue };
            let name = measured(self.view.measure(measure)?, self.view.unit(unit)?, unit);
            let mut row = vec![Cell::Text(name)];
            for figure in found {
                row.push(figure.map_or(Cell::Missing, |(unit, estimate)| central(unit, estimate)));
                row.push(figure.map_or(Cell::Missing, |(unit, estimate)| range(unit, estimate)));
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// Every indicator the group has.
    fn evidence(&self, one: &Signal) -> Result<Table, ReportError> {
        let (l, words) = (self.view.labels, self.words);
        let row = |used: &IndicatorUse| -> Result<Vec<Cell>, ReportError> {
            let title = self.signal.book.indicator(&used.indicator);
            let title = title.map_or(used.indicator.as_str(), |of| words.name(&of.title, &of.id));
            let counted = match used.weight > 0.0 {
                true => Cell::Parameter(Words::rounded_score(used.weight)),
                false => Cell::Text(words.text("explain.printed")?.to_owned()),
            };
            Ok(vec![
                Cell::Text(title.to_owned()),
                Cell::Text(code(&used.of).to_owned()),
                Cell::Parameter(Words::rounded_score(used.points)),
                counted,
                Cell::Text(words.date(&used.date)),
                Cell::Text(self.view.status(used.status)?),
                Cell::Text(self.cited(used)?),
            ])
        };
        let rows: Result<Vec<Vec<Cell>>, ReportError> = one.indicators.iter().map(row).collect();
        let columns = heads(
            l,
            &[
                ("indicator", 7, Text),
                ("of", 0, Text),
                ("points", 0, Numbers),
                ("weight", 3, Numbers),
                ("date", 3, Text),
                ("status", 0, Text),
                ("cells", 6, Text),
            ],
        )?;
        captioned(l, "evidence", columns, rows?)
    }

    /// Where an indicator comes from: tables with the rows of their cells, or this run.
    fn cited(&self, used: &IndicatorUse) -> Result<String, ReportError> {
        let l = self.view.labels;
        let mut files: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
        for cell in &used.cells {
            if let Citation::Cell(cell) = cell {
                files.entry(&cell.file).or_default().insert(cell.row);
            }
        }
        if files.is_empty() {
            return Ok(l.text("sheet.this-run")?.to_owned());
        }
        let shown = files.iter().map(|(file, rows)| {
            let rows = crate::view::neighbours(rows.iter().copied(), "");
            l.fill("sheet.rows", &[("file", file), ("rows", &rows)])
        });
        Ok(shown.collect::<Result<Vec<String>, ReportError>>()?.join("; "))
    }

    fn settling(&self, one: &Signal, b: &mut Builder) -> Result<(), ReportError> {
        let (l, words) = (self.view.labels, self.words);
        let title = |indicator: &str| {
            let of = self.signal.book.indicator(indicator);
            of.map_or(indicator.to_owned(), |of| words.name(&of.title, indicator).to_owned())
        };
        let mut items = Vec::new();
        for settling in &one.settling {
            let change = words.score(settling.change);
            let values = [("indicator", title(&settling.indicator)), ("change", change)];
            items
                .push(l.fill("sheet.settling", &values.each_ref().map(|(k, v)| (*k, v.as_str())))?);
        }
        for switch in &one.switching {
            let values = [
                ("indicator", title(&switch.indicator)),
                ("points", words.score(switch.points)),
                ("tier", words.word("tier", switch.tier.key()).to_owned()),
            ];
            items.push(
                l.fill("sheet.switching", &values.each_ref().map(|(k, v)| (*k, v.as_str())))?,
            );
        }
        b.add(section(l, "settling")?);
        match list_of(items) {
            Some(list) => b.add(list),
            None => b.text(vec![l.text("sheet.nothing-settles")?.to_owned()]),
        }
        Ok(())
    }

    /// The other unit groups of the minor group, in the scope and out of it.
    fn related(&self, one: &Signal, b: &mut Builder) -> Result<(), ReportError> {
        let l = self.view.labels;
        b.add(section(l, "related")?);
        let Some(parent) = self.group(&one.group).map(|group| group.parent.clone()) else {
            b.text(vec![l.text("not-available")?.to_owned()]);
            return Ok(());
        };
        let siblings = self.view.output.occupation_groups.iter();
        let siblings = siblings.filter(|of| of.parent == parent && of.code != one.group);
        let shown = siblings.map(|of| {
            let tier = self.signal.of(&of.code).map(|signal| signal.tier.key());
            let tier = tier.map_or("–", |tier| self.words.word("tier", tier));
            let name = self.words.name(&of.labels, &of.code);
            // A code stays on a line with the name that follows it.
            format!("{}\u{a0}{name} ({tier})", code(&of.code))
        });
        let shown: Vec<String> = shown.collect();
        let text = match shown.is_empty() {
            true => l.text("sheet.no-related")?.to_owned(),
            false => shown.join("; "),
        };
        b.text(vec![text]);
        Ok(())
    }

    /// The lines of the lists that are of the group: its own, and those of professions in it.
    fn history(&self, one: &Signal, b: &mut Builder) -> Result<(), ReportError> {
        let (l, words) = (self.view.labels, self.words);
        b.add(section(l, "history")?);
        let of_group = |id: &str| -> Option<&Assessed> {
            let found = self.list.assessed(id)?;
            (found.subject.occupation == one.group || found.subject.id == one.group)
                .then_some(found)
        };
        let mut rows = Vec::new();
        for line in &self.signal.reviews {
            if line.group != one.group && of_group(&line.group).is_none() {
                continue;
            }
            let lists: Vec<String> = line.lists.iter().map(|list| words.date(list)).collect();
            let dash = || "–".to_owned();
            rows.push(vec![
                Cell::Text(name_of(self.signal, &line.group, words).to_owned()),
                Cell::Text(if lists.is_empty() { dash() } else { lists.join(", ") }),
                Cell::Text(words.word("review", line.review.key()).to_owned()),
                Cell::Text(words.date(&line.since)),
                Cell::Text(if line.until.is_empty() { dash() } else { words.date(&line.until) }),
            ]);
        }
        if rows.is_empty() {
            b.text(vec![l.text("sheet.never-listed")?.to_owned()]);
            return Ok(());
        }
        let columns = heads(
            l,
            &[
                ("line", 7, Text),
                ("lists", 5, Text),
                ("review", 4, Text),
                ("since", 0, Text),
                ("until", 0, Text),
            ],
        )?;
        b.table(captioned(l, "history", columns, rows)?);
        Ok(())
    }

    fn sources(&self, one: &Signal, b: &mut Builder) -> Result<(), ReportError> {
        let l = self.view.labels;
        let files: BTreeSet<&str> = one
            .indicators
            .iter()
            .flat_map(|used| &used.cells)
            .filter_map(|cell| match cell {
                Citation::Cell(cell) => Some(cell.file.as_str()),
                Citation::Figure(_) => None,
            })
            .collect();
        let named = |file: &&str| {
            let table = Path::new(file).file_stem()?.to_str()?;
            Some(format!("{} ({file})", l.optional(&format!("resource.{table}"))?))
        };
        let files: Vec<String> =
            files.iter().map(|file| named(file).unwrap_or_else(|| (*file).to_owned())).collect();
        let files = files.join("; ");
        let citation = self.words.citation(&self.list.book.version);
        b.add(section(l, "sources")?);
        let files = if files.is_empty() { "–".to_owned() } else { files };
        let mut text = vec![l.fill("sheet.sources", &[("files", &files), ("act", citation)])?];
        if self.list.synthetic {
            text.push(l.text("mark.synthetic")?.to_owned());
        }
        b.text(text);
        Ok(())
    }
}

fn central(unit: Unit, estimate: Estimate) -> Cell {
    match unit {
        Unit::Share => Cell::Percent(estimate.central()),
        _ => Cell::Value(unit, estimate.central()),
    }
}

fn range(unit: Unit, estimate: Estimate) -> Cell {
    estimate.range().map_or(Cell::Blank, |q| Cell::Range(unit, q.lo80(), q.hi80()))
}

/// The first column of words, then a median and a range for each reporting period.
pub fn period_columns(view: View, first: &str) -> Result<Vec<Column>, ReportError> {
    let l = view.labels;
    let mut columns = heads(l, &[(first, 8, Text)])?;
    for period in view.periods() {
        columns.push(Column { head: period.to_string(), width: 0, kind: Numbers });
        let head = l.text("sheet.column.range80")?.to_owned();
        columns.push(Column { head, width: 4, kind: Ranges });
    }
    Ok(columns)
}

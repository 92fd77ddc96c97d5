//! Whether tables of occupations below the major groups belong together.

use crate::classification::{Code, Occupation};
use crate::detailed_occupations::DetailedOccupationInputs;
use crate::diagnostic::{Diagnostic, Span, is_lost_zero, with_lost_zero};
use crate::input_parts::InputParts;
use crate::input_table::Table;
use crate::sentence::Text;
use crate::text;
use crate::time::Year;
use crate::unit::Quantity;
use std::collections::{BTreeMap, BTreeSet};

/// Identifier of the check in findings.
const CHECK: &str = "occupation-groups";

/// What a group of a level is called.
fn level_name(level: usize) -> Text {
    match level {
        ..=1 => text!("a major group"),
        2 => text!("a sub-major group"),
        3 => text!("a minor group"),
        _ => text!("a unit group"),
    }
}

/// Everything that is wrong with the tables, each with file, row and column.
pub(crate) fn findings(parts: &InputParts) -> Vec<Diagnostic> {
    let Some(known) = &parts.detailed else { return Vec::new() };
    let mut checks = Checks { parts, known, problems: Vec::new() };
    checks.levels();
    checks.overlaps();
    checks.counts_fit();
    checks.sections_fit();
    checks.problems
}

struct Checks<'a> {
    parts: &'a InputParts,
    known: &'a DetailedOccupationInputs,
    problems: Vec<Diagnostic>,
}

impl Checks<'_> {
    fn levels(&mut self) {
        let known = self.known;
        for (at, file) in known.staffing.iter().enumerate() {
            self.level_of(&file.table, &[at + 2], |key| &key.2);
        }
        if let Some(table) = &known.majors {
            self.level_of(table, &[1], |key| &key.2);
        }
        if let Some(table) = &known.surveys {
            self.level_of(table, &[2], |key| &key.1);
        }
        if let Some(file) = &known.older {
            self.level_of(&file.table, &[3], |key| &key.0);
        }
        if let Some(table) = &known.flows {
            self.level_of(table, &[4], |key| &key.1);
        }
        if let Some(file) = &known.fields {
            self.level_of(&file.table, &[3], |key| &key.2);
        }
        if let Some(file) = &known.pupils_parents {
            self.level_of(&file.table, &[2], |key| &key.0);
        }
        if let Some(table) = &known.own {
            self.level_of(table, &[4], |key| &key.1);
        }
    }

    /// That the codes of a table are of the levels it should have.
    fn level_of<K: Ord, T>(
        &mut self,
        table: &Table<K, T>,
        levels: &[usize],
        code: impl Fn(&K) -> &Code<Occupation>,
    ) {
        for (key, cell) in &table.cells {
            let code = code(key);
            let level = self.known.level(code);
            if levels.contains(&level) {
                continue;
            }
            let allowed = Text::either(levels.iter().map(|level| level_name(*level)));
            let span = Span::cell(table.path.clone(), cell.row, "occupation");
            let message = text!("`{code}` is {level}", code, level = level_name(level));
            let problem = Diagnostic::error(CHECK, span, message).found(code.as_str());
            let items = self.known.groups.items().iter().map(|item| item.code.as_str());
            let guesses = with_lost_zero(code.as_str(), items, |guess| {
                let guess = self.known.groups.code(guess);
                guess.is_ok_and(|guess| levels.contains(&self.known.level(&guess)))
            });
            let help = match guesses.as_slice() {
                [] => text!("correct the code"),
                some => is_lost_zero(some),
            };
            self.problems.push(problem.allowed(allowed.unwrap_or_default()).help(help));
        }
    }

    /// That no group is in two counts.
    fn overlaps(&mut self) {
        let known = self.known;
        for (at, group) in known.count_groups.iter().enumerate() {
            for before in known.count_groups.iter().take(at) {
                let (one, other) = (&group.occupation, &before.occupation);
                let shared = known.within(one, other) || known.within(other, one);
                if shared && (before.count != group.count || one == other) {
                    let span = Span::cell(group.file.clone(), group.row, "occupation");
                    let message = text!(
                        "the counts `{count}` (row {row}) and `{other}` both include `{code}`",
                        count = before.count,
                        row = before.row,
                        other = group.count,
                        code = one
                    );
                    let help = text!(
                        "leave the group in one of the counts: persons can't be counted twice"
                    );
                    let problem = Diagnostic::error(CHECK, span, message).found(one.as_str());
                    self.problems.push(problem.help(help));
                }
            }
        }
        let counts =
            known.counts.iter().flat_map(|table| table.cells.iter().map(move |c| (table, c)));
        let without: BTreeMap<&String, (&str, u64)> = counts
            .filter(|(_, ((name, _), _))| !known.count_groups.iter().any(|g| g.count == *name))
            .map(|(table, ((name, _), cell))| (name, (table.path.as_str(), cell.row)))
            .collect();
        for (name, (path, row)) in without {
            let span = Span::cell(path, row, "count");
            let message = text!("no group is known that the count `{name}` includes", name);
            let help = text!("add the groups to the concordance of counts");
            self.problems.push(Diagnostic::error(CHECK, span, message).found(name).help(help));
        }
    }

    /// Employment of all sections together in the last year up to one.
    fn nation(&self, year: Year) -> Option<f64> {
        let total = self.parts.sections.total()?;
        let cells = self.parts.employment_by_section.cells.iter();
        let known = cells.filter(|((code, at), _)| code == total && *at <= year);
        known.filter_map(|(_, cell)| cell.observed.value()).next_back().map(|v| v.get())
    }

    /// Persons in some major groups as far as anything says: their modelled shares of the last year up
    /// to one, of the nation's employed.
    fn room(&self, majors: &BTreeSet<&Code<Occupation>>, year: Year) -> Option<f64> {
        let known = self.parts.occupation.as_ref()?;
        let last = known.modelled.cells.keys().map(|(_, at)| *at).filter(|at| *at <= year).max()?;
        let mut groups = BTreeSet::new();
        for major in majors {
            let code = known.occupations.code(major.as_str()).ok()?;
            groups.insert(known.modelled_group.targets(&code)?.first()?.0.clone());
        }
        let every: BTreeSet<_> = known
            .modelled_group
            .sources()
            .filter_map(|code| Some(known.modelled_group.targets(code)?.first()?.0.clone()))
            .collect();
        let persons = |group: &Code<Occupation>| {
            known.modelled.value(&(group.clone(), last)).map(|value| value.get())
        };
        let inside: f64 = groups.iter().map(persons).sum::<Option<f64>>()?;
        let all: f64 = every.iter().map(persons).sum::<Option<f64>>()?;
        Some(self.nation(year)? * inside / all)
    }

    /// That no count, and no unit group's own employment, is above its major groups.
    fn counts_fit(&mut self) {
        let known = self.known;
        let mut found = Vec::new();
        if let Some(table) = &known.counts {
            for ((name, year), cell) in &table.cells {
                let groups = known.count_groups.iter().filter(|group| group.count == *name);
                let majors: BTreeSet<_> = groups.map(|g| known.major(&g.occupation)).collect();
                let value = cell.observed.value().map(|value| value.get());
                found.push((table.path.clone(), cell.row, name.clone(), majors, *year, value));
            }
        }
        if let Some(table) = &known.own {
            for ((_, code, year), cell) in &table.cells {
                let majors = BTreeSet::from([known.major(code)]);
                let value = cell.observed.value().map(|value| value.get());
                let name = code.to_string();
                found.push((table.path.clone(), cell.row, name, majors, *year, value));
            }
        }
        for (path, row, name, majors, year, value) in found {
            let (Some(value), Some(room)) = (value, self.room(&majors, year)) else { continue };
            if value > room {
                let majors: Vec<&str> = majors.iter().map(|code| code.as_str()).collect();
                let span = Span::cell(path, row, "value");
                let message = text!(
                    "`{name}` has more persons in {year} than all of `{majors}`",
                    name,
                    year,
                    majors = majors.join("`, `")
                );
                let problem = Diagnostic::error(CHECK, span, message).found(format!("{value:.0}"));
                let help = text!("is the unit right? persons are read here");
                self.problems.push(
                    problem.allowed(text!("at most {max}", max = format!("{room:.0}"))).help(help),
                );
            }
        }
    }

    /// That unit groups of a section do not sum to more than the section has.
    fn sections_fit(&mut self) {
        let Some(table) = &self.known.own else { return };
        let mut sums: BTreeMap<_, (f64, u64)> = BTreeMap::new();
        for ((section, _, year), cell) in &table.cells {
            if let (Some(section), Some(value)) = (section, cell.observed.value()) {
                let sum = sums.entry((section, *year)).or_insert((0.0, cell.row));
                sum.0 += value.get();
                sum.1 = sum.1.max(cell.row);
            }
        }
        for ((section, year), (sum, row)) in sums {
            let all = self.parts.employment_by_section.value(&(section.clone(), year));
            let Some(all) = all.map(|value| value.get()).filter(|all| sum > *all) else { continue };
            let span = Span::cell(table.path.clone(), row, "value");
            let message = text!(
                "unit groups of section `{section}` in {year} sum to more than the section",
                section,
                year
            );
            let problem = Diagnostic::error(CHECK, span, message).found(format!("{sum:.0}"));
            self.problems.push(problem.allowed(text!("at most {max}", max = format!("{all:.0}"))));
        }
    }
}

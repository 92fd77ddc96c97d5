//! Employment by unit group of the base year, in draws.

use crate::error::ModelError;
use crate::staffing::anchors::{Anchored, anchor};
use crate::staffing::concentration::{Concentrations, LevelFit};
use crate::staffing::counts::{Count, counts};
use crate::staffing::distance::weights;
use crate::staffing::majors::{Majors, concentrations, filled, fitted, margins, of_rows, pooled};
use crate::staffing::proxies::{Proxies, Proxy, last_years};
use crate::staffing::split::split;
use crate::staffing::stack::Stack;
use crate::staffing::surveys;
use crate::staffing::tree::{Level, Tree};
use crate::tuning::staffing::CONTRADICTION;
use ndarray::Array2;
use rayon::prelude::*;
use std::collections::BTreeSet;
use suranys_core::detailed_occupations::{DetailedOccupationInputs, LEVELS};
use suranys_core::numeric::ln;
use suranys_core::run::Note;
use suranys_core::text;
use suranys_core::unit::Quantity;
use suranys_core::{Key, Year};

/// The margins of the base year: what the country knows of itself.
pub(crate) struct Margins<'a> {
    /// Codes of the sections.
    pub(crate) sections: &'a [String],
    /// Employed by section.
    pub(crate) rows: &'a [f64],
    /// Employed by major group of each draw, `[draw][major]`; they sum to the sections.
    pub(crate) columns: &'a [Vec<f64>],
    /// The year.
    pub(crate) year: Year,
}

/// What the groups of one country are drawn from: fitted once, whatever the number of draws.
#[derive(Debug, Clone)]
pub(crate) struct Fitted {
    /// Sections by major groups, row by row.
    pub(crate) seed: Vec<f64>,
    /// Concentrations of the sections about it.
    pub(crate) sections: Concentrations,
    /// Sub-major, minor and unit groups.
    pub(crate) levels: [LevelFit; 3],
    /// Logarithms of shares of sub-major groups in neighbours' surveys.
    pub(crate) surveys: Vec<Option<f64>>,
}

/// Employment by unit group of the base year.
#[derive(Debug)]
pub(crate) struct Base {
    /// The groups.
    pub(crate) tree: Tree,
    /// Codes of the sections.
    pub(crate) sections: Vec<String>,
    /// Share of each unit group in its section and major group, by unit group, section and draw.
    pub(crate) shares: Stack,
    /// Persons by major group, section and draw, which the unit groups sum to.
    pub(crate) majors: Stack,
    /// By unit group, mean employment over draws.
    pub(crate) mean: Vec<f64>,
    /// The counts it meets.
    pub(crate) counts: Vec<Count>,
    /// How they were met.
    #[cfg(test)]
    pub(crate) anchored: Anchored,
    /// Files of other countries by level.
    pub(crate) proxies: [Proxies; 3],
}

/// Files of other countries at the three levels below the major groups.
pub(crate) fn read_proxies(
    known: &DetailedOccupationInputs,
    tree: &Tree,
    sections: &[String],
) -> Option<[Proxies; 3]> {
    let all = [2, 3, 4].map(|level| Proxies::read(known, tree, level, sections));
    all.iter().all(|level| level.countries.len() > 1).then_some(all)
}

/// The published cross-classification of another country, persons by section and major group, of the
/// last year of each country in the table; and which countries they are.
pub(crate) fn published(
    known: &DetailedOccupationInputs,
    tree: &Tree,
    sections: &[String],
) -> Option<(Array2<f64>, BTreeSet<String>)> {
    let table = known.majors.as_ref()?;
    let last = last_years(table);
    let majors = tree.level(1);
    let mut persons = Array2::zeros((sections.len(), majors.len()));
    for ((country, section, code, year), cell) in &table.cells {
        let row = sections.iter().position(|own| own == section.as_str());
        let found = row.zip(majors.place(code)).zip(cell.observed.value());
        if let (Some((place, value)), true) = (found, last.get(country.as_str()) == Some(year)) {
            persons[place] += value.get();
        }
    }
    let countries = last.into_keys().map(str::to_owned).collect();
    (persons.sum() > 0.0).then_some((persons, countries))
}

impl Fitted {
    /// Fits all levels to a country with the employed `rows` by section and `columns` by major group.
    pub(crate) fn of(
        known: &DetailedOccupationInputs,
        tree: &Tree,
        proxies: &[Proxies; 3],
        sections: &[String],
        rows: &[f64],
        columns: &[f64],
    ) -> Fitted {
        let published = published(known, tree, sections);
        let (top, level) = (&proxies[0], tree.level(1));
        let of_pool = |left_out: Option<&str>, table: &[f64], apart: Option<Vec<f64>>| {
            let apart = apart.unwrap_or_else(|| top.distances(table));
            let kept: Vec<usize> = (0..top.countries.len())
                .filter(|at| left_out.is_none_or(|out| top.countries[*at].code != out))
                .collect();
            let countries: Vec<&Proxy> = kept.iter().map(|at| &top.countries[*at]).collect();
            let apart: Vec<f64> = kept.iter().map(|at| apart[*at]).collect();
            pooled(&countries, &weights(&apart))
        };
        let (seed, sections_of) = match &published {
            Some((table, countries)) => {
                let filled = filled(table);
                let others = top.countries.iter().filter(|proxy| !countries.contains(&proxy.code));
                let of_sections = concentrations(others, |proxy| {
                    let (rows, columns) = margins(&proxy.table(), level.len());
                    fitted(&filled, &rows, &columns, false)
                });
                (fitted(&filled, rows, columns, true), of_sections)
            }
            None => {
                // Distances to a table that is not known: that of the margins alone.
                let all: f64 = rows.iter().sum();
                let alone: Vec<f64> =
                    rows.iter().flat_map(|r| columns.iter().map(move |c| r * c / all)).collect();
                let of_sections = concentrations(&top.countries, |proxy| {
                    let (rows, columns) = margins(&proxy.table(), level.len());
                    let at = top.place(&proxy.code).unwrap_or_default();
                    let apart = top.apart.row(at).to_vec();
                    let pool = of_pool(Some(&proxy.code), &[], Some(apart));
                    fitted(&of_rows(&pool, &rows), &rows, &columns, false)
                });
                let pool = of_rows(&of_pool(None, &alone, None), rows);
                (fitted(&pool, rows, columns, true), of_sections)
            }
        };
        let levels = [0, 1, 2].map(|at| {
            let keep: Vec<usize> = (0..proxies[at].countries.len()).collect();
            let apart = proxies[at].distances(&seed);
            LevelFit::of(&proxies[at], &keep, &apart, tree.level(at + 2))
        });
        let national = surveys::national(known, tree);
        let surveys = surveys::log_shares(national.values(), tree);
        Fitted { seed, sections: sections_of, levels, surveys }
    }

    /// Persons by unit group, section and draw, counts aside; and the number of draws whose margins
    /// were not met.
    pub(crate) fn draw(&self, tree: &Tree, margins: &Margins<'_>, key: &Key) -> (Stack, usize) {
        let majors = Majors {
            sections: margins.sections,
            level: tree.level(1),
            seed: &self.seed,
            concentrations: &self.sections,
            rows: margins.rows,
        };
        let columns = |draw: usize| margins.columns[draw].clone();
        let (mut stack, failed) = majors.draw(columns, margins.columns.len(), &key.with("majors"));
        for (at, fit) in self.levels.iter().enumerate() {
            let surveys = (at == 0).then_some(self.surveys.as_slice());
            let above = &tree.level(at + 1).codes;
            let own = key.with("children");
            stack = split(&stack, above, tree.level(at + 2), fit, surveys, &own);
        }
        (stack, failed)
    }
}

impl Base {
    /// Whether the package has what the base year rests on.
    pub(crate) fn is_known(
        known: &DetailedOccupationInputs,
        majors: &[String],
        sections: &[String],
    ) -> bool {
        let tree = Tree::read(known, majors);
        tree.is_some_and(|tree| read_proxies(known, &tree, sections).is_some())
    }

    /// Draws the base year; `None` where the package does not have what it rests on.
    ///
    /// # Errors
    /// When the counts do not fit into the major groups in any draw.
    pub(crate) fn read(
        known: &DetailedOccupationInputs,
        majors: &[String],
        margins: &Margins<'_>,
        key: &Key,
        notes: &mut Vec<Note>,
    ) -> Result<Option<Base>, ModelError> {
        let Some(tree) = Tree::read(known, majors) else { return Ok(None) };
        let Some(proxies) = read_proxies(known, &tree, margins.sections) else { return Ok(None) };
        let draws = margins.columns.len();
        let mut mean = vec![0.0; majors.len()];
        for columns in margins.columns {
            mean.iter_mut().zip(columns).for_each(|(sum, v)| *sum += v / draws as f64);
        }
        let fit = Fitted::of(known, &tree, &proxies, margins.sections, margins.rows, &mean);
        let key = key.with("staffing");
        let (mut units, failed) = fit.draw(&tree, margins, &key);
        let counts = counts(known, &tree, margins.sections, margins.year, notes);
        let columns = |draw: usize| margins.columns[draw].clone();
        let level = tree.level(LEVELS);
        let anchored =
            anchor(&mut units, level, &counts, margins.rows, columns, &key.with("counts"));
        if draws > 0 && anchored.impossible == draws {
            let names: Vec<&str> = counts.iter().map(|count| count.name.as_str()).collect();
            return Err(ModelError::Margins {
                what: text!("known counts and employment by major group"),
                year: margins.year,
                why: text!("{names} do not fit into their major groups", names = names.join(", ")),
            });
        }
        say(&counts, &anchored, failed, notes);
        let sections = margins.sections.to_vec();
        let majors = majors_of(&units, level, majors.len());
        let each = (0..level.len()).into_par_iter();
        let mean = each.map(|unit| mean_of(&units.total(unit))).collect();
        to_shares(&mut units, level, &majors);
        let shares = units;
        Ok(Some(Base {
            tree,
            sections,
            shares,
            majors,
            mean,
            counts,
            #[cfg(test)]
            anchored,
            proxies,
        }))
    }

    /// Persons by section and major group of a draw.
    pub(crate) fn table(&self, draw: usize) -> Array2<f64> {
        let shape = (self.majors.sections(), self.majors.groups());
        Array2::from_shape_fn(shape, |(section, group)| self.majors.cell(group, section)[draw])
    }
}

fn mean_of(draws: &[f64]) -> f64 {
    draws.iter().sum::<f64>() / draws.len().max(1) as f64
}

/// Persons by major group, section and draw: sums over unit groups.
fn majors_of(units: &Stack, level: &Level, groups: usize) -> Stack {
    let mut sums = Stack::zeros(groups, units.sections(), units.draws());
    sums.groups_mut().into_par_iter().enumerate().for_each(|(major, mut group)| {
        for (unit, _) in level.major.iter().enumerate().filter(|(_, own)| **own == major) {
            for (section, into) in group.cells_mut().enumerate() {
                into.iter_mut().zip(units.cell(unit, section)).for_each(|(s, v)| *s += v);
            }
        }
    });
    sums
}

/// Persons to shares of their section and major group. Where nobody is employed there, each unit group
/// has its part of the number of them: no figure rests on it.
fn to_shares(units: &mut Stack, level: &Level, majors: &Stack) {
    let mut sizes = vec![0_usize; majors.groups()];
    level.major.iter().for_each(|major| sizes[*major] += 1);
    units.groups_mut().into_par_iter().zip(&level.major).for_each(|(mut unit, major)| {
        for (section, cell) in unit.cells_mut().enumerate() {
            for (value, all) in cell.iter_mut().zip(majors.cell(*major, section)) {
                *value = if *all > 0.0 { *value / all } else { 1.0 / sizes[*major] as f64 };
            }
        }
    });
}

/// What a reader must know of the counts.
fn say(counts: &[Count], anchored: &Anchored, failed: usize, notes: &mut Vec<Note>) {
    let draws = anchored.drawn.first().map_or(0, Vec::len);
    let not_met = failed + anchored.impossible + anchored.not_met;
    if not_met > 0 {
        let arguments = [("draws", not_met.to_string()), ("all", draws.to_string())];
        notes.push(Note::new("note.staffing-draws-not-met", arguments));
    }
    for ((count, before), _) in counts.iter().zip(&anchored.before).zip(&anchored.drawn) {
        if let Some(apart) = contradiction(count, before).filter(|z| z.abs() > CONTRADICTION) {
            let arguments = [
                ("count", count.name.clone()),
                ("persons", format!("{:.0}", count.persons)),
                ("deviations", format!("{apart:.1}")),
            ];
            notes.push(Note::new("note.count-contradicts", arguments));
        }
    }
}

/// By how many SDs a count differs from what the other figures give, on the log scale; `None` where
/// nothing is drawn.
pub(crate) fn contradiction(count: &Count, before: &[f64]) -> Option<f64> {
    let logs: Vec<f64> = before.iter().map(|v| ln(v.max(1.0))).collect();
    let mean = suranys_core::numeric::mean(&logs)?;
    let squares: f64 = logs.iter().map(|log| (log - mean) * (log - mean)).sum();
    let variance = squares / logs.len() as f64 + count.spread * count.spread;
    Some((ln(count.persons.max(1.0)) - mean) / variance.sqrt())
}

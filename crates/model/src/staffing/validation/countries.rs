//! Each country of the surveys left out: its groups from its margins and the other countries.

use crate::staffing::base::Base;
use crate::staffing::concentration::LevelFit;
use crate::staffing::distance::weights;
use crate::staffing::majors::{Majors, concentrations, fitted, margins, of_rows, pooled};
use crate::staffing::proxies::{Proxies, Proxy};
use crate::staffing::split::split;
use crate::staffing::stack::Stack;
use crate::staffing::validation::comparators::comparators;
use crate::staffing::validation::scores::{Observed, Score, TEST, observed, score, together};
use crate::tuning::staffing::UNIT_GROUP_DRAWS;
use rayon::prelude::*;
use suranys_core::Key;
use suranys_core::occupation_groups::OccupationValidationRow;

/// Coverage, log score and error of the groups of countries left out, by level, next to the mean of
/// the others' structures and the best of them.
///
/// A country's margins are its own sections and major groups; what is compared is each group's share of
/// its major group, by the effective number of persons interviewed.
pub(super) fn left_out(base: &Base, draws: usize, key: &Key) -> Vec<OccupationValidationRow> {
    let top = &base.proxies[0];
    let each: Vec<[Vec<Score>; 4]> = (0..top.countries.len())
        .into_par_iter()
        .map(|target| one(base, target, draws, key))
        .collect();
    let mut rows = Vec::new();
    let all = |at: usize| -> Vec<Score> {
        each.iter().flat_map(|levels| levels[at].iter().copied()).collect()
    };
    for (at, proxies) in base.proxies.iter().enumerate() {
        rows.push(together(TEST, "model", at + 2, &all(at)));
        if at == 0 {
            rows.push(together(TEST, "model-cells-known", 2, &all(3)));
        }
        rows.extend(comparators(base, proxies, key));
    }
    rows
}

/// Others of a level than a country, and their distances to it.
fn others(proxies: &Proxies, country: &Proxy) -> (Vec<usize>, Vec<f64>) {
    let keep: Vec<usize> = (0..proxies.countries.len())
        .filter(|at| proxies.countries[*at].code != country.code)
        .collect();
    let apart = match proxies.place(&country.code) {
        Some(own) => keep.iter().map(|at| proxies.apart[[own, *at]]).collect(),
        None => {
            let all = proxies.distances(&country.table());
            keep.iter().map(|at| all[*at]).collect()
        }
    };
    (keep, apart)
}

/// The structure of some countries, by how near they are, fitted to margins.
fn centre(
    proxies: &Proxies,
    keep: &[usize],
    apart: &[f64],
    rows: &[f64],
    columns: &[f64],
) -> Vec<f64> {
    let countries: Vec<&Proxy> = keep.iter().map(|at| &proxies.countries[*at]).collect();
    let table = of_rows(&pooled(&countries, &weights(apart)), rows);
    fitted(&table, rows, columns, false)
}

/// Scores of one country by level; the last are those of sub-major groups with sections by major groups
/// known.
fn one(base: &Base, target: usize, draws: usize, key: &Key) -> [Vec<Score>; 4] {
    let top = &base.proxies[0];
    let (tree, country) = (&base.tree, &top.countries[target]);
    let key = key.with(&country.code);
    let table = country.table();
    let (rows, columns) = margins(&table, tree.level(1).len());
    let (keep, apart) = others(top, country);
    let of_sections = concentrations(keep.iter().map(|at| &top.countries[*at]), |proxy: &Proxy| {
        let own = top.place(&proxy.code).unwrap_or_default();
        let rest: Vec<usize> = keep.iter().copied().filter(|at| *at != own).collect();
        let apart: Vec<f64> = rest.iter().map(|at| top.apart[[own, *at]]).collect();
        let (rows, columns) = margins(&proxy.table(), tree.level(1).len());
        centre(top, &rest, &apart, &rows, &columns)
    });
    let seed = centre(top, &keep, &apart, &rows, &columns);
    let majors = Majors {
        sections: &base.sections,
        level: tree.level(1),
        seed: &seed,
        concentrations: &of_sections,
        rows: &rows,
    };
    let (drawn, _) = majors.draw(|_| columns.clone(), draws, &key.with("majors"));
    let mut known = Stack::zeros(tree.level(1).len(), rows.len(), draws);
    for (section, row) in table.chunks_exact(columns.len()).enumerate() {
        for (group, value) in row.iter().enumerate() {
            known.cell_mut(group, section).fill(*value);
        }
    }
    let mut scores: [Vec<Score>; 4] = Default::default();
    let mut above = drawn;
    for (at, proxies) in base.proxies.iter().enumerate() {
        // A country without a file of a level has none of those below.
        let Some(file) = proxies.place(&country.code).map(|own| &proxies.countries[own]) else {
            break;
        };
        let level = tree.level(at + 2);
        let (keep, apart) = others(proxies, country);
        let fit = LevelFit::of(proxies, &keep, &apart, level);
        let codes = &tree.level(at + 1).codes;
        let children = key.with("children");
        let truth = observed(file, level, &key);
        if at == 0 {
            let of_known = split(&known, codes, level, &fit, None, &children);
            scores[3] = scored(&of_known, &level.major, &truth);
        }
        if at == 2 {
            above = above.first(UNIT_GROUP_DRAWS);
        }
        above = split(&above, codes, level, &fit, None, &children);
        scores[at] = scored(&above, &level.major, &truth);
    }
    scores
}

/// Scores of the groups of a level by their shares of their major groups.
fn scored(groups: &Stack, majors: &[usize], truth: &[Observed]) -> Vec<Score> {
    let totals: Vec<Vec<f64>> = (0..groups.groups()).map(|group| groups.total(group)).collect();
    let count = majors.iter().max().map_or(0, |last| last + 1);
    let mut all = vec![vec![0.0; groups.draws()]; count];
    for (total, major) in totals.iter().zip(majors) {
        all[*major].iter_mut().zip(total).for_each(|(sum, v)| *sum += v);
    }
    truth
        .iter()
        .map(|of| {
            let all = &all[majors[of.group]];
            let share = |(v, all): (&f64, &f64)| if *all > 0.0 { v / all } else { 0.0 };
            let shares: Vec<f64> = totals[of.group].iter().zip(all).map(share).collect();
            score(of, &shares)
        })
        .collect()
}

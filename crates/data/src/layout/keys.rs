//! Which of a table's columns name its series.

use std::collections::BTreeMap;

/// Of columns given by their texts row by row, those by which series differ: none that is the same in all
/// rows, and none that follows from one before it.
///
/// `rows` calls what it is given with the texts of each row, in the order of the columns.
pub(crate) fn telling(
    columns: usize,
    rows: impl Fn(&mut dyn FnMut(&dyn Fn(usize) -> String)),
) -> Vec<usize> {
    let mut first: Vec<Option<String>> = vec![None; columns];
    let mut varies = vec![false; columns];
    rows(&mut |text| {
        for at in 0..columns {
            if varies[at] {
                continue;
            }
            let cell = text(at);
            match &first[at] {
                None => first[at] = Some(cell),
                Some(known) => varies[at] = *known != cell,
            }
        }
    });
    let left: Vec<usize> = (0..columns).filter(|at| varies[*at]).collect();
    // By pair of an earlier and a later column, what the later one is where the earlier is this.
    let mut follows: BTreeMap<(usize, usize), BTreeMap<String, String>> = BTreeMap::new();
    for (place, later) in left.iter().enumerate() {
        for earlier in &left[..place] {
            follows.insert((*earlier, *later), BTreeMap::new());
        }
    }
    rows(&mut |text| {
        let cells: BTreeMap<usize, String> = left.iter().map(|at| (*at, text(*at))).collect();
        follows.retain(|(earlier, later), known| {
            let (Some(from), Some(to)) = (cells.get(earlier), cells.get(later)) else {
                return true;
            };
            match known.get(from) {
                Some(before) => before == to,
                None => {
                    known.insert(from.clone(), to.clone());
                    true
                }
            }
        });
    });
    let mut kept: Vec<usize> = Vec::new();
    for at in left {
        if !kept.iter().any(|earlier| follows.contains_key(&(*earlier, at))) {
            kept.push(at);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: the second column is one and the same, the third is the name of the first.
    #[test]
    fn columns_that_say_nothing_more_are_left_out() {
        let rows =
            [["AT", "A", "Austria", "F"], ["AT", "A", "Austria", "M"], ["BE", "A", "Belgium", "F"]];
        let kept = telling(4, |take| {
            rows.iter().for_each(|row| take(&|at| row[at].to_owned()));
        });
        assert_eq!(kept, [0, 3]);
    }
}

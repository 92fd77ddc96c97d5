//! The groups of the classification, level by level.

use std::collections::BTreeMap;
use std::ops::Range;
use suranys_core::detailed_occupations::{DetailedOccupationInputs, LEVELS};
use suranys_core::{Code, Occupation};

/// The groups of one level, children of one group next to each other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Level {
    /// Codes, in order.
    pub(crate) codes: Vec<Code<Occupation>>,
    /// By group: place of its parent in the level above; of the first level its own.
    pub(crate) parent: Vec<usize>,
    /// By group: place of its major group in the first level.
    pub(crate) major: Vec<usize>,
    /// By group of the level above: places of its children.
    pub(crate) children: Vec<Range<usize>>,
    places: BTreeMap<Code<Occupation>, usize>,
}

impl Level {
    /// Number of groups.
    pub(crate) fn len(&self) -> usize {
        self.codes.len()
    }

    /// Place of a group.
    pub(crate) fn place(&self, code: &Code<Occupation>) -> Option<usize> {
        self.places.get(code).copied()
    }

    /// By group of the level above, the sum over its children.
    pub(crate) fn sums(&self, values: &[f64]) -> Vec<f64> {
        self.children.iter().map(|range| values[range.clone()].iter().sum()).collect()
    }
}

/// Major, sub-major, minor and unit groups, without those under other major groups.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    levels: [Level; LEVELS],
}

impl Tree {
    /// The groups under `majors`, in their order; `None` when a group that is not a unit group has
    /// no children, so that persons in it would have no place.
    pub(crate) fn read(known: &DetailedOccupationInputs, majors: &[String]) -> Option<Tree> {
        let mut children: BTreeMap<&Code<Occupation>, Vec<&Code<Occupation>>> = BTreeMap::new();
        for item in known.groups.items() {
            if let Some(parent) = known.parents.get(&item.code) {
                children.entry(parent).or_default().push(&item.code);
            }
        }
        let mut levels: [Level; LEVELS] = Default::default();
        for (at, code) in majors.iter().enumerate() {
            let code = known.groups.code(code).ok()?;
            levels[0].places.insert(code.clone(), at);
            levels[0].codes.push(code);
            levels[0].parent.push(at);
            levels[0].major.push(at);
        }
        for depth in 1..LEVELS {
            let mut level = Level::default();
            let above = &levels[depth - 1];
            for (at, code) in above.codes.iter().enumerate() {
                let from = level.codes.len();
                for child in children.get(code)? {
                    level.places.insert((*child).clone(), level.codes.len());
                    level.codes.push((*child).clone());
                    level.parent.push(at);
                    level.major.push(above.major[at]);
                }
                level.children.push(from..level.codes.len());
            }
            levels[depth] = level;
        }
        levels.iter().all(|level| !level.codes.is_empty()).then_some(Tree { levels })
    }

    /// The groups of a level, 1 for major groups to 4 for unit groups.
    pub(crate) fn level(&self, level: usize) -> &Level {
        &self.levels[level.clamp(1, LEVELS) - 1]
    }

    /// Places of the unit groups that a group of any level is made of.
    pub(crate) fn units(&self, code: &Code<Occupation>) -> Option<Range<usize>> {
        (1..=LEVELS).find_map(|level| Some(self.units_of(level, self.level(level).place(code)?)))
    }

    /// Places of the unit groups below a group of a level.
    pub(crate) fn units_of(&self, level: usize, place: usize) -> Range<usize> {
        let mut range = place..place + 1;
        for below in level + 1..=LEVELS {
            let children = &self.level(below).children;
            range = children[range.start].start..children[range.end - 1].end;
        }
        range
    }
}

//! Persons by group, section and draw.

/// Values by group, section and draw, in one row: draws of a cell lie next to each other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stack {
    sections: usize,
    draws: usize,
    values: Vec<f64>,
}

impl Stack {
    pub(crate) fn zeros(groups: usize, sections: usize, draws: usize) -> Stack {
        Stack { sections, draws, values: vec![0.0; groups * sections * draws] }
    }

    pub(crate) fn groups(&self) -> usize {
        self.values.len() / (self.sections * self.draws).max(1)
    }

    pub(crate) fn sections(&self) -> usize {
        self.sections
    }

    pub(crate) fn draws(&self) -> usize {
        self.draws
    }

    /// Draws of a cell.
    pub(crate) fn cell(&self, group: usize, section: usize) -> &[f64] {
        let from = (group * self.sections + section) * self.draws;
        &self.values[from..from + self.draws]
    }

    /// Draws of a cell, to write to.
    pub(crate) fn cell_mut(&mut self, group: usize, section: usize) -> &mut [f64] {
        let from = (group * self.sections + section) * self.draws;
        &mut self.values[from..from + self.draws]
    }

    /// The groups one by one, to write to.
    pub(crate) fn groups_mut(&mut self) -> Vec<GroupMut<'_>> {
        let (draws, groups) = (self.draws, self.groups());
        let parts = self.parts_mut(std::iter::repeat_n(1, groups));
        parts.into_iter().map(|values| GroupMut { draws, values }).collect()
    }

    /// All cells of neighbouring groups, `[group][section][draw]`, cut at the sizes given.
    pub(crate) fn parts_mut(&mut self, sizes: impl Iterator<Item = usize>) -> Vec<&mut [f64]> {
        let cells = self.sections * self.draws;
        let mut rest = self.values.as_mut_slice();
        let mut parts = Vec::new();
        for groups in sizes {
            let (part, after) = rest.split_at_mut(groups * cells);
            parts.push(part);
            rest = after;
        }
        parts
    }

    /// The same with its first draws only.
    pub(crate) fn first(&self, draws: usize) -> Stack {
        let draws = draws.min(self.draws);
        let cells = self.values.chunks_exact(self.draws.max(1));
        let values = cells.flat_map(|cell| cell[..draws].iter().copied()).collect();
        Stack { sections: self.sections, draws, values }
    }

    /// Draws of a group, all sections together.
    pub(crate) fn total(&self, group: usize) -> Vec<f64> {
        let mut sum = vec![0.0; self.draws];
        for section in 0..self.sections {
            sum.iter_mut().zip(self.cell(group, section)).for_each(|(sum, v)| *sum += v);
        }
        sum
    }
}

/// The cells of one group, to write to.
pub(crate) struct GroupMut<'a> {
    draws: usize,
    values: &'a mut [f64],
}

impl GroupMut<'_> {
    /// Draws of each section.
    pub(crate) fn cells_mut(&mut self) -> impl Iterator<Item = &mut [f64]> {
        self.values.chunks_exact_mut(self.draws.max(1))
    }
}

//! Cells made draw by draw, on all threads.

use rayon::prelude::*;
use suranys_core::panel::{Axis, CellDraws};

/// Cells of which `make` gives one draw in the order of `cells`. Only the first `distinct` draws
/// are made, the last of them taken for those after it: a published year is the same in all.
///
/// # Errors
/// The first error of a draw.
pub(crate) fn draw_by_draw<E: Send>(
    cells: Axis,
    draws: usize,
    distinct: usize,
    make: impl Fn(usize) -> Result<Vec<f64>, E> + Sync + Send,
) -> Result<CellDraws, E> {
    // Threads finish draws; the panel takes them in its own order.
    let made: Vec<Vec<f64>> =
        (0..distinct.min(draws)).into_par_iter().map(make).collect::<Result<_, E>>()?;
    let mut all = CellDraws::zeros(cells, draws);
    for draw in 0..draws {
        if let Some(values) = made.get(draw).or(made.last()) {
            all.set_draw(draw, values.iter().copied());
        }
    }
    Ok(all)
}

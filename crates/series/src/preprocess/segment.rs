//! Segments of a series between breaks, and their splicing.

/// The last segment of a series: the values from the last break without a linking factor on, those
/// before breaks with one spliced on, multiplied by it. Missing values are dropped from the
/// beginning. Also how many values at the beginning are left out.
///
/// `breaks` are places of first values of a new kind, in order, each with its factor if it has
/// one; a place beyond the values is passed over, and behind a break right after them nothing is left.
///
/// ```
/// use suranys_series::segment;
///
/// let y = [1.0, 2.0, 30.0, 40.0].map(Some);
/// assert_eq!(segment(&y, &[(2, None)]), (vec![Some(30.0), Some(40.0)], 2));
/// assert_eq!(segment(&y, &[(2, Some(10.0))]).0, [10.0, 20.0, 30.0, 40.0].map(Some));
/// ```
#[must_use]
pub fn segment(
    values: &[Option<f64>],
    breaks: &[(usize, Option<f64>)],
) -> (Vec<Option<f64>>, usize) {
    let mut spliced = values.to_vec();
    let mut start = 0;
    for (at, link) in breaks.iter().filter(|(at, _)| *at <= values.len()) {
        match link {
            Some(factor) => {
                spliced[start..*at].iter_mut().flatten().for_each(|value| *value *= factor)
            }
            None => start = *at,
        }
    }
    start += spliced[start..].iter().take_while(|value| value.is_none()).count();
    (spliced.split_off(start), start)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand.
    #[test]
    fn a_break_without_a_factor_cuts_and_one_with_a_factor_is_spliced() {
        let segment = |y: &[f64], breaks: &[(usize, Option<f64>)]| {
            let known = |v: &f64| Some(*v).filter(|v| !v.is_nan());
            let (values, left) = segment(&y.iter().map(known).collect::<Vec<_>>(), breaks);
            (values.into_iter().map(|v| v.expect("none is missing")).collect::<Vec<f64>>(), left)
        };
        let y = [1.0, 2.0, 30.0, 40.0, 50.0];
        assert_eq!(segment(&y, &[]), (y.to_vec(), 0));
        assert_eq!(segment(&y, &[(2, None)]), (vec![30.0, 40.0, 50.0], 2));
        assert_eq!(segment(&y, &[(2, Some(10.0))]), (vec![10.0, 20.0, 30.0, 40.0, 50.0], 0));
        let twice = segment(&y, &[(1, None), (3, Some(2.0)), (9, None)]);
        assert_eq!(twice, (vec![4.0, 60.0, 40.0, 50.0], 1));
        assert_eq!(segment(&[1.0, f64::NAN, 3.0], &[(1, None)]), (vec![3.0], 2));
        assert_eq!(segment(&y, &[(0, None), (5, None)]), (Vec::new(), 5));
    }
}

//! Missing values between others.

use crate::preprocess::observed::missing_marked;
use std::borrow::Cow;

/// Values with gaps bridged by straight lines between their neighbours: an assumption, which a reader must know of.
/// Missing values at either end are dropped.
///
/// ```
/// use suranys_series::bridged;
///
/// assert_eq!(bridged(&[None, Some(1.0), None, Some(4.0)]), [1.0, 2.5, 4.0]);
/// ```
#[must_use]
pub fn bridged(values: &[Option<f64>]) -> Vec<f64> {
    bridged_marked(&missing_marked(values)).into_owned()
}

/// The same of values that are NaN where one is missing.
pub(crate) fn bridged_marked(values: &[f64]) -> Cow<'_, [f64]> {
    if values.iter().all(|v| !v.is_nan()) {
        return Cow::Borrowed(values);
    }
    let mut known = values.iter().enumerate().filter(|(_, v)| !v.is_nan());
    let Some((mut from, mut start)) = known.next() else { return Cow::default() };
    let mut all = vec![*start];
    for (to, end) in known {
        let gap = (to - from) as f64;
        all.extend((1..=to - from).map(|step| start + (end - start) * step as f64 / gap));
        (from, start) = (to, end);
    }
    Cow::Owned(all)
}

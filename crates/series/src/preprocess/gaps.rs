//! Missing values between others.

use std::borrow::Cow;

/// Values with gaps bridged by straight lines between their neighbours: an assumption, which a reader must know of.
/// Missing values at either end are dropped.
#[must_use]
pub fn bridged(values: &[f64]) -> Cow<'_, [f64]> {
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

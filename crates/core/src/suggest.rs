//! The nearest valid spelling of a word, for messages.

/// The candidate nearest to `word` by Jaro–Winkler similarity, if any is near enough to be
/// worth offering.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const WORTH_OFFERING: f64 = 0.75;
    let folded = word.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let score = strsim::jaro_winkler(&folded, &candidate.to_lowercase());
        if score >= WORTH_OFFERING && best.is_none_or(|(s, _)| score > s) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn offers_a_near_word_and_nothing_far() {
        assert_eq!(nearest("sectoin", ["section", "region"]), Some("section"));
        assert_eq!(nearest("zzz", ["section", "region"]), None);
    }
}

//! Words of earlier formats and the words that stand for them today.
//!
//! Stored runs, editions, sweep files and command lines may hold the words on the left; readers
//! take them for the words on the right, and writers write the right ones only. This is the one
//! table of them.

/// Measures, by [`crate::run::Measure::key`].
pub const MEASURES: [(&str, &str); 7] = [
    ("need", "job-openings"),
    ("new-demand", "net-employment-change"),
    ("gross-openings", "gross-job-openings"),
    ("supply-higher", "supply-higher-education"),
    ("supply-vocational", "supply-vocational-education"),
    ("gap", "shortage"),
    ("gap-probability", "shortage-probability"),
];

/// Tables of an edition and of a stored run, by file name without ending.
pub const TABLES: [(&str, &str); 11] = [
    ("cumulated_need", "cumulative_job_openings"),
    ("need_by_year", "job_openings_by_year"),
    ("need_by_section", "job_openings_by_section"),
    ("need_by_region", "job_openings_by_region"),
    ("need_by_occupation", "job_openings_by_occupation"),
    ("need_by_section_region", "job_openings_by_section_region"),
    ("need_by_section_occupation", "job_openings_by_section_occupation"),
    ("need_by_region_occupation", "job_openings_by_region_occupation"),
    ("gap_draws", "shortage_draws"),
    ("outcomes", "outturns"),
    ("swings", "sensitivity"),
];

/// Columns of those tables.
pub const COLUMNS: [(&str, &str); 9] = [
    ("standing", "basis"),
    ("outcome", "outturn"),
    ("outcome_status", "outturn_status"),
    ("outcome_synthetic", "outturn_synthetic"),
    ("flip_parameter", "switching_parameter"),
    ("flip_from", "switching_from"),
    ("flip_to", "switching_to"),
    ("flip_beyond", "switching_beyond"),
    ("flip_verdict", "switching_verdict"),
];

/// Indicators, by [`crate::run::Indicator::id`], and the word that asks for an outturn.
pub const INDICATORS: [(&str, &str); 4] = [
    ("gap-share", "shortage-share"),
    ("gap-rank", "shortage-rank"),
    ("need-share", "job-openings-share"),
    ("outcome", "outturn"),
];

/// Quantities and parameters of rulebooks, by [`crate::shortage_list::Quantity::key`], and keys of
/// their labels.
pub const QUANTITIES: [(&str, &str); 5] = [
    ("forecast.gap", "forecast.shortage"),
    ("forecast.gap_probability", "forecast.shortage_probability"),
    ("forecast.gap_share", "forecast.shortage_share"),
    ("forecast.gap_probability_min", "forecast.shortage_probability_min"),
    ("forecast.gap_share_min", "forecast.shortage_share_min"),
];

/// Parameters of scenarios, by [`crate::scenario::ParameterSpec::of`].
pub const PARAMETERS: [(&str, &str); 1] = [("supply.kandas", "supply.returnees")];

/// Notes, by [`crate::run::Note::key`], which stored runs and label files of packages hold.
pub const NOTES: [(&str, &str); 4] = [
    ("note.break-regime", "note.break-segment"),
    ("note.widths", "note.interval-factor"),
    ("note.no-look-back", "note.no-past-forecast"),
    ("note.region-linked", "note.region-spliced"),
];

/// Keys of label files that are none of the above.
pub const TEXTS: [(&str, &str); 2] =
    [("text.links", "text.spliced"), ("text.link-item", "text.spliced-item")];

/// The word of today for one of an earlier format; a word that is none stays as it is.
#[must_use]
pub fn current<'w>(table: &[(&str, &'w str)], word: &'w str) -> &'w str {
    table.iter().find(|(old, _)| *old == word).map_or(word, |(_, new)| new)
}

/// The word of an earlier format that a word of today took the place of, if one did.
#[must_use]
pub fn former<'w>(table: &[(&'w str, &str)], word: &str) -> Option<&'w str> {
    table.iter().find(|(_, new)| *new == word).map(|(old, _)| *old)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Measure;
    use serde::Deserialize;
    use serde::de::value::{Error, StrDeserializer};

    /// No word may be both old and new: what is read again would be another thing.
    #[test]
    fn a_word_of_today_is_no_word_of_yesterday() {
        for table in [&MEASURES[..], &TABLES, &COLUMNS, &INDICATORS, &QUANTITIES, &NOTES, &TEXTS] {
            for (old, new) in table {
                assert_eq!(current(table, old), *new);
                assert_eq!(current(table, new), *new, "{new} is kept");
                assert_eq!(former(table, new), Some(*old));
            }
        }
        assert_eq!(current(&MEASURES, "employment"), "employment");
    }

    /// Keys, stored files and this table say the same of every measure.
    #[test]
    fn measures_are_read_by_their_old_names_wherever_they_stand() {
        let stored = |word: &str| Measure::deserialize(StrDeserializer::<Error>::new(word));
        for measure in Measure::ALL {
            assert_eq!(stored(measure.key()), Ok(measure));
            assert_eq!(Measure::from_key(measure.key()), Some(measure));
        }
        for (old, new) in MEASURES {
            let measure = Measure::from_key(old).expect("known");
            assert_eq!(measure.key(), new);
            assert_eq!(stored(old), Ok(measure));
        }
        assert_eq!(Measure::from_key("no-measure"), None);
    }
}

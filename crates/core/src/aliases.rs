//! Words of earlier formats and the words that stand for them today.
//!
//! Editions, sweep files and command lines may hold the words on the left; readers take them for the
//! words on the right, and writers write the right ones only. This is the one table of them.

/// Measures, by [`crate::run::Measure::key`].
pub const MEASURES: [(&str, &str); 6] = [
    ("new-demand", "net-employment-change"),
    ("supply", "entrants"),
    ("supply-higher-education", "entrants-higher-education"),
    ("supply-vocational-education", "entrants-vocational-education"),
    ("supply-migration", "entrants-migration"),
    ("supply-other", "entrants-other"),
];

/// Figures that are made no more, by their last and their earlier names, and those that took their
/// place: what a difference of need and supply says is said by the unemployment it would bring and,
/// of an occupation, by how its openings are covered against the nation's.
pub const REPLACED: [(&str, &str); 17] = [
    ("need", "net-requirement, job-openings"),
    ("gross-openings", "job-openings"),
    ("gross-job-openings", "job-openings"),
    ("gap", "implied-unemployment-rate, relative-shortage"),
    ("shortage", "implied-unemployment-rate, relative-shortage"),
    ("gap-probability", "tightness-probability"),
    ("shortage-probability", "tightness-probability"),
    ("gap-share", "relative-shortage"),
    ("shortage-share", "relative-shortage"),
    ("gap-rank", "cover"),
    ("shortage-rank", "cover"),
    ("graduate-cover", "cover"),
    ("years-until-closed", "implied-unemployment-rate"),
    ("supply-unemployed", "unemployed"),
    ("supply-higher", "entrants-higher-education"),
    ("supply-vocational", "entrants-vocational-education"),
    ("assumed-share", "any figure: its tree says how much of it is assumed"),
];

/// What took the place of a figure that is made no more.
#[must_use]
pub fn replaced(word: &str) -> Option<&'static str> {
    REPLACED.iter().find(|(old, _)| *old == word).map(|(_, new)| *new)
}

/// Tables of an edition and of a stored run, by file name without ending.
pub const TABLES: [(&str, &str); 13] = [
    ("cumulated_need", "job_openings_by_period"),
    ("cumulative_job_openings", "job_openings_by_period"),
    ("need_by_year", "net_requirement_by_year"),
    ("job_openings_by_year", "net_requirement_by_year"),
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

/// Columns of the period in the tables of an edition; other tables have columns of these names.
pub const PERIODS: [(&str, &str); 2] = [("from", "year_from"), ("to", "year_to")];

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
        for table in
            [&MEASURES[..], &TABLES, &COLUMNS, &PERIODS, &INDICATORS, &QUANTITIES, &NOTES, &TEXTS]
        {
            for (old, new) in table {
                assert_eq!(current(table, old), *new);
                assert_eq!(current(table, new), *new, "{new} is kept");
                // A word may have had several before it.
                assert!(former(table, new).is_some_and(|one| current(table, one) == *new));
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

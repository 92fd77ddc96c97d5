//! Lists of occupations in shortage that other countries publish, notes of wanted professions, and
//! counts of their staff.

use crate::classification::Labels;
use crate::observation::Status;
use crate::shortage_list::citation::Cited;

/// A list of another country.
#[derive(Debug, Clone, PartialEq)]
pub struct PeerList {
    /// Identifier.
    pub id: String,
    /// Country.
    pub country: String,
    /// Names.
    pub labels: Labels,
    /// From when it applies, as exactly as known; empty when not known.
    pub valid_from: String,
    /// Until when it applies; empty when it has no end or none is known.
    pub valid_to: String,
    /// From when it was public.
    pub known_from: String,
    /// Whether all it names is known, so that silence within its scope is a no.
    pub complete: bool,
    /// Occupations, at any level, that it can name; empty for all.
    pub scope: Vec<String>,
    /// Whether it is a ranking of vacancies, which names the most frequent and not the short.
    pub ranking: bool,
    /// Where it stands.
    pub cell: Cited,
}

/// That a list names an occupation, at any level: a group stands for all its members.
#[derive(Debug, Clone, PartialEq)]
pub struct PeerEntry {
    /// Identifier of the list.
    pub list: String,
    /// Occupation.
    pub occupation: String,
    /// Where it stands.
    pub cell: Cited,
}

/// A profession that a note names as wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct WantedNote {
    /// When, ISO, as exactly as known.
    pub date: String,
    /// Region; empty for the country.
    pub region: String,
    /// Occupation, at any level.
    pub occupation: String,
    /// What the note measures.
    pub measure: String,
    /// Number it gives, if any.
    pub value: Option<f64>,
    /// Whether the note is synthetic.
    pub synthetic: bool,
    /// Where it stands.
    pub cell: Cited,
}

/// Persons in an occupation that the country itself counts.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffCount {
    /// Occupation, at any level; a count that spans several stands once for each.
    pub occupation: String,
    /// Year.
    pub year: i32,
    /// Persons.
    pub value: f64,
    /// Status.
    pub status: Status,
    /// Where it stands.
    pub cell: Cited,
}

/// The last day that an ISO date known to the year or month can be, so that "known by" is never
/// claimed too early; an empty date is the last of all.
#[must_use]
pub fn last_day(date: &str) -> String {
    match date.len() {
        0 => "9999-12-31".to_owned(),
        4 => format!("{date}-12-31"),
        7 => format!("{date}-31"),
        _ => date.to_owned(),
    }
}

/// Whether something dated so was known on an ISO day; a quarter is over with its last month, a span of
/// years with its last.
#[must_use]
pub fn known_on(date: &str, day: &str) -> bool {
    let date = date.rsplit(['–', '…', ' ']).next().unwrap_or(date);
    let date = match date.split_once("-Q") {
        Some((year, quarter)) => {
            let months = quarter.parse::<u32>().map_or(12, |q| 3 * q.clamp(1, 4));
            format!("{year}-{months:02}")
        }
        None => date.to_owned(),
    };
    last_day(&date).as_str() <= day
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand.
    #[test]
    fn what_is_not_over_is_not_known() {
        for (date, known) in [
            ("2022", true),
            ("2023", false),
            ("2022-Q4", true),
            ("2023-Q1", false),
            ("2021–2023", false),
            ("2022-12-31", true),
            ("", false),
        ] {
            assert_eq!(known_on(date, "2022-12-31"), known, "{date}");
        }
    }

    /// Expected days: by hand.
    #[test]
    fn a_date_is_over_when_its_last_day_is() {
        assert_eq!(last_day("2022"), "2022-12-31");
        assert_eq!(last_day("2023-02"), "2023-02-31");
        assert_eq!(last_day("2023-02-20"), "2023-02-20");
        assert!(last_day("").as_str() > "2100-01-01");
    }
}

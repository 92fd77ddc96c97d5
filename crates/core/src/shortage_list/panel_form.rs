//! Forms of the yearly panel: what each body is sent, and by which columns it is read again.

use crate::classification::Labels;
use crate::observation::Status;
use crate::provenance::sha256_hex;
use crate::run::{Figure, FigureKey, Measure};
use crate::shortage_list::evidence::Body;
use crate::shortage_list::rulebook::Quantity;

/// Version of the forms: another one has other columns.
pub const PANEL_FORM: u32 = 1;
/// Columns of a form. Those of the identification stand in every row, so that a row that is torn out
/// of its form is known.
pub mod column {
    /// Version of the form.
    pub const FORMAT: &str = "form_format";
    /// Name of the data package.
    pub const PACKAGE: &str = "package";
    /// Version of the data package.
    pub const VERSION: &str = "version";
    /// The body that is asked.
    pub const BODY: &str = "body";
    /// Its region; the country's code where it speaks for the nation.
    pub const REGION: &str = "region";
    /// The panel's year.
    pub const YEAR: &str = "year";
    /// Number of rows of the form.
    pub const ROWS: &str = "rows";
    /// Number of the row.
    pub const NUMBER: &str = "number";
    /// What shows that the row is as it was written.
    pub const CHECK: &str = "check";
    /// Occupation or profession.
    pub const OCCUPATION: &str = "occupation";
    /// Why: free text.
    pub const REASON: &str = "reason";
    /// What identifies a form, in the order of its columns.
    pub const IDENTIFICATION: [&str; 7] = [FORMAT, PACKAGE, VERSION, BODY, REGION, YEAR, ROWS];
    /// Name of the occupation, for people.
    pub const NAME: &str = "name";
    /// Employment, median and ends of its 80% prediction interval, persons.
    pub const EMPLOYMENT: [&str; 3] = ["employment", "employment_lower", "employment_upper"];
    /// Job openings of the period, median and ends of the 80% prediction interval, persons.
    pub const OPENINGS: [&str; 3] = ["job_openings", "job_openings_lower", "job_openings_upper"];
    /// Replacement demand of the period, median, persons.
    pub const REPLACEMENT: &str = "replacement_demand";
    /// Entrants over job openings of the period, median.
    pub const COVER: &str = "cover";
    /// Share of simulations in which the occupation's openings are covered less than the nation's.
    pub const TIGHTNESS: &str = "tightness_probability";
    /// The groups, places and years the figures are of.
    pub const OF: &str = "figures_of";
    /// The worst status of the figures.
    pub const STATUS: &str = "status";
    /// What evidence there is of the occupation itself.
    pub const EVIDENCE: &str = "evidence";
    /// What is shown and read by nobody.
    pub const SHOWN: [&str; 13] = [
        NAME,
        EMPLOYMENT[0],
        EMPLOYMENT[1],
        EMPLOYMENT[2],
        OPENINGS[0],
        OPENINGS[1],
        OPENINGS[2],
        REPLACEMENT,
        COVER,
        TIGHTNESS,
        OF,
        STATUS,
        EVIDENCE,
    ];
    /// What a reader needs next to the identification and the questions.
    pub const ROW: [&str; 4] = [NUMBER, CHECK, OCCUPATION, REASON];
}

/// What shows that a row of a form is as it was written: a short fingerprint of the identification, the
/// row's number and the occupation. It begins with a letter, so that no spreadsheet takes it for a
/// number.
#[must_use]
pub fn row_check(identification: &[&str; 7], number: &str, occupation: &str) -> String {
    /// Hexadecimal digits: enough that no slip goes unseen.
    const DIGITS: usize = 8;
    let all = identification.iter().chain([&number, &occupation]);
    let text: String = all.flat_map(|part| [*part, "\n"]).collect();
    let digits: String = sha256_hex(text.as_bytes()).chars().take(DIGITS).collect();
    format!("c{digits}")
}

/// A figure shown in a form, and what it is of: the occupation or a group above it, the region or the
/// nation, a year or a period.
#[derive(Debug, Clone, PartialEq)]
pub struct FormFigure {
    /// What it is of.
    pub key: FigureKey,
    /// The figure.
    pub figure: Figure,
}

/// A row of a form: what is known of an occupation before anyone answers.
#[derive(Debug, Clone, PartialEq)]
pub struct FormRow {
    /// Occupation or profession.
    pub id: String,
    /// Its names.
    pub labels: Labels,
    /// Figures of the forecast by the measures of [`FormRow::MEASURES`]; one that the run does not have
    /// is absent.
    pub figures: Vec<Option<FormFigure>>,
    /// Evidence of the list's three sources that the package or the run has of it.
    pub evidence: Vec<Quantity>,
    /// The worst status of the figures; none where there is no figure.
    pub status: Option<Status>,
}

impl FormRow {
    /// Measures shown of each occupation, in the order of their columns: employment of the year, the
    /// others over the reporting period the year is in. A finer figure of a run, of a unit group or of a
    /// region, takes the place of a wider one by itself.
    pub const MEASURES: [Measure; 5] = [
        Measure::Employment,
        Measure::JobOpenings,
        Measure::ReplacementDemand,
        Measure::Cover,
        Measure::TightnessProbability,
    ];
}

/// A form for one body.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelForm {
    /// Name of the data package.
    pub package: String,
    /// Version of the data package.
    pub version: String,
    /// Who is asked.
    pub body: Body,
    /// About where: the region, or the country's code.
    pub region: String,
    /// Names of that.
    pub region_labels: Labels,
    /// The panel's year; the questions are about the one that follows.
    pub year: i32,
    /// One row for each occupation.
    pub rows: Vec<FormRow>,
    /// Whether anything in it is synthetic.
    pub synthetic: bool,
}

impl PanelForm {
    /// The identification of the form, in the order of [`column::IDENTIFICATION`].
    #[must_use]
    pub fn identification(&self) -> [String; 7] {
        [
            PANEL_FORM.to_string(),
            self.package.clone(),
            self.version.clone(),
            self.body.id.clone(),
            self.region.clone(),
            self.year.to_string(),
            self.rows.len().to_string(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Any change of what a row is shows in its check.
    #[test]
    fn a_check_is_of_the_form_the_row_and_the_occupation() {
        let form = ["1", "xx", "1.0", "north", "XX-1", "2026", "2"];
        let check = row_check(&form, "1", "isco08:2111");
        assert_eq!(check, row_check(&form, "1", "isco08:2111"));
        assert!(check.len() == 9 && check.starts_with('c'), "{check}");
        let mut other = form;
        other[5] = "2027";
        for changed in [
            row_check(&other, "1", "isco08:2111"),
            row_check(&form, "2", "isco08:2111"),
            row_check(&form, "1", "isco08:2112"),
            // What moves from one part to the next is another row too.
            row_check(&form, "1i", "sco08:2111"),
        ] {
            assert_ne!(check, changed);
        }
    }
}

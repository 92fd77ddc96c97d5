//! How sure a finding is, by a rule on its range, its probability and its grade.

use crate::error::ReportError;
use serde::Deserialize;
use strum::IntoStaticStr;
use suranys_core::run::Figure;
use suranys_core::shortage_list::SignalGrade;

const RULE: &str = include_str!("certainty.toml");

/// How sure a finding is; the order is from the least sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Certainty {
    /// The range is wide, or little speaks for it.
    Low,
    /// Neither.
    Medium,
    /// The range is narrow, or nearly all speaks for it.
    High,
}

impl Certainty {
    /// Its key in label files.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    high: f64,
    medium: f64,
}

/// The rule, as its file has it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertaintyRule {
    interval: Bounds,
    probability: Bounds,
    likely: f64,
    assumed: f64,
}

impl CertaintyRule {
    /// The rule of the program.
    ///
    /// # Errors
    /// When its file can't be read.
    pub fn read() -> Result<CertaintyRule, ReportError> {
        toml::from_str(RULE).map_err(|e| ReportError::Typesetting { reason: e.to_string().into() })
    }

    /// How sure a figure is; one without a range is published and sure.
    pub fn of_figure(self, figure: &Figure) -> Certainty {
        let Some(range) = figure.estimate.range() else { return Certainty::High };
        let half = (range.hi80() - range.lo80()) / 2.0;
        let relative = half / range.median().abs();
        let sure = match relative {
            width if width <= self.interval.high => Certainty::High,
            width if width <= self.interval.medium => Certainty::Medium,
            _ => Certainty::Low,
        };
        if figure.assumed >= self.assumed { sure.min(Certainty::Medium) } else { sure }
    }

    /// How sure something of this probability is, or its contrary.
    pub fn of_probability(self, probability: f64) -> Certainty {
        match probability.max(1.0 - probability) {
            p if p >= self.probability.high => Certainty::High,
            p if p >= self.probability.medium => Certainty::Medium,
            _ => Certainty::Low,
        }
    }

    /// Whether something of this probability is more likely than not.
    pub fn is_likely(self, probability: f64) -> bool {
        probability > self.likely
    }

    /// How sure a list is whose worst entry has this grade.
    pub fn of_grade(grade: Option<SignalGrade>) -> Certainty {
        match grade {
            Some(SignalGrade::A) => Certainty::High,
            Some(SignalGrade::B) => Certainty::Medium,
            _ => Certainty::Low,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the rule's file: more likely than not is above one half.
    #[test]
    fn one_half_is_not_yet_likely() {
        let rule = CertaintyRule::read().expect("reads");
        assert_eq!([0.49, 0.5, 0.51].map(|p| rule.is_likely(p)), [false, false, true]);
    }

    /// By the rule's file.
    #[test]
    fn a_probability_and_its_contrary_are_as_sure() {
        let rule = CertaintyRule::read().expect("reads");
        let of = |p| rule.of_probability(p);
        assert_eq!(
            [of(0.99), of(0.01), of(0.7), of(0.3), of(0.5)],
            [
                Certainty::High,
                Certainty::High,
                Certainty::Medium,
                Certainty::Medium,
                Certainty::Low,
            ]
        );
    }
}

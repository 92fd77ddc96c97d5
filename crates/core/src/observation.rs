//! Observed values: a number with its status, or missing because of something.

use serde::{Deserialize, Serialize};
use std::fmt;
use strum::IntoStaticStr;

/// Status of an observation: the SDMX code list `CL_OBS_STATUS`.
///
/// The order is from best to worst, so that the status of a result is the
/// greatest of its inputs' statuses. A forecast ranks below a publisher's
/// estimate, and a figure that rests on an imputed one below both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ObsStatus {
    /// `A`: normal value.
    #[serde(rename = "A")]
    Normal,
    /// `B`: the series breaks at this point.
    #[serde(rename = "B")]
    Break,
    /// `P`: provisional.
    #[serde(rename = "P")]
    Provisional,
    /// `E`: estimated or modelled by its publisher, or by us from a stated model.
    #[serde(rename = "E")]
    Estimated,
    /// `F`: forecast.
    #[serde(rename = "F")]
    Forecast,
    /// `I`: imputed, rests on a named assumption in place of a figure.
    #[serde(rename = "I")]
    Imputed,
    /// `M`: missing.
    #[serde(rename = "M")]
    Missing,
}

impl ObsStatus {
    /// All statuses, best first.
    pub const ALL: [ObsStatus; 7] = [
        ObsStatus::Normal,
        ObsStatus::Break,
        ObsStatus::Provisional,
        ObsStatus::Estimated,
        ObsStatus::Forecast,
        ObsStatus::Imputed,
        ObsStatus::Missing,
    ];

    /// The one-letter SDMX code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            ObsStatus::Normal => "A",
            ObsStatus::Break => "B",
            ObsStatus::Provisional => "P",
            ObsStatus::Estimated => "E",
            ObsStatus::Forecast => "F",
            ObsStatus::Imputed => "I",
            ObsStatus::Missing => "M",
        }
    }

    /// The status with the given one-letter code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<ObsStatus> {
        ObsStatus::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// Status of a figure: an SDMX code and whether any part of it is synthetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Status {
    /// The SDMX observation status.
    pub obs: ObsStatus,
    /// Whether the figure is, or rests on, synthetic data.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub synthetic: bool,
}

impl Status {
    /// A status that is not synthetic.
    #[must_use]
    pub const fn real(obs: ObsStatus) -> Status {
        Status { obs, synthetic: false }
    }

    /// The status of something made from both: the worse code, synthetic if either is.
    #[must_use]
    pub fn worst(self, other: Status) -> Status {
        Status { obs: self.obs.max(other.obs), synthetic: self.synthetic || other.synthetic }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.obs.code())?;
        if self.synthetic { f.write_str(" synthetic") } else { Ok(()) }
    }
}

/// Why a value is missing.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum MissingReason {
    /// The publisher holds the figure but has not published it.
    NotPublished,
    /// Nobody collected it.
    NotCollected,
    /// The thing did not exist then.
    NotApplicable,
    /// Published once, but not in the copy the package was made from.
    NotRecovered,
}

impl MissingReason {
    /// All reasons.
    pub const ALL: [MissingReason; 4] = [
        MissingReason::NotPublished,
        MissingReason::NotCollected,
        MissingReason::NotApplicable,
        MissingReason::NotRecovered,
    ];

    /// The reason's code in data tables.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// The reason with the given code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<MissingReason> {
        MissingReason::ALL.into_iter().find(|r| r.code() == code)
    }
}

/// A value with its status, or missing because of something. Never silently zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Observed<T> {
    /// A value.
    Value(T, Status),
    /// No value, and why.
    Missing(MissingReason),
}

impl<T: Copy> Observed<T> {
    /// The value, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<T> {
        match self {
            Observed::Value(v, _) => Some(*v),
            Observed::Missing(_) => None,
        }
    }

    /// The status; `M` when missing.
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Observed::Value(_, s) => *s,
            Observed::Missing(_) => Status::real(ObsStatus::Missing),
        }
    }

    /// Whether the series breaks at this point.
    #[must_use]
    pub fn is_break(&self) -> bool {
        self.status().obs == ObsStatus::Break
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_no_better_than_its_worst_input() {
        for a in ObsStatus::ALL {
            for b in ObsStatus::ALL {
                let made = Status::real(a).worst(Status { obs: b, synthetic: true });
                assert!(made.obs >= a && made.obs >= b);
                assert!(made.synthetic);
            }
        }
    }

    #[test]
    fn codes_read_back() {
        for s in ObsStatus::ALL {
            assert_eq!(ObsStatus::from_code(s.code()), Some(s));
        }
        for r in MissingReason::ALL {
            assert_eq!(MissingReason::from_code(r.code()), Some(r));
        }
    }
}

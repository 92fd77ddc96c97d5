//! Why a series has no forecast, and why a model is not in one.

use suranys_core::limits::HORIZON;
use suranys_core::{Text, text};
use thiserror::Error;

/// Why a series has no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ForecastError {
    /// What is asked for makes no sense.
    Specification(SpecificationError),
    /// The calibration rests on no series: nothing is known of how wide intervals are.
    Untrained,
    /// The calibration was made for something else than is asked for.
    OtherCalibration(Differs),
    /// It holds no value.
    NothingObserved,
    /// It begins or ends with a missing value.
    OpenEnd,
    /// The value at this place, from zero, is not a finite number.
    NotFinite(usize),
    /// It has missing values, and the model asked for takes none.
    Gaps(&'static str),
    /// Its values are so large that the arithmetic on them has no finite result.
    TooLarge,
}

impl ForecastError {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            ForecastError::Specification(why) => why.text(),
            ForecastError::Untrained => text!("the calibration was trained on no series"),
            ForecastError::OtherCalibration(what) => what.text(),
            ForecastError::NothingObserved => text!("no value was observed"),
            ForecastError::OpenEnd => text!("the first or the last value is missing"),
            ForecastError::NotFinite(place) => {
                text!("value {number} of the series is not a finite number", number = place + 1)
            }
            ForecastError::Gaps(value) => text!(
                "values are missing between others, and the model {model} takes no gaps",
                model = value
            ),
            ForecastError::TooLarge => text!("values are so large that the forecast is not finite"),
        }
    }
}

suranys_core::worded!(ForecastError);

/// Why nothing can be forecast as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SpecificationError {
    /// The horizon is not from one step to the longest there is.
    Horizon,
    /// A season has no period.
    Season,
    /// A bound is not a finite number, or the lower is above the upper.
    Bounds,
}

impl SpecificationError {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            SpecificationError::Horizon => {
                text!("the horizon is not from 1 to {max} steps", max = HORIZON)
            }
            SpecificationError::Season => text!("a season has at least one period: 1 for none"),
            SpecificationError::Bounds => {
                text!("bounds are finite numbers, the lower not above the upper")
            }
        }
    }
}

suranys_core::worded!(SpecificationError);

/// In what a calibration differs from what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Differs {
    /// Periods in a season.
    Season,
    /// Steps ahead.
    Horizon,
    /// Models.
    Models,
    /// Bounds of forecasts.
    Bounds,
}

impl Differs {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Differs::Season => text!("the calibration was made for another season"),
            Differs::Horizon => text!("the calibration was made for another horizon"),
            Differs::Models => text!("the calibration was made for other models"),
            Differs::Bounds => text!("the calibration was made for other bounds"),
        }
    }
}

suranys_core::worded!(Differs);

/// Why a model was not fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Unfit {
    /// The series has fewer observed values than the model needs.
    TooShort {
        /// Observed values the model needs.
        needed: usize,
        /// Observed values there are.
        known: usize,
    },
    /// Values are missing between others, and the model takes no gaps.
    Gaps,
    /// The search for its parameters found none.
    NoParameters,
    /// Its path is not finite.
    NotFinite,
}

impl Unfit {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Unfit::TooShort { needed, known } => {
                text!("the model needs {needed} values, and {known} were observed", needed, known)
            }
            Unfit::Gaps => text!("values are missing between others, and the model takes no gaps"),
            Unfit::NoParameters => text!("no parameters of the model fit the values"),
            Unfit::NotFinite => text!("the model's path is not finite"),
        }
    }
}

suranys_core::worded!(Unfit);

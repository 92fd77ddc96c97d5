//! Why a series has no forecast.

use suranys_core::{Text, text};
use thiserror::Error;

/// Why a series has no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ForecastError {
    /// It holds no value.
    NothingObserved,
    /// It begins or ends with a missing value.
    OpenEnd,
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
            ForecastError::NothingObserved => text!("no value was observed"),
            ForecastError::OpenEnd => text!("the first or the last value is missing"),
            ForecastError::Gaps(value) => text!(
                "values are missing between others, and the model {model} takes no gaps",
                model = value
            ),
            ForecastError::TooLarge => text!("values are so large that the forecast is not finite"),
        }
    }
}

suranys_core::worded!(ForecastError);

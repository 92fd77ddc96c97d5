//! Why a series has no forecast.

use thiserror::Error;

/// Why a series has no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ForecastError {
    /// It holds no value.
    #[error("no value was observed")]
    NothingObserved,
    /// It begins or ends with a missing value.
    #[error("the first or the last value is missing")]
    OpenEnd,
    /// It has missing values, and the model asked for takes none.
    #[error("values are missing between others, and the model {0} takes no gaps")]
    Gaps(&'static str),
    /// Its values are so large that the arithmetic on them has no finite result.
    #[error("values are so large that the forecast is not finite")]
    TooLarge,
}

//! What looks wrong in series and in their forecasts: slips of the pen and of units, series that end
//! early, names that differ by a blank, forecasts far from all that was observed.
//!
//! Nothing here changes a value or a forecast: what is found becomes notes, located findings of the
//! severity [`Severity::Note`](suranys_core::Severity), one for each property of a series.
//! Detection is by medians of changes (of logarithms where a series has one sign), which single wrong
//! values do not move: Hampel (1974), Rousseeuw & Croux (1993), and for official statistics the
//! ratio edits of Hidiroglou & Berthelot (1986). Thresholds stand in the crate's tuning table.

mod ahead;
mod names;
mod oddities;
mod past;
mod table;
mod thousands;
mod totals;

pub use crate::screening::ahead::{Ahead, ahead};
pub(crate) use crate::screening::oddities::without_slips;
pub use crate::screening::oddities::{Kind, Oddity, oddities};
pub use crate::screening::past::{Screened, past};
pub use crate::screening::table::{Columns, TableScreen};
pub use crate::screening::totals::{Part, shortened, split_off};

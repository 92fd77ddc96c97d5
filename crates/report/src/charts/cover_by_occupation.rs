//! Entrants over job openings by occupation, and the nation's, over the reporting periods in the
//! baseline.

use crate::charts::bars::{Places, over_periods};
use crate::charts::canvas::{Picture, Studio};
use crate::error::ReportError;
use crate::view::View;
use suranys_core::run::{FigureKey, Measure};

pub fn draw(view: View, studio: &Studio) -> Result<Option<Picture>, ReportError> {
    let places: Places = (view.output.occupations.as_slice(), FigureKey::in_occupation, true);
    over_periods(view, studio, "cover-by-occupation", Measure::Cover, places)
}

//! The imputation of groups tested on what is known: each country of the surveys left out in turn, a
//! national survey, shares of later surveys, occupations of pupils' parents, and each count of the
//! country's own left out.

mod comparators;
mod countries;
mod country;
pub(crate) mod drift;
mod scores;

use crate::staffing::base::Base;
use crate::tuning::staffing::{SURVEY_DRAWS, UNIT_GROUP_DRAWS, VALIDATION_DRAWS};
use suranys_core::Key;
use suranys_core::detailed_occupations::DetailedOccupationInputs;
use suranys_core::occupation_groups::OccupationValidationRow;

/// All tests, those of other countries first; none for a run of fewer simulations than they take,
/// which is made to see whether it can be.
pub(crate) fn validation(
    known: &DetailedOccupationInputs,
    base: &Base,
    key: &Key,
) -> Vec<OccupationValidationRow> {
    if base.shares.draws() < UNIT_GROUP_DRAWS {
        return Vec::new();
    }
    let key = key.with("occupation-validation");
    let mut rows = countries::left_out(base, VALIDATION_DRAWS, &key);
    rows.extend(country::national_surveys(known, base, SURVEY_DRAWS, &key));
    rows.extend(drift::shares_ahead(known, &base.tree));
    rows.extend(country::own(known, base, UNIT_GROUP_DRAWS, &key));
    rows
}

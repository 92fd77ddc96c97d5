//! Published series of a package, as all that forecasts them reads them.

use crate::employment::hired::HiredTables;
use crate::employment::nation::Nation;
use crate::employment::regional::RegionalTables;
use crate::employment::spliced::{SplicedSeries, nation_row, spliced_regions, with_total};
use crate::error::ModelError;
use std::collections::BTreeSet;
use suranys_core::Year;
use suranys_core::inputs::Inputs;
use suranys_core::run::Note;
use suranys_core::text;

/// Published series of a package to a base year, as all that forecasts them reads them.
#[derive(Debug, Clone)]
pub(crate) struct Tables {
    pub(crate) nation: Nation,
    /// Years in which the nation's employment breaks.
    pub(crate) breaks: BTreeSet<Year>,
    pub(crate) sections: Vec<SplicedSeries>,
    pub(crate) regions: Vec<SplicedSeries>,
    /// Years in which the regions' total breaks.
    pub(crate) region_breaks: BTreeSet<Year>,
    pub(crate) hired: Option<HiredTables>,
    pub(crate) regional: Option<RegionalTables>,
}

/// The last year with observed employment, from which a forecast sets out.
///
/// # Errors
/// When none is known.
pub(crate) fn base_year(inputs: &Inputs) -> Result<Year, ModelError> {
    inputs.last_observed().ok_or_else(|| ModelError::NothingKnown {
        resource: inputs.employment_by_section.resource.clone(),
        what: text!("national total"),
    })
}

impl Tables {
    /// Reads them.
    ///
    /// # Errors
    /// When a margin has no figure in the base year, a figure is zero, or figures contradict.
    pub(crate) fn read(
        inputs: &Inputs,
        base_year: Year,
        notes: &mut Vec<Note>,
    ) -> Result<Tables, ModelError> {
        let mut sections = with_total(inputs, base_year)?;
        let total = sections.remove(0);
        let regions = spliced_regions(inputs, base_year, notes)?;
        let of_regions = &inputs.employment_by_region;
        let row = nation_row(inputs, of_regions, base_year)?;
        let nation = Nation::read(inputs, base_year, &total.history)?;
        let hired = HiredTables::read(inputs, base_year, (&total.history, &regions), notes)?;
        let regional = RegionalTables::read(inputs, base_year, notes)?;
        Ok(Tables {
            nation,
            breaks: total.breaks,
            sections,
            regions,
            region_breaks: row.map(|row| row.breaks).unwrap_or_default(),
            hired,
            regional,
        })
    }
}

//! The panels of series that are forecast.

/// Which table a series belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Panel {
    /// Employment of the nation.
    Total,
    /// Labour force of the nation.
    LabourForce,
    /// Rate of unemployment of the nation.
    Unemployment,
    /// Sections of activity.
    Section,
    /// Regions.
    Region,
    /// Hired workers of the nation.
    Hired,
    /// Hired workers of regions.
    HiredRegion,
    /// Rates of unemployment of regions.
    UnemploymentRegion,
}

impl Panel {
    /// Name in notes, scoreboards and random keys.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Panel::Total => "total",
            Panel::LabourForce => "labour-force",
            Panel::Unemployment => "unemployment-rate",
            Panel::Section => "section",
            Panel::Region => "region",
            Panel::Hired => "hired",
            Panel::HiredRegion => "hired-region",
            Panel::UnemploymentRegion => "unemployment-rate-region",
        }
    }
}

//! A scenario that is asked for, and as it is run.

use suranys_core::provenance::Fingerprint;
use suranys_core::scenario::Scenario;
use suranys_data::ScenarioEdit;

/// Draws of a preview: enough for a median and an 80% prediction interval that hardly move, and made
/// within a second on two cores.
pub const PREVIEW_DRAWS: usize = 200;
/// Name of a scenario that stands in no file yet.
pub const DRAFT: &str = "draft";

/// A scenario that is asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AskedScenario {
    /// Name of the scenario file that the values are of before they are changed.
    pub base: String,
    /// What is changed.
    pub edit: ScenarioEdit,
    /// Name of the changed scenario; [`DRAFT`] where none is given.
    pub id: Option<String>,
    /// Whether few draws are enough.
    pub preview: bool,
}

/// A scenario as it is run.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The scenario.
    pub scenario: Scenario,
    /// Its file and those it extends.
    pub files: Vec<Fingerprint>,
    /// Its file's text, where it stands in no file.
    pub text: Option<String>,
    /// Whether it has fewer draws than it asks for.
    pub preview: bool,
}

//! Files in TOML, read with the place of every value.

pub(crate) mod definition;
pub(crate) mod reader;
pub(crate) mod scenario;
pub(crate) mod scenario_edit;
pub(crate) mod scenario_notes;
pub(crate) mod scenario_schema;
pub(crate) mod scenario_setting;
pub(crate) mod sweep;
pub(crate) mod sweep_schema;

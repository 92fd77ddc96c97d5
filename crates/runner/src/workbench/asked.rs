//! Which scenario is run: one that stands in a file, or one with values changed.

use crate::failure::Failure;
use crate::paths::scenarios_folder;
use crate::workbench::bench::Workbench;
use crate::workbench::written::{AskedScenario, DRAFT, PREVIEW_DRAWS, Written};
use std::path::PathBuf;
use suranys_core::provenance::Fingerprint;
use suranys_core::text;
use suranys_core::{Diagnostic, Span};
use suranys_data::{
    ResolvedScenario, ScenarioFile, edited_scenario, read_written_for, scenario_text,
    write_scenario,
};

/// Longest name of a scenario.
const LONGEST_NAME: usize = 64;

impl Workbench {
    /// The file of a scenario of this name.
    ///
    /// # Errors
    /// When the name is none that a file may have.
    pub fn scenario_path(&self, name: &str) -> Result<PathBuf, Failure> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        let begins = name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
        if begins && name.len() <= LONGEST_NAME && name.chars().all(plain) {
            return Ok(scenarios_folder(&self.package).join(format!("{name}.toml")));
        }
        let message = text!("this is no name of a scenario");
        let wrong = Diagnostic::error("scenario", Span::file("scenarios"), message);
        let allowed = text!(
            "up to {count} small Latin letters, digits, `-` and `_`, beginning with a letter or a digit",
            count = LONGEST_NAME
        );
        let help = text!("take another name");
        Err(Failure::Asked(vec![wrong.found(name).allowed(allowed).help(help)]))
    }

    /// The file of a scenario that is there.
    fn known_path(&self, name: &str) -> Result<PathBuf, Failure> {
        let names = self.scenario_names();
        if names.iter().any(|known| known == name) {
            return self.scenario_path(name);
        }
        let message = text!("there is no such scenario");
        let wrong = Diagnostic::error("scenario", Span::file("scenarios"), message);
        let near = suranys_core::diagnostic::nearest(name, names.iter().map(String::as_str));
        let help =
            near.map_or(text!("take one of those"), |near| text!("is `{near}` meant?", near));
        Err(Failure::Asked(vec![wrong.found(name).allowed(names.join(", ")).help(help)]))
    }

    fn resolved(
        &self,
        file: ScenarioFile,
    ) -> Result<(ResolvedScenario, Vec<Fingerprint>), Failure> {
        let bases = scenarios_folder(&self.package);
        let (mut read, files) =
            read_written_for(&[file], &bases, &self.sound.inputs).map_err(Failure::Findings)?;
        let one = read.pop().ok_or_else(|| Failure::Usage(text!("there is no scenario")))?;
        Ok((one, files))
    }

    /// The scenario of a file with everything that is set in it.
    ///
    /// # Errors
    /// When there is none, or it has findings.
    pub fn saved(&self, name: &str) -> Result<(ResolvedScenario, Vec<Fingerprint>), Failure> {
        self.resolved(ScenarioFile { path: self.known_path(name)?, text: None })
    }

    /// The scenario that is asked for, read as the file is that it would stand in.
    ///
    /// # Errors
    /// With the findings of the file, at their places in it.
    pub fn written(&self, asked: &AskedScenario) -> Result<Written, Failure> {
        let base = self.known_path(&asked.base)?;
        let (mut scenario, files, text) = if asked.edit.is_empty() && asked.id.is_none() {
            let (one, files) = self.resolved(ScenarioFile { path: base, text: None })?;
            (one.scenario, files, None)
        } else {
            let id = asked.id.as_deref().unwrap_or(DRAFT);
            let path = self.scenario_path(id)?;
            let (before, _) = self.resolved(ScenarioFile { path: base.clone(), text: None })?;
            let current = match id == asked.base {
                true => scenario_text(&base)?.unwrap_or_default(),
                false => format!("extends = \"{}\"\n", asked.base),
            };
            let text = edited_scenario(&path, &current, &before.scenario, &asked.edit)
                .map_err(Failure::Findings)?;
            let (one, files) = self.resolved(ScenarioFile { path, text: Some(text.clone()) })?;
            (one.scenario, files, Some(text))
        };
        let all = scenario.settings.draws;
        let preview = asked.preview && all > PREVIEW_DRAWS;
        if preview {
            scenario.settings.draws = PREVIEW_DRAWS;
        }
        Ok(Written { scenario, files, text, preview })
    }

    /// Writes the scenario that is asked for to its file, which the command line reads. `former` is the
    /// text that the change was made to; none where the file is to be new.
    ///
    /// # Errors
    /// With the findings of the file; when another text stands there by now, or it can't be written. It is
    /// as before then.
    pub fn save(&self, asked: &AskedScenario, former: Option<&str>) -> Result<Written, Failure> {
        let id = asked.id.clone().unwrap_or_else(|| asked.base.clone());
        let path = self.scenario_path(&id)?;
        let asked = AskedScenario { id: Some(id), preview: false, ..asked.clone() };
        let written = self.written(&asked)?;
        write_scenario(&path, written.text.as_deref().unwrap_or_default(), former)?;
        Ok(written)
    }

    /// The text of a scenario's file.
    ///
    /// # Errors
    /// When the name is none, or the file can't be read.
    pub fn text_of(&self, name: &str) -> Result<Option<String>, Failure> {
        Ok(scenario_text(&self.scenario_path(name)?)?)
    }
}

//! The list of in-demand professions under rules, from a run or a report.

use crate::failure::Failure;
use crate::list::{SignalAsked, with_signal};
use crate::order::Order;
use crate::paths::rulebooks;
use crate::run::{Files, PROGRAM, VERSION, differing, forecast};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use suranys_core::classification::Labels;
use suranys_core::diagnostic::{self, nearest};
use suranys_core::progress::Follower;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::Extent;
use suranys_core::run_output::{ForecastOutput, StoredRun};
use suranys_core::shortage_list::letter::Letter;
use suranys_core::shortage_list::{
    Assessed, Evidence, ListOutput, PackageEvidence, RunFigures, last_day,
};
use suranys_core::{Text, text};
use suranys_core::{Vintage, Year};
use suranys_data::{
    ReportFigures, RuleRequest, default_rules, is_run, manifest_file, parquet_bytes, read_folder,
    read_letter, read_package_evidence, read_report_figures, read_rulebook, read_run,
    rulebook_dates,
};
use suranys_report::{ListSet, Words, render_list};
use suranys_rules::recommend;

/// What a list is asked for.
#[derive(Debug, Clone, Default)]
pub struct ListRequest {
    /// Folder of the data package.
    pub package: PathBuf,
    /// Folder of rulebooks; without it `rules` next to the package, or `data/rules`.
    pub rulebooks: Option<PathBuf>,
    /// Rules; without them those the package names.
    pub rules: Option<RuleRequest>,
    /// Scenario whose figures the rules are applied to; without it the baseline.
    pub scenario: Option<String>,
    /// A region, by code or name.
    pub region: Option<String>,
    /// A priority sector, by identifier or name.
    pub sector: Option<String>,
    /// What was to be said with the data to the end of a year.
    pub as_of: Option<i32>,
}

/// What rules are applied to, as it was read.
pub struct Basis {
    /// What the package says of occupations and professions.
    pub package: PackageEvidence,
    /// Everything that was read.
    pub files: Vec<Fingerprint>,
    /// The forecast.
    pub figures: RunFigures,
    /// The day that the author of a stored run's baseline gave it.
    made: Option<String>,
}

impl Basis {
    /// The package, and a stored run or a report of it.
    ///
    /// # Errors
    /// When either can't be read, or the run was made from another package.
    pub fn read(package: &Path, run: &Path, follower: &dyn Follower) -> Result<Basis, Failure> {
        if is_run(run) {
            let of_run =
                |(path, bytes): &(String, Vec<u8>)| Fingerprint::of(format!("run/{path}"), bytes);
            let read: Vec<Fingerprint> = read_folder(run)?.iter().map(of_run).collect();
            return Basis::of_run(package, &read_run(run)?, read);
        }
        let (evidence, mut files) = read_package_evidence(package)?;
        let ReportFigures { figures, manifest, fingerprint } = read_report_figures(run)?;
        // A synthetic run is made from no package.
        let changed = differing(&manifest.run.inputs, &files);
        if !manifest.run.inputs.is_empty() && !changed.is_empty() {
            return Err(Failure::changed(changed));
        }
        files.push(fingerprint);
        follower.tell(&text!(
            "figures of the forecast are those printed in `{run}`, rounded there; a run stored by \
             `suranys run` has them unrounded",
            run = run.join("tables").display()
        ));
        files.sort();
        Ok(Basis { package: evidence, files, figures, made: None })
    }

    /// The package, and its report; of a package that changed since, a forecast made now.
    ///
    /// # Errors
    /// As [`Basis::read`], and when the forecast can't be made.
    pub fn latest(
        package: &Path,
        report: &Path,
        follower: &dyn Follower,
    ) -> Result<Basis, Failure> {
        let files = match Basis::read(package, report, follower) {
            Err(Failure::Changed(files)) => files,
            other => return other,
        };
        follower.tell(&text!(
            "`{report}` was made from other content of: {files}; the forecast is made anew",
            report = report.display(),
            files
        ));
        Basis::anew(package, None, follower)
    }

    /// The package, and a run of it with the files it was read from.
    ///
    /// # Errors
    /// When the package can't be read, or the run was made from another one.
    pub fn of_run(
        package: &Path,
        run: &StoredRun,
        read: Vec<Fingerprint>,
    ) -> Result<Basis, Failure> {
        let (evidence, mut files) = read_package_evidence(package)?;
        let changed = differing(&run.identity.inputs, &files);
        if !changed.is_empty() {
            return Err(Failure::changed(changed));
        }
        files.extend(read);
        files.sort();
        let (figures, made) = (RunFigures::of(&run.output), made(&run.output));
        Ok(Basis { package: evidence, files, figures, made })
    }

    /// The package, and a forecast made of it now; of a year, as it was known at its end, and the forecast that
    /// could be made then.
    ///
    /// # Errors
    /// When the package has findings, or the model can't do its work.
    pub fn anew(
        package: &Path,
        year: Option<i32>,
        follower: &dyn Follower,
    ) -> Result<Basis, Failure> {
        let order = Order::of(package, year.map(|year| Vintage(Year(year))));
        let (evidence, files) = read_package_evidence(package)?;
        let run = forecast(&order, Extent::Forecast, follower)?;
        let package = match year {
            Some(year) => evidence.as_of(&last_day(&year.to_string())),
            None => evidence,
        };
        Ok(Basis { package, files, figures: RunFigures::of(&run.output), made: made(&run.output) })
    }

    /// What the rules are applied to under a scenario, the baseline where none is named.
    ///
    /// # Errors
    /// When the run has no such scenario.
    pub fn evidence(&self, scenario: Option<&str>) -> Result<Evidence, Failure> {
        Evidence::of(&self.package, &self.figures, scenario).map_err(Failure::Findings)
    }
}

/// The day that the author of a run's baseline gave it.
fn made(output: &ForecastOutput) -> Option<String> {
    output.scenarios.first().map(|baseline| baseline.date.clone())
}

impl ListRequest {
    /// The folder of rulebooks.
    #[must_use]
    pub fn rulebooks(&self) -> PathBuf {
        rulebooks(self.rulebooks.as_deref(), &self.package)
    }

    /// The list under a version of the rules, without signal.
    ///
    /// # Errors
    /// When the rulebook has findings.
    pub fn apply(
        &self,
        request: &RuleRequest,
        evidence: &Evidence,
    ) -> Result<(ListOutput, Vec<Fingerprint>), Failure> {
        let read = read_rulebook(&self.rulebooks(), request).map_err(Failure::Findings)?;
        Ok((recommend(&read.0, evidence), read.1))
    }

    /// What the letter with a list bears: the file named, else that next to the list's rulebooks.
    ///
    /// # Errors
    /// When the file has findings.
    pub fn letter(
        &self,
        output: &ListOutput,
        named: Option<&Path>,
    ) -> Result<(Letter, Vec<Fingerprint>), Failure> {
        let id = &output.book.id;
        let jurisdiction = id.split_once('@').map_or(id.as_str(), |(own, _)| own);
        read_letter(&self.rulebooks(), jurisdiction, named).map_err(Failure::Findings)
    }

    /// The list asked for with its signal, and the files of the rulebooks behind it.
    ///
    /// # Errors
    /// When a rulebook has findings, or there is no such region or sector.
    pub fn list(
        &self,
        basis: &Basis,
        evidence: &Evidence,
        follower: &dyn Follower,
    ) -> Result<(ListOutput, Vec<Fingerprint>), Failure> {
        let rules = self.rules_to_apply(follower)?;
        let (output, mut rules_read) = self.apply(&rules, evidence)?;
        // Rules asked for by a day are applied to what was known on it; others to what the run could
        // know.
        let vintage = match (self.as_of, &self.rules) {
            (Some(year), _) => last_day(&year.to_string()),
            (None, Some(rules)) => rules.day.clone(),
            (None, None) => basis.made.clone().unwrap_or_else(|| basis.package.last_known()),
        };
        let region = match &self.region {
            Some(text) => among(text, text!("region"), &basis.package.region_labels)?,
            None => String::new(),
        };
        let (output, read) = with_signal(
            &self.rulebooks(),
            &rules.jurisdiction,
            output,
            (evidence, basis.figures.signal()),
            SignalAsked { vintage: &vintage, region: &region, scored: true },
        )?;
        rules_read.extend(read);
        let output = match &self.sector {
            Some(text) => {
                let tag = among(text, text!("priority sector"), &output.sectors)?;
                output.of_sector(&tag)
            }
            None => output,
        };
        Ok((output, rules_read))
    }

    /// The rules asked for; else those in force at the end of the year asked for, or the first there
    /// were where none was in force yet; else those the package names.
    fn rules_to_apply(&self, follower: &dyn Follower) -> Result<RuleRequest, Failure> {
        let default = default_rules(&self.package, &self.rulebooks()).map_err(Failure::Findings);
        let (Some(year), None) = (self.as_of, &self.rules) else {
            return self.rules.clone().map_or(default, Ok);
        };
        let RuleRequest { jurisdiction, .. } = default?;
        let days = rulebook_dates(&self.rulebooks(), &jurisdiction).map_err(Failure::Findings)?;
        let asked = last_day(&year.to_string());
        let day = match days.iter().min() {
            Some(first) if *first > asked => {
                follower.tell(&text!(
                    "no rules were in force in {year}: those of {first} are applied",
                    year,
                    first
                ));
                first.clone()
            }
            _ => asked,
        };
        Ok(RuleRequest { jurisdiction, day })
    }
}

/// The one occupation or profession that a text means.
///
/// # Errors
/// When it means none, with the nearest, or several, with the first of them.
pub fn meant<'o>(output: &'o ListOutput, text: &str) -> Result<&'o Assessed, Failure> {
    /// How many are named where a text means several.
    const SHOWN: usize = 8;
    let found = output.meant(text);
    if let [one] = found.as_slice() {
        return Ok(one);
    }
    let name = |one: &Assessed| -> String {
        let labels: BTreeSet<&str> = one.subject.labels.0.values().map(String::as_str).collect();
        format!("{} ({})", one.subject.id, labels.into_iter().collect::<Vec<_>>().join("; "))
    };
    if found.is_empty() {
        let ids = output.assessed.iter().map(|one| one.subject.id.as_str());
        let names = output.assessed.iter().flat_map(|one| one.subject.labels.0.values());
        let help = nearest(text, ids.chain(names.map(String::as_str)))
            .map_or(Text::default(), |near| text!(": is `{near}` meant?", near));
        let what =
            text!("`{text}` is neither an occupation nor a profession assessed{help}", text, help);
        return Err(Failure::Usage(what));
    }
    let first: Vec<String> = found.iter().take(SHOWN).map(|one| name(one)).collect();
    let more = found.len().saturating_sub(SHOWN);
    let more = if more > 0 { text!("; {more} more", more) } else { Text::default() };
    let (count, first) = (found.len(), first.join(", "));
    Err(Failure::Usage(text!(
        "`{text}` means {count}: {first}{more}; name one by its identifier",
        text,
        count,
        first,
        more
    )))
}

/// The code that a text means: a code itself, or a name in any language, whole or, where no whole one is
/// so, a part of it.
///
/// # Errors
/// When it means none of them, with all there are, or several, with those.
fn among(text: &str, what: Text, known: &BTreeMap<String, Labels>) -> Result<String, Failure> {
    // A part of a code will do as a part of a name does.
    let each = known.iter().map(|(code, labels)| {
        let names = labels.0.values().map(String::as_str);
        ([""; 0], names.chain([code.as_str()]))
    });
    let codes: Vec<&String> = known.keys().collect();
    let found: Vec<&String> =
        diagnostic::meant(text, each).into_iter().filter_map(|at| codes.get(at).copied()).collect();
    let listed = |codes: &[&String]| -> String {
        let name = |code: &&String| known.get(*code).and_then(|labels| labels.0.values().next());
        let all =
            codes.iter().map(|code| format!("{code} ({})", name(code).map_or("", String::as_str)));
        all.collect::<Vec<_>>().join(", ")
    };
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let all = listed(&codes);
            Err(Failure::Usage(text!("`{text}` is no {what}; there are: {all}", text, what, all)))
        }
        several => {
            let all = listed(several);
            Err(Failure::Usage(text!(
                "`{text}` may be any {what} of: {all}; name one by its code",
                text,
                what,
                all
            )))
        }
    }
}

/// The publication set of a list with its manifest, `letter` being what its letter bears.
///
/// # Errors
/// When a part can't be rendered.
pub fn publication(
    (output, letter): (&ListOutput, &(Letter, Vec<Fingerprint>)),
    words: &[Words],
    inputs: &[Fingerprint],
    rules: &[Fingerprint],
) -> Result<Files, Failure> {
    let ListSet { mut files, tables } = render_list(output, &letter.0, words)?;
    for table in &tables {
        files.push((format!("tables/{}.parquet", table.name), parquet_bytes(table)?));
    }
    files.sort();
    let languages: Vec<&str> = words.iter().map(Words::language).collect();
    let outputs = Fingerprint::of_files(&files);
    let manifest = serde_json::json!({
        "format": 1,
        "program": PROGRAM,
        "version": VERSION,
        "rulebook": output.book.id,
        "synthetic": output.synthetic,
        "languages": languages,
        "inputs": inputs,
        "rules": rules.iter().chain(&letter.1).collect::<Vec<_>>(),
        "outputs": outputs,
    });
    files.push(manifest_file(&manifest)?);
    Ok(files)
}

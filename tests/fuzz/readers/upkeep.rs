//! Files brought into a package, by hand or by a publisher; a package kept up whatever stands in it.

use crate::change::{Format, bytes, change};
use crate::dice::Dice;
use crate::hostile;
use crate::readers::panel::one_part;
use crate::readers::series::official;
use crate::readers::{Answer, Reader, as_it_is, change_one, under};
use crate::seeds::{Files, Known, Seeds};
use crate::watch::is_read;
use crate::workbook::workbook;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;
use suranys_core::edition_change::Cause;
use suranys_data::{
    CellChange, FigureRevision, ImportRequest, Revision, TidyOptions, UpkeepError, Vintages,
    YearRequest, add_year, check_package, import_rows, package_differences, package_fingerprints,
    package_state, reseal_package, revise_figures, table_template, year_templates,
};

pub fn readers() -> Vec<Reader> {
    vec![
        Reader {
            name: "import into a package",
            through: &["import_rows", "add_year"],
            inputs: 400,
            after: Duration::from_secs(2),
            base: files,
            change: |files, dice| {
                one_of(files, dice);
                for (name, file) in files.iter_mut().filter(|(name, _)| name.starts_with(IN)) {
                    *file = match name.ends_with(".xlsx") {
                        false => change(Format::of(name), file, dice),
                        true => one_part(file, dice).unwrap_or_else(|| bytes::change(file, dice)),
                    };
                }
            },
            finish: as_it_is,
            read: import,
        },
        Reader {
            name: "package kept up",
            through: &[
                "revise_figures",
                "reseal_package",
                "package_differences",
                "package_state",
                "table_template",
                "year_templates",
                "package_fingerprints",
                "Vintages::open",
            ],
            inputs: 120,
            after: Duration::from_secs(2),
            base: |seeds| under(&seeds.land, &["xx/"]),
            change: |files, dice| change_one(files, dice, |path| path.starts_with("xx/")),
            finish: as_it_is,
            read: keep_up,
        },
    ]
}

/// The folder of what is brought in.
const IN: &str = "in/";
/// The table that it is brought into: the only year of its key, no sums.
const TABLE: &str = "net_migration";
/// The year that is added to another one, which ends the year before.
const YEAR: i32 = 2023;

fn files(seeds: &Seeds) -> Files {
    let mut files = under(&seeds.land, &["xx/"]);
    let form: [&[&str]; 4] = [
        &["net_migration: Net migration"],
        &["year", "value", "obs_status", "missing_reason", "source", "note"],
        &["2023", "1.5", "P", "", "synthetic", ""],
        &["2024", "", "M", "not_published", "synthetic", ""],
    ];
    let wide = "Сальдо миграции, тыс. человек;;\n;2021;2022*\nВсего;1,5;-2,25\n* предварительно\n";
    let sdmx =
        "REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT\nXX,2020,1500,A,0\nXX,2021,1600,P,0\n";
    let fred = "DATE,MIGR\n2019-01-01,1.5\n2020-01-01,.\n2021-01-01,2\n";
    let rows: Vec<String> = form[1..].iter().map(|row| row.join(",")).collect();
    let all = [
        ("form.csv", (rows.join("\n") + "\n").into_bytes()),
        ("form.xlsx", workbook(&form, &[])),
        ("wide.csv", wide.into()),
        ("sdmx.csv", sdmx.into()),
        ("fred.csv", fred.into()),
        ("layout-bank.csv", "\"Data Source\",\"X\",\n\n\"Country Name\",\"Country Code\",\"2020\",\"2021\",\nXx,XX,1.5,2,\n".into()),
        ("layout-eurostat.tsv", "freq,geo\\TIME_PERIOD\t2020\t2021\nA,XX\t1.5 b\t: \n".into()),
        ("layout-ilostat.csv", "ref_area,time,obs_value,obs_status\nXX,2020,1.5,\nXX,2021,2,M\n".into()),
        ("layout-statcan.csv", "REF_DATE,GEO,SCALAR_ID,VALUE,STATUS\n2020,X,3,15,\n2021,X,3,16,p\n".into()),
        ("layout-bls.tsv", "series_id\tyear\tperiod\tvalue\tfootnote_codes\nX1  \t2020\tA01\t  1.5\t\nX1  \t2021\tA01\t  2\tP\n".into()),
    ];
    files.extend(all.map(|(name, bytes)| (format!("{IN}{name}"), bytes)));
    files
}

/// Leaves one of the files that are brought in.
fn one_of(files: &mut Files, dice: &mut Dice) {
    let names: Vec<String> = files.keys().filter(|name| name.starts_with(IN)).cloned().collect();
    if names.len() > 1 {
        let stays = dice.pick(&names).clone();
        files.retain(|name, _| !name.starts_with(IN) || *name == stays);
    }
}

type Made = Result<(Revision, Vec<CellChange>), UpkeepError>;

/// What came of a revision: what would have findings is not written, and what is written has none.
fn answer(package: &Path, made: Made) -> Answer {
    match made {
        Ok((revision, changes)) => {
            is_read();
            if revision.is_empty() && !changes.is_empty() {
                return Answer::Broken(format!("files and cells disagree: {changes:?}"));
            }
            if revision.apply().is_err() {
                return Answer::Refused;
            }
            match check_package(package) {
                Ok(report) if report.is_clean() => Answer::Accepted,
                Ok(report) => {
                    Answer::Broken(format!("written with {:?}", report.diagnostics.first()))
                }
                Err(why) => Answer::Broken(format!("written, and not to be read: {why}")),
            }
        }
        Err(UpkeepError::Findings(found) | UpkeepError::Asked(found)) => Answer::findings(&found),
        Err(_) => Answer::Refused,
    }
}

fn import(folder: &Path, _: &Known, dice: &mut Dice) -> Answer {
    let package = folder.join("xx");
    let mut names: Vec<_> = std::fs::read_dir(folder.join(IN))
        .expect("a folder")
        .map(|file| file.expect("a name").path())
        .collect();
    names.sort();
    let file = names.first().expect("a file").clone();
    let (table, source) = (Some(TABLE.to_owned()), Some("synthetic".to_owned()));
    // Of an input that was changed one file is left.
    if names.len() > 1 {
        let status = Some("P".to_owned());
        let asked = ImportRequest { file, table, source, status, ..ImportRequest::default() };
        let made = import_rows(&package, &asked);
        return answer(&package, made.map(|(revision, changes, _)| (revision, changes)));
    }
    let asked = ImportRequest {
        file,
        bytes: None,
        table: table.filter(|_| !dice.once_in(8)),
        key: if dice.once_in(12) {
            vec![(hostile::text(dice), hostile::text(dice))]
        } else {
            Vec::new()
        },
        years: if dice.once_in(12) { vec!["2021".to_owned()] } else { Vec::new() },
        unit: dice
            .once_in(8)
            .then(|| (*dice.pick(&["persons", "thousand persons", "percent", ""])).to_owned()),
        source: source.filter(|_| !dice.once_in(20)),
        status: dice.once_in(2).then(|| (*dice.pick(&["A", "P", "M", "x"])).to_owned()),
        options: if dice.once_in(6) { official(dice) } else { TidyOptions::default() },
    };
    if dice.once_in(6) {
        let (missing, source) = (vec!["labour_force".to_owned()], asked.source.clone());
        let asked = YearRequest { year: YEAR, files: vec![asked], missing, source };
        return answer(
            &package,
            add_year(&package, &asked).map(|(revision, changes, _)| (revision, changes)),
        );
    }
    answer(
        &package,
        import_rows(&package, &asked).map(|(revision, changes, _)| (revision, changes)),
    )
}

fn keep_up(folder: &Path, _: &Known, dice: &mut Dice) -> Answer {
    let package = folder.join("xx");
    let _ = (
        package_state(&package),
        table_template(&package, TABLE),
        package_differences(&package, &package),
    );
    let _ = (year_templates(&package, YEAR, &[]), package_fingerprints(&package));
    if let Ok(both) = Vintages::open(&package, &package)
        && !both.changes().is_empty()
    {
        return Answer::Broken("a package differs from itself".to_owned());
    }
    if let Ok(both) = Vintages::open(&package, &package) {
        let _ = both.inputs(&BTreeSet::from([Cause::Revised]));
    }
    let sealed = match reseal_package(&package) {
        Ok((revision, changed)) if revision.is_empty() == changed.is_empty() => Ok(()),
        Ok(_) => return Answer::Broken("sealed, and nothing changed".to_owned()),
        Err(why) => Err(why),
    };
    if let Err(UpkeepError::Findings(found)) = &sealed
        && !Answer::findings(found).is_sound()
    {
        return Answer::findings(found);
    }
    let asked = FigureRevision {
        table: "labour_force".to_owned(),
        key: vec![("year".to_owned(), "2022".to_owned())],
        value: "1100".to_owned(),
        source: "synthetic".to_owned(),
        status: dice.once_in(2).then(|| "P".to_owned()),
    };
    let first = answer(&package, revise_figures(&package, std::slice::from_ref(&asked)));
    let table = if dice.once_in(20) { hostile::text(dice) } else { asked.table.clone() };
    let other = FigureRevision { table, value: hostile::number(dice).to_string(), ..asked };
    match answer(&package, revise_figures(&package, &[other])) {
        broken @ Answer::Broken(_) => broken,
        _ => first,
    }
}

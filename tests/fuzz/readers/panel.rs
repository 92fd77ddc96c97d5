//! The panel: its questions, and forms that came back as workbooks and as CSV.

use crate::change::bytes;
use crate::dice::Dice;
use crate::readers::{Answer, Reader, as_it_is, change_one};
use crate::seeds::{Files, Known, Seeds};
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;
use std::time::Duration;
use suranys_core::classification::Labels;
use suranys_core::shortage_list::{
    Body, BodyKind, Cited, FormRow, Node, PackageEvidence, PanelForm, PanelRules,
};
use suranys_data::{FormsAsked, read_panel_form, read_panel_forms, read_panel_rules};
use suranys_report::{Words, panel_form_table, panel_form_workbook};
use suranys_tests::project;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

pub fn readers() -> Vec<Reader> {
    vec![
        Reader {
            name: "panel",
            through: &["read_panel_rules"],
            inputs: 800,
            after: Duration::ZERO,
            base: |_| {
                let file = project().join("data/rules/kz/panel.toml");
                let bytes = std::fs::read(file).expect("the panel's file");
                Files::from([("xx/panel.toml".to_owned(), bytes)])
            },
            change: |files, dice| change_one(files, dice, |_| true),
            finish: as_it_is,
            read: |folder, _, _| match read_panel_rules(folder, "xx") {
                Ok(_) => Answer::Accepted,
                Err(found) => Answer::findings(&found),
            },
        },
        Reader {
            name: "form as CSV",
            through: &["read_panel_forms", "read_panel_form"],
            inputs: 800,
            after: Duration::ZERO,
            base: |_: &Seeds| {
                let table = panel_form_table(&form(), &rules(), &words()).expect("a table");
                Files::from([("form.csv".to_owned(), table.csv(true).expect("CSV"))])
            },
            change: |files, dice| change_one(files, dice, |_| true),
            finish: as_it_is,
            read: |folder, known, _| read(&folder.join("form.csv"), known),
        },
        Reader {
            name: "form as a workbook",
            through: &["read_panel_forms", "read_panel_form"],
            inputs: 500,
            after: Duration::ZERO,
            base: |_: &Seeds| {
                let book = panel_form_workbook(&form(), &rules(), &words()).expect("a workbook");
                Files::from([("form.xlsx".to_owned(), book)])
            },
            change: |files, dice| {
                for file in files.values_mut() {
                    *file = match dice.once_in(4) {
                        true => bytes::change(file, dice),
                        false => one_part(file, dice).unwrap_or_else(|| bytes::change(file, dice)),
                    };
                }
            },
            finish: as_it_is,
            read: |folder, known, _| read(&folder.join("form.xlsx"), known),
        },
    ]
}

/// An archive with one of its parts changed; none where it is none any more.
pub fn one_part(file: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(file)).ok()?;
    let changed = dice.below(archive.len());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).ok()?;
        let (name, mut bytes) = (part.name().ok()?.into_owned(), Vec::new());
        part.read_to_end(&mut bytes).ok()?;
        if place == changed {
            bytes = bytes::change(&bytes, dice);
        }
        writer.start_file(name, SimpleFileOptions::default()).ok()?;
        writer.write_all(&bytes).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

fn words() -> Words {
    Words::read("en").expect("labels")
}

fn rules() -> PanelRules {
    read_panel_rules(&project().join("data/rules"), "kz").expect("no findings").0
}

fn named(text: &str) -> Labels {
    Labels([("en".to_owned(), text.to_owned())].into())
}

fn evidence() -> PackageEvidence {
    let (file, column) = ("isco08.csv".to_owned(), "id".to_owned());
    let cell = Cited { file, row: 2, column, text: String::new() };
    let node = |id: &str| Node {
        id: id.to_owned(),
        level: 4,
        parent: String::new(),
        labels: named("Occupation"),
        cell: cell.clone(),
    };
    PackageEvidence {
        name: "xx".to_owned(),
        version: "1".to_owned(),
        country: "XX".to_owned(),
        nodes: vec![node("isco08:2111"), node("isco08:2112"), node("isco08:2113")],
        bodies: vec![Body {
            id: "north".to_owned(),
            kind: BodyKind::RegionalGovernment,
            region: "XX-1".to_owned(),
            sectors: Vec::new(),
            labels: named("North"),
        }],
        ..PackageEvidence::default()
    }
}

fn form() -> PanelForm {
    let evidence = evidence();
    let row = |node: &Node| FormRow {
        id: node.id.clone(),
        labels: node.labels.clone(),
        figures: vec![None; FormRow::MEASURES.len()],
        evidence: Vec::new(),
        status: None,
    };
    PanelForm {
        rows: evidence.nodes.iter().map(row).collect(),
        body: evidence.bodies[0].clone(),
        package: evidence.name,
        version: evidence.version,
        region: "XX-1".to_owned(),
        region_labels: named("North"),
        year: 2026,
        synthetic: true,
    }
}

fn read(file: &Path, _: &Known) -> Answer {
    let (package, rules) = (evidence(), rules());
    let asked = FormsAsked { package: &package, rules: &rules, year: None, date: "2026-10-15" };
    let read = read_panel_forms(&[file.to_owned()], &asked);
    // The same bytes by themselves are answered alike.
    let bytes = std::fs::read(file).expect("the form was written");
    let name = file.file_name().map_or("", |name| name.to_str().unwrap_or_default());
    assert_eq!(read.is_ok(), read_panel_form(name, &bytes, &asked).is_ok());
    match read {
        Ok(_) => Answer::Accepted,
        Err(found) => Answer::findings(&found),
    }
}

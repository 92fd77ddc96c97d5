//! Text from data stays text in every format.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod common;

use common::{HOSTILE, country, rendered, texts};
use std::io::{Cursor, Read};

#[test]
fn text_stays_text_in_pictures_tables_and_pages() {
    let rendered = rendered(&country());
    for (name, svg) in texts(&rendered, ".svg") {
        assert!(!svg.contains("<script"), "{name}");
        assert!(!svg.contains('\u{0007}'), "{name}");
    }
    for (name, csv) in texts(&rendered, ".csv") {
        let starts = csv
            .lines()
            .flat_map(|line| line.split(','))
            .filter(|cell| cell.trim_matches('"').starts_with(['=', '@', '+']));
        assert_eq!(starts.count(), 0, "{name} has a cell that a spreadsheet would run");
    }
    // Were any of it read as markup, `#panic()` would have stopped the typesetter.
    assert!(rendered["report.pdf"].len() > 1000);
}

/// The page has the one script of ours, no address it could load, and shows the text itself.
#[test]
fn the_page_runs_nothing_of_the_data() {
    let files = rendered(&country());
    let figures: Vec<&String> = files.keys().filter(|name| name.ends_with(".svg")).collect();
    for (name, pictures) in [("report.html", 0), ("figures.html", figures.len())] {
        let page = std::str::from_utf8(&files[name]).expect("UTF-8");
        assert_eq!(page.matches("<script").count(), 1, "{name}");
        assert!(page.contains("default-src 'none'"), "{name}");
        for loading in ["@import", "url("] {
            assert!(!page.contains(loading), "{name} loads by {loading}");
        }
        // The page of figures shows the files next to it and nothing else; both lead to them and to their
        // data.
        let beside = |part: &&str, ending| {
            let file = |f: &&String| format!("{}{ending}\"", f.trim_end_matches(".svg"));
            figures.iter().any(|f| part.starts_with(&file(f)))
        };
        let ours = |part: &&str| beside(part, ".svg");
        let linked = |part: &&str| [".svg", ".csv", ".png"].iter().any(|e| beside(part, e));
        let sources: Vec<&str> = page.split("src=\"").skip(1).collect();
        assert_eq!(sources.len(), pictures, "{name}");
        assert!(sources.iter().all(ours), "{name} loads something else");
        for link in page.split("href=\"").skip(1) {
            let inside = link.starts_with('#') || linked(&link);
            assert!(inside, "{name} leads out: {}", &link[..20.min(link.len())]);
        }
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{name}");
    }
}

/// Fact sheets run nothing of the data, and lead nowhere but to one another.
#[test]
fn sheets_run_nothing_of_the_data_and_lead_to_one_another() {
    let files = rendered(&country());
    let pages: Vec<&String> =
        files.keys().filter(|name| name.contains("sheets/") && name.ends_with(".html")).collect();
    assert!(pages.len() > 1, "{pages:?}");
    let mut texts = 0;
    for name in pages {
        let page = std::str::from_utf8(&files[name]).expect("UTF-8");
        let scripts = usize::from(name.ends_with("index.html"));
        assert_eq!(page.matches("<script").count(), scripts, "{name}");
        assert!(page.contains("default-src 'none'"), "{name}");
        for link in page.split("href=\"").skip(1) {
            let target = link.split('"').next().expect("an end");
            assert!(files.contains_key(&format!("sheets/{target}")), "{name} leads to {target}");
        }
        // The name of the region, a formula to a spreadsheet.
        texts += page.matches("=cmd|").count();
    }
    assert!(texts > 0, "the text itself is there");
    assert!(files["sheets.pdf"].len() > 1000);
}

/// Parts of the workbook by name.
fn parts(workbook: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).expect("a workbook");
    let count = archive.len();
    let part = |n: usize| {
        let mut file = archive.by_index(n).expect("a part");
        let mut text = String::new();
        file.read_to_string(&mut text).expect("UTF-8");
        (file.name().expect("a name").into_owned(), text)
    };
    (0..count).map(part).collect()
}

/// No cell holds a formula: the format keeps one in an `f` element, text in shared strings.
#[test]
fn no_cell_of_the_workbook_is_a_formula() {
    let files = rendered(&country());
    let parts = parts(&files["report.xlsx"]);
    let sheets: Vec<_> =
        parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")).collect();
    assert!(sheets.len() > 10, "{}", sheets.len());
    for (name, xml) in &sheets {
        assert!(!xml.contains("<f>") && !xml.contains("<f "), "{name} has a formula");
    }
    let strings = &parts.iter().find(|(name, _)| name == "xl/sharedStrings.xml").expect("there").1;
    assert!(strings.contains("=1+1&lt;/text&gt;"), "the text itself is there");
    assert!(strings.contains("=cmd|"), "the text itself is there");
    let linked = parts.iter().filter(|(_, xml)| xml.contains("TargetMode=\"External\""));
    assert_eq!(linked.count(), 0, "nothing leads out of the workbook");
    assert!(HOSTILE.starts_with('='));
}

/// A workbook has one creation date, the edition's own.
#[test]
fn the_workbook_bears_the_date_of_the_baseline() {
    let files = rendered(&country());
    let parts = parts(&files["report.xlsx"]);
    let core = &parts.iter().find(|(name, _)| name == "docProps/core.xml").expect("there").1;
    // The synthetic baseline is dated 2026-01-01.
    assert_eq!(core.matches("2026-01-01T00:00:00Z").count(), 2, "{core}");
}

//! The parts of a workbook that are one for all of its sheets.

use crate::charts::canvas::escaped;
use crate::render::spreadsheet::names::{DECLARATION, Texts, quoted};
use crate::render::spreadsheet::sheet::Sheet;
use std::fmt::Write as _;

const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const TYPES: &str = "application/vnd.openxmlformats-officedocument";

/// The relations of a part to others, by kind and target.
pub fn relations(all: &[(&str, String)]) -> String {
    let mut xml = format!("{DECLARATION}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (number, (kind, target)) in (1..).zip(all) {
        let base = if *kind == "metadata/core-properties" { PACKAGE } else { OFFICE };
        let _ = write!(
            xml,
            "<Relationship Id=\"rId{number}\" Type=\"{base}/relationships/{kind}\" Target=\"{target}\"/>"
        );
    }
    xml + "</Relationships>"
}

pub fn package_relations() -> String {
    relations(&[
        ("officeDocument", "xl/workbook.xml".to_owned()),
        ("metadata/core-properties", "docProps/core.xml".to_owned()),
        ("extended-properties", "docProps/app.xml".to_owned()),
    ])
}

pub fn workbook_relations(sheets: usize) -> String {
    let mut all: Vec<(&str, String)> =
        (1..=sheets).map(|number| ("worksheet", format!("worksheets/sheet{number}.xml"))).collect();
    all.push(("styles", "styles.xml".to_owned()));
    all.push(("sharedStrings", "sharedStrings.xml".to_owned()));
    relations(&all)
}

/// What each part of the archive is.
pub fn content_types(sheets: usize, charts: usize) -> String {
    let mut xml = format!(
        "{DECLARATION}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default \
         Extension=\"xml\" ContentType=\"application/xml\"/>"
    );
    let mut part = |path: &str, kind: &str| {
        let _ = write!(xml, "<Override PartName=\"/{path}\" ContentType=\"{kind}+xml\"/>");
    };
    part("docProps/app.xml", &format!("{TYPES}.extended-properties"));
    part("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties");
    part("xl/workbook.xml", &format!("{TYPES}.spreadsheetml.sheet.main"));
    part("xl/styles.xml", &format!("{TYPES}.spreadsheetml.styles"));
    part("xl/sharedStrings.xml", &format!("{TYPES}.spreadsheetml.sharedStrings"));
    for number in 1..=sheets {
        let path = format!("xl/worksheets/sheet{number}.xml");
        part(&path, &format!("{TYPES}.spreadsheetml.worksheet"));
    }
    for number in 1..=charts {
        part(&format!("xl/drawings/drawing{number}.xml"), &format!("{TYPES}.drawing"));
        part(&format!("xl/charts/chart{number}.xml"), &format!("{TYPES}.drawingml.chart"));
    }
    xml + "</Types>"
}

pub fn application() -> String {
    format!(
        "{DECLARATION}<Properties xmlns=\"{OFFICE}/extended-properties\">\
         <Application>Microsoft Excel</Application></Properties>"
    )
}

/// Title, author and day.
pub fn properties(title: &str, author: &str, (year, month, day): (u16, u8, u8)) -> String {
    let (title, author) = (escaped(title), escaped(author));
    let date = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
    format!(
        "{DECLARATION}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{title}</dc:title>\
         <dc:creator>{author}</dc:creator><cp:lastModifiedBy>{author}</cp:lastModifiedBy>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{date}</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{date}</dcterms:modified>\
         </cp:coreProperties>"
    )
}

/// The list of sheets, with the rows repeated on paper and the ranges that are filtered.
pub fn workbook(sheets: &[&Sheet]) -> String {
    let mut xml = format!(
        "{DECLARATION}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}/relationships\"><bookViews>\
         <workbookView/></bookViews><sheets>"
    );
    for (number, sheet) in (1..).zip(sheets) {
        let name = escaped(&sheet.name);
        let _ = write!(xml, "<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
    }
    xml.push_str("</sheets>");
    let mut names = String::new();
    for (place, sheet) in sheets.iter().enumerate() {
        let name = escaped(&quoted(&sheet.name));
        if let Some(range) = sheet.filtered() {
            let _ = write!(
                names,
                "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{place}\" hidden=\"1\">\
                 {name}!{range}</definedName>"
            );
        }
        if let Some(row) = sheet.repeated {
            let row = row + 1;
            let _ = write!(
                names,
                "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{place}\">\
                 {name}!${row}:${row}</definedName>"
            );
        }
    }
    if !names.is_empty() {
        let _ = write!(xml, "<definedNames>{names}</definedNames>");
    }
    xml + "</workbook>"
}

/// How cells look: the fixed styles in the order of [`Style`](crate::render::spreadsheet::sheet::Style), then one for each format
/// of numbers.
pub fn styles(formats: &[String]) -> String {
    /// The first number of a format that is not built in.
    const FIRST_FORMAT: usize = 164;
    let mut xml = format!("{DECLARATION}<styleSheet xmlns=\"{MAIN}\">");
    if !formats.is_empty() {
        let _ = write!(xml, "<numFmts count=\"{}\">", formats.len());
        for (number, format) in (FIRST_FORMAT..).zip(formats) {
            let format = escaped(format);
            let _ = write!(xml, "<numFmt numFmtId=\"{number}\" formatCode=\"{format}\"/>");
        }
        xml.push_str("</numFmts>");
    }
    let font = |marks: &str, size: u8, colour: &str| {
        format!(
            "<font>{marks}<sz val=\"{size}\"/><color rgb=\"FF{colour}\"/><name val=\"Calibri\"/>\
             <family val=\"2\"/></font>"
        )
    };
    let fonts = [
        font("", 11, "000000"),
        font("<u/>", 11, "0563C1"),
        font("<b/>", 13, "000000"),
        font("", 11, "595959"),
        font("<b/>", 11, "000000"),
    ];
    let _ = write!(xml, "<fonts count=\"{}\">{}</fonts>", fonts.len(), fonts.concat());
    xml.push_str(
        "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill \
         patternType=\"gray125\"/></fill></fills><borders count=\"2\"><border><left/><right/><top/>\
         <bottom/><diagonal/></border><border><left/><right/><top/><bottom style=\"thin\"><color \
         auto=\"1\"/></bottom><diagonal/></border></borders><cellStyleXfs count=\"1\"><xf \
         numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>",
    );
    let wrapped = "<alignment vertical=\"top\" wrapText=\"1\"/>";
    let look = |format: usize, font: u8, border: u8, alignment: &str| {
        format!(
            "<xf numFmtId=\"{format}\" fontId=\"{font}\" fillId=\"0\" borderId=\"{border}\" xfId=\"0\" \
             applyNumberFormat=\"1\" applyFont=\"1\" applyBorder=\"1\" applyAlignment=\"1\">\
             {alignment}</xf>"
        )
    };
    let mut looks = vec![
        look(0, 0, 0, ""),
        look(0, 1, 0, ""),
        look(0, 2, 0, ""),
        look(0, 3, 0, ""),
        look(0, 4, 1, wrapped),
        look(0, 4, 0, ""),
        look(0, 0, 0, wrapped),
    ];
    looks.extend((FIRST_FORMAT..).zip(formats).map(|(number, _)| look(number, 0, 0, "")));
    let _ = write!(xml, "<cellXfs count=\"{}\">{}</cellXfs>", looks.len(), looks.concat());
    xml + "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>\
           </styleSheet>"
}

/// The table of texts.
pub fn texts(texts: &Texts) -> String {
    let mut xml = format!(
        "{DECLARATION}<sst xmlns=\"{MAIN}\" count=\"{}\" uniqueCount=\"{}\">",
        texts.uses,
        texts.list.len()
    );
    for text in &texts.list {
        let blank = text.starts_with(' ') || text.ends_with(' ');
        let kept = if blank { " xml:space=\"preserve\"" } else { "" };
        let _ = write!(xml, "<si><t{kept}>{}</t></si>", escaped(text));
    }
    xml + "</sst>"
}

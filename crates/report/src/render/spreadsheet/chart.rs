//! A chart of columns next to the table it is made of.

use crate::charts::canvas::escaped;
use crate::render::spreadsheet::names::{DECLARATION, letters, quoted};
use crate::render::spreadsheet::sheet::Sheet;
use std::fmt::Write as _;

/// Units of the format in a pixel.
const PIXEL: u32 = 9_525;

/// A series of a chart: a column of the sheet.
#[derive(Debug, Clone)]
pub struct Series {
    /// The column of its values.
    pub values: u16,
    /// Colour as red, green and blue.
    pub colour: u32,
}

/// A chart, with what it shows of its sheet.
#[derive(Debug, Clone)]
pub struct Chart {
    title: String,
    unit: String,
    description: String,
    stacked: bool,
    at: (u32, u16),
    size: (u32, u32),
    /// Name, categories and values of each series as parts of the format, and its colour.
    series: Vec<([String; 3], u32)>,
}

impl Chart {
    /// An empty chart with its upper left corner in a cell, of a size in pixels.
    pub fn new(
        title: &str,
        unit: &str,
        description: &str,
        at: (u32, u16),
        size: (u32, u32),
    ) -> Chart {
        let (title, unit, description) = (escaped(title), escaped(unit), escaped(description));
        Chart { title, unit, description, stacked: false, at, size, series: Vec::new() }
    }

    /// Lets series stand on each other.
    #[must_use]
    pub fn stacked(mut self, stacked: bool) -> Chart {
        self.stacked = stacked;
        self
    }

    /// Adds a series of a sheet: its heading in row `head`, its values and the categories in column
    /// `across` in the `count` rows after it.
    pub fn add(&mut self, sheet: &Sheet, head: u32, count: u32, across: u16, series: &Series) {
        let name = escaped(&quoted(&sheet.name));
        let cell = |row: u32, column: u16| format!("${}${}", letters(column), row + 1);
        let range =
            |column| format!("{name}!{}:{}", cell(head + 1, column), cell(head + count, column));
        let points = |column: u16| {
            let shown = (0..count).filter_map(|n| Some((n, sheet.shown(head + 1 + n, column)?)));
            shown.fold(String::new(), |mut xml, (n, text)| {
                let _ = write!(xml, "<c:pt idx=\"{n}\"><c:v>{}</c:v></c:pt>", escaped(&text));
                xml
            })
        };
        let of = |column: u16, numbers: bool| {
            let (kind, format) = match numbers {
                true => ("num", "<c:formatCode>General</c:formatCode>"),
                false => ("str", ""),
            };
            format!(
                "<c:{kind}Ref><c:f>{}</c:f><c:{kind}Cache>{format}<c:ptCount val=\"{count}\"/>{}\
                 </c:{kind}Cache></c:{kind}Ref>",
                range(column),
                points(column)
            )
        };
        let heading = format!(
            "<c:strRef><c:f>{name}!{}</c:f><c:strCache><c:ptCount val=\"1\"/><c:pt idx=\"0\"><c:v>{}\
             </c:v></c:pt></c:strCache></c:strRef>",
            cell(head, series.values),
            escaped(&sheet.shown(head, series.values).unwrap_or_default())
        );
        let years = count > 0 && (0..count).all(|n| sheet.is_number(head + 1 + n, across));
        let parts = [heading, of(across, years), of(series.values, true)];
        self.series.push((parts, series.colour));
    }

    /// The chart as a part of the format, the workbook's `number`-th.
    pub fn xml(&self, number: usize) -> String {
        let text = |text: &str| {
            format!(
                "<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr/></a:pPr><a:r>\
                 <a:rPr lang=\"en-US\"/><a:t>{text}</a:t></a:r></a:p></c:rich></c:tx><c:layout/>\
                 </c:title>"
            )
        };
        let mut xml = format!(
            "{DECLARATION}<c:chartSpace \
             xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" \
             xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
             xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
             <c:chart>{}<c:autoTitleDeleted val=\"0\"/><c:plotArea><c:layout/><c:barChart>\
             <c:barDir val=\"col\"/><c:grouping val=\"{}\"/>",
            text(&self.title),
            if self.stacked { "stacked" } else { "clustered" }
        );
        for (place, ([name, categories, values], colour)) in self.series.iter().enumerate() {
            let _ = write!(
                xml,
                "<c:ser><c:idx val=\"{place}\"/><c:order val=\"{place}\"/><c:tx>{name}</c:tx><c:spPr>\
                 <a:solidFill><a:srgbClr val=\"{colour:06X}\"/></a:solidFill></c:spPr>\
                 <c:invertIfNegative val=\"0\"/><c:cat>{categories}</c:cat><c:val>{values}</c:val>\
                 </c:ser>"
            );
        }
        if self.stacked {
            xml.push_str("<c:overlap val=\"100\"/>");
        }
        // The axes of a chart know each other by numbers that no other chart of the workbook has.
        let (across, up) = (format!("500{number:02}001"), format!("500{number:02}002"));
        let scaling = "<c:scaling><c:orientation val=\"minMax\"/></c:scaling><c:delete val=\"0\"/>";
        let ticks = "<c:numFmt formatCode=\"General\" sourceLinked=\"1\"/><c:majorTickMark \
                     val=\"out\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"low\"/>";
        let _ = write!(
            xml,
            "<c:axId val=\"{across}\"/><c:axId val=\"{up}\"/></c:barChart><c:catAx><c:axId \
             val=\"{across}\"/>{scaling}<c:axPos val=\"b\"/>{ticks}<c:crossAx val=\"{up}\"/><c:crosses \
             val=\"autoZero\"/><c:auto val=\"1\"/><c:lblAlgn val=\"ctr\"/><c:lblOffset val=\"100\"/>\
             </c:catAx><c:valAx><c:axId val=\"{up}\"/>{scaling}<c:axPos val=\"l\"/><c:majorGridlines/>{}\
             {ticks}<c:crossAx val=\"{across}\"/><c:crosses val=\"autoZero\"/><c:crossBetween \
             val=\"between\"/></c:valAx></c:plotArea><c:legend><c:legendPos val=\"r\"/><c:layout/>\
             </c:legend><c:plotVisOnly val=\"1\"/></c:chart></c:chartSpace>",
            text(&self.unit)
        );
        xml
    }

    /// Where on the sheet it stands.
    pub fn drawing(&self, number: usize) -> String {
        let ((row, column), (width, height)) = (self.at, self.size);
        format!(
            "{DECLARATION}<xdr:wsDr \
             xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\" \
             xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><xdr:oneCellAnchor>\
             <xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>\
             <xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx=\"{}\" cy=\"{}\"/><xdr:graphicFrame \
             macro=\"\"><xdr:nvGraphicFramePr><xdr:cNvPr id=\"2\" name=\"Chart {number}\" \
             descr=\"{}\"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x=\"0\" \
             y=\"0\"/><a:ext cx=\"0\" cy=\"0\"/></xdr:xfrm><a:graphic><a:graphicData \
             uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"><c:chart \
             xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" \
             xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
             r:id=\"rId1\"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/>\
             </xdr:oneCellAnchor></xdr:wsDr>",
            width * PIXEL,
            height * PIXEL,
            self.description
        )
    }
}

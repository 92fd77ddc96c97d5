//! `suranys import guess`.

use crate::failure::Failure;
use crate::schema::{Kind, Schema};
use crate::source::blocks::{Block, Blocks};
use crate::source::document;
use crate::source::opened::{Format, Opened};
use crate::source::sheet;
use crate::terminal::print;
use clap::Args;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Arguments of `suranys import guess`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys import guess export.csv > mapping.toml
  suranys import guess page.json --kind vacancy > mapping.toml

Columns are found by names that exports give them, in the languages of the schemas. What is not found stands
in the file as a comment; read it before you use it.")]
pub(crate) struct Arguments {
    /// Export to look at.
    file: PathBuf,
    /// Kind of its records. Without it: the one of which most columns are found.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
}

/// What an export says of itself.
#[derive(Default)]
struct Seen {
    columns: Vec<String>,
    encoding: Option<String>,
    separator: Option<char>,
}

/// Prints a first mapping for an export.
///
/// # Errors
/// When the file can't be read.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let path = &arguments.file;
    let seen = seen(path)?;
    let mut all = Vec::new();
    for kind in arguments.kind.map_or(Kind::ALL.to_vec(), |kind| vec![kind]) {
        let schema = kind.schema()?;
        let found = found(&schema, &seen.columns);
        all.push((kind, schema, found));
    }
    let best = all.into_iter().rev().max_by_key(|(_, _, found)| found.iter().flatten().count());
    let Some((kind, schema, found)) = best else { return Ok(()) };
    print(&mapping(path, kind, &schema, &found, &seen));
    Ok(())
}

/// The names of an export's columns.
fn seen(path: &Path) -> Result<Seen, Failure> {
    let refused = |why: String| Failure::of_file(path, "guess", why);
    let opened = Opened::look(path, false).map_err(|why| Failure::io(path, &why))?;
    let mut seen = Seen::default();
    match opened.format {
        Format::Separated => {
            let text = opened.text().map_err(|why| Failure::io(path, &why))?;
            let first =
                Blocks::new(text, true).first_record().map_err(|why| refused(why.to_string()))?;
            let Some(Block::Records(_, bytes)) = first else {
                return Err(refused("the first line is no names of columns".to_owned()));
            };
            let line = match String::from_utf8(bytes) {
                Ok(line) => line,
                Err(other) => {
                    // The one encoding that exports have where they do not have UTF-8.
                    seen.encoding = Some("windows-1251".to_owned());
                    encoding_rs::WINDOWS_1251.decode(other.as_bytes()).0.into_owned()
                }
            };
            let separator = [',', ';', '\t', '|']
                .into_iter()
                .max_by_key(|c| (line.matches(*c).count(), *c == ','));
            let separator = separator.unwrap_or(',');
            seen.separator = (separator != ',').then_some(separator);
            let mut reader = csv::ReaderBuilder::new();
            reader.has_headers(false).delimiter(separator as u8);
            let mut record = csv::StringRecord::new();
            reader
                .from_reader(line.as_bytes())
                .read_record(&mut record)
                .map_err(|why| refused(why.to_string()))?;
            seen.columns = record.iter().map(|name| name.trim().to_owned()).collect();
        }
        Format::Lines | Format::Document => {
            let text = opened.text().map_err(|why| Failure::io(path, &why))?;
            let columns = &mut seen.columns;
            if opened.format == Format::Document {
                let mut each = |number, value| {
                    document::paths(&value, "", columns);
                    number < 1000
                };
                document::records(text, None, &mut each).map_err(|why| refused(why.to_string()))?;
            } else if let Some(Block::Records(_, bytes)) =
                Blocks::new(text, false).next().map_err(|why| refused(why.to_string()))?
            {
                let objects =
                    bytes.split(|c| *c == b'\n').filter_map(|one| serde_json::from_slice(one).ok());
                objects.for_each(|one| document::paths(&one, "", columns));
            }
        }
        Format::Workbook => {
            let columns = &mut seen.columns;
            let mut each = |_, cells: Vec<sheet::SheetCell>| {
                columns.extend(cells.iter().map(|cell| cell.cell().shown()));
                false
            };
            sheet::rows(path, None, &mut each).map_err(refused)?;
        }
        Format::Parquet => {
            let file = File::open(path).map_err(|why| Failure::io(path, &why))?;
            let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
            seen.columns =
                builder.schema().fields().iter().map(|field| field.name().clone()).collect();
        }
    }
    Ok(seen)
}

/// Names without what writers of exports do differently.
fn plain(name: &str) -> String {
    let kept = name.chars().filter(|c| c.is_alphanumeric() || *c == '.');
    kept.flat_map(char::to_lowercase).collect()
}

/// The column of an export for each field of a schema.
fn found(schema: &Schema, columns: &[String]) -> Vec<Option<String>> {
    let mut taken = Vec::new();
    let fields = schema.fields.iter().map(|field| {
        let alias = field.suranys.aliases.iter().find_map(|alias| {
            columns.iter().find(|column| !taken.contains(*column) && plain(column) == plain(alias))
        });
        taken.extend(alias.cloned());
        alias.cloned()
    });
    fields.collect()
}

fn mapping(
    path: &Path,
    kind: Kind,
    schema: &Schema,
    found: &[Option<String>],
    seen: &Seen,
) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut text = format!(
        "# A first mapping of {} to records of `{}`: read it before you use it.\n",
        name.replace(['\n', '\r'], " "),
        kind.name()
    );
    if let Some(encoding) = &seen.encoding {
        text.push_str(&format!("encoding = {}\n", quoted(encoding)));
    }
    if let Some(separator) = seen.separator {
        text.push_str(&format!("separator = {}\n", quoted(&separator.to_string())));
    }
    text.push_str("\n[columns]\n");
    for (field, column) in schema.fields.iter().zip(found) {
        match column {
            Some(column) => text.push_str(&format!("{} = {}\n", field.name, quoted(column))),
            None => {
                let must = if field.constraints.required { " It must be there." } else { "" };
                text.push_str(&format!(
                    "# {} = \"\" # not found. {}{must}\n",
                    field.name, field.description
                ));
            }
        }
    }
    let found: Vec<&String> = found.iter().flatten().collect();
    let others: Vec<String> = seen
        .columns
        .iter()
        .filter(|column| !found.contains(column))
        .map(|column| column.replace(['\n', '\r'], " "))
        .collect();
    if !others.is_empty() {
        text.push_str(&format!("\n# Not used: {}\n", others.join(", ")));
    }
    text.push_str(
        "\n# Texts that stand for codes:\n# [values.region]\n# \"name in the export\" = \"code\"\n\n# What wages are turned by:\n# [wages]\n# net_share = { value = 0.8, basis = \"expert\", source = \"\" }\n",
    );
    text
}

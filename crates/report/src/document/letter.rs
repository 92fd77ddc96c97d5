//! The list as a letter annexes it: number and name as an order prints them, addressee, number, date and
//! signature as data, blanks where they are not known yet.

use crate::assessed::code;
use crate::document::block::{Builder, Document, Layout, Letterhead};
use crate::document::list_annex::date;
use crate::document::signal_tables::{name_of, put_forward};
use crate::document::table::{Cell, Column, Kind, Table};
use crate::error::ReportError;
use crate::words::Words;
use suranys_core::classification::Labels;
use suranys_core::shortage_list::letter::Letter;
use suranys_core::shortage_list::{ListOutput, Signal, SignalOutput, Tier};

/// Tiers of the list, each under a heading of its own.
const TIERS: [Tier; 2] = [Tier::Recommend, Tier::Consult];
/// What is to be filled in by hand, by its length.
const LONG_BLANK: &str = "______________________________";
const SHORT_BLANK: &str = "____________";

/// The letter with the list in the language of `words`.
///
/// # Errors
/// When a label is missing.
pub fn letter(
    output: &ListOutput,
    letter: &Letter,
    words: &Words,
) -> Result<Document, ReportError> {
    let l = words.labels();
    let version = &output.book.version;
    let text = |key: &str| Ok::<_, ReportError>(l.text(&format!("letter.{key}"))?.to_owned());
    // A text in another language would be no blank and no text of this letter.
    let said = |labels: &Labels| {
        labels.get(words.language()).map_or_else(|| LONG_BLANK.to_owned(), str::to_owned)
    };
    let number = if letter.number.is_empty() { SHORT_BLANK } else { &letter.number };
    let day = match letter.date.as_str() {
        "" => SHORT_BLANK.to_owned(),
        day => l.date(day),
    };
    let mut b = Builder::new(l);
    if let Some(signal) = &output.signal {
        let vintage = l.date(&signal.vintage);
        b.text(vec![l.fill("letter.opening", &[("vintage", &vintage)])?]);
        let mut number = 0;
        for tier in TIERS {
            let chosen: Vec<&Signal> = put_forward(signal).filter(|s| s.tier == tier).collect();
            if !chosen.is_empty() {
                b.table(table(output, signal, tier, &chosen, &mut number, words)?);
            }
        }
        if number == 0 {
            b.text(vec![text("none")?]);
        }
    } else {
        b.text(vec![text("no-signal")?]);
    }
    b.text(vec![text("basis")?, l.fill("letter.act", &[("act", words.citation(version))])?]);
    let mark = if output.synthetic { l.text("mark.synthetic")?.to_owned() } else { String::new() };
    Ok(Document {
        lang: words.language().to_owned(),
        title: text("title")?,
        subtitle: text("subtitle")?,
        author: words.text("annex.author")?.to_owned(),
        date: date(&version.dated)?,
        mark,
        facts: Vec::new(),
        note: String::new(),
        footer: text("footer")?,
        front: None,
        letter: Some(Letterhead {
            addressee: said(&letter.addressee),
            reference: l.fill("letter.reference", &[("number", number), ("date", &day)])?,
            position: said(&letter.position),
            name: said(&letter.name),
        }),
        layout: Layout::Letter,
        contents: String::new(),
        blocks: b.blocks(),
    })
}

/// The lines of one tier, numbered on from those before.
fn table(
    output: &ListOutput,
    signal: &SignalOutput,
    tier: Tier,
    chosen: &[&Signal],
    number: &mut i64,
    words: &Words,
) -> Result<Table, ReportError> {
    let l = words.labels();
    let list = &output.book.version.list;
    let mut rows = Vec::new();
    for one in chosen {
        *number += 1;
        let of_group = output.assessed.iter().filter(|assessed| {
            let subject = &assessed.subject;
            subject.profession && subject.occupation == one.group && subject.lists.contains(list)
        });
        let listed: Vec<&str> =
            of_group.map(|one| words.name(&one.subject.labels, &one.subject.id)).collect();
        rows.push(vec![
            Cell::Integer(*number),
            Cell::Text(name_of(signal, &one.group, words).to_owned()),
            Cell::Text(code(&one.group).to_owned()),
            Cell::Text(if listed.is_empty() { "–".to_owned() } else { listed.join(", ") }),
        ]);
    }
    let columns = [("number", 0), ("occupation", 8), ("code", 0), ("listed", 7)];
    let columns: Result<Vec<Column>, ReportError> = columns
        .into_iter()
        .map(|(name, width)| {
            let head = l.text(&format!("letter.column.{name}"))?.to_owned();
            Ok(Column { head, width, kind: Kind::Words })
        })
        .collect();
    let caption = l.text(&format!("letter.caption.{}", tier.key()))?.to_owned();
    Ok(Table::new(caption, columns?, rows))
}

//! Evidence cards: the evidence of each source about an occupation, against the rulebook's threshold, and
//! what no source has.

use crate::assessed::{code, in_order, why};
use crate::charts::canvas::{
    Area, Canvas, DEEP, FAINT, GRID, Head, INK, INTERVAL80, PAPER, Picture, SMALL, Side, Studio,
    TEXT, VIVID, leading, sheet,
};
use crate::charts::data::Datum;
use crate::charts::legend::{Sample, legend};
use crate::charts::list_ranks::foot;
use crate::error::ReportError;
use crate::words::{Words, cells};
use plotters::style::RGBColor;
use suranys_core::run::Estimate;
use suranys_core::shortage_list::{
    Amount, Assessed, Fact, Finding, Kind, ListOutput, Rule, Verdict,
};
use suranys_core::{ObsStatus, Status};

/// Cards across on a wide sheet, on a sheet, and in all.
const ACROSS: i32 = 2;
const ON_SHEET: usize = 6;
const SHOWN: usize = 30;
const GAP: i32 = 24;
const PAD: i32 = 16;
/// Height of a source's row, and of its bar.
const ROW: i32 = 66;
const BAR: i32 = 14;
/// Decimals of a value.
const DECIMALS: usize = 2;
/// Maximum of lines of a name, of what decides a verdict, and of its switching value.
const NAME_LINES: usize = 2;
const WHY_LINES: usize = 5;
const SWITCHING_LINES: usize = 2;
/// Part of a row that the value has next to its bar.
const VALUE: f64 = 0.52;
/// A scale reaches to this multiple of the threshold when the value lies below it.
const BEYOND: f64 = 2.0;
/// Field of a card.
const FIELD: RGBColor = RGBColor(0xf7, 0xf7, 0xf4);

/// Draws a card for everyone of whom a source has a figure, as many sheets as it takes; none when
/// no source speaks of anyone.
pub fn cards(
    output: &ListOutput,
    words: &Words,
    studio: &Studio,
) -> Result<Vec<Picture>, ReportError> {
    let rules: Vec<&Rule> = output.book.of(Kind::Evidence).collect();
    let known = |assessed: &&Assessed| {
        rules.iter().any(|r| matches!(assessed.findings.get(&r.quantity), Some(Finding::Known(_))))
    };
    let shown: Vec<&Assessed> = in_order(output).into_iter().filter(known).take(SHOWN).collect();
    let count = shown.len().div_ceil(ON_SHEET);
    let mut pictures = Vec::new();
    for (n, page) in shown.chunks(ON_SHEET).enumerate() {
        let (number, count) = ((n + 1).to_string(), count.to_string());
        let names: Vec<&str> = page.iter().map(|j| name(j, words)).collect();
        let head = Head {
            name: format!("evidence-cards-{number}"),
            title: words.fill("cards.title", &[("number", &number), ("count", &count)])?,
            subtitle: words.text("annex.number-basis")?.to_owned(),
            description: words.fill("cards.alt", &[("names", &names.join(", "))])?,
            foot: foot(output, words)?,
        };
        let across = if studio.is_narrow() { 1 } else { ACROSS };
        let width = (studio.room() - (across - 1) * GAP) / across;
        let room = f64::from(width - 3 * PAD);
        let title =
            |j: &&Assessed| studio.ruler.wrap(&title(j, words), TEXT, true, room, NAME_LINES);
        let names = page.iter().map(|j| title(j).len()).max().unwrap_or(1) as i32;
        let whys: Result<Vec<String>, ReportError> =
            page.iter().map(|assessed| why(output, assessed, words)).collect();
        let whys = whys?;
        let stated = |why: &String| studio.ruler.wrap(why, SMALL, false, room, WHY_LINES).len();
        let lines = whys.iter().map(stated).max().unwrap_or(1) as i32;
        let texts = (names, lines);
        let height = card_height(texts, rules.len());
        let entries = [
            (Sample::Field, INTERVAL80, words.text("cards.legend-value")?),
            (Sample::Field, GRID, words.text("cards.legend-scale")?),
            (Sample::Line, INK, words.text("cards.legend-threshold")?),
        ];
        let picture = sheet(studio, head, 0, |canvas, area| {
            let area = legend(canvas, area, &entries);
            for (n, (assessed, why)) in (0_i32..).zip(page.iter().zip(&whys)) {
                let left = area.left + (n % across) * (width + GAP);
                let top = area.top + (n / across) * (height + GAP);
                canvas.reaches(top + height);
                let card = Area { left, top, right: left + width, bottom: top + height };
                show(canvas, (card, texts), why, output, &rules, assessed, words);
            }
            Ok(())
        })?;
        pictures.push(picture);
    }
    Ok(pictures)
}

fn name<'w>(assessed: &'w Assessed, words: &'w Words) -> &'w str {
    words.name(&assessed.subject.labels, &assessed.subject.id)
}

fn title(assessed: &Assessed, words: &Words) -> String {
    format!("{} {}", code(&assessed.subject.occupation), name(assessed, words))
}

fn card_height((names, why): (i32, i32), rules: usize) -> i32 {
    let lines = 1 + why + SWITCHING_LINES as i32;
    names * leading(TEXT) + lines * leading(SMALL) + rules as i32 * ROW + 4 * PAD
}

fn show(
    canvas: &mut Canvas,
    (card, (names, lines)): (Area, (i32, i32)),
    why: &str,
    output: &ListOutput,
    rules: &[&Rule],
    assessed: &Assessed,
    words: &Words,
) {
    canvas.rect(card, FIELD);
    let verdict = assessed.trace.verdict;
    let colour = match verdict {
        Verdict::Meets => DEEP,
        Verdict::DoesNotMeet => VIVID,
        Verdict::Undetermined => FAINT,
    };
    canvas.rect(Area { right: card.left + PAD / 2, ..card }, colour);
    let (left, right) = (card.left + 2 * PAD, card.right - PAD);
    let room = f64::from(right - left);
    let mut y = card.top + PAD;
    for line in canvas.ruler().wrap(&title(assessed, words), TEXT, true, room, NAME_LINES) {
        canvas.write(&line, (left, y + leading(TEXT) / 2), TEXT, true, INK, Side::Start);
        y += leading(TEXT);
    }
    y = card.top + PAD + names * leading(TEXT);
    let word = words.word("verdict", verdict.key());
    let ranked = output.ranked.iter().find(|r| r.id == assessed.subject.id);
    let rank = ranked.map(|r| {
        let labels = canvas.labels();
        let (low, high) = (r.rank.lo80().floor(), r.rank.hi80().ceil());
        let range = labels.between(&labels.number(low, 0), &labels.number(high, 0));
        format!(" · {}: {range}", words.word("column", "rank"))
    });
    let status = format!("{}: {word}{}", words.word("column", "verdict"), rank.unwrap_or_default());
    let status = canvas.ruler().fit(&status, SMALL, true, room);
    canvas.write(&status, (left, y + leading(SMALL) / 2), SMALL, true, colour, Side::Start);
    y += leading(SMALL);
    for line in canvas.ruler().wrap(why, SMALL, false, room, WHY_LINES) {
        canvas.write(&line, (left, y + leading(SMALL) / 2), SMALL, false, INK, Side::Start);
        y += leading(SMALL);
    }
    y = card.top + names * leading(TEXT) + (1 + lines) * leading(SMALL) + 2 * PAD;
    for rule in rules {
        let row = Area { left, right, top: y, bottom: y + ROW };
        source(canvas, row, output, rule, assessed, words);
        y += ROW;
    }
    let switching_value = format!(
        "{}: {}",
        words.word("column", "switching-value"),
        words.switching_value(assessed.switching_value.as_ref())
    );
    for line in canvas.ruler().wrap(&switching_value, SMALL, false, room, SWITCHING_LINES) {
        canvas.write(&line, (left, y + leading(SMALL) / 2), SMALL, false, FAINT, Side::Start);
        y += leading(SMALL);
    }
}

/// What one rule found: a bar with the threshold across it, or that nothing is known.
fn source(
    canvas: &mut Canvas,
    row: Area,
    output: &ListOutput,
    rule: &Rule,
    assessed: &Assessed,
    words: &Words,
) {
    let quantity = words.word("quantity", rule.quantity.key());
    let line = leading(SMALL);
    let (first, second) = (row.top + line / 2, row.top + line + line / 2);
    let room = f64::from(row.right - row.left);
    let right = row.left + (room * (1.0 - VALUE)) as i32 - PAD;
    let bar = Area { right, top: second - BAR / 2, bottom: second + BAR / 2, ..row };
    let found = match assessed.findings.get(&rule.quantity) {
        Some(Finding::Known(fact)) => Some(fact),
        _ => None,
    };
    let stated = match found {
        Some(fact) => {
            let value = match &fact.value {
                Amount::Number(value) => canvas.labels().number(*value, DECIMALS),
                Amount::Code(code) => code.clone(),
            };
            // A long unit is cut, the value and its status never.
            let status = format!(" [{}]", fact.status.obs.code());
            let left = room * VALUE - canvas.ruler().width(&status, SMALL, true);
            let of_unit = format!("{value} {}", words.word("unit", &fact.unit));
            canvas.ruler().fit(&of_unit, SMALL, true, left) + &status
        }
        None => canvas.ruler().fit(words.word("cards", "nothing"), SMALL, false, room * VALUE),
    };
    let shown = canvas.ruler().fit(quantity, SMALL, false, room);
    canvas.write(&shown, (row.left, first), SMALL, false, INK, Side::Start);
    let ink = if found.is_some() { INK } else { FAINT };
    canvas.write(&stated, (row.right, second), SMALL, found.is_some(), ink, Side::End);
    canvas.shows_datum(datum(output, quantity, assessed, found, words));
    let threshold = rule.test.parameter().and_then(|key| output.book.value(key));
    let Some(Amount::Number(value)) = found.map(|fact| &fact.value) else {
        // Nothing known: an empty outline, not a bar of no length.
        canvas.rect(bar, GRID);
        canvas.rect(
            Area {
                left: bar.left + 2,
                right: bar.right - 2,
                top: bar.top + 2,
                bottom: bar.bottom - 2,
            },
            PAPER,
        );
        return;
    };
    canvas.rect(bar, GRID);
    let reach = threshold.map_or(0.0, |t| t * BEYOND).max(*value);
    if reach <= 0.0 {
        return;
    }
    let x = |v: f64| bar.left + (v.max(0.0) / reach * f64::from(bar.right - bar.left)) as i32;
    canvas.rect(Area { right: x(*value), ..bar }, INTERVAL80);
    if let Some(threshold) = threshold {
        let at = x(threshold);
        canvas.rect(
            Area { left: at - 2, right: at + 2, top: bar.top - 5, bottom: bar.bottom + 5 },
            INK,
        );
    }
}

/// What a card says of a source as a row of data: missing where nothing is known.
fn datum(
    output: &ListOutput,
    quantity: &str,
    assessed: &Assessed,
    found: Option<&Fact>,
    words: &Words,
) -> Datum {
    let missing = Status { obs: ObsStatus::Missing, synthetic: output.synthetic };
    let value = found.map(|fact| &fact.value);
    let series = match value {
        Some(Amount::Code(code)) => format!("{quantity}: {code}"),
        _ => quantity.to_owned(),
    };
    Datum {
        item: title(assessed, words),
        series,
        period: found.map(|fact| fact.period.clone()).unwrap_or_default(),
        unit: found.map(|fact| fact.unit.clone()).unwrap_or_default(),
        estimate: match value {
            Some(Amount::Number(value)) => Some(Estimate::Point { value: *value }),
            _ => None,
        },
        persons: false,
        status: found.map_or(missing, |fact| fact.status),
        sources: found.map(|fact| cells(&fact.cells)).unwrap_or_default(),
    }
}

//! Changes to TOML as a person writes it: lines, and what stands after `=`.

use crate::dice::Dice;
use crate::hostile;

/// Values and lines that are TOML, and should not stand where they are put.
const VALUES: [&str; 24] = [
    "nan",
    "-inf",
    "1e308",
    "-1",
    "0",
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999",
    "0xFFFFFFFF",
    "1.7976931348623157e309",
    "true",
    "[]",
    "{}",
    "[[]]",
    "1979-05-27T07:32:00Z",
    "07:32:00",
    "''",
    "\"\\u0000\"",
    "\"\\u202e\"",
    "'''\n'''",
    "[1, \"a\", {}]",
    "{ a = { a = 1 } }",
    "\"2026\"",
    "2026",
];
const LINES: [&str; 12] = [
    "[run]",
    "[[run]]",
    "[a.b.c]",
    "a.b.c = 1",
    "extends = \"baseline\"",
    "extends = \"../baseline\"",
    "extends = 1",
    "\"\" = 1",
    "= 1",
    "x",
    "[",
    "\u{feff}",
];

/// The file after one change.
pub fn change(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(file) else {
        return crate::change::bytes::change(file, dice);
    };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        return LINES[dice.below(LINES.len())].as_bytes().to_vec();
    }
    let set: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].contains('=')).collect();
    let at = if set.is_empty() { 0 } else { *dice.pick(&set) };
    let other = dice.below(lines.len());
    match dice.below(9) {
        0 => drop(lines.remove(other)),
        1 => {
            let line = lines[at].clone();
            lines.insert(other, line);
        }
        2 => lines.swap(at, other),
        3 => lines.insert(other, (*dice.pick(&LINES)).to_owned()),
        4 => lines.truncate(other),
        5 => {
            let value = format!("\"{}\"", hostile::text(dice).replace(['"', '\\', '\n'], ""));
            give(&mut lines[at], &value);
        }
        6 => give(&mut lines[at], &hostile::year(dice).to_string()),
        _ => give(&mut lines[at], VALUES[dice.below(VALUES.len())]),
    }
    (lines.join("\n") + "\n").into_bytes()
}

fn give(line: &mut String, value: &str) {
    if let Some((key, _)) = line.split_once('=') {
        *line = format!("{key}= {value}");
    }
}

//! Changes that know nothing of a format.

use crate::dice::Dice;

/// Bytes that mean something to one decoder or another.
const MARKS: [&[u8]; 12] = [
    &[0],
    &[0xFF],
    &[0xFF, 0xFE],
    &[0xEF, 0xBB, 0xBF],
    &[0xC0, 0x80],
    &[0xED, 0xA0, 0x80],
    &[0x80],
    &[0x1F, 0x8B],
    b"PK\x03\x04",
    b"PAR1",
    b"\"",
    b"\n",
];

/// The file after a flip, a cut, a copy, or bytes put in.
pub fn change(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = file.to_vec();
    let at = dice.below(bytes.len());
    let long = 1 + dice.up_to(&[4, 64, 4096]);
    let end = (at + long).min(bytes.len());
    match dice.below(7) {
        0 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
        }
        1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = dice.below(256) as u8;
            }
        }
        2 => bytes.truncate(at),
        3 => drop(bytes.drain(at..end)),
        4 => {
            let part = bytes[at..end].to_vec();
            let to = dice.below(bytes.len() + 1);
            bytes.splice(to..to, part);
        }
        5 => drop(bytes.splice(at..at, dice.pick(&MARKS).iter().copied())),
        _ => {
            let mark = *dice.pick(&MARKS);
            bytes.splice(0..0, mark.iter().copied());
        }
    }
    bytes
}

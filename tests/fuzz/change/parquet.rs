//! Changes to Parquet files: lengths and counts, which are what a reader trusts, above all.

use crate::change::bytes;
use crate::dice::Dice;

/// Bytes of the file's end: the length of the footer, and the mark.
const END: usize = 8;

/// The file after one change.
pub fn change(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    if file.len() <= END {
        return bytes::change(file, dice);
    }
    let mut changed = file.to_vec();
    let end = file.len() - END;
    let mut length = [0; 4];
    length.copy_from_slice(&file[end..end + 4]);
    let footer = end.saturating_sub(u32::from_le_bytes(length) as usize);
    // Most of a file is values, which may be anything; what is told of them stands in the footer and
    // in the heads of pages.
    let at = match dice.below(4) {
        0 => dice.below(end),
        1 => dice.below(footer.max(1)),
        _ => footer + dice.below(end - footer),
    };
    match dice.below(10) {
        0 => {
            let length = *dice.pick(&[0, 1, 0x7FFF_FFFF, u32::MAX, file.len() as u32 - 8]);
            changed[end..end + 4].copy_from_slice(&length.to_le_bytes());
        }
        1 => {
            let wrong = u32::from_le_bytes(length).wrapping_add(dice.below(9) as u32 + 1);
            changed[end..end + 4].copy_from_slice(&wrong.to_le_bytes());
        }
        // The greatest numbers of 32 and 64 bits, as thrift writes them.
        2 => overwrite(&mut changed, at, &[0xFE, 0xFF, 0xFF, 0xFF, 0x0F]),
        3 => {
            overwrite(&mut changed, at, &[0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1])
        }
        4 => overwrite(&mut changed, at, &[0xFF; 5]),
        5 => changed[at] = *dice.pick(&[0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF]),
        6 => changed[at] = changed[at].wrapping_add(2),
        7 => changed[at] ^= 1 << dice.below(8),
        8 => {
            // The footer stays where a reader looks for it, the pages move.
            let from = dice.below(footer.max(1));
            changed.drain(from..(from + 1 + dice.below(8)).min(footer));
        }
        _ => return bytes::change(file, dice),
    }
    changed
}

fn overwrite(file: &mut [u8], at: usize, with: &[u8]) {
    for (byte, new) in file.iter_mut().skip(at).zip(with) {
        *byte = *new;
    }
}

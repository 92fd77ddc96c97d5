//! A PDF file with its small objects packed together (ISO 32000-1, 7.5.7 and 7.5.8): the tags that
//! make a table accessible are thousands of objects alike, and most of the file. PDF/A-2 and
//! PDF/UA-1 allow it.

use miniz_oxide::deflate::compress_to_vec_zlib;

/// Objects in a packed stream: enough to compress well, few enough to unpack quickly.
const TOGETHER: usize = 400;
/// The best compression there is.
const LEVEL: u8 = 9;
/// Bytes of a line of the table of objects.
const LINE: usize = 20;
/// Widths of the columns of the new table: kind, place, position.
const WIDTHS: [usize; 3] = [1, 4, 2];

/// An object as it stands in the file.
struct Object<'p> {
    id: usize,
    /// All its bytes, `obj` and `endobj` among them.
    bytes: &'p [u8],
    /// What stands between these.
    body: &'p [u8],
}

/// Where an object lies in the new file.
#[derive(Clone, Copy)]
enum Place {
    Free,
    At(usize),
    In { stream: usize, position: usize },
}

/// Packs the objects of a file that has one table of objects, as the exporter writes it.
///
/// # Errors
/// The sentence names what of the file is not as expected.
pub fn compact(pdf: &[u8]) -> Result<Vec<u8>, String> {
    let misplaced =
        |what: &str| format!("the file can't be packed: {what} is not where it should be");
    let table =
        last_number(pdf).filter(|at| *at < pdf.len()).ok_or_else(|| misplaced("startxref"))?;
    let (offsets, trailer) =
        read_table(pdf, table).ok_or_else(|| misplaced("the table of objects"))?;
    let mut order: Vec<(usize, usize)> =
        offsets.iter().enumerate().filter_map(|(id, at)| Some(((*at)?, id))).collect();
    order.sort_unstable();
    let ends = order.iter().skip(1).map(|(at, _)| *at).chain([table]);
    let objects: Option<Vec<Object>> = order
        .iter()
        .zip(ends)
        .map(|(&(from, id), to)| {
            let bytes = pdf.get(from..to)?;
            Some(Object { id, bytes, body: body(bytes, id)? })
        })
        .collect();
    let objects = objects.ok_or_else(|| misplaced("an object"))?;
    let first = order.first().map_or(0, |(at, _)| *at);
    let mut done = pdf.get(..first).unwrap_or_default().to_vec();
    let mut places = vec![Place::Free; offsets.len()];
    let (streams, small): (Vec<&Object>, Vec<&Object>) =
        objects.iter().partition(|object| object.body.ends_with(b"endstream"));
    for object in streams {
        if let Some(place) = places.get_mut(object.id) {
            *place = Place::At(done.len());
        }
        done.extend_from_slice(object.bytes);
    }
    for together in small.chunks(TOGETHER) {
        let stream = places.len();
        for (position, object) in together.iter().enumerate() {
            if let Some(place) = places.get_mut(object.id) {
                *place = Place::In { stream, position };
            }
        }
        places.push(Place::At(done.len()));
        pack(&mut done, stream, together);
    }
    let end = done.len();
    places.push(Place::At(end));
    write_table(&mut done, &places, trailer);
    done.extend_from_slice(format!("startxref\n{end}\n%%EOF\n").as_bytes());
    Ok(done)
}

/// The number that stands last in the file: where the table of objects begins.
fn last_number(pdf: &[u8]) -> Option<usize> {
    let tail = pdf.get(pdf.len().saturating_sub(64)..)?;
    let text = String::from_utf8_lossy(tail);
    text.rsplit_once("startxref")?.1.split_whitespace().next()?.parse().ok()
}

/// Where each object begins, and what the trailer says after the number of objects.
fn read_table(pdf: &[u8], table: usize) -> Option<(Vec<Option<usize>>, &[u8])> {
    let rest = pdf.get(table..)?.strip_prefix(b"xref\n0 ")?;
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let count: usize = std::str::from_utf8(rest.get(..end)?).ok()?.trim().parse().ok()?;
    let lines = rest.get(end + 1..)?;
    let mut offsets = Vec::with_capacity(count);
    for line in lines.get(..count.checked_mul(LINE)?)?.chunks(LINE) {
        let line = std::str::from_utf8(line).ok()?;
        let mut parts = line.split_whitespace();
        let at = parts.next()?.parse().ok()?;
        // Objects of a later generation can't be packed; the exporter writes none.
        let (generation, kind) = (parts.next()?, parts.next()?);
        match (kind, generation) {
            ("n", "00000") => offsets.push(Some(at)),
            ("f", _) => offsets.push(None),
            _ => return None,
        }
    }
    let trailer = lines.get(count * LINE..)?;
    let trailer = trailer.strip_prefix(b"trailer\n<</Size ")?;
    let digits = trailer.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let close = trailer.windows(11).rposition(|window| window == b">>\nstartxre")?;
    Some((offsets, trailer.get(digits..close)?))
}

fn body(bytes: &[u8], id: usize) -> Option<&[u8]> {
    let head = format!("{id} 0 obj");
    let rest = bytes.strip_prefix(head.as_bytes())?.trim_ascii();
    Some(rest.strip_suffix(b"endobj")?.trim_ascii())
}

/// Writes objects as one compressed stream: their numbers and places first.
fn pack(into: &mut Vec<u8>, id: usize, objects: &[&Object]) {
    let (mut index, mut bodies) = (String::new(), Vec::new());
    for object in objects {
        index.push_str(&format!("{} {} ", object.id, bodies.len()));
        bodies.extend_from_slice(object.body);
        bodies.push(b'\n');
    }
    let packed = compress_to_vec_zlib(&[index.as_bytes(), &bodies].concat(), LEVEL);
    let (count, first, length) = (objects.len(), index.len(), packed.len());
    let head = format!(
        "{id} 0 obj\n<</Type/ObjStm/N {count}/First {first}/Length {length}\
         /Filter/FlateDecode>>\nstream\n"
    );
    into.extend_from_slice(head.as_bytes());
    into.extend_from_slice(&packed);
    into.extend_from_slice(b"\nendstream\nendobj\n\n");
}

/// Writes the table of objects, itself the last of them, with the rest of the trailer.
fn write_table(into: &mut Vec<u8>, places: &[Place], trailer: &[u8]) {
    let mut rows = Vec::new();
    for place in places {
        let row = match place {
            Place::Free => [0, 0, 0xffff],
            Place::At(offset) => [1, *offset, 0],
            Place::In { stream, position } => [2, *stream, *position],
        };
        for (value, width) in row.into_iter().zip(WIDTHS) {
            let bytes = (value as u64).to_be_bytes();
            rows.extend_from_slice(bytes.get(bytes.len() - width..).unwrap_or_default());
        }
    }
    let packed = compress_to_vec_zlib(&rows, LEVEL);
    let (id, size, length) = (places.len() - 1, places.len(), packed.len());
    let [a, b, c] = WIDTHS;
    let head = format!(
        "{id} 0 obj\n<</Type/XRef/W[{a} {b} {c}]/Length {length}/Filter/FlateDecode/Size {size}"
    );
    into.extend_from_slice(head.as_bytes());
    into.extend_from_slice(trailer);
    into.extend_from_slice(b">>\nstream\n");
    into.extend_from_slice(&packed);
    into.extend_from_slice(b"\nendstream\nendobj\n\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::inflate::decompress_to_vec_zlib;

    /// A file by hand: two small objects and a stream.
    fn file() -> Vec<u8> {
        let mut pdf = b"%PDF-1.7\n".to_vec();
        let bodies =
            ["<</Type/Catalog/Note(endstream)>>", "<</Length 2>>\nstream\nhi\nendstream", "[1 2]"];
        let mut table = "0000000000 65535 f\r\n".to_owned();
        for (n, body) in bodies.iter().enumerate() {
            table.push_str(&format!("{:010} 00000 n\r\n", pdf.len()));
            pdf.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n\n", n + 1).as_bytes());
        }
        let at = pdf.len();
        let end =
            format!("xref\n0 4\n{table}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{at}\n%%EOF");
        pdf.extend_from_slice(end.as_bytes());
        pdf
    }

    #[test]
    fn small_objects_are_packed_and_streams_stay() {
        let packed = compact(&file()).expect("packs");
        let text = String::from_utf8_lossy(&packed);
        assert!(text.contains("2 0 obj\n<</Length 2>>\nstream\nhi\nendstream\nendobj"));
        assert!(text.contains("/Type/ObjStm/N 2/First") && text.contains("/Size 6/Root 1 0 R>>"));
        assert!(!text.contains("1 0 obj\n<</Type/Catalog"), "it has no place of its own");
    }

    #[test]
    fn a_file_of_another_make_is_refused_with_a_reason() {
        for bad in [&b""[..], b"%PDF-1.7\nstartxref\n0\n%%EOF", b"startxref\n99999\n%%EOF"] {
            assert!(compact(bad).is_err());
        }
        let mut cut = file();
        cut.truncate(40);
        assert!(compact(&cut).is_err());
    }

    #[test]
    fn what_is_packed_unpacks_to_itself() {
        let object = |id, body: &'static [u8]| Object { id, bytes: body, body };
        let (one, two) = (object(7, b"<</A 1>>"), object(9, b"[(x)]"));
        let mut done = Vec::new();
        pack(&mut done, 12, &[&one, &two]);
        let from = done.windows(7).position(|w| w == b"stream\n").expect("there") + 7;
        let to = done.windows(10).rposition(|w| w == b"\nendstream").expect("there");
        let plain = decompress_to_vec_zlib(&done[from..to]).expect("unpacks");
        assert_eq!(plain, b"7 0 9 9 <</A 1>>\n[(x)]\n");
    }
}

//! A model as one file: a line that names the format, a header in JSON, the numbers, and a SHA-256 of all
//! that stands before it. What is read is checked before room is made for it.

use crate::classifier::{About, Model};
use crate::regression::{LARGEST, Regression};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use suranys_core::provenance::sha256_hex;
use suranys_core::{Diagnostic, Span};

/// What the file begins with; the number is raised when the form changes.
const FORMAT: &[u8] = b"suranys-titles-model 3\n";
/// Length of the SHA-256 at the end, in hexadecimal.
const SEAL: usize = 64;
/// Largest header, and most buckets and codes that a file may speak of.
const LARGEST_HEADER: usize = 16 << 20;
const MAX_BUCKETS: usize = 1 << 20;
const MAX_CODES: usize = 100_000;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    about: About,
    codes: Vec<String>,
    buckets: usize,
}

impl Model {
    /// The model as the bytes of a file; the same model gives the same bytes.
    ///
    /// To put them on disk, whole or not at all, is the caller's.
    ///
    /// # Errors
    /// When the header can't be written as JSON, which no model that was made or read meets.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let header = Header {
            about: self.about.clone(),
            codes: self.codes.iter().map(|code| code.to_string()).collect(),
            buckets: self.regression.rarity.len(),
        };
        let header = serde_json::to_vec(&header)?;
        let Regression { rarity, weights, unit, intercepts } = &self.regression;
        let numbers = size(rarity.len(), self.codes.len());
        let mut bytes = Vec::with_capacity(FORMAT.len() + 8 + header.len() + numbers + SEAL);
        bytes.extend_from_slice(FORMAT);
        bytes.extend_from_slice(&(header.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&header);
        let single = rarity.iter().chain(intercepts).chain([unit]);
        bytes.extend(single.flat_map(|number| number.to_le_bytes()));
        bytes.extend(weights.iter().flat_map(|weight| weight.to_le_bytes()));
        let seal = sha256_hex(&bytes);
        bytes.extend_from_slice(seal.as_bytes());
        Ok(bytes)
    }

    /// The model in the bytes of a file, `file` being its name in a finding.
    ///
    /// # Errors
    /// A finding that says at which byte the file is not what [`Self::to_bytes`] writes: of another
    /// version, cut, changed, with numbers that are none, or of more codes than there can be.
    pub fn from_bytes(bytes: &[u8], file: &str) -> Result<Model, Box<Diagnostic>> {
        let wrong = |at: usize, message: String| {
            let message = format!("{message} (at byte {at} of {})", bytes.len());
            let help = "train the model anew, or take the file again from where it was trained";
            Box::new(Diagnostic::error("model", Span::file(file), message).help(help))
        };
        let Some(rest) = bytes.strip_prefix(FORMAT) else {
            let start = bytes.get(..FORMAT.len().min(bytes.len())).unwrap_or_default();
            let format = String::from_utf8_lossy(FORMAT);
            let finding = *wrong(0, "it is no model of titles of this version".to_owned());
            let found = String::from_utf8_lossy(start);
            let finding = finding.found(found.trim_end()).allowed(format.trim_end());
            return Err(Box::new(finding));
        };
        let at = FORMAT.len();
        let sealed = bytes.len().checked_sub(SEAL).filter(|end| *end >= at + 8);
        let end = sealed.ok_or_else(|| wrong(bytes.len(), "the file is cut".to_owned()))?;
        if bytes[end..] != *sha256_hex(&bytes[..end]).as_bytes() {
            let message = "the file is cut or was changed: its SHA-256 is not the one it ends with";
            return Err(wrong(end, message.to_owned()));
        }
        let mut length = [0; 8];
        length.copy_from_slice(&rest[..8]);
        let length = usize::try_from(u64::from_le_bytes(length)).unwrap_or(usize::MAX);
        if length > LARGEST_HEADER.min(end - at - 8) {
            return Err(wrong(at, format!("its header has {length} bytes, more than there are")));
        }
        let begin = at + 8 + length;
        let header: Header = serde_json::from_slice(&bytes[at + 8..begin]).map_err(|error| {
            wrong(at + 8, format!("its header is not as it should be: {error}"))
        })?;
        check(&header).map_err(|message| wrong(at + 8, message))?;
        let (buckets, codes) = (header.buckets, header.codes.len());
        if end - begin != size(buckets, codes) {
            let message = format!("it has {} bytes of numbers", end - begin);
            let allowed = format!("{} bytes", size(buckets, codes));
            return Err(Box::new(wrong(begin, message).allowed(allowed)));
        }
        let middle = end - 2 * buckets * codes;
        let mut numbers: Vec<f32> = Vec::with_capacity(buckets + codes + 1);
        for (place, number) in bytes[begin..middle].chunks_exact(4).enumerate() {
            let number = number.try_into().map_or(f32::NAN, f32::from_le_bytes);
            if !number.is_finite() {
                let finding = wrong(begin + 4 * place, "a number is not finite".to_owned());
                return Err(Box::new(finding.found(number.to_string())));
            }
            numbers.push(number);
        }
        let mut weights = Vec::with_capacity(buckets * codes);
        for (place, number) in bytes[middle..end].chunks_exact(2).enumerate() {
            let weight = number.try_into().map_or(i16::MAX, i16::from_le_bytes);
            if !(-LARGEST..=LARGEST).contains(&weight) {
                let finding = wrong(middle + 2 * place, "a weight is too large".to_owned());
                let finding = finding.found(weight.to_string());
                return Err(Box::new(finding.allowed(format!("-{LARGEST} to {LARGEST}"))));
            }
            weights.push(weight);
        }
        let unit = numbers.pop().unwrap_or_default();
        let intercepts = numbers.split_off(buckets);
        Ok(Model {
            about: header.about,
            codes: header.codes.into_iter().map(Arc::from).collect(),
            regression: Regression { rarity: numbers, weights, unit, intercepts },
        })
    }
}

/// Bytes of the numbers of a model: weights of buckets, intercepts and the unit of four, weights of two.
fn size(buckets: usize, codes: usize) -> usize {
    4 * (buckets + codes + 1) + 2 * buckets * codes
}

fn check(header: &Header) -> Result<(), String> {
    let (buckets, codes) = (header.buckets, header.codes.len());
    if buckets == 0 || buckets > MAX_BUCKETS || codes == 0 || codes > MAX_CODES {
        return Err(format!(
            "it speaks of {buckets} buckets and {codes} codes: allowed are 1 to {MAX_BUCKETS} and 1 \
             to {MAX_CODES}"
        ));
    }
    if !header.codes.is_sorted_by(|one, next| one < next) {
        return Err("its codes are not ascending, each once".to_owned());
    }
    match header.about.calibrations.iter().find(|(_, calibration)| !calibration.is_sound()) {
        Some((language, _)) => Err(format!("its calibration for `{language}` is none")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::Calibration;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn model() -> Model {
        let right = vec![(0.25, 0.125), (0.5, 0.75)];
        let calibration = Calibration { temperature: 1.5, right };
        Model {
            about: About {
                titles: "t.csv".to_owned(),
                titles_sha256: sha256_hex(b"t"),
                languages_sha256: sha256_hex(b"l"),
                by_language: BTreeMap::from([("en".to_owned(), 3)]),
                dictionary_titles: 0,
                calibrations: BTreeMap::from([("en".to_owned(), calibration)]),
            },
            codes: vec![Arc::from("0110"), Arc::from("2411")],
            regression: Regression {
                rarity: vec![1.0, 1.5, 2.0],
                weights: vec![1, -2, 0, LARGEST, -LARGEST, 3],
                unit: 0.125,
                intercepts: vec![0.0, -1.0],
            },
        }
    }

    /// A file whose seal fits whatever it holds.
    fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
        bytes.truncate(bytes.len() - SEAL);
        let seal = sha256_hex(&bytes);
        bytes.extend_from_slice(seal.as_bytes());
        bytes
    }

    fn message(bytes: &[u8]) -> String {
        Model::from_bytes(bytes, "m").expect_err("refused").message.to_string()
    }

    #[test]
    fn a_model_is_read_as_it_was_written() {
        let bytes = model().to_bytes().expect("written");
        assert_eq!(Model::from_bytes(&bytes, "m").expect("read"), model());
        assert_eq!(model().to_bytes().expect("written"), bytes);
    }

    #[test]
    fn what_is_no_model_is_refused_with_the_place() {
        let bytes = model().to_bytes().expect("written");
        assert!(message(b"").contains("no model of titles"), "{}", message(b""));
        assert!(message(FORMAT).contains("is cut"));
        assert!(message(&bytes[..bytes.len() - 1]).contains("is cut"));
        let version = [b"suranys-titles-model 9\n", &bytes[FORMAT.len()..]].concat();
        assert!(message(&version).contains("of this version"));
        let mut long = bytes.clone();
        long[FORMAT.len() + 5] = 0xff;
        assert!(message(&sealed(long)).contains("more than there are"));
        let mut number = bytes.clone();
        let at = bytes.len() - SEAL - 2;
        number[at..at + 2].copy_from_slice(&(LARGEST + 1).to_le_bytes());
        let told = message(&sealed(number.clone()));
        assert!(told.contains(&format!("too large (at byte {at} ")), "{told}");
        let at = bytes.len() - SEAL - 2 * 6 - 4;
        number[at..at + 4].copy_from_slice(&f32::NAN.to_le_bytes());
        let told = message(&sealed(number));
        assert!(told.contains(&format!("not finite (at byte {at} ")), "{told}");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let place = text.find("\"buckets\":3").expect("there") + "\"buckets\":".len();
        let mut more = bytes.clone();
        more[place] = b'9';
        assert!(message(&sealed(more)).contains("bytes of numbers"));
        let mut none = bytes;
        none[place] = b'0';
        assert!(message(&sealed(none)).contains("speaks of 0 buckets"));
    }

    #[test]
    fn a_header_that_contradicts_itself_is_refused() {
        let mut twice = model();
        twice.codes = vec![Arc::from("2411"), Arc::from("0110")];
        assert!(message(&twice.to_bytes().expect("written")).contains("not ascending"));
        let mut cold = model();
        let calibration = Calibration { temperature: 0.0, right: Vec::new() };
        cold.about.calibrations.insert("en".to_owned(), calibration);
        assert!(message(&cold.to_bytes().expect("written")).contains("calibration for `en`"));
    }

    proptest! {
        #[test]
        fn changed_files_are_answered(at in 0_usize..600, byte: u8, seal: bool) {
            let mut bytes = model().to_bytes().expect("written");
            let last = bytes.len() - 1;
            bytes[at.min(last)] = byte;
            let bytes = if seal { sealed(bytes) } else { bytes };
            let _ = Model::from_bytes(&bytes, "m");
        }
    }
}

//! How well titles are coded that a model has not seen: accuracy by digits, coverage, reliability, and which
//! groups are taken for which.

use crate::calibration::Calibration;
use crate::candidate::{likeliest, total};
use crate::folds::Folds;
use crate::tuning::RELIABILITY_BINS;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use suranys_core::numeric::{mean, sum};

/// How many of the likeliest codes are looked at for whether the right one is among them.
pub const TOP: usize = 5;

/// What a model that has not seen a title says of it.
#[derive(Debug, Clone)]
pub(crate) struct Prediction {
    language: Arc<str>,
    /// Number of the right code, and of the likeliest.
    code: usize,
    likeliest: usize,
    /// Probability of the likeliest.
    probability: f64,
    in_top: bool,
}

impl Prediction {
    pub fn new(
        language: &Arc<str>,
        code: usize,
        scores: &[f32],
        calibration: &Calibration,
    ) -> Prediction {
        let best = likeliest(scores, TOP);
        Prediction {
            language: Arc::clone(language),
            code,
            likeliest: best.first().map_or(0, |(first, _)| *first),
            probability: calibration.share(1.0 / total(scores, calibration.temperature)),
            in_top: best.iter().any(|(other, _)| *other == code),
        }
    }
}

/// Accuracies of some titles, all shares 0 to 1; `None` where there are no titles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Accuracy {
    /// Titles.
    pub titles: usize,
    /// Share whose code agrees in the first 1, 2, 3 … digits, up to all of them.
    pub accuracy: Vec<Option<f64>>,
    /// Share whose code is among the [`TOP`] likeliest.
    pub top: Option<f64>,
    /// Expected calibration error: mean over titles of the distance between the mean probability and the
    /// accuracy of their bin, in [`RELIABILITY_BINS`] bins of equal width (Naeini, Cooper & Hauskrecht
    /// 2015).
    pub calibration_error: Option<f64>,
}

/// Titles whose likeliest code has a probability within some bounds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReliabilityBin {
    /// Lower bound, which belongs to it.
    pub from: f64,
    /// Upper bound, which belongs to the next bin, one to the last.
    pub to: f64,
    /// Titles.
    pub titles: usize,
    /// Mean probability of the likeliest code; `None` without titles.
    pub probability: Option<f64>,
    /// Share for whom it is the right one in all digits; `None` without titles.
    pub accuracy: Option<f64>,
}

/// What a threshold costs and brings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    /// Titles whose likeliest code has a lower probability get no code.
    pub threshold: f64,
    /// Share of titles that get one.
    pub coverage: Option<f64>,
    /// Of those, the share whose code agrees in the first 1, 2, 3 … digits.
    pub accuracy: Vec<Option<f64>>,
}

/// Titles of one group that are given to another or to itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// First digits of the right code.
    pub code: String,
    /// First digits of the likeliest one.
    pub given: String,
    /// Titles.
    pub titles: usize,
}

/// An evaluation by folds.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// How titles were dealt to folds.
    pub folds: Folds,
    /// All titles.
    pub all: Accuracy,
    /// Titles by the tag of their language.
    pub by_language: BTreeMap<String, Accuracy>,
    /// Probabilities and accuracies by bin of probability, ascending.
    pub reliability: Vec<ReliabilityBin>,
    /// Thresholds of 0, 0.1 … 0.9.
    pub coverage: Vec<Coverage>,
    predictions: Vec<Prediction>,
    codes: Vec<Arc<str>>,
}

impl Evaluation {
    pub(crate) fn of(predictions: Vec<Prediction>, codes: &[Arc<str>], folds: Folds) -> Evaluation {
        let all: Vec<&Prediction> = predictions.iter().collect();
        let mut by_language: BTreeMap<String, Vec<&Prediction>> = BTreeMap::new();
        for one in &predictions {
            by_language.entry(one.language.to_string()).or_default().push(one);
        }
        let accuracy = |some: &[&Prediction]| Accuracy {
            titles: some.len(),
            accuracy: by_digits(some, codes),
            top: share(some.iter().map(|one| one.in_top)),
            calibration_error: calibration_error(&bins(some)),
        };
        let thresholds = (0..RELIABILITY_BINS).map(|bin| bin as f64 / RELIABILITY_BINS as f64);
        let coverage = thresholds.map(|threshold| {
            let coded = all.iter().copied().filter(|one| one.probability >= threshold);
            let coded: Vec<&Prediction> = coded.collect();
            Coverage {
                threshold,
                coverage: share(all.iter().map(|one| one.probability >= threshold)),
                accuracy: by_digits(&coded, codes),
            }
        });
        Evaluation {
            folds,
            all: accuracy(&all),
            by_language: by_language
                .iter()
                .map(|(tag, some)| (tag.clone(), accuracy(some)))
                .collect(),
            reliability: bins(&all),
            coverage: coverage.collect(),
            codes: codes.to_vec(),
            predictions,
        }
    }

    /// How many titles of each group of so many digits were given to which, groups ascending; pairs without
    /// titles are left out.
    #[must_use]
    pub fn confusion(&self, digits: usize) -> Vec<Confusion> {
        let mut titles: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for one in &self.predictions {
            let group = |number: usize| first(&self.codes[number], digits);
            *titles.entry((group(one.code), group(one.likeliest))).or_default() += 1;
        }
        let each = titles.into_iter().map(|((code, given), titles)| Confusion {
            code: code.to_owned(),
            given: given.to_owned(),
            titles,
        });
        each.collect()
    }
}

/// The first digits of a code.
fn first(code: &str, digits: usize) -> &str {
    code.get(..digits).unwrap_or(code)
}

fn share(each: impl Iterator<Item = bool>) -> Option<f64> {
    mean(&each.map(|yes| f64::from(u8::from(yes))).collect::<Vec<_>>())
}

fn by_digits(some: &[&Prediction], codes: &[Arc<str>]) -> Vec<Option<f64>> {
    let longest = codes.iter().map(|code| code.len()).max().unwrap_or_default();
    let agrees = |one: &Prediction, digits| {
        first(&codes[one.code], digits) == first(&codes[one.likeliest], digits)
    };
    (1..=longest).map(|digits| share(some.iter().map(|one| agrees(one, digits)))).collect()
}

fn bins(some: &[&Prediction]) -> Vec<ReliabilityBin> {
    let width = 1.0 / RELIABILITY_BINS as f64;
    let bin = |one: &Prediction| {
        ((one.probability * RELIABILITY_BINS as f64) as usize).min(RELIABILITY_BINS - 1)
    };
    let each = (0..RELIABILITY_BINS).map(|number| {
        let own: Vec<&&Prediction> = some.iter().filter(|one| bin(one) == number).collect();
        ReliabilityBin {
            from: number as f64 * width,
            to: (number + 1) as f64 * width,
            titles: own.len(),
            probability: mean(&own.iter().map(|one| one.probability).collect::<Vec<_>>()),
            accuracy: share(own.iter().map(|one| one.code == one.likeliest)),
        }
    });
    each.collect()
}

fn calibration_error(bins: &[ReliabilityBin]) -> Option<f64> {
    let titles: usize = bins.iter().map(|bin| bin.titles).sum();
    let distances = bins
        .iter()
        .filter_map(|bin| Some(bin.titles as f64 * (bin.probability? - bin.accuracy?).abs()));
    let distance = sum(distances);
    (titles > 0).then(|| distance / titles as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluation() -> Evaluation {
        let codes: Vec<Arc<str>> = ["1111", "1112", "2111"].map(Arc::from).to_vec();
        let language = Arc::from("en");
        // Two of the first code, with probabilities e/(e + 2) = 0.576; the second is right at one digit.
        let calibration = Calibration { temperature: 1.0, right: Vec::new() };
        let predictions = [(0, [1.0, 0.0, 0.0]), (1, [1.0, 0.0, 0.0]), (2, [0.0, 0.0, 4.0])]
            .map(|(code, scores)| Prediction::new(&language, code, &scores, &calibration));
        Evaluation::of(predictions.to_vec(), &codes, Folds::Random)
    }

    /// Expected: by hand: 4/(4 + 2/e³ …) as in the comments.
    #[test]
    fn accuracies_are_shares_of_titles() {
        let evaluation = evaluation();
        let thirds = |n: f64| Some(n / 3.0);
        assert_eq!(evaluation.all.accuracy, [thirds(3.0), thirds(3.0), thirds(3.0), thirds(2.0)]);
        assert_eq!(evaluation.all.top, Some(1.0));
        let bin = &evaluation.reliability[5];
        assert_eq!((bin.titles, bin.accuracy), (2, Some(0.5)));
        assert!((bin.probability.expect("two titles") - 0.576_117).abs() < 1e-6);
        // e⁴/(e⁴ + 2) = 0.964663: (2 × 0.076117 + 0.035337) / 3.
        let error = evaluation.all.calibration_error.expect("titles");
        assert!((error - 0.062_524).abs() < 1e-6, "{error}");
        assert_eq!(evaluation.reliability[0].accuracy, None);
        let strict = &evaluation.coverage[6];
        assert_eq!((strict.coverage, strict.accuracy[3]), (thirds(1.0), Some(1.0)));
    }

    #[test]
    fn confusion_counts_pairs_of_groups() {
        let told: Vec<(String, String, usize)> = evaluation()
            .confusion(4)
            .into_iter()
            .map(|one| (one.code, one.given, one.titles))
            .collect();
        let pair = |code: &str, given: &str| (code.to_owned(), given.to_owned(), 1);
        assert_eq!(told, [pair("1111", "1111"), pair("1112", "1111"), pair("2111", "2111")]);
        assert_eq!(evaluation().confusion(1).len(), 2);
    }
}

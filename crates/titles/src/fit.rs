//! The estimator: multinomial logistic regression of linfa, with a penalty on squares.
//!
//! It takes its inputs dense, which is why features are hashed to so few buckets. Of those linfa and its
//! linear algebra offer, naive Bayes and ridge regression take less time and are less accurate; the
//! crate's README has the comparison.

use crate::candidate::scaled;
use crate::features::{length, rarity};
use crate::regression::{Regression, Room};
use crate::tuning::{PENALTY, STEPS};
use linfa::Dataset;
use linfa::traits::Fit as _;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2};
use thiserror::Error;

/// Why nothing could be trained.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TrainError {
    /// There is too little to tell codes apart.
    #[error("titles have {codes} codes: at least two are needed in every fold")]
    TooFewCodes {
        /// How many codes.
        codes: usize,
    },
    /// More than fits.
    #[error(
        "{titles} titles are more than the {max} that can be trained on at once: take a sample"
    )]
    TooMany {
        /// How many titles.
        titles: usize,
        /// How many may be.
        max: usize,
    },
    /// No language has titles enough for probabilities to be calibrated.
    #[error(
        "no language has {min} titles or more, without which no probabilities can be calibrated; \
         the largest has {found}"
    )]
    TooFewTitles {
        /// Titles that a language needs.
        min: usize,
        /// Titles of the language that has the largest number.
        found: usize,
    },
    /// The estimator gave up.
    #[error("the estimator found no coefficients: {reason}")]
    Estimator {
        /// What it says.
        reason: String,
    },
    /// Whoever follows the work wants it no more.
    #[error(transparent)]
    Stopped(#[from] suranys_core::progress::Stopped),
}

/// A fitted regression.
pub(crate) struct Fitted {
    pub regression: Regression,
    /// Codes of its columns, by their number in all.
    pub columns: Vec<usize>,
}

/// Fits titles, the buckets of the features of each, to the numbers of their codes.
pub(crate) fn fit(rows: &[&[u32]], codes: &[usize], buckets: usize) -> Result<Fitted, TrainError> {
    let rarity = rarity(rows.iter().copied(), buckets);
    let mut dense = Array2::<f32>::zeros((rows.len(), buckets));
    for (mut to, row) in dense.rows_mut().into_iter().zip(rows) {
        let length = length(row, &rarity);
        for bucket in *row {
            to[*bucket as usize] = rarity[*bucket as usize] / length;
        }
    }
    let mut columns = codes.to_vec();
    columns.sort_unstable();
    columns.dedup();
    if columns.len() < 2 {
        return Err(TrainError::TooFewCodes { codes: columns.len() });
    }
    let data = Dataset::new(dense, Array1::from_vec(codes.to_vec()));
    let regression = MultiLogisticRegression::<f32>::default()
        .alpha(PENALTY)
        .max_iterations(STEPS)
        .fit(&data)
        .map_err(|error| TrainError::Estimator { reason: error.to_string() })?;
    let coefficients: Vec<f32> = regression.params().iter().copied().collect();
    let regression = Regression::new(rarity, &coefficients, regression.intercept().to_vec());
    Ok(Fitted { regression, columns })
}

impl Fitted {
    /// Scores of all codes, `codes` of them, for the buckets of a title's features; those it was not
    /// fitted to have minus infinity.
    pub fn scores(&self, buckets: &[u32], codes: usize) -> Vec<f32> {
        let mut room = Room::default();
        let mut all = vec![f32::NEG_INFINITY; codes];
        for (code, score) in self.columns.iter().zip(self.regression.scores(buckets, &mut room)) {
            all[*code] = *score;
        }
        all
    }
}

/// Scores of titles by regressions that were not fitted to them: title × code.
#[derive(Debug, Clone)]
pub(crate) struct Scores {
    pub codes: usize,
    pub all: Vec<f32>,
}

impl Scores {
    /// Scores of one title.
    pub fn of(&self, title: usize) -> &[f32] {
        &self.all[title * self.codes..][..self.codes]
    }

    /// How far the score of each code is below the highest of a title, at a temperature.
    pub fn scaled(&self, title: usize, temperature: f64) -> Vec<f64> {
        let scores = self.of(title);
        let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        scores.iter().map(|score| scaled(*score, highest, temperature)).collect()
    }
}

//! Estimators next to each other on one fold of a file of titles, on the same hashed features: what the
//! choice of [`crate::fit`] rests on.

use crate::dictionary::Dictionary;
use crate::features::length;
use crate::fit::{Fitted, fit};
use crate::folds::Folds;
use crate::labelled::{ReadTitles, Titles};
use crate::language::Languages;
use crate::regression::Regression;
use crate::training_set::TrainingSet;
use crate::tuning::BUCKETS;
use linfa::Dataset;
use linfa::traits::{Fit as _, Predict as _};
use linfa_bayes::MultinomialNb;
use linfa_linalg::cholesky::SolveC as _;
use ndarray::{Array1, Array2};
use std::io::Read as _;

/// A penalty of the ridge regression, and a smoothing of naive Bayes: the better of two each.
const RIDGE: f32 = 0.3;
const SMOOTHING: f32 = 0.01;

/// Weighted features of some titles, dense.
fn dense(set: &TrainingSet<'_>, titles: &[usize], rarity: &[f32]) -> Array2<f32> {
    let mut all = Array2::zeros((titles.len(), BUCKETS));
    for (mut to, title) in all.rows_mut().into_iter().zip(titles) {
        let row = &set.rows[*title];
        let length = length(row, rarity);
        for bucket in row {
            to[*bucket as usize] = rarity[*bucket as usize] / length;
        }
    }
    all
}

/// One against the rest by least squares with a penalty, through the normal equations.
fn ridge(x: &Array2<f32>, codes: &[usize], rarity: &[f32], count: usize) -> Fitted {
    let mut y = Array2::<f32>::zeros((codes.len(), count));
    codes.iter().enumerate().for_each(|(title, code)| y[[title, *code]] = 1.0);
    let mut normal = x.t().dot(x).mapv(f64::from);
    normal.diag_mut().mapv_inplace(|sum| sum + f64::from(RIDGE));
    let weights = normal.solvec(&x.t().dot(&y).mapv(f64::from)).expect("positive definite");
    let weights: Vec<f32> = weights.iter().map(|weight| *weight as f32).collect();
    let regression = Regression::new(rarity.to_vec(), &weights, vec![0.0; count]);
    Fitted { regression, columns: (0..count).collect() }
}

/// Prints, and expects that the estimator in use is the most accurate by a wide margin.
#[test]
#[ignore = "needs a file of titles on the standard input"]
fn logistic_regression_is_more_accurate_than_others() {
    let languages = Languages::standard().expect("our own file");
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).expect("titles");
    let titles = Titles::read(&bytes, "-", &languages, &ReadTitles::default()).expect("titles");
    let none = Dictionary::default();
    let set = TrainingSet::new(&titles, &none, &languages).expect("a training set");
    let folds = set.folds(Folds::ByTitle);
    let (test, others): (Vec<usize>, Vec<usize>) = (0..set.own).partition(|t| folds[*t] == 0);
    let codes: Vec<usize> = others.iter().map(|title| set.numbers[*title]).collect();
    let rows: Vec<&[u32]> = others.iter().map(|title| set.rows[*title].as_slice()).collect();
    let share = |right: usize| right as f64 / test.len() as f64;
    let of = |fitted: &Fitted| {
        let right = test.iter().filter(|title| {
            let scores = fitted.scores(&set.rows[**title], set.codes.len());
            crate::candidate::likeliest(&scores, 1)[0].0 == set.numbers[**title]
        });
        share(right.count())
    };
    let logistic = fit(&rows, &codes, BUCKETS).expect("fitted");
    let x = dense(&set, &others, &logistic.regression.rarity);
    let by_logistic = of(&logistic);
    println!("logistic regression {by_logistic:.3}");
    let data = Dataset::new(x.clone(), Array1::from_vec(codes.clone()));
    let bayes = MultinomialNb::params().alpha(SMOOTHING).fit(&data).expect("fitted");
    let given = bayes.predict(&dense(&set, &test, &logistic.regression.rarity));
    let right = test.iter().zip(given).filter(|(title, code)| set.numbers[**title] == *code);
    let by_bayes = share(right.count());
    println!("naive Bayes {by_bayes:.3}");
    let by_ridge = of(&ridge(&x, &codes, &logistic.regression.rarity, set.codes.len()));
    println!("ridge regression {by_ridge:.3}");
    assert!(by_logistic > by_bayes + 0.02 && by_logistic > by_ridge + 0.02);
}

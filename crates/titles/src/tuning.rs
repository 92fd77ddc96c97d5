//! Constants of the classifier, each with the comparison it was chosen by: on two random folds of five of
//! 4,903 English titles of the ILO's index, as in the crate's README, by numpy.

/// Buckets that features are hashed to. 4,096 and 8,192 are alike within the noise of the folds
/// (63.0 and 63.2 % at four digits), and training takes time in proportion.
pub const BUCKETS: usize = 4096;
/// Shortest and longest character n-gram of a word, with its beginning and end marked.
pub const N_GRAMS: (usize, usize) = (2, 5);
/// Lengths of the endings of a head word, its end mark among them.
pub const HEAD_ENDINGS: [usize; 3] = [4, 5, 6];
/// Penalty on squared coefficients of the logistic regression (its `alpha`): 0.01 gives 63.9 % at four
/// digits after as many steps, 0.03 gives 63.0 %.
pub const PENALTY: f32 = 0.01;
/// Steps of L-BFGS. More move the loss on the training titles and no longer the accuracy.
pub const STEPS: u64 = 40;
/// Folds by which probabilities are calibrated, and by which a coder is evaluated.
pub const FOLDS: usize = 5;
/// Temperatures that are looked at, in logarithms: from a twentieth to twenty.
pub const LOG_TEMPERATURES: (f64, f64) = (-3.0, 3.0);
/// Titles of a block of the isotonic regression, the fewest that a share is made of: the same as half of
/// [`MIN_TITLES`], so that every language has two.
pub const BLOCK: usize = 25;
/// Bins of a reliability table.
pub const RELIABILITY_BINS: usize = 10;
/// Fewest titles of a language for its probabilities to be calibrated: the standard error of a share among
/// them is then at most seven per cent.
pub const MIN_TITLES: usize = 50;
/// Longest title that is looked at, in characters; of a longer one the beginning is.
pub const LONGEST_TITLE: usize = 500;
/// Most titles that are trained on at once: a dense matrix of 1.6 GB, and a hundred minutes on two cores.
pub const MAX_TITLES: usize = 100_000;
/// Titles times fits that are held at once: dense matrices of a gigabyte in all.
pub const AT_ONCE: usize = 65_536;

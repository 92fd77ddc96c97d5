//! Forecasts of totals and components, made coherent in every draw.
//!
//! ```
//! use suranys_series::reconcile::{Hierarchy, Method, Projection, reconcile};
//! use suranys_series::{Drawn, Forecaster, Key, Together};
//!
//! // A total, and two components of it.
//! let part = |n: u32| -> Vec<Option<f64>> {
//!     (0..20).map(|t| Some(f64::from(40 * n + n * t + (7 * t * n) % 5))).collect()
//! };
//! let (a, b) = (part(1), part(2));
//! let sum = a.iter().zip(&b).map(|(a, b)| Some((*a)? + (*b)?)).collect();
//! let panel: Vec<Vec<Option<f64>>> = vec![sum, a, b];
//! let hierarchy = Hierarchy::new(3, &[(1, 0), (2, 0)])?;
//!
//! let forecaster = Forecaster::new(4);
//! let calibration = forecaster.calibrate(&panel)?;
//! let fitted: Vec<_> = forecaster.fit_many(&panel, &calibration).into_iter().collect::<Result<_, _>>()?;
//! let errors: Vec<_> = fitted.iter().map(|one| one.errors()).collect();
//! let (projection, _) = Projection::new(&hierarchy, Method::MintShort, &errors, &panel)?;
//!
//! let key = Key::new(1);
//! let own = |n: usize| key.with(&n.to_string());
//! let asked: Vec<Drawn> = fitted
//!     .iter()
//!     .enumerate()
//!     .map(|(n, one)| Drawn { forecast: one.forecast(), behind: 0, own: own(n) })
//!     .collect();
//! let draws = Together::new(key.with("periods"), vec![20; 3]).paths(&asked, 200);
//! let medians: Vec<_> = fitted.iter().map(|one| one.forecast().median().to_vec()).collect();
//! let done = reconcile(&projection, &medians, &draws, true);
//! let last = |n: usize| done.median[n][3];
//! assert!((last(0) - last(1) - last(2)).abs() < 1e-9);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod coherent;
mod hierarchy;
mod projection;

pub use crate::reconcile::coherent::{Reconciled, reconcile};
pub use crate::reconcile::hierarchy::{Hierarchy, HierarchyError};
pub use crate::reconcile::projection::{Made, Method, MethodProblem, Projection};

//! The graded signal on the package: its rulebook, its agreement with published lists, its order.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

//! The formats, each from the same document.

pub mod html;
pub mod pdf;
pub mod xlsx;

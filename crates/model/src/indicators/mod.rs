//! Indicators besides the balance: each with unit, period, status and source, or the reason why it
//! is missing. Annual, quarterly and monthly flows of vacancies and their stock on a day never mix.

pub(crate) mod age_pyramid;
mod beveridge;
mod compensation;
pub(crate) mod modelled;
pub(crate) mod observed;
pub(crate) mod terms;

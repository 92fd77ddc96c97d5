//! Numbers written so that they read back to the last bit: as text in shortest form, which every
//! reader of text takes exactly, while JSON readers may round numbers.

use crate::distribution::{Estimate, Quantiles};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};

fn text(number: f64) -> String {
    format!("{number:?}")
}

fn numbers<'de, D: Deserializer<'de>>(list: &[String]) -> Result<Vec<f64>, D::Error> {
    let number = |text: &String| {
        text.parse().map_err(|_| D::Error::custom(format!("`{text}` is not a number")))
    };
    list.iter().map(number).collect()
}

/// One number.
pub(crate) mod one {
    use super::{Deserialize, Deserializer, Serializer, numbers, text};
    use serde::de::Error as _;

    pub fn serialize<S: Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&text(*value))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        let list = numbers::<D>(&[String::deserialize(from)?])?;
        list.first().copied().ok_or_else(|| D::Error::custom("no number"))
    }
}

/// One number or none.
pub(crate) mod maybe {
    use super::{Deserialize, Deserializer, Serializer, numbers, text};

    pub fn serialize<S: Serializer>(value: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => to.serialize_some(&text(*value)),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
        let Some(written) = Option::<String>::deserialize(from)? else { return Ok(None) };
        Ok(numbers::<D>(&[written])?.first().copied())
    }
}

/// A list of numbers.
pub(crate) mod list {
    use super::{Deserialize, Deserializer, Serializer, numbers, text};

    pub fn serialize<S: Serializer>(values: &[f64], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(values.iter().map(|value| text(*value)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
        numbers::<D>(&Vec::<String>::deserialize(from)?)
    }
}

/// An estimate or none: one number, or the five of a range.
pub(crate) mod estimate {
    use super::{Deserialize, Deserializer, Estimate, Quantiles, Serializer, numbers, text};
    use serde::de::Error as _;

    pub fn serialize<S: Serializer>(value: &Option<Estimate>, to: S) -> Result<S::Ok, S::Error> {
        match value {
            None => to.serialize_none(),
            Some(Estimate::Point { value }) => to.collect_seq([text(*value)]),
            Some(Estimate::Range(q)) => {
                to.collect_seq([q.lo95(), q.lo80(), q.median(), q.hi80(), q.hi95()].map(text))
            }
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Estimate>, D::Error> {
        let Some(list) = Option::<Vec<String>>::deserialize(from)? else { return Ok(None) };
        match numbers::<D>(&list)?[..] {
            [value] => Ok(Some(Estimate::Point { value })),
            [lo95, lo80, median, hi80, hi95] => {
                let range = Quantiles::from_bounds([lo95, lo80, median, hi80, hi95]);
                let range = range.ok_or_else(|| D::Error::custom("the five of a range cross"))?;
                Ok(Some(Estimate::Range(range)))
            }
            _ => Err(D::Error::custom("an estimate is one number or five")),
        }
    }
}

/// An estimate that is always there.
pub(crate) mod known_estimate {
    use super::{Deserializer, Estimate, Serializer};
    use serde::de::Error as _;

    pub fn serialize<S: Serializer>(value: &Estimate, to: S) -> Result<S::Ok, S::Error> {
        super::estimate::serialize(&Some(*value), to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Estimate, D::Error> {
        let found = super::estimate::deserialize(from)?;
        found.ok_or_else(|| D::Error::custom("no estimate"))
    }
}

//! Parts of a descriptor that stand in it, or in a file that it names.

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// What a descriptor may have in a file of its own.
pub(crate) trait Elsewhere {
    /// One that stands in this file.
    fn at(path: String) -> Self;
}

/// Reads what stands here, or the path of where it stands.
pub(crate) fn here_or_there<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Elsewhere,
{
    deserializer.deserialize_any(Place(PhantomData))
}

struct Place<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Elsewhere> Visitor<'de> for Place<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object, or the path of a file with one")
    }

    fn visit_str<E>(self, path: &str) -> Result<T, E> {
        Ok(T::at(path.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

//! Flags of publishers as SDMX statuses.

use crate::layout::book::book;
use std::collections::BTreeMap;
use suranys_core::ObsStatus;

/// The table of flags of one publisher.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flags {
    table: Option<&'static BTreeMap<String, String>>,
}

/// What a text of flags says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flag {
    /// Nothing.
    None,
    Known(ObsStatus),
    Unknown,
}

impl Flags {
    /// The table of that name.
    pub(crate) fn named(name: &str) -> Flags {
        Flags { table: book().statuses.get(name) }
    }

    /// The table for a column of flags by its name, SDMX's where no layout has such a column.
    pub(crate) fn of_column(column: &str) -> Flags {
        let known =
            |one: &&crate::layout::book::Layout| one.status.iter().any(|name| name == column);
        let layout = book().layouts.iter().find(known);
        Flags::named(layout.map_or("sdmx", |one| one.statuses.as_str()))
    }

    /// The status of a text: a flag, or several side by side, as `bu`, `b u` or `b, u`.
    pub(crate) fn read(&self, text: &str) -> Flag {
        let Some(table) = self.table else { return Flag::Unknown };
        let text = text.trim();
        if text.is_empty() {
            return Flag::None;
        }
        // With a label behind the code, as `A: Normal value`.
        let code = text.split_once(": ").map_or(text, |(code, _)| code);
        if let Some(status) = one(table, text).or_else(|| one(table, code)) {
            return Flag::Known(status);
        }
        if text.len() > LONGEST {
            return Flag::Unknown;
        }
        let mut flags = text.chars().filter(|c| !" ,;".contains(*c)).map(|c| {
            let mut buffer = [0; 4];
            one(table, c.encode_utf8(&mut buffer))
        });
        let Some(Some(first)) = flags.next() else { return Flag::Unknown };
        let all = flags.try_fold(first, |before, next| Some(graver(before, next?)));
        all.map_or(Flag::Unknown, Flag::Known)
    }

    /// The flags there are, as a message lists them.
    pub(crate) fn known(&self) -> String {
        let names = self.table.into_iter().flatten().map(|(flag, _)| flag.as_str());
        names.collect::<Vec<_>>().join(", ")
    }
}

/// Bytes of the longest text that is taken for flags side by side.
const LONGEST: usize = 12;

/// The status of a flag, in the other case of letters where it is not there in its own.
fn one(table: &BTreeMap<String, String>, flag: &str) -> Option<ObsStatus> {
    let found = table.get(flag).or_else(|| {
        let (small, capital) = (flag.to_lowercase(), flag.to_uppercase());
        table.get(&small).or_else(|| table.get(&capital))
    });
    ObsStatus::from_code(found?)
}

/// Of two statuses the one that matters more: a break, since series begin anew at it, or the worse.
fn graver(one: ObsStatus, other: ObsStatus) -> ObsStatus {
    let place = |status| match status {
        ObsStatus::Break => ObsStatus::ALL.len(),
        other => ObsStatus::ALL.iter().position(|known| *known == other).unwrap_or_default(),
    };
    if place(other) > place(one) { other } else { one }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected: Eurostat's list of flags; SDMX's CL_OBS_STATUS; ILOSTAT's dictionary, where M is a
    /// figure from a model.
    #[test]
    fn flags_are_read_by_their_publishers_table() {
        let eurostat = Flags::named("eurostat");
        assert_eq!(eurostat.read("bu"), Flag::Known(ObsStatus::Break));
        assert_eq!(eurostat.read("ub"), Flag::Known(ObsStatus::Break));
        assert_eq!(eurostat.read("BU"), Flag::Known(ObsStatus::Break));
        assert_eq!(eurostat.read("pu"), Flag::Known(ObsStatus::Provisional));
        assert_eq!(eurostat.read("e"), Flag::Known(ObsStatus::Estimated));
        assert_eq!(eurostat.read("d"), Flag::Known(ObsStatus::Normal));
        assert_eq!(eurostat.read("b?"), Flag::Unknown);
        assert_eq!(eurostat.read(" "), Flag::None);
        let m = |name: &str| Flags::named(name).read("M");
        assert_eq!(m("ilostat"), Flag::Known(ObsStatus::Estimated));
        assert_eq!(m("sdmx"), Flag::Known(ObsStatus::Missing));
        assert_eq!(Flags::named("sdmx").read("A: Normal value"), Flag::Known(ObsStatus::Normal));
        let label = Flags::of_column("obs_status.label").read("Break in series");
        assert_eq!(label, Flag::Known(ObsStatus::Break));
    }
}

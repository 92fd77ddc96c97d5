//! What employment by sub-major, minor and unit group rests on: staffing of sections in other
//! countries, national surveys of neighbours, and the country's own counts of some groups.

use crate::classification::{Classification, Code, Occupation, Section};
use crate::concordance::Concordance;
use crate::input_table::Table;
use crate::time::{Vintage, Year};
use crate::unit::{Persons, Share};
use std::collections::BTreeMap;

/// Levels of the classification: major, sub-major, minor and unit groups.
pub const LEVELS: usize = 4;

/// Country, section, occupation and year.
pub type StaffingKey = (String, Code<Section>, Code<Occupation>, Year);

/// Country, occupation and year.
pub type SurveyKey = (String, Code<Occupation>, Year);

/// Country, field of study, occupation and year.
pub type FieldKey = (String, String, Code<Occupation>, Year);

/// Country, occupation, flow and year.
pub type FlowKey = (String, Code<Occupation>, String, Year);

/// Section, where one is given, occupation and year.
pub type OwnKey = (Option<Code<Section>>, Code<Occupation>, Year);

/// The flow of [`DetailedOccupationInputs::flows`] that leaves the labour force.
pub const EXIT: &str = "exit";
/// Its flow to other occupations.
pub const TRANSFER: &str = "transfer";

/// Figures of a survey with the number of persons interviewed behind each.
#[derive(Debug, Clone)]
pub struct Sampled<K, T> {
    /// The figures.
    pub table: Table<K, T>,
    /// Persons interviewed, by the keys of the table.
    pub sample: BTreeMap<K, f64>,
}

/// A group whose persons a count includes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountGroup {
    /// Identifier of the count.
    pub count: String,
    /// A group of any level; all that is below it is counted.
    pub occupation: Code<Occupation>,
    /// Path of the file in the package.
    pub file: String,
    /// Line in it.
    pub row: u64,
}

/// Occupations below the major groups. Of other countries' figures only the structure is used.
#[derive(Debug, Clone)]
pub struct DetailedOccupationInputs {
    /// Groups of all levels.
    pub groups: Classification<Occupation>,
    /// The group one level up of each group that has one.
    pub parents: BTreeMap<Code<Occupation>, Code<Occupation>>,
    /// Staffing of sections in other countries by sub-major, minor and unit group.
    pub staffing: [Sampled<StaffingKey, Persons>; 3],
    /// Staffing of sections by major group in a country whose cross-classification is published, if
    /// there is one.
    pub majors: Option<Table<StaffingKey, Persons>>,
    /// Employed by sub-major group in national surveys of other countries, if known.
    pub surveys: Option<Table<SurveyKey, Persons>>,
    /// Share of older workers by minor group, if known.
    pub older: Option<Sampled<(Code<Occupation>, Year), Share>>,
    /// Share of the employed of a unit group who leave the labour force or change occupation in a
    /// year, if known.
    pub flows: Option<Table<FlowKey, Share>>,
    /// How much each of those shares counts, 0 to 1.
    pub flow_weights: BTreeMap<FlowKey, Share>,
    /// The country's own counts by identifier and year, if there are any.
    pub counts: Option<Table<(String, Year), Persons>>,
    /// SD of the logarithm of each count.
    pub count_spread: BTreeMap<(String, Year), f64>,
    /// Groups that the counts include.
    pub count_groups: Vec<CountGroup>,
    /// Employed by field of study and minor group in other countries, if known.
    pub fields: Option<Sampled<FieldKey, Persons>>,
    /// Major groups that nobody enters from education: each with those it is filled from, and their parts.
    pub filled_from: Concordance<Occupation, Occupation>,
    /// Occupations of parents in a survey of pupils of this country, if known: no margin, a check.
    pub pupils_parents: Option<Sampled<(Code<Occupation>, Year), Persons>>,
    /// Employed by unit group, of all sections or of one, as far as the country has them.
    pub own: Option<Table<OwnKey, Persons>>,
}

impl<K: Ord + Clone, T: Copy> Sampled<K, T> {
    fn known(&self, vintage: Vintage, about: impl Fn(&K) -> Year) -> Sampled<K, T> {
        Sampled { table: self.table.known(vintage, about), sample: self.sample.clone() }
    }
}

impl DetailedOccupationInputs {
    /// The tables as they were known at the end of a year.
    pub(crate) fn as_of(&self, vintage: Vintage) -> DetailedOccupationInputs {
        let [two, three, four] = &self.staffing;
        DetailedOccupationInputs {
            groups: self.groups.clone(),
            parents: self.parents.clone(),
            staffing: [two, three, four].map(|level| level.known(vintage, |k| k.3)),
            majors: self.majors.as_ref().map(|table| table.known(vintage, |k| k.3)),
            surveys: self.surveys.as_ref().map(|table| table.known(vintage, |k| k.2)),
            older: self.older.as_ref().map(|table| table.known(vintage, |k| k.1)),
            flows: self.flows.as_ref().map(|table| table.known(vintage, |k| k.3)),
            flow_weights: self.flow_weights.clone(),
            counts: self.counts.as_ref().map(|table| table.known(vintage, |k| k.1)),
            count_spread: self.count_spread.clone(),
            count_groups: self.count_groups.clone(),
            fields: self.fields.as_ref().map(|table| table.known(vintage, |k| k.3)),
            filled_from: self.filled_from.clone(),
            pupils_parents: self.pupils_parents.as_ref().map(|table| table.known(vintage, |k| k.1)),
            own: self.own.as_ref().map(|table| table.known(vintage, |k| k.2)),
        }
    }

    /// Identifiers of the sources that the tables cite.
    pub fn sources(&self) -> impl Iterator<Item = &String> {
        let staffing = self.staffing.iter().flat_map(|file| &file.table.sources);
        let majors = self.majors.iter().flat_map(|table| &table.sources);
        let surveys = self.surveys.iter().flat_map(|table| &table.sources);
        let older = self.older.iter().flat_map(|file| &file.table.sources);
        let flows = self.flows.iter().flat_map(|table| &table.sources);
        let counts = self.counts.iter().flat_map(|table| &table.sources);
        let pupils = self.pupils_parents.iter().flat_map(|file| &file.table.sources);
        let own = self.own.iter().flat_map(|table| &table.sources);
        staffing
            .chain(majors)
            .chain(surveys)
            .chain(older)
            .chain(flows)
            .chain(counts)
            .chain(pupils)
            .chain(own)
    }

    /// Number of levels from the top to a group: 1 for a group without a parent.
    #[must_use]
    pub fn level(&self, code: &Code<Occupation>) -> usize {
        let mut level = 1;
        let mut at = code;
        // No classification is deeper; a circle of parents ends here too.
        while let (Some(parent), true) = (self.parents.get(at), level <= LEVELS) {
            at = parent;
            level += 1;
        }
        level
    }

    /// The group of the first level that a group is in.
    #[must_use]
    pub fn major<'a>(&'a self, code: &'a Code<Occupation>) -> &'a Code<Occupation> {
        let mut at = code;
        for _ in 0..LEVELS {
            match self.parents.get(at) {
                Some(parent) => at = parent,
                None => break,
            }
        }
        at
    }

    /// Whether a group is another or lies below it.
    #[must_use]
    pub fn within(&self, code: &Code<Occupation>, other: &Code<Occupation>) -> bool {
        let mut at = Some(code);
        for _ in 0..=LEVELS {
            match at {
                Some(here) if here == other => return true,
                Some(here) => at = self.parents.get(here),
                None => return false,
            }
        }
        false
    }
}

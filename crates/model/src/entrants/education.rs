//! From levels and fields of education to occupations.

use crate::error::ModelError;
use crate::tuning::education::TOLERANCE;
use ndarray::{Array2, ArrayView1};
use suranys_core::inputs::{Inputs, SupplyInputs};
use suranys_core::panel::CellDraws;
use suranys_core::unit::Quantity;
use suranys_core::{Code, Occupation, Year};

/// Vocational graduates of one year expected, and those of them in worker occupations.
const EXPECTED: &str = "TVE_EXPECTED";
const EXPECTED_WORKERS: &str = "TVE_EXPECTED_WORKERS";
/// Levels in the table of education and occupations, from the highest down.
pub(crate) const LEVELS: [&str; 4] = ["HE", "TVE_SPECIALISTS", "TVE_WORKERS", "NONE"];

/// Weights from education to the occupations of a run.
#[derive(Debug, Clone)]
pub struct Education {
    codes: Vec<Code<Occupation>>,
    /// Weight of each occupation, a share, of shape ([`LEVELS`], occupations); rows sum to one.
    levels: Array2<f64>,
}

impl Education {
    /// Reads the package's weights.
    ///
    /// # Errors
    /// When the weights of a level or field to the occupations of the run do not sum to one: then
    /// graduates would be lost or counted twice.
    pub fn read(
        inputs: &SupplyInputs,
        codes: &[Code<Occupation>],
    ) -> Result<Education, ModelError> {
        let table = &inputs.education_occupation;
        let mut asked: Vec<&str> = LEVELS.to_vec();
        asked.extend(table.cells.keys().map(|(education, _)| education.as_str()));
        asked.dedup();
        for education in asked {
            let sum: f64 = weights(inputs, codes, education).iter().sum();
            if (sum - 1.0).abs() > TOLERANCE {
                let rows = table.cells.iter().filter(|((e, _), _)| e == education);
                return Err(ModelError::Weights {
                    resource: table.resource.clone(),
                    file: table.path.clone(),
                    row: rows.map(|(_, cell)| cell.row).min(),
                    code: education.to_owned(),
                    sum,
                });
            }
        }
        let mut levels = Array2::zeros((LEVELS.len(), codes.len()));
        for (level, mut row) in LEVELS.iter().zip(levels.rows_mut()) {
            row.assign(&ArrayView1::from(&weights(inputs, codes, level)));
        }
        Ok(Education { codes: codes.to_vec(), levels })
    }

    /// Occupations, in order.
    #[must_use]
    pub fn codes(&self) -> &[Code<Occupation>] {
        &self.codes
    }

    /// How graduates of a year are divided, as known at `known_by` for the split of vocational
    /// graduates and at `year` for fields.
    #[must_use]
    pub fn plan(&self, inputs: &SupplyInputs, known_by: Year, year: Year) -> GraduatePlan {
        let fields = |levels: &[usize]| -> Option<Vec<Field>> {
            let mut found = Vec::new();
            for level in levels {
                for code in inputs.fields(LEVELS[*level]) {
                    let (_, persons) = inputs.last_graduates(&code, year)?;
                    let weights = weights(inputs, &self.codes, &code);
                    let field = code.get(LEVELS[*level].len() + 1..).unwrap_or_default();
                    let field = field.to_owned();
                    found.push(Field { level: *level, field, share: persons, weights });
                }
            }
            let all: f64 = found.iter().map(|field| field.share).sum();
            found.iter_mut().for_each(|field| field.share /= all);
            (all > 0.0).then_some(found)
        };
        let workers = inputs
            .last_graduates(EXPECTED, known_by)
            .zip(inputs.last_graduates(EXPECTED_WORKERS, known_by))
            .filter(|((at, all), (of, _))| at == of && *all > 0.0)
            .map(|((_, all), (_, workers))| workers / all);
        GraduatePlan { higher: fields(&[0]), vocational: fields(&[1, 2]), workers }
    }
}

/// How the graduates of one year are divided.
#[derive(Debug, Clone)]
pub struct GraduatePlan {
    /// University graduates by field, where known.
    higher: Option<Vec<Field>>,
    /// Vocational graduates by field, where known.
    vocational: Option<Vec<Field>>,
    /// Share of vocational graduates in worker occupations, where known.
    pub(crate) workers: Option<f64>,
}

/// Graduates of one field of education.
#[derive(Debug, Clone)]
struct Field {
    /// Place among [`LEVELS`].
    level: usize,
    /// Its code without the level.
    field: String,
    /// Share of the graduates of its kind.
    share: f64,
    /// Weight of each occupation, a share; they sum to one.
    weights: Vec<f64>,
}

impl GraduatePlan {
    /// Share of university and of vocational graduates who enter one occupation.
    #[must_use]
    pub fn weights(
        &self,
        education: &Education,
        employed: &CellDraws,
        below: f64,
        place: usize,
        draw: usize,
    ) -> (f64, f64) {
        let (mut higher, mut vocational) = (0.0, 0.0);
        self.by_field(education, employed, below, place, draw, |_, of_kind| {
            higher += of_kind.0;
            vocational += of_kind.1;
        });
        (higher, vocational)
    }

    /// Calls `of` with each field of study and the shares of university and of vocational graduates who
    /// have it and enter one occupation; with an empty one where fields are not known.
    pub(crate) fn by_field(
        &self,
        education: &Education,
        employed: &CellDraws,
        below: f64,
        place: usize,
        draw: usize,
        mut of: impl FnMut(&str, (f64, f64)),
    ) {
        let of_level = |level: usize| education.levels[[level.min(LEVELS.len() - 1), place]];
        let placed = |level: usize, own: f64| own * (1.0 - below) + of_level(level + 1) * below;
        let share = |field: &Field| field.share * placed(field.level, field.weights[place]);
        match &self.higher {
            Some(fields) => fields.iter().for_each(|own| of(&own.field, (share(own), 0.0))),
            None => of("", (placed(0, of_level(0)), 0.0)),
        }
        match &self.vocational {
            Some(fields) => fields.iter().for_each(|own| of(&own.field, (0.0, share(own)))),
            None => {
                let workers = self.workers_or_as_employed(education, employed, draw);
                let all =
                    (1.0 - workers) * placed(1, of_level(1)) + workers * placed(2, of_level(2));
                of("", (0.0, all));
            }
        }
    }

    /// Share of vocational graduates in worker occupations; where it is not known, that of the
    /// employed in the occupations of the two kinds.
    pub(crate) fn workers_or_as_employed(
        &self,
        education: &Education,
        employed: &CellDraws,
        draw: usize,
    ) -> f64 {
        self.workers.unwrap_or_else(|| {
            let of = |level: usize| -> f64 {
                let inside = employed.draw(draw).zip(education.levels.row(level));
                inside.filter(|(_, weight)| **weight > 0.0).map(|(persons, _)| persons).sum()
            };
            of(2) / (of(1) + of(2)).max(f64::MIN_POSITIVE)
        })
    }
}

/// Weights of a level or field to the occupations of a run.
fn weights(inputs: &SupplyInputs, codes: &[Code<Occupation>], education: &str) -> Vec<f64> {
    let table = &inputs.education_occupation;
    codes
        .iter()
        .map(|code| table.value(&(education.to_owned(), code.clone())).map_or(0.0, Quantity::get))
        .collect()
}

/// Occupations of a run as codes of the package.
#[must_use]
pub fn occupation_codes(inputs: &Inputs, codes: &[String]) -> Vec<Code<Occupation>> {
    let list = inputs.occupation.as_ref().map(|known| &known.occupations);
    codes.iter().filter_map(|code| list?.code(code).ok()).collect()
}

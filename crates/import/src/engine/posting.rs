//! The window function `posting`: which record begins a posting, and when that posting ends. The rule is
//! stated in `plans/postings.sql`.

use crate::title::is_near;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, Int32Array, Int64Array, StringArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Int32Type, Int64Type};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::function::{PartitionEvaluatorArgs, WindowUDFFieldArgs};
use datafusion::logical_expr::{
    PartitionEvaluator, Signature, Volatility, WindowUDF, WindowUDFImpl,
};
use std::sync::Arc;

/// A record whose identifier was there before.
pub(crate) const REPEATED: i32 = -1;
/// A record of a posting that another began.
pub(crate) const DUPLICATE: i32 = -2;
/// The end of a posting that is open.
pub(crate) const OPEN: i32 = i32::MAX;

/// The function for a session.
pub(crate) fn function() -> WindowUDF {
    WindowUDF::from(Posting { signature: Signature::any(ARGUMENTS, Volatility::Immutable) })
}

/// id, party, region, title, published, closed, wage.
const ARGUMENTS: usize = 7;

#[derive(Debug, PartialEq, Eq, Hash)]
struct Posting {
    signature: Signature,
}

impl WindowUDFImpl for Posting {
    fn name(&self) -> &str {
        "posting"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn partition_evaluator(
        &self,
        _: PartitionEvaluatorArgs<'_>,
    ) -> Result<Box<dyn PartitionEvaluator>> {
        Ok(Box::new(Evaluator))
    }

    fn field(&self, arguments: WindowUDFFieldArgs<'_>) -> Result<FieldRef> {
        Ok(Arc::new(Field::new(arguments.name(), DataType::Int32, false)))
    }
}

#[derive(Debug)]
struct Evaluator;

impl PartitionEvaluator for Evaluator {
    fn evaluate_all(&mut self, values: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
        let [id, party, region, title, published, closed, wage] = values else {
            return exec_err!("posting() takes {ARGUMENTS} columns");
        };
        // Readers of columns give texts in several shapes.
        let region = cast(region, &DataType::Utf8)?;
        let title = cast(title, &DataType::Binary)?;
        let records = Records {
            id: id.as_primitive::<Int64Type>(),
            party: party.as_primitive::<Int64Type>(),
            region: region.as_string::<i32>(),
            title: title.as_binary::<i32>(),
            published: published.as_primitive::<Int32Type>(),
            closed: closed.as_primitive::<Int32Type>(),
            wage: wage.as_primitive::<Int64Type>(),
        };
        Ok(Arc::new(Int32Array::from(records.fates(rows))))
    }
}

struct Records<'r> {
    id: &'r Int64Array,
    party: &'r Int64Array,
    region: &'r StringArray,
    title: &'r BinaryArray,
    published: &'r Int32Array,
    closed: &'r Int32Array,
    wage: &'r Int64Array,
}

/// A posting that has begun.
struct Begun {
    row: usize,
    end: i32,
    wage: Option<i64>,
    /// Whether another record is part of it.
    joined: bool,
}

fn value<T: datafusion::arrow::datatypes::ArrowPrimitiveType>(
    column: &datafusion::arrow::array::PrimitiveArray<T>,
    row: usize,
) -> Option<T::Native> {
    column.is_valid(row).then(|| column.value(row))
}

impl Records<'_> {
    fn fates(&self, rows: usize) -> Vec<i32> {
        let mut fates = vec![OPEN; rows];
        let mut begun: Vec<Begun> = Vec::new();
        for row in 0..rows {
            let end = value(self.closed, row).unwrap_or(OPEN);
            let is_same = row > 0 && self.is_same_block(row - 1, row);
            if !is_same {
                close(&mut begun, &mut fates);
            }
            // Without an employer nothing is compared but the record before, which has the same order.
            if self.party.is_null(row) {
                begun.retain(|one| self.id.value(one.row) == self.id.value(row));
                match begun.first_mut() {
                    Some(same) => {
                        same.end = later_said(same, end);
                        fates[row] = REPEATED;
                    }
                    None => {
                        fates[row] = end;
                        begun.push(Begun { row, end, wage: None, joined: false });
                    }
                }
                if let Some(one) = begun.first() {
                    fates[one.row] = one.end;
                }
                continue;
            }
            let day = self.published.value(row);
            begun.retain(|one| {
                let open = one.end > day || self.id.value(one.row) == self.id.value(row);
                if !open {
                    fates[one.row] = one.end;
                }
                open
            });
            let wage = value(self.wage, row);
            let found = begun.iter_mut().find_map(|one| {
                if self.id.value(one.row) == self.id.value(row) {
                    return Some((one, REPEATED));
                }
                let agree = one.wage.is_none() || wage.is_none() || one.wage == wage;
                let near = agree && is_near(self.title.value(one.row), self.title.value(row));
                near.then_some((one, DUPLICATE))
            });
            match found {
                Some((one, fate)) => {
                    one.end = match fate {
                        REPEATED => later_said(one, end),
                        _ => one.end.max(end),
                    };
                    one.joined |= fate == DUPLICATE;
                    one.wage = one.wage.or(wage);
                    fates[row] = fate;
                }
                None => begun.push(Begun { row, end, wage, joined: false }),
            }
        }
        close(&mut begun, &mut fates);
        fates
    }

    fn is_same_block(&self, a: usize, b: usize) -> bool {
        let party = value(self.party, a) == value(self.party, b);
        party
            && self.region.is_null(a) == self.region.is_null(b)
            && self.region.value(a) == self.region.value(b)
    }
}

/// The end of a posting whose record is there once more: a day of closing says more than none.
fn later_said(one: &Begun, end: i32) -> i32 {
    match (one.end, end) {
        (OPEN, end) if !one.joined => end,
        (known, OPEN) => known,
        (known, end) => known.max(end),
    }
}

fn close(begun: &mut Vec<Begun>, fates: &mut [i32]) {
    for one in begun.drain(..) {
        if let Some(fate) = fates.get_mut(one.row) {
            *fate = one.end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::title::{bytes, sketch};

    /// Employer, title, published, closed, wage, identifier.
    type Case = (Option<i64>, &'static str, i32, Option<i32>, Option<i64>, i64);

    fn fates(cases: &[Case]) -> Vec<i32> {
        let titles: Vec<Vec<u8>> = cases
            .iter()
            .map(|case| {
                let (mut parts, mut made) = (Vec::new(), Vec::new());
                sketch(case.1, 1, &mut parts);
                bytes(&parts, &mut made);
                made
            })
            .collect();
        let columns: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from_iter_values(cases.iter().map(|case| case.5))),
            Arc::new(Int64Array::from_iter(cases.iter().map(|case| case.0))),
            Arc::new(StringArray::from_iter_values(cases.iter().map(|_| "R"))),
            Arc::new(BinaryArray::from_iter_values(titles)),
            Arc::new(Int32Array::from_iter_values(cases.iter().map(|case| case.2))),
            Arc::new(Int32Array::from_iter(cases.iter().map(|case| case.3))),
            Arc::new(Int64Array::from_iter(cases.iter().map(|case| case.4))),
        ];
        let made = Evaluator.evaluate_all(&columns, cases.len()).expect("made");
        made.as_primitive::<Int32Type>().values().to_vec()
    }

    /// By hand, from the rule.
    #[test]
    fn a_duplicate_lengthens_the_posting_it_repeats() {
        let found = fates(&[
            (Some(1), "Welder", 10, Some(20), Some(5), 1),
            (Some(1), "welder!", 15, Some(30), None, 2),
            // Overlaps the posting as it is by now.
            (Some(1), "Welder", 25, Some(28), Some(5), 3),
            // Another wage.
            (Some(1), "Welder", 25, Some(28), Some(6), 4),
            // After it ended.
            (Some(1), "Welder", 30, None, Some(5), 5),
            // Another employer.
            (Some(2), "Welder", 15, None, Some(5), 6),
        ]);
        assert_eq!(found, [30, DUPLICATE, DUPLICATE, 28, OPEN, OPEN]);
    }

    #[test]
    fn a_record_read_twice_is_one_and_its_end_is_known() {
        let twice =
            [(Some(1), "Welder", 10, None, None, 1), (Some(1), "Welder", 10, Some(30), None, 1)];
        assert_eq!(fates(&twice), [30, REPEATED]);
        let nobody = [
            (None, "Welder", 10, Some(30), None, 1),
            (None, "Welder", 10, None, None, 1),
            (None, "Welder", 10, None, None, 2),
        ];
        assert_eq!(fates(&nobody), [30, REPEATED, OPEN]);
    }

    #[test]
    fn without_a_title_nothing_is_near() {
        let found = fates(&[(Some(1), "", 10, None, None, 1), (Some(1), "", 10, None, None, 2)]);
        assert_eq!(found, [OPEN, OPEN]);
    }
}

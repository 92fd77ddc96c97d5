//! Findings of one kind in one column as one, so that a column in another spelling is one thing to fix.

use std::collections::BTreeMap;
use suranys_core::Diagnostic;
use suranys_core::text;

/// The check of codes against their classifications.
const OF_CODES: &str = "code";
/// Places named of many.
const NAMED: usize = 3;

/// Findings of one kind in one column.
#[derive(Debug)]
pub(crate) struct Group {
    first: Diagnostic,
    count: usize,
    /// The first rows, in order.
    rows: Vec<u64>,
}

impl Group {
    /// That of one.
    pub(crate) fn of(finding: Diagnostic) -> Group {
        let rows = finding.span.row.into_iter().collect();
        Group { first: finding, count: 1, rows }
    }

    /// Takes one more.
    pub(crate) fn add(&mut self, finding: Diagnostic) {
        self.count += 1;
        let Some(row) = finding.span.row else { return };
        if let Err(place) = self.rows.binary_search(&row) {
            self.rows.insert(place, row);
            self.rows.truncate(NAMED);
        }
        if finding.span < self.first.span {
            self.first = finding;
        }
    }

    /// One finding, which says how many there are and where the first stand.
    pub(crate) fn into_one(self) -> Diagnostic {
        let mut one = self.first;
        if self.count > 1 {
            let rows: Vec<String> = self.rows.iter().map(u64::to_string).collect();
            let more = if self.count > rows.len() { ", ..." } else { "" };
            one.message = text!(
                "{message}; {count} such, rows {rows}{more}",
                message = one.message,
                count = self.count,
                rows = rows.join(", "),
                more
            );
        }
        one
    }
}

/// What findings of one kind have in common: what checks, the column, and the message without what stands
/// in the cells, numbers and texts in backticks. Of codes, what stands there too: each has a remedy of its own.
pub(crate) fn kind(finding: &Diagnostic) -> String {
    let column = finding.span.column.as_deref().unwrap_or_default();
    let found = finding.found.as_deref().filter(|_| finding.check == OF_CODES);
    let mut kind = format!("{}\n{column}\n{}\n", finding.check, found.unwrap_or_default());
    let texts = finding.message.split('`').step_by(2);
    texts.for_each(|text| kind.extend(text.chars().filter(|c| !c.is_ascii_digit())));
    kind
}

/// Findings with those of one kind in one column of a file put together where they are more than can be named.
pub(crate) fn grouped(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut groups: BTreeMap<(String, String), Vec<Diagnostic>> = BTreeMap::new();
    for one in found {
        groups.entry((one.span.file.clone(), kind(&one))).or_default().push(one);
    }
    let mut all = Vec::new();
    for of_kind in groups.into_values() {
        if of_kind.len() <= NAMED {
            all.extend(of_kind);
            continue;
        }
        let mut rest = of_kind.into_iter();
        all.extend(rest.next().map(|first| {
            let mut group = Group::of(first);
            rest.for_each(|one| group.add(one));
            group.into_one()
        }));
    }
    all.sort_by(|a, b| (&a.span, &a.check).cmp(&(&b.span, &b.check)));
    all
}

//! What a change of the rules does, as rows and for people.

use crate::plain_text::list::mark_line;
use crate::words::Words;
use std::fmt::Write as _;
use suranys_core::display_text::visible;
use suranys_core::shortage_list::{BookChange, ListOutput, VerdictChange};
use suranys_core::table::{Column, ResultTable};

/// Two versions of the rules applied to the same evidence.
#[derive(Debug, Clone, Copy)]
pub struct RuleChanges<'a> {
    /// The list under the first and under the second version.
    pub lists: [&'a ListOutput; 2],
    /// Rules and parameters that differ.
    pub rules: &'a [BookChange],
    /// Subjects whose verdict differs.
    pub verdicts: &'a [VerdictChange],
}

impl RuleChanges<'_> {
    /// Whether anything they rest on is synthetic.
    fn synthetic(&self) -> bool {
        self.lists.iter().any(|list| list.synthetic)
    }

    /// What changes: kind, identifier, name, before, after, why.
    fn rows(&self, words: &Words) -> Vec<[String; 6]> {
        let rules = self
            .rules
            .iter()
            .map(|c| ["rules", &c.what, "", &c.before, &c.after, ""].map(str::to_owned));
        let verdicts = self.verdicts.iter().map(|c| {
            let name = words.name(&c.subject.labels, &c.subject.id);
            let why: Vec<String> = c.why.iter().map(|leaf| words.note(&leaf.reason)).collect();
            let (before, after) = (c.before.key(), c.after.key());
            ["verdict", &c.subject.id, name, before, after, &why.join("; ")].map(str::to_owned)
        });
        rules.chain(verdicts).collect()
    }
}

/// What a change of the rules does, as rows.
#[must_use]
pub fn rule_changes_table(changes: &RuleChanges, words: &Words) -> ResultTable {
    let rows = changes.rows(words);
    let names = ["kind", "id", "label", "before", "after", "why"];
    let cell = |row: &[String; 6], n: usize| row.get(n).cloned().unwrap_or_default();
    let texts = |n| Column::Text(rows.iter().map(|row| cell(row, n)).collect());
    let mut columns: Vec<(String, Column)> =
        names.iter().enumerate().map(|(n, name)| ((*name).to_owned(), texts(n))).collect();
    let mark = Column::Text(vec![changes.synthetic().to_string(); rows.len()]);
    columns.push(("synthetic".to_owned(), mark));
    ResultTable { name: "diff".to_owned(), columns }
}

/// What a change of the rules does, for people.
#[must_use]
pub fn rule_changes_text(changes: &RuleChanges, words: &Words) -> String {
    let mut text = mark_line(changes.synthetic(), words);
    let [before, after] = changes.lists.map(|list| visible(&list.book.id).into_owned());
    let _ = writeln!(text, "{before} → {after}");
    let or_dash =
        |text: &str| if text.is_empty() { "–".to_owned() } else { visible(text).into_owned() };
    for [kind, id, name, before, after, why] in changes.rows(words) {
        let name = if name.is_empty() { name } else { format!(" {name}") };
        let _ = writeln!(text, "{kind} {}{}:", visible(&id), visible(&name));
        let _ = writeln!(text, "    {}\n  → {}", or_dash(&before), or_dash(&after));
        if !why.is_empty() {
            let _ = writeln!(text, "    {}", visible(&why));
        }
    }
    text
}

//! The rules for causes and answers: TOML, errors located by line and column.

use crate::toml::reader::{File, FileKind, Pair, SaidBasis, number, read_chain};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use suranys_core::classification::Labels;
use suranys_core::diagnostic::nearest;
use suranys_core::provenance::Fingerprint;
use suranys_core::shortage_list::causes::{
    CAUSE_QUANTITIES, CauseBook, CauseCondition, CauseRule, CauseRules, TrainingLength, cause_unit,
};
use suranys_core::shortage_list::{FINEST_LEVEL, INDICATORS, Tier};
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};
use toml::de::DeTable;

/// What messages call the file.
const CAUSES: FileKind = FileKind { check: "causes", word: text!("file of causes") };
/// Name of the file in the folder of a jurisdiction.
const FILE: &str = "causes.toml";
const TOP: [&str; 6] = ["citation", "min_tier", "min_digits", "training", "occupations", "regions"];
const RULES: [&str; 2] = ["causes", "answers"];
const RULE: [&str; 4] = ["id", "title", "causes", "conditions"];
const CONDITION: [&str; 5] = ["quantity", "at_least", "at_most", "basis", "source"];
const TRAINING: [&str; 4] = ["groups", "years", "basis", "source"];

/// Reads the rules for causes and answers of a jurisdiction; none where its folder has none.
///
/// # Errors
/// All findings with their places; then there is no book.
pub fn read_cause_book(
    folder: &Path,
    jurisdiction: &str,
) -> Result<Option<(CauseBook, Vec<Fingerprint>)>, Vec<Diagnostic>> {
    let path = folder.join(jurisdiction).join(FILE);
    if !path.is_file() {
        return Ok(None);
    }
    let (mut problems, mut fingerprints) = (Vec::new(), BTreeMap::new());
    let mut parts = Parts::default();
    read_chain(&path, None, &CAUSES, &mut fingerprints, &mut problems, &mut |file, table| {
        file.lay_causes(table, &mut parts);
    });
    if problems.is_empty() {
        parts.check(&path, &mut problems);
    }
    let (Some(min_tier), Some(min_digits), true) =
        (parts.min_tier, parts.min_digits, problems.is_empty())
    else {
        return Err(problems);
    };
    let book = CauseBook {
        id: format!("{jurisdiction}@causes"),
        citation: parts.citation,
        min_tier,
        min_digits,
        training: parts.training,
        occupations: parts.occupations,
        regions: parts.regions,
    };
    Ok(Some((book, fingerprints.into_values().collect())))
}

/// What the file says.
#[derive(Default)]
struct Parts {
    citation: String,
    min_tier: Option<Tier>,
    min_digits: Option<u8>,
    training: Vec<TrainingLength>,
    occupations: CauseRules,
    regions: CauseRules,
}

impl Parts {
    /// That nothing is missing, and that answers ask for causes that are there.
    fn check(&self, path: &Path, problems: &mut Vec<Diagnostic>) {
        let mut wrong = |message: Text, allowed: Text| {
            let span = Span::file(path.display().to_string());
            let problem = Diagnostic::error(CAUSES.check, span, message).allowed(allowed);
            problems.push(problem.help(text!("add it, or correct the name")));
        };
        for (key, there) in [
            ("citation", !self.citation.is_empty()),
            ("min_tier", self.min_tier.is_some()),
            ("min_digits", self.min_digits.is_some()),
        ] {
            if !there {
                wrong(text!("there is no `{key}`", key), TOP.join(", ").into());
            }
        }
        for (name, rules) in [("occupations", &self.occupations), ("regions", &self.regions)] {
            let known: BTreeSet<&str> = rules.causes.iter().map(|rule| rule.id.as_str()).collect();
            let asked = rules.answers.iter().flat_map(|rule| &rule.causes);
            for cause in asked.filter(|cause| !known.contains(cause.as_str())) {
                let all = known.iter().copied().collect::<Vec<_>>().join(", ");
                wrong(
                    text!("`{name}.answers` ask for `{cause}`, which is no cause", name, cause),
                    all.into(),
                );
            }
            if let Some(rule) = rules.causes.iter().find(|rule| rule.conditions.is_empty()) {
                wrong(
                    text!("cause `{rule}` has no condition", rule = rule.id),
                    text!("one condition or more"),
                );
            }
            let alone = |rule: &&CauseRule| rule.conditions.is_empty() && rule.causes.is_empty();
            if let Some(rule) = rules.answers.iter().find(alone) {
                let message =
                    text!("answer `{rule}` has neither a cause nor a condition", rule = rule.id);
                wrong(message, text!("one or more"));
            }
        }
    }
}

impl File<'_> {
    fn lay_causes(&mut self, table: &DeTable<'_>, parts: &mut Parts) {
        for pair in table {
            match pair.0.get_ref().as_ref() {
                "extends" => {}
                "citation" => parts.citation = self.text(pair).unwrap_or_default(),
                "min_tier" => {
                    parts.min_tier = self.word(pair, &Tier::ALL.map(|tier| (tier, tier.key())));
                }
                "min_digits" => {
                    let given = number(pair.1.get_ref());
                    parts.min_digits = (1..=FINEST_LEVEL).find(|n| Some(f64::from(*n)) == given);
                    if parts.min_digits.is_none() {
                        self.wrong_type(pair, "1, 2, 3 or 4");
                    }
                }
                "training" => self.each(pair, |file, table, at| {
                    parts.training.extend(file.training(table, at));
                }),
                "occupations" => parts.occupations = self.cause_rules(pair),
                "regions" => parts.regions = self.cause_rules(pair),
                _ => self.unknown(pair.0, &TOP),
            }
        }
    }

    fn training(&mut self, table: &DeTable<'_>, at: &Range<usize>) -> Option<TrainingLength> {
        let before = self.found();
        let (mut groups, mut years, mut said) = (Vec::new(), None, SaidBasis::default());
        for pair in table {
            match pair.0.get_ref().as_ref() {
                "groups" => {
                    let list = pair.1.get_ref().as_array().into_iter().flatten();
                    groups = list
                        .filter_map(|one| one.get_ref().as_str())
                        .filter(|code| !code.is_empty())
                        .map(str::to_owned)
                        .collect();
                    if groups.is_empty() {
                        self.wrong_type(pair, text!("a list of codes of groups, each a text"));
                    }
                }
                "years" => {
                    years = number(pair.1.get_ref()).filter(|years| (0.0..=20.0).contains(years));
                    if years.is_none() {
                        self.wrong_type(pair, text!("a number of years from 0 to 20"));
                    }
                }
                _ if self.basis(pair, &mut said) => {}
                _ => self.unknown(pair.0, &TRAINING),
            }
        }
        match (groups.is_empty(), years, said.whole()) {
            (false, Some(years), Some(basis)) => Some(TrainingLength { groups, years, basis }),
            _ => {
                self.incomplete(at, text!("the length of training"), &TRAINING, before);
                None
            }
        }
    }

    fn cause_rules(&mut self, pair: Pair<'_, '_>) -> CauseRules {
        let mut rules = CauseRules::default();
        let Some(table) = pair.1.get_ref().as_table() else {
            self.wrong_type(pair, text!("a table of causes and answers"));
            return rules;
        };
        for part in table {
            let into = match part.0.get_ref().as_ref() {
                "causes" => &mut rules.causes,
                "answers" => &mut rules.answers,
                _ => {
                    self.unknown(part.0, &RULES);
                    continue;
                }
            };
            self.each(part, |file, table, at| into.extend(file.cause_rule(table, at)));
        }
        rules
    }

    fn cause_rule(&mut self, table: &DeTable<'_>, at: &Range<usize>) -> Option<CauseRule> {
        let before = self.found();
        let (mut id, mut title) = (None, BTreeMap::new());
        let (mut causes, mut conditions) = (Vec::new(), Vec::new());
        for pair in table {
            match pair.0.get_ref().as_ref() {
                "id" => id = self.text(pair),
                "title" => self.labels(pair, &mut title),
                "causes" => {
                    let list = pair.1.get_ref().as_array().into_iter().flatten();
                    causes =
                        list.filter_map(|one| one.get_ref().as_str().map(str::to_owned)).collect();
                    if causes.is_empty() {
                        self.wrong_type(pair, text!("a list of causes by their identifiers"));
                    }
                }
                "conditions" => self.each(pair, |file, table, at| {
                    conditions.extend(file.cause_condition(table, at));
                }),
                _ => self.unknown(pair.0, &RULE),
            }
        }
        match id.filter(|_| !title.is_empty()) {
            Some(id) => Some(CauseRule { id, title: Labels(title), causes, conditions }),
            None => {
                self.incomplete(at, text!("the rule"), &RULE, before);
                None
            }
        }
    }

    fn cause_condition(
        &mut self,
        table: &DeTable<'_>,
        at: &Range<usize>,
    ) -> Option<CauseCondition> {
        let before = self.found();
        let (mut quantity, mut at_least, mut at_most) = (None, None, None);
        let mut said = SaidBasis::default();
        for pair in table {
            match pair.0.get_ref().as_ref() {
                "quantity" => quantity = self.cause_quantity(pair),
                "at_least" => at_least = self.finite(pair),
                "at_most" => at_most = self.finite(pair),
                _ if self.basis(pair, &mut said) => {}
                _ => self.unknown(pair.0, &CONDITION),
            }
        }
        let bounded = at_least.is_some() || at_most.is_some();
        match (quantity, bounded, said.whole()) {
            (Some(quantity), true, Some(basis)) => {
                Some(CauseCondition { quantity, at_least, at_most, basis })
            }
            _ => {
                self.incomplete(at, text!("the condition"), &CONDITION, before);
                None
            }
        }
    }

    fn finite(&mut self, pair: Pair<'_, '_>) -> Option<f64> {
        let given = number(pair.1.get_ref());
        if given.is_none() {
            self.wrong_type(pair, text!("a number"));
        }
        given
    }

    fn cause_quantity(&mut self, pair: Pair<'_, '_>) -> Option<String> {
        let text = pair.1.get_ref().as_str().unwrap_or("");
        if cause_unit(text).is_some() {
            return Some(text.to_owned());
        }
        let known: Vec<&str> =
            CAUSE_QUANTITIES.iter().chain(INDICATORS).map(|(key, _)| *key).collect();
        let help = nearest(text, known.iter().copied())
            .map_or(text!("name one of these"), |near| text!("is `{near}` meant?", near));
        let message = text!("`{text}` is no quantity that a condition can read", text);
        self.problem(&pair.1.span(), message, text, known.join(", "), &help);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<CauseBook>, Vec<Diagnostic>> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("xx")).expect("a folder");
        std::fs::write(folder.path().join("xx/causes.toml"), text).expect("written");
        Ok(read_cause_book(folder.path(), "xx")?.map(|(book, _)| book))
    }

    const WHOLE: &str = "citation = \"a\"\nmin_tier = \"watch\"\nmin_digits = 3\n\
        [[occupations.causes]]\nid = \"pay\"\n[occupations.causes.title]\nen = \"pay\"\n\
        [[occupations.causes.conditions]]\nquantity = \"pay.premium\"\nat_most = 1\n\
        basis = \"expert\"\nsource = \"s\"\n";

    #[test]
    fn a_whole_file_is_read_and_none_is_none() {
        let book = read(WHOLE).expect("sound").expect("there");
        let cause = &book.occupations.causes[0];
        assert_eq!(cause.conditions[0].at_most, Some(1.0));
        assert_eq!((book.min_tier, book.min_digits), (Tier::Watch, 3));
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(read_cause_book(folder.path(), "xx"), Ok(None));
    }

    /// Every fault of a file at once, each in its row; the rows are counted by hand.
    #[test]
    fn every_fault_is_found_in_its_row() {
        let wrong = "citation = \"a\"\nmin_tier = \"now\"\nmin_digits = 9\n\
            [[training]]\ngroups = []\nyears = -1\nbasis = \"expert\"\nsource = \"s\"\n\
            [[occupations.causes]]\nid = \"pay\"\n[occupations.causes.title]\nen = \"pay\"\n\
            [[occupations.causes.conditions]]\nquantity = \"pay.premiun\"\nat_most = \"1\"\n\
            basis = \"expert\"\nsource = \"s\"\ncolour = 1\n";
        let found = read(wrong).expect_err("faults");
        let rows: Vec<Option<u64>> = found.iter().map(|one| one.span.row).collect();
        for row in [2, 3, 5, 6, 14, 15, 18] {
            assert!(rows.contains(&Some(row)), "{row}: {found:?}");
        }
        let near = found.iter().find(|one| one.span.row == Some(14)).expect("there");
        assert_eq!(near.help.as_deref(), Some("is `pay.premium` meant?"));
    }

    #[test]
    fn an_answer_asks_for_causes_that_are_there() {
        let answer = "[[occupations.answers]]\nid = \"a\"\ncauses = [\"growth\"]\n\
            [occupations.answers.title]\nen = \"A\"\n";
        let found = read(&format!("{WHOLE}{answer}")).expect_err("no such cause");
        assert!(found[0].message.contains("`growth`"), "{found:?}");
    }
}

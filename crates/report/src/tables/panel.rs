//! What the panel thinks, as a table.

use crate::words::Words;
use std::collections::BTreeMap;
use suranys_core::classification::Labels;
use suranys_core::shortage_list::{PackageEvidence, PanelAnswer, PanelOpinion};
use suranys_core::table::{Column, ResultTable};

/// Names of occupations and professions.
pub fn names_of(package: &PackageEvidence) -> BTreeMap<&str, &Labels> {
    let nodes = package.nodes.iter().map(|node| (node.id.as_str(), &node.labels));
    let professions = package.professions.iter().map(|one| (one.id.as_str(), &one.labels));
    nodes.chain(professions).collect()
}

/// Opinions of a panel, one row each: of the nation where there is no region.
#[must_use]
pub fn panel_table(
    opinions: &[PanelOpinion],
    package: &PackageEvidence,
    words: &Words,
) -> ResultTable {
    let names = names_of(package);
    let text =
        |of: &dyn Fn(&PanelOpinion) -> String| Column::Text(opinions.iter().map(of).collect());
    let count = |of: &dyn Fn(&PanelOpinion) -> usize| {
        Column::Integer(opinions.iter().map(|one| i64::try_from(of(one)).ok()).collect())
    };
    let number = |of: &dyn Fn(&PanelOpinion) -> Option<f64>| {
        Column::Number(opinions.iter().map(of).collect())
    };
    let optional = |of: &dyn Fn(&PanelOpinion) -> Option<String>| {
        Column::OptionalText(opinions.iter().map(of).collect())
    };
    let listed = |codes: Vec<String>| codes.join(" ");
    let label = |one: &PanelOpinion| {
        let labels = names.get(one.occupation.as_str());
        labels.map_or(one.occupation.clone(), |l| words.name(l, &one.occupation).to_owned())
    };
    let columns = vec![
        ("year", Column::Integer(opinions.iter().map(|one| Some(i64::from(one.year))).collect())),
        ("question", text(&|one| one.question.clone())),
        ("region", optional(&|one| one.region.clone())),
        ("occupation", text(&|one| one.occupation.clone())),
        ("label", text(&label)),
        ("asked", count(&|one| one.asked)),
        ("answered", count(&|one| one.answered)),
        ("abstained", count(&|one| one.abstained)),
        ("median", number(&|one| one.median)),
        ("lower_quartile", number(&|one| one.quartiles.map(|(low, _)| low))),
        ("upper_quartile", number(&|one| one.quartiles.map(|(_, high)| high))),
        ("majority", optional(&|one| one.majority.map(|code| code.to_string()))),
        ("shortage", optional(&|one| one.shortage.map(|verdict| verdict.key().to_owned()))),
        (
            "answers",
            text(&|one| listed(one.answers.iter().map(|(c, n)| format!("{c}:{n}")).collect())),
        ),
        (
            "shares",
            text(&|one| listed(one.shares.iter().map(|(c, s)| format!("{c}:{s:.4}")).collect())),
        ),
        ("bodies", text(&|one| listed(one.bodies.clone()))),
        ("reason", text(&|one| words.labels().note(&one.reason))),
        ("synthetic", text(&|one| one.synthetic.to_string())),
    ];
    let columns = columns.into_iter().map(|(name, column)| (name.to_owned(), column));
    ResultTable { name: "panel".to_owned(), columns: columns.collect() }
}

/// The register of answers, in order: the columns of `panel_answers` in a package.
#[must_use]
pub fn panel_register_table<'a>(answers: impl Iterator<Item = &'a PanelAnswer>) -> ResultTable {
    let mut all: Vec<&PanelAnswer> = answers.collect();
    all.sort();
    let text = |of: &dyn Fn(&PanelAnswer) -> &str| {
        Column::Text(all.iter().map(|one| of(one).to_owned()).collect())
    };
    let columns = vec![
        ("year", Column::Integer(all.iter().map(|one| Some(i64::from(one.year))).collect())),
        ("body", text(&|one| &one.body)),
        ("region", text(&|one| &one.region)),
        ("occupation", text(&|one| &one.occupation)),
        ("question", text(&|one| &one.question)),
        ("answer", text(&|one| &one.answer)),
        ("date", text(&|one| &one.date)),
        ("reason", text(&|one| &one.reason)),
        ("form", text(&|one| &one.form)),
    ];
    let columns = columns.into_iter().map(|(name, column)| (name.to_owned(), column));
    ResultTable { name: "panel_answers".to_owned(), columns: columns.collect() }
}

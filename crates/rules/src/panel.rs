//! The yearly panel: from answers to what each region and the nation think, where enough answered.
//!
//! As in the barometers of occupations of Poland and Finland: a panel may abstain, a region counts
//! when enough of those asked there answered, the nation when enough of its regions count. What does
//! not count is undetermined, and who answered is shown all the same.

use crate::chain::{by_id, chain, sector_tags};
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::numeric::quantile_sorted;
use suranys_core::run::Note;
use suranys_core::shortage_list::panel::ABSTAIN;
use suranys_core::shortage_list::{
    Body, BodyKind, Cited, Node, PackageEvidence, PanelAnswer, PanelOpinion, PanelQuestion,
    PanelRules, Quorum, Verdict,
};

/// Whether a body is asked about an occupation with these tags of priority sectors: one of a kind that
/// is consulted, about the occupations of its sectors, or about all where it has none. A regional
/// government whose region is not known is asked about nothing.
pub fn is_asked(body: &Body, tags: &BTreeSet<&str>) -> bool {
    let placed = body.kind != BodyKind::RegionalGovernment || !body.region.is_empty();
    let own = body.sectors.is_empty() || body.sectors.iter().any(|tag| tags.contains(tag.as_str()));
    BodyKind::CONSULTED.contains(&body.kind) && placed && own
}

/// An occupation, or that of a profession, and all it is part of, finest first; empty where the package
/// knows no such one.
pub fn groups<'p>(
    package: &'p PackageEvidence,
    nodes: &BTreeMap<&'p str, &'p Node>,
    id: &str,
) -> Vec<&'p Node> {
    let profession = package.professions.iter().find(|profession| profession.id == id);
    chain(nodes, profession.map_or(id, |profession| profession.occupation.as_str()))
}

/// Answers of the register that the panel's questions do not allow, each with what is allowed.
#[must_use]
pub fn strange_answers(register: &[PanelAnswer], rules: &PanelRules) -> Vec<(Cited, String)> {
    let mut found = Vec::new();
    for answer in register {
        match rules.question(&answer.question) {
            None => {
                let known: Vec<&str> = rules.questions.iter().map(|q| q.id.as_str()).collect();
                let (column, text) = ("question".to_owned(), answer.question.clone());
                found.push((Cited { column, text, ..answer.cell.clone() }, known.join(", ")));
            }
            Some(question) if !allows(question, &answer.answer) => {
                found.push((answer.cell.clone(), format!("{}, {ABSTAIN}", question.codes())));
            }
            Some(_) => {}
        }
    }
    found.sort();
    found
}

fn allows(question: &PanelQuestion, answer: &str) -> bool {
    answer == ABSTAIN || question.code(answer).is_some()
}

/// What the panel of a year thinks: of each occupation that any form of that year names and each
/// question, the nation first, then each region that is asked. The order of the register's rows
/// changes nothing; where a body stands twice, the last by date and then by text counts.
#[must_use]
pub fn opinions(package: &PackageEvidence, rules: &PanelRules, year: i32) -> Vec<PanelOpinion> {
    let mut rows: Vec<&PanelAnswer> = package.panel.iter().filter(|a| a.year == year).collect();
    rows.sort_by(|a, b| (&a.date, *a).cmp(&(&b.date, *b)));
    let occupations: BTreeSet<&str> = rows.iter().map(|a| a.occupation.as_str()).collect();
    let nodes = by_id(&package.nodes);
    let mut all = Vec::new();
    for occupation in occupations {
        let tags = sector_tags(package, &groups(package, &nodes, occupation));
        for question in &rules.questions {
            let of =
                rows.iter().filter(|a| a.occupation == occupation && a.question == question.id);
            let said: BTreeMap<&str, &PanelAnswer> = of.map(|a| (a.body.as_str(), *a)).collect();
            let panel = Panel { package, rules, question, occupation, year, tags: &tags, said };
            all.extend(panel.opinions());
        }
    }
    all
}

/// Points of the panel for an occupation, 0 to 3: the median answer of the nation, or of a region, to the
/// question about shortage. None where it was not asked or too few answered.
#[must_use]
pub fn panel_points(
    opinions: &[PanelOpinion],
    rules: &PanelRules,
    occupation: &str,
    region: Option<&str>,
) -> Option<f64> {
    let question = rules.of_shortage()?;
    let of = |o: &&PanelOpinion| o.occupation == occupation && o.question == question.id;
    opinions.iter().filter(|o| o.region.as_deref() == region).find(of)?.median
}

/// One question about one occupation.
struct Panel<'p> {
    package: &'p PackageEvidence,
    rules: &'p PanelRules,
    question: &'p PanelQuestion,
    occupation: &'p str,
    year: i32,
    tags: &'p BTreeSet<&'p str>,
    /// The answer of each body.
    said: BTreeMap<&'p str, &'p PanelAnswer>,
}

/// Who was asked somewhere, and what they said.
#[derive(Default)]
struct Count<'p> {
    asked: usize,
    abstained: usize,
    codes: Vec<(&'p str, u8)>,
    synthetic: bool,
}

impl<'p> Count<'p> {
    fn add(&mut self, other: &Count<'p>) {
        self.asked += other.asked;
        self.abstained += other.abstained;
        self.codes.extend(&other.codes);
        self.synthetic |= other.synthetic;
    }
}

impl<'p> Panel<'p> {
    fn opinions(&self) -> Vec<PanelOpinion> {
        // Who answered was asked, whatever the bodies' sectors are today.
        let asked =
            self.package.bodies.iter().filter(|body| {
                is_asked(body, self.tags) || self.said.contains_key(body.id.as_str())
            });
        let mut regions: BTreeMap<&str, Count<'p>> = BTreeMap::new();
        let mut national = Count::default();
        for body in asked {
            let place = match body.region.as_str() {
                "" => &mut national,
                region => regions.entry(region).or_default(),
            };
            place.add(&self.of(&body.id));
        }
        let of_regions: Vec<PanelOpinion> =
            regions.iter().map(|(region, count)| self.region(region, count)).collect();
        let counts = |region: &str| {
            let of = of_regions.iter().find(|one| one.region.as_deref() == Some(region));
            of.is_some_and(|one| one.quorum == Quorum::Met)
        };
        let mut nation = national;
        for (region, count) in &regions {
            match counts(region) {
                true => nation.add(count),
                // Those asked there were asked, and may have abstained; what they say does not count.
                false => {
                    nation.asked += count.asked;
                    nation.abstained += count.abstained;
                }
            }
        }
        let met = of_regions.iter().filter(|one| one.quorum == Quorum::Met).count();
        let mut all = vec![self.nation(&nation, met, regions.len())];
        all.extend(of_regions);
        all
    }

    fn of(&self, body: &'p str) -> Count<'p> {
        let mut count = Count { asked: 1, ..Count::default() };
        if let Some(answer) = self.said.get(body) {
            match self.question.code(&answer.answer) {
                Some(code) => count.codes.push((body, code)),
                None => count.abstained += 1,
            }
            count.synthetic |= answer.synthetic;
        }
        count
    }

    fn value(&self, key: &str) -> f64 {
        // A file without a parameter is refused when it is read; nothing counts without one.
        self.rules.value(key).unwrap_or(f64::INFINITY)
    }

    fn region(&self, region: &str, count: &Count<'_>) -> PanelOpinion {
        let (share, few) =
            (self.value(PanelRules::REGION_ANSWERED), self.value(PanelRules::REGION_ANSWERS));
        let answered = count.codes.len() as f64;
        let quorum = if answered < share * count.asked as f64 {
            Quorum::SmallShare
        } else if answered < few {
            Quorum::FewAnswers
        } else {
            Quorum::Met
        };
        let needed = match quorum {
            Quorum::SmallShare => share,
            _ => few,
        };
        self.opinion(Some(region), count, quorum, [("needed", needed.to_string())].into())
    }

    fn nation(&self, count: &Count<'_>, met: usize, regions: usize) -> PanelOpinion {
        let (share, few) =
            (self.value(PanelRules::NATION_REGIONS), self.value(PanelRules::NATION_ANSWERS));
        let (quorum, needed) = if regions == 0 {
            (Quorum::NoRegion, share)
        } else if (met as f64) < share * regions as f64 {
            (Quorum::FewRegions, share)
        } else if (count.codes.len() as f64) < few {
            (Quorum::FewAnswers, few)
        } else {
            (Quorum::Met, few)
        };
        let arguments = [
            ("needed", needed.to_string()),
            ("met", met.to_string()),
            ("regions", regions.to_string()),
        ];
        self.opinion(None, count, quorum, arguments.into())
    }

    fn opinion(
        &self,
        region: Option<&str>,
        count: &Count<'_>,
        quorum: Quorum,
        mut arguments: BTreeMap<&str, String>,
    ) -> PanelOpinion {
        let mut sorted: Vec<f64> = count.codes.iter().map(|(_, code)| f64::from(*code)).collect();
        sorted.sort_by(f64::total_cmp);
        let counts = quorum == Quorum::Met;
        let at = |p: f64| quantile_sorted(&sorted, p).filter(|_| counts);
        let mut answers: BTreeMap<u8, usize> =
            self.question.answers.iter().map(|answer| (answer.code, 0)).collect();
        for (_, code) in &count.codes {
            *answers.entry(*code).or_insert(0) += 1;
        }
        let shares: BTreeMap<u8, f64> = match sorted.len() {
            0 => BTreeMap::new(),
            all => answers.iter().map(|(code, n)| (*code, *n as f64 / all as f64)).collect(),
        };
        let above = self.value(PanelRules::MAJORITY) * sorted.len() as f64;
        let majority = answers.iter().find(|(_, n)| counts && **n as f64 > above);
        let median = at(0.5);
        let shortage = self.question.shortage_from.map(|from| match median {
            None => Verdict::Undetermined,
            Some(median) if median >= f64::from(from) => Verdict::Meets,
            Some(_) => Verdict::DoesNotMeet,
        });
        arguments.insert("asked", count.asked.to_string());
        arguments.insert("answered", sorted.len().to_string());
        let mut bodies: Vec<String> =
            count.codes.iter().map(|(body, _)| (*body).to_owned()).collect();
        bodies.sort();
        PanelOpinion {
            year: self.year,
            question: self.question.id.clone(),
            occupation: self.occupation.to_owned(),
            region: region.map(str::to_owned),
            asked: count.asked,
            answered: sorted.len(),
            abstained: count.abstained,
            quorum,
            reason: Note::new(quorum.key(), arguments),
            majority: majority.map(|(code, _)| *code),
            answers,
            shares,
            quartiles: at(0.25).zip(at(0.75)),
            median,
            shortage,
            bodies,
            synthetic: count.synthetic,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use suranys_core::classification::Labels;
    use suranys_core::scenario::{Basis, CitedBasis, Parameter};
    use suranys_core::shortage_list::{Node, PanelCode, RuleParameter};

    fn cited() -> CitedBasis {
        let source = "synthetic".to_owned();
        CitedBasis { basis: Basis::Expert, source, source_in: Labels::default() }
    }

    /// A quarter of the regions' bodies is not enough, a half is; the nation needs half its regions and
    /// three answers.
    fn rules() -> PanelRules {
        let question =
            |id: &str, codes: std::ops::RangeInclusive<u8>, shortage_from| PanelQuestion {
                id: id.to_owned(),
                text: Labels::default(),
                answers: codes.map(|code| PanelCode { code, text: Labels::default() }).collect(),
                shortage_from,
                basis: cited(),
            };
        let values = [0.5, 1.0, 0.5, 3.0, 0.5];
        let parameters = PanelRules::PARAMETERS.iter().zip(values).map(|(spec, value)| {
            let parameter = Parameter {
                value,
                low: value,
                high: value,
                basis: Basis::Expert,
                source: String::new(),
                source_in: Labels::default(),
            };
            (spec.key.to_owned(), RuleParameter { parameter, unit: spec.unit.to_owned() })
        });
        PanelRules {
            due: (10, 15),
            contact: Labels::default(),
            basis: cited(),
            questions: vec![question("demand", 1..=5, None), question("seekers", 0..=3, Some(2))],
            parameters: parameters.collect(),
        }
    }

    fn cell() -> Cited {
        let (file, column) = ("panel_answers.csv".to_owned(), "answer".to_owned());
        Cited { file, row: 2, column, text: String::new() }
    }

    fn body(id: &str, kind: BodyKind, region: &str, sectors: &[&str]) -> Body {
        Body {
            id: id.to_owned(),
            kind,
            region: region.to_owned(),
            sectors: sectors.iter().map(|s| (*s).to_owned()).collect(),
            labels: Labels::default(),
        }
    }

    fn says(body: &str, answer: &str) -> PanelAnswer {
        PanelAnswer {
            year: 2026,
            body: body.to_owned(),
            region: String::new(),
            occupation: "isco08:2212".to_owned(),
            question: "seekers".to_owned(),
            answer: answer.to_owned(),
            date: "2026-10-01".to_owned(),
            reason: String::new(),
            form: String::new(),
            synthetic: false,
            cell: cell(),
        }
    }

    /// Three regions of one government, one of them with a second body; a chamber, the ministry of the
    /// occupation's sector and one of another.
    fn package(answers: &[(&str, &str)]) -> PackageEvidence {
        use BodyKind::{Authority, Chamber, RegionalGovernment, StateBody};
        let node = |id: &str, parent: &str, level| Node {
            id: id.to_owned(),
            level,
            parent: parent.to_owned(),
            labels: Labels::default(),
            cell: cell(),
        };
        PackageEvidence {
            nodes: vec![node("isco08:22", "", 2), node("isco08:2212", "isco08:22", 4)],
            sectors: [("isco08:22".to_owned(), vec!["health".to_owned()])].into(),
            bodies: vec![
                body("labour", Authority, "", &[]),
                body("health", StateBody, "", &["health"]),
                body("education", StateBody, "", &["education"]),
                body("chamber", Chamber, "", &[]),
                body("north", RegionalGovernment, "XX-1", &[]),
                body("south", RegionalGovernment, "XX-2", &[]),
                body("east", RegionalGovernment, "XX-3", &[]),
                body("east-chamber", Chamber, "XX-3", &[]),
                body("lost", RegionalGovernment, "", &[]),
            ],
            panel: answers.iter().map(|(body, answer)| says(body, answer)).collect(),
            ..PackageEvidence::default()
        }
    }

    fn of<'o>(all: &'o [PanelOpinion], region: Option<&str>) -> &'o PanelOpinion {
        let wanted = |o: &&PanelOpinion| o.question == "seekers" && o.region.as_deref() == region;
        all.iter().find(wanted).expect("an opinion")
    }

    /// By hand. Asked: health, the chamber, north, south, east, east-chamber; education has another
    /// sector, the authority is no one's to ask and nobody knows where `lost` is. North says 3, east
    /// says 2 and its chamber abstains (one of two, a half): two of three regions count. With health (2)
    /// and the chamber (0) the codes are 0, 2, 2, 3: median 2, quartiles 1.5 and 2.25.
    #[test]
    fn a_quorum_is_counted_region_by_region() {
        let answers = [
            ("north", "3"),
            ("east", "2"),
            ("east-chamber", ABSTAIN),
            ("health", "2"),
            ("chamber", "0"),
        ];
        let (package, rules) = (package(&answers), rules());
        let all = opinions(&package, &rules, 2026);
        let nation = of(&all, None);
        assert_eq!((nation.asked, nation.answered, nation.abstained), (6, 4, 1));
        assert_eq!(nation.quorum, Quorum::Met);
        assert_eq!((nation.median, nation.quartiles), (Some(2.0), Some((1.5, 2.25))));
        assert_eq!(nation.shares, [(0, 0.25), (1, 0.0), (2, 0.5), (3, 0.25)].into());
        assert_eq!(nation.answers, [(0, 1), (1, 0), (2, 2), (3, 1)].into());
        // Two of four is a half and no majority.
        assert_eq!((nation.majority, nation.shortage), (None, Some(Verdict::Meets)));
        assert_eq!(nation.bodies, ["chamber", "east", "health", "north"]);
        let east = of(&all, Some("XX-3"));
        assert_eq!((east.asked, east.answered, east.abstained), (2, 1, 1));
        assert_eq!((east.quorum, east.median, east.majority), (Quorum::Met, Some(2.0), Some(2)));
        let south = of(&all, Some("XX-2"));
        assert_eq!((south.asked, south.answered), (1, 0));
        assert_eq!((south.quorum, south.median), (Quorum::SmallShare, None));
        assert_eq!(south.shortage, Some(Verdict::Undetermined));
        assert_eq!(panel_points(&all, &rules, "isco08:2212", None), Some(2.0));
        assert_eq!(panel_points(&all, &rules, "isco08:22", None), None);
        // Nobody answered the other question.
        let demand = all.iter().find(|o| o.question == "demand").expect("asked");
        assert_eq!((demand.answered, demand.shortage), (0, None));
    }

    /// By hand: one of three regions counts, which is less than half, whatever the others say.
    #[test]
    fn too_few_regions_leave_the_nation_open() {
        let answers = [("north", "3"), ("health", "3"), ("chamber", "3"), ("south", ABSTAIN)];
        let all = opinions(&package(&answers), &rules(), 2026);
        let nation = of(&all, None);
        assert_eq!((nation.quorum, nation.answered), (Quorum::FewRegions, 3));
        assert_eq!((nation.median, nation.shortage), (None, Some(Verdict::Undetermined)));
        assert_eq!(nation.reason.arguments["met"], "1");
        assert_eq!(nation.answers[&3], 3, "who answered is shown all the same");
        assert_eq!(panel_points(&all, &rules(), "isco08:2212", None), None);
    }

    /// By hand: two of three regions count, but two answers are fewer than three.
    #[test]
    fn too_few_answers_leave_the_nation_open() {
        let all = opinions(&package(&[("north", "3"), ("south", "3")]), &rules(), 2026);
        assert_eq!(of(&all, None).quorum, Quorum::FewAnswers);
        assert!(opinions(&package(&[("north", "3")]), &rules(), 2025).is_empty());
    }

    #[test]
    fn answers_that_no_question_allows_are_named() {
        let mut register: Vec<PanelAnswer> =
            [("north", "4"), ("south", ABSTAIN), ("east", "3")].map(|(b, a)| says(b, a)).into();
        register[2].question = "wages".to_owned();
        let found = strange_answers(&register, &rules());
        let allowed: Vec<&str> = found.iter().map(|(_, allowed)| allowed.as_str()).collect();
        assert_eq!(allowed, ["0, 1, 2, 3, abstain", "demand, seekers"]);
    }

    proptest! {
        #[test]
        fn the_order_of_rows_changes_nothing(
            order in Just((0..5_usize).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let answers = [
                ("north", "3"), ("south", "0"), ("east", "1"), ("health", "2"), ("chamber", "0"),
            ];
            let shuffled: Vec<(&str, &str)> = order.iter().map(|n| answers[*n]).collect();
            prop_assert_eq!(
                opinions(&package(&shuffled), &rules(), 2026),
                opinions(&package(&answers), &rules(), 2026)
            );
        }

        /// An abstention never gives a quorum that was not there, nor moves the median.
        #[test]
        fn an_abstention_is_no_answer(who in 0_usize..5) {
            let answers = [
                ("north", "3"), ("south", "0"), ("east", "1"), ("health", "2"), ("chamber", "0"),
            ];
            let mut fewer = answers.to_vec();
            fewer.remove(who);
            let mut blank = answers.to_vec();
            blank[who].1 = ABSTAIN;
            let (without, abstained) = (
                opinions(&package(&fewer), &rules(), 2026),
                opinions(&package(&blank), &rules(), 2026),
            );
            let (a, b) = (of(&without, None), of(&abstained, None));
            prop_assert_eq!((a.median, a.quorum, a.answered), (b.median, b.quorum, b.answered));
        }
    }
}

//! Why people may be short in a group or a region, and what would answer it: conditions on what a signal and
//! a forecast say, three-valued like all rules.

use std::collections::BTreeMap;
use suranys_core::YearSpan;
use suranys_core::occupation_groups::{EvidenceGrade, OccupationGroupFigure};
use suranys_core::run::{FigureKey, Measure};
use suranys_core::run_output::ForecastOutput;
use suranys_core::shortage_list::causes::{
    CauseBook, CauseCondition, CauseOutput, CauseResult, CauseRule, CauseRules, ConditionResult,
    GROWTH_LESS_NATION, REPLACEMENT_SHARE, SubjectCauses, TRAINING_PAST_ENTRY, TRAINING_YEARS,
    UNEMPLOYMENT_AGAINST_PAST,
};
use suranys_core::shortage_list::{
    ListOutput, Signal, SignalForecast, SignalOutput, SignalParameter, Verdict,
};

const MONTHS_PER_YEAR: f64 = 12.0;

/// A value with the group whose figure it is; an empty one is the subject itself.
#[derive(Debug, Clone, PartialEq)]
struct Read {
    value: f64,
    of: String,
}

impl Read {
    fn own(value: f64) -> Read {
        Read { value, of: String::new() }
    }
}

/// A list whose signal says as well why people may be short and what would answer it, by what a forecast
/// says of groups and regions. The list is as it is where it has no signal.
#[must_use]
pub fn with_causes(list: ListOutput, book: &CauseBook, forecast: &ForecastOutput) -> ListOutput {
    let Some(signal) = list.signal else { return list };
    let causes = causes(book, &signal, forecast);
    ListOutput { signal: Some(SignalOutput { causes: Some(causes), ..signal }), ..list }
}

/// The causes of every unit group in scope and of every region.
#[must_use]
pub fn causes(book: &CauseBook, signal: &SignalOutput, forecast: &ForecastOutput) -> CauseOutput {
    let entry_months = signal.book.value(SignalParameter::ListValidity);
    let figures = GroupFigures { forecast, period: forecast.settings.policy_period };
    let of_group = |one: &Signal| {
        let code = one.group.split_once(':').map_or(one.group.as_str(), |(_, code)| code);
        let training_years = book.training_years(code);
        let read = |quantity: &str| match quantity {
            TRAINING_YEARS => training_years.map(Read::own),
            TRAINING_PAST_ENTRY => training_years
                .map(|years| Read::own(MONTHS_PER_YEAR * years - entry_months))
                .filter(|read| read.value.is_finite()),
            REPLACEMENT_SHARE => figures.replacement_share(&one.group, book.min_digits),
            indicator => {
                let used = one.indicators.iter().find(|used| used.indicator == indicator)?;
                let of = if used.of == one.group { String::new() } else { used.of.clone() };
                Some(Read { value: used.points, of })
            }
        };
        subject(&book.occupations, one.tier >= book.min_tier, training_years, read)
    };
    let growth = SignalForecast::of(forecast).regional_growth;
    let nation = growth.get("").map(|nation| nation.median);
    let of_region = |code: &str| {
        let read = |quantity: &str| match quantity {
            REPLACEMENT_SHARE => figures.share_in(code).map(Read::own),
            GROWTH_LESS_NATION => Some(Read::own(growth.get(code)?.median - nation?)),
            UNEMPLOYMENT_AGAINST_PAST => figures.against_past(code).map(Read::own),
            _ => None,
        };
        subject(&book.regions, true, None, read)
    };
    let in_scope = signal.signals.iter().filter(|one| one.in_scope && !one.profession);
    CauseOutput {
        book: book.clone(),
        entry_months,
        groups: in_scope.map(|one| (one.group.clone(), of_group(one))).collect(),
        regions: forecast
            .regions
            .iter()
            .map(|region| (region.code.clone(), of_region(&region.code)))
            .collect(),
    }
}

/// What the rules say of one subject, of which `read` gives the quantities that are known.
fn subject(
    rules: &CauseRules,
    asked: bool,
    training_years: Option<f64>,
    read: impl Fn(&str) -> Option<Read>,
) -> SubjectCauses {
    if !asked {
        return SubjectCauses { asked, training_years, causes: Vec::new(), answer: None };
    }
    let causes: Vec<CauseResult> =
        rules.causes.iter().map(|rule| result(rule, &BTreeMap::new(), &read)).collect();
    let known: BTreeMap<&str, Verdict> =
        causes.iter().map(|one| (one.cause.as_str(), one.verdict)).collect();
    let answers = rules.answers.iter().map(|rule| result(rule, &known, &read));
    let answer = answers.into_iter().find(|one| one.verdict == Verdict::Meets);
    SubjectCauses { asked, training_years, causes, answer }
}

/// A rule holds where all its conditions and the causes it asks for do, and does not as soon as one does not.
fn result(
    rule: &CauseRule,
    causes: &BTreeMap<&str, Verdict>,
    read: impl Fn(&str) -> Option<Read>,
) -> CauseResult {
    let conditions: Vec<ConditionResult> =
        rule.conditions.iter().map(|condition| checked(condition, &read)).collect();
    let asked = rule
        .causes
        .iter()
        .map(|cause| causes.get(cause.as_str()).copied().unwrap_or(Verdict::Undetermined));
    // The least of the verdicts: not met, then open, then met.
    let verdict = conditions.iter().map(|one| one.verdict).chain(asked).min();
    CauseResult {
        cause: rule.id.clone(),
        verdict: verdict.unwrap_or(Verdict::Undetermined),
        conditions,
    }
}

fn checked(condition: &CauseCondition, read: impl Fn(&str) -> Option<Read>) -> ConditionResult {
    let found = read(&condition.quantity);
    let verdict = match &found {
        None => Verdict::Undetermined,
        Some(Read { value, .. }) => {
            let reaches = condition.at_least.is_none_or(|bound| *value >= bound);
            let within = condition.at_most.is_none_or(|bound| *value <= bound);
            if reaches && within { Verdict::Meets } else { Verdict::DoesNotMeet }
        }
    };
    ConditionResult {
        quantity: condition.quantity.clone(),
        of: found.as_ref().map(|read| read.of.clone()).unwrap_or_default(),
        value: found.map(|read| read.value),
        at_least: condition.at_least,
        at_most: condition.at_most,
        verdict,
    }
}

/// Figures of groups and regions over the policy period in the baseline.
struct GroupFigures<'a> {
    forecast: &'a ForecastOutput,
    period: YearSpan,
}

impl GroupFigures<'_> {
    fn baseline(&self) -> &str {
        self.forecast.scenarios.first().map_or("", |baseline| baseline.id.as_str())
    }

    /// The median of a flow of a group over the policy period.
    fn flow(&self, group: &str, measure: Measure) -> Option<f64> {
        let is = |figure: &&OccupationGroupFigure| {
            figure.code == group
                && figure.scenario == self.baseline()
                && figure.region.is_none()
                && figure.measure == measure
                && (figure.from, figure.to) == (self.period.from(), self.period.to())
        };
        let found = self.forecast.occupation_figures.iter().find(is);
        found.map(|figure| figure.estimate.central())
    }

    /// The share of replacement in the openings of a group, or of the nearest wider group that has figures
    /// which the evidence allows to give in numbers.
    fn replacement_share(&self, group: &str, min_digits: u8) -> Option<Read> {
        let of = |code: &str| self.forecast.occupation_groups.iter().find(|one| one.code == code);
        let mut code = group;
        loop {
            let known = of(code)?;
            if known.level < usize::from(min_digits) {
                return None;
            }
            let shown = known.grade < EvidenceGrade::D;
            let parts = self
                .flow(code, Measure::ReplacementDemand)
                .zip(self.flow(code, Measure::JobOpenings))
                .filter(|(_, openings)| shown && *openings > 0.0);
            if let Some((replacement, openings)) = parts {
                let of = if code == group { String::new() } else { code.to_owned() };
                return Some(Read { value: replacement / openings, of });
            }
            code = &known.parent;
        }
    }

    fn in_region(&self, region: &str, measure: Measure) -> FigureKey {
        FigureKey::national(self.baseline(), measure, self.period.from()).in_region(region)
    }

    /// The share of replacement in the openings of a region.
    fn share_in(&self, region: &str) -> Option<f64> {
        let of = |measure| {
            let key = self.in_region(region, measure).until(self.period.to());
            self.forecast.figure(&key).map(|figure| figure.estimate.central())
        };
        let (replacement, openings) = (of(Measure::ReplacementDemand)?, of(Measure::JobOpenings)?);
        (openings > 0.0).then(|| replacement / openings)
    }

    /// The unemployment rate of a region against its own past at the end of the policy period.
    fn against_past(&self, region: &str) -> Option<f64> {
        let key = FigureKey {
            from: self.period.to(),
            to: self.period.to(),
            ..self.in_region(region, Measure::UnemploymentAgainstPast)
        };
        self.forecast.figure(&key).map(|figure| figure.estimate.central())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suranys_core::classification::Labels;
    use suranys_core::scenario::{Basis, CitedBasis};

    fn condition(quantity: &str, at_least: Option<f64>, at_most: Option<f64>) -> CauseCondition {
        let basis = CitedBasis {
            basis: Basis::Expert,
            source: "x".to_owned(),
            source_in: Labels::default(),
        };
        CauseCondition { quantity: quantity.to_owned(), at_least, at_most, basis }
    }

    fn rule(id: &str, causes: &[&str], conditions: Vec<CauseCondition>) -> CauseRule {
        let causes = causes.iter().map(|cause| (*cause).to_owned()).collect();
        CauseRule { id: id.to_owned(), title: Labels::default(), causes, conditions }
    }

    /// Expected by the logic of rules/src/three_valued.rs: an open part leaves a conjunction open unless
    /// another fails.
    #[test]
    fn what_is_not_known_is_open_and_never_met() {
        let rules = CauseRules {
            causes: vec![
                rule("growth", &[], vec![condition("a", Some(2.0), None)]),
                rule("pay", &[], vec![condition("unknown", None, Some(1.0))]),
                rule(
                    "both",
                    &[],
                    vec![condition("unknown", Some(0.0), None), condition("a", None, Some(1.0))],
                ),
            ],
            answers: vec![
                rule("by-pay", &["pay"], Vec::new()),
                rule("by-growth", &["growth"], vec![condition("a", Some(2.0), Some(3.0))]),
            ],
        };
        let read = |quantity: &str| (quantity == "a").then(|| Read::own(2.0));
        let said = subject(&rules, true, None, read);
        let verdicts: Vec<Verdict> = said.causes.iter().map(|one| one.verdict).collect();
        assert_eq!(verdicts, [Verdict::Meets, Verdict::Undetermined, Verdict::DoesNotMeet]);
        assert_eq!(said.answer.map(|answer| answer.cause).as_deref(), Some("by-growth"));
        let unasked = subject(&rules, false, Some(4.0), read);
        assert!(unasked.causes.is_empty() && unasked.answer.is_none());
    }
}

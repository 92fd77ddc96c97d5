//! Points of indicators in draws, and the score they make.
//!
//! A figure known only for a wider group is shared with it by each draw's chance, the weight of its
//! level; in the other draws the group's points are those of a group drawn from all that have the
//! indicator. Cut-offs move together in each draw, alike for all groups.

use crate::signal::weights::TrainedWeights;
use std::collections::BTreeMap;
use suranys_core::Key;
use suranys_core::shortage_list::{IndicatorEvidence, SignalBook, SignalIndicator, Weighting};

/// Who is to have a signal.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SignalSubject {
    /// Occupation or profession.
    pub id: String,
    /// Whether it is a profession of a list.
    pub profession: bool,
    /// Groups whose figures may speak for it, finest first: itself, its unit group, and what that is
    /// part of.
    pub chain: Vec<String>,
    /// Whether the scope lets it through.
    pub in_scope: bool,
    /// Who nominates it.
    pub nominated_by: Vec<String>,
}

/// An indicator's points and weights in draws, for one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Column<'a> {
    /// The indicator.
    pub indicator: &'a SignalIndicator,
    /// Its family's weighting.
    pub weighting: Weighting,
    /// Digits at which its figure is known.
    pub level: u8,
    /// Points in each draw; NaN where the figure is missing in it.
    pub points: Vec<f64>,
    /// Trained weight in each draw; one for a family whose weight is one.
    pub weights: Vec<f64>,
}

impl<'a> Column<'a> {
    /// The indicator as it would stand with these points in every draw, known at four digits.
    #[must_use]
    pub fn constant(
        book: &SignalBook,
        weights: &TrainedWeights,
        indicator: &'a SignalIndicator,
        points: f64,
        draws: usize,
    ) -> Column<'a> {
        Column {
            indicator,
            weighting: book.weighting(indicator),
            level: suranys_core::shortage_list::FINEST_LEVEL,
            points: vec![points; draws],
            weights: weights.of(&indicator.id, draws),
        }
    }

    /// Points in a draw; NaN where they are missing.
    fn points_at(&self, draw: usize) -> f64 {
        self.points.get(draw).copied().unwrap_or(f64::NAN)
    }

    /// Mean of the points over the draws that have them.
    #[must_use]
    pub fn mean_points(&self) -> f64 {
        let known: Vec<f64> = self.points.iter().copied().filter(|p| p.is_finite()).collect();
        suranys_core::numeric::mean(&known).unwrap_or(f64::NAN)
    }
}

/// The score in each draw: the weighted mean of the points; NaN in a draw without any.
///
/// A family whose weight is one speaks by the mean of its indicators. One of which only the presence
/// speaks never lowers a score: within its family and over all families it counts where it raises the
/// mean, and is passed over in a draw where it does not.
#[must_use]
pub fn score(columns: &[&Column<'_>], draws: usize) -> Vec<f64> {
    let mut families: BTreeMap<&str, Vec<&Column<'_>>> = BTreeMap::new();
    for column in columns.iter().filter(|c| c.weighting == Weighting::One) {
        families.entry(column.indicator.family.as_str()).or_default().push(column);
    }
    let trained: Vec<&&Column<'_>> =
        columns.iter().filter(|c| c.weighting == Weighting::Trained).collect();
    let mut notes: Vec<f64> = Vec::new();
    let of_draw = |draw: usize| {
        let mut mean = Mean::default();
        for column in &trained {
            mean.add(column.points_at(draw), column.weights.get(draw).copied().unwrap_or(1.0));
        }
        notes.clear();
        for family in families.values() {
            let (mut solid, mut all) = (Mean::default(), Mean::default());
            for column in family {
                all.add(column.points_at(draw), 1.0);
                if !column.indicator.presence_only {
                    solid.add(column.points_at(draw), 1.0);
                }
            }
            match (solid.value(), all.value()) {
                (Some(solid), Some(all)) => mean.add(solid.max(all), 1.0),
                (None, Some(all)) => notes.push(all),
                _ => {}
            }
        }
        notes.sort_by(|a, b| b.total_cmp(a));
        for note in notes.iter().copied() {
            if mean.value().is_none_or(|mean| note > mean) {
                mean.add(note, 1.0);
            }
        }
        mean.value().unwrap_or(f64::NAN)
    };
    (0..draws).map(of_draw).collect()
}

/// A weighted mean in the making; missing points are passed over.
#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    sum: f64,
    total: f64,
}

impl Mean {
    fn add(&mut self, points: f64, weight: f64) {
        if points.is_finite() {
            self.sum += weight * points;
            self.total += weight;
        }
    }

    fn value(self) -> Option<f64> {
        (self.total > 0.0).then(|| self.sum / self.total)
    }
}

/// All evidence, ready to be looked up.
pub struct Pool<'a> {
    book: &'a SignalBook,
    weights: &'a TrainedWeights,
    key: Key,
    draws: usize,
    /// Evidence by indicator and group.
    by_indicator: BTreeMap<&'a str, BTreeMap<&'a str, &'a IndicatorEvidence>>,
    /// Shift of the cut-offs by indicator and draw.
    shifts: BTreeMap<&'a str, Vec<f64>>,
}

impl<'a> Pool<'a> {
    /// Evidence on the book's indicators; of two figures on one group and indicator the later, then
    /// that of the finer level, then the one with the greater values, whatever the order of the rows.
    #[must_use]
    pub fn new(
        book: &'a SignalBook,
        weights: &'a TrainedWeights,
        evidence: &'a [IndicatorEvidence],
        key: &Key,
        draws: usize,
    ) -> Pool<'a> {
        let mut by_indicator: BTreeMap<&str, BTreeMap<&str, &IndicatorEvidence>> = BTreeMap::new();
        for one in evidence {
            if book.indicator(&one.indicator).is_none() {
                continue;
            }
            let of = by_indicator.entry(&one.indicator).or_default();
            of.entry(&one.group)
                .and_modify(|known| {
                    if later(one, known) {
                        *known = one;
                    }
                })
                .or_insert(one);
        }
        let key = key.with("points");
        let shift = |id: &str| -> Vec<f64> {
            let streams = key.with("cut-offs").with(id).streams();
            (0..draws).map(|draw| streams.draw(draw).normal()).collect()
        };
        let shifts = book.indicators.iter().map(|i| (i.id.as_str(), shift(&i.id))).collect();
        Pool { book, weights, key, draws, by_indicator, shifts }
    }

    /// The evidence on an indicator that is finest for a subject.
    #[must_use]
    pub fn finest(
        &self,
        subject: &SignalSubject,
        indicator: &str,
    ) -> Option<&'a IndicatorEvidence> {
        let of = self.by_indicator.get(indicator)?;
        subject.chain.iter().find_map(|group| of.get(group.as_str()).copied())
    }

    /// By draw, the shift of an indicator's cut-offs.
    fn shifts(&self, indicator: &SignalIndicator) -> &[f64] {
        self.shifts.get(indicator.id.as_str()).map_or(&[], Vec::as_slice)
    }

    /// Points of a figure in a draw.
    fn points(
        indicator: &SignalIndicator,
        shifts: &[f64],
        of: &IndicatorEvidence,
        draw: usize,
    ) -> f64 {
        let shift = shifts.get(draw).copied().unwrap_or(0.0);
        of.values.at(draw).map_or(f64::NAN, |v| indicator.points(v, shift, of.level))
    }

    /// The columns of a subject, counted or not, in the book's order, each with its evidence.
    #[must_use]
    pub fn columns(&self, subject: &SignalSubject) -> Vec<(Column<'a>, &'a IndicatorEvidence)> {
        let of = |indicator: &'a SignalIndicator| {
            let evidence = self.finest(subject, &indicator.id)?;
            let column = Column {
                indicator,
                weighting: self.book.weighting(indicator),
                level: evidence.level,
                points: self.shared(subject, indicator, evidence),
                weights: self.weights.of(&indicator.id, self.draws),
            };
            Some((column, evidence))
        };
        let all = self.book.indicators.iter().filter_map(of);
        // A figure that is missing in every draw is missing.
        all.filter(|(column, _)| column.points.iter().any(|p| p.is_finite())).collect()
    }

    /// Points of a subject by a figure of its own or of a wider group.
    fn shared(
        &self,
        subject: &SignalSubject,
        indicator: &SignalIndicator,
        evidence: &IndicatorEvidence,
    ) -> Vec<f64> {
        let chance = self.book.level_weight(evidence.level);
        let all: Vec<&IndicatorEvidence> = self
            .by_indicator
            .get(indicator.id.as_str())
            .into_iter()
            .flatten()
            .map(|(_, e)| *e)
            .collect();
        let shifts = self.shifts(indicator);
        let streams = self.key.with("level").with(&indicator.id).with(&subject.id).streams();
        (0..self.draws)
            .map(|draw| {
                let mut stream = streams.draw(draw);
                let keeps = stream.uniform() < chance;
                let other = all.get(stream.below(all.len())).copied().filter(|_| !keeps);
                Pool::points(indicator, shifts, other.unwrap_or(evidence), draw)
            })
            .collect()
    }

    /// Probabilities of 0 to 3 points of an indicator over all groups that have it; the book's where
    /// none has, or where only its presence speaks.
    #[must_use]
    pub fn distribution(&self, indicator: &SignalIndicator) -> [f64; 4] {
        let (mut counts, shifts) = ([0.0; 4], self.shifts(indicator));
        let of = self.by_indicator.get(indicator.id.as_str()).into_iter().flatten();
        for (_, evidence) in of.filter(|_| !indicator.presence_only) {
            for draw in 0..self.draws {
                let points = Pool::points(indicator, shifts, evidence, draw);
                let place = (0..4_usize).find(|n| *n as f64 == points);
                if let Some(count) = place.and_then(|n| counts.get_mut(n)) {
                    *count += 1.0;
                }
            }
        }
        let total: f64 = counts.iter().sum();
        if total > 0.0 { counts.map(|count| count / total) } else { indicator.expected }
    }
}

/// Whether a figure takes the place of another on the same group and indicator.
fn later(one: &IndicatorEvidence, known: &IndicatorEvidence) -> bool {
    let order = (one.date.as_str(), one.level).cmp(&(known.date.as_str(), known.level));
    let mean = |evidence: &IndicatorEvidence| {
        (0..64).filter_map(|draw| evidence.values.at(draw)).sum::<f64>()
    };
    let order = order.then_with(|| mean(one).total_cmp(&mean(known)));
    order.then_with(|| one.source.cmp(&known.source)).is_gt()
}

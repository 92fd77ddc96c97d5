//! What each body is asked in a year: a form with the figures there are already.

use crate::chain::{by_id, sector_tags};
use crate::panel::{groups, is_asked};
use std::collections::BTreeSet;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::run_output::ForecastOutput;
use suranys_core::shortage_list::{
    Assessed, Body, Finding, FormFigure, FormRow, ListOutput, Node, PackageEvidence, PanelForm,
    Source, Verdict,
};
use suranys_core::{Status, Year, YearSpan};

/// Level of unit groups.
const UNIT_GROUP: u8 = 4;

/// What forms are made from.
#[derive(Debug, Clone, Copy)]
pub struct FormRequest<'r> {
    /// The package: bodies, occupations, professions.
    pub package: &'r PackageEvidence,
    /// The list: which evidence there is.
    pub list: &'r ListOutput,
    /// The forecast: figures of its first scenario.
    pub forecast: &'r ForecastOutput,
    /// What is asked about, in order.
    pub occupations: &'r [String],
    /// The panel's year.
    pub year: i32,
}

/// What the panel is asked about where nothing is named: the professions of the list in force, then
/// the unit groups in the scope of the rules.
#[must_use]
pub fn panel_occupations(list: &ListOutput) -> Vec<String> {
    let in_force = |one: &&Assessed| {
        one.subject.profession && one.subject.lists.contains(&list.book.version.list)
    };
    let in_scope = |one: &&Assessed| {
        let scope = one.trace.parts.first().map(|part| part.verdict);
        let group = !one.subject.profession && one.subject.level == UNIT_GROUP;
        group && scope == Some(Verdict::Meets)
    };
    let professions = list.assessed.iter().filter(in_force);
    let groups = list.assessed.iter().filter(in_scope);
    professions.chain(groups).map(|one| one.subject.id.clone()).collect()
}

/// A form for each body that is asked about anything, in the order of the package's bodies.
#[must_use]
pub fn panel_forms(request: &FormRequest<'_>) -> Vec<PanelForm> {
    let package = request.package;
    let nodes = by_id(&package.nodes);
    let occupations: Vec<(&String, Vec<&Node>, BTreeSet<&str>)> = request
        .occupations
        .iter()
        .map(|id| {
            let groups = groups(package, &nodes, id);
            let tags = sector_tags(package, &groups);
            (id, groups, tags)
        })
        .collect();
    let form = |body: &Body| {
        let asked = occupations.iter().filter(|(_, _, tags)| is_asked(body, tags));
        let region = Some(body.region.as_str()).filter(|region| !region.is_empty());
        let rows: Vec<FormRow> =
            asked.filter_map(|(id, groups, _)| request.row(id, groups, region)).collect();
        let code = region.unwrap_or(&package.country).to_owned();
        let synthetic = request.list.synthetic
            || rows.iter().filter_map(|row| row.status).any(|status| status.synthetic);
        (!rows.is_empty()).then(|| PanelForm {
            package: package.name.clone(),
            version: package.version.clone(),
            body: body.clone(),
            region_labels: package.region_labels.get(&code).cloned().unwrap_or_default(),
            region: code,
            year: request.year,
            rows,
            synthetic,
        })
    };
    package.bodies.iter().filter_map(form).collect()
}

impl FormRequest<'_> {
    fn row(&self, id: &str, groups: &[&Node], region: Option<&str>) -> Option<FormRow> {
        let package = self.package;
        let profession = package.professions.iter().find(|one| one.id == id).map(|one| &one.labels);
        let node = package.nodes.iter().find(|one| one.id == id).map(|one| &one.labels);
        let labels = profession.or(node)?.clone();
        let mut figures: Vec<Option<FormFigure>> =
            FormRow::MEASURES.iter().map(|measure| self.figure(*measure, groups, region)).collect();
        apart(&mut figures);
        let statuses = figures.iter().flatten().map(|one| one.figure.status);
        let status = statuses.reduce(Status::worst);
        let found = self.list.assessed(id).into_iter().flat_map(|one| &one.findings);
        let evidence = found.filter_map(|(quantity, finding)| {
            let known = matches!(finding, Finding::Known(_));
            (known && Source::EVIDENCE.contains(&quantity.source())).then_some(*quantity)
        });
        Some(FormRow { id: id.to_owned(), labels, figures, evidence: evidence.collect(), status })
    }

    /// The figure of the finest group that the run has one of, in the region, else in the nation.
    fn figure(
        &self,
        measure: Measure,
        groups: &[&Node],
        region: Option<&str>,
    ) -> Option<FormFigure> {
        let scenario = &self.forecast.scenarios.first()?.id;
        let period = self.period();
        let key = match measure.of_one_year() {
            true => FigureKey::national(scenario, measure, self.year_shown(period)),
            false => FigureKey::national(scenario, measure, period.from()).until(period.to()),
        };
        let places: BTreeSet<Option<&str>> = [region, None].into();
        for group in groups {
            // The nation, which is nowhere in particular, comes after the region.
            for place in places.iter().rev() {
                let key = key.clone().in_occupation(&group.id);
                let key = match place {
                    Some(region) => key.in_region(region),
                    None => key,
                };
                if let Some(figure) = self.forecast.figure(&key) {
                    return Some(FormFigure { key, figure: figure.clone() });
                }
            }
        }
        None
    }

    /// The first reporting period that the panel's year is in; the policy period where none is.
    fn period(&self) -> YearSpan {
        let policy = self.forecast.settings.policy_period;
        let holds = |span: &YearSpan| span.contains(Year(self.year));
        let all = [policy].into_iter().chain(self.forecast.periods.iter().copied());
        all.into_iter().find(holds).unwrap_or(policy)
    }

    /// The year stocks are shown of: the panel's, as far as the period reaches.
    fn year_shown(&self, period: YearSpan) -> Year {
        Year(self.year).clamp(period.from(), period.to())
    }
}

/// Takes away a replacement demand that is not of the same group and place as the job openings it is
/// shown as a part of: that of the country would be more than all openings of a region.
fn apart(figures: &mut [Option<FormFigure>]) {
    let of = |measure: Measure, all: &[Option<FormFigure>]| {
        all.iter().flatten().map(|one| &one.key).find(|key| key.measure == measure).cloned()
    };
    let openings = of(Measure::JobOpenings, figures);
    for one in figures.iter_mut() {
        let strange = one.as_ref().is_some_and(|one| {
            one.key.measure == Measure::ReplacementDemand
                && openings.as_ref().is_none_or(|whole| {
                    (&whole.occupation, &whole.region) != (&one.key.occupation, &one.key.region)
                })
        });
        if strange {
            *one = None;
        }
    }
}

//! The tables of a run.

use crate::display::{counts_persons, in_csv};
use crate::tables::occupation_groups::occupation_tables;
use std::collections::BTreeMap;
use suranys_core::comparison::Change;
use suranys_core::inputs::Source;
use suranys_core::published::{OwnForecast, PublishedForecast};
use suranys_core::run::{
    Estimate, Figure, FigureKey, Indicator, Measure, OBSERVED, OutturnRow, Sensitivity,
};
use suranys_core::run_output::RunOutput;
use suranys_core::table::{Column, ResultTable};

/// Whether a figure is of the labour force: its balance with employment, not a flow of jobs.
fn of_labour_force(measure: Measure) -> bool {
    let others = [
        Measure::LabourForce,
        Measure::Unemployed,
        Measure::UnemploymentRate,
        Measure::UnemploymentAgainstPast,
        Measure::OpeningsPerUnemployed,
        Measure::ParticipationRate,
    ];
    others.contains(&measure)
}

/// Whether a figure is of how entrants cover job openings.
fn of_cover(measure: Measure) -> bool {
    let others = [Measure::Cover, Measure::RelativeShortage, Measure::TightnessProbability];
    measure.of_entrants() || others.contains(&measure)
}

/// All tables, in name order. Persons have one decimal, other numbers four.
pub fn tables(output: &RunOutput) -> Vec<ResultTable> {
    use Measure::{Employment, PensionAge};
    let flow = |k: &FigureKey| {
        let m = k.measure;
        let stock = m == Employment || m == PensionAge;
        !(stock || of_labour_force(m) || of_cover(m) || m.of_hired()) && k.sex.is_none()
    };
    let year = |k: &FigureKey| k.from == k.to && k.scenario != OBSERVED;
    let place = |k: &FigureKey| (k.section.is_some(), k.region.is_some(), k.occupation.is_some());
    let crossed = |k: &FigureKey| {
        let (section, region, occupation) = place(k);
        u8::from(section) + u8::from(region) + u8::from(occupation) > 1
    };
    let period_of = |k: &FigureKey, at: (bool, bool, bool)| !year(k) && flow(k) && place(k) == at;
    let sets = Sets::of(output);
    let mut tables = vec![
        figures(output, &sets, "net_requirement_by_year", |k| year(k) && flow(k) && !crossed(k)),
        figures(output, &sets, "job_openings_by_period", |k| period_of(k, (false, false, false))),
        figures(output, &sets, "job_openings_by_section", |k| period_of(k, (true, false, false))),
        figures(output, &sets, "job_openings_by_region", |k| period_of(k, (false, true, false))),
        figures(output, &sets, "job_openings_by_occupation", |k| {
            period_of(k, (false, false, true))
        }),
        figures(output, &sets, "job_openings_by_section_region", |k| {
            place(k) == (true, true, false)
        }),
        figures(output, &sets, "job_openings_by_section_occupation", |k| {
            place(k) == (true, false, true)
        }),
        figures(output, &sets, "job_openings_by_region_occupation", |k| {
            flow(k) && place(k) == (false, true, true)
        }),
        figures(output, &sets, "hired_workers", |k| k.measure.of_hired()),
        figures(output, &sets, "labour_force", |k| of_labour_force(k.measure)),
        figures(output, &sets, "cover", |k| of_cover(k.measure)),
        figures(output, &sets, "employment_by_section", |k| {
            k.measure == Employment
                && k.region.is_none()
                && k.occupation.is_none()
                && k.age.is_none()
        }),
        figures(output, &sets, "employment_by_region", |k| {
            k.measure == Employment && place(k) == (false, true, false)
        }),
        figures(output, &sets, "employment_by_occupation", |k| {
            k.measure == Employment && place(k) == (false, false, true)
        }),
        figures(output, &sets, "employment_by_age", |k| k.measure == Employment && k.age.is_some()),
        figures(output, &sets, "retirement_by_sex", |k| {
            k.scenario != OBSERVED && k.sex.is_some() && k.age.is_none()
        }),
        backtest(output),
        assumptions(output),
        indicators(output, &sets),
        sources(&output.sources),
        sets.table(),
    ];
    if !output.sensitivities.is_empty() {
        tables.push(sensitivities(output, &sets));
    }
    if !output.outturns.is_empty() {
        tables.push(outturns(output, &sets));
    }
    if !output.shortage_draws.is_empty() {
        tables.push(shortage_draws(output));
    }
    if !output.published.is_empty() {
        tables.push(published_forecasts(output, &sets));
    }
    if !output.differences.is_empty() {
        tables.push(differences(output, &sets));
    }
    tables.extend(occupation_tables(output, |set| sets.id(set)));
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    tables
}

/// Resources that figures rest on, each combination under a short name: most figures rest on a
/// dozen resources, and on the same.
struct Sets(BTreeMap<Vec<String>, String>);

impl Sets {
    fn of(output: &RunOutput) -> Sets {
        let named = output.source_sets().into_iter().enumerate();
        Sets(named.map(|(n, set)| (set.clone(), format!("s{}", n + 1))).collect())
    }

    fn id(&self, set: &Vec<String>) -> Option<String> {
        self.0.get(set).cloned()
    }

    /// A row for each resource of each combination.
    fn table(&self) -> ResultTable {
        let mut rows: Vec<(&String, &String)> =
            self.0.iter().flat_map(|(set, id)| set.iter().map(move |one| (id, one))).collect();
        rows.sort_by_key(|(id, one)| (id.len(), *id, *one));
        table(
            "source_sets",
            vec![
                ("sources", texts(rows.iter().map(|(id, _)| (*id).clone()))),
                ("resource", texts(rows.iter().map(|(_, one)| (*one).clone()))),
            ],
        )
    }
}

/// One-at-a-time sensitivities.
fn sensitivities(output: &RunOutput, sets: &Sets) -> ResultTable {
    let rows = &output.sensitivities;
    let number = |of: fn(&Sensitivity) -> f64| {
        Column::Number(rows.iter().map(|r| Some(rounded(counts_persons(r.unit), of(r)))).collect())
    };
    let own =
        |of: fn(&Sensitivity) -> f64| Column::Number(rows.iter().map(|r| Some(of(r))).collect());
    let mut columns = keys(&rows.iter().map(|r| &r.key).collect::<Vec<_>>());
    columns.extend([
        ("low", own(|r| r.low)),
        ("high", own(|r| r.high)),
        ("unit", texts(rows.iter().map(|r| r.unit.key().to_owned()))),
        ("centre", number(|r| r.centre)),
        ("at_low", number(|r| r.at_low)),
        ("at_high", number(|r| r.at_high)),
        ("status", texts(rows.iter().map(|r| r.status.obs.code().to_owned()))),
        ("synthetic", flags(rows.iter().map(|r| r.status.synthetic))),
        ("sources", optional(rows.iter().map(|r| sets.id(&r.source)))),
        ("parameter", texts(rows.iter().map(|r| r.parameter.clone()))),
    ]);
    table("sensitivity", columns)
}

fn texts(values: impl Iterator<Item = String>) -> Column {
    Column::Text(values.collect())
}

/// Texts that some rows are without; an empty one is none.
fn optional(values: impl Iterator<Item = Option<String>>) -> Column {
    Column::OptionalText(values.map(|text| text.filter(|text| !text.is_empty())).collect())
}

fn flags(values: impl Iterator<Item = bool>) -> Column {
    Column::Flag(values.map(Some).collect())
}

/// A number as the CSV shows it, so that both formats hold the same.
fn rounded(persons: bool, value: f64) -> f64 {
    in_csv(persons, value).parse().unwrap_or(value)
}

fn years(values: impl Iterator<Item = i32>) -> Column {
    Column::Integer(values.map(|y| Some(i64::from(y))).collect())
}

fn table(name: &str, columns: Vec<(&str, Column)>) -> ResultTable {
    let columns = columns.into_iter().map(|(name, column)| (name.to_owned(), column)).collect();
    ResultTable { name: name.to_owned(), columns }
}

fn keys(keys: &[&FigureKey]) -> Vec<(&'static str, Column)> {
    let text = |f: fn(&FigureKey) -> String| texts(keys.iter().map(|k| f(k)));
    let code = |f: fn(&FigureKey) -> Option<String>| optional(keys.iter().map(|k| f(k)));
    vec![
        ("scenario", text(|k| k.scenario.clone())),
        ("measure", text(|k| k.measure.key().to_owned())),
        ("section", code(|k| k.section.clone())),
        ("region", code(|k| k.region.clone())),
        ("occupation", code(|k| k.occupation.clone())),
        ("sex", code(|k| k.sex.map(|s| s.code().to_owned()))),
        ("age", code(|k| k.age.map(|a| a.to_string()))),
        ("year_from", years(keys.iter().map(|k| k.from.0))),
        ("year_to", years(keys.iter().map(|k| k.to.0))),
    ]
}

fn figures(
    output: &RunOutput,
    sets: &Sets,
    name: &str,
    keep: impl Fn(&FigureKey) -> bool,
) -> ResultTable {
    let rows: Vec<(&FigureKey, &Figure)> = output.figures.iter().filter(|(k, _)| keep(k)).collect();
    let keys_of: Vec<&FigureKey> = rows.iter().map(|(k, _)| *k).collect();
    let bound = |pick: fn(&suranys_core::Quantiles) -> f64| {
        Column::Number(
            rows.iter()
                .map(|(_, f)| f.estimate.range().map(|q| rounded(counts_persons(f.unit), pick(&q))))
                .collect(),
        )
    };
    let mut columns = keys(&keys_of);
    columns.extend([
        ("unit", texts(rows.iter().map(|(_, f)| f.unit.key().to_owned()))),
        ("lo95", bound(|q| q.lo95())),
        ("lo80", bound(|q| q.lo80())),
        (
            "median",
            Column::Number(
                rows.iter()
                    .map(|(_, f)| Some(rounded(counts_persons(f.unit), f.estimate.central())))
                    .collect(),
            ),
        ),
        ("hi80", bound(|q| q.hi80())),
        ("hi95", bound(|q| q.hi95())),
        (
            "assumed_share",
            Column::Number(rows.iter().map(|(_, f)| Some(rounded(false, f.assumed))).collect()),
        ),
        ("status", texts(rows.iter().map(|(_, f)| f.status.obs.code().to_owned()))),
        ("synthetic", flags(rows.iter().map(|(_, f)| f.status.synthetic))),
        ("sources", optional(rows.iter().map(|(_, f)| sets.id(&f.source)))),
    ]);
    table(name, columns)
}

fn backtest(output: &RunOutput) -> ResultTable {
    let rows = &output.scores;
    let number = |f: fn(&suranys_core::run::ScoreRow) -> f64| {
        Column::Number(rows.iter().map(|r| Some(rounded(false, f(r)))).collect())
    };
    table(
        "backtest",
        vec![
            ("panel", texts(rows.iter().map(|r| r.panel.clone()))),
            ("model", texts(rows.iter().map(|r| r.model.clone()))),
            ("used", flags(rows.iter().map(|r| r.chosen))),
            (
                "errors",
                Column::Integer(rows.iter().map(|r| i64::try_from(r.errors).ok()).collect()),
            ),
            ("mase", number(|r| r.mase)),
            ("wis", number(|r| r.wis)),
            ("coverage80", number(|r| r.coverage80)),
            ("coverage95", number(|r| r.coverage95)),
        ],
    )
}

fn outturns(output: &RunOutput, sets: &Sets) -> ResultTable {
    let rows = &output.outturns;
    let number = |f: fn(&OutturnRow) -> f64| {
        let shown = |r: &OutturnRow| Some(rounded(counts_persons(r.unit()), f(r)));
        Column::Number(rows.iter().map(shown).collect())
    };
    let mut columns = keys(&rows.iter().map(|r| &r.key).collect::<Vec<_>>());
    columns.extend([
        ("vintage", years(rows.iter().map(|r| r.vintage.0.0))),
        ("unit", texts(rows.iter().map(|r| r.unit().key().to_owned()))),
        ("lo95", number(|r| r.forecast.lo95())),
        ("lo80", number(|r| r.forecast.lo80())),
        ("median", number(|r| r.forecast.median())),
        ("hi80", number(|r| r.forecast.hi80())),
        ("hi95", number(|r| r.forecast.hi95())),
        ("outturn", number(|r| r.outturn)),
        ("outturn_status", texts(rows.iter().map(|r| r.published.obs.code().to_owned()))),
        ("status", texts(rows.iter().map(|r| r.status.obs.code().to_owned()))),
        ("synthetic", flags(rows.iter().map(|r| r.status.synthetic))),
        ("inside80", flags(rows.iter().map(|r| r.inside80))),
        ("inside95", flags(rows.iter().map(|r| r.inside95))),
        ("sources", optional(rows.iter().map(|r| sets.id(&r.source)))),
    ]);
    table("outturns", columns)
}

/// What the figures of the other scenarios differ by from the first one's.
fn differences(output: &RunOutput, sets: &Sets) -> ResultTable {
    let rows = &output.differences;
    let number = |f: fn(&Change) -> Option<f64>| {
        let shown = |row: &Change| f(row).map(|v| rounded(counts_persons(row.unit), v));
        Column::Number(rows.iter().map(shown).collect())
    };
    let share = |f: fn(&Change) -> f64| {
        Column::Number(rows.iter().map(|row| Some(rounded(false, f(row)))).collect())
    };
    let baseline = output.scenarios.first().map_or("", |scenario| scenario.id.as_str());
    let mut columns = vec![("less", texts(rows.iter().map(|_| baseline.to_owned())))];
    columns.extend(keys(&rows.iter().map(|row| &row.key).collect::<Vec<_>>()));
    columns.extend([
        ("unit", texts(rows.iter().map(|row| row.unit.key().to_owned()))),
        ("less_median", number(|row| Some(row.from.central()))),
        ("scenario_median", number(|row| Some(row.to.central()))),
        ("lo95", number(|row| row.difference.range().map(|q| q.lo95()))),
        ("lo80", number(|row| row.difference.range().map(|q| q.lo80()))),
        ("median", number(|row| Some(row.difference.central()))),
        ("hi80", number(|row| row.difference.range().map(|q| q.hi80()))),
        ("hi95", number(|row| row.difference.range().map(|q| q.hi95()))),
        ("probability_above", share(|row| row.above)),
        ("probability_below", share(|row| row.below)),
        ("status", texts(rows.iter().map(|row| row.status.obs.code().to_owned()))),
        ("synthetic", flags(rows.iter().map(|row| row.status.synthetic))),
        ("sources", optional(rows.iter().map(|row| sets.id(&row.source)))),
    ]);
    table("differences", columns)
}

/// Forecasts that others published, with ours of the same concept and what happened.
fn published_forecasts(output: &RunOutput, sets: &Sets) -> ResultTable {
    let rows = &output.published;
    let text = |of: fn(&PublishedForecast) -> String| texts(rows.iter().map(of));
    let persons = |of: fn(&PublishedForecast) -> Option<f64>| {
        Column::Number(rows.iter().map(|row| of(row).map(|v| rounded(true, v))).collect())
    };
    let ours =
        |of: fn(&OwnForecast) -> String| optional(rows.iter().map(|row| row.ours.as_ref().map(of)));
    let year = |of: fn(&FigureKey) -> i32| {
        let of = |row: &PublishedForecast| row.ours.as_ref().map(|own| i64::from(of(&own.key)));
        Column::Integer(rows.iter().map(of).collect())
    };
    let range = |row: &PublishedForecast| row.ours.as_ref()?.per_year.range();
    let changed = |row: &PublishedForecast| row.outturn.as_ref().ok().cloned();
    table(
        "published_forecasts",
        vec![
            ("year_from", years(rows.iter().map(|row| row.period.from().0))),
            ("year_to", years(rows.iter().map(|row| row.period.to().0))),
            ("scenario", text(|row| row.scenario.clone())),
            ("quantity", text(|row| row.quantity.clone())),
            ("dimension", text(|row| row.dimension.clone())),
            ("code", text(|row| row.code.clone())),
            ("population", text(|_| population(true).to_owned())),
            ("published", persons(|row| Some(row.value))),
            ("published_per_year", persons(|row| Some(row.per_year))),
            ("published_status", text(|row| row.status.obs.code().to_owned())),
            ("source", text(|row| row.source.clone())),
            ("own_measure", ours(|own| own.key.measure.key().to_owned())),
            ("own_population", ours(|own| population(own.key.measure.of_hired()).to_owned())),
            ("own_year_from", year(|key| key.from.0)),
            ("own_year_to", year(|key| key.to.0)),
            (
                "own_lo80",
                Column::Number(
                    rows.iter().map(|r| Some(rounded(true, range(r)?.lo80()))).collect(),
                ),
            ),
            ("own_per_year", persons(|row| Some(row.ours.as_ref()?.per_year.central()))),
            (
                "own_hi80",
                Column::Number(
                    rows.iter().map(|r| Some(rounded(true, range(r)?.hi80()))).collect(),
                ),
            ),
            (
                "outturn_measure",
                optional(
                    rows.iter()
                        .map(|row| changed(row).map(|change| change.measure.key().to_owned())),
                ),
            ),
            ("outturn_per_year", persons(|row| Some(row.outturn.as_ref().ok()?.per_year))),
            (
                "missing",
                optional(
                    rows.iter()
                        .map(|row| row.outturn.as_ref().err().map(|why| why.key().to_owned())),
                ),
            ),
            ("status", ours(|own| own.status.obs.code().to_owned())),
            ("synthetic", flags(rows.iter().map(PublishedForecast::synthetic))),
            ("sources", optional(rows.iter().map(|row| sets.id(&row.ours.as_ref()?.source)))),
        ],
    )
}

/// Key of the population that a figure is of.
fn population(hired: bool) -> &'static str {
    if hired { "hired" } else { "employed" }
}

/// A row for each scenario and draw, a column for each occupation: rows belong together.
fn shortage_draws(output: &RunOutput) -> ResultTable {
    let of = |scenario: &str, code: &str| {
        let mut all = output.shortage_draws.iter();
        let found =
            all.find(|d| d.key.scenario == scenario && d.key.occupation.as_deref() == Some(code));
        found.map_or(&[][..], |d| d.draws.as_slice())
    };
    let rows: Vec<(&str, usize)> = output
        .scenarios
        .iter()
        .flat_map(|s| (0..output.settings.draws).map(|draw| (s.id.as_str(), draw)))
        .collect();
    let mut columns = vec![
        ("scenario", texts(rows.iter().map(|(scenario, _)| (*scenario).to_owned()))),
        ("draw", Column::Integer(rows.iter().map(|(_, d)| i64::try_from(*d).ok()).collect())),
    ];
    for item in &output.occupations {
        let value = |(scenario, draw): &(&str, usize)| {
            of(scenario, &item.code).get(*draw).map(|v| rounded(true, *v))
        };
        columns.push((&item.code, Column::Number(rows.iter().map(value).collect())));
    }
    table("shortage_draws", columns)
}

fn assumptions(output: &RunOutput) -> ResultTable {
    struct Row<'a> {
        scenario: &'a str,
        key: String,
        /// Value, lower and upper end.
        values: [f64; 3],
        unit: &'static str,
        basis: &'a str,
        source: &'a str,
    }
    let mut rows: Vec<Row> = Vec::new();
    for s in &output.scenarios {
        let scenario = s.id.as_str();
        for (key, p) in &s.parameters {
            let Some((_, spec)) = s.parameter(key) else { continue };
            let (values, basis) = ([p.value, p.low, p.high], p.basis.key());
            let (key, unit, source) = (key.clone(), spec.unit, p.source.as_str());
            rows.push(Row { scenario, key, values, unit, basis, source });
        }
        for one in s.laid_down() {
            let (key, values, unit) = (one.key, [one.value; 3], one.unit);
            let basis = one.basis.map_or("", |basis| basis.basis.key());
            let source = one.basis.map_or("", |basis| &basis.source);
            rows.push(Row { scenario, key, values, unit, basis, source });
        }
    }
    let number = |n: usize| Column::Number(rows.iter().map(|r| r.values.get(n).copied()).collect());
    table(
        "assumptions",
        vec![
            ("scenario", texts(rows.iter().map(|r| r.scenario.to_owned()))),
            ("parameter", texts(rows.iter().map(|r| r.key.clone()))),
            ("value", number(0)),
            ("low", number(1)),
            ("high", number(2)),
            ("unit", texts(rows.iter().map(|r| r.unit.to_owned()))),
            ("basis", optional(rows.iter().map(|r| Some(r.basis.to_owned())))),
            ("source", optional(rows.iter().map(|r| Some(r.source.to_owned())))),
        ],
    )
}

fn indicators(output: &RunOutput, sets: &Sets) -> ResultTable {
    let rows = &output.indicators;
    let code =
        |pick: fn(&Indicator) -> &Option<String>| optional(rows.iter().map(|r| pick(r).clone()));
    let number = |pick: fn(&Estimate) -> Option<f64>| {
        let of = |r: &Indicator| r.estimate.as_ref().and_then(pick).map(|v| rounded(false, v));
        Column::Number(rows.iter().map(of).collect())
    };
    table(
        "indicators",
        vec![
            ("indicator", texts(rows.iter().map(|r| r.id.clone()))),
            ("scenario", texts(rows.iter().map(|r| r.scenario.clone()))),
            ("section", code(|r| &r.section)),
            ("region", code(|r| &r.region)),
            ("occupation", code(|r| &r.occupation)),
            ("period", texts(rows.iter().map(|r| r.period.clone()))),
            ("count", optional(rows.iter().map(|r| Some(r.count.clone())))),
            ("unit", texts(rows.iter().map(|r| r.unit.key().to_owned()))),
            ("lo95", number(|e| e.range().map(|q| q.lo95()))),
            ("lo80", number(|e| e.range().map(|q| q.lo80()))),
            ("median", number(|e| Some(e.central()))),
            ("hi80", number(|e| e.range().map(|q| q.hi80()))),
            ("hi95", number(|e| e.range().map(|q| q.hi95()))),
            ("missing", optional(rows.iter().map(|r| r.missing.clone()))),
            ("status", texts(rows.iter().map(|r| r.status.obs.code().to_owned()))),
            ("synthetic", flags(rows.iter().map(|r| r.status.synthetic))),
            ("sources", optional(rows.iter().map(|r| sets.id(&r.source)))),
        ],
    )
}

fn sources(rows: &[Source]) -> ResultTable {
    let text = |f: fn(&Source) -> &str| texts(rows.iter().map(|r| f(r).to_owned()));
    table(
        "sources",
        vec![
            ("id", text(|r| &r.id)),
            ("publisher", text(|r| &r.publisher)),
            ("dataset", text(|r| &r.dataset)),
            ("locator", text(|r| &r.locator)),
            ("vintage", years(rows.iter().map(|r| r.vintage.0))),
            ("licence", text(|r| &r.licence)),
        ],
    )
}

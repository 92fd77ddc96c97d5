//! A package as the evidence rules are applied to.

use crate::check;
use crate::check::unit::factor;
use crate::load_error::LoadError;
use crate::package::descriptor::LABEL;
use crate::package::open::{Package, Row, Table};
use std::collections::BTreeMap;
use std::path::Path;
use suranys_core::classification::Labels;
use suranys_core::provenance::Fingerprint;
use suranys_core::shortage_list::{
    Approved, Body, BodyKind, Cited, Entry, Exception, ExchangeFigure, ExchangeMeasure, Flow, Node,
    Nomination, PackageEvidence, PanelAnswer, PeerEntry, PeerList, PermitCategory, PermitFigure,
    Position, PostsFigure, Profession, SectionFigure, StaffCount, WantedNote,
};
use suranys_core::table::unguarded;
use suranys_core::{ObsStatus, Status};

/// Reads what rules read of a package, with the package's files.
///
/// # Errors
/// When the package has findings, or can't be looked at.
pub fn read_package_evidence(
    folder: &Path,
) -> Result<(PackageEvidence, Vec<Fingerprint>), LoadError> {
    let package = Package::open(folder)?;
    let report = check::run(&package);
    if !report.is_clean() {
        return Err(LoadError::Findings(report));
    }
    let evidence = evidence(&package);
    Ok((evidence, package.files))
}

/// What rules read of a package without findings.
pub fn evidence(package: &Package) -> PackageEvidence {
    Reader { package }.evidence()
}

/// Kind of the row of the regions' classification that is the country itself.
const COUNTRY: &str = "country";

struct Reader<'p> {
    package: &'p Package,
}

impl<'p> Reader<'p> {
    /// A table's rows; none when the package does not have it.
    fn rows(&self, name: &str) -> impl Iterator<Item = (&'p Table, &'p Row)> {
        let table = self.package.tables.get(name);
        table.into_iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)))
    }

    fn status(&self, table: &Table, row: &Row) -> Status {
        let obs = ObsStatus::from_code(row.text("obs_status")).unwrap_or(ObsStatus::Normal);
        Status { obs, synthetic: self.package.synthetic(table, row) }
    }

    fn evidence(&self) -> PackageEvidence {
        let any = self
            .package
            .tables
            .values()
            .any(|table| table.rows.iter().any(|row| self.package.synthetic(table, row)));
        let bodies = self.bodies();
        let mut exchange = self.exchange();
        exchange.extend(self.exchange_totals());
        let mut permits = self.permits("foreign_labour_permits_by_occupation");
        permits.extend(self.permits("foreign_labour_permits"));
        PackageEvidence {
            name: self.package.descriptor.name.clone(),
            version: self.package.descriptor.version.clone(),
            country: self
                .rows("regions")
                .find(|(_, row)| row.text("kind") == COUNTRY)
                .map_or(String::new(), |(_, row)| row.text("code").to_owned()),
            region_labels: self
                .rows("regions")
                .map(|(t, r)| (r.text("code").to_owned(), t.labels(r, LABEL)))
                .collect(),
            synthetic: any || self.package.descriptor.suranys.synthetic,
            sector_labels: self
                .rows("priority_sectors")
                .map(|(t, r)| (r.text("id").to_owned(), t.labels(r, LABEL)))
                .collect(),
            nodes: self.nodes(),
            national_groups: self
                .rows("isco08_national_group")
                .map(|(t, r)| {
                    (r.text("from").to_owned(), (r.text("to").to_owned(), cited(t, r, "to")))
                })
                .collect(),
            sectors: self.sectors(),
            sector_sections: self
                .rows("priority_sectors")
                .map(|(_, r)| (r.text("id").to_owned(), r.text("section").to_owned()))
                .filter(|(_, section)| !section.is_empty())
                .collect(),
            professions: self.professions(),
            approved: self
                .rows("listed_professions")
                .map(|(t, r)| Approved {
                    list: r.text("list").to_owned(),
                    profession: r.text("profession").to_owned(),
                    cell: cited(t, r, "profession"),
                })
                .collect(),
            exchange,
            permits,
            sections: self.sections(),
            posts: self.posts(),
            exceptions: self.exceptions(),
            nominations: self.nominations(),
            register: self.register(&bodies),
            panel: self.panel(),
            bodies,
            peer_lists: self.peer_lists(),
            peer_entries: self
                .rows("peer_list_occupations")
                .map(|(t, r)| PeerEntry {
                    list: r.text("list").to_owned(),
                    occupation: r.text("occupation").to_owned(),
                    cell: cited(t, r, "occupation"),
                })
                .collect(),
            wanted: self.wanted(),
            counts: self.counts(),
        }
    }

    /// Occupations; those that the forecast distinguishes have their names in more languages there.
    fn nodes(&self) -> Vec<Node> {
        let named: BTreeMap<&str, Labels> =
            self.rows("occupations").map(|(t, r)| (r.text("id"), t.labels(r, LABEL))).collect();
        let node = |(t, r): (&Table, &Row)| {
            let mut names = t.labels(r, LABEL);
            for (language, name) in named.get(r.text("id")).iter().flat_map(|labels| &labels.0) {
                names.0.entry(language.clone()).or_insert_with(|| name.clone());
            }
            Some(Node {
                id: r.text("id").to_owned(),
                level: r.text("level").parse().ok()?,
                parent: r.text("parent").to_owned(),
                labels: names,
                cell: cited(t, r, "id"),
            })
        };
        self.rows("isco08").filter_map(node).collect()
    }

    fn sectors(&self) -> BTreeMap<String, Vec<String>> {
        let mut tags: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (_, row) in self.rows("occupation_sector") {
            let tag = row.text("sector").to_owned();
            tags.entry(row.text("occupation").to_owned()).or_default().push(tag);
        }
        tags
    }

    fn professions(&self) -> Vec<Profession> {
        self.rows("professions")
            .map(|(t, r)| Profession {
                id: r.text("id").to_owned(),
                labels: t.labels(r, LABEL),
                occupation: r.text("occupation").to_owned(),
                alternative: r.text("alternative").to_owned(),
                national_group: r.text("national_group").to_owned(),
                cell: cited(t, r, "occupation"),
            })
            .collect()
    }

    /// A number in persons, items, days or currency; nothing where it is missing.
    fn value(&self, table: &Table, row: &Row) -> Option<f64> {
        let unit = table.field("value").and_then(|f| f.unit.as_deref());
        Some(table.number(row, "value")? * factor(self.package, unit))
    }

    fn exchange(&self) -> Vec<ExchangeFigure> {
        let tables = [
            ("exchange_by_occupation", None),
            ("exchange_duration_by_occupation", Some(ExchangeMeasure::DurationDays)),
            ("exchange_wage_by_occupation", Some(ExchangeMeasure::OfferedWage)),
        ];
        let country = self.country();
        let mut all = Vec::new();
        for (name, measure) in tables {
            for (t, r) in self.rows(name) {
                // Durations and wages are means of a year; postings say how they are counted.
                let (measure, flow) = match measure {
                    Some(measure) => (Some(measure), Some(Flow::Annual)),
                    None => (
                        word(&ExchangeMeasure::ALL, r.text("measure")),
                        word(&Flow::ALL, r.text("flow")),
                    ),
                };
                if let (Some(measure), Some(flow), Some(value)) = (measure, flow, self.value(t, r))
                {
                    all.push(ExchangeFigure {
                        period: r.text("period").to_owned(),
                        flow,
                        region: Some(r.text("region"))
                            .filter(|region| !country.contains(region))
                            .map(str::to_owned),
                        occupation: r.text("occupation").to_owned(),
                        measure,
                        value,
                        unit: unit(t),
                        status: self.status(t, r),
                        cell: cited(t, r, "value"),
                    });
                }
            }
        }
        all
    }

    /// The exchange as a whole, of all occupations.
    fn exchange_totals(&self) -> Vec<ExchangeFigure> {
        let mut all = Vec::new();
        for (t, r) in self.rows("exchange_totals") {
            let measure = word(&ExchangeMeasure::ALL, r.text("measure"));
            let flow = word(&Flow::ALL, r.text("flow"));
            if let (Some(measure), Some(flow), Some(value)) = (measure, flow, self.value(t, r)) {
                all.push(ExchangeFigure {
                    period: r.text("period").to_owned(),
                    flow,
                    region: None,
                    occupation: String::new(),
                    measure,
                    value,
                    unit: unit(t),
                    status: self.status(t, r),
                    cell: cited(t, r, "value"),
                });
            }
        }
        all
    }

    fn permits(&self, name: &str) -> Vec<PermitFigure> {
        let mut all = Vec::new();
        for (t, r) in self.rows(name) {
            let category = word(&PermitCategory::ALL, r.text("category"));
            if let (Some(category), Some(value)) = (category, self.value(t, r)) {
                all.push(PermitFigure {
                    date: r.text("date").to_owned(),
                    occupation: r.text("occupation").to_owned(),
                    category,
                    value,
                    status: self.status(t, r),
                    cell: cited(t, r, "value"),
                });
            }
        }
        all
    }

    /// Published totals by section: permits, employed, vacancies.
    fn sections(&self) -> Vec<SectionFigure> {
        /// Sections of which the exchange's totals speak.
        const VACANCIES: [(&str, &str); 5] = [
            ("vacancies_education", "P"),
            ("vacancies_health", "Q"),
            ("vacancies_mining", "B"),
            ("vacancies_agriculture", "A"),
            ("vacancies_hotels_food", "I"),
        ];
        let mut all = Vec::new();
        let mut add = |t: &Table, r: &Row, section: &str, what: &str, period: &str| {
            if let Some(value) = self.value(t, r) {
                all.push(SectionFigure {
                    section: section.to_owned(),
                    what: what.to_owned(),
                    value,
                    period: period.to_owned(),
                    status: self.status(t, r),
                    cells: vec![cited(t, r, "value")],
                });
            }
        };
        for (t, r) in self.rows("foreign_labour_permits_by_section") {
            add(t, r, r.text("section"), "permits", r.text("date"));
        }
        for (t, r) in self.rows("employment_by_section") {
            add(t, r, r.text("section"), "employment", r.text("year"));
        }
        for (t, r) in self.rows("exchange_totals") {
            let section = VACANCIES.iter().find(|(name, _)| *name == r.text("measure"));
            if let (Some((_, section)), "monthly_flow") = (section, r.text("flow")) {
                add(t, r, section, "vacancies", r.text("period"));
            }
        }
        all
    }

    fn posts(&self) -> Vec<PostsFigure> {
        self.rows("unfilled_posts")
            .filter_map(|(t, r)| {
                Some(PostsFigure {
                    profession: r.text("profession").to_owned(),
                    period: r.text("period").to_owned(),
                    value: self.value(t, r)?,
                    status: self.status(t, r),
                    cell: cited(t, r, "value"),
                })
            })
            .collect()
    }

    fn peer_lists(&self) -> Vec<PeerList> {
        /// What parts the codes of a scope.
        const BETWEEN: char = ';';
        self.rows("peer_lists")
            .map(|(t, r)| PeerList {
                id: r.text("id").to_owned(),
                country: r.text("country").to_owned(),
                labels: t.labels(r, LABEL),
                valid_from: r.text("valid_from").to_owned(),
                valid_to: r.text("valid_to").to_owned(),
                known_from: r.text("known_from").to_owned(),
                complete: r.text("complete") == "true",
                scope: {
                    let codes = r.text("scope").split(BETWEEN).map(str::trim);
                    codes.filter(|code| !code.is_empty()).map(|code| self.group(code)).collect()
                },
                ranking: r.text("kind") == "ranking",
                cell: cited(t, r, "id"),
            })
            .collect()
    }

    /// Identifier of the occupation with a code, which may be one already.
    fn group(&self, code: &str) -> String {
        let of = self.rows("isco08").find(|(_, row)| row.text("code") == code);
        of.map_or(code, |(_, row)| row.text("id")).to_owned()
    }

    fn wanted(&self) -> Vec<WantedNote> {
        let country = self.country();
        self.rows("wanted_professions")
            .map(|(t, r)| WantedNote {
                date: r.text("date").to_owned(),
                region: match country.contains(&r.text("region")) {
                    true => String::new(),
                    false => r.text("region").to_owned(),
                },
                occupation: r.text("occupation").to_owned(),
                measure: r.text("measure").to_owned(),
                value: self.value(t, r),
                synthetic: self.package.synthetic(t, r),
                cell: cited(t, r, "occupation"),
            })
            .collect()
    }

    /// Counts of staff, once for each occupation that a count spans.
    fn counts(&self) -> Vec<StaffCount> {
        let mut all = Vec::new();
        for (t, r) in self.rows("occupation_counts") {
            let (Some(value), Ok(year)) = (self.value(t, r), r.text("year").parse()) else {
                continue;
            };
            let spans = self.rows("occupation_count_groups");
            for (_, of) in spans.filter(|(_, of)| of.text("count") == r.text("count")) {
                all.push(StaffCount {
                    occupation: of.text("occupation").to_owned(),
                    year,
                    value,
                    status: self.status(t, r),
                    cell: cited(t, r, "value"),
                });
            }
        }
        all
    }

    /// Codes of the regions' classification that are the country itself.
    fn country(&self) -> Vec<&'p str> {
        self.rows("regions")
            .filter(|(_, row)| row.text("kind") == COUNTRY)
            .map(|(_, row)| row.text("code"))
            .collect()
    }

    fn exceptions(&self) -> Vec<Exception> {
        self.rows("scope_exceptions")
            .map(|(t, r)| Exception {
                subject: r.text("subject").to_owned(),
                body: r.text("body").to_owned(),
                date: r.text("date").to_owned(),
                document: r.text("document").to_owned(),
                reason: r.text("reason").to_owned(),
                synthetic: self.package.synthetic(t, r),
                cell: cited(t, r, "subject"),
            })
            .collect()
    }

    fn nominations(&self) -> Vec<Nomination> {
        self.rows("nominations")
            .map(|(t, r)| Nomination {
                subject: r.text("subject").to_owned(),
                body: r.text("body").to_owned(),
                date: r.text("date").to_owned(),
                reason: r.text("reason").to_owned(),
                synthetic: self.package.synthetic(t, r),
                cell: cited(t, r, "subject"),
            })
            .collect()
    }

    fn bodies(&self) -> Vec<Body> {
        self.rows("bodies")
            .filter_map(|(t, r)| {
                let kind = word(&BodyKind::ALL, r.text("kind"))?;
                let id = r.text("id");
                let own = self.rows("body_sector").filter(|(_, tag)| tag.text("body") == id);
                Some(Body {
                    id: id.to_owned(),
                    kind,
                    region: r.text("region").to_owned(),
                    sectors: own.map(|(_, tag)| tag.text("sector").to_owned()).collect(),
                    labels: t.labels(r, LABEL),
                })
            })
            .collect()
    }

    fn register(&self, bodies: &[Body]) -> Vec<Entry> {
        self.rows("consultation")
            .filter_map(|(t, r)| {
                let body = bodies.iter().find(|b| b.id == r.text("body"))?;
                Some(Entry {
                    line: r.text("line").to_owned(),
                    body: body.id.clone(),
                    kind: body.kind,
                    position: word(&Position::ALL, r.text("position"))?,
                    date: r.text("date").to_owned(),
                    document: r.text("document").to_owned(),
                    reason: r.text("reason").to_owned(),
                    synthetic: self.package.synthetic(t, r),
                    cell: cited(t, r, "position"),
                })
            })
            .collect()
    }

    /// Answers of the panel. Texts are as they were given: the register has a mark before what a
    /// spreadsheet would take for a formula.
    fn panel(&self) -> Vec<PanelAnswer> {
        self.rows("panel_answers")
            .filter_map(|(t, r)| {
                let text = |column: &str| r.text(column).to_owned();
                Some(PanelAnswer {
                    year: r.text("year").parse().ok()?,
                    body: text("body"),
                    region: text("region"),
                    occupation: text("occupation"),
                    question: text("question"),
                    answer: text("answer"),
                    date: text("date"),
                    reason: unguarded(r.text("reason")).into_owned(),
                    form: unguarded(r.text("form")).into_owned(),
                    synthetic: self.package.synthetic(t, r),
                    cell: cited(t, r, "answer"),
                })
            })
            .collect()
    }
}

/// The unit of a table's values once its factor is applied: a thousand items are items.
fn unit(table: &Table) -> String {
    let unit = table.field("value").and_then(|f| f.unit.as_deref()).unwrap_or_default();
    unit.trim_start_matches("thousand ").trim_start_matches("million ").to_owned()
}

fn word<T: Copy>(known: &[(T, &'static str)], text: &str) -> Option<T> {
    known.iter().find(|(_, word)| *word == text).map(|(value, _)| *value)
}

fn cited(table: &Table, row: &Row, column: &str) -> Cited {
    Cited {
        file: table.named(),
        row: row.line,
        column: column.to_owned(),
        text: row.text(column).to_owned(),
    }
}

//! The package's own tables, and small ones with known answers.

#[allow(dead_code, clippy::expect_used)]
#[path = "../../tests/published/mod.rs"]
mod published;

use crate::staffing::base::{Fitted, Margins, published as cross_classified, read_proxies};
use crate::staffing::majors::{filled, fitted};
use crate::staffing::*;
use suranys_core::Key;
use suranys_core::Year;
use suranys_core::numeric::exp;
use suranys_core::unit::Quantity;

const SECTIONS: &str = "ABCDEFGHIJKLMNOPQRS";

fn majors() -> Vec<String> {
    (1..=9).map(|g| format!("isco08:{g}")).collect()
}

fn sections() -> Vec<String> {
    SECTIONS.chars().map(|c| c.to_string()).collect()
}

#[test]
fn scratch() {
    let t = std::time::Instant::now();
    let known = published::detailed::detailed();
    println!("read {:?}", t.elapsed());
    let parts = published::parts();
    let sections = sections();
    let tree = tree::Tree::read(&known, &majors()).expect("tree");
    println!("{:?}", (1..=4).map(|l| tree.level(l).len()).collect::<Vec<_>>());
    let proxies = read_proxies(&known, &tree, &sections).expect("proxies");
    let rows: Vec<f64> = sections
        .iter()
        .map(|s| {
            let code = parts.sections.code(s).expect("section");
            parts.employment_by_section.value(&(code, Year(2025))).expect("known").get()
        })
        .collect();
    let all: f64 = rows.iter().sum();
    // isco 6 and 9 split as reference can't; use ILO with a split by the seed
    let (ru, _) = cross_classified(&known, &tree, &sections).expect("majors");
    let ilo = [509.321, 1691.883, 1096.804, 410.053, 1565.541, 0.0, 883.888, 609.788, 2765.039];
    let ilo_all: f64 = ilo.iter().sum();
    let mut c: Vec<f64> = ilo.iter().map(|v| v / ilo_all * all).collect();
    c[5] = c[8] * 0.35;
    c[8] -= c[5];
    println!("rows {rows:?}\ncols {c:?}");
    let jsd: Vec<(String, f64)> = proxies[0]
        .countries
        .iter()
        .zip(proxies[0].distances(&ru.iter().copied().collect::<Vec<_>>()))
        .map(|(p, d)| (p.code.clone(), d))
        .collect();
    println!("{jsd:?}");
    let t = std::time::Instant::now();
    let fit = Fitted::of(&known, &tree, &proxies, &sections, &rows, &c);
    println!(
        "fit {:?}; kappa {} levels {:?}",
        t.elapsed(),
        exp(fit.sections.mean_log),
        fit.levels.iter().map(|l| exp(l.concentrations.mean_log)).collect::<Vec<_>>()
    );
    println!("P2 {} Q3 {}", fit.seed[15 * 9 + 1], fit.seed[16 * 9 + 2]);
    let draws = 1000;
    let columns = vec![c.clone(); draws];
    let margins = Margins { sections: &sections, rows: &rows, columns: &columns, year: Year(2025) };
    let t = std::time::Instant::now();
    let mut notes = Vec::new();
    let base = base::Base::read(&known, &majors(), &margins, &Key::new(1), &mut notes)
        .expect("ok")
        .expect("some");
    println!("base {:?} rounds {} notes {notes:?}", t.elapsed(), base.anchored.rounds);
    for (count, before) in base.counts.iter().zip(&base.anchored.before) {
        let mut v = before.clone();
        v.sort_by(f64::total_cmp);
        println!(
            "{} {} before {:.1} ({:.0}-{:.0})",
            count.name,
            count.persons,
            v[500] / 1e3,
            v[100] / 1e3,
            v[900] / 1e3
        );
    }
    let _ = (filled, fitted);
}

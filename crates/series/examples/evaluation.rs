//! Every model scored on the past of a panel, at origins whose later values it did not see.
//!
//! `cargo run --release -p suranys-series --example evaluation`

use suranys_series::{Evaluator, Key};

fn main() {
    // Made-up walks with drift.
    let panel: Vec<Vec<Option<f64>>> = (0..40)
        .map(|n| {
            let mut stream = Key::new(6).draw(n);
            let mut level = 100.0;
            (0..28)
                .map(|_| {
                    level *= 1.02 + 0.03 * stream.normal();
                    Some(level)
                })
                .collect()
        })
        .collect();
    let evaluation = Evaluator::new(4).origins(2).evaluate(&panel);
    println!("{:<16} {:>6} {:>6} {:>6} {:>6} {:>6}", "model", "MASE", "OWA", "WIS", "80%", "95%");
    for scores in &evaluation.scores {
        let mean = &scores.mean;
        let owa = scores.owa.map_or("-".to_owned(), |owa| format!("{owa:.3}"));
        let [near, wide] = mean.coverage.map(|share| 100.0 * share);
        let (mase, wis) = (mean.mase, mean.wis);
        println!("{:<16} {mase:>6.3} {owa:>6} {wis:>6.3} {near:>6.1} {wide:>6.1}", scores.model);
    }
    for (series, why) in &evaluation.unscored {
        println!("series {series} is not scored: {why}");
    }
}

//! The reliability diagram: the accuracy of titles by the probability that was given to them.

use crate::evaluation::ReliabilityBin;
use plotters::prelude::*;
use suranys_core::display_text::visible;
use thiserror::Error;

/// Words of the diagram, in the reader's language.
#[derive(Debug, Clone)]
pub struct ReliabilityWords<'w> {
    /// What stands above it.
    pub title: &'w str,
    /// The horizontal axis: the probability given.
    pub probability: &'w str,
    /// The vertical axis: the share of titles that are right.
    pub accuracy: &'w str,
}

/// The diagram could not be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the reliability diagram could not be drawn: {0}")]
pub struct ChartError(String);

const SIZE: (u32, u32) = (480, 480);
const LINE: RGBColor = RGBColor(0, 90, 160);
const DIAGONAL: RGBColor = RGBColor(130, 130, 130);

/// The diagram as SVG: bins with titles as points joined by a line, their areas in proportion to their
/// titles, over the diagonal on which probabilities are true. The figures are `bins` themselves.
///
/// # Errors
/// When drawing fails.
pub fn reliability_diagram(
    bins: &[ReliabilityBin],
    words: &ReliabilityWords<'_>,
) -> Result<String, ChartError> {
    let mut svg = String::new();
    draw(bins, words, &mut svg).map_err(|error| ChartError(error.to_string()))?;
    Ok(svg)
}

fn draw(
    bins: &[ReliabilityBin],
    words: &ReliabilityWords<'_>,
    svg: &mut String,
) -> Result<(), Box<dyn std::error::Error>> {
    let points: Vec<(f64, f64, usize)> =
        bins.iter().filter_map(|bin| Some((bin.probability?, bin.accuracy?, bin.titles))).collect();
    let largest = points.iter().map(|(_, _, titles)| *titles).max().unwrap_or(1).max(1);
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption(visible(words.title), ("sans-serif", 16))
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(52)
        .build_cartesian_2d(0.0..1.0, 0.0..1.0)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc(visible(words.probability))
        .y_desc(visible(words.accuracy))
        .x_label_formatter(&|share| format!("{share:.1}"))
        .y_label_formatter(&|share| format!("{share:.1}"))
        .draw()?;
    chart.draw_series(LineSeries::new([(0.0, 0.0), (1.0, 1.0)], DIAGONAL))?;
    let line = points.iter().map(|(probability, accuracy, _)| (*probability, *accuracy));
    chart.draw_series(LineSeries::new(line, LINE.stroke_width(2)))?;
    let circle = |(probability, accuracy, titles): &(f64, f64, usize)| {
        let radius = 2.0 + 8.0 * (*titles as f64 / largest as f64).sqrt();
        Circle::new((*probability, *accuracy), radius.round() as i32, LINE.mix(0.6).filled())
    };
    chart.draw_series(points.iter().map(circle))?;
    area.present()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_with_titles_are_drawn_and_words_are_text() {
        let bin = |probability, titles| ReliabilityBin {
            from: 0.0,
            to: 1.0,
            titles,
            probability,
            accuracy: probability,
        };
        let words =
            ReliabilityWords {
                title: "<a> & b", probability: "Вероятность", accuracy: "Доля"
            };
        let bins = [bin(Some(0.2), 5), bin(None, 0), bin(Some(0.8), 10)];
        let svg = reliability_diagram(&bins, &words).expect("drawn");
        assert_eq!(svg.matches("<circle").count(), 2);
        assert!(svg.contains("&lt;a&gt; &amp; b") && svg.contains("Вероятность"), "{svg}");
        assert_eq!(reliability_diagram(&bins, &words).expect("drawn"), svg);
    }
}

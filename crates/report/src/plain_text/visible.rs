//! Text from data, safe to show.

/// Text from data with control characters made visible, so that it can't steer a terminal.
#[must_use]
pub fn visible(text: &str) -> String {
    text.chars()
        .flat_map(|c| if c.is_control() { c.escape_default().collect::<Vec<_>>() } else { vec![c] })
        .collect()
}

//! Which module of a crate may not name which.

use crate::mentions::mentions;
use crate::tree::Tree;

/// What the files of one module right below the root name of another's, also by way of another
/// module that re-exports it: one line for each file and name.
///
/// # Errors
/// When the crate has no such module.
pub fn named_across(tree: &Tree, from: &str, to: &str) -> Result<Vec<String>, String> {
    if let Some(lost) = [from, to].into_iter().find(|name| !tree.top_level().contains(name)) {
        return Err(format!("there is no module {lost}"));
    }
    let mut lines = Vec::new();
    for mention in mentions(tree) {
        if tree.top_of(mention.from) != Some(from) {
            continue;
        }
        if let Some(place) = mention.chain.iter().position(|file| tree.top_of(*file) == Some(to)) {
            let way: Vec<&str> = [&mention.from]
                .into_iter()
                .chain(&mention.chain[..=place])
                .map(|file| tree.files[*file].name.as_str())
                .collect();
            lines.push(format!("{}: {}", way.join(" -> "), mention.name));
        }
    }
    Ok(lines)
}

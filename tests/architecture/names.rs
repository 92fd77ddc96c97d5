//! What a path in a source names: in which modules of the crate it is found.

use crate::tree::{Leaf, Tree};

/// Something of the crate that a path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The modules that know it by name, first the one the path points at, last the one that
    /// defines it; between them those that re-export it. Empty for a module found by itself.
    pub through: Vec<usize>,
    /// The module it is, if it is one.
    pub module: Option<usize>,
    /// Its name.
    pub name: String,
}

/// What is meant when a module and another thing have one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    Module,
    Item,
}

/// A name being looked up in a module, and whether the path goes on after it.
type Open = (usize, String, bool);

impl Tree {
    /// All that a path written in a module may name within the crate. A name may stand for more
    /// than one thing, such as a function and a module. Nothing for a path of another crate.
    pub fn find(&self, from: usize, path: &[String], meant: Meant) -> Vec<Found> {
        self.walk(from, path, meant, &mut Vec::new())
    }

    fn walk(&self, from: usize, path: &[String], meant: Meant, open: &mut Vec<Open>) -> Vec<Found> {
        let mut at = from;
        let mut rest = path;
        while let Some((first, after)) = rest.split_first() {
            at = match first.as_str() {
                "crate" => self.root(from),
                "self" => at,
                "super" => match self.modules[at].parent {
                    Some(parent) => parent,
                    None => return Vec::new(),
                },
                _ => break,
            };
            rest = after;
        }
        match rest {
            [] => vec![self.itself(at)],
            _ => self.step(at, rest, rest.len() < path.len(), meant, open),
        }
    }

    /// Goes on from a module. `surely` when the path's next name must be one of the module's,
    /// since a path that starts with a bare name may as well lead to another crate.
    fn step(
        &self,
        at: usize,
        rest: &[String],
        surely: bool,
        meant: Meant,
        open: &mut Vec<Open>,
    ) -> Vec<Found> {
        let Some((name, after)) = rest.split_first() else { return vec![self.itself(at)] };
        let module = &self.modules[at];
        let child = module.children.get(name).copied();
        if let Some(child) = child
            && (!after.is_empty() || meant == Meant::Module)
        {
            return self.step(child, after, true, meant, open);
        }
        let here = Found { through: vec![at], module: None, name: name.clone() };
        let mut found = Vec::new();
        if module.items.contains(name) {
            found.push(here.clone());
        }
        found.extend(self.imported(at, rest, meant, open));
        if found.is_empty()
            && let Some(child) = child
        {
            found.push(self.itself(child));
        }
        if found.is_empty() && surely {
            let exported = self.macros.get(name).filter(|_| module.parent.is_none());
            match exported {
                Some(homes) => found.extend(
                    homes.iter().map(|home| Found { through: vec![*home], ..here.clone() }),
                ),
                // Made by a macro, or by a pattern this test does not know.
                None => found.push(here),
            }
        }
        found
    }

    /// What a name stands for by the `use` declarations of a module.
    fn imported(
        &self,
        at: usize,
        rest: &[String],
        meant: Meant,
        open: &mut Vec<Open>,
    ) -> Vec<Found> {
        let Some((name, after)) = rest.split_first() else { return Vec::new() };
        let looked_up = (at, name.clone(), after.is_empty());
        if open.contains(&looked_up) {
            return Vec::new();
        }
        open.push(looked_up);
        let mut found = Vec::new();
        let wanted = if after.is_empty() { meant } else { Meant::Module };
        for import in &self.modules[at].imports {
            match &import.what {
                Leaf::Name(alias) if alias == name => {
                    let targets = self.walk(at, &import.path, wanted, open);
                    if targets.is_empty() {
                        // Of another crate: the module at least knows the name.
                        let name = name.clone();
                        found.push(Found { through: vec![at], module: None, name });
                    }
                    for target in targets {
                        let further = match target.module {
                            Some(module) if !after.is_empty() => {
                                self.step(module, after, true, meant, open)
                            }
                            _ => vec![Found { through: Vec::new(), ..target.clone() }],
                        };
                        found.extend(further.into_iter().map(|end| after_all(at, &target, end)));
                    }
                }
                Leaf::Glob => {
                    for target in self.walk(at, &import.path, Meant::Module, open) {
                        let Some(module) = target.module else { continue };
                        let further = self.step(module, rest, false, meant, open);
                        found.extend(further.into_iter().map(|end| after_all(at, &target, end)));
                    }
                }
                _ => {}
            }
        }
        open.pop();
        found
    }

    fn itself(&self, module: usize) -> Found {
        let name = self.modules[module].place.last().map_or("crate", String::as_str).to_owned();
        Found { through: Vec::new(), module: Some(module), name }
    }
}

/// What is found at the end of a path that led from a module through an import.
fn after_all(at: usize, target: &Found, end: Found) -> Found {
    let through = [at].iter().chain(&target.through).chain(&end.through).copied().collect();
    Found { through, ..end }
}

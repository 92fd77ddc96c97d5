//! Every place where a file names something of another file of its crate.

use crate::names::Meant;
use crate::tree::{Import, Leaf, Tree, attributes, imports, is_test, member_attributes, word};
use proc_macro2::{Spacing, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::{self, Visit};

/// A file names something of another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// The file that names it.
    pub from: usize,
    /// The files that know it by this name: first the one the path points at, last the one that
    /// defines it, between them those that re-export it.
    pub chain: Vec<usize>,
    /// What is named.
    pub name: String,
}

/// Which file names what of which: the names by the two files.
pub type Edges = BTreeMap<(usize, usize), BTreeSet<String>>;

/// Everything that files of a crate name of each other outside tests.
pub fn mentions(tree: &Tree) -> BTreeSet<Mention> {
    let mut found = BTreeSet::new();
    for (file, content) in tree.shipped() {
        let mut reader =
            Reader { tree, file, module: content.module, scopes: Vec::new(), found: &mut found };
        reader.visit_file(&content.syntax);
    }
    found
}

/// The arrows between files. A thing that a file re-exports belongs to it too, hence one arrow to
/// the file that was asked for it, and from there one to where that file has it from.
pub fn edges(mentions: &BTreeSet<Mention>) -> Edges {
    let mut edges = Edges::new();
    for mention in mentions {
        let mut from = mention.from;
        for to in &mention.chain {
            if from != *to {
                edges.entry((from, *to)).or_default().insert(mention.name.clone());
            }
            from = *to;
        }
    }
    edges
}

/// How a path stands in a source.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By itself: a value, a type, a macro, a pattern.
    Path,
    /// In a `use` declaration, which makes a module known without using anything of it.
    Use,
    /// In one that offers a thing to others.
    Offer,
}

/// Reads one file.
struct Reader<'tree> {
    tree: &'tree Tree,
    file: usize,
    module: usize,
    /// What `use` declarations within blocks bring in, the innermost block last.
    scopes: Vec<Vec<Import>>,
    found: &'tree mut BTreeSet<Mention>,
}

impl Reader<'_> {
    fn note(&mut self, path: &[String], way: Way) {
        let path = self.unscoped(path);
        let meant: &[Meant] = match way {
            Way::Path => &[Meant::Item],
            Way::Use => &[Meant::Module],
            Way::Offer => &[Meant::Item, Meant::Module],
        };
        let find = |meant: &Meant| self.tree.find(self.module, &path, *meant);
        for found in meant.iter().flat_map(find).collect::<Vec<_>>() {
            let mut chain: Vec<usize> =
                found.through.iter().map(|module| self.tree.file_of(*module)).collect();
            // A bare name may be a variable's that is called as a module is.
            let taken = way == Way::Offer || way == Way::Path && path.len() > 1;
            chain.extend(found.module.filter(|_| taken).map(|module| self.tree.file_of(module)));
            self.add(chain, found.name);
        }
    }

    fn add(&mut self, chain: Vec<usize>, name: String) {
        let mut chain: Vec<usize> =
            chain.into_iter().skip_while(|file| *file == self.file).collect();
        chain.dedup();
        let shipped = |file: &usize| !self.tree.modules[self.tree.files[*file].module].test;
        if !chain.is_empty() && chain.iter().all(shipped) {
            self.found.insert(Mention { from: self.file, chain, name });
        }
    }

    /// A path with a first name that a block's `use` declarations bring in written out.
    fn unscoped(&self, path: &[String]) -> Vec<String> {
        let mut path = path.to_vec();
        for scope in self.scopes.iter().rev() {
            let meant = scope.iter().find(
                |import| matches!(&import.what, Leaf::Name(name) if path.first() == Some(name)),
            );
            if let Some(import) = meant {
                path.splice(..1, import.path.iter().cloned());
            }
        }
        path
    }

    fn note_import(&mut self, import: &Import, offered: bool) {
        match import.what {
            Leaf::Glob => {
                for found in self.tree.find(self.module, &import.path, Meant::Module) {
                    let modules = found.through.iter().chain(&found.module);
                    let chain = modules.map(|module| self.tree.file_of(*module)).collect();
                    let name = if found.module.is_some() { "*".to_owned() } else { found.name };
                    self.add(chain, name);
                }
            }
            _ => self.note(&import.path, if offered { Way::Offer } else { Way::Use }),
        }
    }

    /// A macro called by its bare name is one of this file, one that is imported, or one that was
    /// defined in an earlier file.
    fn note_macro(&mut self, name: &str) {
        let Some(homes) = self.tree.macros.get(name) else { return };
        let files: Vec<usize> = homes.iter().map(|home| self.tree.file_of(*home)).collect();
        if !files.contains(&self.file) {
            for file in files {
                self.add(vec![file], format!("{name}!"));
            }
        }
    }

    /// Paths in the tokens of a macro's call, or of an attribute, which also has some in quotes.
    fn scan(&mut self, tokens: TokenStream, quoted: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Group(group) => self.scan(group.stream(), quoted),
                TokenTree::Literal(literal) if quoted => {
                    let text = literal.to_string();
                    if let Ok(path) = syn::parse_str::<syn::Path>(text.trim_matches('"')) {
                        self.visit_path(&path);
                    }
                }
                TokenTree::Ident(first) if !follows_on(&tokens[..at]) => {
                    let mut path = vec![word(first)];
                    while let Some([TokenTree::Punct(one), TokenTree::Punct(two), next]) =
                        tokens.get(at + 1..at + 4)
                        && one.as_char() == ':'
                        && two.as_char() == ':'
                        && let TokenTree::Ident(next) = next
                    {
                        path.push(word(next));
                        at += 3;
                    }
                    let calls = matches!(tokens.get(at + 1),
                        Some(TokenTree::Punct(mark)) if mark.as_char() == '!');
                    if calls && path.len() == 1 {
                        self.note_macro(&path[0]);
                    }
                    self.note(&path, Way::Path);
                }
                _ => {}
            }
            at += 1;
        }
    }
}

/// Whether what stands before a name makes it part of something: `value.name`, `::name`, `'name`.
fn follows_on(before: &[TokenTree]) -> bool {
    let mark = |back: usize| match before.len().checked_sub(back).and_then(|at| before.get(at)) {
        Some(TokenTree::Punct(mark)) => Some((mark.as_char(), mark.spacing())),
        _ => None,
    };
    match (mark(2), mark(1)) {
        (_, Some(('\'', _))) | (Some((':', Spacing::Joint)), Some((':', _))) => true,
        (Some(('.', Spacing::Joint)), Some(('.', _))) => false,
        (_, Some(('.', _))) => true,
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, member: &'ast syn::ImplItem) {
        if !is_test(member_attributes(member)) {
            visit::visit_impl_item(self, member);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let Some((_, items)) = &module.content else { return };
        let outer = self.module;
        let name = word(&module.ident);
        self.module = self.tree.modules[outer].children.get(&name).copied().unwrap_or(outer);
        for item in items {
            self.visit_item(item);
        }
        self.module = outer;
    }

    fn visit_item_use(&mut self, declaration: &'ast syn::ItemUse) {
        let offered = !matches!(declaration.vis, syn::Visibility::Inherited);
        for import in imports(declaration) {
            self.note_import(&import, offered);
        }
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        let inside = block.stmts.iter().flat_map(|statement| match statement {
            syn::Stmt::Item(syn::Item::Use(declaration)) => imports(declaration),
            _ => Vec::new(),
        });
        self.scopes.push(inside.collect());
        visit::visit_block(self, block);
        self.scopes.pop();
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let names: Vec<String> =
                path.segments.iter().map(|segment| word(&segment.ident)).collect();
            self.note(&names, Way::Path);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if let Some(name) = call.path.get_ident() {
            self.note_macro(&word(name));
        }
        self.visit_path(&call.path);
        self.scan(call.tokens.clone(), false);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        // Documentation, which is no list, links to whatever it likes.
        if let syn::Meta::List(list) = &attribute.meta {
            self.scan(list.tokens.clone(), true);
        }
    }

    // Who may see a thing is no use of it.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}
}

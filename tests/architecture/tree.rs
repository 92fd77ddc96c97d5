//! The modules of a crate as they are written: which file holds which, and what each defines,
//! imports and offers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use syn::ext::IdentExt;
use syn::{Attribute, Ident, ImplItem, Item, UseTree};

/// The sources of a crate: text by path below its `src`.
pub type Sources = BTreeMap<String, String>;

/// All modules of a crate. Files and modules are named by their places in these lists.
#[derive(Default)]
pub struct Tree {
    pub files: Vec<File>,
    pub modules: Vec<Module>,
    /// The modules that define a macro by `macro_rules!`, by its name.
    pub macros: BTreeMap<String, Vec<usize>>,
}

/// A file: where it lies below `src`, what it says, and the module it is.
pub struct File {
    pub name: String,
    pub syntax: syn::File,
    pub module: usize,
}

/// A module, be it a file or written within one.
#[derive(Default)]
pub struct Module {
    pub file: usize,
    pub parent: Option<usize>,
    /// Its name from the crate's root on.
    pub place: Vec<String>,
    /// Whether it is there in tests only.
    pub test: bool,
    pub children: BTreeMap<String, usize>,
    pub items: BTreeSet<String>,
    /// What its `use` declarations bring in.
    pub imports: Vec<Import>,
}

/// One leaf of a `use` declaration.
#[derive(Clone)]
pub struct Import {
    /// What is imported, as written: it may start with `crate`, `super`, `self` or any name.
    pub path: Vec<String>,
    pub what: Leaf,
}

/// What a leaf of a `use` declaration brings in.
#[derive(Clone)]
pub enum Leaf {
    /// A thing under a name.
    Name(String),
    /// A trait without a name.
    Nameless,
    /// Everything.
    Glob,
}

impl Tree {
    /// Reads all modules of a crate from its roots, which are its library and its programs.
    ///
    /// # Errors
    /// When a file can't be parsed, a module has no file, or a file belongs to no module.
    pub fn read(sources: &Sources) -> Result<Tree, String> {
        let mut tree = Tree::default();
        for root in sources.keys().filter(|name| is_root(name)) {
            let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
            tree.add_file(sources, root, folder, Module::default())?;
        }
        let read: BTreeSet<&str> = tree.files.iter().map(|file| file.name.as_str()).collect();
        match sources.keys().find(|name| !read.contains(name.as_str())) {
            Some(lost) => Err(format!("{lost} belongs to no module")),
            None => Ok(tree),
        }
    }

    /// Reads all modules of the crate in a folder.
    ///
    /// # Errors
    /// As [`Tree::read`], or when a file can't be read.
    pub fn of_crate(folder: &Path) -> Result<Tree, String> {
        let mut sources = Sources::new();
        read_folder(&folder.join("src"), "", &mut sources)
            .map_err(|error| format!("{}: {error}", folder.display()))?;
        Tree::read(&sources).map_err(|error| format!("{}: {error}", folder.display()))
    }

    /// The file of a module.
    pub fn file_of(&self, module: usize) -> usize {
        self.modules[module].file
    }

    /// The module of the crate's root above a module.
    pub fn root(&self, module: usize) -> usize {
        self.modules[module].parent.map_or(module, |parent| self.root(parent))
    }

    /// Files that are there outside tests.
    pub fn shipped(&self) -> impl Iterator<Item = (usize, &File)> {
        self.files.iter().enumerate().filter(|(_, file)| !self.modules[file.module].test)
    }

    /// The modules right below the crate's root.
    pub fn top_level(&self) -> BTreeSet<&str> {
        let tops = self.modules.iter().filter(|module| module.place.len() == 1 && !module.test);
        tops.map(|module| module.place[0].as_str()).collect()
    }

    /// The module right below the root that a file belongs to; none for a root itself.
    pub fn top_of(&self, file: usize) -> Option<&str> {
        self.modules[self.files[file].module].place.first().map(String::as_str)
    }

    /// Reads a file whose children lie in `folder`.
    fn add_file(
        &mut self,
        sources: &Sources,
        name: &str,
        folder: &str,
        mut module: Module,
    ) -> Result<usize, String> {
        let syntax = syn::parse_file(&sources[name]).map_err(|error| format!("{name}: {error}"))?;
        module.test |= is_test(&syntax.attrs);
        module.file = self.files.len();
        let place = self.modules.len();
        let nothing =
            syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: Vec::new() };
        self.files.push(File { name: name.to_owned(), syntax: nothing, module: place });
        let file = module.file;
        self.modules.push(module);
        self.fill(sources, place, &syntax.items, folder)?;
        self.files[file].syntax = syntax;
        Ok(place)
    }

    /// Notes the items of a module and reads its children.
    fn fill(
        &mut self,
        sources: &Sources,
        at: usize,
        items: &[Item],
        folder: &str,
    ) -> Result<(), String> {
        for item in items {
            let test = is_test(attributes(item));
            match item {
                // A module that the tests within share with those outside lies with the latter.
                Item::Mod(child)
                    if test && child.attrs.iter().any(|a| a.path().is_ident("path")) => {}
                Item::Mod(child) => {
                    let name = word(&child.ident);
                    let mut module = Module {
                        file: self.modules[at].file,
                        parent: Some(at),
                        place: self.modules[at].place.clone(),
                        test: test || self.modules[at].test,
                        ..Module::default()
                    };
                    module.place.push(name.clone());
                    let inside = format!("{folder}/{name}").trim_start_matches('/').to_owned();
                    let place = if let Some((_, items)) = &child.content {
                        let place = self.modules.len();
                        self.modules.push(module);
                        self.fill(sources, place, items, &inside)?;
                        place
                    } else {
                        let file = [format!("{inside}.rs"), format!("{inside}/mod.rs")]
                            .into_iter()
                            .find(|file| sources.contains_key(file))
                            .ok_or_else(|| format!("there is no file for the module {inside}"))?;
                        self.add_file(sources, &file, &inside, module)?
                    };
                    self.modules[at].children.insert(name, place);
                }
                _ if test => {}
                Item::Use(declaration) => self.modules[at].imports.extend(imports(declaration)),
                _ => {
                    let Some(name) = name_of(item) else { continue };
                    if matches!(item, Item::Macro(_)) {
                        self.macros.entry(name.clone()).or_default().push(at);
                    }
                    self.modules[at].items.insert(name);
                }
            }
        }
        Ok(())
    }
}

/// Whether a file is one that Cargo starts from.
fn is_root(name: &str) -> bool {
    let program = name.strip_prefix("bin/").is_some_and(|rest| !rest.contains('/'));
    matches!(name, "lib.rs" | "main.rs") || program
}

fn read_folder(folder: &Path, prefix: &str, into: &mut Sources) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else {
            continue;
        };
        if path.is_dir() {
            read_folder(&path, &format!("{prefix}{name}/"), into)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.insert(format!("{prefix}{name}"), std::fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// The leaves of a `use` declaration; none when it names another crate for certain.
pub fn imports(declaration: &syn::ItemUse) -> Vec<Import> {
    let mut leaves = Vec::new();
    if declaration.leading_colon.is_none() {
        gather(&declaration.tree, &mut Vec::new(), &mut leaves);
    }
    leaves
}

fn gather(tree: &UseTree, path: &mut Vec<String>, leaves: &mut Vec<Import>) {
    let mut leaf = |last: Option<String>, named: Option<&Ident>| {
        let mut path = path.clone();
        // `{self}` is the module before the braces, but `use self::x` starts here.
        path.extend(last.filter(|last| last != "self" || path.is_empty()));
        let what = match named {
            Some(name) if name == "_" => Leaf::Nameless,
            Some(name) => Leaf::Name(word(name)),
            None => path.last().map_or(Leaf::Nameless, |last| Leaf::Name(last.clone())),
        };
        leaves.push(Import { path, what });
    };
    match tree {
        UseTree::Name(name) => leaf(Some(word(&name.ident)), None),
        UseTree::Rename(rename) => leaf(Some(word(&rename.ident)), Some(&rename.rename)),
        UseTree::Glob(_) => leaves.push(Import { path: path.clone(), what: Leaf::Glob }),
        UseTree::Path(step) => {
            path.push(word(&step.ident));
            gather(&step.tree, path, leaves);
            path.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                gather(tree, path, leaves);
            }
        }
    }
}

/// A name without the `r#` of names that are keywords.
pub fn word(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// Whether something is there in tests only: a test, or under `cfg(test)` or `cfg(all(test, ..))`.
pub fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let mut test = attribute.path().is_ident("test");
        if attribute.path().is_ident("cfg") {
            // What is no plain condition ends the search, and is none of these.
            let _ = attribute.parse_nested_meta(|meta| {
                test |= meta.path.is_ident("test");
                if meta.path.is_ident("all") {
                    meta.parse_nested_meta(|meta| {
                        test |= meta.path.is_ident("test");
                        Ok(())
                    })?;
                }
                Ok(())
            });
        }
        test
    })
}

/// The attributes of an item.
pub fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The attributes of a member of an `impl`.
pub fn member_attributes(member: &ImplItem) -> &[Attribute] {
    match member {
        ImplItem::Const(member) => &member.attrs,
        ImplItem::Fn(member) => &member.attrs,
        ImplItem::Type(member) => &member.attrs,
        ImplItem::Macro(member) => &member.attrs,
        _ => &[],
    }
}

/// The name an item defines in its module; modules and imports aside.
fn name_of(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::ExternCrate(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(word(ident))
}

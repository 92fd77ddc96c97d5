//! What only one place may do: write to a terminal, catch a panic, read a file that may be none, or
//! ask for the time.

use crate::tree::{Tree, is_test, member_attributes, word};
use proc_macro2::{Ident, TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::visit::{self, Visit};

/// Names, what they do, and the files below `src` in which they may stand.
const ONLY: [(&[&str], &str, &[&str]); 4] = [
    (
        &["print", "println", "eprint", "eprintln", "dbg", "stdout", "stderr"],
        "writes to a terminal",
        &["terminal.rs"],
    ),
    (&["catch_unwind", "set_hook", "take_hook"], "catches a panic", &["parquet/mod.rs"]),
    (&["SystemTime", "Instant"], "asks for the time", &[]),
    (&["read_to_string"], "reads what may be no ordinary file", &[]),
];
/// Functions of the program's own that share a name with one of them.
const OWN: &str = "print";

/// Where a crate does what it may not, outside tests: a line for each place.
pub fn offences(tree: &Tree) -> Vec<String> {
    let mut told = BTreeSet::new();
    for (_, file) in tree.shipped() {
        let mut reader = Reader { found: BTreeSet::new(), file: &file.name };
        reader.visit_file(&file.syntax);
        told.extend(reader.found.into_iter().map(|(line, what)| (file.name.clone(), line, what)));
    }
    told.into_iter().map(|(file, line, what)| format!("{file}:{line}: {what}")).collect()
}

struct Reader<'f> {
    file: &'f str,
    found: BTreeSet<(usize, String)>,
}

impl Reader<'_> {
    fn note(&mut self, name: &Ident, is_macro: bool) {
        let text = word(name);
        if text == OWN && !is_macro {
            return;
        }
        for (names, what, allowed) in ONLY {
            if names.contains(&text.as_str()) && !allowed.contains(&self.file) {
                self.found.insert((name.span().start().line, format!("{what} by `{text}`")));
            }
        }
    }

    fn note_tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(name) => self.note(&name, false),
                TokenTree::Group(group) => self.note_tokens(group.stream()),
                _ => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !is_test(crate::tree::attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        if !is_test(member_attributes(item)) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        path.segments.iter().for_each(|segment| self.note(&segment.ident, false));
        visit::visit_path(self, path);
    }

    fn visit_use_name(&mut self, name: &'ast syn::UseName) {
        self.note(&name.ident, false);
    }

    fn visit_use_rename(&mut self, name: &'ast syn::UseRename) {
        self.note(&name.ident, false);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.note(&call.method, false);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        if let Some(last) = called.path.segments.last() {
            self.note(&last.ident, true);
        }
        self.note_tokens(called.tokens.clone());
    }
}

#[test]
fn ways_out_are_found_wherever_they_are_written() {
    let text = "use std::io::{Write, stdout as out, stderr};\n\
                fn a() { println!(\"{}\", x()); }\n\
                fn b() { let t = std::time::SystemTime::now(); print(\"ours\"); }\n\
                fn c() { vec![std::panic::catch_unwind(|| 1)]; }\n\
                #[cfg(test)]\nmod tests { fn d() { println!(\"test\"); } }\n";
    let sources = std::collections::BTreeMap::from([("lib.rs".to_owned(), text.to_owned())]);
    let tree = Tree::read(&sources).expect("parsed");
    let told = offences(&tree);
    let lines: BTreeSet<&str> = told.iter().filter_map(|told| told.split(": ").next()).collect();
    assert_eq!(lines, BTreeSet::from(["lib.rs:1", "lib.rs:2", "lib.rs:3", "lib.rs:4"]), "{told:?}");
}

//! Made-up crates with and without circles: what the tests of the real ones rest on.

use crate::arrows::named_across;
use crate::command_line::offences;
use crate::cycles::circles;
use crate::tree::{Sources, Tree};

/// A crate of files given as name and text.
fn tree(files: &[(&str, &str)]) -> Result<Tree, String> {
    let sources: Sources =
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    Tree::read(&sources)
}

/// The arrows within the only circle of a crate, in the order of files.
fn circle(files: &[(&str, &str)]) -> Vec<String> {
    let found = circles(&tree(files).unwrap());
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].lines().skip(1).map(|line| line.trim().to_owned()).collect()
}

fn no_circle(files: &[(&str, &str)]) {
    let found = circles(&tree(files).unwrap());
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn arrows_in_one_direction_make_no_circle() {
    no_circle(&[
        ("lib.rs", "mod a; mod b; pub use a::top; pub use b::Base;"),
        ("a/mod.rs", "mod low; use crate::b::Base; pub fn top(b: Base) { low::go(b) }"),
        ("a/low.rs", "use crate::b; use std::fmt; pub fn go(b: b::Base) -> fmt::Result { b.x() }"),
        ("b.rs", "pub struct Base; impl Base { pub(super) fn x(&self) {} pub(crate) fn y() {} }"),
    ]);
}

#[test]
fn declaring_a_module_is_no_use_of_it() {
    no_circle(&[
        ("lib.rs", "pub mod a; pub struct Top;"),
        ("a.rs", "use super::Top; pub fn f(_: Top) {}"),
    ]);
}

#[test]
fn a_child_that_names_its_parents_item_closes_a_circle() {
    let parent = "mod child; pub struct Item; fn f() { child::g() }";
    for child in [
        "use super::Item; pub fn g() -> Item { Item }",
        "use super::*; pub fn g() {}",
        "pub fn g() -> super::Item { todo!() }",
        "pub fn g() { let _ = vec![super::Item]; }",
        "pub fn g() { use super::Item as Other; Other::new() }",
        "#[derive(Serialize)] pub struct X { #[serde(with = \"super::Item\")] x: u8 } pub fn g() {}",
        "pub use crate::a::Item; pub fn g() {}",
        "use {crate::a::{self, Item}, std::fmt}; pub fn g() -> fmt::Result { a::Item }",
        "mod inner { use super::super::Item; } pub fn g() {}",
        "impl super::Item { pub fn h() {} } pub fn g() {}",
        "#[cfg(not(test))] use super::Item; pub fn g() {}",
    ] {
        let files = [("lib.rs", "mod a;"), ("a/mod.rs", parent), ("a/child.rs", child)];
        let found = circle(&files);
        assert_eq!(found.len(), 2, "{child}: {found:?}");
        let name = if child.contains("*") { "*" } else { "Item" };
        assert_eq!(found[0], format!("a/child.rs -> a/mod.rs: {name}"), "{child}");
        assert_eq!(found[1], "a/mod.rs -> a/child.rs: g");
    }
}

#[test]
fn going_through_the_parents_re_export_closes_a_circle() {
    let found = circle(&[
        ("lib.rs", "mod a;"),
        ("a.rs", "mod one; mod two; pub use two::Thing; pub fn f() { one::g() }"),
        ("a/one.rs", "use super::Thing; pub fn g() -> Thing { Thing }"),
        ("a/two.rs", "pub struct Thing;"),
    ]);
    assert_eq!(found, ["a.rs -> a/one.rs: g", "a/one.rs -> a.rs: Thing"]);
    // The sibling itself is no circle, and neither is a bare `use` of it.
    no_circle(&[
        ("lib.rs", "mod a;"),
        ("a.rs", "mod one; mod two; pub use two::Thing; pub fn f() { one::g() }"),
        ("a/one.rs", "use super::two; pub fn g() -> two::Thing { two::Thing }"),
        ("a/two.rs", "pub struct Thing;"),
    ]);
}

#[test]
fn re_exporting_is_a_use() {
    for offer in ["pub use one::Thing;", "pub(crate) use one::*;", "pub use one;"] {
        let files = [
            ("lib.rs", "mod a;"),
            ("a.rs", &*format!("mod one; {offer} pub struct Base;")),
            ("a/one.rs", "use super::Base; pub struct Thing(Base);"),
        ];
        assert_eq!(circle(&files).len(), 2, "{offer}");
    }
}

#[test]
fn a_parents_private_import_is_the_parents() {
    let found = circle(&[
        ("lib.rs", "mod a;"),
        ("a.rs", "mod one; use std::collections::BTreeMap; fn f() { one::g(BTreeMap::new()) }"),
        ("a/one.rs", "use super::BTreeMap; pub fn g(_: BTreeMap<u8, u8>) {}"),
    ]);
    assert_eq!(found, ["a.rs -> a/one.rs: g", "a/one.rs -> a.rs: BTreeMap"]);
}

#[test]
fn a_path_that_starts_with_a_child_or_a_module_brought_in_leads_there() {
    let found = circle(&[
        ("lib.rs", "mod a; mod b;"),
        ("a/mod.rs", "mod deep; use crate::b; pub fn f() { deep::inner::g(); b::h() }"),
        ("a/deep.rs", "pub mod inner { pub fn g() { crate::b::h() } }"),
        ("b.rs", "use crate::a as first; pub fn h() { first::f() }"),
    ]);
    assert_eq!(
        found,
        [
            "a/deep.rs -> b.rs: h",
            "a/mod.rs -> a/deep.rs: g",
            "a/mod.rs -> b.rs: h",
            "b.rs -> a/mod.rs: f"
        ]
    );
    let deep = ("a/deep.rs", "use super::*; pub fn g() { brought::h() }");
    let found = circle(&[
        ("lib.rs", "mod a; mod b;"),
        ("a/mod.rs", "mod deep; use crate::b as brought; pub fn f() {}"),
        deep,
        ("b.rs", "pub fn h() { crate::a::f() } pub use crate::a::deep::g;"),
    ]);
    assert!(found.contains(&"b.rs -> a/deep.rs: g".to_owned()), "{found:?}");
    assert!(found.contains(&"a/deep.rs -> a/mod.rs: *, h".to_owned()), "{found:?}");
}

#[test]
fn a_path_without_use_counts_wherever_it_stands() {
    for (text, name) in [
        ("pub fn f() { crate::b::g() }", "g"),
        ("pub fn f(_: Vec<crate::b::T>) {}", "T"),
        ("pub fn f() { println!(\"{}\", if true { crate::b::g() } else { 1 }) }", "g"),
        ("pub fn f(x: u8) -> bool { matches!(x, crate::b::LIMIT if true) }", "LIMIT"),
        ("pub fn f(x: u8) { match x { crate::b::LIMIT => {}, _ => {} } }", "LIMIT"),
        ("pub fn f<X: crate::b::Trait>() {}", "Trait"),
        ("pub fn f() { <u8 as crate::b::Trait>::go() }", "Trait"),
        ("macro_rules! m { () => { $crate::b::g() } } pub fn f() {}", "g"),
        ("pub fn f() { crate::b::inner::g() }", "g"),
        ("pub fn f() { made!() }", "made!"),
    ] {
        let b = "macro_rules! made { () => {} } pub mod inner { pub fn g() {} } pub fn g() {} \
                 pub const LIMIT: u8 = 1; pub trait Trait {} use crate::a::f;";
        let found = circle(&[("lib.rs", "mod b; mod a;"), ("a.rs", text), ("b.rs", b)]);
        assert_eq!(found[0], format!("a.rs -> b.rs: {name}"), "{text}");
    }
}

#[test]
fn a_function_and_a_module_of_one_name_are_kept_apart() {
    let root = "mod go; mod user; pub use go::go; pub use user::work;";
    let go = ("go.rs", "pub struct Side; pub fn go() {}");
    no_circle(&[
        ("lib.rs", root),
        go,
        ("user.rs", "use crate::go; pub fn work() -> go::Side { go::Side }"),
    ]);
    for text in ["use crate::go; pub fn work() { go() }", "pub fn work() { crate::go() }"] {
        let found = circle(&[("lib.rs", root), go, ("user.rs", text)]);
        assert_eq!(found, ["lib.rs -> user.rs: work", "user.rs -> lib.rs: go"], "{text}");
    }
}

#[test]
fn tests_comments_and_other_crates_are_left_out() {
    no_circle(&[
        ("lib.rs", "mod a; mod b; #[cfg(test)] mod made_up; pub struct Top;"),
        (
            "a.rs",
            "//! See [`crate::b::g`].\n use serde::b::g; use ::b::x; pub fn f() { let b = 1; }
             #[cfg(test)] use crate::b::g as h; #[cfg(all(test, unix))] fn i() { crate::b::g() }
             impl X { #[cfg(test)] fn j() { crate::b::g() } }
             /// [link](crate::b::g)\n pub(in crate::b) fn k() {}
             #[cfg(test)] mod tests { use super::*; use crate::b::g; fn t() { crate::b::g() } }",
        ),
        ("b.rs", "use crate::a::f; pub fn g() { f() }"),
        ("made_up.rs", "use crate::Top; use crate::a::f;"),
    ]);
}

#[test]
fn the_longest_way_round_is_found_and_only_once() {
    let found = circle(&[
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "use crate::b::B; pub struct A(B);"),
        ("b.rs", "use crate::c::C; pub struct B(C);"),
        ("c.rs", "use crate::a::A; use crate::d::D; pub struct C(Box<A>, D);"),
        ("d.rs", "pub struct D;"),
    ]);
    assert_eq!(found, ["a.rs -> b.rs: B", "b.rs -> c.rs: C", "c.rs -> a.rs: A"]);
}

#[test]
fn what_can_not_be_read_fails() {
    let missing = tree(&[("lib.rs", "mod a;")]).err().unwrap();
    assert_eq!(missing, "there is no file for the module a");
    let lost = tree(&[("lib.rs", ""), ("a.rs", "")]).err().unwrap();
    assert_eq!(lost, "a.rs belongs to no module");
    let wrong = tree(&[("lib.rs", "fn (")]).err().unwrap();
    assert!(wrong.starts_with("lib.rs: "), "{wrong}");
}

#[test]
fn forbidden_arrows_are_found_also_through_re_exports() {
    let other = ("other.rs", "pub use crate::to::Thing as Other;");
    let from = |text| {
        let root = "mod from; mod to; mod other; pub use to::Thing;";
        let files =
            [("lib.rs", root), ("to/mod.rs", "pub struct Thing;"), other, ("from.rs", text)];
        named_across(&tree(&files).unwrap(), "from", "to").unwrap()
    };
    assert_eq!(from("use crate::to::Thing;"), ["from.rs -> to/mod.rs: Thing"]);
    assert_eq!(from("fn f() { crate::Thing }"), ["from.rs -> lib.rs -> to/mod.rs: Thing"]);
    assert_eq!(from("use super::other::Other;"), ["from.rs -> other.rs -> to/mod.rs: Thing"]);
    assert!(from("use crate::other; #[cfg(test)] use crate::to::Thing;").is_empty());
    let tree = tree(&[("lib.rs", "mod from;"), ("from.rs", "")]).unwrap();
    assert_eq!(named_across(&tree, "from", "to").unwrap_err(), "there is no module to");
}

#[test]
fn the_command_line_may_count_and_round_for_display() {
    let fine = "
        const SHARE: f64 = 0.5;
        use std::io::{self, Write};
        pub fn f(rows: &[f64], done: f64) -> String {
            let mut count = rows.len() + 1;
            count += rows.iter().map(|_| 1_usize).sum::<usize>();
            let lowest = rows.iter().copied().find(|row| *row > SHARE && *row < -0.5);
            let done = count * 2;
            match done { done => done + 1 };
            answer.mean;
            format!(\"{:.1} {mean}\", rows[0], mean = answer.mean)
        }
        #[cfg(test)]
        mod tests { fn t() { std::fs::read(\"x\"); 1.0 + 2.0 } }";
    assert_eq!(offences(&tree(&[("lib.rs", fine)]).unwrap()), [""; 0]);
}

#[test]
fn the_command_line_may_neither_reckon_nor_look_at_files() {
    for (text, what) in [
        ("x * 100.0", "reckons with floating-point numbers"),
        ("let y = -(x) % (1f64)", "reckons with floating-point numbers"),
        ("x /= 2.5", "reckons with floating-point numbers"),
        ("f64::from(n) + x", "reckons with floating-point numbers"),
        ("let y: f64 = g(); y - x", "reckons with floating-point numbers"),
        ("let y = 0.1; x + y.abs()", "reckons with floating-point numbers"),
        ("|done: f64| done * x", "reckons with floating-point numbers"),
        ("SHARE - x", "reckons with floating-point numbers"),
        ("println!(\"{:.1}\", 100.0 * x)", "reckons with floating-point numbers"),
        ("matches!(x, y if y * 1.5 > z)", "reckons with floating-point numbers"),
        ("n as f64", "casts to a floating-point number"),
        ("matches!(x, y if y as f64 > z)", "casts to f64"),
        ("x.sum::<f64>()", "`sum` without a type of whole numbers"),
        ("let y: f64 = x.sum()", "`sum` without a type of whole numbers"),
        ("x.powi(2)", "reckons by `powi`"),
        ("x.map(f64::sqrt)", "reckons by `sqrt`"),
        ("x.ln()", "reckons by `ln`"),
        ("math::exp(x)", "reckons by `exp`"),
        ("mean(&x)", "reckons by `mean`"),
        ("quantile_sorted(&x, q)", "reckons by `quantile_sorted`"),
        ("Path::new(x).exists()", "looks at files by `exists`"),
        ("x.filter(Path::is_dir)", "looks at files by `is_dir`"),
        ("x.is_file()", "looks at files by `is_file`"),
        ("x.read_dir()", "looks at files by `read_dir`"),
        ("x.canonicalize()", "looks at files by `canonicalize`"),
        ("x.metadata()", "looks at files by `metadata`"),
        ("x.read_to_string(&mut y)", "looks at files by `read_to_string`"),
        ("OpenOptions::new()", "names `OpenOptions::new`"),
        ("use std::{fs, io}", "names `std::fs`"),
        ("use std::io::{Read, Write}", "names `std::io::Read`"),
        ("fn g(x: impl io::Read) {}", "names `io::Read`"),
    ] {
        let source = format!("const SHARE: f64 = 0.5;\nfn f() {{ {text}; }}");
        let found = offences(&tree(&[("lib.rs", &source)]).unwrap());
        assert_eq!(found, [format!("lib.rs:2: {what}")], "{text}");
    }
}

//! What the command line leaves to other crates: looking at files, and reckoning.

use crate::tree::{Tree, attributes, is_test, member_attributes, word};
use proc_macro2::{Span, TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, GenericArgument, Lit, Pat, Token, Type};

/// Functions and methods that look at files, read or change them.
const FILE_CALLS: [&str; 16] = [
    "canonicalize",
    "create_dir",
    "create_dir_all",
    "exists",
    "is_dir",
    "is_file",
    "is_symlink",
    "metadata",
    "read_dir",
    "read_exact",
    "read_link",
    "read_to_end",
    "read_to_string",
    "remove_file",
    "symlink_metadata",
    "try_exists",
];

/// Types that open files or read them.
const FILE_TYPES: [&str; 2] = ["BufReader", "OpenOptions"];

/// Functions and methods that reckon; so does every one that begins with `quantile`.
const RECKONING: [&str; 11] =
    ["exp", "exp_m1", "ln", "ln_1p", "log10", "log2", "mean", "mul_add", "powf", "powi", "sqrt"];

/// Sums must say which whole number they add up to.
const SUMS: [&str; 2] = ["product", "sum"];
const FLOATS: [&str; 2] = ["f32", "f64"];

/// What a crate does that the command line may not, outside tests: a line for each place.
pub fn offences(tree: &Tree) -> Vec<String> {
    let mut told = BTreeSet::new();
    for (_, file) in tree.shipped() {
        let mut reader = Reader { floats: BTreeSet::new(), found: BTreeSet::new() };
        reader.visit_file(&file.syntax);
        let found = reader.found.into_iter();
        told.extend(found.map(|(line, what)| (file.name.clone(), line, what)));
    }
    told.into_iter().map(|(file, line, what)| format!("{file}:{line}: {what}")).collect()
}

/// Reads one file.
struct Reader {
    /// Names that are said to be of a floating-point type where the reader is.
    floats: BTreeSet<String>,
    found: BTreeSet<(usize, String)>,
}

impl Reader {
    fn note(&mut self, place: Span, what: impl Into<String>) {
        self.found.insert((place.start().line, what.into()));
    }

    /// A name that is called or handed on as a function, or a type that is named.
    fn note_name(&mut self, name: &syn::Ident, called: bool) {
        let text = word(name);
        if called && FILE_CALLS.contains(&text.as_str()) {
            self.note(name.span(), format!("looks at files by `{text}`"));
        }
        if called && (RECKONING.contains(&text.as_str()) || text.starts_with("quantile")) {
            self.note(name.span(), format!("reckons by `{text}`"));
        }
    }

    fn note_path(&mut self, path: &syn::Path, called: bool) {
        let names: Vec<String> = path.segments.iter().map(|segment| word(&segment.ident)).collect();
        self.note_files(&names, path.segments.first().map(|segment| &segment.ident));
        if let Some(last) = path.segments.last() {
            self.note_name(&last.ident, called || names.len() > 1);
        }
    }

    /// Names of the standard library's module of files and of types that read.
    fn note_files(&mut self, names: &[String], place: Option<&syn::Ident>) {
        let module = names.iter().take(2).any(|name| name == "fs");
        let kind = names.iter().any(|name| FILE_TYPES.contains(&name.as_str()));
        let reading = names.windows(2).any(|pair| {
            pair[0] == "io" && ["BufRead", "Read", "prelude"].contains(&pair[1].as_str())
        });
        if let Some(place) = place.filter(|_| module || kind || reading) {
            self.note(place.span(), format!("names `{}`", names.join("::")));
        }
    }

    /// Whether an expression is surely a floating-point number.
    fn is_float(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Lit(literal) => is_float_literal(&literal.lit),
            Expr::Cast(cast) => is_float_type(&cast.ty),
            Expr::Paren(inner) => self.is_float(&inner.expr),
            Expr::Group(inner) => self.is_float(&inner.expr),
            Expr::Unary(inner) => self.is_float(&inner.expr),
            Expr::Reference(inner) => self.is_float(&inner.expr),
            Expr::Binary(inner) => {
                operator(&inner.op).is_some()
                    && (self.is_float(&inner.left) || self.is_float(&inner.right))
            }
            Expr::MethodCall(call) => {
                let same = ["abs", "ceil", "clamp", "floor", "max", "min", "round"];
                same.contains(&word(&call.method).as_str()) && self.is_float(&call.receiver)
            }
            Expr::Call(call) => match &*call.func {
                Expr::Path(function) => {
                    let first = function.path.segments.first();
                    function.path.segments.len() == 2
                        && first.is_some_and(|first| FLOATS.contains(&word(&first.ident).as_str()))
                        && function.path.segments.last().is_some_and(|last| last.ident == "from")
                }
                _ => false,
            },
            Expr::Path(path) => {
                let of_type = path.path.segments.first().is_some_and(|first| {
                    path.path.segments.len() == 2 && FLOATS.contains(&word(&first.ident).as_str())
                });
                let name = path.path.get_ident().map(word);
                of_type || name.is_some_and(|name| self.floats.contains(&name))
            }
            _ => false,
        }
    }

    /// A macro's tokens that are no list of expressions.
    fn scan(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| tokens.get(before));
            match token {
                TokenTree::Group(group) => self.scan(group.stream()),
                TokenTree::Ident(name) => {
                    let called = match tokens.get(at + 1) {
                        Some(TokenTree::Group(group)) => {
                            group.delimiter() == proc_macro2::Delimiter::Parenthesis
                        }
                        _ => false,
                    };
                    self.note_name(name, called);
                    let cast = matches!(before, Some(TokenTree::Ident(word)) if word == "as");
                    if cast && FLOATS.contains(&word(name).as_str()) {
                        self.note(name.span(), format!("casts to {name}"));
                    }
                }
                TokenTree::Literal(literal) => {
                    let float = syn::parse_str::<Lit>(&literal.to_string());
                    let beside = [before, tokens.get(at + 1)];
                    let reckons = beside.into_iter().flatten().any(|mark| {
                        matches!(mark, TokenTree::Punct(mark) if "+-*/%".contains(mark.as_char()))
                    });
                    if reckons && float.is_ok_and(|float| is_float_literal(&float)) {
                        self.note(literal.span(), "reckons with floating-point numbers");
                    }
                }
                TokenTree::Punct(_) => {}
            }
        }
    }

    /// Reads a part that may give names to things, which they have only there.
    fn within(&mut self, read: impl FnOnce(&mut Self)) {
        let outer = self.floats.clone();
        read(self);
        self.floats = outer;
    }
}

/// The place of an operator that reckons.
fn operator(operator: &BinOp) -> Option<Span> {
    match operator {
        BinOp::Add(mark) => Some(mark.span),
        BinOp::Sub(mark) => Some(mark.span),
        BinOp::Mul(mark) => Some(mark.span),
        BinOp::Div(mark) => Some(mark.span),
        BinOp::Rem(mark) => Some(mark.span),
        BinOp::AddAssign(mark) => Some(mark.spans[0]),
        BinOp::SubAssign(mark) => Some(mark.spans[0]),
        BinOp::MulAssign(mark) => Some(mark.spans[0]),
        BinOp::DivAssign(mark) => Some(mark.spans[0]),
        BinOp::RemAssign(mark) => Some(mark.spans[0]),
        _ => None,
    }
}

fn is_float_literal(literal: &Lit) -> bool {
    match literal {
        Lit::Float(_) => true,
        Lit::Int(number) => FLOATS.contains(&number.suffix()),
        _ => false,
    }
}

fn is_float_type(kind: &Type) -> bool {
    match kind {
        Type::Path(path) => FLOATS.iter().any(|float| path.path.is_ident(float)),
        Type::Reference(reference) => is_float_type(&reference.elem),
        Type::Paren(inner) => is_float_type(&inner.elem),
        Type::Group(inner) => is_float_type(&inner.elem),
        _ => false,
    }
}

/// Whether a call says that its result is a whole number.
fn is_whole(arguments: Option<&syn::AngleBracketedGenericArguments>) -> bool {
    let whole = |argument: &GenericArgument| match argument {
        GenericArgument::Type(Type::Path(path)) => path.path.get_ident().is_some_and(|name| {
            let name = word(name);
            name.starts_with(['u', 'i'])
                && name[1..].chars().all(|c| c.is_ascii_digit() || "size".contains(c))
        }),
        _ => false,
    };
    arguments.is_some_and(|arguments| arguments.args.iter().all(whole))
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_file(&mut self, file: &'ast syn::File) {
        for item in &file.items {
            let (name, kind) = match item {
                syn::Item::Const(item) => (&item.ident, &item.ty),
                syn::Item::Static(item) => (&item.ident, &item.ty),
                _ => continue,
            };
            if is_float_type(kind) {
                self.floats.insert(word(name));
            }
        }
        visit::visit_file(self, file);
    }

    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !is_test(attributes(item)) {
            self.within(|reader| visit::visit_item(reader, item));
        }
    }

    fn visit_impl_item(&mut self, member: &'ast syn::ImplItem) {
        if !is_test(member_attributes(member)) {
            self.within(|reader| visit::visit_impl_item(reader, member));
        }
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        self.within(|reader| visit::visit_block(reader, block));
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        self.within(|reader| visit::visit_arm(reader, arm));
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        self.within(|reader| visit::visit_expr_closure(reader, closure));
    }

    fn visit_pat_ident(&mut self, name: &'ast syn::PatIdent) {
        self.floats.remove(&word(&name.ident));
        visit::visit_pat_ident(self, name);
    }

    fn visit_pat_type(&mut self, typed: &'ast syn::PatType) {
        visit::visit_pat_type(self, typed);
        if let Pat::Ident(name) = &*typed.pat
            && is_float_type(&typed.ty)
        {
            self.floats.insert(word(&name.ident));
        }
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        let mut float = false;
        if let Some(start) = &local.init {
            visit::visit_local_init(self, start);
            float = self.is_float(&start.expr);
        }
        self.visit_pat(&local.pat);
        if let Pat::Ident(name) = &local.pat
            && float
        {
            self.floats.insert(word(&name.ident));
        }
    }

    fn visit_item_use(&mut self, declaration: &'ast syn::ItemUse) {
        let place = Some(declaration.use_token.span);
        for import in crate::tree::imports(declaration) {
            let place = place.map(|span| syn::Ident::new("here", span));
            self.note_files(&import.path, place.as_ref());
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.note_path(path, false);
        visit::visit_path(self, path);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Expr::Path(function) = &*call.func {
            self.note_path(&function.path, true);
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.note_name(&call.method, true);
        let name = word(&call.method);
        if SUMS.contains(&name.as_str()) && !is_whole(call.turbofish.as_ref()) {
            self.note(call.method.span(), format!("`{name}` without a type of whole numbers"));
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_cast(&mut self, cast: &'ast syn::ExprCast) {
        if is_float_type(&cast.ty) {
            self.note(cast.as_token.span, "casts to a floating-point number");
        }
        visit::visit_expr_cast(self, cast);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        if let Some(place) = operator(&binary.op)
            && (self.is_float(&binary.left) || self.is_float(&binary.right))
        {
            self.note(place, "reckons with floating-point numbers");
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        match call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated) {
            Ok(arguments) => {
                for argument in &arguments {
                    self.visit_expr(argument);
                }
            }
            Err(_) => self.scan(call.tokens.clone()),
        }
    }
}

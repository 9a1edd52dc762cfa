//! The sources of a crate as syn reads them: which file names what, by paths from the crate's root.
//!
//! Leaves out what only tests have. Knows nothing of types, so that a method called on a value is a name without an
//! owner. Never here: what may name what.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};
use syn::{Attribute, ExprMethodCall, File, Item, ItemMod, ItemUse, Macro, UseTree};

/// Names, as in `engine::sim::draw`.
pub type Names = Vec<String>;

/// A source file.
pub struct Source {
    /// Where it lies in the repository.
    pub path: PathBuf,
    /// Its module.
    pub module: Names,
    /// Whether it begins by saying why it exists.
    pub has_header: bool,
    /// Every path in it, and every method that it calls as `.name`.
    pub names: BTreeSet<Names>,
    /// What it only passes on: the names that its own imports give to what others own.
    pub imported: BTreeSet<String>,
}

/// All sources of a crate. `krate` is how other crates call it, and `folder` where it lies in the repository.
pub fn sources(krate: &str, folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let mut files = Vec::new();
    walk(&root.join(folder), &mut files);
    let parsed = files.into_iter().map(|path| {
        let text = fs::read_to_string(&path).expect("a source is text");
        let inside = path.strip_prefix(root.join(folder)).expect("it lies there");
        let module = module_of(krate, inside);
        let path = path.strip_prefix(root).expect("it lies there").to_owned();
        (path, module, parsed(&text))
    });
    let parsed: Vec<_> = parsed.collect();
    assert!(!parsed.is_empty(), "{folder} has no sources");
    let tests: Vec<Names> =
        parsed.iter().flat_map(|(_, module, file)| modules_of_tests(module, file)).collect();
    parsed
        .into_iter()
        .filter(|(_, module, _)| !tests.iter().any(|tests| module.starts_with(tests)))
        .map(|(path, module, file)| {
            let has_header = file.attrs.first().is_some_and(|first| first.path().is_ident("doc"));
            let (names, imported) = named(&module, &file);
            Source { path, module, has_header, names, imported }
        })
        .collect()
}

/// A module with this text.
pub fn source_of(module: &[&str], text: &str) -> Source {
    let path = module[1..].join("/").into();
    let module: Names = module.iter().map(ToString::to_string).collect();
    let (names, imported) = named(&module, &parsed(text));
    Source { path, module, has_header: false, names, imported }
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn parsed(text: &str) -> File {
    syn::parse_file(text).unwrap_or_else(|error| panic!("{error}:\n{text}"))
}

fn module_of(krate: &str, inside: &Path) -> Names {
    let parts = inside.with_extension("");
    let parts = parts.iter().map(|part| part.to_string_lossy().into_owned());
    let own = parts.filter(|part| !["lib", "main", "mod"].contains(&part.as_str()));
    std::iter::once(krate.to_string()).chain(own).collect()
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

/// The modules with files of their own that only tests have.
fn modules_of_tests(module: &[String], file: &File) -> Vec<Names> {
    let mut found = Vec::new();
    for item in &file.items {
        if let Item::Mod(ItemMod { attrs, ident, content: None, .. }) = item
            && is_for_tests(attrs)
        {
            found.push([module, &[ident.to_string()]].concat());
        }
    }
    found
}

fn named(module: &[String], file: &File) -> (BTreeSet<Names>, BTreeSet<String>) {
    let mut finder = Finder { module: module.to_vec(), ..Finder::default() };
    finder.scope(&file.items);
    let imported = std::mem::take(&mut finder.imported);
    finder.visit_file(file);
    (finder.found, imported)
}

/// Walks through a file, with the names that its imports and modules have given to paths.
#[derive(Default)]
struct Finder {
    module: Names,
    known: BTreeMap<String, Names>,
    imported: BTreeSet<String>,
    found: BTreeSet<Names>,
}

impl Finder {
    /// Takes in what imports and modules of these items are called; the imports name their paths.
    fn scope(&mut self, items: &[Item]) {
        for item in items {
            if let Item::Mod(ItemMod { ident, attrs, .. }) = item
                && !is_for_tests(attrs)
            {
                let path = [&self.module[..], &[ident.to_string()]].concat();
                self.known.insert(ident.to_string(), path);
            }
        }
        for item in items {
            if let Item::Use(ItemUse { tree, attrs, .. }) = item
                && !is_for_tests(attrs)
            {
                self.import(Vec::new(), tree);
            }
        }
    }

    fn import(&mut self, mut path: Names, tree: &UseTree) {
        match tree {
            UseTree::Path(part) => {
                path.push(part.ident.to_string());
                self.import(path, &part.tree);
            }
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.import(path.clone(), tree));
            }
            UseTree::Glob(_) => self.find(&path),
            UseTree::Name(name) => self.import_as(path, &name.ident, &name.ident),
            UseTree::Rename(renamed) => self.import_as(path, &renamed.ident, &renamed.rename),
        }
    }

    fn import_as(&mut self, mut path: Names, name: &syn::Ident, alias: &syn::Ident) {
        let mut alias = alias.to_string();
        if name == "self" {
            alias = if alias == "self" { path.last().cloned().unwrap_or_default() } else { alias };
        } else {
            path.push(name.to_string());
        }
        self.find(&path);
        if let Some(path) = self.resolved(&path) {
            self.imported.insert(alias.clone());
            self.known.insert(alias, path);
        }
    }

    fn find(&mut self, path: &[String]) {
        if let Some(path) = self.resolved(path) {
            self.found.insert(path);
        }
    }

    /// The path from the root of a crate, if it is not one of this file's own names.
    fn resolved(&self, path: &[String]) -> Option<Names> {
        let (first, rest) = path.split_first()?;
        let start = match first.as_str() {
            "crate" => self.module[..1].to_vec(),
            "self" => self.module.clone(),
            "super" => {
                let up = path.iter().take_while(|part| *part == "super").count();
                let left = self.module.len().checked_sub(up)?;
                return Some([&self.module[..left], &path[up..]].concat());
            }
            name => match self.known.get(name) {
                Some(known) => known.clone(),
                // A crate, or a type of this file with something of its own.
                None if !rest.is_empty() => vec![first.clone()],
                None => return None,
            },
        };
        Some([&start[..], rest].concat())
    }

    /// Paths in what a macro is given, which is no Rust to syn.
    fn find_in_tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut colons) = (Names::new(), 0);
        for token in tokens {
            match token {
                TokenTree::Punct(mark) if mark.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.find_long(&std::mem::take(&mut path));
                    }
                    path.push(name.to_string());
                }
                other => {
                    self.find_long(&std::mem::take(&mut path));
                    if let TokenTree::Group(group) = other {
                        self.find_in_tokens(group.stream());
                    }
                }
            }
            colons = 0;
        }
        self.find_long(&path);
    }

    fn find_long(&mut self, path: &[String]) {
        if path.len() > 1 {
            self.find(path);
        }
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Fn(item) => &item.attrs[..],
            Item::Impl(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => &[],
        };
        if !is_for_tests(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let Some((_, items)) = &item.content else { return };
        // A module within this file has names of its own.
        let module = [&self.module[..], &[item.ident.to_string()]].concat();
        let mut inner = Self { module, ..Self::default() };
        inner.scope(items);
        items.iter().for_each(|item| inner.visit_item(item));
        self.found.append(&mut inner.found);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Names = path.segments.iter().map(|part| part.ident.to_string()).collect();
        self.find_long(&parts);
        visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        self.found.insert(vec![format!(".{}", call.method)]);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, item: &'ast Macro) {
        // The macro's own path does not count: a macro of the whole crate belongs to its root.
        self.find_in_tokens(item.tokens.clone());
    }

    fn visit_stmt(&mut self, statement: &'ast syn::Stmt) {
        if let syn::Stmt::Item(item) = statement {
            self.scope(std::slice::from_ref(item));
        }
        visit::visit_stmt(self, statement);
    }
}

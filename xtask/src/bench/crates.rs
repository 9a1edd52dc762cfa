//! Where the bytes of the page's program come from: its functions, added up by the crate that they belong to.
//!
//! The program is read with the names of its functions, which the site leaves out. A generic function counts for the
//! crate that wrote it, not for the one that uses it. Never here: bytes that the site does not have.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use wasmparser::{BinaryReaderError, KnownCustom, Name, Parser, Payload, TypeRef};

use crate::failure::Failure;
use crate::process::root;
use crate::site::index;
use crate::site::program::named;
use crate::table::Table;

/// Crates with less than this share of the program are added up.
const LEAST_SHARE: f64 = 0.005;
const OTHERS: &str = "other crates";
const DATA: &str = "data: texts and tables";

/// What one crate adds to the program.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    name: String,
    bytes: usize,
}

/// Reads the program with its names, and adds up.
pub fn shares(bindgen: &Path) -> Result<Vec<Share>, Failure> {
    let page = index::read_index()?;
    let pieces = index::pieces(&page)?;
    let first =
        |program: &&index::Program<'_>| matches!(program.start, index::Start::WithPage { .. });
    let program = index::programs(&pieces).find(first).ok_or_else(|| {
        Failure::missing("index.html starts no program", "Give it a link with rel=\"rust\".")
    })?;
    let named = named(program, bindgen)?;
    let wasm = fs::read(&named).map_err(Failure::file("read", &named))?;
    let shares = of(&wasm).map_err(|error| {
        Failure::missing(
            format!("{} cannot be read: {error}", shown(&named)),
            "Update wasmparser in xtask/Cargo.toml, as wasm-bindgen was.",
        )
    })?;
    Ok(together(shares))
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).map_or_else(|_| path.into(), PathBuf::from).display().to_string()
}

/// The bytes of each crate, and of what belongs to none.
fn of(wasm: &[u8]) -> Result<BTreeMap<String, usize>, BinaryReaderError> {
    let (mut imported, mut bodies, mut data) = (0_u32, Vec::new(), 0);
    let mut names = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
            Payload::DataSection(section) => data = section.range().len(),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(section) = section.as_known() else { continue };
                for name in section {
                    let Name::Function(functions) = name? else { continue };
                    for naming in functions {
                        let naming = naming?;
                        names.insert(naming.index, naming.name);
                    }
                }
            }
            _ => {}
        }
    }
    let mut shares = BTreeMap::from([(DATA.to_string(), data)]);
    for (function, bytes) in (imported..).zip(&bodies) {
        let name = names.get(&function).and_then(|name| crate_of(name)).unwrap_or(OTHERS);
        *shares.entry(name.into()).or_default() += bytes;
    }
    Ok(shares)
}

/// The crate in a function's name, as in `<yew::html::Html as core::fmt::Debug>::fmt` or `&mut T as core::fmt::Write`.
fn crate_of(name: &str) -> Option<&str> {
    let name = name.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '_');
    for prefix in ["mut ", "const ", "dyn ", "impl "] {
        if let Some(rest) = name.strip_prefix(prefix) {
            return crate_of(rest);
        }
    }
    let length = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
    match name.split_at(length) {
        (first, rest) if rest.starts_with("::") => Some(first),
        // A type parameter, or a type of the language itself: the trait's crate wrote the function.
        (_, rest) => rest.split_once(" as ").and_then(|(_, path)| crate_of(path)),
    }
}

/// From the largest to the smallest, the small ones added up.
fn together(shares: BTreeMap<String, usize>) -> Vec<Share> {
    let all: usize = shares.values().sum();
    let is_small = |bytes: usize| (bytes as f64) < all as f64 * LEAST_SHARE;
    let (small, large): (Vec<_>, Vec<_>) =
        shares.into_iter().partition(|(name, bytes)| name == OTHERS || is_small(*bytes));
    let mut list: Vec<Share> =
        large.into_iter().map(|(name, bytes)| Share { name, bytes }).collect();
    list.sort_by_key(|share| std::cmp::Reverse(share.bytes));
    let bytes = small.iter().map(|(_, bytes)| bytes).sum();
    list.push(Share { name: OTHERS.into(), bytes });
    list
}

/// The figures as a table.
pub fn table(shares: &[Share]) -> Table {
    let all: usize = shares.iter().map(|share| share.bytes).sum();
    let mut table = Table::new("The page's program by crate, raw", ["bytes", "share"]);
    for Share { name, bytes } in shares {
        let share = *bytes as f64 * 100.0 / all.max(1) as f64;
        table.row(name, [bytes.to_string(), format!("{share:.1} %")]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_the_crate_that_wrote_it() {
        for (name, wanted) in [
            ("yew::scheduler::start::h0123456789abcdef", Some("yew")),
            ("<engine::play::World as core::fmt::Debug>::fmt", Some("engine")),
            ("<&mut alloc::vec::Vec<T> as core::fmt::Write>::write_str", Some("alloc")),
            ("<T as alloc::string::ToString>::to_string", Some("alloc")),
            ("<[T] as core::slice::Join<V>>::join", Some("core")),
            ("<dyn core::any::Any>::is", Some("core")),
            ("core::ptr::drop_in_place<yew::html::Html>", Some("core")),
            ("memcpy", None),
        ] {
            assert_eq!(crate_of(name), wanted, "{name}");
        }
    }

    #[test]
    fn small_crates_are_added_up_at_the_end() {
        let shares = [("engine", 6_000), ("yew", 3_990), ("itoa", 8), (OTHERS, 2)];
        let shares = shares.map(|(name, bytes)| (name.to_string(), bytes));
        let share = |name: &str, bytes| Share { name: name.into(), bytes };
        let wanted = [share("engine", 6_000), share("yew", 3_990), share(OTHERS, 10)];
        assert_eq!(together(shares.into()), wanted);
    }

    #[test]
    fn a_program_without_names_is_its_code_and_data() {
        // One function of no parameters: a type, a function of it, and a body of two bytes.
        let wasm = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x0a\x04\x01\x02\0\x0b";
        let shares = of(wasm).expect("it is a program");
        assert_eq!(shares, BTreeMap::from([(DATA.into(), 0), (OTHERS.into(), 2)]));
    }
}

//! Puts the parts of the site together in one folder: programs compiled, style sheets and folders copied,
//! and index.html written to use them.
//!
//! What the page begins with has a digest of its content in its name, so that a browser may keep it for ever.
//! Addresses are relative. Never here: which parts there are; index.html says that.

use std::path::Path;

use super::drawing;
use super::finish::finish;
use super::index::{Part, Piece, pieces, read_index};
use super::program::{Glued, Names};
use super::steps;
use crate::failure::Failure;
use crate::files::{copy, hashed, write};
use crate::language::fill_page;
use crate::lessons::compile_lessons;
use crate::process::root;

/// Leaves the site in a language in `folder`, which must be empty.
pub fn assemble(folder: &Path, language: &str) -> Result<(), Failure> {
    compile_lessons(language)?;
    let page = read_index()?;
    let pieces = pieces(&page)?;
    let (bindgen, compiled, render) = steps::compile(&pieces, language)?;
    let mut compiled = compiled.into_iter();

    let mut out = String::new();
    for piece in &pieces {
        match piece {
            Piece::Text(text) => out += text,
            Piece::Part(Part::Style { href }) => out += &style(href, folder)?,
            Piece::Part(Part::Script { src }) => {
                let name = hashed(Path::new(src), folder)?;
                out += &format!("<script src=\"./{name}\" defer></script>");
            }
            Piece::Part(Part::Copy { href, folder: inside }) => {
                copy(&root().join(href), &folder.join(inside))?;
            }
            Piece::Part(Part::Program(program)) => {
                // One for each program, in their order.
                let wasm = compiled.next().unwrap_or_default();
                let glued = Glued::make(&bindgen, program, &wasm, Names::Removed)?;
                out += &glued.install(program, &folder.join(&program.folder))?;
            }
        }
    }
    let index = folder.join("index.html");
    write(&index, out.as_bytes())?;
    fill_page(&index, language)?;
    drawing::draw(&render, folder)?;
    finish(folder)
}

fn style(href: &str, folder: &Path) -> Result<String, Failure> {
    let name = hashed(Path::new(href), folder)?;
    Ok(format!("<link rel=\"stylesheet\" href=\"./{name}\">"))
}

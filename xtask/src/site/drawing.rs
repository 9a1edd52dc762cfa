//! The pages that stand before the program does: compiled natively, the page's own components draw them into the
//! finished site.
//!
//! Never here: what stands on a page, or which pages there are.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::language::build_in;
use crate::process::{cargo, root, run};

/// Compiles the program that draws, in a language. Gives its path.
pub fn program(language: &str) -> Result<PathBuf, Failure> {
    let mut build = cargo();
    build.args(["build", "--package", "coupling-workbook", "--bin", "render", "--features", "ssr"]);
    run(build_in(&mut build, language))?;
    Ok(root().join("target/debug").join(format!("render{}", std::env::consts::EXE_SUFFIX)))
}

/// Draws the pages of the site in `folder`, whose lessons and index.html are there; `address` is where it will be.
pub fn draw(program: &Path, folder: &Path, address: Option<&str>) -> Result<(), Failure> {
    run(Command::new(program).arg(folder).args(address))
}

//! The bytes of a first load: every file of the site, as it is and as a server sends it at best.

use std::fs;

use brotli::enc::BrotliEncoderParams;
use serde::{Deserialize, Serialize};

use super::Target;
use crate::digest;
use crate::failure::Failure;
use crate::process::root;
use crate::table::{NONE, Table};

/// 160 KB of 1,024 bytes.
const BUDGET_BYTES: u64 = 160 * 1_024;
/// The best that there is, as a host that compresses beforehand would choose.
const QUALITY: i32 = 11;

/// All files of the site.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct FirstLoad {
    files: Vec<File>,
    raw_bytes: u64,
    brotli_bytes: u64,
    budget_bytes: u64,
}

/// A file of the site.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct File {
    file: String,
    raw_bytes: u64,
    brotli_bytes: u64,
}

/// Weighs the site in `dist/`.
pub fn first_load() -> Result<FirstLoad, Failure> {
    let dist = root().join("dist");
    let mut files = Vec::new();
    for path in digest::files(&dist, |_| true)? {
        let bytes = fs::read(&path).map_err(Failure::file("read", &path))?;
        let small = compressed(&bytes).map_err(Failure::file("compress", &path))?;
        let file = path.strip_prefix(&dist).unwrap_or(&path).display().to_string();
        files.push(File { file, raw_bytes: bytes.len() as u64, brotli_bytes: small.len() as u64 });
    }
    Ok(FirstLoad::of(files))
}

fn compressed(mut bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let size_hint = bytes.len();
    let parameters = BrotliEncoderParams { quality: QUALITY, size_hint, ..Default::default() };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut small, &parameters)?;
    Ok(small)
}

impl FirstLoad {
    /// With its sums.
    pub fn of(files: Vec<File>) -> Self {
        Self {
            raw_bytes: files.iter().map(|file| file.raw_bytes).sum(),
            brotli_bytes: files.iter().map(|file| file.brotli_bytes).sum(),
            budget_bytes: BUDGET_BYTES,
            files,
        }
    }

    /// The figures as a table.
    pub fn table(&self) -> Table {
        let mut table = Table::new("First load, bytes", ["raw", "brotli"]);
        for File { file, raw_bytes, brotli_bytes } in &self.files {
            table.row(file, [raw_bytes.to_string(), brotli_bytes.to_string()]);
        }
        table.row("all", [self.raw_bytes.to_string(), self.brotli_bytes.to_string()]);
        table.row("budget", [NONE.into(), self.budget_bytes.to_string()]);
        table
    }

    /// The budget.
    pub fn target(&self) -> Target {
        Target {
            name: "first load, brotli, bytes".into(),
            at_most: self.budget_bytes as f64,
            measured: self.brotli_bytes as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_repeats_itself_becomes_small() {
        let text = "the same again, ".repeat(1_000);
        let small = compressed(text.as_bytes()).expect("memory suffices");
        assert!(small.len() < 100, "{}", small.len());
    }
}

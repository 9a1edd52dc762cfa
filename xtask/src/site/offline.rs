//! The worker by which a browser keeps the site, so that it opens without a network: which files the version has, put
//! before what the worker does with them.
//!
//! Every site has it; pages ask for it only where the host wants that. Never here: what a browser does with it.

use std::collections::BTreeMap;
use std::path::Path;

use crate::digest;
use crate::failure::Failure;
use crate::files::{read, write};
use crate::process::root;

/// What the worker does.
const WORKER: &str = "assets/worker.js";
/// Its file in the site: always the same, since a browser asks for it again by this name.
pub const FILE: &str = "sw.js";
/// Files of the site that nobody asks for while reading, by their endings and names.
const LEFT_OUT: [&str; 4] = ["br", "gz", "txt", "png"];
const NOT_KEPT: [&str; 4] = ["_headers", "404.html", FILE, "hosting"];

/// Leaves the worker of a site whose other files are whole.
pub fn leave_worker(folder: &Path) -> Result<(), Failure> {
    let mut files = BTreeMap::new();
    for path in digest::files(folder, is_kept)? {
        let inside: Vec<_> = path.strip_prefix(folder).unwrap_or(&path).iter().collect();
        let inside: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        files.insert(inside.join("/"), digest::of(&read(&path)?));
    }
    let files = serde_json::json!(files).to_string();
    let version = &digest::of(files.as_bytes())[..16];
    let does = read(&root().join(WORKER))?;
    let mut worker =
        format!("const VERSION = \"{version}\";\nconst FILES = {files};\n\n").into_bytes();
    worker.extend(does);
    write(&folder.join(FILE), &worker)
}

/// Whether a browser is to keep a file, by its path in the site.
fn is_kept(path: &Path) -> bool {
    let first = path.iter().next().unwrap_or_default();
    let ending = path.extension().unwrap_or_default();
    !NOT_KEPT.iter().any(|name| first == *name) && !LEFT_OUT.iter().any(|left| ending == *left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_reads_is_kept() {
        for path in ["index.html", "a-0123456789abcdef.js", "lessons-0123456789abcdef/index.lesson"]
        {
            assert!(is_kept(Path::new(path)), "{path}");
        }
        for path in ["index.html.br", "sw.js", "404.html", "_headers", "hosting/nginx.conf"] {
            assert!(!is_kept(Path::new(path)), "{path}");
        }
    }
}

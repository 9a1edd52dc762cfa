//! Copies of the built site that a test may change: a later version of it, one that browsers keep, one half uploaded.
//!
//! Never changes the built site.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::host::dist;

/// A copy of the site.
pub struct Copy {
    /// Where it lies.
    pub folder: PathBuf,
}

impl Copy {
    /// A copy under a name that no other test uses.
    pub fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("copies").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("removed");
        }
        copy(&dist(), &folder);
        Self { folder }
    }

    /// Has another version: no part that is fetched later has its former name, and every description begins with this.
    pub fn next_version(self, number: &str) -> Self {
        let parts = ["lessons-", "start-", "coupling-workbook-", "watch-"];
        let files = fs::read_dir(&self.folder).expect("the copy").flatten();
        let names = files.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let names: Vec<String> =
            names.filter(|name| parts.iter().any(|part| name.starts_with(part))).collect();
        for name in &names {
            fs::rename(self.folder.join(name), self.folder.join(other(name))).expect("renamed");
        }
        let copy = self.change_pages(|page| {
            let description = "name=\"description\" content=\"";
            let page = page.replace(description, &format!("{description}{number}"));
            parts.iter().fold(page, |page, part| {
                let found = page.find(part).map(|at| digest_at(&page, at + part.len()));
                match found.flatten() {
                    Some(digest) => page.replace(&digest, &other(&digest)),
                    None => page,
                }
            })
        });
        copy.with_its_worker()
    }

    /// Is kept by browsers.
    pub fn kept(self) -> Self {
        let copy = self
            .change_pages(|page| page.replace("data-program=", "data-offline=\"\" data-program="));
        copy.with_its_worker()
    }

    /// The worker knows the files as they are.
    fn with_its_worker(self) -> Self {
        let worker = fs::read_to_string(self.folder.join("sw.js")).expect("the worker");
        let does = worker.split_once("\n\n").expect("what the worker does").1;
        let mut files = BTreeMap::new();
        list(&self.folder, &self.folder, &mut files);
        let files = serde_json::to_string(&files).expect("names");
        let version = digest(files.as_bytes());
        let worker = format!("const VERSION = \"{version}\";\nconst FILES = {files};\n\n{does}");
        fs::write(self.folder.join("sw.js"), worker).expect("written");
        self
    }

    fn change_pages(self, change: impl Fn(String) -> String) -> Self {
        for entry in fs::read_dir(&self.folder).expect("the copy").flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|ending| ending == "html") {
                let page = fs::read_to_string(&path).expect("a page");
                fs::write(&path, change(page)).expect("written");
            }
        }
        self
    }
}

/// A name with another digest in it.
fn other(name: &str) -> String {
    name.replace(['0', '1', '2', '3'], "e")
}

/// The 16 digits of a digest at a place.
fn digest_at(page: &str, at: usize) -> Option<String> {
    let digits = page.get(at..at + 16)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| digits.into())
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn list(folder: &Path, root: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let name = path.strip_prefix(root).expect("it is inside").to_string_lossy().into_owned();
        let is_kept = ["html", "js", "css", "wasm", "lesson", "png"]
            .iter()
            .any(|kept| path.extension().is_some_and(|ending| ending == *kept));
        if path.is_dir() {
            list(&path, root, files);
        } else if is_kept && name != "sw.js" && name != "404.html" {
            files.insert(name, digest(&fs::read(&path).expect("a file")));
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("created");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("copied");
        }
    }
}

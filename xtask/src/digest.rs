//! SHA-256 in hexadecimal: to recognise a download, and to find out whether files have changed.
//!
//! Never looks at a file's date, which a checkout or a copy changes without changing the file.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// The digest of some bytes.
pub fn of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The digest of all files below a folder, with their paths. `matters` is asked about each file and
/// folder, by its path in the folder.
pub fn of_folder(folder: &Path, matters: impl Fn(&Path) -> bool) -> Result<String, Failure> {
    let mut all = Sha256::new();
    for path in files(folder, matters)? {
        let inside = path.strip_prefix(folder).unwrap_or(&path);
        let content = fs::read(&path).map_err(Failure::file("read", &path))?;
        all.update(inside.to_string_lossy().as_bytes());
        all.update([0]);
        all.update((content.len() as u64).to_le_bytes());
        all.update(&content);
    }
    Ok(hex(&all.finalize()))
}

/// All files below a folder, in a fixed order; none when there is no such folder.
pub fn files(folder: &Path, matters: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    let mut folders = Vec::from_iter(folder.is_dir().then(|| folder.to_owned()));
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(&current).map_err(Failure::file("list", &current))? {
            let path = entry.map_err(Failure::file("list", &current))?.path();
            if !matters(path.strip_prefix(folder).unwrap_or(&path)) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_text_has_its_known_digest() {
        assert_eq!(of(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn a_folder_is_its_paths_and_contents() {
        let folder = std::env::temp_dir().join(format!("xtask-digest-{}", std::process::id()));
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().expect("it has a parent")).expect("created");
            fs::write(path, text).expect("written");
        };
        let digest = || of_folder(&folder, |path| path != Path::new("skipped")).expect("read");

        write("a", "1");
        write("b/c", "2");
        let first = digest();
        write("skipped/d", "3");
        assert_eq!(digest(), first, "what does not matter changes nothing");
        write("b/c", "3");
        let changed = digest();
        assert_ne!(changed, first, "a changed file shows");
        fs::rename(folder.join("a"), folder.join("e")).expect("renamed");
        assert_ne!(digest(), changed, "a renamed file shows");

        fs::remove_dir_all(&folder).expect("removed");
    }
}

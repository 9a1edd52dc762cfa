//! Files, with errors that name them.
//!
//! Never here: what a file means.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::digest;
use crate::failure::Failure;
use crate::process::root;

/// The folder below `target/` for what these commands remember.
pub fn own_folder() -> Result<PathBuf, Failure> {
    let folder = root().join("target").join("xtask");
    fs::create_dir_all(&folder).map_err(Failure::file("create", &folder))?;
    Ok(folder)
}

/// Removes a folder with all that is in it, if it is there.
pub fn remove(folder: &Path) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Failure::file("remove", folder))?;
    }
    Ok(())
}

/// A file or a folder, by its own name, into a folder.
pub fn copy(from: &Path, folder: &Path) -> Result<(), Failure> {
    let to = folder.join(from.file_name().unwrap_or_default());
    if !from.is_dir() {
        return write(&to, &read(from)?);
    }
    for path in digest::files(from, |_| true)? {
        write(&to.join(path.strip_prefix(from).unwrap_or(&path)), &read(&path)?)?;
    }
    Ok(())
}

/// Copies a file of the sources into a folder of the site, with a digest of its content in its name, which a browser
/// may keep for ever; its name there.
pub fn hashed(source: &Path, folder: &Path) -> Result<String, Failure> {
    let bytes = read(&root().join(source))?;
    let part = |part: Option<&OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let (stem, ending) = (part(source.file_stem()), part(source.extension()));
    let name = format!("{stem}-{}.{ending}", &digest::of(&bytes)[..16]);
    write(&folder.join(&name), &bytes)?;
    Ok(name)
}

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(Failure::file("read", path))
}

/// Writes a file, with the folders that it lies in.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(Failure::file("create", folder))?;
    fs::write(path, bytes).map_err(Failure::file("write", path))
}

//! The last step of a site whose pages are drawn: what they ask for by a fixed name gets a digest of its content into
//! that, each page says the policy, and hosts are told how to serve it all.
//!
//! Never here: what stands on a page.

use std::fs;
use std::path::{Path, PathBuf};

use super::hosts;
use super::policy::with_policy;
use crate::digest;
use crate::failure::Failure;
use crate::files::{read, write};

/// The style sheet of what is drawn, as the program that draws calls it.
const DRAWN: &str = "drawn.css";
/// The folder of compiled lessons, and where a page says its name.
const LESSONS: &str = "lessons";
const ROOT: &str = "<div id=\"workbook\" ";

/// Finishes the site in `folder`.
pub fn finish(folder: &Path) -> Result<(), Failure> {
    let sheet = folder.join(DRAWN);
    let digest = digest::of(&read(&sheet)?);
    let drawn = format!("drawn-{}.css", &digest[..16]);
    fs::rename(&sheet, folder.join(&drawn)).map_err(Failure::file("rename", &sheet))?;
    let place = folder.join(LESSONS);
    let digest = digest::of_folder(&place, |_| true)?;
    let lessons = format!("{LESSONS}-{}", &digest[..16]);
    fs::rename(&place, folder.join(&lessons)).map_err(Failure::file("rename", &place))?;
    for path in pages(folder)? {
        let page = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
        let page = page.replace(&format!("./{DRAWN}"), &format!("./{drawn}"));
        let page = page.replacen(ROOT, &format!("{ROOT}data-lessons=\"{lessons}/\" "), 1);
        write(&path, with_policy(&page).as_bytes())?;
    }
    hosts::describe(folder)?;
    hosts::compress(folder)
}

/// The pages of a site.
fn pages(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = digest::files(folder, |_| true)?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "html"));
    Ok(files)
}

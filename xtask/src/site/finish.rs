//! The last step of a site whose pages are drawn: what they ask for by a fixed name gets a digest of its content into
//! that, the workbook is written into one file as well, each page says the policy, and hosts are told how to serve it.
//!
//! Never here: what stands on a page.

use std::fs;
use std::path::{Path, PathBuf};

use super::alone::{Program, write_alone};
use super::cards;
use super::hosts;
use super::offline;
use super::policy::with_policy;
use crate::digest;
use crate::failure::Failure;
use crate::files::{read, write};

/// The style sheet of what is drawn, as the program that draws calls it.
const DRAWN: &str = "drawn.css";
/// The folder of compiled lessons, and where a page says its name.
const LESSONS: &str = "lessons";
const ROOT: &str = "<div id=\"workbook\" ";
/// Where a page asks for its program, and asks the browser to keep the site.
const PROGRAM: &str = "data-program=";
const OFFLINE: &str = "data-offline=\"\" ";

/// What the site is to be besides its pages.
pub struct Extras<'a> {
    /// Whether browsers keep the site.
    pub is_offline: bool,
    /// The program for the workbook in one file.
    pub alone: &'a Program,
    /// Where that file goes.
    pub file: &'a Path,
}

/// Finishes the site in `folder`.
pub fn finish(folder: &Path, extras: &Extras<'_>) -> Result<(), Failure> {
    cards::make(folder)?;
    let names = give_digests(folder)?;
    for path in pages(folder)? {
        let page = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
        write(&path, names.put_into(&page, extras.is_offline).as_bytes())?;
    }
    write_alone(folder, extras.alone, extras.file)?;
    for path in pages(folder)? {
        let page = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
        write(&path, with_policy(&page).as_bytes())?;
    }
    offline::leave_worker(folder)?;
    hosts::describe(folder)?;
    hosts::compress(folder)
}

/// The names that have a digest in them.
struct Names {
    drawn: String,
    lessons: String,
}

fn give_digests(folder: &Path) -> Result<Names, Failure> {
    let (sheet, place) = (folder.join(DRAWN), folder.join(LESSONS));
    let drawn = format!("drawn-{}.css", &digest::of(&read(&sheet)?)[..16]);
    let lessons = format!("{LESSONS}-{}", &digest::of_folder(&place, |_| true)?[..16]);
    fs::rename(&sheet, folder.join(&drawn)).map_err(Failure::file("rename", &sheet))?;
    fs::rename(&place, folder.join(&lessons)).map_err(Failure::file("rename", &place))?;
    Ok(Names { drawn, lessons })
}

impl Names {
    fn put_into(&self, page: &str, is_offline: bool) -> String {
        let lessons = format!("{ROOT}data-lessons=\"{}/\" ", self.lessons);
        let page = page.replace(&format!("./{DRAWN}"), &format!("./{}", self.drawn));
        let page = page.replacen(ROOT, &lessons, 1);
        if is_offline { page.replacen(PROGRAM, &format!("{OFFLINE}{PROGRAM}"), 1) } else { page }
    }
}

/// The pages of a site.
fn pages(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = digest::files(folder, |_| true)?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "html"));
    Ok(files)
}

//! The last step of a site whose pages are drawn: the sheet of what is drawn gets its digest into its name, and each
//! page says the policy.
//!
//! Never here: what stands on a page.

use std::fs;
use std::path::Path;

use super::policy::with_policy;
use crate::digest;
use crate::failure::Failure;
use crate::files::{read, write};

/// The style sheet of what is drawn, as the program that draws calls it.
const DRAWN: &str = "drawn.css";

/// Finishes the site in `folder`.
pub fn finish(folder: &Path) -> Result<(), Failure> {
    let sheet = folder.join(DRAWN);
    let drawn = read(&sheet)?;
    let named = format!("drawn-{}.css", &digest::of(&drawn)[..16]);
    fs::rename(&sheet, folder.join(&named)).map_err(Failure::file("rename", &sheet))?;
    for path in pages(folder)? {
        let page = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
        let page = page.replace(&format!("./{DRAWN}"), &format!("./{named}"));
        write(&path, with_policy(&page).as_bytes())?;
    }
    Ok(())
}

/// The pages of a site.
fn pages(folder: &Path) -> Result<Vec<std::path::PathBuf>, Failure> {
    let mut files = digest::files(folder, |_| true)?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "html"));
    Ok(files)
}

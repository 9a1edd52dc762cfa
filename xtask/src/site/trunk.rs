//! What trunk cannot do for the site that it builds; its hook in Trunk.toml calls this.
//!
//! Never here: anything of our own build, which needs no trunk.

use std::env;
use std::path::PathBuf;

use super::drawing;
use crate::failure::Failure;
use crate::language::fill_page;

/// Puts the words into the page that trunk has assembled, and draws the pages.
pub fn finish() -> Result<(), Failure> {
    let Some(folder) = env::var_os("TRUNK_STAGING_DIR") else {
        return Err(Failure::Usage("`page` is for trunk's build, which calls it".into()));
    };
    let (folder, language) = (PathBuf::from(folder), words::wanted());
    fill_page(&folder.join("index.html"), &language)?;
    drawing::draw(&drawing::program(&language)?, &folder, None)
}

//! The language of a build: passed to the programs' builds in the environment, and put into index.html, which
//! is shown before any program runs.
//!
//! Never here: a text; each language has its file.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::process::root;
use crate::site::drawing;
use words::Words;

/// Has a command build in a language.
pub fn build_in<'c>(command: &'c mut Command, language: &str) -> &'c mut Command {
    command.env(words::VARIABLE, language)
}

/// The words of a language, without a mistake.
pub fn words_of(language: &str) -> Result<Words, Failure> {
    words::of_language(root(), language)
        .map_err(|mistakes| Failure::input(mistakes, "Correct this; each line says how."))
}

/// Puts a language's words into an index.html.
pub fn fill_page(path: &Path, language: &str) -> Result<(), Failure> {
    let page = fs::read_to_string(path).map_err(Failure::file("read", path))?;
    let filled = words::filled(&page, &words_of(language)?, language)
        .map_err(|what| Failure::input(what, "Write it in index.html as in that file."))?;
    fs::write(path, filled).map_err(Failure::file("write", path))
}

/// The same for the page that trunk has assembled, and the drawing of its pages; its hook in Trunk.toml calls this.
pub fn fill_page_of_trunk() -> Result<(), Failure> {
    let Some(folder) = env::var_os("TRUNK_STAGING_DIR") else {
        return Err(Failure::Usage("`page` is for trunk's build, which calls it".into()));
    };
    let folder = PathBuf::from(folder);
    fill_page(&folder.join("index.html"), &words::wanted())?;
    drawing::draw(&drawing::program(&words::wanted())?, &folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_the_page_is_a_word_and_every_word_of_it_has_its_place() {
        let page = fs::read_to_string(root().join("index.html")).expect("the page");
        let words = words_of(words::ENGLISH).expect("English");
        let filled = words::filled(&page, &words, words::ENGLISH).expect("each place has a word");
        assert!(!filled.contains("{{") && filled.contains("<html lang=\"en\">"), "{filled}");
        for (key, _) in words.under(words::PAGE) {
            assert!(page.contains(&format!("{{{{{}{key}}}}}", words::PAGE)), "{key} is nowhere");
        }
    }
}

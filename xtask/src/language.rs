//! The language of a build: asked for with `--language`, handed on in the environment, and put into the page
//! that stands there before any program runs.
//!
//! Never here: a text; each language has its file.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::Failure;
use crate::options::{once, value_of};
use crate::process::root;
use words::Words;

/// The language that `--language` names, or the one of the environment, and the other arguments.
pub fn of<'a>(arguments: &[&'a str]) -> Result<(String, Vec<&'a str>), Failure> {
    let (mut language, mut others) = (None, Vec::new());
    let mut rest = arguments.iter().copied();
    while let Some(argument) = rest.next() {
        match value_of("--language", argument, &mut rest)? {
            Some(value) => once(&mut language, "--language", value.to_string())?,
            None => others.push(argument),
        }
    }
    Ok((language.unwrap_or_else(words::wanted), others))
}

/// Has a command build in a language.
pub fn build_in<'c>(command: &'c mut Command, language: &str) -> &'c mut Command {
    command.env(words::VARIABLE, language)
}

/// The words of a language, without a mistake.
pub fn words_of(language: &str) -> Result<Words, Failure> {
    words::of_language(root(), language)
        .map_err(|mistakes| Failure::input(mistakes, "mend this; each line says how"))
}

/// Puts the words into the page that trunk has made, which calls this before it is done.
pub fn fill_page() -> Result<(), Failure> {
    let Some(folder) = env::var_os("TRUNK_STAGING_DIR") else {
        return Err(Failure::Usage("`page` is called by trunk, while it builds".into()));
    };
    let path = PathBuf::from(folder).join("index.html");
    let page = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
    let language = words::wanted();
    let filled = words::filled(&page, &words_of(&language)?, &language)
        .map_err(|what| Failure::input(what, "write it in index.html as in that file"))?;
    fs::write(&path, filled).map_err(Failure::file("write", &path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_may_stand_among_other_arguments_once() {
        let asked = of(&["--port", "9000", "--language", "de"]).ok();
        assert_eq!(asked, Some(("de".into(), vec!["--port", "9000"])));
        assert_eq!(of(&["--language=de"]).ok(), Some(("de".into(), vec![])));
        for wrong in [&["--language"][..], &["--language=de", "--language=fr"]] {
            assert!(matches!(of(wrong), Err(Failure::Usage(_))), "{wrong:?}");
        }
    }

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

//! What a site is built for: its language, where it will be, and whether it stays when the network does not.
//!
//! Never here: how it is built.

use lexopt::Parser;
use lexopt::prelude::*;

use crate::arguments::{next, once, unexpected, value};
use crate::failure::Failure;

/// What a site is built for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// The language of the page and of the lessons.
    pub language: String,
    /// Where the site will be: search engines and previews of links are told.
    pub address: Option<String>,
    /// Whether browsers keep the whole site, to open it without a network.
    pub is_offline: bool,
}

impl Recipe {
    /// In a language, for any address.
    pub fn of_language(language: &str) -> Self {
        Self { language: language.into(), address: None, is_offline: false }
    }

    /// What the arguments of `build` ask for.
    pub fn parse(mut parser: Parser) -> Result<Self, Failure> {
        let (mut language, mut address, mut offline) = (None, None, None);
        while let Some(argument) = next(&mut parser, "build")? {
            match argument {
                Long("language") => {
                    once(&mut language, "language", value(&mut parser, "language")?)?;
                }
                Long("address") => {
                    let given = value(&mut parser, "address")?;
                    if !is_address(&given) {
                        let what = format!("`--address` takes https://…, and not `{given}`");
                        return Err(Failure::Usage(what));
                    }
                    once(&mut address, "address", given)?;
                }
                Long("offline") => once(&mut offline, "offline", ())?,
                other => {
                    return Err(unexpected("build", other, "--language, --address and --offline"));
                }
            }
        }
        let language = language.unwrap_or_else(words::wanted);
        Ok(Self { language, address, is_offline: offline.is_some() })
    }
}

fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(['"', '<', '>', ' ', '?', '#']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Recipe, Failure> {
        Recipe::parse(Parser::from_args(arguments))
    }

    #[test]
    fn a_site_may_have_a_language_an_address_and_stay_offline() {
        let all = ["--language=de", "--offline", "--address", "https://a.org/kafka/"];
        let address = Some("https://a.org/kafka/".to_string());
        let wanted = Recipe { language: "de".into(), address, is_offline: true };
        assert_eq!(parsed(&all).ok(), Some(wanted));
        assert_eq!(parsed(&["--language=de"]).ok(), Some(Recipe::of_language("de")));
        for wrong in [
            &["--language"][..],
            &["--language=de", "--language=fr"],
            &["--address", "a.org"],
            &["--address=https://a.org/\">"],
            &["--port", "9000"],
            &["de"],
        ] {
            assert!(matches!(parsed(wrong), Err(Failure::Usage(_))), "{wrong:?}");
        }
    }
}

//! The arguments of a command, read with `lexopt`: what every command does alike.
//!
//! Never guesses: what is unknown, incomplete or given twice is an error that says what would be right.

use lexopt::{Arg, Parser, ValueExt};

use crate::failure::Failure;

/// The next argument, if there is one.
pub fn next<'p>(parser: &'p mut Parser, command: &str) -> Result<Option<Arg<'p>>, Failure> {
    parser.next().map_err(|error| Failure::Usage(format!("`{command}`: {error}")))
}

/// The value of the option `--name`, which was just read.
pub fn value(parser: &mut Parser, name: &str) -> Result<String, Failure> {
    let value = parser.value().and_then(|value| value.string()).ok();
    // `--seed --json` has forgotten the seed, and is not a seed called `--json`.
    value
        .filter(|value| !value.is_empty() && !value.starts_with("--"))
        .ok_or_else(|| Failure::Usage(format!("`--{name}` lacks its value")))
}

/// Puts an option's value in its place, once.
pub fn once<T>(place: &mut Option<T>, name: &str, value: T) -> Result<(), Failure> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(Failure::Usage(format!("`--{name}` is given twice; give it once"))),
    }
}

/// An argument that the command does not take; `takes` is what it does.
pub fn unexpected(command: &str, argument: Arg<'_>, takes: &str) -> Failure {
    Failure::Usage(match argument {
        Arg::Short(letter) => format!("`{command}` has no option `-{letter}`; it takes {takes}"),
        Arg::Long(name) => format!("`{command}` has no option `--{name}`; it takes {takes}"),
        Arg::Value(value) => {
            format!("`{command}` takes {takes}, and not `{}`", value.to_string_lossy())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_follows_its_option_or_an_equals_sign() {
        let of = |arguments: &[&str]| {
            let mut parser = Parser::from_args(arguments);
            assert!(matches!(next(&mut parser, "simulate"), Ok(Some(Arg::Long("seed")))));
            value(&mut parser, "seed")
        };
        assert_eq!(of(&["--seed", "7"]).ok(), Some("7".into()));
        assert_eq!(of(&["--seed=7"]).ok(), Some("7".into()));
        for lacking in [&["--seed"][..], &["--seed="], &["--seed", "--json"]] {
            assert!(matches!(of(lacking), Err(Failure::Usage(_))), "{lacking:?}");
        }
    }

    #[test]
    fn an_option_is_given_once() {
        let mut place = None;
        assert!(once(&mut place, "seed", 7).is_ok());
        assert!(matches!(once(&mut place, "seed", 7), Err(Failure::Usage(_))));
    }
}

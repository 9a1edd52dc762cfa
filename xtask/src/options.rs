//! The arguments of a command that takes options.
//!
//! Never guesses: what is not known, is not whole or comes twice is an error that says what would be
//! right.

use crate::failure::Failure;

/// The value of option `name`, written `--name value` or `--name=value`, if `argument` is that option.
pub fn value_of<'a>(
    name: &str,
    argument: &'a str,
    rest: &mut impl Iterator<Item = &'a str>,
) -> Result<Option<&'a str>, Failure> {
    let value = match argument.strip_prefix(name) {
        Some("") => rest.next().filter(|value| !value.starts_with("--")),
        Some(value) if value.starts_with('=') => Some(&value[1..]),
        _ => return Ok(None),
    };
    match value {
        Some(value) if !value.is_empty() => Ok(Some(value)),
        _ => Err(Failure::Usage(format!("`{name}` lacks its value"))),
    }
}

/// Puts an option's value in its place, once.
pub fn once<T>(place: &mut Option<T>, name: &str, value: T) -> Result<(), Failure> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(Failure::Usage(format!("`{name}` is given twice; give it once"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_follows_its_option_or_an_equals_sign() {
        let of = |arguments: &[&'static str]| {
            let mut rest = arguments.iter().copied();
            let first = rest.next().unwrap_or_default();
            value_of("--seed", first, &mut rest)
        };
        assert_eq!(of(&["--seed", "7"]).ok(), Some(Some("7")));
        assert_eq!(of(&["--seed=7"]).ok(), Some(Some("7")));
        assert_eq!(of(&["--seeds", "7"]).ok(), Some(None));
        assert_eq!(of(&["7"]).ok(), Some(None));
        for lacking in [&["--seed"][..], &["--seed="], &["--seed", "--json"]] {
            assert!(matches!(of(lacking), Err(Failure::Usage(_))), "{lacking:?}");
        }
    }
}

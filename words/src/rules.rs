//! The words as a macro: each key is a pattern, and its text the literal that stands for it.
//!
//! So a word costs the page no byte more than the text itself, a key that is in no file does not compile,
//! and `format!` checks what is filled in. Never here: a word chosen while the page runs.

use super::list::{SETTING, STAGE, Words};
use std::fmt::Write as _;

/// The macro `word!`, as Rust.
pub fn rules(words: &Words) -> String {
    // With the views of the page, every text is used.
    let mut rules = String::from("#[cfg_attr(feature = \"web\", warn(unused_macro_rules))]\n");
    rules.push_str("macro_rules! word {\n");
    for (key, said) in words.under(STAGE) {
        // Writing to a String cannot fail.
        let _ = writeln!(rules, "    ({key}) => {{ {said:?} }};");
    }
    let none = format!("{} has no text called {STAGE}", words.file);
    let _ = writeln!(
        rules,
        "    ($($key:tt)*) => {{ compile_error!(concat!({none:?}, stringify!($($key)*))) }};"
    );
    rules.push_str("}\n");
    rules
}

/// What the settings are in this language, by table and key, as a Rust constant; English has none.
pub fn settings(words: &Words) -> String {
    let all: Vec<_> = words.under(SETTING).collect();
    format!("const SETTINGS: &[(&str, &str)] = &{all:?};\n")
}

//! Characters that a terminal obeys or hides, as what they are: a file's text must not reorder or erase what is
//! printed around it.
//!
//! Never here: a character that is seen.

/// The text with each such character as JSON writes it (`\u202e`), so that JSON stays the same JSON. Line feeds stay.
pub fn visible(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            let units = &mut [0; 2];
            seen.extend(c.encode_utf16(units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            seen.push(c);
        }
    }
    seen
}

/// Control characters, and those of Unicode's that set a direction, have no width, or belong to another character.
fn is_hidden(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_hides_or_erases_text_is_written_out_and_the_rest_stays() {
        for (text, seen) in [
            ("Zoë, 日本語: 10 ms\n", "Zoë, 日本語: 10 ms\n"),
            ("\u{202e}live\u{202c}", "\\u202elive\\u202c"),
            ("a\u{200b}b\u{feff}", "a\\u200bb\\ufeff"),
            ("\u{1b}[2J\r", "\\u001b[2J\\u000d"),
            ("\u{e0041}", "\\udb40\\udc41"),
        ] {
            assert_eq!(visible(text), seen);
        }
    }

    #[test]
    fn json_stays_the_json_that_it_was() {
        let text = "\u{202e}\u{e0041}\u{9}\u{1b}é\n".to_string();
        let json = serde_json::to_string(&text).expect("a string");
        assert_eq!(serde_json::from_str::<String>(&visible(&json)).expect("a string"), text);
    }
}

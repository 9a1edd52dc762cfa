//! Damage to a text, and the choices that it is made of: the same for a seed on every machine.
//!
//! Never here: what must come of it.

use engine::sim::{Stream, draw};

/// A source of choices that is the same on every machine.
pub struct Chance {
    seed: u64,
    drawn: u64,
}

impl Chance {
    /// The choices of a seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    /// A number from 0 to `bound` less one.
    pub fn below(&mut self, bound: usize) -> usize {
        self.drawn += 1;
        (draw(self.seed, Stream::Demand, self.drawn, 0, 0) % bound.max(1) as u64) as usize
    }

    /// One of several.
    pub fn of<'a, T: ?Sized>(&mut self, several: &[&'a T]) -> Option<&'a T> {
        several.get(self.below(several.len())).copied()
    }
}

/// What mutations insert: what means something to one reader or another, and what none should choke on.
const BITS: [&str; 38] = [
    "\"",
    "'",
    "\\",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    ",",
    ".",
    "\n",
    "\r\n",
    "\t",
    " ",
    "#",
    "- ",
    "## ",
    "```",
    ":",
    "/",
    "%",
    "-",
    "0",
    "9999999999999999999",
    "1.5",
    "-1",
    "true",
    "format = 2\n",
    "ä",
    "\u{0}",
    "\u{202e}",
    "𝄞",
    "Yes",
    "- Temporal: ",
    "chapter",
    "id",
];

/// A text with some of it left out, doubled, moved or replaced.
pub fn mutated(text: &str, chance: &mut Chance) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=chance.below(4) {
        let at = chance.below(chars.len() + 1);
        let length = chance.below(30).min(chars.len() - at);
        match chance.below(6) {
            0 => {
                chars.drain(at..at + length);
            }
            1 => {
                let copied: Vec<char> = chars[at..at + length].to_vec();
                let to = chance.below(chars.len() + 1);
                chars.splice(to..to, copied);
            }
            2 => chars.truncate(at),
            3 => {
                let bit = chance.of(&BITS).unwrap_or_default();
                chars.splice(at..at + length.min(1), bit.chars());
            }
            _ => {
                let bit = chance.of(&BITS).unwrap_or_default();
                chars.splice(at..at, bit.chars());
            }
        }
    }
    chars.into_iter().collect()
}

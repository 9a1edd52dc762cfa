//! A run at an instant, or a description of a system, as a piece of an address that can be sent to somebody.
//!
//! A piece is the text of a file, as this workbook saves it, made short: so that a link is read for as long as a file
//! is. It says when it was cut off or changed on its way. Never here: the page around it.

mod packing;

use packing::{pack, unpack};
use serde::{Deserialize, Serialize};

/// An address that is longer may be cut off in chats and mails, so the person who copies it is told.
pub const SAFE_LENGTH: usize = 2_000;

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Linked {
    /// A run at an instant.
    Run(LinkedRun),
    /// A description of a system, as Markdown.
    Description(String),
}

/// A run at an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedRun {
    /// The name of its file.
    pub file: String,
    /// What is run.
    pub basis: Basis,
    /// How many of the last entries of the timeline are what somebody did to the run.
    pub interventions: u32,
    /// The length of the run before anybody did anything to it, in microseconds.
    pub horizon_us: u64,
    /// The instant, in microseconds from the start.
    pub at_us: u64,
}

/// The scenario that is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Basis {
    /// The one that ships with the workbook under the name of the file, with this after its own timeline.
    Shipped(String),
    /// The whole text of its file.
    Own(String),
}

/// Why a link cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It was cut off or changed on its way, or was never one.
    Damaged,
    /// It was made by a newer workbook.
    Newer,
    /// It is longer than any that this workbook makes.
    TooLong,
}

/// The first character of a link: the form in which it is written.
const FORM: char = '1';
/// The longest link that is looked at, in characters.
const MAX: usize = 300_000;

impl Linked {
    /// As a piece of an address: letters, digits, `-` and `_`.
    pub fn encode(&self) -> String {
        let bytes = postcard::to_allocvec(self).unwrap_or_default();
        format!("{FORM}{}", pack(&bytes))
    }

    /// Reads a piece of an address.
    ///
    /// # Errors
    /// If it is none that this workbook can read, and why.
    pub fn decode(piece: &str) -> Result<Self, LinkError> {
        if piece.len() > MAX {
            return Err(LinkError::TooLong);
        }
        let mut characters = piece.chars();
        match characters.next() {
            Some(FORM) => {}
            Some('2'..='9' | 'a'..='z') => return Err(LinkError::Newer),
            _ => return Err(LinkError::Damaged),
        }
        let bytes = unpack(characters.as_str()).ok_or(LinkError::Damaged)?;
        postcard::from_bytes(&bytes).map_err(|_| LinkError::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::sim::{Stream, draw};

    fn run() -> Linked {
        Linked::Run(LinkedRun {
            file: "mine.toml".into(),
            basis: Basis::Own("format = 1\ntitle = \"Zoë's\"\n".into()),
            interventions: 3,
            horizon_us: 10_000_000,
            at_us: 4_900_000,
        })
    }

    #[test]
    fn what_is_linked_is_read_again() {
        for linked in
            [run(), Linked::Description(String::new()), Linked::Description("é".repeat(9_000))]
        {
            let piece = linked.encode();
            assert!(piece.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it)));
            assert_eq!(Linked::decode(&piece), Ok(linked));
        }
    }

    #[test]
    fn a_link_that_was_cut_off_or_changed_says_so() {
        let piece = run().encode();
        for end in 0..piece.len() {
            assert_eq!(Linked::decode(&piece[..end]), Err(LinkError::Damaged), "cut at {end}");
        }
        for at in 1..piece.len() {
            let other = if piece.as_bytes()[at] == b'A' { "B" } else { "A" };
            let mut changed = piece.clone();
            changed.replace_range(at..=at, other);
            assert_eq!(Linked::decode(&changed), Err(LinkError::Damaged), "changed at {at}");
        }
    }

    #[test]
    fn a_newer_link_and_an_endless_one_are_told_from_a_damaged_one() {
        assert_eq!(Linked::decode("2AAAA"), Err(LinkError::Newer));
        assert_eq!(Linked::decode(&"1A".repeat(MAX)), Err(LinkError::TooLong));
        assert_eq!(Linked::decode("1é"), Err(LinkError::Damaged));
    }

    /// A number that `cargo xtask fuzz` sets.
    fn set(name: &str, usual: u64) -> u64 {
        std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
    }

    #[test]
    fn no_characters_break_the_reading() {
        let (seed, rounds) = (set("FUZZ_SEED", 7), set("FUZZ_ROUNDS", 20_000));
        println!("{rounds} links from seed {seed}");
        let sound = run().encode();
        for round in 0..rounds {
            let random = |place| draw(seed, Stream::Demand, round, place, 0);
            let character = |place| char::from(b"ABab019-_~%/"[(random(place) % 12) as usize]);
            let piece: String = match random(0) % 2 {
                0 => "1".chars().chain((0..random(1) % 90).map(|at| character(at + 2))).collect(),
                // A sound one with a few characters changed.
                _ => {
                    let mut piece: Vec<char> = sound.chars().collect();
                    for change in 0..=random(1) % 3 {
                        let at = random(change + 2) as usize % piece.len();
                        piece[at] = character(change + 9);
                    }
                    piece.into_iter().collect()
                }
            };
            // It may be one by chance; then it reads back as what it is.
            if let Ok(linked) = Linked::decode(&piece) {
                assert_eq!(Linked::decode(&linked.encode()), Ok(linked), "seed {seed}, {piece}");
            }
        }
    }
}

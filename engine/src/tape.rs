//! Values as bytes and back: numbers, texts, lists and variants on a tape that is recorded or played.
//!
//! A form is written down once. A function takes the tape and a value and gives a value back: while
//! recording, the same one, which is now on the tape; while playing, the one that the tape has in its
//! place. So reading and writing cannot disagree, and a field that is forgotten does not compile:
//!
//! ```
//! use engine::tape::Tape;
//!
//! struct Person { name: String, age: u32 }
//!
//! fn person(tape: &mut Tape, person: Person) -> Person {
//!     Person { name: tape.text(person.name), age: tape.small(person.age) }
//! }
//!
//! let mut tape = Tape::blank();
//! person(&mut tape, Person { name: "Ada".into(), age: 36 });
//! let mut tape = Tape::of(&tape.into_bytes());
//! let ada = person(&mut tape, Person { name: String::new(), age: 0 });
//! assert_eq!((ada.name.as_str(), ada.age, tape.is_whole()), ("Ada", 36, true));
//! ```
//!
//! A tape may come from anywhere. What it cannot give, because it is cut, damaged or too long, comes as
//! it was handed in, and the tape is spoiled from then on. Never here: a panic, or more memory than a
//! small multiple of the tape's own length.

use crate::sim::{Duration, Instant};
use std::mem::discriminant;

/// Bytes that are being recorded or played.
#[derive(Clone, Debug)]
pub struct Tape {
    bytes: Vec<u8>,
    /// The next byte to play; `None` while recording.
    at: Option<usize>,
    spoiled: bool,
}

impl Tape {
    /// A tape to record on.
    pub fn blank() -> Self {
        Self { bytes: Vec::new(), at: None, spoiled: false }
    }

    /// A tape to play.
    pub fn of(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), at: Some(0), spoiled: false }
    }

    /// What was recorded.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Whether everything was there that was asked for, and nothing else.
    pub fn is_whole(&self) -> bool {
        !self.spoiled && self.at.is_none_or(|at| at == self.bytes.len())
    }

    /// A number, in as few bytes as it needs: seven bits in each, the lowest first (LEB128).
    pub fn number(&mut self, number: u64) -> u64 {
        if self.at.is_some() {
            return self.played_number().unwrap_or_else(|| self.spoil(number));
        }
        let mut rest = number;
        while rest >= 0x80 {
            self.bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.bytes.push(rest as u8);
        number
    }

    /// A number of 32 bits.
    pub fn small(&mut self, number: u32) -> u32 {
        let played = self.number(number.into());
        u32::try_from(played).unwrap_or_else(|_| self.spoil(number))
    }

    /// A number of 8 bits.
    pub fn tiny(&mut self, number: u8) -> u8 {
        let played = self.number(number.into());
        u8::try_from(played).unwrap_or_else(|_| self.spoil(number))
    }

    /// Yes or no.
    pub fn flag(&mut self, flag: bool) -> bool {
        match self.number(flag.into()) {
            0 => false,
            1 => true,
            _ => self.spoil(flag),
        }
    }

    /// A length of time.
    pub fn duration(&mut self, duration: Duration) -> Duration {
        Duration(self.number(duration.0))
    }

    /// An instant.
    pub fn instant(&mut self, instant: Instant) -> Instant {
        Instant(self.number(instant.0))
    }

    /// A text, with its length in bytes in front.
    pub fn text(&mut self, text: String) -> String {
        let length = self.number(text.len() as u64);
        if self.at.is_some() {
            return self.played_text(length).unwrap_or_else(|| self.spoil(text));
        }
        self.bytes.extend_from_slice(text.as_bytes());
        text
    }

    /// Something that may be missing; `blank` is what `each` is handed while playing.
    pub fn option<T>(
        &mut self,
        value: Option<T>,
        blank: T,
        each: impl FnOnce(&mut Self, T) -> T,
    ) -> Option<T> {
        self.flag(value.is_some()).then(|| each(self, value.unwrap_or(blank)))
    }

    /// A list of at most `most`, with its length in front.
    pub fn list<T: Clone>(
        &mut self,
        list: Vec<T>,
        most: usize,
        blank: &T,
        each: impl Fn(&mut Self, T) -> T,
    ) -> Vec<T> {
        let length = self.number(list.len() as u64);
        let Some(at) = self.at else {
            return list.into_iter().map(|item| each(self, item)).collect();
        };
        // Each item takes at least a byte: what a tape announces, it has room for.
        if length > most.min(self.bytes.len() - at) as u64 {
            return self.spoil(list);
        }
        (0..length).map(|_| each(self, blank.clone())).collect()
    }

    /// Which variant of an enum: its place among `blanks`, which has one of each. While playing it comes
    /// with the blank's fields; what they are on the tape is the caller's to ask.
    pub fn variant<T>(&mut self, value: T, blanks: impl IntoIterator<Item = T>) -> T {
        if self.at.is_none() {
            let kind = discriminant(&value);
            match blanks.into_iter().position(|blank| discriminant(&blank) == kind) {
                Some(place) => drop(self.number(place as u64)),
                None => self.spoiled = true,
            }
            return value;
        }
        let place = self.small(u32::MAX);
        blanks.into_iter().nth(place as usize).unwrap_or_else(|| self.spoil(value))
    }

    fn spoil<T>(&mut self, instead: T) -> T {
        self.spoiled = true;
        instead
    }

    fn played_number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = u64::from(*self.played(1)?.first()?);
            let bits = byte & 0x7f;
            // The tenth byte has room for one bit.
            if bits << shift >> shift != bits {
                return None;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn played_text(&mut self, length: u64) -> Option<String> {
        let bytes = self.played(usize::try_from(length).ok()?)?;
        Some(std::str::from_utf8(bytes).ok()?.into())
    }

    fn played(&mut self, count: usize) -> Option<&[u8]> {
        let from = self.at?;
        let bytes = self.bytes.get(from..from.checked_add(count)?)?;
        self.at = Some(from + count);
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    enum Shape {
        Point,
        Circle(u32),
    }

    /// One of everything.
    #[derive(Clone, Debug, PartialEq)]
    struct All {
        numbers: Vec<u64>,
        text: String,
        shapes: Vec<Shape>,
        none: Option<u8>,
        some: Option<u8>,
    }

    impl All {
        fn blank() -> Self {
            Self { numbers: vec![], text: String::new(), shapes: vec![], none: None, some: None }
        }

        fn example() -> Self {
            Self {
                numbers: vec![0, 127, 128, 16_384, u64::MAX],
                text: "Ünï 🦀".into(),
                shapes: vec![Shape::Circle(7), Shape::Point, Shape::Circle(u32::MAX)],
                none: None,
                some: Some(255),
            }
        }
    }

    fn shape(tape: &mut Tape, shape: Shape) -> Shape {
        match tape.variant(shape, [Shape::Point, Shape::Circle(0)]) {
            Shape::Point => Shape::Point,
            Shape::Circle(radius) => Shape::Circle(tape.small(radius)),
        }
    }

    fn all(tape: &mut Tape, all: All) -> All {
        All {
            numbers: tape.list(all.numbers, 9, &0, Tape::number),
            text: tape.text(all.text),
            shapes: tape.list(all.shapes, 9, &Shape::Point, shape),
            none: tape.option(all.none, 0, Tape::tiny),
            some: tape.option(all.some, 0, Tape::tiny),
        }
    }

    fn recorded() -> Vec<u8> {
        let mut tape = Tape::blank();
        assert_eq!(all(&mut tape, All::example()), All::example());
        assert!(tape.is_whole());
        tape.into_bytes()
    }

    fn played(bytes: &[u8]) -> Option<All> {
        let mut tape = Tape::of(bytes);
        let all = all(&mut tape, All::blank());
        tape.is_whole().then_some(all)
    }

    #[test]
    fn what_is_recorded_is_played() {
        assert_eq!(played(&recorded()), Some(All::example()));
    }

    #[test]
    fn a_tape_that_is_cut_or_goes_on_is_not_whole() {
        let mut bytes = recorded();
        for length in 0..bytes.len() {
            assert_eq!(played(&bytes[..length]), None, "{length}");
        }
        bytes.push(0);
        assert_eq!(played(&bytes), None);
    }

    #[test]
    fn a_damaged_tape_never_panics_and_asks_for_no_more_than_it_has() {
        let sound = recorded();
        for place in 0..sound.len() {
            for byte in 0..=255 {
                let mut bytes = sound.clone();
                bytes[place] = byte;
                if let Some(All { numbers, text, .. }) = played(&bytes) {
                    assert!(numbers.len() <= 9 && text.len() <= bytes.len());
                }
            }
        }
    }

    #[test]
    fn a_number_that_has_no_room_is_refused() {
        let mut tape = Tape::of(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02]);
        assert_eq!((tape.number(5), tape.is_whole()), (5, false));
        let mut tape = Tape::of(&[0x80, 0x02]);
        assert_eq!((tape.tiny(5), tape.is_whole()), (5, false));
    }
}

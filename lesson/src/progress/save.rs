//! The saved form: TOML, so that a learner can read what is kept of them.
//!
//! The same text is what the browser keeps and what is exported as a file. Never here: reading it back.

use super::load::{FILE, FORMAT};
use super::parts::{Attempt, Draft, Kept, Shelf};
use super::versions::{Stamp, Versions};
use super::work::Progress;
use crate::grade::Answer;
use crate::id::OptionId;
use engine::sim::Thousandths;
use engine::toml::quoted;
use std::fmt::Write as _;

impl Progress {
    /// Whether two have the same in them, whoever wrote it.
    pub fn same(&self, other: &Self) -> bool {
        self.save() == other.save()
    }

    /// All of it, as text for the browser's storage or a file.
    pub fn save(&self) -> String {
        let mut out = format!("format = {FORMAT}\nfile = \"{FILE}\"\n");
        for (item, attempts) in &self.answers {
            let of = format!("{}/{}", item.chapter, item.id);
            for (stamp, attempt) in attempts.entries() {
                entry(&mut out, "answers", &of, *stamp, &self::attempt(attempt));
            }
            cleared(&mut out, "answers", &of, attempts);
        }
        for (item, drafts) in &self.drafts {
            let of = format!("{}/{}", item.chapter, item.id);
            for (stamp, it) in drafts.entries() {
                entry(&mut out, "drafts", &of, *stamp, &draft(it));
            }
            cleared(&mut out, "drafts", &of, drafts);
        }
        for (word, shelf) in Shelf::ALL {
            for (id, versions) in self.shelf(shelf) {
                for (stamp, kept) in versions.entries() {
                    entry(&mut out, word, id, *stamp, &text(kept));
                }
                cleared(&mut out, word, id, versions);
            }
        }
        for (stamp, place) in self.place.entries() {
            entry(&mut out, "place", "", *stamp, &format!("address = {}\n", quoted(place)));
        }
        cleared(&mut out, "place", "", &self.place);
        for (stamp, name) in self.learner.entries() {
            entry(&mut out, "learner", "", *stamp, &format!("name = {}\n", quoted(name)));
        }
        cleared(&mut out, "learner", "", &self.learner);
        out
    }
}

// Writing to a String cannot fail.
fn entry(out: &mut String, what: &str, of: &str, (stamp, tab): Stamp, said: &str) {
    let of = quoted(of);
    let _ = write!(out, "\n[[{what}]]\nof = {of}\nstamp = {stamp}\ntab = {tab}\n{said}");
}

fn cleared<T: Clone>(out: &mut String, what: &str, of: &str, versions: &Versions<T>) {
    let until: Vec<String> =
        versions.cleared().map(|(tab, until)| format!("\"{tab} {until}\"")).collect();
    if !until.is_empty() {
        let (of, until) = (quoted(of), until.join(", "));
        let _ = write!(out, "\n[[cleared]]\nwhat = \"{what}\"\nof = {of}\nuntil = [{until}]\n");
    }
}

fn text(Kept { name, text }: &Kept) -> String {
    format!("name = {}\ntext = {}\n", quoted(name), quoted(text))
}

fn draft(Draft { answer, typed }: &Draft) -> String {
    let typed = format!("typed = {}\n", quoted(typed));
    answer.as_ref().map_or(typed.clone(), |answer| format!("{typed}{}\n", given(answer)))
}

fn attempt(Attempt { answer, right }: &Attempt) -> String {
    format!("right = {right}\n{}\n", given(answer))
}

fn given(answer: &Answer) -> String {
    let list = |ids: &[OptionId]| {
        let texts: Vec<String> = ids.iter().map(|id| quoted(id)).collect();
        format!("[{}]", texts.join(", "))
    };
    match answer {
        Answer::Chosen(ids) => format!("chosen = {}", list(ids)),
        Answer::Number(number) => format!("number = {}", Thousandths(*number)),
        Answer::Order(ids) => format!("order = {}", list(ids)),
        Answer::Placed(pairs) => {
            let (items, places): (Vec<OptionId>, Vec<OptionId>) = pairs.iter().cloned().unzip();
            format!("items = {}\nplaces = {}", list(&items), list(&places))
        }
        Answer::Line(line) => format!("line = {line}"),
        Answer::Free { text, ticked } => {
            format!("text = {}\nticked = {}", quoted(text), list(ticked))
        }
        Answer::Mark { x, y } => {
            let axis = |name: &str, at: &Option<u64>| {
                at.map(|at| format!("{name} = {}\n", Thousandths(at))).unwrap_or_default()
            };
            format!("mark = true\n{}{}", axis("x", x), axis("y", y)).trim_end().to_string()
        }
    }
}

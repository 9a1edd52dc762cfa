//! The pages of the workbook: contents, chapters with their figures and questions, template, glossary.
//!
//! Never here: rules of the subject, or a sentence that a translation would need; those are in the lessons.

mod answers;
mod figure;
mod live;
mod mark;
mod page;
mod pages;
mod plot;
mod question;
mod spans;
mod template;

pub use pages::{Pages, Props};

use super::el::{On, live as listening, text};
use crate::chapters::Msg;
use lesson::content::Index;
use yew::prelude::*;

/// The interface's texts.
pub struct Say<'a>(pub &'a Index);

impl Say<'_> {
    /// The word of a key.
    pub fn word(&self, key: &str) -> String {
        self.0.word(key).to_string()
    }

    /// With its places filled.
    pub fn fill(&self, key: &str, filled: &[(&str, &str)]) -> String {
        self.0.say(key, filled)
    }

    /// The word of a key, or another while no words have come.
    pub fn or(&self, key: &str, otherwise: &str) -> String {
        let word = self.0.word(key);
        if word == key { otherwise.into() } else { word.into() }
    }

    /// What is said while something is on its way.
    pub fn coming(&self) -> String {
        self.or("page.loading", "…")
    }
}

/// A button that sends a message.
pub fn click(class: &'static str, name: &str, send: &Callback<Msg>, msg: Msg) -> Html {
    let send = send.clone();
    let pressed = On::Click(Callback::from(move |_| send.emit(msg.clone())));
    let attrs = [("type", "button"), ("class", class), ("key", name)];
    listening("button", &attrs, pressed, vec![text(name)])
}

/// A button that opens the page's file chooser.
pub fn opens(name: &str) -> Html {
    let pressed = On::Click(Callback::from(|_| pages::press_chooser()));
    let attrs = [("type", "button"), ("key", name)];
    listening("button", &attrs, pressed, vec![text(name)])
}

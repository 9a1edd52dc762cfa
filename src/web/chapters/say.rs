//! The interface's texts on the pages, and the buttons that are made of nothing else.
//!
//! Never here: a text; the lessons have them all.

use crate::chapters::Msg;
use crate::web::browser;
use crate::web::el::{On, live as listening, text};
use lesson::content::Index;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// The id of the file chooser: one a page.
pub const CHOOSER: &str = "open-progress";

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
    let pressed = On::Click(Callback::from(|_| press_chooser()));
    let attrs = [("type", "button"), ("key", name)];
    listening("button", &attrs, pressed, vec![text(name)])
}

/// Opens the file chooser, which no style shows.
fn press_chooser() {
    let document = web_sys::window().and_then(|window| window.document());
    let chooser = document.and_then(|document| document.get_element_by_id(CHOOSER));
    browser::press(chooser.and_then(|chooser| chooser.dyn_into::<HtmlElement>().ok()));
}

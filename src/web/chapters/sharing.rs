//! What somebody can take of a figure to another place: a picture of it, a link to it, the figure itself in a frame.
//!
//! Never here: what a picture is of.

use super::say::{Say, click};
use crate::chapters::{Msg, Open};
use crate::scene::picture::Format;
use crate::web::address;
use crate::web::el::{On, el, live, text, words};
use crate::web::parts::truth;
use lesson::content::Figure;
use yew::prelude::*;

/// The button that unfolds the rest.
pub fn opener(open: &Open, figure: &Figure, say: &Say, send: &Callback<Msg>) -> Html {
    let is_open = open.shared.as_ref() == Some(&figure.id);
    let msg = Msg::FigureShared((!is_open).then(|| figure.id.clone()));
    let send = send.clone();
    let pressed = On::Click(Callback::from(move |_| send.emit(msg.clone())));
    let attrs = [
        ("type", "button"),
        ("class", "quiet"),
        ("key", "share"),
        ("aria-expanded", truth(is_open)),
    ];
    live("button", &attrs, pressed, vec![text(&say.word("figure.share"))])
}

/// The rest.
pub fn view(open: &Open, figure: &Figure, say: &Say, send: &Callback<Msg>) -> Html {
    let save = |format: Format| {
        let name = say.fill("figure.save", &[("format", format.name())]);
        click("", &name, send, Msg::FigurePictured(figure.id.clone(), format))
    };
    let mut parts = vec![el("div", &[("class", "turns")], Format::ALL.map(save).into())];
    let link = address::whole(&open.address(&figure.id));
    parts.extend(line("figure.link", &link, say, send));
    let entry = &open.chapter.entry;
    let frame = || address::frame(&entry.id, &figure.id);
    // A teacher's question file has no page of its own.
    if let Some(code) = entry.question_file().is_none().then(frame).flatten() {
        parts.extend(line("figure.embed", &code, say, send));
    }
    el("div", &[("class", "share-figure")], parts)
}

/// A text that can be copied, under what it is.
fn line(key: &'static str, content: &str, say: &Say, send: &Callback<Msg>) -> [Html; 2] {
    let name = say.word(key);
    let attrs = [
        ("type", "text"),
        ("readonly", ""),
        ("value", content),
        ("aria-label", name.as_str()),
        ("class", "address"),
    ];
    let copy = click("", &say.word("figure.copy"), send, Msg::CopyAsked(content.into()));
    let field = vec![el("input", &attrs, vec![]), copy];
    [words("small", &[("aria-hidden", "true")], &name), el("div", &[("class", "copied")], field)]
}

//! A figure alone, as it stands in a frame of another page, with a way to the page that it is from.
//!
//! Nothing that somebody does there is kept: the frame is another page's. Never here: how the frame gets its size.

use super::figure;
use super::say::{Say, click};
use crate::chapters::{Model, Msg, Shown};
use crate::scene::picture::Format;
use crate::web::el::{el, words};
use crate::web::embed;
use lesson::route::Route;
use yew::prelude::*;

/// The figure of this name.
pub fn view(model: &Model, name: &str, send: &Callback<Msg>) -> Html {
    let say = Say(&model.index);
    if model.shown == Shown::Coming {
        return words("p", &[("class", "coming"), ("role", "status")], &say.coming());
    }
    let open = model.open.as_ref();
    let found = open.and_then(|open| Some((open, open.chapter.sheet.figure(name)?)));
    let Some((open, figure)) = found else {
        let nowhere = words("p", &[("role", "alert")], &say.word("lost.no-item"));
        return el("div", &[("class", "embed")], vec![nowhere, embed::way_out("#/")]);
    };
    let save = |format: Format| {
        let name = say.fill("figure.save", &[("format", format.name())]);
        click("quiet", &name, send, Msg::FigurePictured(figure.id.clone(), format))
    };
    let mut acts =
        vec![click("quiet", &say.word("figure.reset"), send, Msg::FigureReset(figure.id.clone()))];
    acts.extend(Format::ALL.map(save));
    let place = Route::within(&open.chapter.entry, Some(name)).to_string();
    acts.push(embed::way_out(&place));
    el(
        "main",
        &[("class", "embed")],
        vec![
            words("h1", &[("class", "unseen"), ("key", "title")], &open.chapter.entry.title),
            figure::alone(model, open, figure, send),
            el("div", &[("class", "embed-acts"), ("key", "acts")], acts),
        ],
    )
}

//! What a learner does with their work as a whole: they give it a name, save it, open it, forget it, or let somebody
//! else have a turn.
//!
//! Never here: what is kept.

use super::say::{Say, click, opens};
use crate::chapters::{Keeping, Learner, Model, Msg};
use crate::web::el::{On, el, live, words};
use lesson::progress::{MAX_NAME, Scope};
use web_sys::HtmlInputElement;
use yew::prelude::*;

const NAME: &str = "learner-name";

/// All of it.
pub fn view(model: &Model, say: &Say, send: &Callback<Msg>) -> Vec<Html> {
    let acts = vec![
        click("", &say.word("progress.export"), send, Msg::ExportAsked),
        opens(&say.word("progress.import")),
        click("", &say.word("progress.reset_all"), send, Msg::Forgotten(Scope::Everything)),
    ];
    let mut parts = vec![
        el("div", &[("class", "turns"), ("key", "acts")], acts),
        words("p", &[("class", "hint"), ("key", "safari")], &say.word("learner.safari")),
        name(model, say, send),
    ];
    // Where nothing is kept there is nothing to keep apart.
    if model.keeping == Keeping::Kept {
        parts.push(others(model, say, send));
    }
    parts
}

fn name(model: &Model, say: &Say, send: &Callback<Msg>) -> Html {
    let send = send.clone();
    let named = On::Change(Callback::from(move |event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        input.iter().for_each(|it| send.emit(Msg::LearnerNamed(it.value())));
    }));
    // A character has at most four bytes.
    let most = (MAX_NAME / 4).to_string();
    let attrs = [
        ("id", NAME),
        ("type", "text"),
        ("autocomplete", "name"),
        ("maxlength", most.as_str()),
        ("value", model.progress.learner()),
        ("aria-describedby", "learner-why"),
    ];
    let parts = vec![
        words("label", &[("for", NAME)], &say.word("learner.name")),
        live("input", &attrs, named, vec![]),
        words("small", &[("id", "learner-why")], &say.word("learner.why")),
    ];
    el("div", &[("class", "learner"), ("key", "name")], parts)
}

fn others(model: &Model, say: &Say, send: &Callback<Msg>) -> Html {
    let other = |other: &Learner| {
        let unnamed = || say.fill("learner.unnamed", &[("number", &other.number.to_string())]);
        let name = if other.name.is_empty() { unnamed() } else { other.name.clone() };
        let go_on = say.fill("learner.go_on", &[("name", &name)]);
        click("quiet", &go_on, send, Msg::LearnerChosen(other.number))
    };
    let add = click("quiet", &say.word("learner.add"), send, Msg::LearnerAdded);
    let turns = model.others.iter().map(other).chain([add]).collect();
    let parts = vec![
        words("summary", &[("key", "title")], &say.word("learner.others")),
        el("div", &[("class", "turns"), ("key", "turns")], turns),
    ];
    el("details", &[("key", "others")], parts)
}

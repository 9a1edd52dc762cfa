//! Small controls that several parts use.
//!
//! Each is a real control with a name. Never here: a message of its own making.

use super::el::{On, el, live, text, words};
use crate::stage::{Model, Msg, on_key};
use engine::sim::{Duration, Thousandths};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Where messages go.
pub type Send = Callback<Msg>;

/// Sends `msg` on a click.
pub fn on_click(send: &Send, msg: Msg) -> On {
    let send = send.clone();
    On::Click(Callback::from(move |_| send.emit(msg.clone())))
}

/// A button with its name on it.
pub fn button(class: &'static str, name: &str, send: &Send, msg: Msg) -> Html {
    let attrs = [("type", "button"), ("class", class)];
    live("button", &attrs, on_click(send, msg), vec![text(name)])
}

/// A button with a sign on it, and a name for those who do not see the sign.
pub fn sign(class: &'static str, sign: &str, name: &str, send: &Send, msg: Msg) -> Html {
    let attrs = [("type", "button"), ("class", class), ("aria-label", name), ("title", name)];
    live("button", &attrs, on_click(send, msg), vec![text(sign)])
}

/// A button that opens and closes something.
pub fn opener(
    class: &'static str,
    label: &str,
    name: &str,
    open: bool,
    send: &Send,
    msg: Msg,
) -> Html {
    let attrs = [
        ("type", "button"),
        ("class", class),
        ("aria-label", name),
        ("aria-expanded", truth(open)),
    ];
    // A name that only repeats the label is left to the label.
    let attrs =
        if label == name { [attrs[0], attrs[1], attrs[3]].to_vec() } else { attrs.to_vec() };
    live("button", &attrs, on_click(send, msg), vec![text(label)])
}

/// A switch.
pub fn switch(name: &str, on: bool, send: &Send, msg: Msg) -> Html {
    let attrs = [
        ("type", "button"),
        ("class", "switch"),
        ("role", "switch"),
        ("aria-checked", truth(on)),
        ("aria-label", name),
    ];
    live("button", &attrs, on_click(send, msg), vec![el("i", &[], vec![])])
}

/// For attributes that say yes or no.
pub fn truth(yes: bool) -> &'static str {
    if yes { "true" } else { "false" }
}

/// A select with a name that is not shown; `msg` is asked for the place of the choice.
pub fn select(
    name: &str,
    options: &[String],
    chosen: usize,
    send: &Send,
    msg: impl Fn(usize) -> Option<Msg> + 'static,
) -> Html {
    let numbered: Vec<(usize, &str)> = options.iter().map(String::as_str).enumerate().collect();
    select_of(name, &numbered, chosen, send, Box::new(msg))
}

/// A select whose options have numbers of their own.
pub fn select_of(
    name: &str,
    options: &[(usize, &str)],
    chosen: usize,
    send: &Send,
    msg: Box<dyn Fn(usize) -> Option<Msg>>,
) -> Html {
    select_with(name, options_of(options, chosen), chosen, send, msg)
}

/// A select whose options stand in groups, each under its name; those of a group without one stand alone.
pub fn grouped_select(
    name: &str,
    groups: &[(&str, Vec<(usize, &str)>)],
    chosen: usize,
    send: &Send,
    msg: Box<dyn Fn(usize) -> Option<Msg>>,
) -> Html {
    let group = |(label, options): &(&str, Vec<(usize, &str)>)| match *label {
        "" => options_of(options, chosen),
        label => {
            let attrs = [("key", label), ("label", label)];
            vec![el("optgroup", &attrs, options_of(options, chosen))]
        }
    };
    select_with(name, groups.iter().flat_map(group).collect(), chosen, send, msg)
}

fn options_of(options: &[(usize, &str)], chosen: usize) -> Vec<Html> {
    let option = |&(number, label): &(usize, &str)| {
        let number_text = number.to_string();
        let mut attrs = vec![("key", number_text.as_str()), ("value", number_text.as_str())];
        if number == chosen {
            attrs.push(("selected", ""));
        }
        words("option", &attrs, label)
    };
    options.iter().map(option).collect()
}

fn select_with(
    name: &str,
    children: Vec<Html>,
    chosen: usize,
    send: &Send,
    msg: Box<dyn Fn(usize) -> Option<Msg>>,
) -> Html {
    let send = send.clone();
    let changed = Callback::from(move |event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        let msg = select.and_then(|select| select.value().parse().ok()).and_then(&*msg);
        msg.into_iter().for_each(|msg| send.emit(msg));
    });
    let attrs = [("aria-label", name), ("value", &chosen.to_string())];
    live("select", &attrs, On::Change(changed), children)
}

/// A field whose finished text becomes a message.
pub fn field(
    attrs: &[super::el::Attr],
    send: &Send,
    msg: impl Fn(String) -> Msg + 'static,
) -> Html {
    let send = send.clone();
    let shown = attrs.iter().find(|(name, _)| *name == "value").map(|(_, value)| value.to_string());
    let changed = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            let typed = input.value();
            // What the model refuses must not stay; what it takes comes back with the next drawing.
            input.set_value(shown.as_deref().unwrap_or_default());
            send.emit(msg(typed));
        }
    });
    live("input", attrs, On::Change(changed), vec![])
}

/// Milliseconds; what is not a number becomes one that the model refuses.
pub fn parse_ms(text: &str) -> Duration {
    Thousandths::parse(text.trim()).map_or(Duration(u64::MAX), |ms| Duration(ms.0))
}

/// The keys of the stage, where the focus is not in a control that uses them itself.
pub fn keys(model: &Model, send: &Send) -> On {
    // The digits depend on the services present, so each key is decided while the model is at hand.
    const HEARD: [&str; 16] = [
        " ",
        "ArrowRight",
        "ArrowLeft",
        "Home",
        "n",
        "N",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "0",
    ];
    let heard: Vec<(&str, Msg)> =
        HEARD.into_iter().filter_map(|key| Some((key, on_key(model, key)?))).collect();
    let send = send.clone();
    On::Key(Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let key = event.key();
        if event.repeat() && !key.starts_with("Arrow") {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let taken = match target.map(|element| element.tag_name()).as_deref() {
            Some("INPUT" | "SELECT" | "TEXTAREA") => true,
            Some("BUTTON") => key == " ",
            _ => false,
        };
        if let Some((_, msg)) = heard.iter().find(|(heard, _)| !taken && *heard == key) {
            event.prevent_default();
            send.emit(msg.clone());
        }
    }))
}

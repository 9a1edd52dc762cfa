//! Small controls that several parts use.
//!
//! Each is a real control with a name. Never here: a message of its own making.

use crate::app::{Model, Msg, on_key};
use engine::sim::{Duration, Thousandths};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Where messages go.
pub type Send = Callback<Msg>;

/// Sends `msg` on a click.
pub fn on_click(send: &Send, msg: Msg) -> Callback<MouseEvent> {
    let send = send.clone();
    Callback::from(move |_| send.emit(msg.clone()))
}

/// A switch.
pub fn switch(name: &str, on: bool, toggled: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class="switch" role="switch" aria-checked={on.to_string()}
            aria-label={name.to_string()} onclick={toggled}><i></i></button>
    }
}

/// The number in a select that was changed.
pub fn on_select(send: &Send, msg: impl Fn(usize) -> Option<Msg> + 'static) -> Callback<Event> {
    let send = send.clone();
    Callback::from(move |event: Event| {
        let chosen = event.target_dyn_into::<HtmlSelectElement>();
        let msg = chosen.and_then(|select| select.value().parse().ok()).and_then(&msg);
        msg.into_iter().for_each(|msg| send.emit(msg));
    })
}

/// The text in an input that was changed.
pub fn on_text(send: &Send, msg: impl Fn(String) -> Option<Msg> + 'static) -> Callback<Event> {
    let send = send.clone();
    Callback::from(move |event: Event| {
        let typed = event.target_dyn_into::<HtmlInputElement>().map(|input| input.value());
        typed.and_then(&msg).into_iter().for_each(|msg| send.emit(msg));
    })
}

/// Milliseconds; what is not a number becomes one that the model refuses.
pub fn parse_ms(text: &str) -> Duration {
    Thousandths::parse(text.trim()).map_or(Duration(u64::MAX), |ms| Duration(ms.0))
}

/// A select with a name that is not shown.
pub fn select(name: &str, options: &[String], chosen: usize, changed: Callback<Event>) -> Html {
    html! {
        <select aria-label={name.to_string()} onchange={changed}>
            { for options.iter().enumerate().map(|(index, label)| html! {
                <option key={index} value={index.to_string()} selected={index == chosen}>{ label }</option>
            }) }
        </select>
    }
}

/// The keys of the stage, where the focus is not in a control that uses them itself.
pub fn keys(model: &Model, send: &Send) -> Callback<KeyboardEvent> {
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
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let key = event.key();
        let tag = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .map(|e| e.tag_name());
        let taken = match tag.as_deref() {
            Some("INPUT" | "SELECT" | "TEXTAREA") => true,
            Some("BUTTON") => key == " ",
            _ => false,
        };
        if taken {
            return;
        }
        if let Some((_, msg)) = heard.iter().find(|(heard, _)| *heard == key) {
            event.prevent_default();
            send.emit(msg.clone());
        }
    })
}

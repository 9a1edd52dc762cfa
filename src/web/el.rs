//! Elements as values: a tag, attributes, children.
//!
//! Yew's `html!` writes some 700 bytes of code at each element, which made the views a quarter of the
//! page; a call is a tenth of it, and rustfmt can read it. Never here: a look, or a meaning.

use super::address;
use std::rc::Rc;
use yew::html::{onchange, onclick, ondragover, ondragstart, ondrop, oninput, onkeydown, onsubmit};
use yew::prelude::*;
use yew::virtual_dom::{Listener, VNode, VTag, VText};

/// An attribute. `key` is the identity among siblings; `value` and `checked` of a field are its state;
/// an empty `class` is none.
pub type Attr<'a> = (&'static str, &'a str);

/// An element.
pub fn el(tag: &'static str, attrs: &[Attr], children: Vec<Html>) -> Html {
    tag_of(tag, attrs, children).into()
}

/// An element with nothing but text in it.
pub fn words(tag: &'static str, attrs: &[Attr], content: &str) -> Html {
    el(tag, attrs, vec![text(content)])
}

/// Text.
pub fn text(content: &str) -> Html {
    VNode::VText(VText::new(content.to_string()))
}

/// What an element listens to.
pub enum On {
    /// A press of the mouse, or of Enter or space.
    Click(Callback<MouseEvent>),
    /// A choice or a finished text.
    Change(Callback<Event>),
    /// Each step of a change.
    Input(Callback<InputEvent>),
    /// Each step of a change, and the finished text.
    Text(Callback<InputEvent>, Callback<Event>),
    /// A key.
    Key(Callback<KeyboardEvent>),
    /// It can be dragged, and what is dropped on it is taken.
    Drag { start: Option<Callback<DragEvent>>, drop: Option<Callback<DragEvent>> },
    /// A form that is sent.
    Submit(Callback<SubmitEvent>),
}

/// An element that listens.
pub fn live(tag: &'static str, attrs: &[Attr], on: On, children: Vec<Html>) -> Html {
    let mut element = tag_of(tag, attrs, children);
    for listener in listeners(on) {
        element.add_listener(listener);
    }
    element.into()
}

/// A browser drops only where the default is prevented.
fn drag_listeners(
    start: Option<Callback<DragEvent>>,
    drop: Option<Callback<DragEvent>>,
) -> Vec<Rc<dyn Listener>> {
    let mut all: Vec<Rc<dyn Listener>> = Vec::new();
    all.extend(start.map(|it| Rc::new(ondragstart::Wrapper::new(it)) as Rc<dyn Listener>));
    if let Some(drop) = drop {
        let over = Callback::from(|event: DragEvent| event.prevent_default());
        all.push(Rc::new(ondragover::Wrapper::new(over)));
        all.push(Rc::new(ondrop::Wrapper::new(drop)));
    }
    all
}

fn listeners(on: On) -> Vec<Rc<dyn Listener>> {
    let one: Rc<dyn Listener> = match on {
        On::Text(input, change) => {
            return vec![
                Rc::new(oninput::Wrapper::new(input)),
                Rc::new(onchange::Wrapper::new(change)),
            ];
        }
        On::Drag { start, drop } => return drag_listeners(start, drop),
        On::Click(callback) => Rc::new(onclick::Wrapper::new(callback)),
        On::Change(callback) => Rc::new(onchange::Wrapper::new(callback)),
        On::Input(callback) => Rc::new(oninput::Wrapper::new(callback)),
        On::Key(callback) => Rc::new(onkeydown::Wrapper::new(callback)),
        On::Submit(callback) => Rc::new(onsubmit::Wrapper::new(callback)),
    };
    vec![one]
}

/// An element that can be found again.
pub fn found(node: Html, place: &NodeRef) -> Html {
    match node {
        VNode::VTag(mut element) => {
            Rc::make_mut(&mut element).node_ref = place.clone();
            VNode::VTag(element)
        }
        other => other,
    }
}

fn tag_of(tag: &'static str, attrs: &[Attr], children: Vec<Html>) -> VTag {
    let mut element = VTag::new(tag);
    for &(name, value) in attrs {
        match (tag, name) {
            (_, "key") => element.key = Some(value.into()),
            (_, "class") if value.is_empty() => {}
            // Yew writes a value back at every drawing, which is at every frame: right for a slider, but
            // a text could not be typed. A property is written when it changes.
            ("input", "value") if attrs.contains(&("type", "range")) => {
                element.set_value(Some(AttrValue::from(value.to_string())));
            }
            ("a", "href") if value.starts_with("#/") => {
                element.add_attribute("href", address::link(value));
            }
            ("input", "checked") => element.set_checked(value == "true"),
            // The page's policy refuses the attribute, and not the property.
            #[cfg(target_arch = "wasm32")]
            (_, "style") => element.add_property("style", value),
            #[cfg(target_arch = "wasm32")]
            ("input" | "select" | "textarea", "value") => element.add_property("value", value),
            _ => element.add_attribute(name, value.to_string()),
        }
    }
    element.add_children(children);
    element
}

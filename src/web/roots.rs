//! Where Yew's trees stand in the page, for two programs in one document.
//!
//! Yew numbers the trees of a program from 1 and writes a tree's number on its elements, so that an event
//! finds the tree whose it is. Two programs that count alike would answer for each other. So they take
//! turns: the trees of the stage's program have odd numbers, those of the workbook's even ones, and the
//! numbers between are given to a tree that is never shown. A portal would take a number too: use none.
//!
//! Never here: what stands in a tree.

use super::browser::document;
use web_sys::Element;
use yew::html::BaseComponent;
use yew::{AppHandle, Component, Context, Html, Renderer};

/// A tree of the stage's program in this place.
pub fn of_stage<C: BaseComponent>(place: Element, props: C::Properties) -> AppHandle<C> {
    let tree = Renderer::<C>::with_root_and_props(place, props).render();
    skip();
    tree
}

/// A tree of the workbook's program in this place.
pub fn of_workbook<C: BaseComponent>(place: Element, props: C::Properties) -> AppHandle<C> {
    skip();
    Renderer::<C>::with_root_and_props(place, props).render()
}

/// Leaves a number to the other program.
fn skip() {
    if let Ok(nowhere) = document().create_element("i") {
        Renderer::<Nothing>::with_root(nowhere).render().destroy();
    }
}

struct Nothing;

impl Component for Nothing {
    type Message = ();
    type Properties = ();

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, _: &Context<Self>) -> Html {
        Html::default()
    }
}

//! A piece of a chapter's prose as elements.
//!
//! It is a component, so that prose which has not changed is not made again when something else on the page has. Never
//! here: what is said.

use crate::chapters::prose::{Node, nodes};
use crate::web::el::{Attr, el, text};
use std::rc::Rc;
use yew::prelude::*;
use yew::virtual_dom::VComp;

/// A piece of prose, made at build time from the workbook's own Markdown.
pub fn prose(html: &str) -> Html {
    let props = Props { html: AttrValue::from(html.to_string()) };
    VComp::new::<Prose>(Rc::new(props), None).into()
}

struct Prose;

#[derive(Clone, PartialEq, Properties)]
struct Props {
    html: AttrValue,
}

impl Component for Prose {
    type Message = ();
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        nodes(&ctx.props().html).iter().map(drawn).collect()
    }
}

fn drawn(node: &Node) -> Html {
    match node {
        Node::Text(words) => text(words),
        Node::Element(element) => {
            let attributes = element.attributes.iter();
            let attributes: Vec<Attr> =
                attributes.map(|(name, value)| (*name, value.as_str())).collect();
            el(element.tag, &attributes, element.children.iter().map(drawn).collect())
        }
    }
}

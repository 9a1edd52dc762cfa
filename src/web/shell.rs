//! The page as a whole: the sandbox or a page of the workbook, as the address says.
//!
//! The sandbox stays as it is while another page is read. What the learner makes there goes to the pages, which keep
//! it, and comes back from them. Never here: what stands on a page.

use super::browser;
use super::chapters::{self, Pages};
use super::el::{el, found};
use super::stage::sandbox::{self, Sandbox};
use super::store::Listener;
use crate::chapters::ForSandbox;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;
use yew::virtual_dom::VComp;

/// Without an address the page is the sandbox.
const SANDBOX: &str = "#/sandbox";

/// The shell.
pub struct Shell {
    address: AttrValue,
    /// Whether the sandbox has been opened.
    begun: bool,
    /// Whether the focus is to go to the stage.
    returns: bool,
    sandbox: NodeRef,
    /// What the pages have for the sandbox.
    brought: Option<Rc<ForSandbox>>,
    /// What the learner has made in the sandbox.
    made: Option<Rc<ForSandbox>>,
    _addresses: Option<Listener>,
}

/// What a page begins with.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The address, from its `#` on.
    pub address: AttrValue,
    /// What is there of the lessons.
    #[prop_or_default]
    pub lessons: Rc<Lessons>,
}

/// The parts of the workbook's content that are there before they are asked for.
#[derive(Debug, Default, PartialEq)]
pub struct Lessons {
    /// The table of contents, the glossary, and the interface's texts.
    pub index: Option<Vec<u8>>,
    /// A chapter: the name of its file, and what is in it.
    pub chapter: Option<(String, Vec<u8>)>,
}

impl Lessons {
    /// The chapter, by the name of its file.
    pub fn chapter(&self) -> Option<(&str, &[u8])> {
        self.chapter.as_ref().map(|(file, bytes)| (file.as_str(), bytes.as_slice()))
    }
}

/// What reaches the shell.
pub enum Input {
    /// The address is another.
    Routed(String),
    /// The pages have this for the sandbox.
    Brought(Rc<ForSandbox>),
    /// The learner has made this in the sandbox.
    Made(ForSandbox),
}

impl Component for Shell {
    type Message = Input;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let address = named(&ctx.props().address);
        Self {
            begun: is_sandbox(&address),
            address,
            returns: false,
            sandbox: NodeRef::default(),
            brought: None,
            made: None,
            _addresses: None,
        }
    }

    fn update(&mut self, _: &Context<Self>, input: Input) -> bool {
        match input {
            Input::Routed(address) => {
                let before = std::mem::replace(&mut self.address, named(&address));
                let here = is_sandbox(&self.address);
                self.returns = here && !is_sandbox(&before);
                self.begun |= here;
            }
            Input::Brought(work) => self.brought = Some(work),
            Input::Made(work) => self.made = Some(Rc::new(work)),
        }
        true
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            let link = ctx.link().clone();
            self._addresses =
                Listener::addresses(move |address| link.send_message(Input::Routed(address)));
        }
        if std::mem::take(&mut self.returns)
            && let Some(sandbox) = self.sandbox.cast::<Element>()
        {
            browser::first(&sandbox, ".stage").iter().for_each(browser::focus);
            browser::to_top();
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let here = is_sandbox(&self.address);
        let sandbox = self.begun.then(|| {
            let made = ctx.link().callback(Input::Made);
            let props = sandbox::Props { away: !here, brought: self.brought.clone(), made };
            VComp::new::<Sandbox>(Rc::new(props), None).into()
        });
        let pages = chapters::Props {
            address: self.address.clone(),
            lessons: ctx.props().lessons.clone(),
            sandbox: ctx.link().callback(Input::Brought),
            made: self.made.clone(),
        };
        let pages = VComp::new::<Pages>(Rc::new(pages), None).into();
        let shown = |shown: bool| if shown { &[][..] } else { &[("hidden", "")] };
        let stands = el("div", shown(here), sandbox.into_iter().collect());
        el("div", &[], vec![found(stands, &self.sandbox), el("div", shown(!here), vec![pages])])
    }
}

/// An address, or that of the sandbox where there is none; the target of a link within the page is none.
fn named(address: &str) -> AttrValue {
    AttrValue::from(if address.starts_with("#/") { address.to_string() } else { SANDBOX.into() })
}

fn is_sandbox(address: &str) -> bool {
    address.strip_prefix(SANDBOX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Puts the workbook into the page.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    if let Some(body) = browser::document().body() {
        let address = AttrValue::from(super::store::hash());
        let props = Props { address, lessons: Rc::default() };
        yew::Renderer::<Shell>::with_root_and_props(body.into(), props).render();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_the_sandbox_or_to_a_page() {
        for address in ["", "#", "#/sandbox", "#/sandbox/x", "#somewhere"] {
            assert!(is_sandbox(&named(address)), "{address}");
        }
        for address in ["#/", "#/chapter/temporal", "#/sandboxes", "#/ü%20/#/"] {
            assert!(!is_sandbox(&named(address)), "{address}");
        }
    }
}

//! The page as a whole: the sandbox or a page of the workbook, as the address says.
//!
//! The sandbox stays as it is while another page is read. What the learner makes there goes to the pages, which keep
//! it, and comes back from them. Never here: what stands on a page.

use super::address;
use super::browser::{self, SizeWatch};
use super::chapters::{self, Pages};
use super::el::{el, found};
use super::embed;
use super::lessons::Lessons;
use super::stage::sandbox::{self, Sandbox};
use super::store::Listener;
use crate::chapters::ForSandbox;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;
use yew::virtual_dom::VComp;

const SANDBOX: &str = "#/sandbox";
const RUN: &str = "#/run/";
/// The element in which the workbook stands.
const ROOT: &str = "workbook";

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
    _size: Option<SizeWatch>,
}

/// What a page begins with.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What the page shows without an address of its own.
    pub home: AttrValue,
    /// The address, from its `#` on.
    pub address: AttrValue,
    /// What is shown alone, in a frame of another page: a figure, or with an empty name the stage.
    #[prop_or_default]
    pub embedded: Option<AttrValue>,
    /// Whether all of it is drawn to be printed.
    #[prop_or_default]
    pub printed: bool,
    /// What is there of the lessons.
    #[prop_or_default]
    pub lessons: Rc<Lessons>,
}

/// What reaches the shell.
pub enum Input {
    /// The address is another.
    Routed(String),
    /// The pages have this for the sandbox.
    Brought(Rc<ForSandbox>),
    /// The learner has made this in the sandbox.
    Made(Rc<ForSandbox>),
    /// What was drawn at the build stands where it belongs.
    Measured,
}

impl Component for Shell {
    type Message = Input;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let address = named(&ctx.props().address, &ctx.props().home);
        Self {
            begun: is_sandbox(&address),
            address,
            returns: false,
            sandbox: NodeRef::default(),
            brought: None,
            made: None,
            _addresses: None,
            _size: None,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, input: Input) -> bool {
        match input {
            Input::Routed(address) => {
                let next = named(&address, &ctx.props().home);
                if next == self.address {
                    return false;
                }
                let before = std::mem::replace(&mut self.address, next);
                let here = is_sandbox(&self.address);
                self.returns = here && !is_sandbox(&before);
                self.begun |= here;
            }
            Input::Brought(work) => self.brought = Some(work),
            Input::Made(work) => self.made = Some(work),
            Input::Measured => {
                if let Some(root) = browser::document().get_element_by_id(ROOT) {
                    // A page that keeps the mark has an empty stage, and every word of it.
                    let _ = root.remove_attribute("data-drawn");
                }
                return false;
            }
        }
        true
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            let link = ctx.link().clone();
            self._addresses =
                Listener::addresses(move |address| link.send_message(Input::Routed(address)));
            match ctx.props().embedded {
                Some(_) => self._size = embed::begin(),
                None => address::follow_links(),
            }
            ctx.link().send_message(Input::Measured);
            ctx.link().send_message(Input::Routed(address::current()));
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
        let embedded = ctx.props().embedded.clone();
        let sandbox = self.begun.then(|| {
            let made = ctx.link().callback(|work| Input::Made(Rc::new(work)));
            let linked = run_of(&self.address);
            let props = sandbox::Props {
                alone: embedded.is_some(),
                away: !here,
                brought: self.brought.clone(),
                linked,
                made,
            };
            VComp::new::<Sandbox>(Rc::new(props), None).into()
        });
        let pages = chapters::Props {
            address: self.address.clone(),
            embedded: embedded.clone(),
            printed: ctx.props().printed,
            lessons: ctx.props().lessons.clone(),
            sandbox: ctx.link().callback(Input::Brought),
            made: self.made.clone(),
        };
        let pages: Html = VComp::new::<Pages>(Rc::new(pages), None).into();
        // A frame shows one thing.
        let pages = if here && embedded.is_some() { el("div", &[], vec![]) } else { pages };
        let shown = |shown: bool| if shown { &[][..] } else { &[("hidden", "")] };
        let stands = el("div", shown(here), sandbox.into_iter().collect());
        el("div", &[], vec![found(stands, &self.sandbox), el("div", shown(!here), vec![pages])])
    }
}

/// An address, or the page's own where there is none; the target of a link within the page is none.
fn named(address: &str, home: &AttrValue) -> AttrValue {
    if address.starts_with("#/") { AttrValue::from(address.to_string()) } else { home.clone() }
}

/// What somebody linked to, if the address is a link to a run.
fn run_of(address: &str) -> Option<AttrValue> {
    address.strip_prefix(RUN).map(|piece| AttrValue::from(piece.to_string()))
}

fn is_sandbox(address: &str) -> bool {
    address.starts_with(RUN)
        || address
            .strip_prefix(SANDBOX)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Puts the workbook into the page.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    let document = browser::document();
    let Some(root) = document.get_element_by_id(ROOT) else { return };
    let of_root = |name: &str| root.get_attribute(name).unwrap_or_default();
    let (home, chapter) = (AttrValue::from(of_root("data-home")), of_root("data-chapter"));
    address::loaded(&home, root.has_attribute("data-alone"));
    let here = address::current();
    // What was drawn at the build is taken over in place, if it is the page that the address asks for.
    let embedded = address::embedded().map(AttrValue::from);
    let is_whole = embedded.is_none() && root.first_element_child().is_some();
    let is_drawn = is_whole && address::is_same_page(&here, &home);
    wasm_bindgen_futures::spawn_local(async move {
        let lessons =
            if is_drawn { lessons(&home, &chapter).await } else { Some(Lessons::default()) };
        let is_drawn = is_drawn && lessons.is_some();
        // The place on it is gone to when it stands.
        let address = if is_drawn { home.clone() } else { AttrValue::from(here) };
        let props = Props {
            home,
            address,
            embedded,
            printed: false,
            lessons: Rc::new(lessons.unwrap_or_default()),
        };
        if is_drawn {
            yew::Renderer::<Shell>::with_root_and_props(root, props).hydrate();
        } else {
            root.set_text_content(None);
            yew::Renderer::<Shell>::with_root_and_props(root, props).render();
        }
    });
}

/// What the page was drawn from at the build; nothing, if it cannot be had.
#[cfg(target_arch = "wasm32")]
async fn lessons(home: &str, chapter: &str) -> Option<Lessons> {
    if is_sandbox(home) {
        return Some(Lessons::default());
    }
    let index = Some(super::store::fetched("index.lesson").await?);
    let chapter = match chapter {
        "" => None,
        file => Some((file.to_string(), super::store::fetched(file).await?)),
    };
    Some(Lessons { index, chapter })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_the_sandbox_or_to_a_page() {
        let home = AttrValue::from(SANDBOX);
        for address in ["", "#", "#/sandbox", "#/sandbox/x", "#somewhere"] {
            assert!(is_sandbox(&named(address, &home)), "{address}");
        }
        for address in ["#/", "#/chapter/temporal", "#/sandboxes", "#/ü%20/#/"] {
            assert!(!is_sandbox(&named(address, &home)), "{address}");
        }
        let chapter = AttrValue::from("#/chapter/temporal");
        assert_eq!(named("", &chapter), chapter, "a chapter's page begins with the chapter");
    }
}

//! The view and the focus go where the model says.
//!
//! Never here: the decision where that is.

use crate::chapters::Look;
use crate::web::{browser, store};
use wasm_bindgen::JsCast;
use web_sys::{
    FocusOptions, HtmlElement, HtmlTextAreaElement, ScrollIntoViewOptions, ScrollLogicalPosition,
};

/// Looks there. What is not in the page changes nothing.
pub fn look(look: &Look) {
    match look {
        Look::At(id) => match element(id) {
            Some(element) => {
                element.scroll_into_view();
                browser::focus(&element);
            }
            None => back(),
        },
        Look::Back => back(),
        Look::Selected(id) => {
            let field = element(id).and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
            if let Some(field) = field {
                browser::focus(&field);
                field.select();
            }
        }
        Look::Question(id) => {
            let question = element(id.as_str()).filter(|_| browser::focused().is_none());
            // In view it is already: it was used just now.
            let how = FocusOptions::new();
            how.set_prevent_scroll(true);
            question.iter().for_each(|it| drop(it.focus_with_options(&how)));
        }
        Look::Moved { question, item, up } => {
            let places = if *up { ["first", "last"] } else { ["last", "first"] };
            let button = |place: &str| {
                let item = format!("[id='{question}'] [data-item='{item}']");
                browser::first_of_page(&format!("{item} button:{place}-of-type:enabled"))
            };
            places.into_iter().find_map(button).iter().for_each(browser::focus);
        }
        Look::Figure(id) => {
            let how = ScrollIntoViewOptions::new();
            how.set_block(ScrollLogicalPosition::Nearest);
            let figure = element(id.as_str());
            figure.iter().for_each(|it| it.scroll_into_view_with_scroll_into_view_options(&how));
        }
    }
}

/// To where the page was left.
fn back() {
    browser::window().scroll_to_with_x_and_y(0.0, store::depth());
}

fn element(id: &str) -> Option<HtmlElement> {
    browser::document().get_element_by_id(id)?.dyn_into().ok()
}

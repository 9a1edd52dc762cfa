//! A drawing that the scene wrote, as elements of the page: at once, since what is printed has no time to load.
//!
//! It reads what the scene writes and nothing else. Never here: a text that becomes HTML.

use super::browser::document;
use web_sys::Element;

const SPACE: &str = "http://www.w3.org/2000/svg";

/// The drawing's own element. What cannot be read is left out.
pub fn elements(drawing: &str) -> Option<Element> {
    let mut open: Vec<Element> = Vec::new();
    let mut rest = drawing;
    while let Some((text, after)) = rest.split_once('<') {
        if let Some(parent) = open.last().filter(|_| !text.is_empty()) {
            let text = document().create_text_node(&plain(text));
            parent.append_child(&text).ok()?;
        }
        let (tag, after) = after.split_once('>')?;
        rest = after;
        if tag.starts_with('/') {
            let done = open.pop()?;
            if open.is_empty() {
                return Some(done);
            }
            continue;
        }
        let element = element(tag.trim_end_matches('/'))?;
        open.last().into_iter().try_for_each(|it| it.append_child(&element).map(|_| ())).ok()?;
        if !tag.ends_with('/') {
            open.push(element);
        }
    }
    None
}

/// An element with its attributes, of what stands between `<` and `>`.
fn element(tag: &str) -> Option<Element> {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let element = document().create_element_ns(Some(SPACE), name).ok()?;
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"')?;
        let name = name.trim();
        if name != "xmlns" {
            element.set_attribute(name, &plain(value)).ok()?;
        }
        rest = after;
    }
    Some(element)
}

/// A text without the escapes of XML.
fn plain(text: &str) -> String {
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    marks.iter().fold(text.to_string(), |text, (escape, mark)| text.replace(escape, mark))
}

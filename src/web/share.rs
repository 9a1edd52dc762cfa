//! An address that can be sent to somebody: as text, and as a code for a phone.
//!
//! Never here: what the address leads to.

use super::el::{On, el, live, text, words};
use crate::link::SAFE_LENGTH;
use crate::scene::{qr, with};
use yew::prelude::*;

/// The address, with the way to copy it. `copied` is whether it was, once that is known.
pub fn view(address: &str, copy: Callback<()>, copied: Option<bool>) -> Vec<Html> {
    let attrs = [
        ("type", "text"),
        ("readonly", ""),
        ("value", address),
        ("aria-label", word!(share.address)),
        ("class", "address"),
    ];
    let pressed = On::Click(Callback::from(move |_| copy.emit(())));
    let button = [("type", "button"), ("key", "copy")];
    let told = match copied {
        None => "",
        Some(true) => word!(share.copied),
        Some(false) => word!(share.by_hand),
    };
    let mut parts = vec![
        el("input", &attrs, vec![]),
        live("button", &button, pressed, vec![text(word!(share.copy))]),
        words("p", &[("role", "status"), ("key", "told")], told),
    ];
    let length = address.chars().count();
    if length > SAFE_LENGTH {
        parts.push(words("p", &[("class", "bad")], &with(word!(share.long), &length.to_string())));
    }
    parts.extend(code(address));
    parts
}

/// The code; an address that is too long for one has none.
fn code(address: &str) -> Option<Html> {
    let code = qr(address)?;
    let whole = format!("0 0 {0} {0}", code.size);
    let picture = [
        ("class", "qr"),
        ("viewBox", whole.as_str()),
        ("role", "img"),
        ("aria-label", word!(share.code)),
        ("shape-rendering", "crispEdges"),
    ];
    let size = code.size.to_string();
    let ground = [("width", size.as_str()), ("height", size.as_str()), ("class", "ground")];
    let squares = el("path", &[("d", code.path.as_str())], vec![]);
    Some(el("svg", &picture, vec![el("rect", &ground, vec![]), squares]))
}

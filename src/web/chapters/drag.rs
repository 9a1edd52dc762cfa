//! An answer that is dragged: an item on its way within one question.
//!
//! Whatever can be dragged has controls for the keyboard as well. Never here: what a drop means for the answer.

use crate::web::el::On;
use lesson::id::OptionId;
use yew::prelude::*;

/// What is dragged says of which question it is, so that it can be dropped in no other.
const FORMAT: &str = "text/plain";

/// What can be dragged out of a question.
pub fn start(question: &str, item: &OptionId) -> Callback<DragEvent> {
    let said = format!("{question}/{item}");
    Callback::from(move |event: DragEvent| {
        let set = event.data_transfer().map(|data| data.set_data(FORMAT, &said));
        // A browser that refuses drags nothing.
        drop(set);
    })
}

/// Where something of the same question can be dropped.
pub fn taken(question: &str, take: impl Fn(OptionId) + 'static) -> Callback<DragEvent> {
    let question = format!("{question}/");
    Callback::from(move |event: DragEvent| {
        event.prevent_default();
        let said = event.data_transfer().and_then(|data| data.get_data(FORMAT).ok());
        let item = said.as_deref().and_then(|said| said.strip_prefix(question.as_str()));
        item.into_iter().for_each(|item| take(item.into()));
    })
}

/// Both, unless nothing can be changed any more.
pub fn both(start: Callback<DragEvent>, drop: Callback<DragEvent>, closed: bool) -> On {
    let (start, drop) = if closed { (None, None) } else { (Some(start), Some(drop)) };
    On::Drag { start, drop }
}

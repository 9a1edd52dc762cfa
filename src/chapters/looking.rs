//! Where the view and the focus go after what the learner did: never to nowhere.
//!
//! Never here: an element of a page.

use super::edit::Edit;
use super::message::{Look, Msg};
use super::model::Model;
use lesson::id::FigureId;
use lesson::progress::Scope;

/// Where they go when a message has been obeyed, besides where the address leads.
pub(super) fn looks(model: &Model, msg: &Msg) -> Vec<Look> {
    let mut looks: Vec<Look> = begins(model, msg).map(Look::Figure).into_iter().collect();
    match msg {
        Msg::Checked(id) | Msg::Retried(id) => looks.push(Look::Question(id.question.clone())),
        Msg::Forgotten(Scope::Question(item)) => {
            looks.push(Look::Question(item.id.question.clone()));
        }
        Msg::Edited(id, Edit::Moved { item, up }) => {
            looks.push(Look::Moved { question: id.question.clone(), item: item.clone(), up: *up });
        }
        // What had the focus is drawn anew.
        Msg::FigureFilled(figure) => {
            let before = model.open.as_ref().and_then(|open| open.filled.as_ref());
            looks.extend(figure.as_ref().or(before).map(|it| Look::At(it.to_string())));
        }
        _ => {}
    }
    looks
}

/// The figure whose run a prediction is just being made about.
fn begins(model: &Model, msg: &Msg) -> Option<FigureId> {
    let Msg::Checked(id) = msg else { return None };
    let sheet = &model.open.as_ref()?.chapter.sheet;
    let prediction = sheet.prediction(&id.question).filter(|it| it.before.id == *id)?;
    Some(prediction.figure.clone())
}

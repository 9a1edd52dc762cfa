//! A question and a prediction: asked, judged, explained, and asked again.
//!
//! Never here: a sentence on an answer; the lesson has them all.

use super::answers::Asked;
use super::say::Say;
use super::say::click;
use super::spans::{said, spans};
use crate::chapters::{Model, Msg, Open, State};
use crate::web::el::{On, el, live, text, words};
use lesson::content::{Ask, Prediction, Question};
use lesson::grade::{Answer, AnswerError, Judged, Part, explanations};
use lesson::progress::{Draft, Scope};
use yew::prelude::*;

/// A question on its own.
pub fn view(model: &Model, open: &Open, question: &Question, send: &Callback<Msg>) -> Html {
    let id = &question.id;
    let shown = id.to_string();
    let say = Say(&model.index);
    let mut head = vec![words("b", &[], &say.word("question.title"))];
    if let Some(entry) = question.recalls.as_deref().and_then(|id| model.index.chapter(id)) {
        let number = entry.number.to_string();
        head.push(words("span", &[], &say.fill("question.recall", &[("number", &number)])));
    }
    let mut parts = vec![el("div", &[("class", "ask-head"), ("key", "head")], head)];
    parts.push(body(model, open, question, "question.check", send));
    let done = matches!(open.state(&model.progress, id), State::Judged(..));
    let forget = done.then(|| {
        let scope = Scope::Question(open.item(id));
        click("quiet", &say.word("question.reset"), send, Msg::Forgotten(scope))
    });
    parts.push(el("div", &[("class", "forget"), ("key", "forget")], forget.into_iter().collect()));
    let attrs = [("class", "ask"), ("id", &*shown), ("key", &shown), ("tabindex", "-1")];
    el("section", &attrs, parts)
}

/// A prediction: before the run, and what did happen.
pub fn prediction(model: &Model, open: &Open, asked: &Prediction, send: &Callback<Msg>) -> Html {
    let say = Say(&model.index);
    let id = asked.id.as_str();
    let (before, happened) = (&asked.before.id, &asked.happened.id);
    let locked = open.is_locked(&model.progress, asked);
    let mut parts =
        vec![words("b", &[("key", "title"), ("class", "ask-head")], &say.word("predict.title"))];
    if !locked {
        parts.push(body(model, open, &asked.before, "predict.run", send));
    } else {
        let answered = matches!(open.state(&model.progress, happened), State::Judged(..));
        parts.push(locked_in(model, open, asked, answered, send));
        parts.push(words(
            "b",
            &[("key", "happened"), ("class", "ask-head")],
            &say.word("predict.happened"),
        ));
        if open.is_playing(asked) && !answered {
            let now = Msg::RunOver(asked.figure.clone());
            let now = click("quiet ask-now", &say.word("predict.ask_now"), send, now);
            let waits = words("span", &[], &say.word("predict.waits"));
            parts.push(el(
                "p",
                &[("class", "locked"), ("key", "waits")],
                vec![waits, text(" "), now],
            ));
        } else {
            parts.push(body(model, open, &asked.happened, "question.check", send));
        }
        let scope = Scope::Question(open.item(before));
        let forget = click("quiet", &say.word("question.reset"), send, Msg::Forgotten(scope));
        parts.push(el("div", &[("class", "forget"), ("key", "forget")], vec![forget]));
    }
    el("section", &[("class", "ask predict"), ("id", id), ("key", id), ("tabindex", "-1")], parts)
}

/// The prediction as it was locked; what is to be said about it waits until the run was looked at.
fn locked_in(
    model: &Model,
    open: &Open,
    asked: &Prediction,
    answered: bool,
    send: &Callback<Msg>,
) -> Html {
    let say = Say(&model.index);
    let mut parts = vec![prompt(open, &asked.before, &say)];
    if let State::Judged(answer, judged) = open.state(&model.progress, &asked.before.id) {
        let draft = Draft { answer: Some(answer), typed: String::new() };
        parts.push(controls(
            open,
            &asked.before,
            &draft,
            if answered { Stage::Judged } else { Stage::Locked },
            &say,
            send,
        ));
        parts.push(words("p", &[("class", "locked")], &say.word("predict.locked")));
        if answered {
            parts.push(verdict(open, &asked.before, &judged, &say, send));
            let more = explained(open, &asked.before, &judged.parts, &say);
            parts.push(el("div", &[("key", "all")], more.into_iter().collect()));
        }
    }
    el("div", &[("key", "locked")], parts)
}

/// The question itself: its prompt, its controls or its verdict, and what can be done next.
fn body(
    model: &Model,
    open: &Open,
    question: &Question,
    check: &str,
    send: &Callback<Msg>,
) -> Html {
    let (say, id) = (Say(&model.index), &question.id);
    let mut parts = vec![prompt(open, question, &say)];
    match open.state(&model.progress, id) {
        State::Drafting(draft) => {
            parts.push(controls(open, question, &draft, Stage::Open, &say, send));
            let error =
                open.errors.get(id).map(|error| words("p", &[("class", "bad")], &why(error, &say)));
            parts.push(el(
                "div",
                &[("role", "status"), ("key", "error")],
                error.into_iter().collect(),
            ));
            // An order is an answer as it stands.
            let is_free = matches!(question.ask, Ask::Free { .. });
            let name = say.word(if is_free { "question.compare" } else { check });
            let button = click("go", &name, send, Msg::Checked(id.clone()));
            parts.push(el("div", &[("class", "ask-acts"), ("key", "acts")], vec![button]));
        }
        State::Judged(answer, judged) => {
            let draft = Draft { answer: Some(answer.clone()), typed: String::new() };
            parts.push(controls(open, question, &draft, Stage::Judged, &say, send));
            parts.push(checklist(open, question, &answer, &say, send));
            let free = covered(question, &answer, &say);
            let is_free = free.is_some();
            parts.push(free.unwrap_or_else(|| verdict(open, question, &judged, &say, send)));
            let mut acts = Vec::new();
            if is_free {
                let name = say.word("question.rewrite");
                acts.push(click("", &name, send, Msg::Retried(id.clone())));
            } else if !judged.right {
                acts.push(click("go", &say.word("question.again"), send, Msg::Retried(id.clone())));
            }
            acts.push(click("", &say.word("question.explain"), send, Msg::Explained(id.clone())));
            parts.push(el("div", &[("class", "ask-acts"), ("key", "acts")], acts));
            let all = open.explained.contains(id).then(|| explained(open, question, &[], &say));
            parts.push(el("div", &[("key", "all")], all.into_iter().flatten().collect()));
        }
        State::Unjudged(_, error) => {
            parts.push(words("p", &[("class", "bad")], &why(&error, &say)));
            let again = click("go", &say.word("question.again"), send, Msg::Retried(id.clone()));
            parts.push(el("div", &[("class", "ask-acts"), ("key", "acts")], vec![again]));
        }
    }
    el("div", &[("class", "ask-body"), ("key", &id.to_string())], parts)
}

/// Why an answer cannot be judged.
fn why(error: &AnswerError, say: &Say) -> String {
    match error {
        AnswerError::Unfinished(parts) => {
            say.fill("question.unfinished", &[("count", &parts.to_string())])
        }
        AnswerError::NoNumber => say.word("question.no_number"),
        AnswerError::Run(_) => say.word("question.no_run"),
        AnswerError::Kind | AnswerError::Unknown(_) => say.word("question.unfit"),
    }
}

fn prompt(open: &Open, question: &Question, say: &Say) -> Html {
    let absent = say.word("question.no_figure");
    said("p", &[("class", "prompt"), ("key", "prompt")], &question.prompt, (&open.runs, &absent))
}

/// How far a question has come.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    /// It is being answered.
    Open,
    /// It is answered; nothing is said yet.
    Locked,
    /// What is right is said.
    Judged,
}

/// The figure whose run decides a question.
fn figure_of<'a>(open: &'a Open, question: &'a Question) -> Option<&'a str> {
    let own = question.figure.as_deref();
    let prediction = || open.chapter.sheet.prediction(&question.id.question);
    own.or_else(|| prediction().map(|it| it.figure.as_str()))
}

fn controls(
    open: &Open,
    question: &Question,
    draft: &Draft,
    stage: Stage,
    say: &Say,
    send: &Callback<Msg>,
) -> Html {
    let id = question.id.to_string();
    let (post, send, own) = (send, send.clone(), question.id.clone());
    let word = |key: &str| say.word(key);
    let asked = Asked {
        question,
        id: &id,
        draft,
        closed: stage != Stage::Open,
        run: figure_of(open, question).and_then(|figure| open.runs.get(figure)),
        reveal: stage == Stage::Judged,
        figures: &open.runs,
        word: &word,
        send: Callback::from(move |edit| send.emit(Msg::Edited(own.clone(), edit))),
    };
    let name = question.prompt.plain();
    let group = [("role", "group"), ("aria-label", name.as_str())];
    // Enter in a field is as good as the button.
    let (post, id) = (post.clone(), question.id.clone());
    let sent = On::Submit(Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        post.emit(Msg::Checked(id.clone()));
    }));
    let controls = el("div", &group, vec![asked.view()]);
    live("form", &[("key", "controls")], sent, vec![controls])
}

/// What the learner finds in their own sentences, held against a good answer.
fn checklist(
    open: &Open,
    question: &Question,
    answer: &Answer,
    say: &Say,
    send: &Callback<Msg>,
) -> Html {
    let (Ask::Free { model, checklist }, Answer::Free { ticked, .. }) = (&question.ask, answer)
    else {
        return el("div", &[("key", "checklist")], vec![]);
    };
    let absent = say.word("question.no_figure");
    let point = |point: &lesson::content::Column| {
        let on = ticked.contains(&point.id);
        let (send, ticks) = (send.clone(), Msg::Ticked(question.id.clone(), point.id.clone(), !on));
        let ticks = On::Click(Callback::from(move |_| send.emit(ticks.clone())));
        let attrs = [("type", "checkbox"), ("checked", if on { "true" } else { "false" })];
        let label = el("span", &[], spans(&point.text, &open.runs, &absent));
        el(
            "label",
            &[("class", "option"), ("key", &point.id)],
            vec![live("input", &attrs, ticks, vec![]), label],
        )
    };
    let mut parts = vec![
        words("b", &[("key", "model")], &say.word("question.model")),
        said("p", &[("key", "good")], model, (&open.runs, &absent)),
        words("b", &[("key", "list")], &say.word("question.checklist")),
    ];
    parts.extend(checklist.iter().map(point));
    el("div", &[("class", "options"), ("key", "checklist")], parts)
}

/// How much of a good answer the learner finds in their own, which nobody else can judge.
fn covered(question: &Question, answer: &Answer, say: &Say) -> Option<Html> {
    let (Ask::Free { checklist, .. }, Answer::Free { ticked, .. }) = (&question.ask, answer) else {
        return None;
    };
    let (done, all) = (ticked.len().to_string(), checklist.len().to_string());
    let said = say.fill("question.covered", &[("done", &done), ("all", &all)]);
    let attrs = [("class", "verdict"), ("role", "status"), ("key", "verdict")];
    Some(el("div", &attrs, vec![words("b", &[("key", "head")], &said)]))
}

fn verdict(
    open: &Open,
    question: &Question,
    judged: &Judged,
    say: &Say,
    send: &Callback<Msg>,
) -> Html {
    let key = if judged.right { "question.right" } else { "question.wrong" };
    let mut head = say.word(key);
    if judged.missed > 0 {
        let count = judged.missed.to_string();
        head = format!("{head}. {}", say.fill("question.missed", &[("count", &count)]));
    }
    let class = if judged.right { "verdict good" } else { "verdict bad" };
    let mut parts = vec![words("b", &[("key", "head")], &head)];
    parts.extend(judged.parts.iter().map(|part| feedback(open, question, part, say, send)));
    el("div", &[("class", class), ("role", "status"), ("key", "verdict")], parts)
}

fn feedback(
    open: &Open,
    question: &Question,
    part: &Part,
    say: &Say,
    send: &Callback<Msg>,
) -> Html {
    let absent = say.word("question.no_figure");
    let sign = if part.right { "✓ " } else { "✗ " };
    let mut said = vec![words("span", &[("aria-hidden", "true")], sign)];
    if judged_alone(question) {
        said.push(text(&label(question, &part.id)));
    }
    said.extend(spans(&part.feedback, &open.runs, &absent));
    if let Some(show) = &part.show {
        said.push(text(" "));
        said.push(click(
            "quiet show",
            &say.word("question.show"),
            send,
            Msg::ShowAsked(show.clone()),
        ));
    }
    let class = if part.right { "part good" } else { "part bad" };
    el("p", &[("class", class), ("key", &part.id)], said)
}

/// Whether feedback has to say which part it is about.
fn judged_alone(question: &Question) -> bool {
    matches!(question.ask, Ask::Multiple(_) | Ask::Order(_) | Ask::Match(_) | Ask::Classify { .. })
}

/// The text of a part, to say what feedback is about.
fn label(question: &Question, id: &str) -> String {
    let found = match &question.ask {
        Ask::Single(options) | Ask::Multiple(options) => {
            options.iter().find(|option| option.id == id).map(|option| &option.text)
        }
        Ask::Order(items) | Ask::Classify { items, .. } => {
            items.iter().find(|item| item.id == id).map(|item| &item.text)
        }
        Ask::Match(pairs) => pairs.iter().find(|pair| pair.id == id).map(|pair| &pair.left),
        _ => None,
    };
    found.map(|text| format!("{}: ", text.plain())).unwrap_or_default()
}

/// Everything that the question can say beyond what was said `before`, and what it all comes to.
fn explained(open: &Open, question: &Question, before: &[Part], say: &Say) -> Option<Html> {
    let absent = say.word("question.no_figure");
    let about = (&open.runs as &dyn lesson::measure::Figures, absent.as_str());
    let one = |part: &Part| {
        let mut parts = vec![text(if part.right { "✓ " } else { "✗ " })];
        parts.push(words("i", &[], &label(question, &part.id)));
        parts.extend(spans(&part.feedback, &open.runs, &absent));
        el("li", &[], parts)
    };
    let mut all = explanations(question, &open.runs);
    all.retain(|part| !before.iter().any(|other| other.feedback == part.feedback));
    let sum = (!question.explain.0.is_empty())
        .then(|| said("p", &[("key", "sum")], &question.explain, about));
    let list =
        (!all.is_empty()).then(|| el("ul", &[("key", "list")], all.iter().map(one).collect()));
    let parts: Vec<Html> = sum.into_iter().chain(list).collect();
    (!parts.is_empty()).then(|| el("div", &[("class", "explained"), ("key", "explained")], parts))
}

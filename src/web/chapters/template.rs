//! The scenario template: a form whose fields are a document, the system that it describes running both
//! ways, and what the runs say beside what was written.
//!
//! Never here: a change of the learner's words.

use super::live::{Live, Props};
use super::say::{Say, click, opens};
use super::wiring;
use crate::chapters::{Description, Model, Msg, OWN};
use crate::web::el::{On, el, live, text, words};
use crate::web::{address, share};
use engine::scenario::Style;
use lesson::content::{Control, Figure, Shows, Sides};
use lesson::progress::Shelf;
use lesson::route::Route;
use lesson::template::{Document, Field, Finding, Section, Why, between, diagram};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// The page of the template.
pub fn view(model: &Model, send: &Callback<Msg>) -> Html {
    let say = Say(&model.index);
    let link =
        |key: &'static str, to: &str| words("a", &[("href", to), ("key", key)], &say.word(key));
    let ways = vec![
        link("template.worked", "#/template/worked"),
        link("template.half-filled", "#/template/half-filled"),
        link("template.blank", "#/template"),
    ];
    let ways = ways.into_iter().chain(kept(model)).collect();
    let acts = vec![
        click("", &say.word("template.copy"), send, Msg::DescriptionCopied),
        click("", &say.word("template.link"), send, Msg::DescriptionLinked),
        click("", &say.word("template.save"), send, Msg::DescriptionSaved),
        opens(&say.word("template.open")),
        click("", &say.word("template.print"), send, Msg::PrintAsked),
        afresh(model, &say, send),
    ];
    let form = Section::ALL.into_iter().map(|section| part(model, section, &say, send)).collect();
    el(
        "div",
        &[("class", "template")],
        vec![
            words("h1", &[("key", "title")], &say.word("template.title")),
            el(
                "nav",
                &[("class", "ways"), ("aria-label", &say.word("template.title")), ("key", "ways")],
                ways,
            ),
            el("div", &[("class", "ask-acts"), ("key", "acts")], acts),
            el("div", &[("class", "share"), ("key", "link")], linked(model, send)),
            words("p", &[("class", "hint"), ("key", "example")], &say.word("template.example")),
            el("div", &[("class", "form"), ("key", "form")], form),
            el("div", &[("key", "run")], vec![runs(model, &say, send)]),
        ],
    )
}

/// The link that was asked for.
fn linked(model: &Model, send: &Callback<Msg>) -> Vec<Html> {
    let Some(piece) = &model.linked else { return Vec::new() };
    let address = address::whole(&Route::Description(piece.clone()).to_string());
    let (send, copied) = (send.clone(), address.clone());
    let copy = Callback::from(move |()| send.emit(Msg::CopyAsked(copied.clone())));
    share::view(&address, copy, None)
}

/// The descriptions that the learner has besides the workbook's own.
fn kept(model: &Model) -> Vec<Html> {
    let own = |name: &&str| !model.index.documents.iter().any(|(shipped, _)| shipped == name);
    let names: Vec<&str> = model.progress.ids(Shelf::Documents).filter(own).collect();
    let link = |name: &&str| {
        let to = Route::Template(Some((*name).into())).to_string();
        words("a", &[("href", &to), ("key", name)], name)
    };
    names.iter().filter(|&&name| name != OWN).map(link).collect()
}

/// The document as the workbook has it.
fn afresh(model: &Model, say: &Say, send: &Callback<Msg>) -> Html {
    let shipped = model.index.documents.iter().find(|(name, _)| *name == model.description.name);
    let text = shipped.map_or_else(|| Document::blank().to_string(), |(_, text)| text.clone());
    click("quiet", &say.word("figure.reset"), send, Msg::Replaced(text))
}

fn part(model: &Model, section: Section, say: &Say, send: &Callback<Msg>) -> Html {
    let mut rows = vec![words("h2", &[("key", "heading")], section.heading())];
    rows.extend(section.fields().map(|field| row(model, field, say, send)));
    el("section", &[("key", section.heading())], rows)
}

fn row(model: &Model, field: Field, say: &Say, send: &Callback<Msg>) -> Html {
    let description = &model.description;
    let step = say.word(&format!("template.step.{}", field.key()));
    let mut controls = Vec::new();
    if field.section() == Section::Coupling {
        controls.push(verdict(&description.document, field, say, send));
    }
    let hint = say.word(&format!("template.hint.{}", field.key()));
    controls.push(said(&description.document, field, &hint, send));
    let head = vec![words("b", &[], field.label()), words("span", &[], &step)];
    let mut parts = vec![
        el("div", &[("class", "field-head"), ("key", "head")], head),
        el("div", &[("class", "field-said"), ("key", "said")], controls),
    ];
    let noted = |key: &'static str, said: String| {
        let said = format!("{}: {said}", say.word(key));
        words("p", &[("class", "computed"), ("key", key)], &said)
    };
    let read = read_as(description, field, say).map(|read| noted("template.read_as", read));
    let computed = computed(model, field).map(|known| noted("template.computed", known));
    parts.push(el("div", &[("key", "computed")], read.into_iter().chain(computed).collect()));
    let gaps =
        description.system.as_ref().err().into_iter().flatten().filter(|gap| gap.field == field);
    let gaps = gaps.map(|gap| {
        let (key, what, help) = gap.why.key();
        let said = say.fill(key, &[("one", what), ("two", help)]);
        // What is not there yet is no mistake.
        let class = if gap.why == Why::Empty { "hint" } else { "bad" };
        words("p", &[("class", class), ("key", key)], &said)
    });
    let found = description.findings.iter().filter(|finding| finding.field == field);
    let found = found.map(|finding| contradicted(finding, say, send));
    let notes = gaps.chain(found).collect();
    parts.push(el("div", &[("role", "status"), ("key", "notes")], notes));
    el("div", &[("class", "field"), ("key", field.key())], parts)
}

/// The text of a field; of the coupling analysis, why.
fn said(document: &Document, field: Field, hint: &str, send: &Callback<Msg>) -> Html {
    let coupling = field.section() == Section::Coupling;
    let claim = document.claim(field);
    let now = if coupling { claim.explanation } else { document.typed(field) };
    let base = document.clone();
    let with = move |area: HtmlTextAreaElement| {
        let mut document = base.clone();
        if coupling {
            document.set_claim(field, base.claim(field).verdict, &area.value());
        } else {
            document.set(field, &area.value());
        }
        document.value(field).to_string()
    };
    let area = |target: Option<web_sys::EventTarget>| target?.dyn_into().ok();
    let (typed, with_typed) = (send.clone(), with.clone());
    let input = Callback::from(move |event: InputEvent| {
        let said = area(event.target()).map(&with_typed);
        said.into_iter().for_each(|said| typed.emit(Msg::DescriptionTyped(field, said)));
    });
    let send = send.clone();
    let change = Callback::from(move |event: Event| {
        let said = area(event.target()).map(&with);
        said.into_iter().for_each(|said| send.emit(Msg::Described(field, said)));
    });
    let attrs =
        [("rows", "2"), ("aria-label", field.label()), ("placeholder", hint), ("value", now)];
    live("textarea", &attrs, On::Text(input, change), vec![])
}

fn verdict(document: &Document, field: Field, say: &Say, send: &Callback<Msg>) -> Html {
    let now = match document.claim(field).verdict {
        None => "",
        Some(true) => "yes",
        Some(false) => "no",
    };
    let (send, base) = (send.clone(), document.clone());
    let changed = On::Change(Callback::from(move |event: Event| {
        let select = event.target().and_then(|it| it.dyn_into::<HtmlSelectElement>().ok());
        let Some(select) = select else { return };
        let verdict = match select.value().as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        let mut document = base.clone();
        document.set_claim(field, verdict, base.claim(field).explanation);
        send.emit(Msg::Described(field, document.value(field).to_string()));
    }));
    let option = |value: &'static str, label: &str| {
        let mut attrs =
            vec![("value", value), ("key", if value.is_empty() { "none" } else { value })];
        if value == now {
            attrs.push(("selected", ""));
        }
        words("option", &attrs, label)
    };
    let options = vec![
        option("", "…"),
        option("yes", &say.word("template.yes")),
        option("no", &say.word("template.no")),
    ];
    let name =
        format!("{}: {}/{}", field.label(), say.word("template.yes"), say.word("template.no"));
    live("select", &[("aria-label", &name), ("value", now)], changed, options)
}

/// How a field was read, where it does not say so itself.
fn read_as(description: &Description, field: Field, say: &Say) -> Option<String> {
    let system = description.system.as_ref().ok()?;
    let read = match field {
        Field::Pattern => say.word(match system.scenario.left {
            Style::Parallel => "template.parallel",
            Style::Background => "template.background",
            _ => "template.sequential",
        }),
        _ => system.read_as(field)?,
    };
    (read != description.document.said(field)).then_some(read)
}

/// What can be computed for a field.
fn computed(model: &Model, field: Field) -> Option<String> {
    let computed = model.description.computed.as_ref()?;
    let list = |names: &[String]| (!names.is_empty()).then(|| names.join(", "));
    match field {
        Field::Total => Some(between(computed.total)),
        Field::Temporal => computed.direct.map(|amount| amount.to_string()),
        Field::Availability => list(&computed.fatal).or_else(|| list(&computed.silent)),
        Field::Behavioral => {
            Some(crate::scene::counted(computed.lines, [word!(one.line), word!(many.line)]))
        }
        Field::Expected => computed.kafka.map(|amount| amount.to_string()),
        _ => None,
    }
}

/// A claim that the run contradicts, with the run.
fn contradicted(finding: &Finding, say: &Say, send: &Callback<Msg>) -> Html {
    let (key, filled) = finding.found.key();
    let show =
        click("quiet show", &say.word("question.show"), send, Msg::Proven(finding.proof.clone()));
    let parts = vec![text("✗ "), text(&say.fill(key, &[("one", &filled)])), text(" "), show];
    el("p", &[("class", "bad"), ("key", key)], parts)
}

/// The described system, running both ways, and drawn as text.
fn runs(model: &Model, say: &Say, send: &Callback<Msg>) -> Html {
    let Ok(system) = &model.description.system else { return el("div", &[], vec![]) };
    let (acts, times) = &model.description.proof;
    let figure = Figure {
        id: "described-run".into(),
        scenario: lesson::id::ScenarioFile::default(),
        direct: None,
        events: None,
        seed: None,
        sides: Sides::Both,
        shows: Shows::Stage,
        controls: Control::ALL.to_vec(),
        tune: Vec::new(),
        caption: lesson::text::Text::default(),
        expect: Vec::new(),
        goals: Vec::new(),
    };
    let props = yew::props!(Props {
        figure: Rc::new(figure),
        scenario: Rc::new(system.scenario.clone()),
        acts: Rc::new(acts.clone()),
        begun: *times,
        show: None,
        started: *times > 0,
        guess: None,
        changed: Callback::noop(),
        over: Callback::noop(),
    });
    let stage = yew::virtual_dom::VComp::new::<Live>(Rc::new(props), Some("described".into()));
    let mermaid = diagram(system);
    let drawn_wiring = wiring::view(&system.scenario, say);
    let name = say.word("template.diagram");
    let drawn = vec![
        words("summary", &[], &name),
        el(
            "pre",
            &[("tabindex", "0"), ("role", "group"), ("aria-label", &name)],
            vec![words("code", &[], &mermaid)],
        ),
    ];
    el(
        "figure",
        &[("class", "plate"), ("id", "described-run"), ("tabindex", "-1")],
        vec![
            words("figcaption", &[("key", "caption")], &say.word("template.run")),
            el("div", &[("key", "stage")], vec![stage.into()]),
            el("div", &[("key", "wiring")], vec![drawn_wiring]),
            click("quiet", &say.word("figure.open"), send, Msg::DescriptionToSandbox),
            el("details", &[("key", "diagram")], drawn),
        ],
    )
}

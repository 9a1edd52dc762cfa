//! What opens from a button: the menus of services and producer, adding a service, the load, the keys.
//!
//! One is open at a time; Escape closes it. Fields are read when their form is sent, so that a form is
//! whole or not at all. Never here: a bound; the model refuses what cannot be, and says why.

use crate::scene::picture::Format;
use crate::scene::{ServiceBox, with};
use crate::stage::{KEYS, Menu, Model, Msg, View};
use crate::web::browser::Anywhere;
use crate::web::el::{Attr, On, el, live, text, words};
use crate::web::parts::{Send, button, field, on_click, parse_ms, sign, truth};
use crate::web::{address, share};
use engine::scenario::{Load, MAX_NAME, MAX_WORKERS, Mode, Pattern, Service, Start};
use engine::sim::{Duration, Thousandths};
use lesson::route::Route;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// While something is open on a page: Escape anywhere, or a click outside of it, closes it.
pub fn closing(page: Element, send: &Send) -> Anywhere {
    let (escaped, clicked) = (send.clone(), send.clone());
    let inside = move |target: &Element| {
        let open = target.closest(".panel, [aria-expanded=true]").ok().flatten();
        open.is_some_and(|open| page.contains(Some(&open)))
    };
    Anywhere::hear(
        move |target| {
            if !inside(&target) {
                clicked.emit(Msg::MenuClosed);
            }
        },
        move |key| {
            if key == "Escape" {
                escaped.emit(Msg::MenuClosed);
            }
        },
    )
}

/// A panel that is open or not; its container is always there.
fn panel(model: &Model, menu: Menu, name: &str, body: impl FnOnce() -> Vec<Html>) -> Html {
    let open = (model.menu == Some(menu)).then(|| {
        let mut parts = vec![words("b", &[("class", "panel-name")], name)];
        parts.extend(body());
        el("div", &[("class", "panel"), ("role", "group"), ("aria-label", name)], parts)
    });
    el("div", &[("class", "panel-place")], open.into_iter().collect())
}

/// Behaviour, name and removal of a service.
pub fn service(model: &Model, menu: Menu, service: &ServiceBox, send: &Send) -> Html {
    let id = service.id;
    panel(model, menu, &with(word!(service.title), &service.name), || {
        let modes = [
            (word!(service.up), Mode::Up),
            (word!(service.slow_4), Mode::Slow(4)),
            (word!(service.slow_20), Mode::Slow(20)),
            (word!(service.hangs), Mode::Hanging),
            (word!(service.down), Mode::Down),
        ];
        let choice = |(label, mode)| {
            let attrs =
                [("type", "button"), ("key", label), ("aria-pressed", truth(service.mode == mode))];
            live("button", &attrs, on_click(send, Msg::ModeChosen(id, mode)), vec![text(label)])
        };
        let most = MAX_NAME.to_string();
        let name = [("type", "text"), ("maxlength", most.as_str()), ("value", &service.name)];
        let rename = field(&name, send, move |name| Msg::ServiceRenamed(id, name.trim().into()));
        let group =
            [("class", "choices"), ("role", "group"), ("aria-label", word!(service.from_now_on))];
        let busy = service.progress.len().max(1).to_string();
        let most_workers = MAX_WORKERS.to_string();
        let workers = [
            ("type", "number"),
            ("min", "1"),
            ("max", most_workers.as_str()),
            ("value", busy.as_str()),
        ];
        let scale = field(&workers, send, move |workers| {
            Msg::Scaled(id, workers.trim().parse().unwrap_or(u32::MAX))
        });
        let mut crashes = vec![button("", word!(service.crash), send, Msg::Crashed(id, None))];
        if service.progress.len() > 1 {
            crashes.push(button("", word!(service.crash_one), send, Msg::Crashed(id, Some(0))));
        }
        vec![
            el("div", &group, modes.into_iter().map(choice).collect()),
            el("div", &[("class", "choices"), ("key", "crashes")], crashes),
            el("label", &[], vec![text(word!(service.workers)), scale]),
            el("label", &[], vec![text(word!(service.name)), rename]),
            button("danger", word!(service.remove), send, Msg::ServiceRemoved(id)),
        ]
    })
}

/// The restart of the producer.
pub fn producer(model: &Model, menu: Menu, send: &Send) -> Html {
    const WHAT: &str = word!(producer.what);
    panel(model, menu, &model.work.scenario.producer.name, || {
        let restart = button("danger", word!(producer.restart), send, Msg::ProducerRestarted);
        vec![words("p", &[], WHAT), restart]
    })
}

/// A form's fields by name, while it is being sent.
struct Form(Element);

impl Form {
    fn sent(send: &Send, msg: impl Fn(Form) -> Msg + 'static) -> On {
        let send = send.clone();
        On::Submit(Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let form = event.target().and_then(|target| target.dyn_into().ok());
            form.into_iter().for_each(|form| send.emit(msg(Form(form))));
        }))
    }

    fn text(&self, name: &str) -> String {
        let field = self.0.query_selector(&format!("[name={name}]")).ok().flatten();
        let value = field.and_then(|field| match field.dyn_into::<HtmlInputElement>() {
            Ok(input) => Some(input.value()),
            Err(field) => field.dyn_into::<HtmlSelectElement>().ok().map(|select| select.value()),
        });
        value.unwrap_or_default().trim().into()
    }

    fn count(&self, name: &str) -> u32 {
        self.text(name).parse().unwrap_or(0)
    }
}

/// A field of a form, under its label.
fn labelled(label: &str, attrs: &[Attr]) -> Html {
    el("label", &[("key", label)], vec![text(label), el("input", attrs, vec![])])
}

/// A choice of a form, under its label.
fn chosen(label: &str, name: &'static str, options: &[(&str, &str)], value: &str) -> Html {
    let option = |&(word, label): &(&str, &str)| {
        let mut attrs = vec![("key", word), ("value", word)];
        if word == value {
            attrs.push(("selected", ""));
        }
        words("option", &attrs, label)
    };
    let select = el("select", &[("name", name)], options.iter().map(option).collect());
    el("label", &[("key", label)], vec![text(label), select])
}

fn submit(label: &str) -> Html {
    words("button", &[("type", "submit"), ("class", "go"), ("key", label)], label)
}

/// The newcomer.
pub fn add(model: &Model, send: &Send) -> Html {
    panel(model, Menu::Add, word!(add.title), || {
        let next = model.newcomer();
        let carried = &model.work.scenario.event.fields;
        let lacks: Vec<&str> = next
            .needs
            .iter()
            .filter(|field| !carried.contains(field))
            .map(String::as_str)
            .collect();
        let hint = if lacks.is_empty() {
            word!(add.carried).to_string()
        } else {
            with(word!(add.lacks), &lacks.join(word!(list.comma)))
        };
        let sent = Form::sent(send, |form| {
            let needs = form.text("needs");
            let needs = needs.split([',', ' ']).filter(|field| !field.is_empty());
            let service = Service {
                workers: form.count("workers"),
                needs: needs.map(String::from).collect(),
                ..Service::new(form.text("name"), parse_ms(&form.text("latency")))
            };
            let earliest = form.text("start") == "earliest";
            Msg::ServiceAdded(service, if earliest { Start::Earliest } else { Start::Latest })
        });
        let latency = Thousandths(next.latency.typical().0).to_string();
        let (most, workers) = (MAX_WORKERS.to_string(), next.workers.to_string());
        let starts = [("latest", word!(add.latest)), ("earliest", word!(add.earliest))];
        let number = |label, name, value: &str, most: &str| {
            labelled(
                label,
                &[
                    ("name", name),
                    ("type", "number"),
                    ("min", "0"),
                    ("max", most),
                    ("value", value),
                ],
            )
        };
        let fields = vec![
            labelled(word!(add.name), &[("name", "name"), ("type", "text"), ("value", &next.name)]),
            number(word!(add.latency), "latency", &latency, "600000"),
            number(word!(add.workers), "workers", &workers, &most),
            labelled(
                word!(add.needs),
                &[("name", "needs"), ("type", "text"), ("value", &next.needs.join(", "))],
            ),
            chosen(word!(add.start), "start", &starts, "latest"),
            words("p", &[("class", "hint"), ("key", "hint")], &hint),
            submit(word!(add.do)),
        ];
        vec![live("form", &[("key", &next.name)], sent, fields)]
    })
}

/// How tasks come.
pub fn load(model: &Model, send: &Send) -> Html {
    panel(model, Menu::Load, word!(load.title), || {
        let now = model.load();
        let kinds = [
            ("by-hand", word!(load.by_hand)),
            ("steady", word!(load.steady)),
            ("poisson", word!(load.random)),
            ("burst", word!(load.burst)),
        ];
        let (kind, every) = match now.pattern {
            Pattern::ByHand => ("by-hand", Duration::from_s(1)),
            Pattern::Steady(every) => ("steady", every),
            Pattern::Poisson(every) => ("poisson", every),
            Pattern::Burst => ("burst", Duration::from_s(1)),
        };
        let rate = Thousandths(1_000_000_000 / every.0.max(1)).to_string();
        let shown = rate.clone();
        let sent = Form::sent(send, move |form| {
            // A rate that is no rate becomes a spacing that the model refuses; one that was not touched
            // stays what it was, whatever the figure shown is rounded to.
            let typed = form.text("rate");
            let rate = Thousandths::parse(&typed);
            let spacing = rate.and_then(|rate| 1_000_000_000u64.checked_div(rate.0));
            let spacing = Duration(spacing.unwrap_or(u64::MAX));
            let every = if typed == shown { every } else { spacing };
            let (pattern, tasks) = match form.text("kind").as_str() {
                "steady" => (Pattern::Steady(every), None),
                "poisson" => (Pattern::Poisson(every), None),
                "burst" => (Pattern::Burst, Some(form.count("tasks"))),
                _ => (Pattern::ByHand, None),
            };
            Msg::LoadChosen(Load { pattern, tasks })
        });
        let tasks = now.tasks.unwrap_or(20).to_string();
        let number = |label, name, value: &str| {
            labelled(
                label,
                &[("name", name), ("type", "number"), ("step", "any"), ("value", value)],
            )
        };
        let fields = vec![
            chosen(word!(load.kind), "kind", &kinds, kind),
            number(word!(load.rate), "rate", &rate),
            number(word!(load.tasks), "tasks", &tasks),
            submit(word!(load.set)),
        ];
        let skip = [(1_440, word!(load.one_day)), (11_520, word!(load.eight_days))];
        let skip = skip.map(|(minutes, name)| button("", name, send, Msg::TimeSkipped(minutes)));
        vec![
            live("form", &[("key", &rate)], sent, fields),
            words("p", &[("class", "hint")], word!(load.or_skip)),
            el("div", &[("class", "choices")], skip.into()),
        ]
    })
}

/// A link to the stage as it stands.
pub fn link(model: &Model, send: &Send) -> Html {
    panel(model, Menu::Link, word!(share.title), || {
        let address = address::whole(&Route::Run(model.link()).to_string());
        let (sent, copied) = (send.clone(), address.clone());
        let copy = Callback::from(move |()| sent.emit(Msg::CopyAsked(copied.clone())));
        let mut parts = vec![words("p", &[], word!(share.run))];
        parts.extend(share::view(&address, copy, model.copied));
        let Some(code) = address::frame_of_run(&address) else { return parts };
        let attrs = [
            ("type", "text"),
            ("readonly", ""),
            ("value", code.as_str()),
            ("aria-label", word!(share.embed)),
            ("class", "address"),
        ];
        parts.push(words("p", &[], word!(share.embed)));
        parts.push(el("input", &attrs, vec![]));
        parts.push(button("", word!(share.copy_code), send, Msg::CopyAsked(code.clone())));
        parts
    })
}

/// Pictures of the stage as it stands, each as one of two kinds of file.
pub fn picture(model: &Model, send: &Send) -> Html {
    panel(model, Menu::Picture, word!(picture.save), || {
        let row = |view: View| {
            let what = match view {
                View::Stage => word!(picture.stage),
                View::Task => word!(picture.task),
                View::Charts => word!(picture.charts),
            };
            let of = |format: Format| {
                let name = format!(word!(picture.as), format = format.name(), what = what);
                sign("", format.name(), &name, send, Msg::PictureAsked(view, format))
            };
            let mut parts = vec![words("span", &[], what)];
            parts.extend(Format::ALL.map(of));
            el("div", &[("class", "save-as"), ("key", what)], parts)
        };
        let there =
            View::ALL.into_iter().filter(|view| *view != View::Task || model.task().is_some());
        there.map(row).collect()
    })
}

/// The keys, and whether the stage listens to them.
pub fn keys(model: &Model, send: &Send) -> Html {
    panel(model, Menu::Keys, word!(keys.title), || {
        let on = model.keys_on;
        let row = |&(key, does): &(&'static str, &'static str)| {
            let name = el("dt", &[], vec![words("kbd", &[], key)]);
            el("div", &[("key", key)], vec![name, words("dd", &[], does)])
        };
        let boxed = [("type", "checkbox"), ("checked", truth(on))];
        let tick = live("input", &boxed, on_click(send, Msg::KeysSwitched(!on)), vec![]);
        vec![
            words("p", &[], word!(keys.when)),
            el("dl", &[("class", "keys-list")], KEYS.iter().map(row).collect()),
            el("label", &[("class", "check")], vec![tick, text(word!(keys.on))]),
        ]
    })
}

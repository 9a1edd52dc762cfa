//! What opens from a button: the menus of services and producer, adding a service, the load, the keys.
//!
//! One is open at a time; Escape closes it. Fields are read when their form is sent, so that a form is
//! whole or not at all. Never here: a bound; the model refuses what cannot be, and says why.

use super::parts::{Send, on_click, on_text, parse_ms};
use crate::app::{KEYS, Menu, Model, Msg};
use crate::scene::ServiceBox;
use engine::sim::{Duration, Thousandths};
use engine::system::{Latency, Load, MAX_NAME, MAX_WORKERS, Mode, Pattern, Service, Start};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// A panel that is open or not; its container is always there.
fn panel(model: &Model, menu: Menu, name: &str, send: &Send, body: impl FnOnce() -> Html) -> Html {
    let closing = {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            // The keys of the stage are not meant for a panel.
            event.stop_propagation();
            if event.key() == "Escape" {
                send.emit(Msg::MenuClosed);
            }
        })
    };
    html! {
        <div class="panel-place">
            if model.menu == Some(menu) {
                <div class="panel" role="group" aria-label={name.to_string()} onkeydown={closing}>{ body() }</div>
            }
        </div>
    }
}

/// Behaviour, name and removal of a service.
pub fn service(model: &Model, menu: Menu, service: &ServiceBox, send: &Send) -> Html {
    let id = service.id;
    panel(model, menu, &format!("More on {}", service.name), send, || {
        let modes = [
            ("Works as stated", Mode::Up),
            ("Slow, 10 times as long", Mode::Slow(10)),
            ("Slow, 60 times as long", Mode::Slow(60)),
            ("Hangs, answers in 30 s", Mode::Hanging),
            ("Down", Mode::Down),
        ];
        let rename = on_text(send, move |name| Some(Msg::ServiceRenamed(id, name.trim().into())));
        html! {
            <>
                <div class="choices" role="group" aria-label="From now on">
                    { for modes.into_iter().map(|(label, mode)| html! {
                        <button key={label} type="button" aria-pressed={(service.mode == mode).to_string()}
                            onclick={on_click(send, Msg::ModeChosen(id, mode))}>{ label }</button>
                    }) }
                </div>
                <label>{ "Name" }
                    <input type="text" maxlength={MAX_NAME.to_string()} value={service.name.clone()} onchange={rename} /></label>
                <button type="button" class="danger" onclick={on_click(send, Msg::ServiceRemoved(id))}>{ "Remove from both sides" }</button>
            </>
        }
    })
}

/// The restart of the producer.
pub fn producer(model: &Model, menu: Menu, send: &Send) -> Html {
    panel(model, menu, "More on the producer", send, || {
        html! {
            <>
                <p>{ "A restart takes no time. What the process had in memory is gone: open requests, calls not yet made, records not yet stored." }</p>
                <button type="button" class="danger" onclick={on_click(send, Msg::ProducerRestarted)}>{ "Restart the process" }</button>
            </>
        }
    })
}

/// A form's fields by name, while it is being sent.
struct Form(Element);

impl Form {
    fn of(event: &SubmitEvent) -> Option<Self> {
        event.prevent_default();
        event.target()?.dyn_into().ok().map(Self)
    }

    fn field(&self, name: &str) -> Option<Element> {
        self.0.query_selector(&format!("[name={name}]")).ok()?
    }

    fn text(&self, name: &str) -> Option<String> {
        let field = self.field(name)?;
        match field.dyn_into::<HtmlInputElement>() {
            Ok(input) => Some(input.value().trim().into()),
            Err(field) => field.dyn_into::<HtmlSelectElement>().ok().map(|select| select.value()),
        }
    }

    /// A length in milliseconds; what is not a number becomes one that the model refuses.
    fn ms(&self, name: &str) -> Duration {
        self.text(name).map_or(Duration(u64::MAX), |text| parse_ms(&text))
    }

    fn count(&self, name: &str) -> u32 {
        self.text(name).and_then(|text| text.parse().ok()).unwrap_or(0)
    }
}

/// The newcomer.
pub fn add(model: &Model, send: &Send) -> Html {
    panel(model, Menu::Add, "Add a service to both sides", send, || {
        let next = model.newcomer();
        let lacks: Vec<&String> = next
            .needs
            .iter()
            .filter(|field| !model.scenario.event.fields.contains(field))
            .collect();
        let send = send.clone();
        let needs = next.needs.clone();
        let submitted = Callback::from(move |event: SubmitEvent| {
            let Some(form) = Form::of(&event) else { return };
            let service = Service {
                name: form.text("name").unwrap_or_default(),
                latency: Latency::Fixed(form.ms("latency")),
                workers: form.count("workers"),
                needs: form.text("needs").map_or(needs.clone(), |text| {
                    text.split([',', ' '])
                        .filter(|field| !field.is_empty())
                        .map(String::from)
                        .collect()
                }),
            };
            let earliest = form.text("start").as_deref() == Some("earliest");
            let start = if earliest { Start::Earliest } else { Start::Latest };
            send.emit(Msg::ServiceAdded(service, start));
        });
        html! {
            <form onsubmit={submitted}>
                <label>{ "Name" }<input name="name" type="text" maxlength={MAX_NAME.to_string()} value={next.name.clone()} /></label>
                <label>{ "Latency, ms" }<input name="latency" type="number" min="0" max="600000" value={Thousandths(next.latency.typical().0).to_string()} /></label>
                <label>{ "Workers" }<input name="workers" type="number" min="1" max={MAX_WORKERS.to_string()} value={next.workers.to_string()} /></label>
                <label>{ "Fields that it needs" }<input name="needs" type="text" value={next.needs.join(", ")} /></label>
                <label>{ "Its group begins to read" }
                    <select name="start">
                        <option value="latest" selected=true>{ "at the end: latest, Kafka's default" }</option>
                        <option value="earliest">{ "at the beginning: earliest" }</option>
                    </select></label>
                <p class="hint">{ if lacks.is_empty() { "The event carries all that it needs.".to_string() }
                    else { format!("The event does not carry {}: the producer must change on both sides.", lacks.iter().map(|f| f.as_str()).collect::<Vec<_>>().join(", ")) } }</p>
                <button type="submit" class="go">{ "Add to both sides" }</button>
            </form>
        }
    })
}

/// How tasks come.
pub fn load(model: &Model, send: &Send) -> Html {
    panel(model, Menu::Load, "How tasks come", send, || {
        let now = model.load();
        let kinds = [
            ("by-hand", "Only by hand"),
            ("steady", "Steady, evenly spaced"),
            ("poisson", "Random (Poisson)"),
            ("burst", "A burst, all at once"),
        ];
        let (kind, every) = match now.pattern {
            Pattern::ByHand => ("by-hand", Duration::from_s(1)),
            Pattern::Steady(every) => ("steady", every),
            Pattern::Poisson(every) => ("poisson", every),
            Pattern::Burst => ("burst", Duration::from_s(1)),
        };
        let rate = Thousandths(1_000_000_000 / every.0.max(1)).to_string();
        let send = send.clone();
        let submitted = Callback::from(move |event: SubmitEvent| {
            let Some(form) = Form::of(&event) else { return };
            let rate = form.text("rate").and_then(|text| Thousandths::parse(&text));
            // A rate that is no rate becomes a spacing that the model refuses.
            let every = rate.and_then(|rate| 1_000_000_000u64.checked_div(rate.0));
            let every = Duration(every.unwrap_or(u64::MAX));
            let (pattern, tasks) = match form.text("kind").as_deref() {
                Some("steady") => (Pattern::Steady(every), None),
                Some("poisson") => (Pattern::Poisson(every), None),
                Some("burst") => (Pattern::Burst, Some(form.count("tasks"))),
                _ => (Pattern::ByHand, None),
            };
            send.emit(Msg::LoadChosen(Load { pattern, tasks }));
        });
        html! {
            <form onsubmit={submitted}>
                <label>{ "From here on, tasks come" }
                    <select name="kind">
                        { for kinds.into_iter().map(|(value, label)| html! {
                            <option key={value} {value} selected={value == kind}>{ label }</option>
                        }) }
                    </select></label>
                <label>{ "Tasks a second, 0.1 to 50" }<input name="rate" type="number" min="0.1" max="50" step="any" value={rate} /></label>
                <label>{ "Tasks in a burst, 1 to 1000" }<input name="tasks" type="number" min="1" max="1000" value={now.tasks.unwrap_or(20).to_string()} /></label>
                <button type="submit" class="go">{ "Set the load" }</button>
            </form>
        }
    })
}

/// The keys, and whether the stage listens to them.
pub fn keys(model: &Model, send: &Send) -> Html {
    panel(model, Menu::Keys, "Keys of the stage", send, || {
        let on = model.keys_on;
        html! {
            <>
                <p>{ "While the stage has focus:" }</p>
                <dl class="keys-list">
                    { for KEYS.iter().map(|(key, does)| html! {
                        <div key={*key}><dt><kbd>{ *key }</kbd></dt><dd>{ *does }</dd></div>
                    }) }
                </dl>
                <label class="check"><input type="checkbox" checked={on} onclick={on_click(send, Msg::KeysSwitched(!on))} />
                    { "The stage listens to keys" }</label>
            </>
        }
    })
}

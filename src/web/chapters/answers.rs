//! The controls by which each kind of question is answered, and the same answer when it was judged.
//!
//! Native controls throughout: what they are called and how they are reached is the browser's. Never here:
//! whether an answer is right.

use crate::chapters::{Edit, order};
use crate::web::chapters::drag;
use crate::web::chapters::mark::Chart;
use crate::web::chapters::spans::spans;
use crate::web::el::{Attr, On, el, live, text, words};
use lesson::content::{Ask, Column, Item, Pair, Question};
use lesson::grade::{Answer, shuffled};
use lesson::id::OptionId;
use lesson::measure::{Figures, Run};
use lesson::progress::Draft;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// What the controls of one question need.
pub struct Asked<'a> {
    /// The question.
    pub question: &'a Question,
    /// Its id on the page.
    pub id: &'a str,
    /// What there is of an answer.
    pub draft: &'a Draft,
    /// Whether it is judged, so that nothing can be changed.
    pub closed: bool,
    /// The runs that texts quote.
    pub figures: &'a dyn Figures,
    /// The interface's words.
    pub word: &'a dyn Fn(&str) -> String,
    /// The run that it speaks of.
    pub run: Option<&'a Run>,
    /// Whether what the run gave may be seen.
    pub reveal: bool,
    /// Where the steps go.
    pub send: Callback<Edit>,
}

impl Asked<'_> {
    /// The controls of the question's kind.
    pub fn view(&self) -> Html {
        match &self.question.ask {
            Ask::Single(options) | Ask::Multiple(options) => {
                let many = matches!(self.question.ask, Ask::Multiple(_));
                let rows = options.iter().map(|option| self.option(&option.id, &option.text, many));
                el("div", &[("class", "options")], rows.collect())
            }
            Ask::Number(number) => self.number(&number.unit),
            Ask::Order(items) => self.order(items),
            Ask::Match(pairs) => self.pairs(pairs),
            Ask::Classify { columns, items } => self.classify(columns, items),
            Ask::Line { lines, .. } => {
                let lines: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
                self.lines(&lines)
            }
            Ask::Free { .. } => self.free(),
            Ask::Mark { chart, x, y, .. } => {
                let at = match self.draft.answer {
                    Some(Answer::Mark { x, y }) => [x, y],
                    _ => [None, None],
                };
                Chart {
                    series: chart,
                    axes: [x.as_ref(), y.as_ref()],
                    at,
                    run: self.run,
                    figures: self.figures,
                    reveal: self.reveal,
                    word: self.word,
                    closed: self.closed,
                    send: self.send.clone(),
                }
                .view()
            }
        }
    }

    fn chosen(&self) -> Vec<OptionId> {
        match &self.draft.answer {
            Some(Answer::Chosen(ids)) => ids.clone(),
            _ => Vec::new(),
        }
    }

    fn tick(&self, attrs: &[Attr], edit: impl Fn(bool) -> Edit + 'static) -> Html {
        let send = self.send.clone();
        let changed = On::Change(Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                send.emit(edit(input.checked()));
            }
        }));
        live("input", &self.maybe_closed(attrs), changed, vec![])
    }

    fn maybe_closed<'b>(&self, attrs: &[Attr<'b>]) -> Vec<Attr<'b>> {
        let mut attrs = attrs.to_vec();
        if self.closed {
            attrs.push(("disabled", ""));
        }
        attrs
    }

    fn option(&self, id: &OptionId, label: &lesson::text::Text, many: bool) -> Html {
        let chosen = self.chosen();
        let on = chosen.iter().any(|other| other == id);
        let kind = if many { "checkbox" } else { "radio" };
        let own = id.clone();
        let edit = move |on| Edit::Chosen { option: own.clone(), on, alone: !many };
        let attrs =
            [("type", kind), ("name", self.id), ("checked", if on { "true" } else { "false" })];
        let label = el("span", &[], spans(label, self.figures, "…"));
        el("label", &[("key", id), ("class", "option")], vec![self.tick(&attrs, edit), label])
    }

    fn number(&self, unit: &str) -> Html {
        let send = self.send.clone();
        let changed = On::Input(Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                send.emit(Edit::Typed(input.value()));
            }
        }));
        let shown = match &self.draft.answer {
            Some(Answer::Number(number)) => engine::sim::Thousandths(*number).to_string(),
            _ => self.draft.typed.clone(),
        };
        let name = (self.word)("question.number");
        let attrs = [
            ("type", "text"),
            ("inputmode", "decimal"),
            ("autocomplete", "off"),
            ("aria-label", name.as_str()),
            ("value", shown.as_str()),
        ];
        let input = live("input", &self.maybe_closed(&attrs), changed, vec![]);
        el("div", &[("class", "number")], vec![input, words("span", &[], unit)])
    }

    fn order(&self, items: &[Item]) -> Html {
        let order = order(self.draft, self.question);
        let row = |(place, id): (usize, &OptionId)| {
            let item = items.iter().find(|item| item.id == *id);
            let label = item.map(|item| spans(&item.text, self.figures, "…")).unwrap_or_default();
            let step = |key: &str, up: bool, last: bool, sign: &str| {
                let plain = item.map_or("".into(), |item| item.text.plain());
                let name = format!("{}: {plain}", (self.word)(key));
                let attrs = [("type", "button"), ("aria-label", name.as_str()), ("key", key)];
                let mut attrs = self.maybe_closed(&attrs);
                if last {
                    attrs.push(("disabled", ""));
                }
                let (send, edit) = (self.send.clone(), Edit::Moved { item: id.clone(), up });
                let click = On::Click(Callback::from(move |_| send.emit(edit.clone())));
                live("button", &attrs, click, vec![text(sign)])
            };
            let up = step("question.up", true, place == 0, "↑");
            let down = step("question.down", false, place + 1 == order.len(), "↓");
            let draggable = if self.closed { "false" } else { "true" };
            let attrs =
                [("key", id.as_str()), ("data-item", id.as_str()), ("draggable", draggable)];
            let (send, to) = (self.send.clone(), id.clone());
            let dropped = drag::taken(self.id, move |item| {
                send.emit(Edit::Carried { item, to: to.clone() });
            });
            let drags = drag::both(drag::start(self.id, id), dropped, self.closed);
            live("li", &attrs, drags, vec![el("span", &[], label), up, down])
        };
        // What is shown is an answer as it stands, before anything was moved.
        let rows = order.iter().enumerate().map(row).collect();
        el("ol", &[("class", "order")], rows)
    }

    fn choose(&self, name: &str, id: &OptionId, options: &[(OptionId, String)]) -> Html {
        let now = match &self.draft.answer {
            Some(Answer::Placed(placed)) => placed.iter().find(|(item, _)| item == id),
            _ => None,
        };
        let now = now.map(|(_, place)| place.clone());
        let (send, item) = (self.send.clone(), id.clone());
        let changed = On::Change(Callback::from(move |event: Event| {
            let Some(select) =
                event.target().and_then(|it| it.dyn_into::<HtmlSelectElement>().ok())
            else {
                return;
            };
            send.emit(Edit::Placed { item: item.clone(), place: select.value().into() });
        }));
        // Said of the one that is chosen, since a browser takes the one that comes first, and children may
        // come last to first.
        let mut none = vec![("value", ""), ("key", "none")];
        if now.is_none() {
            none.push(("selected", ""));
        }
        let mut all = vec![words("option", &none, "…")];
        for (value, label) in options {
            let mut attrs = vec![("value", value.as_str()), ("key", value.as_str())];
            if now.as_ref() == Some(value) {
                attrs.push(("selected", ""));
            }
            all.push(words("option", &attrs, label));
        }
        let value = now.unwrap_or_default();
        let attrs = [("aria-label", name), ("value", value.as_str())];
        live("select", &self.maybe_closed(&attrs), changed, all)
    }

    fn pairs(&self, pairs: &[Pair]) -> Html {
        let options: Vec<(OptionId, String)> = shuffled(self.question)
            .iter()
            .filter_map(|&place| pairs.get(place))
            .map(|pair| (pair.id.clone(), pair.right.plain()))
            .collect();
        let row = |pair: &Pair| {
            let name = format!("{}: {}", (self.word)("question.goes_with"), pair.left.plain());
            let left = el("span", &[], spans(&pair.left, self.figures, "…"));
            let parts = vec![left, self.choose(&name, &pair.id, &options)];
            self.receiver(&pair.id, parts)
        };
        let rows = pairs.iter().map(row).collect();
        self.with_tokens(&options, el("div", &[("class", "pairs"), ("key", "pairs")], rows))
    }

    fn classify(&self, columns: &[Column], items: &[Item]) -> Html {
        let options: Vec<(OptionId, String)> =
            columns.iter().map(|column| (column.id.clone(), column.text.plain())).collect();
        let row = |item: &Item| {
            let name = format!("{}: {}", (self.word)("question.place_in"), item.text.plain());
            let label = el("span", &[], spans(&item.text, self.figures, "…"));
            let parts = vec![label, self.choose(&name, &item.id, &options)];
            self.receiver(&item.id, parts)
        };
        let rows = items.iter().map(row).collect();
        self.with_tokens(&options, el("div", &[("class", "pairs"), ("key", "pairs")], rows))
    }

    /// A row on which a token can be dropped.
    fn receiver(&self, item: &OptionId, parts: Vec<Html>) -> Html {
        let (send, own) = (self.send.clone(), item.clone());
        let dropped = drag::taken(self.id, move |place| {
            send.emit(Edit::Placed { item: own.clone(), place });
        });
        let drop = (!self.closed).then_some(dropped);
        let attrs = [("class", "pair"), ("key", item.as_str())];
        live("div", &attrs, On::Drag { start: None, drop }, parts)
    }

    /// The rows under what can be dragged to them. The selects do the same without a mouse.
    fn with_tokens(&self, options: &[(OptionId, String)], rows: Html) -> Html {
        let token = |(id, label): &(OptionId, String)| {
            let attrs = [("class", "token"), ("draggable", "true"), ("key", id.as_str())];
            let start = Some(drag::start(self.id, id));
            live("span", &attrs, On::Drag { start, drop: None }, vec![text(label)])
        };
        let tokens = options.iter().filter(|_| !self.closed).map(token).collect();
        let attrs = [("class", "tokens"), ("aria-hidden", "true"), ("key", "tokens")];
        el("div", &[], vec![el("div", &attrs, tokens), rows])
    }

    fn lines(&self, lines: &[&str]) -> Html {
        let picked = match self.draft.answer {
            Some(Answer::Line(line)) => Some(line),
            _ => None,
        };
        let row = |(number, line): (usize, &&str)| {
            let number = number as u32;
            let on = picked == Some(number);
            let edit = Edit::Answered(Answer::Line(number));
            let key = number.to_string();
            if line.trim().is_empty() {
                return el(
                    "div",
                    &[("class", "code-line"), ("key", &key)],
                    vec![words("code", &[], " ")],
                );
            }
            let attrs = [
                ("type", "radio"),
                ("name", self.id),
                ("checked", if on { "true" } else { "false" }),
            ];
            let tick = self.tick(&attrs, move |_| edit.clone());
            el(
                "label",
                &[("class", "code-line"), ("key", &key)],
                vec![tick, words("code", &[], line)],
            )
        };
        el("div", &[("class", "code-lines")], lines.iter().enumerate().map(row).collect())
    }

    fn free(&self) -> Html {
        let now = match &self.draft.answer {
            Some(Answer::Free { text, .. }) => text.clone(),
            _ => String::new(),
        };
        let send = self.send.clone();
        let changed = On::Input(Callback::from(move |event: InputEvent| {
            let area = event.target().and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
            if let Some(area) = area {
                send.emit(Edit::Written(area.value()));
            }
        }));
        let name = (self.word)("question.free");
        let attrs = [("rows", "5"), ("aria-label", name.as_str()), ("value", now.as_str())];
        live("textarea", &self.maybe_closed(&attrs), changed, vec![])
    }
}

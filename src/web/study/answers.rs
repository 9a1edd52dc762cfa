//! The controls by which each kind of question is answered, and the same answer when it was judged.
//!
//! Native controls throughout: what they are called and how they are reached is the browser's. Never here:
//! whether an answer is right.

use crate::study::Draft;
use crate::web::el::{Attr, On, el, live, text, words};
use crate::web::study::spans::spans;
use lesson::content::{Ask, Axis, Column, Item, Pair, Question};
use lesson::grade::{Answer, shuffled};
use lesson::measure::Figures;
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
    /// Where a changed draft goes.
    pub send: Callback<Draft>,
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
            Ask::Mark { x, y, .. } => {
                let axes = [("x", x), ("y", y)];
                let axes =
                    axes.iter().filter_map(|(name, axis)| self.axis(name, axis.as_ref()?.into()));
                el("div", &[("class", "mark")], axes.collect())
            }
        }
    }

    fn drafted(&self, answer: Answer) -> Draft {
        Draft { answer: Some(answer), typed: self.draft.typed.clone() }
    }

    fn chosen(&self) -> Vec<String> {
        match &self.draft.answer {
            Some(Answer::Chosen(ids)) => ids.clone(),
            _ => Vec::new(),
        }
    }

    fn placed(&self) -> Vec<(String, String)> {
        match &self.draft.answer {
            Some(Answer::Placed(placed)) => placed.clone(),
            _ => Vec::new(),
        }
    }

    fn tick(&self, attrs: &[Attr], msg: impl Fn(bool) -> Draft + 'static) -> Html {
        let send = self.send.clone();
        let changed = On::Change(Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                send.emit(msg(input.checked()));
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

    fn option(&self, id: &str, label: &lesson::text::Text, many: bool) -> Html {
        let chosen = self.chosen();
        let on = chosen.iter().any(|other| other == id);
        let kind = if many { "checkbox" } else { "radio" };
        let own = id.to_string();
        let base = self.drafted(Answer::Chosen(Vec::new()));
        let msg = move |checked: bool| {
            let mut ids = if many { chosen.clone() } else { Vec::new() };
            ids.retain(|other| *other != own);
            if checked {
                ids.push(own.clone());
            }
            Draft { answer: Some(Answer::Chosen(ids)), ..base.clone() }
        };
        let attrs =
            [("type", kind), ("name", self.id), ("checked", if on { "true" } else { "false" })];
        let label = el("span", &[], spans(label, self.figures, "…"));
        el("label", &[("key", id), ("class", "option")], vec![self.tick(&attrs, msg), label])
    }

    fn number(&self, unit: &str) -> Html {
        let send = self.send.clone();
        let changed = On::Input(Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                send.emit(Draft { answer: None, typed: input.value() });
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
        let order = match &self.draft.answer {
            Some(Answer::Order(order)) => order.clone(),
            _ => shuffled(self.question).iter().map(|&place| items[place].id.clone()).collect(),
        };
        let row = |(place, id): (usize, &String)| {
            let item = items.iter().find(|item| item.id == *id);
            let label = item.map(|item| spans(&item.text, self.figures, "…")).unwrap_or_default();
            let step = |key: &str, to: usize, sign: &str| {
                let name = format!(
                    "{}: {}",
                    (self.word)(key),
                    item.map_or("".into(), |it| it.text.plain())
                );
                let mut moved = order.clone();
                let attrs = [("type", "button"), ("aria-label", name.as_str())];
                let mut attrs = self.maybe_closed(&attrs);
                if to >= order.len() {
                    attrs.push(("disabled", ""));
                } else {
                    moved.swap(place, to);
                }
                let (send, draft) = (self.send.clone(), self.drafted(Answer::Order(moved)));
                let click = On::Click(Callback::from(move |_| send.emit(draft.clone())));
                live("button", &attrs, click, vec![text(sign)])
            };
            let up = step("question.up", place.wrapping_sub(1), "↑");
            let down = step("question.down", place + 1, "↓");
            el("li", &[("key", id)], vec![el("span", &[], label), up, down])
        };
        // What is shown is an answer as it stands, before anything was moved.
        let rows = order.iter().enumerate().map(row).collect();
        el("ol", &[("class", "order")], rows)
    }

    fn choose(&self, name: &str, id: &str, options: &[(String, String)]) -> Html {
        let placed = self.placed();
        let now = placed.iter().find(|(item, _)| item == id).map(|(_, place)| place.clone());
        let (send, own) = (self.send.clone(), id.to_string());
        let base = self.drafted(Answer::Placed(Vec::new()));
        let changed = On::Change(Callback::from(move |event: Event| {
            let Some(select) =
                event.target().and_then(|it| it.dyn_into::<HtmlSelectElement>().ok())
            else {
                return;
            };
            let mut placed = placed.clone();
            placed.retain(|(item, _)| *item != own);
            if !select.value().is_empty() {
                placed.push((own.clone(), select.value()));
            }
            send.emit(Draft { answer: Some(Answer::Placed(placed)), ..base.clone() });
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
        let options: Vec<(String, String)> = shuffled(self.question)
            .iter()
            .filter_map(|&place| pairs.get(place))
            .map(|pair| (pair.id.clone(), pair.right.plain()))
            .collect();
        let row = |pair: &Pair| {
            let name = format!("{}: {}", (self.word)("question.goes_with"), pair.left.plain());
            let left = el("span", &[], spans(&pair.left, self.figures, "…"));
            el(
                "div",
                &[("class", "pair"), ("key", &pair.id)],
                vec![left, self.choose(&name, &pair.id, &options)],
            )
        };
        el("div", &[("class", "pairs")], pairs.iter().map(row).collect())
    }

    fn classify(&self, columns: &[Column], items: &[Item]) -> Html {
        let options: Vec<(String, String)> =
            columns.iter().map(|column| (column.id.clone(), column.text.plain())).collect();
        let row = |item: &Item| {
            let name = format!("{}: {}", (self.word)("question.place_in"), item.text.plain());
            let label = el("span", &[], spans(&item.text, self.figures, "…"));
            el(
                "div",
                &[("class", "pair"), ("key", &item.id)],
                vec![label, self.choose(&name, &item.id, &options)],
            )
        };
        el("div", &[("class", "pairs")], items.iter().map(row).collect())
    }

    fn lines(&self, lines: &[&str]) -> Html {
        let picked = match self.draft.answer {
            Some(Answer::Line(line)) => Some(line),
            _ => None,
        };
        let row = |(number, line): (usize, &&str)| {
            let number = number as u32;
            let on = picked == Some(number);
            let draft = self.drafted(Answer::Line(number));
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
            let tick = self.tick(&attrs, move |_| draft.clone());
            el(
                "label",
                &[("class", "code-line"), ("key", &key)],
                vec![tick, words("code", &[], line)],
            )
        };
        el("div", &[("class", "code-lines")], lines.iter().enumerate().map(row).collect())
    }

    fn free(&self) -> Html {
        let (now, ticked) = match &self.draft.answer {
            Some(Answer::Free { text, ticked }) => (text.clone(), ticked.clone()),
            _ => Default::default(),
        };
        let send = self.send.clone();
        let changed = On::Input(Callback::from(move |event: InputEvent| {
            let area = event.target().and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
            if let Some(area) = area {
                let answer = Answer::Free { text: area.value(), ticked: ticked.clone() };
                send.emit(Draft { answer: Some(answer), typed: String::new() });
            }
        }));
        let name = (self.word)("question.free");
        let attrs = [("rows", "5"), ("aria-label", name.as_str()), ("value", now.as_str())];
        live("textarea", &self.maybe_closed(&attrs), changed, vec![])
    }

    fn axis(&self, name: &str, axis: Shown) -> Option<Html> {
        let (x, y) = match self.draft.answer {
            Some(Answer::Mark { x, y }) => (x, y),
            _ => (None, None),
        };
        let now = if name == "x" { x } else { y };
        let (send, along) = (self.send.clone(), name == "x");
        let changed = On::Input(Callback::from(move |event: InputEvent| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            let Some(value) = input.and_then(|input| input.value().parse::<u64>().ok()) else {
                return;
            };
            let value = Some(value.saturating_mul(1_000));
            let answer =
                if along { Answer::Mark { x: value, y } } else { Answer::Mark { x, y: value } };
            send.emit(Draft { answer: Some(answer), typed: String::new() });
        }));
        let (from, to) = ((axis.from / 1_000).to_string(), (axis.to / 1_000).to_string());
        let value = (now.unwrap_or(axis.from) / 1_000).to_string();
        let attrs = [
            ("type", "range"),
            ("min", from.as_str()),
            ("max", to.as_str()),
            ("aria-label", axis.label.as_str()),
            ("value", value.as_str()),
        ];
        let input = live("input", &self.maybe_closed(&attrs), changed, vec![]);
        let shown = match now {
            Some(_) => format!("{value} {}", axis.unit),
            None => "…".into(),
        };
        let parts = vec![words("span", &[], &axis.label), input, words("output", &[], &shown)];
        Some(el("div", &[("class", "axis-mark"), ("key", name)], parts))
    }
}

/// What of an axis is shown.
struct Shown {
    label: String,
    unit: String,
    from: u64,
    to: u64,
}

impl From<&Axis> for Shown {
    fn from(axis: &Axis) -> Self {
        Self { label: axis.label.plain(), unit: axis.unit.clone(), from: axis.from, to: axis.to }
    }
}

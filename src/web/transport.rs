//! The clock: play, step, speed, the scrubber with its flags, and the forks that were kept.

use super::parts::{Send, on_click, on_select, select};
use crate::app::{Model, Msg, SPEEDS};
use crate::scene::{Px, length, ordinal};
use engine::sim::Instant;
use engine::system::End;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The clock of both sides.
pub fn view(model: &Model, send: &Send) -> Html {
    let playing = model.playback.playing();
    let speeds: Vec<String> =
        SPEEDS.iter().map(|speed| format!("{} speed", speed.label())).collect();
    let key = |name: &'static str, sign: &'static str, msg: Msg| {
        html! {
            <button type="button" aria-label={name} title={name} onclick={on_click(send, msg)}>{ sign }</button>
        }
    };
    html! {
        <div class="clock">
            <div class="transport">
                <div class="keys">
                    { key("Back to the start", "⇤", Msg::Restarted) }
                    { key("Step back", "❮", Msg::Stepped { forwards: false }) }
                    <button type="button" class="go" aria-label={if playing { "Pause" } else { "Play" }}
                        onclick={on_click(send, Msg::PlayToggled)}>{ if playing { "❚❚" } else { "▶" } }</button>
                    { key("Step forward", "❯", Msg::Stepped { forwards: true }) }
                    { select("Speed", &speeds, model.playback.speed(), on_select(send, |index| Some(Msg::SpeedChosen(index)))) }
                </div>
                { line(model, send) }
                <div class="when">{ format!("{} of {} s", model.shown(), model.runs.horizon().0 / 1_000_000) }</div>
            </div>
            { forks(model, send) }
        </div>
    }
}

fn line(model: &Model, send: &Send) -> Html {
    let horizon = model.runs.horizon();
    let at = model.shown();
    let share = at.0 as f64 / horizon.0.max(1) as f64;
    let send = send.clone();
    let moved = Callback::from(move |event: InputEvent| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        if let Some(ms) = input.and_then(|input| input.value().parse::<u64>().ok()) {
            send.emit(Msg::Scrubbed(Instant::from_ms(ms)));
        }
    });
    html! {
        <div class="scrubber">
            <Marks scrubber={model.scrubber.clone()} />
            <div class="played" style={format!("width:{}%", Px(share * 100.0))} aria-hidden="true"></div>
            <input type="range" min="0" max={(horizon.0 / 1_000).to_string()} step="1" value={(at.0 / 1_000).to_string()}
                aria-label="Playhead" aria-valuetext={format!("{at} of {} s", horizon.0 / 1_000_000)} oninput={moved} />
        </div>
    }
}

/// The line's flags and shades, drawn again only when the scenario or the interventions change.
#[derive(Properties)]
struct MarksProps {
    scrubber: std::rc::Rc<crate::scene::Scrubber>,
}

impl PartialEq for MarksProps {
    fn eq(&self, other: &Self) -> bool {
        std::rc::Rc::ptr_eq(&self.scrubber, &other.scrubber)
    }
}

struct Marks;

impl Component for Marks {
    type Message = ();
    type Properties = MarksProps;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let scrubber = &ctx.props().scrubber;
        html! {
            <div class="line-marks" aria-hidden="true">
                <div class="shades">{ for scrubber.shades.iter().enumerate().map(|(index, shade)| html! {
                    <i key={index} class={classes!((!shade.down).then_some("ailing"))}
                        style={format!("left:{}%;width:{}%", Px(shade.from * 100.0), Px((shade.to - shade.from) * 100.0))}></i>
                }) }</div>
                <div class="flags">{ for scrubber.flags.iter().enumerate().map(|(index, flag)| html! {
                    <i key={index} class={classes!(flag.own.then_some("own"), (flag.at > 0.8).then_some("late"))} title={flag.text.clone()}
                        style={format!("left:{}%", Px(flag.at * 100.0))}>
                        <span>{ if flag.labelled { flag.text.as_str() } else { "" } }</span></i>
                }) }</div>
            </div>
        }
    }
}

/// What the learner did, what they did before they forked, and a run that was cut short.
fn forks(model: &Model, send: &Send) -> Html {
    let own = model.interventions.len() as u32;
    let cut = [&model.runs.direct, &model.runs.kafka].into_iter().find_map(|history| match history.end() {
        End::Limit(at) => Some(format!(
            "This run ends at {at}: more happened than one run can hold ({} things). Lower the load to see further.",
            engine::system::OCCURRENCE_LIMIT
        )),
        End::Horizon => None,
    });
    html! {
        <div class="forks">
            <div role="status">{ cut.unwrap_or_default() }</div>
            <div>
                if own > 0 {
                    <span>{ format!("You did {} here.", ordinal(own, "thing")) }
                        <button type="button" class="quiet" onclick={on_click(send, Msg::Cleared)}>{ "Clear them" }</button></span>
                }
            </div>
            <div class="kept">
                { for model.branches.iter().enumerate().map(|(index, branch)| html! {
                    <span key={index}>{ format!("Kept: {}, left at {}.", ordinal(branch.interventions.len() as u32, "thing"), length(branch.at - Instant::START)) }
                        <button type="button" class="quiet" onclick={on_click(send, Msg::BranchReturned(index))}>{ "Return to it" }</button></span>
                }) }
            </div>
        </div>
    }
}

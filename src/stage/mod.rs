//! The interface without a browser: a model, messages, and what each message changes.
//!
//! [`update`] is the only place where the model changes; what it cannot do itself it asks for as a
//! [`Command`]. The runs are values, replaced whole: nothing here holds the state of a simulation. Never
//! here: `web_sys`, a timer, or the time of day.

mod acts;
mod asking;
mod branches;
mod counting;
mod facts;
mod figures;
mod files;
mod keys;
mod library;
mod linking;
mod message;
mod model;
mod opening;
mod pictures;
mod playback;
mod playhead;
mod race;
mod runs;
mod saving;
mod work;

pub use asking::{Answer, Asking};
pub use facts::Fact;
pub use figures::{Coupling, Figures};
pub use keys::{KEYS, on_key};
pub use library::{LIBRARY, NEWCOMERS, Shipped};
pub use message::{Command, Msg};
pub use model::{CodeChange, Menu, Model, Notice, Tab};
pub use playback::{Playback, SPEEDS, Speed};
pub use race::{Round, SPAN};
pub use runs::Runs;
pub use saving::View;
pub use work::{Branch, Work};

use engine::scenario::Action;
use engine::sim::Instant;

/// Changes the model as a message says.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Command> {
    match msg {
        Msg::Ticked(ms) => model.tick(ms),
        Msg::PlayToggled => model.toggle(),
        Msg::Stepped { forwards } => model.step(forwards),
        Msg::Restarted => model.playback.seek(Instant::START),
        Msg::Scrubbed(at) => model.playback.seek(at.min(model.runs.horizon())),
        Msg::SpeedChosen(index) => model.playback.set_speed(index),
        Msg::TasksSent(tasks) => model.send(tasks),
        Msg::ServiceToggled(service) => model.toggle_service(service),
        Msg::ModeChosen(service, mode) => model.act_from_menu(Action::Set(service, mode)),
        Msg::BrokerToggled => model.toggle_broker(),
        Msg::ProducerRestarted => model.act_from_menu(Action::Restart),
        Msg::ServiceAdded(service, start) => model.add(service, start),
        Msg::ServiceRemoved(service) => model.act_from_menu(Action::Remove(service)),
        Msg::ServiceRenamed(service, name) => model.set(Fact::Name(service, name)),
        Msg::LoadChosen(load) => model.choose_load(load),
        Msg::BranchReturned(index) => model.return_to(index),
        Msg::Undone => model.undo(),
        Msg::Cleared => model.clear(),
        Msg::Resumed => model.resume(),
        Msg::StyleChosen(side, style) => model.set(Fact::Style(side, style)),
        Msg::Crashed(service, worker) => model.act_from_menu(Action::Crash { service, worker }),
        Msg::Scaled(service, workers) => _ = model.act(Action::Scale(service, workers)),
        Msg::Partitioned(partitions) => _ = model.act(Action::Partitions(partitions)),
        Msg::TimeSkipped(minutes) => model.act_from_menu(Action::Skip(minutes)),
        Msg::Tuned(setting, value) => model.tune(setting, value),
        Msg::ServiceTuned(service, setting, value) => model.tune_service(service, setting, value),
        Msg::WhatIfOpened(question) => model.what_if(question),
        Msg::TaskPinned(task) => model.pinned = task,
        Msg::TabChosen(tab) => model.choose_tab(tab),
        Msg::CodeOf(service) => model.code_of = service,
        Msg::ModulesToggled => model.modules = !model.modules,
        Msg::ProgramsAsked => return vec![model.save_programs()],
        Msg::PageChosen(page) => model.page = page,
        Msg::MenuToggled(menu) => {
            model.menu = if model.menu == Some(menu) { None } else { Some(menu) };
            model.copied = None;
        }
        Msg::MenuClosed => model.menu = None,
        Msg::ScenarioChosen(index) => model.open_shipped(index),
        Msg::OpenAsked => return vec![Command::PickFile],
        Msg::FileOpened { name, text } => model.open_file(name, &text),
        Msg::FileUnreadable(why) => model.notice = Some(Notice::Unreadable(why)),
        Msg::WorkBrought { file, scenario, interventions, asked } => {
            model.bring(file, *scenario, interventions, asked);
        }
        Msg::LinkOpened(piece) => model.open_link(&piece),
        Msg::CopyAsked(address) => return vec![Command::Copy(address)],
        Msg::Copied(copied) => model.copied = Some(copied),
        Msg::PictureAsked(view, format) => {
            model.menu = None;
            return vec![model.save_picture(view, format)];
        }
        Msg::SaveAsked => return vec![model.save()],
        Msg::FiguresAsked => return model.count(),
        Msg::Answered(answer) => model.answered(answer),
        Msg::AskingStopped => model.asking = false,
        Msg::Set(setting) => model.set(setting),
        Msg::KeysSwitched(on) => model.keys_on = on,
        Msg::NoticeDismissed => model.notice = None,
        Msg::Resized { panel, stage, viewport } => {
            if matches!(model.figures.as_deref(), Some(Figures::Course(..))) {
                model.figures = None;
            }
            (model.panel_width, model.stage_width, model.viewport_height) =
                (panel, stage, viewport);
        }
        Msg::MotionReduced(reduced) => model.reduced_motion = reduced,
    }
    Vec::new()
}

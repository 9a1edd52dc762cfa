//! The workbook without a browser: where the learner is, what they have answered, and what their runs gave.
//!
//! As in [`crate::stage`], [`update`] is the only place where the model changes, and what it cannot do itself
//! it asks for as a [`Command`]. The runs of live figures are played by the figures; what they were is told
//! here, so that feedback quotes the learner's own run. Never here: `web_sys`, or a sentence of our own.

mod chapter;
mod describing;
mod description;
mod edit;
mod grouping;
mod guess;
mod keeping;
mod learners;
mod looking;
mod message;
mod model;
mod pictures;
pub mod plots;
pub mod prose;
mod question_file;
mod questions;
mod sandbox;
mod storing;
mod thumbs;

pub use chapter::{Open, State};
pub use description::{Description, OWN};
pub use edit::{Edit, order};
pub use grouping::{Group, Part, groups};
pub use guess::{Guess, Watched, guess_of};
pub use keeping::{Back, Keeping};
pub use learners::{Learner, backup_name};
pub use message::{Beginning, Command, ForSandbox, LearnerNumber, Look, Msg, Stored, Tuned};

pub use model::{Model, Shown};
pub use pictures::Heading;
pub use storing::TO_COPY;
pub use thumbs::thumb_of;

use looking::looks;

/// Changes the model as a message says.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Command> {
    let looks = looks(model, &msg);
    let mut commands = change(model, msg);
    commands.extend(looks.into_iter().map(Command::Look));
    commands
}

fn change(model: &mut Model, msg: Msg) -> Vec<Command> {
    match msg {
        Msg::Routed(hash) => model.routed(&hash),
        Msg::IndexCame(bytes) => model.index_came(bytes.as_deref()),
        Msg::ChapterCame(file, bytes) => model.chapter_came(&file, bytes.as_deref()),
        Msg::Refetched => model.refetched(),
        Msg::Edited(id, edit) => model.edited(&id, edit),
        Msg::Ticked(id, point, on) => model.ticked(&id, point, on),
        Msg::Checked(id) => model.checked(&id),
        Msg::Retried(id) => model.retried(&id),
        Msg::Explained(id) => model.explained(&id),
        Msg::ShowAsked(show) => model.show(show),
        Msg::RunChanged(figure, scenario, acts) => model.run_changed(&figure, *scenario, acts),
        Msg::FigureTuned(figure, tuned, value) => model.figure_tuned(&figure, tuned, value),
        Msg::Forgotten(scope) => model.forgotten(&scope),
        Msg::Undone => model.undone(),
        Msg::UndoDropped => {
            model.undo = None;
            Vec::new()
        }
        Msg::Copied => model.copied(),
        Msg::NotCopied(text) => model.not_copied(text),
        Msg::Began(beginning) => model.began(*beginning),
        Msg::SetAside { kept } => model.was_set_aside(kept),
        Msg::AsideDropped => model.aside_dropped(),
        Msg::FigureReset(figure) => model.figure_reset(&figure),
        Msg::RunOver(figure) => model.run_over(figure),
        Msg::FigureFilled(figure) => model.figure_filled(figure),
        Msg::FigureShared(figure) => model.figure_shared(figure),
        Msg::FigurePictured(figure, format) => model.figure_pictured(&figure, format),
        Msg::OtherTab(text) => model.other_tab(&text),
        Msg::StoreDue => model.keep(),
        Msg::StoreFull => model.store_full(),
        Msg::LearnerNamed(name) => model.learner_named(&name),
        Msg::LearnerAdded => model.learner_added(),
        Msg::LearnerChosen(learner) => model.learner_chosen(learner),
        Msg::ExportAsked => model.export(),
        Msg::Imported { name, text } => model.import(&name, &text),
        Msg::ScenariosCame(bytes) => model.scenarios_came(bytes.as_deref()),
        Msg::FileUnreadable(why) => model.file_unreadable(why),
        Msg::Dropped(shelf, id) => model.dropped(shelf, &id),
        Msg::FigureToSandbox(figure) => model.figure_to_sandbox(&figure),
        Msg::DescriptionToSandbox => model.description_to_sandbox(),
        Msg::ScenarioToSandbox(file) => model.scenario_to_sandbox(&file),
        Msg::SandboxChanged(file, work) => model.sandbox_changed(&file, &work),
        Msg::AsideAsked => model.aside(),
        Msg::Described(field, said) => model.described(field, &said),
        Msg::DescriptionTyped(field, said) => model.description_typed(field, &said),
        Msg::Replaced(text) => model.replaced(&text),
        Msg::Proven(acts) => model.proven(acts),
        Msg::DescriptionSaved => model.description_saved(),
        Msg::DescriptionCopied => vec![Command::Copy(model.description.markdown())],
        Msg::DescriptionLinked => model.description_linked(),
        Msg::CopyAsked(text) => vec![Command::Copy(text)],
        Msg::PrintAsked => vec![Command::Print],
    }
}

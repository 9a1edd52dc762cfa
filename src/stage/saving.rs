//! Which pictures of the stage there are to be saved.
//!
//! Never here: a picture.

/// What of the stage a picture is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Both sides.
    Stage,
    /// The spans of the task that is looked at.
    Task,
    /// The course of both runs.
    Charts,
}

impl View {
    /// In the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Stage, Self::Task, Self::Charts];
}

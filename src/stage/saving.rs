//! Which pictures of the stage there are to be saved, and as what.
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

/// What a picture is saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lines and letters.
    Svg,
    /// Pixels.
    Png,
}

impl View {
    /// In the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Stage, Self::Task, Self::Charts];
}

impl Format {
    /// Both, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Svg, Self::Png];

    /// What the name of such a file ends in.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

//! Which wiring of a scenario is meant, by a word that stays the same whatever the scenario shows.
//!
//! Never here: where on the stage it stands.

use engine::scenario::Style;

/// Which wiring of a scenario a figure is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The style that the scenario shows on the left.
    Direct,
    /// The style that the scenario shows on the right.
    Events,
    /// This style, whatever the scenario shows.
    Of(Style),
}

impl Side {
    pub(super) fn named(word: &str) -> Option<Self> {
        match word {
            "direct" => Some(Self::Direct),
            "events" => Some(Self::Events),
            word => Style::named(word).map(Self::Of),
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Events => "events",
            Self::Of(style) => style.word(),
        }
    }
}

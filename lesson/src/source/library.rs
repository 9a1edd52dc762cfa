//! What a content file may refer to outside itself.
//!
//! Never here: opening a file.

use engine::scenario::{FileError, Scenario};
use engine::toml::{Fault, Read};

/// What a content file may refer to outside itself.
pub trait Library {
    /// The scenario in a file, by its name, or what is wrong with it.
    fn scenario(&self, file: &str) -> Option<Result<Scenario, FileError>>;

    /// The ids of all chapters, in order.
    fn chapters(&self) -> Vec<String>;
}

/// The scenario of a file, or what keeps it from being one.
pub(super) fn scenario(library: &dyn Library, place: usize, file: &str) -> Read<Scenario> {
    let fault = |what: String, help: &str| {
        Fault::new(place, format_args!("{what}"), format_args!("{help}"))
    };
    let Some(found) = library.scenario(file) else {
        let what = format!("no scenario file is called \"{}\"", engine::toml::short(file));
        return Err(fault(what, "name a file of assets/scenarios, as in outage.toml"));
    };
    found.map_err(|error| fault(error.to_string(), "correct the scenario file"))
}

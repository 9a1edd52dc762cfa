//! Where in a file a problem lies. Never here: what is a problem.

use crate::scenario::bounds::Problem;
use crate::toml::{Fault, Read};

/// Puts a problem at a place.
pub(super) fn at(place: usize, result: Result<(), Problem>) -> Read<()> {
    result.map_err(|Problem { what, help }| Box::new(Fault { place, what, help }))
}

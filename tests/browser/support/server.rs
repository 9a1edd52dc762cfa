//! The host of `dist/` that most tests use, under a path of its own.
//!
//! Never has a fault; [`super::host`] has those that do.

use std::sync::OnceLock;

use super::host::{Host, dist};

/// Not the root, so that an address which only works there fails the tests.
const PATH: &str = "/any/path/";

/// The address of the site; the server starts with the first caller and lives as long as the run.
pub fn address() -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| Host::watched(&dist(), PATH).address(""))
}

/// The scheme, host and port of [`address`], by which a browser files what the site stores.
pub fn origin() -> &'static str {
    address().strip_suffix(PATH).unwrap_or(address())
}

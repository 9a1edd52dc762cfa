//! The scenario template: a description of a system that is also a run.
//!
//! A [`Document`] is the template filled in, as Markdown that survives out and in; [`System`] is what it
//! says, as a scenario that runs both ways; [`findings`] holds what it claims against those runs;
//! [`diagram`] draws both architectures as Mermaid.
//!
//! Never here: overwriting somebody's words.

mod claims;
mod diagram;
mod document;
mod event;
mod form;
mod gap;
mod latencies;
mod length;
mod list;
mod pattern;
mod system;
mod written;

pub use claims::{Computed, Finding, Found, computed, findings};
pub use diagram::diagram;
pub use document::{Claim, Document};
pub use event::{EventName, event_name};
pub use form::{Field, Section};
pub use gap::{Gap, Why};
pub use system::{System, between};

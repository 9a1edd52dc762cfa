//! A stage in the page: its two sides, its clock, its menus, and the component that hosts it in the sandbox.
//!
//! Never here: where things are; the scene says.

mod drawing;
pub mod host;
pub mod menus;
pub mod sandbox;
pub mod side;
mod top;
pub mod transport;
pub mod waterfall;

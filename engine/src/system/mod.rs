//! The former path of everything in [`scenario`](crate::scenario), [`play`](crate::play),
//! [`history`](crate::history), [`listing`](crate::listing) and [`coupling`](crate::coupling).
//!
//! Never here: anything of its own.

pub use crate::coupling::{
    FACTORS, Question, Reading, ask, joins, leaves, put, questions, users_of,
};
pub use crate::history::*;
pub use crate::listing::*;
pub use crate::play::*;
pub use crate::scenario::*;

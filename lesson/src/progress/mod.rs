//! What the learner has done: answers and predictions, what they are still writing, their place, their
//! scenarios and documents, the question files that they were given, and what they call themselves.
//!
//! It is saved as text and loaded through one door, [`Progress::load`]: what a newer workbook wrote is never
//! overwritten, and what is damaged is set aside. Two tabs merge what they have without losing an answer.
//!
//! Never here: the browser's storage, a clock, or chance. Which tab it is comes in as an argument.

mod load;
mod parts;
mod save;
mod versions;
mod work;

pub use load::{FILE, FORMAT, Loading, MAX_SAVED};
pub use parts::{Attempt, Draft, Full, Item, Kept, Scope, Shelf, Tally, Undo};
pub use work::{MAX_KEPT, MAX_NAME, MAX_TEXT, Progress};

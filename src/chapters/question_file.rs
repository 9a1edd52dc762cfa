//! A teacher's question file on its way into the workbook.
//!
//! Never here: a check of what is in it.

use lesson::content::Scenarios;

/// Question files, as far as the workbook has to do with them.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// What they may open, once it has come.
    pub(super) scenarios: Option<Scenarios>,
    /// The file that waits for it: its name, and its text.
    pub(super) waiting: Option<(String, String)>,
}

//! What of the workbook's content is there before it is asked for.
//!
//! Never here: fetching it.

/// The parts of the workbook's content that are there before they are asked for.
#[derive(Debug, Default, PartialEq)]
pub struct Lessons {
    /// The table of contents, the glossary, and the interface's texts.
    pub index: Option<Vec<u8>>,
    /// A chapter: the name of its file, and what is in it.
    pub chapter: Option<(String, Vec<u8>)>,
}

impl Lessons {
    /// The chapter, by the name of its file.
    pub fn chapter(&self) -> Option<(&str, &[u8])> {
        self.chapter.as_ref().map(|(file, bytes)| (file.as_str(), bytes.as_slice()))
    }
}

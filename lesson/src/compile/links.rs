//! Where the links of a chapter may lead.
//!
//! Never here: how they are written.

use super::markdown::Targets;
use crate::route::Route;

/// Where the links of a chapter may lead.
pub(super) struct Links<'l> {
    pub chapters: Vec<String>,
    pub terms: &'l [String],
    pub documents: Vec<&'l str>,
    pub chapter: &'l str,
    pub items: Vec<String>,
}

impl Targets for Links<'_> {
    fn address(&self, link: &str) -> Option<String> {
        let (kind, id) = link.split_once(':')?;
        let route = match kind {
            "term" if self.terms.iter().any(|term| term == id) => Route::Glossary(Some(id.into())),
            "chapter" if self.chapters.iter().any(|chapter| chapter == id) => {
                Route::Chapter { chapter: id.into(), item: None }
            }
            "here" if self.items.iter().any(|item| item == id) => {
                Route::Chapter { chapter: self.chapter.into(), item: Some(id.into()) }
            }
            "sandbox" if id.is_empty() => Route::Sandbox(None),
            "template" if id.is_empty() => Route::Template(None),
            "template" if self.documents.contains(&id) => Route::Template(Some(id.into())),
            "glossary" if id.is_empty() => Route::Glossary(None),
            _ => return None,
        };
        Some(route.to_string())
    }
}

//! What the browser calls the page: in its tab, in its history, and as a bookmark.
//!
//! Never here: a text; it is the heading that stands on the page.

use crate::web::browser::{document, first_of_page};
use lesson::route::{Route, RouteError};

/// Calls the page as its heading does. The home page and the sandbox have the workbook's own name.
pub fn show(route: &Result<Route, RouteError>) {
    let is_own = matches!(route, Ok(Route::Contents | Route::Sandbox(_) | Route::Run(_)));
    let heading = first_of_page("main.book h1").filter(|_| !is_own);
    let heading = heading.and_then(|heading| heading.text_content());
    let brand = word!(top.brand);
    let title = heading.map_or_else(|| brand.into(), |heading| format!("{heading} – {brand}"));
    if document().title() != title {
        document().set_title(&title);
    }
}

//! What the tests in a browser stand on: the site on a port of its own, one driver for the whole
//! run, a few browsers that tests hand on to each other, and a [`Page`] for each test.
//!
//! ```ignore
//! #[tokio::test]
//! async fn play_starts_the_run() {
//!     let page = Page::open(Options::default().size(1280, 800).dark()).await;
//!     page.click_button("Play").await;
//!     page.wait_for("document.querySelector('output').value !== '0 s'").await;
//!     page.assert_accessible().await;
//! }
//! ```
//!
//! A test that fails leaves a picture of its page and prints the console. Knows nothing of the
//! workbook's own pages.

// A helper that no test uses at the moment is still part of the vocabulary.
#![allow(dead_code)]

mod accessibility;
mod browsers;
pub mod copy;
mod driver;
pub mod firefox;
pub mod host;
pub mod page;
mod pointer;
mod server;

pub use page::{Options, Page};

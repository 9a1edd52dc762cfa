//! A learner's way through the built site, in a real browser.
//!
//! `cargo xtask test browser` builds `dist/` and runs these. They see only what a learner sees:
//! what is on the page, what has a name, what the keyboard reaches. They never reach into the
//! program, and never wait for a time to pass: each wait is for a condition.

mod access;
mod answers;
mod dragging;
mod drawn;
mod embedding;
mod fuzz;
mod guess;
mod hands;
mod home;
mod hosting;
mod keeping;
mod links;
mod nginx;
mod pages;
mod pictures;
mod printing;
mod questions;
mod sandbox;
mod site;
mod stage;
mod support;
mod tabs;
mod versions;
mod walk;

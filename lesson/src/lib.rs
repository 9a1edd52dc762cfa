//! The workbook as data: what a chapter holds, how an answer is judged, and what a learner keeps.
//!
//! Read it in this order: [`measure`] names the figures of a run; [`content`] is the model of a chapter,
//! with [`text`] as its sentences; [`source`] reads what authors and teachers write and checks it, and
//! `compile` (behind the feature of the same name) turns a folder of it into what the page loads;
//! [`grade`] judges an answer. [`file`] tells what a file is. [`template`] is the scenario template, [`progress`] what the learner has
//! done, [`route`] where in the workbook somebody is.
//!
//! Never here: a browser, drawing, a clock, or input and output (`compile` alone reads files).

#[cfg(feature = "compile")]
pub mod compile;
pub mod content;
pub mod coverage;
pub mod file;
pub mod grade;
pub mod highlight;
pub mod id;
pub mod measure;
pub mod progress;
pub mod route;
pub mod source;
pub mod template;
pub mod text;

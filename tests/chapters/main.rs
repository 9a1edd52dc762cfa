//! The workbook's pages without a browser: places, answers, predictions, and what is kept of them.

mod answers;
mod browser;
mod description;
mod files;
mod keeping;
mod learners;
mod places;
mod sandbox;

//! The table of the cases in docs/kafka.md: what was simulated, and what was measured.
//!
//! Written by a run of all cases, never by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::fs;

use crate::failure::Failure;
use crate::kafka::cases::Case;
use crate::kafka::compare::Comparison;
use crate::kafka::outcome::Outcome;
use crate::process::root;

const BEGIN: &str = "<!-- The table: UPDATE_DOCS=1 cargo xtask test kafka writes it. -->\n";
const END: &str = "<!-- End of the table. -->\n";
const HEAD: &str = "| case | style | what happens | answered, failed | records | done | repeated | lag at the end | times |\n\
     | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";

/// The row of a case.
pub fn row(case: &Case, (simulated, measured): (&Outcome, &Outcome), found: &Comparison) -> String {
    let Case { name, style, scenario, .. } = case;
    let users = both(
        format!("{}, {}", simulated.answered, simulated.failed),
        format!("{}, {}", measured.answered, measured.failed),
    );
    let differs = case.differs.as_ref().map(|why| format!(" **Differs:** {why}."));
    let times = if case.compares("times") {
        format!("± {:.0} ms", found.largest_ms)
    } else {
        "–".into()
    };
    format!(
        "| `{name}` | {} | {}{} | {users} | {} | {} | {} | {} | {times} |\n",
        style.word(),
        scenario.title,
        differs.unwrap_or_default(),
        both(simulated.records(), measured.records()),
        both(simulated.done(), measured.done()),
        both(simulated.repeated(), measured.repeated()),
        both(simulated.lag(), measured.lag()),
    )
}

/// One figure where both are alike.
fn both<T: Display + PartialEq>(simulated: T, measured: T) -> String {
    if simulated == measured {
        simulated.to_string()
    } else {
        format!("{simulated} simulated, {measured} measured")
    }
}

/// Puts the rows into the document. What is there of other cases stays, if `cases` are still to have it.
pub fn write(rows: Vec<String>, cases: &BTreeSet<String>) -> Result<(), Failure> {
    let path = root().join("docs/kafka.md");
    let text = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
    let parts = text.split_once(BEGIN).zip(text.split_once(END));
    let Some(((before, rest), (_, after))) = parts else {
        let what = format!("{} has no place for the table", path.display());
        return Err(Failure::missing(what, format!("Give it the lines\n  {BEGIN}  {END}")));
    };
    let table = rest.split(END).next().unwrap_or_default().lines().map(|row| format!("{row}\n"));
    let all: BTreeMap<String, String> = table
        .chain(rows)
        .filter_map(|row| Some((name(&row)?, row)))
        .filter(|(name, _)| cases.contains(name))
        .collect();
    let rows: String = all.into_values().collect();
    let written = format!("{before}{BEGIN}{HEAD}{rows}{END}{after}");
    fs::write(&path, written).map_err(Failure::file("write", &path))
}

/// The case that a row is of.
fn name(row: &str) -> Option<String> {
    Some(row.strip_prefix("| `")?.split_once('`')?.0.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_has_a_row_for_each_case() {
        let text = fs::read_to_string(root().join("docs/kafka.md")).expect("the document");
        let table = text.split(BEGIN).nth(1).and_then(|rest| rest.split(END).next());
        let listed: BTreeSet<String> = table.expect("the table").lines().filter_map(name).collect();
        let cases = crate::kafka::cases::cases(&root().join("tests/kafka/cases"));
        let there: BTreeSet<String> =
            cases.expect("cases without a mistake").into_iter().map(|case| case.name).collect();
        assert_eq!(listed, there, "UPDATE_DOCS=1 cargo xtask test kafka writes the table");
    }
}

//! The difference of two short texts, by lines: the longest common subsequence, with a line around each
//! change.
//!
//! A table of the lengths of both texts, which for listings is nothing; a general library cost 33 KB of
//! the page. Never here: what the lines say.

/// The part that a line has in a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// In both texts.
    Same,
    /// Only in the later text.
    Added,
    /// Only in the earlier text.
    Removed,
    /// Here lines that are in both texts are left out; the line is empty.
    Gap,
}

/// Lines shown around a change.
const CONTEXT: usize = 1;

/// The changed lines with their surroundings. Empty if the texts are equal.
pub(super) fn diff<'t>(before: &[&'t str], after: &[&'t str]) -> Vec<(Change, &'t str)> {
    let all = script(before, after);
    let near = |index: usize| {
        let from = index.saturating_sub(CONTEXT);
        let until = (index + CONTEXT + 1).min(all.len());
        all[from..until].iter().any(|(change, _)| *change != Change::Same)
    };
    let mut shown = Vec::new();
    for (index, &line) in all.iter().enumerate() {
        if near(index) {
            shown.push(line);
        } else if !matches!(shown.last(), Some((Change::Gap, _))) {
            shown.push((Change::Gap, ""));
        }
    }
    if shown.iter().all(|(change, _)| *change == Change::Gap) { Vec::new() } else { shown }
}

/// Every line of both texts; of a replaced one, the earlier comes first.
fn script<'t>(before: &[&'t str], after: &[&'t str]) -> Vec<(Change, &'t str)> {
    // common[b][a]: how many lines the texts from there on have in common.
    let mut common = vec![vec![0u32; after.len() + 1]; before.len() + 1];
    for b in (0..before.len()).rev() {
        for a in (0..after.len()).rev() {
            common[b][a] = if before[b] == after[a] {
                common[b + 1][a + 1] + 1
            } else {
                common[b + 1][a].max(common[b][a + 1])
            };
        }
    }
    let (mut b, mut a) = (0, 0);
    let mut script = Vec::new();
    loop {
        match (before.get(b), after.get(a)) {
            (Some(old), Some(new)) if old == new => {
                script.push((Change::Same, *old));
                (b, a) = (b + 1, a + 1);
            }
            (Some(old), new) if new.is_none() || common[b + 1][a] >= common[b][a + 1] => {
                script.push((Change::Removed, *old));
                b += 1;
            }
            (_, Some(new)) => {
                script.push((Change::Added, *new));
                a += 1;
            }
            _ => return script,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Change::{Added, Gap, Removed, Same};
    use super::*;

    #[test]
    fn equal_texts_have_no_difference() {
        assert_eq!(diff(&["a", "b"], &["a", "b"]), []);
        assert_eq!(diff(&[], &[]), []);
    }

    #[test]
    fn a_change_has_a_line_around_it_and_gaps_where_lines_are_left_out() {
        let shown = diff(&["a", "b", "c", "d", "e"], &["a", "b", "x", "d", "e"]);
        let expected =
            [(Gap, ""), (Same, "b"), (Removed, "c"), (Added, "x"), (Same, "d"), (Gap, "")];
        assert_eq!(shown, expected);
    }

    #[test]
    fn additions_at_either_end_are_seen() {
        assert_eq!(diff(&["b"], &["a", "b", "c"]), [(Added, "a"), (Same, "b"), (Added, "c")]);
    }
}

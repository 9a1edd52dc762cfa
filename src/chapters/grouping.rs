//! What on a page belongs to which figure, so that each figure can stand beside the text that speaks of it.
//!
//! A figure comes before the prediction about it: both are in sight of each other, and on a narrow page the figure is
//! above. Never here: how it is drawn.

use lesson::content::{Block, Sheet};
use lesson::id::FigureId;

/// What stands together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group<'a> {
    /// Its figure, if it has one.
    pub figure: Option<&'a FigureId>,
    /// What is in it, in order.
    pub parts: Vec<Part<'a>>,
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Part<'a> {
    /// Prose.
    Prose(&'a str),
    /// Something else, which is no prose.
    Block(&'a Block),
}

/// The groups of a page, in order.
pub fn groups<'a>(blocks: &'a [Block], sheet: &Sheet) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = vec![Group { figure: None, parts: Vec::new() }];
    for block in blocks {
        let Block::Figure(figure) = block else {
            let part = match block {
                Block::Prose(html) => Part::Prose(html),
                other => Part::Block(other),
            };
            groups.last_mut().into_iter().for_each(|group| group.parts.push(part.clone()));
            continue;
        };
        let Some(last) = groups.last_mut() else { continue };
        let asked = last.parts.pop_if(|part| asks_about(part, figure, sheet));
        if last.figure.is_some() {
            let intro = introduction(&mut last.parts);
            groups.push(Group { figure: None, parts: intro });
        }
        if let Some(group) = groups.last_mut() {
            group.figure = Some(figure);
            group.parts.push(Part::Block(block));
            group.parts.extend(asked);
        }
    }
    groups.retain(|group| !group.parts.is_empty());
    groups
}

/// Whether a part is a prediction of this figure's run.
fn asks_about(part: &Part<'_>, figure: &FigureId, sheet: &Sheet) -> bool {
    let Part::Block(Block::Prediction(id)) = part else { return false };
    sheet.prediction(id).is_some_and(|prediction| prediction.figure == *figure)
}

/// Takes what introduces the next figure off the parts of the one before it: the last paragraph.
fn introduction<'a>(parts: &mut Vec<Part<'a>>) -> Vec<Part<'a>> {
    let Some(Part::Prose(html)) = parts.pop_if(|part| matches!(part, Part::Prose(_))) else {
        return Vec::new();
    };
    let (before, last) = html.split_at(last_paragraph(html));
    if !before.trim().is_empty() {
        parts.push(Part::Prose(before));
    }
    vec![Part::Prose(last)]
}

/// Where the last paragraph of prose begins; its own beginning, if it does not end with a paragraph.
fn last_paragraph(html: &str) -> usize {
    let is_whole = |at: &usize| html[*at..].trim_end().ends_with("</p>");
    // A paragraph within a list does not begin a line of its own.
    let starts = html.match_indices("\n<p>").map(|(at, _)| at + 1).last();
    starts.filter(is_whole).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(id: &str) -> Block {
        Block::Figure(id.into())
    }

    fn prose(html: &str) -> Block {
        Block::Prose(html.into())
    }

    #[test]
    fn a_figure_takes_the_last_paragraph_before_it_and_all_that_follows() {
        let blocks = [
            prose("<p>one</p>\n"),
            figure("a"),
            prose("<p>of a</p>\n<p>to b</p>\n"),
            figure("b"),
            prose("<p>of b</p>\n"),
        ];
        let found = groups(&blocks, &Sheet::default());
        let of: Vec<_> = found.iter().map(|group| group.figure.map(|id| id.as_str())).collect();
        assert_eq!(of, [Some("a"), Some("b")]);
        let (a, b) = (Part::Block(&blocks[1]), Part::Block(&blocks[3]));
        assert_eq!(found[0].parts, [Part::Prose("<p>one</p>\n"), a, Part::Prose("<p>of a</p>\n")]);
        let rest = [Part::Prose("<p>to b</p>\n"), b, Part::Prose("<p>of b</p>\n")];
        assert_eq!(found[1].parts, rest);
    }

    #[test]
    fn a_list_is_not_divided_and_nothing_is_lost() {
        let html = "<p>one</p>\n<ul>\n<li><p>two</p></li>\n</ul>\n";
        let blocks = [figure("a"), prose(html), figure("b")];
        let found = groups(&blocks, &Sheet::default());
        let b = Part::Block(&blocks[2]);
        assert_eq!(found[1].parts, [Part::Prose(html), b]);
    }

    #[test]
    fn a_page_without_a_figure_is_one_group() {
        let blocks = [prose("<p>one</p>\n"), Block::Question("q".into())];
        assert_eq!(groups(&blocks, &Sheet::default()).len(), 1);
        assert_eq!(groups(&[], &Sheet::default()), []);
    }
}

//! The HTML of a chapter's prose as a tree, so that elements can be made of it one by one: the page's policy allows no
//! text to become HTML.
//!
//! It is the build's own HTML, made of Markdown in which HTML is refused: well formed, with few kinds of elements. Never
//! here: reading anybody else's, or drawing.

/// The elements that prose is made of.
const TAGS: &[&str] = &[
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];
/// What an element of it can have.
const ATTRIBUTES: [&str; 5] = ["class", "data-of", "href", "start", "tabindex"];
/// Elements that have no end.
const VOID: [&str; 2] = ["br", "hr"];
const ENTITIES: [(&str, &str); 5] =
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];

/// A part of prose.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Words.
    Text(String),
    /// An element.
    Element(Element),
}

/// An element of prose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    /// Its name.
    pub tag: &'static str,
    /// What it has, by name.
    pub attributes: Vec<(&'static str, String)>,
    /// What is in it.
    pub children: Vec<Node>,
}

/// The tree of a piece of prose. What it does not know it leaves out: an element as a `span`, an attribute altogether.
pub fn nodes(html: &str) -> Vec<Node> {
    let mut open = vec![Element::default()];
    let mut rest = html;
    while let Some((words, after)) = rest.split_once('<') {
        add_text(&mut open, words);
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        rest = after;
        if tag.starts_with('/') {
            close(&mut open);
            continue;
        }
        open.push(opened(tag.trim_end_matches('/')));
        if open.last().is_some_and(|element| VOID.contains(&element.tag)) {
            close(&mut open);
        }
    }
    add_text(&mut open, rest);
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().unwrap_or_default().children
}

fn add_text(open: &mut [Element], words: &str) {
    if let Some(last) = open.last_mut().filter(|_| !words.is_empty()) {
        last.children.push(Node::Text(unescaped(words)));
    }
}

/// The innermost element is whole; the outermost, which is none of the prose's, stays open.
fn close(open: &mut Vec<Element>) {
    if open.len() > 1
        && let Some(whole) = open.pop()
        && let Some(around) = open.last_mut()
    {
        around.children.push(Node::Element(whole));
    }
}

/// `a href="…"`; a `>` in a value is escaped.
fn opened(inside: &str) -> Element {
    let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
    let known = TAGS.iter().copied().find(|tag| *tag == name.trim());
    let mut element = Element { tag: known.unwrap_or("span"), ..Element::default() };
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').unwrap_or((after, ""));
        if let Some(known) = ATTRIBUTES.iter().find(|known| **known == name.trim()) {
            element.attributes.push((known, unescaped(value)));
        }
        rest = after;
    }
    element
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let known = ENTITIES.iter().find(|(name, _)| from.starts_with(name));
        let (name, means) = known.copied().unwrap_or(("&", "&"));
        out.push_str(means);
        rest = &from[name.len()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_has_the_elements_the_words_and_what_they_have() {
        let html = "<p>One &amp; <a href=\"#/x?a=1&amp;b=2\">two</a><br />\n<b>three</b></p>\n";
        let text = |words: &str| Node::Text(words.into());
        let element = |tag, attributes: &[(&'static str, &str)], children| {
            let attributes = attributes.iter().map(|(name, value)| (*name, (*value).into()));
            Node::Element(Element { tag, attributes: attributes.collect(), children })
        };
        let wanted = vec![
            element(
                "p",
                &[],
                vec![
                    text("One & "),
                    element("a", &[("href", "#/x?a=1&b=2")], vec![text("two")]),
                    element("br", &[], vec![]),
                    text("\n"),
                    element("span", &[], vec![text("three")]),
                ],
            ),
            text("\n"),
        ];
        assert_eq!(nodes(html), wanted);
    }

    #[test]
    fn what_is_not_well_formed_ends_and_loses_no_word() {
        for html in ["<p>a", "a</p></p>", "<", "<p", "a<b c=\"", "&", "&lt", "</", "<p x>a</p>"] {
            let _ = nodes(html);
        }
        assert_eq!(nodes("a</p>b"), [Node::Text("a".into()), Node::Text("b".into())]);
    }
}

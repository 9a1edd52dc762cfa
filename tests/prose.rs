//! The prose of all chapters loses nothing on its way into elements.

use coupling_workbook::chapters::prose::{Element, Node, nodes};
use lesson::compile::{Site, compile};
use lesson::content::{Block, Chapter};
use std::path::Path;

/// The tree as HTML again, with nothing escaped but what would be read as a tag.
fn html(nodes: &[Node]) -> String {
    nodes.iter().map(of_node).collect()
}

fn of_node(node: &Node) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    match node {
        Node::Text(words) => escaped(words),
        Node::Element(Element { tag, attributes, children }) => {
            let attributes = attributes.iter().map(|(name, value)| {
                format!(" {name}=\"{}\"", escaped(value).replace('"', "&quot;"))
            });
            let attributes: String = attributes.collect();
            match *tag {
                "br" | "hr" => format!("<{tag}{attributes} />"),
                _ => format!("<{tag}{attributes}>{}</{tag}>", html(children)),
            }
        }
    }
}

/// As the tree is written again: what is escaped more than it need be, is not.
fn plain(html: &str) -> String {
    html.replace("&gt;", ">").replace("&#39;", "'").replace("&quot;", "\"")
}

#[test]
fn the_prose_of_every_chapter_is_the_same_after_it_was_a_tree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = compile(&root.join("assets/lessons/en"), &root.join("assets/scenarios"));
    let Site { chapters, .. } = site.unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    let mut pieces = 0;
    for (file, bytes) in &chapters {
        let chapter = Chapter::open(bytes).unwrap_or_else(|error| panic!("{file}: {error}"));
        let blocks = chapter.sections.iter().flat_map(|section| &section.blocks);
        for block in blocks {
            if let Block::Prose(prose) = block {
                pieces += 1;
                assert_eq!(plain(&html(&nodes(prose))), plain(prose), "{file}");
            }
        }
    }
    assert!(pieces > 50, "{pieces}");
}

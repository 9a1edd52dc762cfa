//! index.html says what the site consists of, in the `<link data-trunk>` and `<script data-trunk>` elements that
//! trunk also reads: this takes the page apart at them.
//!
//! Knows only the forms that the page uses; any other is an error rather than a link that is left out. Never
//! here: what becomes of a part.

use std::fs;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::process::root;

const LINK: &str = "<link data-trunk ";
const SCRIPT: &str = "<script data-trunk ";

/// A piece of the page.
#[derive(Debug, PartialEq)]
pub enum Piece<'t> {
    /// What stays as it is.
    Text(&'t str),
    /// A link, in whose place there will be what the page needs to use that part.
    Part(Part<'t>),
}

/// A part of the site.
#[derive(Debug, PartialEq)]
pub enum Part<'t> {
    /// A style sheet.
    Style {
        /// Where it lies.
        href: &'t str,
    },
    /// A script, which runs when the page has been read.
    Script {
        /// Where it lies.
        src: &'t str,
    },
    /// A file or folder that is copied as it is.
    Copy {
        /// Where it lies.
        href: &'t str,
        /// The folder of the site that it is copied into.
        folder: PathBuf,
    },
    /// A program.
    Program(Program<'t>),
}

/// A program, compiled to WebAssembly.
#[derive(Debug, PartialEq)]
pub struct Program<'t> {
    /// The Cargo.toml of its package, unless that is the workspace's own.
    pub manifest: Option<&'t str>,
    /// Its name in that package.
    pub bin: &'t str,
    /// Features of the package, separated by commas.
    pub features: Option<&'t str>,
    /// How the page starts it.
    pub start: Start<'t>,
    /// The folder of the site that it lies in.
    pub folder: PathBuf,
}

/// How a program is started.
#[derive(Debug, PartialEq)]
pub enum Start<'t> {
    /// With the page. What it exports becomes a global variable of this name.
    WithPage {
        /// The variable.
        global: &'t str,
    },
    /// By another program or a worker, when it is needed.
    Later {
        /// wasm-bindgen's name for the kind of glue.
        target: &'t str,
    },
}

/// index.html as it is among the sources.
pub fn read_index() -> Result<String, Failure> {
    let path = root().join("index.html");
    fs::read_to_string(&path).map_err(Failure::file("read", &path))
}

/// The page in its order.
pub fn pieces(page: &str) -> Result<Vec<Piece<'_>>, Failure> {
    apart(page).map_err(|what| {
        Failure::input(format!("index.html: {what}"), "Write it as the other links are written.")
    })
}

fn apart(page: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = page;
    while let Some((before, opening, after)) = next_opening(rest) {
        let end = if opening == SCRIPT { "></script>" } else { ">" };
        let (inside, after) =
            after.split_once(end).ok_or_else(|| format!("{opening}… has no {end}"))?;
        let part = if opening == SCRIPT { script(inside) } else { part(inside) };
        let part = part.map_err(|what| format!("{opening}{inside}>: {what}"))?;
        pieces.extend([Piece::Text(before), Piece::Part(part)]);
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}

/// What stands before the next link or script, which of them it is, and what follows.
fn next_opening(page: &str) -> Option<(&str, &'static str, &str)> {
    let openings = [LINK, SCRIPT].into_iter();
    let found = openings.filter_map(|opening| {
        page.split_once(opening).map(|(before, after)| (before, opening, after))
    });
    found.min_by_key(|(before, ..)| before.len())
}

fn script(inside: &str) -> Result<Part<'_>, String> {
    match attributes(inside)?[..] {
        [("src", src), ("defer", "")] => Ok(Part::Script { src }),
        _ => Err("write src=\"…\" defer=\"\"".into()),
    }
}

/// The programs among the pieces.
pub fn programs<'p, 't>(pieces: &'p [Piece<'t>]) -> impl Iterator<Item = &'p Program<'t>> {
    pieces.iter().filter_map(|piece| match piece {
        Piece::Part(Part::Program(program)) => Some(program),
        _ => None,
    })
}

fn part(link: &str) -> Result<Part<'_>, String> {
    let mut attributes = attributes(link)?;
    let mut take = |name: &str| {
        let place = attributes.iter().position(|(known, _)| *known == name)?;
        Some(attributes.swap_remove(place).1)
    };
    let folder = PathBuf::from(take("data-target-path").unwrap_or_default());
    let href = take("href");
    let needed = || href.ok_or("it lacks `href`");
    let part = match take("rel") {
        Some("css") => Part::Style { href: needed()? },
        Some("copy-file" | "copy-dir") => Part::Copy { href: needed()?, folder },
        Some("rust") => {
            // Only trunk has to be told to leave it out: it takes off less than half a percent.
            let _ = take("data-wasm-opt");
            let start = match take("data-type") {
                Some("worker") => {
                    Start::Later { target: take("data-bindgen-target").unwrap_or("no-modules") }
                }
                _ => Start::WithPage {
                    global: take("data-wasm-import-name").unwrap_or("wasmBindings"),
                },
            };
            let (bin, features) = (take("data-bin"), take("data-cargo-features"));
            let bin = bin.ok_or("it lacks `data-bin`")?;
            Part::Program(Program { manifest: href, bin, features, start, folder })
        }
        other => return Err(format!("xtask/src/site knows no rel=\"{}\"", other.unwrap_or(""))),
    };
    match attributes.first() {
        None => Ok(part),
        Some((name, _)) => Err(format!("xtask/src/site knows no attribute `{name}` here")),
    }
}

/// `name="value"`, as often as there is one.
fn attributes(link: &str) -> Result<Vec<(&str, &str)>, String> {
    let mut found = Vec::new();
    let mut rest = link.trim().trim_end_matches('/').trim_end();
    while !rest.is_empty() {
        let (name, after) =
            rest.split_once("=\"").ok_or("write each attribute as name=\"value\"")?;
        let (value, after) = after.split_once('"').ok_or("a value has no closing quote")?;
        found.push((name.trim(), value));
        rest = after.trim_start();
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_comes_apart_at_its_links() {
        let page = "<head><link data-trunk rel=\"css\" href=\"a.css\" />\n\
                    <link data-trunk rel=\"copy-dir\" href=\"target/lessons\">\
                    <script data-trunk src=\"w.js\" defer=\"\"></script>\
                    <link data-trunk rel=\"rust\" data-bin=\"page\" data-wasm-import-name=\"page\">\
                    <link data-trunk rel=\"rust\" data-type=\"worker\" href=\"w/Cargo.toml\" \
                    data-bin=\"w\" data-target-path=\"w\" data-wasm-opt=\"0\"></head>";
        let copied = Part::Copy { href: "target/lessons", folder: PathBuf::new() };
        let shown = Program {
            manifest: None,
            bin: "page",
            features: None,
            start: Start::WithPage { global: "page" },
            folder: PathBuf::new(),
        };
        let worker = Program {
            manifest: Some("w/Cargo.toml"),
            bin: "w",
            features: None,
            start: Start::Later { target: "no-modules" },
            folder: "w".into(),
        };
        let wanted = [
            Piece::Text("<head>"),
            Piece::Part(Part::Style { href: "a.css" }),
            Piece::Text("\n"),
            Piece::Part(copied),
            Piece::Text(""),
            Piece::Part(Part::Script { src: "w.js" }),
            Piece::Text(""),
            Piece::Part(Part::Program(shown)),
            Piece::Text(""),
            Piece::Part(Part::Program(worker)),
            Piece::Text("</head>"),
        ];
        assert_eq!(apart(page).as_deref(), Ok(&wanted[..]));
    }

    #[test]
    fn the_page_as_it_is_has_one_program_that_starts_with_it() {
        let page = read_index().expect("the page");
        let pieces = pieces(&page).expect("all its links are known");
        let first = |program: &&Program<'_>| matches!(program.start, Start::WithPage { .. });
        assert_eq!(programs(&pieces).filter(first).count(), 1);
    }

    #[test]
    fn a_link_that_is_not_understood_is_named() {
        for (link, named) in [
            ("<link data-trunk rel=\"sass\" href=\"a.scss\">", "rel=\"sass\""),
            ("<link data-trunk rel=\"css\" href=\"a.css\" data-inline=\"\">", "data-inline"),
            ("<link data-trunk rel=\"css\">", "href"),
            ("<link data-trunk rel=\"rust\" href=\"Cargo.toml\">", "data-bin"),
            ("<link data-trunk rel=css>", "name=\"value\""),
            ("<link data-trunk rel=\"css\" href=\"a.css\"", "has no >"),
            ("<script data-trunk src=\"a.js\"></script>", "defer"),
        ] {
            let error = apart(link).expect_err(link);
            assert!(error.contains(named), "{error}");
        }
    }
}

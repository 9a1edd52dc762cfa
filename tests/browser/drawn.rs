//! The pages as the build has drawn them, before any program: well formed, complete, and linked with each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use lesson::route::Route;
use scraper::{ElementRef, Html, Selector};

use crate::support::host::dist;

/// The pages of the site by the names of their files, as text and as a tree.
fn pages() -> BTreeMap<String, (String, Html)> {
    let mut pages = BTreeMap::new();
    for entry in fs::read_dir(dist()).expect("the site") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "html") {
            let text = fs::read_to_string(&path).expect("a page");
            let tree = Html::parse_document(&text);
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            pages.insert(name, (text, tree));
        }
    }
    assert!(pages.len() > 15, "{:?}", pages.keys());
    pages
}

fn all<'t>(tree: &'t Html, selector: &str) -> Vec<ElementRef<'t>> {
    let selector = Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"));
    tree.select(&selector).collect()
}

fn values<'t>(tree: &'t Html, attribute: &str) -> Vec<&'t str> {
    let having = all(tree, &format!("[{attribute}]"));
    having.into_iter().filter_map(|element| element.value().attr(attribute)).collect()
}

#[test]
fn every_page_is_read_without_a_mistake() {
    assert_ne!(Html::parse_document("<!doctype html><p></b>").errors.len(), 0);
    for (name, (_, tree)) in pages() {
        assert_eq!(tree.errors, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn a_browser_puts_no_element_into_a_page_and_moves_none() {
    for (name, (text, tree)) in pages() {
        // What is in it is text to a browser that runs scripts.
        let (before, rest) = text.split_once("<noscript>").unwrap_or((&text, ""));
        let text =
            format!("{before}{}", rest.split_once("</noscript>").map_or("", |(_, after)| after));
        for tag in
            ["a", "div", "dl", "li", "p", "table", "tbody", "td", "thead", "tr", "span", "svg"]
        {
            let written = text.matches(&format!("<{tag} ")).count()
                + text.matches(&format!("<{tag}>")).count();
            assert_eq!(all(&tree, tag).len(), written, "{tag} on {name}");
        }
    }
}

#[test]
fn no_id_is_there_twice() {
    for (name, (_, tree)) in pages() {
        let mut seen = BTreeSet::new();
        for id in values(&tree, "id") {
            assert!(seen.insert(id), "{name}: {id}");
        }
    }
}

/// What is wrong with an address that a page names, if anything is.
fn broken(pages: &BTreeMap<String, (String, Html)>, from: &str, address: &str) -> Option<String> {
    if ["https://", "data:"].iter().any(|scheme| address.starts_with(scheme)) {
        return None;
    }
    let (file, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
    let file = match file.trim_start_matches("./") {
        "" => from,
        other => other,
    };
    if !dist().join(file).is_file() {
        return Some(format!("{from}: there is no {file}"));
    }
    let there = match fragment.strip_prefix('#') {
        None => true,
        Some(place) if place.starts_with('/') => Route::parse(fragment).is_ok(),
        Some(id) => pages.get(file).is_some_and(|(_, tree)| values(tree, "id").contains(&id)),
    };
    (!there).then(|| format!("{from}: there is no {address}"))
}

#[test]
fn every_link_leads_to_a_place_that_there_is() {
    let pages = pages();
    let mut links = 0;
    for (name, (_, tree)) in &pages {
        for address in values(tree, "href").into_iter().chain(values(tree, "src")) {
            links += 1;
            assert_eq!(broken(&pages, name, address), None);
        }
    }
    assert!(links > 200, "{links}");
    for nowhere in ["nobody.html", "temporal.html#nobody", "temporal.html#/nobody/", "./a.css"] {
        assert!(broken(&pages, "index.html", nowhere).is_some(), "{nowhere}");
    }
}

#[test]
fn every_picture_says_what_it_shows_or_that_it_is_none() {
    for (name, (_, tree)) in pages() {
        let pictures = all(&tree, "img:not([alt])");
        assert!(pictures.is_empty(), "{name}: {:?}", pictures.first().map(|it| it.html()));
        let named = "svg:not([aria-hidden=true]):not([aria-label]):not([aria-labelledby])";
        let hidden = "[aria-hidden=true] svg";
        let unnamed =
            all(&tree, named).len() - all(&tree, &format!("{hidden}:not([aria-hidden])")).len();
        assert_eq!(unnamed, 0, "{name}");
    }
}

#[test]
fn nothing_stands_inside_a_page_that_its_policy_refuses() {
    for (name, (text, tree)) in pages() {
        assert!(text.contains("http-equiv=\"Content-Security-Policy\""), "{name}");
        for refused in [
            "[style]",
            "style",
            "script:not([src])",
            "[onclick]",
            "[onload]",
            "base",
            "form[action]",
        ] {
            assert_eq!(all(&tree, refused).len(), 0, "{name}: {refused}");
        }
    }
}

#[test]
fn every_page_has_a_title_of_its_own_and_says_what_a_link_to_it_shows() {
    let mut titles = BTreeSet::new();
    for (name, (_, tree)) in pages() {
        let title: String =
            all(&tree, "head > title").iter().flat_map(|title| title.text()).collect();
        if name == "404.html" {
            continue;
        }
        assert!(titles.insert(title.clone()), "{name}: {title}");
        let content = |selector: &str| match all(&tree, selector)[..] {
            [one] => one.value().attr("content").unwrap_or_default().to_string(),
            _ => panic!("{name}: {selector}"),
        };
        assert_eq!(content("meta[property='og:title']"), title);
        let description = content("meta[name=description]");
        assert!(description.len() > 40, "{name}: {description}");
        assert_eq!(content("meta[property='og:description']"), description);
        let picture = content("meta[property='og:image']");
        assert_eq!(picture, name.replace(".html", ".png"));
        let bytes = fs::read(dist().join(&picture)).expect("the picture lies beside its page");
        assert_eq!(bytes[16..24], [1200u32.to_be_bytes(), 630u32.to_be_bytes()].concat(), "{name}");
    }
}

#[test]
fn a_chapter_can_be_read_and_its_questions_seen_without_a_script() {
    for (name, (_, tree)) in pages() {
        if all(&tree, "article.chapter").is_empty() {
            continue;
        }
        let words = |selector: &str| -> usize {
            let text = all(&tree, selector).into_iter().flat_map(|element| element.text());
            text.flat_map(str::split_whitespace).count()
        };
        assert!(words(".prose") > 200, "{name}");
        assert!(words(".ask") > 100, "{name}");
        assert!(!all(&tree, "figure figcaption").is_empty(), "{name}");
    }
}

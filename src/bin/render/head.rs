//! What a page says of itself to search engines, and to those who show a link to it: a title, a description, a picture.
//!
//! The words are those of the lessons and of index.html. Never here: what stands on the page.

use super::page::{Page, SHEET};
use lesson::content::Index;

const DESCRIPTION: &str = "<meta name=\"description\" content=\"";
const PICTURE_SIZE: (u32, u32) = (1200, 630);

/// The head of a page.
pub struct Head {
    /// Before the workbook's own title; nothing, on the site's own page.
    title: Option<String>,
    /// Instead of the workbook's own.
    description: Option<String>,
    /// The page's address, if the site's is known.
    canonical: Option<String>,
    /// The picture's.
    picture: String,
}

impl Head {
    /// The head of a page of a site that will be at an address, or anywhere.
    pub fn of(page: &Page<'_>, index: &Index, address: Option<&str>) -> Self {
        let own = match page.name {
            "contents" => Some("contents.title"),
            "glossary" => Some("contents.glossary"),
            "template" => Some("contents.template"),
            "sandbox" => Some("contents.sandbox"),
            "book" => Some("contents.book"),
            _ => None,
        };
        let title = match page.chapter {
            Some(entry) => Some(entry.title.clone()),
            None => own.map(|key| index.word(key).to_string()),
        };
        let name = match page.name {
            "index" | "contents" => String::new(),
            name => format!("{name}.html"),
        };
        // The build makes it of the card that is drawn beside the page.
        let picture = format!("{}.png", page.name);
        let base = address.map(|address| address.trim_end_matches('/'));
        let at = |file: &str| base.map(|base| format!("{base}/{file}"));
        Self {
            title,
            description: page.chapter.map(|entry| entry.summary.plain()),
            canonical: at(&name),
            picture: at(&picture).unwrap_or(picture),
        }
    }

    /// What the page's card says in large letters: its title, or on the site's own page what the workbook is.
    pub fn on_card<'a>(&'a self, template: &'a str) -> &'a str {
        let whole = between(template, DESCRIPTION, "\"").unwrap_or_default();
        self.title.as_deref().unwrap_or(whole)
    }

    /// The page with this head.
    pub fn put_into(&self, template: &str) -> String {
        let mut page = template.to_string();
        if let Some(title) = &self.title {
            page = page.replacen("<title>", &format!("<title>{} – ", escaped(title)), 1);
        }
        if let Some(description) = &self.description {
            page = described(&page, &escaped(description));
        }
        let more = self.more(&page);
        page.replacen("</head>", &format!("{more}</head>"), 1)
    }

    /// What comes after a page's title and description, which it repeats.
    fn more(&self, page: &str) -> String {
        let title = between(page, "<title>", "<").unwrap_or_default();
        let description = between(page, DESCRIPTION, "\"").unwrap_or_default();
        let (width, height) = PICTURE_SIZE;
        let mut said = vec![
            ("og:type", "website".to_string()),
            ("og:title", title.into()),
            ("og:description", description.into()),
            ("og:image", escaped(&self.picture)),
            ("og:image:width", width.to_string()),
            ("og:image:height", height.to_string()),
        ];
        let mut out = format!("<link rel=\"stylesheet\" href=\"./{SHEET}\">\n");
        if let Some(address) = self.canonical.as_deref().map(escaped) {
            out += &format!("<link rel=\"canonical\" href=\"{address}\">\n");
            said.push(("og:url", address));
        }
        out += "<meta name=\"twitter:card\" content=\"summary_large_image\">\n";
        let line = |(name, value): &(&str, String)| {
            format!("<meta property=\"{name}\" content=\"{value}\">\n")
        };
        out + &said.iter().map(line).collect::<String>()
    }
}

/// A page without a program, of one with a program.
pub fn read_only(page: &str, body: &str) -> String {
    let head: String = page
        .split_inclusive('\n')
        .take_while(|line| !line.starts_with("<body"))
        .filter(|line| !line.starts_with("<script"))
        .collect();
    format!("{head}<body>\n{body}</body>\n</html>\n")
}

/// The page for an address at which a host has nothing. It may be shown at any address of the host.
pub fn lost(template: &str, index: &Index) -> String {
    let head: String = template
        .split_inclusive('\n')
        .take_while(|line| !line.starts_with("<body"))
        .filter(|line| !line.starts_with("<script") && !line.starts_with(DESCRIPTION))
        .collect();
    let word = |key: &str| escaped(index.word(key));
    let (title, contents) = (word("lost.title"), word("contents.title"));
    format!(
        "{head}<body>\n<main class=\"without\">\n<h1>{title}</h1>\n<p><a href=\"./index.html\">{contents}</a></p>\n\
         </main>\n</body>\n</html>\n"
    )
}

/// The page with another description.
fn described(page: &str, description: &str) -> String {
    let Some((before, rest)) = page.split_once(DESCRIPTION) else { return page.into() };
    let after = rest.split_once('"').map_or("", |(_, after)| after);
    format!("{before}{DESCRIPTION}{description}\"{after}")
}

fn between<'p>(page: &'p str, open: &str, close: &str) -> Option<&'p str> {
    page.split_once(open)?.1.split_once(close).map(|(inside, _)| inside)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

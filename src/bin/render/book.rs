//! The whole book as one page to be read from its beginning to its end, or printed: no program, and every figure at the
//! instant that decides.
//!
//! Never here: a text of its own, or a drawing.

use lesson::content::{Index, Term};

/// The name of the page's file, without its ending.
pub const NAME: &str = "book";

/// Attributes that name an element of the page, or are its name.
const NAMING: [&str; 5] = ["id", "for", "name", "aria-describedby", "aria-labelledby"];

/// The book as it comes to be.
pub struct Book {
    contents: String,
    body: String,
}

impl Book {
    /// With nothing but its title.
    pub fn titled(title: &str, description: &str) -> Self {
        let head = format!("<h1>{}</h1>\n<p>{}</p>\n", escaped(title), escaped(description));
        Self { contents: head + "<ol>\n", body: String::new() }
    }

    /// One more chapter, of its drawn page.
    pub fn add(&mut self, id: &str, title: &str, drawn: &str) {
        let whole = drawn.find("<article").zip(drawn.find("</article>"));
        let Some(article) = whole.and_then(|(from, to)| drawn.get(from..to)) else { return };
        let named = NAMING.iter().fold(article.to_string(), |text, name| {
            text.replace(&format!(" {name}=\""), &format!(" {name}=\"{id}-"))
        });
        let named = named.replacen("<article", &format!("<article id=\"{id}\""), 1);
        self.contents += &format!("<li><a href=\"#{id}\">{}</a></li>\n", escaped(title));
        self.body += &format!("{named}</article>\n");
    }

    /// What stands in the page's body.
    pub fn finished(self, index: &Index) -> String {
        let mut body = self.body;
        for entry in &index.chapters {
            let page = format!("href=\"{}.html", entry.id);
            body = body.replace(&format!("{page}#"), &format!("href=\"#{}-", entry.id));
            body = body.replace(&format!("{page}\""), &format!("href=\"#{}\"", entry.id));
        }
        body = body.replace("href=\"glossary.html#", "href=\"#term-");
        let term = |term: &Term| {
            let (name, meaning) = (escaped(&term.term), escaped(&term.meaning.plain()));
            format!("<div><dt id=\"term-{}\">{name}</dt><dd>{meaning}</dd></div>\n", term.id)
        };
        let terms: String = index.glossary.iter().map(term).collect();
        let glossary = escaped(index.word("contents.glossary"));
        format!(
            "<main class=\"book whole-book\" data-drawn>\n{}</ol>\n{body}<section class=\"chapter\">\n\
             <h1>{glossary}</h1>\n<dl class=\"meanings\">\n{terms}</dl>\n</section>\n</main>\n",
            self.contents
        )
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use lesson::content::Index;

    #[test]
    fn names_of_chapters_are_kept_apart_and_links_stay_on_the_page() {
        let mut book = Book::titled("A <book>", "");
        let drawn = "<header></header><article class=\"c\"><h2 id=\"a\">A</h2><label for=\"b\"></label></article><i></i>";
        book.add("one", "One", drawn);
        let page = book.finished(&Index::default());
        assert!(page.contains("<h1>A &lt;book></h1>"), "{page}");
        assert!(page.contains("<article id=\"one\" class=\"c\"><h2 id=\"one-a\">"), "{page}");
        assert!(page.contains("for=\"one-b\"") && page.contains("href=\"#one\""), "{page}");
        assert!(!page.contains("<header>") && !page.contains("<i>"), "{page}");
    }
}

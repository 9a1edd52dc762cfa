//! The looks of drawn elements, moved from their `style` attributes into a style sheet of the site, because its policy
//! allows no style inside a page.
//!
//! They hold until the program stands in the page, which sets them itself. Never here: what a look is.

use std::collections::BTreeMap;

/// How Yew begins the attribute.
const STYLE: &str = " style=\"";

/// The looks of all pages, each once.
#[derive(Default)]
pub struct Looks {
    numbers: BTreeMap<String, usize>,
}

impl Looks {
    /// A drawn page with a number in place of each look.
    pub fn taken_from(&mut self, drawn: &str) -> String {
        let mut out = String::with_capacity(drawn.len());
        let mut rest = drawn;
        while let Some(at) = next_tag(rest) {
            let (before, tag) = rest.split_at(at);
            let end = end_of_tag(tag);
            let (tag, after) = tag.split_at(end);
            out.push_str(before);
            out.push_str(&self.numbered(tag));
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn numbered(&mut self, tag: &str) -> String {
        let Some((before, rest)) = tag.split_once(STYLE) else { return tag.into() };
        let Some((look, after)) = rest.split_once('"') else { return tag.into() };
        let next = self.numbers.len();
        let number = *self.numbers.entry(look.into()).or_insert(next);
        format!("{before} data-look=\"{number}\"{after}")
    }

    /// The style sheet, in the order of the numbers.
    pub fn sheet(&self) -> String {
        let mut looks: Vec<(&String, &usize)> = self.numbers.iter().collect();
        looks.sort_by_key(|(_, number)| **number);
        let rule = |(look, number): (&String, &usize)| {
            format!("[data-drawn] [data-look=\"{number}\"]{{{look}}}\n")
        };
        looks.into_iter().map(rule).collect()
    }
}

/// Where the next tag begins. In a text, a `<` is escaped.
fn next_tag(html: &str) -> Option<usize> {
    html.find('<')
}

/// Where a tag ends; a `>` in the value of an attribute does not end it.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_look_is_in_the_sheet_once_and_in_no_page() {
        let mut looks = Looks::default();
        let drawn = "<i style=\"left:1px\"></i><b title=\"a > b\" style=\"left:2px\">a style=\"x\"</b>\
                     <i class=\"c\" style=\"left:1px\"></i>";
        let page = looks.taken_from(drawn);
        let wanted = "<i data-look=\"0\"></i><b title=\"a > b\" data-look=\"1\">a style=\"x\"</b>\
                      <i class=\"c\" data-look=\"0\"></i>";
        assert_eq!(page, wanted);
        let sheet =
            "[data-drawn] [data-look=\"0\"]{left:1px}\n[data-drawn] [data-look=\"1\"]{left:2px}\n";
        assert_eq!(looks.sheet(), sheet);
    }
}

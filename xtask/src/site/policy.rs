//! What a browser may load and run for the workbook: its own files, and nothing that stands inside a page.
//!
//! Each page says it, and so do the headers that a host can be told to send. Never here: how a host is told.

/// The policy. A page may stand in anybody's frame: that is not among what a page can say of itself.
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self'; img-src 'self' data: blob:; worker-src 'self'; font-src 'self'; base-uri 'none'; \
     form-action 'none'; require-trusted-types-for 'script'";

/// What the policy stands after in a page, so that it holds for everything that comes.
const AFTER: &str = "<meta charset=\"utf-8\">\n";

/// A page that says the policy.
pub fn with_policy(page: &str) -> String {
    let said =
        format!("{AFTER}<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n");
    page.replacen(AFTER, &said, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::index::read_index;

    #[test]
    fn the_page_says_the_policy_before_it_asks_for_anything() {
        let page = with_policy(&read_index().expect("the page"));
        let place = page.find(POLICY).expect("it is there");
        assert!(page.find("<link").is_some_and(|link| place < link), "{page}");
    }

    #[test]
    fn nothing_stands_inside_the_page_that_the_policy_would_refuse() {
        let page = read_index().expect("the page");
        for inline in ["<style", " style=", "<script>", " onclick", " onload", "javascript:"] {
            assert!(!page.contains(inline), "{inline}");
        }
    }
}

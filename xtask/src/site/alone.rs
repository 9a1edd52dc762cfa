//! The workbook in one file, which opens by a double click: the site's own page with all that it asks for inside.
//!
//! Its policy names what stands in it by digests, and nothing else runs. Never here: another page than the site has.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use lesson::route::Route;
use sha2::{Digest as _, Sha256};

use crate::compress::gzipped;
use crate::digest;
use crate::failure::Failure;
use crate::files::{read, write};
use crate::process::root;

/// What starts the program.
const START: &str = "assets/start-alone.js";
/// What the policy stands after in a page.
const AFTER: &str = "<meta charset=\"utf-8\">\n";

/// The program, and the script by which a page without modules uses it.
pub struct Program {
    /// The program.
    pub wasm: Vec<u8>,
    /// The script.
    pub script: String,
}

/// Writes the one file, of a site in `folder` whose pages do not say their policy yet.
pub fn write_alone(folder: &Path, program: &Program, to: &Path) -> Result<(), Failure> {
    let page = text(&folder.join("index.html"))?;
    let mut alone = Alone::default();
    for line in page.split_inclusive('\n') {
        alone.take(line, folder)?;
    }
    let glue = program.script.clone();
    let start = text(&root().join(START))?;
    alone.end(folder, &program.wasm, &[&glue, &start])?;
    write(to, alone.finished().as_bytes())
}

/// The file as it comes to be.
#[derive(Default)]
struct Alone {
    page: String,
    /// The end of the page, after which nothing can be put.
    end: String,
    /// Scripts of the page, which run when all of it is there.
    scripts: Vec<String>,
    /// The digests of scripts and styles, as a policy writes them.
    allowed: [String; 2],
}

impl Alone {
    fn take(&mut self, line: &str, folder: &Path) -> Result<(), Failure> {
        if let Some(file) = between(line, "<link rel=\"stylesheet\" href=\"./", "\"") {
            let sheet = text(&folder.join(file))?;
            self.allow(1, &sheet);
            self.page += &format!("<style>{sheet}</style>\n");
        } else if let Some(file) = between(line, "<script src=\"./", "\"") {
            self.scripts.push(text(&folder.join(file))?);
        } else if line.starts_with("</body>") || line.starts_with("</html>") {
            self.end += line;
        } else if !is_for_sites(line) {
            self.page += &with_places(line);
        }
        Ok(())
    }

    /// Puts the parts, and the scripts that use them, where the page ends.
    fn end(&mut self, folder: &Path, wasm: &[u8], scripts: &[&str]) -> Result<(), Failure> {
        self.part("program", wasm)?;
        for path in digest::files(folder, |_| true)? {
            if path.extension().is_some_and(|ending| ending == "lesson") {
                let name = path.strip_prefix(folder).unwrap_or(&path);
                self.part(&name.to_string_lossy(), &read(&path)?)?;
            }
        }
        let own = std::mem::take(&mut self.scripts);
        for script in own.iter().map(String::as_str).chain(scripts.iter().copied()) {
            // Within a page this would end the script.
            let script = script.replace("</script", "<\\/script");
            self.allow(0, &script);
            self.page += &format!("<script>{script}</script>\n");
        }
        Ok(())
    }

    /// Bytes that the scripts find in the page.
    fn part(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let packed = gzipped(bytes).map_err(Failure::file("compress", Path::new(name)))?;
        let packed = BASE64.encode(packed);
        self.page +=
            &format!("<script type=\"text/plain\" data-part=\"{name}\">{packed}</script>\n");
        Ok(())
    }

    fn allow(&mut self, kind: usize, content: &str) {
        let digest = BASE64.encode(Sha256::digest(content.as_bytes()));
        self.allowed[kind] += &format!(" 'sha256-{digest}'");
    }

    fn finished(self) -> String {
        let [scripts, styles] = self.allowed;
        let policy = format!(
            "default-src 'none'; script-src 'wasm-unsafe-eval'{scripts}; style-src{styles}; \
             img-src data: blob:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
        );
        let said =
            format!("{AFTER}<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n");
        let page = self.page.replacen(AFTER, &said, 1);
        page.replacen("<div id=\"workbook\" ", "<div id=\"workbook\" data-alone ", 1) + &self.end
    }
}

/// What a page says only because others of its site are beside it.
fn is_for_sites(line: &str) -> bool {
    [
        "<script type=\"module\"",
        "<meta property=\"og:",
        "<meta name=\"twitter:",
        "<link rel=\"canonical\"",
    ]
    .iter()
    .any(|start| line.starts_with(start))
}

/// A line whose links to other pages name places in this one.
fn with_places(line: &str) -> String {
    let mut parts = line.split("href=\"");
    let mut out = String::from(parts.next().unwrap_or_default());
    for part in parts {
        let (address, after) = part.split_once('"').unwrap_or((part, ""));
        let (file, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
        let place = match file.ends_with(".html") && !file.contains('/') {
            true => Route::of_page(file, fragment),
            false => address.into(),
        };
        out += &format!("href=\"{place}\"{after}");
    }
    out
}

fn between<'t>(line: &'t str, open: &str, close: &str) -> Option<&'t str> {
    line.strip_prefix(open)?.split_once(close).map(|(inside, _)| inside)
}

fn text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?)
        .map_err(|_| Failure::input(format!("{} is no text", path.display()), "Save it as UTF-8."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_other_pages_name_places_in_the_one_file() {
        let line = "<a href=\"temporal.html#storm\">a</a><a href=\"https://a.org/b.html\">b</a><a href=\"\">c</a>";
        let wanted = "<a href=\"#/chapter/temporal/storm\">a</a><a href=\"https://a.org/b.html\">b</a><a href=\"\">c</a>";
        assert_eq!(with_places(line), wanted);
    }

    #[test]
    fn a_policy_names_what_stands_in_the_page_and_nothing_else() {
        let mut alone = Alone { page: AFTER.into(), ..Alone::default() };
        alone.scripts.push("alert('</script>')".into());
        alone.end(Path::new("/nowhere"), b"bytes", &[]).expect("there are no lessons");
        alone.allow(1, "a{}");
        let page = alone.finished();
        let digest = BASE64.encode(Sha256::digest(b"alert('<\\/script>')"));
        assert!(
            page.contains(&format!("script-src 'wasm-unsafe-eval' 'sha256-{digest}';")),
            "{page}"
        );
        assert!(!page.contains("'self'") && !page.contains("unsafe-inline"), "{page}");
    }
}

//! What tells a host how to serve the site: header files for those that read such, settings for nginx and Apache, and
//! each file compressed beside itself.
//!
//! A host that knows nothing of all this serves the site as well. Never here: what the policy is.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::policy::POLICY;
use crate::compress::{compressed, gzipped};
use crate::digest;
use crate::failure::Failure;
use crate::files::{own_folder, read, write};

/// Sent with everything. Anybody may have the files: with the third, a page in a sandboxed frame has its own parts.
const EVERYWHERE: [(&str, &str); 4] = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Access-Control-Allow-Origin", "*"),
    ("Referrer-Policy", "no-referrer"),
];
/// Sent with files whose names change with their content.
const KEPT: &str = "public, max-age=31536000, immutable";
/// Sent with all others.
const ASKED: &str = "no-cache";
/// How such a name is recognised, as a regular expression: by its digest.
const DIGEST: &str = "-[0-9a-f]{16}[/._]";

/// Files that are worth compressing, by their endings.
const COMPRESSED: [&str; 7] = ["html", "css", "js", "wasm", "lesson", "svg", "txt"];
/// Smaller files are sent in one packet anyway.
const WORTH_BYTES: usize = 1_024;

/// Leaves the header files in the site.
pub fn describe(folder: &Path) -> Result<(), Failure> {
    write(&folder.join("_headers"), headers(&kept(folder)?).as_bytes())?;
    write(&folder.join("hosting/nginx.conf"), nginx().as_bytes())?;
    write(&folder.join("hosting/htaccess.txt"), apache().as_bytes())
}

/// The addresses of the files and folders of the site that have a digest in their names.
fn kept(folder: &Path) -> Result<Vec<String>, Failure> {
    let mut all = Vec::new();
    for path in digest::files(folder, |_| true)? {
        let path = path.strip_prefix(folder).unwrap_or(&path);
        let mut parts = path.iter().map(|part| part.to_string_lossy());
        let first = parts.next().unwrap_or_default();
        let address = match parts.next() {
            Some(_) => format!("/{first}/*"),
            None => format!("/{first}"),
        };
        if has_digest(&address) && !all.contains(&address) {
            all.push(address);
        }
    }
    Ok(all)
}

/// Whether a name has 16 hexadecimal digits between a hyphen and what ends it.
fn has_digest(address: &str) -> bool {
    address.split('-').skip(1).any(|part| {
        let digits = part.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        digits.count() == 16 && part[16..].starts_with(['/', '.', '_'])
    })
}

/// For hosts that read a file `_headers`: Netlify, Cloudflare Pages and others.
fn headers(kept: &[String]) -> String {
    let mut out = String::from("/*\n");
    for (name, value) in EVERYWHERE {
        let _ = writeln!(out, "  {name}: {value}");
    }
    for address in kept {
        let _ = writeln!(out, "{address}\n  Cache-Control: {KEPT}");
    }
    out
}

fn nginx() -> String {
    let mut out = String::from(
        "# For nginx, within a server block that says where the files are:\n\
         #     server { listen 80; root /srv/workbook; include /srv/workbook/hosting/nginx.conf; }\n\
         index index.html;\nerror_page 404 /404.html;\n# The files that end in .gz.\ngzip_static on;\n\
         # Those that end in .br, where the module for it is installed.\n# brotli_static on;\n\
         location ~* \\.(gz|br)$ { return 404; }\n",
    );
    let mut place = |location: &str, caching: &str| {
        let _ = writeln!(out, "location {location} {{");
        for (name, value) in EVERYWHERE {
            let _ = writeln!(out, "    add_header {name} \"{value}\" always;");
        }
        let _ = writeln!(out, "    add_header Cache-Control \"{caching}\";\n}}");
    };
    place(&format!("~ \"{DIGEST}\""), KEPT);
    place("/", ASKED);
    out
}

/// For web space that reads a file `.htaccess`.
fn apache() -> String {
    let mut out = String::from(
        "# For Apache: rename this file to .htaccess and put it beside index.html. Where it brings \"Internal Server\n\
         # Error\", the host allows none of this; remove it again, the site works without.\n\
         <IfModule mod_mime.c>\n    AddType application/wasm .wasm\n    AddType text/javascript .js\n</IfModule>\n\
         <IfModule mod_headers.c>\n",
    );
    for (name, value) in EVERYWHERE {
        let _ = writeln!(out, "    Header always set {name} \"{value}\"");
    }
    let _ = write!(
        out,
        "    Header set Cache-Control \"{ASKED}\"\n    <If \"%{{REQUEST_URI}} =~ m#{DIGEST}#\">\n        \
         Header set Cache-Control \"{KEPT}\"\n    </If>\n</IfModule>\n"
    );
    out
}

/// Leaves each file of the site that is worth it compressed beside itself, for hosts that send such files.
pub fn compress(folder: &Path) -> Result<(), Failure> {
    for path in digest::files(folder, |_| true)? {
        let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = read(&path)?;
        if !COMPRESSED.contains(&ending.as_str()) || bytes.len() < WORTH_BYTES {
            continue;
        }
        for (kind, compress) in [("br", compressed as Compress), ("gz", gzipped)] {
            let small = remembered(kind, &bytes, compress)?;
            write(&path.with_extension(format!("{ending}.{kind}")), &small)?;
        }
    }
    Ok(())
}

type Compress = fn(&[u8]) -> std::io::Result<Vec<u8>>;

/// Bytes compressed, as an earlier build may have left them: most files are the same in the next build.
fn remembered(kind: &str, bytes: &[u8], compress: Compress) -> Result<Vec<u8>, Failure> {
    let folder = own_folder()?.join("compressed");
    let path = folder.join(format!("{}.{kind}", digest::of(bytes)));
    if let Ok(small) = fs::read(&path) {
        return Ok(small);
    }
    let small = compress(bytes).map_err(Failure::file("compress", &path))?;
    write(&path, &small)?;
    Ok(small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_digest_is_recognised() {
        for address in
            ["/start-0123456789abcdef.js", "/a-b-0123456789abcdef_bg.wasm", "/l-0123456789abcdef/*"]
        {
            assert!(has_digest(address), "{address}");
        }
        for address in [
            "/index.html",
            "/eventual-consistency.html",
            "/a-0123456789abcde.js",
            "/a-0123456789abcdef0.js",
        ] {
            assert!(!has_digest(address), "{address}");
        }
    }

    #[test]
    fn every_host_is_told_the_policy_and_what_may_be_kept() {
        let headers = headers(&["/start-0123456789abcdef.js".into()]);
        assert!(
            headers.ends_with(&format!("/start-0123456789abcdef.js\n  Cache-Control: {KEPT}\n"))
        );
        for told in [headers, nginx(), apache()] {
            assert!(told.contains(POLICY) && told.contains(KEPT), "{told}");
        }
    }
}

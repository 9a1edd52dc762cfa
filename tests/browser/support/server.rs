//! Serves `dist/` to this machine under [`PATH`], as a host that knows only files would.
//!
//! Never falls back to index.html: a wrong address must show as an error.

use std::fs;
use std::io::{BufRead, BufReader, Result, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path};
use std::sync::OnceLock;
use std::thread;

/// Not the root, so that an address which only works there fails the tests.
const PATH: &str = "/any/path/";

/// The address of the site; the server starts with the first caller and lives as long as the run.
pub fn address() -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| {
        let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("dist");
        assert!(dist.join("index.html").is_file(), "there is no site in dist/: cargo xtask build");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let dist = dist.clone();
                // A browser that hangs up early is no concern of the test.
                thread::spawn(move || answer(&stream, &dist).ok());
            }
        });
        format!("http://127.0.0.1:{port}{PATH}")
    })
}

/// The scheme, host and port of [`address`], by which a browser files what the site stores.
pub fn origin() -> &'static str {
    address().strip_suffix(PATH).unwrap_or(address())
}

fn answer(mut stream: &TcpStream, dist: &Path) -> Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    // Closing with the header unread would reset the connection.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }

    let target = request.split(' ').nth(1).unwrap_or_default();
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let file = path.strip_prefix(PATH).map(|inside| match inside {
        "" => "index.html",
        other => other,
    });
    let body = file
        .map(Path::new)
        .filter(|file| file.components().all(|c| matches!(c, Component::Normal(_))))
        .and_then(|file| Some((mime(file), fs::read(dist.join(file)).ok()?)));
    let (status, mime, body) = match body {
        Some((mime, body)) => ("200 OK", mime, body),
        None => ("404 Not Found", "text/plain", path.as_bytes().to_vec()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

fn mime(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        // Another type would keep the browser from compiling while it loads.
        Some("wasm") => "application/wasm",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt" | "md" | "toml") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

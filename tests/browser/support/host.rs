//! Hosts of the site as there are in the world: that lack a file, cut one off, call one something else, or add a policy.
//!
//! Each is on a port of its own and lives as long as the run. Never falls back to index.html: a wrong address must
//! show as an error.

use std::fs;
use std::io::{BufRead, BufReader, Result, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use super::firefox;

/// What is wrong with the files that a pattern names: `*.js`, `start-*`.
#[derive(Clone, Debug)]
pub enum Fault {
    /// They are not there.
    Missing,
    /// Half of each comes, and then the connection ends.
    CutOff,
    /// Half of each is all that there is.
    Halved,
    /// They are sent as this type.
    Type(&'static str),
    /// They come with one header more.
    Header(&'static str),
    /// They never come.
    Never,
    /// The connection ends without a word.
    Unanswered,
}

/// A host of a folder.
#[derive(Clone)]
pub struct Host {
    port: u16,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    folder: PathBuf,
    /// Under which path the folder lies, with a slash at both ends.
    path: &'static str,
    faults: Vec<(&'static str, Fault)>,
    is_up: bool,
    /// Whether each page gets a script that hears its errors, where the browser does not tell them.
    is_watched: bool,
}

/// The name of that script, and the script.
const ERRORS: &str = "test-errors.js";
const ERRORS_SCRIPT: &str = "window.errors = []; \
    addEventListener('error', it => errors.push(it.message ?? `${it.target.src ?? it.target.href} did not come`), true); \
    addEventListener('unhandledrejection', it => errors.push(String(it.reason))); \
    document.addEventListener('securitypolicyviolation', it => errors.push(`${it.effectiveDirective} refuses ${it.blockedURI}`));";

/// A page of somebody else's, with a page of the site in a frame that may run scripts and nothing else. It does with
/// the frame's messages what docs/hosting.md says.
const AROUND: &str = "<!doctype html><title>A frame</title>\
    <iframe sandbox=\"allow-scripts\" width=\"900\" height=\"640\" src=\"SHOWN\"></iframe>\
    <script>addEventListener('message', event => {\
        for (const frame of document.querySelectorAll('iframe'))\
            if (frame.contentWindow === event.source && event.data.type === 'coupling-workbook')\
                frame.height = event.data.height;\
    });</script>";

impl Host {
    /// A host of a folder under a path.
    pub fn new(folder: &Path, path: &'static str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        let shared = Shared {
            folder: folder.into(),
            path,
            faults: Vec::new(),
            is_up: true,
            is_watched: false,
        };
        let host = Self { port, shared: Arc::new(Mutex::new(shared)) };
        let answering = host.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let host = answering.clone();
                // A browser that hangs up early is no concern of the test.
                thread::spawn(move || host.answer(&stream).ok());
            }
        });
        host
    }

    /// The same, which has Firefox hear the errors of its pages.
    pub fn watched(folder: &Path, path: &'static str) -> Self {
        let host = Self::new(folder, path);
        host.change(|shared| shared.is_watched = firefox::is_it());
        host
    }

    /// A host of the built site, with faults.
    pub fn of_dist(faults: &[(&'static str, Fault)]) -> Self {
        let host = Self::new(&dist(), "/");
        host.change(|shared| shared.faults = faults.to_vec());
        host
    }

    /// It has other files from here on.
    pub fn deploy(&self, folder: &Path) {
        self.change(|shared| shared.folder = folder.into());
    }

    /// It answers nobody from here on.
    pub fn stop(&self) {
        self.change(|shared| shared.is_up = false);
    }

    /// The address of a page of it.
    pub fn address(&self, page: &str) -> String {
        let path = self.shared.lock().expect("no test panics in here").path;
        format!("http://127.0.0.1:{}{path}{page}", self.port)
    }

    fn change(&self, change: impl FnOnce(&mut Shared)) {
        change(&mut self.shared.lock().expect("no test panics in here"));
    }

    fn answer(&self, mut stream: &TcpStream) -> Result<()> {
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
        let (is_up, file, faults, is_watched) = {
            let shared = self.shared.lock().expect("no test panics in here");
            let faults = shared.faults.iter().filter(|(names, _)| is_named(path, names));
            let faults: Vec<Fault> = faults.map(|(_, fault)| fault.clone()).collect();
            (shared.is_up, shared.file(path), faults, shared.is_watched)
        };
        if !is_up {
            return Ok(());
        }
        if path.ends_with("/sandboxed") {
            let shown = target.split_once('?').map_or("./", |(_, shown)| shown);
            let page = AROUND.replacen("SHOWN", shown, 1);
            return write_answer(stream, "200 OK", "Content-Type: text/html\r\n", page.as_bytes());
        }
        if path.ends_with(ERRORS) {
            let head = "Content-Type: text/javascript\r\n";
            return write_answer(stream, "200 OK", head, ERRORS_SCRIPT.as_bytes());
        }
        let found = file.and_then(|file| Some((mime(&file), fs::read(&file).ok()?)));
        let Some((mut mime, mut body)) = found else {
            return write_answer(stream, "404 Not Found", "Content-Type: text/plain\r\n", b"no\n");
        };
        if is_watched && mime.starts_with("text/html") {
            let page = String::from_utf8_lossy(&body).into_owned();
            let hears = format!("<script src=\"./{ERRORS}\"></script>\n<script ");
            body = page.replacen("<script ", &hears, 1).into_bytes();
        }
        let (mut headers, mut sent) = (String::new(), None);
        for fault in faults {
            match fault {
                Fault::Missing => {
                    let head = "Content-Type: text/plain\r\n";
                    return write_answer(stream, "404 Not Found", head, b"no\n");
                }
                Fault::CutOff => sent = Some(body.len() / 2),
                Fault::Halved => body.truncate(body.len() / 2),
                Fault::Type(other) => mime = other,
                Fault::Header(header) => headers = format!("{header}\r\n"),
                Fault::Unanswered => return Ok(()),
                Fault::Never => loop {
                    thread::park();
                },
            }
        }
        let head = format!("Content-Type: {mime}\r\n{headers}");
        match sent {
            None => write_answer(stream, "200 OK", &head, &body),
            Some(sent) => {
                let length = body.len();
                write!(stream, "HTTP/1.1 200 OK\r\n{head}Content-Length: {length}\r\n\r\n")?;
                stream.write_all(&body[..sent])
            }
        }
    }
}

impl Shared {
    /// The file that a path names.
    fn file(&self, path: &str) -> Option<PathBuf> {
        let inside = path.strip_prefix(self.path)?;
        let inside = Path::new(if inside.is_empty() { "index.html" } else { inside });
        let is_within = inside.components().all(|part| matches!(part, Component::Normal(_)));
        is_within.then(|| self.folder.join(inside))
    }
}

/// Whether a pattern with one `*` names the file of a path.
fn is_named(path: &str, pattern: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    pattern
        .split_once('*')
        .is_some_and(|(start, end)| name.starts_with(start) && name.ends_with(end))
}

/// The built site.
pub fn dist() -> PathBuf {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("dist");
    assert!(dist.join("index.html").is_file(), "there is no site in dist/: cargo xtask build");
    dist
}

fn write_answer(mut stream: &TcpStream, status: &str, head: &str, body: &[u8]) -> Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\n{head}Content-Length: {length}\r\nCache-Control: no-store\r\n\
         Connection: close\r\n\r\n"
    )?;
    stream.write_all(body)
}

/// The type that a host knows by the ending of a file's name.
pub fn mime(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        // Another type would keep the browser from compiling while it loads.
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt" | "md" | "toml") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

//! A server of static files for this machine alone: while somebody works on the site it lets open pages know when
//! that has changed, and to measure it, it compresses what it serves.
//!
//! Never answers another machine, and never falls back to index.html: a wrong address shows as an error.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use super::policy::POLICY;
use crate::compress::compressed;
use crate::digest;
use crate::failure::Failure;

/// Where a page asks for word of changes.
const CHANGES: &str = "/xtask-changes";
/// At the end of every page while somebody works on the site. It is not part of the site.
const RELOAD: &str = "<script src=\"/xtask-reload.js\"></script>\n";
/// And the script that this asks for.
const RELOAD_PATH: &str = "/xtask-reload.js";
const RELOAD_SCRIPT: &str =
    "new EventSource('/xtask-changes').onmessage = () => location.reload();\n";

/// How often the folder has changed, for those who wait for the next time.
#[derive(Clone, Default)]
pub struct Changes(Arc<(Mutex<u64>, Condvar)>);

impl Changes {
    /// Says that the folder has changed.
    pub fn announce(&self) {
        let (count, changed) = &*self.0;
        *count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        changed.notify_all();
    }

    fn wait(&self) {
        let (count, changed) = &*self.0;
        let count = count.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *count;
        drop(changed.wait_while(count, |now| *now == before));
    }
}

/// Takes the port, so that it is known early whether it is free. 0 takes any.
pub fn listen(port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => Failure::PortTaken(port),
        _ => Failure::NotStarted { program: format!("a server on port {port}"), source },
    })
}

/// What a folder is served for.
#[derive(Clone)]
pub enum Purpose {
    /// Somebody works on it: open pages load themselves again when it has changed.
    Working(Changes),
    /// It is measured: all files are compressed as well as can be, once, as a host would serve them.
    Measuring(Arc<BTreeMap<PathBuf, Vec<u8>>>),
}

impl Purpose {
    /// Compresses all files of a folder.
    pub fn measuring(folder: &Path) -> Result<Self, Failure> {
        let mut all = BTreeMap::new();
        for path in digest::files(folder, |_| true)? {
            let bytes = fs::read(&path).map_err(Failure::file("read", &path))?;
            let small = compressed(&bytes).map_err(Failure::file("compress", &path))?;
            all.insert(path.strip_prefix(folder).unwrap_or(&path).to_owned(), small);
        }
        Ok(Self::Measuring(Arc::new(all)))
    }
}

/// Answers every request from then on.
pub fn serve(listener: TcpListener, folder: PathBuf, purpose: Purpose) {
    for stream in listener.incoming().flatten() {
        let (folder, purpose) = (folder.clone(), purpose.clone());
        // A browser that hangs up early is no concern of the server.
        thread::spawn(move || answer_all(&stream, &folder, &purpose).ok());
    }
}

/// Every request of one connection, until the browser closes it.
fn answer_all(stream: &TcpStream, folder: &Path, purpose: &Purpose) -> io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    while let Some(request) = lines.next().transpose()? {
        // Nothing in a header changes the answer.
        while lines.next().transpose()?.is_some_and(|header| !header.is_empty()) {}
        let target = request.split(' ').nth(1).unwrap_or_default();
        answer(stream, folder, purpose, target.split(['?', '#']).next().unwrap_or_default())?;
    }
    Ok(())
}

fn answer(mut stream: &TcpStream, folder: &Path, purpose: &Purpose, path: &str) -> io::Result<()> {
    if let Purpose::Working(changes) = purpose
        && path == CHANGES
    {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\
                    Cache-Control: no-cache\r\nConnection: close\r\n\r\n";
        stream.write_all(head.as_bytes())?;
        changes.wait();
        stream.write_all(b"data: changed\n\n")?;
        return stream.shutdown(Shutdown::Both);
    }
    let found = match (purpose, path) {
        (Purpose::Working(_), RELOAD_PATH) => {
            Some((format!("Content-Type: {}\r\n", mime(Path::new(path))), RELOAD_SCRIPT.into()))
        }
        _ => inside(path).and_then(|file| content(folder, file, purpose)),
    };
    let (status, headers, body) = match found {
        Some((headers, body)) => ("200 OK", headers, body),
        None => (
            "404 Not Found",
            "Content-Type: text/plain\r\n".into(),
            format!("{path} is not here\n").into(),
        ),
    };
    // Asked again each time: nothing that a browser could compare is sent along.
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\n{headers}Content-Security-Policy: {POLICY}\r\n\
         Content-Length: {length}\r\nCache-Control: no-cache\r\n\r\n"
    )?;
    stream.write_all(&body)
}

/// The file that a path names, if it can lie in the folder.
fn inside(path: &str) -> Option<&Path> {
    let path = path.strip_prefix('/')?;
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
}

/// What describes the content, and the content, of a file that is there.
fn content(folder: &Path, file: &Path, purpose: &Purpose) -> Option<(String, Vec<u8>)> {
    let mut headers = format!("Content-Type: {}\r\n", mime(file));
    let body = match purpose {
        Purpose::Working(_) => {
            let mut body = fs::read(folder.join(file)).ok()?;
            if file.extension().is_some_and(|ending| ending == "html") {
                body.extend_from_slice(RELOAD.as_bytes());
            }
            body
        }
        Purpose::Measuring(compressed) => {
            headers += "Content-Encoding: br\r\n";
            compressed.get(file)?.clone()
        }
    };
    Some((headers, body))
}

fn mime(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        // Of another type, a browser would not compile it while it loads.
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt" | "md" | "toml") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;
    use std::sync::LazyLock;

    /// A folder with one page in it, which is written once: another test may be reading it.
    fn folder() -> PathBuf {
        static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
            let folder = std::env::temp_dir().join(format!("xtask-server-{}", std::process::id()));
            fs::create_dir_all(&folder).expect("created");
            fs::write(folder.join("index.html"), "<p>here</p>\n").expect("written");
            folder
        });
        FOLDER.clone()
    }

    /// What a server of that folder says to these requests, of one connection.
    fn said(purpose: Purpose, paths: &[&str]) -> Vec<u8> {
        let listener = listen(0).expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        thread::spawn(move || serve(listener, folder(), purpose));
        let mut stream = TcpStream::connect(address).expect("it listens");
        for path in paths {
            write!(stream, "GET {path} HTTP/1.1\r\nHost: here\r\n\r\n").expect("asked");
        }
        stream.shutdown(Shutdown::Write).expect("that was all");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("answered");
        bytes
    }

    fn working() -> Purpose {
        Purpose::Working(Changes::default())
    }

    #[test]
    fn the_root_is_the_page_with_word_of_changes() {
        let text = String::from_utf8(said(working(), &["/?a=b"])).expect("text");
        assert!(text.starts_with("HTTP/1.1 200 OK") && text.contains("text/html"), "{text}");
        assert!(text.ends_with(&format!("<p>here</p>\n{RELOAD}")), "{text}");
    }

    #[test]
    fn to_be_measured_a_page_comes_compressed_and_as_it_is() {
        let purpose = Purpose::measuring(&folder()).expect("one page");
        let bytes = said(purpose, &["/"]);
        let body = compressed(b"<p>here</p>\n").expect("memory suffices");
        assert!(
            bytes.ends_with(&body) && bytes.windows(20).any(|at| at == b"Content-Encoding: br")
        );
    }

    #[test]
    fn a_page_comes_with_the_policy_and_its_script_from_a_file() {
        let text = String::from_utf8(said(working(), &["/", RELOAD_PATH])).expect("text");
        assert_eq!(text.matches(&format!("Content-Security-Policy: {POLICY}\r\n")).count(), 2);
        assert!(text.contains("text/javascript") && text.ends_with(RELOAD_SCRIPT), "{text}");
    }

    #[test]
    fn a_connection_carries_several_requests() {
        let text = String::from_utf8(said(working(), &["/", "/index.html", "/x"])).expect("text");
        assert_eq!((text.matches("200 OK").count(), text.matches("404").count()), (2, 1), "{text}");
    }

    #[test]
    fn nothing_outside_the_folder_is_served_and_nothing_stands_in_for_what_is_missing() {
        for path in ["/missing", "/../index.html", "//etc/passwd", "index.html"] {
            assert!(said(working(), &[path]).starts_with(b"HTTP/1.1 404"), "{path}");
        }
    }

    #[test]
    fn a_page_that_waits_hears_of_a_change() {
        let (changes, other) = (Changes::default(), Changes::default());
        let announcer = changes.clone();
        let waiting = thread::spawn(move || changes.wait());
        while !waiting.is_finished() {
            other.announce();
            announcer.announce();
            thread::yield_now();
        }
        assert!(waiting.join().is_ok());
    }
}

//! A server of static files for this machine alone: it serves one folder, and tells open pages when the folder
//! has changed.
//!
//! Never answers another machine, and never falls back to index.html: a wrong address shows as an error.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use crate::failure::Failure;

/// Where a page asks for word of changes.
const CHANGES: &str = "/xtask-changes";
/// At the end of index.html while somebody works on the site. It is not part of the site.
const RELOAD: &str =
    "<script>new EventSource('/xtask-changes').onmessage = () => location.reload();</script>\n";

/// How often the folder has changed, for those who wait for the next time.
#[derive(Clone, Default)]
pub struct Changes(Arc<(Mutex<u64>, Condvar)>);

impl Changes {
    /// The folder has changed.
    pub fn tell(&self) {
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

/// Answers every request from then on.
pub fn serve(listener: TcpListener, folder: PathBuf, changes: Changes) {
    for stream in listener.incoming().flatten() {
        let (folder, changes) = (folder.clone(), changes.clone());
        // A browser that hangs up early is no concern of the server.
        thread::spawn(move || answer(&stream, &folder, &changes).ok());
    }
}

fn answer(mut stream: &TcpStream, folder: &Path, changes: &Changes) -> io::Result<()> {
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
    if path == CHANGES {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\
                    Cache-Control: no-store\r\nConnection: close\r\n\r\n";
        stream.write_all(head.as_bytes())?;
        changes.wait();
        return stream.write_all(b"data: changed\n\n");
    }
    let (status, mime, body) = match file(folder, path) {
        Some((mime, body)) => ("200 OK", mime, body),
        None => ("404 Not Found", "text/plain", format!("{path} is not here\n").into()),
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {length}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(&body)
}

/// The type and content of what lies under a path, if there is something.
fn file(folder: &Path, path: &str) -> Option<(&'static str, Vec<u8>)> {
    let inside = path.strip_prefix('/')?;
    let inside = Path::new(if inside.is_empty() { "index.html" } else { inside });
    if !inside.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let mut body = fs::read(folder.join(inside)).ok()?;
    if inside == Path::new("index.html") {
        body.extend_from_slice(RELOAD.as_bytes());
    }
    Some((mime(inside), body))
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

    /// What a server of a folder with one page says to a request.
    fn said(path: &str) -> String {
        let folder = std::env::temp_dir().join(format!("xtask-server-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("created");
        fs::write(folder.join("index.html"), "<p>here</p>\n").expect("written");
        let listener = listen(0).expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        thread::spawn(move || serve(listener, folder, Changes::default()));
        let mut stream = TcpStream::connect(address).expect("it listens");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: here\r\n\r\n").expect("asked");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("answered");
        text
    }

    #[test]
    fn the_root_is_the_page_with_word_of_changes() {
        let text = said("/?a=b");
        assert!(text.starts_with("HTTP/1.1 200 OK") && text.contains("text/html"), "{text}");
        assert!(text.ends_with(&format!("<p>here</p>\n{RELOAD}")), "{text}");
    }

    #[test]
    fn nothing_outside_the_folder_is_served_and_nothing_stands_in_for_what_is_missing() {
        for path in ["/missing", "/../index.html", "//etc/passwd", "index.html"] {
            assert!(said(path).starts_with("HTTP/1.1 404"), "{path}");
        }
    }

    #[test]
    fn who_waits_hears_of_a_change() {
        let (changes, other) = (Changes::default(), Changes::default());
        let teller = changes.clone();
        let waiting = thread::spawn(move || changes.wait());
        while !waiting.is_finished() {
            other.tell();
            teller.tell();
            thread::yield_now();
        }
        assert!(waiting.join().is_ok());
    }
}

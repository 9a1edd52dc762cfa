//! The site behind nginx, set up as the settings that come with it say: at the root and under a path.
//!
//! Needs nginx; `cargo xtask test browser` runs these where it is installed.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::copy::Copy;
use crate::support::page::STARTED;
use crate::support::{Options, Page};

/// nginx, as long as the test runs.
struct Nginx {
    port: u16,
    process: Child,
}

impl Nginx {
    /// With the files of `root`; the settings are those in the copy of the site.
    fn new(name: &str, root: &Path, copy: &Copy) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nginx").join(name);
        fs::create_dir_all(&folder).expect("created");
        let port = {
            let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
            free.local_addr().expect("a bound port").port()
        };
        let config = config(&folder, port, root, &copy.folder.join("hosting/nginx.conf"));
        let file = folder.join("nginx.conf");
        fs::write(&file, config).expect("written");
        let checked = nginx(&file).arg("-t").output().expect("nginx is installed");
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
        let process = nginx(&file).stderr(Stdio::null()).spawn().expect("nginx starts");
        let server = Self { port, process };
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(start.elapsed() < Duration::from_secs(10), "nginx does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    /// The head of the answer, in lower case, and what follows it.
    fn get(&self, path: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).expect("it listens");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
        )
        .expect("asked");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answered");
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
        (head, answer.split_off(end + 4))
    }

    fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn nginx(config: &Path) -> Command {
    let mut nginx = Command::new(std::env::var("NGINX").unwrap_or_else(|_| "nginx".into()));
    nginx.arg("-c").arg(config);
    nginx
}

/// One process, which writes nowhere but in the folder, as whoever runs the tests.
fn config(folder: &Path, port: u16, root: &Path, settings: &Path) -> String {
    let [folder, root, settings] = [folder, root, settings].map(|path| path.display().to_string());
    let places: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("    {kind}_temp_path {folder}/{kind};\n"))
        .collect();
    // A host of its own has the types of Debian's package.
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n\
         events {{}}\nhttp {{\n{places}    access_log off;\n    include /etc/nginx/mime.types;\n    \
         default_type application/octet-stream;\n    server {{\n        listen 127.0.0.1:{port};\n        \
         root {root};\n        include {settings};\n    }}\n}}\n"
    )
}

/// The first file of the site whose name begins and ends so.
fn file(folder: &Path, start: &str, end: &str) -> String {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.find(|name| name.starts_with(start) && name.ends_with(end)).expect("it is there")
}

async fn comes_up(address: &str) {
    let page = Page::blank(&Options::default()).await;
    page.load(address).await;
    page.wait_for(STARTED).await;
    page.load(&address.replace("index.html", "")).await;
    page.wait_for(STARTED).await;
    assert_eq!(page.console_errors().await, Vec::<String>::new(), "{address}");
}

#[tokio::test]
#[ignore = "needs nginx"]
async fn nginx_serves_the_site_at_the_root_as_its_settings_say() {
    let copy = Copy::new("nginx-root");
    let server = Nginx::new("root", &copy.folder, &copy);
    let (head, body) = server.get("/");
    assert!(head.starts_with("http/1.1 200") && head.contains("content-encoding: gzip"), "{head}");
    assert!(head.contains("content-security-policy: default-src 'none'"), "{head}");
    assert!(head.contains("cache-control: no-cache"), "{head}");
    assert_eq!(body, fs::read(copy.folder.join("index.html.gz")).expect("the file"));
    let program = file(&copy.folder, "coupling-workbook-", ".wasm");
    let (head, _) = server.get(&format!("/{program}"));
    assert!(head.contains("content-type: application/wasm"), "{head}");
    assert!(head.contains("immutable") && head.contains("content-encoding: gzip"), "{head}");
    assert!(head.contains("access-control-allow-origin: *"), "{head}");
    let lessons = file(&copy.folder, "lessons-", "");
    assert!(server.get(&format!("/{lessons}/index.lesson")).0.contains("immutable"));
    let (head, body) = server.get("/nobody.html");
    assert!(head.starts_with("http/1.1 404") && !body.is_empty(), "{head}");
    assert!(server.get(&format!("/{program}.gz")).0.starts_with("http/1.1 404"));
    comes_up(&server.address("/")).await;
    comes_up(&server.address("/temporal.html")).await;
}

#[tokio::test]
#[ignore = "needs nginx"]
async fn nginx_serves_the_site_under_a_path_with_and_without_a_slash_at_its_end() {
    let copy = Copy::new("nginx-path/any/path");
    let root: PathBuf = copy.folder.ancestors().nth(2).expect("it lies deep").into();
    let server = Nginx::new("path", &root, &copy);
    assert!(server.get("/any/path").0.starts_with("http/1.1 301"));
    comes_up(&server.address("/any/path")).await;
    comes_up(&server.address("/any/path/index.html")).await;
    comes_up(&server.address("/any/path/temporal.html#hang")).await;
}

//! One chromedriver for the whole run, which all browsers share; of geckodriver, one for each Firefox.
//!
//! Never outlives the run, and never ends a process other than its own. Needs a Unix.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::firefox;

/// One flag a line; the tests compiled to WebAssembly run with the same.
const FLAGS: &str = include_str!("../chromium-flags.txt");

/// Leads a process group of its own, in which it starts the driver. When its standard input closes,
/// which the system sees to however the test process ends (well, by a panic, or killed), it ends the
/// group: the driver, and with it any browser that a killed test has left. Then it removes the
/// browsers' profiles.
const TETHER: &str = r#"
TMPDIR=$(mktemp -d) || exit
export TMPDIR
"$0" --port=0 "$@" &
trap '' TERM
exec >/dev/null
cat
kill -TERM 0
wait
rm -rf "$TMPDIR" 2>/dev/null
"#;

/// How long an answer may take. To start a browser takes some seconds, and many on a machine that is busy.
const ANSWER: Duration = Duration::from_secs(60);

/// A running chromedriver.
pub struct Driver {
    port: u16,
    /// Holds the pipe that keeps the driver alive.
    _tether: Child,
}

impl Driver {
    /// The driver that all Chromiums share. It lives as long as the run.
    pub fn shared() -> &'static Self {
        static DRIVER: OnceLock<Driver> = OnceLock::new();
        DRIVER.get_or_init(|| Self::start("CHROMEDRIVER", "chromedriver", &[]))
    }

    /// A driver for one Firefox. Dropped, it ends with its browser.
    pub fn of_firefox() -> Self {
        // To have the system's wishes changed, which no page can do.
        Self::start("GECKODRIVER", "geckodriver", &["--allow-system-access"])
    }

    /// Where it takes commands.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Sends one command without the test's runtime, which has stopped when a test ends.
    pub fn send(&self, method: &str, path: &str, body: &str) -> std::io::Result<Value> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(ANSWER))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.port,
            body.len()
        )?;
        // The driver keeps the connection open, whatever it is asked.
        let mut answer = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            answer.read_line(&mut line)?;
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        answer.read_exact(&mut body)?;
        let mut answer: Value = serde_json::from_slice(&body)?;
        Ok(answer["value"].take())
    }

    fn start(variable: &str, name: &str, arguments: &[&str]) -> Self {
        let program = env::var(variable).unwrap_or_else(|_| name.into());
        let mut tether = Command::new("sh")
            .args(["-c", TETHER, &program])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Firefox tells there much that is nobody's fault here.
            .stderr(if firefox::is_it() { Stdio::null() } else { Stdio::inherit() })
            .process_group(0)
            .spawn()
            .expect("sh starts");
        let output = BufReader::new(tether.stdout.take().expect("its output is piped"));
        let mut lines = output.lines().map_while(Result::ok);
        let port = lines.find_map(|line| port_in(&line)).unwrap_or_else(|| {
            panic!("`{program}` did not start; `cargo xtask test browser` installs it")
        });
        // Nobody needs the rest, and geckodriver stops when nobody reads it.
        thread::spawn(move || lines.for_each(drop));
        Self { port, _tether: tether }
    }
}

/// What a new browser is asked to be.
pub fn capabilities() -> Map<String, Value> {
    if firefox::is_it() {
        return firefox::capabilities();
    }
    let mut chrome = json!({ "args": FLAGS.lines().collect::<Vec<_>>() });
    if let Ok(browser) = env::var("CHROME") {
        chrome["binary"] = browser.into();
    }
    let wanted = json!({
        "goog:chromeOptions": chrome,
        "goog:loggingPrefs": { "browser": "ALL" },
    });
    match wanted {
        Value::Object(map) => map,
        _ => unreachable!("it is an object"),
    }
}

/// From "ChromeDriver was started successfully on port 12345.", or "Listening on 127.0.0.1:12345".
fn port_in(line: &str) -> Option<u16> {
    let after = |mark: &str| Some(line.split_once(mark)?.1);
    let after = after("successfully on port ").or_else(|| after("Listening on 127.0.0.1:"))?;
    after.trim_end_matches('.').parse().ok()
}

//! A page in a browser that is one test's alone, as that test sees it.
//!
//! Every method that needs something on the page waits until it is there, up to [`PATIENCE`], and
//! then says what it saw instead. None waits for a time to pass.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fantoccini::Client;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::browsers::Browser;
use super::firefox;
use super::server;

/// How long a condition may take: far more than any should, for a machine that is busy.
pub const PATIENCE: Duration = Duration::from_secs(40);
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// The browser that a test wants.
#[derive(Clone, Debug)]
pub struct Options {
    width: u32,
    height: u32,
    dark: bool,
    reduced_motion: bool,
    hash: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { width: 1280, height: 800, dark: false, reduced_motion: false, hash: String::new() }
    }
}

impl Options {
    /// The sandbox.
    pub fn sandbox() -> Self {
        Self::default().at("#/sandbox")
    }

    /// The size of the viewport in CSS pixels.
    pub fn size(mut self, width: u32, height: u32) -> Self {
        (self.width, self.height) = (width, height);
        self
    }

    /// The system prefers dark colours.
    pub fn dark(mut self) -> Self {
        self.dark = true;
        self
    }

    /// The system asks for little motion.
    pub fn reduced_motion(mut self) -> Self {
        self.reduced_motion = true;
        self
    }

    /// Open at this address within the site, as in `#/two`.
    pub fn at(mut self, hash: &str) -> Self {
        self.hash = hash.into();
        self
    }
}

/// A page of the site in a browser where nothing is stored yet.
pub struct Page {
    pub(super) client: Client,
    /// Handed on when the page is dropped.
    browser: Option<Browser>,
    errors: Mutex<Vec<String>>,
}

impl Page {
    /// Opens the site and waits until the program has started.
    pub async fn open(options: Options) -> Self {
        let page = Self::blank(&options).await;
        page.visit(&options.hash).await;
        page
    }

    /// A browser in which the site is not open yet, for what has to be set before it is.
    pub async fn blank(options: &Options) -> Self {
        let browser = Browser::take();
        let (url, connector) = (browser.driver_url(), HttpConnector::new());
        let client = Client::with_existing_session(&url, browser.session(), connector).await;
        let client = client.unwrap_or_else(|error| panic!("the browser is gone: {error}"));
        // It outlives the client.
        client.persist().await.unwrap_or_else(|error| panic!("the client is gone: {error}"));
        let page = Self { client, browser: Some(browser), errors: Mutex::default() };
        page.resize(options.width, options.height).await;
        if firefox::is_it() {
            let set = firefox::prefer(&page.client, options.dark, options.reduced_motion).await;
            set.unwrap_or_else(|error| panic!("the system's wishes are not heard: {error}"));
            return page;
        }
        let colours = if options.dark { "dark" } else { "light" };
        let motion = if options.reduced_motion { "reduce" } else { "no-preference" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": colours },
            { "name": "prefers-reduced-motion", "value": motion },
        ]);
        page.cdp("Emulation.setEmulatedMedia", json!({ "features": features })).await;
        page
    }

    /// Opens the site at an address within it, and waits until the program has started.
    pub async fn visit(&self, hash: &str) {
        self.load(&format!("{}{hash}", server::address())).await;
        self.wait_for(STARTED).await;
    }

    /// Opens a page of the site's host that is none of the site's, in the process that will have them.
    pub async fn visit_nothing(&self) {
        self.load(&format!("{}nothing", server::address())).await;
    }

    /// Gives the viewport another size.
    pub async fn resize(&self, width: u32, height: u32) {
        if firefox::is_it() {
            // The window is larger than what is seen in it.
            let frame: (u32, u32) =
                self.eval("[outerWidth - innerWidth, outerHeight - innerHeight]").await;
            return self.enlarge_window(width + frame.0, height + frame.1).await;
        }
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
        });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Gives the window, in which the viewport is seen, another size.
    pub async fn enlarge_window(&self, width: u32, height: u32) {
        let sized = self.client.set_window_size(width, height).await;
        sized.unwrap_or_else(|error| panic!("the window keeps its size: {error}"));
    }

    /// Follows an address within the site, as in `#/two`, without loading it again.
    pub async fn go(&self, hash: &str) {
        let script = format!("void (location.hash = {})", json!(hash));
        self.eval::<Value>(&script).await;
    }

    /// Loads the page again, in the same profile: what it has stored is there.
    pub async fn reload(&self) {
        let reloaded = self.client.refresh().await;
        reloaded.unwrap_or_else(|error| panic!("the page did not load again: {error}"));
        self.wait_for(STARTED).await;
    }

    /// Ends the page and its browser with it, so that what comes next finds nothing of either.
    pub fn end(mut self) {
        if let Some(browser) = self.browser.take() {
            browser.end();
        }
    }

    /// Opens any address, and does not wait for the program.
    pub async fn load(&self, url: &str) {
        let loaded = self.client.goto(url).await;
        loaded.unwrap_or_else(|error| panic!("{url} did not load: {error}"));
    }

    /// Sees the first frame of the page, and no longer the page around it.
    pub async fn enter_frame(&self) {
        let frame = self.client.enter_frame(0).await;
        frame.unwrap_or_else(|error| panic!("there is no frame: {error}"));
    }

    /// The value of a JavaScript expression; a promise is awaited.
    pub async fn eval<T: DeserializeOwned>(&self, expression: &str) -> T {
        let value = self.try_eval(expression).await;
        let value = value.unwrap_or_else(|error| panic!("`{expression}` failed: {error}"));
        serde_json::from_value(value.clone())
            .unwrap_or_else(|error| panic!("`{expression}` is {value}: {error}"))
    }

    pub(super) async fn try_eval(&self, expression: &str) -> Result<Value, String> {
        let script = format!("return (async () => ({expression}))()");
        let result = self.client.execute(&script, Vec::new()).await;
        result.map_err(|error| error.to_string())
    }

    /// Waits until a JavaScript expression is true. One that throws is not true yet.
    pub async fn wait_for(&self, condition: &str) {
        let is_true = format!("Boolean(await ({condition}))");
        self.wait_until(async || match self.try_eval(&is_true).await {
            Ok(Value::Bool(true)) => Ok(()),
            Ok(_) => Err(format!("`{condition}` is not true")),
            Err(error) => Err(format!("`{condition}` is not true: {error}")),
        })
        .await
    }

    /// Looks again and again until there is a result; the last reason why not is the failure.
    pub(super) async fn wait_until<T>(&self, look: impl AsyncFn() -> Result<T, String>) -> T {
        let start = Instant::now();
        loop {
            match look().await {
                Ok(found) => return found,
                Err(reason) if start.elapsed() > PATIENCE => {
                    panic!("after {} s: {reason}", PATIENCE.as_secs())
                }
                Err(_) => tokio::time::sleep(BETWEEN_LOOKS).await,
            }
        }
    }

    /// The text that the first such element shows; waits for the element.
    pub async fn text(&self, selector: &str) -> String {
        self.wait_until(async || {
            let mut texts = self.texts(selector).await;
            if texts.is_empty() {
                Err(format!("there is no `{selector}`"))
            } else {
                Ok(texts.swap_remove(0))
            }
        })
        .await
    }

    /// The texts of all such elements, as they are at the moment.
    pub async fn texts(&self, selector: &str) -> Vec<String> {
        self.eval(&format!(
            "[...document.querySelectorAll({})].map(e => (e.innerText ?? e.textContent).trim())",
            json!(selector)
        ))
        .await
    }

    /// How many such elements there are at the moment.
    pub async fn count(&self, selector: &str) -> usize {
        let selector = json!(selector);
        self.eval(&format!("document.querySelectorAll({selector}).length")).await
    }

    /// Presses a key, or several at once: `Enter`, `a`, `Shift+Tab`, `Control+ArrowRight`.
    pub async fn press(&self, keys: &str) {
        let keys: Vec<char> = match keys {
            "+" => vec!['+'],
            _ => keys.split('+').map(key).collect(),
        };
        let down = keys.iter().map(|&value| KeyAction::Down { value });
        let up = keys.iter().rev().map(|&value| KeyAction::Up { value });
        self.keys(down.chain(up)).await;
    }

    /// Types a text where the focus is.
    pub async fn type_text(&self, text: &str) {
        let strokes =
            text.chars().flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }]);
        self.keys(strokes).await;
    }

    async fn keys(&self, strokes: impl Iterator<Item = KeyAction>) {
        let actions = strokes.fold(KeyActions::new("keyboard".into()), KeyActions::then);
        let pressed = self.client.perform_actions(actions).await;
        pressed.unwrap_or_else(|error| panic!("the keys did not arrive: {error}"));
    }

    /// Saves a picture of the viewport.
    pub async fn screenshot(&self, path: impl AsRef<Path>) {
        let picture = self.client.screenshot().await;
        let picture = picture.unwrap_or_else(|error| panic!("no picture: {error}"));
        fs::write(path.as_ref(), picture)
            .unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()));
    }

    /// All errors on the console since the page was opened.
    pub async fn console_errors(&self) -> Vec<String> {
        if firefox::is_it() {
            // No more is known than what the host's own script has heard.
            return self.eval("window.errors ?? []").await;
        }
        let command = Extension("se/log", json!({ "type": "browser" }));
        let new = self.client.issue_cmd(command).await;
        let new = new.unwrap_or_else(|error| panic!("no console: {error}"));
        let mut errors = self.errors.lock().expect("no test panics in here");
        errors.extend(severe(&new));
        errors.clone()
    }

    /// Sends a command of Chrome's own protocol: what WebDriver has no word for.
    pub async fn cdp(&self, command: &str, parameters: Value) -> Value {
        let sent = self.try_cdp(command, parameters).await;
        sent.unwrap_or_else(|error| panic!("{command} failed: {error}"))
    }

    pub(super) async fn try_cdp(&self, command: &str, parameters: Value) -> Result<Value, String> {
        let body = json!({ "cmd": command, "params": parameters });
        let command = Extension("goog/cdp/execute", body);
        let result = self.client.issue_cmd(command).await;
        result.map_err(|error| error.to_string())
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let Some(browser) = self.browser.take() else { return };
        if thread::panicking() {
            // That the driver is gone is no reason to hide why the test failed.
            report(&browser).ok();
            browser.end();
        } else {
            browser.give_back();
        }
    }
}

/// What somebody needs who was not there: a picture and the console.
fn report(browser: &Browser) -> std::io::Result<()> {
    for line in severe(&browser.console()?) {
        eprintln!("console: {line}");
    }
    let picture = BASE64.decode(browser.picture()?.as_str().unwrap_or_default());
    let test = thread::current();
    let name = test.name().unwrap_or("page").replace("::", "-");
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
    fs::write(&path, picture.unwrap_or_default())?;
    eprintln!("picture: {}", path.display());
    Ok(())
}

/// The script that starts the program sets this when `main` has returned.
pub const STARTED: &str = "'coupling' in window";

fn severe(log: &Value) -> impl Iterator<Item = String> {
    let entries = log.as_array().into_iter().flatten();
    entries
        .filter(|entry| entry["level"] == "SEVERE")
        .filter_map(|entry| entry["message"].as_str().map(str::to_owned))
}

/// The character by which WebDriver knows a key.
fn key(name: &str) -> char {
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return letter;
    }
    char::from(match name {
        "Enter" => Key::Enter,
        "Tab" => Key::Tab,
        "Escape" => Key::Escape,
        "Backspace" => Key::Backspace,
        "Delete" => Key::Delete,
        "Space" => return ' ',
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        "Home" => Key::Home,
        "End" => Key::End,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "Shift" => Key::Shift,
        "Control" => Key::Control,
        "Alt" => Key::Alt,
        "Meta" => Key::Meta,
        _ => panic!("`{name}` is no key that the tests know"),
    })
}

/// A command that only one driver has: the end of its address, and what is posted there.
#[derive(Debug)]
pub(super) struct Extension(pub &'static str, pub Value);

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _url: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.1.to_string()))
    }
}

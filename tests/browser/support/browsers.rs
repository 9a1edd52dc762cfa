//! The browsers of a run. A test has one for itself, which another may have had before: it finds a new
//! tab, nothing stored, and an empty console.
//!
//! To start one takes longer than most tests. There are as many as tests run side by side; all end with
//! the driver. One whose test has failed ends at once, in whatever state it was left. Never here: the page.

use std::io::{Error, Result};
use std::sync::Mutex;

use serde_json::{Value, json};

use super::driver::{self, Driver};
use super::firefox;
use super::server;

/// Those that no test has.
static IDLE: Mutex<Vec<Browser>> = Mutex::new(Vec::new());

/// A browser, as one test has it.
pub struct Browser {
    /// The driver's name for it.
    session: String,
    driver: &'static Driver,
}

impl Browser {
    /// One that nobody has: an idle one, or a new one.
    pub fn take() -> Self {
        let idle = IDLE.lock().expect("no test panics in here").pop();
        idle.unwrap_or_else(|| {
            Self::start().unwrap_or_else(|error| panic!("the browser did not start: {error}"))
        })
    }

    fn start() -> Result<Self> {
        if firefox::is_it() {
            let driver = Driver::of_firefox();
            let session = begin(&driver)?;
            // As long as the run, as Chromium's.
            return Ok(Self { session, driver: Box::leak(Box::new(driver)) });
        }
        let driver = Driver::shared();
        Ok(Self { session: begin(driver)?, driver })
    }

    /// The driver's name for it.
    pub fn session(&self) -> &str {
        &self.session
    }

    /// Where its driver takes commands.
    pub fn driver_url(&self) -> String {
        self.driver.url()
    }

    /// Leaves it to the next test, as new; or ends it, if it can no longer be made so.
    pub fn give_back(self) {
        match self.renew() {
            Ok(()) => IDLE.lock().expect("no test panics in here").push(self),
            Err(_) => self.end(),
        }
    }

    /// Ends it.
    pub fn end(self) {
        // A driver that is gone has no browser left to end.
        self.send("DELETE", "", &json!({})).ok();
    }

    /// With its tab goes what a test has changed in it: emulation, scripts of its own, what still runs.
    fn renew(&self) -> Result<()> {
        let tab = self.send("POST", "/window/new", &json!({ "type": "tab" }))?;
        self.send("DELETE", "/window", &json!({}))?;
        self.send("POST", "/window", &json!({ "handle": tab["handle"] }))?;
        if firefox::is_it() {
            // What is stored belongs to a page of the host, whichever that is.
            self.send("POST", "/url", &json!({ "url": format!("{}nothing", server::address()) }))?;
            let script = "localStorage.clear(); sessionStorage.clear()";
            self.send("POST", "/execute/sync", &json!({ "script": script, "args": [] }))?;
            return Ok(());
        }
        let all = json!({ "origin": server::origin(), "storageTypes": "all" });
        let clear = json!({ "cmd": "Storage.clearDataForOrigin", "params": all });
        self.send("POST", "/goog/cdp/execute", &clear)?;
        self.console()?;
        Ok(())
    }

    /// What has come onto the console since the last look.
    pub fn console(&self) -> Result<Value> {
        if firefox::is_it() {
            return Ok(json!([]));
        }
        self.send("POST", "/se/log", &json!({ "type": "browser" }))
    }

    /// A picture of the viewport, as base64.
    pub fn picture(&self) -> Result<Value> {
        self.send("GET", "/screenshot", &json!({}))
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let path = format!("/session/{}{path}", self.session);
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let answer = self.driver.send(method, &path, &body)?;
        match answer["error"].as_str() {
            Some(error) => Err(Error::other(error.to_owned())),
            None => Ok(answer),
        }
    }
}

/// Has a driver start a browser; the driver's name for it.
fn begin(driver: &Driver) -> Result<String> {
    let wanted = json!({ "capabilities": { "alwaysMatch": driver::capabilities() } });
    let mut started = driver.send("POST", "/session", &wanted.to_string())?;
    match started["sessionId"].take() {
        Value::String(session) => Ok(session),
        _ => Err(Error::other(started.to_string())),
    }
}

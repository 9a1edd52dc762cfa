//! What Firefox does otherwise than Chromium: it is run with `BROWSER=firefox`, and speaks WebDriver alone.
//!
//! Never here: what a page is asked.

use fantoccini::Client;
use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use serde_json::{Map, Value, json};
use std::env;
use std::time::Duration;

use super::page::Extension;

/// Whether the tests run in Firefox.
pub fn is_it() -> bool {
    env::var("BROWSER").is_ok_and(|name| name == "firefox")
}

/// What a new Firefox is asked to be.
pub fn capabilities() -> Map<String, Value> {
    // The panel that shows a download would take the focus from the page.
    let prefs = json!({ "browser.download.alwaysOpenPanel": false });
    let mut options = json!({ "args": ["-headless"], "prefs": prefs });
    if let Ok(browser) = env::var("FIREFOX") {
        options["binary"] = browser.into();
    }
    Map::from_iter([("moz:firefoxOptions".into(), options)])
}

/// Lets the browser say that the system prefers this.
pub async fn prefer(client: &Client, dark: bool, reduced_motion: bool) -> Result<(), String> {
    let context = |name: &str| Extension("moz/context", json!({ "context": name }));
    let (colours, motion) = (u8::from(!dark), u8::from(reduced_motion));
    let script = format!(
        "Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', {colours}); \
         Services.prefs.setIntPref('ui.prefersReducedMotion', {motion})"
    );
    client.issue_cmd(context("chrome")).await.map_err(|error| error.to_string())?;
    client.execute(&script, Vec::new()).await.map_err(|error| error.to_string())?;
    client.issue_cmd(context("content")).await.map_err(|error| error.to_string())?;
    Ok(())
}

/// Clicks at a point of the viewport.
pub async fn click_at(client: &Client, x: f64, y: f64) -> Result<(), String> {
    let there = PointerAction::MoveTo { duration: Some(Duration::ZERO), x, y };
    let button = MOUSE_BUTTON_LEFT;
    let actions = MouseActions::new("mouse".into())
        .then(there)
        .then(PointerAction::Down { button })
        .then(PointerAction::Up { button });
    client.perform_actions(actions).await.map_err(|error| error.to_string())
}

/// What can have a role, as a selector: to ask each element of a page would take too long.
pub fn candidates(role: &str) -> String {
    let own = match role {
        "button" => "button,summary,input[type=button],input[type=submit]",
        "link" => "a[href]",
        "option" => "option",
        "heading" => "h1,h2,h3,h4",
        "checkbox" => "input[type=checkbox]",
        "radio" => "input[type=radio]",
        "combobox" => "select",
        "textbox" => "input,textarea",
        "slider" => "input[type=range]",
        _ => "",
    };
    if own.is_empty() { format!("[role={role}]") } else { format!("[role={role}],{own}") }
}

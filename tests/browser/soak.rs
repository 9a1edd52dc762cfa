//! The heaviest load that the page plays, over and over: whether memory grows, and how long the worst frame takes.
//!
//! A minute is a minute of the watcher's time. Never here: how often, or for how long; that is asked for.

use std::time::{Duration, Instant};

use engine::scenario::MAX_SERVICES;
use serde_json::{Value, json};

use super::{occupied, open, open_scenario, set_speed};
use crate::support::Page;

const TITLE: &str = "An hour at full load";
/// How many times as fast as the clock.
const TIMES: u32 = 20;
/// How often it is looked whether the run has ended.
const LOOK: Duration = Duration::from_secs(1);

/// Fifty tasks a second through as many services as there may be.
fn scenario() -> String {
    let services: String = (1..=MAX_SERVICES)
        .map(|number| {
            format!(
                "[[services]]\nname = \"Service {number}\"\nlatency_ms = {{ uniform = [140, 260] }}\n\
                 workers = 12\nneeds = [\"task_id\"]\n"
            )
        })
        .collect();
    format!(
        "format = 1\ntitle = \"{TITLE}\"\nhorizon_ms = 240000\ndirect = \"parallel\"\n\
         [kafka]\npartitions = 12\n[load]\npattern = \"steady\"\nevery_ms = 20\n{services}"
    )
}

/// Plays for so many minutes. Gives what was occupied at the beginning and after each minute, the frames, and how often
/// the run came to its end.
pub async fn soak(minutes: u64) -> Value {
    let page = open().await;
    open_scenario(&page, TITLE, &scenario()).await;
    set_speed(&page, TIMES).await;
    page.click_button("Play").await;
    // The browser has compiled what it is going to use.
    turn(&page, Duration::from_secs(30)).await;
    page.eval::<Value>("void bench.worst()").await;
    let mut occupied_by = vec![rest(&page).await];
    let mut runs = 0;
    for _ in 0..minutes {
        runs += turn(&page, Duration::from_secs(60)).await;
        occupied_by.push(rest(&page).await);
        eprintln!(
            "{} of {minutes} minutes: {}",
            occupied_by.len() - 1,
            occupied_by.last().unwrap_or(&Value::Null)
        );
    }
    let frames: Value = page.eval("bench.worst()").await;
    page.end();
    json!({ "occupied": occupied_by, "frames": frames, "runs": runs })
}

/// Goes on for a time, from the beginning whenever the run is over. Gives how often that was.
async fn turn(page: &Page, time: Duration) -> u32 {
    let (begin, mut runs) = (Instant::now(), 0);
    while begin.elapsed() < time {
        tokio::time::sleep(LOOK).await;
        let over = "[...document.querySelectorAll('button[aria-label=Play]')].length > 0";
        if page.eval::<bool>(over).await {
            page.click_button("Back to the start").await;
            page.click_button("Play").await;
            runs += 1;
        }
    }
    runs
}

/// What is occupied when nothing is left that could be collected.
async fn rest(page: &Page) -> Value {
    page.cdp("HeapProfiler.collectGarbage", json!({})).await;
    occupied(page).await
}

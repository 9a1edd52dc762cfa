//! What the built page costs in a real browser: frames, clicks, memory, web vitals, and the
//! engine on wasm32.
//!
//! `cargo xtask bench` builds what this needs, runs it, and makes figures of the samples that it
//! prints as one JSON object. It uses the page as a learner does, but for its own watch: a script that
//! is there before the page's. Never judges a figure, and is no test: what it measures differs from
//! machine to machine.

mod soak;
mod support;
mod vitals;

use std::env;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use engine::scenario::{MAX_PARTITIONS, MAX_SERVICES, MAX_WORKERS};
use serde_json::{Value, json};

use support::{Options, Page};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    if let Some(minutes) = env::var("SOAK_MINUTES").ok().and_then(|it| it.parse().ok()) {
        return println!("{}", soak::soak(minutes).await);
    }
    let engine = engine().await;
    let mut frames = Vec::new();
    for crowd in &CROWDS {
        frames.push(crowd.frames().await);
    }
    let clicks = clicks().await;
    let memory = memory().await;
    let visits = vitals::visits().await;
    println!(
        "{}",
        json!({
            "engine": engine, "frames": frames, "clicks": clicks, "memory": memory, "visits": visits,
        })
    );
}

/// The page's own watch, `bench`.
///
/// A frame begins with the page's first callback in it. A message that is posted then is answered when
/// the browser has done all that belongs to the frame on this thread: the callbacks, what they put off
/// to the end of the turn, style, layout, paint, and handing the layers on.
const WATCH: &str = r#"
addEventListener('TrunkApplicationStarted', event => { bench.memory = event.detail.wasm.memory; });
window.bench = (() => {
    const ask = window.requestAnimationFrame.bind(window);
    const { port1, port2 } = new MessageChannel();
    const waiting = new Map();
    let posted = 0;
    const afterwards = then => { waiting.set(++posted, then); port2.postMessage(posted); };
    port1.onmessage = ({ data }) => {
        const then = waiting.get(data);
        waiting.delete(data);
        then();
    };

    let seen = 0, note = null, worst = 0, over = 0, counted = 0;
    window.requestAnimationFrame = callback => {
        const frame = {};
        const id = ask(now => {
            frame.start = performance.now();
            afterwards(() => {
                frame.whole = performance.now() - frame.start;
                seen += 1;
                counted += 1;
                worst = Math.max(worst, frame.whole);
                over += frame.whole > 50;
                note?.(frame);
            });
            callback(now);
        });
        ask(() => { frame.script = performance.now() - frame.start; });
        return id;
    };

    return {
        seen: () => seen,
        worst: () => {
            const frames = { counted, worst_ms: worst, over_50_ms: over };
            worst = over = counted = 0;
            return frames;
        },
        frames: (skip, count) => new Promise(done => {
            const frames = [];
            const end = () => {
                note = null;
                clearTimeout(patience);
                const counted = frames.slice(skip);
                done({
                    whole_ms: counted.map(frame => frame.whole),
                    script_ms: counted.map(frame => frame.script),
                    apart_ms: counted.slice(1).map((frame, i) => frame.start - counted[i].start),
                });
            };
            // A slow machine shows fewer, and the driver would not wait much longer.
            const patience = setTimeout(end, 25_000);
            note = frame => {
                if (frames.push(frame) >= skip + count) end();
            };
        }),
        click: () => new Promise(done => addEventListener('click', event => {
            const watch = new MutationObserver(() => {
                watch.disconnect();
                const changed = performance.now() - event.timeStamp;
                ask(() => afterwards(() => {
                    done({ changed_ms: changed, shown_ms: performance.now() - event.timeStamp });
                }));
            });
            const attributeFilter = ['aria-checked'];
            watch.observe(document, { subtree: true, attributes: true, attributeFilter });
        }, { capture: true, once: true })),
    };
})();
"#;

/// The page with its watch, in a browser of its own.
async fn open() -> Page {
    let page = Page::open(Options::sandbox().size(1280, 800)).await;
    page.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await;
    page.reload().await;
    // The thread's own time: that others want the core too does not count.
    page.cdp("Performance.enable", json!({ "timeDomain": "threadTicks" })).await;
    page
}

/// Opens a scenario as a learner opens a file.
async fn open_scenario(page: &Page, title: &str, text: &str) {
    let script = format!(
        "void (() => {{
            const files = new DataTransfer();
            files.items.add(new File([{}], 'bench.toml'));
            const input = document.querySelector('input[type=file]');
            input.files = files.files;
            input.dispatchEvent(new Event('change', {{ bubbles: true }}));
        }})()",
        json!(text)
    );
    page.eval::<Value>(&script).await;
    let title = json!(title);
    page.wait_for(&format!(
        "[...document.querySelectorAll('h1')].some(h => h.innerText == {title})"
    ))
    .await;
}

/// Puts the playhead at an instant.
async fn seek(page: &Page, ms: u32) {
    let script = format!(
        "void (() => {{
            const line = document.querySelector('input[type=range][aria-label=Playhead]');
            line.value = {ms};
            line.dispatchEvent(new Event('input', {{ bubbles: true }}));
        }})()"
    );
    page.eval::<Value>(&script).await;
}

/// Plays so many times as fast as the simulated clock.
async fn set_speed(page: &Page, times: u32) {
    let script = format!(
        "void (() => {{
            const select = document.querySelector('select[aria-label=Speed]');
            const option = [...select.options].find(o => /^{times}(?![\\/\\d.])/.test(o.text.trim()));
            select.value = option.value;
            select.dispatchEvent(new Event('change', {{ bubbles: true }}));
        }})()"
    );
    page.eval::<Value>(&script).await;
}

/// How many tasks wait on the direct side, as the page says.
async fn in_flight(page: &Page) -> u32 {
    page.eval("+document.querySelector('.ledger').innerText.match(/(\\d+)\\s*waiting/)[1]").await
}

/// Chrome's own counters, by name.
async fn counters(page: &Page) -> impl Fn(&str) -> f64 + use<> {
    let answer = page.cdp("Performance.getMetrics", json!({})).await;
    move |name| {
        let all = answer["metrics"].as_array().into_iter().flatten();
        let found = all.filter(|counter| counter["name"] == name).find_map(|c| c["value"].as_f64());
        found.unwrap_or_else(|| panic!("Chrome counts no {name}"))
    }
}

/// The engine on wasm32: the lines that its own bench writes.
async fn engine() -> String {
    let folder = env::var("ENGINE_SPEED")
        .expect("ENGINE_SPEED names a folder; `cargo xtask bench` fills it and sets this");
    let read = |name: &str| {
        let path = Path::new(&folder).join(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let page = open().await;
    let glue = String::from_utf8(read("speed.js")).expect("wasm-bindgen writes UTF-8");
    page.cdp("Runtime.evaluate", json!({ "expression": glue })).await;
    let program = BASE64.encode(read("speed_bg.wasm"));
    let run = format!(
        "(async () => {{
            window.engineSpeed = lines => {{ window.engineLines = lines; }};
            const bytes = Uint8Array.from(atob('{program}'), c => c.charCodeAt(0));
            await wasm_bindgen({{ module_or_path: bytes }});
            return window.engineLines;
        }})()"
    );
    let lines = page.eval(&run).await;
    page.end();
    lines
}

/// A steady number of things in flight, with fifty tasks coming and going a second.
struct Crowd {
    /// Tasks that wait from the start.
    backlog: u32,
    latency_ms: &'static str,
    /// How fast it is played.
    times: u32,
}

/// About 10, 300 and 1,000 in flight; the last also so fast that most of what is drawn moves.
const CROWDS: [Crowd; 4] = [
    Crowd { backlog: 0, latency_ms: "[140, 260]", times: 1 },
    Crowd { backlog: 290, latency_ms: "[180, 300]", times: 1 },
    Crowd { backlog: 990, latency_ms: "[180, 300]", times: 1 },
    Crowd { backlog: 990, latency_ms: "[180, 300]", times: 20 },
];

impl Crowd {
    const TITLE: &str = "A crowd";
    /// Frames that are counted, and those before, in which the browser still compiles.
    const FRAMES: u32 = 300;
    const FIRST: u32 = 60;

    fn scenario(&self) -> String {
        let Self { backlog, latency_ms, .. } = self;
        let service = |name: &str| {
            format!(
                "[[services]]\nname = \"{name}\"\nlatency_ms = {{ uniform = {latency_ms} }}\n\
                 workers = 12\nneeds = [\"task_id\"]\n"
            )
        };
        let send = match backlog {
            0 => String::new(),
            tasks => format!("[[timeline]]\nat_ms = 0\nsend = {tasks}\n"),
        };
        format!(
            "format = 1\ntitle = \"{}\"\nhorizon_ms = 480000\ndirect = \"parallel\"\n\
             [producer]\ncall_timeout_ms = 600000\nclient_timeout_ms = 600000\n\
             [kafka]\npartitions = 12\n[load]\npattern = \"steady\"\nevery_ms = 20\n{}{}{}{send}",
            Self::TITLE,
            service("Notification"),
            service("Audit"),
            service("Reminder")
        )
    }

    async fn frames(&self) -> Value {
        let page = open().await;
        open_scenario(&page, Self::TITLE, &self.scenario()).await;
        seek(&page, 2_000).await;
        set_speed(&page, self.times).await;
        let from = in_flight(&page).await;
        page.click_button("Play").await;
        let before = counters(&page).await;
        let seen: u32 = page.eval("bench.seen()").await;
        let mut frames: Value =
            page.eval(&format!("bench.frames({}, {})", Self::FIRST, Self::FRAMES)).await;
        let seen = page.eval::<u32>("bench.seen()").await - seen;
        let after = counters(&page).await;
        page.click_button("Pause").await;
        let to = in_flight(&page).await;
        let spent = |name: &str| (after(name) - before(name)) * 1e3 / f64::from(seen.max(1));
        frames["in_flight"] = json!([from, to]);
        frames["times"] = self.times.into();
        frames["mean_cpu_ms"] = json!({
            "task": spent("TaskDuration"),
            "script": spent("ScriptDuration"),
            "style": spent("RecalcStyleDuration"),
            "layout": spent("LayoutDuration"),
        });
        page.end();
        frames
    }
}

/// From a click on a service's switch in a busy minute to the changed picture.
async fn clicks() -> Value {
    let page = open().await;
    let text = include_str!("../../engine/benches/busy.toml");
    open_scenario(&page, "A busy minute", text).await;
    let mut clicks = Vec::new();
    for second in (6..46).step_by(2) {
        seek(&page, second * 1_000).await;
        page.eval::<Value>("void (window.benchClick = bench.click())").await;
        page.click("[role=switch][aria-label=Audit]").await;
        clicks.push(page.eval::<Value>("benchClick").await);
    }
    page.end();
    clicks.into()
}

/// Rounds of the heaviest run that the engine allows and the lightest that ships.
async fn memory() -> Value {
    const ROUNDS: usize = 6;
    const TITLE: &str = "As much as there can be";
    const LIGHT: &str = include_str!("../../assets/scenarios/sequential.toml");

    // As many services, workers and partitions as there may be, and more to do than a run may hold.
    let services: String = (1..=MAX_SERVICES)
        .map(|number| {
            format!(
                "[[services]]\nname = \"Service {number}\"\nlatency_ms = 500\n\
                 workers = {MAX_WORKERS}\nneeds = [\"task_id\"]\n"
            )
        })
        .collect();
    let heavy = format!(
        "format = 1\ntitle = \"{TITLE}\"\nhorizon_ms = 3600000\ndirect = \"parallel\"\n\
         [kafka]\npartitions = {MAX_PARTITIONS}\n\
         [load]\npattern = \"steady\"\nevery_ms = 20\n{services}"
    );

    let page = open().await;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        open_scenario(&page, TITLE, &heavy).await;
        seek(&page, 100_000).await;
        // A click runs both sides anew while the old runs are still there.
        for _ in 0..2 {
            page.eval::<Value>("void (window.benchClick = bench.click())").await;
            page.click("[role=switch][aria-label='Service 1']").await;
            page.eval::<Value>("benchClick").await;
        }
        let peak = occupied(&page).await;
        page.click_button("Back to the start").await;
        open_scenario(&page, "Three calls, one after another", LIGHT).await;
        page.cdp("HeapProfiler.collectGarbage", json!({})).await;
        let rest = occupied(&page).await;
        rounds.push(json!({ "peak": peak, "rest": rest }));
    }
    page.end();
    rounds.into()
}

async fn occupied(page: &Page) -> Value {
    let counted = counters(page).await;
    json!({
        "wasm_bytes": page.eval::<u64>("bench.memory.buffer.byteLength").await,
        "js_bytes": counted("JSHeapUsedSize") as u64,
        "nodes": counted("Nodes") as u64,
    })
}

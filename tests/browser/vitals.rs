//! Web vitals of the built page: opened cold by its address, then used with real clicks and keys.
//!
//! Gives the browser's own entries, each with what was being done at the time; how they come to LCP, CLS
//! and INP is for `cargo xtask bench`. Each visit has a browser of its own, with nothing cached, at full
//! speed or with the page's main thread slowed down. Never here: a way into the program.

use serde_json::{Value, json};

use crate::support::{Options, Page};

/// How many times each page is visited at each speed.
const VISITS: usize = 5;
/// The main thread's slowness, as Chrome emulates it.
const SLOWDOWNS: [u32; 2] = [1, 4];

/// All visits, as samples.
pub async fn visits() -> Value {
    let mut cases = Vec::new();
    for tour in [&STAGE, &CHAPTER] {
        for slowdown in SLOWDOWNS {
            let mut visits = Vec::new();
            for _ in 0..VISITS {
                visits.push(tour.visit(slowdown).await);
            }
            cases.push(json!({ "page": tour.page, "slowdown": slowdown, "visits": visits }));
        }
    }
    cases.into()
}

/// The page's own watch, `vitals`: there before the page's scripts.
///
/// An entry comes some time after what it is about; it belongs to the step in which it began.
const WATCH: &str = r"
window.vitals = (() => {
    const shifts = [], steps = [], interactions = new Map();
    let paint = null, heard = performance.now();
    const observe = (type, options, take) => new PerformanceObserver(list => {
        list.getEntries().forEach(take);
    }).observe({ type, buffered: true, ...options });
    const during = ms => steps.findLast(step => step.at <= ms)?.what ?? null;
    const name = node => {
        const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
        return element ? [element.localName, ...element.classList].join('.') : 'what is gone';
    };
    observe('largest-contentful-paint', {}, entry => {
        heard = performance.now();
        paint = { ms: entry.startTime, of: name(entry.element) };
    });
    observe('layout-shift', {}, ({ startTime, value, hadRecentInput, sources }) => {
        heard = performance.now();
        if (hadRecentInput) return;
        shifts.push({ at_ms: startTime, value, of: name(sources[0]?.node), during: during(startTime) });
    });
    // A press is several events of one interaction, which takes as long as the longest of them.
    observe('event', { durationThreshold: 16 }, ({ startTime, duration, interactionId: id }) => {
        if (!id || interactions.get(id)?.ms >= duration) return;
        interactions.set(id, { ms: duration, during: during(startTime) });
    });
    const frame = () => new Promise(requestAnimationFrame);
    return {
        // Nothing more is painted anew or moved.
        calm: () => document.readyState === 'complete' && performance.now() - heard > 700,
        begin: what => { steps.push({ what, at: performance.now() }); },
        shown: async () => {
            for (let frames = 0; frames < 3; frames += 1) await frame();
            await new Promise(done => setTimeout(done, 50));
        },
        seen: () => ({
            paint,
            shifts,
            interactions: [...interactions.values()],
            // With those that took less than two frames, of which the browser tells no more.
            count: performance.interactionCount,
        }),
    };
})();
";

/// A page, and what is done on it one after another.
struct Tour {
    page: &'static str,
    address: &'static str,
    /// That all of it is there.
    ready: &'static str,
    steps: &'static [Step],
}

/// One thing that is done, under a name that no other step of its tour has.
struct Step {
    what: &'static str,
    act: Act,
    /// What it leads to, if that may take longer than the next frame.
    until: Option<&'static str>,
}

enum Act {
    /// A mouse click on the first that a selector finds.
    Click(&'static str),
    /// Keys one after another, on what has the focus, or on what a selector finds.
    Keys(Option<&'static str>, &'static [&'static str]),
    /// So many milliseconds pass; what moves after the first 500 is not the step's before it.
    Watch(u32),
    /// The wheel is turned until the page ends.
    Scroll,
}

const fn click(what: &'static str, selector: &'static str) -> Step {
    Step { what, act: Act::Click(selector), until: None }
}

const fn keys(what: &'static str, on: &'static str, keys: &'static [&'static str]) -> Step {
    Step { what, act: Act::Keys(Some(on), keys), until: None }
}

impl Step {
    const fn until(mut self, condition: &'static str) -> Self {
        self.until = Some(condition);
        self
    }
}

const SCROLL: Step = Step { what: "scroll to the end", act: Act::Scroll, until: None };

const STAGE: Tour = Tour {
    page: "stage",
    address: "#/sandbox",
    ready: "document.querySelector('.stage .service')",
    steps: &[
        click("step forward", "[aria-label='Step forward']"),
        click("send a task", ".acts .go"),
        // To the longest of the course, which does not end while it plays.
        keys("next scenarios", "header select", &["ArrowDown"; 6]),
        click("play", "[aria-label=Play]"),
        click("switch, playing", ".direct [role=switch][aria-label=Audit]"),
        click("switch back, playing", ".kafka [role=switch][aria-label=Audit]"),
        Step { what: "watch it play", act: Act::Watch(2_000), until: None },
        click("pause", "[aria-label=Pause]"),
        keys("playhead, an arrow", PLAYHEAD, &["ArrowRight", "ArrowRight", "ArrowLeft"]),
        keys("playhead, to the end", PLAYHEAD, &["PageUp", "End"]),
        keys("playhead, halfway", PLAYHEAD, &["PageUp"; 5]),
        click("switch", ".direct [role=switch][aria-label=Audit]"),
        click("undo", ".forks .quiet"),
        click("menu of a service", ".direct .service .more"),
        click("menu, closed", ".lead h1"),
        click("charts, fetched", "#tab-charts").until(TAB_IS_FILLED),
        click("coupling", "#tab-coupling"),
        click("settings", "#tab-settings"),
        click("in words", "#tab-event-log"),
        click("the code", "#tab-code"),
        click("the facts", "#tab-facts"),
        click("meanings", "#tab-meanings"),
        SCROLL,
        click("charts again", "#tab-charts"),
        click("play over charts", "[aria-label=Play]"),
        click("switch, playing over charts", ".direct [role=switch][aria-label=Audit]"),
        keys("last scenario", "header select", &["End"]),
    ],
};

const PLAYHEAD: &str = "[aria-label=Playhead]";
const TAB_IS_FILLED: &str = "document.querySelector('#tab-panel').innerText.trim() !== ''";

const CHAPTER: Tour = Tour {
    page: "chapter",
    address: "#/chapter/temporal",
    ready: "document.querySelectorAll('.ask').length > 3 && !document.querySelector('.coming')",
    steps: &[
        click("to the prediction", "#hang input"),
        Step { what: "type it", act: Act::Keys(None, &["9", "0", "0"]), until: None },
        click("lock it", "#hang .ask-acts .go"),
        Step { what: "watch its figure", act: Act::Watch(2_000), until: None },
        click("be asked now", "#hang .ask-now"),
        click("choose what happened", "#hang .option input"),
        click("check it", "#hang .ask-acts .go"),
        click("show me", "#hang .verdict .show"),
        click("play a figure", "#hang-it [aria-label=Play]"),
        click("menu of a service", "#hang-it .service:nth-child(2) .more"),
        click("let it hang", "#hang-it .panel .choices button:nth-child(4)"),
        keys("playhead of a figure", "#hang-it [aria-label=Playhead]", &["End"]),
        click("choose an answer", "#what-the-timeout-ends .option input"),
        click("check an answer", "#what-the-timeout-ends .ask-acts .go"),
        click("predict the storm", "#after-the-spell .option:nth-child(3) input"),
        click("lock it, with a chart", "#after-the-spell .ask-acts .go"),
        click("to a setting of the storm", "#end-it .tune:nth-child(2) input"),
        Step { what: "type a setting", act: Act::Keys(None, &["1", "Tab"]), until: None },
        click("check an order", "#chain .ask-acts .go"),
        SCROLL,
        click("next chapter", ".neighbours a:last-child").until(
            "location.hash === '#/chapter/availability' && !document.querySelector('.coming') \
             && document.querySelectorAll('.ask').length > 3",
        ),
        Step { what: "scroll the next chapter", act: Act::Scroll, until: None },
    ],
};

impl Tour {
    async fn visit(&self, slowdown: u32) -> Value {
        let page = Page::blank(&Options::default()).await;
        // What changes outside of the window is never presented, and would seem to take for ever.
        page.enlarge_window(1_400, 1_000).await;
        page.visit_nothing().await;
        page.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await;
        page.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": slowdown })).await;
        page.cdp("Performance.enable", json!({ "timeDomain": "threadTicks" })).await;
        let before = busy(&page).await;
        page.visit(self.address).await;
        page.wait_for(self.ready).await;
        page.wait_for("vitals.calm()").await;
        let busy_ms = (busy(&page).await - before) * 1e3;
        for step in self.steps {
            step.take(&page).await;
        }
        let mut seen: Value = page.eval("vitals.seen()").await;
        seen["busy_ms"] = busy_ms.into();
        page.end();
        seen
    }
}

/// Seconds that the page's main thread has had of a processor.
async fn busy(page: &Page) -> f64 {
    let answer = page.cdp("Performance.getMetrics", json!({})).await;
    let all = answer["metrics"].as_array().into_iter().flatten();
    let found = all.filter(|it| it["name"] == "TaskDuration").find_map(|it| it["value"].as_f64());
    found.expect("Chrome counts it")
}

impl Step {
    async fn take(&self, page: &Page) {
        page.eval::<Value>(&format!("vitals.begin({})", json!(self.what))).await;
        match self.act {
            Act::Click(selector) => page.click(selector).await,
            Act::Keys(on, keys) => {
                if let Some(selector) = on {
                    let focus = format!("document.querySelector({}).focus()", json!(selector));
                    page.eval::<Value>(&focus).await;
                }
                for key in keys {
                    page.press(key).await;
                }
            }
            Act::Watch(ms) => {
                let passed = format!("new Promise(done => setTimeout(done, {ms}))");
                page.eval::<Value>(&passed).await;
            }
            Act::Scroll => scroll(page).await,
        }
        if let Some(condition) = self.until {
            page.wait_for(condition).await;
        }
        page.eval::<Value>("vitals.shown()").await;
    }
}

async fn scroll(page: &Page) {
    const END: &str = "innerHeight + scrollY >= document.documentElement.scrollHeight - 2";
    let turn = json!({ "type": "mouseWheel", "x": 640, "y": 400, "deltaX": 0, "deltaY": 600 });
    for _ in 0..100 {
        if page.eval(END).await {
            return;
        }
        page.cdp("Input.dispatchMouseEvent", turn.clone()).await;
        page.eval::<Value>("vitals.shown()").await;
    }
}

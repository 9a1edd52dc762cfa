//! Somebody who presses, types, opens and reloads without a plan: the page never stops, and what was answered is there.
//!
//! What is done follows from a seed, which is printed; `FUZZ_SEED` and `FUZZ_ACTIONS` choose others. What destroys
//! answers on purpose is left out. Never here: what a press should do.

use std::env;

use serde::Deserialize;
use serde_json::json;

use crate::hands::open;
use crate::support::{Options, Page};

const SAVED: &str = include_str!("../../lesson/tests/fixtures/saved-in-format-1.toml");
/// Actions between two looks at the page.
const BATCH: u32 = 10;
const PLACES: [&str; 8] = [
    "#/",
    "#/sandbox",
    "#/template",
    "#/glossary",
    "#/chapter/temporal",
    "#/chapter/through-kafka",
    "#/chapter/nobody",
    "#/run/1AAAA",
];

/// The hands in the browser: `fuzz.act(draw)` does one thing, as a number from 0 to 2^32 has it, and says what.
const HANDS: &str = r#"
window.fuzz ??= (() => {
    // No window opens over the page, and nothing is saved or printed.
    HTMLAnchorElement.prototype.click = () => {};
    HTMLInputElement.prototype.click = () => {};
    window.print = () => {};
    window.open = () => null;
    const destroys = '.own, .forget, .files, .book-notices, [target=_blank], [href^=http], [download]';
    const seen = e => e.getClientRects().length > 0 && !e.disabled && !e.closest(destroys) && !/^Forget/.test(e.textContent);
    const all = selector => [...document.querySelectorAll(selector)].filter(seen);
    const texts = ['', '0', '-1', '1e9', '7', 'x'.repeat(300), '<b>&"\u202e', '\u0000', 'ÄÖ 漢字'];
    const keys = ['Enter', 'Escape', ' ', 'ArrowRight', 'ArrowLeft', 'Home', 'n', '1', '9', 'Tab'];
    const files = ['', 'format = 1', 'format = 99\n', '[[', '# Mine\n\n## Gains\n', '\u0000\u0001'];
    const of = (list, draw) => list[draw % list.length];
    const tell = (e, kind) => e.dispatchEvent(new Event(kind, { bubbles: true }));
    const kinds = {
        press(draw) {
            const e = of(all('button, a, summary, [role=switch], input[type=radio], input[type=checkbox]'), draw);
            if (!e) return 'nothing to press';
            e.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, view: window }));
            return `press ${e.textContent.slice(0, 30) || e.getAttribute('aria-label')}`;
        },
        write(draw) {
            const e = of(all('input:not([type=radio], [type=checkbox], [type=file], [readonly]), textarea'), draw);
            if (!e) return 'nothing to write in';
            e.focus();
            e.value = of(texts, draw >> 8);
            tell(e, 'input');
            if (draw & 1) tell(e, 'change');
            return `write ${JSON.stringify(e.value.slice(0, 20))}`;
        },
        choose(draw) {
            const e = of(all('select'), draw);
            if (!e) return 'nothing to choose';
            e.selectedIndex = (draw >> 8) % e.options.length;
            tell(e, 'change');
            return `choose ${e.value}`;
        },
        key(draw) {
            const key = of(keys, draw);
            const e = document.activeElement ?? document.body;
            e.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
            return `key ${key}`;
        },
        file(draw) {
            const e = of([...document.querySelectorAll('input[type=file]')], draw);
            if (!e) return 'no place for a file';
            const given = new DataTransfer();
            const name = of(['a.toml', 'a.md', 'a.png'], draw >> 4);
            given.items.add(new File([of(files, draw >> 8)], name));
            e.files = given.files;
            tell(e, 'change');
            return `open ${name}`;
        },
    };
    const often = ['press', 'press', 'press', 'press', 'write', 'choose', 'choose', 'key', 'key', 'file'];
    return {
        act: draw => kinds[of(often, draw >>> 16)](draw),
        async several(draws) {
            const done = [];
            for (const draw of draws) {
                done.push(this.act(draw));
                await new Promise(then => setTimeout(then));
            }
            return done;
        },
    };
})()
"#;

/// How the page stands after some actions.
#[derive(Debug, Deserialize)]
struct Standing {
    /// Whether the program has stopped.
    stopped: bool,
    /// How many answers are kept.
    answers: usize,
}

const STANDING: &str = "({ stopped: !document.getElementById('stopped').hidden, \
    answers: Object.values({ ...localStorage }).join('').split('[[answers]]').length - 1 })";

fn number(variable: &str, default: u32) -> u32 {
    env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The next number after one, by the constants of Numerical Recipes, with its better half in front.
fn next(state: &mut u64) -> u32 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 32) as u32
}

#[tokio::test]
async fn no_presses_keys_files_and_reloads_stop_the_page_or_lose_an_answer() {
    let (seed, actions) = (number("FUZZ_SEED", 1), number("FUZZ_ACTIONS", 300));
    println!("{actions} actions from seed {seed}");
    let mut state = u64::from(seed);
    let page = Page::open(Options::default().at("#/")).await;
    page.wait_for("document.querySelectorAll('ol a').length > 5").await;
    open(&page, "backup.toml", SAVED).await;
    page.wait_for("document.querySelector('header').textContent.includes('142 of 142 done')").await;
    page.wait_for(&format!("({STANDING}).answers > 100")).await;
    let before: Standing = page.eval(STANDING).await;
    let mut done: Vec<String> = Vec::new();
    for batch in 0..actions.div_ceil(BATCH) {
        let place = PLACES[next(&mut state) as usize % PLACES.len()];
        match batch % 4 {
            0 => page.go(place).await,
            3 => page.reload().await,
            _ => {}
        }
        page.eval::<()>(&format!("void ({{ it: {} }})", HANDS.trim().trim_end_matches(';'))).await;
        let draws: Vec<u32> = (0..BATCH).map(|_| next(&mut state)).collect();
        let told: Vec<String> = page.eval(&format!("fuzz.several({})", json!(draws))).await;
        done.extend(told);
        let standing: Standing = page.eval(STANDING).await;
        let last = done.len().saturating_sub(3 * BATCH as usize);
        assert!(!standing.stopped, "seed {seed}: stopped after {:#?}", &done[last..]);
        let kept = standing.answers >= before.answers;
        assert!(kept, "seed {seed}: {standing:?} after {before:?}: {:#?}", &done[last..]);
    }
    assert_eq!(page.console_errors().await, Vec::<String>::new(), "seed {seed}: {done:#?}");
}

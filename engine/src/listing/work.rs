//! What a service's program calls for its work: a stand-in that takes as long as in the scenario, fails as there,
//! and notes what it has done.
//!
//! Never here: when it is called.

use crate::listing::names::{Words, quoted, seconds};
use crate::listing::page::Page;
use crate::scenario::service::{Latency, Service};
use crate::scenario::settings::PerMille;
use crate::sim::Thousandths;

const WORK_ERROR: &str = r#"

class WorkError(Exception):
    """The work failed at its end."""
"#;

const ONCE: &str = r#"

@asynccontextmanager
async def once(id: str) -> AsyncIterator[bool]:
    """Whether it is new. The work inside and the note of its id are one transaction."""
    known = notes.execute("select 1 from known where id = ?", (id,)).fetchone()
    token = under_way.set(id)
    try:
        yield known is None
    finally:
        under_way.reset(token)"#;

/// `work.py`; with `once`, it recognises what it has done.
pub(super) fn work(page: &mut Page, words: &Words, service: &Service, once: bool) {
    let share = service.settings.error_rate();
    let poison = service.settings.fails_on();
    let draws = share > PerMille::NONE || !matches!(service.latency, Latency::Fixed(_));
    page.text(
        "\"\"\"Stands in for the work: takes as long as in the scenario, and notes it.\"\"\"\n",
    );
    imports(page, draws, once);
    page.text("\nnotes = sqlite3.connect(\"work.db\")");
    page.text("notes.execute(\"create table if not exists done (at, fields)\")");
    if once {
        page.text("notes.execute(\"create table if not exists known (id primary key)\")");
        page.text("under_way: ContextVar[str | None] = ContextVar(\"under_way\", default=None)");
    }
    if share > PerMille::NONE || poison > 0 {
        page.text(WORK_ERROR.trim_end_matches('\n'));
    }
    page.text("\n\nasync def handle(**fields: object) -> None:");
    page.text(&format!("    await asyncio.sleep({})", length(service.latency)));
    if poison > 0 {
        page.text(&format!("    if fields[{}] == \"{poison}\":", quoted(&words.id)));
        page.text("        raise WorkError(\"It fails whenever it is tried\")");
    }
    if share > PerMille::NONE {
        page.text(&format!("    if random.random() < {}:", Thousandths(share.0.into())));
        page.text("        raise WorkError(\"It fails now and then\")");
    }
    page.text("    with notes:");
    if once {
        page.text("        if (id := under_way.get()) is not None:");
        page.text("            notes.execute(\"insert into known values (?)\", (id,))");
    }
    page.text("        done = (time.time(), json.dumps(fields))");
    page.text("        notes.execute(\"insert into done values (?, ?)\", done)");
    if once {
        page.text(ONCE);
    }
}

fn imports(page: &mut Page, draws: bool, once: bool) {
    page.text("import asyncio\nimport json");
    if draws {
        page.text("import random");
    }
    page.text("import sqlite3\nimport time");
    if once {
        page.text("from collections.abc import AsyncIterator");
        page.text("from contextlib import asynccontextmanager");
        page.text("from contextvars import ContextVar");
    }
}

/// The length of one piece of work, in seconds.
fn length(latency: Latency) -> String {
    match latency {
        Latency::Fixed(length) => seconds(length),
        Latency::Uniform(low, high) => {
            format!("random.uniform({}, {})", seconds(low), seconds(high))
        }
        Latency::Exponential(mean) => format!("random.expovariate(1 / {})", seconds(mean)),
        Latency::Lognormal(median, sigma) => {
            let (median, sigma) = (seconds(median), Thousandths(sigma.into()));
            format!("{median} * random.lognormvariate(0, {sigma})")
        }
    }
}

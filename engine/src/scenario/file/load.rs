//! The load in a scenario file. Never here: when it begins.

use crate::scenario::bounds::MAX_TASKS;
use crate::scenario::file::place::at;
use crate::scenario::load::{Load, Pattern};
use crate::toml::{Read, Value, each, lacks, ms, text, whole, wrong};

pub(super) fn load(value: &Value) -> Read<Load> {
    let what = "the load";
    let (mut every, mut tasks) = (None, None);
    each(value, what, "pattern, every_ms, tasks", &mut |field| {
        match field.key.name.as_str() {
            "pattern" => {}
            "every_ms" => every = Some(ms(field)?),
            "tasks" => tasks = Some(whole(field, MAX_TASKS.into())? as u32),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let field = value.get("pattern").ok_or_else(|| lacks(value, what, "pattern"))?;
    let paced = || every.ok_or_else(|| lacks(value, "this load", "every_ms"));
    let (pattern, bounded) = match text(field)? {
        "by hand" => (Pattern::ByHand, "pattern"),
        "steady" => (Pattern::Steady(paced()?), "every_ms"),
        "poisson" => (Pattern::Poisson(paced()?), "every_ms"),
        "burst" => (Pattern::Burst, "tasks"),
        _ => {
            let help = format_args!("write \"by hand\", \"steady\", \"poisson\" or \"burst\"");
            return Err(wrong(&field.key.name, &field.value, help));
        }
    };
    let load = Load { pattern, tasks };
    let bounded = if tasks == Some(0) { "tasks" } else { bounded };
    at(value.place_of(bounded), load.check())?;
    Ok(load)
}

//! The reference of scenario files is complete and right: nothing that can be written is missing there, and
//! no default or range differs from the simulator's.
//!
//! After a change of the settings: `UPDATE_DOCS=1 cargo test -p coupling-engine --test reference`.

use engine::system::{ServiceSetting, Setting, Spec, Style, Unit, read};
use std::{env, fs};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/scenarios.md");
const HEAD: &str = "| table | key | values | default | Kafka's | what it is |\n\
                    | --- | --- | --- | --- | --- | --- |\n";

fn reference() -> String {
    fs::read_to_string(PATH).expect("docs/scenarios.md")
}

/// A setting's row as the reference must have it.
fn row(spec: &Spec) -> String {
    let Spec { table, key, default, kafka, range: (low, high), about, .. } = *spec;
    let word = |value: u32| match spec.unit {
        Unit::Flag => format!("`{}`", value == 1),
        Unit::Choice(words) => format!("`\"{}\"`", words[value as usize]),
        Unit::Service => "none".into(),
        _ => value.to_string(),
    };
    let values = match spec.unit {
        Unit::Flag => "`true`, `false`".into(),
        Unit::Choice(words) => {
            let words: Vec<_> = words.iter().map(|word| format!("`\"{word}\"`")).collect();
            words.join(", ")
        }
        Unit::Service => "a service's name".into(),
        Unit::Count => format!("{low} to {high}"),
        Unit::Ms => format!("{low} to {high} ms"),
        Unit::Minutes => format!("{low} to {high} minutes"),
        Unit::Bytes => format!("{low} to {high} bytes"),
        Unit::Percent => format!("{low} to {high} per cent"),
        Unit::PerMille => format!("{low} to {high} in a thousand"),
    };
    let kafka = kafka.map(word).unwrap_or_default();
    format!("| `{table}` | `{key}` | {values} | {} | {kafka} | {about} |", word(default))
}

fn settings() -> impl Iterator<Item = &'static Spec> {
    let system = Setting::ALL.iter().map(|setting| setting.spec());
    system.chain(ServiceSetting::ALL.iter().map(|setting| setting.spec()))
}

#[test]
fn every_setting_has_its_row_with_its_unit_range_and_defaults_and_no_other_has_one() {
    let rows: String = settings().map(|spec| row(spec) + "\n").collect();
    let reference = reference();
    let (before, after) = reference.split_once(HEAD).expect("the table of settings");
    let rest = after.find("\n\n").map_or("", |end| &after[end + 1..]);
    let updated = format!("{before}{HEAD}{rows}{rest}");
    if env::var_os("UPDATE_DOCS").is_some() {
        // In one step: other tests read it meanwhile.
        let beside = format!("{PATH}.new");
        fs::write(&beside, &updated).expect("docs/ can be written to");
        fs::rename(&beside, PATH).expect("docs/scenarios.md can be replaced");
        return;
    }
    for row in rows.lines() {
        assert!(reference.lines().any(|line| line == row), "{PATH} lacks this line:\n{row}");
    }
    assert!(reference == updated, "{PATH} has a row of no setting, or rows in another order");
}

#[test]
fn every_entry_of_a_timeline_has_its_row() {
    let text = "format = 1\n[[services]]\nname = \"A\"\n[[timeline]]\nat_ms = 1\n";
    let error = read("no-action.toml", text).expect_err("an entry that does nothing");
    let actions = error.help.strip_prefix("give exactly one of ").expect("the list of actions");
    let reference = reference();
    for action in actions.split(", ") {
        let row = format!("| `{action} = ");
        assert!(reference.lines().any(|line| line.starts_with(&row)), "{PATH} lacks {row}");
    }
}

#[test]
fn every_style_is_told_by_its_word() {
    let reference = reference();
    for style in Style::ALL {
        assert!(reference.contains(&format!("`\"{}\"`", style.word())), "{}", style.word());
    }
}

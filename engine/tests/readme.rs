//! The README's reference of scenario files is complete and right: nothing that can be written is missing
//! there, and no default or range is another than the simulator's.

use engine::system::{ServiceSetting, Setting, Spec, Style, Unit, read};

const README: &str = include_str!("../../README.md");

/// A setting's row as the README must have it.
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
fn every_setting_has_its_row_with_its_unit_range_and_defaults() {
    for row in settings().map(row) {
        assert!(README.lines().any(|line| line == row), "README.md lacks this line:\n{row}");
    }
}

#[test]
fn no_row_tells_of_a_setting_that_there_is_not() {
    let rows: Vec<String> = settings().map(row).collect();
    let told = README.lines().filter(|line| {
        ["producer", "user", "caller", "kafka", "reads", "services"]
            .iter()
            .any(|table| line.starts_with(&format!("| `{table}` |")))
    });
    for line in told {
        assert!(rows.iter().any(|row| row == line), "{line}");
    }
}

#[test]
fn every_entry_of_a_timeline_has_its_row() {
    let text = "format = 1\n[[services]]\nname = \"A\"\n[[timeline]]\nat_ms = 1\n";
    let error = read("no-action.toml", text).expect_err("an entry that does nothing");
    let actions = error.help.strip_prefix("give exactly one of ").expect("the list of actions");
    for action in actions.split(", ") {
        let row = format!("| `{action} = ");
        assert!(README.lines().any(|line| line.starts_with(&row)), "README.md lacks {row}");
    }
}

#[test]
fn every_style_is_told_by_its_word() {
    for style in Style::ALL {
        assert!(README.contains(&format!("`\"{}\"`", style.word())), "{}", style.word());
    }
}

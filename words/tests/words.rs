//! What is refused in a language's words, and what becomes of those that are not.

use std::fs;
use std::path::Path;
use words::{Words, filled, of_language, rules, settings};

const ENGLISH: &str = "\
[contents]
title = \"Contents\"

[stage.transport]
play = \"Play\"
clock = \"{now} of {end} s\"
";

fn read(text: &str) -> Words {
    Words::read("words.toml", text).expect("words without a mistake")
}

/// That a text says all of this, in order.
fn says(told: &str, expected: &[&str]) {
    let mut rest = told;
    for part in expected {
        let place = rest.find(part).unwrap_or_else(|| panic!("no `{part}` in: {told}"));
        rest = &rest[place..];
    }
}

/// That a translation is refused, with its line and what to do.
fn refused(translation: &str, line: usize, expected: &[&str]) {
    let faults = read(translation).faults_against(&read(ENGLISH));
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    says(&told[0], &[&format!("words.toml, line {line}: ")]);
    says(&told[0], expected);
}

#[test]
fn a_translation_has_the_same_texts_with_the_same_places_in_any_order() {
    let german = "[contents]\ntitle = \"Inhalt\"\n[stage.transport]\nplay = \"Los\"\n\
                  clock = \"Von {end} s sind es {now}\"\n[scenario.outage]\ntitle = \"Ausfall\"\n";
    assert_eq!(read(german).faults_against(&read(ENGLISH)), []);
}

#[test]
fn a_missing_a_foreign_and_a_misfilled_text_is_told_with_its_line() {
    let lines = |play: &str, clock: &str| {
        format!("[contents]\ntitle = \"Inhalt\"\n[stage.transport]\n{play}\n{clock}\n")
    };
    let (play, clock) = ("play = \"Los\"", "clock = \"{now} von {end} s\"");
    refused(
        &lines("", clock),
        5,
        &["`stage.transport.play` is missing", "in English it is \"Play\""],
    );
    refused(
        &lines(&format!("{play}\nstop = \"Halt\""), clock),
        5,
        &["`stage.transport.stop` is no"],
    );
    refused(&lines(play, "clock = \"{now} s\""), 5, &["lacks {end}", "{now} of {end} s"]);
    refused(
        &lines(play, "clock = \"{jetzt}, {now}, {end}\""),
        5,
        &["has {jetzt}", "use {end}, {now}"],
    );
    refused(&lines("play = \"{now}\"", clock), 4, &["has {now}", "remove it"]);
}

#[test]
fn a_file_that_is_no_list_of_texts_is_refused_before() {
    for (text, expected) in [
        ("[a]\nplay = \"\"\n", "`a.play` says nothing"),
        ("[a]\nplay = 3\n", "words.toml, line 2"),
        ("[a]\nplay = \"{now\"\n", "a brace that opens or closes nothing"),
        ("[a]\nPlay = \"Los\"\n", "`Play` is no name of a text"),
        ("[a]\nplay = \"Los\n", "words.toml, line 2"),
    ] {
        let faults = Words::read("words.toml", text).expect_err(text);
        says(&faults[0].to_string(), &[expected, "To mend it: "]);
    }
}

#[test]
fn scenarios_and_settings_are_named_as_they_are() {
    let own = "[scenario.outage]\ntitle = \"Ausfall\"\n[scenario.none]\nabout = \"Nichts\"\n\
               [setting.kafka]\nacks = \"Wer bestätigt\"\nnone = \"Nichts\"\n";
    let faults = read(own).faults_in_names(|name| name == "outage");
    let lines: Vec<usize> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [4, 7], "{faults:?}");
    let told = settings(&read(own));
    assert!(told.contains("(\"kafka.acks\", \"Wer bestätigt\")"), "{told}");
}

#[test]
fn the_macro_has_the_texts_of_the_stage_and_refuses_every_other() {
    let macro_rules = rules(&read(&format!("{ENGLISH}say = \"\\\"a\\\" \\\\ b\"\n")));
    says(
        &macro_rules,
        &[
            "(transport.play) => { \"Play\" };",
            "(transport.clock) => { \"{now} of {end} s\" };",
            "(transport.say) => { \"\\\"a\\\" \\\\ b\" };",
            "compile_error!(concat!(\"words.toml has no text called stage.\"",
        ],
    );
    assert!(!macro_rules.contains("Contents"), "the workbook's own words are read while it runs");
}

#[test]
fn a_page_is_filled_and_a_text_cannot_break_out_of_its_place() {
    let words = read("[entry]\ntitle = \"<b>\\\"`${1}\"\n".replace("${1}", "$x").as_str());
    let page = "<html lang=\"{{language}}\"><p>{{entry.title}}</p>{{__OF_SOMEBODY_ELSE__}}";
    let expected = "<html lang=\"de\"><p>&#60;b&#62;&#34;&#96;&#36;x</p>{{__OF_SOMEBODY_ELSE__}}";
    assert_eq!(filled(page, &words, "de"), Ok(expected.into()));
    let missing = filled("{{entry.none}}", &words, "de").expect_err("there is no such text");
    assert_eq!(missing, "words.toml has no text called entry.none");
}

/// The project with one more language in it: its words, altered.
fn project(name: &str, alter: impl Fn(String) -> String) -> std::path::PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let copy = std::env::temp_dir().join(format!("words-{name}-{}", std::process::id()));
    let english = fs::read_to_string(words::file(&root, "en")).expect("the English words");
    for (language, text) in [("en", english.clone()), ("xx", alter(english))] {
        let file = words::file(&copy, language);
        fs::create_dir_all(file.parent().expect("a folder")).expect("created");
        fs::write(file, text).expect("written");
    }
    let scenarios = copy.join("assets/scenarios");
    fs::create_dir_all(&scenarios).expect("created");
    fs::write(scenarios.join("outage.toml"), "").expect("written");
    copy
}

#[test]
fn another_folder_gives_a_build_its_other_words() {
    let root = project("other", |english| {
        let own = "\n[scenario.outage]\ntitle = \"Was, wenn eine ausfällt?\"\n";
        let altered = english.replace("play = \"Play\"", "play = \"Abspielen\"");
        altered.replace("no_scripts = \"", "no_scripts = \"Ohne Skripte: ") + own
    });
    let english = of_language(&root, "en").expect("English");
    let other = of_language(&root, "xx").expect("the other language");
    let (before, after) = (rules(&english), rules(&other));
    says(&after, &["(transport.play) => { \"Abspielen\" };"]);
    assert!(!after.contains("\"Play\"") && before.contains("\"Play\""));
    assert_eq!(before.lines().count(), after.lines().count());
    let page = "<p lang=\"{{language}}\">{{entry.no_scripts}}</p>";
    says(&filled(page, &other, "xx").expect("filled"), &["\"xx\"", "Ohne Skripte: "]);
    assert_eq!(other.get("scenario.outage.title"), Some("Was, wenn eine ausfällt?"));
    fs::remove_dir_all(root).expect("removed");
}

#[test]
fn a_language_with_mistakes_or_without_a_file_stops_the_build_and_says_why() {
    let root = project("broken", |english| {
        english.replace("clock = \"{now} of {end} s\"", "clock = \"{now}\"") + "\nfurther = \"x\"\n"
    });
    let told = of_language(&root, "xx").expect_err("two mistakes");
    assert_eq!(told.lines().count(), 2, "{told}");
    says(&told, &["assets/lessons/xx/words.toml, line ", "`stage.transport.clock` lacks {end}"]);
    says(&of_language(&root, "yy").expect_err("no file"), &["yy", "copy that of `en`"]);
    says(&of_language(&root, "../en").expect_err("no name"), &["is no language"]);
    fs::remove_dir_all(root).expect("removed");
}

//! Claims about compiling: what an author is told, and that the examples of docs/lessons.md are right.

use lesson::compile::{Site, compile};
use lesson::content::{Block, Chapter, Index};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

const GUIDE: &str = include_str!("../../docs/lessons.md");

/// A copy of the first chapter with its glossary and words, in a folder of its own.
struct Lessons(PathBuf);

impl Lessons {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("lessons-{}-{number}", std::process::id());
        let lessons = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        let shipped = assets().join("lessons/en");
        for file in [
            "01-coupling-problem/chapter.md",
            "01-coupling-problem/chapter.toml",
            "glossary.toml",
            "words.toml",
        ] {
            let text = fs::read_to_string(shipped.join(file)).expect("a shipped file");
            lessons.write(file, &text);
        }
        // The shipped glossary speaks of chapters that are not here.
        lessons.change("glossary.toml", |text| {
            let terms = text.split("\n[[terms]]").filter(|term| {
                !term.contains("chapter =") || term.contains("chapter = \"coupling-problem\"")
            });
            terms.collect::<Vec<_>>().join("\n[[terms]]")
        });
        lessons
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("room for a folder");
        fs::write(path, text).expect("room for a file");
    }

    fn change(&self, file: &str, change: impl Fn(&str) -> String) {
        let text = fs::read_to_string(self.0.join(file)).expect("a file of ours");
        self.write(file, &change(&text));
    }

    fn compile(&self) -> Result<Site, Vec<String>> {
        let told = |mistakes: Vec<_>| mistakes.iter().map(ToString::to_string).collect();
        compile(&self.0, &assets().join("scenarios")).map_err(told)
    }
}

impl Drop for Lessons {
    fn drop(&mut self) {
        // What is left over is in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets")
}

const MD: &str = "01-coupling-problem/chapter.md";
const TOML: &str = "01-coupling-problem/chapter.toml";

/// That the chapter with this change is refused with a message that has all of these in it.
#[track_caller]
fn refused(file: &str, change: impl Fn(&str) -> String, expected: &[&str]) {
    let lessons = Lessons::new();
    lessons.change(file, change);
    let mistakes = lessons.compile().expect_err("a mistake");
    let told = mistakes.iter().any(|mistake| expected.iter().all(|part| mistake.contains(part)));
    assert!(told, "{expected:?} is not in {mistakes:#?}");
}

/// The blocks of code in the guide's section, in their order.
fn examples() -> Vec<String> {
    let section = GUIDE.split("## Adding a chapter or a question").nth(1).expect("the section");
    let section = section.split("\n## chapter.md").next().unwrap_or_default();
    let blocks = section.split("```").skip(1).step_by(2);
    blocks.map(|block| block.split_once('\n').unwrap_or_default().1.to_string()).collect()
}

#[test]
fn the_guides_question_can_be_added_as_it_says() {
    let [question, line, ..] = &examples()[..] else { panic!("two examples") };
    let lessons = Lessons::new();
    lessons.change(TOML, |text| format!("{text}\n{question}"));
    lessons.change(MD, |text| format!("{text}\n{line}"));
    let site = lessons.compile().unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let chapter = Chapter::open(&site.chapters[0].1).expect("our own chapter");
    assert!(chapter.sheet.question("what-is-idle").is_some());
    let last = chapter.sections.last().and_then(|section| section.blocks.last());
    assert_eq!(last, Some(&Block::Question("what-is-idle".into())));
}

#[test]
fn the_guides_chapter_can_be_added_as_it_says() {
    let [_, _, toml, markdown, _] = &examples()[..] else { panic!("five examples") };
    let lessons = Lessons::new();
    lessons.write("02-answering-first/chapter.toml", toml);
    lessons.write("02-answering-first/chapter.md", markdown);
    let site = lessons.compile().unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let index = Index::open(&site.index.1).expect("our own index");
    assert_eq!(index.chapters[1].id, "answering-first");
    let chapter = Chapter::open(&site.chapters[1].1).expect("our own chapter");
    let [Block::Prose(prose), Block::Figure(figure)] = &chapter.sections[0].blocks[..] else {
        panic!("{:?}", chapter.sections[0].blocks)
    };
    assert!(prose.contains("<span class=\"measured\" data-of=\"restart\">1</span>"), "{prose}");
    assert_eq!(figure, "restart");
}

#[test]
fn what_is_placed_has_to_be_defined_and_what_is_defined_placed() {
    refused(
        MD,
        |md| md.replace("{{question sum}}", "{{question som}}"),
        &[MD, "line 33", "no question is called \"som\"", "sum"],
    );
    refused(MD, |md| md.replace("{{question sum}}", ""), &[TOML, "\"sum\" is placed nowhere"]);
    refused(MD, |md| format!("{md}\n{{{{question sum}}}}\n"), &["on the page a second time"]);
    refused(MD, |md| format!("{md}\n{{{{quiz sum}}}}\n"), &["places nothing that is known"]);
}

#[test]
fn prose_quotes_what_its_runs_give_or_nothing() {
    let wrong = |from: &'static str, to: &'static str| move |md: &str| md.replacen(from, to, 1);
    refused(MD, wrong("direct.wait.p50_ms}}", "direct.weight}}"), &[MD, "line 27", "`weight`"]);
    refused(MD, wrong("measure in-turn", "measure in-turm"), &["no figure is called \"in-turm\""]);
}

#[test]
fn what_prose_may_not_have_in_it_is_refused_with_its_line() {
    for (added, what) in [
        ("<b>x</b>", "raw HTML"),
        ("<div>\nx\n</div>", "raw HTML"),
        ("![x](y.png)", "a picture"),
        ("#### Deep", "skips a level"),
        ("# Again", "a second title"),
        ("## Nameless", "a page without an id"),
        ("## Named {#three-kinds}", "\"three-kinds\" is"),
        ("[x](term:gone)", "leads nowhere"),
        ("[x](template:gone)", "leads nowhere"),
        ("[x](http://plain.example)", "leads nowhere"),
        ("```ruby\nx\n```", "without a language"),
    ] {
        refused(MD, |md| format!("{md}\n{added}\n"), &[MD, what]);
    }
    refused(MD, |md| md.replace("# The coupling problem", ""), &["without a title"]);
    refused(MD, |md| md.replacen("\n## ", "\nToo early.\n\n## ", 1), &["before the first page"]);
}

#[test]
fn a_link_opens_the_template_with_a_document_or_by_itself() {
    let lessons = Lessons::new();
    lessons.write("documents/worked.md", "## Current State\n");
    let links = "[Worked](template:worked) and [your own](template:).";
    lessons.change(MD, |md| format!("{md}\n{links}\n"));
    let site = lessons.compile().expect("links that lead somewhere");
    let chapter = Chapter::open(&site.chapters[0].1).expect("our own chapter");
    let prose = chapter.sections.iter().flat_map(|section| &section.blocks);
    let prose: String = prose
        .filter_map(|block| if let Block::Prose(html) = block { Some(html.as_str()) } else { None })
        .collect();
    for address in ["#/template/worked", "#/template"] {
        assert!(prose.contains(&format!("href=\"{address}\"")), "{address}");
    }
}

#[test]
fn a_line_is_right_behind_a_quoted_figure_too() {
    // The line of the table that quotes a figure before it.
    refused(
        MD,
        |md| md.replace("knows what each wants |", "knows <i>what</i> |"),
        &["line 62", "HTML"],
    );
}

#[test]
fn an_expectation_that_the_run_does_not_meet_stops_the_build() {
    let change =
        |toml: &str| toml.replace("\"direct.wait.p50_ms = 1500\"", "\"direct.wait.p50_ms = 15\"");
    refused(TOML, change, &[TOML, "line 15", "it gives 1500 ms"]);
}

#[test]
fn a_glossary_and_words_are_checked_too() {
    let twice = |text: &str| format!("{text}\n[[terms]]\nid = \"coupling\"\nterm = \"x\"\n");
    refused("glossary.toml", twice, &["\"coupling\" is here a second time"]);
    let chapter = |text: &str| text.replacen("\"coupling-problem\"", "\"gone\"", 1);
    refused("glossary.toml", chapter, &["no chapter is called \"gone\""]);
    let open = |text: &str| text.replace("[contents]\n", "[contents]\nopen = \"{ never closed\"\n");
    refused("words.toml", open, &["words.toml", "a brace that"]);
}

#[test]
fn a_file_that_is_not_there_and_a_gap_in_the_numbers_are_told() {
    let lessons = Lessons::new();
    lessons.write("03-later/chapter.md", "# Later\n");
    let mistakes = lessons.compile().expect_err("mistakes");
    assert!(
        mistakes.iter().any(|mistake| mistake.contains("chapter 2 is expected")),
        "{mistakes:#?}"
    );
    assert!(mistakes.iter().any(|mistake| mistake.contains("cannot be read")), "{mistakes:#?}");
}

//! Claims about the lessons that ship with the workbook.

#![cfg(feature = "compile")]

use lesson::compile::{Site, compile};
use lesson::content::{Chapter, Index};
use std::path::Path;

fn site() -> Site {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets");
    compile(&assets.join("lessons/en"), &assets.join("scenarios")).unwrap_or_else(|mistakes| {
        let told: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        panic!("{}", told.join("\n"))
    })
}

#[test]
fn the_lessons_compile_and_are_read_back_as_they_were() {
    let site = site();
    let index = Index::open(&site.index.1).expect("our own index");
    assert_eq!(index.chapters.len(), site.chapters.len());
    for (entry, (file, bytes)) in index.chapters.iter().zip(&site.chapters) {
        let chapter = Chapter::open(bytes).expect("our own chapter");
        assert_eq!((&chapter.entry, &chapter.entry.file), (entry, file));
    }
}

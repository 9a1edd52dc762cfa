//! Draws the pages of a built site: the sandbox into index.html, and each chapter into a page of its own.
//!
//! They are made of the components that run in the browser, so that the program can take them over in place. Never
//! here: markup of its own, beyond the element in which the workbook stands.
//!
//! `render FOLDER`: the site, with its lessons in FOLDER/lessons/.

mod looks;

use coupling_workbook::web::{Lessons, Props, Shell};
use lesson::content::Index;
use looks::Looks;
use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;
use std::{env, fs, io};
use yew::LocalServerRenderer;

/// Where the drawn page goes in index.html.
const PLACE: &str = "<div id=\"workbook\"></div>";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Some(folder) = env::args_os().nth(1) else {
        eprintln!("render: name the folder of the site");
        return ExitCode::FAILURE;
    };
    match render(Path::new(&folder)).await {
        Ok(pages) => {
            println!("{pages} pages are drawn.");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("render: {}: {error}", folder.to_string_lossy());
            ExitCode::FAILURE
        }
    }
}

/// The style sheet of what is drawn, and how a page asks for it.
const SHEET: &str = "drawn.css";
const SHEET_LINK: &str = "<link rel=\"stylesheet\" href=\"./drawn.css\">\n</head>";

/// Draws every page. Gives how many there are.
async fn render(site: &Path) -> io::Result<usize> {
    let template = fs::read_to_string(site.join("index.html"))?;
    let template = template.replacen("</head>", SHEET_LINK, 1);
    let mut looks = Looks::default();
    if !template.contains(PLACE) {
        return Err(io::Error::other(format!("index.html lacks {PLACE}")));
    }
    let bytes = fs::read(site.join("lessons/index.lesson"))?;
    let index = Index::open(&bytes).map_err(io::Error::other)?;
    for entry in &index.chapters {
        let home = format!("#/chapter/{}", entry.id);
        let chapter = (entry.file.clone(), fs::read(site.join("lessons").join(&entry.file))?);
        let lessons = Lessons { index: Some(bytes.clone()), chapter: Some(chapter) };
        let drawn = looks.taken_from(&draw(&home, lessons).await);
        let root = place(&home, &entry.file, &drawn);
        let title = format!("<title>{} – ", escaped(&entry.title));
        let page = template.replacen(PLACE, &root, 1).replacen("<title>", &title, 1);
        let page = described(&page, &entry.summary.plain());
        fs::write(site.join(format!("{}.html", entry.id)), page)?;
    }
    let home = "#/sandbox";
    let drawn = looks.taken_from(&draw(home, Lessons::default()).await);
    fs::write(site.join("index.html"), template.replacen(PLACE, &place(home, "", &drawn), 1))?;
    fs::write(site.join(SHEET), looks.sheet())?;
    Ok(index.chapters.len() + 1)
}

async fn draw(home: &str, lessons: Lessons) -> String {
    let home = yew::AttrValue::from(home.to_string());
    let props = Props { address: home.clone(), home, lessons: Rc::new(lessons) };
    LocalServerRenderer::<Shell>::with_props(props).render().await
}

fn place(home: &str, chapter: &str, drawn: &str) -> String {
    // Where a stage stands is known when it is measured: until then the style sheet leaves its place empty.
    format!(
        "<div id=\"workbook\" data-drawn data-home=\"{home}\" data-chapter=\"{chapter}\">{drawn}</div>"
    )
}

/// The page with another description.
fn described(page: &str, description: &str) -> String {
    const HEAD: &str = "<meta name=\"description\" content=\"";
    let Some((before, rest)) = page.split_once(HEAD) else { return page.into() };
    let after = rest.split_once('"').map_or("", |(_, after)| after);
    format!("{before}{HEAD}{}\"{after}", escaped(description))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

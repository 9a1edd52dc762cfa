//! Draws the pages of a built site: one for each chapter, for the contents, the glossary, the template and the sandbox,
//! and the site's own.
//!
//! Beside each is the picture that a link to it is shown with, as `NAME.card.svg`, of which the build makes pixels.
//!
//! They are made of the components that run in the browser, so that the program can take them over in place. Never
//! here: markup of what stands on a page, beyond the element in which the workbook stands.
//!
//! `render FOLDER [ADDRESS]`: the site, with its lessons in FOLDER/lessons/, and the address at which it will be.

mod book;
mod head;
mod looks;
mod page;

use book::Book;
use coupling_workbook::chapters::thumb_of;
use coupling_workbook::web::{Lessons, Props, Shell, card_of_chapter, card_of_page};
use head::Head;
use lesson::content::{Chapter, Entry, Index, Thumb};
use lesson::route::{HOME, PAGES, Route};
use looks::Looks;
use page::{Page, SHEET};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;
use std::{env, fs, io};
use yew::LocalServerRenderer;

/// Where the drawn page goes in index.html.
const PLACE: &str = "<div id=\"workbook\"></div>";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let Some(folder) = arguments.next() else {
        eprintln!("render: name the folder of the site");
        return ExitCode::FAILURE;
    };
    let address = arguments.next().map(|address| address.to_string_lossy().into_owned());
    let drawn = match Site::open(Path::new(&folder), address) {
        Ok(site) => site.render().await,
        Err(error) => Err(error),
    };
    match drawn {
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

/// The miniatures of all chapters.
fn thumbs(index: &Index, lessons: &Path) -> io::Result<Vec<Thumb>> {
    let mut thumbs = Vec::new();
    for entry in &index.chapters {
        let bytes = fs::read(lessons.join(&entry.file))?;
        let chapter = Chapter::open(&bytes).map_err(io::Error::other)?;
        thumbs.extend(thumb_of(&chapter));
    }
    Ok(thumbs)
}

/// A site whose pages are to be drawn.
struct Site {
    folder: PathBuf,
    template: String,
    /// The compiled index, and what is in it.
    bytes: Vec<u8>,
    index: Index,
    /// Where the site will be, if that is known.
    address: Option<String>,
    looks: Looks,
}

impl Site {
    fn open(folder: &Path, address: Option<String>) -> io::Result<Self> {
        let template = fs::read_to_string(folder.join("index.html"))?;
        if !template.contains(PLACE) {
            return Err(io::Error::other(format!("index.html lacks {PLACE}")));
        }
        let lessons = folder.join("lessons");
        let at = lessons.join("index.lesson");
        let mut index = Index::open(&fs::read(&at)?).map_err(io::Error::other)?;
        index.thumbs = thumbs(&index, &lessons)?;
        let bytes = index.packed();
        // The program draws the same pages of the same index.
        fs::write(at, &bytes)?;
        let looks = Looks::default();
        Ok(Self { folder: folder.into(), template, bytes, index, address, looks })
    }

    /// Draws every page. Gives how many there are.
    async fn render(mut self) -> io::Result<usize> {
        let chapters = self.index.chapters.clone();
        let home = |name: &str| Route::of_page(name, "");
        for entry in &chapters {
            let page = Page { name: &entry.id, home: &home(&entry.id), chapter: Some(entry) };
            self.draw(page).await?;
        }
        for (name, home) in PAGES.into_iter().chain([("index", HOME)]) {
            self.draw(Page { name, home, chapter: None }).await?;
        }
        self.draw_book(&chapters).await?;
        fs::write(self.folder.join(SHEET), self.looks.sheet())?;
        let lost = head::lost(&self.template, &self.index);
        fs::write(self.folder.join("404.html"), lost)?;
        Ok(chapters.len() + PAGES.len() + 3)
    }

    /// The whole book on one page.
    async fn draw_book(&mut self, chapters: &[Entry]) -> io::Result<()> {
        let page = Page { name: book::NAME, home: "#/", chapter: None };
        let head = Head::of(&page, &self.index, self.address.as_deref());
        let mut book = Book::titled(self.index.word("contents.book"), head.on_card(&self.template));
        for entry in chapters {
            let bytes = fs::read(self.folder.join("lessons").join(&entry.file))?;
            let lessons = Lessons {
                index: Some(self.bytes.clone()),
                chapter: Some((entry.file.clone(), bytes)),
            };
            let home = yew::AttrValue::from(Route::of_page(&entry.id, ""));
            let props = Props {
                address: home.clone(),
                home,
                embedded: None,
                printed: true,
                lessons: Rc::new(lessons),
            };
            let drawn = LocalServerRenderer::<Shell>::with_props(props).hydratable(false);
            let drawn = self.looks.taken_from(&drawn.render().await);
            book.add(&entry.id, &entry.title, &drawn);
        }
        let text = head::read_only(&head.put_into(&self.template), &book.finished(&self.index));
        let card = card_of_page(self.index.word("contents.book"));
        fs::write(self.folder.join(format!("{}.card.svg", page.name)), card)?;
        fs::write(self.folder.join(format!("{}.html", page.name)), text)
    }

    async fn draw(&mut self, page: Page<'_>) -> io::Result<()> {
        let chapter = match page.chapter {
            Some(Entry { file, .. }) => {
                Some((file.clone(), fs::read(self.folder.join("lessons").join(file))?))
            }
            None => None,
        };
        let bytes = chapter.as_ref().map(|(_, bytes)| bytes.clone());
        let is_stage = page.home == "#/sandbox";
        let index = (!is_stage).then(|| self.bytes.clone());
        let home = yew::AttrValue::from(page.home.to_string());
        let lessons = Rc::new(Lessons { index, chapter });
        let props = Props { address: home.clone(), home, embedded: None, printed: false, lessons };
        let drawn = LocalServerRenderer::<Shell>::with_props(props).render().await;
        let drawn = self.looks.taken_from(&drawn);
        let (home, file) = (page.home, page.chapter.map_or("", |entry| entry.file.as_str()));
        // Where a stage stands is known when it is measured: until then the style sheet leaves its place empty.
        let root = format!(
            "<div id=\"workbook\" data-drawn data-home=\"{home}\" data-chapter=\"{file}\">{drawn}</div>"
        );
        let head = Head::of(&page, &self.index, self.address.as_deref());
        let opened = bytes.map(|bytes| Chapter::open(&bytes)).transpose();
        let card = match opened.map_err(io::Error::other)? {
            Some(chapter) => card_of_chapter(chapter),
            None => card_of_page(head.on_card(&self.template)),
        };
        fs::write(self.folder.join(format!("{}.card.svg", page.name)), card)?;
        let text = head.put_into(&self.template).replacen(PLACE, &root, 1);
        fs::write(self.folder.join(format!("{}.html", page.name)), text)
    }
}

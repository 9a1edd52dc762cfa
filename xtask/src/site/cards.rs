//! The pictures that links to the pages are shown with: the drawings that lie beside the pages, as pixels, which is all
//! that chats and search engines take.
//!
//! Never here: what is drawn.

use std::path::Path;
use std::{fs, io};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use crate::digest;
use crate::failure::Failure;
use crate::files::write;

/// How the drawings end, and what they become.
const DRAWN: &str = ".card.svg";

/// Makes pixels of every drawing of a site, in its place.
pub fn make(folder: &Path) -> Result<(), Failure> {
    let options = Options { fontdb: fonts().into(), ..Options::default() };
    for path in digest::files(folder, |_| true)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(page) = name.strip_suffix(DRAWN) else { continue };
        let drawing = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
        let made = pixels(&drawing, &options).map_err(io::Error::other);
        let pixels = made.map_err(Failure::file("draw", &path))?;
        write(&path.with_file_name(format!("{page}.png")), &pixels)?;
        fs::remove_file(&path).map_err(Failure::file("remove", &path))?;
    }
    Ok(())
}

/// The fonts of this machine, and those that come along for one that has none.
fn fonts() -> fontdb::Database {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(epaint_default_fonts::UBUNTU_LIGHT.to_vec());
    fonts.load_font_data(epaint_default_fonts::HACK_REGULAR.to_vec());
    fonts.load_system_fonts();
    let has = |fonts: &fontdb::Database, name: &str| {
        fonts.faces().any(|face| face.families.iter().any(|(family, _)| family == name))
    };
    let first = |fonts: &fontdb::Database, names: [&'static str; 3]| {
        names.into_iter().find(|name| has(fonts, name)).unwrap_or(names[2])
    };
    let serif = first(&fonts, ["DejaVu Serif", "Liberation Serif", "Ubuntu"]);
    let sans = first(&fonts, ["DejaVu Sans", "Liberation Sans", "Ubuntu"]);
    let mono = first(&fonts, ["DejaVu Sans Mono", "Liberation Mono", "Hack"]);
    fonts.set_serif_family(serif);
    fonts.set_sans_serif_family(sans);
    fonts.set_monospace_family(mono);
    fonts
}

fn pixels(drawing: &str, options: &Options<'_>) -> Result<Vec<u8>, String> {
    let tree = Tree::from_str(drawing, options).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or("it has no size")?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_with_words_becomes_pixels_of_its_size_on_any_machine() {
        let drawing = |words: &str| {
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"120\" height=\"40\">\
                 <text x=\"5\" y=\"25\" font-family=\"serif\" font-size=\"16\">{words}</text></svg>"
            )
        };
        let options = Options { fontdb: fonts().into(), ..Options::default() };
        let made = |words| Pixmap::decode_png(&pixels(&drawing(words), &options).expect("pixels"));
        let (one, none) = (made("Kafka").expect("a PNG"), made("").expect("a PNG"));
        assert_eq!((one.width(), one.height()), (120, 40));
        let inked = |of: &Pixmap| of.pixels().iter().filter(|pixel| pixel.alpha() > 0).count();
        assert_eq!(inked(&none), 0);
        assert!(inked(&one) > 50, "the words are not drawn");
    }
}

//! What the page saves as a picture, as somebody gets it.

use crate::support::{Options, Page};

/// Keeps what is saved in place of saving it: under which name, and the bytes.
const KEEPS: &str = "((make, last) => { \
    URL.createObjectURL = bytes => (last = bytes, make(bytes)); \
    HTMLAnchorElement.prototype.click = function () { window.saved = { name: this.download, bytes: last } }; \
    })(URL.createObjectURL.bind(URL))";
/// The name, while something is saved.
const NAME: &str = "window.saved?.name ?? ''";

/// A picture of this size, and whether something is drawn in it: more than one colour.
const DRAWN: &str = "createImageBitmap(window.saved.bytes).then(image => { \
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d'); \
    canvas.drawImage(image, 0, 0); \
    const all = new Uint32Array(canvas.getImageData(0, 0, image.width, image.height).data.buffer); \
    return [image.width, image.height, new Set(all).size]; })";

#[tokio::test]
async fn the_stage_saves_as_lines_and_as_pixels_in_the_colours_of_the_page() {
    for (options, paper) in
        [(Options::default(), "#fbfaf6"), (Options::default().dark(), "#16181b")]
    {
        let page = Page::open(options.at("#/sandbox")).await;
        page.eval::<()>(KEEPS).await;
        page.click_button("Save picture").await;
        page.assert_accessible().await;
        page.click("[aria-label^='Save as SVG: Both']").await;
        page.wait_for(&format!("({NAME}).endsWith('.svg')")).await;
        let svg: String = page.eval("window.saved.bytes.text()").await;
        assert!(svg.starts_with("<svg ") && svg.contains(paper), "{}", &svg[..200]);
        assert!(svg.contains("Notification"), "no service in it");
        page.click_button("Save picture").await;
        page.click("[aria-label^='Save as PNG: Both']").await;
        page.wait_for(&format!("({NAME}).endsWith('.png')")).await;
        let [width, height, colours]: [u32; 3] = page.eval(DRAWN).await;
        assert!(width > 2_000 && height > 800 && colours > 20, "{width} by {height}: {colours}");
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn each_kind_of_figure_saves_as_a_picture_and_gives_the_code_of_its_frame() {
    let page = Page::open(Options::default().at("#/chapter/temporal")).await;
    page.wait_for("document.querySelectorAll('.plate').length > 2").await;
    page.eval::<()>(KEEPS).await;
    let figures: Vec<String> = page
        .eval("[...document.querySelectorAll('.plate:not(:has(.veil))')].map(it => it.id)")
        .await;
    assert!(figures.len() > 1, "{figures:?}");
    for figure in figures {
        page.eval::<()>("void (window.saved = undefined)").await;
        page.click(&format!("#{figure} .figure-out [aria-expanded]")).await;
        page.wait_for(&format!("document.querySelector('#{figure} .share-figure')")).await;
        page.click(&format!("#{figure} .share-figure .turns button:last-child")).await;
        page.wait_for(&format!("{NAME} === 'temporal-{figure}.png'")).await;
        let [width, _, colours]: [u32; 3] = page.eval(DRAWN).await;
        assert!(width > 1_000 && colours > 4, "{figure}: {colours}");
        let code = format!("document.querySelector('#{figure} .copied:last-child input').value");
        let code: String = page.eval(&code).await;
        assert!(code.starts_with("<iframe src=\"http"), "{code}");
        assert!(code.contains(&format!("temporal.html?embed={figure}\"")), "{code}");
        page.assert_accessible().await;
    }
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

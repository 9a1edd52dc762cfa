//! The browser's entry: puts the workbook into the page.

fn main() {
    #[cfg(target_arch = "wasm32")]
    coupling_workbook::web::start();
}

//! The browser's entry: puts the workbook into the page.

fn main() {
    coupling_workbook::web::start();
}

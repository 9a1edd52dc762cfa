//! Which of the two programs an address is for: the part after `#`.
//!
//! Never here: what stands on a page.

/// What an address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The stage with every control.
    Sandbox,
    /// A page of the workbook's program, which reads the address itself.
    Page,
}

impl Route {
    /// Where `#/...` leads; without it, or as the target of a link within the page, to the sandbox.
    pub fn of(hash: &str) -> Self {
        match hash.strip_prefix("#/") {
            None => Self::Sandbox,
            Some(page) if page == "sandbox" || page.starts_with("sandbox/") => Self::Sandbox,
            Some(_) => Self::Page,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_the_sandbox_or_to_a_page() {
        for hash in ["", "#", "#/sandbox", "#/sandbox/x", "#somewhere"] {
            assert_eq!(Route::of(hash), Route::Sandbox, "{hash}");
        }
        for hash in ["#/", "#/chapter/temporal", "#/sandboxes", "#/ü%20/#/"] {
            assert_eq!(Route::of(hash), Route::Page, "{hash}");
        }
    }
}

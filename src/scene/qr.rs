//! An address as a QR code: one outline, drawn in squares of one unit.
//!
//! Never here: an address.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// Empty squares around a code, without which a phone does not find it (ISO/IEC 18004).
const QUIET: i32 = 4;

/// A QR code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// Its width and height in squares, the quiet border included.
    pub size: i32,
    /// The outline of its dark squares.
    pub path: String,
}

/// The code of a text; nothing, if it has more characters than a code holds (2,953 bytes).
pub fn qr(text: &str) -> Option<Qr> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|&at| code.get_module(at, y)).count() as i32;
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    Some(Qr { size: code.size() + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_a_border_and_a_book_has_none() {
        let code = qr("https://example.org/sandbox.html#/run/1abc").expect("a short address");
        // A corner's upper edge is seven squares wide.
        let right = code.size - QUIET - 7;
        for corner in [
            format!("M{QUIET} {QUIET}h7"),
            format!("M{right} {QUIET}h7"),
            format!("M{QUIET} {right}h7"),
        ] {
            assert!(code.path.contains(&corner), "{corner}");
        }
        assert_eq!(qr(&"a".repeat(3_000)), None);
    }
}

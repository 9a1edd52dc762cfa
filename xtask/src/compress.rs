//! Brotli, as a host that compresses its files once would use it.
//!
//! Never here: which files.

use std::io;

use brotli::enc::BrotliEncoderParams;

/// The best that there is.
const QUALITY: i32 = 11;

/// Some bytes, compressed.
pub fn compressed(mut bytes: &[u8]) -> io::Result<Vec<u8>> {
    let size_hint = bytes.len();
    let parameters = BrotliEncoderParams { quality: QUALITY, size_hint, ..Default::default() };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut small, &parameters)?;
    Ok(small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_repeats_itself_becomes_small() {
        let text = "the same again, ".repeat(1_000);
        let small = compressed(text.as_bytes()).expect("memory suffices");
        assert!(small.len() < 100, "{}", small.len());
    }
}

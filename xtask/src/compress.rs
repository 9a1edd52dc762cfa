//! Brotli and gzip, as a host that compresses its files once would use them.
//!
//! Never here: which files.

use std::io::{self, Write as _};

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// The best that there is.
const QUALITY: i32 = 11;

/// Some bytes, compressed with gzip.
pub fn gzipped(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Some bytes, compressed with Brotli.
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
        for compress in [compressed, gzipped] {
            let small = compress(text.as_bytes()).expect("memory suffices");
            assert!(small.len() < 200, "{}", small.len());
        }
    }
}

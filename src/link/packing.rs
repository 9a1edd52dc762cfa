//! Bytes as few characters, with a sum by which damage is noticed.
//!
//! What is packed looks like files of the workbook; a dictionary of what stands in most of them makes a short text
//! short. Never here: what the bytes mean.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lz4_flex::block;

/// What stands in most files. Links that were sent are read with it: it is never changed, and a better one would be for
/// a form of its own.
const DICTIONARY: &[u8] = include_bytes!("dictionary-1.txt");
/// The most bytes that a link unpacks to.
const MAX_BYTES: usize = 400_000;
const SUM: usize = 4;

/// Packs bytes.
pub fn pack(bytes: &[u8]) -> String {
    let mut packed = block::compress_with_dict(bytes, DICTIONARY);
    // The length tells the unpacking how much room it needs.
    packed.extend((bytes.len() as u32).to_le_bytes());
    packed.extend(crc32fast::hash(&packed).to_le_bytes());
    URL_SAFE_NO_PAD.encode(packed)
}

/// Unpacks them; nothing, if they are not as they were packed.
pub fn unpack(text: &str) -> Option<Vec<u8>> {
    let packed = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (rest, sum) = packed.split_last_chunk::<SUM>()?;
    if crc32fast::hash(rest) != u32::from_le_bytes(*sum) {
        return None;
    }
    let (rest, length) = rest.split_last_chunk::<4>()?;
    let length = u32::from_le_bytes(*length) as usize;
    if length > MAX_BYTES {
        return None;
    }
    let bytes = block::decompress_with_dict(rest, length, DICTIONARY).ok()?;
    (bytes.len() == length).then_some(bytes)
}

//! Where a record without a key goes: each at random, or to one partition until a batch's worth went there.
//!
//! Never here: a record that has a key.

use crate::scenario::choices::Client;
use crate::sim::{Stream, draw};

/// What a lone record takes in a batch beyond its own size: the header of the batch and its own (Apache
/// Kafka 4.3: 78 bytes for a value of 10).
const BATCH_OVERHEAD: u32 = 61;
const RECORD_OVERHEAD: u32 = 7;

/// The choices that the client has made so far.
#[derive(Default)]
pub(crate) struct Keyless {
    /// Bytes that went to the partition of the last choice.
    sent: u32,
    chosen: u64,
}

impl Keyless {
    /// The partition of the next record; `full` if the last batch for the partition in force takes no more.
    pub fn choose(
        &mut self,
        (seed, client): (u64, Client),
        partitions: u32,
        batch_size: u32,
        full: impl Fn(u8) -> bool,
    ) -> u8 {
        let draw =
            |chosen| (draw(seed, Stream::Sticky, chosen, 0, 0) % u64::from(partitions)) as u8;
        if client == Client::Java && self.sent >= batch_size && full(draw(self.chosen)) {
            self.switch();
        }
        draw(self.chosen)
    }

    /// A record went there: the first of a batch, or one more (KIP-794, `BuiltInPartitioner`).
    pub fn sent(&mut self, client: Client, size: u32, batch_size: u32, first: bool) {
        let header = if first { BATCH_OVERHEAD } else { 0 };
        self.sent = self.sent.saturating_add(size + RECORD_OVERHEAD + header);
        if client == Client::Aiokafka || self.sent >= batch_size.saturating_mul(2) {
            self.switch();
        }
    }

    fn switch(&mut self) {
        (self.sent, self.chosen) = (0, self.chosen + 1);
    }
}

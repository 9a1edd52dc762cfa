//! Which partition a key goes to, as Kafka's default partitioner decides it.
//!
//! Never here: what the key of a record is, or where a record without one goes; the producer's client
//! decides that.

use crate::scenario::ids::TaskId;

/// The partition of a task: `toPositive(murmur2(key)) % partitions`, with the task's shown number in
/// decimal as the key (Apache Kafka 4.x, `BuiltInPartitioner.partitionForKey`).
pub fn partition_of(task: TaskId, partitions: u32) -> u32 {
    if partitions == 1 {
        return 0;
    }
    let key = (u64::from(task) + 1).to_string();
    (murmur2(key.as_bytes()) & 0x7fff_ffff) % partitions
}

/// The 32-bit murmur2 of `org.apache.kafka.common.utils.Utils`.
fn murmur2(data: &[u8]) -> u32 {
    const M: u32 = 0x5bd1_e995;
    let mut h = 0x9747_b28c ^ data.len() as u32;
    let chunks = data.chunks_exact(4);
    let tail = chunks.remainder();
    for chunk in chunks {
        let mut k = u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]).wrapping_mul(M);
        k = (k ^ (k >> 24)).wrapping_mul(M);
        h = h.wrapping_mul(M) ^ k;
    }
    if !tail.is_empty() {
        for (n, &byte) in tail.iter().enumerate() {
            h ^= u32::from(byte) << (8 * n);
        }
        h = h.wrapping_mul(M);
    }
    h = (h ^ (h >> 13)).wrapping_mul(M);
    h ^ (h >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values are those of Kafka's own `UtilsTest.testMurmur2`.
    #[test]
    fn murmur2_gives_the_values_that_kafka_tests_its_own_with() {
        for (key, hash) in [
            ("21", -973_932_308),
            ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
        ] {
            assert_eq!(murmur2(key.as_bytes()) as i32, hash, "{key}");
        }
    }

    #[test]
    fn many_keys_fill_every_partition() {
        let mut filled = [0u32; 12];
        for task in 0..12_000 {
            filled[partition_of(task, 12) as usize] += 1;
        }
        assert!(filled.iter().all(|&count| (850..1_150).contains(&count)), "{filled:?}");
    }
}

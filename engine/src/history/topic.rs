//! What happens to a topic as a whole: it gets more partitions, or deletes old records.
//!
//! Never here: a record on its way in.

use crate::history::snapshot::Snapshot;

/// Something that happened to a topic.
#[expect(missing_docs, reason = "the fields are numbers, and say what the variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The topic has this many partitions now.
    Partitioned { partitions: u8 },
    /// The log deleted the records before this offset: their time was up.
    Deleted { partition: u8, before: u32 },
}

impl Topic {
    pub(crate) fn digest(self) -> [u64; 4] {
        match self {
            Self::Partitioned { partitions } => [54, partitions.into(), 0, 0],
            Self::Deleted { partition, before } => [60, partition.into(), before.into(), 0],
        }
    }

    pub(crate) fn apply(self, state: &mut Snapshot) {
        match self {
            Self::Partitioned { partitions } => state.partitions = partitions,
            Self::Deleted { partition, before } => {
                state.log_start[usize::from(partition)] = before;
            }
        }
    }
}

//! The choices among the settings: what may be chosen, and the word for it in a scenario file.
//!
//! The order of the words is the order on the page and the number of a choice where all settings are
//! numbers; it stays for ever, because scenarios are saved. Never here: which setting a choice belongs to.

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $choice:ident = $word:literal,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            #[repr(u8)]
            pub enum $name {
                $($(#[$about])* $choice,)*
            }

            impl $name {
                /// All of them, in the order of their numbers.
                pub const ALL: &[Self] = &[$(Self::$choice,)*];

                /// Their words in a scenario file, in the same order.
                pub const WORDS: &[&str] = &[$($word,)*];

                /// The number of this choice among the settings.
                pub const fn value(self) -> u32 {
                    self as u32
                }

                /// The choice of this number; the last for one that is out of range.
                pub(crate) fn of(value: u32) -> Self {
                    Self::ALL[(value as usize).min(Self::ALL.len() - 1)]
                }
            }
        )*
    };
}

choices! {
    /// How the waits before further retries grow.
    Backoff {
        /// All waits are the same.
        Fixed = "fixed",
        /// Each is twice as long as the one before.
        Exponential = "exponential",
    }

    /// Whether chance shortens the wait before a retry.
    Jitter {
        /// It is exactly so long.
        None = "none",
        /// It is anything between nothing and that.
        Full = "full",
    }

    /// What the key of a record is.
    KeyBy {
        /// Its task.
        Task = "task",
        /// It has none, and the producer sticks to a partition.
        None = "none",
        /// Its customer.
        Customer = "customer",
    }

    /// Whose acknowledgement of a record counts.
    Acks {
        /// That of all copies in sync.
        All = "all",
        /// That of the leader.
        Leader = "1",
        /// Nobody's.
        None = "0",
    }

    /// When a consumer group commits.
    Commit {
        /// After its records are processed.
        After = "after",
        /// Before they are processed.
        Before = "before",
        /// By the client's own clock.
        Auto = "auto",
    }

    /// Where a group goes on whose position is gone.
    OffsetReset {
        /// At the end of the log.
        Latest = "latest",
        /// At its beginning.
        Earliest = "earliest",
    }

    /// What a consumer does with a record that fails.
    OnError {
        /// It tries it again and again.
        Retry = "retry",
        /// It passes over it.
        Skip = "skip",
        /// It parks it in a dead-letter topic.
        DeadLetter = "dead letter",
    }

    /// Whose client the producer and the consumers use, and whose defaults.
    Client {
        /// aiokafka 0.14, for Python.
        Aiokafka = "aiokafka",
        /// The Java client of Apache Kafka 4.3.
        Java = "java",
    }

    /// What the Java client does when no broker is left that it can reach.
    Recovery {
        /// It forgets what it knows of the topics, and a send blocks its caller: the default since 4.0.
        Rebootstrap = "rebootstrap",
        /// It keeps what it knows, and its buffer takes the records.
        None = "none",
    }

    /// What waits with a failed record that is to be tried again.
    Holds {
        /// Its partition: the consumer seeks back, pauses it and polls on.
        Partition = "partition",
        /// Every partition of the member, which waits and tries again in place.
        Member = "member",
    }

    /// How a user is spared a stale read of their own write.
    Repair {
        /// Not at all.
        None = "none",
        /// The answer carries the entity.
        ReturnEntity = "return entity",
        /// A cache holds what is pending.
        PendingCache = "pending cache",
        /// A status says that it is being processed.
        Status = "status",
        /// The answer waits until the write can be read.
        Strong = "strong",
    }
}

//! Every number that a scenario may set and a learner may change while it runs: name, unit, default, range.
//!
//! One list serves the reader and writer of scenario files, the bounds, the run and the page, so that no
//! parameter is hidden. What Kafka itself configures carries Kafka's name (with underscores), unit and
//! default, for Apache Kafka 4.x and the classic group protocol; where the course's picture needs another
//! value, both are in the list. The few facts that the course names are fields of
//! [`Producer`](crate::scenario::statement::Producer), [`Kafka`](crate::scenario::statement::Kafka) and [`Service`](crate::scenario::service::Service) instead.
//!
//! Never here: what a setting does.

use crate::scenario::choices::{
    Acks, Backoff, Client, Commit, Holds, Jitter, KeyBy, OffsetReset, OnError, Recovery, Repair,
};
use crate::scenario::ids::ServiceId;
use crate::sim::Duration;
use serde::{Deserialize, Serialize};

/// How a setting's number is meant and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A plain number.
    Count,
    /// Milliseconds.
    Ms,
    /// Minutes.
    Minutes,
    /// Bytes.
    Bytes,
    /// Whole per cent.
    Percent,
    /// In a thousand.
    PerMille,
    /// Yes or no: 1 or 0.
    Flag,
    /// One of these words; the number is its place.
    Choice(&'static [&'static str]),
    /// A service of the roster, by its name; the number is its place from 1, and 0 is none.
    Service,
}

/// What there is to know about a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// The table of a scenario file that it stands in.
    pub table: &'static str,
    /// Its key there.
    pub key: &'static str,
    /// How its number is meant.
    pub unit: Unit,
    /// What it is where a scenario says nothing.
    pub default: u32,
    /// Kafka's own default, where it is a setting of Kafka's.
    pub kafka: Option<u32>,
    /// The least and the most that it may be.
    pub range: (u32, u32),
    /// What it does, in a few words.
    pub about: &'static str,
}

/// A size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u32);

/// So many of a hundred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(pub u32);

/// So many of a thousand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PerMille(pub u32);

impl PerMille {
    /// None of them.
    pub const NONE: Self = Self(0);

    /// Whether one is among them that drew these bits.
    pub fn takes(self, bits: u64) -> bool {
        ((u128::from(bits) * 1_000) >> 64) < u128::from(self.0)
    }
}

/// The [`Unit`] of a setting, as the list names it.
macro_rules! unit {
    (Choice $choice:ident) => {
        Unit::Choice($choice::WORDS)
    };
    ($unit:ident) => {
        Unit::$unit
    };
}

/// The type of a value in that unit.
macro_rules! typed {
    (Choice $choice:ident) => { $choice };
    (Count) => { u32 };
    (Ms) => { Duration };
    (Minutes) => { Duration };
    (Bytes) => { Bytes };
    (Percent) => { Percent };
    (PerMille) => { PerMille };
    (Flag) => { bool };
    (Service) => { Option<ServiceId> };
}

/// The value in that unit for a setting's number.
macro_rules! value {
    (Choice $choice:ident, $number:expr) => {
        $choice::of($number)
    };
    (Count, $number:expr) => {
        $number
    };
    (Ms, $number:expr) => {
        Duration::from_ms($number.into())
    };
    (Minutes, $number:expr) => {
        Duration::from_s(60 * u64::from($number))
    };
    (Bytes, $number:expr) => {
        Bytes($number)
    };
    (Percent, $number:expr) => {
        Percent($number)
    };
    (PerMille, $number:expr) => {
        PerMille($number)
    };
    (Flag, $number:expr) => {
        $number > 0
    };
    (Service, $number:expr) => {
        $number.checked_sub(1).and_then(|place| ServiceId::try_from(place).ok())
    };
}

macro_rules! settings {
    (
        $(#[$doc:meta])* $name:ident, $values:ident:
        $($table:literal { $(
            $setting:ident = $key:literal $getter:ident: $unit:ident $(<$choice:ident>)?, $default:expr,
            $kafka:expr, $low:literal..=$high:literal, $about:literal;
        )* })*
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum $name {
            $($(#[doc = $about] $setting,)*)*
        }

        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[Self] = &[$($(Self::$setting,)*)*];

            const SPECS: &[Spec] = &[$($(Spec {
                table: $table,
                key: $key,
                unit: unit!($unit $($choice)?),
                default: $default,
                kafka: $kafka,
                range: ($low, $high),
                about: $about,
            },)*)*];

            /// What there is to know about it.
            pub fn spec(self) -> &'static Spec {
                &Self::SPECS[self as usize]
            }

            /// The one with this key in this table.
            pub fn named(table: &str, key: &str) -> Option<Self> {
                let named = |spec: &Spec| spec.table == table && spec.key == key;
                Self::ALL.iter().copied().find(|setting| named(setting.spec()))
            }
        }

        /// A value for each, in its unit.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(from = "Vec<u32>", into = "Vec<u32>")]
        pub struct $values([u32; $name::ALL.len()]);

        impl $values {
            /// The value of one.
            pub fn get(&self, setting: $name) -> u32 {
                self.0[setting as usize]
            }

            /// Gives one a value. Whether it is within its range, [`Spec::allows`] says.
            pub fn set(&mut self, setting: $name, value: u32) {
                self.0[setting as usize] = value;
            }

            /// The same with one changed.
            #[must_use]
            pub fn with(mut self, setting: $name, value: u32) -> Self {
                self.set(setting, value);
                self
            }

            /// Whether one is on, or not zero.
            pub fn on(&self, setting: $name) -> bool {
                self.get(setting) > 0
            }
        }

        /// In the order of the list; one that is missing has its default.
        impl From<Vec<u32>> for $values {
            fn from(values: Vec<u32>) -> Self {
                let mut all = Self::default();
                all.0.iter_mut().zip(values).for_each(|(one, value)| *one = value);
                all
            }
        }

        impl From<$values> for Vec<u32> {
            fn from(values: $values) -> Self {
                values.0.into()
            }
        }

        $($(
            impl $values {
                #[doc = $about]
                pub fn $getter(&self) -> typed!($unit $($choice)?) {
                    value!($unit $($choice)?, self.get($name::$setting))
                }
            }
        )*)*

        impl Default for $values {
            fn default() -> Self {
                let mut values = [0; $name::ALL.len()];
                for (value, spec) in values.iter_mut().zip($name::SPECS) {
                    *value = spec.default;
                }
                Self(values)
            }
        }
    };
}

settings! {
    /// A setting of the whole system.
    Setting, Settings:
    "producer" {
        Workers = "workers" workers: Count, 0, None, 0..=1_000,
            "Tasks that the producer works on at once; the others wait. 0: no bound.";
        RedeployMs = "redeploy_ms" redeploy: Ms, 0, None, 0..=600_000,
            "How long the producer refuses tasks while it is deployed with a changed program.";
        Retries = "retries" retries: Count, 0, None, 0..=10,
            "How often a failed call is made again.";
        BackoffMs = "backoff_ms" first_backoff: Ms, 100, None, 0..=60_000,
            "The wait before the first retry.";
        Backoff = "backoff" backoff: Choice<Backoff>, Backoff::Exponential.value(), None,
            0..=1,
            "Whether each further retry waits the same, or twice as long as the one before.";
        BackoffMaxMs = "backoff_max_ms" longest_backoff: Ms, 10_000, None, 0..=600_000,
            "The longest wait before a retry.";
        Jitter = "jitter" jitter: Choice<Jitter>, Jitter::None.value(), None,
            0..=1,
            "Whether a retry waits exactly so long, or anything between nothing and that.";
        RetryBudget = "retry_budget_percent" retry_budget: Percent, 0, None, 0..=100,
            "Retries allowed for each hundred calls. 0: no budget, every retry is made.";
        RetryReserve = "retry_budget_reserve" retry_reserve: Count, 10, None, 0..=1_000,
            "Retries that the budget holds at first, and at most.";
        BreakerFailures = "breaker_failures" breaker_failures: Count, 0, None, 0..=1_000,
            "Failed calls in a row that open the circuit breaker of a service. 0: no breaker.";
        BreakerOpenMs = "breaker_open_ms" breaker_open: Ms, 5_000, None, 1..=600_000,
            "How long an open breaker lets no call through.";
        BreakerProbes = "breaker_probes" breaker_probes: Count, 1, None, 1..=100,
            "Calls that a half-open breaker lets through; when all succeed it closes.";
    }
    "user" {
        UserRetries = "retries" user_retries: Count, 0, None, 0..=10,
            "How often a user sends a failed task again.";
        UserRetryMs = "retry_after_ms" user_retry_wait: Ms, 1_000, None, 0..=600_000,
            "How long a user waits before sending again.";
    }
    "caller" {
        CallerWorkers = "workers" caller_workers: Count, 0, None, 0..=1_000,
            "Tasks that a service in front of the producer has under way at once. 0: no such service.";
        CallerTimeoutMs = "timeout_ms" caller_timeout: Ms, 10_000, None, 1..=3_600_000,
            "How long the service in front waits for the producer.";
    }
    "kafka" {
        Key = "key" key_by: Choice<KeyBy>, KeyBy::Task.value(), None,
            0..=2,
            "The key of a record: its task, none (the producer sticks to a partition), or its customer.";
        Customers = "customers" customers: Count, 4, None, 1..=1_000,
            "How many customers take turns in sending tasks.";
        AwaitAck = "await_ack" awaits_ack: Flag, 1, None, 0..=1,
            "Whether the producer waits for the acknowledgement before it answers the user.";
        LingerMs = "linger_ms" linger: Ms, 0, Some(5), 0..=60_000,
            "How long a batch waits for more records before it is sent.";
        BatchSize = "batch_size" batch_size: Bytes, 16_384, Some(16_384), 1..=1_048_576,
            "The size at which a batch is sent without waiting, and a producer without keys moves on.";
        RecordSize = "record_size" record_size: Bytes, 1_000, None, 1..=1_048_576,
            "The size of one record.";
        Acks = "acks" acks: Choice<Acks>, Acks::Leader.value(), Some(Acks::All.value()),
            0..=2,
            "Whose acknowledgement counts: all in-sync copies', the leader's, nobody's.";
        ReplicationFactor = "replication_factor" replication_factor: Count, 1, Some(1), 1..=9,
            "Copies of each partition, each on a broker of its own.";
        MinInsync = "min_insync_replicas" min_insync: Count, 1, Some(1), 1..=9,
            "In-sync copies that must be left for a record with acks=all to be accepted.";
        InSync = "in_sync" in_sync: Count, 9, None, 0..=9,
            "Copies that are in sync now, of those that there are.";
        BufferMemory = "buffer_memory" buffer_memory: Bytes, 33_554_432, Some(33_554_432), 1..=33_554_432,
            "Room in the producer for records that the broker has not acknowledged.";
        MaxBlockMs = "max_block_ms" max_block: Ms, 60_000, Some(60_000), 0..=600_000,
            "How long a send waits for that room before it fails.";
        RebalanceMs = "rebalance_ms" rebalance_delay: Ms, 0, Some(3_000), 0..=60_000,
            "How long a group that was empty waits for further members before it reads, and as long again when \
             one joins meanwhile: group.initial.rebalance.delay.ms.";
        SessionTimeoutMs = "session_timeout_ms" session_timeout: Ms, 10_000, Some(45_000), 1..=3_600_000,
            "How long after its last heartbeat the group misses a member that has crashed.";
        MaxPollRecords = "max_poll_records" max_poll_records: Count, 1, Some(500), 1..=10_000,
            "The most records that one poll returns.";
        MaxPollIntervalMs = "max_poll_interval_ms" max_poll_interval: Ms, 300_000, Some(300_000), 1..=3_600_000,
            "The longest that a member may work between two polls, and a rebalance waits for it.";
        Commit = "commit" commit: Choice<Commit>, Commit::After.value(), Some(Commit::Auto.value()),
            0..=2,
            "When a group commits: after its records are processed, before, or by the client's own clock.";
        AutoCommitMs = "auto_commit_interval_ms" auto_commit_interval: Ms, 5_000, Some(5_000), 0..=600_000,
            "How long after one automatic commit, or after it began, a member makes the next.";
        OffsetReset = "auto_offset_reset" offset_reset: Choice<OffsetReset>, OffsetReset::Earliest.value(), Some(OffsetReset::Latest.value()),
            0..=1,
            "Where a group reads a partition in which it has committed nothing, or whose record at its position is gone.";
        RetentionMs = "retention_ms" retention: Ms, 604_800_000, Some(604_800_000), 1..=4_294_967_295,
            "How long the log keeps a record, read or not.";
        OffsetsRetention = "offsets_retention_minutes" offsets_retention: Minutes, 10_080, Some(10_080), 1..=71_582,
            "How long Kafka remembers the position of a group without members.";
        OnError = "on_error" on_error: Choice<OnError>, OnError::Retry.value(), None,
            0..=2,
            "What a consumer does with a record that fails: for ever again, pass over it, or park it in a \
             dead-letter topic.";
        Attempts = "attempts" record_attempts: Count, 3, None, 1..=100,
            "How often a consumer tries a record before it passes over it or parks it.";
        RetryMs = "retry_ms" record_retry_wait: Ms, 1_000, None, 0..=600_000,
            "How long a consumer waits before it tries a failed record again.";
        RelayMs = "relay_ms" relay_interval: Ms, 100, None, 1..=60_000,
            "How often the relay of an outbox looks for new rows.";
    }
    "reads" {
        ReadOf = "of" read_of: Service, 0, None, 0..=64,
            "The service whose result users read after their write; if none, nobody reads.";
        ReadAfterMs = "after_ms" read_delay: Ms, 100, None, 0..=600_000,
            "How long after the answer a user reads.";
        ReadRepair = "repair" repair: Choice<Repair>, Repair::None.value(), None,
            0..=4,
            "How a user is spared a stale read: the answer carries the entity, a cache holds what is \
             pending, a status says that it is, or the write waits until it can be read.";
    }
    "kafka" {
        Client = "client" client: Choice<Client>, Client::Aiokafka.value(), None,
            0..=1,
            "Whose client the producer and the consumers use. What a scenario leaves out has that client's default.";
        Idempotence = "enable_idempotence" is_idempotence_on: Flag, 0, Some(1), 0..=1,
            "Whether the broker recognises a record that the producer sends again, so that it is stored once. \
             It waits for all copies then.";
        MetadataMaxAgeMs = "metadata_max_age_ms" metadata_max_age: Ms, 300_000, Some(300_000), 1..=3_600_000,
            "How often clients look for new partitions: a producer sends to them, and a group reads them, only then.";
        HeartbeatMs = "heartbeat_interval_ms" heartbeat_interval: Ms, 3_000, Some(3_000), 1..=600_000,
            "How often a member tells its group that it lives, and hears that the group shares out anew.";
        AckMs = "ack_ms" ack_delay: Ms, 0, None, 0..=60_000,
            "How long after a record is stored the producer hears of it.";
        LostAcks = "lost_acks_per_mille" lost_acks: PerMille, 0, None, 0..=500,
            "Of a thousand acknowledgements, how many are lost with their connection, so that the producer \
             sends again.";
        Recovery = "metadata_recovery_strategy" recovery: Choice<Recovery>, Recovery::Rebootstrap.value(), Some(Recovery::Rebootstrap.value()),
            0..=1,
            "What the Java client does when no broker is left: it forgets the topics, and a send blocks its \
             caller, or it keeps them and buffers.";
        RetryHolds = "retry_holds" retry_holds: Choice<Holds>, Holds::Partition.value(), None,
            0..=1,
            "What waits with a failed record: its partition, which the consumer seeks back in and pauses, or \
             every partition of the member, which waits in its handler.";
        CommitMs = "commit_ms" commit_delay: Ms, 0, None, 0..=60_000,
            "How long a consumer waits for its commit to be stored. One that dies meanwhile has not committed.";
    }
    "network" {
        HopMs = "hop_ms" hop: Ms, 0, None, 0..=60_000,
            "How long each way takes, on both sides: a call, its answer, a record to Kafka, the word that it is \
             stored, and what a fetch brings.";
    }
}

settings! {
    /// A setting of one service.
    ServiceSetting, ServiceSettings:
    "services" {
        Queue = "queue" queue_bound: Count, 0, None, 0..=10_000,
            "Calls that may wait for a worker; a further one is refused. 0: no bound.";
        ErrorRate = "error_per_mille" error_rate: PerMille, 0, None, 0..=1_000,
            "Of a thousand pieces of work, how many fail at their end.";
        FailsOn = "fails_on" fails_on: Count, 0, None, 0..=200_000,
            "The number of the one task that always fails here: a poison record. 0: none.";
        Optional = "optional" is_optional: Flag, 0, None, 0..=1,
            "Whether the producer goes on without it when its call fails: a fallback.";
        Idempotent = "idempotent" is_idempotent: Flag, 0, None, 0..=1,
            "Whether it recognises a task that it has worked for before, and leaves it.";
        NetworkDelayMs = "network_delay_ms" network_delay: Ms, 0, None, 0..=600_000,
            "How long the network takes for a call to it, for its answer, and for each fetch of its consumers.";
    }
}

/// The settings whose defaults are the client's own.
const OF_CLIENTS: [Setting; 4] =
    [Setting::SessionTimeoutMs, Setting::Acks, Setting::LingerMs, Setting::Idempotence];

impl Setting {
    /// What it is where a scenario with this client says nothing. A producer that is idempotent waits for
    /// all copies.
    pub fn default_of(self, client: Client, idempotent: bool) -> u32 {
        let spec = self.spec();
        match (self, client) {
            (Self::Acks, _) if idempotent => Acks::All.value(),
            (_, Client::Java) if OF_CLIENTS.contains(&self) => spec.kafka.unwrap_or(spec.default),
            _ => spec.default,
        }
    }
}

impl Settings {
    /// The defaults of a scenario with this client, idempotent or as the client is by default.
    pub fn of(client: Client, idempotent: Option<bool>) -> Self {
        let by_default = Setting::Idempotence.default_of(client, false) > 0;
        let idempotent = idempotent.unwrap_or(by_default);
        let mut settings = Self::default();
        for &setting in Setting::ALL {
            settings.set(setting, setting.default_of(client, idempotent));
        }
        settings.set(Setting::Client, client.value());
        settings
    }
}

impl Spec {
    /// Whether a value is within the range.
    pub fn allows(&self, value: u32) -> bool {
        (self.range.0..=self.range.1).contains(&value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Stream, draw};

    fn each(mut check: impl FnMut(&Spec)) {
        Setting::ALL.iter().for_each(|setting| check(setting.spec()));
        ServiceSetting::ALL.iter().for_each(|setting| check(setting.spec()));
    }

    #[test]
    fn every_default_ours_and_kafkas_is_within_the_range() {
        each(|spec| {
            assert!(spec.allows(spec.default), "{}.{}", spec.table, spec.key);
            assert!(spec.kafka.is_none_or(|kafka| spec.allows(kafka)), "{}", spec.key);
        });
    }

    #[test]
    fn a_choice_ranges_over_its_words_and_a_flag_over_two() {
        each(|spec| match spec.unit {
            Unit::Choice(words) => assert_eq!(spec.range, (0, words.len() as u32 - 1)),
            Unit::Flag => assert_eq!(spec.range, (0, 1)),
            Unit::Percent => assert_eq!(spec.range, (0, 100)),
            _ => {}
        });
    }

    #[test]
    fn a_setting_is_found_by_its_table_and_key() {
        for &setting in Setting::ALL {
            let Spec { table, key, .. } = setting.spec();
            assert_eq!(Setting::named(table, key), Some(setting));
        }
        assert_eq!(Setting::named("kafka", "retries"), None);
    }

    #[test]
    fn the_defaults_are_those_of_the_client() {
        let [python, java] =
            [Client::Aiokafka, Client::Java].map(|client| Settings::of(client, None));
        let of = |settings: &Settings| OF_CLIENTS.map(|setting| settings.get(setting));
        assert_eq!(of(&python), [10_000, Acks::Leader.value(), 0, 0]);
        assert_eq!(of(&java), [45_000, Acks::All.value(), 5, 1]);
    }

    #[test]
    fn of_many_draws_as_many_are_taken_as_the_rate_says() {
        let taken = |rate| {
            let bits = (0..100_000).map(|n| draw(5, Stream::Fault, 0, n, 0));
            bits.filter(|&bits| PerMille(rate).takes(bits)).count()
        };
        assert_eq!((taken(0), taken(1_000)), (0, 100_000));
        // Four standard deviations of a binomial count.
        assert!(taken(200).abs_diff(20_000) < 506, "{}", taken(200));
    }

    #[test]
    fn a_setting_with_a_unit_is_a_typed_value() {
        let mut settings = Settings::default();
        settings.set(Setting::OffsetsRetention, 2);
        settings.set(Setting::LingerMs, 5);
        settings.set(Setting::ReadOf, 3);
        settings.set(Setting::AwaitAck, 0);
        assert_eq!(settings.offsets_retention(), Duration::from_s(120));
        assert_eq!(settings.linger(), Duration::from_ms(5));
        assert_eq!((settings.read_of(), Settings::default().read_of()), (Some(2), None));
        assert_eq!(settings.batch_size(), Bytes(16_384));
        assert!(!settings.awaits_ack() && Settings::default().awaits_ack());
    }

    #[test]
    fn the_length_of_a_setting_knows_its_unit() {
        let settings = Settings::default();
        assert_eq!(settings.session_timeout(), Duration::from_s(10));
        assert_eq!(settings.offsets_retention(), settings.retention());
    }
}

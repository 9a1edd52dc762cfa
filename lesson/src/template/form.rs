//! The form of the scenario template: its sections and fields, in order.
//!
//! The labels are the template's own and are never translated: a document is read back by them. Never
//! here: what somebody writes into them.

/// A section of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// How it is today.
    Current,
    /// What is coupled in it.
    Coupling,
    /// How it would be with events.
    Events,
    /// What that gains and costs.
    Tradeoffs,
}

/// A field of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The services that are called.
    Calls,
    /// How they are called.
    Pattern,
    /// How long a call takes.
    Latency,
    /// How long all calls take.
    Total,
    /// Whether the caller waits.
    Temporal,
    /// Whether the caller fails along.
    Availability,
    /// Whether the caller knows its callees.
    Behavioral,
    /// The event that would be published.
    EventType,
    /// By whom.
    Producer,
    /// For whom.
    Consumers,
    /// How long the user would wait.
    Expected,
    /// What is gained.
    Gains,
    /// What it costs.
    Costs,
}

impl Section {
    /// Every section, in order.
    pub const ALL: [Self; 4] = [Self::Current, Self::Coupling, Self::Events, Self::Tradeoffs];

    /// Its heading.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Current => "Current State",
            Self::Coupling => "Coupling Analysis",
            Self::Events => "Event-Driven Solution",
            Self::Tradeoffs => "Trade-offs",
        }
    }

    /// Its fields, in order.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(move |field| field.section() == self)
    }
}

impl Field {
    /// Every field, in order.
    pub const ALL: [Self; 13] = [
        Self::Calls,
        Self::Pattern,
        Self::Latency,
        Self::Total,
        Self::Temporal,
        Self::Availability,
        Self::Behavioral,
        Self::EventType,
        Self::Producer,
        Self::Consumers,
        Self::Expected,
        Self::Gains,
        Self::Costs,
    ];

    /// The section that it stands in.
    pub const fn section(self) -> Section {
        match self {
            Self::Calls | Self::Pattern | Self::Latency | Self::Total => Section::Current,
            Self::Temporal | Self::Availability | Self::Behavioral => Section::Coupling,
            Self::EventType | Self::Producer | Self::Consumers | Self::Expected => Section::Events,
            Self::Gains | Self::Costs => Section::Tradeoffs,
        }
    }

    /// Its label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Calls => "Service A calls",
            Self::Pattern => "Call pattern",
            Self::Latency => "Latency per call",
            Self::Total => "Total latency",
            Self::Temporal => "Temporal",
            Self::Availability => "Availability",
            Self::Behavioral => "Behavioral",
            Self::EventType => "Event type",
            Self::Producer => "Producer",
            Self::Consumers => "Consumers",
            Self::Expected => "Expected latency",
            Self::Gains => "Gains",
            Self::Costs => "Costs",
        }
    }

    /// The key of its hint, and of the name of the step that it is, among the interface's words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Pattern => "pattern",
            Self::Latency => "latency",
            Self::Total => "total",
            Self::Temporal => "temporal",
            Self::Availability => "availability",
            Self::Behavioral => "behavioral",
            Self::EventType => "event",
            Self::Producer => "producer",
            Self::Consumers => "consumers",
            Self::Expected => "expected",
            Self::Gains => "gains",
            Self::Costs => "costs",
        }
    }

    /// The field of a label, whatever its case; in front of "calls" any name may stand.
    pub(super) fn labelled(label: &str) -> Option<Self> {
        let label = label.trim().to_lowercase();
        if label == "behavioural" {
            return Some(Self::Behavioral);
        }
        if label.ends_with(" calls") {
            return Some(Self::Calls);
        }
        Self::ALL.into_iter().find(|field| field.label().to_lowercase() == label)
    }
}

//! Counts of the service, for `/metrics`.

use std::sync::Mutex;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

/// Counts and times of the requests answered.
pub struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<Route, Counter>,
    seconds: Family<Timed, Histogram, fn() -> Histogram>,
}

/// A request answered: its method, the pattern of its path, and the answer's status.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct Route {
    /// The method, by one of its known names.
    pub method: &'static str,
    /// The pattern, never the path: a path may hold what a count must not.
    pub route: String,
    /// The status of the answer.
    pub status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Timed {
    route: String,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("registry");
        let requests = Family::default();
        let seconds = Family::new_with_constructor(
            (|| Histogram::new(exponential_buckets(0.0005, 2.0, 14))) as fn() -> Histogram,
        );
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_request_seconds", "Time from request to answer in seconds", seconds.clone());
        Self { registry: Mutex::new(registry), requests, seconds }
    }
}

impl Metrics {
    /// Counts a request, and the time that its answer took.
    pub fn count(&self, route: &Route, took: Duration) {
        let timed = Timed { route: route.route.clone() };
        self.requests.get_or_create(route).inc();
        self.seconds.get_or_create(&timed).observe(took.as_secs_f64());
    }

    /// The counts in the OpenMetrics text format.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        if let Ok(registry) = self.registry.lock() {
            let _ = encode(&mut text, &registry);
        }
        text
    }
}

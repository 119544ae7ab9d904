//! The house's numbers for its monitoring: sources, tasks, today's documents and letters, what is wrong. Read from the tables, so that every
//! process of a house tells the same, before and after a restart.

use model::Timestamp;
use model::request::SourceId;
use store::{Gauges, SourceCaptures, SourceHealth};

use crate::{Newsroom, Trouble};

/// What the monitoring may know.
#[derive(Debug, Clone)]
pub struct Measures {
    /// By the real clock.
    pub taken_at: Timestamp,
    /// Each source of the catalogue with its health, and what it brought today.
    pub sources: Vec<(SourceId, SourceHealth, SourceCaptures)>,
    /// Tasks; today's letters and documents; open alarms.
    pub gauges: Gauges,
    /// How many editions are due and not out ten minutes after their hour.
    pub overdue: usize,
}

impl Newsroom {
    /// Takes the house's numbers. Today is the day of the publisher's zone.
    pub async fn measures(&self) -> Result<Measures, Trouble> {
        let today = self.day_of(self.clock.now());
        let (since, _) = self.span_of(today);
        let mut tx = self.store.read().await?;
        let (health, brought) = (tx.all_source_health().await?, tx.captures_since(since).await?);
        let gauges = tx.gauges(since, today).await?;
        drop(tx);
        let find = |slug: &SourceId| {
            let health = health.iter().find(|(source, _)| source == slug).map(|(_, health)| health.clone());
            let brought = brought.iter().find(|(source, _)| source == slug).map(|(_, brought)| *brought);
            (slug.clone(), health.unwrap_or_default(), brought.unwrap_or_default())
        };
        let sources = self.catalogue.all().map(|(stanza, _)| find(&stanza.slug)).collect();
        let overdue = self.overdue().await?.len();
        Ok(Measures { taken_at: self.clock.real(), sources, gauges, overdue })
    }
}

//! `capture usage` and `capture thin`: what is kept takes so much, and is bounded so.

use std::collections::BTreeMap;

use model::TimeZone;
use serde_json::json;
use store::BodySum;

use crate::commands::somebody;
use crate::ending::Ending;
use crate::room::{Room, free_bytes, size};
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(super) struct Thin {
    /// Captures without news that were kept longer ago than so many days [default: captures.thin_after_days].
    #[arg(long)]
    days: Option<u32>,
    /// Says how many those are, and takes nothing away.
    #[arg(long)]
    r#try: bool,
}

pub(super) async fn thin(context: &Context, args: Thin) -> Result<(), Ending> {
    let newsroom = context.open().await?;
    let days = args.days.or(newsroom.operator.thin_after_days);
    if args.r#try {
        let Some(days) = days else {
            return Err(Ending::wrong(
                "Say with --days how old captures without news may become; captures.thin_after_days is not set.",
            ));
        };
        let found = newsroom.without_news(days).await?;
        return match context.json {
            true => print::lines([json!({
                "captures": found.captures, "bodies": found.bodies, "packed_bytes": found.packed_bytes,
            })]),
            false => print::text(&format!(
                "{} captures without news were kept more than {days} days ago; {} bodies of {} would go with them",
                found.captures,
                found.bodies,
                size(found.packed_bytes)
            )),
        };
    }
    let report = newsroom.thin(days, &somebody()).await?;
    if context.json {
        return print::lines([json!({
            "captures": report.captures.captures, "bodies": report.captures.bodies,
            "packed_bytes": report.captures.packed_bytes, "checks": report.checks,
            "removed_bodies": report.removed_bodies, "removed_bytes": report.removed_bytes,
        })]);
    }
    print::text(&format!(
        "{} captures without news taken away, with them {} bodies of {}, whose bytes go in {} days; {} checks of more than {} days; {} bodies discarded before are gone, {} freed",
        report.captures.captures,
        report.captures.bodies,
        size(report.captures.packed_bytes),
        newsroom::DISCARDED_DAYS,
        report.checks,
        newsroom::CHECKS_DAYS,
        report.removed_bodies,
        size(report.removed_bytes)
    ))
}

/// What a source brought in a month: bodies, their length, what they take.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    bodies: u64,
    size_bytes: u64,
    packed_bytes: u64,
}

impl Sum {
    fn add(&mut self, more: &BodySum) {
        self.bodies += more.bodies;
        self.size_bytes += more.size_bytes;
        self.packed_bytes += more.packed_bytes;
    }
}

pub(super) async fn usage(context: &Context) -> Result<(), Ending> {
    let newsroom = context.open().await?;
    newsroom.store.measure_bodies().await?;
    let (sums, database_bytes) = {
        let mut tx = newsroom.store.read().await?;
        (tx.body_sums().await?, tx.database_bytes().await?)
    };
    let mut months: BTreeMap<(String, String), Sum> = BTreeMap::new();
    let mut total = Sum::default();
    for sum in &sums {
        let month = sum.day.to_zoned(TimeZone::UTC).strftime("%Y-%m").to_string();
        months.entry((sum.source.to_string(), month)).or_default().add(sum);
        total.add(sum);
    }
    let free = free_bytes(&context.place.data).ok();
    let Room { packed_bytes_a_day: growth, full_in_days, .. } = Room::from(&newsroom, &sums, free);
    if context.json {
        let rows = months.iter().map(|((source, month), sum)| {
            json!({
                "source": source, "month": month, "bodies": sum.bodies, "size_bytes": sum.size_bytes,
                "packed_bytes": sum.packed_bytes,
            })
        });
        let all = json!({
            "source": null, "month": null, "bodies": total.bodies, "size_bytes": total.size_bytes,
            "packed_bytes": total.packed_bytes, "packed_bytes_a_day": growth, "database_bytes": database_bytes,
            "free_bytes": free, "full_in_days": full_in_days,
        });
        return print::lines(rows.chain([all]));
    }
    let row = |((source, month), sum): (&(String, String), &Sum)| {
        vec![
            source.clone(),
            month.clone(),
            format!("{} bodies", sum.bodies),
            size(sum.size_bytes),
            size(sum.packed_bytes),
        ]
    };
    print::columns(&months.iter().map(row).collect::<Vec<_>>())?;
    let mut told = format!(
        "{} bodies of {} take {} in the cupboard, and {} more a day; the rows take {}",
        total.bodies,
        size(total.size_bytes),
        size(total.packed_bytes),
        size(growth),
        size(database_bytes)
    );
    if let Some(free) = free {
        told += &format!("; {} are free where the data directory lies", size(free));
    }
    if let Some(days) = full_in_days {
        told += &format!(", enough for {days} days of captures");
    }
    print::text(&told)
}

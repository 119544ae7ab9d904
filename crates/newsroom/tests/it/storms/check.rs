//! What must be true after a storm, each as a sentence where it is not.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::PoisonError;

use model::Timestamp;
use model::change::Action;
use model::delivery::DeliveryState;
use model::ledger::Subject;
use model::reading::Found;
use model::snapshot::Verdict;
use model::wall::{Visitor, admit};
use newsroom::Newsroom;
use store::StoryFilter;

use super::weather::Sky;
use super::world::{SURELY, WALLED};

/// The list of the storm's world.
const LIST: &str = "ofac-sdn";

/// Everything that is wrong.
pub async fn all(newsroom: &Newsroom, sky: &Sky, calm_from: Timestamp) -> Vec<String> {
    let mut wrong = Vec::new();
    books(newsroom, &mut wrong).await;
    documents(newsroom, sky, calm_from, &mut wrong).await;
    list(newsroom, sky, &mut wrong).await;
    numbers(newsroom, &mut wrong).await;
    editions(newsroom, &mut wrong).await;
    deliveries(newsroom, sky, &mut wrong).await;
    wall(newsroom, sky.is_fair(), &mut wrong).await;
    wrong
}

/// What two runs of the same days must agree on: versions and their ends, changes, stories, articles, the numbers given, deliveries.
///
/// Which of a day's stories has which of its numbers is not among it: a process that ended asks the publishers at another instant, and numbers
/// are given in the order in which answers came.
pub async fn account(newsroom: &Newsroom) -> String {
    let mut tx = newsroom.store.read().await.expect("read");
    let mut lines = Vec::new();
    for line in tx.ledger(Timestamp::MIN, Timestamp::MAX).await.expect("read") {
        if let Subject::Version(id, version) = &line.subject {
            let id = id.as_str().split('@').next().unwrap_or_default();
            let day = line.reference.map(|reference| reference.day());
            lines.push(format!("{id} {version} {} {day:?} {}", line.outcome, line.why));
        }
    }
    for record in tx.changes(None, None).await.expect("read") {
        lines.push(format!("{} {:?} {:?}", record.date, record.change.action, record.change.entry.name));
    }
    for article in tx.newest_articles(10_000).await.expect("read") {
        let head = &article.head;
        let day = head.reference.day();
        lines.push(format!("{day} {} {} {}", head.revision, head.headline, head.edition_on));
        lines.push(format!("number {}", head.reference));
    }
    lines.sort();
    let out = lines.join("\n") + "\n";
    let mut sent: Vec<String> = tx
        .deliveries(None, None)
        .await
        .expect("read")
        .iter()
        .map(|delivery| format!("{}/{} {}", delivery.title, delivery.date, delivery.state))
        .collect();
    sent.sort();
    out + &sent.join("\n")
}

async fn books(newsroom: &Newsroom, wrong: &mut Vec<String>) {
    let mut tx = newsroom.store.read().await.expect("read");
    let sums = tx.manifest(Timestamp::MIN, Timestamp::MAX).await.expect("read");
    if sums.unaccounted() != 0 {
        wrong.push(format!("the ledger's sums do not agree: {sums:?}"));
    }
    for line in tx.ledger(Timestamp::MIN, Timestamp::MAX).await.expect("read") {
        if line.why == "waiting to be understood" {
            wrong.push(format!("{:?} was never understood", line.subject));
        }
    }
    for (result, count) in tx.capture_accounts().await.expect("read").into_iter().map(|a| (a.result, a.captures)) {
        if result == "unread" {
            wrong.push(format!("{count} captures were never read"));
        }
    }
    let left = tx.unfinished_tasks().await.expect("read");
    if left != 0 {
        wrong.push(format!("{left} tasks are left over after two fair days"));
    }
}

/// Every document that was published is there, and what a title carries is told, once.
async fn documents(newsroom: &Newsroom, sky: &Sky, calm_from: Timestamp, wrong: &mut Vec<String>) {
    let mut tx = newsroom.store.read().await.expect("read");
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for article in tx.newest_articles(10_000).await.expect("read") {
        for (id, _) in &article.head.documents {
            told.entry(id.to_string()).or_default().push(article.head.reference.to_string());
        }
    }
    for document in sky.world().documents.iter().filter(|document| document.printed_at() + SURELY < calm_from) {
        let id = document.id();
        let state = tx.document_state(&model::document::DocumentId::new(&id)).await.expect("read");
        match state {
            None => wrong.push(format!("{id} is missing")),
            Some((_, model::document::DocumentState::Published)) => {}
            Some((version, state)) => {
                wrong.push(format!("{id} stands at version {version} as {state}, and was printed"))
            }
        }
        let articles = told.get(&id).map_or(0, Vec::len);
        match (document.is_in_scope(), articles) {
            (true, 0) => wrong.push(format!("{id} is in scope and no article tells it")),
            (false, n) if n > 0 => wrong.push(format!("{id} is out of scope and {n} articles tell it")),
            (true, n) if n > 1 => wrong.push(format!("{id} is told {n} times: {:?}", told.get(&id))),
            _ => {}
        }
    }
}

/// The list is what it is in the world; the changes lead from the first state to the last; nobody was removed who never left.
async fn list(newsroom: &Newsroom, sky: &Sky, wrong: &mut Vec<String>) {
    let mut tx = newsroom.store.read().await.expect("read");
    let mut states = tx.list_states(Some(Verdict::Good)).await.expect("read");
    states.retain(|state| state.list == LIST);
    states.sort_by_key(|state| state.at);
    let (Some(first), Some(last)) = (states.first().cloned(), states.last().cloned()) else {
        wrong.push("no good state of the list was ever kept".to_owned());
        return;
    };
    let names = |found| match found {
        Found::Lists(lists) => {
            lists.into_iter().flat_map(|list| list.entries).map(|entry| (entry.id, entry.name)).collect()
        }
        _ => BTreeMap::new(),
    };
    let mut held = BTreeMap::new();
    for state in [&first, &last] {
        let head = tx.capture(&state.capture).await.expect("read").expect("a capture");
        let packed = newsroom.store.cupboard().take(&head.sha256).await.expect("bytes");
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut store::Cupboard::unpack(&packed).expect("unpacked"), &mut bytes).expect("read");
        let found = newsroom.catalogue.read(&head, &mut Cursor::new(bytes)).found;
        held.insert(state.at, names(found));
    }
    let world: BTreeMap<String, String> = sky
        .world()
        .list_at(newsroom.clock.now())
        .entries
        .iter()
        .map(|(id, name)| (id.to_string(), name.clone()))
        .collect();
    let mut folded: BTreeMap<String, String> = held.get(&first.at).cloned().unwrap_or_default();
    if held.get(&last.at) != Some(&world) {
        wrong.push(format!("the last good state of the list ({}) is not what stands in the world", last.at));
    }
    let mut records = tx.changes(Some(LIST), None).await.expect("read");
    records.sort_by(|a, b| a.document.as_str().cmp(b.document.as_str()));
    for record in &records {
        let entry = &record.change.entry;
        match record.change.action {
            Action::Removed => {
                if sky.world().always_listed(&entry.id) {
                    wrong.push(format!("{} '{}' was reported as removed and never left", entry.id, entry.name));
                }
                folded.remove(&entry.id);
            }
            Action::Added | Action::Amended => drop(folded.insert(entry.id.clone(), entry.name.clone())),
        }
    }
    if folded != world {
        wrong.push(format!("the changes ({}) do not lead from the first state to the last", records.len()));
    }
}

async fn numbers(newsroom: &Newsroom, wrong: &mut Vec<String>) {
    let mut tx = newsroom.store.read().await.expect("read");
    let mut seen = BTreeSet::new();
    for row in tx.stories(&StoryFilter::default()).await.expect("read") {
        if let Some(reference) = row.story.state.reference()
            && !seen.insert(reference)
        {
            wrong.push(format!("the number {reference} was given twice"));
        }
    }
    for article in tx.newest_articles(10_000).await.expect("read") {
        if !seen.contains(&article.head.reference) {
            wrong.push(format!("the article {} has no story", article.head.reference));
        }
    }
}

/// What was placed stands in a frozen edition; numbers of editions run from 1 without a gap, in the order of their days.
async fn editions(newsroom: &Newsroom, wrong: &mut Vec<String>) {
    let mut tx = newsroom.store.read().await.expect("read");
    let now = newsroom.clock.now();
    for title in newsroom.titles().await.expect("titles") {
        let days = tx.edition_days(Some(&title.slug), 1_000).await.expect("read");
        for (day, _) in days {
            if title.close_of(day) <= now && tx.edition(&title.slug, day).await.expect("read").is_none() {
                wrong.push(format!("the edition {}/{day} closed and was never frozen", title.slug));
            }
        }
    }
}

/// Who takes a title got each sent edition of it, and got it once, or twice with the doubt written down.
async fn deliveries(newsroom: &Newsroom, sky: &Sky, wrong: &mut Vec<String>) {
    let rows = newsroom.store.read().await.expect("read").deliveries(None, None).await.expect("read");
    let mailbox = sky.mailbox.lock().unwrap_or_else(PoisonError::into_inner).clone();
    for row in &rows {
        let name = format!("{}/{} to {}", row.title, row.date, row.reader);
        let times = mailbox.get(&row.message_id).map_or(0, |taken| taken.times);
        match (row.state, times) {
            (DeliveryState::Sent, 0) => wrong.push(format!("{name} counts as sent and nobody has it")),
            (DeliveryState::Sent, 1) => {}
            (DeliveryState::Sent, n) if !row.doubtful => {
                wrong.push(format!("{name} arrived {n} times without a doubt"))
            }
            (DeliveryState::Sent, _) => {}
            (state, _) => wrong.push(format!("{name} stands as {state} after two fair days")),
        }
    }
    for (message_id, taken) in &mailbox {
        if !rows.iter().any(|row| row.message_id == *message_id) {
            wrong.push(format!("a letter arrived that no delivery knows, {message_id}"));
        }
        if taken.to.starts_with("cora") {
            wrong.push("a reader whose licence is over got a letter".to_owned());
        }
    }
}

/// Nobody without a licence sees a word of what stands behind the wall.
async fn wall(newsroom: &Newsroom, fair: bool, wrong: &mut Vec<String>) {
    let articles = newsroom.store.read().await.expect("read").newest_articles(10_000).await.expect("read");
    let house = newsroom::editions::house_visitor(&newsroom.titles().await.expect("titles"));
    let mut whole = 0;
    for article in &articles {
        let record = |visitor: &Visitor| {
            press::records::article(admit(visitor, article, newsroom.clock.now()), &|_| None).to_string()
        };
        whole += usize::from(record(&house).contains(WALLED));
        if record(&Visitor::Anonymous).contains(WALLED) {
            wrong.push(format!("{} shows its body to everybody", article.head.reference));
        }
    }
    if !articles.is_empty() && whole == 0 && fair {
        wrong.push("no body holds the words that are looked for before the wall".to_owned());
    }
}

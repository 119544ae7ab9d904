//! A rule on the morning it is printed: what its instructions make of the text of the Code that is kept, and days later whether the Code's own
//! text says the same. A difference is noted: somebody read the rule otherwise than we did, or erred.

use std::collections::{BTreeMap, HashMap};

use jiff::ToSpan as _;
use model::change;
use model::document::{Document, DocumentState};
use model::note::Note;
use model::snapshot::{Role, Snapshot, part_of};
use store::Tx;
use understand::amend::{self, Agreement, Effect};

use crate::{Newsroom, Trouble};

/// The part of a list as which the Code's current text is kept.
const CURRENT: &str = "ecfr";

/// For how long a rule may wait before the Code shows it, in days: most take effect within a year and a half.
const WAITING_DAYS: i32 = 550;

/// The most paragraphs that a note on a difference names.
const LINES_MAX: usize = 3;

impl Newsroom {
    /// What a rule changes in the parts of the Code whose text is kept; nothing for what is no rule, or amends no such part.
    pub(crate) async fn effect_of(&self, document: &Document) -> Result<Option<Effect>, Trouble> {
        if document.state != DocumentState::Published || document.fields.paragraphs.is_empty() {
            return Ok(None);
        }
        let mut code = BTreeMap::new();
        let mut read = HashMap::new();
        for (title, part) in amend::parts(&document.fields) {
            let list = sources::code_list(title, &part);
            let state = self.store.read().await?.good_state_before(&list, CURRENT, document.captured_at).await?;
            if let Some(state) = state
                && let Some(snapshot) = self.snapshot_of(&state, &mut read).await?
            {
                code.insert((title, part), snapshot);
            }
        }
        if code.is_empty() {
            return Ok(None);
        }
        let fields = document.fields.clone();
        let effect = tokio::task::spawn_blocking(move || amend::effect(&fields, &code)).await;
        effect.map(Some).map_err(|_| {
            Trouble::refuse(format!("The reader of instructions broke on {}. It is kept; report this.", document.id))
        })
    }

    /// Writes what a rule changes, in place of what was found before; and notes what of it could not be carried out.
    pub(crate) async fn write_effect(&self, tx: &mut Tx, document: &Document, effect: &Effect) -> Result<(), Trouble> {
        let day = self.day_of(document.captured_at);
        tx.clear_changes(&document.id).await?;
        for (list, changes) in &effect.changes {
            tx.add_changes(&document.id, &document.source, list, day, understand::compare::VERSION, changes).await?;
        }
        let note = |(number, why): &(u32, String)| {
            Note::info(
                format!("{} paragraph {number}", document.id),
                format!("The instruction was not carried out. {why}"),
            )
        };
        let notes: Vec<Note> = effect.refused.iter().map(note).collect();
        Ok(tx.renew_notes(&document.capture, document.id.as_str(), &notes).await?)
    }

    /// Holds what the Code changed against what rules before it were found to change.
    pub(crate) async fn reconcile(&self, tx: &mut Tx, after: &Snapshot, notes: &mut Vec<Note>) -> Result<(), Trouble> {
        if after.kind != change::Kind::CfrText || after.role != Role::Leading {
            return Ok(());
        }
        let theirs = tx.changes_of(&after.document()).await?;
        if theirs.is_empty() {
            return Ok(());
        }
        let today = self.day_of(after.at);
        let from = today.checked_sub(WAITING_DAYS.days()).unwrap_or(today);
        let mut rules: Vec<_> =
            tx.told_changes(&after.list, from, today).await?.into_iter().map(|told| told.0).collect();
        rules.retain(|document| !document.as_str().contains('@') && part_of(document).0.is_none());
        rules.dedup();
        for rule in rules {
            for ours in tx.changes_of(&rule).await? {
                let Some(theirs) = theirs.iter().find(|theirs| theirs.entry.id == ours.entry.id) else { continue };
                let section = ours.entry.id.replacen(':', " CFR ", 1);
                match amend::reconcile(&ours, theirs) {
                    Agreement::Same => {
                        notes.push(Note::info(section, format!("The Code now reads as {rule} was found to set it.")))
                    }
                    Agreement::Differs(lines) => notes.push(Note::odd(section, difference(rule.as_str(), &lines))),
                    Agreement::OtherGround => {}
                }
            }
        }
        Ok(())
    }
}

/// What to say of a difference between our text and the Code's.
fn difference(rule: &str, lines: &[amend::Line]) -> String {
    let shown = |line: &Option<String>| match line {
        Some(line) => format!("“{}”", line.chars().take(120).collect::<String>()),
        None => "nothing".to_owned(),
    };
    let told: Vec<String> = lines
        .iter()
        .take(LINES_MAX)
        .map(|(ours, theirs)| format!("the Code has {} where we have {}", shown(theirs), shown(ours)))
        .collect();
    format!(
        "The Code reads otherwise than {rule} was found to set it, in {} paragraphs: {}. Read the rule: one of the two is wrong.",
        lines.len(),
        told.join("; ")
    )
}

//! An alarm as a letter to the operator, and as the JSON that a webhook gets.

use askama::Template;
use model::TimeZone;
use model::alarm::{Alarm, AlarmKind};
use model::mail::Mail;
use model::reader::Email;
use model::title::Publisher;
use serde_json::{Value, json};

use crate::dates;
use crate::lines::paragraph;
use crate::mail::Envelope;
use crate::markup::one_line;

#[derive(Template)]
#[template(path = "mail/alarm.html")]
struct Letter<'a> {
    subject: &'a str,
    from_name: &'a str,
    head: &'a str,
    sentence: &'a str,
    when: String,
    publisher: &'a str,
}

/// The word that an alarm is over, in place of the sentence that it was raised with.
fn over(alarm: &Alarm) -> String {
    let subject = &alarm.trouble.subject;
    match alarm.trouble.kind {
        AlarmKind::SourceSilent => format!("{subject} is no longer silent."),
        AlarmKind::SourceUnreachable if subject == "sources" => "Most sources are checked again.".to_owned(),
        AlarmKind::SourceUnreachable => format!("{subject} is checked again."),
        AlarmKind::ListHeld => format!("The held state {subject} was decided."),
        AlarmKind::TasksGivenUp => format!("Of the tasks given up ({subject}) none is left undone."),
        AlarmKind::EditionLate => format!("The edition {subject} is out."),
        AlarmKind::LettersWaiting => format!("The letters of {subject} are handed on."),
    }
}

/// What is told now: the trouble, or that it is over.
pub fn sentence(alarm: &Alarm) -> String {
    if alarm.closed_at.is_some() { over(alarm) } else { alarm.trouble.sentence.clone() }
}

fn head(alarm: &Alarm) -> String {
    let name = match alarm.trouble.kind {
        AlarmKind::SourceSilent => "source silent",
        AlarmKind::SourceUnreachable => "source cannot be checked",
        AlarmKind::ListHeld => "list state held",
        AlarmKind::TasksGivenUp => "tasks given up",
        AlarmKind::EditionLate => "edition not out",
        AlarmKind::LettersWaiting => "letters wait",
    };
    let over = if alarm.closed_at.is_some() { "Over: " } else { "" };
    format!("{over}{name}, {}", one_line(&alarm.trouble.subject))
}

/// The letter of an alarm that was raised, or that is over.
pub fn letter(alarm: &Alarm, publisher: &Publisher, to: &Email, envelope: &Envelope) -> Mail {
    let (head, sentence) = (head(alarm), sentence(alarm));
    let subject = one_line(&format!("Tidewaiter: {head}"));
    let when = when(alarm, &publisher.zone);
    let html = crate::set(&Letter {
        subject: &subject,
        from_name: &publisher.name,
        head: &head,
        sentence: &sentence,
        when: when.clone(),
        publisher: &publisher.name,
    });
    let text = [
        paragraph(&sentence),
        paragraph(&when),
        format!("--\n{}", paragraph(&format!("{}, {}", publisher.name, publisher.url))),
    ];
    Mail {
        from_name: one_line(&publisher.name),
        to: to.clone(),
        subject,
        text: text.join("\n"),
        html,
        message_id: envelope.message_id.clone(),
        date: envelope.date,
        headers: crate::mail::automatic(),
    }
}

fn when(alarm: &Alarm, zone: &TimeZone) -> String {
    let raised = format!("Raised {}.", dates::moment_day(alarm.raised_at, zone));
    match alarm.closed_at {
        Some(at) => format!("{raised} Over {}.", dates::moment_day(at, zone)),
        None => {
            format!("{raised} It is told once; word follows when it is over. `tidewaiter alarms` lists what is open.")
        }
    }
}

/// The record of an alarm. `text` is what a chat shows.
pub fn json(alarm: &Alarm, publisher: &Publisher) -> Value {
    json!({
        "alarm": alarm.id,
        "state": if alarm.closed_at.is_some() { "over" } else { "raised" },
        "kind": alarm.trouble.kind,
        "subject": alarm.trouble.subject,
        "sentence": alarm.trouble.sentence,
        "raised_at": alarm.raised_at,
        "closed_at": alarm.closed_at,
        "publisher": publisher.name,
        "url": publisher.url,
        "text": format!("{}: {}", head(alarm), sentence(alarm)),
    })
}

//! How a source is heard, in a sentence for people: silent, quiet for a reason, or not checked.

use model::note::{Recurring, Weight};
use model::silence::{Reason, Usual, Voice};
use model::{TimeZone, Timestamp};

use crate::dates;

/// `silent: nothing new since Thu Apr 16, 06:05 ET in 31 answers; it brought something on 8 of 8 Fridays`.
pub fn voice(voice: &Voice, zone: &TimeZone) -> String {
    match voice {
        Voice::OnDemand => "asked when another source names it".to_owned(),
        Voice::NeverAsked => "never asked".to_owned(),
        Voice::Unchecked { since: Some(at), .. } => {
            format!("could not be checked since {}", dates::moment_day(*at, zone))
        }
        Voice::Unchecked { since: None, .. } => "could never be checked".to_owned(),
        Voice::Speaks(at) => format!("new {}", dates::moment_day(*at, zone)),
        Voice::Quiet(since, reason) => format!("{}; {}", nothing(*since, zone), because(reason)),
        Voice::Silent { since, answers, usual } => {
            let answers = crate::say::counted(u64::from(*answers), "answer", "answers");
            format!("silent: {} in {answers}; {}", nothing(*since, zone), usually(usual))
        }
    }
}

/// `record 3: The label 'x' is not known; in 12 answers from Fri Apr 17, 08:00 ET to Sat Apr 18, 09:00 ET. …`: what was odd in a source's
/// answers, how often, since when, and what to do. `file` is the operator's own, where the source is such a one.
pub fn remark(remark: &Recurring, file: Option<&str>, zone: &TimeZone) -> String {
    let at = |at| dates::moment_day(at, zone);
    let when = match remark.answers {
        1 => format!("in one answer, {}", at(remark.last_at)),
        answers => format!("in {answers} answers from {} to {}", at(remark.first_at), at(remark.last_at)),
    };
    let deed = match (remark.note.weight, file) {
        (Weight::Info, _) => String::new(),
        (_, Some(file)) => {
            format!(" Put the stanza right in {file}, or name what is of no use under ignored; then try `tidewaiter sources check`.")
        }
        (Weight::Odd, None) => {
            " All else came in. Look at the publisher's page; a later program that knows it reads it with `tidewaiter capture reread --stale`."
                .to_owned()
        }
        (Weight::Lost, None) => {
            " It did not come in, and the answer is kept. Read it at the publisher's; a later program reads it with `tidewaiter capture reread \
             --stale`."
                .to_owned()
        }
    };
    format!("{}: {} ({when}){deed}", remark.note.place, remark.note.text)
}

fn nothing(since: Option<Timestamp>, zone: &TimeZone) -> String {
    since.map_or("nothing new yet".to_owned(), |at| format!("nothing new since {}", dates::moment_day(at, zone)))
}

fn because(reason: &Reason) -> String {
    match reason {
        Reason::Holiday(name) => (*name).to_owned(),
        Reason::Shutdown(from) => format!("shut down since {}", dates::day_year(*from)),
        Reason::Weekend => "weekend".to_owned(),
        Reason::NotYet => "nothing was to be expected yet".to_owned(),
    }
}

fn usually(usual: &Usual) -> String {
    match usual {
        Usual::Weekday(weekday, spoke, of) => {
            let name = match weekday {
                jiff::civil::Weekday::Monday => "Mondays",
                jiff::civil::Weekday::Tuesday => "Tuesdays",
                jiff::civil::Weekday::Wednesday => "Wednesdays",
                jiff::civil::Weekday::Thursday => "Thursdays",
                jiff::civil::Weekday::Friday => "Fridays",
                jiff::civil::Weekday::Saturday => "Saturdays",
                jiff::civil::Weekday::Sunday => "Sundays",
            };
            format!("it brought something on {spoke} of {of} {name}")
        }
        Usual::Weekly(norm) => {
            format!("it is expected to bring {} a week", crate::say::counted(u64::from(*norm), "document", "documents"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_odd_is_said_with_what_to_do() {
        let zone = TimeZone::get("America/New_York").expect("a zone");
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let note = model::note::Note::odd("views", "The records hold fields that this reader does not know.");
        let (first_at, last_at) = (at("2026-04-16T10:05:00Z"), at("2026-04-17T10:05:00Z"));
        let seen = Recurring { note, answers: 3, first_at, last_at };
        let said = remark(&seen, Some("sources/mine.toml"), &zone);
        assert!(said.starts_with(
            "views: The records hold fields that this reader does not know. (in 3 answers from Thu Apr 16, 06:05 ET"
        ));
        assert!(said.contains("Put the stanza right in sources/mine.toml"), "{said}");
        assert!(
            remark(&Recurring { answers: 1, ..seen }, None, &zone)
                .contains("(in one answer, Fri Apr 17, 06:05 ET) All else came in.")
        );
    }

    #[test]
    fn each_voice_has_its_sentence() {
        let zone = TimeZone::get("America/New_York").expect("a zone");
        let at: Timestamp = "2026-04-16T10:05:00Z".parse().expect("an instant");
        let friday = jiff::civil::Weekday::Friday;
        for (heard, sentence) in [
            (Voice::Speaks(at), "new Thu Apr 16, 06:05 ET"),
            (
                Voice::Unchecked { since: Some(at), beyond_norm: true },
                "could not be checked since Thu Apr 16, 06:05 ET",
            ),
            (
                Voice::Quiet(Some(at), Reason::Holiday("Memorial Day")),
                "nothing new since Thu Apr 16, 06:05 ET; Memorial Day",
            ),
            (
                Voice::Silent { since: Some(at), answers: 31, usual: Usual::Weekday(friday, 8, 8) },
                "silent: nothing new since Thu Apr 16, 06:05 ET in 31 answers; it brought something on 8 of 8 Fridays",
            ),
            (
                Voice::Silent { since: None, answers: 1, usual: Usual::Weekly(500) },
                "silent: nothing new yet in 1 answer; it is expected to bring 500 documents a week",
            ),
        ] {
            assert_eq!(voice(&heard, &zone), sentence);
        }
    }
}

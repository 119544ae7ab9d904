//! Who and where a document speaks of: countries, Country Groups, vessels, read in title, abstract and every paragraph, each with the
//! words it rests on.

mod enforcement;
mod groups;
mod parties;
mod place;
mod ranges;
mod vessels;

use std::collections::HashMap;

use model::citation::Citation;
use model::document::Fields;
use model::findings::Findings;
use model::who::{CountryForm, CountryMention};

use crate::countries;
use enforcement::Office;
use place::Place;

pub use ranges::holds;

/// Reads who and where into the findings of a document; `cited` are the citations of its title and of its abstract.
pub(crate) fn read(fields: &Fields, cited: [&[Citation]; 2], findings: &mut Findings) {
    let mut seen: HashMap<(&'static str, CountryForm, &str), usize> = HashMap::new();
    for place in places(fields) {
        let mut chars = place.chars();
        countries::mentions(place.text, |mention| {
            let words = &place.text[mention.start..mention.end];
            let next = findings.country_mentions.len();
            let at = *seen.entry((mention.code, mention.form, words)).or_insert(next);
            match findings.country_mentions.get_mut(at) {
                Some(known) => known.times += 1,
                None => findings.country_mentions.push(CountryMention {
                    code: mention.code.to_owned(),
                    form: mention.form,
                    times: 1,
                    words: place.words(&mut chars, mention.start..mention.end),
                }),
            }
        });
        groups::read(&place, &mut findings.country_groups);
        vessels::read(&place, &mut findings.vessels);
    }
    ranges::read(fields, cited, findings);
    parties_of(fields, findings);
}

/// Parties, where the office and the title say that the document is about some.
fn parties_of(fields: &Fields, findings: &mut Findings) {
    let office = enforcement::office(fields);
    let act = enforcement::is_one(fields);
    let records = &mut findings.party_records;
    for (number, paragraph) in (1..).zip(&fields.paragraphs) {
        let place = Place::paragraph(number, &paragraph.text);
        match office {
            Office::Treasury => parties::listed(&place, records),
            Office::State if act => parties::debarred(&place, records),
            Office::State | Office::Commerce | Office::Other => {}
        }
    }
    if act && office != Office::Other {
        findings.enforcement = enforcement::read(fields, records);
    }
    for party in records {
        if !findings.parties.contains(&party.name) {
            findings.parties.push(party.name.clone());
        }
    }
}

/// Title, abstract and paragraphs, in this order.
fn places(fields: &Fields) -> impl Iterator<Item = Place<'_>> {
    let heads = [("title", &fields.title), ("abstract", &fields.abstract_text)];
    let heads = heads.into_iter().filter_map(|(name, text)| Some(Place::field(name, text.as_deref()?)));
    heads.chain((1..).zip(&fields.paragraphs).map(|(number, paragraph)| Place::paragraph(number, &paragraph.text)))
}

#[cfg(test)]
mod acts;
#[cfg(test)]
mod tests;

//! Tables in which a party has a row for every name, address or birthday: the rows of one id are one entry.
//! Both British lists and the Australian one are made so.

use std::collections::HashMap;

use model::note::Note;
use model::snapshot::ListEntry;

use crate::formats::json::short;
use crate::formats::list_file::{FieldSet, STAYS, add_once, joined};
use crate::formats::remarks::Remarks;
use crate::formats::rows::{Row, Rows};
use crate::formats::text::fold;
use crate::stanza::Stanza;

/// Which columns of a table mean what.
pub struct Columns<'a> {
    /// The id of a row's party.
    pub id: fn(&Row<'_>) -> Option<String>,
    /// The parts of a name, in the order in which they are spoken.
    pub name: &'a [&'a str],
    /// What sort of name it is.
    pub name_sort: &'a str,
    /// Beginnings of the sorts (in lower case) that are the party's own name and no alias.
    pub primary: &'a [&'a str],
    /// What sort of party it is.
    pub kind: &'a str,
    /// Under what it is listed.
    pub program: &'a str,
    /// The parts of an address.
    pub address: &'a [&'a str],
    /// Further columns; each value of a party once.
    pub fields: &'a [&'a str],
}

struct Party {
    id: String,
    name: String,
    has_primary: bool,
    kind: String,
    programs: Vec<String>,
    aliases: Vec<String>,
    fields: FieldSet,
}

/// The entries of a table, or the sentence that says that there is none.
pub fn entries(
    table: &Rows,
    columns: &Columns<'_>,
    stanza: &Stanza,
    remarks: &mut Remarks,
) -> Result<Vec<ListEntry>, String> {
    let mut parties: Vec<Party> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in table.iter() {
        let Some(id) = (columns.id)(&row) else {
            remarks.add(Note::lost(row.place(), "The row has no id; it could not be read."));
            continue;
        };
        let at = *places.entry(id.clone()).or_insert_with(|| {
            parties.push(Party::new(id));
            parties.len() - 1
        });
        parties[at].read(&row, columns, stanza, remarks);
    }
    for party in parties.iter().filter(|party| party.name.is_empty()) {
        let text = format!("The entry {} has no name; it could not be read.", party.id);
        remarks.add(Note::lost(format!("entry {}", party.id), text));
    }
    parties.retain(|party| !party.name.is_empty());
    if parties.is_empty() {
        return Err(format!("No row of the file could be read as an entry. {STAYS}"));
    }
    Ok(parties.into_iter().map(Party::finish).collect())
}

impl Party {
    fn new(id: String) -> Self {
        let (name, kind) = (String::new(), String::new());
        let (programs, aliases, fields) = (Vec::new(), Vec::new(), FieldSet::default());
        Self { id, name, has_primary: false, kind, programs, aliases, fields }
    }

    fn read(&mut self, row: &Row<'_>, columns: &Columns<'_>, stanza: &Stanza, remarks: &mut Remarks) {
        self.name(row, columns);
        if let Some(said) = row.get(columns.kind) {
            let kind = stanza.lookup("types", &said.to_lowercase()).map(str::to_owned).unwrap_or_else(|| {
                let text = format!("The type '{}' of {} is not known; it was taken as it is.", short(&said), self.id);
                remarks.add(Note::odd(row.place(), text));
                said.to_lowercase()
            });
            if self.kind.is_empty() {
                self.kind = kind;
            }
            self.fields.push_once(columns.kind, Some(said));
        }
        if let Some(program) = row.get(columns.program) {
            add_once(&mut self.programs, program.as_str());
            self.fields.push_once(columns.program, Some(program));
        }
        let address: Vec<String> = columns.address.iter().filter_map(|column| row.get(column)).collect();
        self.fields.push_once("Address", Some(joined(address.iter().map(String::as_str), ", ")));
        for column in columns.fields {
            self.fields.push_once(column, row.get(column));
        }
    }

    fn name(&mut self, row: &Row<'_>, columns: &Columns<'_>) {
        let parts: Vec<String> = columns.name.iter().filter_map(|column| row.get(column)).collect();
        let name = fold(&joined(parts.iter().map(String::as_str), " "));
        if name.is_empty() {
            return;
        }
        let sort = row.get(columns.name_sort).unwrap_or_default();
        self.fields.push_once("Name", Some(joined([name.as_str(), sort.as_str()].into_iter(), ", ")));
        let is_primary = columns.primary.iter().any(|primary| sort.to_lowercase().starts_with(primary));
        if self.name.is_empty() || is_primary && !self.has_primary {
            let former = std::mem::replace(&mut self.name, name);
            add_once(&mut self.aliases, former);
            self.has_primary = is_primary;
        } else if name != self.name {
            add_once(&mut self.aliases, name);
        }
    }

    fn finish(self) -> ListEntry {
        let Self { id, name, kind, programs, mut aliases, fields, .. } = self;
        aliases.retain(|alias| *alias != name);
        ListEntry { id, name, kind, programs, countries: Vec::new(), aliases, fields: fields.finish() }
    }
}

-- Versions of documents: which capture made each, and when that came.
create table versions (
  document text not null,
  version integer not null,
  state text not null,
  source text not null,
  rendition text not null,
  capture text not null,
  received_at integer not null,
  primary key (document, version)
) strict;
create index versions_by_day on versions (received_at, document);
create index versions_by_capture on versions (capture);
create index versions_by_source on versions (source, received_at);
create trigger versions_keep before update on versions begin select raise(abort, 'versions is ground: it is only added to'); end;
create trigger versions_stay before delete on versions begin select raise(abort, 'versions is ground: it is only added to'); end;

-- What each telling said; may be rebuilt from the captures. The text, by far the largest field, stands apart: pages name a document
-- without reading it.
create table renditions (
  document text not null,
  kind text not null,
  captured_at integer not null,
  capture text not null,
  version integer not null,
  state text not null,
  fields text not null,
  paragraphs text not null,
  paragraph_count integer not null,
  primary key (document, kind, captured_at, capture)
) strict;

-- What is listed of a document at its newest version: kept beside it so that lists need not unfold the tellings.
create table documents (
  document text not null primary key,
  version integer not null,
  state text not null,
  kind text not null,
  title text not null,
  published_on text,
  received_at integer not null
) strict;
create index documents_on_inspection on documents (state, published_on);

create table findings (
  document text not null,
  version integer not null,
  reader integer not null,
  findings text not null,
  primary key (document, version)
) strict;

create table list_states (
  list text not null,
  part text not null,
  at integer not null,
  capture text not null,
  document text,
  entries integer not null,
  verdict text not null,
  why text not null,
  primary key (list, part, at, capture)
) strict;

create table changes (
  id text not null primary key,
  document text not null,
  source text not null,
  list text not null,
  date text not null,
  position integer not null,
  action text not null,
  entry text not null,
  change text not null,
  replaced integer not null
) strict;
create index changes_by_day on changes (date, list, position);
create index changes_by_document on changes (document, position);

-- What became of each version and each failed capture. The highest sequence rules.
create table ledger (
  subject text not null,
  sequence integer not null,
  capture text not null,
  source text not null,
  received_at integer not null,
  outcome text not null,
  ref text,
  why text not null,
  at integer not null,
  primary key (subject, sequence)
) strict;
create trigger ledger_keep before update on ledger begin select raise(abort, 'ledger is ground: it is only added to'); end;
create trigger ledger_stay before delete on ledger begin select raise(abort, 'ledger is ground: it is only added to'); end;

-- The ruling line of each subject, kept beside the ledger so that sums are one index scan.
create table standing (
  subject text not null primary key,
  sequence integer not null,
  capture text not null,
  source text not null,
  received_at integer not null,
  outcome text not null,
  ref text,
  why text not null,
  at integer not null
) strict;
create index standing_by_day on standing (received_at, subject);

-- Versions of documents: which capture made each, and when that came.
create table versions (
  document text collate "C" not null,
  version bigint not null,
  state text collate "C" not null,
  source text collate "C" not null,
  rendition text collate "C" not null,
  capture text collate "C" not null,
  received_at bigint not null,
  primary key (document, version)
);
create index versions_by_day on versions (received_at, document);
create index versions_by_capture on versions (capture);
create index versions_by_source on versions (source, received_at);
create trigger versions_keep before update or delete on versions for each row execute function ground();

-- What each telling said; may be rebuilt from the captures. The text, by far the largest field, stands apart: pages name a document
-- without reading it.
create table renditions (
  document text collate "C" not null,
  kind text collate "C" not null,
  captured_at bigint not null,
  capture text collate "C" not null,
  version bigint not null,
  state text collate "C" not null,
  fields text collate "C" not null,
  paragraphs text collate "C" not null,
  paragraph_count bigint not null,
  primary key (document, kind, captured_at, capture)
);

-- What is listed of a document at its newest version: kept beside it so that lists need not unfold the tellings.
create table documents (
  document text collate "C" not null primary key,
  version bigint not null,
  state text collate "C" not null,
  kind text collate "C" not null,
  title text collate "C" not null,
  published_on text collate "C",
  received_at bigint not null
);
create index documents_on_inspection on documents (state, published_on);

create table findings (
  document text collate "C" not null,
  version bigint not null,
  reader bigint not null,
  findings text collate "C" not null,
  primary key (document, version)
);

create table list_states (
  list text collate "C" not null,
  part text collate "C" not null,
  at bigint not null,
  capture text collate "C" not null,
  document text collate "C",
  entries bigint not null,
  verdict text collate "C" not null,
  why text collate "C" not null,
  primary key (list, part, at, capture)
);

create table changes (
  id text collate "C" not null primary key,
  document text collate "C" not null,
  source text collate "C" not null,
  list text collate "C" not null,
  date text collate "C" not null,
  position bigint not null,
  action text collate "C" not null,
  entry text collate "C" not null,
  change text collate "C" not null,
  replaced bigint not null
);
create index changes_by_day on changes (date, list, position);
create index changes_by_document on changes (document, position);

-- What became of each version and each failed capture. The highest sequence rules.
create table ledger (
  subject text collate "C" not null,
  sequence bigint not null,
  capture text collate "C" not null,
  source text collate "C" not null,
  received_at bigint not null,
  outcome text collate "C" not null,
  ref text collate "C",
  why text collate "C" not null,
  at bigint not null,
  primary key (subject, sequence)
);
create trigger ledger_keep before update or delete on ledger for each row execute function ground();

-- The ruling line of each subject, kept beside the ledger so that sums are one index scan.
create table standing (
  subject text collate "C" not null primary key,
  sequence bigint not null,
  capture text collate "C" not null,
  source text collate "C" not null,
  received_at bigint not null,
  outcome text collate "C" not null,
  ref text collate "C",
  why text collate "C" not null,
  at bigint not null
);
create index standing_by_day on standing (received_at, subject);

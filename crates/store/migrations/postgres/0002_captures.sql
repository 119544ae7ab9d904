-- Every answer as it was received. The bytes lie in the cupboard under their hash.
create table captures (
  id text collate "C" not null primary key,
  source text collate "C" not null,
  url text collate "C" not null,
  status bigint not null,
  headers text collate "C" not null,
  captured_at bigint not null,
  stored_at bigint not null,
  origin text collate "C" not null,
  sha256 text collate "C" not null,
  size_bytes bigint not null
);
create index captures_by_address on captures (url, captured_at);
create index captures_by_source on captures (source, captured_at);
create trigger captures_keep before update or delete on captures for each row execute function ground();

-- What became of each capture: documents, seen, empty or failed. One line, written when it is read.
create table capture_results (
  capture text collate "C" not null primary key,
  result text collate "C" not null,
  detail text collate "C" not null,
  documents bigint not null,
  at bigint not null
);
create index capture_results_by_result on capture_results (result, at);

-- What a source could not use of a capture; rebuilt when it is read again.
create table notes (
  capture text collate "C" not null,
  position bigint not null,
  weight text collate "C" not null,
  place text collate "C" not null,
  text text collate "C" not null,
  primary key (capture, position)
);

-- Every question asked, whatever the answer: the proof of silence.
create table checks (
  id text collate "C" not null primary key,
  source text collate "C" not null,
  url text collate "C" not null,
  at bigint not null,
  result text collate "C" not null,
  detail text collate "C" not null
);
create index checks_by_source on checks (source, at);
create trigger checks_keep before update or delete on checks for each row execute function ground();

create table bookmarks (
  source text collate "C" not null primary key,
  asked_at bigint,
  captured_at bigint,
  published_on text collate "C"
);

-- Every answer as it was received. The bytes lie in the cupboard under their hash.
create table captures (
  id text not null primary key,
  source text not null,
  url text not null,
  status integer not null,
  headers text not null,
  captured_at integer not null,
  stored_at integer not null,
  origin text not null,
  sha256 text not null,
  size_bytes integer not null
) strict;
create index captures_by_address on captures (url, captured_at);
create index captures_by_source on captures (source, captured_at);
create trigger captures_keep before update on captures begin select raise(abort, 'captures is ground: it is only added to'); end;
create trigger captures_stay before delete on captures begin select raise(abort, 'captures is ground: it is only added to'); end;

-- What became of each capture: documents, seen, empty or failed. One line, written when it is read.
create table capture_results (
  capture text not null primary key,
  result text not null,
  detail text not null,
  documents integer not null,
  at integer not null
) strict;
create index capture_results_by_result on capture_results (result, at);

-- What a source could not use of a capture; rebuilt when it is read again.
create table notes (
  capture text not null,
  position integer not null,
  weight text not null,
  place text not null,
  text text not null,
  primary key (capture, position)
) strict;

-- Every question asked, whatever the answer: the proof of silence.
create table checks (
  id text not null primary key,
  source text not null,
  url text not null,
  at integer not null,
  result text not null,
  detail text not null
) strict;
create index checks_by_source on checks (source, at);
create trigger checks_keep before update on checks begin select raise(abort, 'checks is ground: it is only added to'); end;
create trigger checks_stay before delete on checks begin select raise(abort, 'checks is ground: it is only added to'); end;

create table bookmarks (
  source text not null primary key,
  asked_at integer,
  captured_at integer,
  published_on text
) strict;

-- What is left to do. Safe to do twice; one unfinished task a kind and subject.
create table tasks (
  id text not null primary key,
  kind text not null,
  subject text not null,
  detail text not null,
  as_of integer not null,
  run_at integer not null,
  state text not null,
  worker text,
  leased_until integer,
  attempts integer not null,
  error text
) strict;
create unique index tasks_unfinished on tasks (kind, subject) where state <> 'done' and state <> 'failed';
create index tasks_next on tasks (state, as_of, id);

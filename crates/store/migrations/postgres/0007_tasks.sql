-- What is left to do. Safe to do twice; one unfinished task a kind and subject.
create table tasks (
  id text collate "C" not null primary key,
  kind text collate "C" not null,
  subject text collate "C" not null,
  detail text collate "C" not null,
  as_of bigint not null,
  run_at bigint not null,
  state text collate "C" not null,
  worker text collate "C",
  leased_until bigint,
  attempts bigint not null,
  error text collate "C"
);
create unique index tasks_unfinished on tasks (kind, subject) where state <> 'done' and state <> 'failed';
create index tasks_next on tasks (state, as_of, id);

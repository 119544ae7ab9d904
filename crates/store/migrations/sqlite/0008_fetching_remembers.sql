-- How the asking of each source goes: when its last round was and how it ended, how often in a row it failed and until when it rests,
-- so that a restart and other workers know. Its newest capture and news are kept beside it, so that lists need not look for them.
create table source_health (
  source text not null primary key,
  asked_at integer,
  succeeded_at integer,
  failed_at integer,
  failures integer not null,
  error text not null,
  rests_until integer,
  captured_at integer,
  changed_at integer
) strict;
insert into source_health (source, asked_at, succeeded_at, failures, error, captured_at, changed_at)
select s.source,
  (select b.asked_at from bookmarks b where b.source = s.source),
  (select max(k.at) from checks k where k.source = s.source and k.result in ('answered', 'unchanged')),
  0, '',
  (select max(c.captured_at) from captures c where c.source = s.source),
  (select max(v.received_at) from versions v where v.source = s.source)
from (select source from bookmarks union select source from captures) s;

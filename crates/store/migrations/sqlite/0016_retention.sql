-- What a capture led to, found by the capture: for reading it again, and for keeping what something rests on.
create index renditions_by_capture on renditions (capture);
create index list_states_by_capture on list_states (capture);
create index captures_by_hash on captures (sha256);
create index checks_by_time on checks (at);

-- The bytes in the cupboard: which source brought them first and when, how long they are and how much they take. Discarded bytes, on which
-- no capture rests any more, go some days later.
create table bodies (
  sha256 text not null primary key,
  source text not null,
  size_bytes integer not null,
  packed_bytes integer,
  kept_at integer not null,
  discarded_at integer
) strict;
create index bodies_discarded on bodies (discarded_at) where discarded_at is not null;
insert into bodies (sha256, source, size_bytes, kept_at)
select sha256, min(source), max(size_bytes), min(stored_at) from captures group by sha256;

-- Retention is a command of its own: while it writes its deed, the house remembers so, and captures and checks may be taken away.
drop trigger captures_stay;
create trigger captures_stay before delete on captures when not exists (select 1 from house where key = 'retention')
begin select raise(abort, 'captures is ground: it is only added to'); end;
drop trigger checks_stay;
create trigger checks_stay before delete on checks when not exists (select 1 from house where key = 'retention')
begin select raise(abort, 'checks is ground: it is only added to'); end;

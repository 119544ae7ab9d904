-- What a capture led to, found by the capture: for reading it again, and for keeping what something rests on.
create index renditions_by_capture on renditions (capture);
create index list_states_by_capture on list_states (capture);
create index captures_by_hash on captures (sha256);
create index checks_by_time on checks (at);

-- The bytes in the cupboard: which source brought them first and when, how long they are and how much they take. Discarded bytes, on which
-- no capture rests any more, go some days later.
create table bodies (
  sha256 text collate "C" not null primary key,
  source text collate "C" not null,
  size_bytes bigint not null,
  packed_bytes bigint,
  kept_at bigint not null,
  discarded_at bigint
);
create index bodies_discarded on bodies (discarded_at) where discarded_at is not null;
insert into bodies (sha256, source, size_bytes, kept_at)
select sha256, min(source), max(size_bytes), min(stored_at) from captures group by sha256;

-- Retention is a command of its own: while it writes its deed, the house remembers so, and captures and checks may be taken away.
create function ground_but_for_retention() returns trigger language plpgsql as $$ begin if tg_op = 'DELETE' and exists (select 1 from house where key = 'retention') then return old; end if; raise exception '% is ground: it is only added to', tg_table_name; end $$;
drop trigger captures_keep on captures;
create trigger captures_keep before update or delete on captures for each row execute function ground_but_for_retention();
drop trigger checks_keep on checks;
create trigger checks_keep before update or delete on checks for each row execute function ground_but_for_retention();

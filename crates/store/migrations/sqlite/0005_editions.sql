create table editions (
  title text not null,
  date text not null,
  state text not null,
  number integer,
  opens_at integer not null,
  closes_at integer not null,
  frozen_at integer,
  primary key (title, date)
) strict;
create unique index editions_number on editions (title, number) where number is not null;

-- The bytes of a frozen edition, per format; per article an open and a whole fragment.
create table frozen_renderings (
  title text not null,
  date text not null,
  format text not null,
  sha256 text not null,
  bytes blob not null,
  primary key (title, date, format)
) strict;
create trigger frozen_renderings_keep before update on frozen_renderings begin select raise(abort, 'frozen_renderings is ground: it is only added to'); end;
create trigger frozen_renderings_stay before delete on frozen_renderings begin select raise(abort, 'frozen_renderings is ground: it is only added to'); end;

create table deliveries (
  title text not null,
  date text not null,
  reader text not null,
  channel text not null,
  part text not null,
  state text not null,
  message_id text not null,
  attempts integer not null,
  doubtful integer not null,
  queued_at integer not null,
  primary key (title, date, reader, channel, part)
) strict;
create unique index deliveries_by_message_id on deliveries (message_id);
create index deliveries_by_state on deliveries (state, date);

create table delivery_attempts (
  message_id text not null,
  attempt integer not null,
  at integer not null,
  result text not null,
  primary key (message_id, attempt)
) strict;
create trigger delivery_attempts_keep before update on delivery_attempts begin select raise(abort, 'delivery_attempts is ground: it is only added to'); end;
create trigger delivery_attempts_stay before delete on delivery_attempts begin select raise(abort, 'delivery_attempts is ground: it is only added to'); end;

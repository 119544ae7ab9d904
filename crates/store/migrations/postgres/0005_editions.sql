create table editions (
  title text collate "C" not null,
  date text collate "C" not null,
  state text collate "C" not null,
  number bigint,
  opens_at bigint not null,
  closes_at bigint not null,
  frozen_at bigint,
  primary key (title, date)
);
create unique index editions_number on editions (title, number) where number is not null;

-- The bytes of a frozen edition, per format; per article an open and a whole fragment.
create table frozen_renderings (
  title text collate "C" not null,
  date text collate "C" not null,
  format text collate "C" not null,
  sha256 text collate "C" not null,
  bytes bytea not null,
  primary key (title, date, format)
);
create trigger frozen_renderings_keep before update or delete on frozen_renderings for each row execute function ground();

create table deliveries (
  title text collate "C" not null,
  date text collate "C" not null,
  reader text collate "C" not null,
  channel text collate "C" not null,
  part text collate "C" not null,
  state text collate "C" not null,
  message_id text collate "C" not null,
  attempts bigint not null,
  doubtful bigint not null,
  queued_at bigint not null,
  primary key (title, date, reader, channel, part)
);
create unique index deliveries_by_message_id on deliveries (message_id);
create index deliveries_by_state on deliveries (state, date);

create table delivery_attempts (
  message_id text collate "C" not null,
  attempt bigint not null,
  at bigint not null,
  result text collate "C" not null,
  primary key (message_id, attempt)
);
create trigger delivery_attempts_keep before update or delete on delivery_attempts for each row execute function ground();

create function ground() returns trigger language plpgsql as $$ begin raise exception '% is ground: it is only added to', tg_table_name; end $$;

-- What the house knows of itself: the publisher's zone, the secret, the instant of the first write.
create table house (
  key text collate "C" not null primary key,
  value text collate "C" not null
);

-- The publications, in the order of the utility bar.
create table titles (
  slug text collate "C" not null primary key,
  position bigint not null,
  name text collate "C" not null,
  combines text collate "C" not null,
  zone text collate "C" not null,
  closes text collate "C" not null,
  attended bigint not null,
  sections text collate "C" not null,
  host text collate "C"
);
create unique index titles_host on titles (host) where host is not null;

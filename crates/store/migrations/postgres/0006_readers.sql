-- Accounts. Addresses stand here and, for a day, in the links that were asked for; ground tables hold the opaque id.
create table readers (
  id text collate "C" not null primary key,
  email text collate "C" not null,
  email_key text collate "C" not null,
  name text collate "C" not null,
  role text collate "C" not null,
  created_at bigint not null
);
create unique index readers_email on readers (email_key);

create table licences (
  id text collate "C" not null primary key,
  reader text collate "C" not null,
  kind text collate "C" not null,
  titles text collate "C" not null,
  valid_from bigint not null,
  valid_until bigint not null
);
create index licences_by_reader on licences (reader);
create index licences_by_end on licences (valid_until, reader);

-- Links sent by mail. Only the hash of what the link carries is kept; the token is made anew from the secret when the letter is set.
create table links (
  id text collate "C" not null primary key,
  email text collate "C" not null,
  email_key text collate "C" not null,
  network text collate "C" not null,
  article text collate "C",
  return_to text collate "C" not null,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint
);
create index links_by_address on links (email_key, created_at);
create index links_by_network on links (network, created_at);

create table sessions (
  token_hash text collate "C" not null primary key,
  reader text collate "C" not null,
  created_at bigint not null,
  expires_at bigint not null,
  ended_at bigint
);

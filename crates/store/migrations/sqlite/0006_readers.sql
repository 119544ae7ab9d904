-- Accounts. Addresses stand here and, for a day, in the links that were asked for; ground tables hold the opaque id.
create table readers (
  id text not null primary key,
  email text not null,
  email_key text not null,
  name text not null,
  role text not null,
  created_at integer not null
) strict;
create unique index readers_email on readers (email_key);

create table licences (
  id text not null primary key,
  reader text not null,
  kind text not null,
  titles text not null,
  valid_from integer not null,
  valid_until integer not null
) strict;
create index licences_by_reader on licences (reader);
create index licences_by_end on licences (valid_until, reader);

-- Links sent by mail. Only the hash of what the link carries is kept; the token is made anew from the secret when the letter is set.
create table links (
  id text not null primary key,
  email text not null,
  email_key text not null,
  network text not null,
  article text,
  return_to text not null,
  created_at integer not null,
  expires_at integer not null,
  used_at integer
) strict;
create index links_by_address on links (email_key, created_at);
create index links_by_network on links (network, created_at);

create table sessions (
  token_hash text not null primary key,
  reader text not null,
  created_at integer not null,
  expires_at integer not null,
  ended_at integer
) strict;

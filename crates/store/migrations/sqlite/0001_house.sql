-- What the house knows of itself: the publisher's zone, the secret, the instant of the first write.
create table house (
  key text not null primary key,
  value text not null
) strict;

-- The publications, in the order of the utility bar.
create table titles (
  slug text not null primary key,
  position integer not null,
  name text not null,
  combines text not null,
  zone text not null,
  closes text not null,
  attended integer not null,
  sections text not null,
  host text
) strict;
create unique index titles_host on titles (host) where host is not null;

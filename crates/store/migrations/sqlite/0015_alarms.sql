-- What each source brought on each day of its own zone, summed as it came: what it usually does is read from here. Derived from checks and
-- captures.
create table source_days (
  source text not null,
  day text not null,
  answered integer not null,
  missed integer not null,
  answered_at integer,
  missed_at integer,
  news integer not null,
  first_news_at integer,
  last_news_at integer,
  primary key (source, day)
) strict;

-- What an operator was alarmed of, and when it was over.
create table alarms (
  id text not null primary key,
  kind text not null,
  subject text not null,
  sentence text not null,
  raised_at integer not null,
  closed_at integer
) strict;
create unique index alarms_open on alarms (kind, subject) where closed_at is null;
create index alarms_by_time on alarms (raised_at, id);

-- What was given up is looked for when the same is done at last.
create index tasks_failed on tasks (kind, subject) where state = 'failed';

-- What each source brought on each day of its own zone, summed as it came: what it usually does is read from here. Derived from checks and
-- captures.
create table source_days (
  source text collate "C" not null,
  day text collate "C" not null,
  answered bigint not null,
  missed bigint not null,
  answered_at bigint,
  missed_at bigint,
  news bigint not null,
  first_news_at bigint,
  last_news_at bigint,
  primary key (source, day)
);

-- What an operator was alarmed of, and when it was over.
create table alarms (
  id text collate "C" not null primary key,
  kind text collate "C" not null,
  subject text collate "C" not null,
  sentence text collate "C" not null,
  raised_at bigint not null,
  closed_at bigint
);
create unique index alarms_open on alarms (kind, subject) where closed_at is null;
create index alarms_by_time on alarms (raised_at, id);

-- What was given up is looked for when the same is done at last.
create index tasks_failed on tasks (kind, subject) where state = 'failed';

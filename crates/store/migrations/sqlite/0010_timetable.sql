-- When a title's inspection sheet is made (nothing: it has none), and whether its readers get it as a letter.
alter table titles add column sheet_at text default '09:15:00';
alter table titles add column sheet_mailed integer not null default 0;

-- What an edition says of itself that did not come out at its hour, as JSON.
alter table editions add column late text;

-- Inspection sheets as they came out; one without lines was skipped.
create table sheets (
  title text not null,
  date text not null,
  opens_at integer not null,
  due_at integer not null,
  made_at integer not null,
  checked_at integer,
  lines text not null,
  primary key (title, date)
) strict;

-- When a title's inspection sheet is made (nothing: it has none), and whether its readers get it as a letter.
alter table titles add column sheet_at text collate "C" default '09:15:00';
alter table titles add column sheet_mailed bigint not null default 0;

-- What an edition says of itself that did not come out at its hour, as JSON.
alter table editions add column late text collate "C";

-- Inspection sheets as they came out; one without lines was skipped.
create table sheets (
  title text collate "C" not null,
  date text collate "C" not null,
  opens_at bigint not null,
  due_at bigint not null,
  made_at bigint not null,
  checked_at bigint,
  lines text collate "C" not null,
  primary key (title, date)
);

-- Who does what only one may do at a time: the round that asks sources and looks at the clock.
create table leases (
  name text not null primary key,
  worker text not null,
  until integer not null
) strict;

-- The next task in the order of instants, without a look at those that are done.
create index tasks_waiting on tasks (as_of, id) where state in ('ready', 'running');

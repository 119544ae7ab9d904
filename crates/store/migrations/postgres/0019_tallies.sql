-- What a state of a list is counted by: how many entries of the state before it lost, and for how many entries each column says something
-- (JSON). Empty for states that were taken in before.
alter table list_states add column lost bigint;
alter table list_states add column filled text collate "C";

-- Where a change comes from is asked by the document of the state that brought it.
create index list_states_by_document on list_states (document);

-- Captures in the order of their instants, for lists and recordings.
create index captures_by_instant on captures (captured_at, id);

-- Which version of its source's reader made what follows from a capture: so that a better one knows what to read again.
alter table renditions add column reader bigint not null default 1;
alter table capture_results add column reader bigint not null default 1;

-- Which version of the comparison found a change.
alter table changes add column reader bigint not null default 1;

-- Whether all or a part of a capture could once not be read. A reader that was mended changes the result, and not that the ledger has a
-- line of it.
alter table capture_results add column failed bigint not null default 0;
update capture_results set failed = 1
where result = 'failed' or exists (select 1 from notes where notes.capture = capture_results.capture and notes.weight = 'lost');

-- A source's newest capture is found by the index: kept beside the source's news, keeping and reading were in each other's way.
alter table source_health drop column captured_at;

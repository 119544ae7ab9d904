create table stories (
  id text collate "C" not null primary key,
  state text collate "C" not null,
  ref text collate "C",
  state_why text collate "C" not null,
  headline text collate "C" not null,
  documents text collate "C" not null,
  draft text collate "C",
  sections text collate "C" not null,
  titles text collate "C" not null,
  topics text collate "C" not null,
  score bigint not null,
  why text collate "C" not null,
  access text collate "C" not null,
  byline text collate "C" not null,
  thread text collate "C",
  opened_at bigint not null,
  drafted_on text collate "C",
  due_at bigint
);
create unique index stories_ref on stories (ref) where ref is not null;
create index stories_due on stories (state, due_at);
create index stories_by_day on stories (opened_at, id);

-- The story in which a document stands.
create table story_documents (
  document text collate "C" not null primary key,
  story text collate "C" not null
);
create index story_documents_by_story on story_documents (story);

-- Own reporting: which file wrote which story, so that unchanged bytes change nothing.
create table story_files (
  name text collate "C" not null primary key,
  story text collate "C" not null,
  sha256 text collate "C" not null
);

-- Numbers given, never given back.
create table numbers (
  day text collate "C" not null,
  serial bigint not null,
  story text collate "C" not null,
  origin text collate "C" not null,
  at bigint not null,
  primary key (day, serial)
);
create trigger numbers_keep before update or delete on numbers for each row execute function ground();

create table articles (
  ref text collate "C" not null,
  revision bigint not null,
  head text collate "C" not null,
  body text collate "C" not null,
  at bigint not null,
  primary key (ref, revision)
);
create trigger articles_keep before update or delete on articles for each row execute function ground();

-- The newest revision of each article.
create table current_articles (
  ref text collate "C" not null primary key,
  revision bigint not null,
  published_at bigint not null,
  story text collate "C" not null,
  access text collate "C" not null
);
create index current_articles_newest on current_articles (published_at, ref);

-- In which edition of which title an article stands. Fixed when it is published.
create table placements (
  ref text collate "C" not null,
  title text collate "C" not null,
  edition_on text collate "C" not null,
  section text collate "C" not null,
  score bigint not null,
  primary key (ref, title)
);
create index placements_by_edition on placements (title, edition_on);
create index placements_by_day on placements (edition_on, title);
create trigger placements_keep before update or delete on placements for each row execute function ground();

-- Who points at whom; `open` is 1 where the teaser says so.
create table mentions (
  ref text collate "C" not null,
  mentioned text collate "C" not null,
  open bigint not null,
  primary key (ref, mentioned)
);
create index mentions_of on mentions (mentioned, ref);

-- Who did what, when.
create table deeds (
  id text collate "C" not null primary key,
  at bigint not null,
  who text collate "C" not null,
  verb text collate "C" not null,
  subject text collate "C" not null,
  detail text collate "C" not null
);
create index deeds_by_subject on deeds (subject, at);
create trigger deeds_keep before update or delete on deeds for each row execute function ground();

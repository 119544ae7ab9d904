create table stories (
  id text not null primary key,
  state text not null,
  ref text,
  state_why text not null,
  headline text not null,
  documents text not null,
  draft text,
  sections text not null,
  titles text not null,
  topics text not null,
  score integer not null,
  why text not null,
  access text not null,
  byline text not null,
  thread text,
  opened_at integer not null,
  drafted_on text,
  due_at integer
) strict;
create unique index stories_ref on stories (ref) where ref is not null;
create index stories_due on stories (state, due_at);
create index stories_by_day on stories (opened_at, id);

-- The story in which a document stands.
create table story_documents (
  document text not null primary key,
  story text not null
) strict;
create index story_documents_by_story on story_documents (story);

-- Own reporting: which file wrote which story, so that unchanged bytes change nothing.
create table story_files (
  name text not null primary key,
  story text not null,
  sha256 text not null
) strict;

-- Numbers given, never given back.
create table numbers (
  day text not null,
  serial integer not null,
  story text not null,
  origin text not null,
  at integer not null,
  primary key (day, serial)
) strict;
create trigger numbers_keep before update on numbers begin select raise(abort, 'numbers is ground: it is only added to'); end;
create trigger numbers_stay before delete on numbers begin select raise(abort, 'numbers is ground: it is only added to'); end;

create table articles (
  ref text not null,
  revision integer not null,
  head text not null,
  body text not null,
  at integer not null,
  primary key (ref, revision)
) strict;
create trigger articles_keep before update on articles begin select raise(abort, 'articles is ground: it is only added to'); end;
create trigger articles_stay before delete on articles begin select raise(abort, 'articles is ground: it is only added to'); end;

-- The newest revision of each article.
create table current_articles (
  ref text not null primary key,
  revision integer not null,
  published_at integer not null,
  story text not null,
  access text not null
) strict;
create index current_articles_newest on current_articles (published_at, ref);

-- In which edition of which title an article stands. Fixed when it is published.
create table placements (
  ref text not null,
  title text not null,
  edition_on text not null,
  section text not null,
  score integer not null,
  primary key (ref, title)
) strict;
create index placements_by_edition on placements (title, edition_on);
create index placements_by_day on placements (edition_on, title);
create trigger placements_keep before update on placements begin select raise(abort, 'placements is ground: it is only added to'); end;
create trigger placements_stay before delete on placements begin select raise(abort, 'placements is ground: it is only added to'); end;

-- Who points at whom; `open` is 1 where the teaser says so.
create table mentions (
  ref text not null,
  mentioned text not null,
  open integer not null,
  primary key (ref, mentioned)
) strict;
create index mentions_of on mentions (mentioned, ref);

-- Who did what, when.
create table deeds (
  id text not null primary key,
  at integer not null,
  who text not null,
  verb text not null,
  subject text not null,
  detail text not null
) strict;
create index deeds_by_subject on deeds (subject, at);
create trigger deeds_keep before update on deeds begin select raise(abort, 'deeds is ground: it is only added to'); end;
create trigger deeds_stay before delete on deeds begin select raise(abort, 'deeds is ground: it is only added to'); end;

//! Articles by revision, where they stand, and who points at whom.

use model::article::ArticleHead;
use model::draft::Block;
use model::reference::Ref;
use model::title::TitleSlug;
use model::wall::{Article, Backstage, Body};

use crate::engine::on;
use crate::{Fault, Placement, Tx, json, micros, to_json};

fn article_of((head, body): (String, String)) -> Result<Article, Fault> {
    let head: ArticleHead = json(&head)?;
    let blocks: Vec<Block> = json(&body)?;
    Ok(Article::new(head, Body::lock(blocks)))
}

fn refs_of(rows: Vec<(String,)>) -> Result<Vec<Ref>, Fault> {
    rows.into_iter().map(|(text,)| text.parse().map_err(|_| Fault::damaged("an article number", &text))).collect()
}

impl Tx {
    /// Adds a revision of an article, which is then the current one; `story` is where it comes from.
    pub async fn write_article(&mut self, article: &Article, story: &str, key: &Backstage) -> Result<(), Fault> {
        let head = &article.head;
        let (text, body) = (to_json(head)?, to_json(article.body(key).backstage(key))?);
        on!(self, |c| sqlx::query("insert into articles (ref, revision, head, body, at) values ($1, $2, $3, $4, $5)")
            .bind(head.reference.to_string())
            .bind(i64::from(head.revision))
            .bind(text)
            .bind(body)
            .bind(micros(head.revised_at))
            .execute(c)
            .await
            .map(|_| ()))?;
        on!(self, |c| sqlx::query(
            "insert into current_articles (ref, revision, published_at, story, access) values ($1, $2, $3, $4, $5)
             on conflict (ref) do update set revision = excluded.revision, access = excluded.access"
        )
        .bind(head.reference.to_string())
        .bind(i64::from(head.revision))
        .bind(micros(head.published_at))
        .bind(story)
        .bind(head.access.as_str())
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// Fixes where an article stands.
    pub async fn place(&mut self, reference: Ref, placement: &Placement) -> Result<(), Fault> {
        on!(self, |c| {
            sqlx::query(
            "insert into placements (ref, title, edition_on, section, score) values ($1, $2, $3, $4, $5) on conflict do nothing"
        )
        .bind(reference.to_string())
        .bind(placement.title.as_str())
        .bind(placement.edition_on.to_string())
        .bind(placement.section.as_str())
        .bind(i64::from(placement.score))
        .execute(c)
        .await
        .map(|_| ())
        })?;
        Ok(())
    }

    /// Renews whom an article points at. `open`: numbers that its teaser names.
    pub async fn write_mentions(&mut self, reference: Ref, all: &[Ref], open: &[Ref]) -> Result<(), Fault> {
        on!(self, |c| sqlx::query("delete from mentions where ref = $1")
            .bind(reference.to_string())
            .execute(c)
            .await
            .map(|_| ()))?;
        for mentioned in all {
            on!(self, |c| sqlx::query("insert into mentions (ref, mentioned, open) values ($1, $2, $3)")
                .bind(reference.to_string())
                .bind(mentioned.to_string())
                .bind(i64::from(open.contains(mentioned)))
                .execute(c)
                .await
                .map(|_| ()))?;
        }
        Ok(())
    }

    /// The current revision of an article.
    pub async fn article(&mut self, reference: Ref) -> Result<Option<Article>, Fault> {
        let row: Option<(String, String)> = on!(self, |c| {
            sqlx::query_as(
            "select a.head, a.body from current_articles n join articles a on a.ref = n.ref and a.revision = n.revision
             where n.ref = $1"
        )
        .bind(reference.to_string())
        .fetch_optional(c)
        .await
        })?;
        row.map(article_of).transpose()
    }

    /// The newest articles, newest first.
    pub async fn newest_articles(&mut self, at_most: i64) -> Result<Vec<Article>, Fault> {
        let rows: Vec<(String, String)> = on!(self, |c| {
            sqlx::query_as(
            "select a.head, a.body from current_articles n join articles a on a.ref = n.ref and a.revision = n.revision
             order by n.published_at desc, n.ref desc limit $1"
        )
        .bind(at_most)
        .fetch_all(c)
        .await
        })?;
        rows.into_iter().map(article_of).collect()
    }

    /// The articles of one title's day, or of a day over all titles, each once, largest first.
    pub async fn articles_of(&mut self, title: Option<&TitleSlug>, date: model::Date) -> Result<Vec<Article>, Fault> {
        let rows: Vec<(String, String)> = on!(self, |c| sqlx::query_as(
            "select a.head, a.body from (select ref, max(score) as score from placements
             where edition_on = $1 and ($2 = '' or title = $2) group by ref) p
             join current_articles n on n.ref = p.ref join articles a on a.ref = n.ref and a.revision = n.revision
             order by p.score desc, p.ref"
        )
        .bind(date.to_string())
        .bind(title.map_or("", TitleSlug::as_str))
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(article_of).collect()
    }

    /// The open parts of those articles of a day that everybody may read, largest first. No body is read.
    pub async fn open_articles_of(&mut self, date: model::Date, at_most: i64) -> Result<Vec<ArticleHead>, Fault> {
        let rows: Vec<(String,)> = on!(self, |c| {
            sqlx::query_as(
            "select a.head from (select ref, max(score) as score from placements where edition_on = $1 group by ref) p
             join current_articles n on n.ref = p.ref and n.access = 'open'
             join articles a on a.ref = n.ref and a.revision = n.revision order by p.score desc, p.ref limit $2"
        )
        .bind(date.to_string())
        .bind(at_most)
        .fetch_all(c)
        .await
        })?;
        rows.into_iter().map(|(head,)| json(&head)).collect()
    }

    /// Who points at an article, oldest first, and whether the pointing article's teaser says so.
    pub async fn referring(&mut self, reference: Ref) -> Result<Vec<(Ref, bool)>, Fault> {
        let rows: Vec<(String, i64)> =
            on!(self, |c| sqlx::query_as("select ref, open from mentions where mentioned = $1 order by ref")
                .bind(reference.to_string())
                .fetch_all(c)
                .await)?;
        let open: Vec<bool> = rows.iter().map(|(_, open)| *open != 0).collect();
        Ok(refs_of(rows.into_iter().map(|(text, _)| (text,)).collect())?.into_iter().zip(open).collect())
    }

    /// How far the article whose story this is has come: its revision's number, 0 where it is none yet.
    pub async fn newest_revision(&mut self, reference: Ref) -> Result<u32, Fault> {
        let row: Option<(i64,)> =
            on!(self, |c| sqlx::query_as("select revision from current_articles where ref = $1")
                .bind(reference.to_string())
                .fetch_optional(c)
                .await)?;
        Ok(row.map_or(0, |(revision,)| u32::try_from(revision).unwrap_or(u32::MAX)))
    }

    /// The newest publication at or before an instant; for the front page of a day without an edition.
    pub async fn newest_edition_day(
        &mut self,
        title: Option<&TitleSlug>,
        until: model::Date,
    ) -> Result<Option<model::Date>, Fault> {
        let row: Option<(Option<String>,)> = on!(self, |c| sqlx::query_as(
            "select max(edition_on) from placements where edition_on <= $1 and ($2 = '' or title = $2)"
        )
        .bind(until.to_string())
        .bind(title.map_or("", TitleSlug::as_str))
        .fetch_optional(c)
        .await)?;
        row.and_then(|(day,)| day).map(|text| crate::day(&text)).transpose()
    }

    /// The days on which editions have articles, newest first.
    pub async fn edition_days(
        &mut self,
        title: Option<&TitleSlug>,
        at_most: i64,
    ) -> Result<Vec<(model::Date, i64)>, Fault> {
        let rows: Vec<(String, i64)> = on!(self, |c| sqlx::query_as(
            "select edition_on, count(distinct ref) from placements where ($1 = '' or title = $1)
             group by edition_on order by edition_on desc limit $2"
        )
        .bind(title.map_or("", TitleSlug::as_str))
        .bind(at_most)
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(|(text, count)| Ok((crate::day(&text)?, count))).collect()
    }
}

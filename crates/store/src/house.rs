//! What the house knows of itself, and its titles.

use model::TimeZone;
use model::title::{Section, SheetHour, Title, TitleSlug};

use crate::engine::on;
use crate::{Fault, Tx, json, plain, to_json};

type TitleRow = (String, String, String, String, String, i64, String, Option<String>, Option<String>, i64);

fn title_of(row: TitleRow) -> Result<Title, Fault> {
    let (slug, name, combines, zone, closes, attended, sections, host, sheet_at, sheet_mailed) = row;
    let sections: Vec<Section> = json(&sections)?;
    let hour = |text: &str| text.parse().map_err(|_| Fault::damaged("an hour", text));
    let sheet_at = sheet_at.map(|text| hour(&text)).transpose()?;
    Ok(Title {
        slug: TitleSlug::new(slug),
        name,
        combines,
        zone: TimeZone::get(&zone).map_err(|_| Fault::damaged("a time zone", &zone))?,
        closes: hour(&closes)?,
        attended: attended != 0,
        sections,
        host,
        sheet: sheet_at.map(|at| SheetHour { at, mailed: sheet_mailed != 0 }),
    })
}

/// A deed as it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeedRow {
    /// When.
    pub at: model::Timestamp,
    /// Who.
    pub who: String,
    /// What was done.
    pub verb: String,
    /// In which words.
    pub detail: String,
}

impl Tx {
    /// A value that the house remembers.
    pub async fn remembered(&mut self, key: &str) -> Result<Option<String>, Fault> {
        let row: Option<(String,)> =
            on!(self, |c| sqlx::query_as("select value from house where key = $1").bind(key).fetch_optional(c).await)?;
        Ok(row.map(|(value,)| value))
    }

    /// Remembers a value, unless one is remembered already; answers the one that holds.
    pub async fn remember(&mut self, key: &str, value: &str) -> Result<String, Fault> {
        on!(self, |c| sqlx::query("insert into house (key, value) values ($1, $2) on conflict do nothing")
            .bind(key)
            .bind(plain(value))
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(self.remembered(key).await?.unwrap_or_default())
    }

    /// Remembers a value in place of the one that is remembered.
    pub async fn remember_now(&mut self, key: &str, value: &str) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "insert into house (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value"
        )
        .bind(key)
        .bind(plain(value))
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// The titles, in their order.
    pub async fn titles(&mut self) -> Result<Vec<Title>, Fault> {
        let rows: Vec<TitleRow> = on!(self, |c| {
            sqlx::query_as(
            "select slug, name, combines, zone, closes, attended, sections, host, sheet_at, sheet_mailed from titles
             order by position, slug"
        )
        .fetch_all(c)
        .await
        })?;
        rows.into_iter().map(title_of).collect()
    }

    /// Writes a title: a new one behind the others, a known one in its place.
    pub async fn write_title(&mut self, title: &Title) -> Result<(), Fault> {
        let sections = to_json(&title.sections)?;
        on!(self, |c| {
            sqlx::query(
            "insert into titles (slug, position, name, combines, zone, closes, attended, sections, host, sheet_at, sheet_mailed)
             values ($1, (select count(*) from titles), $2, $3, $4, $5, $6, $7, $8, $9, $10)
             on conflict (slug) do update set name = excluded.name, combines = excluded.combines, zone = excluded.zone,
             closes = excluded.closes, attended = excluded.attended, sections = excluded.sections, host = excluded.host,
             sheet_at = excluded.sheet_at, sheet_mailed = excluded.sheet_mailed"
        )
        .bind(title.slug.as_str())
        .bind(plain(&title.name))
        .bind(plain(&title.combines))
        .bind(title.zone.iana_name().unwrap_or("UTC"))
        .bind(title.closes.to_string())
        .bind(i64::from(title.attended))
        .bind(sections)
        .bind(title.host.as_deref())
        .bind(title.sheet.map(|sheet| sheet.at.to_string()))
        .bind(i64::from(title.sheet.is_some_and(|sheet| sheet.mailed)))
        .execute(c)
        .await
        .map(|_| ())
        })?;
        Ok(())
    }

    /// What was done to a subject, oldest first.
    pub async fn deeds_of(&mut self, subject: &str) -> Result<Vec<DeedRow>, Fault> {
        let rows: Vec<(i64, String, String, String)> = on!(self, |c| sqlx::query_as(
            "select at, who, verb, detail from deeds where subject = $1 order by at, id"
        )
        .bind(subject)
        .fetch_all(c)
        .await)?;
        let deed = |(at, who, verb, detail)| DeedRow { at: crate::instant(at), who, verb, detail };
        Ok(rows.into_iter().map(deed).collect())
    }

    /// Writes down who did what.
    pub async fn write_deed(
        &mut self,
        at: model::Timestamp,
        who: &str,
        verb: &str,
        subject: &str,
        detail: &str,
    ) -> Result<(), Fault> {
        let key = format!("{}\n{who}\n{verb}\n{subject}\n{detail}", crate::micros(at));
        let id = crate::captures::sha256(key.as_bytes()).to_string();
        on!(self, |c| {
            sqlx::query(
            "insert into deeds (id, at, who, verb, subject, detail) values ($1, $2, $3, $4, $5, $6) on conflict do nothing"
        )
        .bind(&id[..24])
        .bind(crate::micros(at))
        .bind(plain(who))
        .bind(verb)
        .bind(plain(subject))
        .bind(plain(detail))
        .execute(c)
        .await
        .map(|_| ())
        })?;
        Ok(())
    }
}

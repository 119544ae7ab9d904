//! JSON Feed, versions 1 and 1.1. A feed that is cut short gives the items before the cut.

use std::borrow::Cow;

use serde_json::{Deserializer, Map, Value};

use super::{Feed, ITEMS_MAX, Item, resolved, trimmed};
use crate::formats::entities::push_escaped;
use crate::formats::json::short;

/// Reads a JSON Feed.
pub(super) fn read(text: &str, base: &str) -> Result<Feed<'static>, String> {
    let (items, broken) = match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(mut feed)) => match feed.remove("items") {
            Some(Value::Array(items)) => (items, None),
            _ => return Err("The feed cannot be read: it is JSON without a list of items.".to_owned()),
        },
        Ok(_) => return Err("The feed cannot be read: it is JSON, and no JSON Feed.".to_owned()),
        Err(error) => {
            (items_before_the_cut(text), Some(format!("it is no whole JSON ({})", short(&error.to_string()))))
        }
    };
    if let (true, Some(why)) = (items.is_empty(), &broken) {
        return Err(format!("The feed cannot be read: {why}."));
    }
    let is_too_long = items.len() > ITEMS_MAX;
    let broken = if is_too_long { Some(format!("it holds more than {ITEMS_MAX} items")) } else { broken };
    let items = items.into_iter().take(ITEMS_MAX).map(|item| match item {
        Value::Object(map) => of_map(map, base),
        _ => Item::default(),
    });
    Ok(Feed { items: items.collect(), broken, ..Feed::default() })
}

/// Steps from item to item by hand: the list never ends, so that it cannot be read as a list.
fn items_before_the_cut(text: &str) -> Vec<Value> {
    let Some((_, after)) = text.split_once("\"items\"") else { return Vec::new() };
    let Some((_, mut rest)) = after.split_once('[') else { return Vec::new() };
    let mut items = Vec::new();
    while items.len() <= ITEMS_MAX {
        let mut values = Deserializer::from_str(rest).into_iter::<Value>();
        let Some(Ok(item @ Value::Object(_))) = values.next() else { break };
        let end = values.byte_offset();
        items.push(item);
        rest = rest[end..].trim_start();
        rest = rest.strip_prefix(',').unwrap_or(rest);
    }
    items
}

fn of_map(mut map: Map<String, Value>, base: &str) -> Item<'static> {
    let mut text = |name: &str| match map.remove(name) {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(Cow::Owned(text)),
        Some(Value::Number(number)) => Some(Cow::Owned(number.to_string())),
        _ => None,
    };
    let html = |text: Cow<'static, str>| {
        let mut out = String::with_capacity(text.len());
        push_escaped(&text, &mut out);
        Cow::Owned(out)
    };
    let item = Item {
        guid: text("id"),
        link: text("url").or_else(|| text("external_url")).map(|link| resolved(trimmed(link), base)),
        title: text("title").map(html),
        summary: text("summary").map(html),
        content: text("content_html").or_else(|| text("content_text").map(html)),
        date: text("date_published").or_else(|| text("date_modified")),
        categories: Vec::new(),
    };
    let tags = map.remove("tags").and_then(|tags| tags.as_array().cloned()).unwrap_or_default();
    Item {
        categories: tags.iter().filter_map(Value::as_str).map(|tag| html(Cow::Owned(tag.to_owned()))).collect(),
        ..item
    }
}

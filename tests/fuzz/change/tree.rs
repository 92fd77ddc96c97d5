//! Changes to trees: JSON, and TOML as far as it is one.

use crate::change::bytes;
use crate::dice::Dice;
use crate::hostile;
use serde_json::{Map, Value, json};

/// How what is put in as it stands is marked until the tree is written.
const RAW: &str = "@raw@";

/// The file after one change of its tree.
pub fn change_json(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let Ok(mut tree) = serde_json::from_slice::<Value>(file) else {
        return bytes::change(file, dice);
    };
    let raw = change(&mut tree, dice, &raw_json);
    let text = tree.to_string();
    text.replace(&format!("\"{RAW}\""), &raw).into_bytes()
}

/// The file after one change of its tree.
pub fn change_toml(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let text = String::from_utf8_lossy(file);
    let Ok(Value::Object(top)) = toml::from_str::<Value>(&text) else {
        return bytes::change(file, dice);
    };
    let mut tree = Value::Object(top);
    let raw = change(&mut tree, dice, &raw_toml);
    let mut text = String::new();
    if let Value::Object(top) = &tree {
        for (key, value) in top {
            text.push_str(&format!("{} = {}\n", quoted(key), inline(value)));
        }
    }
    text.replace(&format!("\"{RAW}\""), &raw).into_bytes()
}

/// What JSON can say and a tree in memory can't.
fn raw_json(dice: &mut Dice) -> String {
    match dice.below(8) {
        0 => "1e999".to_owned(),
        1 => "-0".to_owned(),
        2 => "NaN".to_owned(),
        3 => "1".repeat(5_000),
        4 => format!("{}{}", "[".repeat(100), "]".repeat(100)),
        5 => "[".repeat(100_000),
        6 => "{\"a\":".repeat(50_000),
        _ => "{\"name\":1,\"name\":2}".to_owned(),
    }
}

fn raw_toml(dice: &mut Dice) -> String {
    match dice.below(7) {
        0 => "nan".to_owned(),
        1 => "1e999".to_owned(),
        2 => "1979-05-27T07:32:00-25:00".to_owned(),
        3 => format!("{}{}", "[".repeat(60), "]".repeat(60)),
        4 => "[".repeat(100_000),
        5 => "{a=".repeat(50_000),
        _ => "{name = 1, name = 2}".to_owned(),
    }
}

/// Makes one change at one node, and gives what its mark stands for.
fn change(tree: &mut Value, dice: &mut Dice, raw: &dyn Fn(&mut Dice) -> String) -> String {
    let count = nodes(tree);
    let (target, source) = (dice.below(count), dice.below(count));
    let copy = node(tree, &mut { source }).cloned().unwrap_or_default();
    let raw = raw(dice);
    let Some(at) = node_mut(tree, &mut { target }) else { return raw };
    match dice.below(13) {
        // What it holds is changed, where it holds anything.
        0..=2 => inside(at, dice),
        3 => *at = copy,
        4 => *at = Value::String(RAW.to_owned()),
        5 => *at = Value::String(hostile::text(dice)),
        6 => *at = json!(hostile::year(dice)),
        7 => *at = json!(hostile::number(dice)),
        8 => scale(at, dice),
        9 => {
            let text = at.as_str().map(str::to_owned);
            *at = text.map_or_else(
                || Value::String(at.to_string()),
                |text| text.parse::<f64>().map_or(json!([text]), |number| json!(number)),
            );
        }
        _ => {
            let all = [json!(null), json!(true), json!([]), json!({}), json!(-1), json!(u64::MAX)];
            *at = dice.pick(&all).clone();
        }
    }
    raw
}

fn scale(at: &mut Value, dice: &mut Dice) {
    let factor = *dice.pick(&[-1.0, 0.0, 0.5, 1.1, 1e3, 1e9, 1e300]);
    match at.as_f64() {
        Some(number) if at.is_i64() => *at = json!((number * factor) as i64),
        Some(number) => *at = json!(number * factor),
        None => inside(at, dice),
    }
}

fn inside(at: &mut Value, dice: &mut Dice) {
    match at {
        Value::Array(list) if !list.is_empty() => {
            let place = dice.below(list.len());
            match dice.below(5) {
                0 => drop(list.remove(place)),
                1 => list.clear(),
                2 => list.reverse(),
                3 => {
                    let copy = vec![list[place].clone(); [1, 2, 1000][dice.below(3)]];
                    list.extend(copy);
                }
                _ => list.truncate(place),
            }
        }
        Value::Object(map) if !map.is_empty() => {
            let keys: Vec<String> = map.keys().cloned().collect();
            let key = dice.pick(&keys).clone();
            let other = dice.pick(&keys).clone();
            match dice.below(5) {
                0 | 1 => drop(map.remove(&key)),
                2 => {
                    let value = map.remove(&key).unwrap_or_default();
                    map.insert(hostile::text(dice), value);
                }
                3 => {
                    let value = map.get(&other).cloned().unwrap_or_default();
                    map.insert(key, value);
                }
                _ => {
                    let value = map.get(&key).cloned().unwrap_or_default();
                    map.insert(format!("{key}2"), value);
                }
            }
        }
        other => *other = Value::String(hostile::text(dice)),
    }
}

fn nodes(tree: &Value) -> usize {
    1 + match tree {
        Value::Array(list) => list.iter().map(nodes).sum(),
        Value::Object(map) => map.values().map(nodes).sum::<usize>(),
        _ => 0,
    }
}

/// The node at a place, counted from the root on.
fn node<'t>(tree: &'t Value, place: &mut usize) -> Option<&'t Value> {
    if *place == 0 {
        return Some(tree);
    }
    *place -= 1;
    match tree {
        Value::Array(list) => list.iter().find_map(|one| node(one, place)),
        Value::Object(map) => map.values().find_map(|one| node(one, place)),
        _ => None,
    }
}

fn node_mut<'t>(tree: &'t mut Value, place: &mut usize) -> Option<&'t mut Value> {
    if *place == 0 {
        return Some(tree);
    }
    *place -= 1;
    match tree {
        Value::Array(list) => list.iter_mut().find_map(|one| node_mut(one, place)),
        Value::Object(map) => map.values_mut().find_map(|one| node_mut(one, place)),
        _ => None,
    }
}

/// A value of TOML on one line.
fn inline(value: &Value) -> String {
    let all = |map: &Map<String, Value>| {
        let pairs = map.iter().map(|(key, value)| format!("{} = {}", quoted(key), inline(value)));
        format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
    };
    match value {
        Value::Null => "{}".to_owned(),
        Value::String(text) => quoted(text),
        Value::Array(list) => {
            format!("[{}]", list.iter().map(inline).collect::<Vec<_>>().join(", "))
        }
        Value::Object(map) => all(map),
        other => other.to_string(),
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

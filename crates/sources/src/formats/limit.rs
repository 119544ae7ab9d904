//! A body in memory, up to the most that is read of it: what is larger is refused in a sentence, and not read on.

use std::io::{BufRead, Read as _};

/// The bytes of a body, and one more than the most that is read where it is larger: its reader sees that it is.
pub fn taken(body: &mut dyn BufRead, bytes_max: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    match body.take(bytes_max + 1).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(format!("The captured bytes could not be read to their end: {error}.")),
    }
}

/// The whole body, or a sentence: `The {what} is larger than {bytes_max} bytes, the most that is read {of}.`
pub fn whole(body: &mut dyn BufRead, bytes_max: u64, what: &str, of: &str) -> Result<Vec<u8>, String> {
    let bytes = taken(body, bytes_max)?;
    if bytes.len() as u64 > bytes_max {
        return Err(format!("The {what} is larger than {bytes_max} bytes, the most that is read {of}."));
    }
    Ok(bytes)
}

//! Results on standard output: JSON Lines, or columns for people.

use std::io::Write as _;

use crate::ending::Ending;

/// Prints one record a line.
pub(crate) fn lines(records: impl IntoIterator<Item = serde_json::Value>) -> Result<(), Ending> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for record in records {
        writeln!(out, "{record}")?;
    }
    Ok(out.flush()?)
}

/// Records that are printed as they come.
pub(crate) struct Lines(std::io::BufWriter<std::io::Stdout>);

impl Lines {
    /// Nothing is printed yet.
    pub(crate) fn begin() -> Self {
        Self(std::io::BufWriter::with_capacity(1 << 16, std::io::stdout()))
    }

    /// One record, one line.
    pub(crate) fn record(&mut self, record: &serde_json::Value) -> Result<(), Ending> {
        serde_json::to_writer(&mut self.0, record).map_err(std::io::Error::from)?;
        Ok(self.0.write_all(b"\n")?)
    }

    /// The end of the list.
    pub(crate) fn end(mut self) -> Result<(), Ending> {
        Ok(self.0.flush()?)
    }
}

/// Prints text as it is, with an end of line.
pub(crate) fn text(text: &str) -> Result<(), Ending> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// Prints rows in columns: each as wide as its widest cell, the last as it comes. Control characters of foreign text are not let through
/// to a terminal.
pub(crate) fn columns(rows: &[Vec<String>]) -> Result<(), Ending> {
    let plain = |cell: &String| cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(plain).collect()).collect();
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for row in &rows {
        for (column, cell) in row.iter().enumerate() {
            let last = column + 1 == row.len();
            let pad = if last { 0 } else { widths[column].saturating_sub(cell.chars().count()) + 2 };
            write!(out, "{cell}{}", " ".repeat(pad))?;
        }
        writeln!(out)?;
    }
    Ok(out.flush()?)
}

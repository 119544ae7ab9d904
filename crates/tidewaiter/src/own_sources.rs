//! The operator's own sources: a stanza a file in the folder `sources` of the data directory.
//! Here they are read from and written to the disk; what they say is read in `sources`.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use model::request::SourceId;
use sources::Catalogue;
use sources::catalogue::OwnFile;

use crate::ending::Ending;

/// The largest file that is read, in bytes: a stanza has two thousand.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// Where they lie.
pub(crate) fn folder(data: &Path) -> PathBuf {
    data.join("sources")
}

/// The bundled sources and the operator's.
pub(crate) fn catalogue(data: &Path) -> Catalogue {
    Catalogue::with_own(files(&folder(data)))
}

/// That source, or the sentence that says that there is none; before it what is wrong with the operator's files, which may be why.
pub(crate) fn known(catalogue: &Catalogue, source: &SourceId) -> Result<(), Ending> {
    if catalogue.stanza(source).is_some() {
        return Ok(());
    }
    tell_faults(catalogue);
    Err(Ending::wrong(format!("There is no source '{source}'; `tidewaiter sources list` names them.")))
}

/// Tells on standard error what is wrong with the operator's files.
pub(crate) fn tell_faults(catalogue: &Catalogue) {
    catalogue.faults().iter().for_each(|fault| tracing::warn!("{fault}"));
}

/// The stanzas of a folder, in order of name. What is no TOML file is none; a folder that is not there holds none.
fn files(folder: &Path) -> Vec<OwnFile> {
    let unread = |name: String, error: &io::Error| OwnFile { name, text: Err(error.to_string()) };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Vec::new(),
        Err(error) => return vec![unread(folder.display().to_string(), &error)],
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let file = |path: PathBuf| match text(&path) {
        Ok(text) => OwnFile { name: path.display().to_string(), text: Ok(text) },
        Err(error) => unread(path.display().to_string(), &error),
    };
    paths.into_iter().map(file).collect()
}

/// What a file says.
pub(crate) fn text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    fs::File::open(path)?.take(FILE_BYTES_MAX + 1).read_to_string(&mut text)?;
    if text.len() as u64 > FILE_BYTES_MAX {
        return Err(io::Error::other(format!("it is larger than {FILE_BYTES_MAX} bytes")));
    }
    Ok(text)
}

/// Puts a stanza among the operator's. One that is there already stays, unless it says the same.
pub(crate) fn add(data: &Path, path: &Path) -> Result<(PathBuf, Catalogue, SourceId), Ending> {
    let name = path.display();
    let said = text(path).map_err(|error| Ending::wrong(format!("{name} could not be read: {error}.")))?;
    let stanza = sources::Stanza::parse(&said).map_err(|error| Ending::wrong(format!("{name}: {error}")))?;
    let slug = stanza.slug;
    let folder = folder(data);
    let into = folder.join(format!("{slug}.toml"));
    let mut all = files(&folder);
    let place = into.display().to_string();
    if all.iter().any(|file| file.name == place && file.text.as_ref() != Ok(&said)) && path != into {
        return Err(Ending::not_done(format!(
            "{place} is there already and says something else. Edit that file, or take it away first."
        )));
    }
    all.retain(|file| file.name != place);
    all.push(OwnFile { name: place.clone(), text: Ok(said.clone()) });
    let catalogue = Catalogue::with_own(all);
    if let Some(fault) = catalogue.faults().iter().find(|fault| fault.starts_with(&place)) {
        return Err(Ending::wrong(format!("Not added. {fault}")));
    }
    let unwritable = |error: io::Error| Ending::not_done(format!("{place} could not be written: {error}."));
    crate::house::make_private(&folder).map_err(unwritable)?;
    let beside = folder.join(format!(".{slug}.part"));
    fs::write(&beside, said).and_then(|()| fs::rename(&beside, &into)).map_err(unwritable)?;
    Ok((into, catalogue, slug))
}

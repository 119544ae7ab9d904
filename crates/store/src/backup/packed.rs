//! Captures as they lie in the cupboard, compressed: taken out and put in whole, and proved by their hash on both ways.

use std::io::Read as _;

use model::capture::Sha256;
use object_store::{ObjectStoreExt as _, PutPayload};
use sha2::Digest as _;

use crate::{Cupboard, Fault};

impl Cupboard {
    /// Whether the bytes lie in a directory of this machine: then nobody else keeps them, and a backup takes them along.
    pub fn lies_here(&self) -> bool {
        !self.in_bucket
    }

    /// The compressed bytes, if they are what their hash says.
    pub(super) async fn take_whole(&self, hash: &Sha256) -> Result<Vec<u8>, Fault> {
        let packed = self.take(hash).await?;
        assert_hash(hash, &packed)?;
        Ok(packed)
    }

    /// Puts in what [`Cupboard::take_whole`] took out, unless it lies there already.
    pub(super) async fn put_packed(&self, hash: &Sha256, packed: Vec<u8>) -> Result<(), Fault> {
        assert_hash(hash, &packed)?;
        let path = Self::path(hash);
        if self.objects.head(&path).await.is_ok() {
            return Ok(());
        }
        let put = self.objects.put(&path, PutPayload::from(packed)).await;
        put.map(|_| ()).map_err(|error| Fault::Cupboard { doing: format!("keep {hash}"), error: error.to_string() })
    }
}

fn assert_hash(hash: &Sha256, packed: &[u8]) -> Result<(), Fault> {
    let fault = |error: String| Fault::Cupboard { doing: format!("unpack {hash}"), error };
    let mut bytes = Cupboard::unpack(packed)?;
    let (mut proof, mut part) = (sha2::Sha256::new(), vec![0; 64 * 1024]);
    loop {
        match bytes.read(&mut part).map_err(|error| fault(error.to_string()))? {
            0 => break,
            length => proof.update(&part[..length]),
        }
    }
    let proof = Sha256(proof.finalize().into());
    if proof == *hash { Ok(()) } else { Err(fault(format!("its bytes have the hash {proof}"))) }
}

/**
 * Azure Blob Storage in memory, for tests. {@link io.github.lighterman.testing.blob.BlobEmulator}
 * speaks the service's own protocol to unmodified clients in any language; {@link
 * io.github.lighterman.testing.blob.Azurite} starts Microsoft's emulator, against which the same
 * contract is held.
 */
@NullMarked
package io.github.lighterman.testing.blob;

import org.jspecify.annotations.NullMarked;

/** An emulator of the Azure Batch service, for clients in any language. */
@NullMarked
package io.github.lighterman.testing.batch;

import org.jspecify.annotations.NullMarked;

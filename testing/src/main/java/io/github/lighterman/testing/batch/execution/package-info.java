/** What a task does on an emulated node: the seam between the emulator and what it runs. */
@NullMarked
package io.github.lighterman.testing.batch.execution;

import org.jspecify.annotations.NullMarked;

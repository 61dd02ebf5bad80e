/**
 * The emulated account: pools, nodes, jobs and tasks, and what becomes of them in time. It knows
 * nothing of HTTP. Its types are for the emulator itself; users have {@code BatchEmulator}.
 */
@NullMarked
package io.github.lighterman.testing.batch.state;

import org.jspecify.annotations.NullMarked;

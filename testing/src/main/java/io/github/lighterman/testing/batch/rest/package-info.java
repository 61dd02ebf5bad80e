/**
 * The service's protocol: what a request may be, how it is checked, and how it is answered. Its
 * types are for the emulator itself; users have {@code BatchEmulator}.
 */
@NullMarked
package io.github.lighterman.testing.batch.rest;

import org.jspecify.annotations.NullMarked;

/**
 * Holds requests and answers against the service's own OpenAPI file. {@link
 * io.github.lighterman.testing.batch.openapi.Conversation} stands between network and emulator.
 */
@NullMarked
package io.github.lighterman.testing.batch.openapi;

import org.jspecify.annotations.NullMarked;

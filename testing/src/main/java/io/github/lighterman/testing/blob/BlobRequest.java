package io.github.lighterman.testing.blob;

import java.time.Instant;

/**
 * A request as the emulator saw it, with signatures left out.
 *
 * @param at when it came, by the emulator's clock
 * @param operation what it asked for
 * @param title the operation's name; for {@link BlobOperation#UNSUPPORTED}, what was asked for
 * @param method the HTTP method
 * @param target path and query, in which {@code sig} has no value
 * @param status the status of the answer; 0 if the connection was reset
 */
public record BlobRequest(
    Instant at, BlobOperation operation, String title, String method, String target, int status) {}

/**
 * A small HTTP server for fakes of services: it keeps the case of header names, hands requests over
 * whole, and can answer slowly, in part or not at all.
 */
@NullMarked
package io.github.lighterman.testing.http;

import org.jspecify.annotations.NullMarked;

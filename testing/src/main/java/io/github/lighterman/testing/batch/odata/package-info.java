/**
 * The query options of Batch's REST interface: {@code $filter}, {@code $select} and {@code
 * $expand}. Each is read from the text of a request, refused as the service refuses it, and then
 * answers what a list needs. Start with {@link
 * io.github.lighterman.testing.batch.odata.Filter#parse} and {@link
 * io.github.lighterman.testing.batch.odata.InvalidQueryException}.
 */
@NullMarked
package io.github.lighterman.testing.batch.odata;

import org.jspecify.annotations.NullMarked;

/**
 * Emulated nodes that run their tasks for real, on this machine; start with {@link
 * io.github.lighterman.testing.batch.node.ProcessExecution}.
 */
@NullMarked
package io.github.lighterman.testing.batch.node;

import org.jspecify.annotations.NullMarked;

/** What can go wrong with an emulated account, and how often it is to. */
@NullMarked
package io.github.lighterman.testing.batch.fault;

import org.jspecify.annotations.NullMarked;

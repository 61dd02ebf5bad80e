/** Fakes for tests of embedders. It holds no type yet. */
@NullMarked
package io.github.lighterman.testing;

import org.jspecify.annotations.NullMarked;

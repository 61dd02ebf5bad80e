/** The executor on Azure Batch and Blob Storage. It holds no type yet. */
@NullMarked
package io.github.lighterman.azure;

import org.jspecify.annotations.NullMarked;

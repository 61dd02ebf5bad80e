/**
 * The executor on Azure Batch and Blob Storage.
 *
 * <p>Start with {@link io.github.lighterman.azure.AzureBatchExecutor}, what a user opens, and
 * {@link io.github.lighterman.azure.AzureBatchConfig}, all that can be said about it.
 */
@NullMarked
package io.github.lighterman.azure;

import org.jspecify.annotations.NullMarked;

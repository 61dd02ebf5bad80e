package io.github.lighterman.samples.bench;

import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.ParallelTransferOptions;
import com.azure.storage.blob.options.BlobUploadFromFileOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Blob Storage by Microsoft's SDK alone, over connections like those of the executor. */
final class BareUploads implements AutoCloseable {
  private static final long BLOCK = 8 << 20;
  private static final int BLOCKS_AT_ONCE = 8;

  private final OkHttpClient http;
  private final BlobContainerClient container;

  BareUploads(EmulatedAzure azure) {
    this.http =
        new OkHttpClient.Builder()
            .readTimeout(Duration.ofMinutes(1))
            .writeTimeout(Duration.ofMinutes(1))
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectionPool(new ConnectionPool(64, 1, TimeUnit.MINUTES))
            .socketFactory(new NoDelay())
            .build();
    this.container = azure.container(new OkHttpAsyncHttpClientBuilder(http).build());
  }

  /** Uploads files, each with one call, by so many threads. */
  void all(List<Path> files, int threads) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> calls = new ArrayList<>();
      for (Path file : files) {
        calls.add(
            pool.submit(
                () ->
                    container
                        .getBlobClient("bare/" + file.getFileName())
                        .upload(BinaryData.fromFile(file), true)));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** Uploads one file in blocks of the same size, as many at once. */
  void one(Path file) {
    ParallelTransferOptions blocks =
        new ParallelTransferOptions()
            .setBlockSizeLong(BLOCK)
            .setMaxSingleUploadSizeLong(BLOCK)
            .setMaxConcurrency(BLOCKS_AT_ONCE);
    container
        .getBlobClient("bare/" + file.getFileName())
        .uploadFromFileWithResponse(
            new BlobUploadFromFileOptions(file.toString()).setParallelTransferOptions(blocks),
            null,
            Context.NONE);
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}

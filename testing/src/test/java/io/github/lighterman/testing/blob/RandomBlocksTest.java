package io.github.lighterman.testing.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobRange;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs made of random blocks and appends, read in random ranges, against one plain array. */
final class RandomBlocksTest {
  @RegisterExtension final BlobEmulatorExtension blobs = new BlobEmulatorExtension();

  private final StorageClients clients = new StorageClients(1);

  @AfterEach
  void close() {
    clients.close();
  }

  private BlobClient blob() {
    blobs.emulator().createContainer("box");
    return clients
        .service(blobs.emulator().connectionString())
        .getBlobContainerClient("box")
        .getBlobClient("a");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anyRangeOfAnyBlocksIsThatOfTheWhole(long seed) {
    Random random = new Random(seed);
    BlobClient blob = blob();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      byte[] block = bytes(random, 1 + random.nextInt(300_000));
      String id = Base64.getEncoder().encodeToString("%04d".formatted(i).getBytes(UTF_8));
      blob.getBlockBlobClient().stageBlock(id, BinaryData.fromBytes(block));
      ids.add(id);
      whole.writeBytes(block);
    }
    blob.getBlockBlobClient().commitBlockList(ids);

    assertRangesMatch(random, blob, whole.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anyRangeOfAnyAppendsIsThatOfTheWhole(long seed) {
    Random random = new Random(seed);
    BlobClient blob = blob();
    blob.getAppendBlobClient().create();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (int i = 0; i < 30; i++) {
      byte[] block = bytes(random, 1 + random.nextInt(i % 5 == 0 ? 100_000 : 500));
      blob.getAppendBlobClient().appendBlock(BinaryData.fromBytes(block).toStream(), block.length);
      whole.writeBytes(block);
    }

    assertRangesMatch(random, blob, whole.toByteArray());
  }

  private static byte[] bytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void assertRangesMatch(Random random, BlobClient blob, byte[] whole) {
    assertThat(blob.downloadContent().toBytes()).isEqualTo(whole);
    for (int i = 0; i < 25; i++) {
      int from = random.nextInt(whole.length);
      long count = 1L + random.nextInt(whole.length);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      blob.downloadStreamWithResponse(
          out, new BlobRange(from, count), null, null, false, null, Context.NONE);
      int end = (int) Math.min(from + count, whole.length);
      assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(whole, from, end));
    }
  }
}

package io.github.lighterman.testing.blob;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** The 64-bit cyclic redundancy check of Azure Storage: reflected, all ones in and out. */
final class Crc64 implements Checksum {
  private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
  private static final long[] TABLE = table();

  private long state = -1;

  private static long[] table() {
    long[] table = new long[256];
    for (int i = 0; i < table.length; i++) {
      long value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) == 0 ? value >>> 1 : value >>> 1 ^ POLYNOMIAL;
      }
      table[i] = value;
    }
    return table;
  }

  @Override
  public void add(byte[] bytes, int count) {
    long value = state;
    for (int i = 0; i < count; i++) {
      value = value >>> 8 ^ TABLE[(int) (value ^ bytes[i]) & 0xff];
    }
    state = value;
  }

  @Override
  public String value() {
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(~state).array();
    return Base64.getEncoder().encodeToString(bytes);
  }
}

package io.github.lighterman.local;

import com.sun.management.OperatingSystemMXBean;
import io.github.lighterman.DataSize;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What there is to share out.
 *
 * @param milliCpus processors, in thousandths
 * @param memory main memory
 * @param gpus gpus, numbered from 0
 */
record Machine(long milliCpus, DataSize memory, int gpus) {
  /**
   * Reads this machine, its memory in whole mebibytes, for people to read. The JVM's own figures
   * heed the limits of a container it runs in.
   */
  static Machine detect() {
    long cpus = Runtime.getRuntime().availableProcessors();
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return new Machine(cpus * 1000, DataSize.ofMebibytes(memory >> 20), countGpus(Path.of("/dev")));
  }

  static int countGpus(Path devices) {
    int count = 0;
    if (Files.isDirectory(devices)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(devices, "nvidia[0-9]*")) {
        for (Path ignored : found) {
          count++;
        }
      } catch (IOException e) {
        return 0;
      }
    }
    return count;
  }
}

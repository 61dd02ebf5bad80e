package io.github.lighterman.azure;

import static java.util.Objects.requireNonNull;

import io.github.lighterman.DataSize;
import io.github.lighterman.Node;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The sizes of virtual machines of which cores, memory, disk, gpus and prices are known. A size
 * that isn't among them can be used all the same: what is not known of it is not checked.
 * Immutable.
 */
public final class VmSizes {
  private final Map<String, VmSize> sizes;

  private VmSizes(Map<String, VmSize> sizes) {
    this.sizes = sizes;
  }

  /**
   * Returns the sizes that Lighterman knows: the families that <a
   * href="https://learn.microsoft.com/azure/virtual-machines/sizes/overview">Azure has</a> and
   * isn't about to give up, as they were when this release was made. Prices are rounded, in US
   * dollars, for Linux in East US.
   */
  public static VmSizes builtIn() {
    return BuiltIn.SIZES;
  }

  /** Returns these sizes and those, which win over others of the same name, whatever its case. */
  public VmSizes with(VmSize... more) {
    Map<String, VmSize> all = new LinkedHashMap<>(sizes);
    for (VmSize size : more) {
      all.put(key(size.name()), size);
    }
    return new VmSizes(all);
  }

  /** Returns what is known of the size with this name, whatever its case. */
  public Optional<VmSize> find(String name) {
    return Optional.ofNullable(sizes.get(key(requireNonNull(name, "name"))));
  }

  /**
   * Returns what an hour of such a machine costs on these terms, if it's known. {@code
   * VmSizes.builtIn()::price} gives a {@link io.github.lighterman.report.RunReport} its prices.
   *
   * @param name the size's, whatever its case
   */
  public OptionalDouble price(String name, Node.Lease lease) {
    return find(name)
        .map(VmSize::price)
        .map(price -> lease == Node.Lease.SPOT ? price.spot() : price.dedicated())
        .orElse(OptionalDouble.empty());
  }

  /** Returns all sizes, the built-in ones first. */
  public List<VmSize> all() {
    return List.copyOf(sizes.values());
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Returns the size that a line of the table describes. */
  static VmSize parse(String line) {
    String[] cells = line.split("\t", -1);
    if (cells.length != 8) {
      throw new IllegalArgumentException("8 cells are wanted, not " + Arrays.asList(cells));
    }
    return new VmSize(
        cells[0],
        Integer.parseInt(cells[1]),
        DataSize.ofGibibytes(Long.parseLong(cells[2])),
        DataSize.ofGibibytes(Long.parseLong(cells[3])),
        Integer.parseInt(cells[4]),
        Architecture.valueOf(cells[5].toUpperCase(Locale.ROOT)),
        new VmSize.Price(price(cells[6]), price(cells[7])));
  }

  private static OptionalDouble price(String cell) {
    return cell.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(cell));
  }

  /** Reads the table once, when it's first asked for. */
  private static final class BuiltIn {
    static final VmSizes SIZES = new VmSizes(Map.of()).with(read());

    private static VmSize[] read() {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  requireNonNull(VmSizes.class.getResourceAsStream("vm-sizes.tsv"), "vm-sizes.tsv"),
                  StandardCharsets.UTF_8))) {
        return lines
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(VmSizes::parse)
            .toArray(VmSize[]::new);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.lighterman.DataSize;
import io.github.lighterman.Node;
import io.github.lighterman.report.Prices;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VmSizesTest {
  // Standard_HB120-96rs_v3 is a machine of 120 cores of which 96 can be used.
  private static final Pattern NAME =
      Pattern.compile("Standard_([A-Z]+)(?:\\d+-)?(\\d+)([a-z]*)_(?:[A-Z0-9]+_)?v\\d");
  private static final DataSize GIBIBYTE = DataSize.ofGibibytes(1);

  static Stream<VmSize> table() {
    return VmSizes.builtIn().all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void sizeIsWhatItsNameSays(VmSize size) {
    Matcher name = NAME.matcher(size.name());

    assertThat(name.matches()).isTrue();
    assertThat(size.cores()).isEqualTo(Integer.parseInt(name.group(2)));
    assertThat(size.architecture() == Architecture.ARM64).isEqualTo(name.group(3).contains("p"));
    assertThat(size.gpus() > 0).isEqualTo(name.group(1).startsWith("N"));
    boolean disk = name.group(3).contains("d") || name.group(1).matches("N.*|HB|L");
    assertThat(size.tempDisk().bytes() > 0).isEqualTo(disk);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void sizeIsPlausible(VmSize size) {
    double memory = (double) size.memory().bytes() / GIBIBYTE.bytes() / size.cores();
    VmSize.Price price = size.price();

    assertThat(memory).isBetween(2.0, 32.0);
    if (price.dedicated().isPresent()) {
      double core = price.dedicated().getAsDouble() / size.cores();
      assertThat(core).isBetween(0.02, size.gpus() > 0 ? 1.1 : 0.3);
    }
    if (price.spot().isPresent()) {
      assertThat(price.spot().getAsDouble()).isPositive();
      assertThat(price.spot().getAsDouble()).isLessThan(price.dedicated().orElseThrow());
    }
  }

  @Test
  void tableHasEverySizeOnceAndNoneThatAzureGivesUp() throws IOException {
    List<String> names = rows().map(line -> line.substring(0, line.indexOf('\t'))).toList();

    assertThat(names).hasSizeGreaterThan(200).hasSameSizeAs(VmSizes.builtIn().all());
    assertThat(names.stream().map(name -> name.toLowerCase(Locale.ROOT))).doesNotHaveDuplicates();
    assertThat(names).noneMatch(name -> name.matches("Standard_([ABF]|[DE]S?)\\d+.*(?<!_v[56])"));
    assertThat(names).contains("Standard_D4s_v5", "Standard_NC4as_T4_v3", "Standard_L8s_v3");
  }

  @Test
  void lineIsReadWithAndWithoutPrices() {
    VmSize size =
        VmSize.of("Standard_N8ad_v9", 8, DataSize.ofGibibytes(32))
            .withTempDisk(DataSize.ofGibibytes(300))
            .withGpus(2)
            .withPrice(0.412);

    assertThat(VmSizes.parse("Standard_N8ad_v9\t8\t32\t300\t2\tx64\t0.412\t")).isEqualTo(size);
    assertThat(VmSizes.parse("Standard_N8ad_v9\t8\t32\t300\t2\tarm64\t0.412\t0.1"))
        .isEqualTo(size.withArchitecture(Architecture.ARM64).withSpotPrice(0.1));
    assertThatIllegalArgumentException().isThrownBy(() -> VmSizes.parse("Standard_D2\t8\t32"));
  }

  @Test
  void sizeIsFoundWhateverTheCaseOfItsName() {
    assertThat(VmSizes.builtIn().find("STANDARD_d4S_V5"))
        .isEqualTo(VmSizes.builtIn().find("Standard_D4s_v5"))
        .isPresent();
  }

  @Test
  void unknownSizeIsEmptyAndNoError() {
    assertThat(VmSizes.builtIn().find("Standard_X1_v99")).isEmpty();
    assertThat(VmSizes.builtIn().find("")).isEmpty();
  }

  @Test
  void callersOwnSizeWinsAndLeavesTheTableAlone() {
    VmSize mine = VmSize.of("standard_d4s_v5", 3, DataSize.ofGibibytes(2)).withGpus(1);
    VmSize other = VmSize.of("Standard_X1_v99", 1, GIBIBYTE).withArchitecture(Architecture.ARM64);

    VmSizes sizes = VmSizes.builtIn().with(mine, other);

    assertThat(sizes.find("Standard_D4s_v5")).contains(mine);
    assertThat(sizes.find("standard_x1_V99")).contains(other);
    assertThat(VmSizes.builtIn().find("Standard_D4s_v5").orElseThrow().cores()).isEqualTo(4);
    assertThat(sizes.all()).hasSize(VmSizes.builtIn().all().size() + 1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.01, Double.NaN, Double.POSITIVE_INFINITY})
  void priceThatIsNoneIsRefused(double price) {
    VmSize size = VmSize.of("Standard_X1", 1, GIBIBYTE);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> size.withPrice(price))
        .withMessageContaining("dedicated price")
        .withMessageContaining("more than 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> size.withSpotPrice(price))
        .withMessageContaining("spot price");
  }

  @Test
  void numbersOutOfTheirRangesAreRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VmSize.of("Standard D4", 1, GIBIBYTE))
        .withMessageContaining("Standard D4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VmSize.of("a", 0, GIBIBYTE))
        .withMessage("cores of a must be 1 to 2000, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VmSize.of("a", 1, DataSize.ofBytes(0)))
        .withMessageContaining("memory of a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VmSize.of("a", 1, GIBIBYTE).withGpus(65))
        .withMessage("gpus of a must be 0 to 64, not 65");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VmSize.of("a", 1, GIBIBYTE).withTempDisk(DataSize.parse("2PiB")))
        .withMessageContaining("tempDisk of a");
  }

  private static Stream<String> rows() throws IOException {
    try (InputStream table =
        Objects.requireNonNull(VmSizes.class.getResourceAsStream("vm-sizes.tsv"))) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"));
    }
  }

  @Test
  void builtInPricesAreThoseOfAReport() {
    Prices prices = VmSizes.builtIn()::price;
    double dedicated = prices.perHour("standard_d4s_v5", Node.Lease.DEDICATED).orElseThrow();
    assertThat(prices.perHour("Standard_D4s_v5", Node.Lease.SPOT).orElseThrow())
        .isPositive()
        .isLessThan(dedicated);
    assertThat(prices.perHour("Abacus_A1", Node.Lease.SPOT)).isEmpty();
  }
}

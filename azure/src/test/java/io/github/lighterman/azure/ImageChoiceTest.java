package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

/** The newest Ubuntu that fits, one that is named, and none that is about to be given up. */
final class ImageChoiceTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-28T00:00:00Z"), ZoneOffset.UTC);
  private static final PoolSpec PLAIN = PoolSpec.of("Standard_D2s_v5", 1);
  private static final PoolSpec CONTAINERS = PLAIN.withContainers();
  private static final List<SupportedImage> OFFERED =
      List.of(
          image("canonical server-22", "ubuntu 22.04", "2027-06-30T00:00:00Z"),
          image("canonical server-24", "ubuntu 24.04", ""),
          image("canonical server-arm64", "ubuntu 24.04-arm64", ""),
          image("dsvm ubuntu-hpc", "ubuntu 24.04", "", "DockerCompatible"),
          image("dsvm ubuntu-old", "ubuntu 20.04", "2026-11-27T00:00:00Z", "DockerCompatible"),
          image("canonical server-26", "ubuntu 26.04", "2026-12-01T00:00:00Z"),
          image("rocky nine", "el 9", ""),
          image("microsoft server", "windows amd64", ""));

  private static SupportedImage image(
      String name, String agent, String ends, String... capabilities) {
    String[] parts = name.split(" ", -1);
    return new SupportedImage(
        parts[0],
        parts[1],
        "s",
        "batch.node." + agent,
        Set.of(capabilities),
        ends.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(ends)));
  }

  private static String chosen(
      List<SupportedImage> offered, PoolSpec spec, ImageChoice.Trait... traits)
      throws BatchException {
    PoolImage image = new ImageChoice(offered, CLOCK).of(spec, Set.of(traits));
    return image instanceof PoolImage.Named named
        ? named.offer() + " with " + named.agent().orElseThrow()
        : image.toString();
  }

  private static String chosen(PoolSpec spec, ImageChoice.Trait... traits) throws BatchException {
    return chosen(OFFERED, spec, traits);
  }

  private static PoolSpec named(String publisher, String offer) {
    return PLAIN.toBuilder().image(PoolImage.named(publisher, offer, "s")).build();
  }

  private static ThrowableAssertAlternative<BatchException> assertRefused(
      PoolSpec spec, ImageChoice.Trait... traits) {
    return assertThatExceptionOfType(BatchException.class)
        .isThrownBy(() -> chosen(spec, traits))
        .withMessageStartingWith("pool 'main': ")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(BatchException.Kind.INVALID));
  }

  @Test
  void newestThatFitsIsFound() throws BatchException {
    assertThat(chosen(PLAIN)).isEqualTo("server-24 with batch.node.ubuntu 24.04");
    assertThat(chosen(CONTAINERS)).isEqualTo("ubuntu-hpc with batch.node.ubuntu 24.04");
    assertThat(chosen(PLAIN, ImageChoice.Trait.ARM64))
        .isEqualTo("server-arm64 with batch.node.ubuntu 24.04-arm64");
  }

  @Test
  void gpusTakeDriversEvenIfTheImageHasMoreThanIsNeeded() throws BatchException {
    assertThat(chosen(PLAIN, ImageChoice.Trait.GPU)).startsWith("ubuntu-hpc");
    assertThat(
            chosen(
                List.of(
                    image("p plain", "ubuntu 24.04", ""),
                    image("p drivers", "ubuntu 22.04", "", "NvidiaTeslaDriverInstalled")),
                PLAIN,
                ImageChoice.Trait.GPU))
        .startsWith("drivers");
  }

  @Test
  void noneThatFitsIsAnErrorWithAWayOut() {
    assertRefused(CONTAINERS, ImageChoice.Trait.ARM64, ImageChoice.Trait.GPU)
        .withMessageContaining(
            "no supported Ubuntu image with a container engine with drivers for gpus for ARM64")
        .withMessageContaining("PoolImage.named or PoolImage.gallery")
        .withMessageContaining("PoolChoice.existing");
  }

  @Test
  void namedImageGetsTheAgentThatGoesWithIt() throws BatchException {
    assertThat(chosen(named("Rocky", "Nine"))).isEqualTo("nine with batch.node.el 9");
    PoolImage version = PoolImage.named("rocky", "nine", "s", "1.2.3", "batch.node.el 9");
    assertThat(
            new ImageChoice(OFFERED, CLOCK).of(PLAIN.toBuilder().image(version).build(), Set.of()))
        .isEqualTo(version);
  }

  @Test
  void galleryPassesThrough() throws BatchException {
    PoolImage gallery =
        PoolImage.gallery(
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/y/images/i",
            "batch.node.el 9");
    PoolSpec spec = PLAIN.toBuilder().image(gallery).build();

    assertThat(new ImageChoice(List.of(), CLOCK).of(spec, Set.of())).isSameAs(gallery);
  }

  @Test
  void imageThatIsNotOfferedIsAnErrorWithTheNearest() {
    assertRefused(named("canonical", "server-28"))
        .withMessageContaining(
            "no image 'canonical server-28 s'; the nearest are 'canonical server-2")
        .withMessageNotContaining("server-26")
        .withMessageNotContaining("microsoft")
        .withMessageContaining("PoolImage.found()");
  }

  @Test
  void namedImageMustFit() {
    assertRefused(named("microsoft", "server")).withMessageContaining("is Windows");
    assertRefused(named("dsvm", "ubuntu-old"))
        .withMessageContaining("is supported no more since 2026-11-27");
    assertRefused(named("canonical", "server-24"), ImageChoice.Trait.ARM64)
        .withMessageContaining("not for the processors of Standard_D2s_v5");
    assertRefused(
            named("canonical", "server-24").toBuilder()
                .containers(ContainerSetup.required())
                .build())
        .withMessageContaining("has no container engine");
    PoolImage wrongAgent = PoolImage.named("rocky", "nine", "s", "latest", "batch.node.el 8");
    assertRefused(PLAIN.toBuilder().image(wrongAgent).build())
        .withMessageContaining("goes with the agent 'batch.node.el 9', not 'batch.node.el 8'");
  }

  @Test
  void endThatIsNearIsTold() throws BatchException {
    try (LogRecords log = LogRecords.capture()) {
      assertThat(chosen(PLAIN)).startsWith("server-24");
      assertThat(log.text()).isEmpty();

      List<SupportedImage> ending =
          List.of(image("canonical server", "ubuntu 24.04", "2027-02-01T00:00:00Z"));
      assertThat(chosen(ending, PLAIN.toBuilder().name("big").build())).startsWith("server");
      assertThat(log.text())
          .contains("'canonical server s' of pool 'big' on 2027-02-01T00:00:00Z")
          .contains("take another size or image");

      assertThat(chosen(named("canonical", "server-26"))).startsWith("server-26");
      assertThat(log.text()).contains("name a newer one");
    }
  }
}

package io.github.lighterman.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.lighterman.SecretRef;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pool can be, what it can't, and that equal ones are known by one name. */
final class PoolSpecTest {
  private static final String SUBNET =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n/subnets/s";
  private static final String ADDRESS =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/publicIPAddresses/a";
  private static final PoolScale SCALE = PoolScale.fixed(1, 0);
  private static final PoolDisks DATA = PoolDisks.builder().data(DataDisk.of(0, 64)).build();

  private static PoolSpec.Builder base() {
    return PoolSpec.builder("Standard_D2s_v5").scale(SCALE);
  }

  private static ThrowableAssertAlternative<IllegalArgumentException> assertRefused(
      UnaryOperator<PoolSpec.Builder> options) {
    return assertThatIllegalArgumentException().isThrownBy(() -> options.apply(base()).build());
  }

  /** Each differs from the base in one part. */
  private static Stream<UnaryOperator<PoolSpec.Builder>> options() {
    return Stream.of(
        spec -> spec.name("big"),
        spec -> spec.label("a", "1"),
        spec -> spec.vmSize("Standard_D4s_v5"),
        spec -> spec.slotsPerNode(2),
        spec -> spec.fill(FillType.SPREAD),
        spec -> spec.scale(PoolScale.fixed(2, 0)),
        spec -> spec.lifetime(PoolLifetime.BATCH_JOB),
        spec -> spec.image(PoolImage.named("p", "o", "s")),
        spec -> spec.containers(ContainerSetup.required()),
        spec -> spec.disks(DATA),
        spec -> spec.network(PoolNetwork.inSubnet(SUBNET)),
        spec -> spec.mount(PoolMount.nfs("h:/d", "m")),
        spec -> spec.startTask(StartTask.of("true")),
        spec -> spec.tag("a", "1"));
  }

  @ParameterizedTest
  @MethodSource("options")
  void everyPartMakesADifferenceAndSurvivesACopy(UnaryOperator<PoolSpec.Builder> option) {
    PoolSpec plain = base().build();
    PoolSpec changed = option.apply(base()).build();

    assertThat(changed).isNotEqualTo(plain).isEqualTo(option.apply(base()).build());
    assertThat(changed).hasSameHashCodeAs(option.apply(base()).build());
    assertThat(changed.toBuilder().build()).isEqualTo(changed);
    assertThat(changed.fingerprint()).isNotEqualTo(plain.fingerprint());
    assertThat(changed.toString()).isNotEqualTo(plain.toString());
  }

  @Test
  void fingerprintIsTheSameInEveryProcess() {
    PoolSpec spec = base().label("b", "2").label("a", "1").tag("y", "2").tag("x", "1").build();

    assertThat(spec.fingerprint())
        .isEqualTo(
            base()
                .tag("x", "1")
                .tag("y", "2")
                .label("a", "1")
                .label("b", "2")
                .build()
                .fingerprint())
        .matches("[0-9a-f]{16}");
    assertThat(spec.toString())
        .startsWith("PoolSpec{name=main, labels={a=1, b=2}, vmSize=Standard_D2s_v5,")
        .contains("tags={x=1, y=2}");
  }

  @Test
  void signaturesStandNowhere() {
    PoolSpec spec = withFile("hunter2");

    assertThat(spec.toString()).contains("https://me.example/c/b").doesNotContain("hunter2");
    assertThat(spec.fingerprint()).isEqualTo(withFile("another").fingerprint());
    assertThat(spec).isNotEqualTo(withFile("another"));
  }

  private static PoolSpec withFile(String signature) {
    URI url = URI.create("https://me.example/c/b?sig=" + signature);
    return base().startTask(StartTask.of("true").withFile(url, "b")).build();
  }

  @Test
  void shortFormsAreTheDefaults() {
    assertThat(PoolSpec.of("Standard_D2s_v5", 1)).isEqualTo(base().build());
    assertThat(PoolSpec.of("Standard_D2s_v5", 1).withSlotsPerNode(3).withContainers())
        .isEqualTo(base().slotsPerNode(3).containers(ContainerSetup.required()).build());
  }

  @Test
  void valueOutOfItsRangeIsRefused() {
    assertRefused(spec -> spec.vmSize("Standard D2"))
        .withMessageContaining("vmSize must be a name such as Standard_D4s_v5");
    assertRefused(spec -> spec.name("Big")).withMessageContaining("1 to 20 lower-case letters");
    assertRefused(spec -> spec.name("https://x/?sig=hunter2")).withMessageNotContaining("hunter2");
    assertRefused(spec -> spec.slotsPerNode(257))
        .withMessage("slotsPerNode must be 1 to 256, not 257");
    assertRefused(spec -> spec.label("a b", "1")).withMessageContaining("the key of a label");
    assertRefused(spec -> spec.label("a", "")).withMessageContaining("the value of label a");
    assertRefused(spec -> spec.tag("a/b", "1")).withMessageContaining("the name of a tag");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PoolSpec.builder("Standard_D2s_v5").build())
        .withMessageContaining("must have a scale");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PoolSpec.of("Standard_D2s_v5", 0))
        .withMessageContaining("must have a node");
  }

  @Test
  void warmPoolMustGoDownByItself() {
    assertRefused(spec -> spec.name("warm").lifetime(PoolLifetime.KEEP_WARM))
        .withMessageStartingWith("pool 'warm': a pool that is kept warm must go down")
        .withMessageContaining("another lifetime");
  }

  @Test
  void disksMustGoWithTheRest() {
    PoolDisks ephemeral = PoolDisks.builder().osDisk(OsDisk.EPHEMERAL).build();
    assertRefused(spec -> spec.disks(ephemeral).scale(PoolScale.fixed(1, 1)))
        .withMessageContaining("spot machines can't have an ephemeral OS disk");
    PoolDisks moved =
        PoolDisks.builder().data(DataDisk.of(0, 64)).dockerRoot(DockerRoot.MOVED).build();
    assertRefused(spec -> spec.disks(moved)).withMessageContaining("ContainerSetup.required()");
    assertRefused(
            spec ->
                spec.disks(moved)
                    .containers(ContainerSetup.required().withPrefetch(List.of("i:1"))))
        .withMessageContaining("before Docker's root is moved");
    assertRefused(spec -> spec.disks(DATA).startTask(StartTask.of("true")))
        .withMessageContaining("withElevation(Elevation.ADMIN)");
  }

  @Test
  void networkMustCarryTheNodes() {
    PoolNetwork connected = PoolNetwork.ofDefaults().withBetweenNodes(InterNodeCommunication.ON);
    assertRefused(spec -> spec.network(connected).scale(PoolScale.fixed(60, 41)))
        .withMessageContaining("can be 100 at most");
    PoolNetwork one = PoolNetwork.inSubnet(SUBNET).withPublicIp(PublicIp.given(List.of(ADDRESS)));
    assertRefused(spec -> spec.network(one).scale(PoolScale.fixed(101, 0)))
        .withMessageContaining("serves 100 dedicated and 100 spot machines");
    assertThat(base().network(one).scale(PoolScale.fixed(100, 100)).build()).isNotNull();
  }

  @Test
  void mountsMustNotMeet() {
    assertRefused(
            spec -> spec.mount(PoolMount.nfs("h:/d", "a")).mount(PoolMount.nfs("h:/e", "a/b")))
        .withMessageContaining("a mount at 'a' hides another one at 'a/b'");
    PoolMount same = PoolMount.nfs("h:/d", "a");
    assertRefused(spec -> spec.mount(same).mount(same)).withMessageContaining("hides another");
    assertThat(base().mount(same).mount(PoolMount.nfs("h:/e", "ab")).build().mounts()).hasSize(2);
    assertRefused(
            spec -> {
              IntStream.rangeClosed(1, 11).forEach(i -> spec.mount(PoolMount.nfs("h:/d", "m" + i)));
              return spec;
            })
        .withMessageContaining("at most 10 mounts");
  }

  @Test
  void fiftyOneTagsAreTooMany() {
    assertRefused(
            spec -> {
              IntStream.rangeClosed(1, 51).forEach(i -> spec.tag("t" + i, ""));
              return spec;
            })
        .withMessageContaining("at most 50 tags");
  }

  @Test
  void poolsToChooseFromDifferInTheirNames() {
    PoolSpec spec = base().build();

    assertThat(PoolChoice.anyOf(spec, base().name("big").build()))
        .isEqualTo(PoolChoice.anyOf(List.of(spec, base().name("big").build())));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PoolChoice.anyOf(spec, spec))
        .withMessageContaining("two pools have the name 'main'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PoolChoice.anyOf(List.of()))
        .withMessageContaining("must be a pool");
  }

  @Test
  void keyIsNotEnoughForSubnetsAndGalleries() {
    PoolImage gallery =
        PoolImage.gallery(
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/y/images/i",
            "batch.node.ubuntu 24.04");
    for (PoolSpec spec :
        List.of(
            base().network(PoolNetwork.inSubnet(SUBNET)).build(), base().image(gallery).build())) {
      for (PoolChoice choice : List.of(spec, PoolChoice.anyOf(spec))) {
        assertThatIllegalArgumentException()
            .isThrownBy(
                () -> BatchAccount.config(URI.create("https://me.example")).pool(choice).build())
            .withMessageContaining("pool 'main': Batch takes no key")
            .withMessageContaining("identity");
      }
    }
  }

  @Test
  void secretsThatAreMissingAreNamed() {
    PoolSpec spec =
        base()
            .containers(
                ContainerSetup.required()
                    .withRegistry(
                        Registry.of(
                            "me.azurecr.io",
                            RegistryAuth.password("me", SecretRef.of("env:NOT_THERE")))))
            .build();

    for (String value : List.of("", " ")) {
      assertThat(
              catchThrowableOfType(
                  BatchException.class, () -> PoolSecrets.of(spec, secret -> value)))
          .hasMessageContaining("pool 'main' needs the secret env:NOT_THERE")
          .hasMessageContaining("it's empty");
    }
    assertThat(Map.of("x", PoolSecrets.none()).toString()).contains("(not shown)");
  }
}

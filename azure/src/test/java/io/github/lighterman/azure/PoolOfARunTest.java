package io.github.lighterman.azure;

import static io.github.lighterman.testing.LightermanAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lighterman.ClosePolicy;
import io.github.lighterman.DataSize;
import io.github.lighterman.JobHandle;
import io.github.lighterman.JobResult;
import io.github.lighterman.SecretRef;
import io.github.lighterman.WorkflowRun;
import io.github.lighterman.testing.http.HttpReply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pool of a run is what was described, with its secrets, and its jobs run as it says. */
final class PoolOfARunTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private PoolSpec spec(SecretRef password) {
    return PoolSpec.builder("Standard_D2s_v5")
        .scale(PoolScale.fixed(1, 0))
        .containers(
            ContainerSetup.required()
                .withPrefetch(List.of("tools:1"))
                .withRegistry(Registry.of("me.azurecr.io", RegistryAuth.password("me", password)))
                .withOptions(ContainerOptions.builder().shmSize(DataSize.ofGibibytes(1)).build()))
        .disks(PoolDisks.builder().data(DataDisk.of(0, 64)).mountPath("/scratch").build())
        .build();
  }

  private static JsonNode body(Wiretap wiretap, String target) throws Exception {
    return JSON.readTree(
        wiretap.requests().stream()
            .filter(request -> request.method().equals("POST"))
            .filter(request -> request.target().contains(target))
            .findFirst()
            .orElseThrow()
            .body());
  }

  @Test
  void poolAndTasksAreAsDescribedAndTheSecretStandsNowhereElse() throws Exception {
    SecretRef password =
        SecretRef.of("file:" + Files.writeString(directory.resolve("password"), "hunter2"));
    try (Rig rig = Rig.scripted(Rig::byName, 0);
        Wiretap wiretap = new Wiretap(rig.batch());
        LogRecords log = LogRecords.capture()) {
      WorkflowRun run =
          rig.start(config -> config.pool(spec(password)).batchEndpoint(wiretap.endpoint()));
      JobHandle job = Rig.submit(run, Rig.any("job").image("me.azurecr.io/job:2"));
      assertThat(Rig.await(job)).succeeded();
      assertThat(run.close(ClosePolicy.CLEAN)).deletedAllItShould();

      JsonNode containers =
          body(wiretap, "/pools?").at("/virtualMachineConfiguration/containerConfiguration");
      assertThat(containers.at("/containerRegistries/0/password").asText()).isEqualTo("hunter2");
      assertThat(containers.path("containerImageNames"))
          .isEqualTo(JSON.createArrayNode().add("tools:1").add("me.azurecr.io/job:2"));
      assertThat(
              body(wiretap, "addtaskcollection")
                  .at("/value/0/containerSettings/containerRunOptions")
                  .asText())
          .isEqualTo("--rm --shm-size=1073741824b --volume=/scratch:/scratch");
      assertThat(wiretap.requests())
          .filteredOn(request -> new String(request.body(), UTF_8).contains("hunter2"))
          .hasSize(1);
      assertThat(log.text()).doesNotContain("hunter2");
    }
  }

  /** The service's errors repeat the values that it refuses. */
  @ParameterizedTest
  @EnumSource(names = {"RUN", "BATCH_JOB"})
  void passwordThatARefusalRepeatsIsNowhere(PoolLifetime lifetime) throws Exception {
    String secret = "c4n4ry&p4ssw0rd";
    SecretRef password =
        SecretRef.of("file:" + Files.writeString(directory.resolve("password"), secret));
    try (Rig rig = Rig.scripted(Rig::byName, 0);
        LogRecords log = LogRecords.capture();
        Wiretap refusing =
            new Wiretap(
                rig.batch().endpoint(),
                request ->
                    new String(request.body(), UTF_8).contains(secret)
                        ? Optional.of(
                            HttpReply.of(400)
                                .body(
                                    "{\"code\":\"InvalidPropertyValue\",\"message\":{\"value\":\"no "
                                        + "'c4n4ry&p4ssw0rd'\"},\"values\":[{\"key\":\"PropertyValue\","
                                        + "\"value\":\"c4n4ry&p4ssw0rd\"}]}"))
                        : Optional.empty())) {
      WorkflowRun run =
          rig.start(
              config ->
                  config
                      .pool(spec(password).toBuilder().lifetime(lifetime).build())
                      .batchEndpoint(refusing.endpoint()));
      JobHandle job = Rig.submit(run, Rig.any("job").image("me.azurecr.io/job:2"));
      JobResult result = Rig.await(job);

      assertThat(result).failed().withMessageContaining("InvalidPropertyValue");
      assertThat(result + " " + job.status() + run.close(ClosePolicy.CLEAN) + log.text())
          .doesNotContain("c4n4ry");
    }
  }

  @Test
  void secretThatIsMissingFailsJobsBeforeAPoolIsMade() throws Exception {
    SecretRef password = SecretRef.of("file:" + directory.resolve("none"));
    try (Rig rig = Rig.scripted(Rig::byName, 0)) {
      WorkflowRun run = rig.start(config -> config.pool(spec(password)));

      assertThat(Rig.await(Rig.submit(run, Rig.any("job").image("i:1"))))
          .failed()
          .withMessageContaining("pool 'main' needs the secret " + password.reference());
      assertThat(rig.gateway().pools("")).extracting(PoolView::id).containsExactly(rig.pool());
      assertThat(run.close(ClosePolicy.CLEAN)).deletedAllItShould();
    }
  }
}

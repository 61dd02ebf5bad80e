package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.IMAGE;
import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "ends programs by SIGTERM")
final class BatchEmulatorMainTest {
  private static final String KEY = "YSBrZXkgdGhhdCBldmVyeWJvZHkga25vd3M=";
  private static final String SEED =
      json(
          "{'pools':[{'id':'p','vmSize':'standard_d2s_v5',%s,'targetDedicatedNodes':2}],"
              + "'jobs':[{'id':'j','poolInfo':{'poolId':'p'}}],"
              + "'tasks':{'j':[{'id':'t','commandLine':'x','environmentSettings':"
              + "[{'name':'TOKEN','value':'hush'}],'resourceFiles':[{'filePath':'f',"
              + "'httpUrl':'https://a.blob.core.windows.net/c/f?sv=1&sig=hush%%3D&se=2'}]}]}}",
          IMAGE);

  @TempDir Path directory;

  @Test
  void programAnswersClientsUntilItIsTerminated() throws Exception {
    try (Program program = Program.start(directory)) {
      TestClient client = program.client("lighterman", KEY);
      ok(201, client.post("/jobs", json("{'id':'j','poolInfo':{'poolId':'p'}}")));
      assertThat(ok(200, client.get("/jobs/j")).json().path("state").asText()).isEqualTo("active");
      assertThat(program.client("lighterman", "b3RoZXI=").get("/jobs").status()).isEqualTo(403);

      assertThat(program.terminate().status()).isEqualTo(143);
      String rest = program.rest();
      assertThat(rest).contains("az batch", "BatchSharedKeyCredentials", KEY);
      assertThat(rest.lines().count()).isLessThan(24);
      assertThat(program.errors()).isEmpty();
    }
  }

  @Test
  void accountKeyAndPortAreThoseAskedFor() throws Exception {
    int port = freePort();
    try (Program program =
        Program.start(
            directory,
            "--port=" + port,
            "--account",
            "other",
            "--key",
            "c2VjcmV0",
            "--speed",
            "9")) {
      assertThat(program.endpoint().getPort()).isEqualTo(port);
      ok(200, program.client("other", "c2VjcmV0").get("/pools"));
      assertThat(program.client("lighterman", KEY).get("/pools").status()).isEqualTo(403);

      assertThat(program.terminate().status()).isEqualTo(143);
      assertThat(program.rest()).doesNotContain("c2VjcmV0");
    }
  }

  @Test
  void seedIsThereAtTheStartAndTheStateIsDumpedAtTheEnd() throws Exception {
    Path seed = Files.writeString(directory.resolve("seed.json"), SEED);
    Path dump = Files.writeString(directory.resolve("dump.json"), "from before");
    try (Program program =
        Program.start(directory, "--seed", seed.toString(), "--dump", "dump.json")) {
      TestClient client = program.client("lighterman", KEY);
      assertThat(ok(200, client.get("/jobs/j/tasks/t")).json().path("commandLine").asText())
          .isEqualTo("x");

      assertThat(program.terminate().status()).isEqualTo(143);
      JsonNode state = new ObjectMapper().readTree(Files.readString(dump));
      assertThat(state.path("pools").path(0).path("id").asText()).isEqualTo("p");
      assertThat(state.path("nodes").has("p")).isTrue();
      assertThat(state.path("jobs").path(0).path("id").asText()).isEqualTo("j");
      assertThat(state.path("tasks").path("j").path(0).path("id").asText()).isEqualTo("t");
      assertThat(Files.readString(dump))
          .contains("TOKEN", "sig=REDACTED&se=2")
          .doesNotContain("hush");
      assertThat(program.errors()).isEmpty();
    }
  }

  @Test
  void storageIsEmulatedBesideItForTheSameAccount() throws Exception {
    int port = freePort();
    OkHttpClient http = new OkHttpClient();
    try (Program program =
        Program.start(directory, "--storage", "files", "--storage-port=" + port)) {
      String line = program.lineWith("Blob Storage");
      String endpoint = line.substring(line.indexOf("http"));
      assertThat(URI.create(endpoint).getPort()).isEqualTo(port);
      BlobContainerClient container =
          new BlobContainerClientBuilder()
              .endpoint(endpoint)
              .containerName("files")
              .credential(new StorageSharedKeyCredential("lighterman", KEY))
              .httpClient(new OkHttpAsyncHttpClientBuilder(http).build())
              .buildClient();
      container.getBlobClient("a").upload(BinaryData.fromString("b"));
      assertThat(container.getBlobClient("a").downloadContent().toString()).isEqualTo("b");

      assertThat(program.terminate().status()).isEqualTo(143);
      assertThat(program.rest()).contains(KEY, "files");
      assertThat(program.errors()).isEmpty();
    } finally {
      http.dispatcher().executorService().shutdown();
      http.connectionPool().evictAll();
    }
  }

  @Test
  void commandsRunIfProcessesAreAskedFor() throws Exception {
    String text =
        SEED.replaceAll(",\"environmentSettings.*\\]", "}]").replace("\"x\"", "\"sleep 99\"");
    Path seed = Files.writeString(directory.resolve("seed.json"), text);
    try (Program program =
        Program.start(directory, "--execution", "process", "--seed", "seed.json")) {
      TestClient client = program.client("lighterman", KEY);
      ok(201, client.post("/jobs/j/tasks", json("{'id':'u','commandLine':'echo really'}")));
      String state = "";
      while (!state.equals("completed")) {
        state = ok(200, client.get("/jobs/j/tasks/u")).json().path("state").asText();
      }
      assertThat(ok(200, client.get("/jobs/j/tasks/u/files/stdout.txt")).text())
          .isEqualTo("really\n");

      assertThat(program.terminate().status()).isEqualTo(143);
      assertThat(program.errors()).isEmpty();
    }
    assertThat(seed).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--prot 1|there is no flag '--prot'; did you mean --port?",
        "--executoin=process|did you mean --execution?",
        "serve|there is no flag 'serve'; there are --port, --host",
        "--port|--port needs a value, such as --port 10080",
        "--port --dump x|--port needs a value",
        "--port 65536|--port must be from 0 to 65535, not '65536'",
        "--port -1|--port must be from 0 to 65535, not '-1'",
        "--port 1 --port 2|--port is given twice",
        "--speed 0|--speed must be a number above 0",
        "--execution docker|--execution must be instant or process, not 'docker'",
        "--key %%%|--key must be Base64",
        "--account A|--account must be 3 to 24 small letters and digits, not 'A'",
        "--dump no/such/place.json|--dump can't be written: no/such/place.json",
        "--seed a.json --dump ./a.json|--dump would replace the file of --seed",
        "--storage X|--storage must name a container, by 3 to 63 small letters",
        "--storage a--b|not 'a--b'",
        "--storage-port 1|--storage-port goes with --storage",
        "--storage abc --storage-port x|--storage-port must be from 0 to 65535, not 'x'",
        "--host 0.0.0.0 --execution process|needs a --key of yours",
      })
  void wrongFlagsAreExplainedWithStatus2(String flags, String complaint) throws Exception {
    try (Program program = Program.start(directory, flags.split(" ", -1))) {
      assertThat(program.status()).isEqualTo(2);
      assertThat(program.errors()).contains(complaint).contains("--help lists all flags");
      assertThat(program.firstLine()).isEqualTo("null");
    }
  }

  @Test
  void helpListsTheFlags() throws Exception {
    try (Program program = Program.start(directory, "--help")) {
      assertThat(program.status()).isZero();
      assertThat(program.rest())
          .contains("--port", "--host", "--account", "--key", "--seed", "--dump", "--execution")
          .contains("--speed", "--storage ", "--storage-port", KEY);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'pools':[{'id':'p','vmSize':'x'}]}|the seed's pool 'p' is refused: ",
        "{'tasks':{'j':[{'id':'t','commandLine':'x'}]}}"
            + "|the seed's task 't' of job 'j' is refused: JobNotFound",
        "{'jobs':[{'id':'j','poolInfo':{'poolId':'p'},'colour':'red'}]}"
            + "|the seed's job 'j' is refused: InvalidRequestBody",
        "{'nodes':[]}|the seed has 'nodes'; it can have pools, jobs and tasks",
        "{'pools':{}}|the seed's pools must be a list",
        "{'pools':[}|the seed isn't JSON",
        "[]|the seed must be an object with pools, jobs and tasks",
      })
  void seedThatIsRefusedIsNamed(String seed, String complaint) {
    try (BatchEmulator emulator = BatchEmulator.start()) {
      assertThatThrownBy(() -> emulator.seed(json(seed.replace("%", "%%"))))
          .hasMessageContaining(complaint);
    }
  }

  @Test
  void seedThatIsRefusedEndsTheProgramWithStatus1() throws Exception {
    Files.writeString(directory.resolve("seed.json"), "[]");
    try (Program program = Program.start(directory, "--seed", "seed.json")) {
      assertThat(program.status()).isEqualTo(1);
      assertThat(program.errors())
          .contains("the seed must be an object with pools, jobs and tasks");
    }
  }

  @Test
  void portInUseIsNamedWithStatus1() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program program = Program.start(directory, "--port", "" + taken.getLocalPort())) {
      assertThat(program.status()).isEqualTo(1);
      assertThat(program.errors()).contains("can't listen", "" + taken.getLocalPort());
    }
  }

  @Test
  void storagePortInUseIsNamedWithStatus1() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program program =
            Program.start(
                directory, "--storage", "files", "--storage-port", "" + taken.getLocalPort())) {
      assertThat(program.status()).isEqualTo(1);
      assertThat(program.errors()).contains("can't listen", "" + taken.getLocalPort());
    }
  }

  @Test
  void otherMachinesAreWarnedOf() throws Exception {
    try (Program program = Program.start(directory, "--host", "0.0.0.0")) {
      ok(200, program.client("lighterman", KEY).get("/pools"));
      assertThat(program.terminate().status()).isEqualTo(143);
      assertThat(program.errors()).contains("warning: other machines can reach 0.0.0.0");
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}

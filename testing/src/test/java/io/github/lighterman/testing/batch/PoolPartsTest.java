package io.github.lighterman.testing.batch;

import static io.github.lighterman.testing.batch.Fixture.json;
import static io.github.lighterman.testing.batch.Fixture.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.testing.batch.TestClient.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Disks, registries, networks and mounts of pools. */
final class PoolPartsTest {
  private static final String SUBNET =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n/subnets/s";

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Answer add(String machine, String more) {
    return fixture.client.post(
        "/pools",
        json(
            "{'id':'p','vmSize':'standard_d2s_v5','virtualMachineConfiguration':{"
                + "'imageReference':{'publisher':'microsoft-dsvm','offer':'ubuntu-hpc',"
                + "'sku':'2404'},'nodeAgentSKUId':'batch.node.ubuntu 24.04'%s},"
                + "'targetDedicatedNodes':1%s}",
            machine, more));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ",'dataDisks':[{'lun':64,'diskSizeGB':1}]|lun",
        ",'dataDisks':[{'lun':0,'diskSizeGB':0}]|diskSizeGB",
        ",'dataDisks':[{'lun':1,'diskSizeGB':1},{'lun':1,'diskSizeGB':1}]|lun",
        ",'osDisk':{'diskSizeGB':4096}|diskSizeGB",
        ",'containerConfiguration':{'type':'dockerCompatible','containerRegistries':["
            + "{'registryServer':'r.example','username':'u'}]}|containerRegistries",
        ",'containerConfiguration':{'type':'dockerCompatible','containerRegistries':["
            + "{'registryServer':'r.example'}]}|containerRegistries"
      })
  void machineThatCannotBeIsRefused(String part, String property) {
    assertThat(ok(400, add(part, "")).value("PropertyName")).isEqualTo(property);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ",'mountConfiguration':[{}]|mountConfiguration",
        ",'mountConfiguration':[{'nfsMountConfiguration':{'source':'s:/d',"
            + "'relativeMountPath':'../m'}}]|relativeMountPath",
        ",'mountConfiguration':[{'nfsMountConfiguration':{'source':'s:/d','relativeMountPath':'m'}},"
            + "{'nfsMountConfiguration':{'source':'s:/e','relativeMountPath':'m'}}]"
            + "|relativeMountPath",
        ",'mountConfiguration':[{'azureBlobFileSystemConfiguration':{'accountName':'a',"
            + "'containerName':'c','relativeMountPath':'m'}}]|azureBlobFileSystemConfiguration",
        ",'networkConfiguration':{'subnetId':'default'}|subnetId",
        ",'networkConfiguration':{'publicIPAddressConfiguration':{'provision':"
            + "'nopublicipaddresses'}}|subnetId",
        ",'networkConfiguration':{'publicIPAddressConfiguration':{'provision':'usermanaged'}}"
            + "|ipAddressIds"
      })
  void partThatCannotBeIsRefused(String part, String property) {
    assertThat(ok(400, add("", part)).value("PropertyName")).isEqualTo(property);
  }

  @Test
  void elevenMountsAreTooMany() {
    StringBuilder mounts = new StringBuilder();
    for (int i = 0; i < 11; i++) {
      mounts
          .append(i == 0 ? "" : ",")
          .append("{'nfsMountConfiguration':{'source':'s:/d','relativeMountPath':'m" + i + "'}}");
    }

    assertThat(ok(400, add("", ",'mountConfiguration':[" + mounts + "]")).code())
        .isEqualTo("InvalidPropertyValue");
  }

  @Test
  void whatIsNotEmulatedIsSaid() {
    String part =
        ",'networkConfiguration':{'subnetId':'"
            + SUBNET
            + "','endpointConfiguration':{'inboundNATPools':[]}}";

    assertThat(ok(501, add("", part)).code()).isEqualTo("NotImplemented");
  }

  @Test
  void secretsAreShownToNobody() {
    String machine =
        ",'containerConfiguration':{'type':'dockerCompatible','containerRegistries':["
            + "{'registryServer':'r.example','username':'u','password':'hunter2'}]}";
    String mounts =
        ",'mountConfiguration':[{'azureBlobFileSystemConfiguration':{'accountName':'a',"
            + "'containerName':'c','relativeMountPath':'m','sasKey':'hunter2'}}]";
    ok(201, add(machine, mounts));

    assertThat(ok(200, fixture.client.get("/pools/p")).text())
        .contains("r.example", "relativeMountPath")
        .doesNotContain("hunter2");
  }
}

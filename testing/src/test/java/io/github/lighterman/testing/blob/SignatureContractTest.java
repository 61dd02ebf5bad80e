package io.github.lighterman.testing.blob;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.sas.AccountSasPermission;
import com.azure.storage.common.sas.AccountSasResourceType;
import com.azure.storage.common.sas.AccountSasService;
import com.azure.storage.common.sas.AccountSasSignatureValues;
import com.azure.storage.common.sas.SasProtocol;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SignatureContractTest extends BlobContract {
  SignatureContractTest(BlobBackend backend) {
    super(backend);
  }

  private static OffsetDateTime in(int minutes) {
    return OffsetDateTime.now(ZoneOffset.UTC).plusMinutes(minutes);
  }

  private static BlobServiceSasSignatureValues values(String permissions) {
    return new BlobServiceSasSignatureValues(in(10), BlobContainerSasPermission.parse(permissions));
  }

  private BlobContainerClient signedContainer(BlobServiceSasSignatureValues values) {
    return clients.containerBySas(container.getBlobContainerUrl(), container.generateSas(values));
  }

  @Test
  void signatureToReadAndListDoesThatOnly() {
    put("a/b c", "x");
    BlobContainerClient signed = signedContainer(values("rl"));

    assertThat(text(signed.getBlobClient("a/b c"))).isEqualTo("x");
    assertThat(signed.listBlobs()).hasSize(1);
    assertFails(
        403,
        BlobErrorCode.AUTHORIZATION_PERMISSION_MISMATCH,
        () -> signed.getBlobClient("a/b c").upload(BinaryData.fromString("y"), true));
    assertFails(403, () -> signed.getBlobClient("a/b c").delete());
    assertThat(text(container.getBlobClient("a/b c"))).isEqualTo("x");
  }

  @Test
  void signatureToReadDoesNotList() {
    BlobContainerClient signed = signedContainer(values("r"));

    assertFails(
        403,
        BlobErrorCode.AUTHORIZATION_PERMISSION_MISMATCH,
        () -> signed.listBlobs().stream().toList());
  }

  @Test
  void signatureToWriteWritesBlobsBlocksAndAll() {
    BlobContainerClient signed = signedContainer(values("w"));
    signed.getBlobClient("a").upload(BinaryData.fromString("one"), true);
    signed.getBlobClient("a").upload(BinaryData.fromString("two"), true);
    String id = Base64.getEncoder().encodeToString(utf8("1"));
    signed.getBlobClient("b").getBlockBlobClient().stageBlock(id, BinaryData.fromString("three"));
    signed.getBlobClient("b").getBlockBlobClient().commitBlockList(List.of(id), true);

    assertThat(text(container.getBlobClient("a"))).isEqualTo("two");
    assertThat(text(container.getBlobClient("b"))).isEqualTo("three");
    assertFails(403, () -> text(signed.getBlobClient("a")));
  }

  @Test
  void signatureToCreateNeverOverwrites() {
    BlobContainerClient signed = signedContainer(values("c"));
    signed.getBlobClient("a").upload(BinaryData.fromString("one"), true);

    assertFails(403, () -> signed.getBlobClient("a").upload(BinaryData.fromString("two"), true));
    assertThat(text(container.getBlobClient("a"))).isEqualTo("one");
  }

  @Test
  void signatureOfAContainerDoesNotReachTheContainerItself() {
    BlobContainerClient signed = signedContainer(values("racwdl"));

    assertFails(403, signed::delete);
    assertThat(container.exists()).isTrue();
  }

  @Test
  void signatureOfABlobIsForThatBlobOnly() {
    BlobClient blob = put("a", "x");
    put("b", "y");
    String sas = blob.generateSas(values("r"));

    assertThat(text(clients.blobBySas(blob.getBlobUrl(), sas))).isEqualTo("x");
    String other = container.getBlobClient("b").getBlobUrl();
    assertFails(403, backend.notAuthenticated(), () -> text(clients.blobBySas(other, sas)));
  }

  @Test
  void signatureIsGoodForItsTimeOnly() {
    BlobClient blob = put("a", "x");
    var expired = new BlobServiceSasSignatureValues(in(-1), BlobSasPermission.parse("r"));
    var early = values("r").setStartTime(in(5));
    var now = values("r").setStartTime(in(-5));

    assertFails(403, backend.notAuthenticated(), () -> text(signed(blob, expired)));
    assertFails(403, backend.notAuthenticated(), () -> text(signed(blob, early)));
    assertThat(text(signed(blob, now))).isEqualTo("x");
  }

  private BlobClient signed(BlobClient blob, BlobServiceSasSignatureValues values) {
    return clients.blobBySas(blob.getBlobUrl(), blob.generateSas(values));
  }

  @Test
  void changedSignatureIsRefused() {
    BlobClient blob = put("a", "x");
    String sas = blob.generateSas(values("r")).replace("sp=r", "sp=rw");

    assertFails(
        403, backend.notAuthenticated(), () -> text(clients.blobBySas(blob.getBlobUrl(), sas)));
  }

  @Test
  void signatureForHttpsIsRefusedOverHttp() {
    BlobClient blob = put("a", "x");

    assertFails(
        403,
        BlobErrorCode.fromString("AuthorizationProtocolMismatch"),
        () -> text(signed(blob, values("r").setProtocol(SasProtocol.HTTPS_ONLY))));
  }

  @Test
  void signatureOverridesHeadersOfTheAnswer() {
    BlobClient blob = put("a", "x");
    BlobClient signed =
        signed(blob, values("r").setContentType("text/special").setContentDisposition("inline"));

    assertThat(signed.getProperties().getContentType()).isEqualTo("text/special");
    assertThat(signed.getProperties().getContentDisposition()).isEqualTo("inline");
    assertThat(blob.getProperties().getContentType()).isEqualTo("application/octet-stream");
  }

  @Test
  void accountSignatureReachesWhatItNames() {
    put("a", "x");
    BlobServiceClient signed = account("rl", "co");

    assertThat(signed.getBlobContainerClient(container.getBlobContainerName()).listBlobs())
        .hasSize(1);
    assertThat(
            text(
                signed.getBlobContainerClient(container.getBlobContainerName()).getBlobClient("a")))
        .isEqualTo("x");
    assertFails(
        403,
        BlobErrorCode.AUTHORIZATION_RESOURCE_TYPE_MISMATCH,
        () -> signed.listBlobContainers().stream().toList());
    assertFails(403, () -> signed.createBlobContainer("another"));
  }

  @Test
  void accountSignatureMayCreateContainers() {
    String name = container.getBlobContainerName() + "-more";

    account("cd", "c").createBlobContainer(name);

    assertThat(service.getBlobContainerClient(name).exists()).isTrue();
    account("cd", "c").getBlobContainerClient(name).delete();
  }

  private BlobServiceClient account(String permissions, String types) {
    String sas =
        service.generateAccountSas(
            new AccountSasSignatureValues(
                in(10),
                AccountSasPermission.parse(permissions),
                AccountSasService.parse("b"),
                AccountSasResourceType.parse(types)));
    return clients.accountBySas(service.getAccountUrl(), sas);
  }

  @Test
  void wrongKeyIsRefused() {
    String wrong = Base64.getEncoder().encodeToString(utf8("wrong"));
    String connection =
        backend.connectionString().replaceFirst("AccountKey=[^;]*", "AccountKey=" + wrong);

    assertFails(
        403,
        backend.notAuthenticated(),
        () ->
            clients
                .service(connection)
                .getBlobContainerClient(container.getBlobContainerName())
                .getProperties());
  }
}

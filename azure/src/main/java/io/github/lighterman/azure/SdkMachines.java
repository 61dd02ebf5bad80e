package io.github.lighterman.azure;

import static io.github.lighterman.azure.SdkModels.orNull;

import com.microsoft.azure.batch.protocol.models.CachingType;
import com.microsoft.azure.batch.protocol.models.ContainerConfiguration;
import com.microsoft.azure.batch.protocol.models.ContainerRegistry;
import com.microsoft.azure.batch.protocol.models.ContainerType;
import com.microsoft.azure.batch.protocol.models.DiffDiskPlacement;
import com.microsoft.azure.batch.protocol.models.DiffDiskSettings;
import com.microsoft.azure.batch.protocol.models.ImageReference;
import com.microsoft.azure.batch.protocol.models.OSDisk;
import com.microsoft.azure.batch.protocol.models.StorageAccountType;
import com.microsoft.azure.batch.protocol.models.VirtualMachineConfiguration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says in the SDK's words what the machines of a pool are. What is empty is left out. */
final class SdkMachines {
  private SdkMachines() {}

  static VirtualMachineConfiguration machine(BatchPool pool) {
    PoolSpec spec = pool.spec();
    return image(pool.made().image())
        .withContainerConfiguration(
            spec.containers().kind() == Containers.REQUIRED ? containers(pool) : null)
        .withDataDisks(orNull(spec.disks().data().stream().map(SdkMachines::disk).toList()))
        .withOsDisk(osDisk(spec.disks()));
  }

  private static VirtualMachineConfiguration image(PoolImage image) {
    VirtualMachineConfiguration machine = new VirtualMachineConfiguration();
    if (image instanceof PoolImage.Gallery gallery) {
      return machine
          .withImageReference(new ImageReference().withVirtualMachineImageId(gallery.imageId()))
          .withNodeAgentSKUId(gallery.agent());
    }
    PoolImage.Named named = (PoolImage.Named) image;
    boolean latest = named.version().equals(PoolImage.Named.LATEST);
    return machine
        .withImageReference(
            new ImageReference()
                .withPublisher(named.publisher())
                .withOffer(named.offer())
                .withSku(named.sku())
                .withVersion(latest ? null : named.version()))
        .withNodeAgentSKUId(named.agent().orElseThrow());
  }

  private static ContainerConfiguration containers(BatchPool pool) {
    ContainerSetup setup = pool.spec().containers();
    // They'd be pulled before the root is moved, and would fill the disk that it's moved from.
    boolean pulled = pool.spec().disks().dockerRoot() == DockerRoot.LEFT;
    List<String> images =
        pulled
            ? Stream.concat(setup.prefetch().stream(), pool.made().images().stream())
                .distinct()
                .toList()
            : List.of();
    return new ContainerConfiguration()
        .withType(ContainerType.DOCKER_COMPATIBLE)
        .withContainerImageNames(orNull(images))
        .withContainerRegistries(
            orNull(
                setup.registries().stream()
                    .map(registry -> registry(registry, pool.made().secrets()))
                    .toList()));
  }

  private static ContainerRegistry registry(Registry registry, PoolSecrets secrets) {
    ContainerRegistry all = new ContainerRegistry().withRegistryServer(registry.server());
    if (registry.auth() instanceof RegistryAuth.Password password) {
      return all.withUserName(password.user()).withPassword(secrets.value(password.password()));
    }
    return all.withIdentityReference(
        SdkModels.identity(Optional.of(((RegistryAuth.Identity) registry.auth()).resourceId())));
  }

  private static com.microsoft.azure.batch.protocol.models.DataDisk disk(DataDisk disk) {
    return new com.microsoft.azure.batch.protocol.models.DataDisk()
        .withLun(disk.lun())
        .withDiskSizeGB(disk.gib())
        .withCaching(
            switch (disk.caching()) {
              case NONE -> CachingType.NONE;
              case READ_ONLY -> CachingType.READ_ONLY;
              case READ_WRITE -> CachingType.READ_WRITE;
            })
        .withStorageAccountType(
            switch (disk.type()) {
              case STANDARD_HDD -> StorageAccountType.STANDARD_LRS;
              case STANDARD_SSD -> StorageAccountType.STANDARD_SSDLRS;
              case PREMIUM_SSD -> StorageAccountType.PREMIUM_LRS;
            });
  }

  private static @Nullable OSDisk osDisk(PoolDisks disks) {
    boolean ephemeral = disks.osDisk() == OsDisk.EPHEMERAL;
    if (!ephemeral && disks.osDiskGib().isEmpty()) {
      return null;
    }
    OSDisk disk = new OSDisk();
    disks.osDiskGib().ifPresent(disk::withDiskSizeGB);
    return ephemeral
        ? disk.withEphemeralOSDiskSettings(
            new DiffDiskSettings().withPlacement(DiffDiskPlacement.CACHE_DISK))
        : disk;
  }
}

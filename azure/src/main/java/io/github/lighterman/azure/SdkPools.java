package io.github.lighterman.azure;

import static io.github.lighterman.azure.SdkModels.orNull;

import com.microsoft.azure.batch.protocol.models.AutoPoolSpecification;
import com.microsoft.azure.batch.protocol.models.AzureBlobFileSystemConfiguration;
import com.microsoft.azure.batch.protocol.models.AzureFileShareConfiguration;
import com.microsoft.azure.batch.protocol.models.ComputeNodeFillType;
import com.microsoft.azure.batch.protocol.models.IPAddressProvisioningType;
import com.microsoft.azure.batch.protocol.models.MountConfiguration;
import com.microsoft.azure.batch.protocol.models.NFSMountConfiguration;
import com.microsoft.azure.batch.protocol.models.NetworkConfiguration;
import com.microsoft.azure.batch.protocol.models.PoolAddParameter;
import com.microsoft.azure.batch.protocol.models.PoolInformation;
import com.microsoft.azure.batch.protocol.models.PoolLifetimeOption;
import com.microsoft.azure.batch.protocol.models.PoolSpecification;
import com.microsoft.azure.batch.protocol.models.PublicIPAddressConfiguration;
import com.microsoft.azure.batch.protocol.models.TaskSchedulingPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says in the SDK's words what pool is to be added. What is empty is left out. */
final class SdkPools {
  private static final int LONGEST_PREFIX = 20;

  private SdkPools() {}

  static PoolAddParameter pool(BatchPool pool) {
    PoolSpecification all = specification(pool);
    return new PoolAddParameter()
        .withId(pool.id())
        .withDisplayName(all.displayName())
        .withVmSize(all.vmSize())
        .withVirtualMachineConfiguration(all.virtualMachineConfiguration())
        .withTargetDedicatedNodes(all.targetDedicatedNodes())
        .withTargetLowPriorityNodes(all.targetLowPriorityNodes())
        .withEnableAutoScale(all.enableAutoScale())
        .withAutoScaleFormula(all.autoScaleFormula())
        .withAutoScaleEvaluationInterval(all.autoScaleEvaluationInterval())
        .withTaskSlotsPerNode(all.taskSlotsPerNode())
        .withTaskSchedulingPolicy(all.taskSchedulingPolicy())
        .withEnableInterNodeCommunication(all.enableInterNodeCommunication())
        .withNetworkConfiguration(all.networkConfiguration())
        .withMountConfiguration(all.mountConfiguration())
        .withStartTask(all.startTask())
        .withResourceTags(all.resourceTags())
        .withMetadata(all.metadata());
  }

  /**
   * Returns that the service makes the pool with a job and deletes it when that ends. The pool's id
   * is the service's own, and starts with the first 20 characters of the given one.
   */
  static PoolInformation ofJob(BatchPool pool) {
    String id = pool.id();
    return new PoolInformation()
        .withAutoPoolSpecification(
            new AutoPoolSpecification()
                .withAutoPoolIdPrefix(id.substring(0, Math.min(id.length(), LONGEST_PREFIX)))
                .withPoolLifetimeOption(PoolLifetimeOption.JOB)
                .withKeepAlive(false)
                .withPool(specification(pool)));
  }

  private static PoolSpecification specification(BatchPool pool) {
    PoolSpec spec = pool.spec();
    PoolSpecification all =
        new PoolSpecification()
            .withDisplayName(pool.displayName())
            .withVmSize(spec.vmSize())
            .withVirtualMachineConfiguration(SdkMachines.machine(pool))
            .withTaskSlotsPerNode(pool.made().slotsPerNode())
            .withTaskSchedulingPolicy(
                new TaskSchedulingPolicy().withNodeFillType(fill(spec.fill())))
            .withEnableInterNodeCommunication(
                spec.network().betweenNodes() == InterNodeCommunication.ON ? true : null)
            .withNetworkConfiguration(network(spec.network()))
            .withMountConfiguration(
                orNull(
                    spec.mounts().stream()
                        .map(mount -> mount(mount, pool.made().secrets()))
                        .toList()))
            .withStartTask(startTask(spec))
            .withResourceTags(spec.tags().isEmpty() ? null : spec.tags())
            .withMetadata(SdkModels.metadata(pool.metadata()));
    if (pool.scale() instanceof PoolScale.Fixed fixed) {
      return all.withTargetDedicatedNodes(fixed.nodes())
          .withTargetLowPriorityNodes(fixed.spotNodes());
    }
    PoolScale.Formula formula = (PoolScale.Formula) pool.scale();
    return all.withEnableAutoScale(true)
        .withAutoScaleFormula(formula.text())
        .withAutoScaleEvaluationInterval(SdkModels.period(formula.interval()));
  }

  private static ComputeNodeFillType fill(FillType fill) {
    return switch (fill) {
      case SPREAD -> ComputeNodeFillType.SPREAD;
      case PACK -> ComputeNodeFillType.PACK;
    };
  }

  private static @Nullable NetworkConfiguration network(PoolNetwork network) {
    boolean accelerated = network.accelerated() == AcceleratedNetworking.ON;
    if (network.subnetId().isEmpty() && !accelerated) {
      return null;
    }
    return new NetworkConfiguration()
        .withSubnetId(network.subnetId().orElse(null))
        .withPublicIPAddressConfiguration(addresses(network.publicIp()))
        .withEnableAcceleratedNetworking(accelerated ? true : null);
  }

  private static @Nullable PublicIPAddressConfiguration addresses(PublicIp publicIp) {
    if (publicIp instanceof PublicIp.Given given) {
      return new PublicIPAddressConfiguration()
          .withProvision(IPAddressProvisioningType.USER_MANAGED)
          .withIpAddressIds(given.resourceIds());
    }
    return publicIp instanceof PublicIp.None
        ? new PublicIPAddressConfiguration()
            .withProvision(IPAddressProvisioningType.NO_PUBLIC_IPADDRESSES)
        : null;
  }

  private static MountConfiguration mount(PoolMount mount, PoolSecrets secrets) {
    MountConfiguration all = new MountConfiguration();
    String options = orNull(String.join(" ", mount.options()));
    if (mount instanceof PoolMount.Blobfuse blob) {
      return all.withAzureBlobFileSystemConfiguration(blobfuse(blob, secrets));
    }
    if (mount instanceof PoolMount.AzureFiles files) {
      return all.withAzureFileShareConfiguration(
          new AzureFileShareConfiguration()
              .withAccountName(files.account())
              .withAzureFileUrl(files.share().toString())
              .withAccountKey(secrets.value(files.key()))
              .withRelativeMountPath(files.path())
              .withMountOptions(options));
    }
    return all.withNfsMountConfiguration(
        new NFSMountConfiguration()
            .withSource(((PoolMount.Nfs) mount).source())
            .withRelativeMountPath(mount.path())
            .withMountOptions(options));
  }

  private static AzureBlobFileSystemConfiguration blobfuse(
      PoolMount.Blobfuse blob, PoolSecrets secrets) {
    AzureBlobFileSystemConfiguration all =
        new AzureBlobFileSystemConfiguration()
            .withAccountName(blob.account())
            .withContainerName(blob.container())
            .withRelativeMountPath(blob.path())
            .withBlobfuseOptions(orNull(String.join(" ", blob.options())));
    if (blob.auth() instanceof MountAuth.Key key) {
      return all.withAccountKey(secrets.value(key.key()));
    }
    if (blob.auth() instanceof MountAuth.Sas sas) {
      return all.withSasKey(secrets.value(sas.sas()));
    }
    return all.withIdentityReference(
        SdkModels.identity(Optional.of(((MountAuth.Identity) blob.auth()).resourceId())));
  }

  private static com.microsoft.azure.batch.protocol.models.@Nullable StartTask startTask(
      PoolSpec spec) {
    boolean disks = !spec.disks().data().isEmpty();
    if (!disks && spec.startTask().isEmpty()) {
      return null;
    }
    Elevation elevation =
        disks
            ? Elevation.ADMIN
            : spec.startTask().map(StartTask::elevation).orElse(Elevation.NON_ADMIN);
    return new com.microsoft.azure.batch.protocol.models.StartTask()
        .withCommandLine(StartCommand.text(spec.disks(), spec.startTask()))
        .withResourceFiles(SdkModels.resources(files(spec.startTask())))
        .withEnvironmentSettings(
            SdkModels.environment(spec.startTask().map(StartTask::environment).orElse(Map.of())))
        .withUserIdentity(SdkModels.user(elevation))
        .withMaxTaskRetryCount(spec.startTask().map(StartTask::retries).orElse(StartTask.RETRIES))
        .withWaitForSuccess(true);
  }

  private static List<ResourceFile> files(Optional<StartTask> task) {
    return task.stream()
        .flatMap(each -> each.files().entrySet().stream())
        .map(
            file ->
                new ResourceFile(
                    ResourceFile.Source.FILE,
                    file.getValue(),
                    "",
                    file.getKey(),
                    "",
                    Optional.empty()))
        .toList();
  }
}

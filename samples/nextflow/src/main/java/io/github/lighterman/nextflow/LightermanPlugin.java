package io.github.lighterman.nextflow;

import nextflow.plugin.BasePlugin;
import org.pf4j.PluginWrapper;

/** What Nextflow starts when {@code plugins { id 'nf-lighterman' }} is configured. */
public final class LightermanPlugin extends BasePlugin {
  /** Is called by Nextflow. */
  public LightermanPlugin(PluginWrapper wrapper) {
    super(wrapper);
  }
}

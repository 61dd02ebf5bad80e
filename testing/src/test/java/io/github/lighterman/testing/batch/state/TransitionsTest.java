package io.github.lighterman.testing.batch.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TransitionsTest {
  @Test
  void noStateFollowsItself() {
    assertThat(NodeState.values()).noneMatch(state -> state.canBecome(state));
    assertThat(JobState.values()).noneMatch(state -> state.canBecome(state));
    assertThat(TaskState.values()).noneMatch(state -> state.canBecome(state));
  }

  @Test
  void nodeThatLeavesGoesNowhereElse() {
    assertThat(NodeState.values()).noneMatch(NodeState.LEAVING_POOL::canBecome);
  }

  @Test
  void everyOtherNodeCanLeaveOrBeLost() {
    for (NodeState state : NodeState.values()) {
      for (NodeState gone : List.of(NodeState.LEAVING_POOL, NodeState.PREEMPTED)) {
        assertThat(state.canBecome(gone))
            .as(state + " to " + gone)
            .isEqualTo(state != gone && state != NodeState.LEAVING_POOL);
      }
    }
  }

  @Test
  void onlyAJobThatIsBeingDeletedCannotBe() {
    assertThat(Arrays.stream(JobState.values()).filter(s -> !s.canBecome(JobState.DELETING)))
        .containsExactly(JobState.DELETING);
  }

  @Test
  void completedJobNeverRunsAgain() {
    assertThat(JobState.values())
        .filteredOn(JobState.COMPLETED::canBecome)
        .containsExactly(JobState.DELETING);
  }

  @Test
  void wordsAreTheServices() {
    assertThat(NodeState.START_TASK_FAILED.wire()).isEqualTo("starttaskfailed");
    assertThat(NodeState.START_TASK_FAILED.count()).isEqualTo("startTaskFailed");
    assertThat(NodeState.LEAVING_POOL.wire()).isEqualTo("leavingpool");
    assertThat(TaskState.PREPARING.wire()).isEqualTo("preparing");
  }
}

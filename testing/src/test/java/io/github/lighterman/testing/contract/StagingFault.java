package io.github.lighterman.testing.contract;

import io.github.lighterman.staging.StagingArea;
import java.util.function.UnaryOperator;

/** What authors of areas get wrong, and the test that tells them. */
enum StagingFault {
  NONE(StagingAreaContract.Put.class, "streamIsStoredWithAllItsBytes", area -> area),
  WRITES_IN_PIECES(
      StagingAreaContract.Replace.class, "halfOfANewFileIsNeverSeen", BrokenPuts.InPieces::new),
  DELETES_BEFORE_IT_WRITES(
      StagingAreaContract.Replace.class,
      "streamThatFailsLeavesTheOldBytes",
      BrokenPuts.DeletingFirst::new),
  KEEPS_WHAT_CAME_BEFORE_A_FAILURE(
      StagingAreaContract.Replace.class,
      "streamThatFailsLeavesNoNewFile",
      BrokenPuts.SwallowingFailures::new),
  NEVER_REPLACES(
      StagingAreaContract.Replace.class,
      "putReplacesLongerAndShorterFiles",
      BrokenPuts.KeepingTheFirst::new),
  READS_ONCE(
      StagingAreaContract.Put.class,
      "streamThatGivesFewBytesAtATimeIsStoredWhole",
      BrokenPuts.ReadingOnce::new),
  CLOSES_ITS_SOURCE(
      StagingAreaContract.Put.class,
      "streamIsReadToItsEndAndLeftOpen",
      BrokenPuts.ClosingTheSource::new),
  MOVES_LOCAL_FILES(
      StagingAreaContract.Put.class, "localFileStaysAsItWas", BrokenPuts.MovingTheSource::new),
  FORGETS_THE_EXECUTABLE_BIT(
      StagingAreaContract.Put.class,
      "executableBitIsKept",
      BrokenPuts.ForgettingTheExecutableBit::new),
  WRITES_THE_TARGET_IN_PLACE(
      StagingAreaContract.Get.class,
      "readerOfTheTargetGoesOnWithTheOldBytes",
      BrokenGets.InPlace::new),
  MAKES_NO_PARENTS(
      StagingAreaContract.Get.class,
      "getMakesTheParentsOfItsTarget",
      BrokenGets.WithoutParents::new),
  EMPTIES_THE_TARGET_FIRST(
      StagingAreaContract.Get.class,
      "missingFileLeavesTheTargetAsItWas",
      BrokenGets.EmptyingTheTarget::new),
  LEAVES_A_TEMPORARY_FILE(
      StagingAreaContract.Get.class,
      "getLeavesNothingBesideItsTarget",
      BrokenGets.LeavingATemporaryFile::new),
  SAYS_MISSING_IN_ITS_OWN_WAY(
      StagingAreaContract.Read.class, "freshAreaHasNothing", BrokenGets.WithoutWords::new),
  LISTS_UNSORTED(
      StagingAreaContract.Listing.class, "listIsSortedByPath", BrokenLists.Reversed::new),
  LISTS_ONE_PAGE(StagingAreaContract.Listing.class, "longListIsComplete", BrokenLists.OnePage::new),
  TAKES_A_PREFIX_FOR_A_DIRECTORY(
      StagingAreaContract.Listing.class,
      "prefixIsTextAndNoDirectory",
      BrokenLists.ByDirectory::new),
  TAKES_A_PREFIX_FOR_A_PATTERN(
      StagingAreaContract.Listing.class, "prefixIsNoPattern", BrokenLists.ByPattern::new),
  KEEPS_THE_LOCAL_FILES_TIME(
      StagingAreaContract.Listing.class,
      "modifiedIsWhenItWasPutAndNotTheLocalFilesTime",
      BrokenLists.OldTimes::new),
  THROWS_WHEN_NOTHING_IS_DELETED(
      StagingAreaContract.Delete.class, "deleteOfNothingIsHarmless", BrokenDeletes.Strict::new),
  DELETES_ALL_THAT_STARTS_LIKE_IT(
      StagingAreaContract.Delete.class, "deleteTakesOneFileAlone", BrokenDeletes.ByPrefix::new),
  COUNTS_NOTHING(
      StagingAreaContract.Delete.class,
      "deleteAllTakesWhatStartsWithTheTextAndCountsIt",
      BrokenDeletes.Uncounted::new),
  TRIMS_NAMES(StagingAreaContract.Names.class, "unusualNamesAreNames", BrokenNames.Trimmed::new),
  FOLDS_CASE(
      StagingAreaContract.Names.class,
      "namesThatLookAlikeAreKeptApart",
      BrokenNames.LowerCase::new),
  LOCATES_BY_LAST_SEGMENT(
      StagingAreaContract.Names.class,
      "everyPathHasALocationOfItsOwn",
      BrokenNames.LocatedByLastSegment::new),
  BELONGS_TO_ONE_THREAD(
      StagingAreaContract.Concurrency.class,
      "filesOfSeveralThreadsAreAllThere",
      BrokenPuts.ConfinedToAThread::new),
  HAS_ONE_ROOT_FOR_ALL(
      StagingAreaContract.OwnRoot.class, "sameNameInTwoAreasIsTwoFiles", area -> area);

  private final Class<?> topic;
  private final String test;

  @SuppressWarnings("ImmutableEnumChecker") // Constructors of broken areas, which keep nothing.
  private final UnaryOperator<StagingArea> breaks;

  StagingFault(Class<?> topic, String test, UnaryOperator<StagingArea> breaks) {
    this.topic = topic;
    this.test = test;
    this.breaks = breaks;
  }

  Class<?> topic() {
    return topic;
  }

  String test() {
    return test;
  }

  StagingArea on(StagingArea sound) {
    return breaks.apply(sound);
  }
}

package io.github.lighterman.azure;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the classes of this module promise each other. */
final class AzureArchitectureTest {
  private static final String ROOT = "io.github.lighterman.azure";
  private static final JavaClasses AZURE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);
  private static final DescribedPredicate<JavaClass> SDK =
      DescribedPredicate.describe(
          "belong to a class whose name starts with Sdk",
          type -> type.getName().startsWith(ROOT + ".Sdk"));

  @Test
  void onlySdkClassesKnowTheSdkOfBatch() {
    noClasses()
        .that(DescribedPredicate.not(SDK))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.microsoft..", "retrofit2..", "rx..", "org.joda..")
        .check(AZURE);
  }

  @Test
  void onlyStorageClassesKnowTheSdkOfStorage() {
    noClasses()
        .that()
        .haveNameNotMatching(
            ".*\\.(Blob|Storage|Node(Access|Signatures)|(Key|Delegated)Signatures|Lanes|DefaultIdentity).*")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.azure.storage..", "com.azure.core.http..", "reactor..")
        .check(AZURE);
  }

  @Test
  void onlyOneClassNeedsTheArtifactThatIsOptional() {
    noClasses()
        .that()
        .doNotHaveSimpleName("DefaultIdentity")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.azure.identity..")
        .check(AZURE);
  }

  @Test
  void nothingNeedsWhatIsForTests() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.github.lighterman.testing..", "org.junit..", "org.assertj..")
        .check(AZURE);
  }

  @Test
  void packageIsFlat() {
    classes().should().resideInAPackage(ROOT).check(AZURE);
  }

  @Test
  void nothingIsStaticAndChanges() {
    fields().that().areStatic().should().haveModifier(JavaModifier.FINAL).check(AZURE);
  }

  @Test
  void noNameSaysNothing() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Common|Service|Model)")
        .check(AZURE);
  }
}

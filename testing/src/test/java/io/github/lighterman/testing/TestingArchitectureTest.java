package io.github.lighterman.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the rooms of this module promise each other. */
class TestingArchitectureTest {
  private static final String ROOT = "io.github.lighterman.testing";
  private static final JavaClasses TESTING =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void emulatorsKnowTheServiceAndNoClientOfIt() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.azure..", "com.microsoft..", "io.github.lighterman.azure..")
        .check(TESTING);
  }

  @Test
  void fakesAndContractNeedNoEmulator() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT, ROOT + ".contract")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".batch..", ROOT + ".blob..", ROOT + ".http..")
        .check(TESTING);
  }

  @Test
  void fakesNeedNeitherJUnitNorAssertJ() {
    noClasses()
        .that()
        .resideInAPackage(ROOT)
        .and()
        .haveSimpleNameNotEndingWith("Assert")
        .and()
        .haveSimpleNameNotEndingWith("Assertions")
        .and()
        .haveSimpleNameNotStartingWith("Leak")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.junit..", "org.assertj..")
        .check(TESTING);
  }

  @Test
  void emulatedStateKnowsNothingOfHttp() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".batch.state")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".batch.rest", ROOT + ".http", "org.eclipse.jetty..")
        .check(TESTING);
  }

  @Test
  void filterLanguageStandsAlone() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".batch.odata")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ROOT + ".batch", ROOT + ".batch.state", ROOT + ".batch.rest", ROOT + ".http")
        .check(TESTING);
  }

  @Test
  void nothingIsStaticAndChanges() {
    fields().that().areStatic().should().haveModifier(JavaModifier.FINAL).check(TESTING);
  }

  @Test
  void noNameSaysNothing() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Common)")
        .check(TESTING);
  }
}

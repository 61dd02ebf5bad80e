package io.github.lighterman;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the packages promise each other. */
class ArchitectureTest {
  private static final String ROOT = "io.github.lighterman";
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);
  private static final List<String> FOREIGN =
      List.of("com.google.", "com.fasterxml.", "org.slf4j.");

  @Test
  void packagesFormALine() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("autoscale")
        .definedBy(ROOT + ".autoscale")
        .layer("staging")
        .definedBy(ROOT + ".staging")
        .layer("words")
        .definedBy(ROOT)
        .layer("spi")
        .definedBy(ROOT + ".spi")
        .optionalLayer("local")
        .definedBy(ROOT + ".local")
        .layer("report")
        .definedBy(ROOT + ".report")
        .layer("metrics")
        .definedBy(ROOT + ".metrics")
        .whereLayer("autoscale")
        .mayNotAccessAnyLayer()
        .whereLayer("autoscale")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("staging")
        .mayNotAccessAnyLayer()
        .whereLayer("words")
        .mayOnlyAccessLayers("staging")
        .whereLayer("spi")
        .mayOnlyAccessLayers("staging", "words")
        .whereLayer("local")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("report")
        .mayOnlyAccessLayers("staging", "words")
        .whereLayer("report")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("metrics")
        .mayOnlyAccessLayers("words")
        .whereLayer("metrics")
        .mayNotBeAccessedByAnyLayer()
        .check(CORE);
  }

  @Test
  void stagingAndAutoscaleKnowOnlyTheJdk() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".staging", ROOT + ".autoscale")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com..", "org.slf4j..")
        .check(CORE);
  }

  @Test
  void onlyMetricsNeedMicrometer() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".metrics")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micrometer..")
        .check(CORE);
  }

  @Test
  void noForeignTypeStandsInAPublicSignature() {
    classes()
        .that(describe("are public to the top", ArchitectureTest::isPublicToTheTop))
        .should(showNoForeignType())
        .check(CORE);
  }

  @Test
  void noNameSaysNothing() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Common")
        .check(CORE);
  }

  @Test
  void noPackageIsADumpingGround() {
    noClasses()
        .should()
        .resideInAnyPackage(
            "..util..",
            "..common..",
            "..helper..",
            "..manager..",
            "..impl..",
            "..internal..",
            "..model..",
            "..service..")
        .check(CORE);
  }

  @Test
  void publicClassIsNotMadeToBeExtended() {
    DescribedPredicate<JavaClass> closed =
        describe(
            "final, an interface, an enum, a record or an exception",
            type ->
                type.getModifiers().contains(JavaModifier.FINAL)
                    || type.isInterface()
                    || type.isEnum()
                    || type.isRecord()
                    || type.isAssignableTo(Throwable.class));
    classes()
        .that()
        .resideInAnyPackage(
            ROOT,
            ROOT + ".staging",
            ROOT + ".autoscale",
            ROOT + ".spi",
            ROOT + ".report",
            ROOT + ".metrics")
        .and()
        .arePublic()
        .and()
        .areTopLevelClasses()
        .should(be(closed))
        .check(CORE);
  }

  @Test
  void nothingIsStaticAndChanges() {
    classes()
        .should(
            new ArchCondition<>("keep no static field that is not final") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                for (JavaField field : type.getFields()) {
                  boolean changes =
                      field.getModifiers().contains(JavaModifier.STATIC)
                          && !field.getModifiers().contains(JavaModifier.FINAL)
                          && !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                          && !field.getName().startsWith("$");
                  if (changes) {
                    events.add(SimpleConditionEvent.violated(field, field.getFullName()));
                  }
                }
              }
            })
        .check(CORE);
  }

  private static ArchCondition<JavaClass> showNoForeignType() {
    return new ArchCondition<>("show no Guava, Jackson or SLF4J type") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Stream<JavaClass> parents =
            Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream());
        Stream<JavaClass> members =
            type.getMembers().stream()
                .filter(ArchitectureTest::isVisible)
                .flatMap(ArchitectureTest::shown);
        Stream.concat(parents, members)
            .filter(shown -> FOREIGN.stream().anyMatch(shown.getName()::startsWith))
            .forEach(
                shown ->
                    events.add(
                        SimpleConditionEvent.violated(
                            type, type.getName() + " shows " + shown.getName())));
      }
    };
  }

  private static boolean isPublicToTheTop(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isPublicToTheTop).orElse(true);
  }

  private static boolean isVisible(JavaMember member) {
    Set<JavaModifier> modifiers = member.getModifiers();
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static Stream<JavaClass> shown(JavaMember member) {
    Stream<JavaClass> annotations =
        member.getAnnotations().stream().map(annotation -> annotation.getRawType());
    if (member instanceof JavaCodeUnit method) {
      Stream<JavaClass> types =
          Stream.concat(
              method.getReturnType().getAllInvolvedRawTypes().stream(),
              method.getParameterTypes().stream()
                  .flatMap(type -> type.getAllInvolvedRawTypes().stream()));
      return Stream.concat(types, annotations);
    }
    JavaField field = (JavaField) member;
    return Stream.concat(field.getType().getAllInvolvedRawTypes().stream(), annotations);
  }
}

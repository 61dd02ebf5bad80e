package io.github.lighterman.testing.batch.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lighterman.testing.http.HttpHeaders;
import io.github.lighterman.testing.http.HttpReply;
import io.github.lighterman.testing.http.HttpRequest;
import io.github.lighterman.testing.http.HttpRequest.BodySize;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of all that the emulator's tests say and hear finds what is wrong. */
@EnabledIf(
    value = "haveFile",
    disabledReason = "there is no OpenAPI file of the service, so that no traffic is checked")
final class ConversationTest {
  private static final String ID = "bea6c0c2-54ba-46d3-b4f4-3c1ab6e1ccba";
  private static final String VERSION = "api-version=2024-07-01.20.0";
  private static final String TASK =
      "{'id':'t','state':'completed','creationTime':'2026-01-01T00:00:00.5Z',"
          + "'constraints':{'maxWallClockTime':'P1DT2H'},'requiredSlots':1}";
  private static final String ERROR =
      "{'odata.metadata':'m','code':'TaskNotFound','message':{'lang':'en-US','value':'v'}}";

  private final Conversation conversation = new Conversation();

  static boolean haveFile() {
    return OpenApi.isHere();
  }

  @Test
  void allOperationsOfTheServiceAreKnown() {
    assertThat(OpenApi.find().orElseThrow().operations()).hasSize(77);
  }

  @Test
  void whatIsRightPasses() {
    answer(entity(TASK));
    answer(HttpReply.of(404).header("Content-Type", json()).body(text(ERROR)));
    ask("POST", "/jobs/j/tasks", VERSION, "{'id':'t','commandLine':'x'}", created());
    ask(
        "DELETE",
        "/jobs/j",
        VERSION + "&force=true",
        "",
        HttpReply.of(202).header("request-id", ID));

    assertThat(conversation.findings()).isEmpty();
    assertThat(conversation.checked()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'id':7}|body/id is not a string: 7",
        "{'id':null}|body/id is null",
        "{'colour':'red'}|body/colour is unknown",
        "{'state':'done'}|body/state can't be done",
        "{'state':'Completed'}|body/state is spelled Completed",
        "{'requiredSlots':1.5}|body/requiredSlots is not an integer: 1.5",
        "{'requiredSlots':'1'}|body/requiredSlots is not an integer: \"1\"",
        "{'creationTime':'2026-01-01 00:00:00Z'}"
            + "|body/creationTime is not a date-time: \"2026-01-01 00:00:00Z\"",
        "{'creationTime':'2026-01-01T00:00:00.50Z'}"
            + "|body/creationTime is not a date-time: \"2026-01-01T00:00:00.50Z\"",
        "{'creationTime':'2026-13-01T00:00:00Z'}"
            + "|body/creationTime is not a date-time: \"2026-13-01T00:00:00Z\"",
        "{'constraints':{'maxWallClockTime':'P3M'}}"
            + "|body/constraints/maxWallClockTime is not a duration: \"P3M\"",
        "{'constraints':[]}|body/constraints is not an object: []",
        "{'resourceFiles':{}}|body/resourceFiles is not an array: {}",
        "{'executionInfo':{'retryCount':0}}|body/executionInfo/requeueCount is missing",
        "{'dependsOn':{'taskIdRanges':[{'start':1}]}}"
            + "|body/dependsOn/taskIdRanges[]/end is missing"
      })
  void answerThatIsBrokenIsFound(String body, String finding) {
    answer(entity(body));

    assertThat(conversation.findings()).containsExactly("Task_Get answer: 200 " + finding);
  }

  @Test
  void answerWithoutItsBodyOrHeadersIsFound() {
    answer(HttpReply.of(200).header("request-id", "7").header("ETag", "0x1").header("X", "y"));

    assertThat(conversation.findings())
        .containsExactly(
            "Task_Get answer: 200 body is missing",
            "Task_Get answer: 200 header Last-Modified is missing",
            "Task_Get answer: 200 header X is unknown",
            "Task_Get answer: 200 header request-id is not a uuid: 7");
  }

  @Test
  void statusThatIsNotTheOperationsIsFound() {
    ask("POST", "/jobs/j/tasks", VERSION, "{'id':'t','commandLine':'x'}", HttpReply.of(202));

    assertThat(conversation.findings()).contains("Task_Add answer: 202 isn't documented");
  }

  @Test
  void errorThatIsNoneIsFound() {
    answer(HttpReply.of(503).header("Content-Type", "text/html").body("<html>"));

    assertThat(conversation.findings())
        .contains("Task_Get answer: 503 header Content-Type is text/html")
        .anyMatch(each -> each.startsWith("Task_Get answer: 503 body is no JSON"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET|/jobs/j/tasks|maxresults=1001|''|Task_List|option maxresults is out of range: 1001",
        "GET|/jobs/j/tasks|$top=1|''|Task_List|option $top is unknown",
        "GET|/jobs/j|$skiptoken=a|''|Job_Get|option $skiptoken is unknown",
        "DELETE|/jobs/j|force=7|''|Job_Delete|option force is not of type boolean: 7",
        "DELETE|/jobs/j|forceAfterSeconds=7|''|Job_Delete|option forceAfterSeconds is unknown",
        "POST|/jobs|timeout=5||Job_Add|body is missing",
        "POST|/jobs|timeout=5|{'id':'j'}|Job_Add|body/poolInfo is missing",
        "POST|/jobs/j/enable|timeout=5|{}|Job_Enable|body is unknown",
        "DELETE|/jobs|timeout=5|''|DELETE /jobs|is no operation"
      })
  void requestThatIsWrongIsFound(
      String method, String path, String option, String body, String operation, String finding) {
    String error = ERROR;
    HttpReply refusal = HttpReply.of(400).header("Content-Type", json()).body(text(error));

    ask(method, path, VERSION + "&" + option, body == null ? "" : body, refusal);

    assertThat(conversation.findings()).containsExactly(operation + " request: " + finding);
  }

  @Test
  void requestThatIsWrongOnPurposePassesUnlessItIsAccepted() {
    HttpReply refusal = HttpReply.of(400).header("Content-Type", json()).body(text(ERROR));
    HttpHeaders mark = HttpHeaders.none().with(Conversation.WRONG, "true");

    ask("POST", "/jobs/j/tasks", VERSION, "{'id':7,'commandLine':'x'}", refusal, mark);
    assertThat(conversation.findings()).isEmpty();

    ask("POST", "/jobs/j/tasks", VERSION, "{'id':7,'commandLine':'x'}", created(), mark);
    assertThat(conversation.findings())
        .containsExactly("Task_Add request, accepted: body/id is not a string: 7");
  }

  private void answer(HttpReply reply) {
    ask("GET", "/jobs/j/tasks/t", VERSION, "", reply);
  }

  private void ask(String method, String path, String query, String body, HttpReply reply) {
    ask(method, path, query, body, reply, HttpHeaders.none());
  }

  private void ask(
      String method, String path, String query, String body, HttpReply reply, HttpHeaders more) {
    HttpHeaders headers = more;
    if (!body.isEmpty()) {
      headers = headers.with("Content-Type", "application/json; odata=minimalmetadata");
    }
    byte[] bytes = text(body).getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        new HttpRequest(method, path, Optional.of(query), headers, bytes, BodySize.ALLOWED);
    HttpReply unused = conversation.watch(request, "", () -> reply);
  }

  private static HttpReply entity(String body) {
    return known(HttpReply.of(200)).header("Content-Type", json()).body(text(body));
  }

  private static HttpReply created() {
    return known(HttpReply.of(201)).header("DataServiceId", "u").header("Location", "u");
  }

  private static HttpReply known(HttpReply reply) {
    return reply
        .header("request-id", ID)
        .header("ETag", "0x1")
        .header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
  }

  private static String json() {
    return "application/json;odata=minimalmetadata";
  }

  private static String text(String json) {
    return json.replace('\'', '"');
  }
}

// SPDX-License-Identifier: Apache-2.0
// HL7's reference validator over every resource of every FHIR version, in one process and without a network.
// Takes a folder with r4.jsonl, r4b.jsonl and r5.jsonl, one resource a line; writes what it found to HAPI.json beside them.

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;

public class Judge {
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    var contexts = Map.of("r4", FhirContext.forR4(), "r4b", FhirContext.forR4B(), "r5", FhirContext.forR5());
    JsonObject found = new JsonObject();
    for (var version : new String[] {"r4", "r4b", "r5"}) {
      long start = System.currentTimeMillis();
      found.add(version, judged(contexts.get(version), Files.readAllLines(folder.resolve(version + ".jsonl"))));
      System.out.printf("HAPI: %s in %d s%n", version, (System.currentTimeMillis() - start) / 1000);
    }
    Files.writeString(folder.resolve("HAPI.json"), new GsonBuilder().create().toJson(found));
  }

  // What is wrong with each resource; those that others refer to are known beforehand.
  static JsonObject judged(FhirContext context, Iterable<String> lines) {
    var known = new Known(context);
    for (String line : lines) {
      var resource = JsonParser.parseString(line).getAsJsonObject().get("resource").getAsJsonObject();
      if (resource.has("url")) known.add(resource.get("url").getAsString(), context.newJsonParser().parseResource(resource.toString()));
    }
    var chain = new ValidationSupportChain(
        new DefaultProfileValidationSupport(context),
        known,
        new CommonCodeSystemsTerminologyService(context),
        new InMemoryTerminologyServerValidationSupport(context),
        new SnapshotGeneratingValidationSupport(context));
    FhirValidator validator = context.newValidator().registerValidatorModule(new FhirInstanceValidator(chain));
    JsonObject found = new JsonObject();
    for (String line : lines) {
      var one = JsonParser.parseString(line).getAsJsonObject();
      JsonArray messages = new JsonArray();
      for (var message : validator.validateWithResult(one.get("resource").toString()).getMessages()) {
        JsonObject said = new JsonObject();
        said.addProperty("severity", message.getSeverity().getCode());
        said.addProperty("id", message.getMessageId());
        said.addProperty("place", message.getLocationString());
        said.addProperty("message", message.getMessage());
        messages.add(said);
      }
      found.add(one.get("name").getAsString(), messages);
    }
    return found;
  }

  // Questionnaires beside what HAPI itself keeps of code systems, value sets and definitions.
  static class Known extends PrePopulatedValidationSupport {
    private final Map<String, IBaseResource> questionnaires = new HashMap<>();

    Known(FhirContext context) {
      super(context);
    }

    void add(String url, IBaseResource resource) {
      if (resource.fhirType().equals("Questionnaire")) questionnaires.put(url, resource);
      else addResource(resource);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends IBaseResource> T fetchResource(Class<T> kind, String uri) {
      var found = kind.getSimpleName().equals("Questionnaire") ? questionnaires.get(uri.split("\\|")[0]) : null;
      return found != null ? (T) found : super.fetchResource(kind, uri);
    }
  }
}

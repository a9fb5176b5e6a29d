// SPDX-License-Identifier: Apache-2.0
// HL7's reference validator over every resource of every FHIR version, in one process and without a network.
// Takes a folder with r4.jsonl, r4b.jsonl and r5.jsonl, one resource a line; writes what it found to HAPI.json beside them.

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.validation.FhirValidator;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.convertors.factory.VersionConvertorFactory_40_50;
import org.hl7.fhir.convertors.factory.VersionConvertorFactory_43_50;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r5.model.Resource;

public class Judge {
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    var contexts = Map.of("r4", FhirContext.forR4(), "r4b", FhirContext.forR4B(), "r5", FhirContext.forR5());
    JsonObject found = new JsonObject();
    var algorithm = new DefaultProfileValidationSupport(contexts.get("r5")).fetchCodeSystem("http://hl7.org/fhir/version-algorithm");
    // R4 may say how versions are ordered, in codes that only R5 defines.
    var lent = Map.<String, IBaseResource>of(
        "r4", VersionConvertorFactory_40_50.convertResource((Resource) algorithm),
        "r4b", VersionConvertorFactory_43_50.convertResource((Resource) algorithm));
    var said = Stream.of("r4", "r4b", "r5").parallel().collect(Collectors.toMap(Function.identity(), version -> {
      long start = System.currentTimeMillis();
      var judged = judged(contexts.get(version), lent.get(version), lines(folder.resolve(version + ".jsonl")));
      System.out.printf("HAPI: %s in %d s%n", version, (System.currentTimeMillis() - start) / 1000);
      return judged;
    }));
    for (var version : List.of("r4", "r4b", "r5")) found.add(version, said.get(version));
    // Half a character of some generated text may end a message that is cut off: it becomes a question mark.
    Files.write(folder.resolve("HAPI.json"), new GsonBuilder().create().toJson(found).getBytes(StandardCharsets.UTF_8));
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  // What is wrong with each resource; those that others refer to are known beforehand.
  static JsonObject judged(FhirContext context, IBaseResource lent, Iterable<String> lines) {
    var known = new Known(context);
    if (lent != null) known.addResource(lent);
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
      try {
        for (var message : validator.validateWithResult(one.get("resource").toString()).getMessages())
          messages.add(said(message.getSeverity().getCode(), message.getMessageId(), message.getLocationString(), message.getMessage()));
      } catch (RuntimeException error) {
        messages.add(said("fatal", null, null, "The validator broke off: " + error.getMessage()));
      }
      found.add(one.get("name").getAsString(), messages);
    }
    return found;
  }

  static JsonObject said(String severity, String id, String place, String message) {
    JsonObject said = new JsonObject();
    said.addProperty("severity", severity);
    said.addProperty("id", id);
    said.addProperty("place", place);
    said.addProperty("message", message);
    return said;
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

    // Without a terminology server the validator has a list of common languages only, and takes every other tag for an error.
    @Override
    public CodeValidationResult validateCodeInValueSet(
        ValidationSupportContext context, ConceptValidationOptions options, String system, String code, String display, IBaseResource set) {
      return languages(set.getIdElement().getIdPart(), code);
    }

    @Override
    public CodeValidationResult validateCode(
        ValidationSupportContext context, ConceptValidationOptions options, String system, String code, String display, String set) {
      return set == null ? null : languages(set.replaceAll(".*/|\\|.*", ""), code);
    }

    @Override
    public boolean isValueSetSupported(ValidationSupportContext context, String set) {
      return set.contains("/ValueSet/languages") || set.contains("/ValueSet/all-languages") || super.isValueSetSupported(context, set);
    }

    private static CodeValidationResult languages(String set, String code) {
      boolean tag = set != null && set.endsWith("languages") && Locale.forLanguageTag(code).toLanguageTag().equalsIgnoreCase(code);
      return tag ? new CodeValidationResult().setCode(code) : null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends IBaseResource> T fetchResource(Class<T> kind, String uri) {
      var found = kind.getSimpleName().equals("Questionnaire") ? questionnaires.get(uri.split("\\|")[0]) : null;
      return found != null ? (T) found : super.fetchResource(kind, uri);
    }
  }
}

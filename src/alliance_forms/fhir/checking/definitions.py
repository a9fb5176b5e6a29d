# SPDX-License-Identifier: Apache-2.0
"""What FHIR defines, as tables: the elements of the two resources and of the types they use, and the extensions that belong to forms.

Read as ``name:type``; ``*`` means a list, ``!`` that it is needed, ``@5`` that only R5 has it, ``type|type`` a choice of types. The facts
are HL7's (FHIR 4.0.1, 4.3.0 and 5.0.0, SDC 4.0, the extension pack 5.3); the resource types are those that `subjectType` may name.
"""

import re
from functools import cache

import attrs

__all__ = ["CODES", "EXTENSIONS", "FUNCTIONS", "PRIMITIVES", "VARIABLES", "Element", "Elements", "elements_of", "resource_types"]

_RESOURCE = (
    "id:id meta:Meta implicitRules:uri language:code text:Narrative contained:Resource* extension:Extension* modifierExtension:Extension*"
)
_ITEM_VALUES = "boolean|decimal|integer|date|dateTime|time|string|uri|Attachment|Coding|Quantity|Reference"
_TYPES = {
    "Questionnaire": f"{_RESOURCE} url:uri identifier:Identifier* version:string versionAlgorithm[x]:string|Coding@5 name:string"
    " title:string"
    " derivedFrom:canonical* status:code! experimental:boolean subjectType:code* date:dateTime publisher:string contact:ContactDetail*"
    " description:markdown useContext:UsageContext* jurisdiction:CodeableConcept* purpose:markdown copyright:markdown"
    " copyrightLabel:string@5"
    " approvalDate:date lastReviewDate:date effectivePeriod:Period code:Coding* item:Questionnaire.item*",
    "Questionnaire.item": "id:string extension:Extension* modifierExtension:Extension* linkId:string! definition:uri code:Coding*"
    " prefix:string"
    " text:string type:code! enableWhen:Questionnaire.item.enableWhen* enableBehavior:code disabledDisplay:code@5 required:boolean"
    " repeats:boolean readOnly:boolean maxLength:integer answerConstraint:code@5 answerValueSet:canonical"
    " answerOption:Questionnaire.item.answerOption* initial:Questionnaire.item.initial* item:Questionnaire.item*",
    "Questionnaire.item.enableWhen": "id:string extension:Extension* modifierExtension:Extension* question:string! operator:code!"
    " answer[x]:boolean|decimal|integer|date|dateTime|time|string|Coding|Quantity|Reference!",
    "Questionnaire.item.answerOption": "id:string extension:Extension* modifierExtension:Extension*"
    " value[x]:integer|date|time|string|Coding|Reference! initialSelected:boolean",
    "Questionnaire.item.initial": f"id:string extension:Extension* modifierExtension:Extension* value[x]:{_ITEM_VALUES}!",
    "QuestionnaireResponse": f"{_RESOURCE} identifier:Identifier basedOn:Reference* partOf:Reference* questionnaire:canonical status:code!"
    " subject:Reference encounter:Reference authored:dateTime author:Reference source:Reference item:QuestionnaireResponse.item*",
    "QuestionnaireResponse.item": "id:string extension:Extension* modifierExtension:Extension* linkId:string! definition:uri text:string"
    " answer:QuestionnaireResponse.item.answer* item:QuestionnaireResponse.item*",
    "QuestionnaireResponse.item.answer": f"id:string extension:Extension* modifierExtension:Extension* value[x]:{_ITEM_VALUES}"
    " item:QuestionnaireResponse.item*",
    "Patient": f"{_RESOURCE} identifier:Identifier* active:boolean name:HumanName* telecom:ContactPoint* gender:code birthDate:date"
    " deceased[x]:boolean|dateTime address:Address* maritalStatus:CodeableConcept multipleBirth[x]:boolean|integer photo:Attachment*"
    " contact:Patient.contact* communication:Patient.communication* generalPractitioner:Reference* managingOrganization:Reference"
    " link:Patient.link*",
    "Patient.contact": "id:string extension:Extension* modifierExtension:Extension* relationship:CodeableConcept* name:HumanName"
    " telecom:ContactPoint* address:Address gender:code organization:Reference period:Period",
    "Patient.communication": "id:string extension:Extension* modifierExtension:Extension* language:CodeableConcept! preferred:boolean",
    "Patient.link": "id:string extension:Extension* modifierExtension:Extension* other:Reference! type:code!",
    "Address": "id:string extension:Extension* use:code type:code text:string line:string* city:string district:string state:string"
    " postalCode:string country:string period:Period",
    "HumanName": "id:string extension:Extension* use:code text:string family:string given:string* prefix:string* suffix:string*"
    " period:Period",
    "Attachment": "id:string extension:Extension* contentType:code language:code data:base64Binary url:url size:unsignedInt"
    " hash:base64Binary"
    " title:string creation:dateTime height:positiveInt@5 width:positiveInt@5 frames:positiveInt@5 duration:decimal@5 pages:positiveInt@5",
    "CodeableConcept": "id:string extension:Extension* coding:Coding* text:string",
    "Coding": "id:string extension:Extension* system:uri version:string code:code display:string userSelected:boolean",
    "ContactDetail": "id:string extension:Extension* name:string telecom:ContactPoint*",
    "ContactPoint": "id:string extension:Extension* system:code value:string use:code rank:positiveInt period:Period",
    "Expression": "id:string extension:Extension* description:string name:string language:code expression:string reference:uri",
    "Extension": "id:string extension:Extension* url:uri!",
    "Identifier": "id:string extension:Extension* use:code type:CodeableConcept system:uri value:string period:Period assigner:Reference",
    "Meta": "id:string extension:Extension* versionId:id lastUpdated:instant source:uri profile:canonical* security:Coding* tag:Coding*",
    "Narrative": "id:string extension:Extension* status:code! div:xhtml!",
    "Period": "id:string extension:Extension* start:dateTime end:dateTime",
    "Quantity": "id:string extension:Extension* value:decimal comparator:code unit:string system:uri code:code",
    "Range": "id:string extension:Extension* low:Quantity high:Quantity",
    "Reference": "id:string extension:Extension* reference:string type:uri identifier:Identifier display:string",
    "UsageContext": "id:string extension:Extension* code:Coding! value[x]:CodeableConcept|Quantity|Range|Reference!",
}  # fmt: skip
# A quantity by another name.
_TYPES |= dict.fromkeys(("Age", "Count", "Distance", "Duration", "MoneyQuantity", "SimpleQuantity"), _TYPES["Quantity"])
# In R5 an identifier of a response is a list, and a response says what it answers.
_R5 = {
    "QuestionnaireResponse": {"identifier:Identifier ": "identifier:Identifier* ", "questionnaire:canonical ": "questionnaire:canonical! "}
}

_DATE = r"([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)(-(0[1-9]|1[0-2])(-(0[1-9]|[1-2][0-9]|3[0-1])"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
_ZONE = r"(Z|(\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_TEXT = r"[ \r\n\t\S]+"
# White space is that of ASCII, as in HL7's validator: a French text keeps its narrow spaces.
PRIMITIVES = {
    name: re.compile(pattern, re.ASCII)
    for name, pattern in {
        "base64Binary": r"(\s*([0-9a-zA-Z+/=]){4}\s*)+", "canonical": r"\S+", "code": r"[^\s]+(\s[^\s]+)*", "date": _DATE + ")?)?",
        "dateTime": f"{_DATE}(T{_TIME}{_ZONE})?)?)?", "id": r"[A-Za-z0-9\-.]{1,64}", "instant": f"{_DATE}T{_TIME}{_ZONE}))",
        "markdown": _TEXT, "oid": r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+", "string": _TEXT, "time": _TIME, "uri": r"\S+", "url": r"\S+",
        "uuid": r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "xhtml": r"[\s\S]+",
    }.items()
}  # fmt: skip
_PRIMITIVES = {*PRIMITIVES, "boolean", "decimal", "integer", "integer64", "positiveInt", "unsignedInt"}

_STATUS = {"draft", "active", "retired", "unknown"}
_KINDS = frozenset(
    "group display boolean decimal integer date dateTime time string text url attachment reference quantity".split()  # noqa: SIM905
)
# The codes that an element may have, by element and, where they differ, for R5.
CODES: dict[str, set[str]] = {
    "Questionnaire.status": _STATUS,
    "Questionnaire.item.type": {*_KINDS, "choice", "open-choice"},
    "Questionnaire.item.type@5": {*_KINDS, "coding"},
    "Questionnaire.item.enableBehavior": {"all", "any"},
    "Questionnaire.item.enableWhen.operator": {"exists", "=", "!=", ">", "<", ">=", "<="},
    "Questionnaire.item.disabledDisplay": {"hidden", "protected"},
    "Questionnaire.item.answerConstraint": {"optionsOnly", "optionsOrType", "optionsOrString"},
    "QuestionnaireResponse.status": {"in-progress", "completed", "amended", "entered-in-error", "stopped"},
    "Patient.gender": {"male", "female", "other", "unknown"},
    "HumanName.use": {"usual", "official", "temp", "nickname", "anonymous", "old", "maiden"},
    "Narrative.status": {"generated", "extensions", "additional", "empty"},
}


@attrs.frozen
class Element:
    """One property that an object may have in JSON."""

    name: str
    type: str
    many: bool
    choice: str | None = None


@attrs.frozen
class Elements:
    """What an object of one type may have and must have."""

    known: dict[str, Element]
    needed: tuple[str, ...]
    choices: dict[str, tuple[str, ...]]


@cache
def elements_of(kind: str, *, newer: bool) -> Elements | None:
    """What a type consists of; None where this table does not say.

    Args:
        kind: Name of a type, such as ``Coding`` or ``Questionnaire.item``.
        newer: Whether R5 is meant.

    >>> sorted(elements_of("Narrative", newer=False).known)
    ['div', 'extension', 'id', 'status']
    """
    if kind not in _TYPES:
        return None
    text = _TYPES[kind]
    for old, new in _R5.get(kind, {}).items() if newer else ():
        text = text.replace(old, new)
    known: dict[str, Element] = {}
    needed: list[str] = []
    choices: dict[str, tuple[str, ...]] = {}
    for name, told in (part.split(":", 1) for part in text.split()):
        told, _, version = told.partition("@")
        if version and not newer:
            continue
        must, many = told.endswith("!"), told.rstrip("!").endswith("*")
        types = told.rstrip("!*").split("|")
        needed += [name.removesuffix("[x]")] if must else []
        if name.endswith("[x]"):
            stem = name[:-3]
            choices[stem] = tuple(stem + one[0].upper() + one[1:] for one in types)
            known |= {full: Element(full, one, many, stem) for full, one in zip(choices[stem], types, strict=True)}
        else:
            known[name] = Element(name, types[0], many)
    return Elements(known, tuple(needed), choices)


_H, _S = "http://hl7.org/fhir/StructureDefinition/", "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
_Q, _I, _O = "Questionnaire", "Questionnaire.item", "Questionnaire.item.answerOption"
_TEXTS = "string markdown code"
# Extension: the types its value may have (none for one that is made of parts), and where it may stand (nothing means anywhere).
_SIMPLE = {
    "itemWeight": ("Decimal", f"Coding {_O}"), "ordinalValue": ("Decimal", f"Coding {_O} CodeSystem.concept ValueSet.concept"),
    "questionnaire-itemControl": ("CodeableConcept", _I), "questionnaire-hidden": ("Boolean", _I),
    "questionnaire-optionExclusive": ("Boolean", _O),
    "questionnaire-optionPrefix": ("String", _O), "questionnaire-minOccurs": ("Integer", _I), "questionnaire-maxOccurs": ("Integer", _I),
    "questionnaire-unit": ("Coding", _I), "questionnaire-unitOption": ("Coding", _I), "questionnaire-unitValueSet": ("Canonical", _I),
    "questionnaire-choiceOrientation": ("Code", _I), "questionnaire-sliderStepValue": ("Integer", _I),
    "minValue": ("Date DateTime Time Decimal Integer Quantity", _I), "maxValue": ("Date DateTime Time Decimal Integer Quantity", _I),
    "minLength": ("Integer", _I), "maxDecimalPlaces": ("Integer Quantity", _I), "entryFormat": ("String", _I), "regex": ("String", _I),
    "questionnaire-displayCategory": ("CodeableConcept", _I), "questionnaire-usageMode": ("Code", _I),
    "variable": ("Expression", f"{_Q} {_I}"),
    "questionnaire-signatureRequired": ("CodeableConcept", f"{_Q} {_I}"), "questionnaire-supportLink": ("Uri", _I),
    "cqf-library": ("Canonical", ""),
    "questionnaire-referenceResource": ("Code", _I), "questionnaire-referenceProfile": ("Canonical", _I),
    "cqf-expression": ("Expression", ""),
    "preferredTerminologyServer": ("Url", f"{_Q} {_I}"), "rendering-style": ("String", ""), "rendering-markdown": ("Markdown", "string"),
    "rendering-xhtml": ("String", "string"), "artifact-versionAlgorithm": ("String Coding", ""), "artifact-copyrightLabel": ("String", ""),
    "data-absent-reason": ("Code", ""), "translation": ("", _TEXTS), "targetConstraint": ("", ""),
    "questionnaire-constraint": ("", f"{_Q} {_I}"),
    "questionnaire-supportHyperlink": ("", f"{_Q} {_I}"), "alternate-reference": ("Reference", "Reference canonical"),
}  # fmt: skip
_SDC = {
    "calculatedExpression": ("Expression", _I), "initialExpression": ("Expression", _I), "enableWhenExpression": ("Expression", _I),
    "answerExpression": ("Expression", _I), "candidateExpression": ("Expression", _I), "contextExpression": ("", _I),
    "answerOptionsToggleExpression": ("", _I), "launchContext": ("", _Q), "shortText": ("String", _I), "openLabel": ("String", _I),
    "width": ("Quantity", ""), "collapsible": ("Code", _I), "columnCount": ("PositiveInt", _I), "choiceColumn": ("", _I),
    "keyboard": ("Coding", _I),
    "itemMedia": ("Attachment", _I), "itemAnswerMedia": ("Attachment", _O), "optionalDisplay": ("Boolean", _I), "entryMode": ("Code", _Q),
    "endpoint": ("Uri", _Q), "performerType": ("Code", _Q), "questionnaireAdaptive": ("Boolean Url", _Q), "answerKey": ("Reference", _Q),
    "isSubject": ("Boolean", _I), "observationExtract": ("Boolean Code", f"{_Q} {_I} Coding"), "observationLinkPeriod": ("Duration", _I),
    "itemExtractionContext": ("Expression Code", f"{_Q} {_I}"), "itemPopulationContext": ("Expression", f"{_Q} {_I}"),
}  # fmt: skip
EXTENSIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    base + name: (tuple(f"value{kind}" for kind in kinds.split()), tuple(places.split()))
    for base, table in ((_H, _SIMPLE), (_S + "sdc-questionnaire-", _SDC))
    for name, (kinds, places) in table.items()
}

# What FHIRPath itself, FHIR and SDC define.
FUNCTIONS = frozenset(
    [
        "empty",
        "exists",
        "all",
        "allTrue",
        "anyTrue",
        "allFalse",
        "anyFalse",
        "subsetOf",
        "supersetOf",
        "count",
        "distinct",
        "isDistinct",
        "where",
        "select",
        "repeat",
        "ofType",
        "is",
        "as",
        "single",
        "first",
        "last",
        "tail",
        "skip",
        "take",
        "intersect",
        "exclude",
        "union",
        "combine",
        "iif",
        "toBoolean",
        "convertsToBoolean",
        "toInteger",
        "convertsToInteger",
        "toDate",
        "convertsToDate",
        "toDateTime",
        "convertsToDateTime",
        "toDecimal",
        "convertsToDecimal",
        "toQuantity",
        "convertsToQuantity",
        "toString",
        "convertsToString",
        "toTime",
        "convertsToTime",
        "indexOf",
        "substring",
        "startsWith",
        "endsWith",
        "contains",
        "upper",
        "lower",
        "replace",
        "matches",
        "matchesFull",
        "replaceMatches",
        "length",
        "toChars",
        "abs",
        "ceiling",
        "exp",
        "floor",
        "ln",
        "log",
        "power",
        "round",
        "sqrt",
        "truncate",
        "children",
        "descendants",
        "trace",
        "now",
        "timeOfDay",
        "today",
        "not",
        "aggregate",
        "join",
        "split",
        "trim",
        "encode",
        "decode",
        "escape",
        "unescape",
        "lowBoundary",
        "highBoundary",
        "precision",
        "type",
        "extension",
        "hasValue",
        "getValue",
        "resolve",
        "elementDefinition",
        "slice",
        "checkModifiers",
        "conformsTo",
        "memberOf",
        "subsumes",
        "subsumedBy",
        "htmlChecks",
        "comparable",
        "defineVariable",
        "sort",
        "coalesce",
        "lastIndexOf",
        "weight",
        "ordinal",
        "sum",
        "min",
        "max",
        "avg",
        "answers",
    ]
)
VARIABLES = frozenset(
    ["context", "resource", "rootResource", "questionnaire", "qitem", "ucum", "sct", "loinc", "factory", "terminologies", "server", "total"]
)

_RESOURCES = (
    "Account ActivityDefinition AdministrableProductDefinition AdverseEvent AllergyIntolerance Appointment AppointmentResponse AuditEvent "
    "Basic Binary BiologicallyDerivedProduct BodyStructure Bundle CapabilityStatement CarePlan CareTeam ChargeItem ChargeItemDefinition "
    "Citation Claim ClaimResponse ClinicalImpression ClinicalUseDefinition CodeSystem Communication CommunicationRequest "
    "CompartmentDefinition Composition ConceptMap Condition Consent Contract Coverage CoverageEligibilityRequest "
    "CoverageEligibilityResponse DetectedIssue Device DeviceDefinition DeviceMetric DeviceRequest DiagnosticReport DocumentReference "
    "Encounter Endpoint EnrollmentRequest EnrollmentResponse EpisodeOfCare EventDefinition Evidence EvidenceReport EvidenceVariable "
    "ExampleScenario ExplanationOfBenefit FamilyMemberHistory Flag Goal GraphDefinition Group GuidanceResponse HealthcareService "
    "ImagingStudy Immunization ImmunizationEvaluation ImmunizationRecommendation ImplementationGuide Ingredient InsurancePlan Invoice "
    "Library Linkage List Location ManufacturedItemDefinition Measure MeasureReport Medication MedicationAdministration MedicationDispense "
    "MedicationKnowledge MedicationRequest MedicationStatement MedicinalProductDefinition MessageDefinition MessageHeader"
    " MolecularSequence "
    "NamingSystem NutritionOrder NutritionProduct Observation ObservationDefinition OperationDefinition OperationOutcome Organization "
    "OrganizationAffiliation PackagedProductDefinition Parameters Patient PaymentNotice PaymentReconciliation Person PlanDefinition "
    "Practitioner PractitionerRole Procedure Provenance Questionnaire QuestionnaireResponse RegulatedAuthorization RelatedPerson "
    "ResearchStudy ResearchSubject RiskAssessment Schedule SearchParameter ServiceRequest Slot Specimen SpecimenDefinition "
    "StructureDefinition StructureMap Subscription SubscriptionStatus SubscriptionTopic Substance SubstanceDefinition SubstanceNucleicAcid "
    "SubstancePolymer SubstanceProtein SubstanceReferenceInformation SubstanceSourceMaterial SupplyDelivery SupplyRequest Task "
    "TerminologyCapabilities TestReport TestScript ValueSet VerificationResult VisionPrescription"
)
_ONLY_R4 = (
    "CatalogEntry DeviceUseStatement DocumentManifest EffectEvidenceSynthesis Media MedicinalProduct MedicinalProductAuthorization "
    "MedicinalProductContraindication MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction "
    "MedicinalProductManufactured MedicinalProductPackaged MedicinalProductPharmaceutical MedicinalProductUndesirableEffect RequestGroup "
    "ResearchDefinition ResearchElementDefinition RiskEvidenceSynthesis SubstanceSpecification"
)
_ONLY_R5 = (
    "ActorDefinition ArtifactAssessment BiologicallyDerivedProductDispense ConditionDefinition DeviceAssociation DeviceDispense"
    " DeviceUsage "
    "EncounterHistory FormularyItem GenomicStudy ImagingSelection InventoryItem InventoryReport NutritionIntake Permission "
    "RequestOrchestration Requirements TestPlan Transport"
)


@cache
def resource_types(*, newer: bool) -> frozenset[str]:
    """The resources that `subjectType` may name: those of R4 and R4B together, or those of R5.

    >>> "Patient" in resource_types(newer=False), "Citizen" in resource_types(newer=True)
    (True, False)
    """
    return frozenset(_RESOURCES.split()) | frozenset((_ONLY_R5 if newer else _ONLY_R4).split())

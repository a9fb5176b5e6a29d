# SPDX-License-Identifier: Apache-2.0
"""Why each kind of remark that a judge of FHIR resources makes stays: a remark that nothing here explains fails the target."""

import re
from collections import Counter

FOREIGN = "others' forms"
# What a kind is called, the remarks that belong to it, and why they stay.
EXPLAINED = {
    "narrative": (
        r"Constraint failed: dom-6",
        ("Software that shows a resource makes its page from the items or the values; a narrative would repeat protected wording, or an answer, in"
        " a place that nobody guards. We write none."),
    ),
    "others' extensions": (
        r"Unknown extension http://hl7\.org/fhir/(uv/sdc/|us/core/)?StructureDefinition/",
        ("Defined in HL7's extension pack and in the guides SDC and US Core, which the validator does not carry offline. Our own check knows their types and places;"
        " our own extensions have definitions, which the validator is given."),
    ),
    "other terminologies": (
        (r"The code cannot be checked because codeSystem|references CodeSystem .* which has status"
         r"|unknown and can't be validated: http://(loinc\.org|snomed\.info|terminology\.hl7\.org)"),
        "LOINC, SNOMED CT and some of HL7's own are not carried offline, so their codes are not looked up here.",
    ),
    "codes without a system": (
        r"^A code with no system has no defined meaning",
        "An option of an imported form may have had none; its form says what it means. Forms drawn at random have such options, too.",
    ),
    "language tags": (
        r"urn:ietf:bcp:47",
        "Without a terminology server the validator knows common tags only; they are checked for their form.",
    ),
    "references within a Bundle": (
        r'^Invalid reference: got "urn:uuid:',
        "A transaction refers to what it creates by `urn:uuid:`, which is looked up in the Bundle; this judge knows references to a server only.",
    ),
    "text direction": (
        r"unterminated bi-di control characters",
        "Texts drawn at random hold such signs on purpose; they travel as they are.",
    ),
    "markup in texts": (
        r"looks like embedded HTML tags|appears to be an embedded HTML tag",
        "As above: whoever shows a text escapes it.",
    ),
    "labels": (
        r"^The Coding provided \(http://terminology\.hl7\.org/CodeSystem/v3-ActCode#",
        "R5's list of security labels, as the validator has it, is without HL7's own codes for what is sensitive about mental health and gender.",
    ),
    "what a score means": (
        r"Observation Interpretation Codes",
        ("A band is said in words, and how urgent an alert is by a code of ours: HL7's codes (high, low, abnormal) would say more than the measure does."),
    ),
    "genders": (
        r"None of the codings provided are in the value set",
        "HL7 names three genders with codes, as examples to begin with. A person's own code is theirs.",
    ),
    "whose record": (
        r"No code provided, and a code should be provided from the value set",
        "Whose record a recorded sex or gender is, is said in words: an insurance card has no code.",
    ),
    "when and by whom": (
        r"all observations should have (an effective|a performer)",
        "Where neither the response nor the host says when something was answered or by whom, nothing is made up.",
    ),
    "units": (
        r"^UCUM Codes that contain human readable annotations",
        "A score has no unit; `{score}` is what LOINC itself gives for one.",
    ),
    "hosts' records": (
        r"^The URL '[^']*' cannot be resolved unless",
        "The person, the encounter and the people who answered or typed are records on the host's server.",
    ),
    "forms that are not there": (
        r"^The questionnaire '[^']*' could not be resolved",
        "The results of generated forms are sent without the form. Responses together with their Questionnaires are judged besides.",
    ),
    "codes drawn at random": (
        r"^CodeSystem is unknown and can't be validated: (https://example\.org/|urn:oid:|urn:alliance-forms:)",
        "Generated forms hold codes of terminologies that do not exist, and the code systems of their own results are not given to the validator.",
    ),
    "derivation": (
        r"referred to in the derivation could not be found|has no derivation type specified",
        ("Some Questionnaires have a host's name here, and the one that they are derived from is not published to the judges. The extension for the kind"
        " of derivation has another type and place in each release of the extension pack, so it is not written."),
    ),
    FOREIGN: (
        "",
        "Written anew in the manner of other people's Questionnaires, with what is odd about them, and given out again as they came.",
    ),
    "snapshots": (
        r"Error generating Snapshot: Unable to resolve package id hl7\.fhir\.r(4|4b|5)\.core",
        ("To work a definition out, the validator asks the network for HL7's own package, and there is none. What the resources hold is checked against our"
        " definitions all the same, as the broken one above shows."),
    ),
    "own words compared": (
        r"The validator broke off: .*Expected answer and actual answer have incompatible types",
        ("HAPI breaks off where a condition compares an option with somebody's own words (an open choice has both), and looks at nothing more of that"
        " resource; the other judges do. This and the one before are the only errors that are let pass."),
    ),
}  # fmt: skip
# Errors that say what the validator cannot do and not what the resource does.
EXCUSED = re.compile("|".join(EXPLAINED[kind][0] for kind in ("snapshots", "own words compared")))


def general(message):
    """A remark without what it is about, so that the same one is counted once."""
    message = re.sub(r"can't be validated.*", "cannot be validated", message)
    return re.sub(r"'[^']*'|\"[^\"]*\"|\(.*|Character .*", "…", message)[:110]


def kind_of_remark(message, *, foreign):
    """The first that it fits; whatever else is said of a form of other people's is about them."""
    kind = next((kind for kind, (pattern, _) in EXPLAINED.items() if pattern and re.search(pattern, message)), None)
    return kind or (FOREIGN if foreign else None)


def remarks(found):
    """Warnings and information, each once, with how often it is made and what kind it is."""
    counted = Counter()
    for version in found.values():
        for name, messages in version.items():
            if not name.startswith("broken "):
                told = (one for one in messages if not is_error(one))
                foreign = name.startswith("foreign ")
                counted.update((one["severity"], general(one["message"]), kind_of_remark(one["message"], foreign=foreign)) for one in told)
    return [(severity, count, message, kind) for (severity, message, kind), count in counted.most_common()]


def is_error(message):
    return message["severity"] in ("error", "fatal") and not EXCUSED.search(message["message"])

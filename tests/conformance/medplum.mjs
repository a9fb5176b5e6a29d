// SPDX-License-Identifier: Apache-2.0
// Medplum.

import { judge, load } from "./judge.mjs";

// It expects one to be there when it is loaded, which older versions of Node do not have; nothing here opens any.
globalThis.WebSocket ??= class extends EventTarget {};
const { evalFhirPathTyped, toTypedValue } = load("@medplum/core");

judge("Medplum", (expression, response) => {
  const resource = toTypedValue(response);
  return evalFhirPathTyped(expression, [resource], { "%resource": resource }).map((found) => found.value);
});

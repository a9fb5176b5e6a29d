// SPDX-License-Identifier: Apache-2.0
// Smart Forms as a host has it: a form is built of a Questionnaire and a response, is drawn, and gives its response with what it calculated.

import { BaseRenderer, RendererThemeProvider, buildForm, destroyForm, getResponse } from "@aehrc/smart-forms-renderer";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";

let root;
const client = new QueryClient();

window.smartForms = async (questionnaire, questionnaireResponse) => {
  root?.unmount();
  destroyForm();
  await buildForm({ questionnaire, questionnaireResponse });
  root = createRoot(document.getElementById("form"));
  const form = (
    <RendererThemeProvider>
      <QueryClientProvider client={client}>
        <BaseRenderer />
      </QueryClientProvider>
    </RendererThemeProvider>
  );
  flushSync(() => root.render(form));
  // Scores are calculated a moment after the form is drawn: it is asked until it says the same twice.
  for (let before = ""; ; ) {
    await new Promise((done) => setTimeout(done, 40));
    const now = JSON.stringify(getResponse());
    if (now === before) return JSON.parse(now);
    before = now;
  }
};

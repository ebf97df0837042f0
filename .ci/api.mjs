// `npm run api` writes docs/api.report.md from the built types: all that `import 'phial'` gives, with its signatures.
// `npm run api:check` fails when it differs from what is there. Both fail when a type that a signature mentions is not
// exported, or a member has no sentence that documents it.
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const REPORT = 'api.report.md';

/** What types that are exported are put together of. The compiler never writes their names into a program of the user's. */
const PARTS = [
  'ContextMistake',
  'HasSeveralVariables',
  'HookMistake',
  'InAnswer',
  'IsUnion',
  'KeyOfAny',
  'MistakeInVariables',
  'RefusalOfRest',
  'ReturnRefusal',
  'SentenceOr',
  'ValueOfAny',
  'WholeMistake',
];

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const config = ExtractorConfig.loadFileAndPrepare(join(import.meta.dirname, '../api-extractor.json'));
// The extractor's own name for it would end in `.api.md`.
config.reportConfigs[0].fileName = REPORT;

const { succeeded, apiReportChanged } = Extractor.invoke(config, {
  localBuild: !values.check,
  messageCallback(message) {
    const part = PARTS.some((name) => message.text.includes(`"${name}"`));
    if (message.messageId === 'ae-forgotten-export' && part) message.logLevel = 'none';
    if (message.messageId === 'console-api-report-not-copied') {
      message.text = `docs/${REPORT} is not what the built types say. Run npm run api, and read what it changed.`;
    }
  },
});
if (!succeeded || (values.check && apiReportChanged)) process.exitCode = 1;

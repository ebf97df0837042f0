import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Validator } from '@seriousme/openapi-schema-validator';
import { parse } from 'yaml';

import { openConduit } from './open-conduit.js';

interface Operation {
  operationId: string;
  tags: string[];
  responses: Record<string, object>;
  security?: object[];
  parameters?: { name?: string; $ref?: string }[];
  requestBody?: object;
}

type Document = { paths: Record<string, Record<string, Operation>> };

/** Data of the RealWorld project, which is not committed here. */
const FILE = join(process.env['REALWORLD'] || join(import.meta.dirname, '../../../../shared/realworld'), 'openapi.yml');

const { app } = await openConduit();
const document = (await app.testClient().get('/openapi.json')).json<Document>();

function operations({ paths }: Document) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [`${method} ${path.replace(/^\/api/, '')}`, operation] as const,
    ),
  );
}

const ours = new Map(operations(document));

describe('/openapi.json', () => {
  it('is valid', async () => {
    expect(await new Validator().validate(document)).toMatchObject({ valid: true });
  });

  it('never speaks of errors in a shape that they have not', () => {
    expect(JSON.stringify(document)).not.toContain('problem+json');
  });
});

const describeWhereItIs = existsSync(FILE) ? describe : describe.skip;

describeWhereItIs("RealWorld's own document", () => {
  const official = existsSync(FILE) ? operations(parse(readFileSync(FILE, 'utf8')) as Document) : [];

  it('has the same operations', () => {
    expect([...ours.keys()].sort()).toEqual(official.map(([name]) => name).sort());
  });

  it.each(official)('has nothing of %s that ours lacks', (name, theirs) => {
    const own = ours.get(name)!;
    expect(own).toMatchObject({ operationId: theirs.operationId, tags: theirs.tags });
    expect(Object.keys(own.responses)).toEqual(expect.arrayContaining(Object.keys(theirs.responses)));
    expect(own.security).toEqual(theirs.security);
    expect(own.requestBody === undefined).toBe(theirs.requestBody === undefined);
    const names = (theirs.parameters ?? []).map((one) => one.name ?? /(\w+)Param$/.exec(one.$ref!)![1]);
    expect((own.parameters ?? []).map((one) => one.name).sort()).toEqual(names.sort());
  });
});

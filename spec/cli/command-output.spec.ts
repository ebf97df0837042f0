import { PATIENCE, Project } from '../support/project.js';

const project = new Project({
  'app.ts': `
import { Command, Controller, createApp, Get, OnStop } from 'phial';

@Controller('/notes')
class Notes {
  @Get('/:id')
  show(id: number) {
    return { id };
  }

  @OnStop()
  stop() {
    console.error('stopped');
  }

  @Command('seed [count]', 'Fills the database')
  *seed(count: number = 10) {
    try {
      for (let at = 1; at <= count; at++) yield \`note \${at}\`;
    } finally {
      console.error('seed ended');
    }
  }

  @Command('export', 'Prints a lot at once')
  export() {
    return 'x'.repeat(2 ** 20);
  }

  @Command('flood', 'Prints more than fits into memory')
  *flood() {
    const line = 'x'.repeat(2 ** 20);
    let most = 0;
    for (let at = 0; at < 200; at++) {
      yield line + at;
      const { external, heapUsed } = process.memoryUsage();
      most = Math.max(most, external + heapUsed);
    }
    console.error(most < 2 ** 27 ? 'little memory' : \`\${most} bytes of memory\`);
  }
}

export const app = createApp({
  controllers: [Notes],
  openapi: { info: { title: 'x'.repeat(2 ** 20), version: '1' } },
  fastify: { logger: false },
});
`,
});

/** In a shell, which knows what `|` is; the exit code of the first command comes last on the error output. */
function piped(words: string, reader: string) {
  const phial = `${process.execPath} node_modules/phial/dist/cli/index.js`;
  return project.phial(['-c', `{ ${phial} ${words}; echo "code $?" >&2; } | { ${reader}; }`], {
    executable: '/bin/sh',
    program: [],
  });
}

describe('A command whose output is read', () => {
  it.each(['seed 200000', 'export'])(
    'no further ends without a word, and stops the app: %s',
    async (words) => {
      const { stdout, stderr } = await piped(words, 'head -c 6');
      const ended = words === 'export' ? '' : 'seed ended\n';
      expect({ stdout: stdout.length, stderr }).toEqual({ stdout: 6, stderr: `${ended}stopped\ncode 141\n` });
    },
    PATIENCE,
  );

  it(
    'slowly waits for who reads, and keeps nothing of it',
    async () => {
      const { stdout, stderr } = await piped('flood', 'sleep 1; wc -l');
      expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: '200', stderr: 'little memory\nstopped\ncode 0\n' });
    },
    PATIENCE,
  );

  it(
    'slowly loses nothing of the end',
    async () => {
      expect((await piped('seed 20000', 'sleep 1; tail -1')).stdout).toBe('note 20000\n');
    },
    PATIENCE,
  );
});

describe('phial openapi', () => {
  it(
    'ends without a word when its output is read no further',
    async () => {
      expect((await piped('openapi', 'head -c 1')).stderr).toBe('code 141\n');
    },
    PATIENCE,
  );
});

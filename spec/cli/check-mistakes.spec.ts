import { readMistakes } from '../support/mistakes.js';
import { PATIENCE, Project } from '../support/project.js';

const tsconfig = JSON.stringify({
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    skipLibCheck: true,
    types: ['node'],
    noEmit: true,
  },
});

describe('phial check', () => {
  it.each(
    readMistakes()
      .filter(({ isChecked }) => isChecked)
      .map((one) => [one.name, one] as const),
  )(
    'tells a mistake and takes its cure: %s',
    async (_name, { wrong, cured, says }) => {
      const [told, mended] = await Promise.all(
        [wrong, cured!].map((files) => new Project({ ...files, 'tsconfig.json': tsconfig }).phial(['check'])),
      );
      expect([told!.code, told!.stdout.split('\n')[0]]).toEqual([1, says[0]]);
      expect([mended!.code, mended!.stdout]).toEqual([0, 'phial: nothing is wrong with app.ts\n']);
    },
    PATIENCE,
  );
});

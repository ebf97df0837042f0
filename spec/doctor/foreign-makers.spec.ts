import { literalsIn } from '../../lib/doctor/literals.js';
import { unusedResponse } from '../../lib/doctor/sources.js';

/** A method as a compiler writes it for CommonJS. */
const methodOf = (module: string): string => `draw() { (0, ${module}.render)('scene'); return 'drawn'; }`;

describe('A function of a name that Phial has, too', () => {
  it.each(['phial_1', '_phial', 'import_phial'])("is Phial's as a member of %s", (module) => {
    expect(unusedResponse(methodOf(module))).toBe('render');
    expect(literalsIn(`class A { ${methodOf(module)} }`)).toMatchObject([{ text: 'scene', receiver: undefined }]);
  });

  it.each(['canvas_1', '_mailer', 'import_view'])('is another one as a member of %s', (module) => {
    expect(unusedResponse(methodOf(module))).toBeUndefined();
    // That of an object which is called so would be looked at if it were a request.
    expect(literalsIn(`class A { ${methodOf(module)} }`)).toMatchObject([{ receiver: module }]);
  });
});

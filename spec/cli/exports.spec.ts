import { explainMissingExport } from '../../lib/cli/exports.js';

describe('A name that a module imports of Phial, and that Phial does not have', () => {
  it.each([
    ['Injectable', 'createApp({ services: [new NoteStore()] })'],
    ['Body', 'class NewNote extends Json(schema) {}'],
    ['Module', 'createApp({ controllers: [...], services: [...] })'],
    ['NotFoundException', 'abort(404, message)'],
    ['jsonify', 'Return the object itself'],
    ['Notes', 'If it is a type alone, write import type { ... }'],
  ])('is told with what to write instead: %s', (name, cure) => {
    const error = new SyntaxError(`The requested module 'phial' does not provide an export named '${name}'`);
    const told = explainMissingExport(error);
    expect(told).toContain(`it imports ${name} from 'phial', which has no such name. `);
    expect(told).toContain(cure);
  });

  it('is none of another module, or of another error', () => {
    const message = "The requested module 'phials' does not provide an export named 'Body'";
    expect(explainMissingExport(new SyntaxError(message))).toBeUndefined();
    expect(explainMissingExport(new Error('failed'))).toBeUndefined();
  });
});

import { sendFile } from 'phial';

describe('sendFile()', () => {
  it('refuses an option that it does not have, as Flask names some', () => {
    expect(() => sendFile('notes.txt', { as_attachment: true } as object)).toThrow(
      "sendFile('notes.txt') has no option 'as_attachment'. There are folder, download, type, maxAge.",
    );
  });
});

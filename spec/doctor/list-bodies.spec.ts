import { Json, Post } from 'phial';
import { z } from 'zod';

import { warningsOf } from '../support/warnings-of.js';

class Tags extends Json(z.array(z.string())) {}
class Note extends Json(z.object({ length: z.number() })) {}
class Counted extends Json(z.array(z.string())) {
  get length() {
    return this.value.length;
  }
}

type List = string[];

describe('The list of a JSON body', () => {
  it('is warned of where the class is taken for it', () => {
    class Notes {
      @Post('/length')
      length(tags: Tags) {
        return { count: (tags as unknown as List).length };
      }

      @Post('/all')
      all(tags: Tags) {
        return [...(tags as unknown as List)];
      }

      @Post('/each')
      each(tags: Tags) {
        for (const tag of tags as unknown as List) return tag;
        return 'none';
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      'Notes.length: it takes the list of a JSON body, which is its value, by tags.length. Write tags.value.length. (PH718)',
      'Notes.all: it takes the list of a JSON body, which is its value, by ...tags. Write ...tags.value. (PH718)',
      'Notes.each: it takes the list of a JSON body, which is its value, by of tags. Write of tags.value. (PH718)',
    ]);
  });

  it('is fine as its value, and of classes with members of these names', () => {
    class Notes {
      @Post('/')
      add(tags: Tags) {
        return [...tags.value, tags.value.length];
      }

      @Post('/note')
      note(note: Note) {
        return note.length;
      }

      @Post('/counted')
      counted(counted: Counted) {
        return counted.length;
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([]);
  });
});

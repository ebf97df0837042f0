import { Get, makeResponse, Response } from 'phial';

import { warningsOf } from '../support/warnings-of.js';

describe('JSON as text', () => {
  it('is warned of where it is sent as HTML', () => {
    class Notes {
      @Get('/')
      index() {
        return JSON.stringify({ id: 1 });
      }

      @Get('/made')
      made() {
        return new Response(JSON.stringify({ id: 1 }), { status: 201 });
      }

      @Get('/status')
      status() {
        return makeResponse(JSON.stringify({ id: 1 }), 201);
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual(
      ['index', 'made', 'status'].map(
        (name) =>
          `Notes.${name}: it returns JSON as text, and text is sent as text/html. Return the object itself, or makeResponse(object, status). (PH717)`,
      ),
    );
  });

  it('is fine with a type, or inside of something', () => {
    class Notes {
      @Get('/')
      index() {
        return new Response(JSON.stringify({ id: 1 }), { type: 'application/ld+json' });
      }

      @Get('/headers')
      headers() {
        return makeResponse(JSON.stringify({ id: 1 }), 200, { 'Content-Type': 'application/json' });
      }

      @Get('/inside')
      inside() {
        const texts = [1, 2].map((id) => {
          return JSON.stringify({ id });
        });
        return { texts, text: JSON.stringify({ id: 1 }) };
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([]);
  });
});

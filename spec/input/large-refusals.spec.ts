import { type } from 'arktype';
import { Controller, createApp, Json, Post, type StandardSchema } from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

interface Scores {
  scores: Record<string, number[]>;
}

describe.each<[string, StandardSchema<unknown, Scores>]>([
  ['zod', z.object({ scores: z.record(z.string(), z.array(z.number())) })],
  ['valibot', v.object({ scores: v.record(v.string(), v.array(v.number())) })],
  ['arktype', type({ scores: 'Record<string, number[]>' })],
])('the answer to much that is wrong, with %s', (_library, schema) => {
  class NewScores extends Json(schema) {}

  @Controller()
  class Games {
    @Post('/')
    add(scores: NewScores) {
      return scores;
    }
  }

  const client = createApp({ controllers: [Games] }).testClient();
  const longName = 'k'.repeat(10_000);

  it('has 64 kB of issues at most', async () => {
    const { status, text, json } = await client.post('/', { json: { scores: { short: Array(10_000).fill('') } } });
    expect(status).toBe(422);
    expect(json().errors.length).toBeGreaterThan(300);
    expect(text.length).toBeLessThan(70_000);
  });

  it('says no long name of the client again and again', async () => {
    const { json } = await client.post('/', { json: { scores: { [longName]: ['', ''] } } });
    const [first] = json().errors;
    expect(first.path).toEqual(['scores', `${'k'.repeat(100)}...`, 0]);
    expect(first.place).toBe(`body.scores.${'k'.repeat(100)}....0`);
    expect(first.message.length).toBeLessThan(600);
    expect(json().detail.length).toBeLessThan(2000);
  });

  it('shows none on a page either', async () => {
    const headers = { accept: 'text/html' };
    const { text } = await client.post('/', { headers, json: { scores: { ['&'.repeat(10_000)]: ['', ''] } } });
    expect(text.length).toBeLessThan(10_000);
  });
});

import * as v from 'valibot';
import { z } from 'zod';

import { Command, Form, Get, Options, Request, Session } from 'phial';
import { findingsOf } from '../support/findings-of.js';

class Login extends Form(z.object({ name: z.string() })) {}
class Dry extends Options(z.object({ dryRun: z.boolean() })) {}
class Odd extends Options(
  z.object({
    noCache: z.boolean(),
    help: z.string(),
    a: z.string().meta({ short: 'x' }),
    b: z.string().meta({ short: 'x' }),
  }),
) {}
class Untold extends Options(v.object({ name: v.string() })) {}

function found(...controllers: object[]): string[] {
  return findingsOf({ controllers, secretKey: 'a secret key of the spec' });
}

describe('The doctor finds', () => {
  it("commands of one name, and of Phial's own", () => {
    class One {
      @Command('seed')
      fill() {}

      @Command('run')
      start() {}
    }
    class Other {
      @Command('seed [count]')
      seed(count: number) {
        return count;
      }
    }
    expect(found(One, Other)).toEqual([
      "One.start: its command 'run' is one of Phial's own. Give it another name: run-app.",
      "Other.seed: its command 'seed' is One.fill already. Give one of them another name.",
    ]);
  });

  it('commands that are not written as one', () => {
    class Commands {
      @Command('/seed')
      path() {}

      @Command('')
      nothing() {}

      @Command('seed count')
      bare(count: number) {
        return count;
      }

      @Command('fill [a] <b>')
      late(a: string, b: string) {
        return a + b;
      }

      @Command('send <all...> <to>')
      many(all: string[], to: string) {
        return [all, to];
      }
    }
    const write = "Write a name and its arguments: @Command('seed <file> [count]', 'Fills the database').";
    expect(found(Commands)).toEqual([
      `Commands.path: its command '/seed' is a path, as those of routes are. ${write}`,
      `Commands.nothing: its command '' does not begin with a name. ${write}`,
      `Commands.bare: 'count' in its command 'seed count' is not an argument. ${write}`,
      `Commands.late: <b> of its command 'fill [a] <b>' comes after an argument that may be left out. ${write}`,
      `Commands.many: <all...> of its command 'send <all...> <to>' takes all that follows, and is not the last. ${write}`,
    ]);
  });

  it('what belongs to a request among the parameters of a command', () => {
    class Commands {
      @Command('a')
      a(request: Request, session: Session, login: Login) {
        return [request, session, login];
      }
    }
    const cure = 'A command takes arguments, a class made by Options(schema), services and App.';
    expect(found(Commands)).toEqual([
      `Commands.a: parameter 1 (request): Request belongs to one request. ${cure}`,
      `Commands.a: parameter 2 (session): Session belongs to one request. ${cure}`,
      `Commands.a: parameter 3 (login): Login belongs to one request. ${cure}`,
    ]);
  });

  it('arguments that are not the parameters', () => {
    class Commands {
      @Command('a <id>')
      none() {}

      @Command('b')
      more(id: number, name: string) {
        return [id, name];
      }

      @Command('c <ids...>')
      single(ids: number) {
        return ids;
      }

      @Command('d <ids>')
      list(ids: string[]) {
        return ids;
      }

      @Command('e <from> <to>')
      order(to: string, from: string) {
        return [to, from];
      }
    }
    const cure = 'Write an argument for each string, number, boolean, bigint or list, in that order.';
    expect(found(Commands)).toEqual([
      `Commands.none: it takes no argument, and its command has <id>. ${cure}`,
      `Commands.more: parameters 1 (id) and 2 (name) take arguments, and its command has none. ${cure}`,
      'Commands.single: parameter 1 (ids) is not a list, and gets <ids...>. Declare it as string[].',
      'Commands.list: parameter 1 (ids) is a list, and gets <ids>. Write <ids...> or [ids...] for a list.',
      'Commands.order: parameter 1 (to) would get <from>. Arguments come in the order of the command.',
      'Commands.order: parameter 2 (from) would get <to>. Arguments come in the order of the command.',
    ]);
  });

  it('options that no command line has, and options in a handler', () => {
    class Commands {
      @Command('a')
      a(one: Odd, two: Dry) {
        return [one, two];
      }

      @Command('b')
      b(options: Untold) {
        return options;
      }

      @Get('/')
      index(options: Dry) {
        return options;
      }
    }
    expect(found(Commands)).toEqual([
      'Commands.index: parameter 1 (options): Dry is made by Options(), of a command line. Declare it in a @Command() method; for a request, extend Query(schema), Form(schema) or Json(schema).',
      'Commands.a: it takes Odd and Dry, and a command line has its options once. Put them into one class.',
      'Odd: its option --no-cache means something else on a command line. Write cache: a boolean, z.boolean().default(true), has --no-cache by itself.',
      'Odd: its option --help means something else on a command line. Give it another name.',
      'Odd: its members a and b are one option, -x. Give one of them another name.',
      'Untold: its schema, of valibot, cannot tell its JSON Schema, by which options are read. zod from version 4.2 on can, arktype from 2.1.28 on, and valibot with toStandardJsonSchema(schema) of @valibot/to-json-schema.',
    ]);
  });

  it('a decorator without its brackets', () => {
    expect(() => {
      class Commands {
        @(Command as unknown as MethodDecorator)
        seed() {}
      }
      return Commands;
    }).toThrow("@Command stands there without brackets\n     Write @Command('seed', 'Fills the database').");
  });
});

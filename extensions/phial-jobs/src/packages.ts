/** What BullMQ's backend is made of. */
export interface Packages {
  bullmq: typeof import('bullmq');
  ioredis: Pick<typeof import('ioredis'), 'Redis'>;
}

/** Apps without a Redis need not install them. */
export async function loadPackages(): Promise<Packages> {
  try {
    const [bullmq, ioredis] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, ioredis };
  } catch (error) {
    throw new Error(
      'jobs({ redis }) needs two packages that an app without Redis does not: npm install bullmq ioredis',
      { cause: error },
    );
  }
}

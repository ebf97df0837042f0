import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Mail } from 'phial-login';

/** Sends mails. */
export abstract class Mailer {
  abstract send(mail: Mail): Promise<void>;
}

/** Writes them into a folder, for trying the app out: another class would talk to a mail server. */
export class FolderMailer extends Mailer {
  constructor(private readonly folder: string) {
    super();
  }

  async send({ to, subject, text }: Mail): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(
      join(this.folder, `${Date.now()}-${randomUUID()}.txt`),
      `To: ${to}\nSubject: ${subject}\n\n${text}`,
    );
  }
}

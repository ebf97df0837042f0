// Hono: a file of a form is the web's File.
// told: warning PH507
// says: Upload: its field 'picture' refuses all files | Write z.instanceof(UploadedFile)
import { createApp, Form, Post, UploadedFile } from 'phial';
import { z } from 'zod';

class Upload extends Form(
  z.object({
    picture: z.file(), // cure: picture: z.instanceof(UploadedFile),
  }),
) {}

class Pictures {
  @Post('/')
  add(upload: Upload) {
    return upload.picture instanceof UploadedFile ? 'Saved.' : 'Refused.';
  }
}

export const app = createApp({ controllers: [Pictures] });

// Flask: save() is called of an uploaded file, and is done when it returns.
// told: warning PH714
// says: Pictures.add: it calls picture.save(), which takes time | Write await picture.save(path)
import { createApp, Post, Request } from 'phial';

class Pictures {
  @Post('/')
  async add(request: Request) {
    const picture = request.files.require('picture');
    picture.save('uploads/picture'); // cure: await picture.save('uploads/picture');
    return 'Saved.';
  }
}

export const app = createApp({ controllers: [Pictures] });

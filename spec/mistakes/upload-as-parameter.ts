// Nest, FastAPI: an uploaded file is a parameter.
// told: start PH110
// says: Pictures.add: parameter 1 (picture) | request.files.require('picture')
import { createApp, Post, Request, UploadedFile } from 'phial';

class Pictures {
  @Post('/')
  add(picture: UploadedFile) { // cure: add({ files }: Request) {
    return picture.safeFilename; // cure: return files.require('picture').safeFilename;
  }
}

export const app = createApp({ controllers: [Pictures] });
void Request;

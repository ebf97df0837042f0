// Rails: a variable's name has other signs than letters.
// told: start PH207
// says: Notes.show | a variable named 'größe' | letters, digits and _
// ask: GET /notes/3
import { createApp, Get } from 'phial';

class Notes {
  @Get('/notes/:größe') // cure: @Get('/notes/:size')
  show(size: number) {
    return { size };
  }
}

export const app = createApp({ controllers: [Notes] });
